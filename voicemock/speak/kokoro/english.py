"""English as the symbols that Kokoro was trained on: words in their context, numbers as read.

The notation is that of misaki (Apache-2.0), with which the network was trained: a symbol for each
diphthong (A I O W Y), small words without stress, "T" for the tap of "better".
"""

from __future__ import annotations

import re

from voicemock.speak.kokoro import english_words
from voicemock.speak.kokoro.english_words import VOWELS, Pronunciation

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?|\d")
_ASPIRATED = re.compile(rf"(?<!s)[ptk](?=[jwɹl]?[ˈˌ])|\b[ptk](?=[{''.join(VOWELS)}])")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# After these a word is a verb's plain form, a noun (or an adjective), a participle.
_BEFORE_VERB = frozenset((
    "to", "will", "would", "can", "could", "should", "must", "may", "might", "shall", "do", "does",
    "did", "don't", "doesn't", "didn't", "won't", "can't", "couldn't", "wouldn't", "please",
    "let's", "i'll", "we'll", "you'll", "they'll", "i'd", "we'd", "you'd", "they'd", "never", "not",
    "i", "you", "we", "they", "who", "just", "always", "usually", "customers", "agents", "people",
    "callers", "clients", "teams",
))  # fmt: skip
_BEFORE_NOUN = frozenset((
    "a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these",
    "those", "each", "every", "no", "any", "some", "one", "of", "in", "on", "for", "by", "with",
    "from", "as", "about", "into", "more", "most", "another", "first", "last", "good", "new", "old",
    "customer",
))  # fmt: skip
_BEFORE_PARTICIPLE = frozenset((
    "have", "has", "had", "i've", "you've", "we've", "they've", "is", "are", "was", "were", "been",
    "be", "being", "get", "got", "haven't", "hasn't", "hadn't", "already", "he's", "she's", "it's",
))  # fmt: skip
_DETERMINERS = frozenset((
    "a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these",
    "those",
))  # fmt: skip
_POINTING = frozenset((
    "is", "was", "would", "will", "sounds", "means", "makes", "could", "should", "can", "that's",
))  # fmt: skip
_POINTED = frozenset((
    "about", "of", "for", "with", "on", "at", "in", "after", "before", "like", "do", "did", "than",
    "to", "by", "from", "is", "was", "and", "does",
))  # fmt: skip


def phonemes(clause: str, among_han: bool = False) -> str:
    """A clause without marks in Kokoro's symbols, a blank between words; digits are said one by one.

    ``among_han`` is for words in a Mandarin sentence: letters have their names there, and as its
    p, t and k without aspiration are what English hears as b, d and g, aspiration is written.

    What no dictionary has is read by espeak-ng, and is spelled where that is missing.
    """
    words = words_of(clause)
    english_words.learn(words)
    spoken: list[str] = []
    following, following_sound = "", ""
    for at in range(len(words) - 1, -1, -1):
        before = words[at - 1].lower() if at else ""
        letters = english_words.spelled_among_han(words[at]) if among_han else None
        sound = letters or _in_context(words[at], before, following, following_sound)
        spoken.append(sound)
        following, following_sound = words[at].lower(), sound
    joined = " ".join(one for one in reversed(spoken) if one)
    joined = joined.replace("ɾ", "T").replace("ʔ", "t")
    return _ASPIRATED.sub(r"\g<0>ʰ", joined) if among_han else joined


def words_of(clause: str) -> list[str]:
    """The words that are spoken, digits as words."""
    words = [word.removesuffix("'") for word in _TOKEN.findall(clause.replace("\u2019", "'"))]
    if len(words) > 2 and clause.isupper():  # somebody shouts; else capitals may be an acronym
        words = [word.lower() for word in words]
    return [_DIGITS[int(word)] if word.isdecimal() else word for word in words]


def _in_context(word: str, before: str, following: str, following_sound: str) -> str:
    """A word's sound between two others, which are in small letters, or empty at a clause's ends."""
    vowel = next((one in VOWELS for one in following_sound if one not in "ˈˌ"), None)
    small = word.lower()
    if small == "i":
        return "ˌI" if following else "ˈI"
    article = word == "a" or (word == "A" and not before and following)
    if word.isupper() and len(word) == 1 and not article:
        return english_words.spelled(word)
    weak = _weak(small, vowel) if (small, following) != ("am", "i") else None
    if weak is not None:
        return weak
    if small == "used" and following == "to":
        return "jˈust"
    found = english_words.pronunciation(word)
    sound = english_words.of(found, *_tags(found, small, before, following))
    # A word that opens a sentence is not reduced.
    if word[0].isupper() and not before and not {"ˈ", "ˌ"} & set(sound):
        return re.sub(f"[{''.join(VOWELS)}]", r"ˌ\g<0>", sound, count=1)
    return sound


def _weak(word: str, vowel: bool | None) -> str | None:
    """A small word before a vowel, a consonant or (None) a clause's end."""
    if vowel is None:
        return {"in": "ˈɪn", "an": "ˈæn"}.get(word)
    forms = {
        "a": ("ɐ", "ɐ"), "an": ("ɐn", "ɐn"), "the": ("ðə", "ði"), "to": ("tə", "tʊ"),
        "am": ("ɐm", "ɐm"), "in": ("ɪn", "ɪn"),
    }  # fmt: skip
    return forms[word][vowel] if word in forms else None


def _tags(found: Pronunciation, word: str, before: str, following: str) -> tuple[str, ...]:
    """The part of speech that its neighbours make likely, for words that sound by it."""
    if isinstance(found, str):
        return ()
    if word == "that":
        return ("DT",) if not before or following in _POINTING or before in _POINTED else ()
    if "None" in found:
        return () if following else ("None",)
    if before in _BEFORE_PARTICIPLE:
        return ("VBN", "VBD", "ADJ")
    if before in _BEFORE_NOUN:
        return ("NOUN",)
    if before in _BEFORE_VERB or (following in _DETERMINERS and before != "to"):
        return ("VERB",)
    return ()
