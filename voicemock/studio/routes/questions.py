"""The questions: searched, looked at with tips and model answer, and packs of the person's own checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from voicemock.content import packs
from voicemock.errors import NotFoundError
from voicemock.history.stories import Stories
from voicemock.i18n import _
from voicemock.job.fit import match
from voicemock.studio import views
from voicemock.studio.endpoints import language_of, posting, reading, text_of
from voicemock.studio.security import MOST_BYTES
from voicemock.studio.studio import Studio
from voicemock.values.interview import Cue, Pack, Question
from voicemock.values.text import one_line

_MOST_SEARCHED, _MOST_NAME = 100, 200


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""
    own = _Questions(studio)
    return [
        Route("/api/questions", reading(own.listed)),
        Route("/api/questions/{id}", reading(own.one)),
        Route("/api/pack", posting(own.check), methods=["POST"]),
        Route("/api/pack/remove", posting(own.remove), methods=["POST"]),
    ]


class _Questions:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def listed(self, request: Request) -> Response:
        asked = request.query_params
        pack = self._pack(request)
        search = asked.get("search", "").strip()[:_MOST_SEARCHED]
        try:
            found = packs.matching(
                pack, category=asked.get("category") or None, search=search or None
            )
        except NotFoundError:
            found = ()
        there = {one.category for one in pack.questions}
        return JSONResponse(
            {
                "title": pack.title,
                "language": pack.language,
                "count": len(pack.questions),
                "packs": [views.pack(one) for one in self._studio.own_packs.read()],
                "categories": [
                    {"id": one, "name": packs.category_name(one)}
                    for one in packs.CATEGORIES
                    if one in there
                ],
                "questions": [
                    {**views.question(one), "needs": _needs(one)} for one in packs.in_order(found)
                ],
            }
        )

    def one(self, request: Request) -> Response:
        pack = self._pack(request)
        wanted = request.path_params["id"]
        asked = next((one for one in pack.questions if one.id == wanted), None)
        if asked is None:
            raise NotFoundError(_("There is no such question."))
        kept = Stories(self._studio.history.folder).read(pack.language).stories
        answers = self._studio.history.answers(
            language=pack.language, question_id=asked.id, outline=True
        )
        framework = asked.framework not in ("none", asked.category)
        return JSONResponse(
            {
                **views.question(asked),
                "language": pack.language,
                "category_name": packs.category_name(asked.category),
                "framework": packs.framework_name(asked.framework) if framework else "",
                "needs": _needs(asked),
                "listens_for": asked.listens_for,
                "tips": asked.tips,
                "example": asked.example.strip(),
                "why_it_works": asked.why_it_works,
                "terms": asked.terms,
                "follow_ups": _cues(asked.follow_ups),
                "turns": [_cues(turn.lines) for turn in asked.turns],
                "stories": [
                    {"id": one.id, "title": one.title, "result": one.result}
                    for one in match(asked, kept, pack.language)
                ],
                "answers": views.rows(answers)[::-1],
            }
        )

    def check(self, _request: Request, sent: dict[str, Any]) -> Response:
        """Whether a pack is right; one that is is kept, in place of the one of its id."""
        name = one_line(text_of(sent, "name", _MOST_NAME)) or "pack.toml"
        content = text_of(sent, "text", MOST_BYTES).encode(errors="replace").decode()
        faults = packs.faults(Path(name), content.encode())
        if faults:
            told = [{"line": one.line, "text": str(one)} for one in faults]
            return JSONResponse({"faults": told})
        kept = self._studio.own_packs.keep(content)
        return JSONResponse({"faults": [], "pack": views.pack(kept)})

    def remove(self, _request: Request, sent: dict[str, Any]) -> Response:
        self._studio.own_packs.remove(text_of(sent, "name", _MOST_NAME))
        return JSONResponse({})

    def _pack(self, request: Request) -> Pack:
        """The program's own pack of a language, or one of the person's.

        Raises:
            NotFoundError: there is none of that name.
            StoreError: it is damaged.
        """
        name = request.query_params.get("pack")
        if name is not None:
            return self._studio.own_packs.get(name)
        return packs.default_pack(language_of(request.query_params.get("language")))


def _needs(question: Question) -> list[str]:
    """What a template needs a word of: the job, the company."""
    return [name for name in ("job", "company") if f"{{{name}}}" in question.text]


def _cues(cues: tuple[Cue, ...]) -> list[dict[str, str]]:
    alone = len(cues) == 1
    return [{"when": packs.condition_name(one.when, alone=alone), "text": one.text} for one in cues]
