"""An interview on the screen: question, meter, feedback, and what the person wants next."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from voicemock import audio, session
from voicemock.ask.base import Speaker
from voicemock.cli.analyze import print_answer
from voicemock.cli.history import name_unfinished, print_table
from voicemock.cli.keyboard import Keys, interactive
from voicemock.cli.replay import BEFORE_S
from voicemock.cli.terminal import StatusLine, meter, say, show
from voicemock.errors import DeviceError, StoreError, TranscribeError, VoicemockError
from voicemock.history.store import History, Place
from voicemock.i18n import _
from voicemock.play.base import Player
from voicemock.questions import phrase_list
from voicemock.record.base import Command, End, Progress, Source
from voicemock.record.file import FileSource
from voicemock.record.microphone import Microphone
from voicemock.report import view
from voicemock.report.text import Line
from voicemock.session import Examiner, Rehearsal
from voicemock.types import Answer, Prompted, Question, Recording

# The interviewer's cue, in the interview's language whatever language the program speaks.
_SPEAK_NOW = {"zh": "请开始回答", "en": "Speak now"}
_SOMETHING_S = 0.5
"""A recording shorter than this holds nothing."""
_COMMANDS = {
    "enter": Command.FINISH,
    "p": Command.PAUSE,
    "r": Command.RESTART,
    "q": Command.QUIT,
}


class Next(Enum):
    """What the person wants after an answer."""

    NEXT = auto()
    RETAKE = auto()
    QUIT = auto()


@dataclass(frozen=True)
class _Limits:
    max_s: float | None
    end_silence_s: float | None


class Interview:
    """Leads a person, or a set of recordings, through questions."""

    def __init__(
        self,
        *,
        examiner: Examiner,
        speaker: Speaker,
        player: Player,
        history: History,
        pack_id: str,
        device: str | None,
        recordings: Sequence[Path],
        realtime: bool,
        max_s: float | None,
        end_silence_s: float | None,
        as_json: bool,
        quiet: bool,
    ) -> None:
        self._rehearsal = Rehearsal(
            examiner=examiner,
            speaker=speaker,
            player=player,
            history=history,
            pack_id=pack_id,
            warn=lambda line: say(f"voicemock: {line}"),
        )
        self._examiner = examiner
        self._player = player
        self._history = history
        self._device = device
        self._recordings = list(recordings)
        self._realtime = realtime
        self._limits = _Limits(max_s, end_silence_s)
        self._as_json = as_json
        self._quiet = quiet
        self._person = interactive()
        self._keys = Keys()
        self._line = StatusLine(shown=not quiet)
        self._failed = False

    def run(self, questions: Sequence[Question]) -> int:
        """Ask all questions; the exit status."""
        if not self._quiet:
            name_unfinished(self._history.unfinished())
        self._examiner.transcriber.load()  # better to miss the model now than after an answer
        status = 0
        try:
            for number, question in enumerate(questions):
                following = questions[number + 1] if number + 1 < len(questions) else None
                if self._until_done(question, number, len(questions), following) is Next.QUIT:
                    break
        except KeyboardInterrupt:
            self._line.clear()
            status = 130
        finally:
            self._summary()
        return status or (TranscribeError.exit_status if self._failed else 0)

    # -- one question -------------------------------------------------------------------

    def _until_done(
        self, question: Question, number: int, count: int, following: Question | None
    ) -> Next:
        """Takes of one question until the person goes on."""
        aloud = True
        while True:
            self._print_question(question, number, count)
            answer, quit_now = self._take(question, number, following, aloud=aloud)
            if quit_now:
                return Next.QUIT
            if not self._person:
                return Next.NEXT
            wanted = self._after(answer, last=following is None)
            if wanted is not Next.RETAKE:
                return wanted
            aloud = False  # it was heard a moment ago

    def _print_question(self, question: Question, number: int, count: int) -> None:
        say("", quiet=self._quiet)
        say(
            _("Question {number} of {count} · about {limit} s").format(
                number=number + 1, count=count, limit=f"{question.limit_s:g}"
            ),
            quiet=self._quiet,
        )
        show([Line((("heading", f"  {question.text}"),))], to_stderr=True)

    def _take(
        self, question: Question, number: int, following: Question | None, *, aloud: bool
    ) -> tuple[Answer | None, bool]:
        """One take: the answer (None where there is none to judge) and whether to leave."""
        while True:
            source, name = self._source(number)
            recorder, place = self._rehearsal.open_recorder(
                question,
                source,
                source_name=name,
                max_s=self._max_s(question, name),
                end_silence_s=self._limits.end_silence_s,
            )
            try:
                with self._keys.listening():
                    prompted = self._ask(question, aloud=aloud)
                    if following is not None:
                        self._rehearsal.prepare(following)
                    recording, end = self._rehearsal.record(recorder, prompted, self._observer())
            except KeyboardInterrupt:
                recorder.close()
                self._keep(place)
                raise
            except StoreError as error:
                self._line.clear()
                self._failed = True
                say(f"voicemock: {error}")
                self._keep(place)
                return None, False
            finally:
                recorder.close()
                self._line.clear()
            aloud = False
            if end is End.RESTARTED:
                self._rehearsal.discard(place)
                say(_("Starting over."), quiet=self._quiet)
                continue
            break
        if end is End.QUIT:
            self._keep(place)
            return None, True
        if end is End.TROUBLE and recording.duration_s < _SOMETHING_S:
            self._rehearsal.discard(place)
            raise DeviceError(recording.trouble or "")
        if recording.trouble:
            say(f"voicemock: {recording.trouble}")
        if end is End.NOT_WRITTEN:
            self._failed = True
        return self._judge(question, recording, place), False

    def _ask(self, question: Question, *, aloud: bool) -> Prompted:
        if not aloud:
            return Prompted(question)
        if self._person:
            self._line.draw(_("  (any key skips the voice)"), now=True)
        prompted = self._rehearsal.ask(question, lambda _at: self._keys.pressed() is not None)
        self._line.clear()
        return prompted

    def _source(self, number: int) -> tuple[Source, str | None]:
        """The microphone, or the recording in its place and what it was called."""
        if not self._recordings:
            return Microphone(self._device), None
        path = self._recordings[number % len(self._recordings)]
        return FileSource(audio.read(path).samples, realtime=self._realtime), str(path)

    def _max_s(self, question: Question, name: str | None) -> float | None:
        if self._limits.max_s is not None or name is not None or self._person:
            return self._limits.max_s
        return question.limit_s  # nobody is there to press Enter

    def _observer(self) -> Watcher:
        return Watcher(
            cue=_SPEAK_NOW[self._rehearsal.language],
            keys=self._keys,
            line=self._line,
            person=self._person,
            quiet=self._quiet,
        )

    def _judge(self, question: Question, recording: Recording, place: Place) -> Answer | None:
        self._line.draw(_("Listening to your answer …"), now=True)
        try:
            answer = self._rehearsal.examine(recording, question, place)
        except KeyboardInterrupt:
            self._line.clear()
            self._keep(place)
            raise
        except VoicemockError as error:
            self._line.clear()
            self._failed = True
            say(f"voicemock: {error}")
            self._keep(place)
            return None
        finally:
            self._line.clear()
        try:
            self._rehearsal.save(answer)
        except StoreError as error:  # the feedback is shown all the same
            self._failed = True
            say(f"voicemock: {error}")
            self._keep(place)
        say("", quiet=self._quiet)
        # on one screen the question still stands above
        print_answer(answer, as_json=self._as_json, heading=not sys.stdout.isatty())
        sys.stdout.flush()
        return answer

    def _keep(self, place: Place) -> None:
        """Say where a recording is that was not analyzed; forget one that holds nothing."""
        self._line.clear()
        path = next((one for one in (place.wav, place.part) if one.exists()), None)
        if path is None or path.stat().st_size <= 44 + _SOMETHING_S * 32_000:
            self._rehearsal.discard(place)
            return
        say(
            _("Your recording is kept: voicemock analyze {path} --lang {lang}").format(
                path=shlex.quote(str(path)), lang=self._rehearsal.language
            )
        )

    # -- afterwards ---------------------------------------------------------------------

    def _after(self, answer: Answer | None, *, last: bool) -> Next:
        """Replay as often as wanted, then what comes next."""
        moments = view.moments(answer, phrase_list(answer.language)) if answer is not None else ()
        forward = _("Enter: finish") if last else _("Enter: next question")
        hint = [forward, _("R: again"), _("Q: leave")]
        if answer is not None:
            hint.insert(1, _("H: hear it"))
        if moments:
            hint.insert(2, _("1-{count}: hear a moment").format(count=len(moments)))
        say("", quiet=self._quiet)
        typed = ""
        with self._keys.listening():
            while True:
                self._line.draw(f"  {' · '.join(hint)}  {typed}", now=True)
                # a number is complete after a moment without another digit
                key = self._keys.pressed(0.8 if typed else None)
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
                    self._line.clear()
                    return {"r": Next.RETAKE, "q": Next.QUIT}.get(key, Next.NEXT)

    def _hear(self, answer: Answer, start_s: float, until_s: float | None) -> None:
        def tick(position_s: float) -> bool:
            self._line.draw(
                _("  ▶ {at}   (any key stops)").format(at=view.clock(start_s + position_s))
            )
            return self._keys.pressed() is not None

        try:
            session.replay(
                Path(answer.recording.path),
                self._player,
                at_s=start_s,
                until_s=until_s,
                on_tick=tick,
            )
        except VoicemockError as error:
            self._line.clear()
            say(f"voicemock: {error}")

    def _summary(self) -> None:
        answers = self._rehearsal.answers
        if not answers or self._quiet:
            return
        say("")
        say(_("This practice:"))
        print_table(answers, to_stderr=True)
        say(
            _("Saved in {folder}. Hear one again: voicemock replay; all: voicemock history").format(
                folder=self._history.folder
            )
        )


class Watcher:
    """Called while recording: cues the person, moves the meter, reads the keys."""

    def __init__(
        self, *, cue: str, keys: Keys, line: StatusLine, person: bool, quiet: bool
    ) -> None:
        self._cue = cue
        self._keys = keys
        self._line = line
        self._person = person
        self._quiet = quiet
        self._cued = False

    def __call__(self, progress: Progress) -> Command:
        """See `voicemock.record.recorder.Recorder.run`."""
        if progress.started and not self._cued:
            self._cued = True
            self._line.clear()
            hint = (
                _("   (Enter: done · P: pause · R: start over · Q: leave)") if self._person else ""
            )
            say(self._cue + hint)
        if self._cued:
            state = _("paused") if progress.paused else meter(progress.level_dbfs)
            self._line.draw(f"  {view.clock(progress.elapsed_s)}  {state}")
        key = self._keys.pressed()
        return _COMMANDS.get(key, Command.GO_ON) if key else Command.GO_ON
