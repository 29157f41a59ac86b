"""What the takes of an exercise show: pure functions of the answers."""

from __future__ import annotations

from collections.abc import Sequence

from voicemock.analyze import doors
from voicemock.analyze.fillers import MIN_RATE_SPAN_S
from voicemock.analyze.key_points import given_back
from voicemock.analyze.read_aloud import pauses_in
from voicemock.language import get as get_language
from voicemock.language.base import Span
from voicemock.values.answer import Answer, Step
from voicemock.values.drill import (
    DrillTake,
    Exercise,
    Figure,
    Finding,
    Part,
    Spot,
)

OPENS = frozenset(
    ("i-can", "i-will", "let-me-help", "together", "right-away", "follow-up", "happy-to",
     "alternative")
)  # fmt: skip
"""The good phrases that open a door: they say what will be done. Sorry alone does not."""
_EARLY_S, _LATE_S = 0.3, 3.0
"""A key is pressed from so long before a filler's end to so long after it: one reacts in a second."""
_AROUND = 12
"""Characters beside a mark that are shown of its place."""


def find(
    exercise: Exercise,
    part: Part,
    answer: Answer,
    *,
    pressed: Sequence[float] = (),
    earlier: Sequence[DrillTake] = (),
) -> Finding:
    """What one take shows.

    Args:
        exercise: which.
        part: what was done.
        answer: the take.
        pressed: when a key was pressed, in seconds of the recording.
        earlier: the takes before it.
    """
    match exercise.drill:
        case "fillers":
            return _fillers(part, answer, pressed)
        case "pace":
            return Finding(answer.pace.value)
        case "pauses":
            return _pauses(part, answer)
        case "kinder":
            return _kinder(answer)
        case "again":
            return _again(part, answer)
        case "shorter":
            return _shorter(answer, earlier)


def _fillers(part: Part, answer: Answer, pressed: Sequence[float]) -> Finding:
    fillers = answer.fillers
    if fillers is None or fillers.count is None:
        return Finding(None)
    left = sorted(pressed)
    good, missing = [], []
    for one in fillers.items:
        spot = Spot(one.heard, one.start_s, one.end_s)
        late = [at for at in left if one.end_s - _EARLY_S <= at <= one.end_s + _LATE_S]
        if late:
            left.remove(late[0])
            good.append(spot)
        else:
            missing.append(spot)
    if part.kind != "catch":  # nobody was to press a key
        return Finding(fillers.per_min, None, missing=tuple(missing))
    others = tuple(Spot("", at, at) for at in left)
    return Finding(fillers.per_min, fillers.count, tuple(good), tuple(missing), others)


def _pauses(part: Part, answer: Answer) -> Finding:
    language = get_language(answer.language)
    found = None
    if answer.transcript.text:
        found = pauses_in(part.text, part.marks, answer.transcript, answer.pauses.items, language)
    if found is None:
        return Finding(None, len(part.marks))
    good, missing = [], []
    for mark, pause in zip(part.marks, found.met, strict=True):
        around = _place(part.text, mark)
        if pause is None:
            missing.append(Spot(around))
        else:
            good.append(Spot(around, pause.start_s, pause.end_s))
    others = tuple(
        Spot(_place(part.text, at), pause.start_s, pause.end_s) for pause, at in found.inside
    )
    return Finding(len(good), len(part.marks), tuple(good), tuple(missing), others)


def _place(text: str, at: int) -> str:
    """The words on both sides of a place, whole ones where words are apart."""
    before, after = text[max(0, at - _AROUND) : at].strip(), text[at : at + _AROUND].strip()
    if " " in before and at > _AROUND:
        before = before.split(" ", 1)[1]
    if " " in after and at + _AROUND < len(text):
        after = after.rsplit(" ", 1)[0]
    return f"{before} / {after}"


def _kinder(answer: Answer) -> Finding:
    """By the phrases that are known, else by what is meant; ``of`` is None where nothing was heard."""
    if answer.phrases.positive is None:
        return Finding(None)
    hits = answer.phrases.items
    good = tuple(Spot(one.heard, one.start_s, one.end_s) for one in hits if one.id in OPENS)
    closed = tuple(
        Spot(one.heard, one.start_s, one.end_s) for one in hits if one.kind == "negative"
    )
    if closed:
        return Finding(0.0, 1, good, (), closed)
    meant = doors.judge(answer.transcript.text)
    if good:
        return Finding(None if meant.kind == "closed" else 1.0, 1, good)
    opens = meant.kind == "open"
    spots = _sentences(answer, meant.opening if opens else meant.closing)
    if meant.kind is None or not spots:
        return Finding(None, 1)
    return Finding(1.0, 1, good=spots) if opens else Finding(0.0, 1, others=spots)


def _sentences(answer: Answer, spans: Sequence[Span]) -> tuple[Spot, ...]:
    """Places of a transcript with their times."""
    told = answer.transcript
    heard = [(told.text[a:b].strip(), told.words_in(a, b)) for a, b in spans]
    return tuple(Spot(text, one[0].start_s, one[-1].end_s) for text, one in heard if one)


def _again(part: Part, answer: Answer) -> Finding:
    if not answer.transcript.text or answer.phrases.positive is None:
        return Finding(None, len(part.point))
    good, missing = given_back(part.point, answer.transcript, get_language(answer.language))
    return Finding(len(good), len(part.point), good, missing)


def _shorter(answer: Answer, earlier: Sequence[DrillTake]) -> Finding:
    """Hesitations a minute: fillers, and pauses inside clauses."""
    steps: tuple[Step, ...] = answer.structure.steps if answer.structure else ()
    told = {one.name: one.items[0] for one in steps if one.items}
    good = tuple(Spot(name, one.start_s, one.end_s) for name, one in told.items())
    before = {spot.text for take in earlier[:1] for spot in take.finding.good}
    missing = tuple(Spot(one.name) for one in steps if one.name in before - set(told))
    span = answer.span
    count = None if answer.fillers is None else answer.fillers.count
    if count is None or span.start_s is None or span.end_s is None:
        return Finding(None, None, good, missing)
    length_s = span.end_s - span.start_s
    if length_s < MIN_RATE_SPAN_S:
        return Finding(None, None, good, missing)
    hesitations = count + (answer.pauses.mid_clause or 0)
    return Finding(hesitations * 60 / length_s, None, good, missing)


def before_after(
    exercise: Exercise, parts: Sequence[Part], takes: Sequence[DrillTake]
) -> tuple[Figure | None, Figure | None]:
    """The drill's figure at the beginning and at the end; None where that was not reached."""
    found = {one.part: one.finding for one in takes}
    if exercise.drill == "kinder":
        half = len(parts) // 2
        return _sum(parts[:half], found), _sum(parts[half:], found)
    return _one(parts[0], found), _one(parts[-1], found)


def _one(part: Part, found: dict[str, Finding]) -> Figure | None:
    finding = found.get(part.id)
    if finding is None or finding.value is None:
        return None
    # a rate is no share of what was caught
    return Figure(finding.value, None if part.kind == "catch" else finding.of)


def _sum(parts: Sequence[Part], found: dict[str, Finding]) -> Figure | None:
    """How many of those that could be judged; None before all are there."""
    there = [found[one.id].value for one in parts if one.id in found]
    values = [one for one in there if one is not None]
    return Figure(sum(values), len(values)) if values and len(there) == len(parts) else None
