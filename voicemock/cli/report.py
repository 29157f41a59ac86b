"""``voicemock report``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemock.cli import options
from voicemock.cli.terminal import say
from voicemock.foreign import said
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.types import Answer

FORMATS = ("text", "json")


def report(
    answers: Annotated[
        list[str] | None, typer.Argument(help=N_("Ids of answers; the latest by default."))
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=N_("Write here."))] = None,
    format_: Annotated[str, typer.Option("--format", help=N_("text or json."))] = "text",
    open_: Annotated[bool, typer.Option("--open", help=N_("Show the written file."))] = False,
    data_dir: options.DataDirOption = None,
) -> None:
    """Show or write the feedback of saved answers."""
    from voicemock import config
    from voicemock.errors import InputError
    from voicemock.history.store import History

    settings = options.settings_from(data_dir=data_dir)
    if format_ not in FORMATS:
        raise InputError(
            _("There is no format {name} in this version; take one of {names}.").format(
                name=format_, names=", ".join(FORMATS)
            )
        )
    store = History(config.data_dir(settings))
    found = [store.get(one) for one in answers] if answers else [store.get()]
    if output is None:
        _print(found, as_json=format_ == "json")
        return
    try:
        output.write_text(_rendered(found, as_json=format_ == "json"), encoding="utf-8")
    except OSError as error:
        raise InputError(
            _("{path} could not be written ({reason}); choose another with -o.").format(
                path=output, reason=said(error.strerror)
            )
        ) from error
    say(_("Written: {path}").format(path=output))
    if open_:
        typer.launch(str(output))


def _print(found: list[Answer], *, as_json: bool) -> None:
    from voicemock.cli.analyze import print_answer

    for answer in found:
        print_answer(answer, as_json=as_json)
        if not as_json and answer is not found[-1]:
            sys.stdout.write("\n")


def _rendered(found: list[Answer], *, as_json: bool) -> str:
    from voicemock.document import to_json
    from voicemock.questions import phrase_list
    from voicemock.report import text, view

    if as_json:
        return "".join(to_json(answer) + "\n" for answer in found)
    return "\n".join(
        text.plain(text.render(view.build(answer, phrase_list(answer.language))))
        for answer in found
    )
