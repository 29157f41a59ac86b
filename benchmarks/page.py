"""How quick the page of a 10-minute answer is, in a real Chromium.

    python -m benchmarks.page [MINUTES]

Prints how long the page takes to make, its size, the time from DOM content loaded to the first
painted waveform (at most 1.5 s are wanted), and the longest task and the longest wait for a frame
while the waveform is scrubbed and while it plays (under 100 ms are wanted).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.e2e.browser import FLAGS
from tests.helpers import full_answer
from tests.pages import rendered
from voicemock.audio import samples as audio
from voicemock.values.answer import (
    Answer,
    Filler,
    Fillers,
    PacePoint,
    Pause,
    Pauses,
    PhraseHit,
    Phrases,
    SpanInfo,
    Transcript,
    Word,
)
from voicemock.values.sound import SAMPLE_RATE

_WATCH = """
window.tasks = []; window.painted = null;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) tasks.push(one.duration);
}).observe({type: "longtask", buffered: true});
document.addEventListener("DOMContentLoaded", () => {
  const loaded = performance.now();
  const look = () => requestAnimationFrame(() => requestAnimationFrame(() => {
    const box = document.querySelector(".outline")?.getBoundingClientRect();
    if (box && box.width > 0) window.painted = [loaded, performance.now()]; else look();
  }));
  look();
});
"""
_FRAMES = """(milliseconds) => new Promise((resolve) => {
  let last = performance.now(), longest = 0;
  const end = last + milliseconds;
  const tick = (now) => {
    longest = Math.max(longest, now - last);
    last = now;
    if (now < end) requestAnimationFrame(tick); else resolve(longest);
  };
  requestAnimationFrame(tick);
})"""


def long_answer(folder: Path, minutes: float) -> Answer:
    """An answer with two words and a half a second, and a finding every four seconds."""
    rng = np.random.default_rng(0)
    seconds = round(minutes * 60)
    loud = np.repeat(rng.uniform(0, 0.6, seconds * 8), SAMPLE_RATE // 8)
    sound = (loud * rng.standard_normal(seconds * SAMPLE_RATE) * 0.4).clip(-1, 1)
    audio.write_wav(folder / "answer.wav", sound.astype(np.float32))
    text, words = "", []
    for at in range(int(seconds * 2.5)):
        words.append(Word("word", at * 0.4, at * 0.4 + 0.3, 0.9, len(text)))
        text += "word. " if at % 15 == 14 else "word "
    every = range(8, seconds - 8, 16)
    base = full_answer()
    return replace(
        base,
        language="en",
        recording=replace(
            base.recording, path=str(folder / "answer.wav"), duration_s=float(seconds)
        ),
        transcript=Transcript(text, "whisper", "base", tuple(words)),
        span=SpanInfo(0.5, seconds - 0.5, seconds * 0.8, 0.8, 1.0),
        pace=replace(
            base.pace,
            unit="words_per_min",
            natural=(120.0, 170.0),
            curve=tuple(
                PacePoint(float(at), 150 + 40 * float(np.sin(at / 9)))
                for at in range(5, seconds - 5)
            ),
        ),
        pauses=Pauses(
            len(every), 1.0, 1.0, 1.0, 0,
            tuple(Pause(at + 4.0, at + 5.2, "long", "boundary") for at in every),
        ),
        phrases=Phrases(
            len(every), 0,
            tuple(PhraseHit("i-can", "positive", "I can", at + 8.0, at + 8.7) for at in every),
        ),
        fillers=Fillers(
            len(every), 4.0, tuple(Filler("um", "both", at + 12.0, at + 12.3) for at in every)
        ),
    )  # fmt: skip


def main() -> None:
    """Print the figures."""
    from playwright.sync_api import sync_playwright

    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        answer = long_answer(folder, minutes)
        for label in ("made", "made again, peaks cached"):
            start = time.perf_counter()
            content = rendered([answer])
            print(f"{label}: {time.perf_counter() - start:.2f} s")
        path = folder / "page.html"
        path.write_text(content, encoding="utf-8")
        print(f"size: {path.stat().st_size / 1e6:.2f} MB for {minutes:g} minutes")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for _run in range(3):
            page = browser.new_page(viewport={"width": 1100, "height": 800})
            page.add_init_script(_WATCH)
            page.goto(path.as_uri())
            page.evaluate(
                "async () => { while (!window.painted) await new Promise(requestAnimationFrame); }"
            )
            loaded, painted = page.evaluate("window.painted")
            print(
                f"waveform painted {painted - loaded:.0f} ms after DOM content loaded "
                f"({painted:.0f} ms after opening)"
            )
            if _run < 2:
                page.close()
        box = page.locator(".wave").bounding_box()  # Playwright's own script is in the page now
        assert box is not None
        page.wait_for_timeout(1000)
        page.evaluate(f"tasks.length = 0; window.frames_ = ({_FRAMES})(3000); 0")
        page.mouse.move(box["x"] + 20, box["y"] + 50)
        page.mouse.down()
        for step in range(150):
            across = 20 + (box["width"] - 40) * abs((step % 60) - 30) / 30
            page.mouse.move(box["x"] + across, box["y"] + 50)
        page.mouse.up()
        _print(page, "scrubbing", page.evaluate("window.frames_"))
        page.evaluate(f"tasks.length = 0; window.frames_ = ({_FRAMES})(3000); 0")
        page.keyboard.press(" ")
        _print(page, "playing", page.evaluate("window.frames_"))
        browser.close()


def _print(page: object, what: str, longest: float) -> None:
    tasks = page.evaluate("tasks.splice(0)")  # type: ignore[attr-defined]
    worst = f"longest task {max(tasks):.0f} ms" if tasks else "no task over 50 ms"
    print(f"{what}: longest wait for a frame {longest:.0f} ms, {worst}")


if __name__ == "__main__":
    main()
