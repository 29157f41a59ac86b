"""How a request is done: in a thread, and what goes wrong is told in the program's own words."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voicemock.errors import InputError, NotFoundError, StoreError, VoicemockError
from voicemock.i18n import _
from voicemock.studio.studio import BusyError
from voicemock.values.codes import LanguageCode

Endpoint = Callable[[Request], Any]


def reading(work: Callable[[Request], Response]) -> Endpoint:
    """An endpoint of a function that reads."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(partial(_told, work, request))

    return endpoint


def posting(work: Callable[[Request, dict[str, Any]], Response]) -> Endpoint:
    """As `reading`, with the JSON object that was sent."""

    async def endpoint(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return Response(status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        sent: object = None
        with contextlib.suppress(ValueError, RecursionError):
            sent = json.loads(await request.body() or b"{}")
        if not isinstance(sent, dict):
            return _refused(InputError("no JSON object"))
        return await run_in_threadpool(partial(_told, work, request, sent))

    return endpoint


def taking(work: Callable[[Request, bytes], Response]) -> Endpoint:
    """As `reading`, with the bytes that were sent."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(partial(_told, work, request, await request.body()))

    return endpoint


def _told(work: Callable[..., Response], *given: object) -> Response:
    try:
        return work(*given)
    except VoicemockError as error:
        return _refused(error)


def _refused(error: VoicemockError) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, BusyError):
        status = HTTPStatus.CONFLICT
    elif isinstance(error, NotFoundError):
        status = HTTPStatus.NOT_FOUND
    elif isinstance(error, StoreError):
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    return JSONResponse({"error": str(error)}, status)


def language_of(given: object) -> LanguageCode:
    """The language a page names.

    Raises:
        InputError: it is none of ours.
    """
    for one in get_args(LanguageCode):
        if given == one:
            code: LanguageCode = one
            return code
    raise InputError("language: zh or en")


def text_of(sent: dict[str, Any], name: str, most: int) -> str:
    """A text that was sent; "" where it is missing.

    Raises:
        InputError: it is no text, or longer than ``most`` characters.
    """
    value = sent.get(name) or ""
    if not isinstance(value, str):
        raise InputError(f"{name}: text")
    if len(value) > most:
        told = _("This is too long: {most} characters at most.")
        raise InputError(told.format(most=most))
    return value
