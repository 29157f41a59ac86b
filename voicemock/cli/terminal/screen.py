"""The person's terminal: styled lines, and the line that moves."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Sequence
from typing import Any

from voicemock.i18n import _
from voicemock.report.exports.text import Line, fitting, plain, width

_STYLES = {
    "heading": "bold",
    "name": "bold cyan",
    "good": "green",
    "mind": "yellow",
    "quiet": "dim",
    "quote": "italic",
}
# What stays together on a line: a word with the spaces after it, or one wide character.
_PIECE = re.compile(
    r"\s+"
    r"|(?:[^\s\u2018-\u201d\u2e80-\uffef]|(?<=[a-z])\u2019(?=[a-z]))+\s*"
    r"|[\u2018-\u201d\u2e80-\uffef]\s*",
    re.IGNORECASE,
)
# What a terminal would act on, in a file or an argument of whatever origin.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CLOSING = "，。、；：？！”’）》】…—,.;:?!)"
_OPENING = "“‘（《【("
_REDRAW_S = 0.1
_METER_FLOOR_DB = -60.0
_BAR_CELLS = 24


def say(text: str = "", *, quiet: bool = False) -> None:
    """A line of progress."""
    if not quiet:
        print(harmless(text), file=sys.stderr, flush=True)


def harmless(text: str) -> str:
    """``text`` without what a terminal would act on."""
    return _CONTROL.sub(" ", text)


def warn(text: str) -> None:
    """A line about the program itself: what is put off, or went wrong and can be done without."""
    say(f"voicemock: {text}")


def fault(error: Exception) -> None:
    """What went wrong, in one line whatever the names of files in it hold."""
    warn(" ".join(str(error).splitlines()))


def show(lines: Sequence[Line], *, to_stderr: bool = False) -> None:
    """Print styled lines; plain where nobody sees colours."""
    from rich.console import Console
    from rich.text import Text

    stream = sys.stderr if to_stderr else sys.stdout
    if not stream.isatty():
        stream.write(harmless(plain(lines)))
        stream.flush()
        return
    console = Console(file=stream, highlight=False)
    for line in lines:
        text = Text()
        for style, part in line.parts:
            text.append(harmless(part), _STYLES.get(style, ""))
        console.print(_wrapped(text, console.width, line.hang), soft_wrap=True)


def _wrapped(text: Any, columns: int, hang: int | None) -> Any:
    """Broken into lines; what runs over stays under its line's own indentation, or at ``hang``."""
    indent = len(text.plain) - len(text.plain.lstrip()) if hang is None else hang
    first, *others = text.divide(line_breaks(text.plain, columns - 1, indent))
    for line in others:
        first.rstrip()
        first.append("\n" + " " * indent)
        first.append_text(line)
    first.rstrip()
    return first


def line_breaks(text: str, columns: int, indent: int) -> list[int]:
    """Where to break a text: between words or Han characters, never before closing punctuation.

    All lines but the first are indented. A word longer than a line is left whole.
    """
    pieces: list[list[int]] = []
    for found in _PIECE.finditer(text):
        glued = found[0][0] in _CLOSING or (pieces and text[pieces[-1][1] - 1] in _OPENING)
        if pieces and glued:
            pieces[-1][1] = found.end()
        else:
            pieces.append([found.start(), found.end()])
    breaks: list[int] = []
    column = 0
    for start, end in pieces:
        wide = width(text[start:end].rstrip())
        if column + wide > columns and column > (indent if breaks else 0):
            breaks.append(start)
            column = indent
        column += width(text[start:end])
    return breaks


class StatusLine:
    """One line at the bottom that is redrawn in place, at most ten times a second."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown and sys.stderr.isatty()
        self._drawn_at_s = 0.0
        self._text = ""

    def draw(self, text: str, *, now: bool = False) -> None:
        """Put ``text`` there."""
        moment = time.monotonic()
        text = _cut(text)
        soon = moment - self._drawn_at_s < _REDRAW_S and not now
        if not self.shown or text == self._text or soon:
            return
        self._drawn_at_s, self._text = moment, text
        sys.stderr.write(f"\r{text}\x1b[K")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.shown and self._text:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._text = ""


def _cut(text: str) -> str:
    """What fits on a line of the terminal: a line that wraps cannot be drawn over."""
    columns = shutil.get_terminal_size().columns - 1
    return text if width(text) <= columns else fitting(text, columns - 1) + "…"


def meter(level_dbfs: float, cells: int) -> str:
    """A level as a bar of fixed width, from -60 dB to full scale."""
    return _bar((level_dbfs - _METER_FLOOR_DB) / -_METER_FLOOR_DB, cells)


def _bar(part: float, cells: int) -> str:
    filled = max(0, min(cells, round(part * cells)))
    return "▮" * filled + "▯" * (cells - filled)


class ModelBar:
    """Progress of putting a model together, once, ``what`` it is said to be."""

    def __init__(self, what: str | None = None) -> None:
        self._what = what or _("Putting the speech model together (once) …")
        self._line = StatusLine(shown=True)
        self._begun = False

    def __call__(self, done: int, total: int) -> None:
        """See `voicemock.files.data_wheels.Progress`."""
        if not self._begun:
            self._begun = True
            say(self._what)
        bar = _bar(done / total, _BAR_CELLS)
        self._line.draw(f"  {bar} {done / 1e6:.0f}/{total / 1e6:.0f} MB")
        if done == total:
            self._line.clear()
