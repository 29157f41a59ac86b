"""All that is kept of a person: handed over as one file, or removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from voicemock import config, speak
from voicemock.publish import everything
from voicemock.studio.endpoints import posting, reading
from voicemock.studio.studio import Studio


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""

    def export(_request: Request) -> Response:
        name = f"voicemock-{datetime.now().astimezone():%Y-%m-%d}"
        parts = everything.zipped(studio.history, name, config.config_path())
        headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
        return StreamingResponse(parts, media_type="application/zip", headers=headers)

    def remove(_request: Request, _sent: dict[str, Any]) -> Response:
        with studio.alone():
            done = studio.history.forget_all()
            speak.forget(config.cache_dir())
            studio.forget()
        return JSONResponse({"answers": len(done.ids), "left": done.left})

    return [
        Route("/api/everything.zip", reading(export)),
        Route("/api/everything/remove", posting(remove), methods=["POST"]),
    ]
