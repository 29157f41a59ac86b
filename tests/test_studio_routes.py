"""What the studio's page asks for beside an interview: answers, stories, questions, letters, settings, all of it."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from icalendar import Calendar

from tests import histories
from tests.studio_page import Page, Running, makers, running
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.history.stories import Stories
from voicemock.language.base import HAN
from voicemock.studio.security import MOST_BYTES
from voicemock.values.answer import Answer
from voicemock.values.interview import QuestionRef

STORY = {
    "language": "en", "title": "A late parcel", "situation": "Christmas week.\r\nThe line was long.",
    "task": "Calm her.", "action": "I rang the warehouse.", "result": "She stayed.",
    "tags": "#calm, refund；calm",
}  # fmt: skip
LETTER = {
    "language": "en", "name": "Li Ming", "company": "Blue Whale", "interviewer": "Ms Chen",
    "role": "support agent", "topics": "night shifts\ntraining", "date": "2026-11-27",
    "time": "14:00", "zone": "Europe/Berlin",
}  # fmt: skip
POSTS = {
    "/api/forget": {"ids": ["x"]}, "/api/stories": STORY, "/api/stories/1": STORY,
    "/api/stories/1/remove": {}, "/api/pack": {"name": "p.toml", "text": ""},
    "/api/pack/remove": {}, "/api/letter": LETTER, "/api/letter/calendar": LETTER,
    "/api/settings": {"target": "natural"}, "/api/everything/remove": {},
}  # fmt: skip
READ = [
    "/api/history", "/api/compare?ids=a,b", "/api/stories", "/api/questions?language=en",
    "/api/questions/en-intro-1?language=en", "/api/checklist?language=en", "/api/settings",
    "/api/everything.zip",
]  # fmt: skip


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "home", makers(["I like it."])) as one:
        yield one


def kept(studio: Running, count: int = 4) -> list[Answer]:
    """Answers in the history, the first two to one question, each with a recording."""
    answers = histories.history(count)
    question = QuestionRef("en-behavioural-1", "What happened?", "behavioural")
    answers = [replace(one, question=question) if at < 2 else one for at, one in enumerate(answers)]
    histories.saved(studio.studio.history, answers)
    for one in answers:
        folder = studio.studio.history.folder / "answers" / one.id
        audio.write_wav(folder / "answer.wav", np.zeros(1600, np.float32))
    return answers


def refused(studio: Running, path: str, sent: Any, status: int = 422) -> str:
    return str(studio.post(path, sent, status)["error"])


# -- who gets in -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", POSTS)
def test_another_page_changes_nothing(studio: Running, path: str) -> None:
    body = json.dumps(POSTS[path]).encode()
    for changes in (
        {"Origin": "http://evil.example"}, {"Origin": None}, {"Cookie": None},
        {"Origin": f"http://127.0.0.1:{studio.port + 1}"},
    ):  # fmt: skip
        assert studio.ask(path, method="POST", body=body, **changes)[0] == 403
    assert studio.ask(path, method="POST", body=body, Content_Type="text/plain")[0] == 415
    assert studio.ask(path, method="POST", body=b"[]")[0] == 422
    assert studio.ask(path, method="POST", body=b" " * (MOST_BYTES + 1))[0] == 413
    assert studio.studio.settings.target == "120-150"
    assert not (studio.studio.history.folder / "stories").exists()


@pytest.mark.parametrize("path", READ)
def test_another_page_reads_nothing(studio: Running, path: str) -> None:
    assert studio.ask(path, Cookie=None)[0] == 403
    assert studio.ask(path, Origin="http://evil.example")[0] == 403
    assert studio.ask(path, Origin=None, Sec_Fetch_Site="cross-site")[0] == 403


# -- answers ---------------------------------------------------------------------------------


def test_answers_are_compared_oldest_first(studio: Running) -> None:
    first, second, third, _last = kept(studio)
    found = studio.get(f"/api/compare?ids={second.id},{first.id},{second.id}")
    assert [one["id"] for one in found["answers"]] == [first.id, second.id]
    pace = next(one for one in found["rows"] if one["name"].startswith("Pace"))
    assert pace["values"] == [f"{one.pace.value:.0f}" for one in (first, second)]
    assert len(studio.get(f"/api/compare?ids={first.id},{second.id},{third.id}")["answers"]) == 3
    for ids, status in ((first.id, 422), (f"{first.id},{second.id[:-1]}", 404), ("", 422)):
        assert studio.ask(f"/api/compare?ids={ids}")[0] == status
    histories.saved(studio.studio.history, [mandarin := histories.history(1, "zh", seed=3)[0]])
    assert studio.ask(f"/api/compare?ids={first.id},{mandarin.id}")[0] == 422


def test_an_answer_names_the_others_to_its_question(studio: Running) -> None:
    first, second, third, _last = kept(studio)
    one = studio.get(f"/api/history/{first.id}")
    assert [row["id"] for row in one["same_question"]] == [second.id, first.id]
    assert one["same_question"][0]["question_id"] == "en-behavioural-1"
    assert studio.get(f"/api/history/{third.id}")["same_question"][-1]["id"] == third.id


def test_answers_are_forgotten_by_their_whole_ids(studio: Running) -> None:
    first, second, third, last = kept(studio)
    folder = studio.studio.history.folder / "answers"
    for ids in ([first.id[:-1]], [first.id, "../../x"], [first.id, 3], ["2026"]):
        refused(studio, "/api/forget", {"ids": ids}, 404)
    wrong: Any
    for wrong in ([], "x", {}, None):
        refused(studio, "/api/forget", {"ids": wrong})
    assert len(list(folder.iterdir())) == 4
    done = studio.post("/api/forget", {"ids": [first.id, second.id]})
    assert sorted(done["forgotten"]) == sorted([first.id, second.id])
    assert sorted(one.name for one in folder.iterdir()) == sorted([third.id, last.id])
    assert len(studio.get("/api/history")) == 2


def test_nothing_is_removed_while_an_interview_runs(studio: Running) -> None:
    first = kept(studio)[0]
    page = Page(studio).connect()
    studio.begin()
    page.next("Microphone")
    for path, sent in (
        ("/api/forget", {"ids": [first.id]}), ("/api/everything/remove", {}),
        ("/api/settings", {"target": "natural"}),
    ):  # fmt: skip
        assert "interview" in refused(studio, path, sent, 409)
    assert len(studio.get("/api/history")) == 4
    page.say({"command": "LEAVE"})
    page.next("Over")
    studio.wait_until_over()
    studio.post("/api/forget", {"ids": [first.id]})


# -- stories ---------------------------------------------------------------------------------


def test_a_story_is_written_changed_and_removed(studio: Running) -> None:
    made = studio.post("/api/stories", STORY, 201)
    assert made["id"] == "1"
    assert made["tags"] == ["calm", "refund"]
    assert made["situation"] == "Christmas week.\nThe line was long."
    saved = Stories(studio.studio.history.folder).get("1")
    assert (saved.title, saved.result) == ("A late parcel", "She stayed.")
    changed = studio.post("/api/stories/1", {**STORY, "title": " Two\nparcels\x07 ", "result": ""})
    assert (changed["title"], changed["result"]) == ("Two parcels", "")
    [listed] = studio.get("/api/stories")["stories"]
    assert listed["title"] == "Two parcels"
    studio.post("/api/stories/1/remove", {})
    assert studio.get("/api/stories") == {"stories": [], "damaged": []}


def test_a_story_that_cannot_be_kept_is_refused(studio: Running) -> None:
    assert "title" in refused(studio, "/api/stories", {**STORY, "title": " "})
    for wrong in ({"title": 3}, {"language": "fr"}, {"action": "x" * 5001}, {"tags": ["a"]}):
        refused(studio, "/api/stories", {**STORY, **wrong})
    for path in ("/api/stories/7", "/api/stories/7/remove", "/api/stories/..%2F1/remove"):
        assert studio.ask(path, method="POST", body=json.dumps(STORY).encode())[0] == 404
    folder = studio.studio.history.folder / "stories"
    folder.mkdir(parents=True)
    (folder / "2.toml").write_text("title = ", encoding="utf-8")
    found = studio.get("/api/stories")
    assert found["stories"] == []
    assert "2.toml" in found["damaged"][0]


# -- questions -------------------------------------------------------------------------------


def test_questions_are_searched_and_shown_whole(studio: Running) -> None:
    found = studio.get("/api/questions?language=zh")
    assert found["count"] == len(found["questions"]) > 50
    assert {"id", "text", "category", "limit_s", "needs"} <= set(found["questions"][0])
    assert next(one["needs"] for one in found["questions"] if "{job}" in one["text"]) == ["job"]
    some = studio.get("/api/questions?language=en&search=ANGRY&category=roleplay")["questions"]
    assert some
    assert {one["category"] for one in some} == {"roleplay"}
    assert studio.get("/api/questions?language=en&search=xyzzy")["questions"] == []
    studio.post("/api/stories", {**STORY, "tags": "angry customer"}, 201)
    kept(studio)
    one = studio.get("/api/questions/en-behavioural-1?language=en")
    assert one["tips"]
    assert one["example"]
    assert len(one["answers"]) == 2
    assert all(set(cue) == {"when", "text"} for cue in one["follow_ups"])
    scene = studio.get("/api/questions/en-roleplay-4?language=en")
    assert len(scene["turns"]) == 4
    for path in ("en-nothing-1?language=en", "en-intro-1?language=zh", "..%2Fx?language=en"):
        assert studio.ask(f"/api/questions/{path}")[0] == 404
    assert studio.ask("/api/questions?language=fr")[0] == 422
    assert studio.ask("/api/questions?language=en&pack=own")[0] == 404


def test_the_matching_story_stands_beside_its_question(studio: Running) -> None:
    whole = studio.get("/api/questions?language=en")["questions"]
    behavioural = next(one for one in whole if one["category"] == "behavioural")
    asked = studio.get(f"/api/questions/{behavioural['id']}?language=en")
    word = asked["terms"][0]
    studio.post("/api/stories", {**STORY, "tags": word}, 201)
    found = studio.get(f"/api/questions/{behavioural['id']}?language=en")["stories"]
    assert found == [{"id": "1", "title": "A late parcel", "result": "She stayed."}]


PACK = """schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "m-1"
text = "Why us?"
category = "motivation"
tips = ["Name one thing."]
"""


def test_a_pack_of_ones_own_is_checked_and_practised(studio: Running) -> None:
    found = studio.post("/api/pack", {"name": "mine.toml", "text": PACK})
    told = {"name": "mine", "title": "Mine", "language": "en", "questions": 1, "damage": ""}
    assert found == {"faults": [], "pack": told}
    listed = studio.get("/api/questions?pack=mine")
    assert [one["id"] for one in listed["questions"]] == ["m-1"]
    assert listed["packs"] == [told]
    assert studio.get("/api/questions/m-1?pack=mine")["tips"] == ["Name one thing."]
    page = Page(studio).connect()
    studio.begin(what="question", question="m-1", pack="mine")
    assert page.next("Began")["plan"]["questions"][0]["text"] == "Why us?"
    page.next("Microphone")
    page.say({"command": "LEAVE"})
    page.next("Over")
    studio.wait_until_over()
    studio.post("/api/pack/remove", {"name": "mine"})
    sent = {"language": "en", "what": "whole", "pack": "mine"}
    assert "pack" in refused(studio, "/api/interview", sent)


def test_each_fault_of_a_pack_has_its_line(studio: Running) -> None:
    wrong = PACK + (
        '\n[[question]]\nid = "m-2"\ntext = "Why now?"\ncategory = "motivation"\ntip = ["x"]\n'
        '\n[[question]]\nid = "m-3"\ntext = "Why not?"\ncategory = "reasons"\nlimit_s = "long"\n'
    )
    faults = studio.post("/api/pack", {"name": "../../mine.toml", "text": wrong})["faults"]
    assert [one["line"] for one in faults] == [16, 21, 22]
    assert "tip" in faults[0]["text"]
    said = PACK.replace("Why us?", "Why {place}?").replace("limit_s = 5", "") + "limit_s = 1\n"
    faults = studio.post("/api/pack", {"name": "mine.toml", "text": said})["faults"]
    assert sorted(one["line"] for one in faults) == [8, 11]
    broken = studio.post("/api/pack", {"name": "mine.toml", "text": "schema ="})["faults"]
    assert len(broken) == 1
    assert "TOML" in broken[0]["text"]
    assert studio.get("/api/questions?language=en")["packs"] == []


def test_many_faults_of_a_pack_are_told_in_bounded_time(studio: Running) -> None:
    entry = '[[question]]\nid = "x"\ntext = ""\ncategory = "nothing"\nwrong = 1\n'
    text = PACK + entry * (200_000 // len(entry))
    found = studio.post("/api/pack", {"name": "mine.toml", "text": text})
    assert len(found["faults"]) == 50
    shipped = (data_folder("prompts") / "customer-service.zh.toml").read_text(encoding="utf-8")
    assert studio.post("/api/pack", {"name": "a.toml", "text": shipped})["faults"] == []


# -- before and after ------------------------------------------------------------------------


def test_the_checklist_names_no_command_and_ticks_what_is_known(studio: Running) -> None:
    for language in ("zh", "en"):
        found = studio.get(f"/api/checklist?language={language}")
        items = [one for group in found["groups"] for one in group["items"]]
        assert len(found["groups"]) == 3
        assert not any("voicemock" in one["text"] for one in items)
        assert {one["command"] for one in items} == {"", "stories add", "practice", "doctor"}
        assert not any(one["done"] for one in items)
    for _again in range(2):
        studio.post("/api/stories", STORY, 201)
    found = studio.get("/api/checklist?language=en")
    [stories] = [one for one in found["groups"][0]["items"] if one["knows"] == "stories"]
    assert (stories["done"], stories["evidence"]) == (True, "2 stories with a result")


def test_a_letter_is_written_and_its_days_go_into_a_calendar(studio: Running) -> None:
    found = studio.post("/api/letter", LETTER)
    assert found["text"].startswith("Subject: ")
    assert all(one in found["text"] for one in ("Ms Chen", "Blue Whale", "night shifts", "Li Ming"))
    assert [one["when"] for one in found["entries"]] == [
        "2026-11-28 10:00", "2026-12-04 14:00", "2026-12-11 14:00",
    ]  # fmt: skip
    assert studio.post("/api/letter", {**LETTER, "time": ""})["entries"] == []
    zh = studio.post("/api/letter", {**LETTER, "language": "zh", "kind": "reminder-2"})["text"]
    assert HAN.search(zh)
    status, headers, body = studio.ask(
        "/api/letter/calendar", method="POST", body=json.dumps(LETTER).encode()
    )
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/calendar")
    events = Calendar.from_ical(body).events
    assert [f"{one.start:%Y-%m-%d %H:%M}" for one in events] == [
        one["when"] for one in found["entries"]
    ]
    assert all("Li Ming" in str(one["DESCRIPTION"]) for one in events)


def test_a_letter_without_its_facts_is_refused(studio: Running) -> None:
    for wrong in (
        {"name": ""}, {"company": " "}, {"date": "tomorrow"}, {"time": "noon"}, {"kind": "x"},
        {"name": "x" * 201}, {"topics": ["a"]}, {"language": None},
    ):  # fmt: skip
        refused(studio, "/api/letter", {**LETTER, **wrong})
    assert "time" in refused(studio, "/api/letter/calendar", {**LETTER, "time": ""})


# -- settings --------------------------------------------------------------------------------


def test_settings_are_kept_in_the_file_beside_what_is_there(studio: Running) -> None:
    path = Path(os.environ["VOICEMOCK_CONFIG"])
    path.write_text('# mine\ntarget = "120-150" # slow\noutput_device = "USB"\n', encoding="utf-8")
    sent = {"target": "natural", "rate_wpm": 110, "follow_ups": False, "lang": "zh", "model": ""}
    shown = studio.post("/api/settings", sent)
    assert shown["values"]["target"] == "natural"
    assert path.read_text(encoding="utf-8") == (
        '# mine\ntarget = "natural"  # slow\noutput_device = "USB"\n'
        'lang = "zh"\nrate_wpm = 110\nfollow_ups = false\n'
    )
    assert studio.studio.settings.target == "natural"  # in this run, too
    start = studio.get("/api/start")
    assert (start["follow_ups"], start["language"]) == (False, "zh")
    studio.post("/api/settings", {"lang": None, "follow_ups": None})
    assert "lang" not in path.read_text(encoding="utf-8")
    assert studio.studio.settings.lang is None


def test_the_language_of_the_program_is_changed_at_once(studio: Running) -> None:
    _status, headers, _body = studio.ask("/api/settings", method="POST", body=b'{"ui": "zh"}')
    studio.cookie += f"; {headers['set-cookie'].partition(';')[0]}"
    assert b'lang="zh-Hans"' in studio.ask("/")[2]
    assert studio.studio.ui == "zh"


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "fast"}, {"target": "mine"}, {"ui": "fr"}, {"lang": "fr"}, {"rate_wpm": 20},
        {"rate_wpm": "160"}, {"engine": "parrot"}, {"engine": "google"}, {"follow_ups": "no"},
        {"engine": "sphinx", "model": "large"}, {"voice": 3}, {"model": "x" * 501},
    ],
)  # fmt: skip
def test_a_setting_an_interview_would_stumble_over_is_refused(
    studio: Running, wrong: dict[str, Any]
) -> None:
    assert refused(studio, "/api/settings", wrong)
    assert not Path(os.environ["VOICEMOCK_CONFIG"]).exists()


def test_ones_own_pace_needs_three_answers(studio: Running) -> None:
    kept(studio, 3)
    assert studio.post("/api/settings", {"target": "mine"})["values"]["target"] == "mine"


def test_a_settings_file_that_is_damaged_is_left_alone(studio: Running) -> None:
    path = Path(os.environ["VOICEMOCK_CONFIG"])
    path.write_text("target = ", encoding="utf-8")
    assert "TOML" in refused(studio, "/api/settings", {"rate_wpm": 110})
    assert path.read_text(encoding="utf-8") == "target = "


# -- everything ------------------------------------------------------------------------------


def test_everything_of_mine_is_one_file(studio: Running, tmp_path: Path) -> None:
    answers = kept(studio)
    folder = studio.studio.history.folder
    studio.post("/api/stories", STORY, 201)
    studio.post("/api/settings", {"target": "natural"})
    secret = tmp_path / "secret.txt"
    secret.write_text("not mine", encoding="utf-8")
    (folder / "answers" / answers[0].id / "link.txt").symlink_to(secret)
    (folder / "somebody.txt").write_text("not voicemock's", encoding="utf-8")
    status, headers, body = studio.ask("/api/everything.zip")
    assert (status, headers["content-type"]) == (200, "application/zip")
    assert headers["content-disposition"].startswith('attachment; filename="voicemock-')
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.testzip() is None
    names = {one.partition("/")[2] for one in archive.namelist()}
    wanted = {f"answers/{one.id}/{name}" for one in answers
              for name in ("answer.wav", "answer.json", "feedback.md")}  # fmt: skip
    assert names == {*wanted, "stories/1.toml", "answers.csv", "config.toml"}
    top = archive.namelist()[0].partition("/")[0]
    table = archive.read(f"{top}/answers.csv").decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table)))) == 5
    sound = (folder / "answers" / answers[0].id / "answer.wav").read_bytes()
    assert archive.read(f"{top}/answers/{answers[0].id}/answer.wav") == sound


def test_everything_of_mine_is_removed(studio: Running, tmp_path: Path) -> None:
    kept(studio)
    studio.post("/api/stories", STORY, 201)
    spoken = tmp_path / "cache" / "voices" / "a.flac"
    spoken.parent.mkdir(parents=True)
    spoken.touch()
    folder = studio.studio.history.folder
    assert studio.post("/api/everything/remove", {}) == {"answers": 4, "left": []}
    assert not folder.exists() or list(folder.rglob("*")) == []
    assert not spoken.exists()
    assert studio.get("/api/history") == []
    start = studio.get("/api/start")
    assert (start["answers"], start["first"]) == (0, True)
