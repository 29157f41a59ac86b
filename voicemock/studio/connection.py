"""One WebSocket to the page: what waits to be sent, and when it is given up."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

STUCK_S = 10.0
"""A page that takes nothing for so long is given up; it may come again."""
MOST_BYTES = 8_000_000
"""What may wait to be sent; the longest question's sound is some 2 MB."""
MOST_SOCKETS = 4
"""At once: the page, one that comes after it, and some that are about to close."""
TAKEN_OVER = 4001
"""Close code: another page has the interview; do not come again by yourself."""

Message = str | bytes


class Stuck(Exception):  # noqa: N818  no fault of ours: the page does not read
    """The page takes no more."""


class Connection:
    """Sends from any thread, without ever making it wait.

    Args:
        send: sends one message; waits while the page's buffers are full.
        stuck_s: how long it may wait.
    """

    def __init__(
        self, send: Callable[[Message], Awaitable[None]], *, stuck_s: float = STUCK_S
    ) -> None:
        self._send = send
        self._stuck_s = stuck_s
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Message] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._ended = False

    def put(self, message: Message, *, live: bool = False) -> None:
        """Send; what is ``live`` is left out where something else waits: it is old by then."""
        with contextlib.suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self._put, message, live)

    def end(self) -> None:
        """Send what waits, and no more; `send_all` returns then."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    async def send_all(self) -> None:
        """Send until `end`.

        Raises:
            Stuck: the page does not read.
        """
        while True:
            while self._waiting:
                if self._bytes > MOST_BYTES:
                    raise Stuck
                message = self._waiting.popleft()
                self._bytes -= len(message)
                try:
                    await asyncio.wait_for(self._send(message), self._stuck_s)
                except TimeoutError as error:
                    raise Stuck from error
            if self._ended:
                return
            self._wake.clear()
            await self._wake.wait()

    def _put(self, message: Message, live: bool) -> None:
        if self._ended or (live and self._waiting):
            return
        self._waiting.append(message)
        self._bytes += len(message)
        self._wake.set()

    def _end(self) -> None:
        self._ended = True
        self._wake.set()
