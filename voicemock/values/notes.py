"""What a person should know of an answer: kept as code and values, said where it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from voicemock.i18n import N_, _
from voicemock.i18n.library_messages import said

_MESSAGES = {
    "pace.too_short": N_(
        "Too short to judge pace: speak for at least {seconds} s and {units} {name}."
    ),
    "pace.too_short.few_words": N_(
        "Too few words were recognized to judge pace ({heard} of at least {units} {name}): see whether "
        "the transcript is what you said, and speak closer to the microphone."
    ),
    "pauses.other_voice": N_(
        "Another voice fills the pauses, so they were not counted: turn it off, or wear headphones."
    ),
    "recording.all_zeros": N_(
        "The microphone delivered only zeros: unmute it, or allow voicemock to use it "
        "(macOS: System Settings, Privacy & Security, Microphone)."
    ),
    "recording.no_speech": N_("No speech was heard: move closer to the microphone and check it."),
    "recording.too_quiet": N_(
        "The recording is very quiet ({level:.0f} dB): move closer or turn the microphone up."
    ),
    "recording.clipped": N_(
        "The recording is clipped: turn the microphone down or move away from it."
    ),
    "recording.noisy": N_(
        "The room is loud ({snr:.0f} dB below your voice): pauses are less exact; find a quieter place."
    ),
    "recording.sound_lost": N_(
        "About {lost:.1f} s of sound were lost while recording: close other programs."
    ),
    "recording.sound_lost.little": N_(
        "A little sound was lost while recording: close other programs."
    ),
    "recording.cut_short": N_(
        "The file was cut short: it says {said:.0f} s and holds {held:.0f} s. What it holds was judged; "
        "copy it again for the rest."
    ),
    "recording.cut_short.unended": N_(
        "The file ends in the middle. What it holds was judged; copy it again for the rest."
    ),
    "recording.ended_early.disk": N_(
        "The disk took no more sound ({reason}): make room; what was recorded is kept."
    ),
    "recording.ended_early.folder": N_(
        "The folder takes no changes ({reason}); what was recorded is kept as {path}."
    ),
    "recording.ended_early.stopped": N_(
        "The microphone stopped delivering sound: connect it again; what was recorded until "
        "then is kept."
    ),
    "recording.ended_early.silent": N_(
        "The microphone delivers no sound; connect it again, or close other programs."
    ),
    "recording.ended_early.program": N_(
        "The program ended before the answer did; what was recorded until then is kept."
    ),
    "structure.not_measured": N_("Without words to trust, the structure was not judged."),
    "transcript.by_sound": N_("Misheard words of the trade, put right by their sound: {words}."),
    "transcript.foreign": N_(
        "From {start} on, {seconds} s are in another language: nothing in them was counted."
    ),
    "transcript.implausible": N_(
        "The recognized text cannot be right (too many words for the speech, or one "
        "repeated), so nothing was counted in it: record again in a quieter place."
    ),
    "transcript.no_text": N_(
        "No words were recognized: speak closer to the microphone, in the chosen language."
    ),
    "transcript.other_voice": N_("Another voice was heard at {moments} s: its words do not count."),
    "transcript.put_right": N_(
        "Put right by you: words {words}, hits struck out {hits}. The original is kept."
    ),
    "transcript.other_language": N_(
        "This does not sound like the chosen language: choose the one you speak."
    ),
    "transcript.unheard": N_(
        "… stands for {seconds:.1f} s of speech that was not understood; about {units} {name} in it "
        "count for your pace by their sound."
    ),
    "voice.too_short": N_("Too little voice to judge how it moves: speak for longer."),
    "voice.unclear": N_("The sound is too noisy or clipped to follow the pitch of your voice."),
}
"""By what they are about, their code and, where it has several, the value ``kind``."""


@dataclass(frozen=True)
class Note:
    """Something the person should know, above all why a number is missing.

    ``saved`` are its words in a document that has no ``values``, or a code of a later version.
    A text among the values is a message itself, or what a library said.
    """

    about: str
    code: str
    saved: str = ""
    values: dict[str, int | float | str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """Its words in the language in use; empty where they are not known."""
        if self.saved:
            return self.saved
        values = {
            name: said(_(value)) if value and isinstance(value, str) else value
            for name, value in self.values.items()
        }
        kind = f".{self.values['kind']}" if "kind" in self.values else ""
        try:
            return _(_MESSAGES[f"{self.about}.{self.code}{kind}"]).format(**values)
        except (LookupError, TypeError, ValueError):  # a document of another version
            return ""

    def __str__(self) -> str:
        return self.text
