"""Plays interviews of the real command line with hands, a voice and a room that are made up.

A program that has loaded everything waits for jobs; for each it forks a voicemock that has a
pseudo-terminal (or none) and these parts of its own. Nothing else of voicemock's inside is touched:

* ``sounddevice``: a module of the same name, so that `voicemock.audio.devices`, the microphone and the
  loudspeaker are the real ones. Its microphone is silent until the test lets somebody speak, and
  then delivers all of it at once; its loudspeaker plays in no time, or holds its breath. Both go by a
  clock of the room's own, which stands still but for what is played.
* ``voicemock.transcribe.load``: gives a recognizer that hears what the job says.
* ``voicemock.speak.load``: gives a speaker that makes a tone of each text.

What these parts do is marked on the screen, in sequences that a terminal does not show.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import io
import json
import os
import pty
import re
import resource
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

import numpy as np
import pexpect
import pexpect.fdpexpect
import pytest

from tests.forked import warm_up
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.errors import TranscribeError, VoiceError
from voicemock.speak.base import Speech, Utterance
from voicemock.testing import FakeTranscriber, silence, tone
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Samples

BROKEN = "!broken"
"""Instead of a text: the recognizer fails."""
SLOW = "!slow"
"""Instead of a text: the recognizer never comes to an end."""
PATIENCE_S = 60.0
_COLUMNS, _LINES = 120, 60
_THOUGHT_S = 0.25  # from the end of a question to the first sample of the answer
_BEAT_S = 0.05
_ERASED = "\x1b[K"  # what follows a line that is drawn in place


@dataclass(frozen=True)
class Job:
    """What a voicemock is called with and what it finds around it.

    ``microphone`` has a word for each time it is opened: "" where all is well (also where there are
    no more words), "refuses", "dumb" (it runs and delivers nothing). ``loudspeaker`` has one for each sound: "", "holds" (nothing is heard to its
    end), "refuses". ``file_bytes`` is the most a file may grow to.
    """

    arguments: Sequence[str]
    environment: dict[str, str]
    heard: Sequence[str]
    microphone: Sequence[str] = ()
    loudspeaker: Sequence[str] = ()
    mute: bool = False
    file_bytes: int | None = None


# -- inside: the forked voicemock ----------------------------------------------------------


class _Room:
    """What microphone and loudspeaker share: the screen's marks, and a clock, ``now_s``."""

    def __init__(self, job: Job, commands: socket.socket) -> None:
        self._screen = os.dup(2)
        self._commands = commands.makefile("r", encoding="utf-8")
        self.microphone = list(job.microphone)
        self.loudspeaker = list(job.loudspeaker)
        self.spoken: dict[str, float] = {}
        self.mute = job.mute
        self.open: _Microphone | None = None
        self.now_s = time.monotonic()

    def mark(self, text: str) -> None:
        os.write(self._screen, f"\x1b]0;{text}\x07".encode())

    def obey(self) -> None:
        """What the test wants to happen, line by line."""
        for line in self._commands:
            word, _space, seconds = line.strip().partition(" ")
            if self.open is not None:
                self.open.obey(word, float(seconds or 0))


class _Microphone:
    """``sounddevice.InputStream``: empty blocks while nobody speaks, then everything at once."""

    def __init__(
        self, room: _Room, *, callback: Any, finished_callback: Any, **_asked: Any
    ) -> None:
        self._room = room
        self._callback = callback
        self._finished = finished_callback
        self._lock = threading.Lock()
        self._gone = threading.Event()
        self._at_s = 0.0
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def start(self) -> None:
        fault = self._room.microphone.pop(0) if self._room.microphone else ""
        if fault == "refuses":
            self._room.mark("the microphone refuses")
            raise sys.modules["sounddevice"].PortAudioError("Device unavailable")
        self._room.mark("the microphone runs")
        self._at_s = self._room.now_s
        self._room.open = self
        if fault != "dumb":
            self._thread.start()

    def question_ended(self, at_s: float) -> None:
        with self._lock:
            self._at_s = at_s + _THOUGHT_S

    def obey(self, word: str, seconds: float) -> None:
        if word == "stall":
            self._gone.set()
        elif word == "end":
            self._gone.set()
            self._finished()
        else:
            self._deliver(voice(seconds) if word == "say" else silence(seconds))
            self._room.mark("(delivered)")

    def _beat(self) -> None:
        while not self._gone.wait(_BEAT_S):
            self._deliver(silence(0))

    def _deliver(self, sound: Samples) -> None:
        with self._lock:
            # no time goes by while nobody speaks, else sound would be missed
            self._room.now_s = max(self._room.now_s, self._at_s)
            clock = SimpleNamespace(currentTime=self._room.now_s, inputBufferAdcTime=self._at_s)
            block = audio.to_int16(sound)[:, None]
            self._callback(block, len(block), clock, SimpleNamespace(input_overflow=False))

    def abort(self, **_asked: Any) -> None:
        self._gone.set()
        self._room.open = None

    def close(self, **_asked: Any) -> None:
        """Nothing is left to do."""


class _Loudspeaker:
    """``sounddevice.OutputStream``: takes all sound in no time, or hardly any."""

    def __init__(
        self, room: _Room, *, callback: Any, finished_callback: Any, **_asked: Any
    ) -> None:
        self._room = room
        self._callback = callback
        self._finished = finished_callback
        self._gone = threading.Event()

    def start(self) -> None:
        fault = self._room.loudspeaker.pop(0) if self._room.loudspeaker else ""
        sound = sys.modules["sounddevice"]
        if fault == "refuses":
            self._room.mark("the loudspeaker refuses")
            raise sound.PortAudioError("Device unavailable")
        if fault == "holds":
            self._room.mark("the loudspeaker holds")
            threading.Thread(target=self._hold, daemon=True).start()
            return
        heard, ended_at_s = 0, self._room.now_s
        with contextlib.suppress(sound.CallbackStop):
            while True:
                at_s, block = self._room.now_s, self._pull(800)
                self._room.now_s += len(block) / SAMPLE_RATE
                loud = np.flatnonzero(block)
                if len(loud):
                    ended_at_s = at_s + (loud[-1] + 1) / SAMPLE_RATE
                    heard += len(block)
                else:
                    time.sleep(0.01)  # the next part may not be made yet
        self._room.mark(f"heard: {self._what(heard / SAMPLE_RATE)}")
        if self._room.open is not None:
            self._room.open.question_ended(ended_at_s)
        self._finished()

    def _pull(self, frames: int) -> Any:
        block = np.zeros((frames, 1), np.int16)
        clock = SimpleNamespace(currentTime=0.0, outputBufferDacTime=0.0)
        self._callback(block, frames, clock, None)
        return block[:, 0]

    def _hold(self) -> None:
        while not self._gone.wait(_BEAT_S):
            self._pull(0)

    def _what(self, seconds: float) -> str:
        """The text that was made a sound so long, else the length."""
        near = [text for text, long in self._room.spoken.items() if abs(long - seconds) < 0.07]
        return near[0] if near else f"{seconds:.1f} s"

    def abort(self, **_asked: Any) -> None:
        self._gone.set()

    def close(self, **_asked: Any) -> None:
        """Nothing is left to do."""


def _sounddevice(room: _Room) -> ModuleType:
    """A module that stands for PortAudio."""
    module: Any = ModuleType("sounddevice")
    module.PortAudioError = type("PortAudioError", (Exception,), {})
    module.CallbackStop = type("CallbackStop", (Exception,), {})
    module.default = SimpleNamespace(device=(0, 1))
    module.query_hostapis = lambda: [{"name": "made up"}]
    names = (("A microphone", 1, 0), ("A loudspeaker", 0, 1))
    module.query_devices = lambda: [
        {
            "name": name,
            "hostapi": 0,
            "default_samplerate": SAMPLE_RATE,
            "max_input_channels": ins,
            "max_output_channels": outs,
        }
        for name, ins, outs in names
    ]
    module.InputStream = lambda **asked: _Microphone(room, **asked)
    module.OutputStream = lambda **asked: _Loudspeaker(room, **asked)
    module._terminate = lambda: None
    module._initialize = lambda: room.mark("the devices are looked for again")
    return module  # type: ignore[no-any-return]


class _Recognizer(FakeTranscriber):
    """Hears the texts, fails or hangs."""

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `voicemock.transcribe.base.Transcriber`."""
        found = super().transcribe(sound, activity, language)
        if found.text == BROKEN:
            raise TranscribeError("The recognizer broke.")
        while found.text == SLOW:
            time.sleep(0.05)
        return found


def _patch(job: Job, room: _Room) -> None:
    """The one place that knows voicemock's inside."""
    from voicemock import speak, transcribe
    from voicemock.audio import loudspeaker
    from voicemock.record import microphone

    clock: Any = SimpleNamespace(monotonic=lambda: room.now_s)
    for module in (loudspeaker, microphone):
        module.time = clock  # type: ignore[attr-defined]
    recognizer = _Recognizer(job.heard)

    class Speaker:
        def synthesize(self, utterance: Utterance) -> Speech:
            if room.mute:
                raise VoiceError("There is no voice.")
            # lengths that a rendering in blocks of 50 ms still tells apart
            long = room.spoken.setdefault(utterance.text, 0.3 * (1 + len(room.spoken)))
            made = Path(os.environ["VOICEMOCK_CACHE"]) / f"{utterance.text}.made"
            made.parent.mkdir(parents=True, exist_ok=True)
            made.touch()
            return Speech(SAMPLE_RATE, [tone(long)])

    sys.modules["sounddevice"] = _sounddevice(room)
    transcribe.load = lambda *_names, **_options: recognizer
    speak.load = lambda *_names, **_options: Speaker()


def _become_voicemock(job: Job, streams: Sequence[int], commands: socket.socket) -> NoReturn:
    """The child: its own session and streams, the made-up parts, then the real program."""
    status = 70
    try:
        os.setsid()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.closerange(3, commands.fileno())
        if os.isatty(0):
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
            raw = io.FileIO(number, "w" if number else "r", closefd=False)
            binary = io.BufferedWriter(raw) if number else io.BufferedReader(raw)
            lines = number == 2 or os.isatty(number)
            setattr(sys, name, io.TextIOWrapper(binary, "utf-8", line_buffering=lines))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(job.environment)
        if job.file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (job.file_bytes, resource.RLIM_INFINITY))
        room = _Room(job, commands)
        _patch(job, room)
        threading.Thread(target=room.obey, daemon=True).start()
        sys.argv = ["voicemock", *job.arguments]

        from voicemock.cli import main

        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for written in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                written.flush()
        os._exit(status)


def _serve() -> None:
    """Fork a voicemock for every job that comes through standard input, a socket."""
    door = socket.socket(fileno=os.dup(0))
    warm_up()
    voice(1.0)
    while True:
        request, handed, _flags, _address = socket.recv_fds(door, 1 << 20, 4)
        if not request:
            return
        while not request.endswith(b"\n"):
            request += door.recv(1 << 20)
        job = Job(**json.loads(request))
        *streams, line = handed
        commands = socket.socket(fileno=line)
        child = os.fork()
        if child == 0:
            _become_voicemock(job, streams, commands)
        for stream in streams:
            os.close(stream)
        commands.sendall(f"{child}\n".encode())
        _pid, ended = os.waitpid(child, 0)
        commands.sendall(f"{os.waitstatus_to_exitcode(ended)}\n".encode())
        commands.close()


def voice(seconds: float) -> Samples:
    """Somebody who speaks, from the first sample on; what is recognized in it is another matter."""
    return _spoken()[: round(seconds * SAMPLE_RATE)]


@functools.cache
def _spoken() -> Samples:
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    return sound[int(np.argmax(np.abs(sound) > 0.02)) :]


# -- outside: the test's side --------------------------------------------------------------


class Sitting:
    """A voicemock that runs, and the person in front of it."""

    def __init__(self, screen: int, line: socket.socket, out: Path | None, home: Path) -> None:
        self._line = line
        self._answers = line.makefile("r", encoding="utf-8")
        self.pid = int(self._answers.readline())
        self._out = out
        self._home = home
        self._status: int | None = None
        self._seen = io.StringIO()
        self._screen = pexpect.fdpexpect.fdspawn(
            screen, timeout=PATIENCE_S, encoding="utf-8", codec_errors="replace"
        )
        self._screen.logfile_read = self._seen

    def until(self, *texts: str) -> None:
        """Wait for these texts, one after the other."""
        for text in texts:
            self._expect(self._screen.expect_exact, text)

    def press(self, key: str) -> None:
        """One key; the program must be listening."""
        self._screen.send(key)

    def hinted(self, hint: str) -> None:
        """Wait for a hint, and the end of the line that it stands on."""
        self.until(hint, _ERASED)

    def asked(self, hint: str, key: str) -> None:
        """Wait for a hint, then press."""
        self.hinted(hint)
        self.press(key)

    def speak(self, seconds: int, word: str = "say") -> None:
        """Say something once the recording runs, and see that all of it was recorded."""
        self.until("Speak now")
        self.go_on(seconds, word)

    def go_on(self, seconds: int, word: str = "say", total: int | None = None) -> None:
        """Say (more of) something; wait until the clock stands at ``total`` seconds."""
        self.tell(f"{word} {seconds + 0.2}")
        self.hinted(f"  0:{seconds if total is None else total:02} / ")

    def answer(self, seconds: int = 2) -> None:
        """A whole answer, ended with Enter."""
        self.speak(seconds)
        self.press("\r")

    def unrecorded(self, seconds: float) -> None:
        """Say something that the clock does not count."""
        self.tell(f"say {seconds}")
        self.until("(delivered)")

    def tell(self, command: str) -> None:
        """Make something happen at the microphone: "say 3", "zeros 3", "stall", "end"."""
        self._line.sendall(f"{command}\n".encode())

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.press("\x03")

    def end(self) -> int:
        """Wait for the program's end; its exit status."""
        self._expect(self._screen.expect, pexpect.EOF)
        self._status = int(self._answers.readline())
        return self._status

    def close(self) -> None:
        """Whatever has become of it, it is over."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)  # it waits for its status to be read
            self._answers.readline()
        self._answers.close()
        self._line.close()
        self._screen.close()

    def _expect(self, wait: Callable[[Any], int], what: Any) -> None:
        try:
            wait(what)
        except (pexpect.TIMEOUT, pexpect.EOF):
            shown = "\n".join(self.shown())
            pytest.fail(f"{what!r} did not come; the screen so far:\n{shown}")

    @property
    def out(self) -> str:
        """What went to standard output, where that was a file."""
        return "" if self._out is None else self._out.read_text(encoding="utf-8")

    def shown(self) -> list[str]:
        """All that was to be seen so far, in order, without what differs from run to run."""
        return scrubbed(lines_of(self._seen.getvalue()), self._home)


class Stage:
    """Where interviews are held. One program is started for all of them."""

    def __init__(self) -> None:
        self._door, other = socket.socketpair()
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.interview_driver"],
            stdin=other.fileno(),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            cwd=Path(__file__).parent.parent,
        )
        other.close()
        self._sittings: list[Sitting] = []

    def hold(
        self,
        *arguments: str,
        home: Path,
        terminal: bool = True,
        out: Path | None = None,
        **given: Any,
    ) -> Sitting:
        """Start a voicemock; ``out`` takes its standard output, ``given`` are fields of `Job`."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
        } | {"TERM": "xterm", "PYTHONWARNINGS": "error"}
        job = Job(arguments=arguments, environment=environment, **given)
        mine, theirs = socket.socketpair()
        with contextlib.ExitStack() as handed:

            def hand(number: int) -> int:
                handed.callback(os.close, number)
                return number

            if terminal:
                screen, other = pty.openpty()
                termios.tcsetwinsize(other, (_LINES, _COLUMNS))
                streams = [hand(other)] * 3
            else:
                screen, other = os.pipe()
                nothing = hand(os.open(os.devnull, os.O_RDWR))
                streams = [nothing, nothing, hand(other)]
            if out is not None:
                streams[1] = hand(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            socket.send_fds(
                self._door,
                [f"{json.dumps(asdict(job))}\n".encode()],
                [*streams, theirs.fileno()],
            )
        theirs.close()
        sitting = Sitting(screen, mine, out, home)
        self._sittings.append(sitting)
        return sitting

    def clear(self) -> None:
        """End what a test left running."""
        for one in self._sittings:
            one.close()
        self._sittings.clear()

    def close(self) -> None:
        """No more interviews."""
        self.clear()
        self._door.close()
        self._server.wait(PATIENCE_S)


# -- what was to be seen -------------------------------------------------------------------

_PART = re.compile(r"\x1b\]0;([^\x07]*)\x07|\x1b\[K|\x1b\[[0-9;?]*[A-Za-z]|\r\n|\r|\n|[^\x1b\r\n]+")


def lines_of(raw: str) -> list[str]:
    """Lines as they came: printed ones, ``~`` ones drawn in place, ``*`` ones that were marked.

    One that was drawn and not taken away again before something was printed stands there as printed,
    with what was printed behind it.
    """
    lines: list[str] = []
    text = ""
    for found in _PART.finditer(raw):
        part = found[0]
        if part.startswith("\x1b]"):
            lines += [] if found[1] == "(delivered)" else [f"* {found[1]}"]
        elif part == _ERASED:
            if text and lines[-1:] != [f"~{text}"]:
                lines.append(f"~{text}")
        elif part in ("\r\n", "\n"):
            lines.append(text.rstrip())
            text = ""
        elif part == "\r":
            text = ""
        elif not part.startswith("\x1b"):
            text += part.replace("^C", "")  # the terminal's own echo
    return [*lines, text] if text else lines


_SCRUBBED = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4,}"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?"), "WHEN"),
)


def scrubbed(lines: Sequence[str], home: Path) -> list[str]:
    """Without the data folder's name, ids and times."""
    kept: list[str] = []
    for line in lines:
        text = line.replace(str(home), "HOME")
        for pattern, name in _SCRUBBED:
            text = pattern.sub(name, text)
        kept.append(text)
    return kept


if __name__ == "__main__":
    _serve()
