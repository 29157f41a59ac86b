"""One of each fault, and a few kills, on a real sound server; `benchmarks` has many of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import faults, kills
from benchmarks.faults import CASES, Outcome, Scene, scene

_HERE = (
    faults.suspended, faults.unplugged, faults.server_restarted,
    faults.never_delivers, faults.zeros, faults.loudspeaker_unplugged, faults.disk_full,
    faults.read_only, faults.interrupted_again, faults.terminal_closed, faults.two_at_once,
)  # fmt: skip


_OF_THE_PROCESS = (faults.read_only, faults.interrupted_again, faults.terminal_closed)
"""What a process is bound by, and what it gets from a terminal: by the real one, not by a fork."""


@pytest.mark.parametrize("case", _HERE, ids=lambda case: case.__name__)
def test_a_fault_is_noticed_and_what_was_recorded_kept(
    case: Callable[[Scene], Outcome], quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In time, with the exit status of the contract, and nothing hangs."""
    monkeypatch.setattr(faults, "_SPOKEN_S", 1.0)
    if case not in _OF_THE_PROCESS:
        monkeypatch.setattr(Scene, "program", quick)
    with scene() as play:
        outcome = case(play)
    assert outcome.status == CASES[case]
    assert outcome.kept, outcome
    assert outcome.noticed_s <= 1.5
    assert outcome.hang_s <= 3.0


def test_killed_answers_are_whole_and_found_again() -> None:
    """While recording, analyzing and saving; at the end all are in the history."""
    tally, found = kills.measure(3, seed=3)
    assert sum(tally.kills.values()) == 3
    assert (tally.unreadable, tally.damaged, tally.lost) == ([], [], [])
    assert max(tally.missing_s, default=0) <= 0.25
    assert found == tally.saved + len(tally.alive) >= 2
