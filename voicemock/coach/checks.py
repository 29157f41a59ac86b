"""What of a model's words may be shown: plain, short, in the right language, and true to what was said."""

from __future__ import annotations

import re
import unicodedata

from voicemock.coach.tightened import is_true_to
from voicemock.language import get as get_language
from voicemock.language.base import HAN, Language
from voicemock.values.answer import Answer, Step
from voicemock.values.coach import Opinion
from voicemock.values.interview import LanguageCode

_SPACES = frozenset(("Zs", "Zl", "Zp", "Cc"))
_LETTERS_MARKS_SIGNS = frozenset("LNPS")
_NO_PROSE = re.compile(r"[<>{}\[\]|\\^`~_*@=#]|://|\bwww\.", re.IGNORECASE)
"""Markup, code and addresses: nothing that anybody says in an interview."""
_ASKED = re.compile(r"[^?？]+[?？]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MOST_NAME = 60
_MOST_QUESTION = {"zh": 60, "en": 200}
"""Characters of a follow-up question; the longest of the packs has some 40 and 110."""
_FEWEST_QUOTED = 3
"""Words, or 字 and one more, of a passage that shows a step: shorter ones show anything."""
_MOST_QUOTED = 60
_MOST_OPINIONS = 10
_WORTH_TIGHTENING = {"zh": 60, "en": 45}
"""字 or words, some 20 s, below which there is nothing to leave out."""
_SHORTER = 0.9
"""Of the answer's length: what is hardly shorter is no help."""
_LEFT = 0.2
"""Of the answer's length: what leaves out more is a headline and no answer."""


def plain(text: object, most: int) -> str:
    """A text as one line without what is no letter, number, mark or sign; "" where it is none or too long."""
    if not isinstance(text, str) or len(text) > 10 * most:
        return ""
    kept = []
    for one in unicodedata.normalize("NFC", text):
        category = unicodedata.category(one)
        if category in _SPACES:
            kept.append(" ")
        elif category[0] in _LETTERS_MARKS_SIGNS and category != "So":
            kept.append(one)
    line = " ".join("".join(kept).split())
    return line if len(line) <= most else ""


def name(text: object) -> str:
    """What a model is called."""
    return plain(text, _MOST_NAME).translate({ord(one): None for one in "<>{}[]|\\^`"})


def _prose(text: object, most: int, code: LanguageCode) -> str:
    """A text in the language, "" where it is none."""
    line = plain(text, most)
    return line if line and not _NO_PROSE.search(line) and _is_in(line, code) else ""


def _is_in(text: str, code: LanguageCode) -> bool:
    letters = [one for one in text if one.isalpha()]
    han = [one for one in letters if HAN.match(one)]
    others = [one for one in letters if not HAN.match(one)]
    if not letters or not all(unicodedata.name(one, "").startswith("LATIN") for one in others):
        return False
    return len(han) >= len(others) if code == "zh" else not han


def opinions(said: object, doubtful: list[Step], answer: Answer) -> tuple[Opinion, ...]:
    """What a model says of the steps that were in doubt; the words that it quotes must have been said."""
    names = {one.id: one.name for one in doubtful}
    found: dict[str, Opinion] = {}
    for one in said[:_MOST_OPINIONS] if isinstance(said, list) else ():
        step = one.get("id") if isinstance(one, dict) else None
        if not isinstance(step, str) or step not in names or step in found:
            continue
        if one.get("found") is False:
            found[step] = Opinion(step, names[step])
        elif one.get("found") is True and (heard := _quoted(one.get("words"), answer)):
            found[step] = Opinion(step, names[step], heard)
    return tuple(found[step] for step in names if step in found)


def _quoted(words: object, answer: Answer) -> str:
    """The passage of the transcript that these words are, as it stands there; "" where there is none."""
    language, text = get_language(answer.language), answer.transcript.text
    wanted = [one.form for one in language.tokens(language.normalize(plain(words, len(text))))]
    said = language.tokens(text)
    forms = [one.form for one in said]
    fewest = _FEWEST_QUOTED + (answer.language == "zh")
    if not fewest <= len(wanted) <= _MOST_QUOTED:
        return ""
    for at in range(len(forms) - len(wanted) + 1):
        if forms[at : at + len(wanted)] == wanted:
            return text[said[at].start : said[at + len(wanted) - 1].end]
    return ""


def follow_up(said: object, answer: Answer) -> str | None:
    """A question to ask next: one, short, and with no number that was not said."""
    code = answer.language
    line = _prose(said, _MOST_QUESTION[code], code)
    asked = answer.question.text if answer.question else ""
    if not _ASKED.fullmatch(line) or len(get_language(code).tokens(line)) < _FEWEST_QUOTED:
        return None
    if _forms(line, code) == _forms(asked, code):
        return None
    known = set(_NUMBER.findall(f"{asked} {answer.transcript.text}"))
    return line if set(_NUMBER.findall(line)) <= known else None


def _forms(text: str, code: LanguageCode) -> list[str]:
    language = get_language(code)
    return [one.form for one in language.tokens(language.normalize(text))]


def tightened(said: object, answer: Answer) -> str | None:
    """The answer in fewer of its own words, None where there is anything else in it."""
    code, text = answer.language, answer.transcript.text
    language: Language = get_language(code)
    line = language.normalize(_prose(said, len(text), code))
    before, now = language.count_units(text), language.count_units(line)
    if before < _WORTH_TIGHTENING[code] or not _LEFT * before <= now <= _SHORTER * before:
        return None
    return line if is_true_to(line, text, language) else None
