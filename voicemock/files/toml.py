"""How much of a file that a person writes is read, so that none can take long or much memory.

Packs are data. What costs more than its size (names of many parts, lists of very many values, long
texts) is bounded far above what anybody writes by hand, and refused with the line it stands in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from voicemock.i18n import _

MAX_BYTES = 2_000_000
MAX_PARTS = 16
"""Of a dotted name: Python's reader takes 100 s for 64,000."""
MAX_VALUES = 50_000
MAX_CHARACTERS = 20_000
"""Of one text; a long model answer has 1,500."""

Place = tuple[str | int, ...]

# Strings and comments, so that what is in them is not taken for names. A closing mark may follow one
# or two quotes that belong to the text; what is never closed ends with the line or the file, so that
# nothing is looked at twice.
_IN_QUOTES = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""(?:"{1,2}(?!"))?|\Z)|\'\'\'.*?(?:\'\'\'(?:\'{1,2}(?!\'))?|\Z)'
    r'|"(?:\\.|[^"\\\n])*+"?|\'[^\'\n]*+\'?|#[^\n]*+',
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_APART = re.compile(r"[\n,=\[\]{}]")


class TooDeepError(ValueError):
    """A dotted name of too many parts."""


def read_bytes(path: Path) -> bytes:
    """A file's bytes, one more than `MAX_BYTES` where it has more, of a device without end too."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def masked(text: str) -> str:
    """TOML with blanks in the place of its strings and comments."""
    return _IN_QUOTES.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def loads(text: str) -> dict[str, Any]:
    """Read TOML, in a time that grows with its length.

    Raises:
        ValueError: not TOML (`tomllib.TOMLDecodeError`), or a name has too many parts.
        RecursionError: lists or tables are nested too deeply.
    """
    at = 0
    bare = masked(text)
    for apart in _APART.finditer(bare + "\n"):
        if bare.count(".", at, apart.start()) >= MAX_PARTS:
            raise TooDeepError(
                _("a name has more than {most} parts (line {line})").format(
                    most=MAX_PARTS, line=bare.count("\n", 0, at) + 1
                )
            )
        at = apart.end()
    return tomllib.loads(text)


def excess(data: Any) -> Iterator[tuple[Place, str]]:
    """Where a file has too much of something, and what."""
    seen = 0
    waiting: list[tuple[Place, Any]] = [((), data)]
    while waiting:
        place, value = waiting.pop()
        seen += 1
        if seen > MAX_VALUES:
            fault = _("is one of more than {most} values; make several files of it.")
            yield place, fault.format(most=MAX_VALUES)
            return
        if isinstance(value, str) and len(value) > MAX_CHARACTERS:
            fault = _("has more than {most} characters; shorten it.")
            yield place, fault.format(most=MAX_CHARACTERS)
        elif isinstance(value, (dict, list)):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [((*place, key), one) for key, one in items][::-1]


def quoted(text: str) -> str:
    """A TOML string, over several lines where the text has some."""
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    inside = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", inside)
    return f'"""\n{inside}"""' if "\n" in text else f'"{inside}"'


def with_values(text: str, changes: Mapping[str, str | int | bool | None]) -> str:
    """TOML without tables, with other values for some names; None takes a name out.

    Comments and order stay where they can: what cannot be changed in its place is written anew.

    Raises:
        ValueError, RecursionError: as `loads`.
    """
    wanted: dict[str, Any] = loads(text)
    wanted = {**wanted, **changes}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    changed = text
    for name, value in changes.items():
        changed = _changed(changed, name, value)
    try:
        same = loads(changed) == wanted
    except (ValueError, RecursionError):
        same = False
    return changed if same else "".join(_line(name, value) for name, value in wanted.items())


def _changed(text: str, name: str, value: str | int | bool | None) -> str:
    bare = masked(text)
    line = "" if value is None else _line(name, value)
    found = re.search(rf"^[ \t]*{re.escape(name)}[ \t]*=[^\n]*\n?", bare, re.MULTILINE)
    if found is None:
        return text + ("\n" if text and not text.endswith("\n") else "") + line
    behind = next(
        (one[0] for one in _IN_QUOTES.finditer(text, *found.span()) if one[0][0] == "#"), ""
    )
    if line and behind and "\n" not in line[:-1]:
        line = f"{line[:-1]}  {behind}\n"
    return text[: found.start()] + line + text[found.end() :]


def _line(name: str, value: object) -> str:
    if isinstance(value, bool):
        return f"{name} = {str(value).lower()}\n"
    return f"{name} = {value if isinstance(value, int) else quoted(str(value))}\n"
