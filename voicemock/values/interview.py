"""What the interviewer knows: questions, packs, phrases, frameworks, stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voicemock.values.codes import LanguageCode as LanguageCode  # noqa: PLC0414  (handed on)

Category = Literal[
    "intro", "motivation", "behavioural", "situational", "skills", "tricky", "roleplay", "closing"
]
Framework = Literal["intro", "star", "care", "problem", "closing", "none"]
Trigger = Literal[
    "no_result", "no_number", "no_action", "no_empathy", "no_apology", "no_solution",
    "no_follow_up", "too_short", "always",
]  # fmt: skip
"""What an answer lacks, so that the interviewer goes on with a certain sentence."""
Mood = Literal["calm", "worried", "hurried", "angry"]
"""How the customer of a role play is feeling."""
PhraseKind = Literal["positive", "negative", "vague", "hedge"]


@dataclass(frozen=True)
class Cue:
    """What the interviewer says next, when ``when`` holds for what was answered.

    ``mood`` is the customer's in a role play; None: as at its beginning.
    """

    when: Trigger
    text: str
    mood: Mood | None = None


@dataclass(frozen=True)
class Turn:
    """One turn of a role play: the customer says the first of ``lines`` whose condition holds.

    The last line's condition is ``always``.
    """

    lines: tuple[Cue, ...]


@dataclass(frozen=True)
class Question:
    """One interview question with everything its pack says about it.

    ``example_steps`` are the words of the example that take each step, by the step's id; empty where
    nobody marked them.
    """

    id: str
    text: str
    category: Category
    framework: Framework = "none"
    limit_s: float = 120.0
    listens_for: str = ""
    tips: tuple[str, ...] = ()
    example: str = ""
    example_steps: Mapping[str, str] = field(default_factory=dict, hash=False)
    why_it_works: str = ""
    terms: tuple[str, ...] = ()
    follow_ups: tuple[Cue, ...] = ()
    turns: tuple[Turn, ...] = ()
    mood: Mood = "calm"


@dataclass(frozen=True)
class Pack:
    """A set of questions in one language."""

    id: str
    title: str
    language: LanguageCode
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Phrase:
    """A thing one may say, in all its variants (pattern language: `voicemock.language.patterns`)."""

    id: str
    kind: PhraseKind
    say: tuple[str, ...]
    why: str
    unless: tuple[str, ...] = ()
    instead: str | None = None


@dataclass(frozen=True)
class PhraseList:
    """All phrases listened for in one language."""

    language: LanguageCode
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Story:
    """A STAR story a person keeps, to be shown beside matching questions."""

    id: str
    language: LanguageCode
    title: str
    situation: str = ""
    task: str = ""
    action: str = ""
    result: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepRule:
    """A step of a framework: what is said where it is taken, and what to add where it is missing.

    ``say`` and ``unless`` are patterns as in phrase lists; those of ``then`` count only behind
    the step before (or the one before that, where it is missing). ``name`` and ``add`` are written in the language of the
    interview. The entries of framework "none" are no steps; follow-ups are chosen by them.
    """

    framework: Framework
    id: str
    name: str
    say: tuple[str, ...]
    add: str
    unless: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrameworkList:
    """All framework steps of one language, each framework's in its order, and the service terms."""

    language: LanguageCode
    steps: tuple[StepRule, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class FillerList:
    """Fillers of one language: ``always`` count when heard, ``sometimes`` only by their sound.

    ``sound`` names a filler that was only heard, not written down.
    """

    language: LanguageCode
    sound: str
    always: tuple[str, ...]
    sometimes: tuple[str, ...]


@dataclass(frozen=True)
class QuestionRef:
    """The question an answer belongs to."""

    id: str
    text: str
    category: str


@dataclass(frozen=True)
class Plan:
    """An interview: its questions as they are asked, and how many of them are done.

    An ``exam`` has one take of each, after ``prepare_s`` seconds to think; it goes on as one, too.
    """

    session_id: str
    language: LanguageCode
    pack_id: str
    questions: tuple[Question, ...]
    done: int = 0
    job: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    follow_ups: bool | None = None
    calm: bool = False
    exam: bool = False
    prepare_s: float = 0.0

    @property
    def left(self) -> tuple[Question, ...]:
        """The questions that were not reached."""
        return self.questions[self.done :]
