"""Answers that were left: held while somebody works on them, mended, asked about, finished."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import wave
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.helpers import full_answer, say
from voicemock import cli
from voicemock.assess import recovery
from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.cli import options
from voicemock.cli.rehearsal import unfinished
from voicemock.cli.terminal.keyboard import Keys
from voicemock.errors import AudioFileError, TranscribeError
from voicemock.history import answer_lock
from voicemock.history import resumable as plans
from voicemock.history.answer_lock import hold, in_use
from voicemock.history.store import History, Place
from voicemock.interview.session import Session
from voicemock.record.wav import HEADER_BYTES, GrowingWav, mend
from voicemock.speak.base import SilentSpeaker
from voicemock.testing import FakePlayer, FakeTranscriber, silence, tone
from voicemock.values.answer import Transcript
from voicemock.values.document import to_json
from voicemock.values.interview import LanguageCode, Plan, Question
from voicemock.values.sound import Activity, Samples

ASKED = Question("q-1", "Tell me about a customer.", "behavioural", "star")
OTHER = Question("q-2", "Why us?", "motivation")
TEXT = "I called the depot myself and I found the parcel."
HOLDING = (
    "import sys, time; from pathlib import Path; from voicemock.history.answer_lock import hold; "
    "kept = hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "home")


@pytest.fixture(scope="module")
def spoken() -> Samples:
    return say(TEXT)


def examiner(language: str = "en") -> Examiner:
    return Examiner(FakeTranscriber([TEXT]), language, (120.0, 150.0))  # type: ignore[arg-type]


def left(
    history: History, sound: Samples, question: Question | None = ASKED, *, part: bool = True
) -> Place:
    """An answer whose program was killed."""
    place = history.new_place("en", question, "s-1", pack_id="p-1")
    audio.write_wav(place.part if part else place.wav, sound)
    return place


# -- held ----------------------------------------------------------------------------------


def test_a_hold_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    """Another process holds the folder; after kill -9 it is free, though the file is still there."""
    assert not in_use(tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    assert in_use(tmp_path)
    assert hold(tmp_path) is None
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert list(tmp_path.iterdir()) != []
    assert not in_use(tmp_path)
    mine = hold(tmp_path)
    assert mine is not None
    assert in_use(tmp_path)
    mine.release()
    mine.release()
    assert not in_use(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_hold_on_a_file_that_is_gone_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who held it lets go, and its file with it, between another's opening and locking it."""
    first = hold(tmp_path)
    assert first is not None
    lock = answer_lock.lock

    def late(descriptor: int) -> bool:
        first.release()
        return lock(descriptor)

    monkeypatch.setattr(answer_lock, "lock", late)
    second = hold(tmp_path)
    monkeypatch.undo()
    assert second is not None
    assert in_use(tmp_path)
    assert hold(tmp_path) is None
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_records_is_not_unfinished(history: History, spoken: Samples) -> None:
    place = history.hold(left(history, spoken))
    assert history.unfinished() == []
    history.release(place)
    assert [one.id for one in history.unfinished()] == [place.id]


# -- mended --------------------------------------------------------------------------------


def sizes(riff: int, data: int) -> Callable[[bytearray], None]:
    def change(file: bytearray) -> None:
        struct.pack_into("<I", file, 4, riff)
        struct.pack_into("<I", file, 40, data)

    return change


def zeroed(file: bytearray) -> None:
    file[:HEADER_BYTES] = bytes(HEADER_BYTES)


def rubbish(file: bytearray) -> None:
    file[:HEADER_BYTES] = bytes(range(HEADER_BYTES))


@pytest.mark.parametrize(
    "damage",
    [sizes(36, 0), sizes(36 + 1000, 1000), sizes(2**32 - 1, 2**31), zeroed, rubbish],
)
def test_a_damaged_header_is_mended(tmp_path: Path, damage: Callable[[bytearray], None]) -> None:
    """Every sample that is in the file can be read again."""
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(1.0))
    right = path.read_bytes()
    file = bytearray(right)
    damage(file)
    path.write_bytes(file)
    assert mend(path) == 1.0
    assert path.read_bytes() == right


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_the_rate_in_a_header_is_believed_and_else_the_one_that_was_noted(
    tmp_path: Path, rate: int
) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(1.0), rate)
    assert mend(path, 8000) == pytest.approx(16_000 / rate)
    file = bytearray(path.read_bytes())
    zeroed(file)
    path.write_bytes(file)
    assert mend(path, rate) == pytest.approx(16_000 / rate)
    with wave.open(str(path)) as reader:
        assert reader.getframerate() == rate


@pytest.mark.parametrize(("length", "frames"), [(0, 0), (20, 0), (44, 0), (45, 0), (147, 51)])
def test_what_is_cut_off_ends_at_a_whole_sample(tmp_path: Path, length: int, frames: int) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(1.0))
    os.truncate(path, length)
    mend(path)
    with wave.open(str(path)) as reader:
        assert len(reader.readframes(10**6)) == 2 * frames


def test_a_right_header_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(1.0))
    os.utime(path, (1, 1))
    mend(path)
    assert path.stat().st_mtime == 1


def stereo(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.full((96_000, 2), 1000, "<i2").tobytes())


def deeper(path: Path) -> None:
    soundfile.write(path, tone(2.0), 16_000, subtype="PCM_24")


def packed(path: Path) -> None:
    soundfile.write(path, tone(2.0), 16_000, format="FLAC")


def tagged_behind(path: Path) -> None:
    audio.write_wav(path, tone(2.0))
    file = bytearray(path.read_bytes()) + b"LIST\x0c\0\0\0INFOISFT\0\0\0\0"
    struct.pack_into("<I", file, 4, len(file) - 8)
    path.write_bytes(file)


def tagged_before(path: Path) -> None:
    audio.write_wav(path, tone(2.0))
    file = bytearray(path.read_bytes())
    file[36:36] = b"LIST\x0c\0\0\0INFOISFT\0\0\0\0"
    struct.pack_into("<I", file, 4, len(file) - 8)
    path.write_bytes(file)


@pytest.mark.parametrize("write", [stereo, deeper, packed, tagged_behind, tagged_before])
def test_a_file_of_another_form_is_left_alone(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    """Somebody edited it: not a byte changes, and its length is what a reader says."""
    path = tmp_path / "a.wav"
    write(path)
    before = path.read_bytes()
    path.chmod(0o400)
    assert mend(path) == 2.0
    assert path.read_bytes() == before


@pytest.mark.parametrize("mark", [b"fLaC", b"FORM", b"RF64"])
def test_a_file_of_another_form_that_cannot_be_read_is_left_alone(
    tmp_path: Path, mark: bytes
) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(mark + bytes(20_000))
    with pytest.raises(AudioFileError):
        mend(path)
    assert path.read_bytes() == mark + bytes(20_000)


def test_a_disk_that_takes_only_a_part_leaves_a_whole_file(tmp_path: Path) -> None:
    """The header says what is there, to the sample."""
    path = tmp_path / "a.wav"
    file = GrowingWav(path, 16_000)
    file.write(np.ones(1000, np.int16))
    write = file._raw.write

    class Full:
        """333 bytes fit."""

        left = 333

        def __getattr__(self, name: str) -> object:
            return getattr(raw, name)

        def write(self, data: memoryview) -> int:
            if raw.tell() == 0:
                return write(data)
            if not self.left:
                raise OSError(28, "No space left on device")
            taken = write(data[: self.left])
            self.left -= taken
            return taken

    raw = file._raw
    file._raw = Full()  # type: ignore[assignment]
    with pytest.raises(OSError, match="No space"):
        file.write(np.full(1000, 2, np.int16))
    file.close()
    with wave.open(str(path)) as reader:
        sound = np.frombuffer(reader.readframes(10**6), "<i2")
        assert reader.getnframes() == len(sound) == 1166
    assert sound.tolist() == [1] * 1000 + [2] * 166


# -- finished ------------------------------------------------------------------------------


def test_it_enters_the_history_as_if_it_had_ended(history: History, spoken: Samples) -> None:
    """The same id, question, session and pack; it says that it broke off."""
    place = left(history, spoken)
    [one] = history.unfinished()
    answer = recovery.finish(one, examiner(), history)
    assert (answer.id, answer.language) == (place.id, "en")
    assert answer.question is not None
    assert answer.question.text == ASKED.text
    assert answer.structure is not None
    assert answer.transcript.text == TEXT
    assert "ended_early" in [note.code for note in answer.notes]
    assert answer.source is None
    [kept] = history.answers(session_id="s-1")
    assert json.loads(to_json(kept)) == json.loads(to_json(answer))
    assert history.unfinished() == []
    assert place.wav.exists()
    assert not place.part.exists()
    with contextlib.closing(sqlite3.connect(history.folder / "history.db")) as db:
        assert db.execute("SELECT pack FROM session").fetchall() == [("p-1",)]


def test_one_that_was_recorded_to_its_end_did_not_break_off(
    history: History, spoken: Samples
) -> None:
    left(history, spoken, part=False)
    [one] = history.unfinished()
    answer = recovery.finish(one, examiner(), history)
    assert "ended_early" not in [note.code for note in answer.notes]


@pytest.mark.parametrize(("noted", "known"), [(0.25, True), (-1.0, False), ("x", False)])
def test_the_thinking_time_is_known_where_it_was_written_down(
    history: History, spoken: Samples, noted: object, *, known: bool
) -> None:
    """From the end of the question to the first word."""
    place = left(history, spoken)
    history.note(place.folder, lead_s=noted)
    [one] = history.unfinished()
    span = recovery.finish(one, examiner(), history).span
    assert span.start_s is not None
    assert span.latency_s == (pytest.approx(span.start_s + 0.25) if known else None)


def test_a_follow_up_goes_on_from_the_answer_before_it(history: History, spoken: Samples) -> None:
    first = left(history, spoken)
    [one] = history.unfinished()
    recovery.finish(one, examiner(), history)
    place = history.new_place("en", ASKED, "s-1", follows=[first.id, "2026-01-01T00-00-00-0000"])
    audio.write_wav(place.part, spoken)
    [one] = history.unfinished()
    assert recovery.finish(one, examiner(), history).follows == first.id


def test_a_recognizer_that_fails_leaves_it_to_be_asked_about_again(
    history: History, spoken: Samples
) -> None:
    class Failing(FakeTranscriber):
        def transcribe(
            self, sound: Samples, activity: Activity, language: LanguageCode
        ) -> Transcript:
            raise TranscribeError("broken")

    place = left(history, spoken)
    [one] = history.unfinished()
    with pytest.raises(TranscribeError):
        recovery.finish(one, replace(examiner(), transcriber=Failing([""])), history)
    assert [other.wav for other in history.unfinished()] == [place.wav]


# -- asked about ---------------------------------------------------------------------------


class Hands:
    """Somebody at a terminal who presses these keys."""

    def __init__(self, keys: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = list(keys)
        monkeypatch.setattr(unfinished, "interactive", lambda: True)
        monkeypatch.setattr(Keys, "pressed", lambda _keys, _timeout: self.left.pop(0))


def offered(history: History, **named: bool) -> bool:
    options = {"as_json": True, "quiet": False} | named
    return unfinished.offer(history, examiner, default="en", **options)


def test_each_is_asked_about_once(
    history: History,
    spoken: Samples,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Analyzed, kept, discarded; x means nothing; the next start asks nothing."""
    analyzed, kept, discarded = (left(history, spoken) for _time in range(3))
    order = sorted([analyzed, kept, discarded], key=lambda one: one.id)
    hands = Hands(["x", "a", "enter", "k", "d"], monkeypatch)
    assert offered(history)
    assert hands.left == []
    out, err = capsys.readouterr()
    assert json.loads(out)["id"] == order[0].id
    assert "3 recordings were not analyzed" in err
    assert err.count("Tell me about a customer.") == 3
    assert [one.id for one in history.answers()] == [order[0].id]
    assert [(one.id, one.kept) for one in history.unfinished()] == [(order[1].id, True)]
    assert f"voicemock analyze {order[1].part} --lang en" in err
    assert not order[2].folder.exists()
    assert not offered(history)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("keys", "saved"), [("ke", 2), ("al", 1), ("e", 3), ("l", 0)])
def test_one_key_for_all_that_are_left(
    history: History,
    spoken: Samples,
    monkeypatch: pytest.MonkeyPatch,
    keys: str,
    saved: int,
) -> None:
    """All analyzed or all left as they are; nothing throws them all away."""
    for _time in range(3):
        left(history, spoken)
    pressed = [key for one in keys for key in ((one, "enter") if one == "a" else (one,))]
    hands = Hands(pressed, monkeypatch)
    offered(history)
    assert hands.left == []
    assert len(history.answers()) == saved
    assert len(history.unfinished()) == 3 - saved
    assert all(one.kept for one in history.unfinished())


def test_without_a_terminal_each_is_kept_and_named_in_a_line(
    history: History, spoken: Samples, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is decided: a person is asked at a later start."""
    places = [left(history, spoken) for _time in range(2)]
    assert not offered(history)
    out, err = capsys.readouterr()
    assert out == ""
    assert sorted(err.splitlines()) == sorted(
        f"Kept, but not analyzed yet: voicemock analyze {one.part} --lang en" for one in places
    )
    assert not any(one.kept for one in history.unfinished())
    offered(history, quiet=True)
    assert capsys.readouterr() == ("", "")


def test_what_holds_nothing_is_not_asked_about(
    history: History, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is removed, which is said."""
    place = left(history, silence(0.4))
    Hands([], monkeypatch)
    assert not offered(history)
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "held nothing" in err
    assert not place.folder.exists()
    assert not offered(history)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000])
@pytest.mark.parametrize(("length_s", "kept"), [(0.4, False), (0.6, True)])
def test_at_its_end_a_recording_is_judged_by_its_length_whatever_its_rate(
    history: History, rate: int, length_s: float, *, kept: bool
) -> None:
    """Half a second is something, in whatever number of bytes."""
    place = left(history, silence(0.1), part=False)
    audio.write_wav(place.wav, np.full(round(length_s * rate), 0.1, np.float32), rate)
    sitting = Session(
        examiner=examiner(), speaker=SilentSpeaker(), player=FakePlayer(), history=history,
        pack_id=None, unspoken=print,
    )  # fmt: skip
    path = sitting.keep(place)
    assert place.wav.exists() == kept
    assert path == (place.wav if kept else None)


def test_what_another_asks_about_is_left_to_it(
    history: History, spoken: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = history.hold(left(history, spoken))
    Hands([], monkeypatch)
    assert not offered(history)
    assert place.part.exists()


@pytest.mark.parametrize("key", ["a", "k", "d"])
def test_what_another_saved_meanwhile_is_not_asked_about(
    history: History, spoken: Samples, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """Two voicemocks found the same two; while this one asks about the first, that one analyzes both."""
    for _time in range(2):
        left(history, spoken, part=False)
    first, second = history.unfinished()
    other = History(history.folder)
    Hands([], monkeypatch)

    def pressed(_keys: Keys, _timeout: float | None) -> str:
        assert not other.answers()  # asked once
        recovery.finish(second, examiner(), other)
        return key if key != "a" else "k"

    monkeypatch.setattr(Keys, "pressed", pressed)
    offered(history)
    assert [one.id for one in other.answers()] == [second.id]
    assert (second.wav.parent / "answer.wav").exists()
    assert first.wav.exists() == (key != "d")


def test_what_was_saved_since_the_list_was_made_is_left_alone(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However short it is."""
    place = left(history, silence(0.4), part=False)
    found = history.unfinished()
    history.save(full_answer(place.id), session_id="s-1")
    monkeypatch.setattr(history, "unfinished", lambda: found)
    Hands([], monkeypatch)
    assert not offered(history)
    assert place.wav.exists()


def test_what_another_has_begun_with_since_is_not_named(
    history: History,
    spoken: Samples,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a terminal; the other asks about it."""
    place = left(history, spoken)
    found = history.unfinished()
    monkeypatch.setattr(history, "unfinished", lambda: found)
    place = history.hold(place)
    assert not offered(history)
    history.release(place)
    assert capsys.readouterr() == ("", "")
    assert not offered(history)
    assert "voicemock analyze" in capsys.readouterr().err


def test_in_a_folder_that_takes_no_changes_it_is_named(
    history: History,
    spoken: Samples,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing can be asked there: neither keeping nor discarding would be done."""
    place = left(history, spoken)
    Hands([], monkeypatch)
    monkeypatch.setattr(unfinished, "hold", lambda _folder: None)  # root may write anywhere
    assert not offered(history)
    out, err = capsys.readouterr()
    assert (out, err) == (
        "", f"Kept, but not analyzed yet: voicemock analyze {place.part} --lang en\n"
    )  # fmt: skip


def test_a_sidecar_that_says_nothing_is_no_hindrance(
    history: History, spoken: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No question, no session; the language is the interview's."""
    for text in ("", "[]", '{"language": "fr", "question": {"id": 3}, "follows": 1, "rate": "x"}'):
        place = left(history, spoken)
        (place.folder / "recording.json").write_text(text)
        Hands(["a", "enter"], monkeypatch)
        assert offered(history)
        assert history.get(place.id).question is None
        assert history.get(place.id).language == "en"


def test_links_and_pipes_are_no_recordings(history: History, tmp_path: Path) -> None:
    """Mending one would write into a file that is not ours, or wait for ever."""
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("mine")
    linked = history.new_place("en", ASKED, "s-1")
    linked.part.symlink_to(theirs)
    piped = history.new_place("en", ASKED, "s-1")
    os.mkfifo(piped.part)
    assert history.unfinished() == []
    assert theirs.read_text() == "mine"


def test_an_interrupted_interview_goes_on_behind_what_was_finished(
    history: History, spoken: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its next question was the one that is analyzed now; another interview is left alone."""
    plans.keep(history.folder, Plan("s-1", "en", "p-1", (OTHER, ASKED, OTHER), done=1))
    left(history, spoken)
    Hands(["a", "enter"], monkeypatch)
    offered(history)
    plan = plans.interrupted(history.folder)
    assert plan is not None
    assert plan.done == 2
    plans.keep(history.folder, replace(plan, session_id="s-2", done=1))
    left(history, spoken)
    Hands(["a", "enter"], monkeypatch)
    offered(history)
    plan = plans.interrupted(history.folder)
    assert plan is not None
    assert plan.done == 1


# -- analyzed later ------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recognizer that hears `TEXT` in everything."""
    monkeypatch.setattr(
        options, "examiner_for", lambda _settings, language, quiet: examiner(language)
    )


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("part", [True, False])
def test_analyze_saves_what_was_kept(
    history: History, spoken: Samples, capsys: pytest.CaptureFixture[str], *, part: bool
) -> None:
    """The same id, question and session, without --data-dir and --lang; after that it is a file."""
    place = left(history, spoken, part=part)
    history.note(place.folder, kept=True, language="zh")
    path = place.part if part else place.wav
    assert cli.run(["analyze", str(path), "--json", "--data-dir", str(history.folder.parent)]) == 0
    out, err = capsys.readouterr()
    shown = json.loads(out)
    assert (shown["id"], shown["source"], shown["language"]) == (place.id, str(path), "zh")
    assert shown["question"]["text"] == ASKED.text
    assert f"saved as {place.id}" in err
    [kept] = history.answers(session_id="s-1")
    assert (kept.id, kept.source) == (place.id, None)
    assert history.unfinished() == []
    assert not in_use(place.folder)
    assert cli.run(["analyze", str(place.wav), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["id"] != place.id
    assert "saved" not in err
    assert len(history.answers()) == 1


@pytest.mark.usefixtures("heard")
def test_analyze_takes_the_language_and_the_question_it_is_given(
    history: History, spoken: Samples, capsys: pytest.CaptureFixture[str]
) -> None:
    place = left(history, spoken, question=None)
    asked = ["--lang", "zh", "--question", "zh-intro-1"]
    assert cli.run(["analyze", str(place.part), *asked, "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    [kept] = history.answers()
    assert kept.language == "zh"
    assert kept.question is not None
    assert kept.question.id == "zh-intro-1"


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("kind", ["elsewhere", "held", "another's", "no id"])
def test_analyze_saves_no_other_recording(
    history: History,
    spoken: Samples,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    """A copy, what is worked on, one in a folder that only looks like an answer's."""
    place = left(history, spoken, part=False)
    path = place.wav
    if kind == "elsewhere":
        path = tmp_path / "copy.wav"
        path.write_bytes(place.wav.read_bytes())
    elif kind == "held":
        place = history.hold(place)
    elif kind == "another's":
        path = tmp_path / "theirs" / "answers" / place.id / "answer.wav"
        path.parent.mkdir(parents=True)
        path.write_bytes(place.wav.read_bytes())
    else:
        path = place.folder.rename(place.folder.with_name("mine")) / "answer.wav"
    assert cli.run(["analyze", str(path), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["transcript"]["text"] == TEXT
    assert "saved" not in err
    assert history.answers() == []
    assert not (path.parent / "answer.json").exists()


@pytest.mark.usefixtures("heard")
def test_one_that_cannot_be_saved_costs_the_others_nothing(
    history: History, spoken: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = left(history, spoken)
    copy = tmp_path / "copy.wav"
    copy.write_bytes(place.part.read_bytes())
    place.wav.mkdir()
    assert cli.run(["analyze", str(place.part), str(copy), "--json"]) == 4
    out, err = capsys.readouterr()
    assert [json.loads(line)["source"] for line in out.splitlines()] == [str(copy)]
    assert len(err.splitlines()) == 1
    assert place.part.exists()


@pytest.mark.usefixtures("heard")
def test_what_another_saved_in_the_meantime_is_not_saved_again(
    history: History,
    spoken: Samples,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Between finding and holding it; the feedback is given all the same."""
    place = left(history, spoken, part=False)
    [one] = history.unfinished()

    def late(folder: Path) -> answer_lock.Hold | None:
        recovery.finish(one, examiner(), history)
        return hold(folder)

    monkeypatch.setattr(recovery, "hold", late)
    assert cli.run(["analyze", str(place.wav), "--json", "--lang", "zh"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["id"] != place.id
    assert "saved" not in err
    [kept] = history.answers()
    assert (kept.id, kept.language) == (place.id, "en")
