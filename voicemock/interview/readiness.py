"""Whether a rehearsal could begin: microphone, loudspeaker, voices, recognizer, room on the disk."""

from __future__ import annotations

import queue
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from voicemock import config, speak
from voicemock.audio import devices
from voicemock.audio.samples import to_float
from voicemock.config import Settings
from voicemock.errors import VoiceError, VoicemockError
from voicemock.history.store import History
from voicemock.i18n import _
from voicemock.record.base import Captured
from voicemock.record.microphone import Microphone
from voicemock.speak.base import Utterance
from voicemock.transcribe.models import ModelProgress, locate
from voicemock.transcribe.sherpa import SherpaTranscriber
from voicemock.values.interview import LanguageCode

_LISTEN_S = 1.5
"""Of the room: enough for its level, short enough to wait for."""
_PATIENCE_S = 6.0
_LOUD_DB = -35.0
"""Of a room in which speech stands out badly, against full scale."""
_MIN_FREE_MB = 500


class Check(NamedTuple):
    """One thing looked at: whether it works, what was found, and whether practice needs it."""

    name: str
    ok: bool
    found: str
    needed: bool = True


def checks(
    settings: Settings, history: Callable[[], History], progress: ModelProgress | None = None
) -> list[Check]:
    """Look at everything; what fails is found out one by one.

    Args:
        settings: which devices, voice, recognizer and data folder.
        history: opens the person's answers.
        progress: called while the speech model is put together.
    """
    return [
        _check(_("Microphone"), lambda: _microphone(settings)),
        _check(_("Loudspeaker"), lambda: _loudspeaker(settings), needed=False),
        _check(_("Voice, Mandarin"), lambda: _voice(settings, "zh", progress), needed=False),
        _check(_("Voice, English"), lambda: _voice(settings, "en", progress), needed=False),
        _check(_("Recognizer"), lambda: _recognizer(settings, progress)),
        _check(_("Your answers"), lambda: _answers(settings, history())),
    ]


def _check(name: str, look: Callable[[], tuple[bool, str]], *, needed: bool = True) -> Check:
    try:
        ok, found = look()
    except (VoicemockError, OSError) as error:
        ok, found = False, str(error)
    return Check(name, ok, found, needed)


def _microphone(settings: Settings) -> tuple[bool, str]:
    """Listen for a moment: does it deliver, how loud is the room, is it digital silence?"""
    found = devices.find("input", settings.device)
    microphone = Microphone(settings.device)
    microphone.start()
    blocks: list[Captured] = []
    until = time.monotonic() + _PATIENCE_S
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
            "{name} delivers only zeros: allow voicemock to use it in the system's privacy settings, "
            "or unmute it."
        ).format(name=found.name)
    level = 10 * np.log10(float(np.mean(sound**2)) + 1e-12)
    if level > _LOUD_DB:
        return True, _(
            "{name}: works; the room is loud ({level:.0f} dB), find a quieter one."
        ).format(name=found.name, level=level)
    return True, _("{name}: works, the room is quiet ({level:.0f} dB).").format(
        name=found.name, level=level
    )


def _loudspeaker(settings: Settings) -> tuple[bool, str]:
    return True, devices.find("output", settings.output_device).name


def _voice(
    settings: Settings, language: LanguageCode, progress: ModelProgress | None
) -> tuple[bool, str]:
    failed: list[VoiceError] = []
    with tempfile.TemporaryDirectory() as folder:  # nothing that was kept: it is tried
        speaker = speak.load(
            settings.voice, config.cache_dir(),
            told=failed.append, progress=progress, folder=Path(folder),
        )  # fmt: skip
        speech = speaker.synthesize(Utterance({"zh": "您好", "en": "Hello"}[language], language))
        for _part in speech.parts if speech is not None else ():
            pass
    if failed:
        told = _("{reason} The system's voice speaks instead.")
        return True, told.format(reason=failed[0])
    return True, _("{name} speaks").format(name=speak.name_of(settings.voice, language))


def _recognizer(settings: Settings, progress: ModelProgress | None) -> tuple[bool, str]:
    if settings.engine == "sherpa":
        SherpaTranscriber(settings.model).load()
        return True, _("sherpa-onnx with the model in {folder}").format(folder=settings.model)
    model = settings.model or "base"
    folder = locate(model, cache=config.cache_dir(), progress=progress)
    return True, _("Whisper {model} in {folder}").format(model=model, folder=folder)


def _answers(settings: Settings, history: History) -> tuple[bool, str]:
    folder = config.data_dir(settings)
    count = len(history.answers(outline=True))
    free_mb = shutil.disk_usage(folder).free // 2**20
    found = _("{count} in {folder}, {free} MB free").format(
        count=count, folder=folder, free=free_mb
    )
    if free_mb < _MIN_FREE_MB:
        return False, found + _("; make room, a minute of recording takes 2 MB")
    return True, found
