"""Finishes an answer whose analysis never came: what was left of it becomes part of the history."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.errors import AudioFileError, NotFoundError, StoreError
from voicemock.history import resumable as plans
from voicemock.history.answer_lock import hold, in_use
from voicemock.history.rows import is_saved
from voicemock.history.store import History, Place, new_id
from voicemock.history.unfinished import Unfinished, of_file
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.record.wav import SOMETHING_S, mend
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, Question
from voicemock.values.notes import Note
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


def is_left(one: Unfinished) -> bool:
    """Whether no other voicemock has finished or removed it since it was found."""
    return one.wav.exists() and not is_saved(one.wav.parent)


def look_at(one: Unfinished, history: History) -> Literal["left", "removed", "gone"]:
    """Whether a recording still waits for its analysis; one that holds nothing is removed."""
    held = hold(one.wav.parent)
    if held is None:  # another has begun with it, or the folder is read-only
        return "left" if not in_use(one.wav.parent) and is_left(one) else "gone"
    try:
        if not is_left(one):
            return "gone"
        if length_s(one) >= SOMETHING_S:
            return "left"
        history.discard(Place(one.id, one.wav.parent))
    except (AudioFileError, StoreError):
        return "left"
    finally:
        held.release()
    return "removed"


def holds_something(path: Path) -> bool:
    """Whether a recording that was broken off is long enough to keep; its header is mended."""
    try:
        return mend(path) >= SOMETHING_S
    except OSError:  # it is looked at again when voicemock starts next
        return True


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


def finish_file(
    path: Path,
    data: Path,
    examiner_for: Callable[[LanguageCode], Examiner],
    asked: Question | None,
    *,
    language: LanguageCode,
    sure: bool,
    tell: Callable[[str], None],
) -> Answer | None:
    """The answer of a file that was left unfinished, saved in its place; None where it is no such one.

    Args:
        path: the file.
        data: the data folder; other folders' recordings are known as theirs, too.
        examiner_for: makes the examiner of a language.
        asked: what the person says it answers, if anything.
        language: believed where it is ``sure``, or the recording does not say its own.
        sure: whether the person named the language.
        tell: called with a line where the history had to be mended.

    Raises:
        AudioFileError, StoreError: it cannot be read or saved.
        EngineError, TranscribeError: it was not analyzed.
    """
    found = of_file(path, data)
    held = None if found is None else hold(found[1].wav.parent)
    if found is None or held is None:
        return None
    home, one = found
    history = History(home, tell)
    try:
        if is_saved(one.wav.parent):  # by another, since it was found
            return None
        examiner = examiner_for(language if sure else one.language or language)
        answer = finish(replace(one, question=asked or one.question), examiner, history)
    finally:
        history.close()
        held.release()
    return replace(answer, source=str(path))


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
        trouble = Note("recording", "ended_early", values={"kind": "program"})
        try:
            one.wav.replace(final)
        except OSError as error:
            raise _unreadable(one, error) from error
    return replace(audio.read(final), path=final, lead_s=one.lead_s, trouble=trouble)


def _unreadable(one: Unfinished, error: OSError) -> StoreError:
    return StoreError(
        _("The recording {path} cannot be read ({reason}).").format(path=one.wav, reason=why(error))
    )
