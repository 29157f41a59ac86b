"""Options that mean the same in every command."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicemock.i18n import _

if TYPE_CHECKING:
    from voicemock.config import Settings
    from voicemock.session import Examiner
    from voicemock.types import LanguageCode


class Lang(StrEnum):
    """Languages of an interview."""

    zh = "zh"
    en = "en"


LangOption = Annotated[Lang | None, typer.Option("--lang", help="Language of the interview.")]
TargetOption = Annotated[
    str | None,
    typer.Option("--target", help="Pace asked for: 120-150, natural, mine or A-B units a minute."),
]
EngineOption = Annotated[
    str | None,
    typer.Option("--engine", help="Recognizer: whisper, sphinx, vosk, google or sherpa."),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="Whisper model: base, small, … or a folder; sherpa: a folder."),
]
OnlineOption = Annotated[
    bool | None,
    typer.Option("--allow-online", help="Allow connections: model download, --engine google."),
]
DataDirOption = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of your answers.", envvar="VOICEMOCK_HOME")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document per answer.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
OutputDeviceOption = Annotated[
    str | None, typer.Option("--output-device", help="Loudspeaker: name, part of it, or number.")
]


def settings_from(**flags: Any) -> Settings:
    """Settings of this run; messages are in the person's language from here on."""
    from voicemock import config, i18n

    settings = config.load({name: _plain(value) for name, value in flags.items()})
    interface = settings.ui or i18n.from_environment() or settings.lang or "en"
    i18n.use(interface)
    return settings


def language_of(settings: Settings) -> LanguageCode:
    """The interview's language: as asked, else the locale's, else English."""
    from voicemock import i18n

    if settings.lang is not None:
        return settings.lang
    return "zh" if i18n.from_environment() == "zh" else "en"


def examiner_for(settings: Settings, language: LanguageCode, *, quiet: bool) -> Examiner:
    """The recognizer and the measures of this run."""
    from voicemock import config, transcribe
    from voicemock.cli.terminal import ModelBar
    from voicemock.errors import InputError
    from voicemock.history.store import History
    from voicemock.language import get
    from voicemock.session import Examiner

    own: tuple[float, ...] = ()
    if settings.target == "mine":
        own = History(config.data_dir(settings)).paces(language)
    transcriber = transcribe.load(
        settings.engine,
        model=settings.model,
        cache=config.cache_dir(),
        allow_online=settings.allow_online,
        progress=None if quiet else ModelBar(),
        language=language,
    )
    if language not in transcriber.abilities.languages:
        raise InputError(
            _("The engine {name} does not know this language; take --engine whisper.").format(
                name=settings.engine
            )
        )
    return Examiner(
        transcriber=transcriber,
        language=language,
        target=config.parse_target(settings.target, get(language).natural, own),
    )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value
