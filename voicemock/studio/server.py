"""The server: on this machine alone, one of them for a data folder, gone when nobody needs it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from types import FrameType
from typing import Any, get_args

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from voicemock.content import packs
from voicemock.errors import InputError
from voicemock.files.private import open_private, private_dir, read_private
from voicemock.history.layout import STUDIO
from voicemock.i18n import _
from voicemock.studio import app
from voicemock.studio.security import MOST_BYTES, TOKENS, Door
from voicemock.studio.studio import Studio
from voicemock.values.codes import LanguageCode

PORT = 17846
"""The preferred one: a browser remembers by it that the page may use the microphone."""
_OTHERS = 20
"""Ports behind it that are tried where it is taken."""
DESERTED_S = 120.0
"""So long after the last page is gone the server ends."""
MOST_CONNECTIONS = 64
_IDLE_S = 10.0
"""A connection on which nothing is asked for so long is closed."""
_ENDING_S = 8.0
"""How long an interview may take to put away what it has."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def listen(port: int | None) -> tuple[int, list[socket.socket]]:
    """Sockets on this machine's own addresses, IPv4's and, where there is one, IPv6's.

    Args:
        port: this one and no other; None: the preferred one, or one behind it.

    Raises:
        InputError: it is taken, or may not be used.
    """
    wanted = range(PORT, PORT + _OTHERS) if port is None else (port,)
    reason = ""
    for one in wanted:
        try:
            return one, _bound(one)
        except OSError as error:
            reason = error.strerror or str(error)
    told = _("The port {port} cannot be used ({reason}); choose another.")
    raise InputError(told.format(port=wanted[0], reason=reason))


def _bound(port: int) -> list[socket.socket]:
    found: list[socket.socket] = []
    try:
        found.append(_socket(socket.AF_INET, "127.0.0.1", port))
        if socket.has_ipv6 and _loopback6():
            found.append(_socket(socket.AF_INET6, "::1", port))
    except OSError:
        for one in found:
            one.close()
        raise
    return found


def _loopback6() -> bool:
    """Whether this machine has the address ::1."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


def _socket(family: int, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # the same port again right behind a run that ended
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def running(folder: Path) -> str | None:
    """An address that opens the studio of a data folder that runs already; None where none does."""
    try:
        noted = json.loads(read_private(folder / STUDIO))
        port, secret = int(noted["port"]), str(noted["secret"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    host = f"127.0.0.1:{port}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        headers = {
            "Host": host,
            "Origin": f"http://{host}",
            "Authorization": f"Bearer {secret}",
        }
        connection.request("POST", TOKENS, headers=headers)
        answer = connection.getresponse()
        text = answer.read(1000).decode("ascii", "replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    known = answer.status == http.HTTPStatus.OK and text.startswith(f"http://{host}/?token=")
    return text if known else None


def run(studio: Studio, *, port: int | None, opened: Callable[[str], None]) -> int:
    """Serve until it is ended, or nobody is there any more.

    Args:
        studio: what is served.
        port: see `listen`.
        opened: called with the address once it can be opened.

    Returns:
        The signal that ended it, 0 where nobody was there any more.

    Raises:
        InputError: the port is taken.
        OSError: the data folder cannot be written.
    """
    found, sockets = listen(port)
    try:
        server = Server(studio, Door(found), opened)
        with _noted(studio.history.folder, server.door):
            server.run(sockets)
    finally:
        for one in sockets:
            one.close()
        studio.history.close()
    return server.ended_by


@contextlib.contextmanager
def _noted(folder: Path, door: Door) -> Iterator[None]:
    """Let another ``voicemock studio`` of the same person find this one."""
    path = private_dir(folder) / STUDIO
    text = json.dumps({"port": door.port, "secret": door.secret})
    with open_private(path) as file:
        file.write(text.encode())
    try:
        yield
    finally:
        with contextlib.suppress(OSError, ValueError):
            if read_private(path) == text:  # not that of another that has come since
                path.unlink()


class Server(uvicorn.Server):
    """Uvicorn that says when it can be reached, ends an interview first, and goes when nobody is there."""

    def __init__(
        self, studio: Studio, door: Door, opened: Callable[[str], None], *, folder: Path = app.PAGE
    ) -> None:
        config = uvicorn.Config(
            app.build(studio, door, folder=folder),
            http=_Protocol,
            ws="websockets-sansio",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ws_max_size=MOST_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        logging.getLogger("uvicorn.error").addFilter(_worth_telling)
        self.door = door
        self.ended_by = 0
        self._studio = studio
        self._opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.startup`."""
        await super().startup(sockets=sockets)
        if self.started:
            threading.Thread(target=copy_context().run, args=(_get_ready,), daemon=True).start()
            self._opened(self.door.address())

    async def on_tick(self, counter: int) -> bool:
        """See `uvicorn.Server.on_tick`."""
        if self._studio.deserted_s > DESERTED_S:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`: the page still hears that the interview is over."""
        if not self.force_exit:
            await asyncio.to_thread(self._studio.end, _ENDING_S)
        await super().shutdown(sockets=sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """See `uvicorn.Server.capture_signals`; the signal is not raised anew behind it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {}
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See `uvicorn.Server.handle_exit`; the second one does not wait for anything."""
        del frame
        self.force_exit = self.should_exit
        self.should_exit = True
        self.ended_by = self.ended_by or sig


def _worth_telling(record: logging.LogRecord) -> bool:
    """What is still being asked for when the program ends is given up: no fault of anybody's."""
    return record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)


def _get_ready() -> None:
    """What the first page needs, while the browser still starts."""
    import jinja2  # noqa: F401

    for language in get_args(LanguageCode):
        packs.default_pack(language)


class _Protocol(H11Protocol):
    """HTTP with a limit of connections, and none that says nothing: each costs a file descriptor."""

    asked = False

    def connection_made(self, transport: Any) -> None:
        if len(self.connections) >= MOST_CONNECTIONS:
            transport.abort()
            return
        super().connection_made(transport)
        self.loop.call_later(_IDLE_S, self._close_idle)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in self.connections:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self in self.connections:
            super().data_received(data)
            # uvicorn says it is always there; a WebSocket has taken the connection over by now
            self.asked = bool(self.cycle) or self not in self.connections

    def _close_idle(self) -> None:
        if not self.asked and self in self.connections:
            self.transport.close()
