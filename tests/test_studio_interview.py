"""An interview in the studio from end to end: a real server, a page that is a script, fakes behind."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.helpers import say
from tests.studio_page import PATIENT, RATE, Page, Running, Take, makers, running
from tests.test_interview import ASKED, NO_NUMBER, OTHER
from voicemock.audio.samples import resample, to_int16
from voicemock.errors import VoiceError
from voicemock.history.resumable import interrupted
from voicemock.studio.rehearsal import Rehearsal
from voicemock.testing import silence

Sound = npt.NDArray[np.int16]


@pytest.fixture(scope="session")
def tape() -> Sound:
    """A second of a quiet room, then somebody speaks for some three seconds, at the page's rate."""
    room = np.random.default_rng(7).integers(-20, 20, RATE)
    spoken = to_int16(resample(say(NO_NUMBER)[: 3 * 16_000], 16_000, RATE))
    return np.concatenate([room, spoken]).astype(np.int16)


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    questions = (OTHER, ASKED, OTHER)
    monkeypatch.setattr("voicemock.interview.planning.choose", lambda *_g, **_n: questions)
    texts = ["I like it.", "I like it here.", "I called the depot myself.", "Ten.", "I like it."]
    with running(tmp_path / "home", makers(texts)) as one:
        yield one


def saved(studio: Running, answer_id: str) -> tuple[int, Sound]:
    """The rate and the samples of an answer's recording."""
    path = studio.studio.history.folder / "answers" / answer_id / "answer.wav"
    with wave.open(str(path)) as file:
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


def test_a_whole_interview(studio: Running, tape: Sound) -> None:
    """Three questions with a retake and a follow-up; the page is told all, in its own form."""
    page = Page(studio).connect()
    assert page.next("Hello") == {"event": "Hello", "last": 0, "id": None, "running": False}
    studio.begin(count=3, follow_ups=True)
    began = page.next("Began")
    assert [one["id"] for one in began["plan"]["questions"]] == ["q-2", "q-1", "q-2"]
    assert studio.get("/api/start")["running"]
    studio.post("/api/interview", {"language": "en", "what": "whole"}, 409)
    page.answer(Take(1, tape))
    shown = page.next("Feedback")["answers"]
    assert [one["summary"]["transcript"] for one in shown] == ["I like it."]
    assert page.decide("RETAKE")["offer"]["decisions"] == ["next", "retake", "leave"]
    page.answer(Take(2, tape), aloud=False)
    compared = page.next("Compared")
    assert len(compared["takes"]) == 2
    assert all(len(row["values"]) == 2 for row in compared["rows"])
    page.decide("next")
    page.answer(Take(3, tape))
    first = page.next("Feedback")["answers"][0]["summary"]
    assert first["next"]["text"]
    assert first["role"] == "main"
    assert {"name", "state", "heard", "start_s", "strikes", "add", "example"} == set(
        first["steps"][0]
    )
    assert page.decide("NEXT")["offer"]["following"]["text"] == "Can you put a number on it?"
    page.answer(Take(4, tape))
    assert page.next("Feedback")["answers"][0]["summary"]["role"] == "follow_up"
    page.decide("NEXT")
    page.answer(Take(5, tape))  # a second follow-up
    page.decide("NEXT")
    page.answer(Take(6, tape))
    assert page.decide("NEXT")["offer"]["last"]
    over = page.next("Over")
    assert (over["left"], over["failed"], over["interrupted"]) == (0, False, False)
    assert len(over["answers"]) == len(over["debrief"]["rows"]) == 6
    numbers = [one["n"] for one in page.told if "n" in one]
    assert numbers == sorted(set(numbers))
    studio.wait_until_over()
    assert interrupted(studio.studio.history.folder) is None
    for one, take in zip(over["answers"], (1, None, 3, 4, 5, 6), strict=True):
        if take is not None:  # without a question aloud the moment it begins is the person's
            rate, kept = saved(studio, one["id"])
            assert rate == RATE
            assert np.array_equal(kept, Take(take, tape).kept)
    listed = studio.get("/api/history?limit=3")
    assert [one["id"] for one in listed] == [one["id"] for one in over["answers"][:2:-1]]
    for kind in ("", "/sound"):
        status, headers, body = studio.ask(f"/answers/{over['answers'][0]['id']}{kind}")
        assert (status, bool(body)) == (200, True)
    assert headers["content-type"] == "audio/wav"
    assert studio.ask("/progress")[0] == 200


@pytest.mark.parametrize("thinks_s", [0.3, 0.7004, 1.2345])
def test_the_thinking_time_is_that_of_the_pages_clock(
    studio: Running, tape: Sound, thinks_s: float
) -> None:
    """Question and microphone are on one clock: from its last sample to the first word, to 5 ms."""
    page = Page(studio).connect()
    studio.begin()
    take = Take(1, np.concatenate([tape[:RATE], tape]), at_s=12_345.6, thinks_s=thinks_s)
    page.answer(take)
    [shown] = page.next("Feedback")["answers"]
    answer = studio.studio.history.get(shown["id"])
    [kept, onset_s] = [saved(studio, shown["id"])[1], answer.span.start_s]
    assert np.array_equal(kept, take.kept)
    assert onset_s is not None
    assert answer.span.latency_s == pytest.approx(onset_s, abs=0.005)
    # where the speech begins on the tape does not move with the moment the question ended
    assert onset_s + thinks_s == pytest.approx(2.0, abs=0.12)


def test_a_socket_that_is_cut_loses_nothing(studio: Running, tape: Sound) -> None:
    """In the middle of an answer: what was not acknowledged is sent again, some of it twice."""
    page = Page(studio).connect()
    studio.begin()
    take = Take(1, tape)
    page.next("Microphone")
    page.send(take, range(1))
    page.hear(take.ended_s, take.at_s)
    page.send(take, range(1, 30))
    page.next("RecordingStarted")
    page.cut()
    page.connect()
    again = page.next("Microphone")
    assert (again["take"], again["next"] <= 30) == (1, True)
    page.send(take, range(max(0, again["next"] - 5), 40))  # some were there already
    page.send(take, range(41, 45))
    page.until(lambda: page.acked.get(1) == 39)  # 40 is missing, and waited for
    page.cut()
    page.connect()
    assert page.next("Microphone")["next"] == 40
    page.send(take, range(40, take.blocks))
    page.say({"command": "FINISH", "take": 1})
    [shown] = page.next("Feedback")["answers"]
    assert np.array_equal(saved(studio, shown["id"])[1], take.kept)
    recording = studio.studio.history.get(shown["id"]).recording
    assert (recording.mic.overflows, page.acked[1]) == (0, take.blocks - 1)
    assert page.names().count("Asked") == page.names().count("RecordingStarted") == 1


def test_a_second_page_takes_over_and_the_first_is_told(studio: Running, tape: Sound) -> None:
    """In the middle of an answer: it is gone on with, in the new page's own time."""
    first = Page(studio).connect()
    studio.begin()
    take = Take(1, tape)
    first.next("Microphone")
    first.send(take, range(1))
    first.hear(take.ended_s, take.at_s)
    first.send(take, range(1, 30))
    first.next("RecordingStarted")
    first.until(lambda: first.acked.get(1) == 29)
    second = Page(studio).connect()
    first.next("TakenOver")
    first.until(lambda: first.closed == 4001)
    assert second.next("Hello")["running"]
    assert [second.next(name)["event"] for name in ("Began", "Asked", "RecordingStarted")]
    assert second.next("Microphone")["next"] == 30
    second.send(Take(1, tape, at_s=3.0), range(30, take.blocks))
    second.until(lambda: second.acked.get(1) == take.blocks - 1)
    second.say({"command": "FINISH", "take": 1})
    [shown] = second.next("Feedback")["answers"]
    kept = saved(studio, shown["id"])[1]
    assert np.array_equal(kept, take.kept)


def test_a_page_that_is_gone_ends_the_take_and_not_the_interview(
    tmp_path: Path, tape: Sound
) -> None:
    """What was said is judged, and the choice waits for whoever comes."""
    hasty = replace(PATIENT, gone_s=0.3)
    with running(tmp_path / "home", makers(["I like it."]), patience=hasty) as studio:
        page = Page(studio).connect()
        studio.begin(count=1)
        take = Take(1, tape)
        page.next("Microphone")
        page.send(take, range(1))
        page.hear(take.ended_s, take.at_s)
        page.send(take, range(1, take.blocks))
        page.until(lambda: page.acked.get(1) == take.blocks - 1)
        page.next("RecordingStarted")
        page.close()
        studio.wait_until(lambda: studio.source()._ended)
        again = Page(studio).connect()
        stopped = again.next("RecordingStopped")
        assert stopped["trouble"]["code"] == "ended_early"
        [shown] = again.next("Feedback")["answers"]
        assert np.array_equal(saved(studio, shown["id"])[1], take.kept)
        again.decide("leave")
        assert again.next("Over")["device_lost"] is False


def test_a_page_that_comes_back_decides(studio: Running, tape: Sound) -> None:
    """A choice that is late, or not offered, means nothing; the one that stands is told anew."""
    page = Page(studio).connect()
    studio.begin()
    page.answer(Take(1, tape))
    number = page.next("Choose")["choice"]
    page.cut()
    page.connect()
    assert page.next("Choose")["choice"] == number
    page.say({"decision": "next", "choice": number - 1})
    page.say({"decision": "retry_device", "choice": number})
    page.say({"decision": "leave", "choice": number})
    assert page.next("Over")["left"] == 2
    left = interrupted(studio.studio.history.folder)
    assert left is not None
    studio.wait_until_over()  # the page is told a moment before
    assert studio.get("/api/start")["interrupted"] == {"left": 2, "language": "en"}
    studio.begin(what="continue")
    assert page.next("Began")["plan"]["done"] == 1
    assert page.next("Introduced")["number"] == 1


@pytest.mark.parametrize("when", ["asked", "spoken", "recorded", "chosen"])
def test_an_interview_is_left(studio: Running, tape: Sound, when: str) -> None:
    page = Page(studio).connect()
    studio.begin()
    take = Take(1, tape)
    page.next("Microphone")
    if when != "asked":
        page.send(take, range(1))
        page.next("SpeechWhole")
    if when in ("recorded", "chosen"):
        page.say({"speech": 1, "ended": take.ended_s})
        page.send(take, range(1, take.blocks))
        page.next("RecordingStarted")
        page.until(lambda: page.acked.get(1) == take.blocks - 1)  # leaving comes by another way
    if when == "chosen":
        page.say({"command": "finish"})
        page.next("Choose")
    studio.post("/api/leave", {})
    over = page.next("Over")
    assert len(over["answers"]) == (1 if when == "chosen" else 0)
    studio.wait_until_over()
    waiting = studio.get("/api/start")["unfinished"]
    assert len(waiting) == (1 if when == "recorded" else 0)
    if when == "recorded":
        assert "RecordingKept" in page.names()
        told = studio.post(f"/api/unfinished/{waiting[0]['id']}", {"do": "analyze"})
        assert told["text"] == "Analyzed and saved."
        assert studio.get("/api/start")["unfinished"] == []
        assert studio.get("/api/history")[0]["id"] == waiting[0]["id"]


def test_a_question_that_is_cut_off_is_said_anew(studio: Running, tape: Sound) -> None:
    """The page had not all of it; one that had all of it plays on."""
    page = Page(studio).connect()
    studio.begin()
    page.next("Microphone")
    page.send(Take(1, tape), range(1))
    whole = page.next("SpeechWhole")["speech"]
    page.cut()
    page.connect()
    page.next("Microphone")
    page.say({"speech": whole, "ended": Take(1, tape).ended_s})
    page.send(Take(1, tape), range(1, 60))
    page.next("RecordingStarted")
    assert page.names().count("Speech") == 1
    page.say({"command": "restart", "take": 1})
    assert page.next("Microphone")["take"] == 2
    page.send(Take(2, tape), range(19))  # the quiet room: once one speaks, SLOWER does nothing
    page.next("RecordingStarted")
    page.say({"command": "SLOWER", "take": 2})
    page.next("StartedOver")
    page.next("Microphone")
    page.send(Take(3, tape), range(1))
    slower = page.next("SpeechWhole")["speech"]
    fresh = Page(studio).connect()  # has heard nothing of it
    anew = fresh.next("Speech")["speech"]
    assert anew > slower
    fresh.next("SpeechWhole")
    assert fresh.sound[anew] == page.sound[slower]


def test_without_a_microphone_one_is_asked_for(studio: Running, tape: Sound) -> None:
    page = Page(studio).connect()
    studio.begin()
    page.next("Microphone")
    page.say({"microphone": "refused", "detail": "NotAllowedError"})
    assert "allow it" in page.next("DeviceLost")["error"]["text"]
    page.decide("RETRY_DEVICE")
    page.answer(Take(2, tape))
    page.next("Feedback")
    page.decide("LEAVE")
    page.next("Over")


def test_a_page_that_plays_nothing_does_not_keep_the_answer_waiting(
    tmp_path: Path, tape: Sound
) -> None:
    with running(
        tmp_path / "home", makers(["I like it."]), patience=replace(PATIENT, silent_s=0.5)
    ) as studio:
        page = Page(studio).connect()
        studio.begin(count=1)
        take = Take(1, tape)
        page.next("Microphone")
        page.send(take, range(1))
        page.next("SpeechWhole")
        for number in range(1, take.blocks):  # the microphone goes on, or it would be missed
            page.send(take, range(number, number + 1))
            page.until(lambda number=number: page.acked.get(1) == number)  # type: ignore[misc]
        assert "plays no sound" in page.next("NotSpoken")["error"]["text"]


def test_what_cannot_be_asked_for_is_refused_in_the_programs_words(studio: Running) -> None:
    wrong: list[dict[str, Any]] = [
        {"what": "nothing"}, {"what": "question", "question": "none-1"}, {"what": "continue"},
        {"what": "category", "category": "../x"}, {"exam": "yes"}, {"prepare_s": 181}, {"prepare_s": True}, {"count": 0}, {"count": "4"},
        {"job": "短"}, {"job": 3}, {"language": "fr"}, {"company": "..."},
    ]  # fmt: skip
    for sent in wrong:
        told = studio.post("/api/interview", {"language": "en", "what": "whole", **sent}, 422)
        assert told["error"]
    assert not studio.studio.running


def test_an_exam_has_one_take_and_shows_nothing_before_its_end(
    studio: Running, tape: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recording begins by itself when the time to think is over, and there is no way back."""
    now_s = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now_s[0])
    monkeypatch.setattr("voicemock.interview.take.time", clock)
    page = Page(studio).connect()
    studio.begin(exam=True, prepare_s=30)
    assert page.next("Began")["exam"]
    for number in (1, 2, 3):
        page.next("Microphone")
        take = Take(number, tape)
        page.send(take, range(1))
        page.hear(take.ended_s, take.at_s)
        before = len(page.counted)
        page.until(lambda before=before: len(page.counted) > before)  # type: ignore[misc]
        now_s[0] += 31  # only now is the time to think over
        page.wait_for_recording(take)
        page.say({"command": "PAUSE", "take": number})
        page.say({"command": "RESTART", "take": number})
        page.say({"command": "FINISH", "take": number})
        page.next("Answered")
    over = page.next("Over")
    assert page.names().count("Feedback") == 1
    assert len(over["answers"]) == 3
    assert not {"Choose", "StartedOver", "Compared"} & set(page.names())
    answer = studio.studio.history.get(over["answers"][0]["id"])
    assert answer.span.latency_s is None


def test_an_exam_that_was_interrupted_goes_on_as_one(studio: Running, tape: Sound) -> None:
    """With its time to think, whatever is chosen then."""
    page = Page(studio).connect()
    studio.begin(exam=True, prepare_s=0.2, count=2)
    page.next("Microphone")
    take = Take(1, tape)
    page.send(take, range(1))
    page.hear(take.ended_s, take.at_s)
    page.wait_for_recording(take)
    page.say({"command": "FINISH", "take": 1})
    page.next("Answered")
    page.next("Microphone")
    page.say({"command": "LEAVE"})
    page.next("Over")
    studio.wait_until_over()
    page = Page(studio).connect()
    studio.begin(what="continue", language=None)
    began = page.next("Began")
    assert (began["exam"], began["plan"]["done"]) == (True, 1)
    page.next("Microphone")
    take = Take(1, tape)
    page.send(take, range(1))
    page.hear(take.ended_s, take.at_s)
    counted = len(page.counted)
    page.until(lambda: len(page.counted) > counted)
    page.wait_for_recording(take)
    page.say({"command": "FINISH", "take": 1})
    page.next("Answered")
    page.next("Microphone")
    assert "Feedback" not in page.names()
    page.say({"command": "LEAVE"})
    page.next("Over")


def test_what_was_pressed_is_done_once_however_often_it_comes(
    studio: Running, tape: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page sends it again after a cut, until it is told that it is done; another page counts anew."""
    got: list[object] = []
    received = Rehearsal.received

    def noted(self: Rehearsal, message: Mapping[str, Any]) -> None:
        got.append(message.get("command"))
        received(self, message)

    monkeypatch.setattr(Rehearsal, "received", noted)
    page = Page(studio, name="one").connect()
    studio.begin(count=1)
    page.next("Microphone")
    take = Take(1, tape)
    page.send(take, range(1))
    page.hear(take.ended_s, take.at_s)
    page.send(take, range(1, take.blocks))
    page.next("RecordingStarted")
    got.clear()
    page.say({"command": "PAUSE", "take": 1, "id": 1})
    page.until(lambda: page.done == [1])
    page.cut()
    page.connect()
    page.say({"command": "PAUSE", "take": 1, "id": 1})
    page.say({"command": "PAUSE", "take": 1, "id": 2})
    page.until(lambda: page.done == [1, 1, 2])
    assert got == ["PAUSE", "PAUSE"]
    other = Page(studio, name="two").connect()
    other.say({"command": "FINISH", "take": 1, "id": 1})
    other.next("Answered")
    assert got == ["PAUSE", "PAUSE", "FINISH"]


def test_a_voice_that_fails_is_told_and_the_interview_goes_on(tmp_path: Path, tape: Sound) -> None:
    class Hoarse:
        def synthesize(self, _utterance: object) -> None:
            raise VoiceError("There is no voice.")

    made = makers(["I like it."], lambda *_g, **_n: Hoarse())
    with running(tmp_path / "home", made) as studio:
        page = Page(studio).connect()
        studio.begin(count=1)
        page.answer(Take(1, tape), aloud=False)
        assert page.next("Feedback")
        assert "NotSpoken" in page.names()


def test_a_take_of_silence_is_told_in_the_summary(studio: Running) -> None:
    page = Page(studio).connect()
    studio.begin()
    page.answer(Take(1, to_int16(silence(6.0))))
    [shown] = page.next("Feedback")["answers"]
    assert "zeros" in shown["summary"]["next"]["text"]
