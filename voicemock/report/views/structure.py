"""What an answer contains, as plain values: its steps, and what is worth saying beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voicemock.content.coaching import UNORDERED, out_of_order
from voicemock.i18n import _, ngettext
from voicemock.report.views.values import Measure, Moment, clock
from voicemock.values.answer import WRITTEN, Answer, StepState, Structure, WordKind
from voicemock.values.interview import LanguageCode
from voicemock.values.next import Next

_NAMED = 8  # words not said yet
KIND = "step"
"""Kind of the moments at which a step is taken."""
MARKS: dict[StepState, str] = {"found": "✓", "unsure": "?", "absent": "–"}
_WANTS_NUMBER = frozenset(["star", "problem", "intro"])


@dataclass(frozen=True)
class StepLine:
    """One step: found, with its words and its moment, or not, with what to add.

    ``moment`` is None where the step was taken in an earlier part of the answer; ``perhaps`` are
    the words that may take one that is unsure.
    """

    name: str
    state: StepState
    moment: Moment | None = None
    add: str = ""
    example: str = ""
    perhaps: str = ""

    @property
    def found(self) -> bool:
        """Whether it was surely said."""
        return self.state == "found"

    @property
    def mark(self) -> str:
        """Its sign: heard, perhaps, not heard."""
        return MARKS[self.state]

    @property
    def doubt(self) -> str:
        """What is said of a step that may have been said."""
        return _("did you say it? I may have missed it") if self.state == "unsure" else ""


@dataclass(frozen=True)
class StructureView:
    """The steps in their order, what is out of order, and the measures below them."""

    steps: tuple[StepLine, ...]
    order: str
    measures: tuple[Measure, ...]

    @property
    def legend(self) -> str:
        """What the signs of the steps mean."""
        return _("✓ heard   ? perhaps heard   – not heard")


def build(
    answer: Answer,
    moments: Sequence[Moment],
    *,
    job: Sequence[str] = (),
    company: Sequence[str] = (),
) -> StructureView | None:
    """The view of an answer's structure, None for an answer that has none.

    ``job`` and ``company`` are the words that were listened for; those not said are named.
    """
    structure = answer.structure
    if structure is None:
        return None
    at_step = {one.title: one for one in moments if one.kind == KIND}
    steps = [
        StepLine(step.name, "found", at_step.get(step.name))
        if step.found
        else StepLine(
            step.name,
            step.state,
            None,
            step.add or "",
            step.example or "",
            step.perhaps[0].heard if step.perhaps else "",
        )
        for step in structure.steps
    ]
    timed = answer.transcript.engine != WRITTEN
    measures = _measures(structure, answer.language, job, company, timed=timed)
    return StructureView(tuple(steps), _order(structure), tuple(measures))


def taken(structure: Structure | None) -> list[tuple[float, float, str, str, str, str]]:
    """A place of each step as a moment without its number: the first that is in the order."""
    found = []
    reached = -1.0
    for step in structure.steps if structure else ():
        if not step.items or not step.found:
            continue
        place = step.items[0]
        if step.id not in UNORDERED:
            place = next((one for one in step.items if one.start_s >= reached), place)
            reached = max(reached, place.start_s)
        found.append((place.start_s, place.end_s, KIND, step.name, place.heard, ""))
    return found


def _order(structure: Structure) -> str:
    """Which step came before which, where they are out of order."""
    swapped = out_of_order(structure)
    if swapped is None:
        return ""
    first, second = (one.name for one in swapped)
    return Next("order", values={"first": first, "second": second}).text


def _measures(
    structure: Structure,
    language: LanguageCode,
    job: Sequence[str],
    company: Sequence[str],
    *,
    timed: bool,
) -> list[Measure]:
    found = []
    comma = "、" if language == "zh" else ", "
    numbers = _once(((one.heard, one.start_s) for one in structure.numbers), timed=timed)
    if numbers:
        value = f"{len(numbers)}: {comma.join(numbers)}"
        found.append(Measure(_("Numbers"), value, "good"))
    elif structure.framework in _WANTS_NUMBER:
        value = _("None: one makes the result easier to believe.")
        found.append(Measure(_("Numbers"), value, "mind"))
    if structure.framework == "closing":
        asked = len(structure.questions)
        value = ngettext("{count} question asked", "{count} questions asked", asked)
        judgement = "good" if asked >= 2 else "mind"
        found.append(Measure(_("Questions"), value.format(count=asked), judgement))
    service = ((one.word, one.start_s) for one in structure.words if one.kind == "service")
    terms = _once(service, timed=timed)
    if terms:
        found.append(Measure(_("Terms"), comma.join(terms)))
    for name, heard, words in (
        (_("Job words"), _said(structure, "job"), job),
        (_("Company words"), _said(structure, "company"), company),
    ):
        if words or heard:
            found.append(_keywords(name, heard, words, comma))
    if structure.we > structure.i:
        value = _("we {we}, I {i}: say what you did yourself.")
        value = value.format(we=structure.we, i=structure.i)
        found.append(Measure(_("We and I"), value, "mind"))
    if structure.over_s:
        value = _("{s:.0f} s over the limit").format(s=structure.over_s)
        found.append(Measure(_("Length"), value, "mind"))
    return found


def _once(heard: Iterable[tuple[str, float]], *, timed: bool) -> list[str]:
    """Each word once, with the moment it was first said; what was written has none."""
    first: dict[str, float] = {}
    for word, start_s in heard:
        first.setdefault(word, start_s)
    return [f"{word} ({clock(start_s)})" if timed else word for word, start_s in first.items()]


def _keywords(name: str, said: list[str], words: Sequence[str], comma: str) -> Measure:
    left = [word for word in words if word not in said][:_NAMED]
    parts = []
    if said:
        parts.append(_("said: {words}").format(words=comma.join(said)))
    if left:
        parts.append(_("not yet: {words}").format(words=comma.join(left)))
    return Measure(name, "; ".join(parts), "good" if said else "mind")


def _said(structure: Structure, kind: WordKind) -> list[str]:
    return list(dict.fromkeys(hit.word for hit in structure.words if hit.kind == kind))
