"""What a server sent, read tolerantly: models write round the JSON that they were asked for."""

from __future__ import annotations

import json
import re
from typing import Any

_ANY = frozenset(("steps", "follow_up", "tightened"))
_TRIES = 50
"""Opening braces behind which an object is looked for."""
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


def read(body: bytes) -> dict[str, Any] | None:
    """The object that a reply holds, None where it holds none."""
    text = _content(_loads(body.decode("utf-8", "replace")))
    text = _THOUGHTS.sub(" ", text)
    at = -1
    for _try in range(_TRIES):
        at = text.find("{", at + 1)
        if at < 0:
            break
        found = _loads(text[at:], whole=False)
        if isinstance(found, dict) and _ANY & found.keys():
            return found
    return None


def models(body: bytes) -> list[str]:
    """The names that a list of models holds."""
    found = _loads(body.decode("utf-8", "replace"))
    listed = found.get("data") if isinstance(found, dict) else None
    named = (
        [one.get("id") for one in listed if isinstance(one, dict)]
        if isinstance(listed, list)
        else []
    )
    return [one for one in named if isinstance(one, str)]


def _content(found: Any) -> str:
    """What the model wrote; "" where there is nothing."""
    try:
        written = found["choices"][0]["message"]["content"]
        if isinstance(written, list):
            written = "".join(one["text"] for one in written if one.get("type") == "text")
    except (KeyError, IndexError, TypeError, AttributeError):
        return ""
    return written if isinstance(written, str) else ""


def _loads(text: str, *, whole: bool = True) -> Any:
    decoder = json.JSONDecoder()
    try:
        return decoder.decode(text) if whole else decoder.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
