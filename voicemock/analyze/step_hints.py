"""Where words and their place in an answer speak for a step: hints, which alone prove nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from voicemock.content.frameworks import steps_of
from voicemock.language import Language
from voicemock.language.base import Span, clauses, overlaps
from voicemock.language.discourse import deeds, opening, outcomes, promises
from voicemock.language.interrogatives import questions, to_interviewer
from voicemock.language.matching import finder
from voicemock.language.quantities import quantities
from voicemock.values.interview import Framework, FrameworkList, Phrase, PhraseKind, StepRule

LAST_PART = 0.6
"""A question back to the interviewer stands behind this share of an introduction."""
MIN_QUESTIONS = 2
"""A closing asks at least so many questions."""
_OPENING: dict[Framework, tuple[str, tuple[str, ...]]] = {
    "star": ("situation", ("task", "action")),
    "problem": ("problem", ("analysis", "solution")),
    "intro": ("who", ("experience", "why", "number")),
}
_OUTCOME: dict[Framework, tuple[str, tuple[str, ...]]] = {
    "star": ("result", ("action", "task")),
    "problem": ("result", ("solution", "analysis")),
}
_UNMARKED = 12
"""So many words (Mandarin: characters) before a step are no part of its clause: marks are missing."""
# What one did not do is no step; what did not happen may well be a result.
_DENIABLE = frozenset(["action", "acknowledge", "empathise", "solve", "follow_up", "thanks"])

Taken = Mapping[str, Sequence[Span]]
"""The places at which each step is taken, by its id; a step not taken is not in it."""


def hints(text: str, framework: Framework, frameworks: FrameworkList, language: Language) -> Taken:
    """Where words and places speak for a step.

    What comes before the first step that needs no setting is the setting, and what comes of a deed
    is told after the last one.
    """
    rules = {rule.id: rule for rule in steps_of(frameworks, framework)}
    found: dict[str, list[Span]] = {}
    before: list[list[Span]] = []
    for rule in rules.values():
        spans = _special(text, rule, language)
        if spans is None:
            spans = said(text, rule, language)
            behind = _behind(text, before)
            if behind is not None:
                later = _matches(text, rule.then, rule.unless, rule.id, language)
                spans += [span for span in later if span[0] >= behind]
        before.append(sorted(spans))
        if spans:
            found[rule.id] = before[-1]
    setting, following = _OPENING.get(framework, ("", ()))
    if setting and setting not in found:
        head = _head(text, [span for step in following for span in found.get(step, ())], language)
        found[setting] = [head] if head else []
    outcome, doing = _OUTCOME.get(framework, ("", ()))
    done = next((found[step] for step in doing if step in found), None)
    if done and outcome not in found:
        found[outcome] = outcomes(text, done, language)
    if framework == "care":
        # a solution is a deed that is nothing else, a promise names a time after it
        if "solve" not in found:
            found["solve"] = deeds(text, list(chain.from_iterable(found.values())), language)
        if "follow_up" not in found and found["solve"]:
            found["follow_up"] = promises(text, found["solve"], language)
    return {step: found[step] for step in rules if found.get(step)}


def _behind(text: str, before: list[list[Span]]) -> int | None:
    """From where on ``then`` counts: behind the step before, or, with that missing, an earlier one.

    Behind the first of several steps alone it would be anything, so there the second half counts.
    """
    near = next((spans[0][1] for spans in reversed(before[-2:]) if spans), None)
    if near is not None:
        return near
    far = next((spans[0][1] for spans in reversed(before) if spans), None)
    return None if far is None else max(far, len(text) // 2)


def said(text: str, rule: StepRule, language: Language) -> list[Span]:
    """Where the words of a rule stand."""
    return _matches(text, rule.say, rule.unless, rule.id, language)


def _head(text: str, following: list[Span], language: Language) -> Span | None:
    """What sets the scene before the clause in which anything else begins."""
    if not following:
        return None
    first = min(following)[0]
    end = next((a for a, b in clauses(text) if a <= first < b), first)
    if len(language.tokens(text[end:first])) > _UNMARKED:
        end = first
    return opening(text, end, language)


def hooks(text: str, language: Language) -> list[Span]:
    """Questions back to the interviewer: at the end of an introduction, or plainly put to them."""
    return [
        (start, end)
        for start, end in questions(text, language.code)
        if start >= LAST_PART * len(text) or to_interviewer(text[start:end], language.code)
    ]


def _special(text: str, rule: StepRule, language: Language) -> list[Span] | None:
    """Steps that are told by more than words; None for the others."""
    match rule.framework, rule.id:
        case "intro", "number":
            return sorted([*quantities(text, language.code), *said(text, rule, language)])
        case "intro", "hook":
            late = LAST_PART * len(text)
            words = said(text, rule, language)
            return hooks(text, language) + [one for one in words if one[0] >= late]
        case "intro", "why":
            asked = questions(text, language.code)
            words = said(text, rule, language)
            return [one for one in words if not overlaps((one[0], one[0] + 1), asked)]
        case "closing", "questions":
            asked = questions(text, language.code, expected=True)
            return asked if len(asked) >= MIN_QUESTIONS else []
    return None


def _matches(
    text: str, say: tuple[str, ...], unless: tuple[str, ...], step: str, language: Language
) -> list[Span]:
    if not say:
        return []
    kind: PhraseKind = "positive" if step in _DENIABLE else "vague"
    found = finder((Phrase("step", kind, say, "", unless),), language).find(text)
    return [(match.start, match.end) for match in found]
