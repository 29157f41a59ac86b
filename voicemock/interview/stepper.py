"""What an interview and an exercise do alike: their flow's steps one by one, and what is chosen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from voicemock.interview.events import Decision, Offer
from voicemock.interview.flow import Chosen, Left, Wanted

Step = TypeVar("Step")
Happened = TypeVar("Happened")


class Stepper:
    """Does steps until one of them says what happened; ``interrupted``: by a signal, once.

    Args:
        choose: asks the front.
        leaving: is set where the person has left.
    """

    def __init__(self, choose: Callable[[Offer], Decision], leaving: threading.Event) -> None:
        self.interrupted = False
        self._ask = choose
        self._leaving = leaving

    def do(self, steps: Sequence[Step], do: Callable[[Step], Happened]) -> Happened | Left | None:
        """Do the steps; what came of the last one, None where it was the end."""
        happened: Happened | None = None
        try:
            for step in steps:
                happened = do(step)
        except KeyboardInterrupt:
            if self.interrupted:  # once more, in the middle of ending
                raise
            self.interrupted = True
            return Left()
        return happened

    def choose(self, offer: Offer) -> Chosen:
        """What the person chose of what is offered.

        Raises:
            ValueError: that was not offered.
        """
        decision = Decision.LEAVE if self._leaving.is_set() else self._ask(offer)
        if decision not in offer.decisions:
            raise ValueError(f"{decision} was not offered")
        return Chosen(cast("Wanted", decision.value))
