"""A job advert's sentences as runs of words that may make up terms: what differs by language.

Terms of the trade (``terms`` in ``prompts/job.*.toml``) are one word each, however many they are
written in. Mandarin is cut by rjieba, which is told of those terms; English word forms are joined by
Snowball's stemmer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from voicemock.job.sections import lists, stem
from voicemock.values.interview import LanguageCode

_ASKED_FOR = 1.5  # times the weight, for what stands after "experience with"
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"  # those with accents too: café
_ENGLISH = re.compile(rf"[{_LETTER}][{_LETTER}0-9]*(?:['\-][{_LETTER}0-9]+)*|[^\s{_LETTER}]+")
_PLURAL = re.compile(r"(?<=[a-z]{2})(?:(?<=[sxz])es|(?<=[cs]h)es|(?<![sui])s)$")
_IES = re.compile(r"(?<=[a-z]{3})ies$")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|e)$")
_ADVERB = re.compile(r"(?!family|assembly)[a-z]{4,}ly")
_LONGEST_KNOWN = 5  # words
_AFTER_ASKING = frozenset(("with", "of", "in", "using"))
_MANDARIN_WORD = re.compile(rf"[\u3400-\u9fff]{{2,}}|[{_LETTER}][{_LETTER}0-9+#-]+")
_MANDARIN_RUN = re.compile(rf"[\u3400-\u9fff{_LETTER}0-9+#]+")
_ENDINGS = frozenset("率度量件单卡表费款险员师")
_LONGEST_ABILITY = 8  # characters
# Tags of adverbs, numbers, measures, pronouns, prepositions, conjunctions, particles, places, times,
# idioms and phrases.
_NO_TERM = frozenset("dmqrpcuyfstil")
_PHRASES = frozenset("il")
_LONGEST_ABBREVIATION = 5  # letters; a longer word in capitals is shouted
_BEFORE_NOUNS = frozenset((
    "a", "an", "the", "our", "your", "their", "each", "every", "any", "of", "in", "for", "with",
    "on", "about", "by", "from", "per",
))  # fmt: skip


class Word(NamedTuple):
    """A word that may be part of a term: as it was written, and its form to compare."""

    shown: str
    form: str
    known: bool = False  # of the trade, whatever the lists say of its words
    worth: float = 1.0
    verb: bool = False  # begins and ends no term


Run = list[Word]
Forms = tuple[str, ...]


class Cutter(Protocol):
    """What differs between the languages."""

    def runs(self, text: str) -> Iterator[Run]:
        """The runs of words of a text that no other word or mark parts."""

    def length(self, forms: Forms) -> float:
        """How long a term is, in words."""

    def parts(self, forms: Forms) -> tuple[str, ...]:
        """A term's words (Mandarin: characters)."""

    def weight(self, forms: Forms) -> float:
        """1 for a term with no word of the field, up to 2 for one of such words alone."""

    def join(self, words: Sequence[str]) -> str:
        """A term as it is written."""


def forms_of(words: Run) -> Forms:
    """The forms of words."""
    return tuple(word.form for word in words)


def cutter_for(text: str, language: LanguageCode, field: Iterable[str]) -> Cutter:
    """The cutter for an advert; ``field`` are terms that a pack's questions name."""
    return _Mandarin(field) if language == "zh" else _English(text, field)


class _English:
    def __init__(self, text: str, field: Iterable[str]) -> None:
        self._lists = lists("en")
        self._in_lower_case = {one for one in _ENGLISH.findall(_straight(text)) if one.islower()}
        self._field = {stem(one.lower()) for term in field for one in _ENGLISH.findall(term)}
        self._terms = {term_key(term): term for term in self._lists.terms}

    def runs(self, text: str) -> Iterator[Run]:
        run: Run = []
        tokens = _ENGLISH.findall(_straight(text))
        at, worth = 0, 1.0
        while at < len(tokens):
            token, before = tokens[at].lower(), tokens[at - 1].lower() if at else ""
            size = self._known(tokens, at)
            if size:
                run.append(self._term(tokens[at : at + size], worth))
                yield from self._overlapping(tokens, at, size, worth)
            elif self._parts(token, before, run):
                if run:
                    yield run
                    worth = 1.0
                run = []
                if before in self._lists.asking and token in _AFTER_ASKING:
                    worth = _ASKED_FOR
            else:
                run.append(self._word(tokens[at], worth))
            at += size or 1
        if run:
            yield run

    def _overlapping(self, tokens: list[str], at: int, size: int, worth: float) -> Iterator[Run]:
        """Terms that begin inside another and end after it: "customer support tickets" has two."""
        for start in range(at + 1, at + size):
            more = self._known(tokens, start)
            if start + more > at + size:
                yield [self._term(tokens[start : start + more], worth)]

    def _known(self, tokens: list[str], at: int) -> int:
        """How many tokens the longest term of the trade takes that begins at one, 0 for none."""
        key: tuple[str, ...] = ()
        found = 0
        for size, token in enumerate(tokens[at : at + _LONGEST_KNOWN], 1):
            key += term_key(token)
            if key in self._terms:
                found = size
        return found

    def _term(self, tokens: list[str], worth: float) -> Word:
        shown = " ".join(tokens)
        if self._terms[term_key(shown)].islower():
            shown = shown.lower()
        form = " ".join(stem(one.lower()) for one in tokens)
        return Word(shown, form, known=True, worth=worth)

    def _word(self, token: str, worth: float) -> Word:
        lower = token.lower()
        plain = token.istitle() and lower in self._in_lower_case
        return Word(lower if plain else token, stem(lower), worth=worth)

    def _parts(self, token: str, before: str, run: Run) -> bool:
        """Whether a word belongs to no term; a verb may be a noun ("a refund", "problem solving")."""
        known = self._lists
        if not (token[0].isascii() and token[0].isalpha()) or len(token) == 1:
            return True
        if token in known.apart or (_ADVERB.fullmatch(token) and token not in known.verbs):
            return True
        if token not in known.verbs or token.removesuffix("s") in known.both:
            after_noun = bool(run) and run[-1].form not in known.edge
            return token in known.both and not after_noun and before not in _BEFORE_NOUNS
        return not (token.endswith("ing") and run and run[-1].form not in known.edge)

    def length(self, forms: Forms) -> float:
        return len(self.parts(forms))

    def parts(self, forms: Forms) -> tuple[str, ...]:
        return tuple(" ".join(forms).split())

    def weight(self, forms: Forms) -> float:
        parts = self.parts(forms)
        return 1 + sum(part in self._field for part in parts) / len(parts)

    def join(self, words: Sequence[str]) -> str:
        """See `Cutter.join`: in small letters where the capitals are a title's, not a name's."""
        if any(len(word) > _LONGEST_ABBREVIATION and word.isupper() for word in words):
            words = [word.lower() for word in words]
        elif any(word.islower() for word in words):
            words = [word.lower() if word.istitle() else word for word in words]
        return " ".join(words)


def term_key(words: str) -> tuple[str, ...]:
    """Words without hyphens and endings, and less is cut off than by the stemmer.

    That makes one of "initial" and "initiative".
    """
    parts = re.split(r"[\s-]+", words.lower())
    return tuple(_ENDING.sub("", _PLURAL.sub("", _IES.sub("y", one))) for one in parts)


def within(inner: Forms, outer: Forms) -> bool:
    """Whether one run of forms stands in another."""
    size = len(inner)
    return any(outer[at : at + size] == inner for at in range(len(outer) - size + 1))


def _straight(text: str) -> str:
    return text.replace("\u2019", "'")


class _Mandarin:
    def __init__(self, field: Iterable[str]) -> None:
        self._lists = lists("zh")
        self._apart = self._lists.apart | lists("en").apart
        self._terms = {one.lower() for one in self._lists.terms}
        self._field = {one for term in field for one in cut(term) if len(one) > 1}

    def runs(self, text: str) -> Iterator[Run]:
        for piece in _MANDARIN_RUN.findall(text):
            run: Run = []
            worth = 1.0
            tagged = _trade_jieba().tag(piece)
            for (word, tag), (after, _tag) in zip(tagged, [*tagged[1:], ("", "")], strict=True):
                known = word.lower() in self._terms
                # "多任务处理" + "能力"
                able = after in self._lists.ability and tag[0] in _PHRASES
                if known or able or self._belongs(word, tag):
                    asked = _ASKED_FOR if word[0].isascii() else worth
                    verb = tag == "v" and word not in self._field
                    run.append(Word(word, word, known, asked, verb))
                    self._join_ability(run)
                elif run and word in _ENDINGS and run[-1].form not in self._lists.edge:
                    last = run.pop()
                    run.append(Word(last.shown + word, last.form + word, worth=last.worth))
                else:
                    if run:
                        yield run
                    run = []
                if word in self._lists.asking:
                    worth = _ASKED_FOR
            if run:
                yield run

    def _belongs(self, word: str, tag: str) -> bool:
        counts = tag[0] not in _NO_TERM and word.lower() not in self._apart
        return counts and _MANDARIN_WORD.fullmatch(word) is not None

    def _join_ability(self, run: Run) -> None:
        """Make one term of what a person must be able to do: "表达" and "能力"."""
        last = run[-1].form
        if not last.endswith(self._lists.ability):
            return
        at = len(run) - 1
        longest = _LONGEST_ABILITY if last in self._lists.ability else _LONGEST_ABILITY - 2
        while at and len("".join(forms_of(run[at - 1 :]))) <= longest:
            at -= 1
        term = "".join(forms_of(run[at:]))
        if term not in self._lists.ability:
            run[at:] = [Word(term, term, known=True, worth=run[at].worth)]

    def length(self, forms: Forms) -> float:
        """See `Cutter.length`: two characters are a word, however the cutter takes them."""
        return len("".join(forms)) / 2

    def parts(self, forms: Forms) -> tuple[str, ...]:
        return tuple("".join(forms))

    def weight(self, forms: Forms) -> float:
        """See `Cutter.weight`: by the characters that lie in words of the field."""
        term = "".join(forms)
        size = len(term)
        found: set[int] = set()
        for start in range(size):
            for end in range(start + 2, size + 1):
                if term[start:end] in self._field:
                    found.update(range(start, end))
        return 1 + len(found) / size

    def join(self, words: Sequence[str]) -> str:
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
