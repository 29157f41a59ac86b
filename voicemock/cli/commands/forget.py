"""``voicemock forget``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from voicemock import config, speak
from voicemock.cli import options
from voicemock.cli.terminal.prompts import confirmed
from voicemock.cli.terminal.screen import say
from voicemock.errors import InputError
from voicemock.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from voicemock.history.store import History


def forget(
    answers: Annotated[
        list[str] | None, Argument(help=N_("Ids of answers, or their beginnings."))
    ] = None,
    all_: Annotated[
        bool, Option("--all", help=N_("Everything: all answers, and your stories."))
    ] = False,
    yes: options.YesOption = False,
    data_dir: options.DataDirOption = None,
) -> None:
    """Remove answers for good: recordings, transcripts and all that is kept of them."""
    settings = options.settings_from(data_dir=data_dir)
    if all_ and answers:
        raise InputError(_("Name answers or take --all, not both."))
    if not all_ and not answers:
        raise InputError(_("Say which: ids as `voicemock history` lists them, or --all."))
    store = options.history_of(settings)
    if all_ and not yes and not _agreed(store):
        say(_("Nothing removed."))
        return
    forgotten = store.forget_all() if all_ else store.forget(answers or ())
    also = list(forgotten.also)
    if speak.forget(config.cache_dir()):
        also.append(_("spoken questions"))
    count = len(forgotten.ids)
    if not count and not also:
        say(_("There was nothing to remove."))
        return
    told = ngettext(
        "Removed {count} answer: recording, transcript, feedback, and its row in the history.",
        "Removed {count} answers: recordings, transcripts, feedback, and their rows in the history.",
        count,
    )
    print(told.format(count=count))
    if also:
        print(_("Removed with it: {names}").format(names=", ".join(also)))
    if forgotten.left:
        names = ", ".join(forgotten.left)
        told = _("Left in {folder}, because voicemock did not put it there: {names}")
        print(told.format(folder=store.folder, names=names))
    say(
        _(
            "What you wrote elsewhere (reports, letters), sent on or backed up is not removed, nor "
            "what the disk itself keeps of deleted files."
        )
    )


def _agreed(store: History) -> bool:
    """Whether the person wants all of it removed."""
    from voicemock.history.rows import folders

    count = sum(1 for _folder in folders(store.folder))
    question = ngettext(
        "Remove {count} answer and all stories in {folder} for good?",
        "Remove {count} answers and all stories in {folder} for good?",
        count,
    )
    return confirmed(question.format(count=count, folder=store.folder))
