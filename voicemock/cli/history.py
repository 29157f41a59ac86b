"""``voicemock history``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from voicemock.cli import options
from voicemock.cli.terminal import say
from voicemock.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from voicemock.history.store import Unfinished
    from voicemock.types import Answer


_WIDE = 112
_TAKES_SHOWN = 5
_COMPARED = 200


def history(
    lang: options.LangOption = None,
    question: Annotated[
        str | None, typer.Option("--question", help=N_("Only this question."))
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help=N_("From this day on: 2026-11-22."))
    ] = None,
    last: Annotated[
        int | None, typer.Option("--last", min=1, help=N_("Only the latest N."))
    ] = None,
    data_dir: options.DataDirOption = None,
    json: options.JsonOption = False,
) -> None:
    """List past answers."""
    from voicemock import config
    from voicemock.history.store import History

    settings = options.settings_from(data_dir=data_dir)
    store = History(config.data_dir(settings))
    answers = store.answers(
        language=lang.value if lang else None, question_id=question, since=since, last=last
    )
    if json:
        from voicemock.document import to_json

        for answer in answers:
            print(to_json(answer))
        return
    if not answers:
        say(_("There are no answers yet; give one with `voicemock practice`."))
    else:
        print_table(answers)
        takes = [one for one in answers if one.follows is None]
        if question is not None and len(takes) > 1:
            print()
            print_takes(takes, store.answers(language=takes[-1].language, last=_COMPARED))
    name_unfinished(store.unfinished())


def print_table(answers: Sequence[Answer], *, to_stderr: bool = False) -> None:
    """Answers, one row each."""
    from rich.console import Console
    from rich.table import Table

    from voicemock.report import summary

    stream = sys.stderr if to_stderr else sys.stdout
    console = Console(file=stream, width=None if stream.isatty() else 120, highlight=False)
    # an id that is cut off cannot be handed to replay, so a narrow terminal gets fewer columns
    shown = range(len(summary.header())) if console.width >= _WIDE else (0, 3, 4, 6)
    table = Table(box=None, pad_edge=False)
    for number in shown:
        name = summary.header()[number]
        table.add_column(name, justify="left" if number < 2 else "right", no_wrap=True)
    for row in summary.rows(answers):
        table.add_row(*(row[number] for number in shown))
    console.print(table)


def print_takes(
    takes: Sequence[Answer], others: Sequence[Answer], *, to_stderr: bool = False
) -> None:
    """Takes of one question side by side, one line a measure, the latest of them."""
    from rich.console import Console
    from rich.table import Table

    from voicemock.report.takes import compare

    stream = sys.stderr if to_stderr else sys.stdout
    console = Console(file=stream, width=None if stream.isatty() else 120, highlight=False)
    shown = takes[-_TAKES_SHOWN:]
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for number in range(len(takes) - len(shown) + 1, len(takes) + 1):
        table.add_column(_("take {number}").format(number=number), justify="right")
    table.add_column(_("change"), justify="right")
    table.add_column(_("your usual spread"), justify="right")
    for row in compare(shown, others):
        style = {"good": "green", "mind": "yellow"}.get(row.judgement, "")
        mark = {"good": " ✓", "mind": " !"}.get(row.judgement, "")
        table.add_row(row.name, *row.values, row.change + mark, row.usual, style=style)
    console.print(table)


def name_unfinished(found: Sequence[Unfinished]) -> None:
    """Recordings that were interrupted before they were analyzed, and what to do with them."""
    if not found:
        return
    say(
        ngettext(
            "{count} recording was not analyzed:",
            "{count} recordings were not analyzed:",
            len(found),
        ).format(count=len(found))
    )
    for one in found:
        lang = f" --lang {one.language}" if one.language else ""
        say(f"  voicemock analyze {shlex.quote(str(one.wav))}{lang}")
