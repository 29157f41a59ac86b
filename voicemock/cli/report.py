"""``voicemock report``: saved answers in one of the formats of `FORMATS`, shown or written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemock.cli import options
from voicemock.cli.terminal import say
from voicemock.foreign import said
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.history.store import History
    from voicemock.types import Answer

_COMPARED = 200
"""Answers whose spread the takes of a question are seen against."""


@dataclass(frozen=True)
class Format:
    """How answers are written: ``write`` makes the whole text; ``suffixes`` of -o choose it."""

    write: Callable[[Sequence[Answer], History], str]
    suffixes: tuple[str, ...] = ()


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


FORMATS: dict[str, Format] = {
    "text": Format(_text, (".txt",)),
    "html": Format(_html, (".html", ".htm")),
    "json": Format(_json, (".json", ".jsonl")),
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
    data_dir: options.DataDirOption = None,
) -> None:
    """Show or write the feedback of saved answers."""
    from voicemock import config
    from voicemock.history.store import History

    settings = options.settings_from(data_dir=data_dir)
    name = _format_of(format_, output, open_=open_)
    store = History(config.data_dir(settings))
    found = [store.get(one) for one in answers] if answers else [store.get()]
    if output is None and open_:
        output = _place_of(found, store, name)
    if output is not None:
        _write(output, FORMATS[name].write(found, store))
        say(_("Written: {path}").format(path=output))
        if open_:
            typer.launch(str(output))
    elif name == "text":
        _show(found)
    else:
        sys.stdout.write(FORMATS[name].write(found, store))


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
            if output.suffix.lower() in one.suffixes:
                return name
    return "html" if open_ else "text"


def _place_of(found: Sequence[Answer], store: History, name: str) -> Path:
    """Where a page goes that is only to be shown: beside the recording, and gone with it."""
    from voicemock.errors import InputError

    if len(found) > 1:
        raise InputError(_("Say with -o where the page of several answers is to be written."))
    return store.folder / "answers" / found[0].id / f"report{FORMATS[name].suffixes[0]}"


def _write(output: Path, content: str) -> None:
    from voicemock.errors import InputError

    try:
        output.write_bytes(content.encode(errors="backslashreplace"))
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
