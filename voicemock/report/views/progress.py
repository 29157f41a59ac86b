"""A person's answers over time, as plain values: a pure function of the answers and of today.

Mandarin and English are apart, their units differ. An answer that goes on from another
(`Answer.follows`) is a part of it and is not counted. There is no overall score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import compress

from voicemock.content.packs import CATEGORIES, category_name
from voicemock.i18n import _
from voicemock.report.views import advice, takes
from voicemock.report.views.advice import Advice, Praise
from voicemock.report.views.coach import titled
from voicemock.report.views.measures import Quantity, Spread, over_questions, spread
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode

ALL = "all"
"""Key of the selection that leaves nothing out."""
WEEKS = 12
_LATELY_DAYS = 28
_TAKES_SHOWN = 5


@dataclass(frozen=True)
class Entry:
    """One answer: when it was given, to what; ``href`` leads to its page where there is one.

    ``selections`` are the keys of the selections it belongs to, `ALL` among them. ``values`` are
    its numbers as text, one for each trend ("-" where not measured).
    """

    id: str
    day: str
    time: str
    question_id: str
    question: str
    category: str
    href: str
    selections: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """Some of the answers: all, those of a category, or those to one question."""

    key: str
    kind: str
    name: str
    count: int


@dataclass(frozen=True)
class Usual:
    """What is usual for a measure in a selection; ``spread`` is None with too few answers."""

    selection: str
    count: int
    latest: str
    spread: Spread | None


@dataclass(frozen=True)
class Trend:
    """One measure over all answers: ``values`` has one number or None for each entry.

    ``target`` is the band asked for in the latest answer, for pace alone.
    """

    quantity: Quantity
    values: tuple[float | None, ...]
    usual: tuple[Usual, ...]
    target: tuple[float, float] | None = None


@dataclass(frozen=True)
class Retakes:
    """A question answered more than once: its latest takes, oldest first, and what changed."""

    question: str
    count: int
    entries: tuple[Entry, ...]
    rows: tuple[takes.Row, ...]


@dataclass(frozen=True)
class Part:
    """All about the answers in one language."""

    language: LanguageCode
    entries: tuple[Entry, ...]
    selections: tuple[Selection, ...]
    trends: tuple[Trend, ...]
    to_do: tuple[Advice, ...]
    improved: tuple[Praise, ...]
    retakes: tuple[Retakes, ...]

    def entry(self, answer_id: str) -> Entry:
        """The entry of an answer."""
        return next(one for one in self.entries if one.id == answer_id)


@dataclass(frozen=True)
class Day:
    """A day and how many answers were given on it."""

    date: date
    count: int


@dataclass(frozen=True)
class Practice:
    """When somebody practised.

    ``weeks`` are the last `WEEKS` weeks, Monday first, up to today; ``lately`` counts the days of
    practice in the last 28; ``in_a_row`` those that end today or yesterday.
    """

    weeks: tuple[tuple[Day, ...], ...]
    days: tuple[Day, ...]
    lately: int
    in_a_row: int
    latest: date | None


@dataclass(frozen=True)
class Progress:
    """The whole progress page."""

    today: date
    practice: Practice
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """Answers counted."""
        return sum(len(one.entries) for one in self.parts)


def build(
    answers: Sequence[Answer], today: date, pages: Mapping[str, str] | None = None
) -> Progress:
    """The progress of a person.

    Args:
        answers: all saved answers, oldest first.
        today: the day of the page.
        pages: where the page of an answer lies, by its id, for those that have one.
    """
    own = [one for one in answers if one.follows is None]
    languages: tuple[LanguageCode, ...] = ("zh", "en")
    spoken = {code: [one for one in own if one.language == code] for code in languages}
    # the language practised more comes first
    most_first = sorted(spoken.items(), key=lambda part: -len(part[1]))
    parts = tuple(_part(code, part, pages or {}) for code, part in most_first if part)
    return Progress(today, practice(own, today), parts)


def practice(answers: Sequence[Answer], today: date) -> Practice:
    """The days of practice; an answer dated later than today (a clock set wrong) is left out."""
    counts = Counter(day for one in answers if (day := day_of(one)) is not None and day <= today)
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    weeks = [
        tuple(
            Day(day, counts[day])
            for number in range(7)
            if (day := first + timedelta(days=7 * week + number)) <= today
        )
        for week in range(WEEKS)
    ]
    one_day = timedelta(days=1)
    end = today if counts[today] else today - one_day
    in_a_row = 0
    while counts[end - in_a_row * one_day]:
        in_a_row += 1
    return Practice(
        weeks=tuple(weeks),
        days=tuple(Day(day, counts[day]) for day in sorted(counts) if counts[day]),
        lately=sum(bool(counts[today - number * one_day]) for number in range(_LATELY_DAYS)),
        in_a_row=in_a_row,
        latest=max((day for day in counts if counts[day]), default=None),
    )


def day_of(answer: Answer) -> date | None:
    """The local day of an answer, which its id begins with."""
    try:
        return date.fromisoformat(answer.id[:10])
    except ValueError:
        return None


# -- one language -----------------------------------------------------------------------

_Measured = tuple[Quantity, tuple[float | None, ...]]
"""A quantity and its value in each answer."""


def _part(language: LanguageCode, answers: Sequence[Answer], pages: Mapping[str, str]) -> Part:
    columns: list[_Measured] = [(one, tuple(map(one.of, answers))) for one in over_questions()]
    measured = [one for one in columns if any(value is not None for value in one[1])]
    selections = _selections(answers)
    entries = tuple(_entry(one, number, measured, pages) for number, one in enumerate(answers))
    belong = [(one.key, [one.key in entry.selections for entry in entries]) for one in selections]
    trends = []
    for quantity, values in measured:
        usual = tuple(
            _usual(key, quantity, list(compress(values, belongs))) for key, belongs in belong
        )
        target = answers[-1].pace.target if quantity.key == "pace" else None
        trends.append(Trend(quantity, values, usual, target))
    return Part(
        language=language,
        entries=entries,
        selections=selections,
        trends=tuple(trends),
        to_do=advice.what_next(answers),
        improved=advice.improved(answers),
        retakes=_retakes(answers, entries),
    )


def _entry(
    answer: Answer, number: int, measured: Sequence[_Measured], pages: Mapping[str, str]
) -> Entry:
    question = answer.question
    texts = (
        "-" if (value := values[number]) is None else quantity.text(value)
        for quantity, values in measured
    )
    return Entry(
        id=answer.id,
        day=answer.id[:10],
        time=answer.id[11:16].replace("-", ":"),
        question_id=question.id if question else "",
        question=titled(question) if question else "",
        category=_category(question.category) if question else "",
        href=pages.get(answer.id, ""),
        selections=(ALL, f"c:{question.category}", f"q:{question.id}") if question else (ALL,),
        values=tuple(texts),
    )


def _selections(answers: Sequence[Answer]) -> tuple[Selection, ...]:
    """All, then the categories in the packs' order, then the questions in order of their ids."""
    asked = [one.question for one in answers if one.question is not None]
    categories = Counter(one.category for one in asked)
    questions = Counter(one.id for one in asked)
    latest = {one.id: one.text for one in asked}
    order = {name: number for number, name in enumerate(CATEGORIES)}
    found = [Selection(ALL, ALL, _("All answers"), len(answers))]
    for name in sorted(categories, key=lambda one: (order.get(one, len(order)), one)):
        shown = _category(name)
        found.append(Selection(f"c:{name}", "category", shown, categories[name]))
    for name in sorted(questions, key=_natural):
        shown = f"{name} {latest[name]}".strip()
        found.append(Selection(f"q:{name}", "question", shown, questions[name]))
    return tuple(found)


def _category(name: str) -> str:
    """Its name in words; one of a pack we do not know keeps its own."""
    return category_name(name) if name in CATEGORIES else name


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Sorts x-2 before x-10."""
    return tuple((int(one), "") if one.isdecimal() else (-1, one) for one in name.split("-"))


def _usual(key: str, quantity: Quantity, values: Sequence[float | None]) -> Usual:
    known = [value for value in values if value is not None]
    latest = quantity.text(known[-1]) if known else ""
    return Usual(key, len(known), latest, spread(known, skewed=quantity.skewed))


def _retakes(answers: Sequence[Answer], entries: Sequence[Entry]) -> tuple[Retakes, ...]:
    """Questions answered more than once, the one answered last first."""
    places: dict[str, list[int]] = {}
    for number, answer in enumerate(answers):
        if answer.question is not None:
            places.setdefault(answer.question.id, []).append(number)
    found = []
    for there in sorted(places.values(), key=lambda one: -one[-1]):
        if len(there) > 1:
            name = entries[there[-1]].question or entries[there[-1]].question_id
            shown = there[-_TAKES_SHOWN:]
            rows = takes.compare([answers[number] for number in shown], answers[-takes.OTHERS :])
            found.append(Retakes(name, len(there), tuple(entries[one] for one in shown), rows))
    return tuple(found)
