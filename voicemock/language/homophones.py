"""Words of the field that a recognizer wrote with other characters of the same sound: 快地 is 快递.

A stretch is put right only where it is no word itself, cuts none, and sounds as one word of the field
alone does: syllables without tones are equal; in longer words one may be its neighbour (an and ang,
z and zh). A character that is at home in any sentence stays beside a single one, or a word.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from voicemock.language.base import HAN

_RUN = re.compile(f"(?:{HAN.pattern})+")
_MOST = 6
"""Characters of a word; no longer one is looked for."""
_ANYWHERE = frozenset(
    "的了是在里和对就不我你您他她它们也都有没要会去来到说这那个一只先想问给把被让从跟着过得地很太再还又上下能可"
    "个张件条位台次份家本句"
)
_INITIAL = re.compile(r"zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]|")
_INITIALS = frozenset(
    map(frozenset, (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h")))
)
_FINALS = frozenset(
    map(
        frozenset,
        (
            ("an", "ang"), ("en", "eng"), ("in", "ing"), ("uan", "uang"), ("ian", "iang"), ("ai", "an"),
        ),
    )
)  # fmt: skip


_Sound = tuple[str | None, ...]
"""A word's syllables; None for any."""


@dataclass(frozen=True)
class Change:
    """Characters of a text, from ``start`` on, and the word of the same length that was said."""

    start: int
    word: str


class Homophones:
    """The words of the field, by their sound.

    Args:
        words: of Han characters; others and those of one character are left out.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {one for one in words if 2 <= len(one) <= _MOST and _RUN.fullmatch(one)}
        self._by_sound: defaultdict[_Sound, list[str]] = defaultdict(list)
        for one in sorted(self._words):
            sound = _syllables(one)
            self._by_sound[sound].append(one)
            for open_sound in _open(sound):
                self._by_sound[open_sound].append(one)

    def changes(self, text: str) -> list[Change]:
        """What is to be put right in a recognized text, in order; nothing overlaps."""
        return [
            Change(run.start() + one.start, one.word)
            for run in _RUN.finditer(text)
            for one in self._in_run(run.group())
        ]

    def _in_run(self, run: str) -> Iterator[Change]:
        syllables = _syllables(run)
        if len(syllables) != len(run):
            return
        inside = {
            border
            for start, end in _words(run)
            if _is_word(run[start:end])
            for border in range(start + 1, end)
        }
        at = 0
        while at < len(run):
            change = next(
                (
                    one
                    for length in range(min(_MOST, len(run) - at), 1, -1)
                    if not inside & {at, at + length}
                    and (one := self._at(run, syllables, at, length)) is not None
                ),
                None,
            )
            if change is None:
                at += 1
                continue
            yield change
            at += len(change.word)

    def _at(self, run: str, syllables: tuple[str, ...], at: int, length: int) -> Change | None:
        end = at + length
        heard, sound = run[at:end], syllables[at:end]
        fitting = self._by_sound.get(sound, [])
        near = [] if fitting or length == 2 else self._near(sound)
        if len(fitting or near) != 1:
            return None
        if heard in self._words or _is_word(heard) or (near and _has_word(heard)):
            return None
        word = (fitting or near)[0]
        single = {heard[a] for a, b in _words(heard) if b - a == 1 or not _is_word(heard[a:b])}
        if single <= _ANYWHERE or (length == 2 and set(heard) & _ANYWHERE):
            return None
        after = run[:at] + word + run[end:]
        borders = {border for one in _words(after) for border in one}
        return Change(at, word) if {at, end} <= borders else None

    def _near(self, sound: tuple[str, ...]) -> list[str]:
        """The words of which one syllable differs, and is often taken for what was heard."""
        return [
            word
            for place, one in enumerate(_open(sound))
            for word in self._by_sound.get(one, ())
            if alike(sound[place], _syllables(word)[place])
        ]


def _open(sound: tuple[str, ...]) -> Iterator[_Sound]:
    """A sound with each of its syllables left open in turn."""
    for place in range(len(sound)):
        yield (*sound[:place], None, *sound[place + 1 :])


def _words(text: str) -> list[tuple[int, int]]:
    """Where jieba's words begin and end."""
    import rjieba

    borders = itertools.accumulate(map(len, rjieba.cut(text)), initial=0)
    return list(itertools.pairwise(borders))


def _is_word(text: str) -> bool:
    import rjieba

    return len(text) > 1 and bool(rjieba.has_word(text))


def _has_word(text: str) -> bool:
    return any(_is_word(text[start:end]) for start, end in _words(text))


@lru_cache(maxsize=2048)
def _syllables(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def alike(one: str, other: str) -> bool:
    """Whether one of two syllables is often taken for the other."""
    (initial, final), (other_initial, other_final) = _parts(one), _parts(other)
    if final == other_final:
        return frozenset((initial, other_initial)) in _INITIALS
    return initial == other_initial and frozenset((final, other_final)) in _FINALS


def _parts(syllable: str) -> tuple[str, str]:
    match = _INITIAL.match(syllable)
    at = match.end() if match else 0
    return syllable[:at], syllable[at:]
