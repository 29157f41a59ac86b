"""How an English word is spoken, in Kokoro's symbols: from a dictionary, by its parts, by its letters.

The dictionary is that of misaki (Apache-2.0), with which the network was trained; none of its code
is used. The program espeak-ng, where there is one, reads what is in no dictionary.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from voicemock.speak.kokoro import espeak
from voicemock.speak.kokoro.lexicon import Lexicon

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ")
_BEFORE_TAP = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
LETTERS = {
    "A": "ˌA", "B": "bˌi", "C": "sˌi", "D": "dˌi", "E": "ˌi", "F": "ˌɛf", "G": "ʤˌi", "H": "ˌAʧ",
    "I": "ˌI", "J": "ʤˌA", "K": "kˌA", "L": "ˌɛl", "M": "ˌɛm", "N": "ˌɛn", "O": "ˌO", "P": "pˌi",
    "Q": "kjˌu", "R": "ˌɑɹ", "S": "ˌɛs", "T": "tˌi", "U": "jˌu", "V": "vˌi", "W": "dˌʌbᵊlju",
    "X": "ˌɛks", "Y": "wˌI", "Z": "zˌi",
}  # fmt: skip
_LETTERS_AMONG_HAN = {
    "A": "ei→", "B": "pi→", "C": "si→", "D": "ti→", "E": "i→", "F": "ɛ→f", "G": "ʨi→", "H": "ei→ʨʰɨ",
    "I": "ai→", "J": "ʨei→", "K": "kʰei→", "L": "ɛ→l", "M": "ɛ→m", "N": "ɛ→n", "O": "ou→",
    "P": "pʰi→", "Q": "kʰjou→", "R": "a→ɚ", "S": "ɛ→s", "T": "tʰi→", "U": "jou→", "V": "vi→",
    "W": "ta→pulju", "X": "ɛ→ks", "Y": "wai→", "Z": "ʣi→",
}  # fmt: skip
"""As Mandarin has them, in its first tone: in a Mandarin voice, "CRM" is understood so."""
_OWN = {
    # written for abbreviations, by `read_aloud`
    "missis": "mˈɪsɪz", "miz": "mˌɪz", "dot": "dˈɑt",
    # products
    "zendesk": "zˈɛndˌɛsk", "google": "ɡˈuɡᵊl", "linkedin": "lɪŋktˈɪn", "iphone": "ˈIfˌOn",
    "whatsapp": "wˈʌtsˌæp", "wifi": "wˈIfˌI",
    # names
    "priya": "pɹˈiə", "siobhan": "ʃəvˈɔn", "niamh": "nˈiv", "aoife": "ˈifə", "aisha": "Iˈiʃə",
    "saoirse": "sˈɜɹʃə", "joaquin": "wɑkˈin", "nguyen": "wˈɪn", "xiao": "ʃˈW", "zhang": "ʤˈɑŋ",
    "wang": "wˈɑŋ", "li": "lˈi", "zoe": "zˈOi", "hannah": "hˈænə", "elena": "əlˈAnə",
    "mina": "mˈinə",
    # borrowed, and what is heard between words
    "cliche": "kliʃˈA", "résumé": "ɹˈɛzəmˌA", "rata": "ɹˈɑɾə", "non": "nˈɑn", "aha": "ɑhˈɑ", "hm": "hˈʌm",
    "mm": "hˈʌm",
}  # fmt: skip
"""What the dictionary lacks, or has in another sense."""
_SPELLED = frozenset(("US", "IT", "AM", "ID", "PA"))
"""Capitals that are said as letters though they are words, too."""
_PART = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACRONYM = re.compile(r"([A-Z]{2,6})('?s)?")
_DOUBLED = re.compile(r"([bdfglmnprt])\1$")
_SHORT = re.compile("[^aeiou]*[aeiou][^aeiouwxy]")  # it would have doubled its consonant
_AMERICAN = (("is", "iz"), ("our", "or"), ("ys", "yz"), ("ll", "l"))
_CONTRACTED = {"'ll": "{}ᵊl", "'ve": "{}əv", "'re": "{}əɹ", "'d": "{}əd"}
_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d"}
)
_SHORTEST_PART = 3  # letters of a word in a compound; "to" and "in" are in many names
_LONGEST = 40  # letters of a word that is looked for in others

Pronunciation = str | Mapping[str, str]
"""Or one by part of speech, with the tags of the Penn Treebank and ``DEFAULT``."""


def pronunciation(word: str) -> Pronunciation:
    """Of a word of letters and apostrophes, in the case it was written in; never empty."""
    return known(word) or espeak.phonemes(_ascii(word)) or spelled(word)


def learn(words: Iterable[str]) -> None:
    """Lets espeak-ng read in one go what is in no dictionary."""
    espeak.learn([_ascii(word) for word in words if not known(word)])


def spelled(word: str) -> str:
    """By letters, the last one stressed: "SLA" is "ess ell ay"."""
    names = [LETTERS[one] for one in _ascii(word).upper() if one in LETTERS]
    return "".join(names[:-1]) + "".join(names[-1:]).replace("ˌ", "ˈ")


def spelled_among_han(word: str) -> str | None:
    """An acronym's or a single letter's names in Mandarin; None for a word."""
    acronym = _acronym(word)
    letters = word.upper() if len(word) == 1 else acronym[1] if acronym else ""
    return " ".join(filter(None, map(_LETTERS_AMONG_HAN.get, letters))) or None


def _acronym(word: str) -> re.Match[str] | None:
    """Capitals that are said as letters, perhaps with an ending."""
    found = _ACRONYM.fullmatch(word)
    if found and (
        found[1] in _SPELLED or not any(one in _gold() for one in (found[1], found[1].lower()))
    ):
        return found
    return None


@lru_cache(maxsize=4096)
def known(word: str) -> Pronunciation | None:
    """From the dictionary, by itself or by its parts; an acronym by its letters."""
    if acronym := _acronym(word):
        letters = spelled(acronym[1])
        return _with_s(letters) if acronym[2] else letters
    plain = _ascii(word)
    if len(plain) > _LONGEST:
        return None
    small = plain.lower()
    return (
        _OWN.get(word.lower())
        or _OWN.get(small)
        or _looked_up(word)
        or _looked_up(plain)
        or _inflected(small)
        or _in_parts(_PART.split(plain))
        or _in_american(small)
        or _in_parts(_compound(small))
    )


def _looked_up(word: str) -> Pronunciation | None:
    forms = (word, word.lower(), word.capitalize())
    for words in (_gold(), _silver()):
        for form in forms:
            if found := words.get(form):
                return _parsed(found)
    return None


def _inflected(word: str) -> Pronunciation | None:
    """A known word with an ending: "emails", "manager's", "upselling"."""
    for ending, added in _CONTRACTED.items():
        if word.endswith(ending) and (base := _looked_up(word.removesuffix(ending))):
            return _each(base, added.format)
    if word.endswith("s'"):
        return _looked_up(word[:-1]) or _inflected(word[:-1])
    for ending, joined in (("'s", _with_s), ("s", _with_s), ("ed", _with_ed), ("ing", _with_ing)):
        if not word.endswith(ending):
            continue
        for base in _bases(word.removesuffix(ending), joined is _with_s):
            if len(base) > 1 and (found := _OWN.get(base) or _looked_up(base)):
                return _each(found, joined) if joined is _with_s else joined(of(found, "VERB"))
    return None


def _bases(stem: str, before_s: bool) -> list[str]:
    """What a word may have been before its ending: "carri" was "carry", "planed" not "plan"."""
    bases = [stem, f"{stem}e", stem.removesuffix("e"), _DOUBLED.sub(r"\1", stem)]
    if not before_s and _SHORT.fullmatch(stem):
        bases[:2] = bases[1::-1]
    return [*bases, re.sub("ie?$", "y", stem)]


def _in_american(word: str) -> Pronunciation | None:
    for british, american in _AMERICAN:
        if british in word[2:]:
            other = word[:2] + word[2:].replace(british, american)
            if found := _looked_up(other) or _inflected(other):
                return found
    return None


def _compound(word: str) -> list[str]:
    """The two words that it is made of, the first as long as can be: "helpdesk"."""
    if not word.isalpha():
        return []
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        if word[:cut] in _gold() and (word[cut:] in _gold() or word[cut:] in _silver()):
            return [word[:cut], word[cut:]]
    return []


def _in_parts(parts: list[str]) -> str | None:
    if len(parts) < 2:
        return None
    found = [known(part) or (spelled(part) if len(part) == 1 else None) for part in parts]
    if None in found:
        return None
    first, *others = (of(one) for one in found if one)
    return first + "".join(others).replace("ˈ", "ˌ")


def of(pronunciation: Pronunciation, *tags: str) -> str:
    """The pronunciation as the first of these parts of speech that it distinguishes."""
    if isinstance(pronunciation, str):
        return pronunciation
    return next(pronunciation[tag] for tag in (*tags, "DEFAULT") if tag in pronunciation)


def _each(pronunciation: Pronunciation, change: Callable[[str], str]) -> Pronunciation:
    if isinstance(pronunciation, str):
        return change(pronunciation)
    return {tag: change(spoken) for tag, spoken in pronunciation.items()}


def _with_s(spoken: str) -> str:
    if spoken[-1] in "szʃʒʧʤ":
        return f"{spoken}ᵻz"
    return spoken + ("s" if spoken[-1] in "ptkfθ" else "z")


def _with_ed(spoken: str) -> str:
    if spoken[-1] in "td":
        return f"{_flapped(spoken)}ᵻd"
    return spoken + ("t" if spoken[-1] in "pkfθʃsʧ" else "d")


def _with_ing(spoken: str) -> str:
    return f"{_flapped(spoken)}ɪŋ"


def _flapped(spoken: str) -> str:
    """American English has a tap for a t between vowels, where no stress follows."""
    return f"{spoken[:-1]}ɾ" if spoken[-1] == "t" and spoken[-2:-1] in _BEFORE_TAP else spoken


def _ascii(word: str) -> str:
    """Without accents: "café" is looked up as "cafe"."""
    parted = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
    return "".join(one for one in parted if one.isascii())


def _gold() -> Lexicon:
    """What was checked by a person."""
    return _dictionary()[0]


def _silver() -> Lexicon:
    """What was not."""
    return _dictionary()[1]


@cache
def _dictionary() -> tuple[Lexicon, Lexicon]:
    packed = (Path(__file__).with_name("dictionary") / "english.tsv.gz").read_bytes()
    gold, silver = gzip.decompress(packed).split(b"\n\n")
    return Lexicon(gold), Lexicon(silver)


def _parsed(entry: str) -> Pronunciation:
    if "=" not in entry:
        return entry
    return dict(one.split("=", 1) for one in entry.split(" "))
