"""How the tests of a run are shared out (`tests.together`)."""

from __future__ import annotations

from pathlib import Path

from tests.together import LONG


def test_each_file_that_is_named_is_there() -> None:
    folder = Path(__file__).parent
    assert [one for one in LONG if not (folder / one).is_file()] == []
