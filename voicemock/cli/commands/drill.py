"""``voicemock drill``: the exercises, and one of them done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from voicemock import config
from voicemock.cli import options
from voicemock.cli.terminal import signals
from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.keyboard import interactive
from voicemock.cli.terminal.screen import say, show, warn
from voicemock.errors import InputError, NotFoundError, StoreError
from voicemock.i18n import N_, _
from voicemock.report.exports.text import Line, width

if TYPE_CHECKING:
    from voicemock.config import Settings
    from voicemock.history.store import History
    from voicemock.report.views.drills import Fit
    from voicemock.values.codes import LanguageCode
    from voicemock.values.drill import Drill, DrillRun, Exercise


def drill(
    name: Annotated[
        str | None,
        Argument(help=N_("fillers, pace, pauses, kinder, again or shorter; without: the list.")),
    ] = None,
    exercise: Annotated[str | None, Option(help=N_("This variant, by its id."))] = None,
    go_on: Annotated[
        bool, Option("--continue", help=N_("Go on with the exercise that was left."))
    ] = False,
    lang: options.LangOption = None,
    answer: options.AnswersOption = None,
    realtime: options.RealtimeOption = False,
    device: options.DeviceOption = None,
    output_device: options.OutputDeviceOption = None,
    no_voice: options.NoVoiceOption = False,
    voice: options.VoiceOption = None,
    rate: options.RateOption = None,
    target: options.TargetOption = None,
    engine: options.EngineOption = None,
    model: options.ModelOption = None,
    allow_online: options.OnlineOption = None,
    data_dir: options.DataDirOption = None,
    json: Annotated[bool, Option("--json", help=N_("One JSON document per exercise."))] = False,
    quiet: options.QuietOption = False,
) -> int:
    """Exercises of five minutes, each with a before and an after; without a name the list."""
    settings = options.settings_from(
        lang=lang, target=target, engine=engine, model=model, allow_online=allow_online,
        data_dir=data_dir, device=device, output_device=output_device, voice=voice,
        rate_wpm=rate,
    )  # fmt: skip
    named = None if name is None else _named(name)
    if go_on:
        chosen = _left(settings, named, exercise)
    elif named is None:
        _list(settings, as_json=json)
        return 0
    else:
        chosen = _next(settings, named, exercise)
    return _do(
        settings, chosen, list(answer or []),
        realtime=realtime, no_voice=no_voice, as_json=json, quiet=quiet,
    )  # fmt: skip


@dataclass(frozen=True)
class _Chosen:
    """What is done: an exercise from its first part, or from where ``begun`` was left."""

    exercise: Exercise
    language: LanguageCode
    begun: DrillRun | None = None
    number: int = 0


def _next(settings: Settings, name: Drill, exercise: str | None) -> _Chosen:
    """The variant of that id, else the one whose turn it is."""
    from voicemock.content import drills as content
    from voicemock.history import drills as kept

    language = options.language_of(settings)
    if exercise is not None:
        return _Chosen(content.find(exercise, name, language), language)
    done = [run.exercise for run in kept.runs(config.data_dir(settings), language)]
    return _Chosen(content.next_exercise(name, language, done), language)


def _left(settings: Settings, name: Drill | None, exercise: str | None) -> _Chosen:
    """The exercise that was left."""
    from voicemock.drills.interrupted import interrupted
    from voicemock.history import drills as kept

    if exercise is not None:
        raise InputError(_("--continue goes on with the variant there was; leave out --exercise."))
    found = interrupted(kept.runs(config.data_dir(settings), settings.lang), name)
    if found is None:
        raise NotFoundError(_("There is no exercise to go on with; begin one."))
    return _Chosen(found.exercise, found.run.language, found.run, found.number)


def _named(name: str) -> Drill:
    from voicemock.values.drill import DRILLS

    for one in DRILLS:
        if one == name:
            return one
    told = _("There is no exercise {name}; there are: {names}")
    raise NotFoundError(told.format(name=name, names=", ".join(DRILLS)))


def _list(settings: Settings, *, as_json: bool) -> None:
    """All exercises; the one that fits is named first, and why."""
    from voicemock.drills.interrupted import interrupted
    from voicemock.history import drills as kept
    from voicemock.report.views import drills as words

    language = options.language_of(settings)
    history = options.history_of(settings)
    runs = kept.runs(history.folder, language)
    fit = words.fitting(_answers(history, language), runs)
    if as_json:
        for one, title, about in words.names():
            done = [run for run in runs if run.drill == one and run.done]
            print_json(
                {
                    "name": one, "title": title, "about": about, "times": len(done),
                    "latest": kept.document(done[-1]) if done else None,
                    "fits": fit.drill == one, "why": fit.why if fit.drill == one else "",
                }
            )  # fmt: skip
        return
    lines = [Line((("", _("Five minutes each, out loud: voicemock drill NAME")),)), Line(())]
    column = max(width(title) for _one, title, _about in words.names()) + 2
    for one, title, about in words.names():
        pad = " " * (column - width(title))
        name = (("name", f"  {one:<8}"), ("heading", title), ("", pad + about))
        lines.append(Line(name, hang=10 + column))
        done = [run for run in runs if run.drill == one and run.done]
        if done:
            lines.append(Line((("quiet", " " * 10 + _latest(done)),), hang=10))
    lines.append(Line(()))
    lines.append(Line((("good", _fitting(fit)),)))
    if left := interrupted(runs):
        told = _(
            "Left at part {number} of {count}; go on with it: voicemock drill {name} --continue"
        )
        told = told.format(number=left.number + 1, count=left.count, name=left.run.drill)
        lines.append(Line((("", told),)))
    lines.append(Line((("quiet", words.interviews_so_far(_interviews(history))),)))
    show(lines)


def _fitting(fit: Fit) -> str:
    if fit.why:
        told = _("What fits you now: voicemock drill {name}. In your answers it stood out: {why}")
        return told.format(name=fit.drill, why=fit.why)
    told = _("A good one now: voicemock drill {name}")
    return told.format(name=fit.drill)


def _latest(done: list[DrillRun]) -> str:
    from voicemock.report.views import drills as words

    run = done[-1]
    told = _("done {count}×; the latest, {day}: {before} → {after}")
    return told.format(
        count=len(done), day=run.id[:10],
        before=words.figure(run, run.before), after=words.figure(run, run.after),
    )  # fmt: skip


def _answers(history: History, language: LanguageCode) -> list[Any]:
    try:
        return [
            one for one in history.answers(language=language, outline=True) if one.follows is None
        ]
    except StoreError as error:
        warn(str(error))
        return []


def _interviews(history: History) -> int:
    try:
        return history.interviews()
    except StoreError:  # said already
        return 0


def _do(
    settings: Settings,
    chosen: _Chosen,
    recordings: list[Path],
    *,
    realtime: bool,
    no_voice: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    from voicemock.audio import devices
    from voicemock.audio import samples as audio
    from voicemock.audio.loudspeaker import Loudspeaker
    from voicemock.cli.rehearsal.drill_front import DrillTerminal
    from voicemock.cli.rehearsal.front import exit_status
    from voicemock.drills.parts import parts_of
    from voicemock.drills.runner import Training
    from voicemock.history.drills import DrillTakes
    from voicemock.interview.session import prepare_first
    from voicemock.values.interview import Plan

    with devices.quiet_c_libraries():
        history = options.history_of(settings)
        for path in recordings:  # a bad one is refused before it begins
            audio.read(path)
        sources = options.sources_for(settings, recordings, realtime=realtime)
        _say_left(history.folder)
        speaker = options.speaker_for(settings, quiet=quiet, silent=no_voice)
        takes = DrillTakes(history.folder, chosen.begun.id if chosen.begun else None)
        parts = parts_of(chosen.exercise)
        questions = tuple(one.question for one in parts)
        plan = Plan(takes.run_id, chosen.language, "", questions, done=chosen.number)
        if parts[chosen.number].aloud:
            prepare_first(plan, speaker)
        player = Loudspeaker(settings.output_device)
        front = DrillTerminal(plan, player, takes, as_json=as_json, quiet=quiet, silent=no_voice)
        training = Training(
            chosen.exercise, front, attended=interactive(),
            examiner=options.examiner_for(settings, chosen.language, quiet=quiet),
            speaker=speaker, player=player, sources=sources,
            takes=takes, begun=chosen.begun, undisturbed=signals.held,
        )  # fmt: skip
        with front.keys.listening():
            return exit_status(training.run())


def _say_left(data: Path) -> None:
    """Where takes are that a program which was ended did not measure, once each."""
    from voicemock.assess import recovery
    from voicemock.history import drills as kept

    for folder in kept.folders(data):
        history = kept.DrillTakes(data, folder.name)
        for one in history.unfinished():
            if one.kept or recovery.look_at(one, history) != "left":
                continue
            told = _("An exercise broke off; what you said is kept: {path}")
            say(told.format(path=one.wav))
            try:
                history.note(folder / "answers" / one.id, kept=True)
            except OSError as error:
                warn(error.strerror or str(error))
