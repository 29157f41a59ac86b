"""Answers written to test the finding of framework steps: the labels themselves hold together."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

STEPS = {
    "star": ("situation", "task", "action", "result"),
    "care": ("acknowledge", "empathise", "solve", "follow_up"),
    "problem": ("problem", "analysis", "solution", "result"),
    "intro": ("who", "experience", "why", "number", "hook"),
    "closing": ("questions", "thanks"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_label_quotes_the_answer_in_the_order_it_claims(language: str) -> None:
    path = Path(__file__).parent / "data" / f"steps.{language}.toml"
    answers = tomllib.loads(path.read_text(encoding="utf-8"))["answer"]
    assert len(answers) >= 60
    assert len({one["id"] for one in answers}) == len(answers)
    for one in answers:
        assert tuple(one["steps"]) == STEPS[one["framework"]], one["id"]
        quotes = {name: quote for name, quote in one["steps"].items() if quote}
        assert all(one["text"].count(quote) == 1 for quote in quotes.values()), one["id"]
        places = [one["text"].index(quote) for name, quote in quotes.items() if name != "number"]
        assert (places == sorted(places)) == one["order_ok"], one["id"]
