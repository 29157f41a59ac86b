"""A small server that speaks the studio's protocol from a script: the page without its engine.

`script` is an interview: two questions, a follow-up, a second take, a microphone that goes. What
the page sends is kept in `FakeStudio.blocks` and `FakeStudio.messages`.
"""

from __future__ import annotations

import asyncio
import json
import struct
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

import voicemock
from tests.pages import rendered, tone_answer
from voicemock import i18n
from voicemock.audio import samples as audio
from voicemock.report.pages.html import TOKENS, lang_tag
from voicemock.studio.messages import words
from voicemock.testing import tone
from voicemock.values.interview import LanguageCode

PAGE = Path(voicemock.__file__).parent / "studio" / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
RATE = 24_000
_VOICE_S = 0.6
_LEVELS_S = 0.05
_HEADER = struct.Struct("<IIdII")
_TYPES = {".js": "text/javascript", ".css": "text/css"}

_QUESTIONS = {
    "en": (
        "Tell me about a time you calmed an angry customer.",
        "Why do you want to work with us?",
        "And what did the customer say in the end?",
    ),
    "zh": (
        "请讲一次你安抚生气顾客的经历。",
        "你为什么想来我们这里工作？",
        "那位顾客最后怎么说？",
    ),
}
_NEXT = {
    "en": "Say how it ended: your answer stops before the result.",
    "zh": "说说结果：你的回答在结果之前就停了。",
}
_ADVICE = {
    "en": "One sentence is enough: what the customer said, or what you won for the shop.",
    "zh": "一句话就够：顾客最后怎么说，或者你为店里赢得了什么。",
}
_GOOD = {
    "en": ["You named the customer’s feeling first.", "Your pace was easy to follow."],
    "zh": ["你先说出了顾客的感受。", "语速听着很舒服。"],
}
_STEPS = {
    "en": [("Situation", "found", "When I was new", 1.0), ("Result", "missing", "", None)],
    "zh": [("情境", "found", "那时候我刚来", 1.0), ("结果", "missing", "", None)],
}


@dataclass(frozen=True)
class Block:
    """One block of the microphone, as it came."""

    at_s: float
    rate: int
    samples: np.ndarray[Any, np.dtype[np.int16]]


@dataclass
class FakeStudio:
    """The server. It runs in a thread from `start` to `stop`."""

    folder: Path
    language: LanguageCode = "en"
    ui: str = "en"
    first: bool = True
    port: int = 0
    blocks: dict[tuple[int, int], Block] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of ``POST /api/interview``."""
    deaf: bool = False
    """Whether what is pressed gets lost on its way."""
    interrupted: bool = False
    refuse: str = ""
    """Why no interview begins, if none does."""

    def __post_init__(self) -> None:
        self._events: list[tuple[int, str]] = []
        self._standing: dict[str, dict[str, Any]] = {}
        self._count = 0
        self._take = -1
        self._speech = -1
        self._choice = -1
        self._done = 0
        self._socket: WebSocket | None = None
        self._closed_until = 0.0
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._playing: asyncio.Task[None] | None = None
        self._levels: asyncio.Task[None] | None = None
        with i18n.speaking(self.ui, ""):
            self._page = rendered([tone_answer(self.folder / "answer", self.language)])

    # -- its life ---------------------------------------------------------------------------

    def start(self) -> str:
        """Listen; the address."""
        routes = [
            Route("/", self._index),
            Route("/static/{name:path}", self._static),
            Route("/api/start", self._start),
            Route("/api/alive", lambda _request: JSONResponse({})),
            Route("/api/history", self._history),
            Route("/api/hear-voice", self._voice),
            Route("/api/interview", self._interview, methods=["POST"]),
            Route("/api/leave", lambda _request: JSONResponse({}), methods=["POST"]),
            Route("/api/unfinished/{id}", self._unfinished, methods=["POST"]),
            Route("/answers/{id}", lambda _request: HTMLResponse(self._page)),
            Route("/progress", lambda _request: HTMLResponse("<title>Progress</title>")),
            WebSocketRoute("/ws", self._connected),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), host="127.0.0.1", port=self.port, log_level="error",
            ws="websockets-sansio", lifespan="off", timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{self.port}/"

    def stop(self) -> None:
        """End, with whoever is connected."""
        self._server.should_exit = True
        self._thread.join(10)

    def cut(self, seconds: float) -> None:
        """Break the connection and let none in for so long."""
        self._closed_until = time.monotonic() + seconds
        self._call(self._hang_up(1011))

    def tell_now(self, event: str, **values: Any) -> None:
        """Say something out of turn."""
        self._call(self.tell(event, **values))

    def _call(self, what: Any) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    # -- pages ------------------------------------------------------------------------------

    def _index(self, request: Request) -> Response:
        ui = request.query_params.get("ui", self.ui)
        environment = Environment(loader=FileSystemLoader(PAGE), autoescape=True)
        with i18n.speaking(ui, ""):
            text = environment.get_template("studio.html").render(
                ui=lang_tag(ui), words=words(), other="zh" if ui == "en" else "en"
            )
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        path = TOKENS if name == TOKENS.name else PAGE / name
        return FileResponse(
            path, media_type=_TYPES[path.suffix], headers={"Content-Security-Policy": POLICY}
        )

    def _start(self, _request: Request) -> Response:
        languages = [
            {
                "code": code,
                "name": name,
                "categories": [{"id": "service", "name": {"en": "Service", "zh": "服务"}[code]}],
                "questions": [
                    {"id": f"{code}-{at}", "text": text, "category": "service", "limit_s": 60}
                    for at, text in enumerate(_QUESTIONS[code][:2])
                ],
                "voices": [{"name": "Anna", "engine": "fake", "default": True}],
            }
            for code, name in (("en", "English"), ("zh", "中文"))
        ]
        left = {"left": 2, "language": self.language} if self.interrupted else None
        lying = [{"id": "x1", "question": _QUESTIONS[self.language][1], "length_s": 41.2}]
        return JSONResponse(
            {
                "ui": self.ui,
                "languages": languages,
                "interrupted": left,
                "unfinished": lying if self.interrupted else [],
                "answers": 0 if self.first else 12,
                "first": self.first,
                "running": self._running,
                "kept_in": "~/voicemock",
            }
        )

    def _history(self, _request: Request) -> Response:
        row = {
            "id": "h1", "when": "2026-11-22 10:31", "question": _QUESTIONS[self.language][1],
            "length_s": 64.0, "pace": 131.0, "unit": self._unit, "verdict": "good",
            "positive": 3, "to_avoid": 1, "fillers": 4, "take": 1,
        }  # fmt: skip
        return JSONResponse([row, {**row, "id": "h2", "when": "2026-11-21 18:02"}])

    def _voice(self, _request: Request) -> Response:
        path = self.folder / "voice.wav"
        audio.write_wav(path, tone(0.4, 440, 0.2))
        return FileResponse(path, media_type="audio/wav")

    async def _unfinished(self, request: Request) -> Response:
        self.messages.append({"unfinished": request.path_params["id"], **await request.json()})
        return JSONResponse({"text": "Done."})

    async def _interview(self, request: Request) -> Response:
        if self.refuse:
            return JSONResponse({"error": self.refuse}, 422)
        self.asked.append(await request.json())
        self._events.clear()
        self._standing.clear()
        self._playing = asyncio.create_task(script(self))
        return JSONResponse({"id": "i1"}, 201)

    @property
    def _running(self) -> bool:
        return self._playing is not None and not self._playing.done()

    # -- the socket -------------------------------------------------------------------------

    async def _connected(self, socket: WebSocket) -> None:
        if time.monotonic() < self._closed_until:
            await socket.close()
            return
        await socket.accept()
        self._loop = asyncio.get_running_loop()
        if self._socket is not None:
            await self._hang_up(4001)
        self._socket = socket
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                if message.get("bytes") is not None:
                    await self._block(message["bytes"])
                else:
                    await self._message(json.loads(message["text"]))
        if self._socket is socket:
            self._socket = None

    async def _hang_up(self, code: int) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(code)

    async def _block(self, data: bytes) -> None:
        take, number, at_s, rate, frames = _HEADER.unpack_from(data)
        samples = np.frombuffer(data, dtype="<i2", offset=_HEADER.size)
        assert len(samples) == frames
        self.blocks.setdefault((take, number), Block(at_s, rate, samples))
        await self._send(json.dumps({"ack": [take, self._highest(take)]}))

    def _highest(self, take: int) -> int:
        highest = -1
        while (take, highest + 1) in self.blocks:
            highest += 1
        return highest

    async def _message(self, message: dict[str, Any]) -> None:
        if (number := message.pop("id", None)) is not None:  # done once, however often it is sent
            if self.deaf:  # the socket is dead already, and nobody knows
                return
            await self._send(json.dumps({"done": number}))
            if number <= self._done:
                return
            self._done = number
        self.messages.append(message)
        if "hello" in message:
            if message["hello"] == 0:  # a page that counts from the start
                self._done = 0
            told = {"event": "Hello", "last": self._count, "id": "i1", "running": self._running}
            await self._send(json.dumps(told))
            for number, text in self._events:
                if number > message["hello"]:
                    await self._send(text)
            for event in tuple(self._standing.values()):
                if event["event"] == "Microphone":
                    event["next"] = self._highest(event["take"]) + 1
                await self.tell(**event, keep=False)
        elif not {"settings", "at", "began"} & message.keys():
            await self._inbox.put(message)

    async def _send(self, what: str | bytes) -> None:
        if self._socket is None:
            return
        with suppress(RuntimeError, WebSocketDisconnect):
            if isinstance(what, bytes):
                await self._socket.send_bytes(what)
            else:
                await self._socket.send_text(what)

    # -- what a script says and hears -------------------------------------------------------

    async def tell(self, event: str, *, keep: bool = True, **values: Any) -> None:
        """An event with its number, kept to be sent again to a page that comes later."""
        self._count += 1
        text = json.dumps({"n": self._count, "event": event, **values})
        if keep:
            self._events.append((self._count, text))
        await self._send(text)

    async def stand(self, event: str, **values: Any) -> None:
        """Something that holds until it is taken away: told anew to every page that comes."""
        self._standing[event] = {"event": event, **values}
        await self.tell(event, keep=False, **values)

    async def heard(self, *wanted: str) -> dict[str, Any]:
        """The next message that has one of these: a command, a decision, the end of a speech."""
        while True:
            message = await self._inbox.get()
            if message.get("command") in wanted or message.keys() & set(wanted):
                return message

    async def speak(self) -> str:
        """Say a question; SLOWER or SKIP_VOICE where the person cut it short."""
        self._speech += 1
        speech = self._speech
        await self.tell("SpeakingStarted")
        await self.tell("Speech", keep=False, speech=speech, rate=RATE)
        sound = audio.resample(tone(_VOICE_S, 330, 0.1), 16_000, RATE)
        for part in np.array_split((sound * 32767).astype("<i2"), 5):
            await self._send(struct.pack("<I", speech) + part.tobytes())
        await self.tell("SpeechWhole", keep=False, speech=speech)
        message = await self.heard("ended", "SKIP_VOICE", "SLOWER", "LEAVE")
        if "ended" not in message:
            await self.tell("SpeechStop", keep=False, speech=speech)
        return str(message.get("command", ""))

    async def think(self, of_s: float) -> None:
        """Count down."""
        until_s = time.monotonic() + of_s
        while (left_s := until_s - time.monotonic()) > 0:
            await self._send(json.dumps({"event": "Countdown", "left_s": left_s, "of_s": of_s}))
            await asyncio.sleep(_LEVELS_S)

    async def record(self) -> str:
        """Record a take; the command that ends it."""
        self._take += 1
        take = self._take
        await self.stand("Microphone", take=take, next=0)
        await self.tell("RecordingStarted")
        self._levels = asyncio.create_task(self._level())
        paused = False
        while True:
            message = await self.heard(
                "FINISH", "RESTART", "SLOWER", "PAUSE", "LEAVE", "microphone"
            )
            if message.get("command") == "PAUSE":
                paused = not paused
                self._paused = paused
            elif message.get("microphone") in (None, "ended"):
                break
        self._levels.cancel()
        self._standing.pop("Microphone")
        await self.tell("MicrophoneOff", take=take)
        return str(message.get("command", "LOST"))

    async def _level(self) -> None:
        self._paused = False
        elapsed_s = 0.0
        while True:
            await asyncio.sleep(_LEVELS_S)
            elapsed_s += 0.0 if self._paused else _LEVELS_S
            event = {
                "event": "Level", "elapsed_s": elapsed_s, "level_dbfs": -30.0,
                "paused": self._paused, "started": True, "spoken": elapsed_s > 1, "quiet_s": 0.0,
                "limit_s": 60, "pace": 128.0, "target": [120, 150],
            }  # fmt: skip
            await self._send(json.dumps(event))

    async def offer(self, *decisions: str, last: bool = False, follows: bool = False) -> str:
        """Offer decisions; the one taken."""
        self._choice += 1
        following = self.question(2) if follows else None
        offer: dict[str, Any] = {
            "decisions": decisions,
            "following": following,
            "last": last,
            "answers": [],
        }
        await self.stand("Choose", offer=offer, choice=self._choice)
        while True:
            message = await self.heard("decision", "LEAVE")
            if message.get("choice", self._choice) == self._choice:
                self._standing.pop("Choose")
                return str(message.get("decision", "LEAVE"))

    def question(self, number: int) -> dict[str, Any]:
        """One of the plan's questions."""
        text = _QUESTIONS[self.language][number]
        return {"id": f"q{number}", "text": text, "category": "service", "limit_s": 60}

    @property
    def _unit(self) -> str:
        return "words/min" if self.language == "en" else "字/分钟"

    def answer(self, number: int) -> dict[str, Any]:
        """A finished answer with what was found in it."""
        zh = self.language == "zh"
        kinds = (
            ("positive", "我理解您的感受" if zh else "I understand how you feel", 5.0, 6.4),
            ("filler", "嗯" if zh else "um", 7.0, 7.4),
            ("negative", "这是规定" if zh else "that's our policy", 8.0, 9.0),
            ("pause", "停顿 1.5 秒" if zh else "pause of 1.5 s", 2.9, 4.4),
        )
        summary = {
            "question": _QUESTIONS[self.language][number],
            "role": "main",
            "length_s": 64.0 + self._take,
            "next": {"text": _NEXT[self.language], "advice": _ADVICE[self.language], "start_s": 8.0},
            "good": _GOOD[self.language],
            "pace": {"value": 131.0, "unit": self._unit, "verdict": "good",
                     "target": [120, 150], "natural": [120, 180]},
            "pauses": {"long": 1, "longest_s": 1.5},
            "positive": 1, "to_avoid": 1, "fillers": 1, "notes": [],
            "transcript": "那时候我刚来，我理解您的感受，嗯这是规定" if zh
            else "When I was new, I understand how you feel, um, and that's our policy",
            "moments": [
                {"number": at + 1, "kind": kind, "label": label, "start_s": start, "end_s": end}
                for at, (kind, label, start, end) in enumerate(kinds)
            ],
            "steps": [
                {"name": name, "state": state, "heard": heard, "start_s": start, "add": ""}
                for name, state, heard, start in _STEPS[self.language]
            ],
        }  # fmt: skip
        return {"id": f"a{self._take}", "summary": summary}


Script = Callable[[FakeStudio], Awaitable[None]]


async def script(studio: FakeStudio) -> None:
    """An interview: `FakeStudio.asked` says what was wanted."""
    questions = [studio.question(0), studio.question(1)]
    exam = bool(studio.asked and studio.asked[-1].get("exam"))
    plan = {"language": studio.language, "questions": questions}
    await studio.tell("Began", plan=plan, exam=exam)
    given: list[dict[str, Any]] = []
    calm = bool(studio.asked and studio.asked[-1].get("calm"))
    for number, question in enumerate(questions):
        await studio.tell(
            "Introduced", number=number, count=2, question=question, stories=[],
            calm=calm and number == 0,
        )  # fmt: skip
        if calm and number == 0:
            await studio.heard("GO_ON")
        if exam:
            await _examined(studio, number, given)
        elif not await _question(studio, number, given):
            break
    if exam:
        await studio.tell("Feedback", answers=given)
    await studio.tell(
        "Over", answers=given, left=0, spare=0, failed=False, device_lost=False,
        interrupted=False, debrief={
            "said": ["empathy"], "not_said": ["ownership"], "advice": [],
            "improved": [{"name": "Pauses", "before": "6", "now": "3", "spread": "1"}],
        },
    )  # fmt: skip


async def _examined(studio: FakeStudio, number: int, given: list[dict[str, Any]]) -> None:
    """Ask once, with time to think, and show nothing."""
    await studio.tell("Asked", question=studio.question(number), role="main", aloud=True)
    await studio.speak()
    await studio.think(2.0)
    await studio.record()
    await studio.tell("RecordingStopped", trouble=None)
    await studio.tell("Analyzing")
    given.append(studio.answer(number))
    await studio.tell("Answered", answer=given[-1])


async def _question(studio: FakeStudio, number: int, given: list[dict[str, Any]]) -> bool:
    """Ask until a take is found good enough; False where the person leaves."""
    takes: list[dict[str, Any]] = []
    aloud = True
    followed = number == 1
    at = number
    while True:
        await studio.tell("Asked", question=studio.question(at), role="main" if at == number else "follow_up", aloud=True)  # fmt: skip
        await studio.tell("SourceOpened")
        said = await studio.speak() if aloud else ""
        if said == "SLOWER":
            await studio.tell("StartedOver", slower=True)
            continue
        ended = "LEAVE" if said == "LEAVE" else await studio.record()
        if ended in ("RESTART", "SLOWER"):
            await studio.tell("StartedOver", slower=ended == "SLOWER")
            aloud = ended == "SLOWER"
            continue
        await studio.tell("RecordingStopped", trouble=None)
        if ended == "LEAVE":
            return False
        if ended == "LOST":
            await studio.tell("DeviceLost", error={"error": "DeviceError", "text": "It went away."})
            if await studio.offer("retry_device", "leave") != "RETRY_DEVICE":
                return False
            continue
        await studio.tell("Analyzing")
        await asyncio.sleep(0.3)
        answer = studio.answer(at)
        given.append(answer)
        takes.append(answer)
        await studio.tell("Answered", answer=answer)
        await studio.tell("Feedback", answers=[answer])
        if len(takes) > 1 and at == number:
            await studio.tell("Compared", takes=takes)
        offered = ["next", "retake", "leave"] + ([] if followed else ["skip"])
        decision = await studio.offer(*offered, last=number == 1, follows=not followed)
        aloud = True
        if decision == "LEAVE":
            return False
        if decision == "NEXT" and not followed:
            followed, at = True, 2
        elif decision in ("NEXT", "SKIP"):
            return True
