"""The settings: read, and written into the person's config file."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from voicemock import config, i18n, transcribe
from voicemock.coach import loopback
from voicemock.errors import InputError
from voicemock.history.stories import Stories
from voicemock.language import get
from voicemock.studio import views
from voicemock.studio.endpoints import posting, reading, text_of
from voicemock.studio.studio import Studio
from voicemock.values.codes import LanguageCode

UI_COOKIE = "voicemock_ui"
"""The program's language as it was chosen in the page."""
_NEEDS = {"sphinx": "pocketsphinx", "vosk": "vosk", "sherpa": "sherpa_onnx"}
"""What has to be installed for an engine beside what every install has."""
_TEXTS = ("ui", "lang", "target", "voice", "engine", "model", "coach", "coach_model")
_MOST = 500


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""

    def shown(_request: Request) -> Response:
        return JSONResponse(_shown(studio))

    def save(_request: Request, sent: dict[str, Any]) -> Response:
        changes = _read(sent)
        _refuse_unfit(studio, changes)
        studio.change(changes)
        response = JSONResponse(_shown(studio))
        if changes.get("ui"):
            response.set_cookie(UI_COOKIE, str(changes["ui"]), httponly=True, samesite="strict")
        return response

    return [
        Route("/api/settings", reading(shown)),
        Route("/api/settings", posting(save), methods=["POST"]),
    ]


def _shown(studio: Studio) -> dict[str, Any]:
    settings = studio.settings
    codes = get_args(LanguageCode)
    return {
        "values": {
            "ui": i18n.language(),
            "lang": settings.lang,
            "target": settings.target,
            "voice": settings.voice,
            "rate_wpm": settings.rate_wpm,
            "engine": settings.engine,
            "model": settings.model,
            "follow_ups": settings.follow_ups,
            "coach": settings.coach,
            "coach_model": settings.coach_model,
        },
        "voices": {code: views.voices_of(code, settings) for code in codes},
        "engines": [one for one in transcribe.ENGINES if _there(one) or one == settings.engine],
        "paces": {code: len(studio.history.paces(code)) for code in codes},
        "file": str(config.config_path()),
        "kept_in": str(studio.history.folder),
        "answers": studio.history.count(),
        "stories": len(Stories(studio.history.folder).read().stories),
    }


def _there(engine: str) -> bool:
    """Whether an engine is installed; those that send the sound elsewhere are not offered."""
    return engine == "whisper" or (engine in _NEEDS and find_spec(_NEEDS[engine]) is not None)


def _read(sent: dict[str, Any]) -> dict[str, str | int | bool | None]:
    """Settings by their names; what is empty is left to the program.

    Raises:
        InputError: one is not of its form.
    """
    changes: dict[str, str | int | bool | None] = {}
    for name in _TEXTS:
        if name in sent:
            changes[name] = text_of(sent, name, _MOST).strip() or None
    if "rate_wpm" in sent:
        given = sent["rate_wpm"]
        if type(given) is not int:
            raise InputError("rate_wpm: a number")
        changes["rate_wpm"] = given
    if "follow_ups" in sent:
        if sent["follow_ups"] not in (True, False, None):
            raise InputError("follow_ups: true or false")
        changes["follow_ups"] = sent["follow_ups"]
    return changes


def _refuse_unfit(studio: Studio, changes: dict[str, str | int | bool | None]) -> None:
    """Refuse what an interview would stumble over.

    Raises:
        InputError, EngineError: with what to do.
    """
    settings = studio.settings
    target = changes.get("target")
    if target is not None and target != "mine":
        config.parse_target(str(target), get("en").natural)
    if target == "mine":  # enough in one language: the other one says so itself
        paces = max((studio.history.paces(code) for code in get_args(LanguageCode)), key=len)
        config.parse_target("mine", get("en").natural, paces)
    if changes.get("coach"):
        loopback.server(str(changes["coach"]))
    if {"engine", "model"} & set(changes):
        engine = changes.get("engine", settings.engine) or "whisper"
        model = changes.get("model", settings.model)
        transcribe.load(
            str(engine),
            model=str(model) if model else None,
            cache=Path(config.cache_dir()),
            allow_online=settings.allow_online,
        )
