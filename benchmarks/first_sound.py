"""How long one waits for the interviewer's voice, at the loudspeaker of a real sound server.

    python -m benchmarks.first_sound     (--runs N, --lang zh|en)

First question: from the microphone's first sample to the first sound, and from Enter on the command;
where nothing of it was kept, and where it was spoken before. Follow-up: from Enter behind the feedback,
after an answer of some twenty seconds. The program is the real one but for the recognizer, which hears
a sentence that wants a follow-up.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import numpy as np

from benchmarks import quick
from benchmarks.scene import ROOT, Scene, Seen, scene
from benchmarks.scoring import median
from voicemock.config import cache_dir
from voicemock.values.codes import LanguageCode

_QUESTIONS = {
    "zh": ("zh-intro-1", "zh-intro-2", "zh-behavioural-1", "zh-motivation-1"),
    "en": ("en-intro-1", "en-intro-2", "en-behavioural-1", "en-motivation-1"),
}
_ANSWERS = {
    "zh": "我在客服做过一些事情，都挺好的。",
    "en": "I did some things in customer service and they were fine.",
}
_ANSWER_S = 20.0
_LOUD = 300  # of 32767; the server's silence is zero
_ON_ITS_WAY_S = 0.03
"""From the loudspeaker to the file: what parec was asked for, and the poll."""


def onset(play: Scene, after_bytes: int, timeout_s: float = 60.0) -> float:
    """When the loudspeaker first sounds behind a place in what it has played, on the monotonic clock."""
    path = play.rig.folder / "speaker.raw"
    until = time.monotonic() + timeout_s
    at = after_bytes // 2 * 2
    while time.monotonic() < until:
        with path.open("rb") as file:
            file.seek(at)
            block = file.read()
        now = time.monotonic()
        loud = np.flatnonzero(np.abs(np.frombuffer(block[: len(block) // 2 * 2], "<i2")) > _LOUD)
        if len(loud):
            behind = len(block) // 2 - int(loud[0])
            return now - behind / 48_000 - _ON_ITS_WAY_S
        time.sleep(0.01)
    raise TimeoutError("nothing was heard")


def played(play: Scene) -> int:
    """Bytes that the loudspeaker has played."""
    return (play.rig.folder / "speaker.raw").stat().st_size


def once(play: Scene, question: str, language: LanguageCode) -> tuple[float, float, float | None]:
    """Seconds to the first question from the microphone and from the command, and to a follow-up."""
    counters = play.folder / "counters"
    quick.blank(counters)
    env = {**play.env, "QUICK_COUNTERS": str(counters), "QUICK_TEXT": _ANSWERS[language]}
    env.pop("VOICEMOCK_VOICE")
    play.spoken = ROOT / "samples" / f"answer.{language}.flac"
    began = time.monotonic()
    before = played(play)
    run = Seen(
        [sys.executable, "-m", "benchmarks.quick", "practice", "--lang", language,
         "--question", question],
        env,
    )  # fmt: skip
    heard = onset(play, before)
    run.said("Speak now|请开始回答", 60)
    ready = quick.counted(counters).first_at_s
    play.hum()
    time.sleep(_ANSWER_S)
    before = played(play)
    run.press("\r")
    follow_up = None
    _at, hint = run.said("Enter: (follow-up|finish)", 60)
    if "follow-up" in hint:
        before, entered = played(play), time.monotonic()
        run.press("\r")
        follow_up = onset(play, before) - entered
    run.press("q")
    time.sleep(0.5)
    run.press("q")
    run.terminal.close(force=True)
    subprocess.run(["pkill", "-f", f"paplay.*{play.folder}"], check=False)
    return heard - ready, heard - began, follow_up


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lang", choices=get_args(LanguageCode), help="one language alone")
    parser.add_argument("--questions", type=int, default=4, help="so many of them")
    parser.add_argument("--runs", type=int, default=2, help="times every question is asked")
    options = parser.parse_args()
    print(
        "| language | kept | first sound after the microphone, s | after the command, s | follow-up, s |"
    )
    print("|---|---|---|---|---|")
    for language in [options.lang] if options.lang else get_args(LanguageCode):
        for kept in (False, True):
            rows = []
            for question in _QUESTIONS[language][: options.questions] * options.runs:
                with scene() as play:
                    cache = Path(play.env["VOICEMOCK_CACHE"])
                    cache.mkdir(parents=True)
                    (cache / "models").symlink_to(cache_dir() / "models")
                    if kept:
                        _speak_before(play, question, language)
                    rows.append(once(play, question, language))
            cells = []
            for column in zip(*rows, strict=True):
                known = [one for one in column if one is not None]
                cells.append(
                    f"{median(known):.2f} (worst {max(known):.2f} of {len(known)})"
                    if known
                    else "-"
                )
            print(f"| {language} | {'yes' if kept else 'no'} | {' | '.join(cells)} |", flush=True)
    return 0


def _speak_before(play: Scene, question: str, language: LanguageCode) -> None:
    from voicemock.content.packs import default_pack, find

    text = find(default_pack(language), question).text
    env = {**play.env, "VOICEMOCK_VOICE": ""}
    subprocess.run(
        [sys.executable, "-m", "voicemock", "voices", "--lang", language, "--say", text,
         "-o", str(play.folder / "said.wav")],
        env=env, check=True, capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
