"""What a person should know about a microphone that delivers nothing."""

from __future__ import annotations

from voicemock.i18n import _
from voicemock.interview.events import MicrophoneSilent


def warning(event: MicrophoneSilent) -> str:
    """Why nothing is heard, and the remedy."""
    if event.why == "waiting":
        return _("The microphone delivers nothing yet; waiting for it …")
    return _(
        "The microphone delivers only zeros: unmute it, or allow this terminal to use it (macOS: "
        "System Settings, Privacy & Security, Microphone; then start the terminal again)."
    )
