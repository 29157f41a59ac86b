"""What of an answer the person can put right, as the page has it: its words and its hits."""

from __future__ import annotations

from typing import Any

from voicemock.assess.revision import hits, version
from voicemock.report.views.view import View
from voicemock.values.answer import Answer
from voicemock.values.edits import Strike

_PHRASES = ("positive", "negative", "vague", "hedge")


def editable(one: Answer) -> dict[str, Any]:
    """The words in order, what was struck, and whether there is something to undo.

    Each word has the text ``before`` it; the last entry is what stands behind them all. There are no
    ``words`` where an older version did not save their places.
    """
    text, end = one.transcript.text, 0
    words: list[dict[str, Any]] = []
    for word in one.transcript.words:
        if word.at < end or not text.startswith(word.text, word.at):
            words = []
            break
        told = {"before": text[end : word.at], "text": word.text, "heard": word.heard}
        words.append({**told, "start_s": word.start_s, "end_s": word.end_s})
        end = word.at + len(word.text)
    return {
        "version": version(one),
        "words": [*words, {"before": text[end:], "text": ""}] if words else [],
        "struck": [
            {"number": number, "kind": edit.kind, "heard": edit.heard, "start_s": edit.start_s}
            for number, edit in enumerate(one.edits)
            if isinstance(edit, Strike)
        ],
        "edits": len(one.edits),
    }


def strikes(one: Answer, built: View) -> dict[int, dict[str, Any]]:
    """By the number of a moment: the hit that can be struck there."""
    found = hits(one)
    names = {step.id: step.name for step in one.structure.steps} if one.structure else {}
    named: dict[int, dict[str, Any]] = {}
    for moment in built.moments:
        kind = "phrase" if moment.kind in _PHRASES else moment.kind
        name = moment.quote if kind == "phrase" else moment.title
        hit = next(
            (
                each
                for each in found
                if (each.kind, each.start_s, each.end_s) == (kind, moment.start_s, moment.end_s)
                and name == (names.get(each.id) if kind == "step" else each.id)
            ),
            None,
        )
        if hit is not None:
            named[moment.number] = told(hit)
    return named


def told(hit: Strike) -> dict[str, Any]:
    """A hit as the page sends it back."""
    return {"kind": hit.kind, "id": hit.id, "start_s": hit.start_s, "end_s": hit.end_s}
