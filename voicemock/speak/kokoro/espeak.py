"""Words that no dictionary has, as the program espeak-ng reads them (GPL, so called as a program).

Whatever is wrong with the program, a word then has no phonemes from here, and is spelled.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection, Sequence

_LIMIT_S = 5.0
_TIE = "^"
# What espeak-ng's American English writes, as Kokoro has it (the notation of misaki).
_SYMBOLS = {
    "ʔˌn\u0329": "tᵊn", "ʔn\u0329": "tᵊn", "a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y", "o^ʊ": "O", "ə^l": "ᵊl", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "n\u0329": "ᵊn",
    "l\u0329": "ᵊl", "ʲo": "jo", "ʲə": "jə", "ʲ": "", "ɚ": "əɹ", "r": "ɹ", "x": "k", "ç": "k",
    "ɐ": "ə", "ɬ": "l", "\u0303": "", "ː": "", "e": "A", "o": "ɔ", "ɾ": "T", "ʔ": "t", "g": "ɡ",
    "\u0329": "", _TIE: "",
}  # fmt: skip
_SYMBOL = re.compile("|".join(map(re.escape, sorted(_SYMBOLS, key=len, reverse=True))))
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*", re.ASCII)
_KNOWN = re.compile(r"[AIOWYbdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒʤʧˈˌθᵊᵻT ]+")
_LONGEST = 40  # letters of a word; longer ones are no words
_learned: dict[str, str | None] = {}
_hung: set[str] = set()  # programs that did not answer once; waiting again helps nobody


def phonemes(word: str) -> str | None:
    """Of a word of English letters; None where espeak-ng cannot say."""
    learn([word])
    return _learned.get(word)


def learn(words: Collection[str]) -> None:
    """Asks for all of them in one process."""
    asked = sorted(
        {one for one in words if _WORD.fullmatch(one) and len(one) <= _LONGEST} - _learned.keys()
    )
    if not asked:
        return
    read = _read(asked)
    # one line a word, else it is not known which is which
    spoken = read if len(read) == len(asked) else [""] * len(asked)
    for word, one in zip(asked, spoken, strict=True):
        _learned[word] = one if _KNOWN.fullmatch(one) else None


def _read(words: Sequence[str]) -> list[str]:
    program = shutil.which("espeak-ng")
    if program is None or program in _hung:
        return []
    try:
        done = subprocess.run(
            [program, "-q", "--ipa", f"--tie={_TIE}", "-v", "en-us"],  # reads line by line
            input="\n".join(words) + "\n", capture_output=True, check=False, timeout=_LIMIT_S,
            text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        _hung.add(program)
        return []
    except OSError:
        return []
    lines = done.stdout.splitlines() if done.returncode == 0 else []
    return [_SYMBOL.sub(lambda one: _SYMBOLS[one.group()], line.strip()) for line in lines]
