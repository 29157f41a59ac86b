"""What feedback begins with: the one thing to change next, then what was good."""

from __future__ import annotations

from dataclasses import dataclass

from voicemock.content.coaching import next_thing
from voicemock.report.views import praise
from voicemock.values.answer import Answer

_NOT_JUDGED = ("recording", "transcript", "pace", "structure")
"""Of notes: about these, they say that an answer cannot be judged, the gravest first."""
_GRAVE = frozenset(
    ("all_zeros", "no_speech", "ended_early", "no_text", "implausible", "other_language")
)


@dataclass(frozen=True)
class First:
    """The one thing to change (empty: nothing stands out), its moment, and what was good."""

    text: str = ""
    start_s: float | None = None
    good: tuple[str, ...] = ()


def build(answer: Answer) -> First:
    """What feedback on an answer begins with: first of all what kept it from being judged."""
    for about in _NOT_JUDGED:
        for note in answer.notes:
            if note.about == about and (note.code in _GRAVE or not answer.transcript.text):
                return First(note.text)
    chosen = answer.next or next_thing(answer)
    good = tuple(praise.good(answer))
    return First(chosen.text, chosen.start_s, good) if chosen else First(good=good)
