"""What a language model says during an interview: told when it disturbs nobody, and what it would ask."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import fields

from voicemock.assess.advisor import Advice, Advisor
from voicemock.interview import events
from voicemock.interview.events import Offer
from voicemock.interview.follow_ups import MAX_FOLLOW_UPS
from voicemock.interview.front import Front
from voicemock.values.answer import Answer
from voicemock.values.interview import ModelQuestion, Question


class ModelCoach:
    """Stands between an `Advisor` (None: nobody is asked) and the front.

    ``following`` is the model's question that `choosing` offered, if it did.
    """

    def __init__(self, advisor: Advisor | None, front: Front) -> None:
        self._advisor = advisor
        self._front = front
        self._may_follow: Question | None = None
        self.following: ModelQuestion | None = None

    def heard(self, parts: Sequence[Answer], question: Question, *, may_follow: bool) -> None:
        """The answers to a question so far, the last of which is saved.

        Args:
            parts: to the question and to what followed.
            question: the plan's.
            may_follow: whether the interviewer may go on, and has nothing to go on with.
        """
        asked = any(one.question is not None and one.question.by == "model" for one in parts)
        may_follow = may_follow and not (asked or question.turns or len(parts) > MAX_FOLLOW_UPS)
        self._may_follow = question if may_follow else None
        if self._advisor is not None:
            self._advisor.kept(parts[-1])

    @contextlib.contextmanager
    def choosing(self, offer: Offer) -> Iterator[None]:
        """Tell what is said while a person chooses; a question of the model's may join the offer."""
        self.following = None
        if self._advisor is None:
            yield
            return

        def tell(advice: Advice) -> None:
            coach = advice.answer.coach
            if coach is not None and coach.follow_up and self._may_follow is not None:
                latest = offer.answers[-1].id if offer.answers else None
                if advice.answer.id == latest:
                    self.following = _asked(self._may_follow, coach.follow_up)
            self._tell(advice, self.following)

        with self._advisor.telling(tell):
            yield

    def tell_what_came(self) -> None:
        """Tell what was said so far."""
        if self._advisor is not None:
            with self._advisor.telling(self._tell):
                pass

    def wait(self, most_s: float) -> None:
        """Tell all that is still said by then."""
        if self._advisor is not None:
            if self._advisor.asks:
                self._front.tell(events.AwaitingCoach())
                self._advisor.wait_for_all(most_s)
            self.tell_what_came()

    def _tell(self, advice: Advice, following: Question | None = None) -> None:
        if advice.trouble is not None:
            self._front.tell(events.NotCoached(advice.trouble))
        else:
            self._front.tell(events.Coached(advice.answer, following))


def _asked(question: Question, text: str) -> ModelQuestion:
    """A question of a model's, in the place of the one that it follows."""
    values = {one.name: getattr(question, one.name) for one in fields(Question)}
    return ModelQuestion(**values | {"text": text})
