"""The formats an answer can be written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicemock.errors import InputError
from voicemock.i18n import _
from voicemock.i18n.library_messages import why

if TYPE_CHECKING:
    from voicemock.history.store import History
    from voicemock.report.views.view import View
    from voicemock.values.answer import Answer


@dataclass(frozen=True)
class Format:
    """How answers are written: ``write`` makes the whole text; ``suffixes`` of -o choose it.

    Where a file can hold one answer only (``single``), several go into a folder, a file each.
    """

    write: Callable[[Sequence[Answer], History], str]
    suffixes: tuple[str, ...]
    single: bool = False


def _view(answer: Answer) -> View:
    from voicemock.content.phrases import phrase_list
    from voicemock.report.views import view

    return view.build(answer, phrase_list(answer.language))


def _text(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import text

    return "\n".join(text.plain(text.render(_view(answer))) for answer in found)


def _json(found: Sequence[Answer], _store: History) -> str:
    from voicemock.values.document import to_json

    return "".join(to_json(answer) + "\n" for answer in found)


def _html(found: Sequence[Answer], store: History) -> str:
    from voicemock.content.phrases import phrase_list
    from voicemock.history.question_of import question_of
    from voicemock.report.pages import answer, answer_data
    from voicemock.report.views.takes import OTHERS

    others = store.answers(language=found[0].language, last=OTHERS) if len(found) > 1 else ()
    return answer.render(
        answer_data.build(found, phrases=phrase_list, question_of=question_of, others=others)
    )


def _csv(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import table

    return table.render(found)


def _markdown(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import markdown

    return "\n---\n\n".join(markdown.render(answer, _view(answer)) for answer in found)


def _vtt(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import captions

    return captions.vtt(found[0])


def _srt(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import captions

    return captions.srt(found[0])


def _textgrid(found: Sequence[Answer], _store: History) -> str:
    from voicemock.report.exports import textgrid

    return textgrid.render(found[0])


FORMATS: dict[str, Format] = {
    "text": Format(_text, (".txt",)),
    "html": Format(_html, (".html", ".htm")),
    "json": Format(_json, (".json", ".jsonl")),
    "csv": Format(_csv, (".csv",)),
    "vtt": Format(_vtt, (".vtt",), single=True),
    "srt": Format(_srt, (".srt",), single=True),
    "textgrid": Format(_textgrid, (".TextGrid",), single=True),
    "md": Format(_markdown, (".md", ".markdown")),
}


def write_file(path: Path, content: str, *, own: bool = False, parents: bool = False) -> None:
    """Write a file the person named, or (``own``) one in the data folder, for its owner only.

    ``parents`` makes the folders that are missing above it.

    Raises:
        InputError: it cannot be written.
    """
    from voicemock.files.private import open_export, open_private, private_dir

    try:
        if parents:
            private_dir(path.parent)
        with (open_private if own else open_export)(path) as file:
            file.write(content.encode(errors="backslashreplace"))
    except OSError as error:
        fault = _("{path} could not be written ({reason}); choose another file.")
        raise InputError(fault.format(path=path, reason=why(error))) from error
