"""What a sentence does in an answer: be polite, set the scene, tell what came of a deed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from voicemock.language.base import Language, clauses, sentences

_SELF = {
    "zh": re.compile(r"我(?!们|司|家公司)"),
    "en": re.compile(r"\b(?:i|me|my|mine|myself)\b", re.IGNORECASE),
}
_CHANGE = {
    "zh": re.compile(r"了|没|不再|就|都|能|少|多|更|也|会"),
    "en": re.compile(
        r"\b(?:was|were|did|had|has|have|been|went|came|got|made|gave|sent|left|kept|sold|fell|rose|took|said"
        r"|told|paid|knew|felt|found|bought|brought|wrote|became|began|ran|won|lost|hung|will|would|gets?|goes"
        r"|stops?|ends?|stays?|comes?|drops?|falls?|calms?|feels?|knows?|leaves?|trusts?|works?|\w{2,}ed)\b",
        re.IGNORECASE,
    ),
}
_MIN_TOKENS = 4
_POLITE = {
    "zh": re.compile(
        r"您好|你好|老师好|各位好|面试官|高兴|荣幸|感谢|谢谢|紧张|面试|想一下|想想|想两秒|我想一|这个问题|好的|没问题|可以的|介绍"
        r"|我跟你说|说起来|^[嗯呃啊哦那就是个对吧吗，]+$"
    ),
    "en": re.compile(
        r"\b(?:nice to|thank|thanks|glad|pleasure|happy to|nervous|good (?:question|morning|afternoon|evening)|hello|hi|let me think"
        r"|give me a|sure|of course|okay|right|so|well|tell you|question|hm+|um+|uh+|about myself)\b",
        re.IGNORECASE,
    ),
}
_SHORT_POLITE = {"zh": 14, "en": 8}
_MUSING = {
    "zh": re.compile(
        r"做.{0,6}(?:嘛|的人|这行|就是|最)|重要的是|应该|一定要|就这样|就这么|说话|谢谢|[？?]$"
    ),
    "en": re.compile(
        r"^\s*(?:and |but |so )?(?:that's|it's|that is|it is|people|you|in a|thanks|thank)\b|\byou (?:just|have to|need to|get|can)\b",
        re.IGNORECASE,
    ),
}


def outcomes(
    text: str, deeds: Sequence[tuple[int, int]], language: Language
) -> list[tuple[int, int]]:
    """Character ranges of the sentences that tell what came of the deeds.

    They stand in the second half, behind the first deed, name none of the deeds and not oneself,
    and something changes in them.
    """
    code = language.code
    after = max(min(end for _start, end in deeds), len(text) // 2)
    found = []
    for start, end in trimmed(text, sentences(text)):
        sentence = text[start:end]
        if (
            end > after
            and not any(a < end and start < b for a, b in deeds)
            and len(language.tokens(sentence)) >= _MIN_TOKENS
            and not _SELF[code].search(sentence)
            and not _MUSING[code].search(sentence)
            and _CHANGE[code].search(sentence)
        ):
            found.append((start, end))
    return found


def opening(text: str, end: int, language: Language) -> tuple[int, int] | None:
    """The first clause before ``end`` that sets a scene; None where there are but pleasantries."""
    told = []
    for a, b in trimmed(text, clauses(text[:end])):
        clause = text[a:b]
        count = len(language.tokens(clause))
        if count <= _SHORT_POLITE[language.code] and _POLITE[language.code].search(clause):
            continue
        told.append((count, (a, b)))
    if sum(count for count, _span in told) < _MIN_TOKENS + 1:
        return None
    return next((span for count, span in told if count >= 2), None)


def trimmed(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans without the blanks before them."""
    for start, end in spans:
        yield start + len(text[start:end]) - len(text[start:end].lstrip()), end
