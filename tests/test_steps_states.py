"""`voicemock.analyze.steps`: found, unsure or absent; no order where unsure; no deed where none was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from voicemock.analyze import step_model, steps
from voicemock.analyze.structure import measure
from voicemock.content.frameworks import framework_list
from voicemock.language import get
from voicemock.testing import activity, transcript
from voicemock.values.answer import Structure
from voicemock.values.interview import LanguageCode, Question

_STORY: dict[LanguageCode, str] = {
    "en": "Last winter a guest came to the desk and shouted about a cold room. My task was to find "
    "him a warm bed before midnight. I called the hotel next door, and I carried his bags over. In "
    "the end he thanked us and left a five star review.",
    "zh": "去年冬天，有位客户的包裹丢了。我的任务是当天给他一个答复。我联系了仓库，又把路上的站点一个一个问了一遍。最后客户很满意，给了五星好评。",
}
_NO_STORY: dict[LanguageCode, str] = {
    "en": "If a customer is angry I would listen first. I'd say sorry and I would look for the order, "
    "and then I would offer a new one. I think they would be happy with that.",
    "zh": "如果遇到生气的客户，我会先听他说完。然后我会道歉，再去查订单，再给他补发一个。我觉得他应该会满意的。",
}


def _measured(text: str, code: LanguageCode) -> Structure:
    said = transcript(text, activity((1.0, 1.0 + len(text) / 4)))
    found = measure(
        said, Question("q", "?", "behavioural", "star"), framework_list(code), get(code)
    )
    assert found is not None
    return found


@pytest.fixture
def no_bounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is sure."""
    monkeypatch.setattr(step_model, "bounds", lambda _framework: (0.0, 2.0))
    steps.judge.cache_clear()
    yield
    steps.judge.cache_clear()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_story_is_told_and_all_of_it_found(code: LanguageCode) -> None:
    found = _measured(_STORY[code], code)
    assert {one.state for one in found.steps} == {"found"}
    assert found.in_order is True
    assert found.told is not False
    assert found.would == ()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_what_is_unsure_has_its_words_and_what_to_add_and_no_order(
    code: LanguageCode, no_bounds: None
) -> None:
    found = _measured(_STORY[code], code)
    assert {one.state for one in found.steps} == {"unsure"}
    assert found.in_order is None
    for one in found.steps:
        assert not one.found
        assert one.add
        assert one.items == ()
        assert one.perhaps
        assert all(quote.heard in _STORY[code] for quote in one.perhaps)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_what_one_would_do_is_neither_action_nor_result(code: LanguageCode) -> None:
    found = _measured(_NO_STORY[code], code)
    states = {one.id: one.state for one in found.steps}
    assert states["action"] == states["result"] == "absent"
    assert found.told is False
    assert [one.heard in _NO_STORY[code] for one in found.would] == [True]


_UNMARKED: dict[LanguageCode, str] = {
    "en": "Somebody says it's too dear, I say compared to what. Then they tell me, and then I know what "
    "they want. I close about a third of those, and they send me their friends.",
    "zh": "有矛盾了我就拉着他去散步。走到小卖部再走回来。人走着路是生不起气来的。对谁都管用。",
}
"""Habits in which no word says that they are."""


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_habit_that_no_word_marks_is_no_story_either(code: LanguageCode) -> None:
    found = _measured(_UNMARKED[code], code)
    assert found.told is False
    assert {one.id: one.state for one in found.steps}["action"] == "absent"


@pytest.mark.parametrize(
    ("code", "text"), [("en", "I asked the depot about her parcel."), ("zh", "我问了仓库。")]
)
def test_a_deed_alone_is_not_called_an_intention(code: LanguageCode, text: str) -> None:
    assert _measured(text, code).told is not False


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_step_told_in_an_earlier_part_is_found_whatever_this_part_says(
    code: LanguageCode,
) -> None:
    early = transcript(_STORY[code], activity((1.0, 60.0)))
    found = measure(
        transcript(_NO_STORY[code], activity((1.0, 60.0))),
        Question("q", "?", "behavioural", "star"), framework_list(code), get(code),
        earlier=[early],
    )  # fmt: skip
    assert found is not None
    assert {one.state for one in found.steps} == {"found"}


def test_the_same_text_is_judged_alike() -> None:
    first = steps.judge(_STORY["en"], "star", framework_list("en"), get("en"))
    steps.judge.cache_clear()
    step_model.read.cache_clear()
    assert replace(first) == steps.judge(_STORY["en"], "star", framework_list("en"), get("en"))


def test_without_a_framework_or_words_there_is_nothing_to_judge() -> None:
    assert steps.judge(_STORY["en"], "none", framework_list("en"), get("en")).states == {}
    nothing = steps.judge(" … ", "star", framework_list("en"), get("en"))
    assert set(nothing.states.values()) == {"absent"}
    assert nothing.places == {}
