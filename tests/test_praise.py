"""What the studio says first: what was good in plain words, and a microphone's fault under its own heading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock.i18n import speaking
from voicemock.language.base import HAN
from voicemock.report.views import praise
from voicemock.studio import summary
from voicemock.values.answer import Answer, Quote, Step, Structure
from voicemock.values.notes import Note


def with_steps(*found: bool) -> Answer:
    steps = tuple(
        Step(f"s{number}", f"step {number}", (Quote("so", 1.0, 2.0),) if there else ())
        for number, there in enumerate(found)
    )
    return replace(full_answer(), structure=Structure("star", steps))


def test_a_sentence_of_what_was_said_and_one_of_how() -> None:
    """In words a person would use: no name of a measure, no colon and value."""
    answer = full_answer()
    told = praise.good(answer)
    assert told[0] == "“让我来帮您” is what people like to hear."
    assert len(told) <= 2
    assert praise.good(with_steps(True, True)) != told
    assert "step 0" in praise.good(with_steps(True, True))[0]
    on_target = replace(answer, pace=replace(answer.pace, verdict="on_target"))
    assert praise.good(on_target)[1] == "Your pace is easy to follow."
    calm = replace(answer, pauses=replace(answer.pauses, mid_clause=0))
    assert "where a thought ends" in praise.good(calm)[1]


def test_a_bare_i_will_is_no_praise() -> None:
    answer = full_answer()
    hits = tuple(replace(one, id="i-will", heard="我会") for one in answer.phrases.items)
    told = praise.good(replace(answer, phrases=replace(answer.phrases, items=hits)))
    assert not any("我会" in one for one in told)


@pytest.mark.parametrize("answer", [full_answer(), with_steps(True, False), with_steps(True, True)])
def test_it_is_said_in_mandarin(answer: Answer) -> None:
    with speaking("zh", ""):
        assert all(HAN.search(one) and "  " not in one for one in praise.good(answer))


def test_where_nothing_was_understood_nothing_is_praised() -> None:
    assert praise.good(silent_answer()) == []


def test_a_fault_of_the_microphone_stands_under_its_own_heading() -> None:
    """As the one thing where it hides all else, beside it where the answer was judged."""
    silent = replace(silent_answer(), notes=(Note("recording", "no_speech"),))
    told = summary.summary(silent)
    assert told["fault"] == "microphone"
    assert told["microphone"] == []
    foreign = replace(silent_answer(), notes=(Note("transcript", "other_language"),))
    assert summary.summary(foreign)["fault"] == "not_judged"
    clipped = replace(full_answer(), notes=(Note("recording", "clipped"),))
    told = summary.summary(clipped)
    assert told["fault"] is None
    assert told["microphone"] == [Note("recording", "clipped").text]
    assert told["next"]["text"] not in told["microphone"]
    assert summary.summary(full_answer())["fault"] is None
