"""One of each fault, and a few kills, on a real sound server; `benchmarks` has many of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import kills
from benchmarks.faults import CASES, devices, disks, ends, outcome
from benchmarks.faults.outcome import Outcome
from benchmarks.scene import Scene, scene

_HERE = (
    devices.suspended, devices.unplugged, devices.server_restarted,
    devices.never_delivers, devices.zeros, devices.loudspeaker_unplugged, disks.disk_full,
    disks.read_only, ends.interrupted_again, ends.terminal_closed, ends.two_at_once,
)  # fmt: skip


_OF_THE_PROCESS = (disks.read_only, ends.interrupted_again, ends.terminal_closed)
"""What a process is bound by, and what it gets from a terminal: by the real one, not by a fork."""


@pytest.mark.parametrize("case", _HERE, ids=lambda case: case.__name__)
def test_a_fault_is_noticed_and_what_was_recorded_kept(
    case: Callable[[Scene], Outcome], quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In time, with the exit status of the contract, and nothing hangs."""
    monkeypatch.setattr(outcome, "SPOKEN_S", 1.0)
    if case not in _OF_THE_PROCESS:
        monkeypatch.setattr(Scene, "program", quick)
    with scene() as play:
        ended = case(play)
    assert ended.status == CASES[case]
    assert ended.kept, ended
    assert ended.noticed_s <= 1.5
    assert ended.hang_s <= 3.0


def test_killed_answers_are_whole_and_found_again() -> None:
    """While recording, analyzing and saving; at the end all are in the history."""
    tally, found = kills.measure(3, seed=3)
    assert sum(tally.kills.values()) == 3
    assert (tally.unreadable, tally.damaged, tally.lost) == ([], [], [])
    assert max(tally.missing_s, default=0) <= 0.25
    assert found == tally.saved + len(tally.alive) >= 2
