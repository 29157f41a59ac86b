"""The interview in a page: what happens is told to it, what the person does there is asked of it."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from voicemock.history.store import History
from voicemock.interview import events
from voicemock.interview.events import Command, Decision, Event, Live, Offer
from voicemock.studio import views
from voicemock.studio.clock import Patience
from voicemock.studio.outbox import Outbox
from voicemock.studio.source import BrowserSources
from voicemock.values.interview import Plan, Question

_FORGETTING = (
    events.Asked, events.SourceOpened, events.StartedOver, events.NotAnalyzed, events.NotSaved,
    events.DeviceLost,
)  # fmt: skip
"""Behind these, what was pressed before is not meant for what comes."""
_LOOK_S = 0.1
_LEVEL_S = 0.15
"""Between two words to the page about how the answer goes; the level it draws is its own."""


class BrowserFront:
    """A `voicemock.interview.front.Front`; `command`, `decide` and `breathed` come from the page."""

    def __init__(
        self,
        plan: Plan,
        outbox: Outbox,
        sources: BrowserSources,
        history: History,
        leaving: threading.Event,
        patience: Patience,
    ) -> None:
        self._plan = plan
        self._outbox = outbox
        self._sources = sources
        self._history = history
        self._leaving = leaving
        self._patience = patience
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._breathed = threading.Event()
        self._choices = itertools.count(1)
        self._changed = threading.Condition()
        self._choice = 0
        self._offer: Offer | None = None
        self._decision: Decision | None = None
        self._following: Question | None = None
        self._role: events.Role = "main"
        self._compared: events.Compared | None = None
        self._told_at_s = 0.0
        self.places: set[str] = set()
        """The ids of all answers of the interview, those that were begun anew, too."""

    # -- for the engine ---------------------------------------------------------------------

    def tell(self, event: Event) -> None:
        """See `Front.tell`."""
        if isinstance(event, _FORGETTING):
            self._forget()
        if isinstance(event, events.Asked):
            self._role = event.role
            self._compared = None
        if isinstance(event, events.SourceOpened):
            self.places.add(event.answer_id)
        if isinstance(event, events.Compared):
            self._compared = event
        told = views.event(event, self._history, role=self._role)
        self._outbox.tell(told)
        if isinstance(event, events.Coached) and event.following is not None:
            with self._changed:
                self._following = event.following
                if self._offer is not None:
                    self._offering(self._offer)
        if isinstance(event, events.Introduced) and event.calm:
            self._breathe()

    def observe(self, live: Live) -> Command:
        """See `Front.observe`."""
        if self._sources.now is not None:
            self._sources.now.watch()
        now = time.monotonic()
        if not isinstance(live, events.Speaking) and now - self._told_at_s > _LEVEL_S:
            self._told_at_s = now
            self._outbox.live(events.to_dict(live))
        try:
            return self._commands.get_nowait()
        except queue.Empty:
            return Command.GO_ON

    def choose(self, offer: Offer) -> Decision:
        """See `Front.choose`: waits until a page decides, however long none is there."""
        with self._changed:
            self._choice, self._decision = next(self._choices), None
            self._offering(offer)
            while self._decision is None and not self._leaving.is_set():
                self._changed.wait(_LOOK_S)
            self._offer = self._following = None
            decision = self._decision or Decision.LEAVE
        self._outbox.stand("choice", None)
        self._forget()
        return decision

    def _offering(self, offer: Offer) -> None:
        """Offer it, with a question that a language model has come up with."""
        if self._following is not None and offer.following is None:
            decisions = (*offer.decisions, Decision.SKIP)
            offer = replace(offer, decisions=decisions, following=self._following)
        self._offer = offer
        self._outbox.stand("choice", views.choice(offer, self._choice))

    # -- for the page -----------------------------------------------------------------------

    def command(self, command: Command, take: int | None) -> None:
        """Something was pressed; for a take that is over it means nothing."""
        now = self._sources.now
        if take is None or (now is not None and take == now.take):
            self._commands.put(command)

    def decide(self, decision: Decision, choice: int) -> None:
        """A decision; one that was not offered, or is late, means nothing."""
        with self._changed:
            if self._offer and choice == self._choice and decision in self._offer.decisions:
                self._decision = decision
                self._changed.notify_all()

    def corrected(self, answer_id: str) -> None:
        """An answer was put right: takes that are compared are compared anew."""
        compared = self._compared
        if compared is not None and any(one.id == answer_id for one in compared.takes):
            self._outbox.tell(views.event(compared, self._history))

    def breathed(self) -> None:
        """The calm minute is over."""
        self._breathed.set()

    def _breathe(self) -> None:
        self._breathed.clear()
        _until(
            lambda: (
                self._breathed.wait(_LOOK_S)
                or self._leaving.is_set()
                or self._outbox.gone_s > self._patience.gone_s
            ),
            self._patience.calm_s,
        )

    def _forget(self) -> None:
        while not self._commands.empty():
            self._commands.get_nowait()


def _until(reached: Callable[[], bool], most_s: float) -> None:
    """Ask until it is so, each time for a moment, but not for ever."""
    for _look in range(round(most_s / _LOOK_S)):
        if reached():
            return
