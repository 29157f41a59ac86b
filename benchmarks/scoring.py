"""How a heard answer is held against what was really said. Pure functions."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicemock.language import get as get_language

Span = tuple[float, float]
"""Start and end in seconds."""

PAUSE_TOLERANCE_S = 0.10
"""A pause is found when both its ends lie this near the true ones."""
LEAST_OVERLAP = 0.5
"""For hand-made labels: shared time over the time either takes."""
LEAST_UNITS = 10
"""Shorter references say nothing of how well units are counted."""


@dataclass(frozen=True)
class Truth:
    """What is known of a recording; None where it is not."""

    language: str
    reference: str | None = None
    pauses: tuple[Span, ...] | None = None
    span: Span | None = None
    positive: tuple[str, ...] | None = None
    fillers: int | None = None
    read_aloud: bool = False


@dataclass(frozen=True)
class Heard:
    """What a method says of a recording; None where it refuses to."""

    text: str
    units: int | None
    pace: float | None
    pauses: tuple[Span, ...]
    positive: tuple[str, ...]
    fillers: int | None
    sound_s: float
    took_s: float


def comparable(text: str, language: str) -> list[str]:
    """Mandarin: Han characters, Latin letters and digits one by one; English: words."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    pattern = r"[\u4e00-\u9fff]|[a-z]|\d" if language == "zh" else r"[a-z0-9']+"
    return re.findall(pattern, plain)


def edits(said: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest insertions, deletions and substitutions between two token lists."""
    best = list(range(len(heard) + 1))
    for number, one in enumerate(said, 1):
        diagonal, best[0] = best[0], number
        for place, other in enumerate(heard, 1):
            diagonal, best[place] = (
                best[place],
                min(best[place] + 1, best[place - 1] + 1, diagonal + (one != other)),
            )
    return best[-1]


def same_pause(found: Span, true: Span) -> bool:
    """Both ends within the tolerance."""
    return all(abs(a - b) <= PAUSE_TOLERANCE_S + 1e-9 for a, b in zip(found, true, strict=True))


def overlapping(found: Span, true: Span) -> bool:
    """At least half of the time either takes is shared."""
    shared = min(found[1], true[1]) - max(found[0], true[0])
    whole = max(found[1], true[1]) - min(found[0], true[0])
    return shared > 0 and shared >= LEAST_OVERLAP * whole


def matched(
    found: Sequence[Span], true: Sequence[Span], alike: Callable[[Span, Span], bool]
) -> list[tuple[Span, Span]]:
    """Pairs of a found and a true pause, each used once, the first that fits."""
    left, pairs = list(true), []
    for one in found:
        other = next((candidate for candidate in left if alike(one, candidate)), None)
        if other is not None:
            left.remove(other)
            pairs.append((one, other))
    return pairs


def f1(hits: int, found: int, true: int) -> float | None:
    """Harmonic mean of precision and recall; None where there was nothing to find or found."""
    return 2 * hits / (found + true) if found + true else None


def ratio(part: float, whole: float) -> float | None:
    """``part / whole``, None without a whole."""
    return part / whole if whole else None


def median(values: Sequence[float]) -> float | None:
    """The middle, None of nothing."""
    return statistics.median(values) if values else None


def ninth_decile(values: Sequence[float]) -> float | None:
    """The value a tenth lies above (of few: the lower neighbour), None of nothing."""
    return sorted(values)[int(0.9 * (len(values) - 1))] if values else None


def score(pairs: Sequence[tuple[Truth, Heard]]) -> dict[str, float | None]:
    """All measures over recordings of one language."""
    table: dict[str, float | None] = {"recordings": len(pairs)}
    table |= _words(pairs) | _pauses(pairs) | _phrases(pairs) | _fillers(pairs)
    sound_s = sum(heard.sound_s for _truth, heard in pairs)
    table["real-time factor"] = ratio(sum(heard.took_s for _truth, heard in pairs), sound_s)
    return table


def _words(pairs: Sequence[tuple[Truth, Heard]]) -> dict[str, float | None]:
    wrong = unified = said = refused = 0
    mandarin = any(truth.language == "zh" for truth, _heard in pairs)
    units: list[float] = []
    paces: list[float] = []
    for truth, heard in pairs:
        if not truth.reference:
            continue
        true = comparable(truth.reference, truth.language)
        wrong += edits(true, comparable(heard.text, truth.language))
        simplified = get_language("zh").normalize(heard.text)
        unified += edits(true, comparable(simplified, truth.language))
        said += len(true)
        if heard.units is not None and len(true) >= LEAST_UNITS:
            units.append(abs(heard.units / len(true) - 1))
        if truth.span is not None and heard.pace is None:
            refused += 1
        elif truth.span is not None and heard.pace is not None:
            minutes = (truth.span[1] - truth.span[0]) / 60
            paces.append(abs(heard.pace * minutes / len(true) - 1))
    return {
        "error rate": ratio(wrong, said),
        # Whisper often writes traditional characters: how much of the error is only that
        "error rate, all simplified": ratio(unified, said) if mandarin else None,
        "unit error, median": median(units),
        "unit error, p90": ninth_decile(units),
        "pace error, median": median(paces),
        "pace error, p90": ninth_decile(paces),
        "pace refused": refused,
    }


def _pauses(pairs: Sequence[tuple[Truth, Heard]]) -> dict[str, float | None]:
    found = true = overlaps = 0
    hits: list[tuple[Span, Span]] = []
    for truth, heard in pairs:
        if truth.pauses is None:
            continue
        found, true = found + len(heard.pauses), true + len(truth.pauses)
        hits += matched(heard.pauses, truth.pauses, same_pause)
        overlaps += len(matched(heard.pauses, truth.pauses, overlapping))
    ends = [abs(a - b) for one, other in hits for a, b in zip(one, other, strict=True)]
    return {
        "pauses, precision": ratio(len(hits), found),
        "pauses, recall": ratio(len(hits), true),
        "pauses, F1": f1(len(hits), found, true),
        "pauses, mean end error (s)": statistics.mean(ends) if ends else None,
        "pauses, F1 by overlap": f1(overlaps, found, true),
    }


def _phrases(pairs: Sequence[tuple[Truth, Heard]]) -> dict[str, float | None]:
    hits = found = true = 0
    for truth, heard in pairs:
        if truth.positive is not None:
            hits += sum((Counter(truth.positive) & Counter(heard.positive)).values())
            found, true = found + len(heard.positive), true + len(truth.positive)
    return {"phrases, precision": ratio(hits, found), "phrases, recall": ratio(hits, true)}


def _fillers(pairs: Sequence[tuple[Truth, Heard]]) -> dict[str, float | None]:
    counts = [
        (heard.fillers, truth.fillers)
        for truth, heard in pairs
        if truth.fillers is not None and heard.fillers is not None
    ]
    off = [abs(found - true) for found, true in counts]
    known = sum(true for _found, true in counts)
    right = sum(min(one) for one in counts)
    # what is read aloud and not known to hold any has none: all found there are invented
    read = [
        (heard.fillers, heard.sound_s)
        for truth, heard in pairs
        if truth.read_aloud and not truth.fillers and heard.fillers is not None
    ]
    minutes = sum(sound_s for _count, sound_s in read) / 60
    return {
        "fillers, share found": ratio(right, known),
        "fillers, found": right if known else None,
        "fillers, known": known or None,
        "fillers, mean error": statistics.mean(off) if off else None,
        "fillers a minute where none are": ratio(sum(count for count, _s in read), minutes),
    }
