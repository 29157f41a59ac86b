"""What the page is told, as plain values: events of an interview, its start, the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

from voicemock import config, i18n, speak
from voicemock.assess import recovery
from voicemock.config import Settings
from voicemock.content import packs
from voicemock.errors import AudioFileError, NotFoundError, StoreError
from voicemock.history import resumable
from voicemock.history.own_packs import KeptPack
from voicemock.history.store import History
from voicemock.history.unfinished import Unfinished
from voicemock.interview import events
from voicemock.interview.debrief import debrief, own_answers
from voicemock.interview.events import Event, Offer, Over
from voicemock.report.views import advice, findings, takes
from voicemock.report.views.coach import titled
from voicemock.speak import voices
from voicemock.studio import summary
from voicemock.values.answer import Answer
from voicemock.values.codes import LanguageCode
from voicemock.values.interview import ModelQuestion, Plan, Question
from voicemock.values.review import wholes

_NAMES: dict[LanguageCode, str] = {"zh": "中文", "en": "English"}
"""Each language in itself: who reads one finds it whatever the program speaks."""


# -- an interview ----------------------------------------------------------------------------


def began(plan: Plan, *, exam: bool) -> dict[str, Any]:
    """What comes first of all."""
    return {"event": "Began", "plan": _plan(plan), "exam": exam}


def event(one: Event, history: History, *, role: events.Role = "main") -> dict[str, Any]:
    """An event as the page has it; answers with what was found in them.

    Args:
        one: which.
        history: for what is compared with the person's other answers.
        role: of the question that was asked last.
    """
    if isinstance(one, Over):
        return _over(one, history)
    if isinstance(one, events.Compared):
        one = replace(one, takes=_now(one.takes, history))
    told = events.to_dict(one, partial(summary.answer, role=role))
    if isinstance(one, events.Asked):
        told["by_model"] = isinstance(one.question, ModelQuestion)
    if isinstance(one, events.Compared):
        others = own_answers(history, one.takes[0].language)
        told["rows"] = [asdict(row) for row in takes.compare(one.takes, others)]
    return told


def choice(offer: Offer, number: int) -> dict[str, Any]:
    """What is to be decided."""
    following = offer.following
    offered = {
        "decisions": [str(one) for one in offer.decisions],
        "following": following and {"id": following.id, "text": following.text},
        "last": offer.last,
        "answers": [one.id for one in offer.answers],
    }
    return {"event": "Choose", "offer": offered, "choice": number}


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "language": plan.language,
        "done": plan.done,
        "questions": [question(one) for one in plan.questions],
        "job": plan.job,
        "company": plan.company,
    }


def question(one: Question) -> dict[str, Any]:
    """A question in short."""
    return {"id": one.id, "text": one.text, "category": one.category, "limit_s": one.limit_s}


def _over(over: Over, history: History) -> dict[str, Any]:
    plan = over.plan
    answers = _now(over.answers, history)
    past = debrief(plan, history, answers)
    own = wholes(own_answers(history, plan.language))
    return {
        "event": "Over",
        "plan": _plan(plan),
        "answers": [summary.answer(one) for one in answers],
        "left": len(plan.left),
        "spare": over.spare,
        "failed": over.failed,
        "device_lost": over.device_lost,
        "interrupted": over.interrupted,
        "debrief": {
            "rows": rows(past.answers),
            "said": past.said,
            "not_said": past.not_said,
            "advice": [
                {"title": one.title, "number": one.number, "advice": one.advice}
                for one in advice.what_next(wholes(past.answers))
            ],
            "improved": [
                {"name": one.name, "before": one.before, "now": one.now, "spread": one.spread}
                for one in advice.improved(own)
            ],
        },
    }


def _now(answers: Sequence[Answer], history: History) -> tuple[Answer, ...]:
    """Answers as they are saved now: the person may have put them right since."""

    def now(one: Answer) -> Answer:
        try:
            return history.get(one.id)
        except (NotFoundError, StoreError):
            return one

    return tuple(now(one) for one in answers)


# -- before and after ------------------------------------------------------------------------


def start(settings: Settings, history: History, *, running: bool) -> dict[str, Any]:
    """What the first page needs to know.

    Raises:
        StoreError: the history cannot be read.
    """
    left = None if running else resumable.interrupted(history.folder)
    count = history.count()
    preferred = settings.lang or ("zh" if i18n.language() == "zh" else "en")
    return {
        "ui": i18n.language(),
        "language": preferred,
        "languages": [_language(code, settings) for code in get_args(LanguageCode)],
        "interrupted": left and {"left": len(left.left), "language": left.language},
        "unfinished": [_unfinished(one) for one in left_over(history)],
        "answers": count,
        "first": not count,
        "running": running,
        "kept_in": str(history.folder),
        "follow_ups": settings.follow_ups,
    }


def _language(code: LanguageCode, settings: Settings) -> dict[str, Any]:
    pack = packs.default_pack(code)
    counts: Counter[str] = Counter(one.category for one in pack.questions)
    return {
        "code": code,
        "name": _NAMES[code],
        "categories": [
            {"id": one, "name": packs.category_name(one), "questions": counts[one]}
            for one in packs.CATEGORIES
            if counts[one]
        ],
        "questions": [question(one) for one in pack.questions if not packs.is_template(one)],
        "voices": voices_of(code, settings),
    }


def voices_of(code: LanguageCode, settings: Settings) -> list[dict[str, Any]]:
    """The neural voices, and the system's as one: to ask for its own takes seconds."""
    from voicemock.speak.kokoro import model

    asks = speak.name_of(settings.voice, code)
    neural = model.there(config.cache_dir())
    names = [one.name for one in voices.VOICES if one.language == code and neural]
    system = asks if asks not in names and voices.named(asks) == () else speak.SYSTEM
    found = [(name, "kokoro") for name in names] + [(system, "pyttsx3")]
    asks = asks if asks in dict(found) else system
    return [{"name": name, "engine": engine, "default": name == asks} for name, engine in found]


def pack(kept: KeptPack) -> dict[str, Any]:
    """A pack of the person's own, in short."""
    one = kept.pack
    if one is None:
        return {"name": kept.name, "title": kept.name, "damage": kept.damage}
    told = {"title": one.title, "language": one.language, "questions": len(one.questions)}
    return {"name": kept.name, **told, "damage": ""}


def left_over(history: History) -> list[Unfinished]:
    """Answers whose analysis never came and that nobody decided to keep so."""
    found = [one for one in history.unfinished() if not one.kept]
    return [one for one in found if recovery.look_at(one, history) == "left"]


def _unfinished(one: Unfinished) -> dict[str, Any]:
    try:
        length_s: float | None = recovery.length_s(one)
    except (AudioFileError, StoreError):
        length_s = None
    question = one.question.text if one.question else one.question_id
    return {"id": one.id, "question": question, "length_s": length_s, "language": one.language}


def rows(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """A list of answers, oldest first, as the page's list has it."""
    counts: Counter[tuple[str, str]] = Counter()
    found = []
    for one in answers:
        take = None
        if one.question is not None and one.follows is None:
            name = (one.language, one.question.id)
            counts[name] += 1
            take = counts[name]
        found.append(_row(one, take))
    return found


def _row(one: Answer, take: int | None) -> dict[str, Any]:
    verdict = one.pace.verdict
    return {
        "id": one.id,
        "when": when(one.id),
        "language": one.language,
        "question": titled(one.question) if one.question else Path(one.recording.path).name,
        "question_id": one.question.id if one.question else None,
        "category": _category(one),
        "follows": one.follows,
        "length_s": one.recording.duration_s,
        "pace": one.pace.value,
        "unit": findings.unit_name(one),
        "verdict": "good" if verdict == "on_target" else verdict,
        "positive": one.phrases.positive,
        "to_avoid": one.phrases.negative,
        "fillers": one.fillers.count if one.fillers else None,
        "take": take,
    }


def when(answer_id: str) -> str:
    """The local time an id says, as pages write it: 2026-11-22 14:05."""
    day, _t, time = answer_id.partition("T")
    return f"{day} {time[:5].replace('-', ':')}"


def _category(one: Answer) -> str:
    """In words; "" for one of another version."""
    known = one.question is not None and one.question.category in packs.CATEGORIES
    return packs.category_name(one.question.category) if one.question and known else ""
