"""Which questions an interview asks: chosen, named, filled in, or those of one that was interrupted."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from voicemock.content import packs
from voicemock.content.data import data_folder
from voicemock.errors import InputError, NotFoundError, StoreError
from voicemock.history import resumable
from voicemock.history.store import History, new_id
from voicemock.i18n import _
from voicemock.interview.selection import Background, background_of, choose
from voicemock.job.description import company_words, job_text, job_words, read_job
from voicemock.job.fit import best_word
from voicemock.values.interview import LanguageCode, Pack, Plan, Question

DEFAULT_QUESTIONS = 4
_REMEMBERED = 100
"""The latest answers by which questions are drawn: asked lately, went badly."""


class Sample(NamedTuple):
    """A recording that comes with voicemock, and the question it answers."""

    path: Path
    question: str


def load_sample(language: LanguageCode) -> Sample:
    """The sample of a language."""
    folder = data_folder("samples")
    table = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))[language]
    return Sample(folder / table["file"], table["question"])


@dataclass(frozen=True)
class Wish:
    """Which interview was asked for; what is None or empty is left to the program.

    ``pack`` is a file, or one that was read, ``wanted`` are ids of questions, ``job`` is the file of a job description, or
    its text, ``company`` words the company likes, ``seed`` makes the draw repeatable.
    """

    pack: Path | Pack | None = None
    category: str | None = None
    count: int | None = None
    wanted: tuple[str, ...] = ()
    seed: int | None = None
    job: Path | str | None = None
    company: str | None = None
    follow_ups: bool | None = None
    calm: bool = False


def plan(
    wish: Wish,
    language: LanguageCode,
    history: History,
    *,
    sure: bool = False,
    recordings: int = 0,
    unread: Callable[[StoreError], None] = lambda _error: None,
) -> Plan:
    """The interview asked for.

    Args:
        wish: what was asked for.
        language: the interview's, where no pack of the person's own says another.
        history: the draw goes by what was asked lately and what went badly.
        sure: whether the person named the language themselves.
        recordings: how many there are to answer; so many questions, unless told otherwise.
        unread: called where the history cannot be read; the draw goes on without.

    Raises:
        InputError: the pack is in another language, has no such question, or none to ask.
        NotFoundError: there is no such question or category.
        PackError: the pack cannot be read.
    """
    pack = wish.pack or packs.default_pack(language)
    if isinstance(pack, Path):
        pack = packs.load_pack(pack)
    if sure and language != pack.language:
        raise InputError(
            _("{path} is in {pack}, not in {lang}; choose the language of the pack.").format(
                path=wish.pack, pack=pack.language, lang=language
            )
        )
    job = job_words(_job_text(wish.job, pack.language), pack) if wish.job else ()
    company = company_words(wish.company) if wish.company is not None else ()
    # a scene takes as many recordings as it has turns
    count = wish.count or (1 if wish.category == "roleplay" and recordings else recordings) or None
    if wish.wanted:
        chosen = tuple(named(pack, name, job, company) for name in wish.wanted)[: wish.count]
    else:
        chosen = choose(
            pack,
            count or DEFAULT_QUESTIONS,
            category=wish.category,
            background=_background(history, wish, pack.language, job, company, unread),
            seed=random.randrange(2**32) if wish.seed is None else wish.seed,
        )
    if not chosen:
        raise InputError(
            _(
                "The pack {pack} has no question for an interview: choose role plays, or give words "
                "of the job or the company."
            ).format(pack=pack.id)
        )
    return Plan(
        new_id(),
        pack.language,
        pack.id,
        chosen,
        job=job,
        company=company,
        follow_ups=wish.follow_ups,
        calm=wish.calm,
    )


def _job_text(job: Path | str, language: LanguageCode) -> str:
    if isinstance(job, Path):
        return read_job(job, language)
    return job_text(job.encode(errors="replace"), language, _("The job description"))


def _background(
    history: History,
    wish: Wish,
    language: LanguageCode,
    job: tuple[str, ...],
    company: tuple[str, ...],
    unread: Callable[[StoreError], None],
) -> Background:
    """What the draw goes by; with a seed of one's own the past does not count."""
    without = Background(job=job, company=company)
    if wish.seed is not None:
        return without
    try:
        return background_of(history.answers(language=language, last=_REMEMBERED), job, company)
    except StoreError as error:
        unread(error)
        return without


def named(pack: Pack, name: str, job: tuple[str, ...], company: tuple[str, ...]) -> Question:
    """A question by its id, filled in where it has a place for a word of the job or company.

    Raises:
        NotFoundError: there is none of this id.
        InputError: the word for its place is missing.
    """
    question = packs.find(pack, name)
    filled = packs.fill(
        question,
        job=best_word(question, job, pack.language) or next(iter(job), None),
        company=next(iter(company), None),
    )
    if packs.is_template(filled):
        wanted = (
            _("The question {id} has a place for a word of the job; give one.")
            if "{job}" in filled.text
            else _("The question {id} has a place for a word of the company; give one.")
        )
        raise InputError(wanted.format(id=name))
    return filled


def interrupted(wish: Wish, language: LanguageCode | None, history: History) -> Plan:
    """The interview that was interrupted, as it was meant.

    Args:
        wish: may say how it is held, not which questions.
        language: the one the person named, None for whichever it was.
        history: where it was left.

    Raises:
        InputError: other questions, or another language, are asked for.
        NotFoundError: no interview was interrupted.
    """
    if replace(wish, follow_ups=None, calm=False) != Wish():
        raise InputError(
            _("An interview goes on with the questions there were; leave out what chooses others.")
        )
    left = resumable.interrupted(history.folder)
    if left is None:
        raise NotFoundError(_("No interview was interrupted; begin one."))
    if language not in (None, left.language):
        raise InputError(
            _("The interview that was interrupted is in {lang}; choose that language.").format(
                lang=left.language
            )
        )
    return left
