"""What is worth showing of an answer, as plain values; renderers only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from voicemock.config import DEFAULT_TARGET
from voicemock.i18n import _, ngettext
from voicemock.report.views import coach as coach_view
from voicemock.report.views import first as first_thing
from voicemock.report.views import structure, words
from voicemock.report.views.coach import CoachView
from voicemock.report.views.findings import unit_name
from voicemock.report.views.first import First
from voicemock.report.views.structure import StructureView
from voicemock.report.views.values import Measure, Moment, clock
from voicemock.values.answer import WRITTEN, Answer, Filler, Pause, PhraseHit, Transcript
from voicemock.values.interview import PhraseList
from voicemock.values.review import MANY_FILLERS

__all__ = ["Measure", "Moment", "View", "around", "build", "clock", "moments"]

_SHOWN_PAUSE_S = 1.0
_AROUND = 12  # characters quoted on each side of a pause
_THOUGHT_S = (1.5, 6.0)  # before a hard question; two to three seconds are the advice
_FEW_FILLERS = 5.0
"""A minute; up to so many do no harm (Laske & DiGennaro Reed 2024)."""


@dataclass(frozen=True)
class View:
    """One answer, ready to lay out; ``timed`` is False for a written one, which has no moments."""

    title: str
    measures: tuple[Measure, ...]
    moments: tuple[Moment, ...]
    transcript: str
    notes: tuple[str, ...]
    structure: StructureView | None = None
    first: First = field(default_factory=First)
    timed: bool = True
    coach: CoachView | None = None


def build(
    answer: Answer,
    phrases: PhraseList,
    *,
    job: Sequence[str] = (),
    company: Sequence[str] = (),
    first: int = 1,
) -> View:
    """The view of an answer; ``job`` and ``company`` are the words listened for in it.

    Its moments are numbered from ``first`` on.
    """
    found = moments(answer, phrases, first)
    written = answer.transcript.engine == WRITTEN
    return View(
        title=coach_view.titled(answer.question) if answer.question else answer.recording.path,
        measures=tuple(_said(answer) if written else _measures(answer)),
        moments=found,
        transcript=words.marked(answer.transcript),
        notes=tuple(note.text for note in answer.notes if note.code != "not_measured"),
        structure=structure.build(answer, found, job=job, company=company),
        first=first_thing.build(answer),
        timed=not written,
        coach=coach_view.build(answer.coach),
    )


def moments(answer: Answer, phrases: PhraseList, first: int = 1) -> tuple[Moment, ...]:
    """Every pause that matters, every phrase and every step taken, in order of time."""
    found: list[tuple[float, float, str, str, str, str]] = []
    for pause in answer.pauses.items:
        mid, length_s = pause.place == "mid_clause", pause.end_s - pause.start_s
        if mid or length_s >= _SHOWN_PAUSE_S:
            title = _("pause of {s:.1f} s inside a clause") if mid else _("pause of {s:.1f} s")
            words = around(pause, answer.transcript)
            named = title.format(s=length_s)
            found.append((pause.start_s, pause.end_s, "pause", named, words, ""))
    fillers = answer.fillers.items if answer.fillers else ()
    found += [(one.start_s, one.end_s, "filler", one.heard, _found_by(one), "") for one in fillers]
    known = {phrase.id: phrase for phrase in phrases.phrases}
    for hit in answer.phrases.items:
        phrase = known.get(hit.id)
        advice = (phrase.instead or phrase.why) if phrase and hit.kind != "positive" else ""
        found.append((hit.start_s, hit.end_s, hit.kind, hit.heard, hit.id, advice or ""))
    found += structure.taken(answer.structure)
    return tuple(Moment(number, *values) for number, values in enumerate(sorted(found), first))


def _found_by(filler: Filler) -> str:
    if filler.by == "both":
        return _("filler, by words and sound")
    return _("filler, by its words") if filler.by == "transcript" else _("filler, by its sound")


def around(pause: Pause, transcript: Transcript) -> str:
    """The words on both sides of a pause."""
    before = [word for word in transcript.words if word.end_s <= pause.start_s + 0.05]
    after = [word for word in transcript.words if word.start_s >= pause.end_s - 0.05]
    if not before or not after:
        return ""
    left = transcript.text[: before[-1].at + len(before[-1].text)]
    right = transcript.text[after[0].at :]
    return f"…{left[-_AROUND:].lstrip()} ▁ {right[:_AROUND].rstrip()}…"


def _measures(answer: Answer) -> list[Measure]:
    return [_pace(answer), _pauses(answer), *_said(answer), *_fillers(answer), *_voice(answer)]


def _said(answer: Answer) -> list[Measure]:
    return [_phrases(answer, kind) for kind in ("positive", "negative")]


def _pace(answer: Answer) -> Measure:
    pace = answer.pace
    unit = unit_name(answer)
    low, high = (f"{value:g}" for value in pace.target)
    natural_low, natural_high = (f"{value:g}" for value in pace.natural)
    if pace.value is None:
        return Measure(_("Pace"), _("not measured"))
    verdicts = {
        "slow": _("slower than the target"),
        "on_target": _("on target"),
        "fast": _("faster than the target"),
    }
    verdict = verdicts[pace.verdict or "on_target"]
    value = _("{value:.0f} {unit}: {verdict} {low}-{high}").format(
        value=pace.value, unit=unit, verdict=verdict, low=low, high=high
    )
    here = _(", and so is yours") if pace.natural[0] <= pace.value <= pace.natural[1] else ""
    natural = _("Natural speech is {low}-{high}{here}.")
    if pace.target == DEFAULT_TARGET:
        natural = _(
            "Natural speech is {low}-{high}{here}; the target is a slow, clear default, which "
            "you can change."
        )
    remarks = [natural.format(low=natural_low, high=natural_high, here=here)]
    if pace.articulation is not None:
        alone = _("{value:.0f} {unit} while speaking, pauses left out.")
        remarks.append(alone.format(value=pace.articulation, unit=unit))
    judgement = "good" if pace.verdict == "on_target" else "mind"
    return Measure(_("Pace"), value, judgement, tuple(remarks))


def _pauses(answer: Answer) -> Measure:
    pauses = answer.pauses
    if pauses.count is None:
        return Measure(_("Pauses"), _("not measured"))
    if not pauses.count or pauses.longest_s is None or pauses.median_s is None:
        return Measure(_("Pauses"), _("none of 0.25 s or more"))
    at = clock(max(pauses.items, key=lambda one: one.end_s - one.start_s).start_s)
    value = _("{count}, longest {longest:.1f} s at {at}, median {median:.1f} s").format(
        count=pauses.count, longest=pauses.longest_s, at=at, median=pauses.median_s
    )
    remarks = []
    if pauses.mid_clause is not None:
        remarks.append(
            ngettext(
                "{count} is inside a clause, where listeners notice it.",
                "{count} are inside a clause, where listeners notice them.",
                pauses.mid_clause,
            ).format(count=pauses.mid_clause)
            if pauses.mid_clause
            else _("All lie between clauses, where they help the listener.")
        )
    if answer.span.latency_s is not None:
        remarks.append(_thinking(answer, answer.span.latency_s))
    return Measure(_("Pauses"), value, "mind" if pauses.mid_clause else "good", tuple(remarks))


def _thinking(answer: Answer, latency_s: float) -> str:
    """The silence before the answer is no pause; before a hard question it is right."""
    shortest, longest = _THOUGHT_S
    hard = answer.question and answer.question.category == "tricky" and answer.follows is None
    told = _("You began {latency:.1f} s after the question; thinking first is fine.")
    if hard and latency_s < shortest:
        told = _(
            "You began {latency:.1f} s after this hard question; two or three seconds of "
            "thought are right here, and nobody minds them."
        )
    elif hard and latency_s <= longest:
        told = _("You thought for {latency:.1f} s before this hard question: well done, keep that.")
    return told.format(latency=latency_s)


def _phrases(answer: Answer, kind: str) -> Measure:
    hits: list[PhraseHit] = [hit for hit in answer.phrases.items if hit.kind == kind]
    name = _("Positive") if kind == "positive" else _("To avoid")
    if answer.phrases.positive is None:
        return Measure(name, _("not measured"))
    if not hits:
        return Measure(name, _("None heard."), "mind" if kind == "positive" else "good")
    heard = list(dict.fromkeys(hit.heard for hit in hits))
    joined = ("、" if answer.language == "zh" else ", ").join(heard)
    return Measure(name, f"{len(hits)}: {joined}", "good" if kind == "positive" else "mind")


def _fillers(answer: Answer) -> list[Measure]:
    """Nothing for answers saved before fillers were counted."""
    fillers = answer.fillers
    if fillers is None:
        return []
    name = _("Fillers")
    if fillers.count is None:
        return [Measure(name, _("not measured"))]
    if not fillers.count:
        return [Measure(name, _("None heard."), "good")]
    if fillers.per_min is None:
        return [Measure(name, _("about {count}").format(count=fillers.count))]
    value = _("about {count}, {rate:.1f} a minute")
    value = value.format(count=fillers.count, rate=fillers.per_min)
    if fillers.per_min <= _FEW_FILLERS:
        return [Measure(name, value, "good", (_("Up to five a minute do no harm."),))]
    if fillers.per_min < MANY_FILLERS:
        return [Measure(name, value, "", (_("A silent pause in their place sounds calmer."),))]
    remark = _("From twelve a minute on listeners mind them; a silent pause sounds calmer.")
    return [Measure(name, value, "mind", (remark,))]


def _voice(answer: Answer) -> list[Measure]:
    voice = answer.voice
    if voice is None:
        return []
    if voice.pitch_sd_st is None or voice.pitch_median_hz is None:
        return [Measure(_("Voice"), _("not measured"))]
    value = _("pitch moves by {spread:.1f} semitones around {hertz:.0f} Hz")
    value = value.format(spread=voice.pitch_sd_st, hertz=voice.pitch_median_hz)
    remark = (
        _("Compare it with your own answers only: in Mandarin the tones move the pitch too.")
        if answer.language == "zh"
        else _("Compare it with your own answers only; there is no right value.")
    )
    return [Measure(_("Voice"), value, "", (remark,))]
