"""One request to a server on this machine, bounded in time and size; no proxy, no redirect."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from voicemock.coach.loopback import Server
from voicemock.errors import CoachError, reason_of
from voicemock.i18n import _

MOST_BYTES = 256_000
"""Of a reply; one of use has some 4000. What is larger is not read to its end."""
_CHUNK = 16_384
_REFUSES_FORM = frozenset((HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY))


class RefusedFormError(CoachError):
    """The server does not know something that the request asks for."""


def exchange(server: Server, path: str, sent: dict[str, Any] | None, until_s: float) -> bytes:
    """What the server replies: to a POST of ``sent``, or to a GET where that is None.

    ``http.client`` knows neither proxies nor redirects, and is given a number of this machine.

    Args:
        server: who is asked.
        path: behind the server's base.
        sent: the request, as JSON.
        until_s: on the monotonic clock; the connection is cut then, whatever it is at.

    Raises:
        RefusedFormError: it does not understand the request.
        CoachError: nobody is there, it took too long, or the reply is none.
    """
    try:
        with _connected(server, until_s) as connection:
            body = None if sent is None else json.dumps(sent).encode()
            connection.request(
                "GET" if body is None else "POST",
                server.base + path,
                body,
                {
                    "Host": server.authority,
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                    "Connection": "close",
                },
            )
            with contextlib.closing(connection.getresponse()) as response:
                if response.status != HTTPStatus.OK:
                    raise _refused(response.status)
                return _read(response)
    except (http.client.HTTPException, ValueError) as error:
        raise _useless(_("it is no HTTP")) from error
    except OSError as error:
        if time.monotonic() >= until_s or isinstance(error, TimeoutError):
            raise CoachError(
                _("The language model took too long; your feedback is complete without it.")
            ) from error
        told = _(
            "No language model answers at {url} ({reason}): start it, or do without. Your "
            "feedback is complete."
        )
        reason = error.strerror or reason_of(error)
        raise CoachError(told.format(url=f"http://{server.authority}", reason=reason)) from error


def _read(response: http.client.HTTPResponse) -> bytes:
    whole = b""
    while chunk := response.read1(_CHUNK):
        whole += chunk
        if len(whole) > MOST_BYTES:
            raise _useless(_("it is too large"))
    return whole


@contextlib.contextmanager
def _connected(server: Server, until_s: float) -> Iterator[http.client.HTTPConnection]:
    """A connection that is cut when the time is over, even while it is read from."""
    connection = _connect(server, until_s)
    opened = connection.sock

    def cut() -> None:
        with contextlib.suppress(OSError):  # it is closed already
            opened.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, until_s - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()
        opened.close()


def _connect(server: Server, until_s: float) -> http.client.HTTPConnection:
    """To the first of the server's addresses that takes it; ``localhost`` has two."""
    failed = OSError()
    for address in server.addresses():
        left_s = max(0.01, until_s - time.monotonic())
        connection = http.client.HTTPConnection(address, server.port, timeout=left_s)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            failed = error
        else:
            return connection
    raise failed


def _refused(status: int) -> CoachError:
    if status in _REFUSES_FORM:
        return RefusedFormError(
            _useless(_("it answers with HTTP status {status}").format(status=status))
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return _useless(_("it sends us to another address, which is not followed"))
    return _useless(_("it answers with HTTP status {status}").format(status=status))


def _useless(why: str) -> CoachError:
    told = _(
        "The language model's reply could not be used ({why}); your feedback is complete without it."
    )
    return CoachError(told.format(why=why))
