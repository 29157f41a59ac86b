"""An `Answer` as the published JSON document (schema 1), and back.

The dataclasses mirror the document, so this only rounds times to 0.01 s, checks what comes
back in, and keeps the keys in their declared order: same answer, same bytes.
"""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from voicemock.errors import StoreError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.values.answer import WRITTEN, Answer, Step, Word
from voicemock.values.coach import Opinion
from voicemock.values.interview import QuestionRef
from voicemock.values.next import Next
from voicemock.values.notes import Note

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ONE_DECIMAL = ("value", "articulation", "level_dbfs", "snr_db", "per_min")
_DECIMALS = dict.fromkeys(_ONE_DECIMAL, 1) | {"clipped": 4}
_OF_SOUND = ("recording", "span", "pace", "pauses", "fillers", "voice")
_TIMES = ("start_s", "end_s")
_SELDOM = ("heard", "by")
"""Of a word or a question, left out where they say nothing."""


def to_document(answer: Answer) -> dict[str, Any]:
    """The answer as plain JSON values; a written one has nothing of sound, and no times."""
    document = {"schema": answer.schema, **_plain(answer, "")}
    if answer.transcript.engine == WRITTEN:
        document |= dict.fromkeys(_OF_SOUND)
        document["transcript"]["words"] = []
        document = _timeless(document)
    return document


def plain(value: Any) -> Any:
    """Values of ours as plain JSON values, times rounded to 0.01 s."""
    return _plain(value, "")


def _timeless(value: Any) -> Any:
    if isinstance(value, list):
        return [_timeless(one) for one in value]
    if isinstance(value, dict):
        return {key: None if key in _TIMES else _timeless(one) for key, one in value.items()}
    return value


def to_json(answer: Answer) -> str:
    """The answer as one line of JSON, in UTF-8 and without escapes."""
    return json.dumps(to_document(answer), ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Answer:
    """Read an answer back.

    Raises:
        StoreError: not JSON, or not of schema 1.
    """
    try:
        document = json.loads(text, object_hook=_read)
        return _adapter().validate_python(document)
    except (ValueError, RecursionError) as error:  # pydantic's and json's are ValueErrors
        fault = _("A saved answer is damaged or from another version: {reason}.")
        raise StoreError(fault.format(reason=said(reason_of(error)))) from error


def _read(value: dict[str, Any]) -> dict[str, Any]:
    """An object of the document; the text of a note is kept where it cannot be made anew."""
    if {"about", "code", "text"} <= value.keys():
        text, values = value.pop("text"), value.get("values")
        anew = isinstance(values, dict) and Note(value["about"], value["code"], "", values).text
        value["saved"] = "" if anew else text
    return value


@cache
def _adapter() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)


def _plain(value: Any, key: str) -> Any:
    if isinstance(value, float):
        return round(float(value), _DECIMALS.get(key, 2))
    if isinstance(value, (list, tuple)):
        return [_plain(inner, key) for inner in value]
    if isinstance(value, Note):
        told = {"about": value.about, "code": value.code, "text": value.text}
        return told if value.saved and not value.values else told | {"values": value.values}
    if isinstance(value, Step):
        value = {"id": value.id, "name": value.name, "state": value.state, **vars(value)}
    elif isinstance(value, Next):
        value = {"code": value.code, "text": value.text, **vars(value)}
    elif isinstance(value, Opinion):
        value = {"step": value.step, "name": value.name, "found": value.found, **vars(value)}
    if is_dataclass(value) or isinstance(value, dict):  # asdict, which copies, takes twice as long
        inside = value if isinstance(value, dict) else vars(value)
        told = {name: _plain(inner, name) for name, inner in inside.items()}
        if isinstance(value, (Word, QuestionRef)):
            for name in _SELDOM:
                if told.get(name, "") is None:
                    del told[name]
        return told
    return value
