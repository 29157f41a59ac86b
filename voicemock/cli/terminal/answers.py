"""An answer on stdout, its feedback or its JSON; recordings that are no answers yet, on stderr."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicemock.cli.terminal.screen import say, show
from voicemock.i18n import ngettext
from voicemock.report.exports import text

if TYPE_CHECKING:
    from voicemock.history.unfinished import Unfinished
    from voicemock.values.answer import Answer


def print_answer(
    answer: Answer,
    *,
    as_json: bool,
    heading: bool = True,
    company: Sequence[str] = (),
    first: int = 1,
) -> None:
    """An answer on stdout: its feedback, its moments numbered from ``first`` on, or its JSON."""
    if as_json:
        from voicemock.values.document import to_json

        print(to_json(answer), flush=True)
        return
    from voicemock.content.phrases import phrase_list
    from voicemock.report.views import view

    built = view.build(answer, phrase_list(answer.language), company=company, first=first)
    show(text.render(built, heading=heading))


def print_coach(answer: Answer, *, named: bool) -> None:
    """What a language model said of an answer that was shown before; ``named``: of which."""
    from voicemock.content.phrases import phrase_list
    from voicemock.report.views import view

    built = view.build(answer, phrase_list(answer.language))
    about = [text.Line(()), text.Line((("heading", built.title),))] if named and built.coach else []
    show([*about, *text.coach(built.coach)])


def say_not_analyzed(count: int) -> None:
    """The heading over recordings that were interrupted before they were analyzed."""
    told = ngettext(
        "{count} recording was not analyzed:", "{count} recordings were not analyzed:", count
    )
    say(told.format(count=count))


def say_how_to_analyze(told: str, one: Unfinished, *, quiet: bool = False) -> None:
    """``told`` with the ``{path}`` and ``{lang}`` that `voicemock analyze` takes for a recording."""
    lang = f" --lang {one.language}" if one.language else ""
    say(told.format(path=shlex.quote(str(one.wav)), lang=lang), quiet=quiet)
