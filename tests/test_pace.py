"""`voicemock.analyze.pace`: units a minute of span and of speech, and where they change."""

from __future__ import annotations

import pytest

from voicemock.analyze import pace
from voicemock.language import get
from voicemock.testing import activity, transcript
from voicemock.values.answer import Transcript, Verdict, Word
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Activity

_TARGET = (120.0, 150.0)
ZH = get("zh")
EN = get("en")


def _spoken(units: int, speech: Activity, code: LanguageCode = "zh") -> Transcript:
    return transcript(("我" if code == "zh" else "go ") * units, speech)


def test_pace_is_units_over_the_span_with_pauses_and_articulation_without() -> None:
    speech = activity((2.0, 12.0), (22.0, 32.0))
    measured, notes = pace.measure(speech, _spoken(100, speech), ZH, _TARGET)
    assert measured.units_spoken == 100
    assert measured.value == pytest.approx(200.0)
    assert measured.articulation == pytest.approx(300.0)
    assert (measured.unit, measured.natural) == ("chars_per_min", (180.0, 250.0))
    assert (measured.target, measured.verdict) == (_TARGET, "fast")
    assert notes == ()


def test_english_is_counted_in_words() -> None:
    speech = activity((0.0, 30.0))
    measured, _notes = pace.measure(speech, _spoken(70, speech, "en"), EN, _TARGET)
    assert measured.value == pytest.approx(140.0)
    assert (measured.unit, measured.verdict) == ("words_per_min", "on_target")


def test_silence_around_the_span_changes_nothing() -> None:
    early, late = activity((0.0, 20.0)), activity((30.0, 50.0))
    values = [pace.measure(one, _spoken(50, one), ZH, _TARGET)[0].value for one in (early, late)]
    assert values == [pytest.approx(150.0)] * 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (119.9, "slow"),
        (120.0, "on_target"),
        (135.0, "on_target"),
        (150.0, "on_target"),
        (150.1, "fast"),
        (119.96, "on_target"),  # shown as 120.0
        (150.04, "on_target"),  # shown as 150.0
    ],
)
def test_the_ends_of_the_target_belong_to_it(value: float, expected: Verdict) -> None:
    assert pace.verdict(value, _TARGET) == expected


@pytest.mark.parametrize(
    ("code", "units", "span_s", "graded"),
    [
        ("zh", 40, 10.0, True),
        ("zh", 39, 10.0, False),
        ("zh", 60, 9.9, False),
        ("en", 25, 10.0, True),
        ("en", 24, 10.0, False),
        ("en", 40, 9.9, False),
    ],
)
def test_short_answers_are_not_graded(
    code: LanguageCode, units: int, span_s: float, graded: bool
) -> None:
    speech = activity((1.0, 1.0 + span_s))
    measured, notes = pace.measure(speech, _spoken(units, speech, code), get(code), _TARGET)
    assert measured.units_spoken == units
    if graded:
        assert measured.value is not None
        assert measured.verdict is not None
        assert notes == ()
    else:
        assert (measured.value, measured.verdict, measured.articulation) == (None, None, None)
        assert measured.curve == ()
        assert [(note.about, note.code) for note in notes] == [("pace", "too_short")]
        assert f"{get(code).min_units}" in notes[0].text
        assert "10 s" in notes[0].text


@pytest.mark.parametrize(
    ("speech", "text"),
    [(Activity(()), "我"), (activity((0, 30)), "")],
    ids=["no speech", "no text"],
)
def test_without_speech_or_text_nothing_is_measured(speech: Activity, text: str) -> None:
    measured, _notes = pace.measure(speech, Transcript(text, "fake"), ZH, _TARGET)
    assert (measured.value, measured.units_spoken, measured.verdict) == (None, None, None)


def test_the_curve_shows_where_the_pace_doubles() -> None:
    """Two words a second for 20 s, then four."""
    times = [number / 2 for number in range(40)] + [20 + number / 4 for number in range(80)]
    words = tuple(
        Word("go", start, start + 0.2, None, 3 * number) for number, start in enumerate(times)
    )
    speech = activity((0.0, 40.0))
    measured, _notes = pace.measure(
        speech, Transcript("go " * 120, "fake", words=words), EN, _TARGET
    )
    curve = measured.curve
    assert [point.t_s for point in curve] == [pytest.approx(5.0 + n) for n in range(31)]
    values = [point.value for point in curve]
    assert values[0] == pytest.approx(120.0)
    assert values[10] == pytest.approx(120.0)
    assert values[15] == pytest.approx(180.0)
    assert values[20] == pytest.approx(240.0)
    assert values[30] == pytest.approx(240.0)


def test_the_curve_has_no_value_where_there_is_little_speech() -> None:
    """Windows of 10 s from each second on; between 10 and 30 nobody speaks."""
    speech = activity((0.0, 10.0), (30.0, 40.0))
    measured, _notes = pace.measure(speech, _spoken(80, speech), ZH, _TARGET)
    null = [round(point.t_s) for point in measured.curve if point.value is None]
    assert null == list(range(13, 28))  # windows from 8-18 to 22-32 hold under 3 s
    assert measured.curve[0].value == pytest.approx(240.0)


def test_a_span_of_one_window_gives_one_point() -> None:
    speech = activity((2.0, 12.5))
    measured, _notes = pace.measure(speech, _spoken(42, speech), ZH, _TARGET)
    assert [point.t_s for point in measured.curve] == [pytest.approx(7.0)]


def test_numbers_weigh_in_the_curve_as_they_are_read_aloud() -> None:
    speech = activity((0.0, 10.0))
    measured, _notes = pace.measure(speech, transcript("95%" * 8, speech), ZH, _TARGET)
    assert measured.units_spoken is not None
    assert measured.curve[0].value == pytest.approx(measured.units_spoken * 6, rel=0.01)


def test_speech_is_counted_within_an_interval() -> None:
    speech = activity((0.0, 4.0), (6.0, 9.0))
    assert pace.speech_seconds(speech) == pytest.approx(7.0)
    assert pace.speech_seconds(speech, activity((3.0, 7.0)).speech[0]) == pytest.approx(2.0)


def test_long_speech_of_few_words_is_not_called_short() -> None:
    """Whoever spoke for 18 s need not speak for longer: too little of it was recognized."""
    speech = activity((0.0, 18.0))
    _pace, notes = pace.measure(
        speech, transcript("I answer the phone and help", speech), get("en"), (120.0, 150.0)
    )
    assert [note.code for note in notes] == ["too_short"]
    assert "few words" in notes[0].text
    assert "at least 10 s" not in notes[0].text
