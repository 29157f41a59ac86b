"""Words that were put right, in the transcript: their times, and the text around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from voicemock.language.base import CLAUSE_END
from voicemock.transcribe.base import Piece, snapped, words_of
from voicemock.values.answer import Transcript, Word
from voicemock.values.edits import Correction
from voicemock.values.sound import Activity, Interval


@dataclass(frozen=True)
class Corrected:
    """A transcript with its words put right.

    ``origins`` say for each word which words of the recognizer it stands for, from the first to
    before the last; words that were put right together share them. ``made`` are the corrections
    that hold, in order of the words.
    """

    transcript: Transcript
    origins: tuple[tuple[int, int], ...]
    made: tuple[Correction, ...] = ()


def corrected(
    heard: Transcript, corrections: Sequence[Correction], activity: Activity
) -> Corrected:
    """A transcript with corrections made; of two that touch the same words the later one holds.

    Args:
        heard: as the recognizer has it.
        corrections: of its words, in the order in which they were made.
        activity: where somebody speaks, for the times of words that were not heard as such.
    """
    text, words, origins = "", list[Word](), list[tuple[int, int]]()
    at = reached = 0  # in the heard text, and among its words
    standing = _standing(corrections, len(heard.words))
    for one in (*standing, None):
        first = len(heard.words) if one is None else one.first
        end = len(heard.text) if one is None else heard.words[one.first].at
        moved = len(text) - at
        text += heard.text[at:end]
        words += [replace(word, at=word.at + moved) for word in heard.words[reached:first]]
        origins += [(number, number + 1) for number in range(reached, first)]
        if one is None:
            break
        before = heard.words[one.first : one.last]
        made = _put_right(before, one.text, activity)
        at, reached = before[-1].at + len(before[-1].text), one.last
        if made:
            words += [replace(word, at=word.at + len(text)) for word in made]
            origins += [(one.first, one.last)] * len(made)
            text += one.text
        else:
            text, at = _closed(text, heard.text, at)
    if not words:
        text = ""
    lead = len(text) - len(text.lstrip())
    kept = tuple(replace(word, at=word.at - lead) for word in words)
    return Corrected(replace(heard, text=text.strip(), words=kept), tuple(origins), standing)


def correction(now: Corrected, first: int, last: int, text: str) -> Correction:
    """What makes the words ``first`` to before ``last`` of the transcript as it is now ``text``.

    Words that were put right together with them stay as they are in it.

    Args:
        now: with what was put right so far.
        first: the first word that is wrong.
        last: the one behind the last that is wrong.
        text: what was said in their place; "" where nothing was.
    """
    start, end = now.origins[first][0], now.origins[last - 1][1]
    group = [at for at, (a, b) in enumerate(now.origins) if start <= a and b <= end]
    words, whole = now.transcript.words, now.transcript.text
    before = whole[words[group[0]].at : words[first].at]
    behind = whole[_end(words[last - 1]) : _end(words[group[-1]])]
    if not text:  # what held it to its neighbours goes with it
        behind = behind.lstrip(CLAUSE_END + " " if not before else " ")
        before = before if behind else before.rstrip()
    return Correction(start, end, f"{before}{text}{behind}")


def _end(word: Word) -> int:
    return word.at + len(word.text)


def _standing(corrections: Sequence[Correction], count: int) -> tuple[Correction, ...]:
    """Those that hold, in order of the words."""
    found: list[Correction] = []
    for one in corrections:
        if 0 <= one.first < one.last <= count:
            found = [each for each in found if each.last <= one.first or each.first >= one.last]
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.first))


def _put_right(before: Sequence[Word], text: str, activity: Activity) -> list[Word]:
    """The words of ``text`` in place of others; those at both ends that are the same stay."""
    made = list(words_of([Piece(text, before[0].start_s, before[-1].end_s)], text))
    same = len(made) == len(before)
    head = tail = 0
    while not same and head < min(len(made), len(before)) - 1 and _same(made, before, head):
        head += 1
    while not same and tail < min(len(made), len(before)) - 1 - head and _same(made, before, ~tail):
        tail += 1
    if same:
        return [_as(new, old) for new, old in zip(made, before, strict=True)]
    if not made:
        return []
    middle, old = made[head : len(made) - tail], before[head : len(before) - tail]
    heard = "".join(_spaced(old))
    spread = _spread(middle, old, activity)
    stays = next((n for n, one in enumerate(spread) if one.text == heard), None)
    fresh = [
        replace(one, heard=None if n == stays else "" if n or stays is not None else heard)
        for n, one in enumerate(spread)
    ]
    ends = zip(made[len(made) - tail :], before[len(before) - tail :], strict=True)
    starts = zip(made[:head], before[:head], strict=True)
    return [
        *(_as(new, old) for new, old in starts),
        *fresh,
        *(_as(new, old) for new, old in ends),
    ]


def _same(made: Sequence[Word], before: Sequence[Word], at: int) -> bool:
    return made[at].text == before[at].text


def _as(new: Word, old: Word) -> Word:
    """A word in another's place and time."""
    if new.text == old.text:
        return replace(old, at=new.at)
    return Word(new.text, old.start_s, old.end_s, None, new.at, old.text)


def _spread(words: Sequence[Word], old: Sequence[Word], activity: Activity) -> tuple[Word, ...]:
    """Words over the time of others, each as long as it is written, none in a pause."""
    start_s, end_s = old[0].start_s, old[-1].end_s
    letters = list(accumulate((len(one.text) for one in words), initial=0))
    times = [start_s + (end_s - start_s) * count / letters[-1] for count in letters]
    timed = [
        replace(one, start_s=times[n], end_s=times[n + 1], probability=None)
        for n, one in enumerate(words)
    ]
    inside = activity.within(Interval(start_s, end_s))
    return snapped(timed, inside) if inside.speech else tuple(timed)


def _spaced(words: Sequence[Word]) -> list[str]:
    """The texts of words as they stood beside each other."""
    return [words[0].text, *(" " * (b.at > _end(a)) + b.text for a, b in pairwise(words))]


def _closed(before: str, text: str, at: int) -> tuple[str, int]:
    """The text up to a gap, and where it goes on: without two spaces or two marks side by side."""
    opens = not before.strip() or before.rstrip()[-1:] in CLAUSE_END
    while at < len(text) and (text[at].isspace() or (opens and text[at] in CLAUSE_END)):
        if text[at].isspace() and not opens and not before[-1:].isspace():
            break
        at += 1
    if at < len(text) and text[at] in CLAUSE_END:
        before = before.rstrip()
    return before, at
