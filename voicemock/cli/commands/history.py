"""``voicemock history``."""

from __future__ import annotations

import re
from typing import Annotated

from typer import Option

from voicemock.cli import options
from voicemock.cli.terminal.answers import say_how_to_analyze, say_not_analyzed
from voicemock.cli.terminal.content import print_content
from voicemock.cli.terminal.screen import say
from voicemock.cli.terminal.tables import print_table, print_takes, print_trends
from voicemock.errors import InputError
from voicemock.i18n import N_, _

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T[-0-9a-f]*)?)?)?")


def history(
    lang: options.LangOption = None,
    question: Annotated[str | None, Option(help=N_("Only this question."))] = None,
    category: options.CategoryOption = None,
    since: Annotated[str | None, Option(help=N_("From this day on: 2026-11-22."))] = None,
    last: Annotated[int | None, Option(min=1, help=N_("Only the latest N."))] = None,
    data_dir: options.DataDirOption = None,
    json: options.JsonOption = False,
    csv: Annotated[
        bool, Option("--csv", help=N_("All measures as CSV, one row per answer."))
    ] = False,
    check: Annotated[
        bool,
        Option("--check", help=N_("Compare the history with the recordings and mend what can be.")),
    ] = False,
) -> int:
    """List past answers."""
    from voicemock.values.document import to_json
    from voicemock.values.review import wholes

    settings = options.settings_from(data_dir=data_dir)
    if json and csv:
        raise InputError(_("Take --json or --csv, not both."))
    if check:
        from voicemock.cli.commands.history_check import check as run_check

        if csv or any(one is not None for one in (lang, question, category, since, last)):
            raise InputError(_("--check looks at everything; leave the other options out."))
        return run_check(options.history_of(settings), as_json=json)
    _refuse_unfit(category, since)
    store = options.history_of(settings)
    answers = store.answers(
        language=lang, question_id=question, category=category, since=since, last=last,
        outline=not json,
    )  # fmt: skip
    if json:
        for answer in answers:
            print(to_json(answer))
        return 0
    if csv:
        from voicemock.report.exports import table

        print_content(table.render(answers))
        return 0
    if not answers:
        filtered = any(one is not None for one in (lang, question, category, since))
        say(
            _("No answer is like that; `voicemock history` alone lists all.")
            if filtered and store.answers(last=1, outline=True)
            else _("There are no answers yet; practise to give one.")
        )
    else:
        print_table(answers)
        print_trends(answers)
        takes = wholes(answers)
        if question is not None and len(takes) > 1:
            from voicemock.report.views.takes import OTHERS

            print()
            others = store.answers(language=takes[-1].language, last=OTHERS, outline=True)
            print_takes(takes, others)
    if unfinished := store.unfinished():
        say_not_analyzed(len(unfinished))
        for one in unfinished:
            say_how_to_analyze("  voicemock analyze {path}{lang}", one)
    return 0


def _refuse_unfit(category: str | None, since: str | None) -> None:
    """Refuse filters that could fit nothing."""
    from voicemock.content.packs import CATEGORIES

    if category is not None and category not in CATEGORIES:
        told = _("There is no category {name}; take one of {names}.")
        raise InputError(told.format(name=category, names=", ".join(CATEGORIES)))
    if since is not None and not _DAY.fullmatch(since):
        told = _("--since takes a day like 2026-11-22 or a month like 2026-11, not {given}.")
        raise InputError(told.format(given=since))
