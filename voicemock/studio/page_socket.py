"""The WebSocket to the page: its first message, what it sends, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from voicemock.errors import InputError
from voicemock.studio.connection import TAKEN_OVER, Connection, Message, Stuck
from voicemock.studio.source import read_block

if TYPE_CHECKING:
    from voicemock.studio.studio import Studio

_BAD = 1008
_STUCK = 1013


async def serve(socket: WebSocket, studio: Studio) -> None:
    """Talk with a page until it goes, or another one takes its place."""
    if not studio.sockets.acquire(blocking=False):
        await socket.close(_STUCK)  # before it is accepted: 403
        return
    try:
        await socket.accept()
        await _talk(socket, studio)
    finally:
        studio.sockets.release()


async def _talk(socket: WebSocket, studio: Studio) -> None:
    connection = Connection(lambda message: _send(socket, message))
    sending = asyncio.create_task(connection.send_all())
    reading = asyncio.create_task(_read(socket, connection, studio))
    try:
        await asyncio.wait((sending, reading), return_when=asyncio.FIRST_COMPLETED)
    finally:
        studio.page_left(connection)
        for task in (sending, reading):
            task.cancel()
        results = await asyncio.gather(sending, reading, return_exceptions=True)
    code = _code(results)
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        await asyncio.wait_for(socket.close(code), 1.0)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, _EXPECTED):
            raise result


_EXPECTED = (Stuck, InputError, WebSocketDisconnect, TimeoutError, RuntimeError)


def _code(results: Sequence[Any]) -> int:
    """Why it is closed, as the page is told."""
    sent, got = results
    if sent is None:  # it was ended: another page has it
        return TAKEN_OVER
    if isinstance(sent, Stuck):
        return _STUCK
    return _BAD if isinstance(got, (InputError, TimeoutError)) else 1000


async def _send(socket: WebSocket, message: Message) -> None:
    if isinstance(message, str):
        await socket.send_text(message)
    else:
        await socket.send_bytes(message)


async def _read(socket: WebSocket, connection: Connection, studio: Studio) -> None:
    """Take what the page sends.

    Raises:
        InputError: it is not of the form that was agreed on.
        TimeoutError: it did not say hello.
    """
    first = await asyncio.wait_for(socket.receive(), studio.patience.hello_s)
    hello = _parsed(first)
    if hello is None:
        return
    last = hello.get("hello")
    if not isinstance(last, int) or last < 0:
        raise InputError("no hello")
    page = hello.get("page")
    studio.page_joined(connection, last, page if isinstance(page, str) else None)
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if (data := message.get("bytes")) is not None:
            block = read_block(data)
            reached = studio.arrived(connection, block)
            if reached >= 0:
                connection.put(json.dumps({"ack": [block.take, reached]}))
        elif (told := _parsed(message)) is not None:
            done = studio.received(connection, told)
            if done is not None:
                connection.put(json.dumps({"done": done}))


def _parsed(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """A message in JSON; None where the page has gone.

    Raises:
        InputError: it is none.
    """
    if message["type"] == "websocket.disconnect":
        return None
    try:
        found = json.loads(message.get("text") or "")
    except (ValueError, RecursionError) as error:
        raise InputError("no JSON") from error
    if not isinstance(found, dict):
        raise InputError("no JSON object")
    return found
