"""``voicemock letter``."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from voicemock.cli import options
from voicemock.cli.terminal.keyboard import interactive
from voicemock.cli.terminal.prompts import ask, optional, required, until_right
from voicemock.cli.terminal.screen import say
from voicemock.errors import InputError
from voicemock.i18n import N_, _, ngettext
from voicemock.i18n.library_messages import said
from voicemock.values.text import one_line

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from voicemock.content.letters import Facts, Kind


def letter(
    lang: options.LangOption = None,
    name: Annotated[str | None, Option(help=N_("Your name."))] = None,
    company: Annotated[str | None, Option(help=N_("The company."))] = None,
    interviewer: Annotated[
        str | None, Option(help=N_("As you would address them: 王经理, Ms Chen."))
    ] = None,
    role: Annotated[str | None, Option(help=N_("The job."))] = None,
    topic: Annotated[
        list[str] | None, Option(help=N_("Something you talked about (repeatable)."))
    ] = None,
    date_: Annotated[
        str | None, Option("--date", help=N_("Day of the interview, 2026-11-27; today by default."))
    ] = None,
    at: Annotated[
        str | None, Option(help=N_('Day and time of the interview, "2026-11-27 14:00", for --ics.'))
    ] = None,
    tz: Annotated[
        str | None, Option(help=N_("Time zone, Europe/Berlin; this machine's by default."))
    ] = None,
    reminder: Annotated[
        int | None, Option(min=1, max=2, help=N_("A polite reminder instead: 1, or 2 (the last)."))
    ] = None,
    output: Annotated[
        Path | None, Option("-o", "--output", help=N_("Write the letter here."))
    ] = None,
    ics: Annotated[
        Path | None, Option(help=N_("Write calendar entries here: when to send which letter."))
    ] = None,
    letters_: Annotated[
        Path | None, Option("--letters", readable=False, help=N_("Letters of your own (TOML)."))
    ] = None,
) -> None:
    """Write the thank-you letter after an interview, and calendar entries to send it."""
    from voicemock.content import letters, reminders

    language = options.language_of(options.settings_from(lang=lang))
    templates = letters.load_letters(letters_) if letters_ else letters.default_letters(language)
    if ics and output and ics.absolute() == output.absolute():
        raise InputError(_("-o and --ics name the same file; give two."))
    zone = reminders.find_zone(tz) if tz or at or ics else None
    now = datetime.now(zone).astimezone(zone)
    moment = reminders.parse_moment(at, zone) if at and zone else None
    day = reminders.parse_day(date_) if date_ else None
    facts = _facts(name, company, interviewer, role, topic, day or (moment and moment.date()), now)
    if ics and zone and not moment:
        moment = _time(facts.date, zone)
    if moment and moment.date() != facts.date:
        raise InputError(_("--date and --at name different days; leave --date out."))
    kind: Kind = letters.KINDS[reminder or 0]
    text = templates.to_send(kind, facts, today=now.date())
    entries, past = b"", 0
    if ics and moment:
        entries, past = reminders.of_letters(templates, facts, moment, now=now)
    if output:  # it first: it is what was asked for
        _write(output, text.encode(), "-o")
    if ics and entries:
        _write(ics, entries, "--ics")
        if past:
            told = ngettext(
                "{count} calendar entry lies in the past.",
                "{count} calendar entries lie in the past.",
                past,
            )
            say(told.format(count=past))
    if not output:
        if interactive():
            say()  # apart from what was asked
        sys.stdout.write(text)


def _facts(
    name: str | None,
    company: str | None,
    interviewer: str | None,
    role: str | None,
    topics: list[str] | None,
    day: date | None,
    now: datetime,
) -> Facts:
    from voicemock.content.letters import Facts
    from voicemock.content.reminders import parse_day

    name = required(name, "--name", _("Your name:"))
    company = required(company, "--company", _("The company:"))
    if day is None and interactive():
        day = until_right(
            _("Day of the interview, as 2026-11-27 (Enter: today):"),
            lambda answer: parse_day(answer) if answer else now.date(),
        )
    return Facts(
        name=name,
        company=company,
        date=day or now.date(),
        role=optional(role, _("The job, such as customer service agent")),
        interviewer=optional(interviewer, _("Who interviewed you, as you would address them")),
        topics=_topics(topics),
    )


def _topics(given: list[str] | None) -> tuple[str, ...]:
    if given is not None or not interactive():
        return tuple(filter(None, map(one_line, given or ())))
    found: list[str] = []
    label = _("Something you talked about (Enter leaves it out):")
    while answer := ask(label):
        found.append(answer)
        label = _("Something else (Enter: no more):")
    return tuple(found)


def _time(day: date, zone: ZoneInfo) -> datetime:
    from voicemock.content.reminders import parse_moment, parse_time

    if not interactive():
        required(None, "--at", "")
    return until_right(
        _("Time of the interview, as 14:00:"),
        lambda answer: parse_moment(f"{day} {parse_time(answer):%H:%M}", zone),
    )


def _write(path: Path, content: bytes, option: str) -> None:
    try:
        # the umask says who may read it, but nobody else may write it
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        told = _("{path} could not be written ({reason}); choose another with {option}.")
        told = told.format(path=path, reason=said(error.strerror), option=option)
        raise InputError(told) from error
    say(_("Written: {path}").format(path=path))
