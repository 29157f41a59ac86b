"""An interview on the screen: question, feedback, follow-up, and what the person wants next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path

from voicemock import session
from voicemock.ask.base import Speaker
from voicemock.cli import calm
from voicemock.cli.analyze import print_answer
from voicemock.cli.booth import Booth, Manner
from voicemock.cli.history import name_unfinished, print_table, print_takes
from voicemock.cli.replay import BEFORE_S
from voicemock.cli.terminal import say, show
from voicemock.errors import StoreError, TranscribeError, VoicemockError
from voicemock.history import plan as plans
from voicemock.history.plan import Plan
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.i18n import _
from voicemock.job import match
from voicemock.play.base import Player
from voicemock.questions import phrase_list
from voicemock.report import view
from voicemock.report.text import Line
from voicemock.session import Examiner, Rehearsal
from voicemock.types import Answer, Question

_WORDS_NAMED = 8
"""Words of the job not said yet that are named at the end."""


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
        self._stories = Stories(history.folder).read(plan.language).stories

    def run(self) -> int:
        """Ask all questions that are left; the exit status."""
        if not self._quiet:
            name_unfinished(self._history.unfinished())
        self._examiner.transcriber.load()  # better to miss the model now than after an answer
        status = 0
        try:
            self._note_progress(self._plan.done)
            for number in range(self._plan.done, len(self._plan.questions)):
                if self._until_done(number) is Next.QUIT:
                    break
                self._note_progress(number + 1)
        except KeyboardInterrupt:
            self._booth.line.clear()
            status = 130
        finally:
            self._summary()
        return status or (TranscribeError.exit_status if self._booth.failed else 0)

    def _note_progress(self, done: int) -> None:
        """A single question needs no going on with; nor does a plan that cannot be written stop it."""
        self._plan = replace(self._plan, done=done)
        if len(self._plan.questions) > 1:
            try:
                plans.keep(self._history.folder, self._plan)
            except OSError as error:
                reason = _(
                    "This interview could not be gone on with after an interruption: {reason}"
                )
                say(f"voicemock: {reason.format(reason=error.strerror)}")

    # -- one question -------------------------------------------------------------------

    def _until_done(self, number: int) -> Next:
        """A question with what follows from it, until the person goes on."""
        question = self._plan.questions[number]
        following = next(iter(self._plan.questions[number + 1 :]), None)
        self._introduce(number)
        parts: list[Answer] = []
        takes: list[Answer] = []
        asked, aloud = question, True
        while True:
            self._print_question(asked, follows=bool(parts))
            answer, quit_now = self._booth.take(
                asked, aloud=aloud, following=following, earlier=parts
            )
            scene = bool(question.turns)
            if (quit_now or answer is None) and scene and parts and not self._manner.as_json:
                self._feedback(parts)  # nothing of a scene has been shown yet
            if quit_now:
                return Next.QUIT
            if answer is None:
                wanted = (
                    self._after(None, last=following is None) if self._booth.person else Next.ON
                )
                if wanted is not Next.RETAKE:
                    return wanted
                aloud = False
                continue
            parts.append(answer)
            coming = self._coming(question, parts, number)
            if not scene or coming is None or self._manner.as_json:
                self._feedback(parts if scene and not self._manner.as_json else [answer])
            if len(parts) == 1:
                takes.append(answer)
                if len(takes) > 1:
                    self._compare(takes)
            if coming is not None and (scene or not self._booth.person):
                asked, aloud = coming, True
                continue
            if not self._booth.person:
                return Next.ON
            wanted = self._after(answer, last=following is None, coming=coming)
            if wanted is Next.RETAKE:
                parts = [] if scene else parts[:-1]
                asked = question if scene else asked
                aloud = scene  # else it was heard a moment ago
            elif wanted is Next.ON and coming is not None:
                asked, aloud = coming, True
            else:
                return wanted

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
        if self._manner.calm and question.category == "tricky" and self._booth.person:
            self._breathe()

    def _breathe(self) -> None:
        say(_("A hard question comes next. First a calm minute:"))
        with self._booth.keys.listening():
            calm.breathe(self._booth.keys, self._booth.line)

    def _print_question(self, question: Question, *, follows: bool) -> None:
        if follows:
            say("", quiet=self._quiet)
            name = _("The customer:") if question.turns else _("Follow-up:")
            say(name, quiet=self._quiet)
        show([Line((("heading", f"  {question.text}"),))], to_stderr=True)

    def _feedback(self, answers: Sequence[Answer]) -> None:
        say("", quiet=self._quiet)
        for number, answer in enumerate(answers):
            if number:
                print()
            # on one screen the question still stands above
            alone = len(answers) == 1
            print_answer(
                answer,
                as_json=self._manner.as_json,
                heading=not alone or not sys.stdout.isatty(),
            )
        sys.stdout.flush()

    def _compare(self, takes: Sequence[Answer]) -> None:
        """This take beside those before."""
        if self._quiet:
            return
        say("")
        say(_("This take and those before:"))
        print_takes(takes, self._others(), to_stderr=True)

    def _others(self) -> list[Answer]:
        """The person's own answers, to see a change against; none where they cannot be read."""
        try:
            return self._history.answers(language=self._plan.language, last=200)
        except StoreError:
            return []

    # -- afterwards ---------------------------------------------------------------------

    def _after(self, answer: Answer | None, *, last: bool, coming: Question | None = None) -> Next:
        """Replay as often as wanted, then what comes next."""
        moments = view.moments(answer, phrase_list(answer.language)) if answer is not None else ()
        if coming is not None:
            hint = [_("Enter: follow-up"), _("N: skip it")]
        else:
            hint = [_("Enter: finish") if last else _("Enter: next question")]
        if answer is not None:
            hint.append(_("H: hear it"))
        if moments:
            hint.append(_("1-{count}: a moment").format(count=len(moments)))
        hint += [_("R: again"), _("Q: leave")]
        say("", quiet=self._quiet)
        typed = ""
        keys, line = self._booth.keys, self._booth.line
        with keys.listening():
            while True:
                line.draw(f"  {' · '.join(hint)}  {typed}", now=True)
                # a number is complete after a moment without another digit
                key = keys.pressed(0.8 if typed else None)
                if typed and (key is None or not key.isdigit()):
                    number, typed = int(typed), ""
                    if answer is not None and 1 <= number <= len(moments):
                        chosen = moments[number - 1]
                        self._hear(
                            answer, max(0.0, chosen.start_s - BEFORE_S), chosen.end_s + BEFORE_S
                        )
                    continue
                if key is None:
                    continue
                if key.isdigit():
                    typed += key
                elif key == "h" and answer is not None:
                    self._hear(answer, 0.0, None)
                elif key in ("enter", "n", "r", "q"):
                    line.clear()
                    return {"r": Next.RETAKE, "q": Next.QUIT, "n": Next.SKIP}.get(key, Next.ON)

    def _hear(self, answer: Answer, start_s: float, until_s: float | None) -> None:
        keys, line = self._booth.keys, self._booth.line

        def tick(position_s: float) -> bool:
            line.draw(_("  ▶ {at}   (any key stops)").format(at=view.clock(start_s + position_s)))
            return keys.pressed() is not None

        try:
            session.replay(
                Path(answer.recording.path),
                self._player,
                at_s=start_s,
                until_s=until_s,
                on_tick=tick,
            )
        except VoicemockError as error:
            line.clear()
            say(f"voicemock: {error}")

    def _summary(self) -> None:
        answers = self._rehearsal.answers
        if not answers or self._quiet:
            return
        say("")
        say(_("This practice:"))
        print_table(answers, to_stderr=True)
        others = None
        for question in self._plan.questions:
            takes = [
                one
                for one in answers
                if one.follows is None and one.question and one.question.id == question.id
            ]
            if len(takes) > 1:
                others = self._others() if others is None else others
                say("")
                say(_("Takes of {id}:").format(id=question.id))
                print_takes(takes, others, to_stderr=True)
        self._words_said(answers)
        say(
            _("Saved in {folder}. Hear one again: voicemock replay; all: voicemock history").format(
                folder=self._history.folder
            )
        )
        if self._plan.left and len(self._plan.questions) > 1:
            say(_("Go on with this interview: voicemock practice --continue"))
        if self._booth.tape.left and self._booth.tape and not self._plan.left:
            say(
                _("Recordings that no question was left for: {count}").format(
                    count=self._booth.tape.left
                )
            )

    def _words_said(self, answers: Sequence[Answer]) -> None:
        """Which words of the job and the company were said, and some that were not."""
        wanted = (*self._plan.job, *self._plan.company)
        if not wanted:
            return
        said = {
            hit.word
            for one in answers
            if one.structure
            for hit in one.structure.words
            if hit.kind != "service"
        }
        comma = "、" if self._plan.language == "zh" else ", "
        there = [word for word in wanted if word in said]
        missing = [word for word in wanted if word not in said][:_WORDS_NAMED]
        told = _("Words of the job and the company you said: {said} of {count}").format(
            said=len(there), count=len(wanted)
        )
        lines = [told + (f" ({comma.join(there)})" if there else "")]
        if missing:
            lines.append(_("Not yet: {words}").format(words=comma.join(missing)))
        show([Line((("", line),), hang=2) for line in lines], to_stderr=True)
