"""The steps of one answer, in order: asked, recorded, examined, saved."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from pathlib import Path

from voicemock.assess import recovery
from voicemock.assess.examiner import Examiner
from voicemock.assess.incremental import Ahead
from voicemock.audio.player import Player
from voicemock.errors import StoreError, VoicemockError
from voicemock.history.store import History, Place, new_id
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.record.base import Command, End, Progress, Source
from voicemock.record.recorder import Recorder
from voicemock.speak import background
from voicemock.speak.base import Rests, Speaker, Utterance
from voicemock.transcribe.base import HearsInParts
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, Plan, Question
from voicemock.values.sound import SAMPLE_RATE, Prompted, Recording


def utterance(question: Question, language: LanguageCode, *, slower: bool = False) -> Utterance:
    """A question as it is spoken: a role play by its customer, in the mood its pack says."""
    return Utterance(
        question.text,
        language,
        customer=question.category == "roleplay",
        mood=question.mood,
        slower=slower,
    )


def prepare_first(plan: Plan, speaker: Speaker) -> None:
    """Have a plan's first question spoken in the background: nothing takes longer to be ready."""
    utterances = [utterance(question, plan.language) for question in plan.left[:1]]
    work = (background.make, speaker, utterances)
    threading.Thread(target=copy_context().run, args=work, daemon=True).start()


class Session:
    """One interview's answers. Its methods are the steps of an answer; it decides and shows nothing.

    ``unspoken`` is called when a question cannot be heard, once for each cause; ``unheard`` is set
    then, so that the devices can be looked for again.
    """

    def __init__(
        self,
        *,
        examiner: Examiner,
        speaker: Speaker,
        player: Player,
        history: History,
        pack_id: str | None,
        unspoken: Callable[[VoicemockError], None],
        session_id: str | None = None,
    ) -> None:
        self.id = session_id or new_id()
        self.answers: list[Answer] = []
        self.unheard = False
        self.examiner = examiner
        self._speaker = speaker
        self._player = player
        self.history = history
        self._pack_id = pack_id
        self._unspoken = unspoken
        self._causes: set[str] = set()
        self._ahead: Ahead | None = None
        self._preparing = object()  # what is made ahead now

    def prepare(self, question: Question, coming: Sequence[Question]) -> None:
        """Load in the background all that an answer needs, then make the speech of what may come.

        What was to come before and is not made yet is given up: something else may be asked next.

        Args:
            question: what is being answered.
            coming: what may be asked then, the likeliest first.
        """
        self._preparing = wanted = object()
        utterances = [self._utterance(one) for one in coming]

        def work() -> None:
            with contextlib.suppress(VoicemockError):  # said when it is needed
                self.examiner.get_ready(question)
            background.wait_for_others()
            background.make(self._speaker, utterances, lambda: self._preparing is not wanted)
            if isinstance(self._speaker, Rests) and self._preparing is wanted:
                self._speaker.rest()

        threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()

    def end(self) -> None:
        """Nothing is asked any more: speech that is not made yet is given up."""
        self._preparing = object()

    def ask(
        self,
        question: Question,
        on_tick: Callable[[float], bool] | None = None,
        *,
        slower: bool = False,
    ) -> Prompted:
        """Say a question; without voice or loudspeaker it is not heard."""
        self._preparing = object()  # whatever is not made yet waits for this
        try:
            speech = self._speaker.synthesize(self._utterance(question, slower=slower))
            if speech is None:
                return Prompted(question)
            playback = self._player.play(speech.parts, speech.rate, on_tick)
        except VoicemockError as error:
            self.unheard = True
            if str(error) not in self._causes:
                self._causes.add(str(error))
                self._unspoken(error)
            return Prompted(question)
        return Prompted(question, playback.ended_at_s)

    def _utterance(self, question: Question, *, slower: bool = False) -> Utterance:
        return utterance(question, self.examiner.language, slower=slower)

    def open_recorder(
        self,
        question: Question,
        source: Source,
        *,
        source_name: str | None = None,
        max_s: float | None = None,
        end_silence_s: float | None = None,
        earlier: Sequence[Answer] = (),
    ) -> tuple[Recorder, Place]:
        """A recorder whose source is already running, and the place it writes to.

        The place is held until `release`: no other voicemock takes it for one that was left.
        ``earlier`` are the answers to the same question that this one goes on from.

        Raises:
            DeviceError: the source cannot be opened.
            StoreError: nothing can be written.
        """
        place = self.history.hold(
            self.history.new_place(
                self.examiner.language,
                question,
                self.id,
                pack_id=self._pack_id,
                follows=[one.id for one in earlier],
                job=self.examiner.job,
                company=self.examiner.company,
            )
        )
        recorder = Recorder(
            source, place.wav, max_s=max_s, end_silence_s=end_silence_s, source_name=source_name
        )
        try:
            recorder.open()
            if source.rate != SAMPLE_RATE:
                self.history.note(place.folder, rate=source.rate)
        except OSError as error:
            recorder.close()
            self.history.discard(place)
            raise StoreError(
                _("Nothing can be saved in {folder} ({reason}); choose another folder.").format(
                    folder=place.folder, reason=said(error.strerror)
                )
            ) from error
        except BaseException:
            recorder.close()
            self.history.discard(place)
            raise
        return recorder, place

    def record(
        self, recorder: Recorder, prompted: Prompted, observe: Callable[[Progress], Command]
    ) -> tuple[Recording, End]:
        """Record the answer to a question that was asked while the recorder was already open.

        Raises:
            StoreError: nothing could be written.
        """
        recorder.keep(prompted.ended_at_s)
        transcriber = self.examiner.transcriber
        self._ahead = None
        # a recording read at once is heard as a whole
        if isinstance(transcriber, HearsInParts) and recorder.paced:
            self._ahead = Ahead(recorder, transcriber, self.examiner.language)
            self._ahead.start()
        try:
            end = recorder.run(observe)
        finally:
            if self._ahead is not None:
                self._ahead.stop()
        return recorder.recording(prompted.ended_at_s), end

    def examine(
        self, recording: Recording, question: Question, place: Place, earlier: Sequence[Answer] = ()
    ) -> Answer:
        """Transcribe and measure; the answer is the sitting's latest.

        ``earlier`` are the answers to the same question that this one goes on from.

        Raises:
            EngineError, TranscribeError: it was not analyzed; the recording is kept.
        """
        ahead, self._ahead = self._ahead, None
        answer = self.examiner.examine(recording, question, place.id, earlier, ahead)
        self.answers.append(answer)
        return answer

    def save(self, answer: Answer) -> None:
        """Keep an answer.

        Raises:
            StoreError: it was not saved; the recording is kept.
        """
        self.history.save(answer, session_id=self.id, pack_id=self._pack_id)

    def keep(self, place: Place) -> Path | None:
        """The recording that stays without an answer; None where it holds nothing and is removed."""
        path = next((one for one in (place.wav, place.part) if one.exists()), None)
        if path is not None and recovery.holds_something(path):
            return path
        self.history.discard(place)
        return None

    def note_lead(self, place: Place, prompted: Prompted, first_at_s: float) -> None:
        """Write down the thinking time before the first sample, for the case that all ends here."""
        if prompted.ended_at_s is not None:
            with contextlib.suppress(OSError):  # the recording matters more
                lead_s = max(0.0, first_at_s - prompted.ended_at_s)
                self.history.note(place.folder, lead_s=round(lead_s, 3))
