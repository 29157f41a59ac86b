"""What the answers of many people show, as plain values: for who teaches them.

First what most of them miss, which is the lesson to give next; then each measure's distribution, and
each person beside their own earlier answers. Nobody is ranked, and no number says who is better: the
people stand in the order of their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from voicemock.report.views import advice
from voicemock.report.views.measures import Quantity, Spread, over_questions, spread
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode

MOST = 0.5
"""Share of the people from which on a point is one for the whole class."""
LESSONS = 3
"""Points that are named; a class, too, learns one thing at a time."""
_EXAMPLES = 5
_FEW = 5
"""Answers from which on a distribution has quartiles."""


@dataclass(frozen=True)
class Handed:
    """An answer that was handed in; ``href`` leads to its page where there is one."""

    answer: Answer
    href: str
    file: str


@dataclass(frozen=True)
class Example:
    """Somebody who shows a point, and the answer in which it can be heard."""

    person: str
    href: str
    shows: str


@dataclass(frozen=True)
class Lesson:
    """A point that ``count`` of ``of`` people show in at least half of their latest answers."""

    rule: str
    title: str
    how: str
    count: int
    of: int
    examples: tuple[Example, ...]

    @property
    def shared(self) -> bool:
        """Whether it is one for the whole class."""
        return self.count >= MOST * self.of


@dataclass(frozen=True)
class Distribution:
    """All values of a measure; ``target`` is the band asked for, for pace alone."""

    quantity: Quantity
    values: tuple[float, ...]
    usual: Spread | None
    target: tuple[float, float] | None = None


@dataclass(frozen=True)
class Cell:
    """A person's latest value of a measure beside what was usual for them before.

    ``judgement`` is "good" or "mind" where it lies beyond their own earlier spread.
    """

    latest: str = ""
    usual: str = ""
    judgement: str = ""


@dataclass(frozen=True)
class Entry:
    """An answer in a person's list; ``values`` has a text for each measure."""

    name: str
    href: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Somebody in the class, with a cell for each measure and their answers, latest first."""

    name: str
    cells: tuple[Cell, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Part:
    """All about the answers in one language."""

    language: LanguageCode
    count: int
    lessons: tuple[Lesson, ...]
    distributions: tuple[Distribution, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Failure:
    """A recording without an answer, and why."""

    person: str
    file: str
    reason: str


@dataclass(frozen=True)
class Classroom:
    """The whole page."""

    parts: tuple[Part, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def count(self) -> int:
        """Answers."""
        return sum(one.count for one in self.parts)


@dataclass
class _Gathered:
    """What is kept of the answers in one language."""

    count: int = 0
    values: dict[str, list[float]] = field(default_factory=dict)
    target: tuple[float, float] | None = None
    people: list[Person] = field(default_factory=list)
    points: dict[tuple[str, str], tuple[str, list[Example]]] = field(default_factory=dict)


class Gathering:
    """Takes the answers person by person, so that those of one alone need be in memory."""

    def __init__(self) -> None:
        self._quantities = over_questions()
        self._parts: dict[LanguageCode, _Gathered] = {}

    def add(self, person: str, handed: Sequence[Handed]) -> None:
        """All answers of a person, oldest first."""
        for code in dict.fromkeys(one.answer.language for one in handed):
            own = [one for one in handed if one.answer.language == code]
            self._add(self._parts.setdefault(code, _Gathered()), person, own)

    def _add(self, part: _Gathered, person: str, handed: Sequence[Handed]) -> None:
        answers = [one.answer for one in handed]
        columns = [[quantity.of(one) for one in answers] for quantity in self._quantities]
        for quantity, values in zip(self._quantities, columns, strict=True):
            known = part.values.setdefault(quantity.key, [])
            known += [value for value in values if value is not None]
        part.count += len(answers)
        part.target = answers[-1].pace.target
        pages = {one.answer.id: one.href for one in handed}
        for point in advice.stands_out(answers):
            _how, examples = part.points.setdefault((point.rule, point.title), (point.advice, []))
            shown = point.evidence[0]
            examples.append(Example(person, pages[shown.answer_id], shown.shows))
        entries = [
            Entry(
                name=one.answer.question.id if one.answer.question else one.file,
                href=one.href,
                values=tuple(
                    "-" if (value := values[number]) is None else quantity.text(value)
                    for quantity, values in zip(self._quantities, columns, strict=True)
                ),
            )
            for number, one in enumerate(handed)
        ]
        cells = tuple(_cell(one, answers) for one in self._quantities)
        part.people.append(Person(person, cells, tuple(reversed(entries))))

    def built(self, failures: Sequence[Failure] = ()) -> Classroom:
        """The page's values, the language with more answers first."""
        parts = sorted(self._parts.items(), key=lambda one: -one[1].count)
        return Classroom(tuple(self._part(*one) for one in parts), tuple(failures))

    def _part(self, language: LanguageCode, part: _Gathered) -> Part:
        people = len(part.people)
        points = sorted(part.points.items(), key=lambda one: (-len(one[1][1]), one[0]))
        lessons = tuple(
            Lesson(rule, title, how, len(examples), people, tuple(examples[:_EXAMPLES]))
            for (rule, title), (how, examples) in points[:LESSONS]
        )
        measured = [
            (number, one) for number, one in enumerate(self._quantities) if part.values.get(one.key)
        ]
        columns = [number for number, _one in measured]
        return Part(
            language,
            part.count,
            lessons,
            tuple(_distribution(one, part) for _number, one in measured),
            tuple(_without(one, columns) for one in part.people),
        )


def _distribution(quantity: Quantity, part: _Gathered) -> Distribution:
    values = tuple(part.values[quantity.key])
    usual = spread(values, skewed=True) if len(values) >= _FEW else None
    return Distribution(quantity, values, usual, part.target if quantity.key == "pace" else None)


def _without(person: Person, columns: Sequence[int]) -> Person:
    """A person with the measures alone that somebody has."""
    return Person(
        person.name,
        tuple(person.cells[one] for one in columns),
        tuple(
            Entry(one.name, one.href, tuple(one.values[at] for at in columns))
            for one in person.entries
        ),
    )


def _cell(quantity: Quantity, answers: Sequence[Answer]) -> Cell:
    """The latest value against the earlier ones."""
    known = [(value, one) for one in answers if (value := quantity.of(one)) is not None]
    if not known:
        return Cell()
    latest, last = known[-1]
    usual = spread([value for value, _one in known[:-1]], skewed=quantity.skewed)
    if usual is None:
        return Cell(quantity.text(latest))
    low, high = quantity.spread_text(usual.low), quantity.spread_text(usual.high)
    judgement = ""
    if quantity.better is not None:
        better = quantity.better
        goods = spread([better(value, one) for value, one in known[:-1]], skewed=quantity.skewed)
        good = better(latest, last)
        visible = 0.5 * 10**-quantity.decimals
        if goods is not None and good > goods.high and good - goods.middle >= visible:
            judgement = "good"
        elif goods is not None and good < goods.low and goods.middle - good >= visible:
            judgement = "mind"
    return Cell(quantity.text(latest), low if low == high else f"{low}-{high}", judgement)
