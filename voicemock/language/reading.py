"""How a statement is meant: told of one occasion, a habit, what one would do, asked, denied, quoted.

Read from its words by rules, in the light of the statement before: "I'd listen, say sorry and find
out why" is one intention, though the last two verbs have no "would" of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from voicemock.language.base import Language, Span
from voicemock.language.interrogatives import questions
from voicemock.values.interview import LanguageCode

Reading = Literal["told", "habit", "would", "asked", "denied", "quoted", "role"]
"""``told``: as a fact; ``quoted``: another's words; ``role``: said to a person in front of one."""

_BREAK = re.compile(r"[。？！!?…\n]|\.(?=\s|$)")
_MARKED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」")

_EN_ADVERBS = r"(?:\s+(?:just|also|then|first|always|never|probably|definitely|certainly|simply|usually|normally|really|still|actually|only|even|maybe|quickly|personally|immediately))*"
_EN_HAD = r"(?:\s+(?:been|had|never|already|just|not|got|gone|done|made|taken|left|seen|heard|known|written|sent|told|given|said|put|set|come|become|begun|bought|brought|built|caught|chosen|found|felt|forgotten|kept|learnt|lost|met|paid|run|sold|spent|stood|thought|worked|started|better|\w+ed)\b)"
_EN_WOULD = re.compile(
    rf"\b(?:i|we|you)(?:'d(?!{_EN_HAD})|'ll|{_EN_ADVERBS} (?:would|will|could|might|should|shall))\b"
    r"|\b(?:i|we)(?:'m|'re| am| are)(?: probably| just)? (?:going|gonna|planning|ready) to\b|\bi(?:'m)? gonna\b"
    r"|\b(?:would|will) be (?:to|like)\b|\bit would\b|\bwould i do\b|\b(?:i|we) (?:plan|intend|mean) to\b"
    r"|\b(?:thing|step|move|what|all|priority|way)\b.{0,24}\b(?:i'd|i would|i'll|i will|would be)\b"
    r"|\bif (?:it|that|this) (?:were|was) me\b|\bhypothetically\b|\bin that (?:case|situation)\b.{0,12}\bi(?:'d|'ll)\b",
    re.IGNORECASE,
)
_EN_FEELING = (
    r"(?:annoy|ang(?:ry|er)|upset|furious|frustrat|cross\b|fum(?:e|ing)|worr(?:y|ied)|livid|the same|mad\b|stressed|disappoint|irritat"
    r"|scared|afraid|nervous|gutted|sick of|hat(?:e|ed)\b|raging|spitting|tearing|screaming|shouting|cry\b|crying|in tears|lost (?:it|my)|lose (?:it|my)"
    r"|miserable|embarrass|fed up|hurt|panic|go(?:ne)? (?:mad|spare|nuts|crazy)|hit the roof|want (?:to know|answers|my money|someone)|let down|humiliat)"
)
_EN_EMPATHY = re.compile(
    rf"\b(?:i|anyone|anybody|everyone)(?:'d| would)(?: \w+ly| also| just)? (?:have |be |feel |get |been |felt )*(?:\w+ ){{0,2}}?{_EN_FEELING}"
    rf"|\bif (?:it|that|this) (?:were|was|had been|happened to) me\b.{{0,40}}{_EN_FEELING}",
    re.IGNORECASE,
)
"""Oneself in another's place: a feeling that one would have is no deed that one would do."""
_EN_IF = re.compile(
    r"\b(?:if|when|suppose|imagine|let's say|say)\b.{0,12}\b(?:a|an|the|any|some|my|someone|somebody|anybody|they|he|she|it|there|you|people|customers)\b"
    r".{0,25}\b(?:is|are|gets|comes|calls|has|wants|says|asks|shouts|complains|keeps|starts|were|feels|can't|doesn't|won't)\b",
    re.IGNORECASE,
)
_EN_HABIT = re.compile(
    r"\b(?:i|we|you)(?:'m|'re| am| are)? (?:always|usually|normally|generally|often|typically|tend to|mostly|sometimes|regularly|never) (?!did|was|were|had|got|went|told|said|heard|saw|knew|thought|felt)\w+(?<!ed)\b"
    r"|\b(?:every time|whenever|each time|as a rule|most of the time|times out of ten|day to day|on a normal day|in general|generally|usually|normally|typically|as a habit|my (?:rule|approach|way|habit|style|method|philosophy) (?:is|has)|i(?:'m| am) (?:someone|somebody|a person|the (?:type|kind|sort)))\b"
    r"|\bin my (?:job|work)\b.{0,8}\bi \w+(?<!ed)\b|\b(?:works?|every) (?:every time|nearly everyone|most of the time|friday|monday|morning|day)\b|\bevery (?:morning|day|shift|week|friday|monday)\b|\bi make (?:it a point|a point|sure)\b|\byou (?:have|need|want|ought) to\b|\bi used to\b"
    r"|\byou(?:'ve)? (?:just|always|simply|never|gotta|got to) (?!said|told|came|were|had|did)[a-z]+(?<!ed)\b|\bthe (?:trick|key|secret|main thing|important thing|best thing|thing) is\b"
    r"|\b(?:all the time|any time|anytime|almost always|nearly always|no matter (?:who|what|how)|as soon as (?:a|somebody|someone|they))\b|\bhow i (?:do|handle|deal|work|see)\b",
    re.IGNORECASE,
)
_EN_OTHERS_SAY = re.compile(
    r"\b(?:he|she|they|customer|guest|caller|man|woman|lady|gentleman|manager|boss|supervisor|lead|leader|colleague|people|everyone|everybody|husband|wife|mother|mum|dad|father)"
    r"(?: just| then| always| kept| even)? (?:said|says|say|saying|told (?:me|us)|tells me|asked(?: me)?|asks|shouted|shouting|yelled|screamed|goes|was like|wrote|replied|answered|went)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_EN_I_SAY = re.compile(
    r"\bi(?:'d|'ll)?(?: just| then| also| would| will)? (?:said|say|told|tell|explained|promised|asked|answered|wrote|offered)\b",
    re.IGNORECASE,
)
_EN_DENIED = re.compile(
    r"\b(?:i|we|nobody|no one|he|she|they)(?: \w+)? ?(?:didn't|did not|never|wasn't able|couldn't|could not|haven't|hadn't|don't|do not|can't|cannot|won't|wouldn't)\b",
    re.IGNORECASE,
)
_EN_ROLE = re.compile(
    r"\b(?:sir|madam|ma'am)\b|\b(?:i|let me|we)(?:'m| am|'ll| will| can)?\b.{0,40}\byou(?:r|rs|'re|'ve)?\b|\byour (?:order|account|parcel|money|refund|case|name|number)\b",
    re.IGNORECASE,
)
_EN_SUBJECT = re.compile(
    r"\s*(?:and |so |then |but |because |well |um |uh |, )*(?:i|we|he|she|they|it|you|my|the|a|an|this|that|there|our|his|her|their|one|people|customers?|everyone|nobody|in|on|at|last|after|by|once)\b",
    re.IGNORECASE,
)

_ZH_WOULD = re.compile(
    r"我(?:们)?(?!不|没)(?:[^，。？！我]{0,8}?)(?:(?<![机社协学开大社不再误体])会(?!员|议|计|所|儿|不会|诊|场|话)|打算|准备(?!了|好了)|应该(?:会|先)|可以先|肯定(?:会|先|是先)|一定(?:会|先)|想先)"
    r"|^(?:[那嗯呃就首先其次然后最后再第一二三步]{0,6})(?:应该|肯定|一定|可能|可以|还|再|也|先|就|都|马上)?会(?!员|议|计|所)"
    r"|换(?:成|作|做|了)?(?:是)?我|要是(?:我|碰|遇|客户|真)|如果(?:是我|客户|遇|碰|我|他|对方|真|有|说)|假如|万一|[遇碰]到(?:这种|这样|这类)|真(?:遇|碰)上"
)
_ZH_EMPATHY = re.compile(
    r"(?:换|要是|如果|搁|放).{0,3}我(?!会)[^。？！]{0,6}(?:也|早|都|肯定|一样|得|能|不)[^。？！]{0,8}"
    r"(?:急|气|火|恼|难受|委屈|高兴|开心|乐意|痛快|好受|舒服|耐烦|满意|烦|崩溃|心疼|怕|担心|慌|受不了|骂|炸|毛|翻脸|桌|跳脚|哭|闹|摔|不想|不愿|疯|堵得|寒心|失望|接受不了)"
    r"|我(?:肯定|估计|可能|心里|自己)?(?:也|一样)(?:肯定|一样|是|得)?会?(?:很|挺|特别|非常|一样|这么|觉得|感到|发|着|生|上|窝){0,3}"
    r"(?:急|气(?!球)|火|恼|难受|委屈|不高兴|不开心|不乐意|不痛快|不好受|不舒服|不耐烦|烦|崩溃|心疼|害怕|担心|慌|受不了|骂人|炸毛|翻脸|拍桌|跳脚|哭|失望)"
)
"""Oneself in another's place: a feeling that one would have is no deed that one would do."""
_ZH_SAID_WILL = re.compile(
    r"(?:说|答应|告诉|保证|承诺|跟.{1,4}讲|回复|通知|没想到|以为|知道).{0,10}会"
)
_ZH_HABIT = re.compile(
    r"一般(?!般|人)|通常|平时|平常|平日|每次|每回|每当|经常(?!性)|总是|老是|一向|向来|往往|习惯|凡是|[遇碰][到上](?!过|了|一[个位次]).{0,12}(?:都|就|的话)|都会|一律|天天|常常|常年|大(?:多|部分)(?:数|时候|都|情况)|只要.{1,12}[就都]|[谁什么怎样]{1,3}.{0,6}我都|一般来[说讲]|十有八九|十次有|从来(?:都|不)|每天|每个?(?:礼拜|星期|月)都|基本(?:上|不|都)|多半|一直都|都是把|我都(?!没)|最在行|屡试不爽|我这个?人|我的(?:原则|习惯|方法|做法|风格)"
)
_ZH_ANCHORED = re.compile(r"那(?:天|次|会儿|段|个月|年|时候|一)|当时|后来|之后")
_ZH_OTHERS_SAY = re.compile(
    r"(?:他|她|他们|客户|顾客|客人|人家|对方|主管|经理|领导|老板|组长|店长|同事|大[爷妈哥姐]|阿姨|先生|女士|老太太|师傅|家长|用户)"
    r"[^，。我]{0,8}(?:说(?![完清出得话])|讲(?![完清])|问|喊|骂|嚷|吼|回我|告诉我)(?P<rest>.*)"
)
_ZH_I_SAY = re.compile(r"我(?!们|听|看)[^，。]{0,8}(?:说|讲|告诉|解释|答应|保证|问|回复)")
_ZH_DENIED = re.compile(
    r"我(?:们)?[^，。]{0,4}(?:没有?(?!想到|多久|过多久|问题|事)|不(?!过|但|仅|光|停|断|得不|好意思|是|管|到|用|慌|急|懂|会装))"
)
_ZH_ROLE = re.compile(r"您(?!好，?面试)|先生，|女士，|你(?:别|先|放心|看)")
_ZH_SUBJECT = re.compile(r"[我他她您你它]|客户|顾客|主管|经理|那天|当时|后来|结果|最后")


def readings(text: str, spans: Sequence[Span], language: Language) -> list[Reading]:
    """How each statement of a text is meant; ``spans`` are as `statements` gives them."""
    code = language.code
    asked = questions(text, code)
    quoted = [match.span() for match in _MARKED.finditer(text)]
    found: list[Reading] = []
    for number, (start, end) in enumerate(spans):
        goes_on = number > 0 and not _BREAK.search(text[spans[number - 1][0] : start])
        before = found[-1] if goes_on and found else None
        if _covers(quoted, start, end):
            reading: Reading = "role" if _said_by_self(text, start, code) else "quoted"
        elif text[end : end + 1] in ("?", "？") or _covers(asked, start, end):
            reading = "asked"
        else:
            reading = _read(text[start:end], before, code)
        found.append(reading)
    return found


def _covers(ranges: Sequence[Span], start: int, end: int) -> bool:
    """Whether the ranges hold most of a stretch."""
    inside = sum(max(0, min(end, b) - max(start, a)) for a, b in ranges)
    return inside * 2 > end - start


def _said_by_self(text: str, start: int, code: LanguageCode) -> bool:
    """Whether the words before a quotation say that it is the speaker's own."""
    lead = text[max(0, start - 40) : start]
    return (_ZH_I_SAY if code == "zh" else _EN_I_SAY).search(lead) is not None


def _read(clause: str, before: Reading | None, code: LanguageCode) -> Reading:
    return _read_zh(clause, before) if code == "zh" else _read_en(clause, before)


def _read_en(clause: str, before: Reading | None) -> Reading:
    others = _EN_OTHERS_SAY.search(clause)
    if others and len(others["rest"].split()) >= 3 and not _EN_I_SAY.search(clause):
        return "quoted"
    if _EN_EMPATHY.search(clause):
        return "told"
    would = _EN_WOULD.search(clause)
    reported = would is not None and _EN_I_SAY.search(clause[: would.start()]) is not None
    past_say = reported and re.search(r"\b(?:said|told|explained|promised|wrote)\b", clause)
    if would and not past_say:
        you = _EN_ROLE.search(clause) and re.search(r"\byour?\b", clause, re.IGNORECASE)
        return "role" if you else "would"
    if _EN_HABIT.search(clause):
        return "habit"
    if _EN_DENIED.search(clause):
        return "denied"
    if _EN_IF.search(clause):
        return "would"
    if _EN_ROLE.search(clause) and not re.search(r"\b(?:said|told)\b", clause, re.IGNORECASE):
        return "role"
    if before in ("would", "habit") and not _EN_SUBJECT.match(clause):
        return before
    return "told"


def _read_zh(clause: str, before: Reading | None) -> Reading:
    others = _ZH_OTHERS_SAY.search(clause)
    if others and len(others["rest"]) >= 4 and not _ZH_I_SAY.search(clause):
        return "quoted"
    if _ZH_EMPATHY.search(clause):
        return "told"
    if _ZH_HABIT.search(clause) and not _ZH_ANCHORED.search(clause):
        return "habit"
    would = _ZH_WOULD.search(clause)
    if would and not _ZH_SAID_WILL.search(clause):
        return "role" if _ZH_ROLE.search(clause) else "would"
    if _ZH_DENIED.search(clause):
        return "denied"
    if _ZH_ROLE.search(clause):
        return "role"
    if before in ("would", "habit") and "了" not in clause and not _ZH_SUBJECT.match(clause):
        return before
    return "told"


_PAST = {
    "en": re.compile(
        r"\b(?:was|were|had|did|didn't|went|came|got|gave|took|made|said|told|found|kept|knew|thought|sent|left"
        r"|rang|ran|sat|stood|put|wrote|brought|bought|felt|heard|held|paid|lost|won|met|saw|spent|drove|spoke"
        r"|turned out|(?!need|feed|speed|indeed)\w{2,}ed)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"[^为除算]了(?!解)|过(?!程|来|去|期|敏|分|年|节)|那[天次年会时]|当时|后来|结果"
    ),
}
_PRESENT = {
    "en": re.compile(
        r"\b(?:i|we)(?: \w+ly| just| then| also| never| always)? (?!was|were|had|did|went|came|got|gave|took|made|said|told|found|kept|knew"
        r"|thought|sent|left|rang|ran|sat|stood|put|wrote|brought|bought|felt|heard|held|paid|lost|won|met|saw|spent|drove|spoke|would|could"
        r"|should|will|am|have|can|do|don't|think|guess|mean|suppose|know|remember)(?!\w+ed\b)[a-z]{2,}\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"我(?:们|这个?人)?(?:一般|通常|都|就|总|会|每[天次回]|平时|经常|从来|一直|先)(?!.*了)"
    ),
}
_ANCHOR = {
    "en": re.compile(
        r"\b(?:last (?:year|month|week|summer|winter|spring|autumn|christmas|january|march|may|june|july|october|november|december)|ago|yesterday"
        r"|once|one (?:day|time|evening|night|morning|afternoon|customer|guest|man|woman|lady|of our)|there was (?:a|an|one|this)|this was|it was"
        r"|when i (?:was|worked|started)|a (?:customer|guest|man|woman|lady|gentleman|boy|girl|client|couple) (?:came|called|rang|walked|wrote|was|had|phoned))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"有一?[次回天年]|去年|前年|上个?[月周]|那[天次年]|当时|记得|有[一]?[个位](?:客|顾|大|老|先|女|阿|男|小|用|买|家)|刚[入到来]|[一二三四五六七八九十]月份?"
    ),
}


def occasion(texts: Sequence[str], code: LanguageCode) -> tuple[float, float, float, float]:
    """What speaks for one occasion, and against it: shares of the statements, and the beginning.

    Those with a verb of the past, with something one does, with a time or a person of one occasion;
    then whether one of the first three has such a time or person.
    """
    marks = [
        [_PAST[code].search(one) is not None, _PRESENT[code].search(one) is not None,
         _ANCHOR[code].search(one) is not None]
        for one in texts
    ]  # fmt: skip
    count = max(1, len(marks))
    past, present, anchor = (sum(column) / count for column in zip(*marks, strict=True))
    return past, present, anchor, float(any(one[2] for one in marks[:3]))
