"""Mandarin as it is read aloud: numbers, signs and units in words."""

from __future__ import annotations

import re

from voicemock.language.base import normalizer

THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
"""The mark within 1,200."""
_SLICE, _FAR = 150, 6
_FAR_FROM_NUMBERS = re.compile(rf"(?=[\u3400-\u9fff]{{{2 * _FAR}}})")
_TO_READ = re.compile(r"[\d%％℃$¥€+]")
_MARKS = re.compile(r"([，、。！？；：…“”（）《》—\s]+)")
_FULL_WIDTH = {
    code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))
}
_FULL_WIDTH |= {
    ord(wide): sign
    for wide, sign in zip("％＋－＝＜＞＆／＃＠￥～〜∼−–＊", "%+-=<>&/#@¥~~~--*", strict=True)
}
_FULL_WIDTH |= {0x2460 + number: f"{number + 1}、" for number in range(20)}  # ①
_DIGITS = str.maketrans("0123456789", "零幺二三四五六七八九")
_NUMERALS = str.maketrans("0123456789.", "零一二三四五六七八九点")
_COUNTED = "年个位次遍点项件条家单笔份张通套种层趟回句周块台颗只场届人天小秒分倍成名元万亿千百本批步段类轮间杯袋箱包"
# What is said digit by digit: what names a thing rather than counts.
_CALLED = re.compile(
    r"(?:(?<=[尾工单号房卡码])|(?<=电话)|(?<=手机)|(?<=热线)|(?<=拨打)|(?<=密码)|(?<=订单)|(?<=编号)|(?<=账户)|(?<=房间)"
    r"|(?<=分机))(?P<before>[是为：:\s]{0,2}[A-Za-z]{0,3})(?P<called>\d{2,}(?:[-\s]\d{2,})*)"
    r"(?![\d.,:%]|\s*[多余来几元个位次%天年月点分秒万亿千百件条笔单通份张名块人])"
)
_NAMED = re.compile(
    r"(?<![\d.-])\d{3,4}(?=房|室|号房|包间|航班)|(?<![\d.])\d\d(?=折)|(?<![\d.,])(?:618|315|996)(?![\d.,%元个位次])"
)
_PHONE = re.compile(
    r"(?<![\d-])(?:\+?86-?)?(?:0\d{2,3}-\d{7,8}|[48]00-?\d{3}-?\d{4}|1\d{2}[- ]?\d{4}[- ]?\d{4})(?![\d-])"
)
_RULES = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<=\d)\s*[xX*×]\s*(?=\d)", "乘"),
        (r"(?<!\d)24/7(?!\d)", "七乘二十四"),
        (r"(?<![\dA-Za-z])-\s?(?=\d+(?:\.\d+)?\s*(?:℃|°C|摄氏度|度))", "零下"),
        (r"(?<![\d.-])(\d{1,2}|\d{5,}|\d+\.\d+|\d+%)\s?[-~—]\s?(?=\d+(?:\.\d+)?(?![\d-]))", r"\1到"),
        (r"(?<![\d.-])(\d{3,4})\s?[-~—]\s?(?=\d{3,4}(?![\d年-]))", r"\1到"),
        (r"(?<!\d)(\d{3,4})\s?[~—]\s?(?=\d)", r"\1到"),
        (r"(?<![\dA-Za-z])-(?=\d)", "负"),
        (r"(?<=[\d万亿])\+(?!\d)|\+(?=\d)", "加"),
        (r"(?<=[A-Za-z])-(?=\d)", " "),
        (r"(?<=[A-Za-z])\s?=\s?(?=\d)", "等于"),
        (r"(\d+(?:\.\d+)?)‰", r"千分之\1"),
        (r"(?<=\d)\s*(?:㎡|m²|m2|平米)", "平方米"),
        (r"(?<=\d)[wW](?![A-Za-z])", "万"),
        (r"(?<=\d)k(?![A-Za-z])", "千"),
        (r"(?<=\d)[hH](?![A-Za-z])", "小时"),
        (r"≈", "约等于"),
        (r"≠", "不等于"),
        (r">=|≧", "大于等于"),
        (r"<=|≦", "小于等于"),
        (r">(?=\s*[-\d])", "大于"),
        (r"<(?=\s*[-\d])", "小于"),
        (r"÷", "除以"),
        (r"№\s*|(?<![A-Za-z])No\.?\s?(?=\d)", "第"),
        (r"(?<=[\u3400-\u9fff])\s?&\s?(?=[\u3400-\u9fff])", "和"),
        (r"(\d+(?:\.\d+)?)\s?([\u3400-\u9fff]{1,2})/([天月年次件人单周日个套间位]|小时|分钟)", r"每\3\1\2"),
        (r"(?<=[\u3400-\u9fff])\s?/\s?(?=[\u3400-\u9fff])", "、"),
        (rf"(?<![\d.第、:/-])2(?=[{_COUNTED}]|到\d+[{_COUNTED}])", "两"),
        (r"(?<![\d.])2(?=[日号])|(?<=第)2(?!\d)", "二"),
    )
]  # fmt: skip
# Read digit by digit with 一 for one: versions, years before a quarter, decades before another.
_NUMERAL = re.compile(
    r"(?<![\d.])\d+(?:\.\d+){2,}|\d{4}(?=\s?[QH][1-4])|(?<=ISO)\s?\d+|(?<=第\d、)\d|\d0(?=、\d0后)"
)


def read_aloud(text: str) -> str:
    """A text with its numbers and signs in words, as one says them: 尾号309 digit by digit, 2次 with 两.

    Marks, Latin words and all that is no number stay as they are.
    """
    text = THOUSANDS.sub("", text.translate(_FULL_WIDTH))
    text = _PHONE.sub(lambda phone: _digits(phone.group()), text)
    text = _CALLED.sub(lambda one: one["before"] + _digits(one["called"]), text)
    text = _NAMED.sub(lambda one: _digits(one.group()), text)
    text = _NUMERAL.sub(lambda one: one.group().translate(_NUMERALS), text)
    for pattern, words in _RULES:
        text = pattern.sub(words, text)
    # mark by mark, because the normalizer reads "1234，2" as one number
    return "".join(spoken(part) for part in _MARKS.split(text))


def spoken(part: str) -> str:
    """A stretch without marks with its numbers in words, a long one in slices that cut no number.

    The normalizer's time grows with the square of the length, and some recognizers set no marks.
    """
    if not _TO_READ.search(part):
        return part
    words, start = [], 0
    while start < len(part):
        end = min(len(part), start + _SLICE)
        if end < len(part):
            quiet = [one.start() + _FAR for one in _FAR_FROM_NUMBERS.finditer(part, start, end)]
            end = quiet[-1] if quiet and quiet[-1] > start else end
        words.append(normalizer("zh").normalize(part[start:end]))
        start = end
    return "".join(words)


def _digits(number: str) -> str:
    """A number digit by digit, 幺 for one, as numbers of telephones and orders are said."""
    return re.sub(r"\D", "", number).translate(_DIGITS)
