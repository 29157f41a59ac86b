"""The saved answers: listed, looked at, heard, compared, forgotten."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from voicemock.errors import InputError, NotFoundError
from voicemock.history import drills
from voicemock.i18n import _
from voicemock.interview.debrief import own_answers
from voicemock.publish.formats import FORMATS
from voicemock.report.views import takes
from voicemock.studio import summary, views
from voicemock.studio.endpoints import posting, reading
from voicemock.studio.studio import Studio
from voicemock.values.answer import Answer

_MOST_ROWS = 5000
_MOST_COMPARED = 6
"""Columns that can be told apart."""
_FRAMED = {"content-security-policy": "frame-ancestors 'self'"}
"""A page of the report has a policy in itself, by the hashes of its script and style."""


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""
    own = _Answers(studio)
    return [
        Route("/api/history", reading(own.rows)),
        Route("/api/history/{id}", reading(own.one)),
        Route("/api/compare", reading(own.compare)),
        Route("/api/forget", posting(own.forget), methods=["POST"]),
        Route("/answers/{id}", reading(own.page)),
        Route("/answers/{id}/sound", reading(own.sound)),
        Route("/progress", reading(own.progress)),
    ]


class _Answers:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def rows(self, request: Request) -> Response:
        given = request.query_params.get("limit", "50")
        limit = min(int(given), _MOST_ROWS) if given.isdecimal() and len(given) < 9 else 50
        # takes are numbered from the first answer on
        found = self._studio.history.answers(outline=True)
        return JSONResponse(views.rows(found)[-limit:][::-1] if limit else [])

    def one(self, request: Request) -> Response:
        one = self._answer(request.path_params["id"])
        others: list[dict[str, Any]] = []
        if one.question is not None:
            found = self._studio.history.answers(
                language=one.language, question_id=one.question.id, outline=True
            )
            others = views.rows(found)[::-1]
        return JSONResponse({**summary.answer(one), "same_question": others})

    def compare(self, request: Request) -> Response:
        names = list(dict.fromkeys(request.query_params.get("ids", "").split(",")))
        if not 2 <= len(names) <= _MOST_COMPARED:
            told = _("Choose 2 to {most} answers to compare.")
            raise InputError(told.format(most=_MOST_COMPARED))
        found = sorted((self._answer(name) for name in names), key=lambda one: one.id)
        if len({one.language for one in found}) > 1:
            raise InputError(_("Choose answers in one language: their figures cannot be compared."))
        rows = takes.compare(found, own_answers(self._studio.history, found[0].language))
        return JSONResponse(
            {
                "language": found[0].language,
                "answers": views.rows(found),
                "rows": [asdict(row) for row in rows],
            }
        )

    def forget(self, _request: Request, sent: dict[str, Any]) -> Response:
        names = sent.get("ids")
        if not isinstance(names, list) or not names or len(names) > _MOST_ROWS:
            raise InputError("ids: a list")
        with self._studio.alone():
            there = {one.id for one in self._studio.history.answers(outline=True)}
            wanted = [one for one in names if isinstance(one, str) and one in there]
            if len(wanted) < len(names):  # the beginning of an id is none
                raise _none()
            done = self._studio.history.forget(wanted)
        return JSONResponse({"forgotten": list(done.ids)})

    def page(self, request: Request) -> Response:
        found = self._answer(request.path_params["id"])
        return HTMLResponse(FORMATS["html"].write([found], self._studio.history), headers=_FRAMED)

    def sound(self, request: Request) -> Response:
        path = Path(self._answer(request.path_params["id"]).recording.path)
        if not path.is_file():
            raise NotFoundError(_("The recording is not there any more."))
        return FileResponse(path, media_type="audio/wav")

    def progress(self, _request: Request) -> Response:
        from voicemock.report.pages import progress as page
        from voicemock.report.views import progress, training

        history = self._studio.history
        answers, runs = history.answers(outline=True), drills.runs(history.folder)
        if not answers and not runs:
            raise NotFoundError(_("There are no answers yet; practise to give one."))
        today = datetime.now().astimezone().date()
        links = {one.id: f"answers/{one.id}" for one in answers}
        trained = training.trained(answers, runs, history.interviews())
        shown = page.render(progress.build(answers, today, links), trained)
        return HTMLResponse(shown, headers=_FRAMED)

    def _answer(self, wanted: str) -> Answer:
        """The answer of exactly this id: looked up, never a path.

        Raises:
            NotFoundError: there is none.
        """
        found = self._studio.history.get(wanted)
        if found.id != wanted:
            raise _none()
        return found


def _none() -> NotFoundError:
    return NotFoundError(_("There is no such answer."))
