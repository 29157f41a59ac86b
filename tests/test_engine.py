"""Interviews without a terminal: a script is the face, and may be any other."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import say
from tests.test_interview import ASKED, NO_NUMBER, OTHER, SCENE
from voicemock import i18n
from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.errors import StoreError, TranscribeError, VoicemockError
from voicemock.history.resumable import interrupted, keep
from voicemock.history.store import History, new_id
from voicemock.interview import events
from voicemock.interview.events import Command, Decision
from voicemock.interview.front import Front, Manner
from voicemock.interview.runner import Interview
from voicemock.language.base import HAN
from voicemock.speak.base import Speech, Utterance
from voicemock.testing import FakePlayer, FakeSources, FakeSpeaker, FakeTranscriber, ScriptedFront
from voicemock.values.document import to_document
from voicemock.values.interview import LanguageCode, Plan
from voicemock.values.notes import Note
from voicemock.values.sound import SAMPLE_RATE, Samples


@pytest.fixture(scope="session")
def speech() -> Samples:
    return say(NO_NUMBER)


def engine(
    home: Path, plan: Plan, front: Front, texts: Sequence[str], sounds: Sequence[Samples | None]
) -> Interview:
    """An interview with fakes for all that is outside."""
    home.mkdir(exist_ok=True)
    return Interview(
        plan, Manner(), front, examiner=Examiner(FakeTranscriber(texts), "en", (120, 150)),
        speaker=FakeSpeaker(), player=FakePlayer(), sources=FakeSources(sounds),
        history=History(home),
    )  # fmt: skip


def test_a_script_holds_a_whole_interview(tmp_path: Path, speech: Samples) -> None:
    """Retake, start-over, follow-up, role play, a lost and found microphone, leaving, going on."""
    plan = Plan(new_id(), "en", "test", (OTHER, ASKED, SCENE, OTHER))
    front = ScriptedFront(
        [Command.FINISH, Command.RESTART, *[Command.FINISH] * 6, Command.LEAVE],
        [
            Decision.RETAKE, Decision.NEXT,  # the first question again, then on
            Decision.RETRY_DEVICE,  # the microphone is back
            Decision.NEXT, Decision.NEXT,  # to the follow-up, then on
            Decision.NEXT,  # the scene is over
        ],
    )  # fmt: skip
    sorry = "I am so sorry about that, madam."
    texts = ["I like it.", "I like it here.", NO_NUMBER, "Ten.", sorry, sorry, "I will."]
    sounds = [speech, speech, speech, None, *[speech] * 9]
    over = engine(tmp_path, plan, front, texts, sounds).run()
    asked = [one for one in front.told if isinstance(one, events.Asked)]
    assert [(one.question.text, one.role, one.aloud) for one in asked] == [
        (OTHER.text, "main", True), (OTHER.text, "main", False), (ASKED.text, "main", True),
        ("Can you put a number on it?", "follow_up", True), (SCENE.text, "main", True),
        ("Fine, and now?", "turn", True), ("So what will you do?", "turn", True),
        (OTHER.text, "main", True),
    ]  # fmt: skip
    assert [len(one.takes) for one in front.told if isinstance(one, events.Compared)] == [2]
    assert front.names().count("StartedOver") == front.names().count("DeviceLost") == 1
    assert front.told[-1] == over
    left = interrupted(tmp_path)
    assert left == over.plan
    assert left.left == (OTHER,)
    again = engine(tmp_path, left, ScriptedFront(), ["I like it."], [speech]).run()
    assert again.plan.left == ()
    assert len(History(tmp_path).answers(session_id=plan.session_id)) == len(over.answers) + 1 == 8


@pytest.mark.parametrize("when", ["asked", "recorded", "analyzed", "chosen", "without a device"])
def test_an_interview_is_left_without_a_signal(tmp_path: Path, speech: Samples, when: str) -> None:
    """From another thread, at any moment; what was recorded until then is kept, and told."""
    plan = Plan(new_id(), "en", "test", (OTHER, ASKED))
    at: dict[str, type] = {
        "asked": events.SpeakingStarted, "recorded": events.RecordingStarted,
        "analyzed": events.Analyzing, "chosen": events.Feedback, "without a device": events.Asked,
    }  # fmt: skip
    reached, left = threading.Event(), threading.Event()

    class Page(ScriptedFront):
        def tell(self, event: events.Event) -> None:
            super().tell(event)
            if isinstance(event, at[when]):
                reached.set()
                assert left.wait(60)

    front = Page()
    sounds = [None if when == "without a device" else speech]
    interview = engine(tmp_path, plan, front, ["I like it."], sounds)
    server = threading.Thread(target=interview.run)
    server.start()
    assert reached.wait(60)
    interview.leave()
    left.set()
    server.join(60)
    assert not server.is_alive()
    over = front.told[-1]
    assert isinstance(over, events.Over)
    assert (over.failed, over.device_lost, front.offers) == (False, False, [])
    assert len(over.answers) == (1 if when in ("analyzed", "chosen") else 0)
    assert len(History(tmp_path).unfinished()) == (1 if when == "recorded" else 0)
    assert front.names().count("RecordingKept") == (1 if when == "recorded" else 0)


def test_whoever_leaves_while_the_question_sounds_leaves_nothing(
    tmp_path: Path, speech: Samples
) -> None:
    class Gone(ScriptedFront):
        def observe(self, live: events.Live) -> Command:
            return Command.LEAVE if isinstance(live, events.Speaking) else Command.GO_ON

    front = Gone()
    engine(tmp_path, Plan("s", "en", "p", (OTHER,)), front, [""], [speech]).run()
    assert "RecordingStarted" not in front.names()
    assert list((tmp_path / "answers").iterdir()) == []


def test_one_interview_that_ends_leaves_another_to_go_on_with(tmp_path: Path) -> None:
    """Two at once, in one data folder."""
    other, mine = Plan("a", "en", "p", (OTHER, ASKED)), Plan("b", "en", "p", (OTHER, ASKED), done=2)
    keep(tmp_path, other)
    keep(tmp_path, mine)
    assert interrupted(tmp_path) == other


def test_a_front_that_breaks_costs_no_recording(tmp_path: Path, speech: Samples) -> None:
    """A page whose connection is gone, say: the error comes out, the sound is on the disk."""

    class Broken(ScriptedFront):
        def observe(self, live: events.Live) -> Command:
            if isinstance(live, events.Level) and live.started:
                raise ConnectionError("gone")
            return Command.GO_ON

    plan = Plan(new_id(), "en", "test", (OTHER,))
    with pytest.raises(ConnectionError):
        engine(tmp_path, plan, Broken(), [""], [speech]).run()
    assert len(History(tmp_path).unfinished()) == 1


@pytest.mark.parametrize("fails", ["recognizer", "disk"])
def test_what_fails_is_told_and_chosen_about(
    tmp_path: Path, speech: Samples, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """An answer that cannot be judged may be given again; one that cannot be saved is shown."""
    plan = Plan(new_id(), "en", "test", (OTHER,))
    front = ScriptedFront(decisions=[Decision.RETAKE])
    interview = engine(tmp_path, plan, front, ["I like it."], [speech] * 2)
    times = iter([True, False])

    def broken(real: Any, error: VoicemockError) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            if next(times):
                raise error
            return real(*given, **named)

        return call

    if fails == "recognizer":
        real = interview._examiner.transcriber
        monkeypatch.setattr(
            real, "transcribe", broken(real.transcribe, TranscribeError("broken")), raising=False
        )
    else:
        history = interview._history
        monkeypatch.setattr(history, "save", broken(history.save, StoreError("full")))
    over = interview.run()
    assert over.failed
    told = front.names()
    if fails == "recognizer":
        assert told[told.index("NotAnalyzed") + 1] == "RecordingKept"
        assert len(front.offers[0].answers) == 0
        assert len(over.answers) == 1
    else:
        assert told[told.index("NotSaved") + 1 :][:2] == ["Answered", "Feedback"]
        assert len(over.answers) == 2


def test_events_are_lines_of_json(tmp_path: Path, speech: Samples) -> None:
    """What a face in another process gets: names, fields, answers as they are published."""
    plan = Plan(new_id(), "en", "test", (ASKED,))
    front = ScriptedFront(decisions=[Decision.RETRY_DEVICE])
    over = engine(tmp_path, plan, front, [NO_NUMBER], [None, *[speech] * 4]).run()
    lines = [json.loads(events.to_json(one)) for one in [*front.told, *front.offers]]
    assert [one["event"] for one in lines] == [*front.names(), *["Offer"] * len(front.offers)]
    live = events.Level(1.0, -20.0, paused=False, started=True, spoken=True, quiet_s=0.0)
    [lost] = [one for one in lines if one["event"] == "DeviceLost"]
    assert all(json.loads(events.to_json(one)) for one in (live, events.Speaking(1.0)))
    stopped = events.RecordingStopped(Note("recording", "ended_early", values={"kind": "stopped"}))
    assert "stopped delivering" in json.loads(events.to_json(stopped))["trouble"]["text"]
    assert lost["error"] == {"error": "DeviceError", "text": "There is no microphone."}
    [first, *_others] = [one for one in lines if one["event"] == "Answered"]
    assert first["answer"] == to_document(over.answers[0])
    assert lines[-1]["decisions"] == [str(one) for one in front.offers[-1].decisions]


def test_two_engines_at_once_speak_two_languages(tmp_path: Path, speech: Samples) -> None:
    """One in Mandarin and one in English, in step, into one history: no word of the other's."""
    history, step = History(tmp_path), threading.Barrier(2, timeout=60)
    shown: dict[str, list[str]] = {"zh": [], "en": []}
    overs: dict[str, events.Over] = {}

    class Page(ScriptedFront):
        def __init__(self, language: LanguageCode) -> None:
            super().__init__()
            self.shown = shown[language]

        def tell(self, event: events.Event) -> None:
            super().tell(event)
            if isinstance(event, events.Asked | events.NotSpoken | events.Feedback):
                step.wait()  # so that each is between two words of the other
            match event:
                case events.NotSpoken(error):
                    self.shown.append(str(error))
                case events.Feedback(answers):
                    self.shown += [note.text for one in answers for note in one.notes]

    class Voiceless:
        def synthesize(self, utterance: Utterance) -> Speech:
            gone = tmp_path / "no such file.wav"
            return Speech(SAMPLE_RATE, (audio.decode(one)[0] for one in [gone]))

    def hold(language: LanguageCode, text: str) -> None:
        with i18n.speaking(language):
            overs[language] = Interview(
                Plan(new_id(), language, "test", (replace(OTHER, text=text),) * 3),
                Manner(), Page(language),
                examiner=Examiner(FakeTranscriber([text]), language, (120, 150)),
                speaker=Voiceless(), player=FakePlayer(), sources=FakeSources([speech[:48_000]] * 3),
                history=history,
            ).run()  # fmt: skip

    threads = [
        threading.Thread(target=hold, args=("zh", "为什么选择我们？")),
        threading.Thread(target=hold, args=("en", "Why us?")),
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    history.close()
    assert [len(overs[language].answers) for language in ("zh", "en")] == [3, 3]
    assert len(History(tmp_path).answers()) == 6
    assert len(shown["zh"]) == len(shown["en"]) > 3
    assert all(HAN.search(one) for one in shown["zh"])
    assert not any(HAN.search(one) for one in shown["en"])
