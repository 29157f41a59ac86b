"""Takes side by side: values, changes, and the person's own spread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock.cli.rehearsal.breathing import IN_S, MINUTE_S, OUT_S, breathe, frame
from voicemock.content.phrases import phrase_list
from voicemock.interview.selection import background_of
from voicemock.report.views import view
from voicemock.report.views.takes import ENOUGH, Row, compare
from voicemock.values.answer import Answer, Step, Structure
from voicemock.values.interview import QuestionRef
from voicemock.values.review import went_badly


def take(
    number: int,
    *,
    pace: float = 187.0,
    mid_clause: int = 1,
    steps: tuple[bool, ...] = (True, False),
) -> Answer:
    """A take of one question with the given measures."""
    answer = full_answer(f"2026-11-22T10-31-{number:02}-a3f1")
    return replace(
        answer,
        pace=replace(answer.pace, value=pace),
        pauses=replace(answer.pauses, mid_clause=mid_clause),
        structure=Structure(
            "star",
            tuple(Step(str(at), str(at), earlier=found) for at, found in enumerate(steps)),
            over_s=0.0,
        ),
    )


def rows(takes: list[Answer], others: list[Answer]) -> dict[str, Row]:
    return {one.name: one for one in compare(takes, others)}


OTHERS = [take(20 + number, pace=170.0 + 5 * number) for number in range(ENOUGH)]


def test_a_change_beyond_the_own_spread_is_judged() -> None:
    """The spread of 170, 175, … 190 is 7.9."""
    found = rows([take(1, pace=187), take(2, pace=160)], OTHERS)["Pace"]
    assert found == Row("Pace", ("187", "160"), "-27", "±8", "good")
    away = rows([take(1, pace=160), take(2, pace=187)], OTHERS)["Pace"]
    assert away.judgement == "mind"


def test_a_change_within_the_own_spread_is_not() -> None:
    found = rows([take(1, pace=187), take(2, pace=182)], OTHERS)["Pace"]
    assert (found.change, found.judgement) == ("-5", "")


def test_without_enough_answers_there_is_no_spread_and_no_judgement() -> None:
    found = rows([take(1, pace=187), take(2, pace=160)], OTHERS[1:])["Pace"]
    assert (found.change, found.usual, found.judgement) == ("-27", "", "")


def test_the_takes_themselves_are_not_their_own_measure() -> None:
    takes = [take(20, pace=300), take(21, pace=100)]
    assert rows(takes, [*OTHERS, *takes])["Pace"].usual == ""


def test_more_steps_and_fewer_breaks_are_better() -> None:
    others = [take(20 + n, mid_clause=n % 2, steps=(True, n % 2 == 0)) for n in range(6)]
    found = rows(
        [take(1, mid_clause=4, steps=(False, False)), take(2, mid_clause=0, steps=(True, True))],
        others,
    )
    assert found["Pauses inside a clause"].judgement == "good"
    assert found["Steps taken"].values == ("0", "2")
    assert found["Steps taken"].judgement == "good"


def test_what_no_take_has_is_left_out_and_what_one_lacks_is_a_dash() -> None:
    silent = replace(silent_answer(), language="zh")
    found = rows([silent, take(1)], OTHERS)
    assert found["Pace"].values == ("-", "187")
    assert found["Pace"].change == ""
    assert not rows([silent, silent], OTHERS)


# -- what went badly --------------------------------------------------------------------


def test_two_things_to_practise_make_an_answer_a_bad_one() -> None:
    """A full answer has one phrase to avoid."""
    assert not went_badly(take(1, steps=(True, True)))
    assert went_badly(take(1, steps=(True, False)))
    assert went_badly(take(1, steps=(True, True), mid_clause=3))
    assert not went_badly(silent_answer())


def test_the_latest_answer_to_a_question_counts() -> None:
    good, bad = take(1, steps=(True, True)), take(2, steps=(False, False))
    assert good.question is not None
    assert background_of([good, bad]).weak == [good.question.id]
    assert background_of([bad, good]).weak == []
    assert background_of([bad, good]).recent == [good.question.id] * 2


# -- thinking and breathing -------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "latency_s", "said"),
    [
        ("tricky", 2.4, "well done"),
        ("tricky", 0.4, "two or three seconds"),
        ("tricky", 14.0, "thinking first is fine"),
        ("intro", 2.4, "thinking first is fine"),
    ],
)
def test_thought_before_a_hard_question_is_praised(
    category: str, latency_s: float, said: str
) -> None:
    answer = full_answer()
    answer = replace(
        answer,
        question=QuestionRef("zh-1", "?", category),
        span=replace(answer.span, latency_s=latency_s),
    )
    shown = view.build(answer, phrase_list("zh"))
    pauses = next(one for one in shown.measures if one.name == "Pauses")
    assert sum(said in remark for remark in pauses.remarks) == 1


def test_the_breath_fills_and_empties_six_times_a_minute() -> None:
    assert 60 / (IN_S + OUT_S) == 6
    assert "breathe in" in frame(0.1)
    assert frame(IN_S - 0.01).count("●") > 20 > frame(1.0).count("●")
    assert "breathe out" in frame(IN_S + 0.1)
    assert frame(IN_S + OUT_S - 0.01).count("●") == 0
    assert "breathe in" in frame(IN_S + OUT_S + 0.1)


@pytest.mark.parametrize(("key_at", "ends_s"), [(None, MINUTE_S), (7, 0.7)])
def test_the_calm_minute_ends_by_itself_or_with_a_key(key_at: int | None, ends_s: float) -> None:
    now = [0.0]

    class Keys:
        def pressed(self, timeout_s: float) -> str | None:
            now[0] += timeout_s
            return " " if key_at is not None and round(now[0] / timeout_s) >= key_at else None

    class Line:
        drawn = 0

        def draw(self, _text: str) -> None:
            self.drawn += 1

        def clear(self) -> None:
            self.drawn = -self.drawn

    line = Line()
    breathe(Keys(), line, clock=lambda: now[0])  # type: ignore[arg-type]
    assert now[0] == pytest.approx(ends_s, abs=0.15)
    assert line.drawn < 0
