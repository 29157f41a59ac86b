"""What was good about an answer, beside the one thing to do next."""

from __future__ import annotations

from voicemock.report.views.view import View


def build(built: View) -> list[str]:
    """The measures that are as they should be."""
    measures = (*built.measures, *(built.structure.measures if built.structure else ()))
    return [f"{one.name}: {one.value}" for one in measures if one.judgement == "good"]
