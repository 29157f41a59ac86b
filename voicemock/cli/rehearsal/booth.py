"""One thing said to the candidate and what they answer: asked, recorded, judged, kept."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from voicemock.audio import devices
from voicemock.audio import samples as audio
from voicemock.cli.rehearsal import microphone_warnings
from voicemock.cli.rehearsal.meter import Watcher
from voicemock.cli.terminal import signals
from voicemock.cli.terminal.keyboard import Keys, interactive
from voicemock.cli.terminal.screen import StatusLine, say
from voicemock.errors import DeviceError, StoreError, VoicemockError
from voicemock.history.store import Place
from voicemock.i18n import _
from voicemock.interview.runner import Rehearsal
from voicemock.interview.sources import Manner, Tape
from voicemock.record.base import End, Source
from voicemock.record.file import FileSource
from voicemock.record.microphone import Microphone
from voicemock.record.recorder import Recorder
from voicemock.record.wav import SOMETHING_S, mend
from voicemock.values.answer import Answer
from voicemock.values.interview import Question
from voicemock.values.sound import Prompted, Recording


class Booth:
    """Where answers are given.

    ``failed`` says whether one was recorded but not kept or judged, ``missing`` whether the
    microphone went and nobody brought it back.
    """

    def __init__(self, rehearsal: Rehearsal, manner: Manner) -> None:
        self.keys = Keys()
        self.line = StatusLine(shown=not manner.quiet)
        self.person = interactive()
        self.tape = Tape(manner.recordings)
        self.failed = False
        self.missing = False
        self._sick = False
        self._rehearsal = rehearsal
        self._manner = manner

    def take(
        self,
        question: Question,
        *,
        aloud: bool,
        following: Question | None = None,
        earlier: Sequence[Answer] = (),
    ) -> tuple[Answer | None, bool]:
        """One take: the answer (None where there is none to judge) and whether to leave.

        ``following`` is what will be asked later, so that its speech can be made meanwhile.
        """
        while True:
            try:
                recorder, place = self._open(question, earlier)
                try:
                    recording, end = self._record(
                        recorder, place, question, aloud=aloud, following=following
                    )
                    aloud = False
                    if end is End.TROUBLE and recording.duration_s < SOMETHING_S:
                        self._rehearsal.discard(place)
                        raise DeviceError(recording.trouble or "")
                    if end is End.QUIT:
                        self._keep(place)
                        return None, True
                    if end is not End.RESTARTED:
                        self._note(recording, end)
                        return self._judge(question, recording, place, earlier), False
                    self._rehearsal.discard(place)
                    say(_("Starting over."), quiet=self._manner.quiet)
                except StoreError as error:
                    self.failed = True
                    say(f"voicemock: {error}")
                    self._keep(place)
                    return None, False
                finally:
                    self._rehearsal.release(place)
            except DeviceError as error:
                self._sick = True
                if not self.person:
                    raise
                say(f"voicemock: {error}")
                if not microphone_warnings.again(self.keys, self.line):
                    self.missing = True
                    return None, True

    def _open(self, question: Question, earlier: Sequence[Answer]) -> tuple[Recorder, Place]:
        """A recorder that runs. What has failed before is looked for anew."""
        if self._sick or self._rehearsal.unheard:
            self._sick = self._rehearsal.unheard = False
            devices.look_again()
        source, name = self._source()
        return self._rehearsal.open_recorder(
            question,
            source,
            source_name=name,
            max_s=self._max_s(question, name),
            end_silence_s=self._manner.end_silence_s,
            earlier=earlier,
        )

    def _record(
        self,
        recorder: Recorder,
        place: Place,
        question: Question,
        *,
        aloud: bool,
        following: Question | None,
    ) -> tuple[Recording, End]:
        try:
            with self.keys.listening():
                prompted = self._ask(question, aloud=aloud)
                self._rehearsal.prepare(following or question)
                observer = microphone_warnings.Concerned(
                    self._watcher(recorder, question.limit_s),
                    self.line,
                    lambda at_s: self._rehearsal.note_lead(place, prompted, at_s),
                )
                return self._rehearsal.record(recorder, prompted, observer)
        except KeyboardInterrupt:
            recorder.close()
            self._keep(place)
            raise
        finally:
            recorder.close()
            self.line.clear()

    def _note(self, recording: Recording, end: End) -> None:
        """Say what went wrong with a recording; the exit status tells it where nobody sits."""
        if recording.trouble:
            say(f"voicemock: {recording.trouble}")
        if end is End.NOT_WRITTEN:
            self.failed = True
        elif end is End.TROUBLE:
            self._sick = True
            self.missing = not self.person

    def _ask(self, question: Question, *, aloud: bool) -> Prompted:
        if not aloud:
            return Prompted(question)
        if self.person:
            self.line.draw(_("  (any key skips the voice)"), now=True)
        prompted = self._rehearsal.ask(question, lambda _at: self.keys.pressed() is not None)
        self.line.clear()
        return prompted

    def _source(self) -> tuple[Source, str | None]:
        """The microphone, or the recording in its place and what it was called."""
        if not self.tape:
            return Microphone(self._manner.device), None
        path = self.tape.take()
        return FileSource(audio.read(path).samples, realtime=self._manner.realtime), str(path)

    def _max_s(self, question: Question, name: str | None) -> float | None:
        if self._manner.max_s is not None or name is not None or self.person:
            return self._manner.max_s
        return question.limit_s  # nobody is there to press Enter

    def _watcher(self, recorder: Recorder, limit_s: float) -> Watcher:
        return Watcher(
            language=self._rehearsal.language,
            keys=self.keys,
            line=self.line,
            person=self.person,
            limit_s=self._manner.max_s or limit_s,
            target=self._rehearsal.target,
            latest=recorder.so_far if recorder.paced else None,
        )

    def _judge(
        self, question: Question, recording: Recording, place: Place, earlier: Sequence[Answer]
    ) -> Answer | None:
        self.line.draw(_("Listening to your answer …"), now=True)
        try:
            answer = self._rehearsal.examine(recording, question, place, earlier)
        except KeyboardInterrupt:
            self.line.clear()
            self._keep(place)
            raise
        except VoicemockError as error:
            self.line.clear()
            self.failed = True
            say(f"voicemock: {error}")
            self._keep(place)
            return None
        finally:
            self.line.clear()
        try:
            with signals.held():
                self._rehearsal.save(answer)
        except StoreError as error:  # the feedback is shown all the same
            self.failed = True
            say(f"voicemock: {error}")  # it names the recording, or the answer lies beside it
        return answer

    def _keep(self, place: Place) -> None:
        """Say where a recording is that was not analyzed; forget one that holds nothing."""
        self.line.clear()
        path = next((one for one in (place.wav, place.part) if one.exists()), None)
        if path is None or not _holds_something(path):
            self._rehearsal.discard(place)
            return
        say(
            _("Your recording is kept: voicemock analyze {path} --lang {lang}").format(
                path=shlex.quote(str(path)), lang=self._rehearsal.language
            )
        )


def _holds_something(path: Path) -> bool:
    try:
        return mend(path) >= SOMETHING_S
    except OSError:  # it is looked at again when voicemock starts next
        return True
