"""Misheard words of the field are put right by their sound; what may have been said stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicemock.assess import homophones
from voicemock.content.homophones import field_words
from voicemock.content.packs import load_pack
from voicemock.content.phrases import phrase_list
from voicemock.language.base import HAN
from voicemock.language.homophones import Homophones
from voicemock.values.answer import Transcript, Word

_ROOT = Path(__file__).parents[1]


def heard(text: str) -> Transcript:
    """As Whisper gives it: each character with its time."""
    words = tuple(
        Word(character, at * 0.2, at * 0.2 + 0.2, 0.9, at)
        for at, character in enumerate(text)
        if HAN.match(character)
    )
    return Transcript(text, engine="whisper", model="base", words=words)


@pytest.mark.parametrize(
    "text, right",
    [
        ("我联系了快地公司和藏库，发现地址写错了。", "我联系了快递公司和仓库，发现地址写错了。"),
        ("客户买意度一直保持在百分之九十六", "客户满意度一直保持在百分之九十六"),
        ("两个小时之内一定给您打赋，我来登记。", "两个小时之内一定给您答复，我来登记。"),
        ("后来头诉少了一半，细统也不崩了", "后来投诉少了一半，系统也不崩了"),
        ("做了三年一线客付", "做了三年一线客服"),
    ],
)
def test_what_is_no_word_is_put_right(text: str, right: str) -> None:
    before = heard(text)
    after = homophones.put_right(before, "zh", None, ())
    assert after.text == right
    changed = {word.at: (word.heard, word.text) for word in after.words if word.heard}
    assert changed == {
        at: (old, new) for at, (old, new) in enumerate(zip(text, right, strict=True)) if old != new
    }
    assert [(one.start_s, one.end_s) for one in after.words] == [
        (one.start_s, one.end_s) for one in before.words
    ]
    note = homophones.note(before, after)
    assert note is not None and "→" in note.text


@pytest.mark.parametrize(
    "text",
    [
        "然后我就在电话里陪她聊天",  # not 理赔
        "门垫我给您买一块一样的",
        "我拿纸记下来，再想补法",
        "挑跟客服关系最大的一段经历",
        "他是个负责任的人",
        "我和对方商量",
        "低分里有一半是查物流的",
        "一次只讲一个意思",
        "客户满意都是大家的功劳",
    ],
)
def test_what_may_have_been_said_stays(text: str) -> None:
    assert homophones.put_right(heard(text), "zh", None, ()).text == text


def test_nothing_changes_in_what_is_written_right() -> None:
    """Questions, model answers and tips of the pack, with each question's own words."""
    pack = load_pack(_ROOT / "prompts" / "customer-service.zh.toml")
    for one in pack.questions:
        for text in (one.text, one.example, *one.tips):
            assert homophones.put_right(heard(text), "zh", one, ()).text == text


def test_the_words_of_an_advert_count() -> None:
    text = "我最熟的是慢直播间"
    assert (
        homophones.put_right(heard("我做过跨镜物流"), "zh", None, ("跨境物流",)).text
        == "我做过跨境物流"
    )
    assert homophones.put_right(heard(text), "zh", None, ()).text == text


def test_a_word_between_two_candidates_is_left() -> None:
    known = Homophones(("报修", "保修"))
    assert not known.changes("再给宝休一年")


def test_no_word_is_a_phrase_that_counts() -> None:
    """What is praised or blamed is never written into an answer."""
    from voicemock.language import get
    from voicemock.language.matching import finder

    found = finder(phrase_list("zh").phrases, get("zh"))
    assert not [one for one in field_words("zh") if found.find(one)]


def test_english_has_none() -> None:
    one = Transcript("I told my deer customer", engine="whisper")
    assert homophones.put_right(one, "en", None, ()) is one
