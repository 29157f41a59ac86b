"""The program is asked to end, or its terminal goes; two run at once."""

from __future__ import annotations

import os
import signal
import time

from benchmarks.faults.outcome import Outcome, at_terminal, recording
from benchmarks.scene import Scene, over, queued_s


def _signalled(play: Scene, *numbers: int) -> Outcome:
    run, began = recording(play)
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
    run, began = at_terminal(play)
    pid = run.terminal.pid
    at, before_s = time.monotonic(), queued_s(pid)
    os.close(run.terminal.child_fd)
    until = time.monotonic() + 60
    while not over(pid) and time.monotonic() < until:
        time.sleep(0.01)
    hang = time.monotonic() - at - (queued_s(pid) - before_s)
    found, code = os.waitpid(pid, os.WNOHANG)
    status = os.waitstatus_to_exitcode(code) if found else None
    run.terminal.closed = True
    return Outcome("", 0, hang, status, play.recordings()[0], at - began)


def two_at_once(play: Scene) -> Outcome:
    """One records while another begins: it calls nothing unfinished, and both are saved."""
    first, began = recording(play, "--max-seconds", "5")
    second = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "1.5")
    second.said("Speak now")
    _ended, status = second.end()
    assert not [line for _at, line in second.lines if "Kept" in line or "not analyzed" in line]
    _ended, other = first.end()
    assert len(list(play.home.glob("answers/*/answer.json"))) == 2
    del began
    return Outcome("", 0, 0, status or other, play.recordings()[0], 5)
