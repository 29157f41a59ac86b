"""`voicemock.cli.terminal.screen`: the line that moves never wraps."""

from __future__ import annotations

import pytest

from voicemock.cli.terminal.screen import _cut
from voicemock.report.exports.text import width


@pytest.mark.parametrize("text", ["Enter: next question · " * 5, "回车：下一题 · " * 8, "short"])
def test_a_line_is_cut_to_the_terminal(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A line that wraps would be left behind at each redraw."""
    monkeypatch.setenv("COLUMNS", "40")
    cut = _cut(text)
    assert width(cut) <= 39
    assert cut == text or cut.endswith("…")
    assert cut.rstrip("…") == text[: len(cut.rstrip("…"))]
