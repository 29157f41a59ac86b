"""Exercises in the studio: a real server, a page that is a script, fakes behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.helpers import say
from tests.studio_page import RATE, Page, Running, Take, makers, running
from voicemock.audio.samples import resample, to_int16
from voicemock.history.drills import runs

CLOSED, OPEN = "Sorry, that's our policy.", "What I can do is send you a voucher right away."
GIVEN = "Mrs Miller, your kettle is leaking and you need a new one before Friday."


@pytest.fixture(scope="session")
def tape() -> npt.NDArray[np.int16]:
    """A second of a quiet room, then somebody speaks for some three seconds, at the page's rate."""
    room = np.random.default_rng(7).integers(-20, 20, RATE)
    spoken = to_int16(
        resample(say("I listened, and then I called them back.")[:48_000], 16_000, RATE)
    )
    return np.concatenate([room, spoken]).astype(np.int16)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "home", makers([*[CLOSED] * 3, OPEN])) as one:
        yield one


def speak(page: Page, take: Take, *, aloud: bool) -> None:
    """A take; one to which nothing is said before begins by itself."""
    if aloud:
        page.answer(take)
        return
    assert page.next("Microphone")["take"] == take.number
    page.send(take, range(1))
    page.wait_for_recording(take)
    page.say({"command": "FINISH", "take": take.number})


def test_kinder_words_from_the_list_to_the_end(
    studio: Running, tape: npt.NDArray[np.int16]
) -> None:
    """The page is told each part, what was found in it, and what came of it; its takes sound."""
    listed = studio.get("/api/drills?language=en")
    assert [one["name"] for one in listed["drills"]] == [
        "fillers", "pace", "pauses", "kinder", "again", "shorter",
    ]  # fmt: skip
    assert listed["fits"] == "again"
    assert all(one["latest"] is None for one in listed["drills"])
    page = Page(studio).connect()
    studio.post("/api/drill", {"name": "kinder", "language": "en"}, 201)
    began = page.next("Began")
    assert began["drill"]["name"] == "kinder"
    assert len(began["plan"]["questions"]) == 6
    studio.post("/api/drill", {"name": "pace", "language": "en"}, 409)
    for number in range(6):
        part = page.next("PartIntroduced")
        assert part["number"] == number
        assert part["quoted"]
        assert part["text"]
        speak(page, Take(number + 1, tape), aloud=number < 3)
        found = page.next("Found")
        assert found["lines"][0][0] == ("mind" if number < 3 else "good"), found["lines"]
        status, headers, sound = studio.ask(f"/api/drills/{found['run']}/{found['answer']}/sound")
        assert (status, headers["content-type"]) == (200, "audio/wav")
        assert sound[:4] == b"RIFF"
        page.decide("NEXT")
    over = page.next("DrillOver")
    assert over["whole"]
    assert "Feedback" not in page.names()
    studio.wait_until_over()
    [run] = runs(studio.studio.history.folder)
    assert run.before is not None
    assert run.after is not None
    assert (run.before.value, run.after.value) == (0, 3)
    assert studio.studio.history.count() == 0
    latest = next(
        one["latest"] for one in studio.get("/api/drills?language=en")["drills"] if one["latest"]
    )
    assert latest["better"] is True
    assert studio.ask("/progress")[0] == 200


def test_a_message_that_is_heard_once_is_not_told_as_text(
    tmp_path: Path, tape: npt.NDArray[np.int16]
) -> None:
    with running(tmp_path / "home", makers([GIVEN])) as studio:
        page = Page(studio).connect()
        studio.post("/api/drill", {"name": "again", "language": "en"}, 201)
        page.next("PartIntroduced")
        page.answer(Take(1, tape))
        assert "5 of 7" in page.next("Found")["lines"][0][1]
        page.decide("LEAVE")
        assert page.next("DrillOver")["whole"] is False
        assert "leaks at the bottom. I have the receipt" not in str(page.told)


def test_a_voice_that_is_not_there_lets_one_read(
    tmp_path: Path, tape: npt.NDArray[np.int16]
) -> None:
    """Else there would be nothing to give back."""
    from voicemock.errors import VoiceError
    from voicemock.speak.base import Utterance

    class Mute:
        def synthesize(self, _utterance: Utterance) -> None:
            raise VoiceError("There is no voice.")

    with running(tmp_path / "home", makers([GIVEN], lambda *_given, **_named: Mute())) as studio:
        page = Page(studio).connect()
        studio.post("/api/drill", {"name": "again", "language": "en"}, 201)
        page.next("PartIntroduced")
        speak(page, Take(1, tape), aloud=False)
        assert any("Sarah Miller" in one.get("text", "") for one in page.told)
        page.next("Found")
        page.decide("LEAVE")
        page.next("DrillOver")


def test_a_key_while_one_speaks_is_counted(studio: Running, tape: npt.NDArray[np.int16]) -> None:
    page = Page(studio).connect()
    studio.post("/api/drill", {"name": "fillers", "language": "en"}, 201)
    take = Take(1, tape)
    assert page.next("PartIntroduced")["kind"] == "catch"
    page.next("Microphone")
    page.send(take, range(1))
    page.hear(take.ended_s, take.at_s)
    page.send(take, range(1, take.blocks))
    page.next("RecordingStarted")
    for _press in range(2):
        page.say({"command": "CAUGHT", "take": 1})
    page.say({"command": "FINISH", "take": 1})
    page.next("Found")
    page.decide("LEAVE")
    page.next("DrillOver")
    [run] = runs(studio.studio.history.folder)
    assert len(run.takes[0].finding.others) == 2


def test_one_that_was_left_is_gone_on_with(studio: Running, tape: npt.NDArray[np.int16]) -> None:
    """From the list: at the part that was left, in the same exercise."""
    page = Page(studio).connect()
    studio.post("/api/drill", {"name": "kinder", "language": "en", "goes_on": True}, 404)
    studio.post("/api/drill", {"name": "kinder", "language": "en"}, 201)
    page.next("PartIntroduced")
    speak(page, Take(1, tape), aloud=True)
    run = page.next("Found")["run"]
    page.decide("LEAVE")
    assert not page.next("DrillOver")["whole"]
    studio.wait_until_over()
    listed = {one["name"]: one for one in studio.get("/api/drills?language=en")["drills"]}
    assert listed["kinder"]["left"] == {"number": 2, "count": 6}
    assert listed["pace"]["left"] is None
    studio.post("/api/drill", {"name": "kinder", "language": "en", "goes_on": True}, 201)
    assert page.next("PartIntroduced")["number"] == 1
    speak(page, Take(1, tape), aloud=True)
    assert page.next("Found")["run"] == run
    page.decide("LEAVE")
    page.next("DrillOver")
    studio.wait_until_over()
    [kept] = runs(studio.studio.history.folder)
    assert [one.part for one in kept.takes] == ["first-1", "first-2"]


def test_what_cannot_be_asked_for_is_refused(studio: Running) -> None:
    studio.post("/api/drill", {"name": "nope", "language": "en"}, 422)
    studio.post("/api/drill", {"name": "pace", "language": "fr"}, 422)
    studio.post("/api/drill", {"name": "pace", "language": "en", "voice": 3}, 422)
    assert studio.ask("/api/drills/x/..%2f..%2fhistory.db/sound")[0] == 404
    assert studio.ask("/api/drills?language=en", Cookie=None)[0] == 403
