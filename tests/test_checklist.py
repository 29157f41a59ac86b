"""`voicemock checklist`: what to have ready, and what the history shows to be done."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import full_answer
from voicemock.cli import run
from voicemock.content.checklist import WHEN, default_checklist, load_checklist
from voicemock.errors import PackError
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.report.exports.text import width
from voicemock.values.interview import LanguageCode, QuestionRef, Story

CODES: tuple[LanguageCode, ...] = ("zh", "en")


def _home() -> Path:
    return Path(os.environ["VOICEMOCK_HOME"])


def _answered(days_ago: float, *questions: str, language: LanguageCode = "en") -> str:
    """Answers given some days ago; returns the day."""
    history = History(_home())
    moment = datetime.now().astimezone() - timedelta(days=days_ago)
    for number, name in enumerate(questions):
        answer_id = f"{moment:%Y-%m-%dT%H-%M-%S}-{number:04x}"
        (_home() / "answers" / answer_id).mkdir(parents=True)
        category = name.split("-")[1]
        answer = replace(
            full_answer(answer_id), language=language, question=QuestionRef(name, "?", category)
        )
        history.save(answer, session_id="s")
    history.close()
    return f"{moment:%Y-%m-%d}"


def _story(result: str = "Refunded.", language: LanguageCode = "en") -> None:
    Stories(_home()).add(Story("", language, "A story", result=result))


def _seen(
    capsys: pytest.CaptureFixture[str], lang: str = "en"
) -> dict[str, tuple[bool, str | None]]:
    capsys.readouterr()
    assert run(["checklist", "--json", "--lang", lang]) == 0
    document = json.loads(capsys.readouterr().out)
    items: list[dict[str, Any]] = [one for group in document["groups"] for one in group["items"]]
    for one in items:
        if one["knows"] is None:
            assert (one["done"], one["evidence"]) == (None, None)
    return {one["knows"]: (one["done"], one["evidence"]) for one in items if one["knows"]}


@pytest.mark.parametrize("code", CODES)
def test_the_shipped_lists_are_short_and_hold_what_an_interview_needs(code: LanguageCode) -> None:
    listed = default_checklist(code)
    assert 10 <= len(listed.item) <= 20
    assert sorted({one.knows for one in listed.item if one.knows}) == [
        "intro",
        "practice",
        "stories",
    ]
    text = "\n".join(listed.line(one).lower() for one in listed.item)
    wanted = {
        "zh": "公司 STAR 背景 光 衣服 坐直 安静 五到十分钟 水 doctor practice 手机",
        "en": "company star background light clothes tall quiet five glass doctor practice phone",
    }[code]
    assert [word for word in wanted.lower().split() if word not in text] == []
    assert all(listed.items(when) for when in WHEN)
    assert max(width(listed.line(one)) for one in listed.item) <= 75, "one line each at 80 columns"


def test_both_languages_list_the_same_things() -> None:
    shapes = [
        [(one.when, one.knows, one.command) for one in default_checklist(code).item]
        for code in CODES
    ]
    assert shapes[0] == shapes[1]


def test_with_an_empty_history_nothing_is_ticked(capsys: pytest.CaptureFixture[str]) -> None:
    for code in CODES:
        assert run(["checklist", "--lang", code]) == 0
        output = capsys.readouterr()
        assert output.err == ""
        assert "✓" not in output.out
        assert output.out.count("○") == len(default_checklist(code).item)
    assert _seen(capsys) == {
        "stories": (False, None), "practice": (False, None), "intro": (False, None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("results", "done", "evidence"),
    [
        (["a"], False, "1 story with a result"),
        (["a", ""], False, "1 story with a result"),
        (["a", "b"], True, "2 stories with a result"),
        ([""], False, None),
    ],
)
def test_two_whole_stories_are_ticked(
    results: Sequence[str], done: bool, evidence: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    for result in results:
        _story(result)
    assert _seen(capsys)["stories"] == (done, evidence)
    assert _seen(capsys, "zh")["stories"] == (False, None)


def test_a_whole_practice_this_week_is_ticked(capsys: pytest.CaptureFixture[str]) -> None:
    day = _answered(0.01, "en-intro-1", "en-skills-1", "en-tricky-1", "en-closing-1")
    assert _seen(capsys)["practice"] == (True, f"last on {day}, 4 answers in the last 7 days")
    assert _seen(capsys)["intro"] == (True, f"last on {day}")
    assert run(["checklist"]) == 0
    lines = capsys.readouterr().out.splitlines()
    ticked = [number for number, line in enumerate(lines) if "✓" in line]
    assert len(ticked) == 2
    assert f"    last on {day}" in lines
    assert _seen(capsys, "zh")["practice"] == (False, None)


def test_retakes_of_one_question_are_no_whole_practice(capsys: pytest.CaptureFixture[str]) -> None:
    day = _answered(2, *["en-skills-1"] * 5)
    seen = _seen(capsys)
    assert seen["practice"] == (False, f"last on {day}, 5 answers in the last 7 days")
    assert seen["intro"] == (False, None)


def test_a_practice_long_ago_is_not_ticked(capsys: pytest.CaptureFixture[str]) -> None:
    day = _answered(7.1, "en-intro-1", "en-skills-1", "en-tricky-1", "en-closing-1")
    assert _seen(capsys)["practice"] == (False, f"last on {day}, 0 answers in the last 7 days")
    assert _seen(capsys)["intro"] == (True, f"last on {day}")


def test_a_damaged_history_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _story()
    (_home() / "history.db").write_bytes(b"this is no database, " * 500)
    (_home() / "stories" / "2.toml").write_bytes(b"x")
    assert run(["checklist"]) == 0
    output = capsys.readouterr()
    assert "1 story with a result" in output.out
    assert "is set aside as history.db.damaged-" in output.err
    assert "2.toml is damaged" in output.err


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ('when = "day"', 'when = "week"', r":16: item 1, field when is wrong"),
        ('knows = "stories"', 'knows = "luck"', "field knows is wrong"),
        ('knows = "stories"', 'know = "stories"', "know is not known; it may be"),
        ('text = "Two or', 'text = ""\n# "Two or', "is empty; write it"),
        ("opening =", "openning =", "openning is not known"),
        ("schema = 1", "schema = 2", "field schema is wrong"),
    ],
)
def test_a_broken_list_is_refused(old: str, new: str, refused: str, tmp_path: Path) -> None:
    from voicemock.content.data import data_folder

    text = (data_folder("prompts") / "checklist.en.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=refused):
        load_checklist(path)
