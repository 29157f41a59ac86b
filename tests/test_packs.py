"""The packs that are shipped, and the guides to writing one: complete, sayable, of the form."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from voicemock.analyze.steps import judge
from voicemock.content import packs, phrases
from voicemock.content import schema as pack_schema
from voicemock.content.coaching import UNORDERED
from voicemock.content.frameworks import framework_list, steps_of
from voicemock.errors import PackError
from voicemock.interview.selection import choose
from voicemock.language import get
from voicemock.language.interrogatives import questions
from voicemock.language.matching import PhraseFinder
from voicemock.language.quantities import quantities
from voicemock.values.interview import Cue, LanguageCode, Pack, Question, Turn

ROOT = Path(__file__).parent.parent
PROMPTS = ROOT / "prompts"
CODES: tuple[LanguageCode, ...] = ("zh", "en")
FAST = 150
"""字 or words a minute: the upper end of the target pace."""


@pytest.fixture(scope="module", params=CODES)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each of the shipped packs."""
    return packs.default_pack(request.param)


def cues_of(question: Question) -> list[Cue]:
    """All that may be said after the question."""
    return [*question.follow_ups, *(line for turn in question.turns for line in turn.lines)]


# -- what the brief asks ----------------------------------------------------------------


def test_there_are_enough_questions_of_each_category(pack: Pack) -> None:
    asked = [one for one in pack.questions if not packs.is_template(one)]
    assert len(asked) >= 36
    count: Counter[str] = Counter(one.category for one in asked)
    for category in packs.CATEGORIES:
        assert count[category] >= (2 if category in ("intro", "motivation", "closing") else 4)


def test_every_field_of_every_question_is_filled(pack: Pack) -> None:
    for one in pack.questions:
        for field in fields(one):
            value = getattr(one, field.name)
            if field.name in ("follow_ups", "turns"):
                continue
            if field.name == "example_steps" and one.framework == "none":
                continue
            assert value, f"{one.id}: {field.name}"
            for text in value if isinstance(value, tuple) else [value]:
                assert not isinstance(text, str) or text.strip(), f"{one.id}: {field.name}"
        assert len(one.tips) >= 3, one.id
        assert len(one.terms) >= 4, one.id
        assert one.turns or len(one.follow_ups) >= 2, one.id
        assert one.framework != "none" or one.category in ("motivation", "skills"), one.id


def test_no_text_is_a_placeholder(pack: Pack) -> None:
    left = re.compile(
        r"TODO|FIXME|TBD|lorem|xxx|\.\.\.|待补|待写|某某|[×Ｘ]{2}|\[.*?\]", re.IGNORECASE
    )
    for one in pack.questions:
        filled = packs.fill(one, job="CRM", company="CRM")
        assert not packs.is_template(filled)
        for text in texts_of(filled):
            assert not left.search(text), f"{one.id}: {text}"
            assert "{" not in text, f"{one.id}: {text}"


def texts_of(question: Question) -> list[str]:
    """All that a person reads or hears of a question."""
    return [
        question.text, question.listens_for, question.example, question.why_it_works,
        *question.tips, *question.terms, *(cue.text for cue in cues_of(question)),
    ]  # fmt: skip


def test_nothing_is_said_twice(pack: Pack) -> None:
    for part in (
        [one.text for one in pack.questions],
        [one.example for one in pack.questions],
        [one.why_it_works for one in pack.questions],
        [cue.text for one in pack.questions for cue in cues_of(one)],
        [tip for one in pack.questions for tip in one.tips],
    ):
        assert [text for text, count in Counter(part).items() if count > 1] == []


def test_a_text_is_in_the_language_of_its_pack(pack: Pack) -> None:
    for one in pack.questions:
        for text in [one.text, one.example, *one.tips, *(cue.text for cue in cues_of(one))]:
            han = len(re.findall(r"[\u4e00-\u9fff]", text))
            if pack.language == "zh":
                assert han > len(re.findall(r"[A-Za-z]", text)), f"{one.id}: {text}"
                assert get("zh").normalize(text) == text, f"{one.id}: traditional or half-width"
            else:
                assert han == 0, f"{one.id}: {text}"


def test_an_example_can_be_said_within_the_limit_at_the_target_pace(pack: Pack) -> None:
    language = get(pack.language)
    for one in pack.questions:
        needed_s = language.count_units(one.example) / FAST * 60
        assert needed_s <= one.limit_s, f"{one.id}: {needed_s:.0f} s of {one.limit_s:g} s"
        assert needed_s >= 40, f"{one.id}: {needed_s:.0f} s is no full answer"


def test_an_example_says_nothing_that_the_phrase_list_advises_against(pack: Pack) -> None:
    finder = PhraseFinder(phrases.phrase_list(pack.language).phrases, get(pack.language))
    for one in pack.questions:
        found = [
            (hit.id, one.example[hit.start : hit.end])
            for hit in finder.find(one.example)
            if hit.kind in ("negative", "hedge")
        ]
        assert found == [], one.id


def test_an_example_of_care_has_the_phrases_of_care(pack: Pack) -> None:
    """In each situation and role play: an apology or thanks, understanding, and an action."""
    finder = PhraseFinder(phrases.phrase_list(pack.language).phrases, get(pack.language))
    for one in pack.questions:
        if one.framework == "care":
            found = {hit.id for hit in finder.find(one.example) if hit.kind == "positive"}
            assert found & {"sorry-for", "thank-you"}, f"{one.id}: {found}"
            assert len(found) >= 3, f"{one.id}: {found}"


# -- the steps of a model answer --------------------------------------------------------


def test_a_model_answer_is_marked_with_each_step_its_question_asks_for(pack: Pack) -> None:
    """Once in the example, so that the mark is a place in it; a number is one, and a question asks."""
    rules = framework_list(pack.language)
    for one in pack.questions:
        steps = [rule.id for rule in steps_of(rules, one.framework)]
        assert sorted(one.example_steps) == sorted(steps), one.id
        for step, words in one.example_steps.items():
            assert one.example.count(words) == 1, f"{one.id}: {words}"
            if step == "number":
                assert quantities(words, pack.language), f"{one.id}: {words}"
            if step in ("hook", "questions"):
                asked = questions(words, pack.language, expected=step == "questions")
                assert len(asked) >= (2 if step == "questions" else 1), f"{one.id}: {words}"


def test_the_marked_steps_of_a_model_answer_are_in_order(pack: Pack) -> None:
    rules = framework_list(pack.language)
    for one in pack.questions:
        steps = [rule.id for rule in steps_of(rules, one.framework) if rule.id not in UNORDERED]
        places = [one.example.index(one.example_steps[step]) for step in steps]
        assert places == sorted(places), one.id
        assert len(set(places)) == len(places), one.id


def test_a_model_answer_passes_its_own_check(pack: Pack) -> None:
    """No marked step is called absent, none is out of order, no story is taken for none."""
    language = get(pack.language)
    for one in pack.questions:
        judged = judge(
            language.normalize(one.example), one.framework, framework_list(pack.language), language
        )
        absent = [step for step in one.example_steps if judged.states[step] == "absent"]
        assert absent == [], one.id
        assert judged.in_order is not False, one.id
        assert judged.told is not False, one.id


# -- role plays -------------------------------------------------------------------------


def test_a_role_play_has_three_to_five_turns_of_the_customer(pack: Pack) -> None:
    plays = [one for one in pack.questions if one.category == "roleplay"]
    assert len(plays) >= 4
    for one in plays:
        assert 3 <= 1 + len(one.turns) <= 5, one.id
        assert one.framework == "care", one.id
        # the example is the agent's side of it: one paragraph for each turn
        assert len(one.example.splitlines()) == 1 + len(one.turns), one.id


def test_the_customer_answers_to_what_was_missing(pack: Pack) -> None:
    for one in pack.questions:
        if one.turns:
            first = {line.when for line in one.turns[0].lines}
            assert {"no_apology", "no_empathy"} <= first, one.id
            anywhere = {line.when for turn in one.turns for line in turn.lines}
            assert {"no_action", "no_solution", "no_number", "no_follow_up"} <= anywhere, one.id
            for turn in one.turns:
                assert len(turn.lines) >= 2, one.id
                assert len({line.when for line in turn.lines}) == len(turn.lines), one.id
                assert turn.lines[-1].when == "always", one.id


def test_a_follow_up_in_any_case_comes_last(pack: Pack) -> None:
    """The first that fits is asked, so one after it would never be."""
    for one in pack.questions:
        conditions = [cue.when for cue in one.follow_ups]
        assert len(set(conditions)) == len(conditions), one.id
        assert "always" not in conditions[:-1], one.id


# -- templates --------------------------------------------------------------------------


def test_there_are_templates_for_words_of_the_job_and_of_the_company(pack: Pack) -> None:
    for name in packs.PLACEHOLDERS:
        assert sum(name in one.text for one in pack.questions) >= 2, name


def test_a_template_is_never_drawn(pack: Pack) -> None:
    drawn = choose(pack, 1000)
    assert not any(packs.is_template(one) for one in drawn)
    for category in ("skills", "behavioural", "motivation"):
        drawn = choose(pack, 1000, category=category)
        assert len(drawn) >= 4
        assert not any(packs.is_template(one) for one in drawn)


def test_filling_replaces_in_all_fields_as_far_as_words_are_given() -> None:
    question = Question(
        "q", "{job}, {company}?", "roleplay", listens_for="{job}", tips=("a", "{company}"),
        example="{job}{job}", why_it_works="{company}", terms=("{job}",),
        follow_ups=(Cue("always", "{job}?"),),
        turns=(Turn((Cue("always", "{company}!"),)),),
    )  # fmt: skip
    half = packs.fill(question, job="CRM")
    assert half.text == "CRM, {company}?"
    assert packs.is_template(half)
    whole = packs.fill(half, company="Acme")
    assert whole == Question(
        "q", "CRM, Acme?", "roleplay", listens_for="CRM", tips=("a", "Acme"), example="CRMCRM",
        why_it_works="Acme", terms=("CRM",), follow_ups=(Cue("always", "CRM?"),),
        turns=(Turn((Cue("always", "Acme!"),)),),
    )  # fmt: skip
    assert not packs.is_template(whole)
    assert packs.fill(question) == question


def test_a_word_with_braces_is_not_filled_again() -> None:
    question = Question("q", "{job} {company}", "skills")
    assert packs.fill(question, job="{company}", company="x").text == "{company} x"


def test_a_question_without_placeholders_stays_the_same(pack: Pack) -> None:
    question = pack.questions[0]
    assert packs.fill(question, job="x", company="y") == question
    assert not packs.is_template(question)
    assert packs.is_template(replace(question, text="{job}"))


# -- the schema -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The published one."""
    read: dict[str, Any] = json.loads((PROMPTS / "pack.schema.json").read_text("utf-8"))
    return read


def data_of(code: LanguageCode) -> dict[str, Any]:
    """A shipped pack as it stands in its file."""
    return tomllib.loads((PROMPTS / f"customer-service.{code}.toml").read_text("utf-8"))


def test_the_published_schema_is_the_generated_one() -> None:
    """`make schema` renews it."""
    assert (PROMPTS / "pack.schema.json").read_text("utf-8") == pack_schema.as_text()


def test_the_schema_is_a_schema_and_explains_each_field(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in [schema, *schema["$defs"].values()]:
        assert all(field["description"] for field in part["properties"].values())


@pytest.mark.parametrize("code", CODES)
def test_a_shipped_pack_is_valid_by_the_schema(schema: dict[str, Any], code: LanguageCode) -> None:
    jsonschema.validate(data_of(code), schema)
    assert (PROMPTS / f"customer-service.{code}.toml").read_text("utf-8").startswith("#:schema ")


def _with(**changed: Any) -> dict[str, Any]:
    question = {"id": "q", "text": "t", "category": "roleplay", **changed}
    question = {name: value for name, value in question.items() if value is not None}
    return {"schema": 1, "id": "p", "title": "t", "language": "en", "question": [question]}


_ALWAYS = [{"when": "always", "text": "Well?"}]


@pytest.mark.parametrize(
    "changed",
    [
        {"text": None},
        {"text": " "},
        {"category": "cooking"},
        {"framework": "stars"},
        {"limit_s": 4},
        {"limit_s": "60"},
        {"tips": "one"},
        {"limit": 60},
        {"framework": "care", "example": "Sorry.", "example_steps": {"sorry": "Sorry."}},
        {"framework": "care", "example": "Sorry.", "example_steps": {"acknowledge": " "}},
        {"framework": "care", "example": "Sorry.", "example_steps": {"acknowledge": 1}},
        {"follow_ups": [{"whenn": "always", "text": "x"}]},
        {"follow_ups": [{"when": "now", "text": "x"}]},
        {"turns": [{}]},
        {"turns": [{"lines": []}]},
        {"turns": [{"lines": [{"when": "no_apology", "text": "x"}]}]},
        {"turns": [{"lines": _ALWAYS, "when": "always"}]},
        {"turns": [{"lines": _ALWAYS}], "category": "skills"},
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(
    tmp_path: Path, schema: dict[str, Any], changed: dict[str, Any]
) -> None:
    """And takes what it takes."""
    jsonschema.validate(_with(turns=[{"lines": _ALWAYS}]), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_with(**changed), schema)
    if changed == {"limit_s": "60"}:
        return  # the loader reads a number in quotes as the number
    path = tmp_path / "pack.toml"
    path.write_text(_toml(_with(**changed)), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        packs.load_pack(path)
    found = packs.faults(path, path.read_bytes())
    assert str(caught.value) in [str(one) for one in found]


def _toml(data: dict[str, Any]) -> str:
    def value(one: Any) -> str:
        if isinstance(one, dict):
            return "{" + ", ".join(f"{name} = {value(part)}" for name, part in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(value(part) for part in one) + "]"
        return json.dumps(one)

    return "".join(f"{name} = {value(one)}\n" for name, one in data.items())


# -- the guides -------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "code"), [("own-pack.md", "en"), ("own-pack.zh.md", "zh")])
def test_the_example_of_a_guide_loads(
    tmp_path: Path, schema: dict[str, Any], name: str, code: LanguageCode
) -> None:
    guide = (ROOT / "docs" / name).read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    path = tmp_path / "my-pack.toml"
    path.write_text(example, encoding="utf-8")
    mine = packs.load_pack(path)
    assert mine.language == code
    assert mine.questions[0].category == "intro"
    assert mine.questions[-1].category == "closing"
    assert [one.id for one in mine.questions if one.turns] == ["my-roleplay-1"]
    assert [one.id for one in mine.questions if packs.is_template(one)] == ["my-template-1"]
    assert any(one.follow_ups for one in mine.questions)
    jsonschema.validate(tomllib.loads(example), schema)


@pytest.mark.parametrize("name", ["own-pack.md", "own-pack.zh.md"])
def test_a_guide_explains_every_field_and_condition(schema: dict[str, Any], name: str) -> None:
    guide = (ROOT / "docs" / name).read_text("utf-8")
    parts = schema["$defs"]
    words = [
        *parts["Question"]["properties"],
        *parts["Question"]["properties"]["category"]["enum"],
        *parts["Question"]["properties"]["framework"]["enum"],
        *parts["Cue"]["properties"]["when"]["enum"],
    ]
    assert [word for word in words if f"`{word}`" not in guide] == []
    assert "pack.schema.json" in guide
    assert "#:schema" in guide
    assert "Even Better TOML" in guide
