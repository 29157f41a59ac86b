"""Which interview the page asks for, read from what it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from voicemock.content.packs import CATEGORIES
from voicemock.errors import InputError
from voicemock.i18n import _
from voicemock.interview.planning import Wish
from voicemock.values.interview import LanguageCode

_MOST_QUESTIONS = 50
_PREPARE_S, _LONGEST_PREPARE_S = 30, 180
"""To think before an answer, in an exam."""
_WHAT = ("whole", "category", "question", "roleplay", "continue")


@dataclass(frozen=True)
class Wanted:
    """An interview that was asked for; ``goes_on``: the one that was interrupted.

    ``own_pack``: of the pack of that name, of those the person keeps.

    ``exam`` and ``prepare_s``: see `voicemock.interview.front.Manner`.
    """

    wish: Wish
    language: LanguageCode | None
    voice: str | None = None
    aloud: bool = True
    goes_on: bool = False
    own_pack: str | None = None
    exam: bool = False
    prepare_s: float = 0.0


def read(sent: Mapping[str, Any]) -> Wanted:
    """What the page sent, as a wish.

    Raises:
        InputError: it is not of the form that was agreed on.
    """
    what, language = sent.get("what"), sent.get("language")
    if what not in _WHAT or language not in ("zh", "en", None):
        raise InputError(_("This is no interview that can be asked for."))
    count, flags = (
        sent.get("count"),
        [sent.get(one) for one in ("follow_ups", "calm", "aloud", "exam")],
    )
    if any(one not in (True, False, None) for one in flags):
        raise InputError(_("This is no interview that can be asked for."))
    if count is not None and (type(count) is not int or not 1 <= count <= _MOST_QUESTIONS):
        raise InputError(_("Ask for 1 to {most} questions.").format(most=_MOST_QUESTIONS))
    prepare_s = sent.get("prepare_s", _PREPARE_S)
    if type(prepare_s) not in (int, float) or not 0 <= prepare_s <= _LONGEST_PREPARE_S:
        raise InputError(_("Ask for 0 to {most} seconds to think.").format(most=_LONGEST_PREPARE_S))
    follow_ups, calm, aloud, exam = flags
    wish = Wish(
        count=count,
        job=_text(sent, "job"),
        company=_text(sent, "company"),
        follow_ups=follow_ups,
        calm=bool(calm),
    )
    if what == "category":
        category = _text(sent, "category")
        if category not in CATEGORIES:
            raise InputError(_("This is no interview that can be asked for."))
        wish = replace(wish, category=category)
    elif what == "roleplay":
        wish = replace(wish, category="roleplay", count=count or 1)
    elif what == "question":
        wish = replace(wish, wanted=(_text(sent, "question") or "",))
    return Wanted(
        wish,
        cast("LanguageCode | None", language),
        voice=_text(sent, "voice"),
        aloud=aloud is not False,
        goes_on=what == "continue",
        own_pack=_text(sent, "pack"),
        exam=bool(exam),
        prepare_s=prepare_s,
    )


def _text(sent: Mapping[str, Any], name: str) -> str | None:
    """A text; None where it is missing or empty."""
    value = sent.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(_("This is no interview that can be asked for."))
    return value.strip() or None if value else None
