"""Recordings that were never analyzed, and what their sidecars say of them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from voicemock.history.answer_lock import in_use
from voicemock.history.rows import folders, is_id, is_saved, sidecar_of
from voicemock.values.interview import LanguageCode, ModelQuestion, Question

SIDECAR = "recording.json"
_RATES = range(1000, 768_001)
_LONGEST_LEAD_S = 3600.0


@dataclass(frozen=True)
class Unfinished:
    """A recording that was never analyzed.

    ``kept`` means that the person was asked about it and wants it left as it is; ``follows`` are
    the ids of the answers it goes on from, ``rate`` the recording's in Hz, ``lead_s`` the time from
    the end of the spoken question to its first sample, all as far as known.
    """

    id: str
    wav: Path
    language: LanguageCode | None
    question: Question | None = None
    question_id: str | None = None
    session_id: str | None = None
    pack_id: str | None = None
    follows: tuple[str, ...] = ()
    rate: int | None = None
    lead_s: float | None = None
    kept: bool = False


def find(data: Path) -> list[Unfinished]:
    """Those in a data folder that nobody is recording or analyzing, oldest first."""
    found = []
    for folder in folders(data):
        if is_saved(folder):
            continue
        wav = next(
            (p for p in (folder / "answer.wav", folder / "answer.part.wav") if _is_ours(p)), None
        )
        if wav is not None and not in_use(folder):
            found.append(_read(folder.name, wav))
    return found


def of_file(path: Path, data: Path) -> tuple[Path, Unfinished] | None:
    """The data folder and the unfinished answer whose recording a file is, None where it is none's.

    Beside ``data`` any data folder will do that says itself that the answer is its own: who copies
    the command that names a recording does not name the folder again.
    """
    whole = Path(os.path.realpath(path))
    folder = whole.parent
    home = folder.parent.parent
    if folder.parent.name != "answers" or not is_id(folder.name):
        return None
    if home != Path(os.path.realpath(data)) and sidecar_of(folder).get("id") != folder.name:
        return None
    return next(((home, one) for one in find(home) if one.wav == whole), None)


def _is_ours(path: Path) -> bool:
    """Whether this is a file that we may mend: no pipe, and no link to somebody else's."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(answer_id: str, wav: Path) -> Unfinished:
    noted = sidecar_of(wav.parent)
    asked = noted.get("question")
    language = noted.get("language")
    rate = noted.get("rate")
    lead_s = noted.get("lead_s")
    follows = noted.get("follows")
    return Unfinished(
        answer_id,
        wav,
        cast("LanguageCode", language) if language in ("zh", "en") else None,
        _question(asked, ModelQuestion if noted.get("by_model") is True else Question),
        _text(asked.get("id")) if isinstance(asked, dict) else None,
        session_id=_text(noted.get("session_id")),
        pack_id=_text(noted.get("pack_id")),
        follows=tuple(one for one in follows if isinstance(one, str))
        if isinstance(follows, list)
        else (),
        rate=rate if isinstance(rate, int) and rate in _RATES else None,
        lead_s=lead_s if isinstance(lead_s, float) and 0 <= lead_s < _LONGEST_LEAD_S else None,
        kept=noted.get("kept") is True,
    )


def _question(noted: object, kind: type[Question]) -> Question | None:
    if noted is None:
        return None
    from pydantic import TypeAdapter

    try:
        return TypeAdapter(kind).validate_python(noted)
    except ValueError:  # from another version, or damaged
        return None


def _text(noted: object) -> str | None:
    return noted if isinstance(noted, str) else None
