"""Finding phrases in recognized text.

Pattern language (phrase lists): plain text matches as a run of tokens (Mandarin: characters,
English: words, contractions taken apart); ``[a|b|c]`` is one of the alternatives, ``[a|]`` an
optional one; ``*`` a short gap inside the clause, ``*,`` one that may reach its end. Tokens may differ as far as the language
calls them similar and tolerates it. No match crosses the end of a sentence. An
``unless`` match that overlaps a hit cancels it, negation cancels it, and of overlapping hits
the longest stays. There are no regular expressions, so no pattern can run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from voicemock.errors import PackError
from voicemock.i18n import _
from voicemock.language.base import Language, Token, clauses, sentences
from voicemock.types import Phrase, PhraseKind

_GAP = "*"
_PART = re.compile(r"\[([^\[\]]*)\]|(\*[,，]?)|([^\[\]*]+)")

Forms = tuple[str, ...]


class Gap(Enum):
    """A few tokens of the clause; `TO_CLAUSE_END` may be followed by the next clause."""

    INSIDE_CLAUSE = auto()
    TO_CLAUSE_END = auto()


Pattern = tuple[tuple[Forms, ...] | Gap, ...]
"""Elements in order: alternatives of token forms (an empty one: optional), or a gap."""


@dataclass(frozen=True)
class Match:
    """A phrase found: character range in the text, and its token range."""

    id: str
    kind: PhraseKind
    start: int
    end: int
    first: int
    last: int


def parse(pattern: str, language: Language) -> Pattern:
    """Read a pattern.

    Raises:
        PackError: brackets do not pair, or it can match nothing at all.
    """
    elements: list[tuple[Forms, ...] | Gap] = []
    covered = 0
    for match in _PART.finditer(pattern):
        if match.start() != covered:
            break
        covered = match.end()
        choice, gap, plain = match.groups()
        if gap:
            elements.append(Gap.INSIDE_CLAUSE if gap == _GAP else Gap.TO_CLAUSE_END)
            continue
        texts = choice.split("|") if choice is not None else [plain]
        forms = tuple(
            tuple(token.form for token in language.tokens(language.normalize(text)))
            for text in texts
        )
        if forms != ((),):
            elements.append(forms)
    if covered != len(pattern):
        raise PackError(
            _("the pattern {pattern!r} has an unpaired bracket").format(pattern=pattern)
        )
    while elements and isinstance(elements[0], Gap):
        elements.pop(0)
    while elements and isinstance(elements[-1], Gap):
        elements.pop()
    if all(isinstance(element, Gap) or () in element for element in elements):
        raise PackError(_("the pattern {pattern!r} matches nothing").format(pattern=pattern))
    return tuple(elements)


class PhraseFinder:
    """Finds the phrases of a list in a text."""

    def __init__(self, phrases: Iterable[Phrase], language: Language) -> None:
        self._language = language
        self._phrases = [
            (phrase, _patterns(phrase.say, language), _patterns(phrase.unless, language))
            for phrase in phrases
        ]

    def find(self, text: str) -> list[Match]:
        """Phrases said in normalized ``text``, in order, none overlapping another."""
        found: list[Match] = []
        tokens = self._language.tokens(text)
        clause_of = _numbering(tokens, clauses(text))
        for start, end in sentences(text):
            first = next((i for i, token in enumerate(tokens) if token.start >= start), len(tokens))
            last = next((i for i, token in enumerate(tokens) if token.start >= end), len(tokens))
            found += _longest(self._in_sentence(tokens, first, last, clause_of))
        return found

    def _in_sentence(
        self, tokens: Sequence[Token], first: int, last: int, clause_of: Sequence[int]
    ) -> list[Match]:
        forms = [token.form for token in tokens[first:last]]
        numbers = clause_of[first:last]
        found = []
        for phrase, say, unless in self._phrases:
            hits = self._runs(forms, numbers, say)
            if not hits:
                continue
            # likeness forgives the recognizer; it may not take a phrase away
            exceptions = self._runs(forms, numbers, unless, exact=True)
            for begin, end in hits:
                if any(a < end and begin < b for a, b in exceptions):
                    continue
                if self._denied(phrase, forms, numbers, begin, end):
                    continue
                a, b = first + begin, first + end
                found.append(
                    Match(phrase.id, phrase.kind, tokens[a].start, tokens[b - 1].end, a, b)
                )
        return found

    def _denied(
        self, phrase: Phrase, forms: Sequence[str], numbers: Sequence[int], begin: int, end: int
    ) -> bool:
        if phrase.kind not in ("positive", "negative"):
            return False
        offset = numbers.index(numbers[begin])
        if phrase.kind == "negative":
            if begin == offset > 0 and forms[begin - 1] in self._language.speech_verbs:
                offset = numbers.index(numbers[begin - 1])  # 我不会说，这是规定
            return self._language.rejected(forms[offset:begin])
        own = {
            form
            for pattern in _patterns(phrase.say, self._language)
            for element in pattern
            if not isinstance(element, Gap)
            for choice in element
            for form in choice
        }
        inside = [form for form in forms[begin:end] if form not in own]
        after = forms[end : end + 1]
        return self._language.negated(
            forms[offset:begin], (*inside, *(f for f in after if f in ("not", "never", "不")))
        )

    def _runs(
        self,
        forms: Sequence[str],
        numbers: Sequence[int],
        patterns: Sequence[Pattern],
        *,
        exact: bool = False,
    ) -> list[tuple[int, int]]:
        found = set()
        for pattern in patterns:
            for begin in range(len(forms)):
                end = self._match(forms, numbers, begin, pattern, exact=exact)
                if end is not None:
                    found.add((begin, end))
        return sorted(found)

    def _match(
        self,
        forms: Sequence[str],
        numbers: Sequence[int],
        begin: int,
        pattern: Pattern,
        *,
        exact: bool,
    ) -> int | None:
        """The furthest end of ``pattern`` at ``begin``, None where it does not stand.

        Walks all alternatives at once: every place reached so far, with the fewest tokens
        that differ from the pattern and the number of tokens compared.
        """
        reached: dict[int, tuple[int, int]] = {begin: (0, 0)}
        for element in pattern:
            following: dict[int, tuple[int, int]] = {}
            for at, (differing, compared) in reached.items():
                if isinstance(element, Gap):
                    for end in self._gap_ends(numbers, at, element):
                        _keep_best(following, end, (differing, compared))
                    continue
                for choice in element:
                    worse = self._differing(forms, at, choice, exact=exact)
                    if worse is not None:
                        cost = (differing + worse, compared + len(choice))
                        _keep_best(following, at + len(choice), cost)
            if not following:
                return None
            reached = following
        ends = [
            end
            for end, (differing, compared) in reached.items()
            if end > begin and self._language.tolerates(differing, compared)
        ]
        return max(ends, default=None)

    def _gap_ends(self, numbers: Sequence[int], at: int, gap: Gap) -> Iterable[int]:
        for end in range(at, min(len(numbers) - 1, at + self._language.gap()) + 1):
            if numbers[end] == numbers[at - 1] or (
                gap is Gap.TO_CLAUSE_END and numbers[end - 1] == numbers[at - 1]
            ):
                yield end

    def _differing(
        self, forms: Sequence[str], at: int, choice: Forms, *, exact: bool
    ) -> int | None:
        """How many tokens differ from ``choice`` at ``at``, None where one is not even similar."""
        if at + len(choice) > len(forms):
            return None
        differing = 0
        for said, wanted in zip(forms[at:], choice, strict=False):
            if said != wanted:
                if exact or not self._language.similar(said, wanted):
                    return None
                differing += 1
        return differing


def _keep_best(places: dict[int, tuple[int, int]], end: int, cost: tuple[int, int]) -> None:
    if end not in places or cost[0] < places[end][0]:
        places[end] = cost


@lru_cache(maxsize=512)
def _patterns(texts: tuple[str, ...], language: Language) -> tuple[Pattern, ...]:
    return tuple(dict.fromkeys(parse(text, language) for text in texts))


def _numbering(tokens: Sequence[Token], pieces: Sequence[tuple[int, int]]) -> list[int]:
    """The number of the piece each token lies in."""
    numbers, piece = [], 0
    for token in tokens:
        while piece + 1 < len(pieces) and token.start >= pieces[piece + 1][0]:
            piece += 1
        numbers.append(piece)
    return numbers


def _longest(matches: list[Match]) -> list[Match]:
    """Of overlapping matches the longest; neighbours of one phrase made one."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first, m.id)):
        if all(match.last <= other.first or other.last <= match.first for other in kept):
            kept.append(match)
    kept.sort(key=lambda m: m.first)
    joined: list[Match] = []
    for match in kept:  # 很抱歉｜给您带来不便 is one apology, not two
        if joined and joined[-1].id == match.id and joined[-1].last == match.first:
            joined[-1] = replace(joined[-1], end=match.end, last=match.last)
        else:
            joined.append(match)
    return joined
