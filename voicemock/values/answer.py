"""The values that flow between the rooms.

Question -> Prompted -> Recording -> Activity -> Transcript -> Analysis => Answer.

Everything is frozen, times are seconds from the first sample of the recording, and what was
not measured is ``None``, never zero. `Answer` and what it holds mirror the published JSON
(schema 1) field for field; `voicemock.values.document` does the translation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from voicemock.values.coach import Coach
from voicemock.values.edits import Edit
from voicemock.values.interview import Framework, LanguageCode, PhraseKind, QuestionRef
from voicemock.values.next import Next
from voicemock.values.notes import Note
from voicemock.values.sound import Interval, MicCheck

WordKind = Literal["service", "job", "company"]
PauseKind = Literal["brief", "long", "very_long"]
PausePlace = Literal["boundary", "mid_clause"]
Verdict = Literal["slow", "on_target", "fast"]
FillerEvidence = Literal["transcript", "sound", "both"]
StepState = Literal["found", "unsure", "absent"]
WRITTEN = "written"
"""The engine of a transcript that was written and not heard; its times are places in the text."""


@dataclass(frozen=True)
class RecordingInfo:
    """The file behind an answer."""

    path: str
    duration_s: float
    sample_rate: int
    sha256: str
    mic: MicCheck


@dataclass(frozen=True)
class Word:
    """A recognized word (Mandarin: a character, a number or a Latin word), punctuation apart.

    ``at`` is the index of its first character in the transcript's text. ``heard`` is what stood in
    its place before it was put right, by the person or by its sound ("" where nothing did), None for
    a word as it was heard.
    ``by`` says of a filled pause that the recognizer did not write it: the sound shows it.
    """

    text: str
    start_s: float
    end_s: float
    probability: float | None = None
    at: int = 0
    heard: str | None = None
    by: Literal["sound"] | None = None

    @property
    def middle_s(self) -> float:
        """The moment it is said."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True)
class ForeignSpeech:
    """A stretch in another language than the interview's; ``language`` is its code, None if unknown."""

    start_s: float
    end_s: float
    language: str | None = None

    def later(self, by_s: float) -> ForeignSpeech:
        """The same stretch where the recording begins ``by_s`` seconds earlier."""
        return replace(self, start_s=self.start_s + by_s, end_s=self.end_s + by_s)


@dataclass(frozen=True)
class Transcript:
    """What the recognizer heard; an empty text means that nobody spoke, or not in the language asked.

    ``other_language`` is the code of the language the engine is sure was spoken instead. ``unheard``
    is speech in which no word was heard, ``foreign`` what was said in another language, ``others``
    where another voice is heard; only where that speaks over the answer's own are there words.
    """

    text: str
    engine: str
    model: str | None = None
    words: tuple[Word, ...] = ()
    other_language: str | None = None
    unheard: tuple[Interval, ...] = ()
    foreign: tuple[ForeignSpeech, ...] = ()
    others: tuple[Interval, ...] = ()

    @property
    def others_alone(self) -> tuple[Interval, ...]:
        """The moments of another voice in which the answer's own says nothing."""
        said = [word.middle_s for word in self.words]
        return tuple(o for o in self.others if not any(o.start_s <= at <= o.end_s for at in said))

    def words_in(self, start: int, end: int) -> list[Word]:
        """The words that lie, even in part, between two characters of the text."""
        return [word for word in self.words if word.at < end and word.at + len(word.text) > start]

    def later(self, by_s: float) -> Transcript:
        """The same where the recording begins ``by_s`` seconds earlier."""
        words = (
            replace(one, start_s=one.start_s + by_s, end_s=one.end_s + by_s) for one in self.words
        )
        return replace(
            self,
            words=tuple(words),
            unheard=tuple(one.later(by_s) for one in self.unheard),
            foreign=tuple(one.later(by_s) for one in self.foreign),
            others=tuple(one.later(by_s) for one in self.others),
        )


@dataclass(frozen=True)
class SpanInfo:
    """The speech span; ``latency_s`` is known only after a spoken question."""

    start_s: float | None = None
    end_s: float | None = None
    speech_s: float | None = None
    phonation_ratio: float | None = None
    latency_s: float | None = None


@dataclass(frozen=True)
class PacePoint:
    """Pace in the window centred on ``t_s``; None where it holds under 3 s of speech."""

    t_s: float
    value: float | None


@dataclass(frozen=True)
class Pace:
    """Spoken units per minute of span (``value``) and of speech (``articulation``)."""

    value: float | None
    unit: str
    units_spoken: int | None
    articulation: float | None
    target: tuple[float, float]
    verdict: Verdict | None
    natural: tuple[float, float]
    curve: tuple[PacePoint, ...] = ()


@dataclass(frozen=True)
class Pause:
    """A silence of at least 0.25 s inside the span; ``place`` is None without words to place it."""

    start_s: float
    end_s: float
    kind: PauseKind
    place: PausePlace | None = None


@dataclass(frozen=True)
class Pauses:
    """All pauses of an answer; the numbers are None when there was no speech to pause in."""

    count: int | None = None
    total_s: float | None = None
    median_s: float | None = None
    longest_s: float | None = None
    mid_clause: int | None = None
    items: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class PhraseHit:
    """A phrase that was said, in the words that were heard."""

    id: str
    kind: PhraseKind
    heard: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Phrases:
    """Phrases heard; the counts are None when there was no trustworthy text."""

    positive: int | None = None
    negative: int | None = None
    items: tuple[PhraseHit, ...] = ()


@dataclass(frozen=True)
class Filler:
    """A filled pause or filler word: ``by`` says whether the text, the sound or both show it."""

    heard: str
    by: FillerEvidence
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Fillers:
    """All fillers of an answer, in order; the numbers are None when they could not be counted.

    Recognizers drop some "um"s, so ``count`` is about right, never exact. ``per_min`` is per
    minute of span.
    """

    count: int | None = None
    per_min: float | None = None
    items: tuple[Filler, ...] = ()


@dataclass(frozen=True)
class Voice:
    """How the pitch moves: F0's standard deviation in semitones over voiced frames, and its median.

    Lexical tone moves F0 in every Mandarin syllable, so compare a person only with themselves.
    """

    pitch_sd_st: float | None = None
    pitch_median_hz: float | None = None


@dataclass(frozen=True)
class Quote:
    """Words that were said, and when."""

    heard: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Step:
    """A step of the framework, with the words that take it.

    ``earlier`` says that it was taken in an earlier part of the answer to the same question.
    ``perhaps`` are words that may take it, where none surely does. Where it is not found, ``add``
    says what to add and ``example`` quotes the pack's example (None where it has none).
    """

    id: str
    name: str
    items: tuple[Quote, ...] = ()
    earlier: bool = False
    add: str | None = None
    example: str | None = None
    perhaps: tuple[Quote, ...] = ()

    @property
    def state(self) -> StepState:
        """Whether it was taken, as far as can be told."""
        if self.earlier or self.items:
            return "found"
        return "unsure" if self.perhaps else "absent"

    @property
    def found(self) -> bool:
        """Whether it was surely taken."""
        return self.state == "found"


@dataclass(frozen=True)
class WordHit:
    """A word of the trade, of the job description or of the company that was said."""

    kind: WordKind
    word: str
    heard: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Structure:
    """What an answer contains beside phrases; there is no overall score.

    ``in_order`` is None where fewer than two steps were surely found. ``told`` says of a STAR answer
    whether it tells what was done once (True) or what one would do or always does (False); None:
    neither is sure, or another framework. ``would`` are its words for the latter. ``numbers`` quantify something,
    ``questions`` are those put to the interviewer, ``we`` and ``i`` count 我们/我 and we/I.
    ``over_s`` are the seconds spoken beyond the question's limit (None without a limit).
    """

    framework: Framework
    steps: tuple[Step, ...] = ()
    in_order: bool | None = None
    numbers: tuple[Quote, ...] = ()
    questions: tuple[Quote, ...] = ()
    words: tuple[WordHit, ...] = ()
    we: int = 0
    i: int = 0
    over_s: float | None = None
    told: bool | None = None
    would: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """What was measured in one answer; ``transcript`` is empty where it was not to be believed."""

    transcript: Transcript
    mic: MicCheck
    span: SpanInfo
    pace: Pace
    pauses: Pauses
    phrases: Phrases
    fillers: Fillers = Fillers()
    voice: Voice = Voice()
    structure: Structure | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One analyzed answer, schema 1 of the published JSON.

    ``structure`` is None without trustworthy text or a question. ``follows`` is the id of the
    answer that this one goes on from: a follow-up, or the next turn of a role play. Answers saved
    by versions that did not measure them have no ``fillers``, ``voice``, ``structure`` and ``next``.
    ``edits`` are what the person put right, in that order; all else is as it is with them.
    ``coach`` is what a language model said, where one was asked for: no measure, and no part of one.
    """

    id: str
    language: LanguageCode
    question: QuestionRef | None
    source: str | None
    recording: RecordingInfo
    transcript: Transcript
    span: SpanInfo
    pace: Pace
    pauses: Pauses
    phrases: Phrases
    fillers: Fillers | None = None
    voice: Voice | None = None
    structure: Structure | None = None
    next: Next | None = None
    coach: Coach | None = None
    notes: tuple[Note, ...] = ()
    follows: str | None = None
    edits: tuple[Edit, ...] = ()
    schema: Literal[1] = 1
