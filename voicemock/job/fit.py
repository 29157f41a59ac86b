"""How well questions and stories fit the words of a job."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from voicemock.job.sections import is_verb, lists, stem
from voicemock.job.segmentation import cut, term_key, within
from voicemock.language.base import HAN
from voicemock.values.interview import LanguageCode, Question, Story

_MAX_STORIES = 2
_TERMS_OF_A_STORY = 2  # of a question: any one of them is in many stories
_TEXT_WEIGHT = 0.5  # of a word in a question's text, against 1 for one among its terms
_HALF_FITTING = 2.0  # words a question has to hold to be half as fitting as can be
_ENGLISH_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ0-9]+(?:'[A-Za-z]+)?")


def relevance(question: Question, words: Sequence[str], language: LanguageCode) -> float:
    """How well a question fits the words of a job, 0 (not at all) to 1.

    A word counts whole where the question's terms hold it, half where only its text or what it
    listens for does, and less where just a part of the word is there. Words come weightiest first.
    """
    total = 0.0
    for number, word in enumerate(words):
        total += _fit(question, word, language) * (1 - number / (2 * len(words)))
    return total / (total + _HALF_FITTING)


def best_word(question: Question, words: Sequence[str], language: LanguageCode) -> str | None:
    """The word of the job that a question fits best, None where it fits none.

    A question with a place for a word gets one that can stand there, also where none fits.
    """
    placed = "{job}" in question.text
    if placed:
        words = [word for word in words if names_a_thing(word)]
    best = max(words, key=lambda word: _fit(question, word, language), default=None)
    return best if placed or (best and _fit(question, best, language) > 0) else None


def names_a_thing(word: str) -> bool:
    """Whether a word of a job can be what a sentence speaks of: "refunds", not "escalate"."""
    if HAN.search(word):
        return word not in lists("zh").no_nouns
    known, lower = lists("en"), word.lower()
    if lower in known.no_nouns or is_verb(lower, known):
        return False
    # "de-escalates", but "de-escalating"
    return lower.endswith("ing") or term_key(lower) not in map(term_key, known.no_nouns)


def match(
    question: Question, stories: Sequence[Story], language: LanguageCode
) -> tuple[Story, ...]:
    """The stories that fit a question, the best first and two at most.

    A story's tags are looked for in the question, the question's terms in the story; one tag or
    two terms make it fit. An introduction and the closing questions call for none.
    """
    if question.category in ("intro", "closing"):
        return ()
    fits: list[tuple[float, Story]] = []
    for story in stories:
        if story.language != language:
            continue
        told = (story.title, story.situation, story.task, story.action, story.result)
        tags = sum(_fit(question, tag, language) for tag in story.tags)
        terms = [_share(term, told, language) for term in question.terms]
        fit = tags + _TEXT_WEIGHT * sum(terms)
        if tags or sum(map(bool, terms)) >= _TERMS_OF_A_STORY:
            fits.append((fit, story))
    fits.sort(key=lambda one: -one[0])
    return tuple(story for _fit_, story in fits[:_MAX_STORIES])


def _fit(question: Question, word: str, language: LanguageCode) -> float:
    in_text = _share(word, (question.text, question.listens_for), language)
    return max(_share(word, question.terms, language), _TEXT_WEIGHT * in_text)


def _share(word: str, texts: Sequence[str], language: LanguageCode) -> float:
    """How much of a word one of the texts holds, 0-1; under a half is nothing."""
    share = _share_zh if language == "zh" else _share_en
    found = max((share(word, text) for text in texts), default=0.0)
    return found if found >= 0.5 else 0.0


def _share_en(word: str, text: str) -> float:
    wanted, there = _stems(word), _stems(text)
    if not wanted:
        return 0.0
    if within(wanted, there):
        return 1.0
    return sum(one in there and not _says_nothing(one, "en") for one in wanted) / len(wanted)


def _share_zh(word: str, text: str) -> float:
    if word.lower() in text.lower():
        return 1.0
    parts = [one for one in cut(word) if len(one) > 1 and one in text]
    return sum(len(one) for one in parts if not _says_nothing(one, "zh")) / max(1, len(word))


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(one.lower()) for one in _ENGLISH_WORD.findall(text.replace("\u2019", "'")))


def _says_nothing(form: str, language: LanguageCode) -> bool:
    """Whether a word is one of those that are no keyword by themselves."""
    known = lists(language)
    return any(form in one for one in (known.alone, known.edge, known.apart, known.start))
