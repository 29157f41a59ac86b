"""``voicemock practice``: options in, an interview out. What happens on the screen is `interview`."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemock.cli import options
from voicemock.cli.terminal.screen import say, show
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.config import Settings
    from voicemock.history.store import History
    from voicemock.interview.selection import Background
    from voicemock.speak.base import Speaker
    from voicemock.values.interview import LanguageCode, Pack, Plan, Question
from voicemock.interview.planning import _REMEMBERED, DEFAULT_QUESTIONS, load_sample


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
    job: Annotated[
        Path | None,
        typer.Option(
            "--job",
            readable=False,
            help=N_("The job description, a text file: chooses the questions."),
        ),
    ] = None,
    company: Annotated[
        str | None, typer.Option("--company", help=N_('Words the company likes: "word, word".'))
    ] = None,
    follow_ups: Annotated[
        bool | None,
        typer.Option(
            "--follow-ups/--no-follow-ups",
            help=N_("Whether the interviewer asks on (two at most)."),
        ),
    ] = None,
    calm: Annotated[
        bool, typer.Option("--calm", help=N_("A minute of paced breathing before a hard question."))
    ] = False,
    go_on: Annotated[
        bool, typer.Option("--continue", help=N_("Go on with the interview that was interrupted."))
    ] = False,
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
    from voicemock.audio import devices
    from voicemock.audio.devices import quiet_c_libraries
    from voicemock.audio.loudspeaker import Loudspeaker
    from voicemock.cli.rehearsal import unfinished
    from voicemock.cli.rehearsal.front import Interview
    from voicemock.history import resumable as plans
    from voicemock.interview.sources import Manner

    settings = options.settings_from(
        lang=lang, target=target, engine=engine, model=model, allow_online=allow_online,
        data_dir=data_dir, device=device, output_device=output_device, voice=voice,
        rate_wpm=rate,
    )  # fmt: skip
    with quiet_c_libraries():
        store = options.history_of(settings)
        recordings = list(answer or [])
        wish = _Wish(
            pack=pack,
            category=category,
            count=questions,
            wanted=tuple(question or ()),
            seed=seed,
            job=job,
            company=company,
            follow_ups=follow_ups,
            calm=calm,
        )
        if go_on:
            plan = _interrupted(settings, store, wish)
        elif sample_without_microphone and not recordings and not _microphone(settings):
            sample = load_sample(options.language_of(settings))
            recordings = [sample.path]
            plan = _plan(
                settings,
                store,
                _Wish(wanted=(sample.question,), follow_ups=follow_ups),
                1,
                quiet=quiet,
            )
        else:
            plan = _plan(settings, store, wish, len(recordings), quiet=quiet)
        _check_recordings(recordings)
        examiner = options.examiner_for(settings, plan.language, quiet=quiet)
        analyzed = unfinished.offer(
            store,
            lambda one: (
                examiner
                if one == plan.language
                else options.examiner_for(settings, one, quiet=quiet)
            ),
            default=plan.language,
            as_json=json,
            quiet=quiet,
        )
        if go_on and analyzed:
            if plans.interrupted(store.folder) is None:  # that was its last question
                return 0
            plan = _interrupted(settings, store, wish)
        if not recordings:
            devices.find("input", settings.device)  # to miss it now is better than after a question
        interview = Interview(
            plan,
            Manner(
                device=settings.device,
                recordings=tuple(recordings),
                realtime=realtime,
                max_s=max_seconds,
                end_silence_s=end_silence,
                follow_ups=plan.follow_ups if follow_ups is None else follow_ups,
                calm=plan.calm or calm,
                as_json=json,
                quiet=quiet,
            ),
            examiner=replace(examiner, job=plan.job, company=plan.company),
            speaker=_speaker(settings, silent=no_voice),
            player=Loudspeaker(settings.output_device),
            history=store,
        )
        return interview.run()


def _pack(settings: Settings, path: Path | None) -> tuple[LanguageCode, Pack]:
    """The pack, and the language: the pack's own where one is named."""
    from voicemock.content import packs
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


@dataclass(frozen=True)
class _Wish:
    """Which questions were asked for."""

    pack: Path | None = None
    category: str | None = None
    count: int | None = None
    wanted: tuple[str, ...] = ()
    seed: int | None = None
    job: Path | None = None
    company: str | None = None
    follow_ups: bool | None = None
    calm: bool = False


def _plan(settings: Settings, store: History, wish: _Wish, recordings: int, *, quiet: bool) -> Plan:
    """The interview asked for; there are as many questions as recordings unless told otherwise."""
    from voicemock.errors import InputError
    from voicemock.history.store import new_id
    from voicemock.interview.selection import choose
    from voicemock.job.description import company_words, job_words, read_job
    from voicemock.report.exports.text import Line
    from voicemock.values.interview import Plan

    language, pack = _pack(settings, wish.pack)
    job = job_words(read_job(wish.job, language), pack) if wish.job else ()
    company = company_words(wish.company) if wish.company is not None else ()
    background = _background(store, wish, language, job, company)
    # a scene takes as many recordings as it has turns
    count = wish.count or (1 if wish.category == "roleplay" and recordings else recordings) or None
    if wish.wanted:
        chosen = tuple(_one(pack, name, job, company) for name in wish.wanted)[: wish.count]
    else:
        seed = random.randrange(2**32) if wish.seed is None else wish.seed
        chosen = choose(
            pack,
            count or DEFAULT_QUESTIONS,
            category=wish.category,
            background=background,
            seed=seed,
        )
    if not chosen:
        raise InputError(
            _(
                "The pack {pack} has no question for an interview: take --category roleplay, or "
                "give words with --job or --company."
            ).format(pack=pack.id)
        )
    if job and not quiet:
        comma = "、" if language == "zh" else ", "
        told = _("Words of the job: {words}").format(words=comma.join(job))
        show([Line((("quiet", told),), hang=2)], to_stderr=True)
    return Plan(
        new_id(),
        language,
        pack.id,
        chosen,
        job=job,
        company=company,
        follow_ups=wish.follow_ups,
        calm=wish.calm,
    )


def _background(
    store: History,
    wish: _Wish,
    language: LanguageCode,
    job: tuple[str, ...],
    company: tuple[str, ...],
) -> Background:
    """What the draw goes by; with a seed of one's own the past does not count."""
    from voicemock.errors import StoreError
    from voicemock.interview.selection import Background, background_of

    if wish.wanted or wish.seed is not None:
        return Background(job=job, company=company)
    try:
        return background_of(store.answers(language=language, last=_REMEMBERED), job, company)
    except StoreError as error:
        say(f"voicemock: {error}")
        return Background(job=job, company=company)


def _one(pack: Pack, name: str, job: tuple[str, ...], company: tuple[str, ...]) -> Question:
    """A question by its id, filled in where it has a place for a word of the job or company."""
    from voicemock.content import packs
    from voicemock.errors import InputError
    from voicemock.job.fit import best_word

    question = packs.find(pack, name)
    filled = packs.fill(
        question,
        job=best_word(question, job, pack.language) or next(iter(job), None),
        company=next(iter(company), None),
    )
    if packs.is_template(filled):
        option = "--job" if "{job}" in filled.text else "--company"
        raise InputError(
            _("The question {id} has a place for a word; give it with {option}.").format(
                id=name, option=option
            )
        )
    return filled


def _interrupted(settings: Settings, store: History, wish: _Wish) -> Plan:
    """The interview that was interrupted, as it was meant."""
    from voicemock.errors import InputError, NotFoundError
    from voicemock.history import resumable as plans

    if replace(wish, follow_ups=None, calm=False) != _Wish():
        raise InputError(
            _("--continue goes on with the questions there were; leave out what chooses others.")
        )
    plan = plans.interrupted(store.folder)
    if plan is None:
        raise NotFoundError(_("No interview was interrupted; begin one with `voicemock practice`."))
    if settings.lang is not None and settings.lang != plan.language:
        raise InputError(
            _("The interview that was interrupted is in {lang}; leave --lang out.").format(
                lang=plan.language
            )
        )
    return plan


def _check_recordings(paths: Sequence[Path]) -> None:
    """Refuse a bad --answer before the interview begins."""
    from voicemock.audio import samples as audio

    for path in paths:
        audio.read(path)


def _microphone(settings: Settings) -> bool:
    """Whether there is a microphone; says so in one line where there is none."""
    from voicemock.audio import devices
    from voicemock.errors import DeviceError

    try:
        devices.find("input", settings.device)
    except DeviceError as error:
        say(_("{reason} Rehearsing with the sample recording instead.").format(reason=error))
        return False
    return True


def _speaker(settings: Settings, *, silent: bool) -> Speaker:
    from voicemock import config
    from voicemock.speak.base import SilentSpeaker
    from voicemock.speak.pyttsx import Pyttsx3Speaker

    if silent:
        return SilentSpeaker()
    return Pyttsx3Speaker(
        config.cache_dir() / "voices", voice=settings.voice, rate_wpm=settings.rate_wpm
    )
