"""Who gets in: the one browser that was handed the address, and nobody else on this machine or beyond.

Pure ASGI, so that it stands before WebSockets as it does before requests (Starlette's middleware of
functions never sees a WebSocket). What is refused here reaches no other code.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voicemock.i18n import _

MOST_BYTES = 256 * 1024
"""Of a request's body, and of a WebSocket's message."""
TOKENS = "/api/token"
"""Where another ``voicemock studio`` of the same person asks for an address to open."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self' {sockets}; frame-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    b"permissions-policy": b"microphone=(self), camera=(self)",
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}
_METHODS = ("GET", "HEAD", "POST")
_OWN_SITES = (b"same-origin", b"none")
"""Values of Sec-Fetch-Site: by the page itself, or by the person (the address, a bookmark)."""


class Door:
    """The secrets of one run: addresses that open once, the cookie they become, the file's secret."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.secret = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._tokens: set[str] = set()
        self._lock = threading.Lock()
        self.hosts = tuple(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        self.origins = tuple(f"http://{host}" for host in self.hosts)
        # not every browser counts a WebSocket to the same place as 'self'
        sockets = " ".join(f"ws://{host}" for host in self.hosts[:2])
        self.policy = _POLICY.format(sockets=sockets)
        self.cookie_name = f"voicemock_{port}"  # cookies do not tell ports apart

    def address(self) -> str:
        """An address that opens the studio, once."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens.add(token)
        return f"http://{self.hosts[0]}/?token={token}"

    def enter(self, token: str) -> bool:
        """Whether a token is good; it is used up."""
        with self._lock:
            found = [one for one in self._tokens if _same(one, token)]
            self._tokens.difference_update(found)
        return bool(found)

    def knows(self, cookies: str) -> bool:
        """Whether a browser has the cookie of this run."""
        return _same(self._session, cookie_parser(cookies).get(self.cookie_name, ""))

    def cookie(self) -> str:
        """The header that sets it."""
        return f"{self.cookie_name}={self._session}; HttpOnly; SameSite=Strict; Path=/"

    def trusts(self, authorization: str) -> bool:
        """Whether somebody has read the private file of this run."""
        return _same(f"Bearer {self.secret}", authorization)


class Guard:
    """Lets in what is of the page, over HTTP and WebSocket; see the module."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] == "websocket":
            if self._refuses(scope):
                await send({"type": "websocket.close", "code": 1008})  # before it is accepted: 403
            else:
                await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send, self._door.policy))
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        if method not in _METHODS:
            await _answer(send, HTTPStatus.METHOD_NOT_ALLOWED)
        elif not self._host(scope) or self._foreign(scope):
            await _answer(send, HTTPStatus.FORBIDDEN)
        elif path == TOKENS and method == "POST":
            trusted = self._door.trusts(_one(scope, b"authorization"))
            if trusted:
                await _answer(send, HTTPStatus.OK, text=self._door.address())
            else:
                await _answer(send, HTTPStatus.FORBIDDEN)
        elif path == "/" and (token := _token(scope)) is not None:
            await self._open(scope, send, token)
        elif not self._door.knows(_one(scope, b"cookie")):
            await _answer(send, HTTPStatus.FORBIDDEN)
        elif _length(scope) > MOST_BYTES:
            await _answer(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            await self._bounded(scope, receive, send)

    async def _open(self, scope: Scope, send: Send, token: str) -> None:
        """The address that was handed over: the cookie in its place, so that it stands nowhere."""
        headers = [(b"location", b"/")]
        if self._door.enter(token):
            headers.append((b"set-cookie", self._door.cookie().encode()))
        elif not self._door.knows(_one(scope, b"cookie")):  # else it was only opened once more
            await _answer(send, HTTPStatus.FORBIDDEN)
            return
        await _answer(send, HTTPStatus.SEE_OTHER, headers=headers)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and break off a body that is longer than it may be."""
        got, begun = 0, False

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > MOST_BYTES:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLargeError:
            if not begun:
                await _answer(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    # -- what is looked at ------------------------------------------------------------------

    def _refuses(self, scope: Scope) -> bool:
        return (
            not self._host(scope)
            or self._foreign(scope)
            or not self._door.knows(_one(scope, b"cookie"))
        )

    def _host(self, scope: Scope) -> bool:
        """Whether it is this server that was asked for: a name that was bent to us is another."""
        return _one(scope, b"host") in self._door.hosts

    def _foreign(self, scope: Scope) -> bool:
        """Whether another page is behind it; SameSite does not tell ports of one machine apart."""
        origins = list(_values(scope, b"origin"))
        changes = scope["type"] == "websocket" or scope["method"] == "POST"
        if origins or changes:
            asked = f"http://{_one(scope, b'host')}"
            return [one.decode("latin-1") for one in origins] != [asked]
        site = list(_values(scope, b"sec-fetch-site"))
        opened = scope["path"] == "/" and _one(scope, b"sec-fetch-mode") == "navigate"
        return bool(site) and not opened and any(one not in _OWN_SITES for one in site)


class _TooLargeError(Exception):
    pass


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))


def _values(scope: Scope, name: bytes) -> Iterator[bytes]:
    return (value for key, value in scope["headers"] if key == name)


def _one(scope: Scope, name: bytes) -> str:
    """A header that stands there once; "" where it is missing, or there are several."""
    found = list(_values(scope, name))
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _token(scope: Scope) -> str | None:
    given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
    return given[0] if given else None


def _length(scope: Scope) -> int:
    given = _one(scope, b"content-length")
    return int(given) if given.isdecimal() else 0


def _with_headers(send: Send, policy: str) -> Send:
    ours = {b"content-security-policy": policy.encode(), **_HEADERS}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            there = {name.lower() for name, _value in headers}
            headers += [one for one in ours.items() if one[0] not in there]
            message = {**message, "headers": headers}
        await send(message)

    return sent


async def _answer(
    send: Send,
    status: HTTPStatus,
    *,
    text: str = "",
    headers: list[tuple[bytes, bytes]] | None = None,
) -> None:
    if status is HTTPStatus.FORBIDDEN:
        text = _(
            "This page opens with the address that was printed when the studio was started, once. "
            "Start the studio again for a new one."
        )
    body = (text or status.phrase).encode()
    plain = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    start = {"type": "http.response.start", "status": int(status)}
    await send({**start, "headers": [*plain, *(headers or ())]})
    await send({"type": "http.response.body", "body": body})
