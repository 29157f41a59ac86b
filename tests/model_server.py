"""A language model's server that is made up: a real one, on a port of this machine, that says what a test wants."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]
PATIENCE_S = 60.0


class ModelServer(ThreadingHTTPServer):
    """``requests`` are what it was asked; it replies with ``said``, one after the other where
    that is a list, or does ``instead``.

    While ``holds`` is set it begins no reply until `release` is called; ``asked`` is set by the first request.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[dict[str, Any]] = []
        self.said: object = {}
        self.instead: Reply | None = None
        self.holds = False
        self.asked = threading.Event()
        self._released = threading.Event()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def release(self) -> None:
        """What is held goes on."""
        self._released.set()

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        """To one request."""
        length = int(handler.headers.get("Content-Length", 0))
        self.requests.append(json.loads(handler.rfile.read(length)))
        self.asked.set()
        if self.holds:
            self._released.wait(PATIENCE_S)
        if self.instead is not None:
            self.instead(handler)
            return
        said = self.said
        if isinstance(said, list):
            said = said[min(len(self.requests), len(said)) - 1]
        text = said if isinstance(said, str) else json.dumps(said)
        answer = {"choices": [{"message": {"role": "assistant", "content": text}}]}
        send(handler, json.dumps(answer).encode())


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_GET(self) -> None:
        send(self, json.dumps({"data": [{"id": "small-model:1b"}]}).encode())

    def do_POST(self) -> None:
        with contextlib.suppress(OSError):  # whoever asked has gone
            self.server.reply(self)

    def log_message(self, *_said: object) -> None:
        """Nothing."""


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """A whole reply."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving() -> Iterator[ModelServer]:
    """A server until the end of the block."""
    server = ModelServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release()
        server.shutdown()
        server.server_close()
        thread.join()
