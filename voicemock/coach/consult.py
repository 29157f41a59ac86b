"""Asks a language model on this machine about an answer, and lets through what stands the checks."""

from __future__ import annotations

import time

from voicemock.coach import checks, reply, requests
from voicemock.coach.exchange import RefusedFormError, exchange
from voicemock.coach.loopback import Server
from voicemock.errors import CoachError
from voicemock.i18n import _
from voicemock.values.answer import Answer
from voicemock.values.coach import Coach

_NAMING_S = 3.0
"""For the names of the models that a server has; many have one and need none."""
_UNNAMED = "default"


def consult(server: Server, answer: Answer, until_s: float, model: str | None = None) -> Coach:
    """What a model says of an answer; nothing of it is believed.

    Args:
        server: who is asked.
        answer: about what; one without words has nothing to ask about.
        until_s: on the monotonic clock.
        model: as the server calls it; None takes the first that it has.

    Raises:
        CoachError: there is no reply of use.
    """
    named = model or _first(server, until_s)
    path = "/chat/completions"
    try:
        body = exchange(server, path, requests.of(answer, named, formed=True), until_s)
    except RefusedFormError:
        body = exchange(server, path, requests.of(answer, named, formed=False), until_s)
    said = reply.read(body)
    if said is None:
        told = _(
            "The language model's reply could not be used ({why}); your feedback is complete without it."
        )
        raise CoachError(told.format(why=_("it is not in the form that was asked for")))
    whole = len(answer.transcript.text) <= requests.MOST_CHARACTERS
    return Coach(
        model=checks.name(named),
        opinions=checks.opinions(said.get("steps"), requests.unsure(answer), answer),
        follow_up=checks.follow_up(said.get("follow_up"), answer),
        tightened=checks.tightened(said.get("tightened"), answer) if whole else None,
    )


def _first(server: Server, until_s: float) -> str:
    """The first model that the server names."""
    try:
        body = exchange(server, "/models", None, min(until_s, time.monotonic() + _NAMING_S))
        return next(iter(reply.models(body)), _UNNAMED)
    except CoachError:
        return _UNNAMED
