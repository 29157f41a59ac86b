"""``voicemock report``: saved answers in one of the formats of `FORMATS`, shown or written."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from voicemock.cli import options
from voicemock.cli.terminal.answers import print_answer
from voicemock.cli.terminal.browser import show_page
from voicemock.cli.terminal.content import print_content
from voicemock.cli.terminal.screen import say
from voicemock.errors import InputError
from voicemock.i18n import N_, _, ngettext
from voicemock.publish.formats import FORMATS, write_file

if TYPE_CHECKING:
    from voicemock.history.store import History
    from voicemock.values.answer import Answer

_OF_AN_ANSWER = ("answer.wav", "answer.part.wav", "answer.json", "recording.json")
_OF_ALL = ("history.db", "interview.json")


def report(
    answers: Annotated[
        list[str] | None, Argument(help=N_("Ids of answers; the latest by default."))
    ] = None,
    output: Annotated[Path | None, Option("-o", "--output", help=N_("Write here."))] = None,
    format_: Annotated[
        str | None,
        Option(
            "--format",
            help=N_("html, text, json, csv, vtt, srt, textgrid or md; by default as -o ends."),
        ),
    ] = None,
    open_: Annotated[bool, Option("--open", help=N_("Show the page."))] = False,
    all_: Annotated[
        bool, Option("--all", help=N_("All answers: the page of your progress."))
    ] = False,
    with_answers: Annotated[
        bool, Option("--with-answers", help=N_("With --all: the page of each answer beside it."))
    ] = False,
    lang: options.LangOption = None,
    data_dir: options.DataDirOption = None,
) -> None:
    """Show or write the feedback of saved answers."""
    settings = options.settings_from(data_dir=data_dir)
    name = _format_of(format_, output, open_=open_ or all_)
    store = options.history_of(settings)
    if output is not None:
        _refuse_own(output, store)
    _refuse_unfit(answers, name, all_=all_, with_answers=with_answers, lang=lang is not None)
    if all_ and name == "html":
        from voicemock.publish import progress

        written = progress.write(
            store, output, language=lang, with_answers=with_answers, on_page=_say_page
        )
        if written.unreadable:
            told = ngettext(
                "{count} answer has no page: it cannot be read.",
                "{count} answers have no page: they cannot be read.",
                written.unreadable,
            )
            say(told.format(count=written.unreadable))
        say(_("Written: {path}").format(path=written.path))
        if open_:
            show_page(written.path)
        return
    found = [store.get(one) for one in answers or ()]
    if all_:
        found = store.answers(language=lang, outline=name == "csv")
    if not found:
        found = [store.get()]
    own = output is None
    if output is None and open_:
        output = _place_of(found, store, name)
    if output is not None:
        for path, content in _files(output, found, store, name):
            write_file(path, content, own=own, parents=path != output)
            say(_("Written: {path}").format(path=path))
        if open_:
            show_page(output)
    elif name == "text":
        _show(found)
    elif len(found) > 1 and FORMATS[name].single:
        raise _holds_one(name)
    else:
        print_content(FORMATS[name].write(found, store))


def _refuse_unfit(
    answers: Sequence[str] | None, name: str, *, all_: bool, with_answers: bool, lang: bool
) -> None:
    """Refuse options of the progress page where they mean nothing."""
    if all_ and answers:
        raise InputError(_("Name answers or take --all, not both."))
    if lang and not all_:
        raise InputError(_("--lang goes with --all; an answer has its language."))
    if with_answers and not (all_ and name == "html"):
        raise InputError(_("--with-answers goes with --all and --format html."))


def _refuse_own(output: Path, store: History) -> None:
    """Refuse to write over what reports are made of: recordings, their documents, the database."""
    target, data = os.path.realpath(output), os.path.realpath(store.folder)
    folder, name = os.path.split(os.path.normcase(target))
    if os.path.dirname(os.path.dirname(folder)) == os.path.normcase(data):
        ours = os.path.basename(os.path.dirname(folder)) == "answers" and name in _OF_AN_ANSWER
    else:
        ours = folder == os.path.normcase(data) and name in _OF_ALL
    if ours:
        told = _("{path} is voicemock's own and would be lost; choose another with -o.")
        raise InputError(told.format(path=output))


def _format_of(asked: str | None, output: Path | None, *, open_: bool) -> str:
    """The format's name: as asked, as the file's name ends, a page to open, else text."""
    if asked is not None:
        if asked not in FORMATS:
            told = _("There is no format {name} in this version; take one of {names}.")
            raise InputError(told.format(name=asked, names=", ".join(FORMATS)))
        return asked
    if output is not None:
        for name, one in FORMATS.items():
            if output.suffix.lower() in (suffix.lower() for suffix in one.suffixes):
                return name
    return "html" if open_ else "text"


def _place_of(found: Sequence[Answer], store: History, name: str) -> Path:
    """Where a page goes that is only to be shown: beside the recording, and gone with it."""
    if len(found) > 1:
        raise InputError(_("Say with -o where the page of several answers is to be written."))
    return store.folder / "answers" / found[0].id / f"report{FORMATS[name].suffixes[0]}"


def _files(
    output: Path, found: Sequence[Answer], store: History, name: str
) -> list[tuple[Path, str]]:
    """What to write where: one file, or one an answer, named by its id, in a folder."""
    form = FORMATS[name]
    if not output.is_dir():
        if len(found) == 1 or not form.single:
            return [(output, form.write(found, store))]
        if output.exists() or output.suffix:
            raise _holds_one(name)
    return [(output / f"{one.id}{form.suffixes[0]}", form.write([one], store)) for one in found]


def _holds_one(name: str) -> InputError:
    told = _("A {name} file holds one answer; name a folder for them with -o.")
    return InputError(told.format(name=name))


def _say_page(number: int, count: int) -> None:
    told = _("Page {number} of {all} …").format(number=number, all=count)
    say(told, quiet=not sys.stderr.isatty())


def _show(found: Sequence[Answer]) -> None:
    for answer in found:
        print_answer(answer, as_json=False)
        if answer is not found[-1]:
            sys.stdout.write("\n")
