"""Routes to put an answer right: words, hits that are none, undo."""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from voicemock.assess import revision
from voicemock.assess.revision import ChangedError
from voicemock.errors import InputError
from voicemock.studio import summary
from voicemock.studio.endpoints import posting
from voicemock.studio.studio import Studio
from voicemock.values.answer import Answer
from voicemock.values.edits import Strike, StruckKind

_KINDS = ("phrase", "filler", "step")
_LONGEST = 500
"""Of a text that is sent, in characters; `assess.revision` refuses what is long for a person."""


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""
    own = _Corrections(studio)
    return [Route("/api/answers/{id}/edits", posting(own.change), methods=["POST"])]


class _Corrections:
    """What the page asks for when the person puts something right."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def change(self, request: Request, sent: dict[str, Any]) -> Response:
        """Make one change, and return the answer as it is then; where it had changed meanwhile, too."""
        answer_id = request.path_params["id"]
        try:
            answer = self._made(answer_id, sent)
        except ChangedError as error:
            now = summary.answer(self._studio.history.get(answer_id))
            return JSONResponse({"error": str(error), "answer": now}, HTTPStatus.CONFLICT)
        told = summary.answer(answer)
        self._studio.corrected(told)
        for one in revision.go_on(self._studio.history, answer_id):
            self._studio.corrected(summary.answer(one))
        return JSONResponse(told)

    def _made(self, answer_id: str, sent: Mapping[str, Any]) -> Answer:
        history, seen = self._studio.history, sent.get("version")
        if not isinstance(seen, str) or len({"words", "strike", "undo"} & sent.keys()) != 1:
            raise InputError("version, and one of words, strike and undo")
        if "words" in sent:
            first, last, text = _words(sent["words"])
            return revision.put_right(history, answer_id, first, last, text, seen=seen)
        if "strike" in sent:
            return revision.strike(history, answer_id, _strike(sent["strike"]), seen=seen)
        number = sent["undo"]
        if number is not None and type(number) is not int:
            raise InputError("undo: a number or null")
        return revision.undo(history, answer_id, number, seen=seen)


def _words(sent: object) -> tuple[int, int, str]:
    if isinstance(sent, dict):
        first, last, text = (sent.get(one) for one in ("first", "last", "text"))
        whole = type(first) is int and type(last) is int
        if whole and isinstance(text, str) and len(text) <= _LONGEST:
            return cast("int", first), cast("int", last), text
    raise InputError("words: first, last, text")


def _strike(sent: object) -> Strike:
    if isinstance(sent, dict):
        kind, name, *times = (sent.get(one) for one in ("kind", "id", "start_s", "end_s"))
        timed = all(
            type(one) in (int, float) and math.isfinite(cast("float", one)) for one in times
        )
        if kind in _KINDS and isinstance(name, str) and timed:
            start_s, end_s = (float(cast("float", one)) for one in times)
            return Strike(cast("StruckKind", kind), name, "", start_s, end_s)
    raise InputError("strike: kind, id, start_s, end_s")
