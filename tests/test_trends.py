"""`voicemock.report.views.trends`: how measures went, as lines of little bars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock.report.views import trends
from voicemock.values.answer import Answer, Quote, Step, Structure
from voicemock.values.interview import LanguageCode


def _answer(pace: float | None, language: LanguageCode = "en", steps: int = 2) -> Answer:
    base = full_answer()
    taken = tuple(
        Step(str(number), str(number), (Quote("x", 1.0, 2.0),) if number < steps else ())
        for number in range(4)
    )
    unit = "chars_per_min" if language == "zh" else "words_per_min"
    return replace(
        base,
        language=language,
        pace=replace(base.pace, value=pace, unit=unit),
        structure=Structure("star", taken),
    )


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"),
        ([8, 1], "█▁"),
        ([0, 0.1, 1], "▁▁█"),
        ([5, 5, 5], "▅▅▅"),
        ([None, 1, None, 3], "·▁·█"),
        ([None, None], "··"),
        ([], ""),
        ([-3, 0, 3], "▁▅█"),
    ],
)
def test_a_value_has_a_bar_between_the_lowest_and_the_highest(
    values: list[float | None], line: str
) -> None:
    assert trends.sparkline(values) == line


def test_there_are_digits_where_bars_cannot_be_shown() -> None:
    assert trends.sparkline([1, None, 8], trends.DIGITS) == "1·8"


def test_measures_are_in_a_row_oldest_first() -> None:
    (course,) = trends.build([_answer(pace) for pace in (100.0, 140.0, None, 120.0)])
    assert (course.language, course.count) == ("en", 4)
    named = {one.name: one for one in course.trends}
    assert list(named) == [
        "Pace (words/min)", "Pauses", "Pauses inside a clause", "Fillers a minute",
        "Positive phrases", "Steps taken (%)",
    ]  # fmt: skip
    pace = named["Pace (words/min)"]
    assert pace.values == (100.0, 140.0, None, 120.0)
    assert pace.latest == "120"
    assert named["Steps taken (%)"].latest == "50"


def test_what_is_usual_is_told_from_five_answers_on() -> None:
    four = trends.build([_answer(100.0 + step) for step in range(4)])[0]
    five = trends.build([_answer(100.0 + 10 * step) for step in range(5)])[0]
    assert {one.usual for one in four.trends} == {""}
    assert five.trends[0].usual == "104–136"  # 120 ± 15.8
    assert five.trends[1].usual == "3–3"


def test_languages_are_apart_and_few_answers_have_no_course() -> None:
    mixed = [_answer(100.0), _answer(200.0, "zh")] * 3
    assert [(one.language, one.count) for one in trends.build(mixed)] == [("en", 3), ("zh", 3)]
    assert trends.build(mixed)[1].trends[0].name == "Pace (字/min)"
    assert trends.build(mixed[:4]) == ()
    assert trends.build([]) == ()


def test_follow_ups_are_no_answers_of_their_own() -> None:
    answers = [_answer(100.0 + step) for step in range(3)]
    more = replace(_answer(300.0), follows=answers[0].id)
    assert trends.build([*answers, more]) == trends.build(answers)


def test_what_was_never_measured_has_no_line() -> None:
    (course,) = trends.build([silent_answer()] * 3)
    assert course.trends == ()
    (course,) = trends.build([replace(_answer(100.0), structure=None)] * 3)
    assert "Steps taken (%)" not in {one.name for one in course.trends}


def test_the_latest_that_was_not_measured_is_a_dash() -> None:
    (course,) = trends.build([_answer(100.0), _answer(110.0), _answer(None)])
    assert course.trends[0].latest == "-"
