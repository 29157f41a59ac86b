"""How a question is put: in whose voice, again and slower, and what is made before it is asked."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from tests.test_interview import ASKED, OTHER, SCENE
from voicemock.assess.examiner import Examiner
from voicemock.content.packs import default_pack
from voicemock.history.store import History
from voicemock.interview import events
from voicemock.interview.events import Command, Live, Speaking
from voicemock.interview.follow_ups import possible
from voicemock.interview.front import Front, Manner
from voicemock.interview.runner import Interview
from voicemock.interview.session import utterance
from voicemock.speak import background
from voicemock.speak.base import Speech, Utterance
from voicemock.testing import (
    FakePlayer,
    FakeSources,
    FakeSpeaker,
    FakeTranscriber,
    ScriptedFront,
    joined,
    noise,
    silence,
)
from voicemock.values.codes import LanguageCode
from voicemock.values.interview import Cue, Plan, Question, Turn
from voicemock.values.sound import Samples


def held(front: Front, home: Path, sounds: list[Samples], *questions: Question) -> FakeSpeaker:
    """An interview, and who spoke in it."""
    speaker = FakeSpeaker()
    Interview(
        Plan("s", "en", "p", questions), Manner(follow_ups=False), front,
        examiner=Examiner(FakeTranscriber(["I like it."] * 9), "en", (120, 150)), speaker=speaker,
        player=FakePlayer(), sources=FakeSources(sounds), history=History(home),
    ).run()  # fmt: skip
    return speaker


def asked(speaker: FakeSpeaker, question: Question) -> list[bool]:
    """Each time that a question was spoken: whether slowly."""
    return [one.slower for one in speaker.spoken if one.text == question.text]


def test_while_it_sounds_a_question_is_begun_again_slower(tmp_path: Path) -> None:
    class Lost(ScriptedFront):
        times = 0

        def observe(self, live: Live) -> Command:
            if isinstance(live, Speaking):
                self.times += 1
                return Command.SLOWER if self.times <= 2 else Command.GO_ON
            return super().observe(live)

    front = Lost()
    assert asked(held(front, tmp_path, [noise(1.0)], OTHER), OTHER) == [False, True, True]
    assert front.names().count("SpeakingStarted") == 1
    assert len(History(tmp_path).answers()) == 1


def test_before_anything_was_said_a_question_is_asked_again_slower(tmp_path: Path) -> None:
    front = ScriptedFront([Command.SLOWER])
    speaker = held(front, tmp_path, [silence(1.0), noise(1.0)], OTHER)
    assert asked(speaker, OTHER) == [False, True]
    assert [one.slower for one in front.told if isinstance(one, events.StartedOver)] == [True]
    assert len(list((tmp_path / "answers").iterdir())) == 1


def test_an_answer_that_has_begun_is_not_thrown_away_for_it(tmp_path: Path) -> None:
    class Late(ScriptedFront):
        sent: ClassVar[list[Command]] = []

        def observe(self, live: Live) -> Command:
            if isinstance(live, events.Level) and live.spoken and Command.SLOWER not in self.sent:
                self.sent.append(Command.SLOWER)
                return Command.SLOWER
            return super().observe(live)

    front = Late(speak_s=3.0)
    speaker = held(front, tmp_path, [joined(silence(0.5), noise(3.0, 0.3)), silence(1.0)], OTHER)
    assert front.sent == [Command.SLOWER]
    assert asked(speaker, OTHER) == [False]
    assert "StartedOver" not in front.names()


def test_the_customer_of_a_role_play_speaks_in_the_mood_its_pack_says() -> None:
    angry = replace(SCENE, mood="angry")
    assert utterance(angry, "en") == Utterance(SCENE.text, "en", customer=True, mood="angry")
    assert utterance(OTHER, "zh", slower=True) == Utterance(OTHER.text, "zh", slower=True)


def test_all_that_may_be_asked_next_is_known_before_the_answer() -> None:
    cues = (Cue("no_number", "How many?"), Cue("always", "Why?"))
    question = Question("q", "What?", "tricky", follow_ups=cues)
    assert [one.text for one in possible(question, 0)] == ["How many?", "Why?"]
    assert possible(question, 2) == []  # two follow-ups were asked
    turn = Turn((Cue("no_apology", "No sorry?"), Cue("always", "Fine.", "calm")))
    scene = Question("r", "Hello!", "roleplay", turns=(turn,), mood="angry")
    assert [(one.text, one.mood) for one in possible(scene, 0)] == [
        ("No sorry?", "angry"),
        ("Fine.", "calm"),
    ]
    assert possible(scene, 1) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_customer_has_a_mood_and_is_calm_in_the_end(language: LanguageCode) -> None:
    scenes = [one for one in default_pack(language).questions if one.turns]
    assert len(scenes) >= 5
    for scene in scenes:
        assert scene.mood != "calm"
        assert scene.turns[-1].lines[-1].mood == "calm"


def test_what_may_be_asked_is_made_while_the_person_answers_the_likeliest_first(
    tmp_path: Path,
) -> None:
    """A sentinel at the end of the speaker's day says when all is made."""
    made = threading.Event()

    class Speaker(FakeSpeaker):
        def synthesize(self, utterance: Utterance) -> Speech | None:
            speech = super().synthesize(utterance)
            if utterance.text == OTHER.text:
                made.set()
            return speech

    class Waiting(ScriptedFront):
        def tell(self, event: events.Event) -> None:
            super().tell(event)
            if isinstance(event, events.Analyzing):
                assert made.wait(60)

    speaker = Speaker()
    Interview(
        Plan("s", "en", "p", (ASKED, OTHER)), Manner(follow_ups=False),
        Waiting([Command.FINISH, Command.LEAVE]),
        examiner=Examiner(FakeTranscriber(["I like it."] * 9), "en", (120, 150)), speaker=speaker,
        player=FakePlayer(), sources=FakeSources([noise(1.0)] * 2), history=History(tmp_path),
    ).run()  # fmt: skip
    assert speaker.said[:5] == [ASKED.text, *(cue.text for cue in ASKED.follow_ups), OTHER.text]


def test_what_is_not_wanted_any_more_is_not_made() -> None:
    speaker = FakeSpeaker()
    wanted = [Utterance(text, "en") for text in "abc"]
    background.make(speaker, wanted, lambda: len(speaker.said) == 2)
    assert speaker.said == ["a", "b"]


def test_a_thread_that_may_wait_is_of_low_priority_and_others_are_not() -> None:
    import os

    found: list[tuple[bool, int]] = []

    def look() -> None:
        before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        background.wait_for_others()
        after = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        found.append((background.may_wait(), after - before))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(60)
    [(waits, lower)] = found
    assert waits
    assert lower >= 0
    assert not background.may_wait()
    if os.getpriority(os.PRIO_PROCESS, 0) < 19:
        assert lower > 0
