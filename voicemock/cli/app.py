"""All commands."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Annotated

import typer

from voicemock import __version__
from voicemock.cli.analyze import analyze
from voicemock.cli.checklist import checklist
from voicemock.cli.doctor import doctor
from voicemock.cli.history import history
from voicemock.cli.letter import letter
from voicemock.cli.practice import practice
from voicemock.cli.questions import questions
from voicemock.cli.replay import replay
from voicemock.cli.report import report
from voicemock.cli.stories import app as stories

app = typer.Typer(
    name="voicemock",
    help="Rehearse a customer-service interview out loud, in Mandarin or English, on this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"voicemock {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


def _ending_with_status(command: Callable[..., int | None]) -> Callable[..., None]:
    """A command whose result is the exit status."""

    @functools.wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        if status := command(*args, **kwargs):
            raise typer.Exit(status)

    return run


for _command in (practice, analyze, replay, report, history, questions, checklist, letter, doctor):
    app.command()(_ending_with_status(_command))
app.add_typer(stories)
