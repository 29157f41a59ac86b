"""The letters after an interview, written from its facts by ``prompts/letters.{zh,en}.toml``."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.i18n import _
from voicemock.values.interview import LanguageCode

Kind = Literal["thanks", "reminder-1", "reminder-2"]
Fact = Literal["interviewer", "role", "topic"]
KINDS: tuple[Kind, ...] = ("thanks", "reminder-1", "reminder-2")
OPTIONAL: tuple[Fact, ...] = ("interviewer", "role", "topic")
_ALWAYS = ("name", "company", "when", "date", "written")
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Facts:
    """What is known of an interview; empty where it is not."""

    name: str
    company: str
    date: dt.date
    interviewer: str = ""
    role: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of one or more letters, there when all of ``needs`` and none of ``unless`` is known.

    Of the subjects that fit, the first is taken.
    """

    letters: tuple[Kind, ...]
    text: str
    part: Literal["subject", "body"] = "body"
    needs: tuple[Fact, ...] = ()
    unless: tuple[Fact, ...] = ()

    def fits(self, kind: Kind, known: set[Fact]) -> bool:
        """Whether it belongs in a letter about an interview of which ``known`` is known."""
        return (
            kind in self.letters and known.issuperset(self.needs) and known.isdisjoint(self.unless)
        )


@dataclass(frozen=True)
class Letters:
    """The letters of one language, as they stand in their file."""

    schema: Literal[1]
    language: LanguageCode
    subject: str
    today: str
    yesterday: str
    on: str
    date: str
    months: tuple[str, ...]
    comma: str
    last_comma: str
    paragraph: tuple[Paragraph, ...]

    def write(self, kind: Kind, facts: Facts, *, written: dt.date) -> str:
        """The letter as plain text, its subject in the first line."""
        values = self._values(facts, written)
        known: set[Fact] = {name for name in OPTIONAL if values[name]}
        fitting = [one for one in self.paragraph if one.fits(kind, known)]
        subject = next(one for one in fitting if one.part == "subject")
        parts = [subject, *(one for one in fitting if one.part == "body")]
        texts = [Template(one.text.strip()).substitute(values) for one in parts]
        return "\n\n".join([self.subject + texts[0], *texts[1:]]) + "\n"

    def to_send(self, kind: Kind, facts: Facts, *, today: dt.date) -> str:
        """The letter as it is sent when its day comes, or today where that is past."""
        return self.write(kind, facts, written=max(today, due(kind, facts.date)))

    def _values(self, facts: Facts, written: dt.date) -> dict[str, str]:
        ago = written - facts.date
        day = self._day(facts.date)
        if not ago:
            when = self.today
        elif ago == dt.timedelta(days=1):
            when = self.yesterday
        else:
            when = Template(self.on).substitute(date=day)
        *most, last = facts.topics or ("",)
        topic = self.comma.join(most)
        return {
            "name": facts.name,
            "company": facts.company,
            "interviewer": facts.interviewer,
            "role": facts.role,
            "topic": topic + self.last_comma + last if most else last,
            "when": when,
            "date": day,
            "written": self._day(written),
        }

    def _day(self, day: dt.date) -> str:
        month = self.months[day.month - 1]
        return Template(self.date).substitute(day=day.day, month=month)


def due(kind: Kind, day: dt.date) -> dt.date:
    """The day a letter about an interview on ``day`` is for; a reminder waits a week or two."""
    return day + KINDS.index(kind) * _WEEK


def default_letters(language: LanguageCode) -> Letters:
    """The letters that come with voicemock."""
    return load_letters(data_folder("prompts") / f"letters.{language}.toml")


def load_letters(path: Path) -> Letters:
    """Read letters and make sure that every one can be written, whatever is known.

    Raises:
        PackError: as `voicemock.content.reader.check`; also a placeholder that is unknown or may
            be empty, and a letter without subject or text.
    """
    file = reader.File(path, Letters, "paragraph")
    letters = file.content
    if len(letters.months) != 12:
        raise file.refusal(_("must have twelve names."), "months")
    for name, allowed in (("on", ["date"]), ("date", ["day", "month"])):
        for problem in _problems(getattr(letters, name), allowed):
            raise file.refusal(problem, name)
    for number, one in enumerate(letters.paragraph):
        for problem in _problems(one.text, [*_ALWAYS, *one.needs]):
            raise file.refusal(problem, "paragraph", number, "text")
    for kind, known in itertools.product(KINDS, _subsets()):
        fitting = {one.part for one in letters.paragraph if one.fits(kind, known)}
        for part in ("subject", "body"):
            if part not in fitting:
                fault = _(
                    "the letter {kind} has no {part} when only this is known: {facts}; "
                    "add a [[paragraph]] without needs."
                )
                facts = ", ".join(sorted(known)) or "-"
                raise file.refusal(fault.format(kind=kind, part=part, facts=facts))
    return letters


def _problems(text: str, known: Sequence[str]) -> Iterator[str]:
    template = Template(text)
    if not template.is_valid():
        yield _("has a $ that begins no name; write $$ for a dollar.")
        return
    for name in template.get_identifiers():
        if name in OPTIONAL and name not in known:
            yield _("uses ${name}, which may be unknown; write it into needs.").format(name=name)
        elif name not in known:
            yield _("uses ${name}, which is not known; it may be: {names}.").format(
                name=name, names=", ".join(f"${one}" for one in sorted(known))
            )


def _subsets() -> Iterator[set[Fact]]:
    for size in range(len(OPTIONAL) + 1):
        yield from (set(some) for some in itertools.combinations(OPTIONAL, size))
