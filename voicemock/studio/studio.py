"""What the studio holds while it runs: one person's settings and history, and one interview at a time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from voicemock import config, i18n, speak
from voicemock.assess import recovery, setup
from voicemock.assess.examiner import Examiner
from voicemock.config import Settings
from voicemock.errors import InputError, NotFoundError, StoreError, VoiceError, VoicemockError
from voicemock.files.data_wheels import Progress
from voicemock.history.answer_lock import hold
from voicemock.history.own_packs import OwnPacks
from voicemock.history.store import History, Place
from voicemock.i18n import _
from voicemock.interview import planning
from voicemock.interview.front import Manner
from voicemock.speak.base import SilentSpeaker, Speaker
from voicemock.studio.clock import Patience
from voicemock.studio.connection import MOST_SOCKETS, Connection
from voicemock.studio.drill_rehearsal import DrillRehearsal
from voicemock.studio.outbox import Outbox
from voicemock.studio.rehearsal import Rehearsal
from voicemock.studio.source import Arrived
from voicemock.studio.views import left_over
from voicemock.studio.wishes import Wanted
from voicemock.values.drill import Drill
from voicemock.values.interview import LanguageCode, Plan

_SAID_EVERY_S = 0.2
"""Between two words about a model that is being put together."""


class BusyError(VoicemockError):
    """An interview runs; there is one at a time."""


@dataclass(frozen=True)
class Makers:
    """Where speakers and examiners come from; tests have their own."""

    speaker: Callable[..., Speaker] = speak.load
    examiner: Callable[..., Examiner] = setup.examiner


@dataclass
class Studio:
    """Everything behind the page, for one person; its methods are called from any thread."""

    settings: Settings
    history: History
    makers: Makers = field(default_factory=Makers)
    patience: Patience = field(default_factory=Patience)
    outbox: Outbox = field(default_factory=Outbox)

    def __post_init__(self) -> None:
        self.ui = i18n.language()
        self.sockets = threading.BoundedSemaphore(MOST_SOCKETS)
        self.asked_at_s = time.monotonic()
        self.visited = False
        self.own_packs = OwnPacks(self.history.folder)
        self._lock = threading.Lock()  # held while an interview begins, or an answer is finished
        self._rehearsal: Rehearsal | None = None
        self._examiners: dict[LanguageCode, Examiner] = {}
        self._page: Connection | None = None
        self._page_id: str | None = None
        self._done: dict[str, int] = {}

    # -- the interview ----------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether an interview is under way."""
        return self._rehearsal is not None and self._rehearsal.running

    def begin(self, wanted: Wanted) -> str:
        """Begin the interview that is asked for; its id.

        Raises:
            BusyError: one runs, or a recording is being analyzed.
            InputError, StoreError: it cannot be put together.
        """
        return self._begin(lambda: self._interview(wanted))

    def begin_drill(
        self, drill: Drill, language: LanguageCode, voice: str | None, *, goes_on: bool
    ) -> str:
        """Begin an exercise, or go on with the one that was left; its id.

        Raises:
            BusyError: something runs, or a recording is being analyzed.
            NotFoundError: none was left.
        """

        def make() -> Rehearsal:
            wanted = Wanted(planning.Wish(), language, voice)
            return DrillRehearsal(
                drill,
                language,
                speaker=lambda: self._speaker(wanted),
                examiner=lambda: self._examiner(language),
                target=self._examiner(language).target,
                history=self.history,
                outbox=self.outbox,
                patience=self.patience,
                goes_on=goes_on,
            )

        return self._begin(make)

    def _begin(self, make: Callable[[], Rehearsal]) -> str:
        if not self._lock.acquire(blocking=False):
            raise BusyError(_("Something is still being done; begin when that is over."))
        try:
            if self.running:
                raise BusyError(_("An interview runs already; leave it, or go on with it."))
            self._rehearsal = make()
            self._rehearsal.start()
            return self._rehearsal.id
        finally:
            self._lock.release()

    def _interview(self, wanted: Wanted) -> Rehearsal:
        plan = self._plan(wanted)
        if not wanted.goes_on:
            plan = replace(plan, exam=wanted.exam, prepare_s=wanted.prepare_s)
        return Rehearsal(
            plan,
            Manner(
                follow_ups=plan.follow_ups,
                calm=plan.calm,
                exam=plan.exam,
                prepare_s=plan.prepare_s,
            ),
            speaker=lambda: self._speaker(wanted),
            examiner=lambda: self._examiner(plan.language),
            history=self.history,
            outbox=self.outbox,
            patience=self.patience,
        )

    def leave(self) -> None:
        """End the interview that runs, if any."""
        if self._rehearsal is not None:
            self._rehearsal.leave()

    def end(self, most_s: float) -> None:
        """The program ends: so does the interview, within some seconds."""
        self.leave()
        if self._rehearsal is not None:
            self._rehearsal.wait(most_s)

    def _plan(self, wanted: Wanted) -> Plan:
        if wanted.goes_on:
            return planning.interrupted(planning.Wish(), wanted.language, self.history)

        def unread(error: StoreError) -> None:
            self.tell(str(error))

        wish = wanted.wish
        if wish.follow_ups is None:
            wish = replace(wish, follow_ups=self.settings.follow_ups)
        language = wanted.language or self.settings.lang or "en"
        if wanted.own_pack:
            pack = self.own_packs.get(wanted.own_pack)
            wish, language = replace(wish, pack=pack), pack.language
        return planning.plan(wish, language, self.history, unread=unread)

    def _speaker(self, wanted: Wanted) -> Speaker:
        return SilentSpeaker() if not wanted.aloud else self.speaker(wanted.voice)

    def speaker(self, voice: str | None) -> Speaker:
        """Who speaks: the voice that is named, else as set; the page is told where it is another."""

        def told(error: VoiceError) -> None:
            self.tell(_("{reason} The system's voice speaks instead.").format(reason=error))

        return self.makers.speaker(
            voice or self.settings.voice,
            config.cache_dir(),
            rate_wpm=self.settings.rate_wpm,
            told=told,
            progress=self._progress("voice"),
        )

    def _examiner(self, language: LanguageCode) -> Examiner:
        """Made once a language, so that the recognizer is loaded once."""
        if language not in self._examiners:
            self._examiners[language] = self.makers.examiner(
                self.settings, language, progress=self._progress("model")
            )
        return self._examiners[language]

    def _progress(self, what: str) -> Progress:
        said_at_s = 0.0

        def progress(done: int, whole: int) -> None:
            nonlocal said_at_s
            now = time.monotonic()
            if done >= whole or now - said_at_s > _SAID_EVERY_S:
                said_at_s = now
                share = done / whole if whole else 1.0
                self.outbox.now({"event": "Preparing", "what": what, "share": round(share, 3)})

        return progress

    def tell(self, line: str) -> None:
        """Say a line on the page."""
        _tell(self.outbox, line)

    # -- an answer that was left ------------------------------------------------------------

    def unfinished(self, answer_id: str, do: str) -> str:
        """Analyze, keep or discard an answer whose analysis never came; what was done, in a line.

        Raises:
            NotFoundError: there is none of this id.
            BusyError: an interview runs.
            VoicemockError: it was not done.
        """
        with self.alone():
            one = next((one for one in left_over(self.history) if one.id == answer_id), None)
            held = hold(one.wav.parent) if one is not None else None
            if one is None or held is None:
                raise NotFoundError(_("This answer does not wait any more."))
            try:
                if do == "discard":
                    self.history.discard(Place(one.id, one.wav.parent))
                    return _("Discarded.")
                if do == "keep":
                    self.history.note(one.wav.parent, kept=True)
                    return _("Kept.")
                if do != "analyze":
                    raise InputError("do: analyze, keep or discard")
                language = one.language or self.settings.lang or "en"
                recovery.finish(one, self._examiner(language), self.history)
                return _("Analyzed and saved.")
            finally:
                held.release()

    # -- settings, and what is done while no interview runs -----------------------------------

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Do something beside which no interview runs, and none begins.

        Raises:
            BusyError: one runs, or something like this is being done.
        """
        if self.running or not self._lock.acquire(blocking=False):
            raise BusyError(_("An interview runs already; leave it, or go on with it."))
        try:
            yield
        finally:
            self._lock.release()

    def change(self, changes: Mapping[str, str | int | bool | None]) -> None:
        """Keep other settings, for this run and those to come; see `voicemock.config.save`."""
        with self.alone():
            self.settings = config.save(self.settings, changes)
            self.ui = self.settings.ui or self.ui
            self._examiners.clear()

    def forget(self) -> None:
        """Let go of what was said in this run."""
        self._rehearsal = None
        self.outbox.begin()

    def records(self, answer_id: str) -> bool:
        """Whether an answer is of the interview that runs or ran last."""
        return self._rehearsal is not None and self._rehearsal.records(answer_id)

    def corrected(self, answer: Mapping[str, Any]) -> None:
        """An answer was put right: a page that shows the interview's shows it as it is now."""
        self.outbox.tell({"event": "Corrected", "answer": answer})
        if self._rehearsal is not None and self.running:
            self._rehearsal.corrected(str(answer["id"]))

    # -- the page ---------------------------------------------------------------------------

    @property
    def deserted_s(self) -> float:
        """Seconds since anybody was here; 0 before the first visit, and while a page is open."""
        if not self.visited:
            return 0.0
        return min(self.outbox.gone_s, time.monotonic() - self.asked_at_s)

    def asked(self) -> None:
        """The page, or one of an answer, asked for something."""
        self.visited = True
        self.asked_at_s = time.monotonic()

    def page_joined(self, page: Connection, last: int, page_id: str | None) -> None:
        """A page said hello: it has the interview now.

        Args:
            page: its socket.
            last: the highest number it has seen.
            page_id: told apart by; without it, a page that has seen nothing is a new one.
        """
        fresh = not last or (page_id is not None and page_id != self._page_id)
        self._page, self._page_id = page, page_id
        self.asked()
        rehearsal = self._rehearsal
        over = rehearsal is None or not rehearsal.running
        if not last and rehearsal is not None and over:  # what is past is not shown anew
            last = self.outbox.last
        # of one that is over there is no id: its page would take the next one's for another's
        about = {"id": None if rehearsal is None or over else rehearsal.id, "running": not over}
        if rehearsal is not None:
            rehearsal.joining(fresh=fresh)
        self.outbox.join(page, last, about)
        if rehearsal is not None:
            rehearsal.joined(last, fresh=fresh)

    def page_left(self, page: Connection) -> None:
        """A socket has closed."""
        self.outbox.leave(page)
        if self._page is page:
            self._page = None
            self.asked_at_s = time.monotonic()

    def arrived(self, page: Connection, block: Arrived) -> int:
        """A block of sound; up to which number all are there, -1 for none."""
        if page is not self._page:
            return -1
        return block.number if self._rehearsal is None else self._rehearsal.sources.arrived(block)

    def received(self, page: Connection, message: Mapping[str, Any]) -> int | None:
        """What else the page says; the number of a message that is done, now or before.

        A page sends such a message again after a cut, until it knows that it was done.
        """
        if page is not self._page:
            return None
        number = message.get("id")
        if type(number) is int and self._page_id is not None:
            if number <= self._done.get(self._page_id, 0):
                return number
            self._done = {self._page_id: number}
        else:
            number = None
        if self._rehearsal is not None:
            self._rehearsal.received(message)
        return number


def of(settings: Settings) -> Studio:
    """The studio of these settings."""
    outbox = Outbox()
    told = partial(_tell, outbox)
    return Studio(settings, History(config.data_dir(settings), told), outbox=outbox)


def _tell(outbox: Outbox, line: str) -> None:
    outbox.tell({"event": "Told", "text": line})
