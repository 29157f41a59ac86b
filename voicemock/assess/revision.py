"""A saved answer put right by the person: words that were misheard, hits that are none, and undoing it.

It is measured again from its recording without being heard again. Every change begins with the
answer as it was first, so that undoing leaves no trace.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from voicemock.analyze.corrections import Corrected, corrected, correction
from voicemock.analyze.reanalysis import activity_of, reanalyze
from voicemock.audio import samples as audio
from voicemock.content import frameworks, phrases
from voicemock.errors import InputError, NotFoundError, StoreError, VoicemockError
from voicemock.history.answer_lock import hold
from voicemock.history.question_of import question_of
from voicemock.history.refusals import not_one
from voicemock.history.revision import original_of
from voicemock.history.rows import sidecar_of
from voicemock.history.store import History
from voicemock.i18n import _
from voicemock.language import get as get_language
from voicemock.values.answer import Answer, Transcript
from voicemock.values.coach import Coach
from voicemock.values.edits import Correction, Edit, Strike

MOST_CHARACTERS = 200
"""Of one correction; a sentence has some 100."""
MOST_EDITS = 500
"""Of one answer."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_TURN = threading.Lock()
"""Of the whole process: a change begins with what the one before has written."""


class ChangedError(VoicemockError):
    """The answer was changed elsewhere since it was looked at."""


def version(answer: Answer) -> str:
    """A mark of what was put right so far, in what it goes on from, too.

    A change made against another one is refused.
    """
    said_before = [one.earlier for one in answer.structure.steps] if answer.structure else []
    state = repr(([asdict(one) for one in answer.edits], said_before))
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def put_right(
    history: History, answer_id: str, first: int, last: int, text: str, *, seen: str
) -> Answer:
    """The answer with other words in place of some.

    Args:
        history: where it is saved.
        answer_id: which.
        first: the first word that is wrong, as the transcript has them now.
        last: the one behind the last that is wrong.
        text: what was said in their place; "" where nothing was.
        seen: the `version` that was looked at.

    Raises:
        InputError: there are no such words, or this cannot have been said.
        ChangedError: it was changed meanwhile.
        NotFoundError, StoreError, AudioFileError: it cannot be measured again, or not be written.
    """

    def change(original: Answer, now: Answer) -> list[Edit]:
        words = _words_now(original, now)
        if not 0 <= first < last <= len(words.origins):
            raise InputError(_("There are no such words in this answer."))
        made = correction(words, first, last, _cleaned(text, now))
        return [*now.edits, made]

    return _changed(history, answer_id, change, seen)


def strike(history: History, answer_id: str, struck: Strike, *, seen: str) -> Answer:
    """The answer without a hit that is none.

    Raises:
        InputError: there is no such hit.
        ChangedError, NotFoundError, StoreError, AudioFileError: see `put_right`.
    """

    def change(_original: Answer, now: Answer) -> list[Edit]:
        found = next((one for one in hits(now) if struck.same_as(one)), None)
        if found is None:
            raise InputError(_("This is not among what was found in this answer."))
        return [*now.edits, found]

    return _changed(history, answer_id, change, seen)


def undo(history: History, answer_id: str, number: int | None = None, *, seen: str) -> Answer:
    """The answer without the last change, or without that of a number.

    Raises:
        InputError: there is no such change.
        ChangedError, NotFoundError, StoreError, AudioFileError: see `put_right`.
    """

    def change(_original: Answer, now: Answer) -> list[Edit]:
        at = len(now.edits) - 1 if number is None else number
        if not 0 <= at < len(now.edits):
            raise InputError(_("There is nothing to undo."))
        return [*now.edits[:at], *now.edits[at + 1 :]]

    return _changed(history, answer_id, change, seen)


def go_on(history: History, answer_id: str) -> list[Answer]:
    """The answers that go on from one that was changed, where that changed what was said before them.

    What is busy elsewhere, or cannot be read, stays as it is: the change itself is made.
    """
    found = []
    for one in history.answers(outline=True):
        if one.follows is None or answer_id not in _earlier(history.folder, one):
            continue
        with contextlib.suppress(VoicemockError), _TURN, _held(history.folder / "answers" / one.id):
            now = history.get(one.id)
            related = _related(history, now)
            if related != now:
                history.revise(related)
                found.append(related)
    return found


def hits(answer: Answer) -> list[Strike]:
    """All that can be struck of an answer."""
    found = [
        Strike("phrase", one.id, one.heard, one.start_s, one.end_s) for one in answer.phrases.items
    ]
    fillers = answer.fillers.items if answer.fillers else ()
    found += [Strike("filler", one.heard, one.heard, one.start_s, one.end_s) for one in fillers]
    steps = answer.structure.steps if answer.structure else ()
    found += [
        Strike("step", step.id, one.heard, one.start_s, one.end_s)
        for step in steps
        for one in step.items
    ]
    return found


def _original(now: Answer) -> Answer:
    original = original_of(Path(now.recording.path).parent, now)
    return replace(original, recording=now.recording)  # where it is now


def _words_now(original: Answer, now: Answer) -> Corrected:
    made = [one for one in now.edits if isinstance(one, Correction)]
    return corrected(original.transcript, made, activity_of(original))


def _cleaned(text: str, answer: Answer) -> str:
    """What was typed, as a transcript has it."""
    plain = " ".join(_UNSEEN.sub(" ", get_language(answer.language).normalize(text)).split())
    if len(plain) > MOST_CHARACTERS:
        raise InputError(
            _("Write {most} characters at most at a time.").format(most=MOST_CHARACTERS)
        )
    return plain if any(one.isalnum() for one in plain) else ""


def _changed(
    history: History,
    answer_id: str,
    change: Callable[[Answer, Answer], Sequence[Edit]],
    seen: str,
) -> Answer:
    with _TURN, _held(history.folder / "answers" / answer_id):
        now = history.get(answer_id)
        if now.id != answer_id:  # the beginning of an id is none
            raise not_one(answer_id, several=False)
        if version(now) != seen:
            raise ChangedError(_("This answer was changed elsewhere; here it is as it is now."))
        original = _original(now)
        edits = change(original, now)
        if len(edits) > MOST_EDITS:
            raise InputError(_("That is as much as can be put right in one answer."))
        answer = _measured(history, original, edits) if edits else original
        history.revise(answer)
        if not edits and (related := _related(history, answer)) != answer:
            history.revise(related)
        return history.get(answer_id)


def keep_advice(history: History, answer: Answer, coach: Coach) -> None:
    """Keep with a saved answer what a language model said of it; one with other words now goes without.

    Raises:
        NotFoundError: it is not there any more.
        StoreError: it cannot be written, or somebody else works on it.
    """
    with _TURN, _held(history.folder / "answers" / answer.id):
        now = history.get(answer.id)
        same = now.id == answer.id and now.transcript.text == answer.transcript.text
        if same and not now.edits and now.coach is None:
            history.revise(replace(now, coach=coach))


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Nobody else works on the answer meanwhile."""
    held = hold(folder)
    if held is None and folder.is_dir():
        raise StoreError(_("The answer cannot be changed now: another program works on it."))
    try:
        yield
    finally:
        if held is not None:
            held.release()


def _measured(history: History, original: Answer, edits: Sequence[Edit]) -> Answer:
    path = Path(original.recording.path)
    sidecar = sidecar_of(path.parent)
    said = original.structure.words if original.structure else ()
    job, company = (
        _texts(sidecar.get(kind))
        or tuple(dict.fromkeys(one.word for one in said if one.kind == kind))
        for kind in ("job", "company")
    )
    earlier: list[Transcript] = []
    for one in _earlier(history.folder, original):
        with contextlib.suppress(NotFoundError, StoreError):
            earlier.append(history.get(one).transcript)
    return reanalyze(
        original,
        edits,
        audio.read(path).samples,
        phrases.phrase_list(original.language),
        phrases.filler_list(original.language),
        frameworks=frameworks.framework_list(original.language),
        question=question_of(original),
        job=job,
        company=company,
        earlier=earlier,
    )


def _related(history: History, answer: Answer) -> Answer:
    """An answer whose steps know what is said, as it is now, in those that it goes on from."""
    if answer.follows is None or answer.structure is None:
        return answer
    structure = _measured(history, _original(answer), answer.edits).structure
    if structure is None:
        return answer
    return replace(answer, structure=replace(answer.structure, steps=structure.steps))


def _earlier(data: Path, answer: Answer) -> tuple[str, ...]:
    """The ids of the answers that one goes on from, the first one first."""
    noted = _texts(sidecar_of(data / "answers" / answer.id).get("follows"))
    return noted or tuple(filter(None, (answer.follows,)))


def _texts(noted: object) -> tuple[str, ...]:
    if not isinstance(noted, list):
        return ()
    return tuple(one for one in noted if isinstance(one, str))
