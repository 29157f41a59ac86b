"""The person's STAR stories: listed, written, changed, removed."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from voicemock.errors import InputError
from voicemock.history.stories import PARTS, Stories, tags_of
from voicemock.i18n import _
from voicemock.studio.endpoints import language_of, posting, reading, text_of
from voicemock.studio.studio import Studio
from voicemock.values.interview import Story
from voicemock.values.text import one_line

_MOST_TITLE, _MOST_PART, _MOST_TAGS = 200, 5000, 500


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""
    kept = Stories(studio.history.folder)

    def listed(_request: Request) -> Response:
        found = kept.read()
        told = {"stories": [asdict(one) for one in found.stories], "damaged": found.damaged}
        return JSONResponse(told)

    def add(_request: Request, sent: dict[str, Any]) -> Response:
        return JSONResponse(asdict(kept.add(_read("", sent))), HTTPStatus.CREATED)

    def save(request: Request, sent: dict[str, Any]) -> Response:
        story = _read(request.path_params["id"], sent)
        kept.save(story)
        return JSONResponse(asdict(story))

    def remove(request: Request, _sent: dict[str, Any]) -> Response:
        kept.remove(request.path_params["id"])
        return JSONResponse({})

    return [
        Route("/api/stories", reading(listed)),
        Route("/api/stories", posting(add), methods=["POST"]),
        Route("/api/stories/{id}", posting(save), methods=["POST"]),
        Route("/api/stories/{id}/remove", posting(remove), methods=["POST"]),
    ]


def _read(story_id: str, sent: dict[str, Any]) -> Story:
    """A story as the page sent it.

    Raises:
        InputError: it has no title, or something is too long.
    """
    title = one_line(text_of(sent, "title", _MOST_TITLE))
    if not title:
        raise InputError(_("Give the story a title."))
    parts = {name: _lines(text_of(sent, name, _MOST_PART)) for name in PARTS}
    tags = tags_of([text_of(sent, "tags", _MOST_TAGS)])
    return Story(story_id, language_of(sent.get("language")), title, tags=tags, **parts)


def _lines(text: str) -> str:
    """Lines as they were written, without control characters."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()
