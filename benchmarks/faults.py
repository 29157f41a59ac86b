"""What happens when sound, disk or terminal fail: ``python -m benchmarks.faults [N] [NAME…]``.

Each fault is made N times (10 by default) under a real ``voicemock practice`` on a PulseAudio server
of its own; only the recognizer is not Whisper (`benchmarks.quick`), because what it hears is
not the question here. Printed are, worst of all times: seconds until the program said so, seconds
until it went on or ended after that, the exit status, and the share of recordings that were kept.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import pexpect

from tests.e2e import conftest
from tests.e2e.conftest import VirtualAudio

ROOT = Path(__file__).parents[1]
QUESTIONS = ("--question", "en-intro-1", "--question", "en-closing-1")
_SPOKEN_S = 1.6
_LIMIT = 60_000  # bytes of a file where the disk is full
_BOUND = (
    "setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner",
    "--inh-caps=-dac_override,-dac_read_search,-fowner",
)  # fmt: skip
"""Runs a program of root's as one whom permissions bind."""


@dataclass(frozen=True)
class Outcome:
    """How one fault ended.

    ``noticed_s`` is from the fault to the line that says so, ``hang_s`` the longest time after it
    in which the program did not go on or end, without what it waited for a processor where a real
    program was measured on Linux: that is the machine's; ``kept_s`` the length of the first recording that is
    there afterwards and ``spoken_s`` how long it had been made for.
    """

    said: str
    noticed_s: float
    hang_s: float
    status: int | None
    kept_s: float
    spoken_s: float

    @property
    def kept(self) -> bool:
        """Whether what was recorded is there."""
        return self.kept_s > 0 and self.kept_s >= self.spoken_s - 0.25


class Scene:
    """A sound server, a data folder and the program in both."""

    program: Sequence[str] = (sys.executable, "-m", "benchmarks.quick")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.spoken: Path | None = None  # in place of the hum
        self.rig = conftest._start(folder / "rig")
        self.env = {
            **self.rig.env,
            "VOICEMOCK_HOME": str(self.home),
            "VOICEMOCK_CACHE": str(folder / "cache"),
            "VOICEMOCK_CONFIG": str(folder / "config.toml"),
            "VOICEMOCK_UI": "en",
            "VOICEMOCK_VOICE": "system",
            "PYTHONPATH": str(ROOT),
        }

    def command(self, *options: str) -> list[str]:
        """``voicemock practice``."""
        return [*self.program, "practice", "--lang", "en", "--no-follow-ups", *options]

    def unseen(
        self, *options: str, limit: int | None = None, wrapped: tuple[str, ...] = ()
    ) -> Unseen:
        """The program without a terminal; ``limit`` is the size of a file it may write."""
        return Unseen(self.command(*options), self.env, limit=limit, wrapped=wrapped)

    def seen(self, *options: str) -> Seen:
        """The program in a terminal."""
        return Seen(self.command(*options), self.env)

    def recordings(self) -> list[float]:
        """Seconds of all that is there, oldest first."""
        return [length_s(path) for path in sorted(self.home.glob("answers/*/answer*.wav"))]

    def hum(self) -> None:
        """Something that is not silence, into the microphone until the end."""
        path = self.spoken or self.folder / "hum.wav"
        if not path.exists():
            path.write_bytes(_hum())
        play = subprocess.Popen(["paplay", "--device=room", str(path)], env=self.rig.env)
        self.rig.processes.append(play)

    def kill_server(self) -> None:
        """No sound system any more."""
        self.rig.processes[0].kill()
        self.rig.processes[0].wait()

    def start_server(self) -> None:
        """The same again."""
        with suppress(FileNotFoundError):
            (self.folder / "rig" / "native").unlink()
        for process in self.rig.processes:
            process.kill()
            process.wait()
        self.rig = conftest._start(self.folder / "rig")

    def unplug(self) -> None:
        """No microphone any more: without all sources, because the server would take another."""
        for module in ("module-remap-source", "module-combine-sink", "module-null-sink"):
            self.rig.pactl("unload-module", module)


@cache
def _hum() -> bytes:
    """A minute of noise."""
    made = subprocess.run(
        ["sox", "-n", "-r", "48000", "-c", "1", "-t", "wav", "-", "synth", "60", "brownnoise",
         "vol", "0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return made.stdout


def length_s(path: Path) -> float:
    """Seconds of a recording as any program reads it; 0 where it cannot."""
    try:
        with wave.open(str(path)) as file:
            sound = file.readframes(file.getnframes())
            return float(len(sound) / 2 / file.getframerate())
    except (OSError, EOFError, wave.Error):
        return 0.0


def _queued_s(pid: int) -> float:
    """For how long a process could have run and had no processor; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def _over(pid: int) -> bool:
    """Whether a child has ended; what the system knows of it can still be read."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


class Unseen:
    """A run without a terminal; its lines and when they came."""

    def __init__(
        self,
        command: list[str],
        env: dict[str, str],
        *,
        limit: int | None = None,
        wrapped: tuple[str, ...] = (),
    ) -> None:
        def limited() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        self.lines: list[tuple[float, str]] = []
        self._queued_s: dict[float, float] = {}  # until the moments of lines and end
        self.process = subprocess.Popen(
            [*wrapped, *command], env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, preexec_fn=limited,  # noqa: PLW1509
        )  # fmt: skip
        self.out = ""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._readers = [
            threading.Thread(target=self._lines, args=[self.process.stderr], daemon=True),
            threading.Thread(target=self._whole, args=[self.process.stdout], daemon=True),
        ]
        for one in self._readers:
            one.start()

    def _lines(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.lines.append((self._moment(), line.rstrip()))

    def _over(self) -> bool:
        return self.process.returncode is not None or _over(self.process.pid)

    def _moment(self) -> float:
        at = time.monotonic()
        self._queued_s[at] = _queued_s(self.process.pid)
        return at

    def took_s(self, begun: float, ended: float) -> float:
        """Seconds between two moments of lines or the end, in which it ran or waited by itself."""
        return ended - begun - (self._queued_s[ended] - self._queued_s[begun])

    def _whole(self, stream: IO[str]) -> None:
        with stream:
            self.out = stream.read()

    def said(self, pattern: str, timeout_s: float = 60.0) -> tuple[float, str]:
        """When a line came, and the line."""
        until = time.monotonic() + timeout_s
        while True:
            over = self._over()
            if over:
                for one in self._readers:
                    one.join(2)
            for at, line in list(self.lines):
                if re.search(pattern, line):
                    return at, line
            if over or time.monotonic() > until:
                raise AssertionError(f"no {pattern!r} in {self.lines}, {self.process.returncode}")
            time.sleep(0.005)

    def end(self, timeout_s: float = 60.0) -> tuple[float, int]:
        """When it ended, and its exit status."""
        until = time.monotonic() + timeout_s
        while not self._over():
            if time.monotonic() > until:
                self.process.kill()
                raise AssertionError(f"it hangs: {self.lines}")
            time.sleep(0.005)
        at = self._moment()
        self.process.wait()
        for one in self._readers:
            one.join(2)
        assert "Traceback" not in "\n".join(line for _at, line in self.lines), self.lines
        return at, self.process.returncode


class Seen:
    """A run in a terminal."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.terminal = pexpect.spawn(
            command[0], command[1:], env=env, cwd=str(ROOT), encoding="utf-8", timeout=60,
            dimensions=(50, 200), echo=False,
        )  # fmt: skip
        self.terminal.delaybeforesend = None

    def said(self, pattern: str, timeout_s: float = 60.0) -> tuple[float, str]:
        """When something is on the screen, and what."""
        self.terminal.expect(pattern, timeout=timeout_s)
        return time.monotonic(), str(self.terminal.after)

    def press(self, key: str) -> None:
        """A key."""
        self.terminal.send(key)

    def end(self, timeout_s: float = 60.0) -> tuple[float, int | None]:
        """When it ended, and its exit status."""
        self.terminal.expect(pexpect.EOF, timeout=timeout_s)
        at = time.monotonic()
        assert "Traceback" not in str(self.terminal.before), self.terminal.before
        self.terminal.close()
        return at, self.terminal.exitstatus


@contextmanager
def scene() -> Iterator[Scene]:
    """A scene that leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="vm-f-", dir="/tmp"))  # short: the socket's path
    rig: VirtualAudio | None = None
    try:
        one = Scene(folder)
        rig = one.rig
        yield one
        rig = one.rig
    finally:
        for process in reversed(rig.processes if rig else []):
            process.kill()
            process.wait()
        subprocess.run(["umount", str(folder / "small")], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _recording(play: Scene, *options: str) -> tuple[Unseen, float]:
    """The program recording without a terminal for a while, and when that began."""
    play.hum()
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "30", *options)
    began, _line = run.said("Speak now")
    time.sleep(_SPOKEN_S)
    return run, began


def _device(play: Scene, fault: Callable[[], object]) -> Outcome:
    """The microphone fails while the program records and nobody is there."""
    run, began = _recording(play)
    at = time.monotonic()
    fault()
    noticed, line = run.said("voicemock: ")
    ended, status = run.end()
    return Outcome(
        line, noticed - at, run.took_s(noticed, ended), status, play.recordings()[0], at - began
    )


def suspended(play: Scene) -> Outcome:
    """The source stops delivering, PortAudio calls it active."""
    return _device(play, lambda: play.rig.pactl("suspend-source", "mic", "1"))


def unplugged(play: Scene) -> Outcome:
    """The source is gone."""
    return _device(play, play.unplug)


def server_killed(play: Scene) -> Outcome:
    """The whole sound system is gone."""
    return _device(play, play.kill_server)


def _at_terminal(play: Scene) -> tuple[Seen, float]:
    play.hum()
    run = play.seen(*QUESTIONS, "--no-voice")
    began, _line = run.said("Speak now")
    time.sleep(_SPOKEN_S)
    return run, began


def server_restarted(play: Scene) -> Outcome:
    """Killed, and there again before the next question, which is answered."""
    run, began = _at_terminal(play)
    at = time.monotonic()
    play.kill_server()
    noticed, line = run.said("voicemock: .*stopped delivering")
    went_on, _line = run.said("Enter: next question")
    play.start_server()
    play.hum()
    pressed = time.monotonic()
    run.press("\r")
    again, _line = run.said("Speak now")
    time.sleep(1.0)
    run.press("\r")
    run.said("Enter: finish")
    run.press("\r")
    _ended, status = run.end()
    assert len(play.recordings()) == 2
    hang = max(went_on - noticed, again - pressed)
    return Outcome(line, noticed - at, hang, status, play.recordings()[0], at - began)


def not_openable(play: Scene) -> Outcome:
    """At the next question the microphone does not open; a key tries again, and then it does."""
    run, began = _at_terminal(play)
    spoken_s = time.monotonic() - began
    run.press("\r")
    run.said("Enter: next question")
    play.kill_server()
    at = time.monotonic()
    run.press("\r")
    noticed, line = run.said("voicemock: .*(opened|start)")
    run.said("Enter: try again")
    tried = time.monotonic()
    run.press("\r")
    failed, _line = run.said("Enter: try again")
    play.start_server()
    play.hum()
    pressed = time.monotonic()
    run.press("\r")
    again, _line = run.said("Speak now")
    time.sleep(1.0)
    run.press("\r")
    run.said("Enter: finish")
    run.press("\r")
    _ended, status = run.end()
    assert len(play.recordings()) == 2
    hang = max(again - pressed, failed - tried)
    return Outcome(line, noticed - at, hang, status, play.recordings()[0], spoken_s)


def not_openable_unseen(play: Scene) -> Outcome:
    """The same where nobody could press a key."""
    play.hum()
    play.env["QUICK_HEARS_S"] = "1"
    run = play.unseen(*QUESTIONS, "--no-voice", "--max-seconds", "1.5")
    run.said("Speak now")
    until = time.monotonic() + 60
    while not list(play.home.glob("answers/*/answer.wav")) and time.monotonic() < until:
        time.sleep(0.01)
    play.kill_server()
    asked, _line = run.said("Question 2")
    noticed, line = run.said("voicemock: .*(opened|start)")
    ended, status = run.end()
    return Outcome(
        line, noticed - asked, run.took_s(noticed, ended), status, play.recordings()[0], 1.5
    )


def never_delivers(play: Scene) -> Outcome:
    """Suspended before it is opened: it opens, and nothing comes."""
    play.rig.pactl("suspend-source", "mic", "1")
    run = play.unseen("--question", "en-intro-1", "--no-voice")
    asked, _line = run.said("Question 1")
    noticed, line = run.said("voicemock: .*waiting")
    failed, _line = run.said("voicemock: .*no sound")
    ended, status = run.end()
    assert play.recordings() == []
    hang = max(run.took_s(noticed, failed), run.took_s(failed, ended))
    return Outcome(line, noticed - asked, hang, status, 1, 1)


def zeros(play: Scene) -> Outcome:
    """A microphone without permission: told while recording, and in the feedback."""
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "3.5", "--json")
    began, _line = run.said("Speak now")
    noticed, line = run.said("voicemock: .*zeros")
    _ended, status = run.end()
    assert "all_zeros" in run.out
    assert "Privacy" in line
    # it takes some seconds of zeros to tell them from a quiet room
    return Outcome(line, noticed - began - 2.5, 0, status, play.recordings()[0], 3.5)


def noise(play: Scene) -> Outcome:
    """Only noise: the feedback says that nobody was heard."""
    play.hum()
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "2", "--json")
    run.said("Speak now")
    _ended, status = run.end()
    assert "no_speech" in run.out
    return Outcome("no_speech", 0, 0, status, play.recordings()[0], 2)


def _while_asked(play: Scene, fault: Callable[[], object]) -> tuple[Unseen, float]:
    """Something fails while the question is spoken."""
    run = play.unseen("--question", "en-intro-1", "--max-seconds", "1.5")
    run.said("Question 1")
    until = time.monotonic() + 60
    while "ALSA plug-in" not in play.rig.pactl("list", "sink-inputs"):
        assert time.monotonic() < until, run.lines
        time.sleep(0.02)
    time.sleep(1.0)
    at = time.monotonic()
    fault()
    return run, at


def loudspeaker_suspended(play: Scene) -> Outcome:
    """It takes no sound any more: the question stands on the screen, the answer is recorded."""
    play.hum()
    run, at = _while_asked(play, lambda: play.rig.pactl("suspend-sink", "speaker", "1"))
    noticed, line = run.said("voicemock: .*not spoken")
    went_on, _line = run.said("Speak now")
    _ended, status = run.end()
    assert play.recordings(), run.lines
    return Outcome(
        line, noticed - at, run.took_s(noticed, went_on), status, play.recordings()[0], 1.5
    )


def loudspeaker_unplugged(play: Scene) -> Outcome:
    """The last sink is gone, and the stream with it; the microphone stays."""
    pactl = play.rig.pactl
    pactl("load-module", "module-null-source", "source_name=tone", "rate=48000")
    pactl("set-default-source", "tone")
    pactl("unload-module", "module-combine-sink")
    pactl("unload-module", "module-remap-source")
    for line in pactl("list", "short", "modules").splitlines():
        if "sink_name=room" in line:
            pactl("unload-module", line.split()[0])
    run, at = _while_asked(play, lambda: pactl("unload-module", "module-null-sink"))
    noticed, line = run.said("voicemock: .*not spoken")
    went_on, _line = run.said("Speak now")
    _ended, status = run.end()
    assert play.recordings(), run.lines
    return Outcome(
        line, noticed - at, run.took_s(noticed, went_on), status, play.recordings()[0], 1.5
    )


def server_killed_while_asked(play: Scene) -> Outcome:
    """Neither loudspeaker nor microphone any more, and nothing recorded yet."""
    run, at = _while_asked(play, play.kill_server)
    noticed, line = run.said("voicemock: .*not spoken")
    failed, _line = run.said("voicemock: The microphone")
    ended, status = run.end()
    assert play.recordings() == []
    hang = max(run.took_s(noticed, failed), run.took_s(failed, ended))
    return Outcome(line, noticed - at, hang, status, 1, 1)


def disk_full(play: Scene) -> Outcome:
    """A limit on the size of files: what fits is kept."""
    play.hum()
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "30", limit=_LIMIT)
    began, _line = run.said("Speak now")
    noticed, line = run.said("voicemock: .*disk")
    ended, status = run.end()
    full = (_LIMIT - 44) / 32_000
    return Outcome(
        line, noticed - began - full, run.took_s(noticed, ended), status, play.recordings()[0], full
    )


def small_disk(play: Scene) -> Outcome:
    """A small file system is full in the middle: answer, sidecar and database find no room."""
    small = play.folder / "small"
    small.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160k,mode=700", "tmpfs", str(small)],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        conftest.unavailable("no file system can be mounted here")
    play.home = small / "home"
    play.env["VOICEMOCK_HOME"] = str(play.home)
    play.hum()
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "30")
    began, _line = run.said("Speak now")
    noticed, line = run.said("voicemock: .*disk")
    ended, status = run.end()
    kept_s = play.recordings()[0]
    return Outcome(line, noticed - began - kept_s, run.took_s(noticed, ended), status, kept_s, 2.5)


def no_room_at_all(play: Scene) -> Outcome:
    """Not even the sidecar can be written: said before anything is asked of the person."""
    run = play.unseen("--question", "en-intro-1", "--no-voice", limit=100)
    asked, _line = run.said("Question 1")
    noticed, line = run.said("voicemock: .*saved")
    ended, status = run.end()
    return Outcome(line, noticed - asked, run.took_s(noticed, ended), status, 1, 1)


def read_only(play: Scene) -> Outcome:
    """The folder takes no changes from the middle on."""
    play.hum()
    bound = _BOUND if os.geteuid() == 0 else ()
    if bound and shutil.which("setpriv") is None:
        conftest.unavailable("root, and no setpriv to be bound by permissions")
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "3", wrapped=bound)
    began, _line = run.said("Speak now")
    time.sleep(1.0)
    for folder in (*play.home.glob("answers/*"), play.home / "answers", play.home):
        os.chmod(folder, 0o500)
    noticed, line = run.said("voicemock: ")
    ended, status = run.end()
    os.chmod(play.home, 0o700)
    return Outcome(
        line, noticed - began - 3, run.took_s(noticed, ended), status, play.recordings()[0], 3
    )


def _signalled(play: Scene, *numbers: int) -> Outcome:
    run, began = _recording(play)
    at = time.monotonic()
    for number in numbers:
        run.process.send_signal(number)
        time.sleep(0.02)
    noticed, line = run.said("Your recording is kept")
    ended, status = run.end()
    return Outcome(
        line, noticed - at, run.took_s(noticed, ended), status, play.recordings()[0], at - began
    )


def sigterm(play: Scene) -> Outcome:
    """Asked to end."""
    return _signalled(play, signal.SIGTERM)


def sighup(play: Scene) -> Outcome:
    """Hung up."""
    return _signalled(play, signal.SIGHUP)


def interrupted(play: Scene) -> Outcome:
    """Ctrl-C."""
    return _signalled(play, signal.SIGINT)


def interrupted_again(play: Scene) -> Outcome:
    """Ctrl-C, five times in a tenth of a second."""
    return _signalled(play, *[signal.SIGINT] * 5)


def terminal_closed(play: Scene) -> Outcome:
    """The window is closed: nobody is told anything, and the recording is there."""
    run, began = _at_terminal(play)
    pid = run.terminal.pid
    at, queued_s = time.monotonic(), _queued_s(pid)
    os.close(run.terminal.child_fd)
    until = time.monotonic() + 60
    while not _over(pid) and time.monotonic() < until:
        time.sleep(0.01)
    hang = time.monotonic() - at - (_queued_s(pid) - queued_s)
    found, code = os.waitpid(pid, os.WNOHANG)
    status = os.waitstatus_to_exitcode(code) if found else None
    run.terminal.closed = True
    return Outcome("", 0, hang, status, play.recordings()[0], at - began)


def two_at_once(play: Scene) -> Outcome:
    """One records while another begins: it calls nothing unfinished, and both are saved."""
    first, began = _recording(play, "--max-seconds", "5")
    second = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "1.5")
    second.said("Speak now")
    _ended, status = second.end()
    assert not [line for _at, line in second.lines if "Kept" in line or "not analyzed" in line]
    _ended, other = first.end()
    assert len(list(play.home.glob("answers/*/answer.json"))) == 2
    del began
    return Outcome("", 0, 0, status or other, play.recordings()[0], 5)


CASES: dict[Callable[[Scene], Outcome], int] = {
    suspended: 3, unplugged: 3, server_killed: 3, server_restarted: 0, not_openable: 0,
    not_openable_unseen: 3, never_delivers: 3, zeros: 0, noise: 0, loudspeaker_suspended: 0,
    loudspeaker_unplugged: 0, server_killed_while_asked: 3, disk_full: 4, small_disk: 4, no_room_at_all: 4, read_only: 4,
    sigterm: 130, sighup: 130, interrupted: 130, interrupted_again: 130, terminal_closed: 130,
    two_at_once: 0,
}  # fmt: skip
"""Each fault and the exit status it ends with."""


def main() -> None:
    """Make them all, print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    chosen = sys.argv[2:]
    print(
        "| fault | times | noticed after (s) | longest hang (s) | exit status | kept | as asked |"
    )
    print("|---|---|---|---|---|---|---|")
    for case, wanted in CASES.items():
        if chosen and case.__name__ not in chosen:
            continue
        outcomes: list[Outcome] = []
        broken: list[str] = []
        for _time in range(count):
            try:
                with scene() as play:
                    outcomes.append(case(play))
            except (
                AssertionError,
                IndexError,
                subprocess.CalledProcessError,
                pexpect.ExceptionPexpect,
            ) as error:
                broken.append(f"{type(error).__name__}: {str(error)[-1500:]}")
        good = [
            one for one in outcomes
            if one.noticed_s <= 1.5 and one.hang_s <= 3 and one.status == wanted and one.kept
        ]  # fmt: skip
        noticed = max((one.noticed_s for one in outcomes), default=float("nan"))
        hang = max((one.hang_s for one in outcomes), default=float("nan"))
        statuses = ", ".join(sorted({str(one.status) for one in outcomes}))
        print(
            f"| {case.__name__} | {count} | {noticed:.2f} | {hang:.2f} | {statuses} | "
            f"{sum(one.kept for one in outcomes)} | {len(good)} |",
            flush=True,
        )
        for one in broken:
            print(f"  {one}", file=sys.stderr, flush=True)
        for bad in outcomes:
            if bad not in good:
                print(f"  {bad}", file=sys.stderr, flush=True)
        if os.environ.get("FAULTS_SHOW") and outcomes:
            print(f"  {outcomes[0]}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
