"""A saved answer put right: misheard words, hits that are none, and undoing both."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import say
from voicemock.assess import revision
from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.content import packs
from voicemock.errors import AudioFileError, InputError, NotFoundError, StoreError
from voicemock.files.atomic import write_whole
from voicemock.history.answer_lock import hold
from voicemock.history.store import History
from voicemock.i18n import speaking
from voicemock.publish.formats import FORMATS
from voicemock.testing import FakeTranscriber, joined, silence
from voicemock.values.answer import Answer
from voicemock.values.document import from_json, to_json
from voicemock.values.edits import Strike
from voicemock.values.interview import LanguageCode, Question

HEARD = {
    "en": "Um, when I was new a customer was very angry. My task was to calm her. So I chalked with "
    "her and I will you know let me help you, I said. As a result she came back twice.",
    "zh": "那时候我刚来，有位顾客很生气。我的任务是让她平静下来。于是我就，嗯，倾厅她的抱怨，然后说让我来帮您。"
    "结果她很满意，后来又来了两次。",
}
"""What the recognizer hears; the wrong words of the tests are in it."""
QUESTION: dict[LanguageCode, Question] = {
    code: packs.find(packs.default_pack(code), f"{code}-behavioural-1") for code in ("en", "zh")
}


def answered(
    home: Path, language: LanguageCode, text: str = "", *, job: tuple[str, ...] = ()
) -> tuple[History, Answer]:
    """An answer in a history, its recording beside it."""
    history = History(home)
    question = QUESTION[language]
    place = history.new_place(language, question, "2026-11-22T10-31-07-0000", job=job)
    spoken = say("When I was new a customer was angry and I listened to her. " * 2)
    audio.write_wav(place.wav, joined(silence(0.5), spoken, silence(0.8), spoken, silence(0.5)))
    examiner = Examiner(FakeTranscriber([text or HEARD[language]]), language, (120, 150), job=job)
    answer = examiner.examine(audio.read(place.wav), question, place.id)
    history.save(answer, session_id="2026-11-22T10-31-07-0000")
    return history, history.get(place.id)


def word(answer: Answer, text: str) -> int:
    """The number of the first word of a text in the transcript."""
    at = answer.transcript.text.index(text)
    return next(number for number, one in enumerate(answer.transcript.words) if one.at >= at)


def corrected(history: History, answer: Answer, wrong: str, right: str) -> Answer:
    first = word(answer, wrong)
    count = len(answer.transcript.words_in(*_span(answer, wrong)))
    seen = revision.version(answer)
    return revision.put_right(history, answer.id, first, first + count, right, seen=seen)


def _span(answer: Answer, text: str) -> tuple[int, int]:
    at = answer.transcript.text.index(text)
    return at, at + len(text)


def struck(history: History, answer: Answer, kind: str, name: str) -> Answer:
    hit = next(one for one in revision.hits(answer) if (one.kind, one.id) == (kind, name))
    return revision.strike(history, answer.id, hit, seen=revision.version(answer))


def document(history: History, answer: Answer) -> bytes:
    return (history.folder / "answers" / answer.id / "answer.json").read_bytes()


def test_words_put_right_are_measured_as_if_they_had_been_heard(tmp_path: Path) -> None:
    """English: a phrase appears, a filler goes, the units change, and with them the pace."""
    history, answer = answered(tmp_path, "en")
    assert "um" in [one.heard.lower() for one in answer.fillers.items if one.by != "sound"]  # type: ignore[union-attr]
    now = corrected(history, answer, "Um, when", "When")
    now = corrected(history, now, "chalked with", "listened carefully to")
    now = corrected(history, now, "you know", "")
    right = "When I was new a customer was very angry. My task was to calm her. So I listened carefully to "
    right += "her and I will let me help you, I said. As a result she came back twice."
    assert now.transcript.text == right
    _history, other = answered(tmp_path / "other", "en", right)
    assert now.phrases.positive == other.phrases.positive
    assert [one.id for one in now.phrases.items] == [one.id for one in other.phrases.items]
    assert now.pace.units_spoken == other.pace.units_spoken == answer.pace.units_spoken - 2  # type: ignore[operator]
    assert now.pace.value == pytest.approx(other.pace.value, rel=0.001)
    assert now.pace.articulation == pytest.approx(other.pace.articulation, rel=0.001)
    written = [
        [one.heard for one in each.fillers.items if one.by == "transcript"]  # type: ignore[union-attr]
        for each in (now, other)
    ]
    assert written[0] == written[1]
    steps = [[one.found for one in each.structure.steps] for each in (now, other)]  # type: ignore[union-attr]
    assert steps[0] == steps[1]
    assert (now.span, now.voice, now.recording) == (answer.span, answer.voice, answer.recording)


def test_mandarin_put_right(tmp_path: Path) -> None:
    """Two characters at once; the text has no gap where one is deleted."""
    history, answer = answered(tmp_path, "zh")
    assert "listening" not in str(answer.structure)
    now = corrected(history, answer, "倾厅", "倾听")
    assert [(one.text, one.heard) for one in now.transcript.words if one.heard is not None] == [
        ("听", "厅")
    ]
    now = corrected(history, now, "嗯", "")
    assert "于是我就，倾听她的抱怨" in now.transcript.text
    before, after = ([one.heard for one in each.fillers.items] for each in (answer, now))  # type: ignore[union-attr]
    assert "嗯" in before
    assert "嗯" not in after
    assert now.pace.units_spoken == answer.pace.units_spoken - 1  # type: ignore[operator]
    assert now.pauses.count == answer.pauses.count
    for each in now.transcript.words:
        assert now.transcript.text[each.at :].startswith(each.text)


@pytest.mark.parametrize(
    ("wrong", "right", "heard"),
    [
        ("chalked with", "talked to", ["chalked", "with"]),
        ("chalked with her", "called her", ["chalked with"]),  # two words become one
        ("chalked", "sat down and talked", ["chalked", "", "", ""]),  # and one several
        ("chalked with her", "chalked with my her", [""]),  # what stays keeps its time
    ],
)
def test_words_become_others(tmp_path: Path, wrong: str, right: str, heard: list[str]) -> None:
    history, answer = answered(tmp_path, "en")
    now = corrected(history, answer, wrong, right)
    assert right in now.transcript.text
    assert [one.heard for one in now.transcript.words if one.heard is not None] == heard
    times = [(one.start_s, one.end_s) for one in now.transcript.words]
    assert times == sorted(times)
    speech = [(one.start_s, one.end_s) for one in now.pauses.items]
    for start_s, end_s in speech:
        middles = [(a + b) / 2 for a, b in times]
        assert not [one for one in middles if start_s + 0.01 < one < end_s - 0.01]
    others = {one.text: (one.start_s, one.end_s) for one in answer.transcript.words}
    for each in now.transcript.words:
        if each.heard is None and each.text in ("customer", "task", "twice"):
            assert (each.start_s, each.end_s) == others[each.text]


def test_a_corrected_word_can_be_corrected_again(tmp_path: Path) -> None:
    """Each from what stands there now; what was heard first stays known."""
    history, answer = answered(tmp_path, "en")
    now = corrected(history, answer, "chalked with", "sat down beside")
    now = corrected(history, now, "down", "")
    now = corrected(history, now, "beside", "next to")
    assert "So I sat next to her" in now.transcript.text
    assert "chalked with" in "".join(one.heard or "" for one in now.transcript.words)
    now = corrected(history, now, "sat next to", "chalked with")
    assert now.transcript == answer.transcript


def test_a_hit_that_is_none_is_struck(tmp_path: Path) -> None:
    """A phrase, a filler and a step: counts, rates and what is to be added change."""
    history, answer = answered(tmp_path, "en")
    now = struck(history, answer, "phrase", "let-me-help")
    assert now.phrases.positive == answer.phrases.positive - 1  # type: ignore[operator]
    filler = next(one for one in answer.fillers.items if one.heard == "Um")  # type: ignore[union-attr]
    now = struck(history, now, "filler", filler.heard)
    assert now.fillers.count == answer.fillers.count - 1  # type: ignore[union-attr, operator]
    assert now.fillers.per_min < answer.fillers.per_min  # type: ignore[union-attr, operator]
    step = next(one for one in answer.structure.steps if one.id == "result")  # type: ignore[union-attr]
    assert step.found
    for _place in step.items:
        now = struck(history, now, "step", "result")
    step = next(one for one in now.structure.steps if one.id == "result")  # type: ignore[union-attr]
    assert not step.found
    assert step.add
    assert now.transcript == answer.transcript
    assert now.pace == replace(answer.pace, value=now.pace.value, articulation=now.pace.articulation,
                               curve=now.pace.curve)  # fmt: skip
    assert now.pace.value == pytest.approx(answer.pace.value, rel=0.001)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_undone_it_is_as_it_was_to_the_byte(tmp_path: Path, language: LanguageCode) -> None:
    """One by one, the last first, each state comes back; at last nothing is left of it all."""
    history, answer = answered(tmp_path, language)
    folder = history.folder / "answers" / answer.id
    files = sorted(one.name for one in folder.iterdir())
    wrong, right = {"en": ("chalked", "listened"), "zh": ("倾厅", "倾听")}[language]
    states, now = [document(history, answer)], answer
    steps: list[Callable[[], Answer]] = [
        lambda: corrected(history, now, wrong, right),
        lambda: struck(history, now, "phrase", now.phrases.items[0].id),
        lambda: corrected(history, now, right, ""),
    ]
    for step in steps:
        now = step()
        states.append(document(history, now))
        assert from_json(states[-1].decode()) == replace(
            now, recording=from_json(states[-1].decode()).recording
        )
    assert len(set(states)) == 4
    for before in reversed(states[:-1]):
        now = revision.undo(history, now.id, seen=revision.version(now))
        assert document(history, now) == before
    assert now == answer
    assert sorted(one.name for one in folder.iterdir()) == files
    with pytest.raises(InputError, match="nothing to undo"):
        revision.undo(history, now.id, seen=revision.version(now))


def test_any_change_can_be_taken_back(tmp_path: Path) -> None:
    """Not only the last one."""
    history, answer = answered(tmp_path, "en")
    now = struck(history, answer, "phrase", "let-me-help")
    now = corrected(history, now, "chalked", "talked")
    now = revision.undo(history, now.id, 0, seen=revision.version(now))
    assert now.phrases.positive == answer.phrases.positive
    assert "talked" in now.transcript.text


def test_the_document_says_what_was_put_right(tmp_path: Path) -> None:
    """`heard` stands beside a word that was put right and beside no other; a note says it, too."""
    history, answer = answered(tmp_path, "en")
    now = struck(history, corrected(history, answer, "chalked", "talked"), "phrase", "let-me-help")
    told = json.loads(document(history, now))
    assert [one for one in told["transcript"]["words"] if "heard" in one] == [
        {**one, "heard": "chalked", "text": "talked", "probability": None}
        for one in told["transcript"]["words"]
        if one["text"] == "talked"
    ]
    assert [one["kind"] for one in told["edits"]] == ["words", "phrase"]
    assert '"heard"' not in to_json(answer).partition("pace")[0]
    assert json.loads(to_json(answer))["edits"] == []
    with speaking("zh"):
        assert "由你更正" in str([one.text for one in now.notes])
    for name in ("html", "md", "text", "csv", "vtt", "srt", "textgrid", "json"):
        shown = FORMATS[name].write([now], history)
        assert "talked" in shown or name == "csv", name
        assert name in ("html", "json") or "chalked" not in shown, name
    assert "chalked" in FORMATS["html"].write([now], history)  # beside it, as what was heard


def test_the_history_counts_what_is_right_now(tmp_path: Path) -> None:
    """Another History of the same folder, as of another program, sees it at once."""
    history, answer = answered(tmp_path, "en")
    now = corrected(history, answer, "chalked with her and", "")
    [pace] = History(tmp_path).paces("en")
    assert pace == pytest.approx(now.pace.value, abs=0.1)
    assert History(tmp_path).get(answer.id) == now
    # a longer document leaves a free page behind, which the check takes away
    assert {one.code for one in History(tmp_path).check()} <= {"traces"}
    (tmp_path / "history.db").unlink()  # made again from the folders
    assert History(tmp_path).get(answer.id) == now


def test_words_of_the_advert_are_listened_for_in_what_was_put_right(tmp_path: Path) -> None:
    history, answer = answered(tmp_path, "en", job=("listening", "patience"))
    now = corrected(history, answer, "chalked with", "with patience calmed")
    assert [one.word for one in now.structure.words if one.kind == "job"] == ["patience"]  # type: ignore[union-attr]


def test_a_change_to_what_is_not_there_any_more_is_refused(tmp_path: Path) -> None:
    """Somebody put it right elsewhere since; of two at once one is told so, and none is lost."""
    history, answer = answered(tmp_path, "en")
    seen = revision.version(answer)
    corrected(history, answer, "chalked", "talked")
    with pytest.raises(revision.ChangedError):
        revision.put_right(history, answer.id, 0, 1, "", seen=seen)
    with pytest.raises(revision.ChangedError):
        revision.undo(history, answer.id, seen=seen)
    now = history.get(answer.id)
    seen, results = revision.version(now), list[object]()

    def change(first: int) -> None:
        try:
            results.append(revision.put_right(history, now.id, first, first + 1, "well", seen=seen))
        except revision.ChangedError as error:
            results.append(error)

    threads = [threading.Thread(target=change, args=(first,)) for first in (1, 3, 5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(isinstance(one, Answer) for one in results) == [False, False, True]
    assert len(history.get(answer.id).edits) == 2


def test_what_cannot_be_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    history, answer = answered(tmp_path, "en")
    before, seen = document(history, answer), revision.version(answer)
    count = len(answer.transcript.words)
    for first, last in ((-1, 1), (0, 0), (3, 2), (0, count + 1)):
        with pytest.raises(InputError):
            revision.put_right(history, answer.id, first, last, "yes", seen=seen)
    with pytest.raises(InputError, match="200"):
        revision.put_right(history, answer.id, 0, 1, "x" * 201, seen=seen)
    with pytest.raises(InputError, match="say so much"):
        now = answer
        for _time in range(40):
            now = revision.put_right(history, now.id, 0, 1, "go " * 66, seen=revision.version(now))
    while now.edits:
        now = revision.undo(history, now.id, seen=revision.version(now))
    with pytest.raises(InputError):
        revision.strike(history, answer.id, Strike("phrase", "nothing", "", 0, 9), seen=seen)
    with pytest.raises(NotFoundError):
        revision.undo(history, "2001-01-01T00-00-00-0000", seen=seen)
    assert document(history, answer) == before


def test_what_is_typed_is_cleaned(tmp_path: Path) -> None:
    """No line breaks, no letters that turn the direction; traditional characters as all others."""
    history, answer = answered(tmp_path, "zh")
    now = corrected(history, answer, "倾厅", "\u202e傾聽\n\x00")
    assert "倾听她的抱怨" in now.transcript.text
    assert "\u202e" not in to_json(now)
    now = corrected(history, now, "倾听", "……")  # nothing that is spoken
    assert "倾听" not in now.transcript.text


def test_without_its_recording_or_place_it_stays_as_it_is(tmp_path: Path) -> None:
    history, answer = answered(tmp_path, "en")
    folder = history.folder / "answers" / answer.id
    seen, before = revision.version(answer), document(history, answer)
    held = hold(folder)
    assert held is not None
    with pytest.raises(StoreError, match="another program"):
        revision.put_right(history, answer.id, 0, 1, "", seen=seen)
    held.release()
    (folder / "answer.wav").rename(folder / "away.wav")
    with pytest.raises(AudioFileError):
        revision.put_right(history, answer.id, 0, 1, "", seen=seen)
    (folder / "away.wav").rename(folder / "answer.wav")
    assert document(history, answer) == before
    now = revision.put_right(history, answer.id, 0, 1, "", seen=seen)
    (folder / "original.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError):
        revision.undo(history, answer.id, seen=revision.version(now))
    assert history.get(answer.id) == now


def test_a_disk_that_is_full_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, answer = answered(tmp_path, "en")
    before, folder = document(history, answer), history.folder / "answers" / answer.id
    for refused in ("original.json", "answer.json"):

        def full(path: Path, text: str, refused: str = refused) -> None:
            if path.name == refused:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            write_whole(path, text)

        monkeypatch.setattr("voicemock.history.revision.write_whole", full)
        with pytest.raises(StoreError, match="could not be changed"):
            corrected(history, answer, "chalked", "talked")
        assert document(history, answer) == before
        assert history.get(answer.id) == answer
    monkeypatch.setattr("voicemock.history.revision.write_whole", write_whole)
    now = corrected(history, answer, "chalked", "talked")
    assert revision.undo(history, now.id, seen=revision.version(now)) == answer
    assert not (folder / "original.json").exists()


def test_forgotten_with_its_original(tmp_path: Path) -> None:
    history, answer = answered(tmp_path, "en")
    now = corrected(history, answer, "chalked", "talked")
    folder = history.folder / "answers" / now.id
    assert (folder / "original.json").exists()
    history.forget([now.id])
    assert not folder.exists()


def followed(history: History, first: Answer, text: str) -> Answer:
    """An answer to a follow-up of the first one."""
    session = "2026-11-22T10-31-07-0000"
    place = history.new_place("en", QUESTION["en"], session, follows=[first.id])
    audio.write_wav(place.wav, joined(silence(0.5), say("Then I called her back."), silence(0.5)))
    examiner = Examiner(FakeTranscriber([text]), "en", (120, 150))
    answer = examiner.examine(audio.read(place.wav), QUESTION["en"], place.id, [first])
    history.save(answer, session_id=session)
    return history.get(place.id)


def said_before(answer: Answer) -> list[str]:
    assert answer.structure is not None
    return [one.id for one in answer.structure.steps if one.earlier]


def test_a_follow_up_knows_what_was_put_right_before_it(tmp_path: Path) -> None:
    """A step that was misheard in the first answer is not asked for again; undone, all is as it was."""
    misheard = HEARD["en"].replace("As a result she came", "She comb")
    history, first = answered(tmp_path, "en", misheard)
    second = followed(history, first, "Then I called her back, um.")
    third = followed(history, first, "She had a dog.")
    before = [document(history, one) for one in (second, third)]
    assert "result" not in said_before(second)
    now = corrected(history, first, "She comb", "As a result she came")
    assert [one.id for one in revision.go_on(history, first.id)] == [second.id, third.id]
    assert revision.go_on(history, first.id) == []
    assert "result" in said_before(history.get(second.id))
    assert revision.version(history.get(second.id)) != revision.version(second)
    struck(history, history.get(second.id), "filler", "um")
    seen = revision.version(history.get(second.id))
    back = revision.undo(history, second.id, seen=seen)  # which begins with what it was first
    assert "result" in said_before(back)
    revision.undo(history, first.id, seen=revision.version(now))
    assert len(revision.go_on(history, first.id)) == 2
    after = [json.loads(document(history, one)) for one in (second, third)]
    assert after == [json.loads(one) for one in before]
