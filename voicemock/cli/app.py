"""All commands."""

from __future__ import annotations

from typing import Annotated

import typer

from voicemock import __version__
from voicemock.cli import options
from voicemock.cli.commands.analyze import analyze
from voicemock.cli.commands.batch import batch
from voicemock.cli.commands.checklist import checklist
from voicemock.cli.commands.doctor import doctor
from voicemock.cli.commands.drill import drill
from voicemock.cli.commands.forget import forget
from voicemock.cli.commands.history import history
from voicemock.cli.commands.letter import letter
from voicemock.cli.commands.practice import practice
from voicemock.cli.commands.questions import questions
from voicemock.cli.commands.replay import replay
from voicemock.cli.commands.report import report
from voicemock.cli.commands.stories import app as stories
from voicemock.cli.commands.studio import studio
from voicemock.cli.commands.voices import voices
from voicemock.cli.terminal.help import Command, Group
from voicemock.i18n import N_

app = typer.Typer(
    name="voicemock",
    cls=Group,
    help=N_(
        "Rehearse a customer-service interview out loud, in Mandarin or English, on this machine."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS = (
    (studio, N_("Rehearse in the browser, on this machine.")),
    (practice, N_("Rehearse: hear a question, answer aloud, get feedback.")),
    (
        drill,
        N_("Exercises of five minutes, each with a before and an after; without a name the list."),
    ),
    (analyze, N_("Give feedback on recordings that exist already.")),
    (batch, N_("Give feedback on a whole class: thousands of recordings, on many machines.")),
    (replay, N_("Hear a saved answer again.")),
    (report, N_("Show or write the feedback of saved answers.")),
    (history, N_("List past answers.")),
    (forget, N_("Remove answers for good: recordings, transcripts and all that is kept of them.")),
    (questions, N_("List, search, show or check the questions of a pack.")),
    (checklist, N_("What to have ready before the interview; ticks what your practice shows.")),
    (
        letter,
        N_(
            "Write the thank-you letter after an interview, and calendar entries to send it.\n\n"
            "The entries: the thank-you letter at 10:00 the next day (at 18:00 the same day where "
            "that is more than 24 hours later), a reminder one week after the interview and a last "
            "one after two, at the interview's time of day."
        ),
    ),
    (voices, N_("List the interviewer's voices, or hear one.")),
    (doctor, N_("Check microphone, loudspeaker, voices, recognizer and disk.")),
)
"""Each with its help, which the list of commands shows up to the first empty line."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"voicemock {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=N_("Show the version.")),
    ] = False,
    ui: options.UiOption = None,
) -> None:
    del version, ui  # `options.choose_ui` has read it
    if context.invoked_subcommand is None:  # only --ui was given
        typer.echo(context.get_help())
        raise typer.Exit(2)


for _command, _help in _COMMANDS:
    app.command(cls=Command, help=_help)(options.command(_command))
app.add_typer(stories)
