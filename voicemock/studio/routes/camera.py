"""Routes of the camera: pieces of a video come in, an answer's video is played, marked and removed."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from voicemock.audio import samples as audio
from voicemock.errors import InputError, NotFoundError
from voicemock.i18n import _
from voicemock.record import video
from voicemock.record.video import Mark, Video
from voicemock.studio.endpoints import posting, reading, taking
from voicemock.studio.studio import Studio
from voicemock.values.answer import Answer

ABOUT = ("posture", "smile", "nodding", "looking", "background")
"""What one may look for in one's own video."""
_MOST_MARKS = 200
_LONGEST_S = 7200.0
_COMES_S = 15.0
"""A part of which nothing came for so long is whole."""
_TYPES = ("video/webm", "video/mp4", "application/octet-stream")


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""
    own, at = _Camera(studio), "/api/answers/{id}/video"
    return [
        Route(at, reading(own.show)),
        Route(f"{at}/pieces", taking(own.piece), methods=["POST"]),
        Route(f"{at}/marks", posting(own.mark), methods=["POST"]),
        Route(f"{at}/remove", posting(own.remove), methods=["POST"]),
        Route("/answers/{id}/video/{name}", reading(own.part)),
    ]


class _Camera:
    """One person's videos, each beside the recording it belongs to."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._lock = threading.Lock()
        self._coming: dict[tuple[str, str], float] = {}

    def piece(self, request: Request, sent: bytes) -> Response:
        """A piece of the video of an answer that is, or was just, recorded; how much there is then."""
        query = request.query_params
        answer_id, name = request.path_params["id"], query.get("part", "")
        at, started_s = query.get("at", ""), _seconds(query.get("started"))
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _TYPES or not at.isdecimal() or len(at) > 12 or started_s is None:
            raise InputError("part, at, started, and a piece of video")
        folder = self._studio.history.folder / "answers" / answer_id
        if not self._studio.records(answer_id) or not folder.is_dir():
            raise NotFoundError(_("There is no such answer."))
        with self._lock:
            have = video.take_in(folder, name, int(at), sent, started_s)
            self._coming[answer_id, name] = time.monotonic()
            if "last" in query:
                del self._coming[answer_id, name]
        return JSONResponse({"have": have})

    def show(self, request: Request) -> Response:
        """The parts that can be played, what was marked, and whether more is to come."""
        return self._told(self._answer(request))

    def part(self, request: Request) -> Response:
        """The pictures of a part."""
        folder = _folder(self._answer(request))
        found = next(
            (
                one
                for one in video.of(folder).parts
                if one.name == request.path_params["name"] and one.ready
            ),
            None,
        )
        if found is None:
            raise NotFoundError(_("There is no such video."))
        return FileResponse(folder / found.file, media_type=f"video/{found.form}")

    def mark(self, request: Request, sent: dict[str, Any]) -> Response:
        """Keep the person's own marks in place of those before."""
        given = sent.get("marks")
        if not isinstance(given, list) or len(given) > _MOST_MARKS:
            raise InputError("marks: a list")
        marks = tuple(_mark(one) for one in given)
        answer = self._answer(request)
        with self._lock:
            found = video.of(_folder(answer))
            if not found.parts:
                raise NotFoundError(_("There is no such video."))
            kept = Video(found.parts, tuple(sorted(marks, key=lambda one: one.at_s)))
            video.note(_folder(answer), kept)
        return self._told(answer)

    def remove(self, request: Request, _sent: dict[str, Any]) -> Response:
        """Remove the video of an answer; the answer stays."""
        answer = self._answer(request)
        with self._lock:
            video.remove(_folder(answer))
        return self._told(answer)

    def _told(self, answer: Answer) -> Response:
        with self._lock:
            now = time.monotonic()
            coming = [
                name
                for (answer_id, name), at_s in self._coming.items()
                if answer_id == answer.id and now - at_s < _COMES_S
            ]
            folder = _folder(answer)
            found = video.of(folder)
            if any(not one.ready and one.name not in coming for one in found.parts):
                sound = audio.read(Path(answer.recording.path)).samples
                found = video.ready(folder, sound, still=coming)
        return JSONResponse(
            {
                "parts": [
                    {"name": one.name, "start_s": one.start_s, "duration_s": one.duration_s}
                    for one in found.parts
                    if one.ready
                ],
                "marks": [
                    {"about": one.about, "at_s": one.at_s, "good": one.good} for one in found.marks
                ],
                "size": found.size,
                "coming": bool(coming),
            }
        )

    def _answer(self, request: Request) -> Answer:
        """The answer of exactly this id.

        Raises:
            NotFoundError: there is none.
        """
        found = self._studio.history.get(request.path_params["id"])
        if found.id != request.path_params["id"]:
            raise NotFoundError(_("There is no such answer."))
        return found


def _folder(answer: Answer) -> Path:
    return Path(answer.recording.path).parent


def _seconds(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if math.isfinite(found) and -60 <= found <= _LONGEST_S else None


def _mark(sent: object) -> Mark:
    if isinstance(sent, dict):
        about, at_s, good = (sent.get(one) for one in ("about", "at_s", "good"))
        timed = type(at_s) in (int, float) and 0 <= at_s <= _LONGEST_S  # type: ignore[operator]
        if about in ABOUT and timed and isinstance(good, bool):
            return Mark(str(about), round(float(at_s), 2), good)  # type: ignore[arg-type]
    raise InputError("a mark: about, at_s, good")
