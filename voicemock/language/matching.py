"""Finding phrases in recognized text, by the patterns of `voicemock.language.patterns`.

Hesitations ("um", 呃) are stepped over, and tokens may differ as far as the language calls them
similar and tolerates it. No match crosses the end of a sentence. An ``unless`` match that
overlaps a hit cancels it (from another clause it does not reach in), negation cancels it, and of overlapping hits the longest stays.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicemock.language.base import PART, Language, clauses, sentences
from voicemock.language.patterns import Element, Forms, Gap, Pattern, parse
from voicemock.language.reported import not_forgotten
from voicemock.values.interview import Phrase, PhraseKind

__all__ = ["Match", "PhraseFinder", "finder", "parse"]

_FOLLOWING = 6
"""Tokens behind a phrase in which it may be judged: "… is the worst answer", …解决不了问题."""
_REACH = 40
"""Tokens before a phrase in which a denial may stand that reaches over a verb of saying."""


@dataclass(frozen=True)
class Match:
    """A phrase found: character range in the text, and its token range."""

    id: str
    kind: PhraseKind
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class _Sentence:
    """Its token forms, the forms of the list each is like, and the number of its clause."""

    forms: Sequence[str]
    like: Sequence[frozenset[str]]
    clause: Sequence[int]

    def opening(self, at: int) -> int:
        """The first token of a token's clause."""
        return bisect_left(self.clause, self.clause[at])

    def parted(self, start: int, end: int) -> list[str]:
        """The tokens from one to another, `PART` where a clause ends."""
        found: list[str] = []
        for at in range(start, end):
            found.append(self.forms[at])
            if at + 1 < len(self.clause) and self.clause[at] != self.clause[at + 1]:
                found.append(PART)
        return found

    def reaches(self, begin: int, end: int, a: int, b: int) -> bool:
        """Whether the tokens a..b lie in one clause, or where those of begin..end do."""
        clause = self.clause
        return clause[a] == clause[b - 1] or (
            clause[begin] <= clause[a] and clause[b - 1] <= clause[end - 1]
        )


class _Entry:
    """A phrase with its patterns read, indexed by the form they begin with."""

    def __init__(self, phrase: Phrase, language: Language) -> None:
        self.phrase = phrase
        self.say = _patterns(phrase.say, language)
        self.own = frozenset(form for pattern in self.say for form in pattern.forms())
        self.unless: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in _patterns(phrase.unless, language):
            for form in pattern.starts():
                self.unless[form].append(pattern)


_Candidate = tuple[_Entry, Pattern, frozenset[str] | None]
"""A pattern of a phrase, and what its second token may be."""


class PhraseFinder:
    """Finds the phrases of a list in a text."""

    def __init__(self, phrases: Iterable[Phrase], language: Language) -> None:
        self._language = language
        self._entries = [_Entry(phrase, language) for phrase in phrases]
        self._starting: dict[str, list[_Candidate]] = defaultdict(list)
        for entry in self._entries:
            for pattern in entry.say:
                for form in pattern.starts():
                    self._starting[form].append((entry, pattern, pattern.seconds()))
        self._by_key: dict[str, set[str]] = defaultdict(set)
        for form in {form for entry in self._entries for form in entry.own}:
            for key in language.keys(form):
                self._by_key[key].add(form)
        self._like = lru_cache(maxsize=8192)(self._forms_like)
        self._candidates = lru_cache(maxsize=8192)(self._look_up)

    def find(self, text: str) -> list[Match]:
        """Phrases said in normalized ``text``, in order, none overlapping another."""
        found: list[Match] = []
        tokens = self._language.without_hesitations(self._language.tokens(text))
        starts = [token.start for token in tokens]
        begins = [start for start, _end in clauses(text)]
        clause_of = [bisect_right(begins, start) for start in starts]
        for start, end in sentences(text):
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            forms = [token.form for token in tokens[first:last]]
            like = [self._like(form) for form in forms]
            sentence = _Sentence(forms, like, clause_of[first:last])
            found += _joined(
                Match(phrase.id, phrase.kind, tokens[begin].start, tokens[end - 1].end, begin, end)
                for phrase, begin, end in self._in_sentence(sentence, first)
            )
        return found

    def _in_sentence(self, sentence: _Sentence, first: int) -> list[tuple[Phrase, int, int]]:
        """What is said and meant, and the text's token range of each; ``first`` begins it."""
        runs: dict[_Entry, set[tuple[int, int]]] = defaultdict(set)
        forms = sentence.forms
        followings = (*sentence.like[1:], frozenset[str]())
        for begin, (form, following) in enumerate(zip(forms, followings, strict=False)):
            for entry, pattern, seconds in self._candidates(form):
                if seconds is not None and seconds.isdisjoint(following):
                    continue
                end = self._match(sentence, begin, pattern)
                if end is not None:
                    runs[entry].add((begin, end))
        hits = []
        for entry, ranges in runs.items():
            # likeness forgives the recognizer; it may not take a phrase away
            exceptions = sorted(
                (begin, end)
                for begin, form in enumerate(forms)
                for pattern in entry.unless.get(form, ())
                if (end := self._match(sentence, begin, pattern, exact=True)) is not None
                and not self._language.addressed(forms[max(0, begin - 1) : begin], forms[begin:end])
            )
            longest = max((b - a for a, b in exceptions), default=0)
            hits += [
                (begin, end, entry)
                for begin, end in ranges
                if not any(
                    not not_forgotten(forms[max(0, a - 2) : b])
                    and begin < b
                    and sentence.reaches(begin, end, a, b)
                    for a, b in exceptions[
                        bisect_left(exceptions, (begin - longest, 0)) : bisect_left(
                            exceptions, (end, 0)
                        )
                    ]
                )
            ]
        hits.sort(key=lambda hit: (hit[0], hit[1], hit[2].phrase.id))
        meant, said = [], 0
        for begin, end, entry in hits:
            denied = self._denied(entry, sentence, begin, end, said)
            if entry.phrase.kind == "negative" and not denied:
                said = max(said, end)
            if not denied or entry.phrase.kind == "negative":
                meant.append((entry.phrase, begin, end, denied))
        # what is named to reject it still takes its words: "nothing I can do" holds no "I can"
        kept = _longest(meant)
        return [(phrase, first + a, first + b) for phrase, a, b, denied in kept if not denied]

    def _denied(self, entry: _Entry, sentence: _Sentence, begin: int, end: int, said: int) -> bool:
        """Whether a phrase is negated, or named to reject it.

        ``said``: where the last negative phrase ends; the "not" of "not my job" denies nothing
        that follows.
        """
        forms, offset = sentence.forms, sentence.opening(begin)
        if entry.phrase.kind in ("positive", "negative") and self._language.never_said(
            sentence.parted(max(said if said <= begin else 0, begin - _REACH), begin)
        ):
            return True
        if entry.phrase.kind == "negative":
            if self._language.reported(
                sentence.parted(max(0, begin - _REACH), begin),
                sentence.parted(end - 1, min(len(forms), end + _FOLLOWING))[1:],
            ):
                return True
            if begin == offset > 0 and forms[begin - 1] in self._language.speech_verbs:
                offset = sentence.opening(begin - 1)  # 我不会说，这是规定
            offset = max(offset, said) if said <= begin else offset
            return self._language.rejected(forms[offset:begin])
        if entry.phrase.kind != "positive":
            return False
        if not_forgotten(forms[max(offset, begin - _REACH) : begin][-5:]):
            return False
        inside = [form for form in forms[begin:end] if form not in entry.own]
        after = [form for form in forms[end : end + 1] if form in ("not", "never", "不")]
        return self._language.negated(forms[offset:begin], (*inside, *after))

    def _forms_like(self, said: str) -> frozenset[str]:
        """The forms of the list that ``said`` may stand for, itself among them."""
        keys = self._language.keys(said)
        near = {form for key in keys for form in self._by_key.get(key, ())}
        return frozenset(one for one in near if one == said or self._language.similar(said, one))

    def _look_up(self, said: str) -> list[_Candidate]:
        """The patterns that may begin with a token."""
        found = {
            (id(candidate[0]), id(candidate[1])): candidate
            for wanted in self._like(said)
            for candidate in self._starting.get(wanted, ())
        }
        return list(found.values())

    def _match(
        self, sentence: _Sentence, begin: int, pattern: Pattern, *, exact: bool = False
    ) -> int | None:
        """The furthest end of ``pattern`` at ``begin``, None where it does not stand.

        Walks all alternatives at once: every place reached so far and where the phrase ends,
        with the fewest tokens that differ from the pattern and the number of tokens compared.
        """
        reached: dict[tuple[int, int], tuple[int, int]] = {(begin, begin): (0, 0)}
        for number, element in enumerate(pattern.elements):
            following: dict[tuple[int, int], tuple[int, int]] = {}
            for (at, ending), cost in reached.items():
                for to, (differing, compared) in self._steps(sentence, at, element, cost, exact):
                    place = (to, to if number < pattern.context else ending)
                    if place not in following or differing < following[place][0]:
                        following[place] = (differing, compared)
            if not following:
                return None
            reached = following
        return max(
            (
                ending
                for (_at, ending), (differing, compared) in reached.items()
                if ending > begin and self._language.tolerates(differing, compared)
            ),
            default=None,
        )

    def _steps(
        self, sentence: _Sentence, at: int, element: Element, cost: tuple[int, int], exact: bool
    ) -> Iterator[tuple[int, tuple[int, int]]]:
        """Where one element may lead from ``at``, and what it costs to be there."""
        if isinstance(element, Gap):
            # a word on the far side of a gap makes no likeness surer: each run is judged alone
            if self._language.tolerates(*cost):
                for to in self._gap_ends(sentence.clause, at, element):
                    yield to, (0, 0)
            return
        for choice in element:
            differing = self._differing(sentence, at, choice, exact)
            if differing is not None:
                yield at + len(choice), (cost[0] + differing, cost[1] + len(choice))

    def _gap_ends(self, numbers: Sequence[int], at: int, gap: Gap) -> Iterable[int]:
        for end in range(at, min(len(numbers) - 1, at + self._language.gap) + 1):
            if numbers[end] == numbers[at - 1] or (
                gap is Gap.TO_CLAUSE_END and numbers[end - 1] == numbers[at - 1]
            ):
                yield end

    def _differing(self, sentence: _Sentence, at: int, choice: Forms, exact: bool) -> int | None:
        """How many tokens differ from ``choice`` at ``at``, None where one is not even similar."""
        if at + len(choice) > len(sentence.forms):
            return None
        differing = 0
        for number, wanted in enumerate(choice):
            if sentence.forms[at + number] != wanted:
                if exact or wanted not in sentence.like[at + number]:
                    return None
                differing += 1
        return differing


@lru_cache(maxsize=256)
def finder(phrases: tuple[Phrase, ...], language: Language) -> PhraseFinder:
    """The finder of a list, whose patterns are read once."""
    return PhraseFinder(phrases, language)


@lru_cache(maxsize=512)
def _patterns(texts: tuple[str, ...], language: Language) -> tuple[Pattern, ...]:
    return tuple(dict.fromkeys(parse(text, language) for text in texts))


_Hit = tuple[Phrase, int, int, bool]


def _longest(hits: Sequence[_Hit]) -> list[_Hit]:
    """Of overlapping hits the longest, in order."""
    kept: list[_Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (hit[1] - hit[2], hit[1], hit[0].id)):
        if taken.isdisjoint(range(hit[1], hit[2])):
            taken.update(range(hit[1], hit[2]))
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit[1])


def _joined(matches: Iterable[Match]) -> list[Match]:
    """Neighbours of one phrase made one: 很抱歉｜给您带来不便 is one apology, not two."""
    joined: list[Match] = []
    for match in matches:
        if joined and joined[-1].id == match.id and joined[-1].last == match.first:
            joined[-1] = replace(joined[-1], end=match.end, last=match.last)
        else:
            joined.append(match)
    return joined
