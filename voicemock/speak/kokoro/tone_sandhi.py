"""How tones change in company: 一, 不, and third tones within feet of two and three syllables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from voicemock.speak.kokoro.readings import Word

_DIGITS = frozenset("〇零幺一二三四五六七八九")
_NUMBER = _DIGITS | frozenset("十百千万亿点两")
_ORDINAL_ONE = re.compile(
    r"一(?=[的月号楼层级期班十]|[〇零幺一二三四五六七八九]|点[〇零幺一二三四五六七八九](?!点))|(?<=[第初十〇零幺一二三四五六七八九])一"
)
_AGAIN = re.compile(r"(?<=(?<!一)(.))[一不](?=\1)")
_MOST = 3
"""Syllables of a foot."""


def apply(words: Sequence[Word]) -> None:
    """Changes the tones of words that follow each other without a mark."""
    han = "".join(word.text for word in words)
    syllables = [syllable for word in words for syllable in word.syllables]
    _one_and_no(han, words, syllables)
    at = 0
    for foot in _feet(words):
        end = at + _size(foot)
        _third_tones(syllables, at, end, _leans_right(foot))
        at = end
    at = 0
    for word in words:
        word.syllables[:] = syllables[at : at + len(word.text)]
        at += len(word.text)


def _one_and_no(han: str, words: Sequence[Word], syllables: list[str]) -> None:
    """一 and 不 by the tone that follows; 一 stays as it is in a row of digits and as an ordinal."""
    unchanged = {match.start() for match in _ORDINAL_ONE.finditer(han)}
    light = {match.start() for match in _AGAIN.finditer(han)}
    at = 0
    for word in words:
        at += len(word.text)
        if len(word.text) > 1:
            unchanged.add(at - 1)  # 统一, 之一
        if len(word.text) == _MOST and word.text[1] == "不":
            light.add(at - 2)  # 来不及
    for at, character in enumerate(han):
        if character not in "一不":
            continue
        following = syllables[at + 1] if at + 1 < len(han) else ""
        falling = following.endswith("4") or following == "ge5"
        if character == "不":
            syllables[at] = "bu5" if at in light else "bu2" if falling else "bu4"
        elif at in light:
            syllables[at] = "yi5"
        elif at in unchanged or not following:
            syllables[at] = "yi1"
        else:
            syllables[at] = "yi2" if falling else "yi4"


def _feet(words: Sequence[Word]) -> list[list[Word]]:
    """The words that are said in one go: of one syllable with the next, numbers whole."""
    feet: list[list[Word]] = []
    for word in words:
        last = feet[-1] if feet else []
        number = bool(last) and last[-1].text[-1] in _NUMBER and word.text[0] in _NUMBER
        if number or (_size(last) == 1 and len(word.text) < _MOST):
            last.append(word)
        else:
            _close(feet)
            feet.append([word])
    _close(feet)
    return feet


def _close(feet: list[list[Word]]) -> None:
    """A foot of one syllable that found none to follow belongs to the one before."""
    if len(feet) > 1 and _size(feet[-1]) == 1 and _size(feet[-2]) < _MOST:
        one = feet.pop()
        feet[-1] += one


def _size(foot: Sequence[Word]) -> int:
    return sum(len(word.text) for word in foot)


def _leans_right(foot: Sequence[Word]) -> bool:
    """Whether the last two of three syllables belong together: 小老虎, but not 展览馆."""
    import rjieba

    text = "".join(word.text for word in foot)
    if len(text) != _MOST:
        return False
    if len(foot) == 1:
        return bool(rjieba.has_word(text[1:])) and not rjieba.has_word(text[:2])
    return len(foot[-1].text) == _MOST - 1


def _third_tones(syllables: list[str], start: int, end: int, leans_right: bool) -> None:
    """A third tone before a third rises, those that belong together first."""
    spoken = [at for at in range(start, end) if syllables[at]]
    pairs = list(pairwise(spoken))
    for at, following in reversed(pairs) if leans_right else pairs:
        if syllables[at].endswith("3") and syllables[following].endswith("3"):
            syllables[at] = f"{syllables[at][:-1]}2"
