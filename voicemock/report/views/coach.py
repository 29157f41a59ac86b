"""What a language model said of an answer, as plain values: marked as its, beside all that was measured."""

from __future__ import annotations

from dataclasses import dataclass

from voicemock.i18n import _
from voicemock.values.coach import Coach, Opinion
from voicemock.values.interview import QuestionRef


@dataclass(frozen=True)
class CoachLine:
    """What it said, with the words that it is about or that it made up."""

    name: str
    text: str


@dataclass(frozen=True)
class CoachView:
    """``title`` says whose words these are, ``note`` what they are worth; ``model`` is its name."""

    title: str
    note: str
    model: str
    lines: tuple[CoachLine, ...]


def build(coach: Coach | None) -> CoachView | None:
    """The view of a model's words, None where it said none."""
    if not coach:
        return None
    lines = [_opinion(one) for one in coach.opinions]
    if coach.follow_up:
        lines.append(CoachLine(_("It would ask next:"), coach.follow_up))
    if coach.tightened:
        lines.append(CoachLine(_("Your answer, shorter, in words you said:"), coach.tightened))
    return CoachView(
        _("A language model on this computer says"),
        _("It may be wrong, and no figure here comes from it."),
        coach.model,
        tuple(lines),
    )


def titled(asked: QuestionRef) -> str:
    """A question's text as it stands in a heading or a list: one that a model made up says so."""
    if asked.by is None:
        return asked.text
    return _("{question} (asked by a language model)").format(question=asked.text)


def _opinion(one: Opinion) -> CoachLine:
    if one.found:
        return CoachLine(_("{step}: you may have said it here:").format(step=one.name), one.heard)
    return CoachLine(
        _("{step}: it did not find this. If you did say it, ignore this.").format(step=one.name), ""
    )
