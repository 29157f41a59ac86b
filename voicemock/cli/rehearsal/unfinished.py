"""Answers whose analysis never came: asked about at the next start, by the person who gave them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from voicemock.assess import recovery
from voicemock.assess.examiner import Examiner
from voicemock.cli.terminal.answers import print_answer, say_how_to_analyze, say_not_analyzed
from voicemock.cli.terminal.keyboard import Keys, interactive
from voicemock.cli.terminal.screen import StatusLine, fault, say, warn
from voicemock.errors import AudioFileError, StoreError, VoicemockError
from voicemock.history.answer_lock import hold, in_use
from voicemock.history.store import History, Place
from voicemock.history.unfinished import Unfinished
from voicemock.i18n import _
from voicemock.report.views import view
from voicemock.values.interview import LanguageCode

_SHOWN = 76  # characters of a question


def offer(
    history: History,
    examiner_for: Callable[[LanguageCode], Examiner],
    *,
    default: LanguageCode,
    as_json: bool,
    quiet: bool,
) -> bool:
    """Ask about each answer that was left; where nobody sits, say that it is kept.

    ``default`` is the language of one that does not say its own. What holds nothing is removed.
    Returns whether one was analyzed.
    """
    left = [one for one in history.unfinished() if not one.kept]
    found = [one for one in left if _is_left(one, history, quiet=quiet)]
    if not interactive() or quiet:
        for one in found:
            _name_kept(one, quiet=quiet)
        return False
    questions = _Questions(history, examiner_for, default, as_json=as_json)
    questions.ask(found)
    return questions.analyzed


def _is_left(one: Unfinished, history: History, *, quiet: bool) -> bool:
    state = recovery.look_at(one, history)
    if state == "removed":
        told = _("The recording of {when} held nothing and was removed.")
        say(told.format(when=_when(one.id)), quiet=quiet)
    return state == "left"


def _name_kept(one: Unfinished, *, quiet: bool = False) -> None:
    told = _("Kept, but not analyzed yet: voicemock analyze {path}{lang}")
    say_how_to_analyze(told, one, quiet=quiet)


class _Questions:
    """What to do with each: one key an answer, or one for all that are left."""

    def __init__(
        self,
        history: History,
        examiner_for: Callable[[LanguageCode], Examiner],
        default: LanguageCode,
        *,
        as_json: bool,
    ) -> None:
        self._history = history
        self._examiner_for = examiner_for
        self._default = default
        self.analyzed = False
        self._as_json = as_json
        self._keys = Keys()
        self._line = StatusLine(shown=True)

    def ask(self, found: Sequence[Unfinished]) -> None:
        if len(found) > 1:
            say_not_analyzed(len(found))
        for_all: str | None = None
        for number, one in enumerate(found):
            held = hold(one.wav.parent)
            if held is None:
                # another voicemock asks about it right now, or nothing can be changed there
                if not in_use(one.wav.parent) and recovery.is_left(one):
                    _name_kept(one)
                continue
            try:
                if not recovery.is_left(one):
                    continue
                self._name(one)
                key = for_all or self._wanted(more=number + 1 < len(found))
                if key in ("e", "l"):
                    for_all = key = {"e": "a", "l": "k"}[key]
                self._do(key, one, for_all=for_all is not None)
            finally:
                held.release()

    def _name(self, one: Unfinished) -> None:
        with contextlib.suppress(AudioFileError, StoreError):
            told = _("Your answer of {when} was not analyzed ({length}):")
            say(told.format(when=_when(one.id), length=view.clock(recovery.length_s(one))))
        about = one.question.text if one.question else (one.question_id or "")
        if about:
            say(f"  {about if len(about) <= _SHOWN else about[: _SHOWN - 1] + '…'}")

    def _wanted(self, *, more: bool) -> str:
        hint = [_("A: analyze it"), _("K: keep it"), _("D: discard it")]
        if more:  # nothing throws away many answers at one key
            hint += [_("E: analyze all"), _("L: keep all")]
        return self._pressed("akdel" if more else "akd", hint)

    def _pressed(self, accepted: Collection[str], hint: Sequence[str]) -> str:
        """The first key that means something."""
        key = None
        with self._keys.listening():
            try:
                self._line.draw("  " + " · ".join(hint), now=True)
                while key is None or key not in accepted:
                    key = self._keys.pressed(None)
            finally:
                self._line.clear()
        return key

    def _do(self, key: str, one: Unfinished, *, for_all: bool) -> None:
        if key == "d":
            self._history.discard(Place(one.id, one.wav.parent))
            say(_("Discarded."))
        elif key == "k":
            try:
                self._history.note(one.wav.parent, kept=True)
            except OSError as error:  # it will be asked about again
                warn(error.strerror or str(error))
                return
            say_how_to_analyze(_("Kept: voicemock analyze {path}{lang}"), one)
        else:
            self._analyze(one, for_all=for_all)

    def _analyze(self, one: Unfinished, *, for_all: bool) -> None:
        self._line.draw(_("Listening to your answer …"), now=True)
        try:
            examiner = self._examiner_for(one.language or self._default)
            answer = recovery.finish(one, examiner, self._history)
        except VoicemockError as error:
            self._line.clear()
            fault(error)
            return
        finally:
            self._line.clear()
        self.analyzed = True
        print_answer(answer, as_json=self._as_json)
        if not for_all:
            self._pressed(("enter",), [_("Enter: go on")])


def _when(answer_id: str) -> str:
    """An answer's time as a person writes it."""
    try:
        return f"{datetime.strptime(answer_id[:19], '%Y-%m-%dT%H-%M-%S'):%Y-%m-%d %H:%M}"  # noqa: DTZ007
    except ValueError:  # a folder somebody named
        return answer_id
