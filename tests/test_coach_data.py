"""The answers, pieces and sentences held out for the coach are well formed; what they say, no test reads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

_DATA = Path(__file__).parent / "data" / "coach"
_PHRASES = Path(__file__).parents[1] / "prompts"
_STEPS = {
    "star": ("situation", "task", "action", "result"),
    "care": ("acknowledge", "empathise", "solve", "follow_up"),
    "problem": ("problem", "analysis", "solution", "result"),
    "intro": ("who", "experience", "why", "number", "hook"),
    "closing": ("questions", "thanks"),
}
_ANYWHERE = "number"
"""The step of an introduction that belongs to no place in the order."""
_KINDS = {"told", "would", "habit", "rambling", "second_language", "short"}
_NO_DEED = {"would", "habit"}
_TRAPS = {"denied", "quoted", "reported", "asked", "other", "homonym"}


def _languages(name: str) -> list[str]:
    return sorted(path.name.split(".")[1] for path in _DATA.glob(f"{name}.*.toml"))


def _load(name: str, language: str, key: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = tomllib.loads(
        (_DATA / f"{name}.{language}.toml").read_text(encoding="utf-8")
    )[key]
    return loaded


def _assert_unique(values: Iterable[str]) -> None:
    values = list(values)
    assert len(values) == len(set(values))


def test_english_is_there() -> None:
    """Each kind of data exists in English, so that the tests below are about something."""
    assert all("en" in _languages(name) for name in ("test", "nothing", "phrases"))


@pytest.mark.parametrize("language", _languages("test"))
def test_quotes_of_answers_are_verbatim_and_their_order_is_the_one_stated(language: str) -> None:
    """A step that is present is quoted from the text; order_ok follows from the places of the quotes."""
    for answer in _load("test", language, "answer"):
        steps, text = answer["steps"], answer["text"]
        assert tuple(steps) == _STEPS[answer["framework"]], answer["id"]
        assert answer["kind"] in _KINDS, answer["id"]
        assert answer["question"], answer["id"]
        assert all(quote in text for quote in steps.values()), answer["id"]
        places = [text.index(quote) for step, quote in steps.items() if quote and step != _ANYWHERE]
        assert answer["order_ok"] == (places == sorted(places)), answer["id"]


@pytest.mark.parametrize("language", _languages("test"))
def test_answers_hold_what_a_coach_must_be_judged_by(language: str) -> None:
    """Enough answers, steps that are absent, steps out of order, and answers in which nothing was done."""
    answers = _load("test", language, "answer")
    _assert_unique(answer["id"] for answer in answers)
    _assert_unique(answer["text"] for answer in answers)
    assert len(answers) >= 130
    quotes = [quote for answer in answers for quote in answer["steps"].values()]
    assert 0.35 <= quotes.count("") / len(quotes) <= 0.5
    assert sum(not answer["order_ok"] for answer in answers) >= 20
    no_deed = [a["steps"] for a in answers if a["framework"] == "star" and a["kind"] in _NO_DEED]
    assert len(no_deed) >= 30
    assert not any(steps["action"] or steps["result"] for steps in no_deed)


@pytest.mark.parametrize("language", _languages("nothing"))
def test_pieces_are_forty_and_differ(language: str) -> None:
    """Forty pieces that answer nothing, each with an id and words of its own."""
    pieces = _load("nothing", language, "piece")
    _assert_unique(piece["id"] for piece in pieces)
    _assert_unique(piece["text"] for piece in pieces)
    assert len(pieces) == 40


@pytest.mark.parametrize("language", _languages("phrases"))
def test_sentences_name_phrases_that_exist_and_traps_say_why(language: str) -> None:
    """Ids are those of the phrases; a sentence has a phrase or is a trap of a known sort, never both."""
    known = tomllib.loads((_PHRASES / f"phrases.{language}.toml").read_text(encoding="utf-8"))[
        "phrase"
    ]
    ids = {phrase["id"]: phrase["kind"] for phrase in known}
    sentences = _load("phrases", language, "sentence")
    _assert_unique(sentence["id"] for sentence in sentences)
    _assert_unique(sentence["text"] for sentence in sentences)
    for sentence in sentences:
        said, also = sentence["phrases"], sentence.get("also", [])
        assert set(said + also) <= set(ids), sentence["id"]
        assert not set(said) & set(also), sentence["id"]
        assert bool(said) != ("trap" in sentence), sentence["id"]
        assert sentence.get("trap", "other") in _TRAPS, sentence["id"]
    said_all = [phrase for sentence in sentences for phrase in sentence["phrases"]]
    assert sum(bool(sentence["phrases"]) for sentence in sentences) >= 160
    assert sum("trap" in sentence for sentence in sentences) >= 110
    assert all(
        said_all.count(phrase) >= 3
        for phrase, kind in ids.items()
        if kind in ("positive", "negative")
    )
