"""A language model beside an interview: it comes when it comes, asks once, and is waited for by nobody."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers import say
from tests.model_server import PATIENCE_S, ModelServer, serving
from tests.studio_page import RATE, Page, Take, makers, running
from tests.test_interview import ASKED, NO_NUMBER, OTHER, SCENE
from tests.test_interview_screen import (  # noqa: F401  (fixtures)
    LIKE,
    Practise,
    home,
    practise,
    stage,
    voicemock,
)
from tests.test_model_coach import BAD, FOLLOW_UP
from voicemock.assess import revision
from voicemock.assess.advisor import Advisor
from voicemock.assess.examiner import Examiner
from voicemock.audio.samples import resample, to_int16
from voicemock.errors import NotFoundError
from voicemock.history.store import History, new_id
from voicemock.history.unfinished import find
from voicemock.interview import events
from voicemock.interview.events import Decision, Event, Offer
from voicemock.interview.front import Manner
from voicemock.interview.runner import Interview
from voicemock.testing import FakePlayer, FakeSources, FakeSpeaker, FakeTranscriber, ScriptedFront
from voicemock.values.answer import Answer
from voicemock.values.interview import ModelQuestion, Plan, Question
from voicemock.values.sound import Samples


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serving() as one:
        asks = (FOLLOW_UP, "How did that end?", "Who helped you with it?")
        one.said = [{"follow_up": text} for text in asks]
        yield one


@pytest.fixture(scope="session")
def speech() -> Samples:
    return say(NO_NUMBER)


class Reader(ScriptedFront):
    """Reads until a model has said something of the answer, or said that it will not."""

    def __init__(self, decisions: Sequence[Decision] = ()) -> None:
        super().__init__(decisions=decisions)
        self._came = threading.Condition()

    def tell(self, event: Event) -> None:
        with self._came:
            super().tell(event)
            self._came.notify_all()

    def choose(self, offer: Offer) -> Decision:
        def said() -> bool:
            told = [one for one in self.told if isinstance(one, events.Coached)]
            latest = offer.answers[-1].id
            missed = any(isinstance(one, events.NotCoached) for one in self.told)
            return missed or any(one.answer.id == latest for one in told)

        with self._came:
            assert self._came.wait_for(said, PATIENCE_S)
        return super().choose(offer)

    def asked(self) -> list[tuple[str, str]]:
        """What was asked, and as what."""
        return [(one.question.text, one.role) for one in self.told if isinstance(one, events.Asked)]

    def coached(self) -> list[events.Coached]:
        """What a model said."""
        return [one for one in self.told if isinstance(one, events.Coached)]


def held(
    folder: Path, front: ScriptedFront, model: ModelServer, speech: Samples,
    *questions: Question, texts: Sequence[str] = ("I like it here very much.",), **manner: Any,
) -> events.Over:  # fmt: skip
    """An interview with these questions, to its end."""
    folder.mkdir(exist_ok=True)
    history = History(folder)
    return Interview(
        Plan(new_id(), "en", "test", questions), Manner(**manner), front,
        examiner=Examiner(FakeTranscriber(texts), "en", (120, 150)), speaker=FakeSpeaker(),
        player=FakePlayer(), sources=FakeSources([speech] * 9), history=history,
        advisor=Advisor(model.url, history=history),
    ).run()  # fmt: skip


def kept(folder: Path, answer_id: str) -> Answer:
    """A saved answer, when what a model said is kept with it."""
    history, until_s = History(folder), time.monotonic() + PATIENCE_S
    while (found := history.get(answer_id)).coach is None:
        assert time.monotonic() < until_s
        time.sleep(0.01)
    return found


def test_its_question_is_asked_once_and_marked(
    tmp_path: Path, model: ModelServer, speech: Samples
) -> None:
    front = Reader()
    over = held(tmp_path, front, model, speech, OTHER)
    assert front.asked() == [(OTHER.text, "main"), (FOLLOW_UP, "follow_up")]
    first, second = over.answers
    assert [one.following is not None for one in front.coached()] == [True, False]
    assert isinstance(front.coached()[0].following, ModelQuestion)
    assert second.question is not None
    assert (second.question.by, second.question.id, second.follows) == ("model", "q-2", first.id)
    assert json.loads(events.to_json(front.coached()[0]))["answer"]["coach"]["model"]
    assert kept(tmp_path, first.id).coach == front.coached()[0].answer.coach


def test_its_question_is_skipped(tmp_path: Path, model: ModelServer, speech: Samples) -> None:
    front = Reader([Decision.SKIP])
    held(tmp_path, front, model, speech, OTHER, OTHER)
    last = ("How did that end?", "follow_up")
    assert front.asked() == [(OTHER.text, "main"), (OTHER.text, "main"), last]


def test_the_packs_own_follow_up_comes_first(
    tmp_path: Path, model: ModelServer, speech: Samples
) -> None:
    front = Reader([Decision.NEXT, Decision.SKIP])
    held(tmp_path, front, model, speech, ASKED, texts=[NO_NUMBER])
    assert front.asked()[1] == ("Can you put a number on it?", "follow_up")
    # nor is it offered beside it; behind it there is room for one more
    assert [one.following is None for one in front.coached()] == [True, False]


@pytest.mark.parametrize(
    ("question", "manner"), [(OTHER, {"follow_ups": False}), (SCENE, {}), (OTHER, {"exam": True})]
)
def test_it_asks_nothing_where_nobody_may(
    tmp_path: Path, model: ModelServer, speech: Samples, question: Question, manner: dict[str, Any]
) -> None:
    front = ScriptedFront() if question is SCENE else Reader()
    held(tmp_path, front, model, speech, question, **manner)
    asked = [one.question.text for one in front.told if isinstance(one, events.Asked)]
    assert FOLLOW_UP not in asked
    assert bool(model.requests) == (question is not SCENE)  # a scene is no answer to judge


@pytest.mark.parametrize("manner", [{"exam": True}, {"attended": False}])
def test_what_nobody_could_be_told_before_is_told_at_the_end(
    tmp_path: Path, model: ModelServer, speech: Samples, manner: dict[str, Any]
) -> None:
    front = ScriptedFront()
    held(tmp_path, front, model, speech, OTHER, **manner)
    names = front.names()
    assert names.index("Feedback") < names.index("Coached") < names.index("Over")


def test_an_interview_ends_beside_a_slow_one(
    tmp_path: Path, model: ModelServer, speech: Samples
) -> None:
    model.holds = True  # until the test is over
    front = ScriptedFront()
    over = held(tmp_path, front, model, speech, OTHER, OTHER)
    assert len(over.answers) == 2
    assert not {"Coached", "NotCoached", "AwaitingCoach"} & set(front.names())


def test_a_bad_one_is_named_once(tmp_path: Path, model: ModelServer, speech: Samples) -> None:
    model.instead = BAD["garbled"]
    front = Reader()
    held(tmp_path, front, model, speech, OTHER, OTHER)
    assert front.names().count("NotCoached") == 1
    assert front.names().count("Feedback") == 2


def test_who_wants_a_document_waits_a_little_and_has_it_in_it(
    tmp_path: Path, model: ModelServer, speech: Samples
) -> None:
    front = ScriptedFront()
    held(tmp_path, front, model, speech, OTHER, attended=False, coach_wait_s=PATIENCE_S)
    [told] = [one.answer for one in front.told if isinstance(one, events.Answered)]
    assert told.coach is not None
    assert History(tmp_path).get(told.id).coach == told.coach


def test_what_it_said_is_gone_with_the_words_it_was_about(
    tmp_path: Path, model: ModelServer, speech: Samples
) -> None:
    front = Reader([Decision.SKIP])
    [one] = held(tmp_path, front, model, speech, OTHER).answers
    before, history = kept(tmp_path, one.id), History(tmp_path)
    assert before.coach is not None
    word = before.transcript.words[0]
    assert word.text == "I"
    changed = revision.put_right(history, one.id, 0, 1, "We", seen=revision.version(before))
    assert changed.coach is None
    late = replace(one, transcript=changed.transcript)
    revision.keep_advice(history, late, before.coach)  # of other words: not kept
    assert history.get(one.id).coach is None
    history.forget([one.id])
    with pytest.raises(NotFoundError):
        revision.keep_advice(history, one, before.coach)


def test_a_question_of_its_own_is_known_again_after_a_break(tmp_path: Path) -> None:
    asked = ModelQuestion("q-2", FOLLOW_UP, "motivation")
    history = History(tmp_path)
    for question in (asked, OTHER):
        place = history.new_place("en", question, None)
        place.wav.write_bytes(b"RIFF")
    assert {type(one.question) for one in find(tmp_path)} == {ModelQuestion, Question}


# -- at a terminal ---------------------------------------------------------------------------


def test_at_a_terminal_it_is_shown_below_and_may_be_answered(
    practise: Practise,  # noqa: F811
    model: ModelServer,
) -> None:
    model.holds = True
    sitting = practise("us", LIKE, options=f"--no-voice --coach {model.url}")
    sitting.answer()
    sitting.hinted("Enter: finish")
    model.release()
    sitting.until("A language model on this computer says", "small-model:1b", "It may be wrong")
    sitting.until("It would ask next:", FOLLOW_UP)
    sitting.asked("N: skip it", "\r")
    sitting.until("Follow-up, asked by the language model:", FOLLOW_UP)
    sitting.answer()
    sitting.until("It would ask next:", "How did that end?")
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0


# -- in the studio ---------------------------------------------------------------------------


def test_in_the_studio_it_comes_to_the_page_and_into_the_choice(
    tmp_path: Path, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicemock.interview.planning.choose", lambda *_g, **_n: (OTHER,))
    spoken = to_int16(resample(say(NO_NUMBER)[: 3 * 16_000], 16_000, RATE))
    tape = np.concatenate([np.zeros(RATE, np.int16), spoken])
    model.holds = True
    with running(tmp_path / "home", makers(["I like it."])) as studio:
        told = studio.post("/api/settings", {"coach": "http://192.0.2.1:11434"}, 422)["error"]
        assert "http://127.0.0.1:PORT" in told
        shown = studio.post("/api/settings", {"coach": model.url, "coach_model": "mine:2b"})
        assert shown["values"]["coach"] == model.url
        page = Page(studio).connect()
        studio.begin(count=1, follow_ups=True)
        page.answer(Take(1, tape))
        [first] = page.next("Feedback")["answers"]
        assert first["summary"]["coach"] is None
        before = page.next("Choose")
        assert before["offer"]["following"] is None
        model.release()
        coached = page.next("Coached")["answer"]
        assert coached["id"] == first["id"]
        assert coached["summary"]["coach"]["model"] == "mine:2b"
        assert [one["text"] for one in coached["summary"]["coach"]["lines"]] == [FOLLOW_UP]
        again = page.next("Choose")
        assert again["choice"] == before["choice"]
        assert again["offer"]["following"]["text"] == FOLLOW_UP
        assert "skip" in again["offer"]["decisions"]
        page.say({"decision": "NEXT", "choice": again["choice"]})
        asked = page.next("Asked")
        assert (asked["question"]["text"], asked["by_model"]) == (FOLLOW_UP, True)
        page.answer(Take(2, tape))
        page.decide("NEXT")
        page.next("Over")
        studio.wait_until_over()
        status, _headers, body = studio.ask(f"/answers/{first['id']}")
        assert status == 200
        assert "A language model on this computer says" in body.decode()
