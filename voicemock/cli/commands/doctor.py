"""``voicemock doctor``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from voicemock.cli import options
from voicemock.cli.terminal.screen import show
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.config import Settings
    from voicemock.values.interview import LanguageCode

_LISTEN_S = 1.5
_MIN_FREE_MB = 500


class Check(NamedTuple):
    """One thing looked at: whether it works, what was found, and whether practice needs it."""

    name: str
    ok: bool
    found: str
    needed: bool = True


def doctor(
    device: Annotated[
        str | None, typer.Option("--device", help=N_("Microphone: name, part of it, or number."))
    ] = None,
    output_device: options.OutputDeviceOption = None,
    model: options.ModelOption = None,
    data_dir: options.DataDirOption = None,
    json: options.JsonOption = False,
) -> int:
    """Check microphone, loudspeaker, voices, recognizer and disk."""
    from voicemock.audio.devices import quiet_c_libraries

    settings = options.settings_from(
        device=device, output_device=output_device, model=model, data_dir=data_dir
    )
    with quiet_c_libraries():
        checks = [
            _check(_("Microphone"), lambda: _microphone(settings)),
            _check(_("Loudspeaker"), lambda: _loudspeaker(settings), needed=False),
            _check(_("Voice, Mandarin"), lambda: _voice(settings, "zh"), needed=False),
            _check(_("Voice, English"), lambda: _voice(settings, "en"), needed=False),
            _check(_("Recognizer"), lambda: _recognizer(settings)),
            _check(_("Your answers"), lambda: _answers(settings)),
        ]
    if json:
        import json as encoder

        print(encoder.dumps([check._asdict() for check in checks], ensure_ascii=False))
    else:
        _print(checks)
    return 0 if all(check.ok for check in checks if check.needed) else 3


def _check(name: str, look: Callable[[], tuple[bool, str]], *, needed: bool = True) -> Check:
    from voicemock.errors import VoicemockError

    try:
        ok, found = look()
    except (VoicemockError, OSError) as error:
        ok, found = False, str(error)
    return Check(name, ok, found, needed)


def _print(checks: list[Check]) -> None:
    from voicemock.report.exports.text import Line, width

    column = max(width(check.name) for check in checks) + 2
    lines = []
    for check in checks:
        mark = "✓" if check.ok else ("✗" if check.needed else "!")
        pad = " " * (column - width(check.name))
        style = "good" if check.ok else "mind"
        lines.append(Line(((style, f"{mark} "), ("name", check.name + pad), ("", check.found))))
    show(lines)
    sys.stdout.flush()


def _microphone(settings: Settings) -> tuple[bool, str]:
    """Listen for a moment: does it deliver, how loud is the room, is it digital silence?"""
    import queue

    import numpy as np

    from voicemock.audio import devices
    from voicemock.audio.samples import to_float
    from voicemock.record.base import Captured
    from voicemock.record.microphone import Microphone

    found = devices.find("input", settings.device)
    microphone = Microphone(settings.device)
    microphone.start()
    blocks: list[Captured] = []
    until = time.monotonic() + 6.0
    while time.monotonic() < until:
        try:
            block = microphone.blocks.get(timeout=0.5)
        except queue.Empty:
            continue
        if block is None:
            break
        blocks.append(block)
        if sum(len(one.sound) for one in blocks) > _LISTEN_S * microphone.rate:
            break
    microphone.stop()
    if not blocks:
        return False, _("{name} delivers no sound; unplug it and plug it in again.").format(
            name=found.name
        )
    sound = to_float(np.concatenate([one.sound for one in blocks]))
    if not sound.any():
        return False, _(
            "{name} delivers only zeros: allow this terminal to use it in the system's privacy "
            "settings, or unmute it."
        ).format(name=found.name)
    level = 10 * np.log10(float(np.mean(sound**2)) + 1e-12)
    if level > -35:
        return True, _(
            "{name}: works; the room is loud ({level:.0f} dB), find a quieter one."
        ).format(name=found.name, level=level)
    return True, _("{name}: works, the room is quiet ({level:.0f} dB).").format(
        name=found.name, level=level
    )


def _loudspeaker(settings: Settings) -> tuple[bool, str]:
    from voicemock.audio import devices

    return True, devices.find("output", settings.output_device).name


def _voice(settings: Settings, language: LanguageCode) -> tuple[bool, str]:
    import tempfile

    from voicemock.speak.pyttsx import Pyttsx3Speaker

    with tempfile.TemporaryDirectory() as folder:
        speaker = Pyttsx3Speaker(Path(folder), voice=settings.voice, rate_wpm=settings.rate_wpm)
        speaker.synthesize({"zh": "您好", "en": "Hello"}[language], language)
    return True, _("speaks")


def _recognizer(settings: Settings) -> tuple[bool, str]:
    if settings.engine == "sherpa":
        from voicemock.transcribe.sherpa import SherpaTranscriber

        SherpaTranscriber(settings.model).load()
        return True, _("sherpa-onnx with the model in {folder}").format(folder=settings.model)
    from voicemock.cli.terminal.screen import ModelBar
    from voicemock.config import cache_dir
    from voicemock.transcribe.models import locate

    model = settings.model or "base"
    folder = locate(model, cache=cache_dir(), progress=ModelBar())
    return True, _("Whisper {model} in {folder}").format(model=model, folder=folder)


def _answers(settings: Settings) -> tuple[bool, str]:
    import shutil

    from voicemock import config

    folder = config.data_dir(settings)
    count = len(options.history_of(settings).answers(outline=True))
    free_mb = shutil.disk_usage(folder).free // 2**20
    found = _("{count} in {folder}, {free} MB free").format(
        count=count, folder=folder, free=free_mb
    )
    if free_mb < _MIN_FREE_MB:
        return False, found + _("; make room, a minute of recording takes 2 MB")
    return True, found
