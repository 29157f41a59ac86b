"""What a sentence does in an answer: be polite, set the scene, tell what came of a deed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicemock.language.base import Language, Span, clauses, overlaps, sentences, trimmed

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
_LONG_SENTENCE = 60
_POLITE = {
    "zh": re.compile(
        r"您好|你好|老师好|各位好|面试官|高兴|荣幸|感谢|谢谢|紧张|面试|想一下|想想|想两秒|我想一|这个问题|好的|没问题|可以的|介绍"
        r"|抱歉|对不起|不好意思|添.{0,3}麻烦|给您.{0,3}(?:带来|造成).{0,6}麻烦|麻烦[您你]|我跟你说|说起来|^[嗯呃啊哦那就是个对吧吗，]+$"
    ),
    "en": re.compile(
        r"\b(?:nice to|thank|thanks|glad|pleasure|happy to|nervous|good (?:question|morning|afternoon|evening)|hello|hi|let me think"
        r"|sorry (?:for|about|to trouble)|(?:i|we) apologi[sz]e|apologies|give me a|sure|of course|okay|right|so|well|tell you|question|hm+|um+|uh+|about myself)\b",
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


def outcomes(text: str, deeds: Sequence[Span], language: Language) -> list[Span]:
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
            and not overlaps((start, end), deeds)
            and len(language.tokens(sentence)) >= _MIN_TOKENS
            and not _SELF[code].search(sentence)
            and not _MUSING[code].search(sentence)
            and _CHANGE[code].search(sentence)
        ):
            found.append((start, end))
    return found


def opening(text: str, end: int, language: Language) -> Span | None:
    """The first clause before ``end`` that sets a scene; None where there are but pleasantries."""
    told = []
    for start, stop in trimmed(text, clauses(text[:end])):
        clause = text[start:stop]
        count = len(language.tokens(clause))
        if count > _SHORT_POLITE[language.code] or not _POLITE[language.code].search(clause):
            told.append((count, (start, stop)))
    if sum(count for count, _span in told) < _MIN_TOKENS + 1:
        return None
    return next((span for count, span in told if count >= 2), None)


def _units(text: str, language: Language) -> list[Span]:
    """The sentences; where one is so long that marks must be missing, its clauses."""
    found = []
    for start, end in sentences(text):
        if len(language.tokens(text[start:end])) <= _LONG_SENTENCE:
            found.append((start, end))
        else:
            found += [(start + a, start + b) for a, b in clauses(text[start:end])]
    return found


_DEED = {
    "zh": re.compile(
        r"我(?:们)?(?:会|可以|能|要|就|先|再|也|还|都|马上|立刻|立即|当场|直接|主动|亲自|尽快|赶紧|现在|去|来|会先|先去|会再|会去)*"
        r"(?:把|帮|替|给.{0,6}(?:换|做|开|补|退|送|修|免|拿|装|弄|办)|去|换|开|做|拿|送|退|教|拆|装|修|搬|调|带|领|垫|免|改|请|让|安排|找|用|申请)"
    ),
    "en": re.compile(
        r"\b(?:i|we)(?:'d|'ll| would| will| can| could)? (?:also |then |first |just |even |simply |quickly |personally )*"
        r"(?!would|will|can|could|also|then|first|just|even|have|had|am|was|be|do|did|not|never|say|said|tell|told|ask|listen|apolog|understand|thank|explain"
        r"|let|call|ring|phone|email|write|text|message|hear|know|feel|think|repeat|stay|like|love|promise|want|need|hope|see|imagine|get why|guess|mean"
        r"|appreciate|sympath|acknowledge|admit|own|remember|always|wait|keep|start|begin|try|pop|confirm|check|leave|follow|set|note|put|make sure|come|go|find it)"
        r"[a-z]{2,}(?:\s+\w+){2,}",
        re.IGNORECASE,
    ),
}
_LATER = {
    "zh": re.compile(
        r"明天|后天|第二天|隔天|次日|下周|下个|月底|周[一二三四五六日末]|晚上|今晚|下了?班|等.{1,9}(?:了|到|完|后|时候)|过.{1,3}天|[两三几]天后|周后|到账"
        r"|每.{0,4}(?:小时|天)|一周|半个月|随时|直接找我|分机|留.{0,5}给|回头|[到有]结果|下次|盯"
    ),
    "en": re.compile(
        r"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b|\b(?:next|following) (?:day|week|morning|month)\b|\blater\b|\btonight\b"
        r"|\bthat evening\b|\bby (?:noon|five|six|four|tomorrow|the end)\b|\bbefore (?:i|she|he|they|we|dessert|closing|the end)\b|\buntil\b"
        r"|\b(?:once|as soon as|when) (?:it|she|he|they|everything|the)\b|\b(?:each|every) (?:step|day|hour|morning|week)\b|\ba (?:week|month|day) (?:on|after|later)\b"
        r"|\bmorning shift\b|\breach me\b|\bmy (?:own |direct )?(?:name|number|extension)\b|\bafterwards?\b",
        re.IGNORECASE,
    ),
}


def deeds(text: str, others: Sequence[Span], language: Language) -> list[Span]:
    """Clauses in which one does something that is none of ``others`` (apology, promise, …)."""
    return [
        (start, end)
        for start, end in trimmed(text, clauses(text))
        if _DEED[language.code].match(text, start, end)
        and not language.negated((), [token.form for token in language.tokens(text[start:end])])
        and not overlaps((start, end), others)
    ]


def promises(text: str, solved: Sequence[Span], language: Language) -> list[Span]:
    """Sentences of the second half, behind the solution, that name a later time."""
    after = max(len(text) // 2, min(end for _start, end in solved))
    return [
        (start, end)
        for start, end in trimmed(text, _units(text, language))
        if end > after
        and start > solved[0][0]
        and _LATER[language.code].search(text, start, end)
        and not _MUSING[language.code].search(text[start:end])
        and not overlaps((start, end), solved)
    ]
