"""``voicemock practice``: options in, an interview out. What happens on the screen is its front's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from voicemock.cli import options
from voicemock.cli.terminal import signals
from voicemock.cli.terminal.keyboard import interactive
from voicemock.cli.terminal.screen import fault, say, show
from voicemock.config import Settings
from voicemock.errors import DeviceError
from voicemock.i18n import N_, _
from voicemock.report.exports.text import Line

if TYPE_CHECKING:
    from voicemock.assess.examiner import Examiner
    from voicemock.values.interview import LanguageCode, Plan


def practice(
    lang: options.LangOption = None,
    pack: Annotated[
        Path | None, Option(readable=False, help=N_("A pack of your own (TOML)."))
    ] = None,
    category: options.CategoryOption = None,
    questions: Annotated[int | None, Option(min=1, help=N_("How many questions."))] = None,
    question: Annotated[list[str] | None, Option(help=N_("This question (repeatable)."))] = None,
    answer: options.AnswersOption = None,
    realtime: options.RealtimeOption = False,
    device: options.DeviceOption = None,
    output_device: options.OutputDeviceOption = None,
    no_voice: options.NoVoiceOption = False,
    voice: options.VoiceOption = None,
    rate: options.RateOption = None,
    max_seconds: Annotated[
        float | None, Option(min=1, help=N_("End each answer after this."))
    ] = None,
    end_silence: Annotated[
        float | None, Option(min=0.5, help=N_("End an answer after so many seconds of silence."))
    ] = None,
    seed: Annotated[int | None, Option(help=N_("Choose the same questions."))] = None,
    job: Annotated[
        Path | None,
        Option(readable=False, help=N_("The job description, a text file: chooses the questions.")),
    ] = None,
    company: Annotated[
        str | None, Option(help=N_('Words the company likes: "word, word".'))
    ] = None,
    follow_ups: Annotated[
        bool | None, Option(help=N_("Whether the interviewer asks on (two at most)."))
    ] = None,
    calm: Annotated[
        bool, Option("--calm", help=N_("A minute of paced breathing before a hard question."))
    ] = False,
    exam: Annotated[
        bool,
        Option(
            "--exam", help=N_("As recorded interviews are: one take, no feedback until the end.")
        ),
    ] = False,
    prepare: Annotated[
        float, Option(min=0, max=180, help=N_("With --exam: so many seconds to think first."))
    ] = 30,
    go_on: Annotated[
        bool, Option("--continue", help=N_("Go on with the interview that was interrupted."))
    ] = False,
    target: options.TargetOption = None,
    engine: options.EngineOption = None,
    model: options.ModelOption = None,
    allow_online: options.OnlineOption = None,
    data_dir: options.DataDirOption = None,
    sample_without_microphone: Annotated[
        bool, Option(help=N_("Where there is no microphone, rehearse with the sample recording."))
    ] = False,
    json: options.JsonOption = False,
    quiet: options.QuietOption = False,
) -> int:
    """Rehearse: hear a question, answer aloud, get feedback."""
    from voicemock.audio import devices
    from voicemock.audio import samples as audio
    from voicemock.audio.loudspeaker import Loudspeaker
    from voicemock.cli.rehearsal import unfinished
    from voicemock.cli.rehearsal.front import TerminalFront, exit_status
    from voicemock.history import resumable
    from voicemock.interview import planning
    from voicemock.interview.front import Manner
    from voicemock.interview.runner import Interview
    from voicemock.interview.session import prepare_first

    settings = options.settings_from(
        lang=lang, target=target, engine=engine, model=model, allow_online=allow_online,
        data_dir=data_dir, device=device, output_device=output_device, voice=voice,
        rate_wpm=rate,
    )  # fmt: skip
    with devices.quiet_c_libraries():
        history = options.history_of(settings)
        recordings = list(answer or [])
        wish = planning.Wish(
            pack=pack, category=category, count=questions, wanted=tuple(question or ()), seed=seed,
            job=job, company=company, calm=calm,
            follow_ups=settings.follow_ups if follow_ups is None and not go_on else follow_ups,
        )  # fmt: skip
        if go_on:
            plan = planning.interrupted(wish, settings.lang, history)
        else:
            language = options.language_of(settings)
            if sample_without_microphone and not recordings and not _microphone(settings):
                sample = planning.load_sample(language)
                recordings = [sample.path]
                wish = planning.Wish(wanted=(sample.question,), follow_ups=follow_ups)
            plan = planning.plan(
                wish, language, history,
                sure=settings.lang is not None, recordings=len(recordings), unread=fault,
            )  # fmt: skip
            plan = replace(plan, exam=exam, prepare_s=prepare)
            if not quiet:
                _name_words(plan)
        speaker = options.speaker_for(settings, quiet=quiet, silent=no_voice)
        prepare_first(plan, speaker)
        for path in recordings:  # a bad one is refused before the interview begins
            audio.read(path)
        examiner = options.examiner_for(settings, plan.language, quiet=quiet)

        def examiner_for(one: LanguageCode) -> Examiner:
            same = one == plan.language
            return examiner if same else options.examiner_for(settings, one, quiet=quiet)

        analyzed = unfinished.offer(
            history, examiner_for, default=plan.language, as_json=json, quiet=quiet
        )
        if go_on and analyzed:
            if resumable.interrupted(history.folder) is None:  # that was its last question
                return 0
            plan = planning.interrupted(wish, settings.lang, history)
        sources = options.sources_for(settings, recordings, realtime=realtime)
        player = Loudspeaker(settings.output_device)
        front = TerminalFront(
            plan, player, history, as_json=json, quiet=quiet, exam=plan.exam or exam
        )
        interview = Interview(
            plan,
            Manner(
                attended=interactive(),
                max_s=max_seconds,
                end_silence_s=end_silence,
                follow_ups=plan.follow_ups if follow_ups is None else follow_ups,
                calm=plan.calm or calm,
                live_pace=front.line.shown,
                exam=plan.exam or exam,
                prepare_s=plan.prepare_s if plan.exam else prepare,
            ),
            front,
            examiner=replace(examiner, job=plan.job, company=plan.company),
            speaker=speaker,
            player=player,
            sources=sources,
            history=history,
            undisturbed=signals.held,
        )
        with front.keys.listening():
            return exit_status(interview.run())


def _name_words(plan: Plan) -> None:
    """The words of the job that questions were chosen by."""
    if plan.job:
        comma = "、" if plan.language == "zh" else ", "
        told = _("Words of the job: {words}").format(words=comma.join(plan.job))
        show([Line((("quiet", told),), hang=2)], to_stderr=True)


def _microphone(settings: Settings) -> bool:
    """Whether there is a microphone; says so in one line where there is none."""
    from voicemock.audio import devices

    try:
        devices.find("input", settings.device)
    except DeviceError as error:
        say(_("{reason} Rehearsing with the sample recording instead.").format(reason=error))
        return False
    return True
