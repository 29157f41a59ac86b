"""What a person should know about the microphone while it records, and what to do when it fails."""

from __future__ import annotations

from collections.abc import Callable

from voicemock.cli.terminal.keyboard import Keys
from voicemock.cli.terminal.screen import StatusLine, say
from voicemock.i18n import _
from voicemock.record.base import Command, Progress

WAITING_S = 1.0
"""A microphone that has delivered nothing for so long is worth a word."""
ZEROS_S = 2.5
"""So many seconds of nothing but zeros are no quiet room."""


class Concerned:
    """Looks on while a recording runs and says, once each, what is wrong with it.

    ``began`` is called once, with the monotonic clock's time of the first sample.
    """

    def __init__(
        self,
        watcher: Callable[[Progress], Command],
        line: StatusLine,
        began: Callable[[float], None] | None = None,
    ) -> None:
        self._watcher = watcher
        self._began = began
        self._line = line
        self._said_waiting = False
        self._said_zeros = False

    def __call__(self, progress: Progress) -> Command:
        """See `voicemock.record.recorder.Recorder.run`."""
        if progress.waiting_s > WAITING_S and not self._said_waiting:
            self._said_waiting = True
            self._say(_("The microphone delivers nothing yet; waiting for it …"))
        if progress.zeros_s > ZEROS_S and not self._said_zeros:
            self._said_zeros = True
            self._say(zeros())
        command = self._watcher(progress)
        if progress.first_at_s is not None and self._began is not None:
            self._began(progress.first_at_s)
            self._began = None
        return command

    def _say(self, text: str) -> None:
        self._line.clear()
        say(f"voicemock: {text}")


def zeros() -> str:
    """Why a microphone delivers zeros, and the remedy."""
    return _(
        "The microphone delivers only zeros: unmute it, or allow this terminal to use it (macOS: "
        "System Settings, Privacy & Security, Microphone; then start the terminal again)."
    )


def again(keys: Keys, line: StatusLine) -> bool:
    """Whether the person wants to try again what failed; False to leave."""
    key = None
    with keys.listening():
        line.draw("  " + " · ".join((_("Enter: try again"), _("Q: leave"))), now=True)
        try:
            while key not in ("enter", "q"):
                key = keys.pressed(None)
        finally:
            line.clear()
    return key == "enter"
