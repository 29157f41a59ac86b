"""One interview of the studio: the engine in a thread of its own, and what a page says to it."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import replace
from typing import Any, Protocol

from voicemock.assess.advisor import Advisor
from voicemock.assess.examiner import Examiner
from voicemock.errors import VoicemockError
from voicemock.history.store import History, new_id
from voicemock.i18n import _
from voicemock.interview.events import Command, Decision
from voicemock.interview.front import Manner
from voicemock.interview.runner import Interview
from voicemock.interview.session import prepare_first
from voicemock.speak.base import Speaker
from voicemock.studio import views
from voicemock.studio.clock import PageClock, Patience
from voicemock.studio.front import BrowserFront
from voicemock.studio.outbox import Outbox
from voicemock.studio.player import BrowserPlayer
from voicemock.studio.source import BrowserSources
from voicemock.values.interview import Plan

_log = logging.getLogger(__name__)


class Held(Protocol):
    """What runs in the thread, and can be left from any."""

    def run(self) -> object:
        """Until it is over."""
        ...

    def leave(self) -> None:
        """End it soon."""
        ...


class Rehearsal:
    """Runs from `start` until it is over; its language is that of whoever starts it.

    Args:
        plan: what is asked.
        manner: how.
        speaker: makes who speaks; both makers are called in the interview's thread.
        examiner: makes who judges.
        history: where answers are kept.
        outbox: to the page.
        patience: how long the page is waited for.
        advisor: asks a language model, where that is wanted.
    """

    def __init__(
        self,
        plan: Plan,
        manner: Manner,
        *,
        speaker: Callable[[], Speaker],
        examiner: Callable[[], Examiner],
        history: History,
        outbox: Outbox,
        patience: Patience,
        advisor: Advisor | None = None,
    ) -> None:
        self.id = new_id()
        self._plan = plan
        self._manner = manner
        self._speaker = speaker
        self._examiner = examiner
        self._history = history
        self._outbox = outbox
        self._advisor = advisor
        self._leaving = threading.Event()
        clock = PageClock()
        self.sources = BrowserSources(outbox, clock, self._leaving, patience)
        self._player = BrowserPlayer(outbox, clock, patience)
        self._front = self._faces(plan, outbox, history, patience)
        self._interview: Held | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), daemon=True)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return not self._over.is_set()

    def start(self) -> None:
        """Begin."""
        self._outbox.begin()
        self._outbox.tell(self._began())
        self._thread.start()

    def _faces(
        self, plan: Plan, outbox: Outbox, history: History, patience: Patience
    ) -> BrowserFront:
        """The face of what is held."""
        return BrowserFront(plan, outbox, self.sources, history, self._leaving, patience)

    def _began(self) -> dict[str, Any]:
        """What the page is told first."""
        return views.began(self._plan, exam=self._manner.exam)

    def leave(self) -> None:
        """End it as soon as may be; what was recorded is kept."""
        self._leaving.set()
        if self._interview is not None:
            self._interview.leave()

    def wait(self, most_s: float) -> bool:
        """Wait for its end; whether it came."""
        return self._over.wait(most_s)

    def joining(self, *, fresh: bool) -> None:
        """A page comes, or comes back, and has been told nothing yet; see `BrowserSource.joined`."""
        if self.sources.now is not None:
            self.sources.now.joined(fresh=fresh)

    def joined(self, last: int, *, fresh: bool) -> None:
        """The page has been told what it lacked; see `BrowserPlayer.joined`."""
        self._player.joined(last, fresh=fresh)

    def records(self, answer_id: str) -> bool:
        """Whether an answer is, or was, recorded in it."""
        return answer_id in self._front.places

    def corrected(self, answer_id: str) -> None:
        """See `BrowserFront.corrected`."""
        self._front.corrected(answer_id)

    def received(self, message: Mapping[str, Any]) -> None:
        """Do what the page says; what is not understood means nothing."""
        now = self.sources.now
        if (command := _one_of(Command, message.get("command"))) is not None:
            self._command(command, _whole(message.get("take")))
        elif (decision := _one_of(Decision, message.get("decision"))) is not None:
            self._front.decide(decision, _whole(message.get("choice")) or 0)
        elif (speech := _whole(message.get("speech"))) is not None:
            began, at_s, ended = (_number(message.get(one)) for one in ("began", "at", "ended"))
            self._player.heard(speech, began, at_s, ended)
        elif "calm" in message:
            self._front.breathed()
        elif now is not None and "gap" in message:
            now.lost()
        elif now is not None and message.get("microphone") in ("refused", "missing", "ended"):
            now.refused(_without_microphone(str(message["microphone"])))

    def _command(self, command: Command, take: int | None) -> None:
        if command is Command.LEAVE:
            self.leave()
        elif command is Command.GO_ON:
            self._front.breathed()
        else:
            self._front.command(command, take)

    # -- in its thread ----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._hold()
        except VoicemockError as error:
            self._outbox.tell({"event": "Failed", "text": str(error)})
        except Exception:  # a bug: it keeps its traceback, and the page does not wait for ever
            _log.exception("the interview broke off")
            told = _("Something went wrong in the program; what was recorded is kept.")
            self._outbox.tell({"event": "Failed", "text": told})
        finally:
            self._over.set()

    def _hold(self) -> None:
        speaker = self._speaker()
        prepare_first(self._plan, speaker)
        self._interview = self._made(speaker)
        if self._leaving.is_set():
            self._interview.leave()
        self._interview.run()

    def _made(self, speaker: Speaker) -> Held:
        """What is held: an interview."""
        plan = self._plan
        return Interview(
            plan,
            self._manner,
            self._front,
            examiner=replace(self._examiner(), job=plan.job, company=plan.company),
            speaker=speaker,
            player=self._player,
            sources=self.sources,
            history=self._history,
            advisor=self._advisor,
        )


def _without_microphone(why: str) -> str:
    if why == "refused":
        return _("The browser does not allow the microphone; allow it for this page.")
    if why == "missing":
        return _("The browser finds no microphone; connect one.")
    return _("The microphone went away; connect it again, or choose another.")


def _one_of(kind: type[Any], value: object) -> Any:
    try:
        return kind(value.lower()) if isinstance(value, str) else None
    except ValueError:
        return None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None
