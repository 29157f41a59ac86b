"""Whether a shorter answer says nothing that the longer one does not: told word by word, in order.

Nobody can prove that of a text, so what is doubtful is thrown away. A sentence passes if its words
were said in this order and near each other; what was left out between them may not be what turns
their meaning (not, would, tried to) or who did it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from voicemock.language.base import CLAUSE_END, Language, sentences
from voicemock.values.interview import LanguageCode

_MOST_PLACES = 20_000
"""Looked at for one sentence; one of 100 字 in an answer of ten minutes has some 2000."""
_SIGNS = frozenset("%％‰$€£¥￥°+")


@dataclass(frozen=True)
class _Words:
    """Of a language: ``joining`` may be added; ``turning`` may not be left out before a word.

    ``harmless`` are pairs in which it turns nothing. ``subjects`` say who did something, ``opening`` begin another clause, ``idle`` are left out
    between a subject and what it did, ``conditions`` make what stands beside them no fact. ``near``
    words before or behind a word turn it; no more than ``gap`` are left out between two, and no more
    than ``aside`` inside a clause.
    """

    joining: frozenset[str]
    turning: frozenset[str]
    harmless: frozenset[str]
    subjects: frozenset[str]
    opening: frozenset[str]
    idle: frozenset[str]
    conditions: frozenset[str]
    near: int
    aside: int
    gap: int


_OF: dict[LanguageCode, _Words] = {
    "en": _Words(
        joining=frozenset(("a", "an", "the", "and", "then")),
        turning=frozenset((
            "not", "no", "never", "nobody", "nothing", "none", "neither", "nor", "without", "hardly",
            "barely", "unable", "failed", "refused", "instead", "would", "could", "should", "might", "may", "can",
            "will", "if", "unless", "almost", "nearly", "less", "under", "tried", "try", "trying",
            "wanted", "want", "planned", "hoped", "going", "supposed", "rarely", "forgot", "stop",
            "stopped", "avoid", "avoided",
        )),
        harmless=frozenset(),
        subjects=frozenset(("i", "we", "he", "she", "they", "somebody", "someone")),
        opening=frozenset((
            "and", "but", "so", "because", "then", "or", "although", "though", "when", "while", "if",
            "after", "before", "since", "which", "who", "where", "that", "until", "unless", "as",
            "what", "why", "how", "whether", "than",
        )),
        idle=frozenset((
            "um", "uh", "er", "erm", "like", "just", "then", "also", "really", "basically", "actually",
            "simply", "so", "well", "kind", "sort", "of", "literally", "honestly", "obviously",
        )),
        conditions=frozenset(("if", "unless", "whenever", "suppose", "supposing", "imagine")),
        near=3,
        aside=4,
        gap=15,
    ),
    "zh": _Words(
        joining=frozenset("的了着就也又和并"),
        turning=frozenset("不没别未无非莫勿会能想要该可几差试算如若除拒忘停少"),
        harmless=frozenset((
            "会儿", "机会", "社会", "会员", "会议", "开会", "非常", "特别", "分别", "未来", "不但", "不仅", "不过", "可是",
            "主要", "重要", "功能", "能力", "面试", "考试", "几个", "几天", "停车", "多少",
        )),
        subjects=frozenset("我你您他她它们谁"),
        opening=frozenset("但因所如当虽而且结让叫请"),
        idle=frozenset("就也又还都呢嗯呃啊吧嘛那这个其实然后当时以为果是会儿"),
        conditions=frozenset("如若倘假除"),
        near=4,
        aside=7,
        gap=25,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Said:
    """What was said, token by token.

    ``breaks`` are those before which a clause ends, ``turning`` those that turn what others mean.
    """

    forms: list[str]
    breaks: frozenset[int]
    turning: frozenset[int]
    places: dict[str, list[int]] = field(default_factory=dict)


def is_true_to(shorter: str, text: str, language: Language) -> bool:
    """Whether each sentence of ``shorter`` is made of words of ``text``, both normalized."""
    if not {one for one in shorter if one in _SIGNS} <= set(text):
        return False
    words = _OF[language.code]
    said = _read(text, words, language)
    pieces = [shorter[start:end] for start, end in sentences(shorter)]
    return bool(pieces) and all(_stands(one, said, words, language) for one in pieces)


def _read(text: str, words: _Words, language: Language) -> _Said:
    tokens = language.tokens(text)
    forms = [one.form for one in tokens]
    breaks = {
        at
        for at in range(1, len(tokens))
        if any(mark in CLAUSE_END for mark in text[tokens[at - 1].end : tokens[at].start])
    }
    places: dict[str, list[int]] = {}
    for at, form in enumerate(forms):
        places.setdefault(form, []).append(at)
    pairs = [first + second for first, second in pairwise(("", *forms, ""))]
    turning = {
        at
        for at, form in enumerate(forms)
        if form in words.turning and words.harmless.isdisjoint(pairs[at : at + 2])
    }
    return _Said(forms, frozenset((0, *breaks)), frozenset(turning), places)


def _stands(sentence: str, said: _Said, words: _Words, language: Language) -> bool:
    """Whether the words of a sentence can be found one behind the other."""
    forms = [one.form for one in language.tokens(sentence)]
    wanted = [one for one in forms if one not in words.joining or one in words.subjects]
    if not wanted or sum(len(said.places.get(one, ())) for one in wanted) > _MOST_PLACES:
        return False
    reached = {at for at in said.places.get(wanted[0], ()) if _may_begin(at, said, words)}
    for form in wanted[1:]:
        reached = {
            at
            for at in said.places.get(form, ())
            if any(
                before in reached and _may_follow(before, at, said, words)
                for before in range(at - 1 - words.gap, at)
            )
        }
    return any(_may_end(at, said, words) for at in reached)


def _may_begin(at: int, said: _Said, words: _Words) -> bool:
    """Whether a sentence may begin with a word: nothing before it says more of it."""
    free = not _turned(-1, at, said, words) and not _conditioned(at, said, words)
    return free and _opens(at, said, words)


def _may_end(at: int, said: _Said, words: _Words) -> bool:
    """Whether what was said may end with a word: nothing behind it in its clause turns it."""
    for one in range(at + 1, min(len(said.forms), at + 1 + words.near)):
        if one in said.breaks:
            break
        if one in said.turning:
            return False
    return True


def _conditioned(at: int, said: _Said, words: _Words) -> bool:
    """Whether the clause before a word, or its own, says that it is so on a condition only."""
    breaks = at in said.breaks
    for one in range(at - 1, max(-1, at - 1 - words.gap), -1):
        if said.forms[one] in words.conditions:
            return True
        if one in said.breaks:
            if breaks:
                return False
            breaks = True
    return False


def _may_follow(before: int, at: int, said: _Said, words: _Words) -> bool:
    """Whether what lies between two words may be left out."""
    between = [said.forms[one] for one in range(before + 1, at)]
    if _turned(before, at, said, words):
        return False
    turns = not said.turning.isdisjoint(range(before + 1, at))
    if not turns and all(one in words.idle or one in words.joining for one in between):
        return True
    parted = any(one in said.breaks for one in range(before + 1, at + 1))
    if not parted and words.opening.isdisjoint(between):
        # so much of one clause is no aside: without punctuation it may well be another
        return said.forms[before] not in words.subjects and len(between) <= words.aside
    # what goes on in another clause has a subject of its own, or shares what was said of this one
    own = said.forms[at] in words.subjects
    free = words.conditions.isdisjoint(between) if own else not turns
    return free and _may_end(before, said, words) and _opens(at, said, words)


def _opens(at: int, said: _Said, words: _Words) -> bool:
    """Whether a word begins a clause, or says who acts."""
    if said.forms[at] in words.subjects:
        return True
    while at not in said.breaks:
        at -= 1
        if said.forms[at] not in words.idle | words.joining | words.opening:
            return False
        if said.forms[at] in words.opening:
            return True
    return True


def _turned(before: int, at: int, said: _Said, words: _Words) -> bool:
    """Whether a word that was left out turns the meaning of one behind it in its clause."""
    for one in range(at - 1, max(before, at - 1 - words.near), -1):
        if one + 1 in said.breaks:
            return False
        if one in said.turning:
            return True
    return False
