"""`voicemock.content.frameworks`: the lists that ship, and mistakes in a list of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_steps_corpus import STEPS
from voicemock.content.frameworks import framework_list, load_frameworks, steps_of
from voicemock.errors import PackError
from voicemock.values.interview import LanguageCode

_GOOD = """schema = 1
language = "en"
terms = ["ticket"]

[[step]]
framework = "star"
id = "task"
name = "task"
say = ["my task was"]
add = "say your task"
"""


@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_framework_has_its_steps_in_their_order(code: LanguageCode) -> None:
    shipped = framework_list(code)
    assert shipped.language == code
    assert {
        name: tuple(rule.id for rule in steps_of(shipped, name))  # type: ignore[arg-type]
        for name in STEPS
    } == STEPS
    assert steps_of(shipped, "none") == ()


@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_step_knows_many_ways_to_say_it_and_one_to_add_it(code: LanguageCode) -> None:
    for rule in framework_list(code).steps:
        assert len(set(rule.say)) >= 6, rule.id
        assert rule.name
        assert rule.add
    assert len(set(framework_list(code).terms)) == len(framework_list(code).terms) >= 20


def test_a_good_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "frameworks.toml"
    path.write_text(_GOOD, encoding="utf-8")
    read = load_frameworks(path)
    assert [(rule.framework, rule.id) for rule in read.steps] == [("star", "task")]
    assert read.terms == ("ticket",)


@pytest.mark.parametrize(
    ("changed", "to", "message"),
    [
        ('name = "task"', 'nmae = "task"', r":8: step 1 \(task\), field nmae is not known"),
        ('add = "say your task"\n', "", r"step 1 \(task\), field add is missing"),
        ('framework = "star"', 'framework = "soar"', r":6: step 1 \(task\), field framework"),
        ('["my task was"]', '["my [task"]', r":9: step 1 \(task\), field say .*unpaired bracket"),
        ("[[step]]", "[step]", r"field step must be tables"),
        ("schema = 1", "schema = 2", r":1: field schema"),
    ],
)
def test_a_mistake_is_refused_with_line_and_field(
    tmp_path: Path, changed: str, to: str, message: str
) -> None:
    assert changed in _GOOD
    path = tmp_path / "frameworks.toml"
    path.write_text(_GOOD.replace(changed, to), encoding="utf-8")
    with pytest.raises(PackError, match=message):
        load_frameworks(path)


def test_a_step_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "frameworks.toml"
    row = _GOOD[_GOOD.index("[[step]]") :]
    path.write_text(_GOOD + row, encoding="utf-8")
    with pytest.raises(PackError, match=r"step 2 \(task\), field id is there twice"):
        load_frameworks(path)
    path.write_text(_GOOD + row.replace('"star"', '"problem"'), encoding="utf-8")
    assert len(load_frameworks(path).steps) == 2
