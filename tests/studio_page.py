"""A studio that runs on a free port with fakes behind it, and a page to it without a browser."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from voicemock.assess.examiner import Examiner
from voicemock.config import Settings
from voicemock.history.store import History
from voicemock.studio.clock import Patience
from voicemock.studio.security import Door
from voicemock.studio.server import Server, listen
from voicemock.studio.source import HEADER, BrowserSource
from voicemock.studio.studio import Makers, Studio
from voicemock.testing import FakeSpeaker, FakeTranscriber

WAIT_S = 180.0
PATIENT = Patience(gone_s=WAIT_S, silent_s=WAIT_S, missing_s=WAIT_S, hello_s=WAIT_S)
"""A studio that no busy machine makes give up; how it gives up is asked with less."""
RATE = 48_000
BLOCK = RATE // 20


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def makers(texts: Sequence[str], speaker: Callable[..., Any] | None = None) -> Makers:
    """A speaker that says a tone, and a recognizer that hears these texts."""

    def examiner(_settings: Settings, language: Any, **_others: Any) -> Examiner:
        return Examiner(FakeTranscriber(texts), language, (120, 150))

    return Makers(speaker or (lambda *_given, **_named: FakeSpeaker()), examiner)


@dataclass
class Running:
    """A studio under way."""

    studio: Studio
    server: Server
    port: int
    cookie: str = ""
    thread: threading.Thread = field(init=False)
    pages: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Cookie": self.cookie,
            "Content-Type": "application/json",
        }

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, **changes: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """What the server answers; a header that is None is left out."""
        names = {key.replace("_", "-"): value for key, value in changes.items()}
        headers = {
            key: value for key, value in {**self.headers, **names}.items() if value is not None
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        status, _headers, body = self.ask(path)
        assert status == 200, body
        return json.loads(body)

    def post(self, path: str, sent: Mapping[str, Any], status: int = 200) -> Any:
        written = json.dumps(sent, ensure_ascii=False).encode()  # as a browser writes it
        got, _headers, body = self.ask(path, method="POST", body=written)
        assert got == status, body
        return json.loads(body)

    def wait_until_over(self) -> None:
        rehearsal = self.studio._rehearsal
        assert rehearsal is not None
        assert rehearsal.wait(WAIT_S)

    def source(self) -> BrowserSource:
        """The microphone of the take that is under way."""
        rehearsal = self.studio._rehearsal
        assert rehearsal is not None
        assert rehearsal.sources.now is not None
        return rehearsal.sources.now

    def wait_until(self, reached: Callable[[], bool]) -> None:
        """For what nobody is told."""
        until_s = time.monotonic() + WAIT_S
        while not reached():
            assert time.monotonic() < until_s
            time.sleep(0.01)

    def begin(self, **sent: Any) -> None:
        self.post("/api/interview", {"language": "en", "what": "whole", **sent}, 201)


@contextlib.contextmanager
def running(
    home: Path, made: Makers, *, patience: Patience | None = None, folder: Path | None = None
) -> Iterator[Running]:
    """A studio, and a browser that has entered it."""
    studio = Studio(Settings(), History(home), made, patience or PATIENT)
    port, sockets = listen(free_port())
    reached: list[str] = []
    opened = threading.Event()

    def open_(address: str) -> None:
        reached.append(address)
        opened.set()

    named = {"folder": folder} if folder else {}
    server = Server(studio, Door(port), open_, **named)
    one = Running(studio, server, port)
    one.thread = threading.Thread(target=server.run, args=(sockets,))
    one.thread.start()
    try:
        assert opened.wait(WAIT_S)
        status, headers, _body = one.ask(reached[0].partition(one.host)[2], Cookie=None)
        assert status == 303
        one.cookie = headers["set-cookie"].partition(";")[0]
        yield one
    finally:
        one.pages.close()
        server.should_exit = True
        one.thread.join(WAIT_S)
        studio.history.close()
    assert not one.thread.is_alive()


class Page:
    """What the page does: keeps its blocks until they are acknowledged, and notes what it is told."""

    def __init__(self, studio: Running, *, hears: bool = True, name: str | None = None) -> None:
        self.told: list[dict[str, Any]] = []
        self.sound: dict[int, bytes] = {}
        self.acked: dict[int, int] = {}
        self.done: list[int] = []
        self.counted: list[float] = []
        self.closed: int | None = None
        self._studio = studio
        self._hears = hears
        self._name = name
        self._changed = threading.Condition()
        self._socket: ClientConnection | None = None
        self._reader: threading.Thread | None = None
        self._seen = 0
        self._stack = contextlib.ExitStack()
        studio.pages.callback(self._stack.close)

    # -- the socket -------------------------------------------------------------------------

    @property
    def last(self) -> int:
        return max((one.get("n", 0) for one in self.told), default=0)

    def connect(self, last: int | None = None) -> Page:
        """Come, or come back; when this returns the server has this page and no other."""
        greeted = self.names().count("Hello")
        headers = {"Cookie": self._studio.cookie}
        self._stack.close()
        link = connect(
            f"ws://{self._studio.host}/ws", origin=Origin(self._studio.headers["Origin"]),
            additional_headers=headers, compression=None, max_size=2**24, close_timeout=5,
            open_timeout=WAIT_S, ping_interval=None,
        )  # fmt: skip
        self._socket = self._stack.enter_context(link)
        self.closed = None
        self.say({"hello": self.last if last is None else last, "page": self._name})
        self._reader = threading.Thread(target=self._read, args=(self._socket,), daemon=True)
        self._reader.start()
        self.until(lambda: self.names().count("Hello") > greeted)
        return self

    def cut(self) -> None:
        """The socket is gone, without a word."""
        assert self._socket is not None
        self._socket.socket.shutdown(socket.SHUT_RDWR)
        self._join()

    def close(self) -> None:
        self._stack.close()
        self._join()

    def _join(self) -> None:
        assert self._reader is not None
        self._reader.join(WAIT_S)
        assert not self._reader.is_alive()

    def say(self, message: Mapping[str, Any]) -> None:
        assert self._socket is not None
        self._socket.send(json.dumps(message))

    def _read(self, socket_: ClientConnection) -> None:
        try:
            for message in socket_:
                with self._changed:
                    self._take(message)
                    self._changed.notify_all()
        except ConnectionClosed:
            pass
        with self._changed:
            self.closed = socket_.close_code
            self._changed.notify_all()

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            number = struct.unpack_from("<I", message)[0]
            self.sound[number] = self.sound.get(number, b"") + message[4:]
            return
        event = json.loads(message)
        if "ack" in event:
            take, reached = event["ack"]
            self.acked[take] = max(reached, self.acked.get(take, -1))
        elif "done" in event:
            self.done.append(event["done"])
        elif event["event"] == "Countdown":
            self.counted.append(event["left_s"])
        elif event["event"] != "Level":
            self.told.append(event)

    # -- waiting ----------------------------------------------------------------------------

    def next(self, name: str) -> dict[str, Any]:
        """The next event of this name behind the last one that was waited for."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._find(name) is not None, WAIT_S), (
                f"no {name} in {self.names()}"
            )
            at = self._find(name)
            assert at is not None
            self._seen = at + 1
            return self.told[at]

    def _find(self, name: str) -> int | None:
        numbered = enumerate(self.told[self._seen :], self._seen)
        return next((at for at, one in numbered if one["event"] == name), None)

    def until(self, reached: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(reached, WAIT_S)

    def names(self) -> list[str]:
        return [one["event"] for one in self.told]

    # -- the interview ----------------------------------------------------------------------

    def send(self, take: Take, numbers: range) -> None:
        assert self._socket is not None
        for number in numbers:
            self._socket.send(take.block(number))

    def hear(self, ended_s: float, began_s: float) -> int:
        """Hear a speech to its end, at times of the page's clock; its number."""
        speech = int(self.next("Speech")["speech"])
        self.next("SpeechWhole")
        self.say({"speech": speech, "began": began_s})
        self.say({"speech": speech, "at": 0.05})
        self.say({"speech": speech, "ended": ended_s})
        return speech

    def answer(self, take: Take, *, aloud: bool = True) -> None:
        """Begin, hear the question, speak the whole tape, finish."""
        assert self.next("Microphone")["take"] == take.number
        self.send(take, range(1))
        if aloud:
            self.hear(take.ended_s, take.at_s)
        self.send(take, range(1, take.blocks))
        self.next("RecordingStarted")
        self.say({"command": "FINISH", "take": take.number})

    def wait_for_recording(self, take: Take) -> None:
        """Speak until a recording has begun that begins by itself."""
        number = 1
        while "RecordingStarted" not in self.names()[self._seen :] and number < take.blocks:
            self.send(take, range(number, number + 1))
            self.until(lambda number=number: self.acked.get(take.number) == number)  # type: ignore[misc]
            number += 1
            time.sleep(0.02)
        self.next("RecordingStarted")
        self.send(take, range(number, take.blocks))

    def decide(self, decision: str) -> dict[str, Any]:
        choice = self.next("Choose")
        self.say({"decision": decision, "choice": choice["choice"]})
        return choice


@dataclass
class Take:
    """A tape in the page's microphone: its first sample is at ``at_s`` of the AudioContext's clock.

    ``ended_s`` is when the question's last sample was heard, on the same clock.
    """

    number: int
    tape: npt.NDArray[np.int16]
    at_s: float = 17.25
    thinks_s: float = 0.7

    @property
    def ended_s(self) -> float:
        return self.at_s + self.thinks_s

    @property
    def blocks(self) -> int:
        return len(self.tape) // BLOCK

    @property
    def kept(self) -> npt.NDArray[np.int16]:
        """What is to be saved: from the question's end on."""
        return self.tape[round(self.thinks_s * RATE) : self.blocks * BLOCK]

    def block(self, number: int) -> bytes:
        sound = self.tape[number * BLOCK : (number + 1) * BLOCK]
        at_s = self.at_s + number * BLOCK / RATE
        return HEADER.pack(self.number, number, at_s, RATE, len(sound)) + sound.tobytes()
