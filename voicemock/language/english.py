"""English: words as the unit, spelling as the measure of likeness."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

from voicemock.language import english_aloud, grammatical, never_said, reported
from voicemock.language.base import (
    CLAUSE_END,
    PART,
    Language,
    Token,
    in_sentence,
    normalizer,
    parted,
)
from voicemock.values.interview import LanguageCode

_TOKEN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|\d[\d,.:]*\d|\d")
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|[\u3400-\u9fff]|\d")
_NUMBER = re.compile(
    r"[$£€]?\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?\b%?(?:\s?[ap]\.?m\b\.?)?", re.ASCII | re.IGNORECASE
)
_DOUBLED = re.compile(r"(.)\1")
_SIGN = re.compile(r"[&#@+=%]")
_DECADE = re.compile(r"(\d{4}|\d0)'?s\b")
_ROUND_THE_CLOCK = re.compile(r"\b24/7\b")

_CONTRACTIONS = {
    "can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"),
    "shan't": ("shall", "not"), "let's": ("let", "us"), "gonna": ("going", "to"),
    "wanna": ("want", "to"), "gotta": ("got", "to"), "ok": ("okay",),
    # As recognizers write them. "ill", "id", "well", "were" are words of their own: see `tokens`.
    "im": ("i", "am"), "ive": ("i", "have"), "youre": ("you", "are"), "theyre": ("they", "are"),
    "youve": ("you", "have"), "weve": ("we", "have"), "youll": ("you", "will"),
    "theyll": ("they", "will"), "thats": ("that", "is"), "theres": ("there", "is"),
    "whats": ("what", "is"), "cant": ("can", "not"), "wont": ("will", "not"),
    "thankyou": ("thank", "you"), "followup": ("follow", "up"), "rightaway": ("right", "away"),
    "straightaway": ("straight", "away"),
    **{
        f"{verb}nt": (verb, "not")
        for verb in (
            "do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "would", "could",
            "should",
        )
    },
}  # fmt: skip
# What is written for the word of a phrase that sounds the same.
_HOMOPHONES = {
    "four": "for", "fore": "for", "two": "to", "too": "to", "due": "do", "patients": "patience",
    "write": "right", "weighting": "waiting",
}  # fmt: skip
_OPENING = {"ill": ("i", "will"), "lets": ("let", "us")}
_NO_VERBS = frozenset(("and", "or", "with", "health", "at", "will", "people", "in", "for", "but"))
_OPENERS = frozenset(("then", "so", "now", "please"))
_ENDINGS = {
    "n't": "not", "'ll": "will", "'m": "am", "'re": "are", "'ve": "have", "'d": "would",
}  # fmt: skip
_IS_HOSTS = {"that", "it", "he", "she", "there", "here", "what", "who", "how", "where"}
_SPELLINGS = (("ise", "ize"), ("ised", "ized"), ("ising", "izing"), ("our", "or"))
_NEGATIONS = frozenset((
    "not", "never", "no", "nobody", "neither", "nor", "without", "cannot", "hardly", "unable",
    "instead",
))  # fmt: skip
# Words no denial reaches over: they join clauses, or close what is denied ("nobody told you").
_ENDS = frozenset((
    "but", "and", "so", "because", "then", "or",
    "you", "me", "him", "us", "them", "it", "there", "here", "now", "today", "yet", "this",
))  # fmt: skip
# What stands before a phrase to reject it: a word that does so by itself, or a denial with
# nothing but these between ("not your fault") or with a word for saying ("never tell them to …").
_REJECTIONS = frozenset((
    "avoid", "avoided", "without", "refuse", "refused", "stop", "than", "hate", "hated", "rather", "nobody",
))  # fmt: skip
_DENIALS = frozenset(("not", "never", "neither", "nor", "nobody"))
_REASONS = frozenset(("because", "so", "but"))
_BETWEEN = frozenset(("just", "only", "simply", "really", "a", "the", "to", "be", "been", "all"))
_SAYING = frozenset((
    "say", "says", "said", "saying", "tell", "telling", "told", "use", "using", "hide", "hiding",
    "answer", "reply", "repeat", "mean", "blame", "respond", "excuse", "think", "claim",
))  # fmt: skip
_HESITATIONS = frozenset(("um", "umm", "uhm", "uh", "er", "erm", "hm", "hmm", "mm", "ah", "eh"))
# A pronoun and what a predicate begins with; and what, right before, makes it a clause's part.
_SUBJECTS = frozenset(("i", "we", "you", "he", "she", "they", "it"))
_PREDICATES = frozenset((
    "will", "can", "could", "would", "should", "am", "is", "are", "was", "were", "have", "had",
    "has", "do", "did", "does", "also", "always", "then", "never", "just", "think", "ask", "asked",
    "called", "said", "told", "want", "wanted", "work", "worked", "explain", "explained", "listen",
    "understand", "make", "made", "went", "found", "felt", "try", "tried", "checked", "apologize",
))  # fmt: skip
_GOVERNS = frozenset((
    "and", "but", "so", "or", "because", "then", "that", "if", "when", "while", "as", "what", "who",
    "which", "where", "why", "how", "whether", "before", "after", "since", "until", "although",
    "say", "said", "think", "thought", "know", "knew", "believe", "hope", "feel", "felt", "sure",
    "everything", "all", "anything", "something", "thing", "way", "time", "the", "a", "to", "of",
    "for", "with", "like", "than", "there", "um", "uh", "first", "finally",
    "may", "would", "could", "can", "should", "do", "does", "did", "will", "have", "are", "is",
    "now",
))  # fmt: skip
# What ends no clause.
_GOES_ON = frozenset((
    "a", "an", "the", "of", "and", "but", "or", "because", "if", "when", "while", "whether", "than",
    "my", "our", "your", "their", "every", "very", "think", "thought", "believe", "hope",
))  # fmt: skip
_LONGEST_NUMBER = 40  # characters; the normalizer's time grows with the square of them
_MIN_DOUBLED = 3  # letters; of and off, to and too are different words
_MIN_LENIENT = 5  # letters; shorter words differ from too many others by one letter


class English(Language):
    """See `voicemock.language.base.Language`."""

    code: LanguageCode = "en"
    unit = "words_per_min"
    natural = (120.0, 170.0)
    syllables_per_unit = 1.37
    min_units = 25
    conjunctions = tuple(
        tuple(words.split())
        for words in (
            "and", "but", "so", "because", "then", "or", "although", "though", "when", "while",
            "if", "after", "before", "since", "which", "who", "where", "that is why", "as a result",
            "for example", "first", "second", "third", "finally", "also", "however", "until",
            "unless", "such as",
        )
    )  # fmt: skip
    gap = 4
    evidence = re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|ninety"
        r"|hundred|thousand|percent|for example|for instance|once|last (?:year|month|week|winter|summer))\b",
        re.IGNORECASE,
    )
    speech_verbs = frozenset(("say", "says", "said", "saying", "tell", "them", "answer"))

    def normalize(self, text: str) -> str:
        """See `Language.normalize`."""
        return unicodedata.normalize("NFC", text).replace("\u2019", "'")

    def read_aloud(self, text: str) -> str:
        """See `Language.read_aloud`."""
        return english_aloud.read_aloud(text)

    def count_units(self, text: str) -> int:
        """See `Language.count_units`: only what holds digits or signs is rewritten as read."""
        text = _ROUND_THE_CLOCK.sub("twenty four seven", self.normalize(text))
        text = _DECADE.sub(r"\1", text)
        total = sum(len(_WORD.findall(_read_aloud(number))) for number in _NUMBER.findall(text))
        rest = _NUMBER.sub(" ", text)
        return total + len(_WORD.findall(rest)) + len(_SIGN.findall(rest))

    def tokens(self, text: str) -> list[Token]:
        """See `Language.tokens`: lower case, contractions taken apart.

        "Ill check" and "Lets see" are contractions where a clause opens; elsewhere they are words.
        """
        found: list[Token] = []
        for match in _TOKEN.finditer(text):
            word = match.group().lower()
            forms = _canonical(word)
            if word in _OPENING and _opens_clause(text, match.start(), found):
                following = _TOKEN.match(text, match.end() + 1)
                if following and following.group().lower() not in _NO_VERBS:
                    forms = _OPENING[word]
            found += [Token(form, match.start(), match.end()) for form in forms]
        return found

    def without_hesitations(self, tokens: Sequence[Token]) -> list[Token]:
        """See `Language.without_hesitations`."""
        return [token for token in tokens if token.form not in _HESITATIONS]

    def similar(self, said: str, wanted: str) -> bool:
        """See `Language.similar`: off by a letter if long, by its doubling, or sounding the same."""
        shorter = min(len(said), len(wanted))
        doubled = shorter >= _MIN_DOUBLED and _singled(said) == _singled(wanted)
        if doubled or _HOMOPHONES.get(said) == wanted:
            return True
        if shorter < _MIN_LENIENT or said[0] != wanted[0]:
            return False
        from rapidfuzz.distance import Levenshtein

        return Levenshtein.distance(said, wanted, score_cutoff=1) <= 1

    def keys(self, form: str) -> Collection[str]:
        """See `Language.keys`."""
        return {form[:1], _HOMOPHONES.get(form, form)[:1]}

    def tolerates(self, differing: int, compared: int) -> bool:
        """See `Language.tolerates`: one word of a phrase of two or more."""
        return differing == 0 or (compared >= 2 and differing == 1)

    def negated(self, before: Sequence[str], inside: Sequence[str]) -> bool:
        """See `Language.negated`: within the three words before, unless one ends its reach."""
        near = itertools.takewhile(lambda form: form not in _ENDS, reversed(before[-3:]))
        return not _NEGATIONS.isdisjoint((*near, *inside))

    def opens_clause(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """See `Language.opens_clause`."""
        if super().opens_clause(before, after):
            return True
        return (
            len(after) > 1
            and after[0] in _SUBJECTS
            and after[1] in _PREDICATES
            and not (before and before[-1] in _GOVERNS)
        )

    def governs(self, before: Sequence[str]) -> bool:
        """See `Language.governs`."""
        return bool(before) and before[-1] in _GOES_ON

    def rejected(self, before: Sequence[str]) -> bool:
        """See `Language.rejected`: within the six words before."""
        reach = itertools.takewhile(lambda form: form not in _REASONS, reversed(before[-6:]))
        near = list(reach)[::-1]
        if "instead of" in " ".join(near) or not _REJECTIONS.isdisjoint(near):
            return True
        following = [near[at:] for at, word in enumerate(near, 1) if word in _DENIALS]
        return any(_BETWEEN.issuperset(rest) or not _SAYING.isdisjoint(rest) for rest in following)

    def reported(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """See `Language.reported`."""
        return reported.english(before, after)

    def needs(self, word: str, before: str, after: str) -> bool:
        """See `Language.needs`."""
        before, after = in_sentence(before, after)
        said, rest = (parted(self.tokens(one), one) for one in (before, after))
        if any(mark in CLAUSE_END for mark in after[: len(after) - len(after.lstrip(" ,"))]):
            rest = [PART, *rest]
        return grammatical.english(tuple(word.lower().split()), said, rest)

    def never_said(self, before: Sequence[str]) -> bool:
        """See `Language.never_said`."""
        return never_said.english(" ".join(before))


@lru_cache(maxsize=8192)
def _singled(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _opens_clause(text: str, at: int, before: Sequence[Token]) -> bool:
    return (
        not before
        or before[-1].form in _OPENERS
        or any(mark in CLAUSE_END for mark in text[before[-1].end : at])
    )


def _canonical(word: str) -> tuple[str, ...]:
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word]
    for ending, meaning in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -len(ending)], meaning
    if word.endswith("'s") and word[:-2] in _IS_HOSTS:
        return word[:-2], "is"
    for british, american in _SPELLINGS:
        if word.endswith(british) and len(word) > 6:
            return (word[: -len(british)] + american,)
    return (word,)


def _read_aloud(number: str) -> str:
    if len(number) > _LONGEST_NUMBER:
        return number
    try:
        return str(normalizer("en").normalize(number))
    except AssertionError:  # wetext on what its grammar does not know; then digit by digit
        return number
