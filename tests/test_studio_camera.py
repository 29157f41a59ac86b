"""The studio's routes of the camera: who may send, how much, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers import say
from tests.studio_page import RATE, Page, Running, Take, makers, running
from tests.test_revision import answered
from tests.test_video import filmed
from voicemock.audio import samples as audio
from voicemock.record import video
from voicemock.testing import joined, silence
from voicemock.values.sound import SAMPLE_RATE

PART = "00c0ffee"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "home", makers(["I will call you back."])) as one:
        yield one


def piece(
    studio: Running, answer_id: str, data: bytes, at: int = 0, **changes: Any
) -> tuple[int, Any]:
    query = f"part={PART}&at={at}&started=0.2" + changes.pop("more", "")
    given = {"Content_Type": "video/webm", **changes}
    status, _headers, body = studio.ask(
        f"/api/answers/{answer_id}/video/pieces?{query}", method="POST", body=data, **given
    )
    return status, json.loads(body) if body.startswith(b"{") else body


def begun(studio: Running, page: Page, take: Take) -> str:
    """An answer whose microphone is open; its id."""
    studio.begin(what="question", question="en-motivation-1", follow_ups=False)
    page.next("Microphone")
    page.send(take, range(1))
    return str(page.next("SourceOpened")["answer_id"])


def tape(spoken: Any) -> Take:
    sound = audio.to_int16(audio.resample(spoken, SAMPLE_RATE, RATE)).astype(np.int16)
    return Take(1, sound)


def test_filmed_while_it_is_recorded(studio: Running, tmp_path: Path) -> None:
    """Pieces come during the take and after it; then it plays, is marked, and goes with its answer."""
    page = Page(studio).connect()
    spoken = joined(silence(0.8), say("I will call you back and see to it."), silence(0.3))
    take = tape(spoken)
    data = filmed(tmp_path / "made", spoken[round(take.thinks_s * SAMPLE_RATE) :])
    answer_id = begun(studio, page, take)
    assert piece(studio, answer_id, data[:4000]) == (200, {"have": 4000})
    page.hear(take.ended_s, take.at_s)
    page.send(take, range(1, take.blocks))
    page.next("RecordingStarted")
    page.say({"command": "FINISH", "take": 1})
    page.next("Answered")
    assert studio.get(f"/api/answers/{answer_id}/video")["coming"]
    for at in range(4000, len(data), 100_000):
        last = "&last=1" if at + 100_000 >= len(data) else ""
        assert piece(studio, answer_id, data[at : at + 100_000], at, more=last)[0] == 200
    told = studio.get(f"/api/answers/{answer_id}/video")
    [part] = told["parts"]
    assert not told["coming"]
    assert part["start_s"] == pytest.approx(0.0, abs=0.05)
    address = f"/answers/{answer_id}/video/{part['name']}"
    status, headers, body = studio.ask(address, Range="bytes=0-3")
    assert (status, headers["content-type"], len(body)) == (206, "video/webm", 4)
    assert int(headers["content-range"].rpartition("/")[2]) == told["size"]
    marks = [{"about": "smile", "at_s": 1.25, "good": True}]
    path = f"/api/answers/{answer_id}/video"
    assert studio.post(f"{path}/marks", {"marks": marks})["marks"] == marks
    assert studio.get(path)["marks"] == marks
    for wrong in (None, [1], [{**marks[0], "about": "x"}], [{**marks[0], "at_s": -1}],
                  [{**marks[0], "good": 1}], marks * 201):  # fmt: skip
        studio.post(f"{path}/marks", {"marks": wrong}, 422)
    assert studio.post(f"{path}/remove", {})["parts"] == []
    assert studio.ask(address)[0] == 404
    studio.post(f"{path}/marks", {"marks": []}, 404)
    page.decide("NEXT")
    page.next("Over")


def test_who_may_not_send_is_refused(studio: Running) -> None:
    history, answer = answered(studio.studio.history.folder, "en")
    assert piece(studio, answer.id, b"x")[0] == 404  # it is not of an interview that runs
    page = Page(studio).connect()
    answer_id = begun(studio, page, tape(silence(1.0)))
    assert piece(studio, answer.id, b"x")[0] == 404
    assert piece(studio, answer_id, b"x", Cookie="")[0] == 403
    assert piece(studio, answer_id, b"x", Origin="http://127.0.0.1:1")[0] == 403
    assert piece(studio, answer_id, b"x" * 300_000)[0] == 413
    assert piece(studio, answer_id, b"x", Content_Type="application/json")[0] == 422
    for query in ("", "part=x&at=0&started=0", f"part={PART}&at=-1&started=0",
                  f"part={PART}&at=0&started=nan", f"part={PART}&at=0&started=1e9"):  # fmt: skip
        path = f"/api/answers/{answer_id}/video/pieces?{query}"
        assert studio.ask(path, method="POST", body=b"x", Content_Type="video/webm")[0] == 422
    assert video.of(history.folder / "answers" / answer_id).parts == ()
    assert studio.ask(f"/answers/{answer.id}/video/{PART}")[0] == 404
    assert studio.ask(f"/answers/{answer.id}/video/..%2fanswer.wav")[0] == 404
    assert studio.get(f"/api/answers/{answer.id}/video")["parts"] == []
    studio.post(f"/api/answers/{answer.id[:-1]}/video/remove", {}, 404)
    page.say({"command": "LEAVE"})
    page.next("Over")


def test_no_room_for_pictures_leaves_the_sound_alone(
    studio: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(studio).connect()
    answer_id = begun(studio, page, tape(silence(1.0)))
    monkeypatch.setattr(video, "FREE_BYTES", 1 << 60)
    status, told = piece(studio, answer_id, b"x")
    assert status == 500
    assert "the sound goes on" in told["error"]
    page.say({"command": "LEAVE"})
    page.next("Over")
