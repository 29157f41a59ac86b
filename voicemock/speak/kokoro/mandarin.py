"""Mandarin as the symbols that Kokoro was trained on: IPA with arrows for tones, words apart.

Readings come from pypinyin's dictionary of phrases, words from jieba. The notation of a syllable is
that of misaki (Apache-2.0), with which the network's Mandarin was trained, after Duanmu, The
Phonology of Standard Chinese (2007), and Lin, The Sounds of Chinese (2007).
"""

from __future__ import annotations

import re

_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l",
    "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ",
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
_FINALS = {
    "a": ("a", ""), "ai": ("ai", ""), "an": ("a", "n"), "ang": ("a", "ŋ"), "ao": ("au", ""),
    "e": ("ɤ", ""), "ei": ("ei", ""), "en": ("ə", "n"), "eng": ("ə", "ŋ"),
    "i": ("i", ""), "ia": ("ja", ""), "ian": ("jɛ", "n"), "iang": ("ja", "ŋ"), "iao": ("jau", ""),
    "ie": ("je", ""), "in": ("i", "n"), "ing": ("i", "ŋ"), "iong": ("jʊ", "ŋ"), "iou": ("jou", ""),
    "ong": ("ʊ", "ŋ"), "ou": ("ou", ""), "o": ("wo", ""), "u": ("u", ""), "ua": ("wa", ""),
    "uai": ("wai", ""), "uan": ("wa", "n"), "uang": ("wa", "ŋ"), "uei": ("wei", ""),
    "uen": ("wə", "n"), "ueng": ("wə", "ŋ"), "uo": ("wo", ""),
    "v": ("y", ""), "ve": ("ɥe", ""), "van": ("ɥɛ", "n"), "vn": ("y", "n"),
}  # fmt: skip
"""What stands before the tone and behind it."""
_WHOLE = {"er": ("ɚ", ""), "n": ("n", ""), "ng": ("ŋ", ""), "m": ("m", ""), "ê": ("ɛ", "")}
_BUZZED = ("ɨ", "")  # the vowel of zi, ci, si, zhi, chi, shi, ri
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_HAN = re.compile(r"[㐀-鿿]+")


def phonemes(han: str) -> str:
    """A run of Han characters in Kokoro's symbols, a blank between words."""
    import rjieba
    from pypinyin import Style, lazy_pinyin

    words = rjieba.cut(han)
    readings = lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
    at, spoken = 0, []
    for word in words:
        spoken.append("".join(_syllable(one) for one in readings[at : at + len(word)]))
        at += len(word)
    return " ".join(spoken)


def _syllable(pinyin: str) -> str:
    """A syllable such as ``zhong1``."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials

    plain, tone = pinyin[:-1], _TONES[pinyin[-1]]
    initial = to_initials(plain, strict=True)
    final = to_finals(plain, strict=True, v_to_u=False)
    if plain in _WHOLE:
        before, behind = _WHOLE[plain]
        return before + tone + behind
    before, behind = (
        _BUZZED
        if final == "i" and initial in ("z", "c", "s", "zh", "ch", "sh", "r")
        else _FINALS[final]
    )
    return _INITIALS.get(initial, "") + before + tone + behind
