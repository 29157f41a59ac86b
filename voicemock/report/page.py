"""The page of an answer, or of several."""

from __future__ import annotations

from collections.abc import Sequence

from voicemock.report import html
from voicemock.types import Answer


def render(answers: Sequence[Answer]) -> str:
    """One HTML page."""
    return html.render("answer.html", {}, scripts=("page.js",), page={"title": answers[0].id})
