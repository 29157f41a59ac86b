"""What passes between an interview and its face: frozen events, live values, commands, offers, decisions.

The first two go out (`to_json` writes them for another process), the others come back as their names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum, auto
from pathlib import Path
from typing import Any, Literal

from voicemock.errors import VoicemockError
from voicemock.values.answer import Answer
from voicemock.values.document import to_document
from voicemock.values.interview import LanguageCode, Plan, Question, Story
from voicemock.values.notes import Note

Role = Literal["main", "follow_up", "turn"]
"""What a question is: one of the plan's, a follow-up to it, or the next turn of a role play."""


class Command(StrEnum):
    """What the person wants while a question sounds or an answer is recorded.

    SLOWER asks to hear the question again, spoken slowly; once the answer has begun it does nothing.
    CAUGHT notes this moment, in an exercise that asks for it; the recording goes on.
    """

    GO_ON = auto()
    SKIP_VOICE = auto()
    SLOWER = auto()
    FINISH = auto()
    PAUSE = auto()
    RESTART = auto()
    CAUGHT = auto()
    LEAVE = auto()


class Decision(StrEnum):
    """What the person wants next; `Offer` says which of them there are."""

    NEXT = auto()
    SKIP = auto()
    RETAKE = auto()
    RETRY_DEVICE = auto()
    LEAVE = auto()


@dataclass(frozen=True)
class Offer:
    """What can be decided now.

    ``answers`` are those just given, to be heard again; ``following`` is the follow-up that comes
    with `Decision.NEXT`, if any; ``last`` says that this is the plan's last question.
    """

    decisions: tuple[Decision, ...]
    answers: tuple[Answer, ...] = ()
    following: Question | None = None
    last: bool = False


# -- live: several times a second, answered by a command --------------------------------


@dataclass(frozen=True)
class Speaking:
    """The question sounds, and has done so for ``at_s`` seconds."""

    at_s: float


@dataclass(frozen=True)
class Level:
    """How a recording goes: see `voicemock.record.base.Progress`.

    ``limit_s`` is how long the answer may be; ``pace`` is that of the last seconds, told from the
    sound, in units a minute, None where it is not known; ``target`` the pace asked for.
    """

    elapsed_s: float
    level_dbfs: float
    paused: bool
    started: bool
    spoken: bool
    quiet_s: float
    limit_s: float | None = None
    pace: float | None = None
    target: tuple[float, float] | None = None


@dataclass(frozen=True)
class Countdown:
    """The time to think goes by: ``left_s`` of ``of_s``. Any command but LEAVE begins the recording."""

    left_s: float
    of_s: float


Live = Speaking | Level | Countdown


# -- events: told once, in order ---------------------------------------------------------


@dataclass(frozen=True)
class OtherInterrupted:
    """Another interview could be gone on with, until this one's first answer; ``left`` questions."""

    left: int


@dataclass(frozen=True)
class Introduced:
    """The plan's question ``number`` (from 0) comes; ``stories`` of the person's own fit it.

    ``calm`` says that a minute of breathing was asked for before it.
    """

    number: int
    count: int
    question: Question
    stories: tuple[Story, ...] = ()
    calm: bool = False


@dataclass(frozen=True)
class Asked:
    """This is asked now; ``aloud`` where it is not only shown."""

    question: Question
    role: Role = "main"
    aloud: bool = True


@dataclass(frozen=True)
class SourceOpened:
    """The source of sound is there: what is typed or pressed from now on is meant for this answer.

    ``answer_id`` is what it will be called.
    """

    answer_id: str = ""


@dataclass(frozen=True)
class SpeakingStarted:
    """The question is being made to sound: `Command.SLOWER` begins again, any other one skips that."""


@dataclass(frozen=True)
class NotSpoken:
    """The question cannot be heard, told once for each cause; the interview goes on."""

    error: VoicemockError


@dataclass(frozen=True)
class RecordingStarted:
    """The microphone delivers: now is the time to speak."""


@dataclass(frozen=True)
class MicrophoneSilent:
    """It delivers nothing yet (``waiting``), or nothing but ``zeros``."""

    why: Literal["waiting", "zeros"]


@dataclass(frozen=True)
class RecordingStopped:
    """The recording has ended; ``trouble`` says what went wrong, if anything did."""

    trouble: Note | None = None


@dataclass(frozen=True)
class StartedOver:
    """The take was thrown away, as was wanted; the same is asked again, aloud where ``slower``."""

    slower: bool = False


@dataclass(frozen=True)
class Analyzing:
    """The answer is being heard and measured."""


@dataclass(frozen=True)
class Answered:
    """There is an answer, not shown yet: a scene's are shown when it is over."""

    answer: Answer


@dataclass(frozen=True)
class Feedback:
    """It is time to show what was found in these answers."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Coached:
    """A language model on this machine said something of an answer, which has it now.

    It may be told from another thread while the front chooses. `Decision.NEXT` asks ``following``
    from now on, a question of the model's, and `Decision.SKIP` goes on without it.
    """

    answer: Answer
    following: Question | None = None


@dataclass(frozen=True)
class NotCoached:
    """It said nothing of use, told once for each cause; likewise."""

    error: VoicemockError


@dataclass(frozen=True)
class AwaitingCoach:
    """All is said and shown but what a language model may still say; the interview waits for that."""


@dataclass(frozen=True)
class Compared:
    """All takes of a question so far, the latest last."""

    takes: tuple[Answer, ...]


@dataclass(frozen=True)
class NotAnalyzed:
    """The answer was recorded and could not be judged."""

    error: VoicemockError


@dataclass(frozen=True)
class NotSaved:
    """Something could not be written; the error names what is kept all the same."""

    error: VoicemockError


@dataclass(frozen=True)
class RecordingKept:
    """A recording without an answer lies here, to be analyzed another time."""

    path: Path
    language: LanguageCode


@dataclass(frozen=True)
class DeviceLost:
    """The microphone cannot be opened, or went before anything was recorded."""

    error: VoicemockError


@dataclass(frozen=True)
class NotResumable:
    """How far the interview is cannot be written down, told once."""

    reason: str


@dataclass(frozen=True)
class Over:
    """The interview has ended, or was left.

    ``answers`` are those of this run; ``spare`` recordings were handed in and no question was left
    for them; ``failed`` says that one answer was not kept or judged, ``device_lost`` that the
    microphone went and nobody brought it back, ``interrupted`` that a signal ended it.
    """

    plan: Plan
    answers: tuple[Answer, ...] = ()
    spare: int = 0
    failed: bool = False
    device_lost: bool = False
    interrupted: bool = False


Event = (
    OtherInterrupted
    | Introduced
    | Asked
    | SourceOpened
    | SpeakingStarted
    | NotSpoken
    | RecordingStarted
    | MicrophoneSilent
    | RecordingStopped
    | StartedOver
    | Analyzing
    | Answered
    | Feedback
    | Coached
    | NotCoached
    | AwaitingCoach
    | Compared
    | NotAnalyzed
    | NotSaved
    | RecordingKept
    | DeviceLost
    | NotResumable
    | Over
)


def to_json(one: Event | Live | Offer) -> str:
    """A line of JSON: the name of what happened under ``event``, its fields beside it.

    Answers are published documents, errors their message and the name of their class. Notes are in
    the language in use where this is called: call it in the interview's thread.
    """
    return json.dumps(to_dict(one), ensure_ascii=False, allow_nan=False)


def to_dict(
    one: Event | Live | Offer, document: Callable[[Answer], Any] = to_document
) -> dict[str, Any]:
    """What `to_json` writes; ``document`` says an answer in another way."""
    return {"event": type(one).__name__, **_fields(one, document)}


def _fields(value: Any, document: Callable[[Answer], Any]) -> dict[str, Any]:
    return {one.name: _plain(getattr(value, one.name), document) for one in fields(value)}


def _plain(value: Any, document: Callable[[Answer], Any]) -> Any:
    if isinstance(value, Answer):
        return document(value)
    if isinstance(value, Note):
        return {**_fields(value, document), "text": value.text}
    if isinstance(value, VoicemockError):
        return {"error": type(value).__name__, "text": str(value)}
    if is_dataclass(value):
        return _fields(value, document)
    if isinstance(value, Mapping):
        return {key: _plain(inner, document) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, document) for inner in value]
    return str(value) if isinstance(value, Path) else value
