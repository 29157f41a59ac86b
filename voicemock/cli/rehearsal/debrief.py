"""What is on the screen when an interview is over: its answers, takes side by side, words said."""

from __future__ import annotations

from collections.abc import Sequence

from voicemock.cli.terminal.screen import say, show
from voicemock.cli.terminal.tables import print_table, print_takes
from voicemock.errors import StoreError
from voicemock.history.store import History
from voicemock.i18n import _
from voicemock.report.exports.text import Line
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, Plan
from voicemock.values.review import wholes

_WORDS_NAMED = 8  # of those not said yet
_COMPARED = 200


def show_all(
    plan: Plan,
    history: History,
    given: Sequence[Answer],
    recordings_left: int,
    *,
    saved: bool = True,
) -> None:
    """Everything; ``given`` are the answers of this run, ``recordings_left`` those nobody asked for.

    ``saved`` says whether all of them are in the history.
    """
    answers = _sitting(plan, history, given)
    say("")
    say(_("This practice:"))
    print_table(answers, to_stderr=True)
    mains = wholes(answers)
    for name in dict.fromkeys(question.id for question in plan.questions):
        takes = [one for one in mains if one.question and one.question.id == name]
        if len(takes) > 1 and any(one.transcript.text for one in takes):
            say("")
            say(_("Takes of {id}:").format(id=name))
            print_takes(takes, own_answers(history, plan.language), to_stderr=True)
    _words_said(plan, answers)
    if saved:
        say(
            _("Saved in {folder}. Hear one again: voicemock replay; all: voicemock history").format(
                folder=history.folder
            )
        )
    if plan.left and len(plan.questions) > 1:
        say(_("Go on with this interview: voicemock practice --continue"))
    elif recordings_left:
        say(_("Recordings that no question was left for: {count}").format(count=recordings_left))


def own_answers(history: History, language: LanguageCode) -> list[Answer]:
    """The person's own answers, to see a change against; none where they cannot be read."""
    try:
        return history.answers(language=language, last=_COMPARED, outline=True)
    except StoreError:
        return []


def _sitting(plan: Plan, history: History, given: Sequence[Answer]) -> list[Answer]:
    """All answers of this interview, those before an interruption, too."""
    try:
        saved = history.answers(session_id=plan.session_id)
    except StoreError:
        saved = []
    known = {one.id for one in saved}
    return saved + [one for one in given if one.id not in known]


def _words_said(plan: Plan, answers: Sequence[Answer]) -> None:
    """Which words of the job and the company were said, and some that were not."""
    wanted = (*plan.job, *plan.company)
    if not wanted:
        return
    heard = {
        hit.word
        for one in answers
        if one.structure
        for hit in one.structure.words
        if hit.kind != "service"
    }
    comma = "、" if plan.language == "zh" else ", "
    there = [word for word in wanted if word in heard]
    missing = [word for word in wanted if word not in heard][:_WORDS_NAMED]
    told = _("Words of the job and the company you said: {said} of {count}").format(
        said=len(there), count=len(wanted)
    )
    lines = [told + (f" ({comma.join(there)})" if there else "")]
    if missing:
        lines.append(_("Not yet: {words}").format(words=comma.join(missing)))
    show([Line((("", line),), hang=2) for line in lines], to_stderr=True)
