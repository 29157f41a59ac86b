"""Thinking time against a recording of question and answer on one clock, beside the terminal."""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scene import Scene, Seen
from benchmarks.studio.stage import Studio, Visit, browser_on, figures, said, stage, written
from tests.e2e.test_practice_sound import end_s, onset_s
from voicemock.analyze.activity import detect
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.values.sound import SAMPLE_RATE, Samples

_THINKS_S = (0.7, 3.0)
_SAYS_S = 3.0
_TAIL_S = 0.6
"""The loudspeaker's recording is looked at for so long behind the moment at which one may speak."""


def measure(driver: Any, count: int, seed: int) -> None:
    """Print how far the thinking time of ``count`` answers was from what both recordings say."""
    draw = random.Random(seed)
    for name in ("studio", "terminal"):
        with stage() as play:
            found = _studio(driver, play, count, draw) if name == "studio" else _terminal(
                play, count, draw
            )  # fmt: skip
        off_ms = [1000 * one for one in found]
        inside = sum(abs(one) <= 50 for one in off_ms)
        print(
            f"{name}: {figures(off_ms, 'ms', 0)} too long; {inside} of {len(off_ms)} within 50 ms"
        )
    print(f"(seed {seed})\n", flush=True)


class _Clock:
    """The recordings of loudspeaker and room, tied to each other by a click."""

    def __init__(self, play: Scene) -> None:
        self._play = play
        self._apart_s = self._click()
        self._truths: list[float] = []
        self._voice = written(_voice(), play.folder / "voice.wav")

    def _click(self) -> float:
        """How much later than in the room's recording a moment stands in the loudspeaker's."""
        rig = self._play.rig
        before = [len(rig.heard(one)) / SAMPLE_RATE for one in ("speaker", "room")]
        rig.click()
        speaker, room = (
            onset_s(rig.heard(one), at_s)
            for one, at_s in zip(("speaker", "room"), before, strict=True)
        )
        return speaker - room

    def answer(self, think_s: float) -> None:
        """One may speak: think, speak, and note how long the recordings say was thought."""
        rig = self._play.rig
        from_s = len(rig.heard("room")) / SAMPLE_RATE
        time.sleep(_TAIL_S)
        question = rig.heard("speaker")[: round((from_s + self._apart_s + _TAIL_S) * SAMPLE_RATE)]
        time.sleep(max(0.0, think_s - _TAIL_S))
        said(self._play, self._voice).wait()
        time.sleep(0.3)
        room = rig.heard("room")
        [first, *_others] = detect(room[round(from_s * SAMPLE_RATE) :]).speech
        self._truths.append(from_s + first.start_s - (end_s(question) - self._apart_s))

    def errors(self, home: Path) -> list[float]:
        """By how much longer the saved thinking times are."""
        moved_s = self._click() - self._apart_s
        print(f"  the recordings moved {1000 * moved_s:.0f} ms against each other meanwhile")
        documents = sorted(home.glob("answers/*/answer.json"))
        spans = [json.loads(one.read_text(encoding="utf-8"))["span"] for one in documents]
        assert len(spans) == len(self._truths), (len(spans), len(self._truths))
        return [span["latency_s"] - true for span, true in zip(spans, self._truths, strict=True)]


def _voice() -> Samples:
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    start = round(detect(sound).speech[0].start_s * SAMPLE_RATE)
    return np.asarray(sound[start : start + round(_SAYS_S * SAMPLE_RATE)])


def _studio(driver: Any, play: Scene, count: int, draw: random.Random) -> list[float]:
    studio = Studio(play, hears=False)
    with browser_on(driver, play) as browser:
        visit = Visit(browser, studio.address)
        clock = _Clock(play)
        visit.page.locator(".ready .details select").select_option(str(count))
        visit.begin(more=False)
        for number in range(count):
            visit.speaking()
            clock.answer(draw.uniform(*_THINKS_S))
            visit.finish()
            if number < count - 1:
                visit.page.keyboard.press("Enter")
                visit.page.wait_for_selector(".listen")
        errors = clock.errors(play.home)
    studio.end()
    return errors


def _terminal(play: Scene, count: int, draw: random.Random) -> list[float]:
    clock = _Clock(play)
    run = Seen(
        [sys.executable, "-m", "benchmarks.quick", "practice", "--lang", "en", "--no-follow-ups",
         "--questions", str(count)],
        play.env,
    )  # fmt: skip
    for _number in range(count):
        run.said("Speak now", 120)
        clock.answer(draw.uniform(*_THINKS_S))
        run.press("\r")
        run.said("H: hear it", 120)
        run.press("\r")
    run.end()
    return clock.errors(play.home)
