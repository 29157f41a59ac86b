"""What a person sees and can do while they speak."""

from __future__ import annotations

from collections.abc import Callable

from voicemock.analyze import syllables
from voicemock.cli.terminal.keyboard import Keys
from voicemock.cli.terminal.screen import StatusLine, meter, say
from voicemock.i18n import _
from voicemock.language import get as get_language
from voicemock.record.base import Command, Progress
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Samples

# The interviewer's cue, in the interview's language whatever language the program speaks.
_SPEAK_NOW = {"zh": "请开始回答", "en": "Speak now"}
_COMMANDS = {
    "enter": Command.FINISH,
    "p": Command.PAUSE,
    "r": Command.RESTART,
    "q": Command.QUIT,
}
_PAUSE_S = 0.5
"""Of quiet that is called a pause on the screen: less flickers."""
_PACE_EVERY_S = 1.0
_METER_CELLS = 12


class Watcher:
    """Called while recording: cues the person, shows how it goes, reads the keys.

    ``latest`` gives the sound so far from a moment on; without it no pace is shown.
    """

    def __init__(
        self,
        *,
        language: LanguageCode,
        keys: Keys,
        line: StatusLine,
        person: bool,
        limit_s: float | None = None,
        target: tuple[float, float] | None = None,
        latest: Callable[[float], Samples | None] | None = None,
    ) -> None:
        self._language = language
        self._keys = keys
        self._line = line
        self._person = person
        self._limit_s = limit_s
        self._target = target
        self._latest = latest if line.shown else None
        self._cued = False
        self._spoke_from_s: float | None = None
        self._pace: float | None = None
        self._paced_at_s = 0.0

    def __call__(self, progress: Progress) -> Command:
        """See `voicemock.record.recorder.Recorder.run`."""
        if progress.started and not self._cued:
            self._cued = True
            self._line.clear()
            hint = (
                _("   (Enter: done · P: pause · R: start over · Q: leave)") if self._person else ""
            )
            say(_SPEAK_NOW[self._language] + hint)
        if self._cued:
            self._line.draw(self._status(progress))
        key = self._keys.pressed()
        return _COMMANDS.get(key, Command.GO_ON) if key else Command.GO_ON

    def _status(self, progress: Progress) -> str:
        time = _clock(progress.elapsed_s)
        if self._limit_s is not None:
            time += f" / {_clock(self._limit_s)}"
        if progress.paused:
            return f"  {time}  {_('paused')}"
        parts = [time, meter(progress.level_dbfs, _METER_CELLS)]
        if doing := self._doing(progress):
            parts.append(doing)
        if pace := self._about(progress.elapsed_s):
            parts.append(pace)
        return "  " + "  ".join(parts)

    def _doing(self, progress: Progress) -> str:
        """Speaking or pausing, and for how long."""
        if not progress.spoken:
            return ""
        if progress.quiet_s >= _PAUSE_S:
            self._spoke_from_s = None
            text = _("pause {seconds:.0f} s").format(seconds=int(progress.quiet_s))
        else:
            if self._spoke_from_s is None:
                self._spoke_from_s = progress.elapsed_s
            seconds = int(progress.elapsed_s - self._spoke_from_s)
            text = _("speaking {seconds:.0f} s").format(seconds=seconds)
        from voicemock.report.exports.text import width

        return text + " " * max(0, 13 - width(text))  # so that nothing jumps

    def _about(self, elapsed_s: float) -> str:
        """The pace of the last ten seconds beside the target, renewed once a second."""
        if self._latest is None or self._target is None:
            return ""
        language = get_language(self._language)
        if elapsed_s - self._paced_at_s >= _PACE_EVERY_S:
            self._paced_at_s = elapsed_s
            sound = self._latest(max(0.0, elapsed_s - syllables.LATEST_S))
            if sound is not None:
                self._pace = syllables.about(sound, language.syllables_per_unit)
        if self._pace is None:
            return ""
        unit = _("字/min") if language.unit == "chars_per_min" else _("words/min")
        low, high = self._target
        return _("about {pace:.0f} {unit} ({low:.0f}-{high:.0f})").format(
            pace=round(self._pace / 5) * 5, unit=unit, low=low, high=high
        )


def _clock(seconds: float) -> str:
    """Minutes and whole seconds: tenths would only flicker."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
