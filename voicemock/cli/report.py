"""``voicemock report``: saved answers in one of the formats of `FORMATS`, shown or written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemock.cli import options
from voicemock.cli.terminal import harmless, say
from voicemock.foreign import said
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.history.store import History
    from voicemock.types import Answer

_OF_AN_ANSWER = ("answer.wav", "answer.part.wav", "answer.json", "recording.json")
_OF_ALL = ("history.db", "interview.json")
_COMPARED = 200
"""Answers whose spread the takes of a question are seen against."""


@dataclass(frozen=True)
class Format:
    """How answers are written: ``write`` makes the whole text; ``suffixes`` of -o choose it.

    Where a file can hold one answer only (``single``), several go into a folder, a file each.
    """

    write: Callable[[Sequence[Answer], History], str]
    suffixes: tuple[str, ...]
    single: bool = False


def _text(found: Sequence[Answer], _store: History) -> str:
    from voicemock.questions import phrase_list
    from voicemock.report import text, view

    return "\n".join(
        text.plain(text.render(view.build(answer, phrase_list(answer.language))))
        for answer in found
    )


def _json(found: Sequence[Answer], _store: History) -> str:
    from voicemock.document import to_json

    return "".join(to_json(answer) + "\n" for answer in found)


def _html(found: Sequence[Answer], store: History) -> str:
    from voicemock.history.asked import question_of
    from voicemock.questions import phrase_list
    from voicemock.report import page, pagedata

    others = store.answers(language=found[0].language, last=_COMPARED) if len(found) > 1 else ()
    return page.render(
        pagedata.build(found, phrases=phrase_list, question_of=question_of, others=others)
    )


def _csv(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import table

    return table.render(found)


def _markdown(found: Sequence[Answer], _store: History) -> str:
    from voicemock.questions import phrase_list
    from voicemock.report import view
    from voicemock.report.exports import markdown

    return "\n---\n\n".join(
        markdown.render(answer, view.build(answer, phrase_list(answer.language)))
        for answer in found
    )


def _vtt(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import captions

    return captions.vtt(found[0])


def _srt(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import captions

    return captions.srt(found[0])


def _textgrid(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import textgrid

    return textgrid.render(found[0])


FORMATS: dict[str, Format] = {
    "text": Format(_text, (".txt",)),
    "html": Format(_html, (".html", ".htm")),
    "json": Format(_json, (".json", ".jsonl")),
    "csv": Format(_csv, (".csv",)),
    "vtt": Format(_vtt, (".vtt",), single=True),
    "srt": Format(_srt, (".srt",), single=True),
    "textgrid": Format(_textgrid, (".TextGrid",), single=True),
    "md": Format(_markdown, (".md", ".markdown")),
}


def report(
    answers: Annotated[
        list[str] | None, typer.Argument(help=N_("Ids of answers; the latest by default."))
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=N_("Write here."))] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=N_("html, text, json, csv, vtt, srt, textgrid or md; by default as -o ends."),
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help=N_("Show the page."))] = False,
    all_: Annotated[
        bool, typer.Option("--all", help=N_("All answers: the page of your progress."))
    ] = False,
    with_answers: Annotated[
        bool,
        typer.Option("--with-answers", help=N_("With --all: the page of each answer beside it.")),
    ] = False,
    lang: options.LangOption = None,
    data_dir: options.DataDirOption = None,
) -> None:
    """Show or write the feedback of saved answers."""
    from voicemock.errors import InputError

    settings = options.settings_from(data_dir=data_dir)
    name = _format_of(format_, output, open_=open_ or all_)
    store = options.history_of(settings)
    if output is not None:
        _refuse_own(output, store)
    _refuse_unfit(answers, name, all_=all_, with_answers=with_answers, lang=lang is not None)
    if all_ and name == "html":
        from voicemock.cli import progress

        written = progress.write(
            store, output, language=lang.value if lang else None, with_answers=with_answers
        )
        say(_("Written: {path}").format(path=written))
        if open_:
            typer.launch(str(written))
        return
    found = [store.get(one) for one in answers or ()]
    if all_:
        found = store.answers(language=lang.value if lang else None, outline=name == "csv")
    if not found:
        found = [store.get()]
    own = output is None
    if output is None and open_:
        output = _place_of(found, store, name)
    if output is not None:
        for path, content in _files(output, found, store, name):
            _write(path, content, folder=None if path == output else output, own=own)
            say(_("Written: {path}").format(path=path))
        if open_:
            typer.launch(str(output))
    elif name == "text":
        _show(found)
    elif len(found) > 1 and FORMATS[name].single:
        raise InputError(
            _("A {name} file holds one answer; name a folder for them with -o.").format(name=name)
        )
    else:
        print_content(FORMATS[name].write(found, store))


def _refuse_unfit(
    answers: Sequence[str] | None, name: str, *, all_: bool, with_answers: bool, lang: bool
) -> None:
    """Refuse options of the progress page where they mean nothing."""
    from voicemock.errors import InputError

    if all_ and answers:
        raise InputError(_("Name answers or take --all, not both."))
    if lang and not all_:
        raise InputError(_("--lang goes with --all; an answer has its language."))
    if with_answers and not (all_ and name == "html"):
        raise InputError(_("--with-answers goes with --all and --format html."))


def _refuse_own(output: Path, store: History) -> None:
    """Refuse to write over what reports are made of: recordings, their documents, the database."""
    from voicemock.errors import InputError

    target, data = os.path.realpath(output), os.path.realpath(store.folder)
    folder, name = os.path.split(os.path.normcase(target))
    if os.path.dirname(os.path.dirname(folder)) == os.path.normcase(data):
        ours = os.path.basename(os.path.dirname(folder)) == "answers" and name in _OF_AN_ANSWER
    else:
        ours = folder == os.path.normcase(data) and name in _OF_ALL
    if ours:
        raise InputError(
            _("{path} is voicemock's own and would be lost; choose another with -o.").format(
                path=output
            )
        )


def _format_of(asked: str | None, output: Path | None, *, open_: bool) -> str:
    """The format's name: as asked, as the file's name ends, a page to open, else text."""
    from voicemock.errors import InputError

    if asked is not None:
        if asked not in FORMATS:
            raise InputError(
                _("There is no format {name} in this version; take one of {names}.").format(
                    name=asked, names=", ".join(FORMATS)
                )
            )
        return asked
    if output is not None:
        for name, one in FORMATS.items():
            if output.suffix.lower() in (suffix.lower() for suffix in one.suffixes):
                return name
    return "html" if open_ else "text"


def _place_of(found: Sequence[Answer], store: History, name: str) -> Path:
    """Where a page goes that is only to be shown: beside the recording, and gone with it."""
    from voicemock.errors import InputError

    if len(found) > 1:
        raise InputError(_("Say with -o where the page of several answers is to be written."))
    return store.folder / "answers" / found[0].id / f"report{FORMATS[name].suffixes[0]}"


def _files(
    output: Path, found: Sequence[Answer], store: History, name: str
) -> list[tuple[Path, str]]:
    """What to write where: one file, or one an answer, named by its id, in a folder."""
    from voicemock.errors import InputError

    form = FORMATS[name]
    if not output.is_dir():
        if len(found) == 1 or not form.single:
            return [(output, form.write(found, store))]
        if output.exists() or output.suffix:
            raise InputError(
                _("A {name} file holds one answer; name a folder for them with -o.").format(
                    name=name
                )
            )
    return [(output / f"{one.id}{form.suffixes[0]}", form.write([one], store)) for one in found]


def print_content(content: str) -> None:
    """A file's content on stdout; a terminal gets it without byte order mark and control characters."""
    seen = sys.stdout.isatty()
    sys.stdout.write(harmless(content.removeprefix("\ufeff")) if seen else content)


def _write(output: Path, content: str, folder: Path | None = None, *, own: bool = False) -> None:
    """Write a file the person named, or (``own``) one in the data folder."""
    from voicemock.config import open_export, open_private
    from voicemock.errors import InputError

    try:
        if folder is not None:
            folder.mkdir(mode=0o700, exist_ok=True)
        with (open_private if own else open_export)(output) as file:
            file.write(content.encode(errors="backslashreplace"))
    except OSError as error:
        raise InputError(
            _("{path} could not be written ({reason}); choose another with -o.").format(
                path=output, reason=said(error.strerror)
            )
        ) from error


def _show(found: Sequence[Answer]) -> None:
    from voicemock.cli.analyze import print_answer

    for answer in found:
        print_answer(answer, as_json=False)
        if answer is not found[-1]:
            sys.stdout.write("\n")
