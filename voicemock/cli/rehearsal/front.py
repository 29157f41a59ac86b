"""The interview at a terminal: what happens is printed, what can be chosen is a key."""

from __future__ import annotations

import shlex
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from voicemock.audio.player import Player
from voicemock.audio.replay import BEFORE_S, replay
from voicemock.cli.rehearsal import breathing, debrief, keys
from voicemock.cli.rehearsal.meter import Meter
from voicemock.cli.rehearsal.microphone_warnings import warning
from voicemock.cli.terminal.answers import print_answer, print_coach
from voicemock.cli.terminal.keyboard import Keys, interactive
from voicemock.cli.terminal.screen import StatusLine, fault, say, show, warn
from voicemock.cli.terminal.signals import INTERRUPTED
from voicemock.cli.terminal.tables import print_takes
from voicemock.content.phrases import phrase_list
from voicemock.drills.events import DrillOver
from voicemock.errors import DeviceError, TranscribeError, VoicemockError
from voicemock.history.store import History
from voicemock.i18n import _, ngettext
from voicemock.interview import events
from voicemock.interview.debrief import own_answers
from voicemock.interview.events import Command, Decision, Event, Live, Offer, Over
from voicemock.report.exports.text import Line
from voicemock.report.views import view
from voicemock.report.views.values import Moment
from voicemock.values.answer import Answer
from voicemock.values.interview import ModelQuestion, Plan, Question

# The interviewer's cue, in the interview's language whatever language the program speaks.
_SPEAK_NOW = {"zh": "请开始回答", "en": "Speak now"}
_DIGIT_S = 0.8
"""A moment's number is complete so long after its last digit."""


class TerminalFront:
    """A `voicemock.interview.front.Front` for a person at a terminal, or for nobody.

    Feedback goes to stdout, as text or (``as_json``) a document an answer; all else to stderr,
    nothing of it where ``quiet``. Keys are read while the interview runs inside `Keys.listening`.
    """

    def __init__(
        self,
        plan: Plan,
        player: Player,
        history: History,
        *,
        as_json: bool,
        quiet: bool,
        exam: bool = False,
    ) -> None:
        self.keys = Keys()
        self.line = StatusLine(shown=not quiet)
        self._plan = plan
        self._player = player
        self._history = history
        self._as_json = as_json
        self._quiet = quiet
        self._exam = exam
        self._person = interactive()
        self._meter = Meter(plan.language)
        self._cued = False
        self._shown: str | None = None
        self._following: Question | None = None
        self._hint: Callable[[], str] | None = None
        self._drawing = threading.RLock()

    # -- what happens -----------------------------------------------------------------------

    def tell(self, event: Event) -> None:
        """See `Front.tell`."""
        if isinstance(event, (events.Coached, events.NotCoached)):
            self._coached(event)
            return
        self.line.clear()
        match event:
            case events.OtherInterrupted(left):
                if self._person and not self._quiet:
                    _say_interrupted(left)
            case events.Introduced():
                self._introduce(event)
            case events.Asked(question, role):
                if role != "main":
                    say("", quiet=self._quiet)
                    name = _("The customer:") if role == "turn" else _("Follow-up:")
                    if isinstance(question, ModelQuestion):
                        name = _("Follow-up, asked by the language model:")
                    say(name, quiet=self._quiet)
                show([Line((("heading", f"  {question.text}"),))], to_stderr=True)
                self._expect_answer()
            case events.SourceOpened():
                self.keys.forget()
            case events.SpeakingStarted():
                if self._person:
                    self.line.draw(keys.hint_while_speaking(), now=True)
            case events.NotSpoken(error):
                warn(_("The question is not spoken: {reason}").format(reason=error))
            case events.RecordingStarted():
                self._cued = True
                hint = self._hint_while_recording() if self._person else ""
                say(_SPEAK_NOW[self._plan.language] + hint)
            case events.MicrophoneSilent():
                warn(warning(event))
            case events.RecordingStopped(trouble):
                if trouble:
                    warn(str(trouble))
            case events.StartedOver(slower):
                told = _("Again, slower.") if slower else _("Starting over.")
                say(told, quiet=self._quiet)
                self._expect_answer()
            case events.Analyzing():
                self.line.draw(_("Listening to your answer …"), now=True)
            case events.Answered(answer):
                if self._as_json:
                    self._feedback([answer])
            case events.Feedback(answers):
                if not self._as_json:
                    self._feedback(answers)
            case events.AwaitingCoach():
                told = _("Waiting for the language model … (Ctrl-C: do without)")
                self.line.draw(told, now=True)
            case events.Compared(takes):
                self._compare(takes)
            case events.NotAnalyzed(error) | events.NotSaved(error) | events.DeviceLost(error):
                fault(error)
                self._expect_answer()
            case events.RecordingKept(path, language):
                told = _("Your recording is kept: voicemock analyze {path} --lang {lang}")
                say(told.format(path=shlex.quote(str(path)), lang=language))
            case events.NotResumable(reason):
                told = _("This interview could not be gone on with after an interruption: {reason}")
                warn(told.format(reason=reason))
            case Over(answers=answers):
                if answers and not self._quiet:
                    debrief.show_all(event, self._history)

    def _introduce(self, event: events.Introduced) -> None:
        """What is good to know before a question: its number and limit, stories of one's own."""
        if self._quiet:
            return
        say("")
        told = _("Question {number} of {count} · about {limit} s")
        limit = f"{event.question.limit_s:g}"
        say(told.format(number=event.number + 1, count=event.count, limit=limit))
        for story in event.stories:
            result = f"  → {story.result}" if story.result else ""
            parts = ("quiet", _("  Your story: ")), ("", story.title), ("quiet", result)
            show([Line(parts)], to_stderr=True)
        if event.calm and self._person:
            say(_("A hard question comes next. First a calm minute:"))
            self.keys.forget()
            breathing.breathe(self.keys, self.line)

    def _expect_answer(self) -> None:
        """What was typed before is not meant for what comes."""
        self.keys.forget()
        self._cued = False
        self._meter = Meter(self._plan.language)

    def _feedback(self, answers: Sequence[Answer]) -> None:
        say("", quiet=self._quiet)
        first = 1
        for number, answer in enumerate(answers):
            if number:
                print()
            # on one screen the question still stands above
            alone = len(answers) == 1
            print_answer(
                answer,
                as_json=self._as_json,
                heading=not alone or not sys.stdout.isatty(),
                company=self._plan.company,
                first=first,
            )
            first += len(_moments(answer))
            self._shown = answer.id
        sys.stdout.flush()

    def _coached(self, event: events.Coached | events.NotCoached) -> None:
        """What a language model says; where a choice is waited for, its hint stands below."""
        with self._drawing:
            self.line.clear()
            if isinstance(event, events.NotCoached):
                warn(str(event.error))
            elif not self._as_json:
                print_coach(event.answer, named=event.answer.id != self._shown)
                sys.stdout.flush()
            if isinstance(event, events.Coached) and event.following is not None:
                self._following = event.following
            if self._hint is not None:
                self.line.draw(self._hint(), now=True)

    def _compare(self, takes: Sequence[Answer]) -> None:
        """This take beside those before."""
        if self._quiet:
            return
        say("")
        say(_("This take and those before:"))
        print_takes(takes, own_answers(self._history, self._plan.language), to_stderr=True)

    # -- while it happens -------------------------------------------------------------------

    def observe(self, live: Live) -> Command:
        """See `Front.observe`."""
        if isinstance(live, events.Speaking):
            key = self.keys.pressed()
            return (
                Command.GO_ON if key is None else keys.WHILE_SPEAKING.get(key, Command.SKIP_VOICE)
            )
        if isinstance(live, events.Countdown):
            self.line.draw(keys.countdown(live.left_s))
            key = self.keys.pressed()
            return Command.GO_ON if key is None else keys.IN_AN_EXAM.get(key, Command.GO_ON)
        if self._cued:
            self.line.draw(self._meter.line(live))
        else:
            self.line.clear()
        return keys.WHILE_RECORDING.get(self.keys.pressed() or "", Command.GO_ON)

    # -- what comes next --------------------------------------------------------------------

    def choose(self, offer: Offer) -> Decision:
        """See `Front.choose`: replay as often as wanted, then what comes next."""
        self.keys.forget()
        try:
            if Decision.RETRY_DEVICE in offer.decisions:
                return keys.WITHOUT_DEVICE[
                    self._key(keys.hint_without_device, tuple(keys.WITHOUT_DEVICE))
                ]
            return self._next(offer)
        finally:
            with self._drawing:
                self._following = self._hint = None
                self.line.clear()

    def _next(self, offer: Offer) -> Decision:
        moments = self._moments_of(offer.answers)

        def hint() -> list[str]:
            return self._hint_afterwards(self._offered(offer), len(moments))

        say("", quiet=self._quiet)
        while True:
            key = self._key(
                hint, (*keys.AFTERWARDS, keys.HEAR), number=lambda n: self._moment(moments, n)
            )
            if key != keys.HEAR:
                decision = keys.AFTERWARDS[key]
                offered = self._offered(offer).decisions
                return decision if decision in offered else Decision.NEXT
            for answer in offer.answers:
                if not self._hear(answer, 0.0, None):
                    break

    def _offered(self, offer: Offer) -> Offer:
        """The offer, with a question that a language model has come up with since."""
        if self._following is None or offer.following is not None:
            return offer
        decisions = (*offer.decisions, Decision.SKIP)
        return replace(offer, decisions=decisions, following=self._following)

    def _moments_of(self, answers: Sequence[Answer]) -> list[tuple[Answer, Moment]]:
        """What can be heard by its number."""
        return [(answer, one) for answer in answers for one in _moments(answer)]

    def _hint_while_recording(self) -> str:
        return keys.hint_while_recording(exam=self._exam)

    def _hint_afterwards(self, offer: Offer, moments: int) -> list[str]:
        return keys.hint_afterwards(offer, moments)

    def _key(
        self,
        hint: Callable[[], list[str]],
        accepted: Sequence[str],
        number: Callable[[int], None] | None = None,
    ) -> str:
        """The first key that means something; ``number`` is called with those typed before it."""
        typed = ""

        def line() -> str:
            return f"  {typed or ' · '.join(hint())}"

        while True:
            with self._drawing:
                self._hint = line
                self.line.draw(line(), now=True)
            key = self.keys.pressed(_DIGIT_S if typed else None)
            if typed and number is not None and (key is None or not key.isdecimal()):
                given, typed = int(typed), ""
                number(given)
            elif key is not None and key.isdecimal():
                typed = (typed + key)[-4:] if number is not None else ""
            elif key is not None and key in accepted:
                return key

    def _moment(self, moments: Sequence[tuple[Answer, Moment]], number: int) -> None:
        if 1 <= number <= len(moments):
            answer, chosen = moments[number - 1]
            self._hear(answer, max(0.0, chosen.start_s - BEFORE_S), chosen.end_s + BEFORE_S)

    def _hear(self, answer: Answer, start_s: float, until_s: float | None) -> bool:
        """Play a stretch; whether it was heard to its end."""

        def tick(position_s: float) -> bool:
            at = view.clock(start_s + position_s)
            with self._drawing:
                self.line.draw(_("  ▶ {at}   (any key stops)").format(at=at))
            return self.keys.pressed() is not None

        try:
            wav = Path(answer.recording.path)
            played = replay(wav, self._player, at_s=start_s, until_s=until_s, on_tick=tick)
        except VoicemockError as error:
            self.line.clear()
            fault(error)
            return False
        return played.completed


def exit_status(over: Over | DrillOver) -> int:
    """What the program ends with after an interview or an exercise."""
    if over.interrupted:
        return INTERRUPTED
    if over.failed:
        return TranscribeError.exit_status
    return DeviceError.exit_status if over.device_lost else 0


def _moments(answer: Answer) -> tuple[Moment, ...]:
    return view.moments(answer, phrase_list(answer.language))


def _say_interrupted(left: int) -> None:
    """Another interview can be gone on with, before this one takes its place."""
    told = ngettext(
        "An interview was interrupted with {count} question left: `voicemock practice "
        "--continue` goes on with it, until you answer here.",
        "An interview was interrupted with {count} questions left: `voicemock practice "
        "--continue` goes on with it, until you answer here.",
        left,
    )
    say(told.format(count=left))
