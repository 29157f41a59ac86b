"""The studio's routes: the page and its files, what it asks for, answers to look at, the WebSocket."""

from __future__ import annotations

import contextlib
import io
import json
import threading
import wave
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request, cookie_parser
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from voicemock import i18n
from voicemock.audio.samples import to_int16
from voicemock.errors import InputError, NotFoundError, StoreError, VoicemockError
from voicemock.i18n import _
from voicemock.publish.formats import FORMATS
from voicemock.speak.base import Utterance
from voicemock.studio import page_socket, summary, views, wishes
from voicemock.studio.security import Door, Guard
from voicemock.studio.studio import BusyError, Studio
from voicemock.values.answer import Answer
from voicemock.values.codes import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Samples

PAGE = Path(__file__).parent / "page"
_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
_GREETING: dict[LanguageCode, str] = {
    "zh": "你好，很高兴见到你。请坐，我们开始吧。",
    "en": "Hello, it is good to meet you. Take a seat, and let us begin.",
}
"""What a voice says to be heard, in its own language whatever language the program speaks."""
_UI_COOKIE = "voicemock_ui"
_MOST_ROWS = 5000
_FRAMED = {"content-security-policy": "frame-ancestors 'self'"}
"""A page of the report has a policy in itself, by the hashes of its script and style."""


def build(studio: Studio, door: Door, *, folder: Path = PAGE) -> ASGIApp:
    """The whole application, guarded; ``folder`` holds the page."""
    routes = _Routes(studio, door, folder)
    listed = [
        Route("/", routes.home),
        Route("/static/{name:path}", routes.static),
        Route("/api/start", _reading(routes.start)),
        Route("/api/hear-voice", _reading(routes.hear_voice)),
        Route("/api/interview", _posting(routes.interview), methods=["POST"]),
        Route("/api/unfinished/{id}", _posting(routes.unfinished), methods=["POST"]),
        Route("/api/leave", _posting(routes.leave), methods=["POST"]),
        Route("/api/alive", _reading(routes.alive)),
        Route("/api/history", _reading(routes.history)),
        Route("/api/history/{id}", _reading(routes.one)),
        Route("/answers/{id}", _reading(routes.answer)),
        Route("/answers/{id}/sound", _reading(routes.sound)),
        Route("/progress", _reading(routes.progress)),
        WebSocketRoute("/ws", routes.socket),
    ]
    return _Speaking(Guard(_Visited(Starlette(routes=listed), studio), door), studio)


class _Speaking:
    """Speaks the person's language: the one chosen in the page, else the program's."""

    def __init__(self, app: ASGIApp, studio: Studio) -> None:
        self._app = app
        self._studio = studio

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        chosen = cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get(_UI_COOKIE)
        known = chosen if chosen in get_args(LanguageCode) else self._studio.ui
        with i18n.speaking(known or "en", ""):
            await self._app(scope, receive, send)


class _Visited:
    """Notes that somebody who was let in is here."""

    def __init__(self, app: ASGIApp, studio: Studio) -> None:
        self._app = app
        self._studio = studio

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._studio.asked()
        await self._app(scope, receive, send)


class _Routes:
    def __init__(self, studio: Studio, door: Door, folder: Path) -> None:
        from voicemock.report.pages.html import TOKENS

        self._studio = studio
        self._door = door
        self._folder = folder
        files = [path for path in folder.rglob("*") if path.suffix in _KINDS and path.is_file()]
        self._files = {path.relative_to(folder).as_posix(): path for path in files}
        self._files[TOKENS.name] = TOKENS
        self._voice = threading.Lock()

    # -- the page ---------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        wanted = request.query_params.get("ui", "")
        if wanted in get_args(LanguageCode):
            response = Response(status_code=HTTPStatus.SEE_OTHER, headers={"location": "/"})
            response.set_cookie(_UI_COOKIE, wanted, httponly=True, samesite="strict")
            return response
        return HTMLResponse(await run_in_threadpool(self._page))

    def _page(self) -> str:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        from voicemock.report.pages.html import lang_tag
        from voicemock.studio import messages

        environment = Environment(
            loader=FileSystemLoader(self._folder), autoescape=True, undefined=StrictUndefined
        )
        language = i18n.language()
        return environment.get_template("studio.html").render(
            ui=lang_tag(language),
            other="en" if language == "zh" else "zh",
            words=messages.words(),
        )

    async def static(self, request: Request) -> Response:
        path = self._files.get(request.path_params["name"])
        if path is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        content = await run_in_threadpool(path.read_bytes)
        return Response(content, media_type=_KINDS[path.suffix])

    async def socket(self, socket: WebSocket) -> None:
        await page_socket.serve(socket, self._studio)

    # -- an interview -----------------------------------------------------------------------

    def start(self, _request: Request) -> Response:
        return JSONResponse(
            views.start(self._studio.settings, self._studio.history, running=self._studio.running)
        )

    def hear_voice(self, request: Request) -> Response:
        language = request.query_params.get("language")
        if language not in ("zh", "en"):
            raise InputError("language: zh or en")
        code: LanguageCode = "zh" if language == "zh" else "en"
        with self._voice:  # one at a time: it is work for the whole machine
            speaker = self._studio.speaker(request.query_params.get("voice") or None)
            speech = speaker.synthesize(Utterance(_GREETING[code], code))
            parts = [] if speech is None else list(speech.parts)
        rate = SAMPLE_RATE if speech is None else speech.rate
        return Response(_wav(parts, rate), media_type="audio/wav")

    def interview(self, _request: Request, sent: dict[str, Any]) -> Response:
        try:
            begun = self._studio.begin(wishes.read(sent))
        except NotFoundError as error:  # of what was asked for; the address is there
            raise InputError(str(error)) from error
        return JSONResponse({"id": begun}, HTTPStatus.CREATED)

    def unfinished(self, request: Request, sent: dict[str, Any]) -> Response:
        done = self._studio.unfinished(request.path_params["id"], str(sent.get("do")))
        return JSONResponse({"text": done})

    def leave(self, _request: Request, _sent: dict[str, Any]) -> Response:
        self._studio.leave()
        return JSONResponse({})

    def alive(self, _request: Request) -> Response:
        return JSONResponse({"running": self._studio.running})

    # -- what is saved ----------------------------------------------------------------------

    def history(self, request: Request) -> Response:
        given = request.query_params.get("limit", "50")
        limit = min(int(given), _MOST_ROWS) if given.isdecimal() and len(given) < 9 else 50
        # takes are numbered from the first answer on
        found = self._studio.history.answers(outline=True)
        return JSONResponse(views.rows(found)[-limit:][::-1] if limit else [])

    def one(self, request: Request) -> Response:
        return JSONResponse(summary.answer(self._answer(request)))

    def answer(self, request: Request) -> Response:
        found = self._answer(request)
        return HTMLResponse(FORMATS["html"].write([found], self._studio.history), headers=_FRAMED)

    def sound(self, request: Request) -> Response:
        path = Path(self._answer(request).recording.path)
        if not path.is_file():
            raise NotFoundError(_("The recording is not there any more."))
        return FileResponse(path, media_type="audio/wav")

    def progress(self, _request: Request) -> Response:
        from voicemock.report.pages import progress as page
        from voicemock.report.views import progress

        answers = self._studio.history.answers(outline=True)
        if not answers:
            raise NotFoundError(_("There are no answers yet; practise to give one."))
        today = datetime.now().astimezone().date()
        links = {one.id: f"answers/{one.id}" for one in answers}
        return HTMLResponse(page.render(progress.build(answers, today, links)), headers=_FRAMED)

    def _answer(self, request: Request) -> Answer:
        """The answer of exactly this id: looked up, never a path.

        Raises:
            NotFoundError: there is none.
        """
        wanted = request.path_params["id"]
        found = self._studio.history.get(wanted)
        if found.id != wanted:
            raise NotFoundError(_("There is no such answer."))
        return found


_Endpoint = Callable[[Request], Any]


def _reading(work: Callable[[Request], Response]) -> _Endpoint:
    """Done in a thread; what goes wrong is told in the program's own words."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(partial(_told, work, request))

    return endpoint


def _posting(work: Callable[[Request, dict[str, Any]], Response]) -> _Endpoint:
    """As `_reading`, with the JSON object that was sent."""

    async def endpoint(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return Response(status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        sent: object = None
        with contextlib.suppress(ValueError, RecursionError):
            sent = json.loads(await request.body() or b"{}")
        if not isinstance(sent, dict):
            return _refused(InputError("no JSON object"))
        return await run_in_threadpool(partial(_told, work, request, sent))

    return endpoint


def _told(work: Callable[..., Response], *given: object) -> Response:
    try:
        return work(*given)
    except VoicemockError as error:
        return _refused(error)


def _refused(error: VoicemockError) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, BusyError):
        status = HTTPStatus.CONFLICT
    elif isinstance(error, NotFoundError):
        status = HTTPStatus.NOT_FOUND
    elif isinstance(error, StoreError):
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    return JSONResponse({"error": str(error)}, status)


def _wav(parts: Sequence[Samples], rate: int) -> bytes:
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        for part in parts:
            file.writeframes(to_int16(part).astype("<i2").tobytes())
    return whole.getvalue()
