"""The columns of a batch's tables: every number of an answer under its dotted name, with type and unit.

They are read off the dataclasses that mirror the published JSON, so that a field which is added there
is a column here, and a batch in which something was never measured has the column all the same.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from voicemock.values.answer import Answer

Type = Literal["string", "int64", "double", "bool"]
_TYPES: dict[Any, Type] = {int: "int64", float: "double", bool: "bool"}
_UNITS = {
    "_s": "s", "_dbfs": "dBFS", "_db": "dB", "_st": "semitones", "_hz": "Hz", "per_min": "1/min",
    "sample_rate": "Hz", "_ratio": "1", "clipped": "1",
}  # fmt: skip
_PACES = ("value", "articulation", "target", "natural")
TEXTS = (
    "pace.unit",
    "pace.verdict",
    "structure.framework",
    "transcript.engine",
    "transcript.model",
)
"""Texts of the JSON that numbers cannot be understood without."""


@dataclass(frozen=True)
class Column:
    """A column: its name is the place in the JSON; ``unit`` is "" for texts."""

    name: str
    type: Type
    unit: str = ""
    about: str = ""


FIRST = (
    Column("file", "string", about="path inside the folder, or a pseudonymous name"),
    Column("sha256", "string", about="of the recording's bytes"),
    Column("person", "string"),
    Column("question", "string", about="id in its pack"),
    Column("language", "string"),
    Column("error", "string", about="why there are no numbers"),
)
"""What each row of the answers begins with."""
LAST = (
    Column("document", "string", about="the answer as JSON, from the results' folder"),
    Column("page", "string", about="its page, from the results' folder"),
)
MOMENTS = (
    *(one for one in FIRST if one.name != "error"),
    Column("kind", "string", about="pause, phrase, filler or step"),
    Column("id", "string", about="of the phrase or step"),
    Column(
        "what", "string", about="brief/long/very_long; positive/negative/vague/hedge; by; state"
    ),
    Column("place", "string", about="boundary or mid_clause, of pauses"),
    Column("heard", "string"),
    Column("start_s", "double", "s"),
    Column("end_s", "double", "s"),
)
"""The table with a row for each pause, phrase, filler and step."""


@cache
def answers() -> tuple[Column, ...]:
    """The columns of the table of answers."""
    texts = tuple(Column(name, "string") for name in TEXTS)
    return (*FIRST, *_numbers(Answer, ""), *texts, *LAST)


def _numbers(kind: Any, before: str) -> Iterator[Column]:
    for name, hint in get_type_hints(kind).items():
        yield from _of(hint, f"{before}{name}")


def _of(hint: Any, name: str) -> Iterator[Column]:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next((one for one in get_args(hint) if one is not type(None)), None)
    if is_dataclass(hint):
        yield from _numbers(hint, f"{name}.")
    elif get_origin(hint) is tuple and Ellipsis not in get_args(hint):
        for at, inner in enumerate(get_args(hint)):
            yield from _of(inner, f"{name}.{at}")
    elif get_origin(hint) is Literal and all(type(one) is int for one in get_args(hint)):
        yield Column(name, "int64", unit_of(name))
    elif hint in _TYPES:
        yield Column(name, _TYPES[hint], "" if hint is bool else unit_of(name))


def unit_of(name: str) -> str:
    """The unit of a number; what only counts has 1."""
    parts = name.split(".")
    if parts[0] == "pace" and parts[1] in _PACES:
        return "pace.unit"  # 字 or words a minute, as that column says
    last = parts[-1] if not parts[-1].isdecimal() else parts[-2]
    return next((unit for end, unit in _UNITS.items() if last.endswith(end)), "1")


def at(document: Any, place: str) -> Any:
    """What stands at a dotted place of a document; None where nothing does."""
    for name in place.split("."):
        if isinstance(document, Mapping):
            document = document.get(name)
        elif isinstance(document, list) and name.isdecimal() and int(name) < len(document):
            document = document[int(name)]
        else:
            return None
    return document


def moments(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of what can be heard in an answer, without whose it is."""
    for one in at(document, "pauses.items") or ():
        yield _row("pause", one, what=one.get("kind"), place=one.get("place"))
    for one in at(document, "phrases.items") or ():
        yield _row("phrase", one, id=one.get("id"), what=one.get("kind"))
    for one in at(document, "fillers.items") or ():
        yield _row("filler", one, what=one.get("by"))
    for step in at(document, "structure.steps") or ():
        found = step.get("items") or ()
        state = step.get("state") or ("found" if found or step.get("earlier") else "absent")
        for one in found or ({},):
            yield _row("step", one, id=step.get("id"), what=state)


def _row(kind: str, one: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    found = {name: one.get(name) for name in ("heard", "start_s", "end_s")}
    return {"kind": kind, **found, **more}
