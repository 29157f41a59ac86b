"""Which key means what in an interview, and the hints that name them."""

from __future__ import annotations

from voicemock.i18n import _
from voicemock.interview.events import Command, Decision, Offer

WHILE_SPEAKING = {"s": Command.SLOWER}
"""Any other key skips the voice."""
WHILE_RECORDING = {
    "enter": Command.FINISH,
    "s": Command.SLOWER,
    "p": Command.PAUSE,
    "r": Command.RESTART,
    "q": Command.LEAVE,
}
AFTERWARDS = {"enter": Decision.NEXT, "n": Decision.SKIP, "r": Decision.RETAKE, "q": Decision.LEAVE}
WITHOUT_DEVICE = {"enter": Decision.RETRY_DEVICE, "q": Decision.LEAVE}
HEAR = "h"
"""Plays the answer; a number plays one of its moments."""


def hint_while_speaking() -> str:
    """While the question sounds."""
    return _("  (S: ask slower · any other key skips the voice)")


def hint_while_recording() -> str:
    """Behind the cue to speak."""
    return _("   (Enter: done · S: ask slower · P: pause · R: start over · Q: leave)")


def hint_without_device() -> list[str]:
    """Where the microphone cannot be had."""
    return [_("Enter: try again"), _("Q: leave")]


def hint_afterwards(offer: Offer, moments: int) -> list[str]:
    """Behind the feedback; ``moments`` are so many that can be heard by their number."""
    if offer.following is not None:
        hint = [_("Enter: follow-up"), _("N: skip it")]
    else:
        hint = [_("Enter: finish") if offer.last else _("Enter: next question")]
    if offer.answers:
        hint.append(_("H: hear it"))
    if moments:
        hint.append(_("1-{count}: a moment").format(count=moments))
    return [*hint, _("R: again"), _("Q: leave")]
