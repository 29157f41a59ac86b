"""``voicemock analyze``."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

from typer import Argument, Option

from voicemock import config
from voicemock.cli import options
from voicemock.cli.terminal.answers import print_answer, print_coach
from voicemock.cli.terminal.bar import WorkBar
from voicemock.cli.terminal.screen import StatusLine, fault, say, warn
from voicemock.config import Settings
from voicemock.errors import InputError, StoreError, TranscribeError
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.assess.advisor import Advice, Advisor
    from voicemock.assess.examiner import Examiner
    from voicemock.values.answer import Answer
    from voicemock.values.interview import LanguageCode, Question


def analyze(
    files: Annotated[
        list[Path], Argument(readable=False, help=N_("Recordings: WAV, FLAC, OGG, MP3, M4A, WebM."))
    ],
    question: Annotated[
        str | None, Option(help=N_("Id of the question answered: its steps are judged."))
    ] = None,
    pack: Annotated[Path | None, Option(help=N_("Question pack of your own."))] = None,
    text: Annotated[
        bool,
        Option("--text", help=N_("The files are written answers in UTF-8 (- is standard input).")),
    ] = False,
    framework: Annotated[
        str | None,
        Option(help=N_("With --text: judge the steps of star, care, problem, intro or closing.")),
    ] = None,
    coach: options.CoachOption = None,
    coach_model: options.CoachModelOption = None,
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
    from voicemock.assess import recovery
    from voicemock.audio import samples as audio
    from voicemock.transcribe.base import TellsProgress

    settings = options.settings_from(
        lang=lang, target=target, engine=engine, model=model, allow_online=allow_online,
        data_dir=data_dir, coach=coach, coach_model=coach_model,
    )  # fmt: skip
    show = _Shown(settings, as_json=json, several=len(files) > 1, quiet=quiet)
    language, asked = options.language_of(settings), None
    if question is not None:
        asked, language = _asked(question, pack, settings)
    if text or framework:
        return _written(files, language, asked, framework if text else "", show)

    @functools.cache
    def examiner_for(one: LanguageCode) -> Examiner:
        return options.examiner_for(settings, one, quiet=quiet)

    examiner = examiner_for(language)
    status = 0
    bar = _Bar(files, quiet=quiet)
    if isinstance(examiner.transcriber, TellsProgress):
        examiner.transcriber.on_heard = bar.heard
    for path in files:
        bar.begin(path)
        try:
            answer = recovery.finish_file(
                path, config.data_dir(settings), examiner_for, asked,
                language=language, sure=bool(lang or asked), tell=warn,
            )  # fmt: skip
            if answer is None:
                answer = examiner.examine(audio.read(path, source=str(path)), asked)
            else:
                told = _("It was left unfinished and is now saved as {id}.")
                say(told.format(id=answer.id), quiet=quiet)
        except (InputError, TranscribeError, StoreError) as error:
            # one bad file costs the others nothing
            bar.clear()
            fault(error)
            status = max(status, error.exit_status)
            continue
        finally:
            bar.clear()
        show.answer(answer)
    show.last_words()
    return status


class _Shown:
    """Answers on stdout, and what a language model says of them where one is asked.

    Text waits for no model: its words come behind all feedback. A document has them if they come soon.
    """

    def __init__(self, settings: Settings, *, as_json: bool, several: bool, quiet: bool) -> None:
        self._asks: Advisor | None = None
        self._wait_s = 0.0
        if settings.coach:
            from voicemock.assess import advisor

            self._asks = advisor.advisor(settings)
            self._wait_s = advisor.WAIT_S if as_json else 0.0
        self._as_json = as_json
        self._several = several
        self._line = StatusLine(shown=not quiet)

    def answer(self, answer: Answer) -> None:
        """Show an answer."""
        if self._asks is not None:
            answer = self._asks.ask(answer, self._wait_s)
        if not self._as_json:  # what has come already stands with the rest of its words
            answer = replace(answer, coach=None)
        print_answer(answer, as_json=self._as_json)
        sys.stdout.flush()

    def last_words(self) -> None:
        """Show what a model says of them."""
        if self._asks is None:
            return
        if not self._as_json and self._asks.asks:
            self._line.draw(_("Waiting for the language model … (Ctrl-C: do without)"), now=True)
        with self._asks.telling(self._tell):
            if not self._as_json:
                self._asks.wait_for_all()
        self._line.clear()

    def _tell(self, advice: Advice) -> None:
        self._line.clear()
        if advice.trouble is not None:
            warn(str(advice.trouble))
        elif not self._as_json:
            print_coach(advice.answer, named=self._several)
            sys.stdout.flush()


class _Bar:
    """How far several recordings are, or one that is long."""

    def __init__(self, files: Sequence[Path], *, quiet: bool) -> None:
        self._sizes = [path.stat().st_size if path.is_file() else 0 for path in files]
        self._bar = WorkBar(shown=not quiet)
        self._shown = not quiet and sys.stderr.isatty()
        self._at = -1

    def begin(self, path: Path) -> None:
        """The next recording is listened to."""
        self._at += 1
        if len(self._sizes) > 1:
            self.heard(0.0)
        else:
            say(_("Listening to {path} …").format(path=path), quiet=not self._shown)

    def heard(self, share: float) -> None:
        """So much of it is heard."""
        done = sum(self._sizes[: self._at]) + share * self._sizes[self._at]
        part = done / max(1, sum(self._sizes))
        self._bar.draw(self._at, len(self._sizes), part=part)

    def clear(self) -> None:
        """Something else is to be printed."""
        self._bar.clear()


def _written(
    files: list[Path],
    language: LanguageCode,
    asked: Question | None,
    framework: str | None,
    shown: _Shown,
) -> int:
    """Feedback on written answers; a framework alone takes the place of a question."""
    from voicemock.assess import written

    named = _framework(framework, asked) if framework is not None else None
    status = 0
    for path in files:
        try:
            answer = written.judge(
                written.read_text(path), language, asked or named,
                asked=asked is not None, source=str(path),
            )  # fmt: skip
        except InputError as error:
            fault(error)
            status = error.exit_status
            continue
        shown.answer(answer)
    shown.last_words()
    return status


def _framework(name: str, asked: Question | None) -> Question:
    """A question that is nothing but a framework."""
    from voicemock.values.interview import Framework, Question

    if not name:
        raise InputError(_("--framework goes with --text; for a recording, give --question."))
    if asked is not None:
        raise InputError(
            _("A question has a framework of its own: give --question or --framework.")
        )
    known: tuple[Framework, ...] = get_args(Framework)
    for one in known:
        if one == name != "none":
            return Question("", "", "behavioural", one)
    told = _("There is no framework {name}; there are: {names}.")
    names = ", ".join(one for one in known if one != "none")
    raise InputError(told.format(name=name, names=names))


def _asked(
    question_id: str, pack: Path | None, settings: Settings
) -> tuple[Question, LanguageCode]:
    """The question of an id, from ``pack`` or from voicemock's own, and its language."""
    from voicemock.content import packs

    language = options.language_of(settings)
    if pack is None:
        return packs.find(packs.default_pack(language), question_id), language
    chosen = packs.load_pack(pack)
    if settings.lang is not None and chosen.language != language:
        told = _("The pack {pack} is in another language; leave out --lang.")
        raise InputError(told.format(pack=chosen.id))
    return packs.find(chosen, question_id), chosen.language
