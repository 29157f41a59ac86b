"""An interview on the screen: question, feedback, follow-up, and what the person wants next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path

from voicemock.assess.examiner import Examiner
from voicemock.audio import replay
from voicemock.audio.player import Player
from voicemock.audio.replay import BEFORE_S
from voicemock.cli.rehearsal import breathing, debrief
from voicemock.cli.rehearsal.booth import Booth
from voicemock.cli.terminal.answers import print_answer
from voicemock.cli.terminal.screen import say, show
from voicemock.cli.terminal.tables import print_takes
from voicemock.content.phrases import phrase_list
from voicemock.errors import DeviceError, TranscribeError, VoicemockError
from voicemock.history import resumable as plans
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.i18n import _, ngettext
from voicemock.i18n.library_messages import said
from voicemock.interview.runner import Rehearsal
from voicemock.interview.sources import Manner
from voicemock.job.fit import match
from voicemock.report.exports.text import Line
from voicemock.report.views import view
from voicemock.report.views.values import Moment
from voicemock.speak.base import Speaker
from voicemock.values.answer import Answer
from voicemock.values.interview import Plan, Question
from voicemock.values.review import wholes


def _moments(answer: Answer) -> tuple[Moment, ...]:
    return view.moments(answer, phrase_list(answer.language))


class Next(Enum):
    """What the person wants after an answer."""

    ON = auto()
    SKIP = auto()
    RETAKE = auto()
    QUIT = auto()


class Interview:
    """Leads a person, or a set of recordings, through a plan."""

    def __init__(
        self,
        plan: Plan,
        manner: Manner,
        *,
        examiner: Examiner,
        speaker: Speaker,
        player: Player,
        history: History,
    ) -> None:
        self._plan = plan
        self._manner = manner
        self._rehearsal = Rehearsal(
            examiner=examiner,
            speaker=speaker,
            player=player,
            history=history,
            pack_id=plan.pack_id,
            warn=lambda line: say(f"voicemock: {line}"),
            session_id=plan.session_id,
        )
        self._examiner = examiner
        self._player = player
        self._history = history
        self._booth = Booth(self._rehearsal, manner)
        self._quiet = manner.quiet
        self._unwritable = False
        self._stories = Stories(history.folder).read(plan.language).stories

    def run(self) -> int:
        """Ask all questions that are left; the exit status."""
        self._name_interrupted()
        self._examiner.transcriber.load()  # better to miss the model now than after an answer
        status = 0
        try:
            for number in range(self._plan.done, len(self._plan.questions)):
                if self._until_done(number) is Next.QUIT:
                    break
        except KeyboardInterrupt:
            self._booth.line.clear()
            status = 130
        finally:
            if self._rehearsal.answers and not self._quiet:
                debrief.show_all(
                    self._plan,
                    self._history,
                    self._rehearsal.answers,
                    self._booth.tape.left,
                    saved=not self._booth.failed,
                )
        if self._booth.failed:
            return status or TranscribeError.exit_status
        return status or (DeviceError.exit_status if self._booth.missing else 0)

    def _note_progress(self, done: int) -> None:
        """A single question needs no going on with; nor does a plan that cannot be written stop it."""
        self._plan = replace(self._plan, done=done)
        if len(self._plan.questions) == 1 or self._unwritable:
            return
        try:
            plans.keep(self._history.folder, self._plan)
        except OSError as error:
            self._unwritable = True
            reason = _("This interview could not be gone on with after an interruption: {reason}")
            say(f"voicemock: {reason.format(reason=said(error.strerror))}")

    def _name_interrupted(self) -> None:
        """Say that another interview can be gone on with, before this one takes its place."""
        other = plans.interrupted(self._history.folder)
        if other is None or other.session_id == self._plan.session_id:
            return
        if self._booth.person and not self._quiet:
            say(
                ngettext(
                    "An interview was interrupted with {count} question left: `voicemock practice "
                    "--continue` goes on with it, until you answer here.",
                    "An interview was interrupted with {count} questions left: `voicemock practice "
                    "--continue` goes on with it, until you answer here.",
                    len(other.left),
                ).format(count=len(other.left))
            )

    # -- one question -------------------------------------------------------------------

    def _until_done(self, number: int) -> Next:
        """A question with what follows from it, until the person goes on."""
        question = self._plan.questions[number]
        scene = bool(question.turns)
        last = number + 1 == len(self._plan.questions)
        following = None if last else self._plan.questions[number + 1]
        self._introduce(number)
        parts: list[Answer] = []
        takes: list[Answer] = []
        asked, aloud = question, True
        while True:
            self._print_question(asked, follows=bool(parts))
            try:
                answer, quit_now = self._booth.take(
                    asked, aloud=aloud, following=following, earlier=parts
                )
            except KeyboardInterrupt:
                self._break_off(question, parts)
                raise
            if quit_now:
                self._break_off(question, parts)
                return Next.QUIT
            if answer is None or (scene and not answer.transcript.text):
                if answer is not None:
                    self._feedback([answer])  # it says why nothing was heard
                wanted = self._after([], last=last) if self._booth.person else Next.ON
                if wanted is not Next.RETAKE:
                    self._break_off(question, parts)
                    return wanted
                aloud = False
                continue
            parts.append(answer)
            coming = self._coming(question, parts, number)
            if self._manner.as_json or not scene:
                self._feedback([answer])
            elif coming is None:
                self._feedback(parts)
            if coming is None or not scene:
                self._note_progress(number + 1)
                if scene or len(parts) == 1:
                    takes += wholes(parts)
                    self._compare(takes)
            if coming is not None and (scene or not self._booth.person):
                asked, aloud = coming, True
                continue
            if not self._booth.person:
                return Next.ON
            wanted = self._after(parts if scene else [answer], last=last, coming=coming)
            if wanted is Next.RETAKE:
                parts = [] if scene else parts[:-1]
                asked = question if scene else asked
                aloud = scene  # else it was heard a moment ago
            elif wanted is Next.ON and coming is not None:
                asked, aloud = coming, True
            else:
                return wanted

    def _break_off(self, question: Question, parts: Sequence[Answer]) -> None:
        """Nothing of a scene has been shown until it is over, or left."""
        if question.turns and parts and not self._manner.as_json:
            self._feedback(parts)

    def _coming(self, question: Question, parts: Sequence[Answer], number: int) -> Question | None:
        """What the interviewer goes on with, where there is somebody or something to answer it."""
        left = len(self._plan.questions) - number - 1
        if self._booth.tape:
            if self._booth.tape.left <= left:
                return None
        elif not self._booth.person and not question.turns and not self._manner.follow_ups:
            return None  # a microphone nobody may sit at
        if self._manner.follow_ups is False and not question.turns:
            return None
        return self._examiner.next_part(question, parts)

    def _introduce(self, number: int) -> None:
        """What is good to know before a question: its number and limit, stories of one's own."""
        question = self._plan.questions[number]
        say("", quiet=self._quiet)
        say(
            _("Question {number} of {count} · about {limit} s").format(
                number=number + 1, count=len(self._plan.questions), limit=f"{question.limit_s:g}"
            ),
            quiet=self._quiet,
        )
        if not self._quiet:
            for story in match(question, self._stories, self._plan.language):
                parts = (
                    ("quiet", _("  Your story: ")),
                    ("", story.title),
                    ("quiet", f"  → {story.result}"),
                )
                show([Line(parts if story.result else parts[:2])], to_stderr=True)
        calmly = self._manner.calm and self._booth.person and not self._quiet
        if calmly and question.category == "tricky":
            self._breathe()

    def _breathe(self) -> None:
        say(_("A hard question comes next. First a calm minute:"))
        with self._booth.keys.listening():
            breathing.breathe(self._booth.keys, self._booth.line)

    def _print_question(self, question: Question, *, follows: bool) -> None:
        if follows:
            say("", quiet=self._quiet)
            name = _("The customer:") if question.turns else _("Follow-up:")
            say(name, quiet=self._quiet)
        show([Line((("heading", f"  {question.text}"),))], to_stderr=True)

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
                as_json=self._manner.as_json,
                heading=not alone or not sys.stdout.isatty(),
                company=self._plan.company,
                first=first,
            )
            first += len(_moments(answer))
        sys.stdout.flush()

    def _compare(self, takes: Sequence[Answer]) -> None:
        """This take beside those before."""
        if self._quiet or len(takes) < 2:
            return
        say("")
        say(_("This take and those before:"))
        print_takes(takes, debrief.own_answers(self._history, self._plan.language), to_stderr=True)

    # -- afterwards ---------------------------------------------------------------------

    def _after(
        self, answers: Sequence[Answer], *, last: bool, coming: Question | None = None
    ) -> Next:
        """Replay as often as wanted, then what comes next."""
        moments = [(answer, one) for answer in answers for one in _moments(answer)]
        if coming is not None:
            hint = [_("Enter: follow-up"), _("N: skip it")]
        else:
            hint = [_("Enter: finish") if last else _("Enter: next question")]
        if answers:
            hint.append(_("H: hear it"))
        if moments:
            hint.append(_("1-{count}: a moment").format(count=len(moments)))
        hint += [_("R: again"), _("Q: leave")]
        say("", quiet=self._quiet)
        typed = ""
        keys, line = self._booth.keys, self._booth.line
        with keys.listening():
            while True:
                line.draw(f"  {typed or ' · '.join(hint)}", now=True)
                # a number is complete after a moment without another digit
                key = keys.pressed(0.8 if typed else None)
                if typed and (key is None or not key.isdecimal()):
                    number, typed = int(typed), ""
                    if 1 <= number <= len(moments):
                        answer, chosen = moments[number - 1]
                        self._hear(
                            answer, max(0.0, chosen.start_s - BEFORE_S), chosen.end_s + BEFORE_S
                        )
                    continue
                if key is None:
                    continue
                if key.isdecimal():
                    typed = (typed + key)[-4:]
                elif key == "h":
                    for answer in answers:
                        if not self._hear(answer, 0.0, None):
                            break
                elif key in ("enter", "n", "r", "q"):
                    line.clear()
                    return {"r": Next.RETAKE, "q": Next.QUIT, "n": Next.SKIP}.get(key, Next.ON)

    def _hear(self, answer: Answer, start_s: float, until_s: float | None) -> bool:
        """Play a stretch; whether it was heard to its end."""
        keys, line = self._booth.keys, self._booth.line

        def tick(position_s: float) -> bool:
            line.draw(_("  ▶ {at}   (any key stops)").format(at=view.clock(start_s + position_s)))
            return keys.pressed() is not None

        try:
            played = replay.replay(
                Path(answer.recording.path),
                self._player,
                at_s=start_s,
                until_s=until_s,
                on_tick=tick,
            )
        except VoicemockError as error:
            line.clear()
            say(f"voicemock: {error}")
            return False
        return played.completed
