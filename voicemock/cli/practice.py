"""``voicemock practice``: options in, an interview out. What happens on the screen is `interview`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from voicemock.cli import options
from voicemock.cli.terminal import say
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.ask.base import Speaker
    from voicemock.config import Settings
    from voicemock.history.store import History
    from voicemock.types import LanguageCode, Pack, Question

DEFAULT_QUESTIONS = 4


def practice(
    lang: options.LangOption = None,
    pack: Annotated[
        Path | None, typer.Option("--pack", readable=False, help=N_("A pack of your own (TOML)."))
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", help=N_("Only this category."))
    ] = None,
    questions: Annotated[
        int | None, typer.Option("--questions", min=1, help=N_("How many questions."))
    ] = None,
    question: Annotated[
        list[str] | None, typer.Option("--question", help=N_("This question (repeatable)."))
    ] = None,
    answer: Annotated[
        list[Path] | None,
        typer.Option(
            "--answer",
            readable=False,
            help=N_("A recording in the microphone's place (repeatable)."),
        ),
    ] = None,
    realtime: Annotated[
        bool, typer.Option("--realtime", help=N_("Take --answer at the speed it was spoken."))
    ] = False,
    device: Annotated[
        str | None, typer.Option("--device", help=N_("Microphone: name, part of it, or number."))
    ] = None,
    output_device: options.OutputDeviceOption = None,
    no_voice: Annotated[
        bool, typer.Option("--no-voice", help=N_("Print the question only."))
    ] = False,
    voice: Annotated[
        str | None, typer.Option("--voice", help=N_("The interviewer's voice."))
    ] = None,
    rate: Annotated[
        int | None, typer.Option("--rate", min=60, max=400, help=N_("The voice's words a minute."))
    ] = None,
    max_seconds: Annotated[
        float | None, typer.Option("--max-seconds", min=1, help=N_("End each answer after this."))
    ] = None,
    end_silence: Annotated[
        float | None,
        typer.Option(
            "--end-silence", min=0.5, help=N_("End an answer after so many seconds of silence.")
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help=N_("Choose the same questions."))
    ] = None,
    target: options.TargetOption = None,
    engine: options.EngineOption = None,
    model: options.ModelOption = None,
    allow_online: options.OnlineOption = None,
    data_dir: options.DataDirOption = None,
    sample_without_microphone: Annotated[
        bool,
        typer.Option(help=N_("Where there is no microphone, rehearse with the sample recording.")),
    ] = False,
    json: options.JsonOption = False,
    quiet: options.QuietOption = False,
) -> int:
    """Rehearse: hear a question, answer aloud, get feedback."""
    from voicemock import config, devices
    from voicemock.cli.interview import Interview
    from voicemock.devices import quiet_c_libraries
    from voicemock.history.store import History
    from voicemock.play.loudspeaker import Loudspeaker

    settings = options.settings_from(
        lang=lang, target=target, engine=engine, model=model, allow_online=allow_online,
        data_dir=data_dir, device=device, output_device=output_device, voice=voice,
        rate_wpm=rate,
    )  # fmt: skip
    with quiet_c_libraries():
        store = History(config.data_dir(settings))
        language, chosen_pack = _pack(settings, pack)
        recordings = list(answer or [])
        wanted = list(question or [])
        if sample_without_microphone and not recordings and not _microphone(settings):
            sample = load_sample(language)
            recordings, wanted = [sample.path], [sample.question]
            chosen_pack = _pack(settings, None)[1]
        if not recordings:
            devices.find("input", settings.device)  # to miss it now is better than after a question
        chosen = _choose(
            chosen_pack, wanted, category, questions or len(recordings) or None, seed, store
        )
        _check_recordings(recordings)
        interview = Interview(
            examiner=options.examiner_for(settings, language, quiet=quiet),
            speaker=_speaker(settings, silent=no_voice),
            player=Loudspeaker(settings.output_device),
            history=store,
            pack_id=chosen_pack.id,
            device=settings.device,
            recordings=recordings,
            realtime=realtime,
            max_s=max_seconds,
            end_silence_s=end_silence,
            as_json=json,
            quiet=quiet,
        )
        return interview.run(chosen)


class Sample(NamedTuple):
    """A recording that comes with voicemock, and the question it answers."""

    path: Path
    question: str


def load_sample(language: LanguageCode) -> Sample:
    """The sample of a language."""
    import tomllib

    from voicemock.questions import data_folder

    folder = data_folder("samples")
    table = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))[language]
    return Sample(folder / table["file"], table["question"])


def _pack(settings: Settings, path: Path | None) -> tuple[LanguageCode, Pack]:
    """The pack, and the language: the pack's own where one is named."""
    from voicemock import questions as packs
    from voicemock.errors import InputError

    if path is None:
        language = options.language_of(settings)
        return language, packs.default_pack(language)
    pack = packs.load_pack(path)
    if settings.lang is not None and settings.lang != pack.language:
        raise InputError(
            _("{path} is in {pack}, but --lang says {lang}; leave --lang out.").format(
                path=path, pack=pack.language, lang=settings.lang
            )
        )
    return pack.language, pack


def _choose(
    pack: Pack,
    wanted: Sequence[str],
    category: str | None,
    count: int | None,
    seed: int | None,
    store: History,
) -> tuple[Question, ...]:
    import random

    from voicemock import questions as packs
    from voicemock.errors import StoreError

    if wanted:
        chosen = tuple(packs.find(pack, one) for one in wanted)
        return chosen[:count] if count else chosen
    recent: tuple[str, ...] = ()
    if seed is None:
        try:
            recent = store.recent_questions()
        except StoreError as error:
            say(f"voicemock: {error}")
    return packs.choose(
        pack,
        count or DEFAULT_QUESTIONS,
        category=category,
        recent=recent,
        seed=random.randrange(2**32) if seed is None else seed,
    )


def _check_recordings(paths: Sequence[Path]) -> None:
    """Refuse a bad --answer before the interview begins."""
    from voicemock import audio

    for path in paths:
        audio.read(path)


def _microphone(settings: Settings) -> bool:
    """Whether there is a microphone; says so in one line where there is none."""
    from voicemock import devices
    from voicemock.errors import DeviceError

    try:
        devices.find("input", settings.device)
    except DeviceError as error:
        say(_("{reason} Rehearsing with the sample recording instead.").format(reason=error))
        return False
    return True


def _speaker(settings: Settings, *, silent: bool) -> Speaker:
    from voicemock import config
    from voicemock.ask.base import SilentSpeaker
    from voicemock.ask.pyttsx import Pyttsx3Speaker

    if silent:
        return SilentSpeaker()
    return Pyttsx3Speaker(
        config.cache_dir() / "voices", voice=settings.voice, rate_wpm=settings.rate_wpm
    )
