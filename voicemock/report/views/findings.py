"""What of an answer can be heard again on its page: its moments, and the stretches of rushing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.i18n import _
from voicemock.report.views.values import Moment, clock
from voicemock.values.answer import Answer
from voicemock.values.sound import Interval

GLYPHS = {
    "positive": "▲",
    "negative": "▼",
    "vague": "?",
    "hedge": "~",
    "filler": "●",
    "pause": "‖",
    "step": "◆",
    "rush": "»",
}
"""The shape of each kind, the same in the picture, the transcript and the list."""
_PHRASES = ("positive", "negative", "vague", "hedge")
"""Kinds whose moment quotes an id, which a page does not show."""
_ONE_UNIT = 6.0
"""What one word or 字 more in a window of 10 s makes of a pace a minute."""
_WIDEN_S = 2.5
"""A window of 10 s that is too fast says that its middle is; so a rush is that wide at least."""


@dataclass(frozen=True)
class Finding:
    """One thing to hear: a moment, or a rush, which has no number."""

    number: int | None
    start_s: float
    end_s: float
    kind: str
    title: str
    quote: str = ""
    advice: str = ""

    @property
    def glyph(self) -> str:
        """Its shape."""
        return GLYPHS.get(self.kind, "·")

    @property
    def at(self) -> str:
        """Its time as text."""
        return clock(self.start_s)


def build(answer: Answer, moments: Sequence[Moment]) -> tuple[Finding, ...]:
    """All findings in order of time."""
    found = []
    for one in moments:
        quote = "" if one.kind in _PHRASES else one.quote
        found.append(Finding(**vars(one) | {"quote": quote}))
    for stretch, fastest in rushes(answer):
        title = _("rush: up to {value:.0f} {unit}")
        title = title.format(value=fastest, unit=unit_name(answer))
        found.append(Finding(None, stretch.start_s, stretch.end_s, "rush", title))
    return tuple(sorted(found, key=lambda one: (one.start_s, one.end_s)))


def rushes(answer: Answer) -> list[tuple[Interval, float]]:
    """Stretches in which the pace is above the target and above natural speech, with their peak.

    Both, because the default target is slow: most natural speech is faster throughout. And by
    more than one word in a window, which would be chance.
    """
    pace, span = answer.pace, answer.span
    if pace.value is None or span.start_s is None or span.end_s is None:
        return []
    limit = max(pace.target[1], pace.natural[1]) + _ONE_UNIT
    found: list[tuple[Interval, float]] = []
    for point in pace.curve:
        if point.value is None or point.value <= limit:
            continue
        start_s = max(span.start_s, point.t_s - _WIDEN_S)
        end_s = min(span.end_s, point.t_s + _WIDEN_S)
        if found and start_s <= found[-1][0].end_s:
            before, fastest = found.pop()
            found.append((Interval(before.start_s, end_s), max(fastest, point.value)))
        else:
            found.append((Interval(start_s, end_s), point.value))
    return found


def unit_name(answer: Answer) -> str:
    """The unit of an answer's pace, in words."""
    return _("字/min") if answer.pace.unit == "chars_per_min" else _("words/min")


def kind_name(kind: str) -> str:
    """A kind in words."""
    return {
        "positive": _("positive phrase"),
        "negative": _("phrase to avoid"),
        "vague": _("vague phrase"),
        "hedge": _("hedging phrase"),
        "filler": _("filler"),
        "pause": _("pause"),
        "step": _("step"),
        "rush": _("rush"),
    }.get(kind, kind)
