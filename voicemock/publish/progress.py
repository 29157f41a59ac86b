"""The progress page, and beside it the pages of the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicemock.errors import InputError, NotFoundError, VoicemockError
from voicemock.i18n import _
from voicemock.publish.formats import FORMATS, write_file

if TYPE_CHECKING:
    from voicemock.history.store import History
    from voicemock.values.answer import Answer
    from voicemock.values.interview import LanguageCode


@dataclass(frozen=True)
class Written:
    """Where the progress page is, and how many answers have no page because they cannot be read."""

    path: Path
    unreadable: int = 0


def write(
    store: History,
    output: Path | None,
    *,
    language: LanguageCode | None = None,
    with_answers: bool = False,
    on_page: Callable[[int, int], None] = lambda _number, _count: None,
) -> Written:
    """Write the progress page.

    Without ``output`` it lies in the data folder; a folder gets ``index.html``. It links to those
    pages of answers that are there: ``answers/<id>.html`` beside it, in the data folder
    ``answers/<id>/report.html``. ``with_answers`` writes these first, all but those that are newer
    than their answer; ``on_page`` is called before each, with its number and how many there are.

    Raises:
        NotFoundError: there are no answers.
        InputError: it cannot be written there.
    """
    from voicemock.history import drills
    from voicemock.report.pages import progress as progress_page
    from voicemock.report.views import progress, training

    answers = store.answers(language=language, outline=True)
    runs = drills.runs(store.folder, language)
    if not answers and not runs:
        raise NotFoundError(_("There are no answers yet; practise to give one."))
    index = _place(store, output, with_answers=with_answers)
    own = output is None
    written = answers if with_answers else ()
    unreadable = _write_answers(store, written, index.parent, on_page, own=own)
    today = datetime.now().astimezone().date()
    there = {
        one.id: quote(place.relative_to(index.parent).as_posix())
        for one in answers
        if (place := _page_of(store, index.parent, one)).is_file()
    }
    trained = training.trained(answers, runs, store.interviews())
    page = progress_page.render(progress.build(answers, today, there), trained)
    write_file(index, page, own=own, parents=True)
    return Written(index, unreadable)


def _place(store: History, output: Path | None, *, with_answers: bool) -> Path:
    if output is None:
        return store.folder / "progress.html"
    if output.is_dir() or (with_answers and not output.suffix):
        return output / "index.html"
    if with_answers:
        raise InputError(_("Give a folder: with the answers there are many files."))
    return output


def _page_of(store: History, folder: Path, answer: Answer) -> Path:
    """Where an answer's page lies; in the data folder it goes when the answer goes."""
    own = folder.resolve() == store.folder.resolve()
    return folder / "answers" / (f"{answer.id}/report.html" if own else f"{answer.id}.html")


def _write_answers(
    store: History,
    answers: Sequence[Answer],
    folder: Path,
    on_page: Callable[[int, int], None],
    *,
    own: bool,
) -> int:
    """Write the pages that are missing or older than their answer; how many cannot be read."""
    places = {one.id: _page_of(store, folder, one) for one in answers}
    left = [one for one in answers if not _fresh(places[one.id], store, one)]
    unreadable = 0
    for number, one in enumerate(left, start=1):
        on_page(number, len(left))
        try:
            content = FORMATS["html"].write([store.get(one.id)], store)
        except VoicemockError:  # the others are written all the same
            unreadable += 1
            continue
        write_file(places[one.id], content, own=own, parents=True)
    return unreadable


def _fresh(path: Path, store: History, answer: Answer) -> bool:
    document = store.folder / "answers" / answer.id / "answer.json"
    try:
        return path.stat().st_mtime >= document.stat().st_mtime
    except OSError:
        return False
