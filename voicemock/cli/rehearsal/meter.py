"""The line that a person sees while they speak."""

from __future__ import annotations

from voicemock.cli.terminal.screen import meter
from voicemock.i18n import _
from voicemock.interview.events import Level
from voicemock.language import get as get_language
from voicemock.report.exports.text import width
from voicemock.values.interview import LanguageCode

_PAUSE_S = 0.5
"""Of quiet that is called a pause on the screen: less flickers."""
_METER_CELLS = 12
_DOING_COLUMNS = 13
"""So wide is speaking or pausing at least, so that nothing behind it jumps."""


class Meter:
    """Turns how a recording goes into a line; it remembers since when somebody has been speaking."""

    def __init__(self, language: LanguageCode) -> None:
        self._unit = get_language(language).unit
        self._spoke_from_s: float | None = None

    def line(self, level: Level) -> str:
        """The line: time and limit, the level, speaking or pausing, about how fast."""
        time = _clock(level.elapsed_s)
        if level.limit_s is not None:
            time += f" / {_clock(level.limit_s)}"
        if level.paused:
            return f"  {time}  {_('paused')}"
        parts = [time, meter(level.level_dbfs, _METER_CELLS), self._doing(level), self._pace(level)]
        return "  " + "  ".join(part for part in parts if part)

    def _doing(self, level: Level) -> str:
        """Speaking or pausing, and for how long."""
        if not level.spoken:
            return ""
        if level.quiet_s >= _PAUSE_S:
            self._spoke_from_s = None
            text = _("pause {seconds:.0f} s").format(seconds=int(level.quiet_s))
        else:
            if self._spoke_from_s is None:
                self._spoke_from_s = level.elapsed_s
            seconds = int(level.elapsed_s - self._spoke_from_s)
            text = _("speaking {seconds:.0f} s").format(seconds=seconds)
        return text + " " * max(0, _DOING_COLUMNS - width(text))

    def _pace(self, level: Level) -> str:
        """The pace beside the one asked for."""
        if level.pace is None or level.target is None:
            return ""
        unit = _("字/min") if self._unit == "chars_per_min" else _("words/min")
        low, high = level.target
        return _("about {pace:.0f} {unit} ({low:.0f}-{high:.0f})").format(
            pace=round(level.pace / 5) * 5, unit=unit, low=low, high=high
        )


def _clock(seconds: float) -> str:
    """Minutes and whole seconds: tenths would only flicker."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
