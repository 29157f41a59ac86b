"""`voicemock.language`: counting, cutting and comparing, as METRICS defines them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicemock.language import get
from voicemock.language.base import clauses, sentences
from voicemock.values.interview import LanguageCode

ZH = get("zh")
EN = get("en")
_ANY = st.characters(codec="utf-8")
_TEXT = st.text(alphabet=st.one_of(st.sampled_from("一二三我会ab 5%,.:-/$#+'，"), _ANY))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("我可以帮您", 5),
        ("我，是。好！", 3),
        ("一些一下一定", 6),
        ("95%", 6),  # 百分之九十五
        ("９５％", 6),
        ("2023年", 5),
        ("3个", 2),
        ("2分钟", 3),
        ("24小时", 5),
        ("5,000个咨询", 5),
        ("5,000", 2),
        ("1,200元", 5),
        ("1,200，还有", 6),
        ("1234，2", 8),
        ("3.5分", 4),
        ("第1名", 3),
        ("80到90", 5),
        ("99.9%", 8),
        ("CRM", 3),
        ("CSAT", 4),
        ("VIP客户", 5),
        ("Excel", 2),
        ("OK", 2),
        ("service", 2),
        ("services", 3),
        ("online", 2),
        ("note", 1),
        ("the", 1),
        ("people", 2),
        ("sales", 1),
        ("closed", 1),
        ("called", 1),
        ("updated", 3),
        ("boxes", 2),
        ("video", 3),
        ("area", 3),
        ("team", 1),
        ("PowerPoint", 3),
        ("做online service", 5),
        ("k8s", 3),
        ("4S店", 3),
        ("T恤", 2),
        ("我用CRM和Excel处理工单", 12),
        ("NPS从45提到60", 11),
        ("SLA是99.9%", 12),
        ("", 0),
        ("。。。", 0),
    ],
)
def test_a_zi_is_a_spoken_syllable(text: str, units: int) -> None:
    assert ZH.count_units(text) == units


def test_a_time_of_day_is_read_aloud() -> None:
    assert ZH.count_units("10:30") in (4, 5)  # 十点三十, 十点三十分
    assert EN.count_units("10:30") == 2


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("I can help you.", 4),
        ("I'm sure you don't mind", 5),
        ("5,000", 2),
        ("5,000 calls", 3),
        ("95%", 3),
        ("in 2023", 4),
        ("$50", 2),
        ("10 agents", 2),
        ("24/7", 3),
        ("1990s", 2),
        ("2.5", 3),
        ("well-known", 2),
        ("well-known, state-of-the-art", 6),
        ("a 5-star hotel", 4),
        ("the CRM", 2),
        ("CSAT", 1),
        ("3rd", 1),
        ("R&D", 3),
        ("", 0),
        ("… — !", 0),
    ],
)
def test_an_english_number_counts_the_words_it_is_read_as(text: str, units: int) -> None:
    assert EN.count_units(text) == units


@pytest.mark.parametrize(
    ("text", "least", "most"), [("#1", 1, 2), ("2,000+", 2, 3), ("(95%)", 3, 3), ("@5", 1, 2)]
)
def test_a_sign_beside_an_english_number_may_be_a_word(text: str, least: int, most: int) -> None:
    assert least <= EN.count_units(text) <= most


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_text_with_both_languages_can_be_counted_in_either(code: LanguageCode) -> None:
    """Whoever chose the wrong language shall read so, so counting must come through."""
    assert get(code).count_units("我每天接50个电话 and 95%的 customers 都满意") > 0


@pytest.mark.parametrize("code", ["zh", "en"])
@settings(deadline=None, derandomize=True, max_examples=150)
@given(text=_TEXT)
def test_any_text_can_be_counted(code: LanguageCode, text: str) -> None:
    language = get(code)
    assert language.count_units(language.normalize(text)) >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("讓我來幫您處理", "让我来帮您处理"),
        ("接著我會聯繫倉庫", "接着我会联系仓库"),
        ("著名的品牌", "著名的品牌"),
        ("好的,谢谢!", "好的，谢谢！"),
        ("是吗?", "是吗？"),
        ("打开CRM, 再看", "打开CRM, 再看"),
        ("1,200元", "1,200元"),
    ],
)
def test_mandarin_is_simplified_with_full_width_marks(text: str, expected: str) -> None:
    assert ZH.normalize(text) == expected


def test_english_is_composed_and_has_straight_apostrophes() -> None:
    assert EN.normalize("I\u2019m at the cafe\u0301") == "I'm at the caf\u00e9"


def test_mandarin_tokens_are_characters_numbers_and_words() -> None:
    tokens = ZH.tokens("我用CRM，95%的10:30")
    assert [one.form for one in tokens] == ["我", "用", "crm", "95", "的", "10:30"]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("I can't", "i can not"),
        ("I cannot", "i can not"),
        ("I'll", "i will"),
        ("I won't", "i will not"),
        ("let's", "let us"),
        ("That's it", "that is it"),
        ("We're, they've", "we are they have"),
        ("I'm gonna", "i am going to"),
        ("the customer's name", "the customer's name"),
        ("5,000 calls.", "5,000 calls"),
    ],
)
def test_contractions_are_taken_apart(text: str, forms: str) -> None:
    assert [one.form for one in EN.tokens(text)] == forms.split()


def test_both_spellings_are_one_word() -> None:
    british, american = EN.tokens("apologise apologize")
    assert british.form == american.form


@pytest.mark.parametrize("code", ["zh", "en"])
@settings(deadline=None, derandomize=True, max_examples=100)
@given(text=_TEXT)
def test_tokens_lie_in_the_text_in_order(code: LanguageCode, text: str) -> None:
    at = 0
    for token in get(code).tokens(text):
        assert at <= token.start < token.end <= len(text)
        at = token.start
        assert token.form


@pytest.mark.parametrize("before", ["我不是", "我从不", "我没", "我没有", "这个无法", "别"])
def test_mandarin_negation_stands_right_before(before: str) -> None:
    assert ZH.negated(list(before), [])


@pytest.mark.parametrize("before", ["", "当时", "我不累所以", "您别急"])
def test_mandarin_negation_further_off_is_none(before: str) -> None:
    assert not ZH.negated(list(before), [])


def test_mandarin_negation_inside_a_gap_counts() -> None:
    assert ZH.negated([], ["不"])


@pytest.mark.parametrize("before", ["not", "never", "i do not", "without", "i could hardly"])
def test_english_negation_stands_within_three_words(before: str) -> None:
    assert EN.negated(before.split(), [])


@pytest.mark.parametrize("before", ["", "and then", "no matter what happens next"])
def test_english_negation_further_off_is_none(before: str) -> None:
    assert not EN.negated(before.split(), [])


def test_rejecting_words_before_a_phrase_reject_it() -> None:
    assert ZH.rejected(list("我不会只说"))
    assert EN.rejected(["i", "never", "say"])
    assert not ZH.rejected(list("他对我说"))
    assert not EN.rejected(["he", "told", "me"])


@pytest.mark.parametrize(
    ("said", "wanted", "alike"),
    [("邦", "帮", True), ("师", "思", True), ("行", "性", True), ("帮", "忙", False)],
)
def test_characters_are_alike_by_sound(said: str, wanted: str, alike: bool) -> None:
    assert ZH.similar(said, wanted) is alike


@pytest.mark.parametrize(
    ("said", "wanted", "alike"),
    [
        ("understend", "understand", True),
        ("polici", "policy", True),
        ("untersten", "understand", False),
        ("cam", "can", False),
        ("bunderstand", "understand", False),
    ],
)
def test_long_words_are_alike_with_one_letter_off(said: str, wanted: str, alike: bool) -> None:
    assert EN.similar(said, wanted) is alike


def test_sentences_and_clauses_end_at_their_marks() -> None:
    text = "您好，我是小王。我会帮您！3.5 分, yes. Next"
    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "您好，我是小王", "我会帮您", "3.5 分, yes", "Next",
    ]  # fmt: skip
    assert [text[a:b].strip() for a, b in clauses(text)] == [
        "您好", "我是小王", "我会帮您", "3.5 分", "yes", "Next",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "unit", "natural", "least"),
    [("zh", "chars_per_min", (180.0, 250.0), 40), ("en", "words_per_min", (120.0, 170.0), 25)],
)
def test_unit_natural_range_and_least_length_are_those_of_metrics(
    code: LanguageCode, unit: str, natural: tuple[float, float], least: int
) -> None:
    language = get(code)
    assert (language.code, language.unit) == (code, unit)
    assert (language.natural, language.min_units) == (natural, least)
