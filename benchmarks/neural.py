"""Sentences in any language by the neural voices, at the recognizer's rate."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, get_args

import numpy as np

from voicemock.audio import samples as audio
from voicemock.config import cache_dir
from voicemock.speak.kept import Kept
from voicemock.speak.kokoro import chunks, model, phonemes
from voicemock.speak.kokoro.network import RATE, Network
from voicemock.speak.kokoro.speaker import _styles
from voicemock.values.codes import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Samples

MADE_BY = 3
"""Counts up when the same plan comes to sound otherwise, so that what was kept is made anew."""
LEVEL = 0.05
"""RMS of all speech."""
ESPEAK_WORDS_PER_MIN = 140
_TIE = "^"
_CLAUSE = re.compile(r"([^,.?!;:]+)([,.?!;:]*)")
_SWITCH = re.compile(r"\([a-z^-]+\)")
"""espeak-ng's mark of a word that it takes for another language's."""
_DIPHTHONGS = {
    "a^ɪ": "I", "a^ʊ": "W", "a^i": "I", "a^u": "W", "e^ɪ": "A", "e^i": "A", "o^ʊ": "O", "ɔ^ø": "Y",
    "ɔ^ɪ": "Y", "t^ʃ": "ʧ", "d^ʒ": "ʤ", "t^s": "ʦ", "d^z": "ʣ", _TIE: "",
}  # fmt: skip
"""As the network has them; all other signs of espeak-ng's it was trained on as they are."""


def say(text: str, language: str, voice: str, speed: float, kept: Kept) -> Samples:
    """A text from its first to its last sound, at `LEVEL`.

    Args:
        text: some sentences.
        language: its code; those voicemock does not speak are read by espeak-ng.
        voice: the name of a neural voice, of whatever language, or a variant of espeak-ng's ("+f2").
        speed: 1 is the voice's own.
        kept: where speech is kept.

    Raises:
        FileNotFoundError: espeak-ng is not installed.
    """
    job = {"by": MADE_BY, "text": text, "language": language, "voice": voice, "speed": speed}

    def make(folder: Path) -> tuple[Samples, int]:
        if voice.startswith("+"):
            path = folder / "said.wav"
            how = ["-v", f"{language}{voice}", "-s", str(round(ESPEAK_WORDS_PER_MIN * speed))]
            subprocess.run(["espeak-ng", *how, "-w", str(path), text], check=True)
            sound = audio.read(path).samples
        else:
            sound = _neural(symbols(text, language), voice, speed)
        whole = audio.trimmed(sound)
        return np.asarray(
            whole * (LEVEL / np.sqrt(np.mean(whole**2) + 1e-12)), np.float32
        ), SAMPLE_RATE

    return kept.get(job, make)


def _neural(symbols: str, voice: str, speed: float) -> Samples:
    parts: list[Samples] = []
    for chunk in chunks.cut(symbols):
        sound = _network().speak(phonemes.numbers(chunk.symbols), _styles(voice), speed)
        parts += [audio.trimmed(sound), np.zeros(round(chunk.pause_s / speed * RATE), np.float32)]
    return audio.resample(np.concatenate(parts), RATE)


def symbols(text: str, language: str) -> str:
    """A text in the network's symbols."""
    for code in get_args(LanguageCode):
        if code == language:
            return phonemes.of(text, code)
    clauses = _CLAUSE.findall(text)
    done = subprocess.run(
        ["espeak-ng", "-q", "--ipa", f"--tie={_TIE}", "-v", language],
        input="".join(f"{words.strip()}\n" for words, _marks in clauses),
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    read = [line.strip() for line in done.stdout.splitlines()]
    spoken = " ".join(f"{one}{marks}" for one, (_w, marks) in zip(read, clauses, strict=True))
    spoken = _SWITCH.sub("", spoken)
    for theirs, ours in _DIPHTHONGS.items():
        spoken = spoken.replace(theirs, ours)
    return spoken


def noisy(sound: Samples, random: Any, snr_db: float) -> Samples:
    """Speech in a room whose noise falls with frequency.

    Args:
        sound: the speech.
        random: a generator of NumPy's.
        snr_db: of the speech above the noise.
    """
    lines = np.fft.rfft(random.standard_normal(len(sound)))
    lines /= np.sqrt(np.maximum(1, np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE) / 50))
    room = np.fft.irfft(lines, len(sound))
    room *= LEVEL * 10 ** (-snr_db / 20) / room.std()
    return np.asarray(np.clip(sound + room, -1, 1), np.float32)


@cache
def _network() -> Network:
    return Network(model.locate(cache_dir()), 1)
