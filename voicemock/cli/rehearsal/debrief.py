"""What is on the screen when an interview is over: its answers, takes side by side, words said."""

from __future__ import annotations

from voicemock.cli.terminal.screen import say, show
from voicemock.cli.terminal.tables import print_table, print_takes
from voicemock.history.store import History
from voicemock.i18n import _
from voicemock.interview.debrief import Debrief, debrief, own_answers
from voicemock.interview.events import Over
from voicemock.report.exports.text import Line
from voicemock.values.interview import LanguageCode

_WORDS_NAMED = 8  # of those not said yet


def show_all(over: Over, history: History) -> None:
    """Everything, and how to go on."""
    plan = over.plan
    found = debrief(plan, history, over.answers)
    say("")
    say(_("This practice:"))
    print_table(found.answers, to_stderr=True)
    for name, takes in found.takes:
        say("")
        say(_("Takes of {id}:").format(id=name))
        print_takes(takes, own_answers(history, plan.language), to_stderr=True)
    _show_words(found, plan.language)
    if not over.failed:
        told = _("Saved in {folder}. Hear one again: voicemock replay; all: voicemock history")
        say(told.format(folder=history.folder))
    if plan.left and len(plan.questions) > 1:
        say(_("Go on with this interview: voicemock practice --continue"))
    elif over.spare:
        say(_("Recordings that no question was left for: {count}").format(count=over.spare))


def _show_words(found: Debrief, language: LanguageCode) -> None:
    """Which words of the job and the company were said, and some that were not."""
    count = len(found.said) + len(found.not_said)
    if not count:
        return
    comma = "、" if language == "zh" else ", "
    told = _("Words of the job and the company you said: {said} of {count}")
    told = told.format(said=len(found.said), count=count)
    lines = [told + (f" ({comma.join(found.said)})" if found.said else "")]
    if found.not_said:
        named = found.not_said[:_WORDS_NAMED]
        lines.append(_("Not yet: {words}").format(words=comma.join(named)))
    show([Line((("", line),), hang=2) for line in lines], to_stderr=True)
