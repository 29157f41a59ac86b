"""Disks are full, folders take no changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

from benchmarks.faults.outcome import Outcome
from benchmarks.scene import Scene
from tests.e2e import conftest

_LIMIT = 60_000  # bytes of a file where the disk is full
_BOUND = (
    "setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner",
    "--inh-caps=-dac_override,-dac_read_search,-fowner",
)  # fmt: skip
"""Runs a program of root's as one whom permissions bind."""


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
