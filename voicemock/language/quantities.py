"""Numbers that quantify something: 5000 个咨询, 百分之九十五, two minutes, about sixty calls a day.

Digits and numbers in words alike, because recognizers write either. Counted out are ordinals,
one of something, dates, years of age or of service, times of day, telephone numbers, and small
numbers that only announce a list (two questions, 三个方面).
"""

from __future__ import annotations

import re

from voicemock.language.base import Span
from voicemock.values.interview import LanguageCode

# -- Mandarin ---------------------------------------------------------------------------

_HAN = "零一二三四五六七八九十百千万亿两"
# Nobody says numbers of more than 24 figures; without a limit a row of them takes forever.
_SOME, _MANY = "{0,24}", "{1,24}"
_ZH_NUMBER = (
    rf"(?:\d[\d,，]{_SOME}(?:\.\d{_MANY})?[{_HAN}]{_SOME}"
    rf"|(?:几|上(?=[百千万])|好几|十几)?[{_HAN}]{_MANY}(?:点[{_HAN}]{_MANY})?)"
)
# What measures by itself; the others count from ten on, or with a noun of the trade.
_ZH_MEASURES = "分钟|秒钟|秒|个小时|小时|个钟头|钟头|天|块钱|块|元|万元|倍|成|分|个点|百分点|个百分点|星|页|字|遍|通|单|封|条|户|例"
_ZH_CLASSIFIERS = "个|名|位|人|次|家|件|台|张|份|笔|起|轮|场|款|项|套|批|条|本|多|来个|余|项目|组|趟|声|步|周|个月|个星期"
_ZH_TRADE = re.compile(
    "客户|顾客|咨询|电话|投诉|订单|工单|问题单|会话|来电|用户|差评|好评|人|邮件|消息|案例|包裹|百分点|小时|钟头|星期|工作日|月|点"
)
_ZH_LISTS = re.compile(
    "问题|方面|原因|点|步|种|部分|层|阶段|建议|角度|优点|方案|选择|办法|事|想|字|词"
)
_ZH_QUANTITY = re.compile(
    rf"百分之[\d.{_HAN}点几半]{_MANY}|\d[\d.,]{_SOME}\s*+[%％]|[{_HAN}]{_MANY}分之[{_HAN}]{_MANY}|一大?半"
    rf"|[一二两三四五六七八九]成[多半]?|翻了?[一二两三四五几{_HAN}]{_SOME}[倍番]"
    rf"|(?P<number>{_ZH_NUMBER})(?P<more>多|来|余|几)?(?P<unit>{_ZH_MEASURES}|{_ZH_CLASSIFIERS})(?=(?P<noun>半?[\u4e00-\u9fff]{{0,4}}))"
    rf"|(?P<many>(?<![第双年初周{_HAN}])(?:\d[\d,]{_MANY}|[二两三四五六七八九][百千万十][{_HAN}]{_SOME}|[一]?[百千][一二两三四五六七八九][{_HAN}]{_SOME}|十[二三四五六七八九])(?:多|来|余|几)?)(?![年岁月日号点分万货金{_HAN}\d])"
    rf"|(?P<bare>(?<=[从到至达过率度分升降在是约均])(?:\d{_MANY}(?:\.\d{_MANY})?|[{_HAN}]{_SOME}[十百千万][{_HAN}]{_SOME}(?:点[{_HAN}]{_MANY})?|[{_HAN}]{_MANY}点[{_HAN}]{_MANY}))(?![年月日号点时个{_HAN}\d])"
)
_ZH_TENURE = re.compile(r"(?:做|干|工作|实习|待|当|呆|服务|学|教)了?(?:有|快|将近|近|整整|满)?$")
_ZH_ORDINAL = ("第", "周", "初", "星期", "礼拜")


def _zh(text: str) -> list[Span]:
    found = []
    for match in _ZH_QUANTITY.finditer(text):
        start, end = match.span()
        number = match.group("number")
        if text.endswith(_ZH_ORDINAL, 0, start):
            continue
        if number is not None:
            end = match.end("unit")
            if not _zh_counts(text, start, match, number):
                continue
            trade = _ZH_TRADE.match(match.group("noun"))
            end += trade.end() if trade else 0
        found.append((start, end))
    return found


def _zh_counts(text: str, start: int, match: re.Match[str], number: str) -> bool:
    unit, noun = match.group("unit"), match.group("noun")
    rest = unit + noun
    if number == "一" and unit not in ("分钟", "秒", "秒钟", "小时", "个小时"):
        return False
    if number in ("万", "千", "百", "十", "亿"):
        return False
    if rest.startswith(("年", "岁")) or (
        unit == "分" and noun.startswith(("之", "享", "析", "钟"))
    ):
        return False
    if unit in ("天", "周", "个月", "个星期") or rest.startswith(("个月", "个星期")):
        if _ZH_TENURE.search(text[max(0, start - 6) : start]):
            return False
        if unit == "天" and number in ("今", "明", "每", "两") and noun.startswith("前"):
            return False
    small = re.fullmatch(r"[二两三四五六七八九]|\d", number) is not None and not match.group("more")
    if small and unit not in _ZH_MEASURES.split("|"):
        return _ZH_TRADE.match(noun) is not None or unit in ("周", "个月", "个星期")
    return not (small and _ZH_LISTS.match(noun))


# -- English ----------------------------------------------------------------------------

_UNITS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_EN_WORD = rf"(?:{_UNITS}|hundred|thousand|million|dozen)"
_EN_NUMBER = rf"(?:\$|£|€)?\d[\d,]*(?:\.\d+)?k?|(?:an? )?{_EN_WORD}(?:(?:-|\s+and\s+|\s+point\s+|\s+)(?:{_UNITS}|hundred|thousand|million|dozen)\b)*|(?:hundreds|thousands|dozens) of"
_EN_QUANTITY = re.compile(
    rf"(?<![\w.-])(?P<number>{_EN_NUMBER})(?![\w/])(?=(?P<after>\s?%|(?:[\s-]+[A-Za-z']+){{0,3}}))"
    r"|\b(?:in half|by half|half (?:of|the|as|an hour)|by a (?:third|quarter|fifth)"
    r"|a (?:third|quarter) of|two thirds|three quarters|doubled|tripled|halved|twice (?:as|the))\b",
    re.IGNORECASE,
)
_EN_MEASURES = re.compile(
    r"percent|per cent|minutes?|hours?|days?|seconds?|weeks?|months?|calls?|tickets?|customers?|cases|orders"
    r"|points?|times|stars?|dollars?|euros?|pounds?|emails?|chats?|people|complaints?|guests?|contacts?"
    r"|callers?|clients?|reviews?|parcels?|agents|colleagues a|pages|languages|a (?:day|week|month|year|quarter)"
    r"|working days|business days|minute|hour|day|week|star|point|per"
)
_EN_TENURE = re.compile(
    r"(?:years?|summers?|seasons?|semesters?|o'clock|am\b|pm\b|a\.m|p\.m|in the (?:morning|afternoon|evening)|at night)"
)
_EN_MONTHS = re.compile(r"(?:months?|weeks?|days?)\s+(?:of|as|at|in|with|on|ago)\b")
_EN_CLOCK = re.compile(r"\b(?:at|by|before|until|till|from|around|after)\s$", re.IGNORECASE)
_EN_YEAR = re.compile(
    r"(?:19|20)\d\d|(?:nineteen|twenty)[\s-](?:ten|eleven|twelve|\w+teen|twenty|oh|\w+ty)(?:[\s-]\w+)?"
)
_SINGLE = re.compile(r"one|two|three|four|five|six|seven|eight|nine|\d", re.IGNORECASE)


def _en(text: str) -> list[Span]:
    found = []
    for match in _EN_QUANTITY.finditer(text):
        number = match.group("number")
        if number is None:
            found.append(match.span())
            continue
        after = match.group("after")
        noun = after.lstrip(" -")
        measured = _en_counts(text, match.start(), number, noun.lower())
        if measured is not None:
            skipped = len(after) - len(noun) if measured else 0
            found.append((match.start(), match.end("number") + skipped + measured))
    return found


def _en_counts(text: str, start: int, number: str, after: str) -> int | None:
    """How far what is measured reaches beyond the number, None where it does not quantify."""
    low = number.lower().strip()
    before = text[max(0, start - 12) : start].lower()
    if after.startswith("%"):
        return 1
    digits = re.sub(r"\D", "", low)
    singles = re.findall(r"\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b", low)
    if (len(digits) >= 7 and "," not in low) or len(singles) >= 3:
        return None  # a telephone number
    if _EN_TENURE.match(after) or re.match(r"(?:\w+ )?(?:years?\b|ago\b)", after):
        return None
    if low in ("a", "an", "and", "hundred", "one") and not re.match(
        r"(?:percent|per cent|minute|hour)", after
    ):
        return None
    measure = _EN_MEASURES.match(after)
    if _EN_MONTHS.match(after) and not before.rstrip().endswith(
        ("within", "in", "from", "to", "than")
    ):
        return None
    if measure:
        return measure.end()
    if _EN_YEAR.fullmatch(low) or _SINGLE.fullmatch(low):
        return None
    if low.startswith(("$", "£", "€")):
        return 0
    if re.search(r"\b(?:i'm|i am|im)\s$", before):
        return None  # nineteen years old
    if _EN_CLOCK.search(text[max(0, start - 9) : start]) and re.fullmatch(
        r"ten|eleven|twelve|\d\d?|(?:ten|eleven|\w+)[\s-](?:thirty|fifteen|twenty)", low
    ):
        return None if not before.rstrip().endswith("from") else 0
    return None if re.match(r"(?:twenty[\s-]four seven|24/7)", low) else 0


def quantities(text: str, code: LanguageCode) -> list[Span]:
    """Character ranges of the numbers in a text that quantify, in order."""
    return _zh(text) if code == "zh" else _en(text)
