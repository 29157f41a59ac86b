"""Finishes an answer whose analysis never came: what was left of it becomes part of the history."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.errors import NotFoundError, StoreError
from voicemock.history import resumable as plans
from voicemock.history.store import History, Place, new_id
from voicemock.history.unfinished import Unfinished
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.record.wav import mend
from voicemock.values.answer import Answer
from voicemock.values.sound import SAMPLE_RATE, Recording


def length_s(one: Unfinished) -> float:
    """How long a recording that was left is, its header mended where it is wrong.

    Raises:
        AudioFileError, StoreError: it cannot be read or mended.
    """
    try:
        return mend(one.wav, one.rate or SAMPLE_RATE)
    except OSError as error:
        raise _unreadable(one, error) from error


def finish(one: Unfinished, examiner: Examiner, history: History) -> Answer:
    """Analyze a recording that was left and save it under its own id, in its own session.

    An interview that was interrupted by it goes on behind it.

    Raises:
        AudioFileError, StoreError: it cannot be read or saved.
        EngineError, TranscribeError: it was not analyzed; it stays as it is.
    """
    recording = _whole(one)
    earlier = []
    for answer_id in one.follows:
        with contextlib.suppress(NotFoundError, StoreError):
            earlier.append(history.get(answer_id))
    answer = examiner.examine(recording, one.question, one.id, earlier)
    history.save(answer, session_id=one.session_id or new_id(), pack_id=one.pack_id)
    _count(one, history)
    return answer


def _count(one: Unfinished, history: History) -> None:
    plan = plans.interrupted(history.folder)
    if plan is None or plan.session_id != one.session_id or one.question is None:
        return
    if plan.left[0].id == one.question.id and not (one.follows or one.question.turns):
        with contextlib.suppress(OSError):
            plans.keep(history.folder, replace(plan, done=plan.done + 1))


def _whole(one: Unfinished) -> Recording:
    """The recording under its final name."""
    length_s(one)
    final = Place(one.id, one.wav.parent).wav
    trouble = None
    if one.wav != final:
        trouble = _(
            "The program ended before the answer did; what was recorded until then is kept."
        )
        try:
            one.wav.replace(final)
        except OSError as error:
            raise _unreadable(one, error) from error
    return replace(audio.read(final), path=final, lead_s=one.lead_s, trouble=trouble)


def _unreadable(one: Unfinished, error: OSError) -> StoreError:
    return StoreError(
        _("The recording {path} cannot be read ({reason}).").format(path=one.wav, reason=why(error))
    )
