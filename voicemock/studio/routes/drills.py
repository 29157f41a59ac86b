"""The exercises: listed with what was done of them, begun, and their takes to be heard."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from voicemock.drills.interrupted import interrupted
from voicemock.errors import InputError, NotFoundError
from voicemock.history import drills as kept
from voicemock.i18n import _
from voicemock.report.views import drills as words
from voicemock.studio.endpoints import language_of, posting, reading
from voicemock.studio.studio import Studio
from voicemock.values.drill import DRILLS, Drill, improved


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""
    history = studio.history

    def listed(request: Request) -> Response:
        language = language_of(request.query_params.get("language"))
        runs = kept.runs(history.folder, language)
        answers = history.answers(language=language, outline=True)
        fit = words.fitting([one for one in answers if one.follows is None], runs)
        found = []
        for name, title, about in words.names():
            done = [run for run in runs if run.drill == name and run.done]
            latest = done[-1] if done else None
            left = interrupted(runs, name)
            found.append(
                {
                    "name": name,
                    "title": title,
                    "about": about,
                    "times": len(done),
                    "left": left and {"number": left.number + 1, "count": left.count},
                    "latest": latest
                    and {
                        "day": latest.id[:10],
                        "before": words.figure(latest, latest.before),
                        "after": words.figure(latest, latest.after),
                        "better": improved(latest),
                    },
                }
            )
        interviews = history.interviews()
        return JSONResponse(
            {
                "drills": found,
                "fits": fit.drill,
                "why": fit.why,
                "interviews": interviews,
                "enough": words.ENOUGH_INTERVIEWS,
                "said": words.interviews_so_far(interviews),
            }
        )

    def begin(_request: Request, sent: dict[str, Any]) -> Response:
        voice = sent.get("voice")
        if voice is not None and not isinstance(voice, str):
            raise InputError("voice: text")
        begun = studio.begin_drill(
            _drill(sent.get("name")),
            language_of(sent.get("language")),
            voice or None,
            goes_on=sent.get("goes_on") is True,
        )
        return JSONResponse({"id": begun}, HTTPStatus.CREATED)

    def sound(request: Request) -> Response:
        """The recording of a take: looked up, never a path."""
        run_id, answer_id = request.path_params["run"], request.path_params["take"]
        for run in kept.runs(history.folder):
            if run.id == run_id and any(one.answer == answer_id for one in run.takes):
                path = history.folder / kept.FOLDER / run.id / "answers" / answer_id / "answer.wav"
                if Path(path).is_file():
                    return FileResponse(path, media_type="audio/wav")
        raise NotFoundError(_("The recording is not there any more."))

    return [
        Route("/api/drills", reading(listed)),
        Route("/api/drill", posting(begin), methods=["POST"]),
        Route("/api/drills/{run}/{take}/sound", reading(sound)),
    ]


def _drill(name: object) -> Drill:
    for one in DRILLS:
        if name == one:
            return one
    raise InputError(_("This is no exercise that can be asked for."))
