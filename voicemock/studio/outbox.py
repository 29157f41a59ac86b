"""What the page is told, in order and numbered, whichever socket it has at the moment."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, Protocol

Event = Mapping[str, Any]


class Page(Protocol):
    """The sending side of a socket, see `voicemock.studio.connection.Connection`."""

    def put(self, message: str | bytes, *, live: bool = False) -> None:
        """Send from any thread, without waiting."""
        ...

    def end(self) -> None:
        """Send what waits, and no more."""
        ...


class Outbox:
    """Keeps what was told, so that a page that was cut off, or loaded again, gets what it lacks.

    Numbers count up as long as the program runs. What ``stands`` (a microphone that is open, a
    choice that is to be made) is told again to each page that comes.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._last = 0
        self._kept: list[tuple[int, str]] = []
        self._standing: dict[str, Event] = {}
        self._page: Page | None = None
        self._gone_at_s = time.monotonic()

    @property
    def gone_s(self) -> float:
        """Seconds for which there has been no page; 0 while there is one."""
        with self._lock:
            return 0.0 if self._page is not None else time.monotonic() - self._gone_at_s

    @property
    def last(self) -> int:
        """The highest number there is."""
        return self._last

    def begin(self) -> None:
        """A new interview: what was told of the one before is not told again."""
        with self._lock:
            self._kept.clear()
            self._standing.clear()
            if self._page is None:
                self._gone_at_s = time.monotonic()

    def tell(self, event: Event, *, keep: bool = True) -> int:
        """Tell, and keep it for a page that comes later; its number."""
        with self._lock:
            self._last += 1
            text = _line({"n": self._last, **event})
            if keep:
                self._kept.append((self._last, text))
            if self._page is not None:
                self._page.put(text)
            return self._last

    def stand(self, name: str, event: Event | None) -> None:
        """Tell, and tell it anew to every page that comes, until None takes its place."""
        with self._lock:
            if event is None:
                self._standing.pop(name, None)
            else:
                self._standing[name] = event
                self.tell(event, keep=False)

    def refresh(self, name: str, event: Event) -> None:
        """Change what stands without telling it now."""
        with self._lock:
            if name in self._standing:
                self._standing[name] = event

    def live(self, event: Event) -> None:
        """Tell a value that is old a moment later: unnumbered, and only where nothing waits."""
        with self._lock:
            if self._page is not None:
                self._page.put(_line(event), live=True)

    def now(self, event: Event) -> None:
        """Tell something about the socket itself: unnumbered, not kept."""
        with self._lock:
            if self._page is not None:
                self._page.put(_line(event))

    def sound(self, data: bytes) -> None:
        """Send sound."""
        with self._lock:
            if self._page is not None:
                self._page.put(data)

    def join(self, page: Page, last: int, about: Event) -> None:
        """Give a socket the interview, and what it lacks; the one before is told and let go.

        Args:
            page: the socket.
            last: the highest number it has seen, 0 where it has seen nothing.
            about: said first, with the highest number there is.
        """
        with self._lock:
            before, self._page = self._page, page
            if before is not None and before is not page:
                before.put(_line({"event": "TakenOver"}))
                before.end()
            page.put(_line({"event": "Hello", "last": self._last, **about}))
            for number, text in self._kept:
                if number > last:
                    page.put(text)
            for event in tuple(self._standing.values()):
                self.tell(event, keep=False)

    def leave(self, page: Page) -> None:
        """A socket is closed; nothing happens where another has taken over."""
        with self._lock:
            if self._page is page:
                self._page = None
                self._gone_at_s = time.monotonic()


def _line(event: Event) -> str:
    return json.dumps(event, ensure_ascii=False, allow_nan=False)
