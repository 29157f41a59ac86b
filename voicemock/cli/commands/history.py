"""``voicemock history``."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from typer import Option

from voicemock.cli import options
from voicemock.cli.terminal.screen import say
from voicemock.cli.terminal.tables import print_table, print_takes, print_trends
from voicemock.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from voicemock.history.unfinished import Unfinished

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T[-0-9a-f]*)?)?)?")


def history(
    lang: options.LangOption = None,
    question: Annotated[str | None, Option(help=N_("Only this question."))] = None,
    category: Annotated[str | None, Option(help=N_("Only this category."))] = None,
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
    from voicemock.errors import InputError
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
        language=lang.value if lang else None, question_id=question, category=category,
        since=since, last=last, outline=not json,
    )  # fmt: skip
    if json:
        from voicemock.values.document import to_json

        for answer in answers:
            print(to_json(answer))
        return 0
    if csv:
        from voicemock.cli.terminal.content import print_content
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
    name_unfinished(store.unfinished())
    return 0


def _refuse_unfit(category: str | None, since: str | None) -> None:
    """Refuse filters that could fit nothing."""
    from voicemock.content.packs import CATEGORIES
    from voicemock.errors import InputError

    if category is not None and category not in CATEGORIES:
        raise InputError(
            _("There is no category {name}; take one of {names}.").format(
                name=category, names=", ".join(CATEGORIES)
            )
        )
    if since is not None and not _DAY.fullmatch(since):
        raise InputError(
            _("--since takes a day like 2026-11-22 or a month like 2026-11, not {given}.").format(
                given=since
            )
        )


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
