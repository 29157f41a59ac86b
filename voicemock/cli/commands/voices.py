"""``voicemock voices``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

from typer import Option

from voicemock import config
from voicemock.cli import options
from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.keyboard import Keys
from voicemock.cli.terminal.screen import fault, say, show
from voicemock.errors import InputError, VoiceError
from voicemock.i18n import N_, _
from voicemock.i18n.library_messages import why
from voicemock.report.exports.text import Line, width
from voicemock.values.codes import LanguageCode

if TYPE_CHECKING:
    from voicemock.config import Settings
    from voicemock.speak.base import Speaker, Utterance
    from voicemock.speak.voices import Known


def voices(
    lang: options.LangOption = None,
    say_: Annotated[str | None, Option("--say", help=N_("Speak this text."))] = None,
    voice: options.VoiceOption = None,
    rate: options.RateOption = None,
    output: Annotated[
        Path | None, Option("--output", "-o", help=N_("Write it to this WAV file, unheard."))
    ] = None,
    output_device: options.OutputDeviceOption = None,
    json: Annotated[bool, Option("--json", help=N_("One JSON object per voice."))] = False,
    quiet: options.QuietOption = False,
) -> None:
    """List the interviewer's voices, or hear one."""
    from voicemock.speak.base import Utterance

    settings = options.settings_from(
        lang=lang, voice=voice, rate_wpm=rate, output_device=output_device
    )
    if say_ is None:
        if output is not None:
            raise InputError(_("--output needs a text to be spoken; give one with --say."))
        _list(settings, as_json=json)
        return
    language = options.language_of(settings)
    speaker = options.speaker_for(settings, quiet=quiet)
    _speak(speaker, Utterance(say_, language), settings, output)


def _list(settings: Settings, *, as_json: bool) -> None:
    from voicemock import speak

    found: list[Known] = []
    for language in [settings.lang] if settings.lang else get_args(LanguageCode):
        try:
            found += speak.available(language, settings.voice, config.cache_dir())
        except VoiceError as error:  # of the system; the neural ones are there all the same
            fault(error)
    if as_json:
        for one in found:
            print_json(one._asdict())
        return
    names = {"en": _("English"), "zh": _("Mandarin")}
    engines = {"kokoro": _("neural"), "pyttsx3": _("the system's")}
    column = max((width(one.name) for one in found), default=0) + 2
    lines = []
    for one in found:
        about = f"{names[one.language]}, {engines[one.engine]}"
        chosen = _(" · asks you") if one.default else ""
        pad = " " * (column - width(one.name))
        lines.append(Line((("name", one.name + pad), ("", about), ("good", chosen))))
    show(lines)
    say(_("Hear one: voicemock voices --voice NAME --say TEXT"))


def _speak(speaker: Speaker, utterance: Utterance, settings: Settings, output: Path | None) -> None:
    import numpy as np

    from voicemock.audio.devices import quiet_c_libraries
    from voicemock.audio.loudspeaker import Loudspeaker
    from voicemock.audio.samples import write_wav

    speech = speaker.synthesize(utterance)
    if speech is None:
        return
    if output is not None:
        sound = np.concatenate([*speech.parts])
        try:
            write_wav(output, sound, speech.rate)
        except OSError as error:
            told = _("{path} could not be written ({reason}); choose another with {option}.")
            reason = why(error)
            raise InputError(told.format(path=output, reason=reason, option="-o")) from error
        return
    keys = Keys()
    with quiet_c_libraries(), keys.listening():
        Loudspeaker(settings.output_device).play(
            speech.parts, speech.rate, lambda _at_s: keys.pressed() is not None
        )
