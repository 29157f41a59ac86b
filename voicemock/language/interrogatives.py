"""Questions put to the person opposite, and who is spoken of as doing: we or I."""

from __future__ import annotations

import re

from voicemock.language.base import Span, clauses, sentences
from voicemock.values.interview import LanguageCode

_ZH_ASKS = re.compile(
    r"吗$|呢$|(?<![差要的])不$|什么|怎么|怎样|如何|哪|多少|多久|多大|多长|多高|多快|几[个位天轮次年周人种类月条点号]|谁|为何|何时"
    r"|是不是|有没有|能不能|会不会|可不可以|要不要|需不需要|是否|能否"
)
_ZH_NO_ASK = re.compile(
    r"没有?什么|什么都|怎么都|不管|无论|谁都|哪里都|哪儿都|多少都|什么的$|怎么样都|[要有]什么.{0,4}随时|问什么"
)
_ZH_MARKS = re.compile(
    r"请问|请教|想问|问问您|问您|问一下|想了解|了解一下|想知道|好奇|不知道|想听听|[第头][一二三四几]?个"
)
_ZH_TO_YOU = re.compile(r"您|你们|咱们|贵公司|贵司|团队|公司|岗位|新人|部门|这边|试用期|面试")
_ZH_UNMARKED = 22
"""字 of a clause from which on marks are missing in it."""
_ZH_APART = 4
"""字 from the word that asks in one such question to the next, and quoted behind it."""
_ZH_QUOTED = re.compile(r"“[^”]*”|「[^」]*」")

_EN_LEAD = (
    r"(?:(?:and|so|also|then|well|yes|okay|now|but|first|second|third|secondly|thirdly|finally|lastly|last|one more"
    r"|my (?:first|second|third|last|other|next) (?:question|one) is|another (?:question|one) is|the (?:first|second|third|other|last) (?:question |one )?is"
    r"|(?:first|second|third) of all|number (?:one|two|three)|before i (?:go|leave)|may i ask|can i ask|could i ask|please|i have a question|let me ask you|one question)[,:]?\s+)*"
)
_EN_WH = r"(?:what|how|which|who|whom|whose|where|when|why)(?:'s|'re)?\b"
_EN_INVERTED = (
    r"(?:is|are|was|do|does|did|will|would|can|could|should|has|have|had|may|might)\s+"
    r"(?:there|you|your|the|a|an|this|it|i|we|new|people|agents|they|my|that|everyone|somebody|anyone|any|most|each)\b"
)
_EN_AUX = r"(?:is|are|was|were|do|does|did|will|would|can|could|should|has|have|had|makes?|happens)"
_EN_OPENS = re.compile(
    rf"\s*{_EN_LEAD}(?:{_EN_WH}\s+(?:{_EN_AUX}\b|(?:long|many|much|often|big|large|soon|kind|sort|tools?|training)\b)"
    rf"|{_EN_INVERTED})",
    re.IGNORECASE,
)
_EN_MARKS = re.compile(
    r"\b(?:i(?:'d| would)(?: also| really)? (?:like|love|be (?:interested|curious|keen)) to (?:know|ask|hear|learn|understand)"
    r"|i(?:'m| am| was)(?: also| just| really)? (?:curious|wondering|interested to (?:know|hear))|i wonder(?:ed)?\b"
    r"|(?:may|can|could|might) i (?:also |just )?ask\b|(?:could|can|would) you (?:please )?(?:tell|share|describe|explain|walk|say|give)"
    r"|i (?:also )?want(?:ed)? to (?:ask|know)|let me ask|please tell me)",
    re.IGNORECASE,
)
_EN_EMPTY = re.compile(
    r"\s*(?:so |and |but |well |yes |now |then )*(?:,\s*)?(?:may|can|could|might) i (?:also )?ask (?:you )?(?:something|a question|one question|one thing|two|three|a few|some|a couple)[^?]{0,30}$"
    r"|[^?]*\bi(?:'d| would) (?:like|love) to ask (?:you )?(?:two|three|four|a few|some|a couple|several)[^?]{0,30}$",
    re.IGNORECASE,
)
_EN_FURTHER = re.compile(
    rf"(?:\band|\bor|,|;)\s+(?:also\s+|then\s+)?(?:{_EN_WH}|{_EN_INVERTED})", re.IGNORECASE
)

_TO_YOU = {
    "zh": re.compile(r"您|你们|咱们|贵公司|贵司|请问|请教|想问|问一个"),
    "en": re.compile(
        r"\byour?s?\b|\b(?:may|can|could) i (?:also )?ask\b|this team|the team", re.IGNORECASE
    ),
}
_OWN = {
    "zh": re.compile(r"为什么.{0,4}我|我.{0,4}为什么|问我"),
    "en": re.compile(r"\bwhy (?:me|do i|did i|am i|i)\b|\bask me\b", re.IGNORECASE),
}
_WE = {"zh": re.compile(r"我们|咱们"), "en": re.compile(r"\bwe\b", re.IGNORECASE)}
_I = {
    "zh": re.compile(r"(?<!自)我(?!们)"),
    "en": re.compile(r"\b(?:i|im|ive)\b(?!\.e)", re.IGNORECASE),
}


def questions(text: str, code: LanguageCode, *, expected: bool = False) -> list[Span]:
    """Character ranges of the questions that are put to the person opposite, in order.

    A sentence may hold several: each clause that asks is one. Where questions are ``expected``,
    a Mandarin one needs no question mark, which recognizers leave out, nor a word of address.
    """
    return _zh(text, expected) if code == "zh" else _en(text)


def to_interviewer(text: str, code: LanguageCode) -> bool:
    """Whether a question is plainly put to the interviewer, and not to oneself to go on with."""
    return _TO_YOU[code].search(text) is not None and not _OWN[code].search(text)


def pronouns(text: str, code: LanguageCode) -> tuple[int, int]:
    """How often we (我们) and I (我) were said."""
    return len(_WE[code].findall(text)), len(_I[code].findall(text))


def _zh(text: str, expected: bool) -> list[Span]:
    text = _ZH_QUOTED.sub(lambda quoted: "■" * len(quoted.group()), text)
    found = []
    for start, end in sentences(text):
        sentence = text[start:end]
        marked = text[end : end + 1] in ("？", "?")
        asked = marked or _ZH_MARKS.search(sentence) is not None
        asking = [
            (start + piece_start, start + piece_end)
            for a, b in clauses(sentence)
            if _ZH_ASKS.search(sentence[a:b].rstrip("啊呀了"))
            and not _ZH_NO_ASK.search(sentence[a:b])
            and (expected or asked or _ZH_TO_YOU.search(sentence[a:b]))
            for piece_start, piece_end in _asking_apart(sentence, a, b)
        ]
        if not asking and marked and "■" not in sentence:
            asking = [(start, end)]
        found += asking
    return found


def _asking_apart(sentence: str, start: int, end: int) -> list[Span]:
    """A clause, or where recognizers left out the marks, a piece for each thing asked in it."""
    if end - start < _ZH_UNMARKED:
        return [(start, end)]
    found: list[Span] = []
    asked = -_ZH_APART
    for match in _ZH_ASKS.finditer(sentence, start, end):
        if match.start() - asked >= _ZH_APART:
            begin = max(start, asked + 1, match.start() - _ZH_UNMARKED // 2)
            found.append((begin, min(end, match.end() + _ZH_APART)))
            asked = match.start()
    return found


def _en(text: str) -> list[Span]:
    found = []
    for start, end in sentences(text):
        sentence = text[start:end]
        marked = text[end : end + 1] == "?"
        mark = _EN_MARKS.search(sentence)
        if not (marked or mark or _EN_OPENS.match(sentence)) or _EN_EMPTY.match(sentence):
            continue
        first = mark.end() + 1 if mark else _opening(sentence)
        further = [start + one.start() for one in _EN_FURTHER.finditer(sentence, first)]
        cuts = [start + len(sentence) - len(sentence.lstrip()), *further]
        found += list(zip(cuts, [*cuts[1:], end], strict=True))
    return found


def _opening(sentence: str) -> int:
    """Where the first question word of a sentence ends."""
    match = re.search(rf"{_EN_WH}|{_EN_INVERTED}", sentence, re.IGNORECASE)
    return match.end() if match else len(sentence)
