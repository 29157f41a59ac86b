"""``voicemock report --all``: the progress page, and beside it the pages of the answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicemock.cli.terminal import say
from voicemock.config import open_export, open_private, private_dir
from voicemock.errors import InputError, NotFoundError, VoicemockError
from voicemock.foreign import said
from voicemock.i18n import _, ngettext

if TYPE_CHECKING:
    from voicemock.history.store import History
    from voicemock.types import Answer, LanguageCode

_FOLDER = "answers"
_INDEX = "index.html"
_OWN = "progress.html"


def write(
    store: History,
    output: Path | None,
    *,
    language: LanguageCode | None = None,
    with_answers: bool = False,
) -> Path:
    """Write the progress page and return where it is.

    Without ``output`` it lies in the data folder; a folder gets ``index.html``. It links to those
    pages of answers that are there: ``answers/<id>.html`` beside it, in the data folder
    ``answers/<id>/report.html``. ``with_answers`` writes these first, all but those that are newer
    than their answer.

    Raises:
        NotFoundError: there are no answers.
        InputError: it cannot be written there.
    """
    from voicemock.report import progress, progresspage

    answers = store.answers(language=language, outline=True)
    if not answers:
        raise NotFoundError(_("There are no answers yet; give one with `voicemock practice`."))
    index = _place(store, output, with_answers=with_answers)
    if with_answers:
        _write_answers(store, answers, index.parent, own=output is None)
    today = datetime.now().astimezone().date()
    there = {
        one.id: quote(place.relative_to(index.parent).as_posix())
        for one in answers
        if (place := _page_of(store, index.parent, one)).is_file()
    }
    _write(index, progresspage.render(progress.build(answers, today, there)), own=output is None)
    return index


def _place(store: History, output: Path | None, *, with_answers: bool) -> Path:
    if output is None:
        return store.folder / _OWN
    if output.is_dir() or (with_answers and not output.suffix):
        return output / _INDEX
    if with_answers:
        raise InputError(_("Give a folder with -o; --with-answers writes many files."))
    return output


def _page_of(store: History, folder: Path, answer: Answer) -> Path:
    """Where an answer's page lies; in the data folder it goes when the answer goes."""
    own = folder.resolve() == store.folder.resolve()
    return folder / _FOLDER / (f"{answer.id}/report.html" if own else f"{answer.id}.html")


def _write_answers(store: History, answers: Sequence[Answer], folder: Path, *, own: bool) -> None:
    from voicemock.cli.report import FORMATS

    places = {one.id: _page_of(store, folder, one) for one in answers}
    left = [one for one in answers if not _fresh(places[one.id], store, one)]
    without = 0
    for number, one in enumerate(left, start=1):
        say(
            _("Page {number} of {all} …").format(number=number, all=len(left)),
            quiet=not sys.stderr.isatty(),
        )
        try:
            content = FORMATS["html"].write([store.get(one.id)], store)
        except VoicemockError:  # the others are written all the same
            without += 1
            continue
        _write(places[one.id], content, own=own)
    if without:
        say(
            ngettext(
                "{count} answer has no page: it cannot be read.",
                "{count} answers have no page: they cannot be read.",
                without,
            ).format(count=without)
        )


def _fresh(path: Path, store: History, answer: Answer) -> bool:
    document = store.folder / "answers" / answer.id / "answer.json"
    try:
        return path.stat().st_mtime >= document.stat().st_mtime
    except OSError:
        return False


def _write(path: Path, content: str, *, own: bool) -> None:
    """For the owner only: it tells what somebody said."""
    try:
        private_dir(path.parent)
        with (open_private if own else open_export)(path) as file:
            file.write(content.encode(errors="backslashreplace"))
    except OSError as error:
        raise InputError(
            _("{path} could not be written ({reason}); choose another with -o.").format(
                path=path, reason=said(error.strerror)
            )
        ) from error
