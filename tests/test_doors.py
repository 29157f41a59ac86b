"""`voicemock.analyze.doors`: what opens a door to a customer, and what closes it, by its meaning."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from voicemock.analyze.doors import judge
from voicemock.content.drills import of_drill
from voicemock.values.interview import LanguageCode

DATA = tomllib.loads((Path(__file__).parent / "data" / "kinder.toml").read_text("utf-8"))


@pytest.mark.parametrize("part", DATA)
def test_of_sentences_kept_aside_hardly_one_is_called_the_opposite(part: str) -> None:
    """Of twenty: none that is kind is called unkind, one the other way round; most are judged."""
    opens = [judge(text).kind for text in DATA[part]["open"]]
    closes = [judge(text).kind for text in DATA[part]["closed"]]
    assert len(opens) == len(closes) == 10
    assert opens.count("closed") == 0
    assert closes.count("open") <= 1
    assert opens.count("open") >= 7
    assert closes.count("closed") >= 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_example_of_the_exercise_is_called_closed(language: LanguageCode) -> None:
    lines = [line for one in of_drill("kinder", language) for line in one.line]
    assert all(judge(line.better).kind != "closed" for line in lines)
    assert all(judge(line.say).kind != "open" for line in lines)


def test_its_sentences_are_named() -> None:
    text = "Three days, I see. I'm booking you onto the next flight as we speak."
    found = judge(text)
    assert found.kind == "open"
    assert [text[a:b].strip() for a, b in found.opening] == [
        "I'm booking you onto the next flight as we speak"
    ]


@pytest.mark.parametrize("text", ["", "。", "The shop opens at nine.", "店里九点开门。"])
def test_what_does_neither_is_not_judged(text: str) -> None:
    assert judge(text).kind is None
