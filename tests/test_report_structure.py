"""`voicemock.report.views.structure`: steps, order and what stands beside them, as view and as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock import i18n
from voicemock.content.phrases import phrase_list
from voicemock.report.exports import text
from voicemock.report.views import view
from voicemock.report.views.structure import KIND, taken
from voicemock.values.answer import Answer, Quote, Step, Structure, WordHit
from voicemock.values.document import from_json, to_json

_STAR = Structure(
    framework="star",
    steps=(
        Step("situation", "情境", (Quote("去年有位客户", 1.0, 2.0),)),
        Step("task", "任务", earlier=True),
        Step("action", "行动", (Quote("我联系了仓库", 6.0, 7.0), Quote("我又问", 8.0, 8.5))),
        Step("result", "结果", add="“最后客户……”", example="最后她很满意。"),
    ),
    in_order=True,
    numbers=(Quote("三天", 3.0, 3.4), Quote("两个小时", 9.0, 9.5), Quote("三天", 12.0, 12.4)),
    words=(
        WordHit("service", "工单", "工单", 4.0, 4.4),
        WordHit("job", "排班", "排班", 5.0, 5.4),
    ),
    we=1,
    i=4,
    over_s=0.0,
)


def _answer(structure: Structure | None) -> Answer:
    return replace(full_answer(), structure=structure)


def _view(structure: Structure | None, **given: object) -> view.View:
    return view.build(_answer(structure), phrase_list("zh"), **given)  # type: ignore[arg-type]


def _text(structure: Structure, **given: object) -> str:
    return text.plain(text.render(_view(structure, **given)))


def _measures(structure: Structure, **given: object) -> dict[str, view.Measure]:
    shown = _view(structure, **given).structure
    assert shown is not None
    return {one.name: one for one in shown.measures}


def test_an_answer_with_its_structure_comes_back_from_json() -> None:
    assert from_json(to_json(_answer(_STAR))) == _answer(_STAR)


def test_an_answer_saved_before_structure_was_measured_is_shown_without_it() -> None:
    assert _view(None).structure is None
    assert "Structure" not in text.plain(text.render(_view(None)))


def test_each_step_found_is_one_moment_numbered_by_time() -> None:
    shown = _view(_STAR)
    steps = [one for one in shown.moments if one.kind == KIND]
    assert [(one.title, one.quote, one.start_s) for one in steps] == [
        ("情境", "去年有位客户", 1.0),
        ("行动", "我联系了仓库", 6.0),
    ]
    assert [one.number for one in shown.moments] == list(range(1, len(shown.moments) + 1))
    assert [one.start_s for one in shown.moments] == sorted(one.start_s for one in shown.moments)


def test_the_number_shown_beside_a_step_is_the_one_that_replays_it() -> None:
    shown = _view(_STAR)
    number = next(one.number for one in shown.moments if one.title == "行动")
    line = next(line for line in _text(_STAR).splitlines() if "行动" in line)
    assert line.split() == ["✓", str(number), "行动", "0:06.0", "我联系了仓库"]


def test_a_step_is_not_listed_again_among_the_moments() -> None:
    listed = _text(_STAR).split("Moments")[1]
    assert "我联系了仓库" not in listed
    assert "让我来帮您" in listed


def test_a_missing_step_says_what_to_add_and_quotes_the_example() -> None:
    shown = _text(_STAR)
    assert "–    结果  add: “最后客户……”" in shown
    assert "as in: 最后她很满意。" in shown
    assert "✓    任务  said earlier" in shown


def test_only_two_missing_steps_quote_their_examples() -> None:
    steps = tuple(replace(_STAR.steps[3], id=one.id, name=one.name) for one in _STAR.steps)
    shown = _text(replace(_STAR, steps=steps, in_order=None))
    assert shown.count("add: ") == 4
    assert shown.count("as in: ") == 2


def test_steps_out_of_order_are_named() -> None:
    care = Structure(
        framework="care",
        steps=(
            Step("empathise", "empathise", (Quote("I understand", 9.0, 9.5),)),
            Step("solve", "solve", (Quote("Let me check", 2.0, 2.5),)),
            Step("follow_up", "follow up", (Quote("I'll call", 12.0, 12.5),)),
        ),
        in_order=False,
    )
    assert "! “solve” came before “empathise”" in _text(care)
    assert "came before" not in _text(replace(care, in_order=True))


def test_numbers_terms_and_words_stand_below_the_steps() -> None:
    measures = _measures(_STAR, job=["排班", "同理心"], company=["星河"])
    assert measures["Numbers"].value == "2: 三天 (0:03.0)、两个小时 (0:09.0)"
    assert measures["Terms"].value == "工单 (0:04.0)"
    assert measures["Job words"].value == "said: 排班; not yet: 同理心"
    assert measures["Company words"].value == "not yet: 星河"
    assert measures["Company words"].judgement == "mind"
    assert "We and I" not in measures
    assert "Length" not in measures


def test_words_nobody_asked_for_are_not_mentioned() -> None:
    assert {"Job words", "Company words"}.isdisjoint(_measures(replace(_STAR, words=())))


@pytest.mark.parametrize(
    ("framework", "shown"), [("star", True), ("intro", True), ("care", False), ("none", False)]
)
def test_numbers_are_asked_for_where_they_prove_a_result(framework: str, shown: bool) -> None:
    none = replace(_STAR, framework=framework, numbers=())  # type: ignore[arg-type]
    assert ("Numbers" in _measures(none)) is shown


def test_more_we_than_i_is_remarked_and_so_is_time_over_the_limit() -> None:
    measures = _measures(replace(_STAR, we=5, i=4, over_s=12.4))
    assert measures["We and I"].value == "we 5, I 4: say what you did yourself."
    assert measures["Length"].value == "12 s over the limit"


@pytest.mark.parametrize(
    ("count", "value", "judgement"),
    [(0, "0 questions asked", "mind"), (1, "1 question asked", "mind"), (2, "2 questions asked", "good")],
)  # fmt: skip
def test_a_closing_counts_its_questions(count: int, value: str, judgement: str) -> None:
    asked = tuple(Quote(f"q{at}", at, at + 0.5) for at in range(count))
    measure = _measures(Structure("closing", questions=asked))["Questions"]
    assert (measure.value, measure.judgement) == (value, judgement)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_steps_keep_to_one_line_of_eighty_columns(language: str) -> None:
    i18n.use(language)
    long = tuple(
        replace(step, items=(Quote("很长的一句话" * 12, 1.0, 9.0),), example="很长的例子" * 20)
        for step in _STAR.steps
    )
    missing = tuple(replace(step, items=(), earlier=False, add="x") for step in long)
    for steps in (long, missing):
        structure = replace(_STAR, steps=steps, in_order=None)
        lines = text.plain(text.render(_view(structure))).splitlines()
        shown = [line for line in lines if any(step.name in line for step in steps)]
        assert len(shown) >= 4
        assert all(text.width(line) <= 80 for line in lines if "很长的" in line or line in shown)


def test_nothing_is_said_of_the_structure_of_silence() -> None:
    assert view.build(silent_answer(), phrase_list("en")).structure is None


def test_a_step_is_shown_where_it_stands_in_the_order() -> None:
    """Words of an outcome in the first sentence are not the outcome that is told at the end."""
    early, deed, late = Quote("a", 1.0, 2.0), Quote("b", 3.0, 4.0), Quote("c", 5.0, 6.0)
    structure = Structure(
        "star",
        (Step("action", "action", (deed,)), Step("result", "result", (early, late))),
        in_order=True,
    )
    assert [one[0] for one in taken(structure)] == [3.0, 5.0]
    backwards = Structure(
        "star", (Step("action", "action", (deed,)), Step("result", "result", (early,)))
    )
    assert [one[0] for one in taken(backwards)] == [3.0, 1.0]
