"""Progress as values: trends and spreads, days of practice, what to work on, what improved."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.helpers import full_answer, silent_answer
from tests.histories import history
from voicemock.report.views import advice, progress
from voicemock.report.views.advice import Advice
from voicemock.report.views.measures import Spread, over_questions, spread
from voicemock.report.views.progress import Part, Usual
from voicemock.values.answer import Answer, PhraseHit, Quote, Step, Structure
from voicemock.values.interview import QuestionRef

TODAY = date(2026, 11, 25)  # a Wednesday


def given(
    day: date = TODAY,
    number: int = 0,
    *,
    question: str = "q-1",
    category: str = "behavioural",
    pace: float | None = 200.0,
    mid_clause: int | None = 0,
    per_min: float | None = 2.0,
    negative: Sequence[str] = (),
    missing: Sequence[str] = (),
    over_s: float | None = 0.0,
    target: tuple[float, float] = (120.0, 150.0),
    follows: str | None = None,
) -> Answer:
    """A Mandarin answer in which nothing wants practice but what is asked for."""
    answer = full_answer(f"{day.isoformat()}T10-{number:02}-00-a3f1")
    assert answer.fillers is not None
    steps = (
        Step(name, name, () if name in missing else (Quote("…", 1, 2),), add=f"add {name}")
        for name in ("task", "action", "result")
    )
    return replace(
        answer,
        question=QuestionRef(question, f"Text of {question}?", category),
        pace=replace(answer.pace, value=pace, target=target),
        pauses=replace(answer.pauses, mid_clause=mid_clause),
        fillers=replace(answer.fillers, per_min=per_min),
        phrases=replace(
            answer.phrases,
            negative=len(negative),
            items=tuple(PhraseHit("x", "negative", one, 61.0, 62.0) for one in negative),
        ),
        structure=Structure("star", tuple(steps), over_s=over_s),
        follows=follows,
    )


def several(count: int, **values: object) -> list[Answer]:
    """So many of them, each to a question of its own."""
    return [
        given(number=number, **{"question": f"q-{number}", **values})  # type: ignore[arg-type]
        for number in range(count)
    ]


def part(answers: Sequence[Answer]) -> Part:
    (only,) = progress.build(answers, TODAY).parts
    return only


def usual(answers: Sequence[Answer], key: str, selection: str = progress.ALL) -> Usual:
    (trend,) = [one for one in part(answers).trends if one.quantity.key == key]
    (found,) = [one for one in trend.usual if one.selection == selection]
    return found


def rules(answers: Sequence[Answer]) -> dict[str, Advice]:
    return {one.rule: one for one in advice.what_next(answers)}


# -- spreads and trends -----------------------------------------------------------------


def test_a_spread_takes_five_answers() -> None:
    assert spread([1, 2, 3, 4], skewed=False) is None
    found = spread([170, 175, 180, 185, 190], skewed=False)
    assert found is not None
    assert [found.middle, found.count] == [180, 5]
    assert [found.low, found.high] == pytest.approx([172.09, 187.91], abs=0.01)


def test_skewed_numbers_have_quartiles_that_one_outlier_does_not_move() -> None:
    assert spread([0, 1, 2, 3, 90], skewed=True) == Spread(2, 1, 3, 5, skewed=True)


def test_each_trend_has_a_value_or_none_for_each_entry() -> None:
    answers = [given(number=0, pace=190), given(number=1, pace=None), given(number=2, pace=210)]
    (pace,) = [one for one in part(answers).trends if one.quantity.key == "pace"]
    assert list(pace.values) == [190, None, 210]
    assert list(pace.target or ()) == [120, 150]
    assert [one.values[0] for one in part(answers).entries] == ["190", "-", "210"]
    assert usual(answers, "pace") == Usual("all", 2, "210", None)


def test_what_was_never_measured_has_no_trend() -> None:
    quiet = [replace(given(), fillers=None, voice=None, structure=None)]
    keys = {one.quantity.key for one in part(quiet).trends}
    assert keys.isdisjoint({"fillers", "pitch", "steps", "numbers", "over"})
    assert {"pace", "mid_clause"} <= keys
    (silent,) = progress.build([silent_answer()], TODAY).parts
    assert silent.trends == ()
    assert silent.entries[0].values == ()


def test_the_spread_of_a_category_and_a_question_is_their_own() -> None:
    slow = [given(number=n, question="q-1", category="intro", pace=150.0 + n) for n in range(5)]
    quick = [given(number=10 + n, question="q-2", category="tricky", pace=250.0 + n) for n in range(4)]  # fmt: skip
    answers = slow + quick
    for key in ("c:intro", "q:q-1"):
        found = usual(answers, "pace", key)
        assert found.count == 5
        assert found.spread is not None
        assert found.spread.middle == 152
    assert usual(answers, "pace", "c:tricky").spread is None  # four are too few
    whole = usual(answers, "pace").spread
    assert whole is not None
    assert (whole.count, round(whole.middle)) == (9, 196)


def test_selections_are_counted_and_stand_in_the_packs_order() -> None:
    answers = [
        given(number=1, question="q-10", category="tricky"),
        given(number=2, question="q-2", category="tricky"),
        given(number=3, question="q-2", category="intro"),
    ]
    listed = [(one.key, one.count) for one in part(answers).selections]
    assert listed == [("all", 3), ("c:intro", 1), ("c:tricky", 2), ("q:q-2", 2), ("q:q-10", 1)]
    assert part(answers).entries[0].selections == ("all", "c:tricky", "q:q-10")


def test_a_category_of_another_version_keeps_its_name() -> None:
    (found,) = [one for one in part([given(category="panel")]).selections if one.key == "c:panel"]
    assert found.name == "panel"


def test_the_languages_are_apart() -> None:
    zh = given(pace=210.0)
    en = replace(given(number=1, pace=150.0), language="en")
    both = progress.build([zh, en, replace(en, id="2026-11-25T11-00-00-0000")], TODAY)
    assert [(one.language, len(one.entries)) for one in both.parts] == [("en", 2), ("zh", 1)]
    assert both.count == 3
    assert [one.values[0] for one in both.parts[1].entries] == ["210"]


def test_a_follow_up_is_no_answer_of_its_own() -> None:
    first = given(number=0)
    more = given(number=1, pace=400.0, negative=("这是规定",), follows=first.id)
    found = progress.build([first, more], TODAY)
    assert found.count == 1
    assert [one.id for one in found.parts[0].entries] == [first.id]
    assert found.parts[0].retakes == ()
    assert found.practice.days == (progress.Day(TODAY, 1),)


def test_links_lead_to_pages_that_are_there_alone() -> None:
    answers = [given(number=0), given(number=1)]
    (only,) = progress.build(answers, TODAY, {answers[0].id: "answers/a.html"}).parts
    assert [one.href for one in only.entries] == ["answers/a.html", ""]


def test_without_answers_there_is_nothing() -> None:
    empty = progress.build([], TODAY)
    assert (empty.parts, empty.practice.days, empty.practice.latest) == ((), (), None)


def test_steps_are_a_share_because_frameworks_differ() -> None:
    (steps,) = [one for one in over_questions() if one.key == "steps"]
    assert steps.of(given(missing=["result"])) == pytest.approx(66.67, abs=0.01)
    assert steps.of(replace(given(), structure=Structure("none"))) is None


# -- retakes ----------------------------------------------------------------------------


def test_takes_of_one_question_are_grouped_the_latest_question_first() -> None:
    answers = [
        given(number=0, question="q-1", mid_clause=4),
        given(number=1, question="q-2"),
        given(number=2, question="q-2"),
        given(number=3, question="q-3"),
        given(number=4, question="q-1", mid_clause=1),
    ]
    found = part(answers).retakes
    assert [(one.question, one.count) for one in found] == [
        ("Text of q-1?", 2),
        ("Text of q-2?", 2),
    ]
    assert [one.id for one in found[0].entries] == [answers[0].id, answers[4].id]
    (row,) = [one for one in found[0].rows if one.name == "Pauses inside a clause"]
    assert (row.values, row.change) == (("4", "1"), "-3")


def test_of_many_takes_the_latest_five_are_shown() -> None:
    (found,) = part([given(number=n) for n in range(8)]).retakes
    assert found.count == 8
    assert [one.time for one in found.entries] == ["10:03", "10:04", "10:05", "10:06", "10:07"]


# -- practice days ----------------------------------------------------------------------


def on(*days_ago: int) -> progress.Practice:
    return progress.practice([given(TODAY - timedelta(days=ago)) for ago in days_ago], TODAY)


def test_the_strip_is_twelve_weeks_up_to_today() -> None:
    weeks = on(0, 2, 2).weeks
    assert len(weeks) == 12
    assert weeks[0][0].date.weekday() == 0
    assert all(len(week) == 7 for week in weeks[:-1])
    assert [(day.date.day, day.count) for day in weeks[-1]] == [(23, 2), (24, 0), (25, 1)]
    assert sum(day.count for week in weeks for day in week) == 3


def test_days_in_a_row_end_today_or_yesterday() -> None:
    assert on(0, 1, 2, 4).in_a_row == 3
    assert on(1, 2).in_a_row == 2  # today is not over yet
    assert on(2, 3, 4).in_a_row == 0
    assert on(0).in_a_row == 1


def test_lately_counts_days_not_answers() -> None:
    found = on(0, 0, 0, 27, 28)
    assert found.lately == 2
    assert found.latest == TODAY
    assert [day.count for day in found.days] == [1, 1, 3]


def test_a_day_to_come_is_left_out() -> None:
    found = on(-3, 1)
    assert found.latest == TODAY - timedelta(days=1)
    assert sum(day.count for day in found.days) == 1


def test_a_day_a_year_ago_is_not_in_the_strip_but_in_the_list() -> None:
    found = on(365)
    assert sum(day.count for week in found.weeks for day in week) == 0
    assert len(found.days) == 1
    assert (found.lately, found.in_a_row) == (0, 0)


# -- what to work on --------------------------------------------------------------------


def test_nothing_is_made_up_for_good_answers() -> None:
    assert advice.what_next(several(10)) == ()
    assert advice.what_next([]) == ()


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        ("step", {"missing": ["result"]}),
        ("negative", {"negative": ["这是规定"]}),
        ("mid_clause", {"mid_clause": 3}),
        ("fillers", {"per_min": 12.0}),
        ("over", {"over_s": 8.0}),
        ("fast", {"pace": 260.0}),
        ("slow", {"pace": 170.0}),
    ],
)
def test_each_rule_speaks_where_half_the_answers_show_it_and_not_below(
    rule: str, bad: dict[str, object]
) -> None:
    half = several(6, **bad) + [given(number=20 + n, question=f"r-{n}") for n in range(4)]
    shuffled = list(half)
    random.Random(1).shuffle(shuffled)
    found = rules(shuffled)
    assert tuple(found) == (rule,)
    assert found[rule].number == "6 of 10 answers"
    assert len(found[rule].evidence) == 3
    few = several(1, **bad) + [given(number=20 + n, question=f"r-{n}") for n in range(9)]
    assert rules(few) == {}


@pytest.mark.parametrize(
    "fine",
    [{"mid_clause": 2}, {"per_min": 11.9}, {"pace": 250.0}, {"pace": 180.0}, {"over_s": 0.0}],
)
def test_just_below_a_threshold_is_fine(fine: dict[str, object]) -> None:
    assert rules(several(6, **fine)) == {}


def test_what_was_not_measured_counts_neither_way() -> None:
    """Three of the four whose fillers were counted; six more say nothing of fillers."""
    answers = [*several(3, per_min=15.0), given(number=10, question="r")]
    answers += [given(number=20 + n, question=f"s-{n}", per_min=None) for n in range(6)]
    assert rules(answers)["fillers"].number == "3 of 4 answers"


def test_two_answers_with_a_phrase_to_avoid_are_enough() -> None:
    good = [given(number=20 + n, question=f"r-{n}") for n in range(8)]
    found = rules(several(2, negative=["这是规定", "不知道"]) + good)["negative"]
    assert found.number == "2 of 10 answers"
    assert found.evidence[0].shows == "“这是规定” 1:01.0、“不知道” 1:01.0"


def test_the_step_missing_most_often_is_named_with_what_to_add() -> None:
    answers = several(3, missing=["result", "task"])
    answers += [given(number=10 + n, question=f"r-{n}", missing=["result"]) for n in range(2)]
    found = rules(answers)["step"]
    assert found.title == "Add what is missing: result"
    assert found.advice == "add result"
    assert found.number == "5 of 5 answers"
    assert found.evidence[0].answer_id == answers[-1].id  # the latest first


def test_what_was_mended_in_a_later_take_is_not_held_against_anybody() -> None:
    bad = several(4, missing=["result"], mid_clause=5)
    again = [replace(one, id=good.id) for one, good in zip(several(4), [given(number=30 + n) for n in range(4)], strict=True)]  # fmt: skip
    assert rules(bad + again) == {}
    assert "step" in rules(again + [replace(one, id=f"2026-11-25T12-0{n}-00-0000") for n, one in enumerate(bad)])  # fmt: skip


def test_old_answers_do_not_count() -> None:
    old = [given(date(2026, 1, 1), n, question=f"old-{n}", per_min=20.0) for n in range(20)]
    assert rules(old + several(10)) == {}


def test_the_pace_is_judged_by_a_chosen_target_else_by_natural_speech() -> None:
    """The default target is slow; nine in ten would be told to slow down for ever."""
    assert rules(several(6, pace=230.0)) == {}
    chosen = rules(several(6, pace=230.0, target=(180.0, 220.0)))
    assert tuple(chosen) == ("fast",)
    assert chosen["fast"].evidence[0].shows == "230, wanted 180-220"


def test_at_most_three_the_most_frequent_first() -> None:
    answers = several(3, missing=["result"], mid_clause=4, per_min=20.0, negative=["这是规定"])
    answers += [given(number=30 + n, question=f"r-{n}", per_min=20.0, mid_clause=4) for n in range(2)]  # fmt: skip
    found = advice.what_next(answers)
    assert [one.rule for one in found] == ["mid_clause", "fillers", "step"]


def test_questions_that_went_badly_fill_the_rest() -> None:
    """One answer of ten: no rule speaks, and the question is offered again."""
    bad = given(number=40, question="q-bad", missing=["result"], mid_clause=3)
    found = rules([*several(9), bad])
    assert tuple(found) == ("again",)
    assert found["again"].number == "1 of 10 questions"
    assert found["again"].evidence[0].answer_id == bad.id
    assert found["again"].command == "voicemock practice --lang zh --question q-bad"
    mended = given(number=41, question="q-bad")
    assert rules([*several(9), bad, mended]) == {}


def test_a_single_answer_may_say_what_to_work_on() -> None:
    assert "step" in rules([given(missing=["result"])])


# -- what improved ----------------------------------------------------------------------


def course(key: str, before: Sequence[float], after: Sequence[float]) -> dict[str, str]:
    answers = [
        given(number=number, question=f"q-{number}", **{key: value})  # type: ignore[arg-type]
        for number, value in enumerate([*before, *after])
    ]
    return {one.key: f"{one.before}>{one.now} {one.spread}" for one in advice.improved(answers)}


def test_what_improved_beyond_the_own_spread_is_praised() -> None:
    assert course("per_min", [12, 14, 13, 15, 12], [4, 5, 6, 5, 4]) == {
        "fillers": "13.0>5.0 12.0-14.0"
    }
    assert course("pace", [220, 225, 230, 222, 228], [170, 160, 165, 170, 160]) == {
        "pace": "225>165 221-229"
    }


def test_what_got_worse_or_stayed_within_the_spread_is_not() -> None:
    assert course("per_min", [4, 5, 6, 5, 4], [12, 14, 13, 15, 12]) == {}
    assert course("per_min", [4, 14, 6, 15, 8], [5, 9, 6, 7, 10]) == {}
    assert (
        course("pace", [130, 131, 132, 133, 134], [148, 149, 147, 148, 149]) == {}
    )  # both on target


def test_praise_takes_ten_answers() -> None:
    assert course("per_min", [12, 14, 13, 15], [4, 5, 6, 5, 4]) == {}


def test_without_any_spread_a_change_too_small_to_be_seen_is_no_praise() -> None:
    assert course("pace", [160.2] * 6, [160.0] * 5) == {}
    assert course("mid_clause", [3] * 6, [2] * 5) == {"mid_clause": "3>2 3-3"}


def test_a_measure_without_a_better_side_is_never_praised() -> None:
    keys = {one.key for one in over_questions() if one.better is None}
    assert {"length", "articulation", "pitch", "latency", "longest"} <= keys
    praised = {one.key for one in advice.improved(history(200))}
    assert praised
    assert praised.isdisjoint(keys)


def test_a_whole_history_adds_up() -> None:
    answers = history(60, "zh")
    found = part(answers)
    assert len(found.entries) == 60
    assert {len(one.values) for one in found.trends} == {60}
    assert sum(one.count for one in found.selections if one.kind == "category") == 60
    assert sum(one.count for one in found.selections if one.kind == "question") == 60
