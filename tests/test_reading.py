"""`voicemock.language.statements` and `.reading`: a text's statements, and how each is meant."""

from __future__ import annotations

import pytest

from voicemock.language import get
from voicemock.language.reading import Reading, readings
from voicemock.language.statements import statements
from voicemock.values.interview import LanguageCode

_ONE: list[tuple[LanguageCode, str, Reading]] = [
    ("en", "I called the warehouse and found the box.", "told"),
    ("en", "She got it back at half past four.", "told"),
    ("en", "I'd been with the bank for two years by then.", "told"),
    ("en", "I told her I would call back the next morning.", "told"),
    ("en", "I would first listen to the customer.", "would"),
    ("en", "I'd apologise and then look for the order.", "would"),
    ("en", "The first thing I'd do is check the order.", "would"),
    ("en", "If a customer is angry with me, it is about something else.", "would"),
    ("en", "I'm going to ask my manager about it.", "would"),
    ("en", "I'd be annoyed, too.", "told"),
    ("en", "I would have been furious as well.", "told"),
    ("en", "I'd be happy to replace it.", "would"),
    ("en", "I always listen to the customer first.", "habit"),
    ("en", "You just smile and carry on.", "habit"),
    ("en", "Whenever it is busy I stay calm.", "habit"),
    ("en", "Nine times out of ten it works like that, it works every time.", "habit"),
    ("en", "How many people are in the team?", "asked"),
    ("en", "I didn't tell anybody about it.", "denied"),
    ("en", "He said that nobody had called him for a week.", "quoted"),
    ("en", "I'll send you a new one today, sir.", "role"),
    ("zh", "我联系了仓库，把箱子找到了。", "told"),
    ("zh", "她四点半就拿到了。", "told"),
    ("zh", "我跟她说第二天会给她回电话。", "told"),
    ("zh", "我会先听客户把话说完。", "would"),
    ("zh", "如果遇到这种情况，先道个歉再说。", "would"),
    ("zh", "换成我的话就先去查订单。", "would"),
    ("zh", "换成我也会着急。", "told"),
    ("zh", "要是我我也会急。", "told"),
    ("zh", "换成我也会先给客户道个歉。", "would"),
    ("zh", "我一般先听客户说完。", "habit"),
    ("zh", "只要客户开口我就给他办。", "habit"),
    ("zh", "每次遇到这种事我都不着急。", "habit"),
    ("zh", "请问你们团队有多少人？", "asked"),
    ("zh", "我没有告诉任何人这件事。", "denied"),
    ("zh", "他说一个礼拜都没有人理他。", "quoted"),
    ("zh", "您别着急，这就给您补发一台。", "role"),
]


@pytest.mark.parametrize(("code", "text", "meant"), _ONE, ids=[text for _c, text, _m in _ONE])
def test_a_statement_is_read_as_it_is_meant(code: LanguageCode, text: str, meant: Reading) -> None:
    language = get(code)
    [found] = set(readings(text, [(0, len(text.rstrip(".。？?")))], language))
    assert found == meant


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "I'd listen to her, find the order and send a new one."), ("zh", "我会先听他说完，再查订单，再补发一台新的。")],
)  # fmt: skip
def test_what_goes_on_from_an_intention_is_one(code: LanguageCode, text: str) -> None:
    language = get(code)
    assert set(readings(text, statements(text, language), language)) == {"would"}


@pytest.mark.parametrize("code", ["en", "zh"])
def test_another_persons_words_in_marks_are_theirs_and_ones_own_are_said_in_role(
    code: LanguageCode,
) -> None:
    language = get(code)
    text = {
        "en": "She was angry: “I want to speak to somebody who knows the rules.” "
        "I said: “I will find out for you before you leave.”",
        "zh": "她很生气：“我要找一个懂规定的人来说话。”我跟她说：“我帮您问清楚您再走。”",
    }[code]
    found = readings(text, statements(text, language), language)
    assert "quoted" in found[:-1]
    assert found[-1] == "role"


_UNMARKED: dict[LanguageCode, str] = {
    "en": "last winter i was on the evening shift when a guest came down shouting about a cold room "
    "so i walked him up to a spare one and he was still grumpy but the next morning he booked again",
    "zh": "去年冬天有位客户的包裹丢了然后我联系了仓库又把路上的站点一个一个问了一遍后来客户很满意还给了好评",
}


@pytest.mark.parametrize(("code", "text"), _UNMARKED.items())
def test_a_text_without_marks_is_cut_into_statements_all_the_same(
    code: LanguageCode, text: str
) -> None:
    spans = statements(text, get(code))
    assert len(spans) >= 3
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
    assert spans == sorted(spans)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_nothing_said_holds_no_statement(code: LanguageCode) -> None:
    assert statements("", get(code)) == []
    assert statements(" 。. ", get(code)) == []
