"""An answer on stdout: its feedback, or its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicemock.cli.terminal.screen import show

if TYPE_CHECKING:
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
    from voicemock.report.exports import text
    from voicemock.report.views import view

    show(
        text.render(
            view.build(answer, phrase_list(answer.language), company=company, first=first),
            heading=heading,
        )
    )
