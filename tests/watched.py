"""A child process that reads sound files, and is watched: its time, its memory, its end, its words.

`Watched` reads files with `voicemock.audio.samples.read`; one that hangs or crashes costs only itself.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

TIMEOUT_S = 5.0
"""Of the processor. The worst file that was found takes one on a busy machine with AVX2."""
HUNG_S = 120.0
"""Of the clock on the wall, after which a file is waited for no longer."""
MEMORY_MB = 500.0


@dataclass(frozen=True)
class Verdict:
    """What became of a file: ``read``, ``refused``, ``raised``, ``crashed``, ``hung`` or ``noisy``.

    ``seconds`` are the processor's, so that a busy machine makes nothing slow; one that waits for
    something is ``hung``.
    """

    outcome: str
    said: str
    seconds: float
    peak_mb: float
    samples: int = 0

    @property
    def good(self) -> bool:
        """Whether that is what is asked of the reader."""
        return (
            self.outcome in ("read", "refused")
            and self.seconds <= TIMEOUT_S
            and self.peak_mb <= MEMORY_MB
        )


@dataclass
class Watched:
    """A child process that reads one file after another; another takes over where one ends."""

    timeout_s: float = HUNG_S
    _child: subprocess.Popen[str] | None = None
    _noise: Path = field(default_factory=lambda: Path(tempfile.mkstemp(prefix="noise-")[1]))

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_about: object) -> None:
        self.end()
        self._noise.unlink(missing_ok=True)

    def read(self, path: Path) -> Verdict:
        """What the reader makes of a file."""
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        began = time.monotonic()
        child.stdin.write(json.dumps(os.fsencode(path).hex()) + "\n")
        child.stdin.flush()
        if not select.select([child.stdout], [], [], self.timeout_s)[0]:
            peak = _peak_mb(child.pid)
            self.end()
            return Verdict("hung", "", time.monotonic() - began, peak)
        line = child.stdout.readline()
        seconds = time.monotonic() - began
        if not line:
            status = child.wait()
            self._child = None
            return Verdict("crashed", f"status {status}: {self._heard()}", seconds, 0.0)
        verdict = Verdict(**json.loads(line))
        noise = self._heard()
        return Verdict("noisy", noise, seconds, verdict.peak_mb) if noise else verdict

    def _heard(self) -> str:
        """What the child printed since the last time."""
        said = self._noise.read_text(errors="replace")
        os.truncate(self._noise, 0)
        return said[-500:]

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None:
            with self._noise.open("a") as noise:
                self._child = subprocess.Popen(
                    [sys.executable, "-m", "tests.watched"], stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=noise, text=True, bufsize=1,
                    cwd=Path(__file__).parents[1],
                )  # fmt: skip
            assert self._child.stdout is not None
            self._child.stdout.readline()
        return self._child

    def end(self) -> None:
        """Stop the child; the next file gets a new one."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


def _peak_mb(pid: int | str = "self") -> float:
    """The most memory a process has had since it was last asked to forget it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _serve() -> None:
    """Read the files named on stdin, a verdict a line; what the libraries print goes to stderr."""
    import resource

    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))  # this machine is to survive it
    from voicemock.audio import samples as audio
    from voicemock.errors import AudioFileError

    print("ready", file=out)
    for line in sys.stdin:
        path = Path(os.fsdecode(bytes.fromhex(json.loads(line))))
        Path("/proc/self/clear_refs").write_text("5")
        began, seconds, peak, samples = time.process_time(), 0.0, 0.0, 0
        try:
            found = audio.read(path).samples
            seconds, peak, samples = time.process_time() - began, _peak_mb(), len(found)
            fine = bool(np.isfinite(found).all()) and found.dtype == np.float32 and found.ndim == 1
            outcome, said = ("read", "") if fine and samples else ("raised", "odd samples")
            del found
        except AudioFileError as error:
            outcome, said = "refused", str(error)
        except BaseException as error:  # what must not be
            outcome, said = "raised", f"{type(error).__name__}: {error}"
        if not samples:
            seconds, peak = time.process_time() - began, _peak_mb()
        verdict = {"outcome": outcome, "said": said[:300], "seconds": seconds, "peak_mb": peak,
                   "samples": samples}  # fmt: skip
        print(json.dumps(verdict), file=out)


if __name__ == "__main__":
    _serve()
