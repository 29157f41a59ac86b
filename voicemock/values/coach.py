"""What a language model on the person's own machine says of an answer: marked as its, and never a measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opinion:
    """What it thinks of a step that may have been taken; ``heard`` are words of the transcript, "" for none.

    Without words it did not find the step.
    """

    step: str
    name: str
    heard: str = ""

    @property
    def found(self) -> bool:
        """Whether it found the step."""
        return bool(self.heard)


@dataclass(frozen=True)
class Coach:
    """A model's words, each of them looked at before it came here; ``model`` is what the server calls it.

    ``follow_up`` is what it would ask next, ``tightened`` the person's own answer with words left
    out; None where it said nothing of use.
    """

    model: str
    opinions: tuple[Opinion, ...] = ()
    follow_up: str | None = None
    tightened: str | None = None

    def __bool__(self) -> bool:
        return bool(self.opinions or self.follow_up or self.tightened)
