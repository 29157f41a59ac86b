"""`voicemock.content.coaching`: the one thing to change next, by rules in their order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock import i18n
from voicemock.assess import written
from voicemock.content import packs
from voicemock.content.coaching import RULES, next_thing
from voicemock.content.phrases import phrase_list
from voicemock.report.exports import text
from voicemock.report.views import first, view
from voicemock.values.answer import (
    Answer,
    Filler,
    Fillers,
    Pace,
    Pause,
    Pauses,
    PhraseHit,
    Phrases,
    Quote,
    Step,
    Structure,
)
from voicemock.values.document import from_json, to_document, to_json
from voicemock.values.interview import Framework, LanguageCode
from voicemock.values.next import Next

_NAMES = ("situation", "task", "action", "result")


def _quote(at: float) -> Quote:
    return Quote(f"words at {at:.0f}", at, at + 1)


def _structure(**changes: object) -> Structure:
    steps = tuple(Step(name, name, (_quote(2.0 * at),)) for at, name in enumerate(_NAMES, 1))
    whole = Structure("star", steps, in_order=True, numbers=(_quote(9.0),), i=3, told=True)
    return replace(whole, **changes)  # type: ignore[arg-type]


def _without(*names: str, unsure: str = "") -> tuple[Step, ...]:
    return tuple(
        Step(name, name, add="…", perhaps=(_quote(5.0),))
        if name == unsure
        else Step(name, name, () if name in names else (_quote(2.0 * at),))
        for at, name in enumerate(_NAMES, 1)
    )


def _answer(structure: Structure | None = None, **changes: object) -> Answer:
    """An answer in which all is well, but for the changes."""
    whole = replace(
        full_answer(),
        structure=structure or _structure(),
        phrases=Phrases(1, 0, ()),
        pauses=Pauses(0, 0.0, None, None, 0, ()),
        fillers=Fillers(0, 0.0, ()),
        pace=Pace(200.0, "chars_per_min", 90, 220.0, (120, 150), "fast", (180, 250)),
        notes=(),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


_REFUSAL = Phrases(0, 1, (PhraseHit("policy", "negative", "这是规定", 4.0, 5.0),))
_BREAKS = Pauses(
    3, 2.0, 0.5, 1.0, 3, tuple(Pause(at, at + 0.5, "brief", "mid_clause") for at in (3.0, 5.0, 7.0))
)
_FILLERS = Fillers(9, 13.0, (Filler("嗯", "both", 6.0, 6.3),))
_RUSHED = Pace(290.0, "chars_per_min", 90, 310.0, (120, 150), "fast", (180, 250))
_WOULD = _structure(told=False, would=(_quote(4.0),), steps=_without("action", "result"))
_CASES = [
    ("tell_one_time", 4.0, _answer(_WOULD, phrases=_REFUSAL)),
    ("add_star_action", None, _answer(_structure(steps=_without("action", "result"), told=None))),
    ("add_star_result", None, _answer(_structure(steps=_without("result"), numbers=()))),
    ("add_star_result", None, _answer(_structure(steps=_without("result")), phrases=_REFUSAL)),
    ("say_kindly", 4.0, _answer(phrases=_REFUSAL, pace=_RUSHED)),
    ("say_kindly", 4.0, _answer(_structure(steps=_without("task")), phrases=_REFUSAL)),
    ("add_star_task", None, _answer(_structure(steps=_without("task"), numbers=()))),
    ("perhaps", 5.0, _answer(_structure(steps=_without(unsure="result"), numbers=()))),
    ("say_i", None, _answer(_structure(we=4, numbers=()))),
    ("add_number", None, _answer(_structure(numbers=()), fillers=_FILLERS)),
    ("pause_between", 3.0, _answer(pauses=_BREAKS, fillers=_FILLERS, pace=_RUSHED)),
    ("fewer_fillers", 6.0, _answer(fillers=_FILLERS, pace=_RUSHED)),
    ("keep_time", None, _answer(_structure(over_s=12.0), pace=_RUSHED)),
    ("slower", None, _answer(pace=_RUSHED)),
]


@pytest.mark.parametrize(("code", "start_s", "answer"), _CASES, ids=range(len(_CASES)))
def test_what_helps_most_comes_first(code: str, start_s: float | None, answer: Answer) -> None:
    found = next_thing(answer)
    assert found is not None
    assert (found.code, found.start_s) == (code, start_s)


def test_where_all_is_well_nothing_is_said() -> None:
    assert next_thing(_answer()) is None
    assert first.build(_answer()).text == ""
    assert first.build(_answer()).good


def test_a_pace_within_natural_speech_is_no_fault_though_the_target_is_slower() -> None:
    assert next_thing(_answer(pace=Pace(240.0, "chars_per_min", 90, 250.0, (120, 150), "fast", (180, 250)))) is None  # fmt: skip
    chosen = Pace(240.0, "chars_per_min", 90, 250.0, (180, 220), "fast", (180, 250))
    found = next_thing(_answer(pace=chosen))
    assert found is not None
    assert found.code == "slower"


def _shaped(framework: Framework, *found: str, absent: tuple[str, ...] = ()) -> Structure:
    """A structure without numbers that takes some steps and lacks others."""
    steps = [Step(name, name, (_quote(2.0 * at),)) for at, name in enumerate(found, 1)]
    return Structure(framework, (*(Step(name, name) for name in absent), *steps), i=3)


def _code(answer: Answer) -> str:
    found = next_thing(answer)
    return found.code if found else ""


def test_a_refusal_weighs_more_than_a_feeling_that_is_not_named() -> None:
    cold = _shaped("care", "solve", "follow_up", absent=("acknowledge", "empathise"))
    assert _code(_answer(cold, phrases=_REFUSAL)) == "say_kindly"
    assert _code(_answer(cold)) == "add_care_empathise"
    helpless = _shaped("care", "empathise", absent=("solve",))
    assert _code(_answer(helpless, phrases=_REFUSAL)) == "add_care_solve"


def test_what_one_would_do_about_a_problem_needs_no_number() -> None:
    assert _code(_answer(_shaped("problem", "problem", "analysis", "solution", "result"))) == ""


def test_a_number_comes_before_a_question_back() -> None:
    told = _shaped("intro", "who", "experience", "why", absent=("number", "hook"))
    assert _code(_answer(told)) == "add_number"
    assert _code(_answer(replace(told, numbers=(_quote(3.0),)))) == "add_intro_hook"


@pytest.mark.parametrize(
    ("question", "text", "code"),
    [
        ("en-motivation-1", "Because it is near my flat.", "say_more"),
        ("zh-motivation-1", "因为离我家近。", "say_more"),
        ("en-motivation-1", "Because I like it when somebody hangs up calmer. " * 5, ""),
        ("zh-motivation-1", "因为我喜欢看着人家从着急变得放心。" * 4, ""),
    ],
)
def test_an_answer_without_steps_has_one_thing_too(question: str, text: str, code: str) -> None:
    language: LanguageCode = "zh" if question.startswith("zh") else "en"
    asked = packs.find(packs.default_pack(language), question)
    answer = written.judge(text, language, asked)
    assert _code(answer) == code
    if code == "say_more":
        assert _code(replace(answer, follows="the question before")) == ""


def test_steps_the_wrong_way_round_are_named() -> None:
    care = Structure(
        "care",
        (Step("empathise", "empathise", (_quote(9.0),)), Step("solve", "solve", (_quote(2.0),))),
        in_order=False,
    )
    found = next_thing(_answer(care))
    assert found == Next("order", 2.0, {"first": "empathise", "second": "solve"})


def test_every_rule_has_its_reason_and_no_other_rules_place() -> None:
    assert len({one.code for one in RULES}) == len(RULES)
    assert all(one.reason.endswith(".") for one in RULES)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("answer", [one for _code, _at, one in _CASES])
def test_it_is_said_in_the_language_in_use(language: str, answer: Answer) -> None:
    found = next_thing(answer)
    assert found is not None
    with i18n.speaking(language):
        assert found.text
        assert "{" not in found.text


def test_it_is_the_first_line_of_the_feedback_and_the_good_the_second() -> None:
    answer = _answer(_structure(steps=_without("result")))
    lines = text.plain(text.render(view.build(answer, phrase_list("zh")), heading=False)).split(
        "\n"
    )
    assert lines[0].startswith("  → Say what came of it")
    assert lines[1].startswith("  ✓ ")


def test_an_answer_that_could_not_be_judged_says_first_why() -> None:
    shown = first.build(silent_answer())
    assert shown.text == next(one.text for one in silent_answer().notes)
    assert shown.good == ()


def test_it_comes_back_from_the_document() -> None:
    answer = replace(_answer(_WOULD), next=Next("tell_one_time", 4.0))
    document = to_document(answer)
    assert document["next"]["code"] == "tell_one_time"
    assert document["next"]["text"].startswith("You told me what you would do.")
    assert from_json(to_json(answer)) == answer


def test_the_three_states_come_back_from_the_document() -> None:
    answer = _answer(_structure(steps=_without("task", unsure="result")))
    document = to_document(answer)
    states = {one["id"]: one["state"] for one in document["structure"]["steps"]}
    assert states == {
        "situation": "found", "task": "absent", "action": "found", "result": "unsure",
    }  # fmt: skip
    assert from_json(to_json(answer)) == answer


def test_steps_saved_before_there_were_states_are_found_or_absent() -> None:
    document = to_document(_answer(_structure(steps=_without("task"))))
    for one in document["structure"]["steps"]:
        del one["state"]
    del document["next"]
    import json

    steps = from_json(json.dumps(document)).structure
    assert steps is not None
    assert [one.state for one in steps.steps] == ["found", "absent", "found", "found"]


def test_a_code_of_another_version_says_nothing() -> None:
    assert Next("unheard_of").text == ""
    assert Next("order").text == ""
