"""English as it is read aloud: numbers, money, times, abbreviations and signs in words."""

from __future__ import annotations

import re
import unicodedata

from voicemock.language.base import normalizer

_ABBREVIATIONS = {
    "e.g.": "for example", "eg.": "for example", "i.e.": "that is", "etc.": "et cetera",
    "mr.": "Mister", "mrs.": "Missis", "ms.": "Miz", "dr.": "Doctor", "prof.": "Professor",
    "approx.": "approximately", "incl.": "including", "dept.": "department", "vs.": "versus",
    "mr": "Mister", "mrs": "Missis", "ms": "Miz", "dr": "Doctor", "vs": "versus", "w/o": "without",
    "a.m.": "AM", "p.m.": "PM", "n/a": "not applicable",
}  # fmt: skip
_UNITS = {
    "kg": "kilograms", "km": "kilometres", "cm": "centimetres", "mm": "millimetres", "min": "minutes",
    "mins": "minutes", "hr": "hours", "hrs": "hours", "sec": "seconds", "secs": "seconds",
    "k": "thousand", "bn": "billion", "ms": "milliseconds", "x": "times",
}  # fmt: skip
_SIGNS = {
    "&": "and", "+": "plus", "@": "at", "%": "percent", "=": "equals", "#": "number", "°": "degrees",
    "€": "euros", "£": "pounds", "$": "dollars", "×": "times", "~": "about", "§": "section",
}  # fmt: skip
_COINS = {"$": "dollars", "£": "pounds", "€": "euros"}
_DIGITS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_ABBREVIATION = re.compile(
    rf"(?<![\w.])(?:(?i:{'|'.join(map(re.escape, _ABBREVIATIONS))}))(?![\w])(?!\.\w)"
)
_SENTENCE_ENDS = re.compile(r"\s+[A-Z]|\s*$")
_CLOSERS = ("et cetera", "AM", "PM")  # their full stop may be a sentence's, too
_NUMERO = re.compile(r"\b[Nn]o\.\s?(?=\d)")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
_ROUND_THE_CLOCK = re.compile(r"\b24/7\b")
_TO = re.compile(r"\b([A-Z])2([A-Z])\b")
_DECADE = re.compile(r"(?<!\w)(?:(\d{4})|'?(\d0))'?s\b")
_RANGE = re.compile(r"(?<![\d.,-])([$£€]?(?!0)[\d.,]*\d%?)\s?[-–](?=[$£€]?\d)(?![\d ]*-)")
_MINUS = re.compile(r"(?<![\w.,)])[-−](?=[$£€]?\d)")
_THOUSANDS = re.compile(r"([$£€]\d{1,3})k\b")
_AMOUNT = re.compile(r"([$£€])(\d{1,3}(?:,?\d{3})*)\.(\d\d)\b(?![.,]?\d)")
_CODE = re.compile(
    r"(?<![\d.,:$£€])(?:0\d(?:[\d ]*\d)?(?!:)|\d{5,})(?![\d.,:/%]\d|%)|(?<=[A-Za-z])\d{3,}\b"
)
_NUMBER = re.compile(
    r"(?:[$£€]\d+(?:[.,]\d+)*(?:m|bn)\b|[$£€]?\d+(?:[.,:/]\d+)*)(?:st|nd|rd|th)?(?![A-Za-z]*\d)(?:\s?%|\s?[ap]\.?m\b(?:\.(?=\s+[a-z,]))?)?",
    re.ASCII | re.IGNORECASE,
)
_UNIT = re.compile(
    rf"(?<![$£€.,\d])(\d+(?:[.,]\d+)*)\s?({'|'.join(sorted(_UNITS, key=len, reverse=True))})\b"
)
_EACH = re.compile(r"(?<=[\w%])\s?/\s?(?=(?:hour|day|week|month|year|person)\b)")
_DASH = re.compile(r"\s-+\s|\s?--+\s?|\s?–\s?")
_MARKS = re.compile(r"[?!]{2,}")
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d])")
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
_LONGEST = 24  # characters of a number; the normalizer's time grows with the square of them


def read_aloud(text: str) -> str:
    """A text without digits and signs: "at 9am, £89" is "at nine AM, eighty nine pounds"."""
    text = "".join(_plain(one) for one in unicodedata.normalize("NFC", text))
    text = _ABBREVIATION.sub(_abbreviation, text)
    text = _NUMERO.sub("number ", text)
    text = _INITIALS.sub(_initials, text)
    text = _ROUND_THE_CLOCK.sub("twenty four seven", text)
    text = _TO.sub(r"\1 to \2", text)
    text = _DECADE.sub(_decade, text)
    text = _RANGE.sub(r"\1 to ", text)
    text = _MINUS.sub("minus ", text)
    text = _AMOUNT.sub(_amount, text)
    text = _THOUSANDS.sub(r"\1,000", text)
    text = _UNIT.sub(lambda one: f"{one[1]} {_UNITS[one[2]]}", text)
    text = _CODE.sub(lambda one: f" {' '.join(_DIGITS[int(d)] for d in one[0] if d != ' ')} ", text)
    text = _NUMBER.sub(lambda one: f" {_number(one[0])} ", text)
    text = _EACH.sub(" a ", text)
    text = _DASH.sub(" — ", text)
    text = _MARKS.sub(lambda one: "?" if "?" in one[0] else one[0][0], text)
    text = _DOT.sub(" dot ", text)
    return _SIGN.sub(lambda one: f" {_SIGNS[one[0]]} ", text)


def _abbreviation(found: re.Match[str]) -> str:
    words = _ABBREVIATIONS[found[0].lower()]
    ends = words in _CLOSERS and found[0].endswith(".")
    return words + "." * (ends and _SENTENCE_ENDS.match(found.string, found.end()) is not None)


def _initials(found: re.Match[str]) -> str:
    ends = found[0].endswith(".") and _SENTENCE_ENDS.match(found.string, found.end())
    return found[0].replace(".", "").upper() + "." * (ends is not None)


def _decade(found: re.Match[str]) -> str:
    read = _normalized(found[1] or found[2])
    return f"{read[:-1]}ies" if read.endswith("y") else f"{read}s"


def _amount(found: re.Match[str]) -> str:
    coin, part = _COINS[found[1]], _normalized(found[3].lstrip("0") or "0")
    if not found[2].strip("0"):
        return f"{part} {'pence' if found[1] == '£' else 'cents'}"
    return f"{_normalized(found[2])} {coin} {part if found[3] != '00' else ''}"


def _number(number: str) -> str:
    if len(number) > _LONGEST:
        return " ".join(_DIGITS[int(one)] if one.isdecimal() else " " for one in number)
    return _normalized(number)


def _normalized(number: str) -> str:
    try:
        read = str(normalizer("en").normalize(number))
    except AssertionError:  # wetext on what its grammar does not know
        return " ".join(_DIGITS[int(one)] if one.isdecimal() else one for one in number)
    return f"one {read}" if read.startswith(("hundred", "thousand", "million")) else read


def _plain(character: str) -> str:
    """Digits of any script, fractions, wide letters and quotation marks as ASCII has them."""
    if character.isnumeric() or "\uff21" <= character <= "\uff5a":
        return unicodedata.normalize("NFKC", character).replace("\u2044", "/")
    return "'" if character in "\u2018\u2019" else character
