"""What feedback begins with: the one thing to change next, then what was good."""

from __future__ import annotations

from dataclasses import dataclass

from voicemock.content.coaching import next_thing
from voicemock.i18n import _
from voicemock.values.answer import Answer

_NOT_JUDGED = ("recording", "transcript", "pace", "structure")
"""Of notes: about these, they say that an answer cannot be judged, the gravest first."""
_GRAVE = frozenset(
    ("all_zeros", "no_speech", "ended_early", "no_text", "implausible", "other_language")
)
_BEST = ("result", "solve", "action", "solution", "experience", "empathise", "questions", "why")
"""Steps worth praise, the most worth first."""


@dataclass(frozen=True)
class First:
    """The one thing to change (empty: nothing stands out), its moment, and what was good."""

    text: str = ""
    start_s: float | None = None
    good: str = ""


def build(answer: Answer) -> First:
    """What feedback on an answer begins with: first of all what kept it from being judged."""
    for about in _NOT_JUDGED:
        for note in answer.notes:
            if note.about == about and (note.code in _GRAVE or not answer.transcript.text):
                return First(note.text)
    chosen = answer.next or next_thing(answer)
    good = _good(answer)
    return First(chosen.text, chosen.start_s, good) if chosen else First(good=good)


def _good(answer: Answer) -> str:
    steps = answer.structure.steps if answer.structure else ()
    if len(steps) > 1 and all(step.found for step in steps):
        return _("You said all that the question asks for.")
    heard = {step.id: step for step in steps if step.found and step.items}
    for name in _BEST:
        if name in heard:
            return _("Well said: “{heard}”").format(heard=heard[name].items[0].heard)
    for hit in answer.phrases.items:
        if hit.kind == "positive":
            return _("You said “{heard}”: that opens a door.").format(heard=hit.heard)
    low, high = answer.pace.natural
    if answer.pace.value is not None and low <= answer.pace.value <= high:
        return _("Your pace is easy to follow.")
    return ""
