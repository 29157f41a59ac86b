"""The parts of a job advert that speak of the work, and the words in them that say nothing.

Both are data: ``prompts/job.en.toml`` and ``prompts/job.zh.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from voicemock.language.base import clauses, sentences
from voicemock.values.interview import LanguageCode

_WORK, _ELSEWHERE, _NO_WORK = 1.0, 0.5, 0.0  # weight of what stands under a heading
_PROSE = 0.75  # of the weight, for what is no item of a list: prose woos, lists name duties
_MARKS = " \t*#=·•●◆■▪-–—>【】[]「」（）()"
_NUMBERED = re.compile(
    r"^\s*(?:[*•●◆■▪·–—-]|[(（]?\d{1,2}(?:[.)、．）]|\s)|[(（]?[一二三四五六七八九十]{1,2}[、.)）])\s*"
)
_BULLET = re.compile(r"^\s*(?:[*•●◆■▪·–—-]|\d{1,2}[.)、．）])")
_COLON = re.compile(r"[:：]")
_BRACKETS = re.compile(r"^\s*【([^】]{1,16})】[:：]?(.*)$")
_CLOSED = re.compile(r"[。；;.!?！？]$")
_LONGEST_HEADING = {"zh": 14, "en": 45}  # characters


@dataclass(frozen=True)
class Section:
    """A sentence (Mandarin: clause) about the work and its weight, 0-1."""

    weight: float
    text: str


@dataclass(frozen=True)
class Lists:
    """What a ``job.*.toml`` says; English ``edge`` and ``alone`` are stems."""

    skip: tuple[str, ...]
    work: tuple[str, ...]
    lines: tuple[str, ...]
    apart: frozenset[str]
    no_nouns: tuple[str, ...]
    both: frozenset[str]
    verbs: frozenset[str]
    edge: frozenset[str]
    start: frozenset[str]
    alone: frozenset[str]
    asking: frozenset[str]
    ability: tuple[str, ...]
    terms: tuple[str, ...]


@cache
def lists(language: LanguageCode) -> Lists:
    """The lists of a language."""
    from voicemock.content.data import data_folder

    path = data_folder("prompts") / f"job.{language}.toml"
    data: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    form = stem if language == "en" else str
    return Lists(
        skip=tuple(data["skip"]),
        work=tuple(data["work"]),
        lines=tuple(data["lines"]),
        apart=frozenset(data["apart"]),
        no_nouns=tuple(data["no_nouns"]),
        both=frozenset(data.get("both", ())),
        verbs=frozenset(one for verb in data.get("verbs", ()) for one in _inflected(verb)),
        edge=frozenset(form(one) for one in data["edge"]),
        start=frozenset(data.get("start", ())),
        alone=frozenset(form(one) for one in data["alone"]),
        asking=frozenset(data["asking"]),
        ability=tuple(data.get("ability", ())),
        terms=tuple(data["terms"]),
    )


def is_verb(word: str, known: Lists) -> bool:
    """Whether an English word is a verb and no noun as well, as "refund" and "selling" are."""
    word = word.lower()
    noun = word.removesuffix("s") in known.both or word.endswith("ing")
    return word in known.verbs and not noun


def stem(word: str) -> str:
    """The stem of an English word in lower case: "complaints" and "complaint" have one."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def sections(text: str, language: LanguageCode) -> Iterator[Section]:
    """The sentences that speak of the work, in order."""
    known = lists(language)
    weight = _ELSEWHERE
    after_list: float | None = None  # the weight to go back to when a one-line part's list ends
    for line in _lines(text, known):
        bare = line.strip()
        if not bare:
            continue
        heading = _heading(bare, known, language)
        if heading is None and after_list is not None and not _NUMBERED.match(bare):
            weight, after_list = after_list, None
        if heading is not None:
            opened, bare = heading
            if bare and opened == _NO_WORK and _NUMBERED.match(line):
                continue  # one item of a list that may be about the work
            if bare and opened == _NO_WORK:  # "Salary: …" holds for that line and its list
                after_list = weight if after_list is None else after_list
            else:
                after_list = None
            weight = opened
        if weight == _NO_WORK:
            continue
        item = _NUMBERED.match(bare)
        bare = _NUMBERED.sub("", bare)
        pieces = clauses(bare) if language == "zh" else sentences(bare)
        for piece in (bare[start:end] for start, end in pieces):
            if not any(one in piece.lower() for one in known.lines):
                yield Section(weight if item else weight * _PROSE, piece)


def _lines(text: str, known: Lists) -> list[str]:
    """The lines of the advert, parted where a heading stands inside a line."""
    names = "|".join(re.escape(one) for one in sorted((*known.skip, *known.work), key=len)[::-1])
    inside = re.compile(
        rf"(?<=[。；;！!.])(?<!\d\.)\s*(?=[【\[]?(?:{names})[】\]]?\s*[:：])", re.IGNORECASE
    )
    return [part for line in text.splitlines() for part in inside.split(line)]


def _heading(line: str, known: Lists, language: LanguageCode) -> tuple[float, str] | None:
    """The weight of the part that a heading opens, and what follows it on its line."""
    name, rest = line.replace("\u2019", "'"), ""
    colon = _COLON.search(name)
    brackets = _BRACKETS.match(name)
    if brackets:
        name, rest = brackets.groups()
    elif colon:
        name, rest = name[: colon.start()], name[colon.end() :]
    elif _CLOSED.search(name):
        return None
    item = _BULLET.match(name) is not None
    name, rest = _NUMBERED.sub("", name).strip(_MARKS).lower(), rest.strip()
    if not name or len(name) > _LONGEST_HEADING[language]:
        return None
    for weight, names in ((_WORK, known.work), (_NO_WORK, known.skip)):
        for one in names:
            if name == one:
                return weight, rest
            if rest or item:  # "- Experience with Zendesk" is no heading
                continue
            if (name.startswith(one) and _little_after(name, one)) or (
                name.endswith(one) and _little_before(name, one)
            ):
                return weight, rest
    return (_ELSEWHERE, rest) if brackets or (colon and not rest) else None


def _little_after(name: str, start: str) -> bool:
    """Whether a heading is ``start`` with a few words more."""
    rest = name[len(start) :]
    if start[-1].isascii():
        return not rest[0].isalnum() and len(rest.split()) <= 4
    return len(rest) <= 4


def _little_before(name: str, end: str) -> bool:
    """Whether a heading is ``end`` with a few words before it: "岗位核心要求"."""
    before = name[: -len(end)]
    if end[0].isascii():
        return before.endswith(" ") and len(before.split()) <= 4
    return len(before) <= 4


def _inflected(verb: str) -> set[str]:
    """A regular English verb's forms, and some that nobody says."""
    bare = verb.removesuffix("e")
    forms = {verb, verb + "s", verb + "es", bare + "ed", bare + "ing"}
    if verb.endswith("y"):
        forms |= {verb[:-1] + "ies", verb[:-1] + "ied"}
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", verb):
        forms |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return forms
