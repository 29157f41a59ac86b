"""The job applied for: its description, its words, and what of the pack and the stories fits it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from voicemock.errors import InputError
from voicemock.foreign import said
from voicemock.i18n import _
from voicemock.language import get
from voicemock.language.adverts import is_verb, lists, stem
from voicemock.language.keywords import MOST, keywords
from voicemock.language.runs import cut, term_key
from voicemock.types import LanguageCode, Pack, Question, Story

MAX_BYTES = 1_000_000
MAX_COMPANY_WORDS = 12
_MAX_STORIES = 2
_TERMS_OF_A_STORY = 2  # of a question: any one of them is in many stories
_TEXT_WEIGHT = 0.5  # of a word in a question's text, against 1 for one among its terms
_HALF_FITTING = 2.0  # words a question has to hold to be half as fitting as can be
_STARTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
)
_HTML = re.compile(r"<!doctype html|<html|<body|<div|<p[ >]", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
_COMMON_HAN = re.compile(r"[的一是在有和人不我工公，。、；：]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BETWEEN = re.compile(r"[,，、;；\n]+")
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ENGLISH_WORD = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z]+)?")


# -- the description --------------------------------------------------------------------


def read_job(path: Path, language: LanguageCode) -> str:
    """A job description from a text file, in Mandarin in simplified characters.

    UTF-8, UTF-16, GB18030, Big5 and Windows-1252 are told apart.

    Raises:
        InputError: no such file, empty, over 1 MB, no plain text, or not in ``language``.
    """
    data = _bytes(path)
    if not data.strip():
        raise InputError(_("{path} is empty; put the job description in it.").format(path=path))
    text = None if data.startswith(_STARTS) else _decoded(data)
    if text is None or _HTML.search(text[:4000]):
        raise InputError(
            _("{path} is no plain text; save the job description as plain text (.txt).").format(
                path=path
            )
        )
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if not han and not latin:
        raise InputError(
            _("{path} holds no words; put the job description in it.").format(path=path)
        )
    # a Latin word is about as much text as two characters
    mandarin = han > 2 * latin
    if mandarin != (language == "zh"):
        raise InputError(
            (
                _("{path} is in Mandarin, the interview in English; choose --lang zh.")
                if mandarin
                else _("{path} is in English, the interview in Mandarin; choose --lang en.")
            ).format(path=path)
        )
    return get(language).normalize(text)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(
                _("{path} is a folder; name the file of the job description.").format(path=path)
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            _("There is no file {path}; check the name and the folder.").format(path=path)
        ) from None
    except (OSError, ValueError) as error:
        reason = said(getattr(error, "strerror", None) or error)
        raise InputError(
            _("{path} could not be read: {reason}.").format(path=path, reason=reason)
        ) from error
    if len(data) > MAX_BYTES:
        raise InputError(
            _("{path} is too long for a job description; keep it under 1 MB.").format(path=path)
        )
    return data


def _decoded(data: bytes) -> str | None:
    """The text of a file in whatever encoding, None where it is none."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _try(data[len(mark) :], name)
    if b"\0" in data:
        # UTF-16 without a mark: Latin text has its zeros all at odd or all at even places
        odd, even = data[1::2].count(0), data[::2].count(0)
        return _try(data, "utf-16-le" if odd > even else "utf-16-be") if odd != even else None
    text = _try(data, "utf-8")
    if text is not None:
        return text
    chinese = [one for one in (_try(data, "gb18030"), _try(data, "big5")) if one]
    best = max(chinese, key=lambda one: len(_COMMON_HAN.findall(one)), default="")
    # Windows' "£" and quotes may pass for a few odd characters
    return best if len(_HAN.findall(best)) > len(best) / 5 else _try(data, "cp1252")


def _try(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    odd = sum(not one.isprintable() and not one.isspace() for one in text)
    return text if odd <= len(text) / 100 else None


# -- its words --------------------------------------------------------------------------


def job_words(text: str, pack: Pack, *, most: int = MOST) -> tuple[str, ...]:
    """The keywords of a job description, in the field that a pack's questions speak of."""
    field = [term for question in pack.questions for term in question.terms]
    return keywords(text, pack.language, most=most, field=field)


def company_words(option: str) -> tuple[str, ...]:
    """The first 12 different words of ``"词1,词2"``; commas, 、 and semicolons part them.

    Raises:
        InputError: there is no word.
    """
    words: dict[str, str] = {}
    for word in _BETWEEN.split(option):
        # also what no terminal, file or recognizer can take, as of an argument that is no UTF-8
        plain = " ".join(_UNSAYABLE.sub(" ", word).split())
        if any(one.isalnum() for one in plain):
            words.setdefault(plain.casefold(), plain)
    if not words:
        raise InputError(
            _('--company holds no word; give some, as --company "{example}".').format(
                example=_("patience, refunds within a day")
            )
        )
    return tuple(words.values())[:MAX_COMPANY_WORDS]


# -- what fits --------------------------------------------------------------------------


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
    if "{job}" in question.text:
        words = [word for word in words if names_a_thing(word)]
        return max(words, key=lambda word: _fit(question, word, language), default=None)
    best = max(words, key=lambda word: _fit(question, word, language), default=None)
    return best if best is not None and _fit(question, best, language) > 0 else None


def names_a_thing(word: str) -> bool:
    """Whether a word of a job can be what a sentence speaks of: "refunds", not "escalate"."""
    if _HAN.search(word):
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
    size = len(wanted)
    if not wanted:
        return 0.0
    if any(there[at : at + size] == wanted for at in range(len(there) - size + 1)):
        return 1.0
    telling = [one for one in wanted if one in there and not _says_nothing(one, "en")]
    return len(telling) / size


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
