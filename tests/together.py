"""How the tests of a run are shared out between its workers (pytest-xdist).

A file is run by one worker, so that its browser, its servers and what it has loaded are made once. What
sounds or listens in real time is run one after the other, in two rows that begin at once: such tests wait
more than they work, and two that are busy in the same moment would spoil each other's sound. What takes
longest begins first, so that no worker is left alone with it at the end.
"""

from __future__ import annotations

import os

import psutil
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_ROWS = {
    "a sound server": (
        "test_practice_sound", "test_whole_interview", "test_faults", "test_terminal", "test_drill_sound",
    ),
    "a browser's microphone": (
        "test_studio_page", "test_studio_corrections", "test_studio_camera", "test_studio_drills",
        "test_studio",
    ),
}  # fmt: skip
"""Files of ``e2e/`` by what they have in common."""
ROW_OF = {f"e2e/{file}.py": row for row, files in _ROWS.items() for file in files}
LONG = (
    *ROW_OF, "test_batch_run.py", "e2e/test_studio_page_beside.py", "test_whisper.py",
    "test_interview_screen.py", "e2e/test_page.py", "e2e/test_without.py", "e2e/test_class_page.py",
    "test_incremental.py", "test_other_voices.py", "test_batch_parts.py",
)  # fmt: skip
"""The files that begin first, in this order."""
_RANK = {file: number for number, file in enumerate(LONG)}

_MOST = 4
_EACH_BYTES = 1.5e9
"""Of memory for a worker, which may hold recognizers, voices and a browser."""
_GIVES_WAY = 5
"""By how much a worker is nicer that begins without a row: what is heard in real time goes first."""


def _name_of(nodeid: str) -> str:
    """A test's file, below ``tests/``."""
    return nodeid.partition("::")[0].removeprefix("tests/")


def longest_first(items: list[pytest.Item]) -> None:
    """Put tests into the order in which they are given out."""
    items.sort(key=lambda one: _RANK.get(_name_of(one.nodeid), len(_RANK)))


def workers() -> int:
    """One more than the processor has cores: somewhere somebody waits for a sound, or for a browser."""
    cores = psutil.cpu_count() or 1
    room = int(psutil.virtual_memory().available / _EACH_BYTES)
    return max(1, min(_MOST, cores + 1, room))


def give_way(nodeid: str) -> None:
    """What a worker does before its first test."""
    if _name_of(nodeid) not in ROW_OF and hasattr(os, "nice"):
        os.nice(_GIVES_WAY)


class Together(LoadScopeScheduling):  # type: ignore[misc]  # which ships no types
    """Gives out whole files, and rows of files."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        name = _name_of(nodeid)
        return ROW_OF.get(name, name)
