"""A real ``voicemock practice`` on a sound server of its own, for what benchmarks do to it."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

import pexpect

from tests.e2e import conftest
from tests.e2e.conftest import VirtualAudio

ROOT = Path(__file__).parents[1]


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


def queued_s(pid: int) -> float:
    """For how long a process could have run and had no processor; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def over(pid: int) -> bool:
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
        return self.process.returncode is not None or over(self.process.pid)

    def _moment(self) -> float:
        at = time.monotonic()
        self._queued_s[at] = queued_s(self.process.pid)
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
