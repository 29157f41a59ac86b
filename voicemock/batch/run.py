"""Sees every recording through a worker once, and writes down what comes of it.

A worker has one task at a time, and the next one when that is done: so when a worker dies it is known
which recording it had. One whose worker died is heard again when all others are done, by itself; if
that worker dies, too, it is named and left. Dask would give it to three more.
"""

from __future__ import annotations

import hashlib
import queue
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from voicemock.audio import samples as audio
from voicemock.batch.journal import Journal
from voicemock.batch.values import Given, Missing, Outcome, Row, Tally, Task, Wanted, key_of
from voicemock.errors import MissingError
from voicemock.i18n import _
from voicemock.i18n.library_messages import why

if TYPE_CHECKING:
    from distributed import Client, Future

_TICK_S = 0.5
_ALONE_S = 300.0
"""Without any worker, after which one gives up."""
_DOOMED_S = 60.0
"""After which a worker that gave a recording up has surely ended; another may have its address."""
_TRIES = 2
_SETTLE_S = 2.0
"""After a worker died, before a suspect is given to another, which may be dying of the same cause."""
_MOST_SENT_BYTES = 500_000_000
"""Largest file that is sent to a worker which cannot see it."""


@dataclass
class _Flight:
    """A task that a worker has."""

    row: Row
    task: Task
    future: Any = None


@dataclass
class Run:
    """One pass over the recordings of a batch."""

    connect: Callable[[], AbstractContextManager[Client]]
    journal: Journal
    wanted: Wanted
    tell: Callable[[Tally], None] = lambda _tally: None
    _client: Any = None
    _events: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)
    _flying: dict[str, _Flight] = field(default_factory=dict)
    _suspects: deque[_Flight] = field(default_factory=deque)
    _again: deque[_Flight] = field(default_factory=deque)
    _deaths: dict[str, int] = field(default_factory=dict)
    _died_s: float = 0.0
    _waiting: dict[str, list[Row]] = field(default_factory=dict)
    _here: dict[str, int] = field(default_factory=dict)
    _doomed: dict[str, float] = field(default_factory=dict)
    _sending: bool = False
    _left: Iterator[_Flight] = field(default_factory=lambda: iter(()))
    _next: _Flight | None = None
    _token: str = field(default_factory=lambda: secrets.token_hex(4))

    def over(self, given: Sequence[Given]) -> tuple[list[Row], Tally]:
        """Hear all that is not known yet; where nothing is left to do, nobody is asked.

        Raises:
            MissingError: the scheduler or all workers went away, or lack something.
        """
        from voicemock.batch import worker

        tally = Tally(len(given), sum(one.size_bytes for one in given))
        plugin = worker.Recognizers(self.wanted.options, allow_online=self.wanted.allow_online)
        rows: list[Row] = []
        self._left = self._todo(given, rows, tally)
        self._next = next(self._left, None)
        if self._next is None:
            return rows, tally
        with self.connect() as self._client:
            self._reach(lambda: self._client.register_plugin(plugin))
            self._client.subscribe_topic(worker.TOPIC, self._events.put)
            began_s = time.monotonic()
            try:
                self._fly(tally)
            finally:
                tally.there_s = time.monotonic() - began_s
                self._land(worker, plugin.name)
        return rows, tally

    def _land(self, worker: Any, name: str) -> None:
        """Leave nothing behind on workers that go on for others."""
        if self._client.status != "running":
            return
        try:
            self._client.cancel([one.future for one in self._flying.values()], force=True)
            self._client.unsubscribe_topic(worker.TOPIC)
            self._client.unregister_worker_plugin(name)
        except Exception:  # noqa: S110  whatever it is, the batch itself is over
            pass

    def _todo(self, given: Sequence[Given], rows: list[Row], tally: Tally) -> Iterator[_Flight]:
        """What is left to do, found out as it is asked for: recordings are known by their bytes."""
        journal, wanted = self.journal, self.wanted
        seen: set[str] = set()
        for one in given:
            row = Row(one)
            rows.append(row)
            try:
                row.sha256 = audio.file_sha256(one.path)
            except OSError as error:
                self._count(row, tally, _("It cannot be read: {reason}.").format(reason=why(error)))
                continue
            row.key = key = key_of(row.sha256, one.question, one.language, wanted.options)
            row.twin = key in seen
            seen.add(key)
            if key in self._waiting:  # the same recording under another name
                self._waiting[key].append(row)
                continue
            if key in journal.failed:
                self._known(row, tally, journal.failed[key])
                continue
            document = None
            if key in journal.done:
                if not wanted.pages or key in journal.paged:
                    self._known(row, tally)
                    continue
                try:
                    document = journal.document(key)
                except (OSError, ValueError):
                    journal.done.discard(key)
            self._waiting[key] = [row]
            yield _Flight(
                row,
                Task(
                    key, str(one.path.absolute()), wanted.label(one, row.sha256), row.sha256,
                    one.question, one.language, wanted.options, wanted.ui, wanted.allow_online,
                    page=wanted.pages, limit_s=wanted.limit_s, document=document,
                ),
            )  # fmt: skip

    # -- the loop -----------------------------------------------------------------------

    def _fly(self, tally: Tally) -> None:
        looked_s, here_s = 0.0, time.monotonic()
        while True:
            now = time.monotonic()
            if now - looked_s >= 1.0:
                looked_s = now
                self._here = self._reach(self._client.nthreads)
                self._doomed = {
                    one: until_s
                    for one, until_s in self._doomed.items()
                    if one in self._here and now < until_s
                }
                tally.workers = sum(
                    count for one, count in self._here.items() if one not in self._doomed
                )
                if tally.workers:
                    here_s = now
                elif now - here_s > _ALONE_S:
                    raise MissingError(_("There is no worker left; start some and call again."))
            self._hand_out(tally)
            while self._next is None and (following := next(self._left, None)) is not None:
                self._next = following
                self._hand_out(tally)
            if not (self._next or self._flying or self._again or self._doomed):
                if not self._suspects:
                    break
                if now - self._died_s >= _SETTLE_S:
                    self._submit(
                        self._suspects.popleft()
                    )  # by itself: if a worker dies, this is why
            self.tell(tally)
            try:
                self._take(self._events.get(timeout=_TICK_S), tally)
            except queue.Empty:
                if self._client.status != "running":
                    raise self._gone() from None
        self.tell(tally)

    def _hand_out(self, tally: Tally) -> None:
        """Give each worker that has nothing to do what is ready for it; one is ready beforehand."""
        while len(self._flying) < (tally.workers or not self._doomed):
            if self._again:
                self._submit(self._again.popleft())
            elif self._next is not None:
                self._submit(self._next)
                self._next = None
            else:
                break

    def _submit(self, flight: _Flight) -> None:
        from voicemock.batch import worker

        task = flight.task
        if self._sending and task.data is None:
            flight.task = task = replace(task, data=self._bytes(task))
        flight.future = self._client.submit(
            worker.work, task, key=f"voicemock-{task.key}-{self._token}-{secrets.token_hex(3)}",
            pure=False, retries=0, **self._elsewhere(),
        )  # fmt: skip
        self._flying[task.key] = flight
        flight.future.add_done_callback(self._events.put)

    def _elsewhere(self) -> dict[str, Any]:
        """Where a task may go while a worker that gave up is about to end: it looks idle."""
        if not self._doomed:
            return {}
        return {
            "workers": list(self._here.keys() - self._doomed.keys()),
            "allow_other_workers": True,
        }

    def _take(self, event: Any, tally: Tally) -> None:
        """Something happened: a task is over, or a worker gave one up."""
        if isinstance(event, tuple):
            _at, (key, address) = event
            self._doomed[address] = time.monotonic() + _DOOMED_S
            tally.workers -= self._here.get(address, 0)
            flight = self._flying.pop(key, None)
            if flight is not None:
                self._client.cancel([flight.future], force=True)
                tally.deaths += 1
                told = _("It was given up: it took longer than the time limit.")
                self._fail(flight, Outcome(key, kind="hung", reason=told), tally)
            return
        flight = next((one for one in self._flying.values() if one.future is event), None)
        if flight is None:
            return  # given up before
        self._arrived(flight, event, tally)

    def _arrived(self, flight: _Flight, future: Future[Any], tally: Tally) -> None:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        key = flight.task.key
        try:
            outcome = future.result()
        except KilledWorker:
            del self._flying[key]
            tally.deaths += 1
            self._died_s = time.monotonic()
            self._deaths[key] = self._deaths.get(key, 0) + 1
            if self._deaths[key] < _TRIES:
                self._suspects.append(flight)
                return
            told = _("It was set aside: the worker that heard it died, twice.")
            self._fail(flight, Outcome(key, kind="killed", reason=told), tally)
            return
        except (FutureCancelledError, OSError, TimeoutError) as error:
            raise self._gone() from error
        finally:
            future.release()
        del self._flying[key]
        if isinstance(outcome, Missing):
            raise MissingError(outcome.reason)
        if outcome.unseen:
            self._resend(flight, tally)
        elif outcome.kind == "failed" and flight.task.document is not None:
            flight.task = replace(flight.task, document=None)  # it is damaged; heard anew
            self._again.append(flight)
        elif outcome.kind is not None:
            self._fail(flight, outcome, tally)
        else:
            self._hand_out(tally)  # nobody waits while this one is written down
            self.journal.keep(outcome)
            tally.busy_s += outcome.busy_s
            tally.loaded_s += outcome.loaded_s
            for row in self._waiting.pop(key):
                self._count(row, tally)

    def _resend(self, flight: _Flight, tally: Tally) -> None:
        """The worker does not see the folder: it gets the file itself, and so do all from now on."""
        task, told = flight.task, ""
        if flight.row.given.size_bytes > _MOST_SENT_BYTES:
            told = _("The workers cannot see it, and it is too large to be sent.")
        elif task.data is not None or (data := self._bytes(task)) is None:
            told = _("It went away or was changed meanwhile; call again.")
        if told:
            self._fail(flight, Outcome(task.key, kind="failed", reason=told), tally)
            return
        self._sending = True
        flight.task = replace(task, data=data)
        self._again.append(flight)

    @staticmethod
    def _bytes(task: Task) -> bytes | None:
        """What a worker is sent; None where the file is not there, or not as it was."""
        try:
            with open(task.path, "rb") as file:
                data = file.read(_MOST_SENT_BYTES)
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == task.sha256 else None

    def _fail(self, flight: _Flight, outcome: Outcome, tally: Tally) -> None:
        self.journal.keep(outcome)
        for row in self._waiting.pop(outcome.key, [flight.row]):
            self._count(row, tally, outcome.reason)

    def _count(self, row: Row, tally: Tally, failure: str | None = None) -> None:
        row.failure = failure
        tally.failed += failure is not None
        tally.done += failure is None
        tally.done_bytes += row.given.size_bytes

    def _known(self, row: Row, tally: Tally, failure: str | None = None) -> None:
        """It was done by an earlier call."""
        self._count(row, tally, failure)
        tally.known += 1
        tally.known_bytes += row.given.size_bytes

    # -- the scheduler ------------------------------------------------------------------

    def _reach(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as error:  # comm, time-out and cancellation have no base of their own
            raise self._gone() from error

    @staticmethod
    def _gone() -> MissingError:
        return MissingError(
            _("The scheduler went away; call again when it runs: what is done is kept.")
        )
