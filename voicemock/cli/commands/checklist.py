"""``voicemock checklist``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from voicemock import config
from voicemock.cli import options
from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.screen import fault, show, warn
from voicemock.errors import StoreError
from voicemock.i18n import N_, _, ngettext
from voicemock.report.exports.text import Line

if TYPE_CHECKING:
    from voicemock.content.checklist import Checklist, Evidence, Knows
    from voicemock.values.answer import Answer
    from voicemock.values.interview import LanguageCode

_ENOUGH_STORIES = 2
_LATELY_DAYS = 7


def checklist(
    lang: options.LangOption = None,
    data_dir: options.DataDirOption = None,
    json: Annotated[bool, Option("--json", help=N_("One JSON document."))] = False,
) -> None:
    """What to have ready before the interview; ticks what your practice shows."""
    from voicemock.content.checklist import default_checklist

    settings = options.settings_from(lang=lang, data_dir=data_dir)
    language = options.language_of(settings)
    listed = default_checklist(language)
    known = _evidence(config.data_dir(settings), language)
    if json:
        print_json(_document(listed, known))
    else:
        show(_lines(listed, known))


def _evidence(folder: Path, language: LanguageCode) -> dict[Knows, Evidence]:
    """What is kept on this machine in the interview's language; what cannot be read is left out."""
    from voicemock.content.checklist import Evidence
    from voicemock.history.store import History
    from voicemock.history.stories import Stories
    from voicemock.interview.planning import DEFAULT_QUESTIONS

    kept = Stories(folder).read(language)
    for line in kept.damaged:
        warn(line)
    count = sum(bool(one.result) for one in kept.stories)
    shown = ngettext("{count} story with a result", "{count} stories with a result", count)
    found: dict[Knows, Evidence] = {
        "stories": Evidence(count >= _ENOUGH_STORIES, shown.format(count=count) if count else "")
    }
    history = History(folder, warn)
    try:
        answers = history.answers(language=language)
    except StoreError as error:
        fault(error)
        return found
    finally:
        history.close()
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


def _lines(listed: Checklist, known: dict[Knows, Evidence]) -> list[Line]:
    from voicemock.content.checklist import WHEN

    lines = [Line((("", listed.opening),))]
    for when in WHEN:
        lines += [Line(()), Line((("heading", listed.title(when)),))]
        for item in listed.items(when):
            seen = known.get(item.knows) if item.knows else None
            mark = ("good", "  ✓ ") if seen and seen.done else ("", "  ○ ")
            lines.append(Line((mark, ("", item.text))))
            if seen and seen.text:
                lines.append(Line((("quiet", f"    {seen.text}"),)))
    return [*lines, Line(()), Line((("", listed.closing),))]


def _document(listed: Checklist, known: dict[Knows, Evidence]) -> dict[str, Any]:
    from voicemock.content.checklist import WHEN

    groups: list[dict[str, Any]] = []
    for when in WHEN:
        items = []
        for item in listed.items(when):
            seen = known.get(item.knows) if item.knows else None
            items.append(
                {
                    "text": item.text,
                    "knows": item.knows,
                    "done": seen.done if seen else None,
                    "evidence": (seen.text or None) if seen else None,
                }
            )
        groups.append({"when": when, "title": listed.title(when), "items": items})
    return {"language": listed.language, "groups": groups}
