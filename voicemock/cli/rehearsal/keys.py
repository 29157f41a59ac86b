"""Which key means what in an interview, and the hints that name them."""

from __future__ import annotations

import math

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
IN_AN_EXAM = {"enter": Command.FINISH, "q": Command.LEAVE}
"""While the time to think goes by; Enter begins the answer."""
AFTERWARDS = {"enter": Decision.NEXT, "n": Decision.SKIP, "r": Decision.RETAKE, "q": Decision.LEAVE}
WITHOUT_DEVICE = {"enter": Decision.RETRY_DEVICE, "q": Decision.LEAVE}
HEAR = "h"
"""Plays the answer; a number plays one of its moments."""


def hint_while_speaking() -> str:
    """While the question sounds."""
    return _("  (S: ask slower · any other key skips the voice)")


def countdown(left_s: float) -> str:
    """While the time to think goes by."""
    told = _("  {seconds:.0f} s to think   (Enter: begin now · Q: leave)")
    return told.format(seconds=math.ceil(left_s))


def hint_while_recording(*, exam: bool = False) -> str:
    """Behind the cue to speak; in an exam there is one take."""
    if exam:
        return _("   (Enter: done · Q: leave)")
    return _("   (Enter: done · S: ask slower · P: pause · R: start over · Q: leave)")


def hint_in_an_exercise(*, catching: bool) -> str:
    """The same in an exercise; ``catching``: a key notes a filler that one hears."""
    if catching:
        return _("   (Space: I heard one · Enter: done · Q: leave)")
    return _("   (Enter: done · P: pause · R: start over · Q: leave)")


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
