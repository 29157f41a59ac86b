"""From finishing an answer until the one thing to do next is painted, beside the terminal."""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import material
from benchmarks.latency import spoken
from benchmarks.scene import ROOT, Scene, Seen
from benchmarks.scoring import median
from benchmarks.studio.stage import (
    PAINTED,
    QUESTIONS,
    Studio,
    Visit,
    browser_on,
    said,
    stage,
    until,
    written,
)
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Samples

SECONDS = (30, 60, 120, 300)
_AFTER_S = (0.1, 1.2)  # from the last word to Space


def measure(
    driver: Any, seconds: Sequence[int], languages: Sequence[LanguageCode], runs: int, seed: int
) -> None:
    """Print a row for each answer: the studio's wait, then the terminal's for the same sound."""
    draw = random.Random(seed)
    index = ROOT / material.GIVEN
    known = list(material.given(index, None) if index.is_file() else material.own(None))
    print("| | answer, s | painted after Space, s | terminal's feedback after Enter, s |")
    print("|---|---|---|---|")
    ours: list[float] = []
    theirs: list[float] = []
    for code, length_s, run in itertools.product(languages, seconds, range(runs)):
        cases = [case for case in known if case.language == code and case.truth.pauses]
        if not cases:
            continue
        sound, _said = spoken(cases, length_s, first=run)
        after_s = draw.uniform(*_AFTER_S)
        with stage() as play:
            ours.append(_studio(driver, play, sound, code, after_s))
        with stage() as play:
            theirs.append(_terminal(play, sound, code, after_s))
        print(f"| {code} | {length_s} | {ours[-1]:.2f} | {theirs[-1]:.2f} |", flush=True)
    print(
        f"\nStudio: median {median(ours):.2f} s, worst {max(ours):.2f} s; "
        f"terminal: median {median(theirs):.2f} s, worst {max(theirs):.2f} s (seed {seed}).\n"
    )


def _studio(
    driver: Any, play: Scene, sound: Samples, language: LanguageCode, after_s: float
) -> float:
    path = written(sound, play.folder / "answer.wav")
    studio = Studio(play)
    with browser_on(driver, play) as browser:
        visit = Visit(browser, studio.address, PAINTED)
        visit.begin(QUESTIONS[language])
        visit.speaking()
        _speak(play, path, after_s)
        visit.page.keyboard.press(" ")
        waited_ms = until(visit.page, "window.painted && window.painted - window.pressed")
        assert not visit.wrong, visit.wrong
    studio.end()
    return float(waited_ms) / 1000


def _terminal(play: Scene, sound: Samples, language: LanguageCode, after_s: float) -> float:
    path = written(sound, play.folder / "answer.wav")
    run = Seen(
        [sys.executable, "-m", "benchmarks.quick", "practice", "--lang", language,
         "--question", QUESTIONS[language]],
        {**play.env, "QUICK_WHISPER": "1"},
    )  # fmt: skip
    run.said("Speak now|请开始回答", 120)
    _speak(play, path, after_s)
    run.press("\r")
    entered_s = time.monotonic()
    shown_s, _hint = run.said("H: hear it", 240)
    run.press("q")
    run.end()
    return shown_s - entered_s


def _speak(play: Scene, path: Path, after_s: float) -> None:
    said(play, path).wait()
    time.sleep(after_s)
