"""English as the symbols that Kokoro was trained on, from the phonemes of the program espeak-ng."""

from __future__ import annotations

import re
import shutil
import subprocess

from voicemock.errors import VoiceError
from voicemock.i18n import _

_TIE = "^"
_LIMIT_S = 10.0
# What espeak-ng's American English writes, as Kokoro has it (the notation of misaki).
_SYMBOLS = {
    "ʔˌn\u0329": "tᵊn", "ʔn\u0329": "tᵊn", "a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y", "o^ʊ": "O", "ə^l": "ᵊl", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "n\u0329": "ᵊn",
    "l\u0329": "ᵊl", "ʲo": "jo", "ʲə": "jə", "ʲ": "", "ɚ": "əɹ", "r": "ɹ", "x": "k", "ç": "k",
    "ɐ": "ə", "ɬ": "l", "\u0303": "", "ː": "", "e": "A", "o": "ɔ", "ɾ": "T", "ʔ": "t",
    "\u0329": "", _TIE: "",
}  # fmt: skip
_SYMBOL = re.compile("|".join(map(re.escape, sorted(_SYMBOLS, key=len, reverse=True))))


def phonemes(clause: str) -> str:
    """A clause without marks in Kokoro's symbols.

    Raises:
        VoiceError: the program espeak-ng is missing or failed.
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise VoiceError(_("English words need the program espeak-ng; install it."))
    done = subprocess.run(
        [program, "-q", "--ipa", f"--tie={_TIE}", "-v", "en-us", "--stdin"],
        input=clause, capture_output=True, check=False, timeout=_LIMIT_S, text=True,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    return _SYMBOL.sub(lambda one: _SYMBOLS[one.group()], " ".join(done.stdout.split()))
