"""Mandarin as the symbols that Kokoro was trained on: IPA with arrows for tones, words apart.

The notation of a syllable is that of misaki (Apache-2.0), with which the network's Mandarin was
trained, after Duanmu, The Phonology of Standard Chinese (2007), and Lin, The Sounds of Chinese
(2007).
"""

from __future__ import annotations

import re
from functools import cache

from voicemock.language import get as get_language
from voicemock.language.mandarin_aloud import read_aloud
from voicemock.speak.kokoro import tone_sandhi
from voicemock.speak.kokoro.readings import words as read

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
_LINE = re.compile(r"(?<=[。！？!?：:，,；;])\s*\n\s*|\s*\n\s*")
_MARKS = str.maketrans("「」『』【】〈〉《》〝〞．｡､", "“”“”“”“”“”“”。。、")
_DASH = re.compile(
    r"\s*(?:[—–―─…（）()]+|(?<=\s)-+(?=\s))\s*|(?<=[\u3400-\u9fff])[:;,](?=[\u3400-\u9fff])"
)
_NEEDLESS = re.compile(r"^[，\s]+|(?<=[，、。！？；：!?])[，\s]+|，(?=[\s，]*[，、。！？；：!?]|$)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>")
_UNREAD = re.compile(
    r"[^\u3400-\u9fff〇A-Za-z\u00c0-\u024f0-9\s，、。！？；：…（）()“”‘’,.!?;:'&%@+/—–―─-]"
)


def prepared(text: str) -> str:
    """A text as `phonemes` and English's read it: simplified, in words, with a sentence's marks only.

    A dash, an ellipsis and brackets pause as a comma does: the network runs over their own signs.
    Whatever is neither word nor mark (emoji, arrows, bullets) is silent.
    """
    text = read_aloud(get_language("zh").normalize(_TAG.sub(" ", text)))
    text = _LINE.sub("。", text.strip()).translate(_MARKS)
    text = _DASH.sub("，", _UNREAD.sub(" ", text))
    return _NEEDLESS.sub("", text)


def phonemes(han: str) -> str:
    """A run of Han characters in Kokoro's symbols, a blank between words."""
    spoken = ("".join(map(_symbols, word)) for word in readings(han))
    return " ".join(word for word in spoken if word)


def readings(han: str) -> list[list[str]]:
    """Syllables such as ``zhong1`` and ``dianr3`` as they are said, word by word."""
    words = read(han)
    tone_sandhi.apply(words)
    return [[syllable for syllable in word.syllables if syllable] for word in words]


@cache
def _symbols(syllable: str) -> str:
    """A syllable such as ``zhong1`` in Kokoro's symbols."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials

    plain, tone = syllable[:-1], _TONES[syllable[-1]]
    curled = plain.endswith("r") and plain != "er"
    plain = plain.removesuffix("r") if curled else plain
    if plain in _WHOLE:
        before, behind = _WHOLE[plain]
        return before + tone + behind
    initial = to_initials(plain, strict=True)
    final = to_finals(plain, strict=True, v_to_u=False)
    buzzed = final == "i" and initial in ("z", "c", "s", "zh", "ch", "sh", "r")
    before, behind = _BUZZED if buzzed else _FINALS[final]
    # the network knows 儿 only behind the whole syllable; without a tone of its own it is short
    return _INITIALS.get(initial, "") + before + tone + behind + ("ɚ" if curled else "")
