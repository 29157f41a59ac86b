"""Keywords of a job description, terms of several words first of all.

Candidates are runs of content words in the parts of the advert that speak of the work. They are
weighed by C-value (Frantzi, Ananiadou & Mima 2000, "Automatic recognition of multi-word terms"):
how long a term is and how often it is said, less what longer terms around it account for; and
twice that for words of the interviewer's own field. How rare a word is in a general corpus was
tried as well (wordfreq, jieba's dictionary): an advert says too little for that to find more.
Mandarin is cut by rjieba, English word forms are joined by Snowball's stemmer.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from voicemock.language.adverts import lists, sections, stem
from voicemock.types import LanguageCode

MOST = 30
"""Keywords returned unless told otherwise."""
_UNSURE = 20  # places of those for terms that are neither of the trade nor said twice
_OF_THE_TRADE = 3.0  # times the weight of other terms
_ASKED_FOR = 1.5  # times the weight, for what stands after "experience with"
_LONGEST = 4  # words
_COUNTED = 2  # words; said once, a longer term is no surer than one of two words
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:['\-][A-Za-z0-9]+)*|[^\sA-Za-z]+")
_MANDARIN_WORD = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z][A-Za-z0-9+#-]+")
_MANDARIN_RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9+#]+")
_ENDINGS = frozenset("率度量件单卡表费款险员师")
_LONGEST_ABILITY = 8  # characters
# Tags of adverbs, numbers, measures, pronouns, prepositions, conjunctions, particles, places, times.
_NO_TERM = frozenset("dmqrpcuyfst")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:(?<=[sxz])es|(?<=[cs]h)es|(?<![sui])s|(?:ing|ed|e))$")
_LONGEST_KNOWN = 5  # words
_AFTER_ASKING = frozenset(("with", "of", "in", "using"))
_LONGEST_ABBREVIATION = 5  # letters; a longer word in capitals is shouted
_BEFORE_NOUNS = frozenset(
    (
        "a", "an", "the", "our", "your", "their", "each", "every", "any", "of", "in", "for", "with",
        "on", "about", "by", "from", "per",
    )
)  # fmt: skip


class _Word(NamedTuple):
    """A word that may be part of a term: as it was written, and its form to compare."""

    shown: str
    form: str
    known: bool = False  # of the trade, whatever the lists say of its words
    worth: float = 1.0


_Run = list[_Word]
_Forms = tuple[str, ...]


class _Cutter(Protocol):
    """What differs between the languages."""

    def runs(self, text: str) -> Iterator[_Run]:
        """The runs of words of a text that no other word or mark parts."""
        ...

    def length(self, forms: _Forms) -> float:
        """How long a term is, in words."""
        ...

    def weight(self, forms: _Forms) -> float:
        """1 for a term with no word of the field, up to 2 for one of such words alone."""
        ...

    def join(self, words: Sequence[str]) -> str:
        """A term as it is written."""
        ...


def keywords(
    text: str, language: LanguageCode, *, most: int = MOST, field: Iterable[str] = ()
) -> tuple[str, ...]:
    """At most ``most`` terms of a job description, the weightiest first.

    ``field`` are terms of the trade, as a pack's questions name them. English terms are in lower
    case but for names and abbreviations. Text without any term gives an empty tuple.
    """
    known = lists(language)
    cutter: _Cutter = _Mandarin(field) if language == "zh" else _English(text, field)
    weights: dict[_Forms, float] = defaultdict(float)
    shown: dict[_Forms, Counter[str]] = defaultdict(Counter)
    said: Counter[_Forms] = Counter()
    trade: set[_Forms] = set()
    for section in sections(text, language):
        for run in cutter.runs(section.text):
            for words in _candidates(run, cutter, known.edge, known.start, known.alone):
                forms = _forms(words)
                if len(words) == 1 and words[0].known:
                    trade.add(forms)
                weights[forms] += section.weight * max(word.worth for word in words)
                said[forms] += 1
                shown[forms][cutter.join([word.shown for word in words])] += 1
    values = _c_values(weights, trade, cutter)
    for forms in [one for one in values if _around_a_term(one, weights, cutter)]:
        del values[forms]
    chosen: list[_Forms] = []
    for forms in sorted(values, key=lambda one: (-values[one], -weights[one], len(one))):
        if len(chosen) == most or values[forms] <= 0:
            break
        if len(chosen) >= _UNSURE and forms not in trade and said[forms] < 2:
            continue
        if not any(_within(forms, one) or (len(one) > 1 and _within(one, forms)) for one in chosen):
            chosen.append(forms)
    return tuple(shown[forms].most_common(1)[0][0] for forms in chosen)


def _candidates(
    run: _Run,
    cutter: _Cutter,
    edge: frozenset[str],
    start: frozenset[str],
    alone: frozenset[str],
) -> Iterator[_Run]:
    """All terms inside a run: none begins or ends with a word that says nothing there."""
    for first in range(len(run)):
        if not run[first].known and (run[first].form in edge or run[first].form in start):
            continue
        for end in range(first + 1, min(len(run), first + _LONGEST) + 1):
            words = run[first:end]
            if len(words) == 1 and words[0].known:
                yield words
                continue
            if end > first + 1 and run[end - 2].form in start and run[end - 2].form not in alone:
                break
            if words[-1].form in edge or cutter.length(_forms(words)) > _LONGEST:
                continue
            if len(words) > 1 or words[0].form not in alone:
                yield words


def _forms(words: _Run) -> _Forms:
    return tuple(word.form for word in words)


def _c_values(
    weights: dict[_Forms, float], trade: set[_Forms], cutter: _Cutter
) -> dict[_Forms, float]:
    """C-value of every candidate, times the weight of its words.

    A term of the trade is one whatever stands around it: nothing is taken off it.
    """
    around: dict[_Forms, list[float]] = defaultdict(list)
    for forms, weight in weights.items():
        for size in range(1, len(forms)):
            for inner in {forms[at : at + size] for at in range(len(forms) - size + 1)}:
                around[inner].append(weight)
    values = {}
    for forms, weight in weights.items():
        longer = None if forms in trade else around.get(forms)
        own = weight - sum(longer) / len(longer) if longer else weight
        length = min(cutter.length(forms), _COUNTED)
        times = _OF_THE_TRADE if forms in trade else cutter.weight(forms)
        values[forms] = math.log2(1 + length) * own * times
    return values


def _around_a_term(forms: _Forms, weights: dict[_Forms, float], cutter: _Cutter) -> bool:
    """Whether a term is said once, and what is inside it more often: then that is the term."""
    return weights[forms] <= 1 and any(
        weights.get(inner, 0) > weights[forms] and cutter.length(inner) >= _COUNTED
        for size in range(1, len(forms))
        for inner in (forms[at : at + size] for at in range(len(forms) - size + 1))
    )


def _within(inner: _Forms, outer: _Forms) -> bool:
    size = len(inner)
    return any(outer[at : at + size] == inner for at in range(len(outer) - size + 1))


class _English:
    def __init__(self, text: str, field: Iterable[str]) -> None:
        self._lists = lists("en")
        self._in_lower_case = {one for one in _ENGLISH.findall(_straight(text)) if one.islower()}
        self._field = {stem(one.lower()) for term in field for one in _ENGLISH.findall(term)}
        self._terms = {_key(term): term for term in self._lists.terms}

    def runs(self, text: str) -> Iterator[_Run]:
        """See `_Cutter.runs`."""
        run: _Run = []
        tokens = _ENGLISH.findall(_straight(text))
        at, worth = 0, 1.0
        while at < len(tokens):
            word, size = self._known(tokens, at, worth), 1
            if word is not None:
                word, size = word
                run.append(word)
            elif self._parts(tokens[at].lower(), tokens[at - 1].lower() if at else "", run):
                if run:
                    yield run
                    worth = 1.0
                run = []
                if tokens[at].lower() in _AFTER_ASKING and at:
                    worth = _ASKED_FOR if tokens[at - 1].lower() in self._lists.asking else worth
            else:
                run.append(self._word(tokens[at], worth))
            at += size
        if run:
            yield run

    def _known(self, tokens: list[str], at: int, worth: float) -> tuple[_Word, int] | None:
        """The longest term of the trade that begins at a token, and how many tokens it takes."""
        key: tuple[str, ...] = ()
        found = None
        for size, token in enumerate(tokens[at : at + _LONGEST_KNOWN], 1):
            key += _key(token)
            if key in self._terms:
                found = size
        if found is None:
            return None
        words = tokens[at : at + found]
        term = self._terms[tuple(part for token in words for part in _key(token))]
        shown = " ".join(words)
        form = " ".join(stem(one.lower()) for one in words)
        return _Word(shown.lower() if term.islower() else shown, form, known=True, worth=worth), found

    def _word(self, token: str, worth: float) -> _Word:
        lower = token.lower()
        plain = token.istitle() and lower in self._in_lower_case
        return _Word(lower if plain else token, stem(lower), worth=worth)

    def _parts(self, token: str, before: str, run: _Run) -> bool:
        """Whether a word belongs to no term; a verb may be a noun ("a refund", "problem solving")."""
        known = self._lists
        if not (token[0].isascii() and token[0].isalpha()) or token in known.apart:
            return True
        if token not in known.verbs or token.removesuffix("s") in known.both:
            after_noun = bool(run) and run[-1].form not in known.edge
            return token in known.both and not after_noun and before not in _BEFORE_NOUNS
        return not (token.endswith("ing") and run and run[-1].form not in known.edge)

    def length(self, forms: _Forms) -> float:
        """See `_Cutter.length`."""
        return sum(form.count(" ") + 1 for form in forms)

    def weight(self, forms: _Forms) -> float:
        """See `_Cutter.weight`."""
        return 1 + sum(form in self._field for form in forms) / len(forms)

    def join(self, words: Sequence[str]) -> str:
        """See `_Cutter.join`: in small letters where the capitals are a title's, not a name's."""
        if any(len(word) > _LONGEST_ABBREVIATION and word.isupper() for word in words):
            words = [word.lower() for word in words]
        elif any(word.islower() for word in words):
            words = [word.lower() if word.istitle() else word for word in words]
        return " ".join(words)


def _key(words: str) -> tuple[str, ...]:
    """Words without hyphens and endings, and less is cut off than by the stemmer.

    That makes one of "initial" and "initiative".
    """
    return tuple(_ENDING.sub("", one) or one for one in re.split(r"[\s-]+", words.lower()))


def _straight(text: str) -> str:
    return text.replace("\u2019", "'")


class _Mandarin:
    def __init__(self, field: Iterable[str]) -> None:
        self._lists = lists("zh")
        self._apart = self._lists.apart | lists("en").apart
        self._terms = {one.lower() for one in self._lists.terms}
        self._field = {one for term in field for one in cut(term) if len(one) > 1}

    def runs(self, text: str) -> Iterator[_Run]:
        """See `_Cutter.runs`."""
        for piece in _MANDARIN_RUN.findall(text):
            run: _Run = []
            worth = 1.0
            for word, tag in _trade_jieba().tag(piece):
                known = word.lower() in self._terms
                if known or self._belongs(word, tag):
                    latin = word[0].isascii()
                    run.append(_Word(word, word, known, _ASKED_FOR if latin else worth))
                    self._join_ability(run)
                elif run and word in _ENDINGS and not run[-1].form in self._lists.edge:
                    last = run.pop()
                    run.append(_Word(last.shown + word, last.form + word, worth=last.worth))
                else:
                    if run:
                        yield run
                    run = []
                if word in self._lists.asking:
                    worth = _ASKED_FOR
            if run:
                yield run

    def _belongs(self, word: str, tag: str) -> bool:
        return (
            tag[0] not in _NO_TERM
            and word.lower() not in self._apart
            and _MANDARIN_WORD.fullmatch(word) is not None
        )

    def _join_ability(self, run: _Run) -> None:
        """Make one term of what a person must be able to do: "表达" and "能力"."""
        if len(run) < 2 or run[-1].form not in self._lists.ability:
            return
        at = len(run) - 2
        while at and len("".join(_forms(run[at - 1 :]))) <= _LONGEST_ABILITY:
            at -= 1
        words = run[at:]
        term = "".join(_forms(words))
        if len(term) <= _LONGEST_ABILITY:
            run[at:] = [_Word(term, term, known=True, worth=words[0].worth)]

    def length(self, forms: _Forms) -> float:
        """See `_Cutter.length`: two characters are a word, however the cutter takes them."""
        return len("".join(forms)) / 2

    def weight(self, forms: _Forms) -> float:
        """See `_Cutter.weight`: by the characters that lie in words of the field."""
        term = "".join(forms)
        size = len(term)
        found: set[int] = set()
        for start in range(size):
            for end in range(start + 2, size + 1):
                if term[start:end] in self._field:
                    found.update(range(start, end))
        return 1 + len(found) / size

    def join(self, words: Sequence[str]) -> str:
        """See `_Cutter.join`."""
        return "".join(words)


def cut(text: str) -> list[str]:
    """Mandarin text as words."""
    return list(_jieba().cut(text))


@cache
def _jieba() -> Any:
    import rjieba

    return rjieba.Jieba()


@cache
def _trade_jieba() -> Any:
    """A cutter that knows the terms of the trade; without a frequency they are just kept whole."""
    import rjieba

    jieba = rjieba.Jieba()
    for term in lists("zh").terms:
        jieba.add_word(term, None, "nz")
    return jieba
