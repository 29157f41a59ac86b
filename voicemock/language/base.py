"""The face a language shows to the rest of voicemock."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from voicemock.values.interview import LanguageCode

if TYPE_CHECKING:
    from wetext import Normalizer

SENTENCE_END = "。？！!?…\n"
PART = ","
"""Stands among tokens where a clause ends."""
CLAUSE_END = SENTENCE_END + "，,、；;：:."
HAN = re.compile(r"[\u3400-\u9fff]")
"""A Han character."""
_SENTENCE_BREAK = re.compile(r"[。？！!?…\n]+|\.(?=\s|$)")
_CLAUSE_BREAK = re.compile(r"[。？！!?…\n，、；;：]+|[.,:](?=\s|$)|(?<=\s)[-–—]+(?=\s)|—+")


Span = tuple[int, int]
"""First and last (exclusive) character."""


@dataclass(frozen=True)
class Token:
    """A comparable unit of text: a Han character, or a (part of a) word in canonical form.

    ``start`` and ``end`` are character indices in the text it was cut from; several tokens
    may share them ("can't" is two tokens).
    """

    form: str
    start: int
    end: int


class Language(Protocol):
    """Counts, cuts and compares text of one language."""

    code: LanguageCode
    unit: str
    """``chars_per_min`` or ``words_per_min``."""
    natural: tuple[float, float]
    """The range of ordinary speech, units a minute."""
    syllables_per_unit: float
    """How many peaks of loudness a unit has, as `voicemock.analyze.syllables` counts them."""
    min_units: int
    """Pace is not graded below this many units."""

    conjunctions: Sequence[tuple[str, ...]]
    """Token runs that open a clause, so that a silence before them is at a boundary."""
    speech_verbs: Collection[str]
    """Tokens that, at the end of a clause, announce what is said in the next."""
    gap: int
    """How many tokens ``*`` in a pattern may stand for."""
    evidence: re.Pattern[str]
    """A number, or an example that is announced: it backs up a vague claim."""

    def __hash__(self) -> int:
        return object.__hash__(self)

    def opens_clause(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether a clause begins between tokens, told without punctuation.

        A conjunction begins one, and so does a pronoun with a verb that nothing before governs.
        """
        return any(tuple(after[: len(run)]) == run for run in self.conjunctions)

    def governs(self, before: Sequence[str]) -> bool:
        """Whether the last token cannot end a clause: a conjunction, an article, 把."""

    def gives_evidence(self, text: str) -> bool:
        """Whether a text holds a number or announces an example, which backs up a vague claim."""
        return self.evidence.search(text) is not None

    def normalize(self, text: str) -> str:
        """NFC; Mandarin in simplified characters."""

    def read_aloud(self, text: str) -> str:
        """A text as it is said: numbers, signs and abbreviations in words."""

    def count_units(self, text: str) -> int:
        """Spoken units as METRICS defines them: 字 or words, numbers as they are read aloud."""

    def tokens(self, text: str) -> list[Token]:
        """Comparable tokens of normalized text, punctuation left out."""

    def without_hesitations(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens but "um" and its like, which may stand anywhere in a phrase."""

    def similar(self, said: str, wanted: str) -> bool:
        """Whether a recognizer may have written ``said`` for ``wanted``."""

    def keys(self, form: str) -> Collection[str]:
        """Marks of a form: forms that share none are not similar."""

    def tolerates(self, differing: int, compared: int) -> bool:
        """Whether a phrase of ``compared`` tokens may have ``differing`` ones merely similar."""

    def negated(self, before: Sequence[str], inside: Sequence[str]) -> bool:
        """Whether the tokens before a phrase, in its clause, deny it (or tokens in its gaps do)."""

    def addressed(self, before: Sequence[str], exception: Sequence[str]) -> bool:
        """Whether an exception speaks of a third person only as the one spoken or done to.

        他说谢谢您 is told of another; 我对他说谢谢您 is not. English has other words for those,
        "him" and "them".
        """
        return False

    def rejected(self, before: Sequence[str]) -> bool:
        """Whether the tokens before a negative phrase, in its clause, name it only to reject it."""

    def reported(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether a negative phrase is another's, or only spoken of: "saying that helps nobody".

        Args:
            before: the tokens before it in its sentence, `PART` where a clause ends.
            after: the tokens after it.
        """

    def needs(self, word: str, before: str, after: str) -> bool:
        """Whether a sentence needs a word that may be a filler: "do so", 那个人.

        Args:
            word: normalized, as it was heard.
            before: the text before it.
            after: the text after it.
        """

    def never_said(self, before: Sequence[str]) -> bool:
        """Whether what follows is what somebody does not say: "I will never tell a customer that …".

        Args:
            before: the tokens before it in its sentence, `PART` where a clause ends.
        """


def parted(tokens: Sequence[Token], text: str) -> list[str]:
    """The forms of a text's tokens, `PART` where a clause ends."""
    found: list[str] = []
    end = 0
    for token in tokens:
        if found and any(mark in CLAUSE_END for mark in text[end : token.start]):
            found.append(PART)
        found.append(token.form)
        end = token.end
    if found and any(mark in CLAUSE_END for mark in text[end:]):
        found.append(PART)
    return found


def in_sentence(before: str, after: str) -> tuple[str, str]:
    """What of a text before and after a place lies in the sentence there, at most 60 characters each."""
    last = _SENTENCE_BREAK.split(before[-60:])[-1]
    return last, _SENTENCE_BREAK.split(after[:60])[0]


@cache
def normalizer(code: LanguageCode) -> Normalizer:
    """What reads numbers and signs of a language aloud."""
    from wetext import Normalizer

    return Normalizer(lang=code, operator="tn")


def sentences(text: str) -> list[Span]:
    """Start and end index of each sentence, its closing mark left out."""
    return _pieces(text, _SENTENCE_BREAK)


def clauses(text: str) -> list[Span]:
    """Start and end index of each clause, its closing mark left out."""
    return _pieces(text, _CLAUSE_BREAK)


def trimmed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans without the blanks before them."""
    for start, end in spans:
        yield start + len(text[start:end]) - len(text[start:end].lstrip()), end


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a character with another."""
    return any(start < span[1] and span[0] < end for start, end in others)


def _pieces(text: str, border: re.Pattern[str]) -> list[Span]:
    at, found = 0, []
    for match in border.finditer(text):
        found.append((at, match.start()))
        at = match.end()
    found.append((at, len(text)))
    return [(a, b) for a, b in found if text[a:b].strip()]
