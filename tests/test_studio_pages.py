"""What the studio hands over beside the interview: the page, its files, a voice, what is saved."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import full_answer, say
from tests.studio_page import Page, Running, makers, running
from voicemock.audio import samples as audio
from voicemock.history.store import History, new_id
from voicemock.i18n import speaking
from voicemock.language.base import HAN
from voicemock.report.pages.html import TOKENS
from voicemock.studio import summary
from voicemock.studio.app import PAGE
from voicemock.values.interview import Question

TEMPLATE = "{{ ui }}|{{ other }}|{{ words|tojson }}|"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "page"
    (folder / "screens").mkdir(parents=True)
    (folder / "studio.html").write_text(TEMPLATE, encoding="utf-8")
    (folder / "main.js").write_text("main", encoding="utf-8")
    (folder / "screens" / "ready.js").write_text("ready", encoding="utf-8")
    (folder / "notes.txt").write_text("not for the page", encoding="utf-8")
    with running(tmp_path / "home", makers(["I like it."]), folder=folder) as one:
        yield one


def saved(studio: Running) -> str:
    """An answer in the history; its id."""
    history = studio.studio.history
    place = history.new_place("en", None, None)
    audio.write_wav(place.wav, say("I like it here."))
    answer = full_answer(place.id)
    history.save(answer, session_id=new_id())
    return place.id


def test_the_page_speaks_the_language_that_was_chosen_in_it(studio: Running) -> None:
    status, headers, body = studio.ask("/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert body.startswith(b"en|zh|{")
    assert studio.get("/api/start")["languages"][0]["categories"][0]["name"] == "Introduction"
    status, headers, _body = studio.ask("/?ui=zh")
    assert (status, headers["location"]) == (303, "/")
    studio.cookie += f"; {headers['set-cookie'].partition(';')[0]}"
    assert studio.ask("/")[2].startswith(b"zh-Hans|en|{")
    start = studio.get("/api/start")
    assert start["ui"] == "zh"
    assert all(HAN.search(one["name"]) for one in start["languages"][0]["categories"])
    assert HAN.search(studio.post("/api/interview", {"what": "nothing"}, 422)["error"])
    page = Page(studio).connect()
    studio.begin()
    page.next("Microphone")
    page.say({"microphone": "missing"})
    assert HAN.search(page.next("DeviceLost")["error"]["text"])  # the engine speaks it, too
    page.say({"command": "LEAVE"})
    page.next("Over")


def test_files_are_those_that_were_there_at_the_start(studio: Running, tmp_path: Path) -> None:
    for name, kind in (("main.js", "text/javascript"), ("screens/ready.js", "text/javascript")):
        status, headers, body = studio.ask(f"/static/{name}")
        assert (status, headers["content-type"].partition(";")[0]) == (200, kind)
        assert body == name.removesuffix(".js").rpartition("/")[2].encode()
    (tmp_path / "page" / "late.js").write_text("late", encoding="utf-8")
    for name in ("late.js", "notes.txt", "studio.html", "screens", "screens/../main.js", ""):
        assert studio.ask(f"/static/{name}")[0] == 404


def test_the_design_is_that_of_the_reports_pages(studio: Running) -> None:
    status, headers, body = studio.ask("/static/tokens.css")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/css")
    assert body == TOKENS.read_bytes()
    assert b'href="/static/tokens.css"' in (PAGE / "studio.html").read_bytes()


def test_a_voice_is_heard(studio: Running) -> None:
    status, headers, body = studio.ask("/api/hear-voice?language=zh&voice=zf_xiaobei")
    assert (status, headers["content-type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (16_000, 1, 1600)
    assert studio.ask("/api/hear-voice?language=fr")[0] == 422


def test_a_saved_answer_has_its_page_its_sound_and_its_row(studio: Running) -> None:
    answer_id = saved(studio)
    status, headers, body = studio.ask(f"/answers/{answer_id}")
    assert status == 200
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert b"Content-Security-Policy" in body  # the page's own, by hashes
    status, headers, body = studio.ask(f"/answers/{answer_id}/sound", Range="bytes=0-3")
    assert (status, body) == (206, b"RIFF")
    [row] = studio.get("/api/history")
    assert row["id"] == answer_id
    assert row["when"] == f"{answer_id[:10]} {answer_id[11:13]}:{answer_id[14:16]}"
    assert set(row) >= {
        "id", "when", "question", "length_s", "pace", "unit", "verdict", "positive", "to_avoid",
        "fillers", "take",
    }  # fmt: skip
    one = studio.get(f"/api/history/{answer_id}")
    with speaking("en", ""):  # without the terminal's words
        own = summary.summary(studio.studio.history.get(answer_id))
    assert one["summary"] == json.loads(json.dumps(own))
    assert f"answers/{answer_id}".encode() in studio.ask("/progress")[2]
    assert studio.ask(f"/answers/{answer_id[:-1]}")[0] == 404  # the beginning of an id is none
    start = studio.get("/api/start")
    assert (start["answers"], start["first"]) == (1, False)


def test_the_summary_names_one_thing_and_where_it_is() -> None:
    found = summary.summary(full_answer())
    assert found["next"]["text"]
    assert {one["kind"] for one in found["moments"]} <= {
        "positive", "negative", "vague", "hedge", "filler", "pause", "step", "rush",
    }  # fmt: skip
    count = sum(one["kind"] == "filler" for one in found["moments"])
    assert count == found["fillers"]
    with speaking("zh", ""):
        assert HAN.search(summary.summary(full_answer())["next"]["text"])


def test_an_answer_that_was_left_is_kept_or_discarded(studio: Running) -> None:
    history: History = studio.studio.history
    places = [history.new_place("en", Question("q-1", "Why us?", "motivation"), None) for _ in "ab"]
    for place in places:
        audio.write_wav(place.wav, say("I like it here."))
    listed = studio.get("/api/start")["unfinished"]
    assert sorted(one["id"] for one in listed) == sorted(place.id for place in places)
    assert all(one["question"] == "Why us?" and one["length_s"] > 0.5 for one in listed)
    assert studio.post(f"/api/unfinished/{places[0].id}", {"do": "keep"})["text"] == "Kept."
    assert studio.post(f"/api/unfinished/{places[1].id}", {"do": "discard"})["text"] == "Discarded."
    assert (places[0].wav.exists(), places[1].folder.exists()) == (True, False)
    assert studio.get("/api/start")["unfinished"] == []
    studio.post(f"/api/unfinished/{places[0].id}", {"do": "analyze"}, 404)
