"""What the answer's page shows, and that it is one safe file. The browser's part: e2e/test_page.py."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.helpers import full_answer, silent_answer
from tests.pages import rendered, tone_answer
from voicemock import i18n
from voicemock.audio import samples as audio
from voicemock.cli import run
from voicemock.content.packs import default_pack, fill, find
from voicemock.content.phrases import phrase_list
from voicemock.history.question_of import question_of
from voicemock.history.store import History
from voicemock.report.pages import answer_data, html, picture, sound
from voicemock.report.views import findings, words
from voicemock.testing import joined, silence, tone
from voicemock.values.answer import Answer, Filler, Fillers, Pace, PacePoint, SpanInfo
from voicemock.values.interview import Question, QuestionRef
from voicemock.values.sound import SAMPLE_RATE


def _built(answer: Answer) -> answer_data.AnswerPage:
    page = answer_data.build(
        [answer], phrases=phrase_list, question_of=lambda _one: None, sounds={}
    )
    return page.answers[0]


# -- rushes -----------------------------------------------------------------------------


def _paced(values: list[float | None], target: tuple[float, float] = (120.0, 150.0)) -> Answer:
    points = tuple(PacePoint(10.0 + at, value) for at, value in enumerate(values))
    return replace(
        full_answer(),
        span=SpanInfo(1.0, 40.0, 35.0, 0.9, None),
        pace=Pace(200.0, "chars_per_min", 100, 220.0, target, "fast", (180.0, 250.0), points),
    )


def test_a_rush_is_where_the_pace_is_above_target_and_natural_speech() -> None:
    answer = _paced([200.0, 257.0, 262.0, 257.0, 255.0, 200.0])
    [(stretch, fastest)] = findings.rushes(answer)
    assert (stretch.start_s, stretch.end_s, fastest) == (11 - 2.5, 13 + 2.5, 262.0)


def test_natural_speech_above_the_slow_default_target_is_no_rush() -> None:
    assert findings.rushes(_paced([160.0, 200.0, 249.0, 255.0])) == []


def test_a_target_above_natural_speech_holds() -> None:
    assert findings.rushes(_paced([260.0, 285.0], (250.0, 280.0))) == []
    assert len(findings.rushes(_paced([260.0, 287.0], (250.0, 280.0)))) == 1


def test_rushes_apart_are_two_and_those_that_touch_are_one() -> None:
    slow: list[float | None] = [200.0]
    assert len(findings.rushes(_paced([260.0, *slow * 6, 260.0]))) == 2
    assert len(findings.rushes(_paced([260.0, *slow * 3, 260.0]))) == 1
    assert len(findings.rushes(_paced([260.0, *[None] * 8, 260.0]))) == 2


def test_a_rush_stays_within_the_answer() -> None:
    answer = replace(_paced([260.0]), span=SpanInfo(9.0, 11.0, 2.0, 1.0, None))
    [(stretch, _fastest)] = findings.rushes(answer)
    assert (stretch.start_s, stretch.end_s) == (9.0, 11.0)


def test_no_rush_is_told_where_the_pace_was_not_judged() -> None:
    answer = _paced([260.0])
    assert findings.rushes(replace(answer, pace=replace(answer.pace, value=None))) == []
    assert findings.rushes(silent_answer()) == []


def test_findings_are_in_order_and_keep_the_numbers_of_replay() -> None:
    listed = _built(_paced([260.0])).findings
    assert [one.start_s for one in listed] == sorted(one.start_s for one in listed)
    assert [one.number for one in listed if one.kind != "rush"] == list(range(1, len(listed)))
    assert [one.number for one in listed if one.kind == "rush"] == [None]
    assert {one.kind for one in listed} == {"positive", "negative", "pause", "filler", "rush"}


# -- transcript -------------------------------------------------------------------------


def test_the_pieces_are_the_transcript_with_its_marks() -> None:
    answer = full_answer()
    built = _built(answer)
    assert "".join(piece.text for piece in built.pieces) == answer.transcript.text
    marked = "".join(piece.text for piece in built.pieces if "positive" in piece.marks)
    assert marked == "让我来帮您"
    avoided = "".join(piece.text for piece in built.pieces if "negative" in piece.marks)
    assert avoided == "这是规定"
    assert all(
        piece.start_s is not None for piece in built.pieces if piece.text not in ("，", "。", "")
    )


def test_a_filler_that_was_heard_but_not_written_has_its_place() -> None:
    answer = replace(full_answer(), fillers=Fillers(1, 1.0, (Filler("嗯", "sound", 3.4, 3.7),)))
    [tagged] = [
        piece for piece in _built(answer).pieces if any(t.kind == "filler" for t in piece.tags)
    ]
    assert tagged.text == "让"  # begins at 4.0, the word before at 2.0
    assert tagged.tags[0].shown == "嗯"
    late = replace(answer, fillers=Fillers(1, 1.0, (Filler("嗯", "sound", 30.0, 30.5),)))
    assert _built(late).pieces[-1].tags[-1].shown == "嗯"


def test_words_that_are_not_in_the_text_are_passed_over() -> None:
    answer = full_answer()
    broken = replace(answer.transcript.words[3], text="错", at=900)
    transcript = replace(answer.transcript, words=(*answer.transcript.words, broken))
    pieces = words.build(replace(answer, transcript=transcript), ())
    assert "".join(piece.text for piece in pieces) == transcript.text


def test_words_without_a_place_are_found_in_the_text(tmp_path: Path) -> None:
    """As older versions saved them."""
    answer = tone_answer(tmp_path)
    bare = tuple(replace(word, at=0) for word in answer.transcript.words)
    old = replace(answer, transcript=replace(answer.transcript, words=bare))
    assert words.build(old, ()) == words.build(answer, ())
    assert len([one for one in words.build(old, ()) if one.start_s is not None]) == 14


# -- picture ----------------------------------------------------------------------------


def test_everything_in_the_picture_lies_at_its_time() -> None:
    answer = full_answer()
    built = _built(answer)
    length = answer.recording.duration_s
    for band, pause in zip(built.picture.pauses, answer.pauses.items, strict=True):
        assert band.x == pytest.approx(100 * pause.start_s / length, abs=0.001)
        assert band.width == pytest.approx(100 * (pause.end_s - pause.start_s) / length, abs=0.002)
        assert (band.kind, band.place) == (pause.kind, pause.place)
    for mark in built.picture.marks:
        one = built.findings[mark.index]
        assert mark.x == pytest.approx(100 * one.start_s / length, abs=0.001)
        assert mark.kind == one.kind
    assert built.picture.thinking is not None
    assert built.picture.thinking.width == pytest.approx(100 * 1.02 / length, abs=0.001)
    assert "1.9" in built.picture.thinking.title
    assert built.picture.curve is not None
    assert built.picture.curve.target.label.endswith("120-150")


def test_the_curve_is_broken_where_nothing_was_measured() -> None:
    curve = _built(_paced([200.0, 210.0, None, 220.0])).picture.curve
    assert curve is not None
    assert len(curve.paths) == 2
    assert curve.paths[1].endswith("h0.01")  # one point alone is a dot


def test_the_outline_shows_where_the_sound_is() -> None:
    answer = silent_answer()
    samples = joined(silence(5), tone(1, level=0.5), silence(4))
    shown = picture.build(answer, sound.peaks_of(samples), ())
    heights = [int(y) for y in re.findall(r"L\d+ (\d+)", shown.outline)][: shown.points + 1]
    loud = [at for at, y in enumerate(heights) if y < 50]
    assert (loud[0], loud[-1]) == (100, 119)
    assert picture.build(answer, None, ()).outline == ""


def test_ten_minutes_are_drawn_with_few_points() -> None:
    base = silent_answer()
    answer = replace(base, recording=replace(base.recording, duration_s=600.0))
    shown = picture.build(answer, sound.peaks_of(silence(600)), ())
    assert shown.points <= 4000
    assert len(shown.outline) < 120_000


# -- sound ------------------------------------------------------------------------------


def test_the_sound_in_the_page_is_the_recording_in_time(tmp_path: Path) -> None:
    import soundfile

    samples = joined(silence(2), tone(0.5, 700, 0.4), silence(1))
    audio.write_wav(tmp_path / "answer.wav", samples)
    found = sound.load(tmp_path / "answer.wav")
    assert found is not None
    assert len(found.uri) / 3.5 * 60 < 1_000_000
    coded = base64.b64decode(found.uri.removeprefix("data:audio/mpeg;base64,"))
    assert len(coded) / 3.5 == pytest.approx(5000, rel=0.1)  # a constant 40 kbit/s: seeks are exact
    # from a file: libsndfile reads MP3 from memory, or does not, as the environment's size will have it
    (tmp_path / "back.mp3").write_bytes(coded)
    back, rate = soundfile.read(tmp_path / "back.mp3", dtype="float32")
    begins = int(np.argmax(np.abs(back) > 0.2)) / rate
    assert begins == pytest.approx(2.0, abs=0.01)
    assert len(back) / rate == pytest.approx(3.5, abs=0.05)


def test_peaks_are_kept_while_the_recording_is_the_same(tmp_path: Path) -> None:
    path, cache = tmp_path / "answer.wav", tmp_path / "peaks.json"
    audio.write_wav(path, tone(2, level=0.5))
    first = sound.load(path)
    assert first is not None
    assert set(first.peaks.values) <= {127, 128}
    kept = json.loads(cache.read_text())
    assert cache.stat().st_mode & 0o077 == 0
    cache.write_text(json.dumps({**kept, "peaks": [7] * 40}))
    again = sound.load(path)
    assert again is not None
    assert again.peaks.values == (7,) * 40
    audio.write_wav(path, tone(2, level=0.25))
    changed = sound.load(path)
    assert changed is not None
    assert set(changed.peaks.values) <= {63, 64}
    cache.write_text("[{")
    mended = sound.load(path)
    assert mended == changed
    assert json.loads(cache.read_text())["sha256"] == audio.file_sha256(path)


def test_a_recording_that_is_gone_or_broken_has_no_sound(tmp_path: Path) -> None:
    assert sound.load(tmp_path / "answer.wav") is None
    (tmp_path / "answer.wav").write_bytes(b"RIFF nonsense")
    assert sound.load(tmp_path / "answer.wav") is None


# -- the file ---------------------------------------------------------------------------


def test_the_policy_names_the_hash_of_the_style_and_the_script(tmp_path: Path) -> None:
    content = rendered([tone_answer(tmp_path)])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', content)
    assert policy is not None
    rules = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    for tag in ("style", "script"):
        [inside] = re.findall(rf"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in rules


def test_two_minutes_stay_small(tmp_path: Path) -> None:
    """Noise is the worst there is for the codec, and the rate is constant anyway."""
    rng = np.random.default_rng(1)
    samples = (0.2 * rng.standard_normal(120 * SAMPLE_RATE)).clip(-1, 1).astype(np.float32)
    audio.write_wav(tmp_path / "answer.wav", samples)
    answer = full_answer()
    answer = replace(
        answer,
        recording=replace(answer.recording, path=str(tmp_path / "answer.wav"), duration_s=120.0),
    )
    assert len(rendered([answer]).encode()) <= 2_500_000


def test_no_path_of_this_computer_is_in_the_page(tmp_path: Path) -> None:
    answer = replace(
        tone_answer(tmp_path), question=None, source=str(tmp_path / "secret" / "mine.wav")
    )
    content = rendered([answer])
    assert str(tmp_path) not in content
    assert "mine.wav" in content


def test_the_page_is_in_the_persons_language(tmp_path: Path) -> None:
    answer = tone_answer(tmp_path, "en")
    i18n.use("zh")
    content = rendered([answer])
    assert '<html lang="zh-Hans">' in content
    assert '<h1 lang="en"' in content
    assert "文字稿" in content
    i18n.use("en")
    assert '<html lang="en">' in rendered([answer])


def test_pages_of_the_same_answer_are_the_same(tmp_path: Path) -> None:
    answer = tone_answer(tmp_path)
    assert rendered([answer]) == rendered([answer])


def test_templates_and_scripts_hold_nothing_that_ends_them_early() -> None:
    folder = Path(html.__file__).parent / "assets"
    for path in folder.glob("*.js"):
        assert "</script" not in path.read_text(encoding="utf-8")
        assert "<!--" not in path.read_text(encoding="utf-8")
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text
        assert " style=" not in text  # the policy would drop it
        assert not re.search(r"\son[a-z]+=", text)


def test_different_questions_stand_one_after_another(tmp_path: Path) -> None:
    first, second = tone_answer(tmp_path / "a"), tone_answer(tmp_path / "b", "zh")
    page = answer_data.build(
        [first, second], phrases=phrase_list, question_of=lambda _one: None, sounds={}
    )
    assert page.asked is None
    assert page.changes == ()
    assert [one.name for one in page.answers] == ["What happened?"] * 2


def test_a_follow_up_is_no_take(tmp_path: Path) -> None:
    first, second = full_answer("2026-11-22T10-31-07-a3f1"), full_answer("2026-11-22T10-33-07-a3f1")

    def changes(*answers: Answer) -> int:
        built = answer_data.build(
            answers, phrases=phrase_list, question_of=lambda _one: None, sounds={}
        )
        return len(built.changes)

    assert changes(second, first) > 5
    assert changes(first, replace(second, follows=first.id)) == 0
    assert changes(first) == 0


# -- the question -----------------------------------------------------------------------


def test_the_question_comes_from_the_answers_folder(tmp_path: Path) -> None:
    history = History(tmp_path)
    own = Question("own-1", "Why?", "motivation", tips=("Be brief.",), example="Because.")
    place = history.new_place("en", own, None)
    answer = replace(
        full_answer(place.id),
        question=QuestionRef("own-1", "Why us?", "motivation"),
        recording=replace(full_answer().recording, path=str(place.wav)),
    )
    found = question_of(answer)
    assert found == replace(own, text="Why us?")
    (place.folder / "recording.json").write_text('{"question": {"id": 3}}')
    assert question_of(answer) is None


def test_the_question_is_looked_up_in_voicemocks_own_pack(tmp_path: Path) -> None:
    first = default_pack("zh").questions[0]
    answer = replace(full_answer(), question=QuestionRef(first.id, first.text, first.category))
    assert question_of(answer) == first
    assert question_of(replace(answer, question=QuestionRef("no-such", "x", "intro"))) is None
    other = replace(answer, question=QuestionRef(first.id, "Something else?", "intro"))
    assert question_of(other) is None
    assert question_of(silent_answer()) is None


def test_words_of_a_template_are_found_again() -> None:
    template = next(one for one in default_pack("en").questions if "{company}" in one.text)
    asked = fill(template, company="Wild & Co. (UK)", job="returns")
    answer = replace(
        full_answer(), language="en", question=QuestionRef(template.id, asked.text, "motivation")
    )
    found = question_of(answer)
    assert found is not None
    assert "{company}" not in " ".join([found.text, found.example, *found.tips])
    assert found.text == find(default_pack("en"), template.id).text.replace(
        "{company}", "Wild & Co. (UK)"
    ).replace("{job}", "returns")


# -- the command ------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path) -> Answer:
    """An answer in the history."""
    history = History(tmp_path / "home")
    place = history.new_place("en", None, "s")
    answer = tone_answer(place.folder, "en", place.id)
    history.save(answer, session_id="s")
    history.close()
    return answer


def test_the_files_name_chooses_the_page(saved: Answer, tmp_path: Path) -> None:
    path = tmp_path / "mine.html"
    assert run(["report", "-o", str(path)]) == 0
    content = path.read_text(encoding="utf-8")
    assert content.startswith("<!doctype html>")
    assert "data:audio/mpeg;base64," in content
    assert (Path(saved.recording.path).with_name("peaks.json")).is_file()


def test_the_page_goes_to_stdout(saved: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", saved.id, "--format", "html"]) == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")
    assert run(["report", saved.id]) == 0
    assert "<html" not in capsys.readouterr().out


def test_open_shows_the_page(saved: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without -o it lies beside the recording, so that it goes when the answer goes."""
    shown: list[str] = []
    monkeypatch.setattr(
        "voicemock.cli.commands.report.show_page", lambda path: shown.append(str(path))
    )
    assert run(["report", "--open"]) == 0
    path = Path(saved.recording.path).with_name("report.html")
    assert shown == [str(path)]
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system opens it")
@pytest.mark.parametrize(
    ("screen", "script"), [("", "exit 0"), (":0", "echo no method >&2; exit 3")]
)
def test_where_no_browser_is_a_line_says_where_the_page_lies(
    saved: Answer,
    screen: str,
    script: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No screen, or an opener that finds nothing and complains at length."""
    opener = tmp_path / "xdg-open"
    opener.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for name in ("WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    assert run(["report", "--open"]) == 3
    path = Path(saved.recording.path).with_name("report.html")
    told = capfd.readouterr().err
    assert told.count(str(path)) == 2  # written, and not shown
    assert "no method" not in told


def test_a_page_of_several_answers_wants_a_place(
    saved: Answer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "voicemock.cli.commands.report.show_page", lambda _path: pytest.fail("opened")
    )
    assert run(["report", saved.id, saved.id, "--open"]) == 2
    assert "-o" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_refused(
    saved: Answer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "-o", str(tmp_path / "no" / "such.html")]) == 2
    assert "-o" in capsys.readouterr().err
