"""Files a person writes: read as TOML, checked, and refused with file, line, field and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import is_dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_type_hints

from voicemock.errors import PackError
from voicemock.files.toml import MAX_BYTES, excess, loads, masked, read_bytes
from voicemock.i18n import _
from voicemock.i18n.library_messages import not_toml, said, why

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from voicemock.values.interview import LanguageCode

T = TypeVar("T")
Place = tuple[str | int, ...]
"""Keys and indices from the top of a file, or of an entry."""

# The terminal acts on these; a newline or tab is text but where a value stands in a line with others.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_IN_A_LINE = ("id", "title", "name")
_SHOWN = 80  # characters of a name or place
_DEEPEST = 12
"""How far to look for them; no field of any file lies deeper."""


def read(path: Path, content: bytes | None = None) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file, and what it holds; ``content``, where it is not on this disk.

    Raises:
        PackError: not there, too large, not UTF-8, not TOML.
    """
    try:
        content = read_bytes(path) if content is None else content
        if len(content) > MAX_BYTES:
            fault = _("{path} is too large for a pack; keep it under 2 MB.")
            raise PackError(fault.format(path=path))
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise PackError(_("There is no file {path}; check the name.").format(path=path)) from None
    except UnicodeDecodeError as error:
        raise _wrong_encoding(path, error.start) from error
    except (OSError, ValueError) as error:
        fault = _("{path} could not be read: {reason}.")
        raise PackError(fault.format(path=path, reason=why(error))) from error
    if "\0" in text:  # UTF-16 without its mark is still UTF-8 to the letter
        raise _wrong_encoding(path, content.index(b"\0"))
    try:
        return text, loads(text)
    except (ValueError, RecursionError) as error:
        fault = _("{path}: it is not TOML: {reason}; mend that line.")
        raise PackError(fault.format(path=path, reason=not_toml(error))) from error


def check(path: Path, text: str, data: dict[str, Any], kind: type[Any], table: str) -> Any:
    """``data`` as a ``kind``, a dataclass whose field ``table`` holds the file's ``[[table]]``.

    Raises:
        PackError: the first of `faults`.
    """
    for fault in faults(path, text, data, kind, table):
        raise fault
    return adapter(kind).validate_python(data)


def faults(
    path: Path, text: str, data: dict[str, Any], kind: type[Any], table: str
) -> Iterator[PackError]:
    """Keys that are unknown or missing and values of the wrong type, at any depth, each in its place."""
    from pydantic import ValidationError

    refusal = partial(_refusal, path, cache(partial(masked, text)), data, table)
    if not isinstance(data.get(table, []), list):
        yield refusal(_("must be tables: write [[{table}]].").format(table=table), table)
        return
    for place, fault in excess(data):
        yield refusal(fault, *place)
        return  # what has too much of something is looked at no further
    for place, odd in _controls(data, ()):
        fault = _("has the control character {code}; remove it.")
        yield refusal(fault.format(code=f"U+{ord(odd):04X}"), *place)
    told = set()
    for place, known in _unknown(data, kind, ()):
        told.add(place)
        if len(place) == 1:
            yield refusal(_("is not known; remove it."), *place)
            continue
        fault = _("is not known; it may be: {names}.")
        yield refusal(fault.format(names=", ".join(sorted(known))), *place)
    try:
        adapter(kind).validate_python(data)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if one["loc"] in told:
                continue
            fault = _("is wrong: {reason}.").format(reason=said(one["msg"]).rstrip("."))
            if one["type"] == "missing":
                fault = _("is missing; add it.")
            refused = refusal(fault, *one["loc"])
            refused.__cause__ = error
            yield refused


class File(Generic[T]):
    """A file as a ``kind`` (see `check`), and what its reader refuses beyond the types of its fields.

    Raises:
        PackError: as `read` and `check`.
    """

    def __init__(self, path: Path, kind: type[T], table: str, content: bytes | None = None) -> None:
        text, data = read(path, content)
        self.content: T = check(path, text, data, kind, table)
        self._table = table
        self._refusal = partial(_refusal, path, cache(partial(masked, text)), data, table)

    def refusal(self, fault: str, *place: str | int) -> PackError:
        """What to raise where something at ``place`` is wrong (nothing: the file as a whole)."""
        return self._refusal(fault, *place)

    def refuse_twice(self, ids: Iterable[Hashable]) -> None:
        """Refuse the second of two entries with one id.

        Raises:
            PackError: there is one.
        """
        for fault in self.twice(ids):
            raise fault

    def twice(self, ids: Iterable[Hashable]) -> Iterator[PackError]:
        """What to say of each entry with an id that one before it has."""
        seen: set[Hashable] = set()
        for number, one in enumerate(ids):
            if one in seen:
                fault = _("is there twice; give each its own.")
                yield self.refusal(fault, self._table, number, "id")
            seen.add(one)

    def try_patterns(self, number: int, language: LanguageCode, **patterns: Iterable[str]) -> None:
        """Read the patterns of an entry, each list of them named as its field.

        Raises:
            PackError: one cannot be read.
        """
        from voicemock import language as languages
        from voicemock.language.patterns import parse

        for field, texts in patterns.items():
            for text in texts:
                try:
                    parse(text, languages.get(language))
                except PackError as error:
                    raise self.refusal(f"{error}.", self._table, number, field) from error


def _refusal(
    path: Path,
    bare: Callable[[], str],
    data: dict[str, Any],
    table: str,
    fault: str,
    *place: str | int,
) -> PackError:
    """A refusal: ``file:line: question 3 (zh-intro-1), field tips.2 `` and the fault.

    ``bare`` gives the file's text as `masked` makes it, once for all that is refused in it; ``place``
    are keys and indices from the top of the file; what is shown counts from 1.
    """
    line = _line_of(bare(), place)
    shown = f"{path}:{line}: " if line else f"{path}: "
    rest = list(place)
    if len(rest) > 1 and isinstance(rest[1], int):
        name = _id_of(data, table, place)
        shown += f"{rest[0]} {rest[1] + 1}"
        shown += f" ({_visible(name)}), " if name else ", "
        rest = rest[2:]
    field = ".".join(str(part + 1) if isinstance(part, int) else part for part in rest)
    refused = PackError(
        shown + (_("field {name} ").format(name=_visible(field)) if field else "") + fault
    )
    refused.line = line
    return refused


def _line_of(bare: str, place: Sequence[str | int]) -> int | None:
    """The line (from 1) of a value, or of the table it is missing from."""
    start, end, tables = 0, len(bare), ""
    found = None
    for at, part in enumerate(place):
        if isinstance(part, int):
            continue
        path = f"{tables}.{part}" if tables else part
        index = place[at + 1] if at + 1 < len(place) else None
        headers = [header.start() for header in _header(path).finditer(bare, start, end)]
        if isinstance(index, int) and index < len(headers):
            start = found = headers[index]
            end = headers[index + 1] if index + 1 < len(headers) else end
            tables = path
            continue
        place_of_key = _key(bare, start, end, part)
        if place_of_key is None:
            break
        start = found = place_of_key
        if isinstance(index, int):  # the items of an array on the right of the key
            items = [one.span() for one in re.compile(r"\{[^{}]*\}").finditer(bare, start, end)]
            if index < len(items):
                start, end = items[index]
                found = start
    return None if found is None else bare.count("\n", 0, found) + 1


def _header(path: str) -> re.Pattern[str]:
    dotted = r"\s*\.\s*".join(re.escape(part) for part in path.split("."))
    return re.compile(rf"^[ \t]*\[\[\s*{dotted}\s*\]\]", re.MULTILINE)


def _key(bare: str, start: int, end: int, key: str) -> int | None:
    """Where ``key =`` stands: in the table that begins at ``start``, else as a table below it."""
    own_end = re.compile(r"^[ \t]*\[", re.MULTILINE).search(bare, min(start + 1, end), end)
    own = own_end.start() if own_end else end
    found = re.compile(rf"(?<![\w.-]){re.escape(key)}\s*[=.]").search(bare, start, own)
    if found is None:
        found = re.compile(rf"^[ \t]*\[[^\n\]]*\b{re.escape(key)}\b", re.MULTILINE).search(
            bare, start, end
        )
    return found.start() if found else None


def _wrong_encoding(path: Path, at: int) -> PackError:
    fault = _("{path}: it is not UTF-8 (byte {at}); save it as UTF-8.")
    return PackError(fault.format(path=path, at=at))


def adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Pydantic's reader of a dataclass that stands for a whole file."""
    from pydantic import ConfigDict, TypeAdapter, with_config

    return TypeAdapter(with_config(ConfigDict(extra="forbid"))(kind))


def _controls(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Control characters in keys and texts, and where they stand."""
    if isinstance(value, str):
        for odd in _CONTROL.findall(value):
            if odd not in "\n\t" or place[-1] in _IN_A_LINE:
                yield place, odd
    elif len(place) < _DEEPEST and isinstance(value, (dict, list)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str):
                for odd in _CONTROL.findall(key):
                    yield (*place, key), odd
            yield from _controls(one, (*place, key))


def _visible(text: str) -> str:
    text = text[:_SHOWN] + "…" * (len(text) > _SHOWN)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _unknown(data: Any, kind: Any, place: Place) -> Iterator[tuple[Place, Iterable[str]]]:
    """Misspelt keys at any depth, which validation of dataclasses would let pass."""
    if not isinstance(data, dict):
        return
    inner = _inner(kind)
    for key, value in data.items():
        if key not in inner:
            yield (*place, key), inner
        elif (item := inner[key]) is not None and isinstance(value, list):
            for number, one in enumerate(value):
                yield from _unknown(one, item, (*place, key, number))


@cache
def _inner(kind: Hashable) -> dict[str, type[Any] | None]:
    """The fields of a dataclass, each with the dataclass its items are of, if they are."""
    inner: dict[str, type[Any] | None] = {}
    for name, hint in get_type_hints(kind).items():
        items = [part for part in get_args(hint) if isinstance(part, type) and is_dataclass(part)]
        inner[name] = items[0] if items else None
    return inner


def _id_of(data: dict[str, Any], table: str, place: Sequence[str | int]) -> str | None:
    if len(place) > 1 and place[0] == table and isinstance(place[1], int):
        entry = data[table][place[1]]
        return str(entry.get("id", "")) if isinstance(entry, dict) else None
    return None
