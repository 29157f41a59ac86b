"""``voicemock replay``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from voicemock.cli import options
from voicemock.cli.terminal.keyboard import Keys, interactive
from voicemock.cli.terminal.screen import StatusLine, say
from voicemock.errors import InputError
from voicemock.i18n import N_, _


def replay(
    answer: Annotated[
        str | None, Argument(help=N_("Id of an answer, or its beginning; the latest by default."))
    ] = None,
    at: Annotated[str | None, Option(help=N_("Start here: seconds, or 1:23."))] = None,
    speed: Annotated[float, Option(min=0.5, max=2.0, help=N_("0.5 to 2, pitch kept."))] = 1.0,
    moment: Annotated[int | None, Option(help=N_("A moment's number in the feedback."))] = None,
    output_device: options.OutputDeviceOption = None,
    data_dir: options.DataDirOption = None,
    quiet: options.QuietOption = False,
) -> None:
    """Hear a saved answer again."""
    from voicemock.audio.devices import quiet_c_libraries
    from voicemock.audio.loudspeaker import Loudspeaker
    from voicemock.audio.replay import BEFORE_S
    from voicemock.audio.replay import replay as play
    from voicemock.content.phrases import phrase_list
    from voicemock.report.views import view

    settings = options.settings_from(output_device=output_device, data_dir=data_dir)
    found = options.history_of(settings).get(answer)
    start_s, until_s = (seconds(at) if at else 0.0), None
    if moment is not None:
        moments = view.moments(found, phrase_list(found.language))
        if not 1 <= moment <= len(moments):
            told = _("There is no moment {number}; the answer has {count}.")
            raise InputError(told.format(number=moment, count=len(moments)))
        chosen = moments[moment - 1]
        start_s = max(0.0, chosen.start_s - BEFORE_S)
        until_s = chosen.end_s + BEFORE_S
    if start_s >= found.recording.duration_s:
        told = _("The answer is {length} long; --at {at} lies behind its end.")
        raise InputError(told.format(length=view.clock(found.recording.duration_s), at=at))
    from voicemock.report.views.coach import titled

    title = titled(found.question) if found.question else found.id
    say(_("Playing {title}").format(title=title), quiet=quiet)
    if interactive():
        say(_("Any key stops."), quiet=quiet)
    keys, line = Keys(), StatusLine(shown=not quiet)

    def tick(position_s: float) -> bool:
        line.draw(f"  ▶ {view.clock(start_s + position_s * speed)}")
        return keys.pressed() is not None

    with quiet_c_libraries(), keys.listening():
        play(
            Path(found.recording.path), Loudspeaker(settings.output_device),
            at_s=start_s, until_s=until_s, speed=speed, on_tick=tick,
        )  # fmt: skip
        line.clear()


def seconds(text: str) -> float:
    """Seconds from ``83``, ``83.5`` or ``1:23.5``.

    Raises:
        InputError: not of that form.
    """
    minutes, colon, rest = text.rpartition(":")
    try:
        value = float(rest) + (60 * int(minutes) if colon else 0)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise InputError(_("--at {text} is not a time; give seconds or 1:23.").format(text=text))
    return value
