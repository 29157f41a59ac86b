"""What a face of an exercise is: that of an interview, which is told of parts and findings, too."""

from __future__ import annotations

from typing import Protocol

from voicemock.drills.events import AnyEvent
from voicemock.interview.events import Command, Decision, Live, Offer


class DrillFront(Protocol):
    """See `voicemock.interview.front.Front`."""

    def tell(self, event: AnyEvent) -> None:
        """Something happened; returns when the exercise may go on."""
        ...

    def observe(self, live: Live) -> Command:
        """How it goes; `Command.CAUGHT` notes the moment."""
        ...

    def choose(self, offer: Offer) -> Decision:
        """Wait for a decision, one of ``offer.decisions``."""
        ...
