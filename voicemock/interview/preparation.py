"""What of the checklist is done already, as far as the person's stories and answers show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from voicemock.content.checklist import Evidence, Knows
from voicemock.errors import StoreError
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.i18n import _, ngettext
from voicemock.interview.planning import DEFAULT_QUESTIONS
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode

_ENOUGH_STORIES = 2
_LATELY_DAYS = 7


def evidence(
    history: History,
    language: LanguageCode,
    *,
    damaged: Callable[[str], None] = lambda _line: None,
    unread: Callable[[StoreError], None] = lambda _error: None,
) -> dict[Knows, Evidence]:
    """What is kept on this machine in the interview's language; what cannot be read is left out.

    Args:
        history: the person's answers; their stories lie beside them.
        language: of the interview.
        damaged: called with a line about each story that cannot be read.
        unread: called where the history cannot be read.
    """
    kept = Stories(history.folder).read(language)
    for line in kept.damaged:
        damaged(line)
    count = sum(bool(one.result) for one in kept.stories)
    shown = ngettext("{count} story with a result", "{count} stories with a result", count)
    found: dict[Knows, Evidence] = {
        "stories": Evidence(count >= _ENOUGH_STORIES, shown.format(count=count) if count else "")
    }
    try:
        answers = history.answers(language=language, outline=True)
    except StoreError as error:
        unread(error)
        return found
    since = f"{datetime.now().astimezone() - timedelta(days=_LATELY_DAYS):%Y-%m-%dT%H-%M-%S}"
    lately = [one for one in answers if one.id >= since]
    asked = {one.question.id for one in lately if one.question}
    shown = ngettext(
        "last on {day}, {count} answer in the last 7 days",
        "last on {day}, {count} answers in the last 7 days",
        len(lately),
    )
    found["practice"] = Evidence(
        len(asked) >= DEFAULT_QUESTIONS,  # as many as a practice asks
        shown.format(day=_last_day(answers), count=len(lately)) if answers else "",
    )
    intros = [one for one in answers if one.question and one.question.category == "intro"]
    found["intro"] = Evidence(
        bool(intros), _("last on {day}").format(day=_last_day(intros)) if intros else ""
    )
    return found


def _last_day(answers: Sequence[Answer]) -> str:
    """Ids begin with the local day of the answer."""
    return max((one.id for one in answers), default="")[:10]
