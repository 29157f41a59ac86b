"""What was good in an answer, in a sentence or two, beside the one thing to do next."""

from __future__ import annotations

from voicemock.i18n import _
from voicemock.values.answer import Answer

_FEW_A_MINUTE = 5.0
"""Fillers that do no harm (Laske & DiGennaro Reed 2024)."""
_BEST = ("result", "solve", "action", "solution", "experience", "empathise", "questions", "why")
"""Steps worth praise, the most worth first."""
_BARE = frozenset(["i-can", "i-will"])
"""Phrases that say little without what follows them."""
_LONG_S = 20.0
"""Who speaks for so long has said something."""


def good(one: Answer) -> list[str]:
    """What was good: one thing of what was said, one of how; empty where nothing was understood."""
    if not one.transcript.text or one.phrases.positive is None:
        return []
    return [text for text in (_said(one), _sounded(one)) if text]


def _said(one: Answer) -> str:
    steps = one.structure.steps if one.structure else ()
    praised = [
        hit.heard for hit in one.phrases.items if hit.kind == "positive" and hit.id not in _BARE
    ]
    if len(steps) > 1 and all(step.found for step in steps):
        return _("You told it all, from “{first}” to “{last}”.").format(
            first=steps[0].name, last=steps[-1].name
        )
    heard = {step.id: step.items[0].heard for step in steps if step.found and step.items}
    for name in _BEST:
        if name in heard:
            return _("Well said: “{heard}”.").format(heard=heard[name])
    if praised:
        return _("“{heard}” is what people like to hear.").format(heard=max(praised, key=len))
    if one.structure and one.structure.numbers:
        text = _("You gave a number, “{heard}”: that is remembered.")
        return text.format(heard=one.structure.numbers[0].heard)
    if one.phrases.negative == 0:
        return _("You said nothing that puts people off.")
    return ""


def _sounded(one: Answer) -> str:
    fillers = one.fillers
    if one.pace.verdict == "on_target":
        return _("Your pace is easy to follow.")
    if one.pauses.mid_clause == 0 and one.pauses.count:
        return _("You paused where a thought ends; that helps who listens.")
    if fillers is not None and fillers.per_min is not None and fillers.per_min <= _FEW_A_MINUTE:
        return _("You hardly needed filler words.")
    if (one.span.speech_s or 0.0) >= _LONG_S:
        return _("You kept on speaking, and that is the hardest part.")
    return ""
