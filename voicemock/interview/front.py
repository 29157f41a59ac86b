"""What a face of the interview is, and how an interview is held with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voicemock.interview.events import Command, Decision, Event, Live, Offer


class Front(Protocol):
    """A face of the interview: a terminal, a page, a script. Called from the thread of `run`.

    `Coached` and `NotCoached` alone may be told from another one, while `choose` waits.
    """

    def tell(self, event: Event) -> None:
        """Something happened; returns when the interview may go on."""
        ...

    def observe(self, live: Live) -> Command:
        """How it goes, some 20 times a second while a question sounds or an answer is recorded."""
        ...

    def choose(self, offer: Offer) -> Decision:
        """Wait for a decision, one of ``offer.decisions``; LEAVE where nobody is there any more."""
        ...


@dataclass(frozen=True)
class Manner:
    """How an interview is held.

    ``attended``: somebody is there to choose; nothing is offered where nobody is. ``max_s`` and
    ``end_silence_s`` end an answer by themselves. ``follow_ups`` None: where somebody is there to
    answer them, or a recording is to spare. ``calm``: a minute of breathing before a hard
    question. ``live_pace``: whether `Level` tells the pace, which costs some computing.
    ``coach_wait_s``: how long an answer waits for what a language model says of it before it is
    told; what takes longer comes behind it.

    ``exam``: as the interviews that are recorded without an interviewer: ``prepare_s`` to think when
    the question was heard, then one take within its limit, and no feedback before the end.
    """

    attended: bool = True
    max_s: float | None = None
    end_silence_s: float | None = None
    follow_ups: bool | None = None
    calm: bool = False
    live_pace: bool = True
    exam: bool = False
    coach_wait_s: float = 0.0
    prepare_s: float = 0.0
