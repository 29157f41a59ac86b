"""Asks a language model on this machine beside everything else: nobody waits for it who does not want to."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, replace

from voicemock.assess.revision import keep_advice
from voicemock.coach.consult import consult
from voicemock.coach.loopback import server
from voicemock.config import Settings
from voicemock.errors import CoachError, NotFoundError, StoreError
from voicemock.history.store import History
from voicemock.values.answer import Answer
from voicemock.values.coach import Coach

DEADLINE_S = 60.0
"""From the answer on: what a model has not said by then, it does not say."""
WAIT_S = 5.0
"""For a document that is written once: it waits so long for a model's words, and goes without them then."""


@dataclass(frozen=True)
class Advice:
    """What came of asking about an answer: the answer with a model's words, or why there are none."""

    answer: Answer
    trouble: CoachError | None = None


class Advisor:
    """Asks about one answer after the other, each in a thread; its methods may be called from any.

    Args:
        url: of the server, which has to be on this machine.
        model: as the server calls it; None takes its first.
        history: where answers that were asked about are kept with what was said; None keeps nothing.

    Raises:
        InputError: the address is none, or another machine's.
    """

    def __init__(self, url: str, model: str | None = None, history: History | None = None) -> None:
        self._server = server(url)
        self._model = model
        self._history = history
        self._turn = threading.Lock()  # such servers do one thing at a time
        self._changed = threading.Condition()
        self._pending: set[str] = set()
        self._kept: dict[str, threading.Event] = {}
        self._said: dict[str, Coach] = {}
        self._advice: list[Advice] = []
        self._troubles: set[str] = set()
        self._tell: Callable[[Advice], None] | None = None

    def ask(self, answer: Answer, wait_s: float = 0.0) -> Answer:
        """Ask about an answer; with what was said, if that comes within ``wait_s``.

        A turn of a role play, and an answer without words, is not asked about. Where the model is still
        busy with another answer nothing is waited for: a slow one costs ``wait_s`` once.
        """
        scene = answer.question is not None and answer.question.category == "roleplay"
        if scene or not answer.transcript.text:
            return answer
        with self._changed:
            wait_s = 0.0 if self._pending else wait_s
            self._pending.add(answer.id)
            self._kept[answer.id] = threading.Event()
        work = (self._work, answer, time.monotonic() + DEADLINE_S)
        threading.Thread(target=copy_context().run, args=work, daemon=True).start()
        return self.wait(answer, wait_s)

    def wait(self, answer: Answer, most_s: float) -> Answer:
        """The answer, with what was said of it by then."""
        with self._changed:
            self._changed.wait_for(lambda: answer.id not in self._pending, most_s)
            return replace(answer, coach=self._said.get(answer.id, answer.coach))

    def wait_for_all(self, most_s: float = DEADLINE_S) -> None:
        """Until nothing more comes."""
        with self._changed:
            self._changed.wait_for(lambda: not self._pending, most_s)

    @property
    def asks(self) -> bool:
        """Whether something may still come."""
        return bool(self._pending)

    def kept(self, answer: Answer) -> None:
        """The answer is saved and nobody works on it: what is said of it may be kept with it."""
        with self._changed:
            if (event := self._kept.get(answer.id)) is not None:
                event.set()

    @contextlib.contextmanager
    def telling(self, tell: Callable[[Advice], None]) -> Iterator[None]:
        """Hand over what was said: what is there at once, the rest as it comes, from its thread.

        Behind this nothing is told until it is entered again.
        """
        with self._changed:
            self._tell = tell
            self._hand_over()
        try:
            yield
        finally:
            with self._changed:  # one that is being told is told to its end
                self._tell = None

    def _hand_over(self) -> None:
        while self._tell is not None and self._advice:
            self._tell(self._advice.pop(0))

    # -- in its thread ----------------------------------------------------------------------

    def _work(self, answer: Answer, until_s: float) -> None:
        coach, trouble = None, None
        try:
            coach = self._consulted(answer, until_s)
        except CoachError as error:
            trouble = error
        finally:
            with self._changed:
                self._pending.discard(answer.id)
                if coach:
                    self._said[answer.id] = coach
                    self._advice.append(Advice(replace(answer, coach=coach)))
                elif trouble is not None and str(trouble) not in self._troubles:
                    self._troubles.add(str(trouble))
                    self._advice.append(Advice(answer, trouble))
                self._changed.notify_all()
                with contextlib.suppress(OSError):  # nobody reads any more
                    self._hand_over()
        if coach and self._history is not None and self._kept[answer.id].wait(DEADLINE_S):
            with contextlib.suppress(StoreError, NotFoundError):  # changed, forgotten, or locked
                keep_advice(self._history, answer, coach)

    def _consulted(self, answer: Answer, until_s: float) -> Coach | None:
        if not self._turn.acquire(timeout=max(0.0, until_s - time.monotonic())):
            return None
        try:
            return consult(self._server, answer, until_s, self._model)
        finally:
            self._turn.release()


def advisor(settings: Settings, history: History | None = None) -> Advisor | None:
    """Whom the settings name, None where they name nobody.

    Raises:
        InputError: the address is none, or another machine's.
    """
    if not settings.coach:
        return None
    return Advisor(settings.coach, settings.coach_model, history)
