"""Which steps of a framework an answer takes: surely, perhaps, or not, and with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from voicemock.analyze import step_hints, step_model
from voicemock.analyze.step_hints import Taken
from voicemock.analyze.step_model import DEEDS, NO_DEED, STEPS, Judged, Rows
from voicemock.content.coaching import UNORDERED
from voicemock.language import Language
from voicemock.language.base import Span, overlaps, sentences
from voicemock.values.answer import StepState
from voicemock.values.interview import Framework, FrameworkList

_FEW = 2
"""Statements of a text, shorter than `_WHOLE`, too few to see them with neighbours: patterns decide."""
_QUOTED = 0.5
"""Of the likeliest statement's likelihood: from here on another one takes the step, too."""
_BRIEF = 5
"""Statements of an answer in which a pattern needs less beside it, as there is little else."""
_UNHINTED = 0.9
"""Of the way from the bound to certainty: a step that no pattern speaks for has to be likelier."""
_PLAUSIBLE = 0.5
"""The same, for the order: a step is called late only if none that may take it comes sooner."""
_UNREAD = 0.35
"""Likelihood that one time is told, below which it is not, though no statement says what one would do."""
_WHOLE = 30
"""字 or words of an answer that the model is asked of alone; of a shorter one it knows too little."""


@dataclass(frozen=True)
class Judgement:
    """What an answer says of its framework's steps.

    ``places`` are the statements that take a step, surely or perhaps; an absent one has none.
    ``in_order`` is None where fewer than two are surely taken. ``told`` is True for a STAR answer
    about one time, False for one about what one ``would`` do or always does, None for neither.
    """

    states: Mapping[str, StepState] = field(default_factory=dict)
    places: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    in_order: bool | None = None
    told: bool | None = None
    would: Sequence[Span] = ()

    def found(self) -> Taken:
        """The places of the steps that are surely taken."""
        return {step: self.places[step] for step, one in self.states.items() if one == "found"}


@lru_cache(maxsize=64)
def judge(
    text: str, framework: Framework, frameworks: FrameworkList, language: Language
) -> Judgement:
    """Which steps ``text`` takes."""
    if framework == "none":
        return Judgement()
    hints = step_hints.hints(text, framework, frameworks, language)
    judged = step_model.judge(text, framework, hints, language)
    names = [STEPS[place][1] for place in step_model.places(framework)]
    if judged is None:
        return Judgement(dict.fromkeys(names, "absent"))
    low, high = step_model.bounds(framework)
    units = language.count_units(text)
    told = _told(judged, low, units)
    if len(judged.statements.spans) <= _FEW and units < _WHOLE:
        return _by_hints(judged, hints, names, told, deeds=framework == "star")
    states: dict[str, StepState] = {}
    places: dict[str, list[Span]] = {}
    for at, step in enumerate(names):
        deed = framework == "star" and step in DEEDS
        likely = judged.likely[at]
        if likely <= low or (deed and told is False):
            states[step] = "absent"
            continue
        rows = _rows(judged, at, _QUOTED, deed=deed)
        enough = high if step in hints else high + _UNHINTED * (1 - high)
        if len(judged.statements.spans) <= _BRIEF:
            if step in hints:
                enough = max(low, 0.55 * high)
            elif all(_hinted(judged, row, hints) for row in rows):
                enough = 1.0  # patterns say that what may take it takes another step
        states[step] = "found" if likely > enough and rows else "unsure"
        places[step] = [judged.statements.spans[row] for row in rows]
    sure = [
        (at, step) for at, step in enumerate(names)
        if states[step] == "found" and step not in UNORDERED
    ]  # fmt: skip
    order = [_rows(judged, at, _PLAUSIBLE) for at, _step in sure]
    if len(judged.statements.spans) <= _BRIEF:
        spans = judged.statements.spans
        order = [
            [row for row in rows if overlaps(spans[row], hints.get(step, ()))] or rows
            for (_at, step), rows in zip(sure, order, strict=True)
        ]
    return Judgement(
        states, places, _in_order(order), told,
        _would(judged) if told is False else (),
    )  # fmt: skip


def _by_hints(
    judged: Judged, hints: Taken, names: Sequence[str], told: bool | None, *, deeds: bool
) -> Judgement:
    """The steps by their patterns alone, those of a deed where one is told of."""
    said = judged.statements
    no_deed = [
        span for span, meant in zip(said.spans, said.readings, strict=True) if meant in NO_DEED
    ]
    hit = {
        step: [one for one in hints[step] if not (deeds and overlaps(one, no_deed))]
        for step in names
        if step in hints and not (deeds and told is False and step in DEEDS)
    }
    order = [[start for start, _end in spans] for spans in hit.values() if spans]
    found = {  # a person recognizes what was said by the whole statement
        step: [one for one in said.spans if overlaps(one, spans)] or spans
        for step, spans in hit.items()
        if spans
    }
    states: dict[str, StepState] = {step: "found" if step in found else "absent" for step in names}
    return Judgement(states, found, _in_order(order), told, _would(judged) if told is False else ())


def find(text: str, framework: Framework, frameworks: FrameworkList, language: Language) -> Taken:
    """The steps that ``text`` surely takes, with their places."""
    return judge(text, framework, frameworks, language).found()


def _told(judged: Judged, absent: float, units: int) -> bool | None:
    """Whether a STAR answer tells of one time; one without a deed has to be surer of it.

    Where no statement is read as what one would do or always does, it has to be surer still.

    Args:
        judged: the answer.
        absent: how likely a step is at most that is not there.
        units: how long the answer is, in 字 or words.
    """
    if judged.once is None:
        return None
    low, high = step_model.told_bounds()
    if judged.once > high:
        return True
    if not {"would", "habit"} & set(judged.statements.readings):
        return False if judged.once < _UNREAD and units >= _WHOLE else None
    deed = step_model.places("star").index(STEPS.index(("star", "action")))
    return False if judged.once < low or judged.likely[deed] <= absent else None


def _rows(judged: Judged, at: int, share: float, *, deed: bool = False) -> list[int]:
    """The statements about as likely as the likeliest to take a step, in order.

    One that takes another step rather is none; where a ``deed`` is wanted, nor is what one would do
    or always does.
    """
    likely: Rows = judged.each[:, at]
    meant = judged.statements.readings
    fit = [row for row in range(len(likely)) if not (deed and meant[row] in NO_DEED)]
    if not fit:
        return []
    best = max(likely[row] for row in fit)
    strongest = judged.each.max(1)
    return [
        row
        for row in fit
        if likely[row] == best or (likely[row] >= share * best and likely[row] == strongest[row])
    ]


def _hinted(judged: Judged, row: int, hints: Taken) -> bool:
    """Whether a pattern of any step matches in a statement."""
    return any(overlaps(judged.statements.spans[row], spans) for spans in hints.values())


def _in_order(places: Sequence[Sequence[int]]) -> bool | None:
    """Whether each step has a place behind the one before it; None for fewer than two steps."""
    if len(places) < 2:
        return None
    reached = -1
    for rows in places:
        behind = [row for row in rows if row >= reached]
        if not behind:
            return False
        reached = behind[0]
    return True


def _would(judged: Judged) -> list[Span]:
    """The statements that say what one would do or always does, the likeliest deed first."""
    said = judged.statements
    deed = step_model.places("star").index(STEPS.index(("star", "action")))
    rows = [row for row, one in enumerate(said.readings) if one in ("would", "habit")]
    rows = rows or list(range(len(said.spans)))
    best = rows[int(np.argmax(judged.each[rows, deed]))]
    return [said.spans[best]]


def whole_sentences(text: str) -> list[Span]:
    """The sentences of a text, their closing marks kept."""
    return [
        (start, end + 1 if text[end : end + 1].strip() else end) for start, end in sentences(text)
    ]
