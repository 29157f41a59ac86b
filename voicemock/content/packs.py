"""Question packs and phrase lists: loaded, searched and filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.content.frameworks import framework_list, steps_of
from voicemock.errors import NotFoundError, PackError
from voicemock.i18n import _
from voicemock.values.interview import LanguageCode, Pack, Question

_PLACEHOLDER = re.compile(r"\{[ \t]*+\w*+[ \t]*+\}")
PLACEHOLDERS = ("{job}", "{company}")
"""What stands in a template for a word of the job description, or of the company."""
MAX_TERMS, MAX_TERM_CHARACTERS = 200, 100
"""Of a question; each is looked for in every answer to it."""
_MOST_FAULTS = 50
"""Of one file that are told at once: behind them one and the same mistake goes on."""
CATEGORIES: tuple[str, ...] = (
    "intro", "motivation", "behavioural", "situational", "skills", "tricky", "roleplay", "closing",
)  # fmt: skip


@dataclass(frozen=True)
class PackFile:
    """A question pack as it stands in its file."""

    schema: Literal[1]
    id: str
    title: str
    language: LanguageCode
    question: tuple[Question, ...]


@cache
def default_pack(language: LanguageCode) -> Pack:
    """The customer-service pack of a language."""
    return load_pack(data_folder("prompts") / f"customer-service.{language}.toml")


def load_pack(path: Path, content: bytes | None = None) -> Pack:
    """Read a question pack; ``content`` is what stands in it, where it is not on this disk.

    Raises:
        PackError: not there, not TOML, or not of the form; the message says where and what to do.
    """
    file = reader.File(path, PackFile, "question", content)
    for fault in _faults(file):
        raise fault
    pack = file.content
    return Pack(pack.id, pack.title, pack.language, pack.question)


def faults(path: Path, content: bytes) -> list[PackError]:
    """All that is wrong with a pack, in the order of its lines; what it says is read when its form is right.

    Args:
        path: what to call it in the messages.
        content: what stands in it.
    """
    try:
        text, data = reader.read(path, content)
        found = list(islice(reader.faults(path, text, data, PackFile, "question"), _MOST_FAULTS))
        if not found:
            file = reader.File(path, PackFile, "question", content)
            found = list(islice(_faults(file), _MOST_FAULTS))
    except PackError as error:
        return [error]
    return sorted(found, key=lambda one: one.line or 0)


def _faults(file: reader.File[PackFile]) -> Iterator[PackError]:
    """What is wrong with a pack whose form is right."""
    pack = file.content
    if not pack.question:
        yield file.refusal(_("it has no questions; add a [[question]]."))
    if not pack.id.strip():
        yield file.refusal(_("is empty; write it."), "id")
    yield from file.twice(one.id for one in pack.question)
    for number, question in enumerate(pack.question):
        for place, fault in (*_faults_of(question), *_wrong_marks(question, pack.language)):
            yield file.refusal(fault, "question", number, *place)


def _faults_of(question: Question) -> Iterator[tuple[reader.Place, str]]:
    """What is wrong with a question beyond the types of its fields, and where in it."""
    if question.turns and question.category != "roleplay":
        yield ("turns",), _("is for questions of category roleplay; remove it.")
    for at, turn in enumerate(question.turns):
        place: reader.Place = ("turns", at, "lines")
        always = [number for number, cue in enumerate(turn.lines) if cue.when == "always"]
        if not always:
            yield place, _('has no line for every other case; add one with when = "always", last.')
        elif always[0] != len(turn.lines) - 1:
            fault = _('is "always", so what follows is never said; put that line last.')
            yield (*place, always[0], "when"), fault
    for place, text in _texts(question):
        if place[-1] in ("id", "text") and not text.strip():
            yield place, _("is empty; write it.")
    if len(question.terms) > MAX_TERMS:
        fault = _("has more than {most} words; keep the best.")
        yield ("terms",), fault.format(most=MAX_TERMS)
    for at, term in enumerate(question.terms):
        if len(term) > MAX_TERM_CHARACTERS:
            fault = _("has more than {most} characters; shorten it.")
            yield ("terms", at), fault.format(most=MAX_TERM_CHARACTERS)
    if not 5 <= question.limit_s <= 3600:
        yield ("limit_s",), _("must lie between 5 and 3600 seconds.")
    for place, text in _texts(question):
        for found in _PLACEHOLDER.findall(text):
            if found not in PLACEHOLDERS:
                fault = _("has {found}, which is not known; only {names} are.")
                yield place, fault.format(found=found, names=", ".join(PLACEHOLDERS))
            elif found not in question.text:
                fault = _("has {found}, so the question's text must have it, too.")
                yield place, fault.format(found=found)


def _wrong_marks(question: Question, language: LanguageCode) -> Iterator[tuple[reader.Place, str]]:
    """What is wrong with the steps marked in a question's example, and where."""
    steps = [rule.id for rule in steps_of(framework_list(language), question.framework)]
    if question.example_steps and not steps:
        yield (
            ("example_steps",),
            _("needs a framework, which has the steps; name one or remove it."),
        )
        return
    example = " ".join(question.example.split())
    for step, words in question.example_steps.items():
        place = ("example_steps", step)
        if step not in steps:
            yield place, _("is not known; it may be: {names}.").format(names=", ".join(steps))
        elif not words.strip():
            yield place, _("is empty; write it.")
        elif " ".join(words.split()) not in example:
            yield place, _("does not stand in the example; copy its words from there.")


def _texts(value: Any, place: reader.Place = ()) -> Iterator[tuple[reader.Place, str]]:
    """All strings in a question, and where they stand in it."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _texts(one, (*place, at))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _texts(one, (*place, name))
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name), (*place, one.name))


def find(pack: Pack, question_id: str) -> Question:
    """The question of an id.

    Raises:
        NotFoundError: there is none; the message names the nearest, or the language it is in.
    """
    for question in pack.questions:
        if question.id == question_id:
            return question
    if pack.id == default_pack(pack.language).id:
        other: LanguageCode = "en" if pack.language == "zh" else "zh"
        if any(one.id == question_id for one in default_pack(other).questions):
            fault = _("{id} is a question of the other language; choose that language ({code}).")
            raise NotFoundError(fault.format(id=question_id, code=other))
    import difflib

    near = difflib.get_close_matches(question_id, [one.id for one in pack.questions], 1, 0.0)
    fault = _("There is no question {id} in {pack}; did you mean {near}?")
    raise NotFoundError(fault.format(id=question_id, pack=pack.id, near=near[0] if near else "-"))


def is_template(question: Question) -> bool:
    """Whether a word of the job description or of the company must be filled in to ask it."""
    return any(name in question.text for name in PLACEHOLDERS)


def fill(question: Question, *, job: str | None = None, company: str | None = None) -> Question:
    """The question with its placeholders replaced, in all its fields, as far as words are given."""
    words = {"{job}": job, "{company}": company}

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return _PLACEHOLDER.sub(lambda found: words.get(found[0]) or found[0], value)
        if isinstance(value, tuple):
            return tuple(filled(one) for one in value)
        if isinstance(value, Mapping):
            return {name: filled(one) for name, one in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            changed = {one.name: filled(getattr(value, one.name)) for one in fields(value)}
            return replace(value, **changed)
        return value

    result: Question = filled(question)
    return result


def matching(
    pack: Pack, *, category: str | None = None, search: str | None = None
) -> tuple[Question, ...]:
    """The pack's questions of a category that hold all words of ``search``, in the pack's order.

    All fields are searched; capitals do not matter, nor do traditional or simplified characters.

    Raises:
        NotFoundError: there are none.
    """
    from voicemock import language

    found = [one for one in pack.questions if category in (None, one.category)]
    if not found:
        raise no_category(pack, str(category))
    if search is not None:
        normalize = language.get(pack.language).normalize
        words = normalize(search).casefold().split()
        found = [one for one in found if _holds(one, words, normalize)]
        if not found:
            fault = _(
                "No question of {pack} in category {category} holds all of: {words}; search "
                "for fewer or other words, or in all categories."
            )
            if category is None:
                fault = _(
                    "No question of {pack} holds all of: {words}; search for fewer or other words."
                )
            raise NotFoundError(fault.format(pack=pack.id, category=category, words=search))
    return tuple(found)


def _holds(question: Question, words: Sequence[str], normalize: Callable[[str], str]) -> bool:
    everything = normalize("\n".join(text for _place, text in _texts(question))).casefold()
    return all(word in everything for word in words)


def in_order(questions: Sequence[Question]) -> list[Question]:
    """By category, then by id, -2 before -10."""

    def key(one: Question) -> tuple[int, list[Any]]:
        parts: list[Any] = re.split(r"([0-9]+)", one.id)
        parts[1::2] = map(int, parts[1::2])
        return CATEGORIES.index(one.category), parts

    return sorted(questions, key=key)


def no_category(pack: Pack, category: str) -> NotFoundError:
    """What to say where a pack has none of a category."""
    there = [one for one in CATEGORIES if any(q.category == one for q in pack.questions)]
    fault = _("{pack} has no questions of category {category}; there are: {names}.")
    return NotFoundError(fault.format(pack=pack.id, category=category, names=", ".join(there)))


def category_name(category: str) -> str:
    """A category in words; ``--category`` takes its id."""
    return {
        "intro": _("Introduction"),
        "motivation": _("Motivation"),
        "behavioural": _("Past behaviour"),
        "situational": _("Situations"),
        "skills": _("Skills"),
        "tricky": _("Tricky questions"),
        "roleplay": _("Role play"),
        "closing": _("Closing"),
    }[category]


def framework_name(framework: str) -> str:
    """What the steps of an answer follow, in words."""
    return {
        "star": _("STAR: situation, task, action, result"),
        "care": _("care: acknowledge, empathise, solve, follow up"),
        "problem": _("problem solving"),
        "intro": _("introduction"),
        "closing": _("closing"),
        "none": _("no framework"),
    }[framework]


def condition_name(when: str, *, alone: bool = False) -> str:
    """When a line is said, in words; ``alone``: no other line may be said in its place."""
    if alone and when == "always":
        return _("in any case")
    return {
        "no_result": _("no result told"),
        "no_number": _("no number given"),
        "no_action": _("not told what you do yourself"),
        "no_empathy": _("no understanding shown"),
        "no_apology": _("no apology"),
        "no_solution": _("no solution offered"),
        "no_follow_up": _("no follow-up promised"),
        "too_short": _("very short"),
        "always": _("otherwise"),
    }[when]
