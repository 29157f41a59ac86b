"""``voicemock analyze``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemock.cli import options
from voicemock.cli.terminal import fault, say, show
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.config import Settings
    from voicemock.types import Answer, LanguageCode, Question


def analyze(
    files: Annotated[
        list[Path],
        typer.Argument(readable=False, help=N_("Recordings: WAV, FLAC, OGG, MP3, M4A, WebM.")),
    ],
    question: Annotated[
        str | None,
        typer.Option("--question", help=N_("Id of the question answered: its steps are judged.")),
    ] = None,
    pack: Annotated[
        Path | None, typer.Option("--pack", help=N_("Question pack of your own."))
    ] = None,
    lang: options.LangOption = None,
    target: options.TargetOption = None,
    engine: options.EngineOption = None,
    model: options.ModelOption = None,
    allow_online: options.OnlineOption = None,
    data_dir: options.DataDirOption = None,
    json: options.JsonOption = False,
    quiet: options.QuietOption = False,
) -> int:
    """Give feedback on recordings that exist already."""
    from voicemock import audio
    from voicemock.errors import InputError, TranscribeError

    settings = options.settings_from(
        lang=lang, target=target, engine=engine, model=model, allow_online=allow_online,
        data_dir=data_dir,
    )  # fmt: skip
    language, asked = options.language_of(settings), None
    if question is not None:
        asked, language = _asked(question, pack, settings)
    examiner = options.examiner_for(settings, language, quiet=quiet)
    status = 0
    for path in files:
        say(_("Listening to {path} …").format(path=path), quiet=quiet or not sys.stderr.isatty())
        try:
            answer = examiner.examine(audio.read(path, source=str(path)), asked)
        except (InputError, TranscribeError) as error:
            # one bad file costs the others nothing
            fault(error)
            status = max(status, error.exit_status)
            continue
        print_answer(answer, as_json=json)
    return status


def _asked(
    question_id: str, pack: Path | None, settings: Settings
) -> tuple[Question, LanguageCode]:
    """The question of an id, from ``pack`` or from voicemock's own, and its language."""
    from voicemock import questions
    from voicemock.errors import InputError

    language = options.language_of(settings)
    if pack is None:
        return questions.find(questions.default_pack(language), question_id), language
    chosen = questions.load_pack(pack)
    if settings.lang is not None and chosen.language != language:
        raise InputError(
            _("The pack {pack} is in another language; leave out --lang.").format(pack=chosen.id)
        )
    return questions.find(chosen, question_id), chosen.language


def print_answer(
    answer: Answer,
    *,
    as_json: bool,
    heading: bool = True,
    company: Sequence[str] = (),
    first: int = 1,
) -> None:
    """An answer on stdout: its feedback, its moments numbered from ``first`` on, or its JSON."""
    if as_json:
        from voicemock.document import to_json

        print(to_json(answer), flush=True)
        return
    from voicemock.questions import phrase_list
    from voicemock.report import text, view

    show(
        text.render(
            view.build(answer, phrase_list(answer.language), company=company, first=first),
            heading=heading,
        )
    )
