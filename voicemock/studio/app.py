"""The studio's application: the page and its files, an interview, the WebSocket; the rest is in `routes`."""

from __future__ import annotations

import io
import re
import threading
import wave
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from voicemock import i18n
from voicemock.audio.samples import to_int16
from voicemock.errors import InputError, NotFoundError
from voicemock.speak.base import Utterance
from voicemock.studio import page_socket, views, wishes
from voicemock.studio.endpoints import language_of, posting, reading
from voicemock.studio.routes import (
    answers,
    camera,
    corrections,
    drills,
    everything,
    preparation,
    questions,
    settings,
    stories,
)
from voicemock.studio.security import Door, Guard
from voicemock.studio.studio import Studio
from voicemock.values.codes import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Samples

PAGE = Path(__file__).parent / "page"
_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
_MODULE = re.compile(r"(?<!-worker)(?<!-worklet)\.js$")
_GREETING: dict[LanguageCode, str] = {
    "zh": "你好，很高兴见到你。请坐，我们开始吧。",
    "en": "Hello, it is good to meet you. Take a seat, and let us begin.",
}
"""What a voice says to be heard, in its own language whatever language the program speaks."""


def build(studio: Studio, door: Door, *, folder: Path = PAGE) -> ASGIApp:
    """The whole application, guarded; ``folder`` holds the page."""
    routes = _Routes(studio, door, folder)
    listed = [
        Route("/", routes.home),
        Route("/static/{name:path}", routes.static),
        Route("/api/start", reading(routes.start)),
        Route("/api/hear-voice", reading(routes.hear_voice)),
        Route("/api/interview", posting(routes.interview), methods=["POST"]),
        Route("/api/unfinished/{id}", posting(routes.unfinished), methods=["POST"]),
        Route("/api/leave", posting(routes.leave), methods=["POST"]),
        Route("/api/alive", reading(routes.alive)),
        *answers.routes(studio),
        *corrections.routes(studio),
        *camera.routes(studio),
        *stories.routes(studio),
        *drills.routes(studio),
        *questions.routes(studio),
        *preparation.routes(studio),
        *settings.routes(studio),
        *everything.routes(studio),
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
        chosen = cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get(
            settings.UI_COOKIE
        )
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
        # all at once: one that is found in another is asked for later
        self._modules = sorted(one for one in self._files if _MODULE.search(one))
        self._voice = threading.Lock()

    # -- the page ---------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        wanted = request.query_params.get("ui", "")
        if wanted in get_args(LanguageCode):
            response = Response(status_code=HTTPStatus.SEE_OTHER, headers={"location": "/"})
            response.set_cookie(settings.UI_COOKIE, wanted, httponly=True, samesite="strict")
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
            modules=self._modules,
        )

    async def static(self, request: Request) -> Response:
        path = self._files.get(request.path_params["name"])
        if path is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        content = path.read_bytes()  # small: a thread would take longer
        return Response(content, media_type=_KINDS[path.suffix])

    async def socket(self, socket: WebSocket) -> None:
        await page_socket.serve(socket, self._studio)

    # -- an interview -----------------------------------------------------------------------

    def start(self, _request: Request) -> Response:
        return JSONResponse(
            views.start(self._studio.settings, self._studio.history, running=self._studio.running)
        )

    def hear_voice(self, request: Request) -> Response:
        code = language_of(request.query_params.get("language"))
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


def _wav(parts: Sequence[Samples], rate: int) -> bytes:
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        for part in parts:
            file.writeframes(to_int16(part).astype("<i2").tobytes())
    return whole.getvalue()
