"""`voicemock.analyze.pauses`: numbers and classes from the silences, places from the words."""

from __future__ import annotations

import pytest

from benchmarks.clause_places import figures
from voicemock.analyze import pauses
from voicemock.language import get
from voicemock.testing import activity
from voicemock.values.answer import Pause, PauseKind, PausePlace, Pauses, Transcript, Word
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Activity

_NO_TEXT = Transcript(text="", engine="fake")


def _two_halves(text: str, code: LanguageCode) -> tuple[Transcript, Activity]:
    """``text`` with ``|`` where a silence of 0.5 s lies; a second for each word."""
    left, right = text.split("|")
    whole = left + right
    words = []
    for number, token in enumerate(get(code).tokens(whole)):
        late = 0.5 if token.start >= len(left) else 0.0
        words.append(
            Word(
                whole[token.start : token.end], number + late, number + 1 + late, None, token.start
            )
        )
    middle = float(sum(word.at < len(left) for word in words))
    return (
        Transcript(text=whole, engine="fake", words=tuple(words)),
        activity((0.0, middle), (middle + 0.5, words[-1].end_s)),
    )


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.25, "brief"),
        (0.99, "brief"),
        (1.01, "long"),
        (2.0, "long"),
        (2.01, "very_long"),
        (9.0, "very_long"),
    ],
)
def test_classes_change_at_one_and_at_two_seconds(seconds: float, expected: PauseKind) -> None:
    assert pauses.kind(seconds) == expected


@pytest.mark.parametrize("start_s", [0.3, 1.1, 2.4, 5.7, 33.3])
def test_two_seconds_are_long_wherever_they_lie(start_s: float) -> None:
    measured = pauses.measure(
        activity((0.0, start_s), (start_s + 2.0, start_s + 3.0)), _NO_TEXT, get("en")
    )
    assert [one.kind for one in measured.items] == ["long"]


def test_the_numbers_are_those_of_the_silences() -> None:
    speech = activity((1.0, 2.0), (2.5, 4.0), (7.0, 8.0), (9.5, 10.0), (10.3, 12.0))
    measured = pauses.measure(speech, _NO_TEXT, get("en"))
    assert measured.count == 4
    assert measured.total_s == pytest.approx(5.3)
    assert measured.median_s == pytest.approx(1.0)
    assert measured.longest_s == pytest.approx(3.0)
    assert [(one.start_s, one.end_s) for one in measured.items] == [
        (2.0, 2.5), (4.0, 7.0), (8.0, 9.5), (10.0, 10.3),
    ]  # fmt: skip
    assert [one.kind for one in measured.items] == ["brief", "very_long", "long", "brief"]


def test_without_words_a_pause_has_no_place() -> None:
    measured = pauses.measure(activity((0, 1), (2, 3)), _NO_TEXT, get("en"))
    assert measured.items == (Pause(1, 2, "long", None),)
    assert measured.mid_clause is None


def test_without_speech_nothing_is_measured() -> None:
    assert pauses.measure(Activity(speech=()), _NO_TEXT, get("zh")) == Pauses()
    assert Pauses().count is None


def test_speech_without_a_pause_has_a_count_of_none_and_no_median() -> None:
    measured = pauses.measure(activity((0, 3)), _NO_TEXT, get("zh"))
    assert (measured.count, measured.total_s, measured.mid_clause) == (0, 0, 0)
    assert (measured.median_s, measured.longest_s) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我接电话，|先听客户说完", "boundary"),
        ("我处理完了。|客户很满意", "boundary"),
        ("我查了三遍|但是没有结果", "boundary"),
        ("我查了三遍|然后给他回电", "boundary"),
        ("客户很着急|因为明天要用", "boundary"),
        ("客户等了三天|我会先道歉", "boundary"),
        ("我查了三遍|他也没有办法", "boundary"),
        ("我一定会让|他满意", "mid_clause"),
        ("我想告诉|您会有结果", "mid_clause"),
        ("但是|我会先道歉", "mid_clause"),  # a hesitation after the conjunction
        ("我先听客户|说完再查订单", "mid_clause"),
        ("我每天接五十|个电话", "mid_clause"),
        ("您好，我是|小王", "mid_clause"),
    ],
)
def test_a_mandarin_pause_is_placed_by_marks_and_conjunctions(
    text: str, expected: PausePlace
) -> None:
    words, speech = _two_halves(text, "zh")
    measured = pauses.measure(speech, words, get("zh"))
    assert [one.place for one in measured.items] == [expected]
    assert measured.mid_clause == (expected == "mid_clause")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I took the call, |she was angry", "boundary"),
        ("I took the call. |She was angry", "boundary"),
        ("I took the call |and she was angry", "boundary"),
        ("I took the call |because she was angry", "boundary"),
        ("I like service |that is why I am here", "boundary"),
        ("I took the call |she was angry", "boundary"),
        ("the parcel was late |I will send a new one", "boundary"),
        ("I think |she was angry", "mid_clause"),
        ("but |I will send a new one", "mid_clause"),  # a hesitation after the conjunction
        ("what could |I have done", "mid_clause"),
        ("I took |the call", "mid_clause"),
        ("my manager |said so", "mid_clause"),
        ("it was a well-|known brand", "mid_clause"),
        ("we had about |2.5 calls", "mid_clause"),
    ],
)
def test_an_english_pause_is_placed_by_marks_and_conjunctions(
    text: str, expected: PausePlace
) -> None:
    words, speech = _two_halves(text, "en")
    measured = pauses.measure(speech, words, get("en"))
    assert [one.place for one in measured.items] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我先听客户说完再查订单" * 3 + "|先听客户说完", "boundary"),
        ("我先听客户说完再查订单" * 3 + "我先听|客户说完", None),
        ("我先听客户说完再查订单" * 3 + "我把|订单查了", "mid_clause"),
        ("我先听客户说完再查订单" * 3 + "|然后给他回电", "boundary"),
        ("我先听客户说完再查订单，" * 3 + "我先听|客户说完", "mid_clause"),
    ],
)
def test_a_long_text_without_punctuation_places_no_pause_inside_a_clause(
    text: str, expected: PausePlace | None
) -> None:
    """Engines that write none (sherpa, vosk, google) would make every pause a mid-clause one."""
    words, speech = _two_halves(text, "zh")
    measured = pauses.measure(speech, words, get("zh"))
    assert [one.place for one in measured.items] == [expected]
    assert measured.mid_clause == (None if expected is None else int(expected == "mid_clause"))


def test_only_pauses_inside_clauses_are_counted_as_such() -> None:
    text = "我先，听客户说"
    words = tuple(
        Word(character, start, start + 0.5, None, at)
        for character, start, at in zip(
            "我先听客户说", (0, 1, 2, 3, 4, 5), (0, 1, 3, 4, 5, 6), strict=True
        )
    )
    speech = activity((0, 1.5), (2, 3.5), (4, 5.5))
    measured = pauses.measure(speech, Transcript(text, "fake", words=words), get("zh"))
    assert [one.place for one in measured.items] == ["boundary", "mid_clause"]
    assert measured.mid_clause == 1


@pytest.mark.parametrize(
    ("cut_s", "expected"), [(0.02, "boundary"), (0.3, "mid_clause")], ids=["a remnant", "a word"]
)
def test_the_remnant_of_a_word_cut_by_the_silence_lies_on_its_other_side(
    cut_s: float, expected: PausePlace
) -> None:
    """等待，两｜个小时 as a recognizer times it: 两 is spoken after the silence."""
    text = "等待，两个小时"
    times = [(0, 0.5), (0.5, 1 - cut_s), (1 - cut_s, 1), (1.6, 1.9), (1.9, 2.2), (2.2, 2.5)]
    words = tuple(
        Word(text[at], start, end, None, at)
        for at, (start, end) in zip((0, 1, 3, 4, 5, 6), times, strict=True)
    )
    measured = pauses.measure(
        activity((0, 1), (1.6, 2.5)), Transcript(text, "fake", words=words), get("zh")
    )
    assert [one.place for one in measured.items] == [expected]


def test_the_remnant_of_a_word_after_the_silence_lies_before_it() -> None:
    text = "等待两，个小时"
    times = [(0, 0.5), (0.5, 1), (1.6, 1.62), (1.62, 1.9), (1.9, 2.2), (2.2, 2.5)]
    words = tuple(
        Word(text[at], start, end, None, at)
        for at, (start, end) in zip((0, 1, 2, 4, 5, 6), times, strict=True)
    )
    measured = pauses.measure(
        activity((0, 1), (1.6, 2.5)), Transcript(text, "fake", words=words), get("zh")
    )
    assert [one.place for one in measured.items] == ["boundary"]


def test_a_short_last_word_before_a_comma_does_not_hide_it() -> None:
    """听她说完，｜然后: 完 was cut short by the recognizer's times, and the clause ends all the same."""
    text = "说完，然后"
    times = [(0, 0.97), (0.97, 1), (1.6, 1.9), (1.9, 2.2)]
    words = tuple(
        Word(text[at], start, end, None, at)
        for at, (start, end) in zip((0, 1, 3, 4), times, strict=True)
    )
    measured = pauses.measure(
        activity((0, 1), (1.6, 2.2)), Transcript(text, "fake", words=words), get("zh")
    )
    assert [one.place for one in measured.items] == ["boundary"]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_end_of_a_clause_is_told_without_marks(code: LanguageCode) -> None:
    """In the answers kept aside when the weights were trained: 600 ends and more in each language."""
    found = figures(code)
    assert found["clause ends"] > 600
    assert found["called mid-clause"] <= 0.05
    assert found["called a boundary"] >= 0.4
    assert found["after a word that goes on"] > 1000
    assert found["of them found"] >= 0.8
