"""Options that mean the same in every command."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
from typer import Option

from voicemock import config, i18n
from voicemock.cli.terminal.screen import ModelBar, warn
from voicemock.config import Settings
from voicemock.errors import InputError, VoiceError
from voicemock.i18n import N_, _
from voicemock.values.codes import LanguageCode

if TYPE_CHECKING:
    from voicemock.assess.examiner import Examiner
    from voicemock.history.store import History
    from voicemock.interview.sources import Sources
    from voicemock.speak.base import Speaker

LangOption = Annotated[LanguageCode | None, Option(help=N_("Language of the interview."))]
UiOption = Annotated[LanguageCode | None, Option(help=N_("Language of the program itself."))]
TargetOption = Annotated[
    str | None, Option(help=N_("Pace asked for: 120-150, natural, mine or A-B units a minute."))
]
EngineOption = Annotated[
    str | None, Option(help=N_("Recognizer: whisper, sphinx, vosk, google or sherpa."))
]
ModelOption = Annotated[
    str | None, Option(help=N_("Whisper model: base, small, … or a folder; sherpa: a folder."))
]
OnlineOption = Annotated[
    bool | None,
    Option("--allow-online", help=N_("Allow connections: model download, --engine google.")),
]
DataDirOption = Annotated[
    Path | None, Option(help=N_("Folder of your answers."), envvar="VOICEMOCK_HOME")
]
JsonOption = Annotated[bool, Option("--json", help=N_("One JSON document per answer."))]
QuietOption = Annotated[bool, Option("--quiet", "-q", help=N_("No progress on stderr."))]
YesOption = Annotated[bool, Option("--yes", "-y", help=N_("Do not ask."))]
CategoryOption = Annotated[str | None, Option(help=N_("Only this category."))]
VoiceOption = Annotated[str | None, Option(help=N_("The interviewer's voice."))]
RateOption = Annotated[
    int | None, Option(min=60, max=400, help=N_("The voice's words a minute; 110 is slow."))
]
DeviceOption = Annotated[str | None, Option(help=N_("Microphone: name, part of it, or number."))]
OutputDeviceOption = Annotated[
    str | None, Option(help=N_("Loudspeaker: name, part of it, or number."))
]
AnswersOption = Annotated[
    list[Path] | None,
    Option(
        "--answer", readable=False, help=N_("A recording in the microphone's place (repeatable).")
    ),
]
RealtimeOption = Annotated[
    bool, Option("--realtime", help=N_("Take --answer at the speed it was spoken."))
]
NoVoiceOption = Annotated[bool, Option("--no-voice", help=N_("Print the question only."))]

_asked_ui: ContextVar[str | None] = ContextVar("_asked_ui", default=None)
"""What --ui says in this run."""


def command(function: Callable[..., int | None]) -> Callable[..., None]:
    """A command that takes --ui, too, and whose result is the exit status."""

    @functools.wraps(function)
    def run(*args: object, ui: object = None, **kwargs: object) -> None:
        del ui  # `choose_ui` has read it
        if status := function(*args, **kwargs):
            raise typer.Exit(status)

    signature = inspect.signature(function, eval_str=True)
    ui = inspect.Parameter("ui", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=UiOption)
    parameters = [*signature.parameters.values(), ui]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {**function.__annotations__, "ui": UiOption}
    return run


def choose_ui(arguments: Iterable[str]) -> None:
    """Speak the person's language from the first word on, before the arguments are parsed.

    What is wrong in the arguments, the environment or the config file is passed over here; the
    command refuses it, in this language.
    """
    given: dict[str, str] = {}
    words = iter(arguments)
    for word in words:
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in ("--ui", "--lang"):
            value = value if equals else next(words, "")
            if value in get_args(LanguageCode):
                given[name.removeprefix("--")] = value
    _asked_ui.set(given.get("ui"))
    try:
        settings = config.load(given)
    except InputError:
        settings = config.Settings(ui=given.get("ui"))
    i18n.use(_ui(settings), "terminal")


def settings_from(**flags: Any) -> Settings:
    """Settings of this run; messages are in the person's language from here on."""
    settings = config.load({"ui": _asked_ui.get(), **flags})
    i18n.use(_ui(settings))
    return settings


def _ui(settings: Settings) -> str:
    """The program's language: --ui, else as set, the locale's, the interview's, English."""
    return settings.ui or i18n.from_environment() or settings.lang or "en"


def language_of(settings: Settings) -> LanguageCode:
    """The interview's language: as asked, else the locale's, else English."""
    return settings.lang or ("zh" if i18n.from_environment() == "zh" else "en")


def history_of(settings: Settings) -> History:
    """The person's answers; what had to be mended or is put off is said on stderr."""
    from voicemock.history.store import History

    return History(config.data_dir(settings), warn)


def speaker_for(settings: Settings, *, quiet: bool, silent: bool = False) -> Speaker:
    """Who asks in this run, if not ``silent``; says where that is not the voice one would expect."""
    from voicemock import speak
    from voicemock.speak.base import SilentSpeaker

    if silent:
        return SilentSpeaker()

    def tell(error: VoiceError) -> None:
        warn(_("{reason} The system's voice speaks instead.").format(reason=error))

    progress = None if quiet else ModelBar(_("Putting the interviewer's voice together (once) …"))
    return speak.load(
        settings.voice,
        config.cache_dir(),
        rate_wpm=settings.rate_wpm,
        told=tell,
        progress=progress,
    )


def examiner_for(settings: Settings, language: LanguageCode, *, quiet: bool) -> Examiner:
    """The recognizer and the measures of this run."""
    from voicemock.assess import setup

    paces = history_of(settings).paces(language) if settings.target == "mine" else ()
    progress = None if quiet else ModelBar()
    return setup.examiner(settings, language, own_paces=paces, progress=progress)


def sources_for(settings: Settings, recordings: Sequence[Path], *, realtime: bool) -> Sources:
    """Recordings in the microphone's place, else the microphone.

    Raises:
        DeviceError: there is none; to miss it now is better than after a question.
    """
    from voicemock.audio import devices
    from voicemock.interview.sources import Microphones, Recordings

    if recordings:
        return Recordings(recordings, realtime=realtime)
    devices.find("input", settings.device)
    return Microphones(settings.device)
