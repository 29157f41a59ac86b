"""What to say first of an answer: the one change that would help most, and what was good.

The rules stand in the order in which they help, each with its reason; the first that holds speaks.
What was done since the last time no longer holds, so it is not said again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voicemock.config import DEFAULT_TARGET
from voicemock.content.phrases import phrase_list
from voicemock.language import get as get_language
from voicemock.values.answer import Answer, Step, Structure
from voicemock.values.next import Next
from voicemock.values.review import MANY_BREAKS, MANY_FILLERS, TOO_SHORT

_CORE = {
    "star": ("action", "result"),
    "problem": ("solution", "result"),
    "care": ("solve",),
    "intro": ("experience", "why"),
    "closing": ("questions",),
}
"""The steps without which an answer is none, the most important first."""
_WANTS_NUMBER = frozenset(["star", "intro"])
"""Where something is told; what one would do about a problem has no number yet."""
_COURTESY = {"intro": ("hook",)}
"""Steps that round an answer off: it is complete without them."""
_SCENES = frozenset(["roleplay", "closing"])
"""Categories in which a few words may be the whole answer."""
UNORDERED = frozenset(["number"])
"""Steps that may stand anywhere."""

_Said = Next | None


@dataclass(frozen=True)
class Rule:
    """What a rule says of an answer, if anything, and why it stands where it stands."""

    code: str
    reason: str
    says: Callable[[Answer], _Said]


def next_thing(answer: Answer) -> Next | None:
    """The one change that would help most next time, None where no rule holds."""
    return next((said for rule in RULES if (said := rule.says(answer)) is not None), None)


def out_of_order(structure: Structure | None) -> tuple[Step, Step] | None:
    """Two steps surely found of which the second came before the first; None where there are none."""
    if structure is None or structure.in_order is not False:
        return None
    before: Step | None = None
    reached = -1.0
    for step in structure.steps:
        if not step.found or not step.items or step.id in UNORDERED:
            continue
        behind = [one.start_s for one in step.items if one.start_s >= reached]
        if not behind:
            return (before, step) if before is not None else None
        before, reached = step, min(behind)
    return None


def _would(answer: Answer) -> _Said:
    structure = answer.structure
    if structure is None or structure.framework != "star" or structure.told is not False:
        return None
    return Next("tell_one_time", structure.would[0].start_s if structure.would else None)


def _core(structure: Structure) -> tuple[str, ...]:
    return _CORE.get(structure.framework, ())


def _courtesy(structure: Structure) -> tuple[str, ...]:
    return _COURTESY.get(structure.framework, ())


def _others(structure: Structure) -> tuple[str, ...]:
    """What is neither; care opens with the feeling, which says more than a polite word."""
    said = {*_core(structure), *_courtesy(structure), *UNORDERED}
    names = [one.id for one in structure.steps if one.id not in said]
    return tuple(sorted(names, key=lambda name: name != "empathise"))


def _absent(names: Callable[[Structure], tuple[str, ...]]) -> Callable[[Answer], _Said]:
    def says(answer: Answer) -> _Said:
        structure = answer.structure
        if structure is None:
            return None
        missing = {one.id for one in structure.steps if one.state == "absent"}
        for name in names(structure):
            if name in missing:
                return Next(f"add_{structure.framework}_{name}")
        return None

    return says


def _brief(answer: Answer) -> _Said:
    """Of an answer without steps, which nothing else asks to say more; follow-ups may be brief."""
    structure, question = answer.structure, answer.question
    if structure is None or structure.framework != "none" or question is None:
        return None
    if question.category in _SCENES or answer.follows is not None:
        return None
    units = get_language(answer.language).count_units(answer.transcript.text)
    return Next("say_more") if units < TOO_SHORT[answer.language] else None


def _perhaps(answer: Answer) -> _Said:
    structure = answer.structure
    for name in _CORE.get(structure.framework, ()) if structure else ():
        for step in structure.steps if structure else ():
            if step.id == name and step.state == "unsure":
                return Next("perhaps", step.perhaps[0].start_s, {"step": step.name})
    return None


def _refusal(answer: Answer) -> _Said:
    hit = next((one for one in answer.phrases.items if one.kind == "negative"), None)
    if hit is None:
        return None
    known = (one.instead for one in phrase_list(answer.language).phrases if one.id == hit.id)
    values: dict[str, int | float | str] = {"heard": hit.heard, "instead": next(known, None) or ""}
    return Next("say_kindly", hit.start_s, values)


def _order(answer: Answer) -> _Said:
    swapped = out_of_order(answer.structure)
    if swapped is None:
        return None
    first, second = swapped
    return Next("order", second.items[0].start_s, {"first": first.name, "second": second.name})


def _number(answer: Answer) -> _Said:
    structure = answer.structure
    wanted = structure is not None and structure.framework in _WANTS_NUMBER
    return Next("add_number") if wanted and structure and not structure.numbers else None


def _we(answer: Answer) -> _Said:
    structure = answer.structure
    asked = structure is not None and structure.framework == "star"
    return Next("say_i") if asked and structure and structure.we > structure.i else None


def _breaks(answer: Answer) -> _Said:
    if (answer.pauses.mid_clause or 0) < MANY_BREAKS:
        return None
    inside = (one.start_s for one in answer.pauses.items if one.place == "mid_clause")
    return Next("pause_between", next(inside, None))


def _fillers(answer: Answer) -> _Said:
    fillers = answer.fillers
    if fillers is None or (fillers.per_min or 0) < MANY_FILLERS:
        return None
    return Next("fewer_fillers", fillers.items[0].start_s if fillers.items else None)


def _over(answer: Answer) -> _Said:
    over_s = answer.structure.over_s if answer.structure else None
    return Next("keep_time", None, {"s": over_s}) if over_s else None


def _pace(answer: Answer) -> _Said:
    """Outside a target one chose, else outside the natural range: the default is a slow one."""
    pace = answer.pace
    if pace.value is None:
        return None
    low, high = pace.natural if tuple(pace.target) == DEFAULT_TARGET else pace.target
    if pace.value > high:
        return Next("slower")
    return Next("faster") if pace.value < low else None


RULES: tuple[Rule, ...] = (
    Rule("tell_one_time", "What one would do is no story: nothing else counts before it.", _would),
    Rule("add_core", "Without the deed or what came of it there is no answer.", _absent(_core)),
    Rule("say_kindly", "One refusal is what the interviewer remembers.", _refusal),
    Rule("add_other", "A listener misses what frames the deed.", _absent(_others)),
    Rule("say_more", "A sentence without a reason or an example convinces nobody.", _brief),
    Rule("perhaps", "What we may have missed, another listener may miss, too.", _perhaps),
    Rule("order", "All was said; it is harder to follow than it need be.", _order),
    Rule("say_i", "They hire one person and want to know what that one did.", _we),
    Rule("add_number", "A number makes a result believable that is there already.", _number),
    Rule("add_courtesy", "It rounds off what is complete without it.", _absent(_courtesy)),
    Rule("pause_between", "Pauses inside clauses are heard as struggle (Kahng).", _breaks),
    Rule(
        "fewer_fillers",
        "From twelve a minute on listeners mind (Laske & DiGennaro Reed).",
        _fillers,
    ),
    Rule("keep_time", "What is too long can be cut once its content is right.", _over),
    Rule("pace", "Pace outside the natural range costs least, and changes by itself.", _pace),
)
"""In the order in which they help."""
