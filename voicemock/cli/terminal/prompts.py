"""Asks a person for what the options left out; without a terminal that is refused."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from voicemock.cli.terminal.keyboard import interactive
from voicemock.cli.terminal.screen import say
from voicemock.errors import InputError, VoicemockError
from voicemock.i18n import _
from voicemock.values.text import one_line

T = TypeVar("T")


class EndOfInputError(VoicemockError):
    """The person closed the input (Ctrl-D) instead of answering."""

    exit_status = InputError.exit_status


def ask(label: str) -> str:
    """One line from the keyboard, asked for on stderr; empty where only Enter was pressed.

    Raises:
        EndOfInputError: the input has ended.
    """
    sys.stderr.write(f"{label} ")
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        sys.stderr.write("\n")  # the shell's prompt gets a line of its own
        raise
    if not line:
        sys.stderr.write("\n")
        told = _("The input ended before everything was answered; nothing was done.")
        raise EndOfInputError(told)
    return one_line(line)


def required(value: str | None, option: str, label: str) -> str:
    """What an option says, else what the person answers, until there is something.

    Raises:
        InputError: empty, or missing and there is no terminal to ask on.
    """
    found = one_line(value or "")
    if value is None and interactive():
        while not found:
            found = ask(label)
    if not found:
        raise InputError(_("{option} is missing; give it.").format(option=option))
    return found


def optional(value: str | None, label: str) -> str:
    """What an option says, else what the person answers; Enter leaves it out."""
    if value is None and interactive():
        return ask(_("{label} (Enter leaves it out):").format(label=label))
    return one_line(value or "")


def until_right(label: str, parse: Callable[[str], T]) -> T:
    """What ``parse`` makes of the answer; a refused one is asked for again."""
    while True:
        try:
            return parse(ask(label))
        except InputError as error:
            say(str(error))


def confirmed(question: str) -> bool:
    """Whether the person says yes to a removal; Enter is no.

    Raises:
        InputError: there is no terminal to ask on.
    """
    if not interactive():
        raise InputError(_("Removing asks first; without a terminal give --yes."))
    return ask(f"{question} [y/N]").lower() in ("y", "yes", "是", "好", "对")
