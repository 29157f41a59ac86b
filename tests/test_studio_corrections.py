"""The studio's routes to put an answer right, and what becomes of the interview that shows it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers import say
from tests.studio_page import RATE, Page, Running, Take, makers, running
from tests.test_revision import HEARD, answered, followed, word
from voicemock.audio import samples as audio
from voicemock.studio import summary
from voicemock.testing import joined, silence
from voicemock.values.answer import Answer
from voicemock.values.sound import SAMPLE_RATE

UNKNOWN = "2001-01-01T00-00-00-0000"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "home", makers(["Um, I will call you back. I will see to it."])) as one:
        yield one


@pytest.fixture
def answer(studio: Running) -> Answer:
    return answered(studio.studio.history.folder, "en")[1]


def shown(studio: Running, answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = studio.get(f"/api/history/{answer.id}")
    return found["summary"]  # type: ignore[no-any-return]


def change(studio: Running, answer: Answer, status: int = 200, **what: Any) -> dict[str, Any]:
    version = shown(studio, answer)["version"]
    sent = {"version": version, **what}
    found: dict[str, Any] = studio.post(f"/api/answers/{answer.id}/edits", sent, status)
    return found


def test_the_words_are_the_transcript(studio: Running, answer: Answer) -> None:
    """Joined with what stands between them; each knows its time."""
    words = shown(studio, answer)["words"]
    assert "".join(one["before"] + one["text"] for one in words) == answer.transcript.text
    assert len(words) == len(answer.transcript.words) + 1


def test_changed_struck_and_undone(studio: Running, answer: Answer) -> None:
    before = shown(studio, answer)
    first = word(answer, "chalked")
    now = change(studio, answer, words={"first": first, "last": first + 1, "text": "talked"})[
        "summary"
    ]
    assert "talked with her" in now["transcript"]
    assert now["words"][first]["heard"] == "chalked"
    hit = next(one for one in now["moments"] if one["kind"] == "positive")
    now = change(studio, answer, strike=hit["strike"])["summary"]
    assert now["positive"] == before["positive"] - 1
    [struck] = now["struck"]
    assert struck["heard"] == hit["label"]
    step = next(one for one in now["steps"] if one["strikes"])
    now = change(studio, answer, strike=step["strikes"][0])["summary"]
    assert now["edits"] == 3
    now = change(studio, answer, undo=struck["number"])["summary"]
    assert now["positive"] == before["positive"]
    change(studio, answer, undo=None)
    assert change(studio, answer, undo=None)["summary"] == before
    assert b"talked" not in studio.ask(f"/answers/{answer.id}")[2]


def test_what_goes_on_from_a_changed_answer_is_told_anew(studio: Running) -> None:
    misheard = HEARD["en"].replace("As a result she came", "She comb")
    history, first = answered(studio.studio.history.folder, "en", misheard)
    second = followed(history, first, "Then I called her back.")
    assert shown(studio, second)["steps"][-1]["state"] != "found"
    page = Page(studio).connect()
    words = {
        "first": word(first, "comb"),
        "last": word(first, "comb") + 1,
        "text": "won; as a result she came",
    }
    change(studio, first, words=words)
    told = [page.next("Corrected")["answer"] for _each in range(2)]
    assert [one["id"] for one in told] == [first.id, second.id]
    assert told[1]["summary"]["steps"][-1]["state"] == "found"


def test_every_hit_can_be_struck(studio: Running, answer: Answer) -> None:
    moments = shown(studio, answer)["moments"]
    kinds = {one["kind"] for one in moments if one["strike"]}
    assert {"positive", "filler", "step"} <= kinds
    assert not [one for one in moments if one["kind"] in ("pause", "rush") and one["strike"]]
    count = sum(bool(one["strike"]) for one in moments)
    for _each in range(count):
        left = [one for one in shown(studio, answer)["moments"] if one["strike"]]
        if left:
            change(studio, answer, strike=left[0]["strike"])
    assert shown(studio, answer)["positive"] == 0


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"version": "x"},
        {"version": 3, "undo": None},
        {"undo": None},
        {"version": "", "undo": None, "strike": {}},
        {"version": "", "undo": "1"},
        {"version": "", "undo": True},
        {"version": "", "words": []},
        {"version": "", "words": {"first": 0, "last": "1", "text": "x"}},
        {"version": "", "words": {"first": True, "last": 1, "text": "x"}},
        {"version": "", "words": {"first": 0, "last": 1, "text": "x" * 501}},
        {"version": "", "words": {"first": 0, "last": 1, "text": None}},
        {"version": "", "strike": {"kind": "pause", "id": "x", "start_s": 0, "end_s": 1}},
        {"version": "", "strike": {"kind": "phrase", "id": "x", "start_s": None, "end_s": 1}},
        {"version": "", "strike": {"kind": "phrase", "id": 4, "start_s": 0, "end_s": 1}},
    ],
)
def test_what_is_not_understood_is_refused(
    studio: Running, answer: Answer, sent: dict[str, Any]
) -> None:
    before = shown(studio, answer)
    studio.post(f"/api/answers/{answer.id}/edits", sent, 422)
    assert shown(studio, answer) == before


def test_who_may_not_is_refused(studio: Running, answer: Answer) -> None:
    path = f"/api/answers/{answer.id}/edits"
    sent = json.dumps({"version": shown(studio, answer)["version"], "undo": None}).encode()
    assert studio.ask(path)[0] == 405
    assert studio.ask(path, method="POST", body=sent, Cookie="")[0] == 403
    assert studio.ask(path, method="POST", body=sent, Origin="http://127.0.0.1:1")[0] == 403
    assert studio.ask(path, method="POST", body=sent, Content_Type="text/plain")[0] == 415
    assert studio.ask(path, method="POST", body=b"x" * 300_000)[0] == 413
    for other in (UNKNOWN, answer.id[:-1], "..%2f..%2fx"):
        status = studio.ask(f"/api/answers/{other}/edits", method="POST", body=sent)[0]
        assert status == 404, other


def test_another_state_is_shown_instead(studio: Running, answer: Answer) -> None:
    """Refused with the answer as it is now; of many at once one is made."""
    version = shown(studio, answer)["version"]
    made = change(studio, answer, words={"first": 0, "last": 1, "text": ""})
    path = f"/api/answers/{answer.id}/edits"
    late = studio.post(
        path, {"version": version, "words": {"first": 0, "last": 1, "text": ""}}, 409
    )
    assert late["error"]
    assert late["answer"] == made
    sent = {"version": made["summary"]["version"], "words": {"first": 2, "last": 3, "text": "so"}}
    got: list[int] = []

    def send() -> None:
        got.append(studio.ask(path, method="POST", body=json.dumps(sent).encode())[0])

    threads = [threading.Thread(target=send) for _one in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(got) == [200, 409, 409, 409]


def test_an_interview_goes_on_with_what_was_put_right(studio: Running) -> None:
    """The page is told, takes are compared anew, and the summary at the end has it."""
    page = Page(studio).connect()
    studio.begin(what="question", question="en-motivation-1", follow_ups=False)
    tape = audio.to_int16(
        audio.resample(
            joined(silence(0.8), say("I will call you back and see to it.")), SAMPLE_RATE, RATE
        )
    ).astype(np.int16)
    ids = []
    for number in (1, 2):
        page.answer(Take(number, tape), aloud=number == 1)
        ids.append(page.next("Answered")["answer"]["id"])
        if number == 1:
            page.decide("RETAKE")
    page.next("Compared")
    choice = page.next("Choose")
    one = studio.studio.history.get(ids[0])
    told = change(studio, one, words={"first": 0, "last": 1, "text": ""})
    assert page.next("Corrected")["answer"] == told
    compared = page.next("Compared")
    assert [take["summary"]["edits"] for take in compared["takes"]] == [1, 0]
    page.say({"decision": "NEXT", "choice": choice["choice"]})
    over = page.next("Over")
    assert [each["summary"]["edits"] for each in over["answers"]] == [1, 0]
    assert over["answers"][0] == json.loads(
        json.dumps(summary.answer(studio.studio.history.get(ids[0])))
    )
