"""Which questions an interview is made of."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from voicemock.content.packs import CATEGORIES, fill, is_template, no_category
from voicemock.job import fit
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, Pack, Question
from voicemock.values.review import went_badly, wholes

_WEAK = 3.0
_FITTING = 15.0
_LATELY = 20  # answers
_WITH_TRICKY = 3
"""Questions from which on there is a closing and a tricky one among them."""


@dataclass(frozen=True)
class Background:
    """What the draw goes by beside the pack.

    ``recent`` are the ids of questions asked lately, ``weak`` of those that went badly the last
    time; ``job`` and ``company`` are the words of the job description and the company.
    """

    recent: Collection[str] = ()
    weak: Collection[str] = ()
    job: Sequence[str] = ()
    company: Sequence[str] = ()


def choose(
    pack: Pack,
    count: int,
    *,
    category: str | None = None,
    background: Background | None = None,
    seed: int = 0,
) -> tuple[Question, ...]:
    """Questions for a run: an introduction, a mix with a tricky one among them, then the closing.

    Questions asked lately come last, but those that went badly then are three times as likely as
    others; one that fits the job up to sixteen times. Templates (`voicemock.content.packs.fill`) are
    filled with words of the job and the company, each in turn, and left out without such words;
    a mix of three questions or more has one of them. Role plays are asked for by category. The same seed
    and background give the same questions.

    Raises:
        NotFoundError: the pack has none of that category.
    """
    known = background or Background()
    draw = random.Random(seed)
    pool = [one for one in pack.questions if not is_template(one)]
    templates = _filled([one for one in pack.questions if is_template(one)], known, draw)
    if category is not None:
        pool = [one for one in pool + templates if one.category == category]
        if not pool:
            raise no_category(pack, category)
        return tuple(_shuffled(pool, pack.language, known, draw)[:count])
    pool = _shuffled(pool, pack.language, known, draw)
    intro = [one for one in pool if one.category == "intro"][:1]
    closing = (
        [one for one in pool if one.category == "closing"][:1] if count >= _WITH_TRICKY else []
    )
    room = max(0, count - len(intro) - len(closing))
    mixed: list[Question] = []
    if count >= _WITH_TRICKY:
        mixed += [one for one in pool if one.category == "tricky"][:1]
        mixed += _shuffled(templates, pack.language, known, draw)[
            : max(0, min(1, room - len(mixed)))
        ]
    mixed += _mix(pool, room - len(mixed), mixed)
    mixed.sort(key=lambda one: CATEGORIES.index(one.category))
    return tuple((intro + mixed[:room] + closing)[:count])


def background_of(
    answers: Sequence[Answer], job: Sequence[str] = (), company: Sequence[str] = ()
) -> Background:
    """What past answers, oldest first, say for the draw: the latest to each question counts."""
    latest = {one.question.id: one for one in wholes(answers) if one.question is not None}
    recent = [one.question.id for one in answers[-_LATELY:] if one.question is not None]
    weak = [name for name, one in latest.items() if went_badly(one)]
    return Background(recent, weak, job, company)


def _mix(pool: Sequence[Question], count: int, there: Sequence[Question]) -> list[Question]:
    """The first of the pool, no category more often than another as long as there are others."""
    left = [one for one in pool if one.category not in ("intro", "closing", "roleplay")]
    left = [one for one in left if one not in there]
    used = [one.category for one in there]
    chosen: list[Question] = []
    while left and len(chosen) < count:
        fewest = min(used.count(one.category) for one in left)
        following = next(one for one in left if used.count(one.category) == fewest)
        left.remove(following)
        chosen.append(following)
        used.append(following.category)
    return chosen


def _shuffled(
    questions: Sequence[Question], language: LanguageCode, known: Background, draw: random.Random
) -> list[Question]:
    """In random order, the more likely ones sooner (Efraimidis & Spirakis 2006)."""

    def key(question: Question) -> float:
        weight = _WEAK if question.id in known.weak else 1.0
        if known.job:
            weight *= 1 + _FITTING * fit.relevance(question, known.job, language)
        return float(draw.random() ** (1 / weight))

    keys = {question.id: key(question) for question in questions}
    spent = set(known.recent) - set(known.weak)
    return sorted(questions, key=lambda one: (one.id in spent, -keys[one.id]))


def _filled(
    templates: Sequence[Question], known: Background, draw: random.Random
) -> list[Question]:
    """The templates for which there are words, each with another one as far as they go."""
    things = [word for word in known.job if fit.names_a_thing(word)]
    jobs, companies = things[: len(templates) * 2], list(known.company)
    draw.shuffle(jobs)
    draw.shuffle(companies)
    filled = []
    for number, one in enumerate(templates):
        whole = fill(
            one,
            job=jobs[number % len(jobs)] if jobs else None,
            company=companies[number % len(companies)] if companies else None,
        )
        if not is_template(whole):
            filled.append(whole)
    return filled
