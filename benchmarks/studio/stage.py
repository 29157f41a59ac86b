"""What each part of the measuring stands on: a sound server, a studio in a process of its own, a browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.scene import ROOT, Scene, scene
from tests.e2e.browser import FLAGS
from voicemock.audio import samples as audio
from voicemock.config import cache_dir
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Samples

WAIT_MS = 120_000
MIC_HZ = 48_000
QUESTIONS: dict[LanguageCode, str] = {"zh": "zh-intro-1", "en": "en-intro-1"}
PAINTED = """
window.pressed = window.painted = null;
addEventListener("keydown", (event) => {
  if (event.key === " ") { window.pressed = event.timeStamp; window.painted = null; }
}, true);
new MutationObserver(() => {
  if (window.pressed === null || window.painted !== null || !document.querySelector(".next-thing")) return;
  window.painted = 0;
  requestAnimationFrame(() => requestAnimationFrame((now) => { window.painted = now; }));
}).observe(document, {subtree: true, childList: true});
"""
"""Notes in the page when Space was pressed, and the frame behind the one that shows the one thing."""


class Studio:
    """``voicemock studio`` as a process; ``address`` opens it once.

    Args:
        play: its sound server and data folder.
        hears: whether the real recognizer listens; else a fixed sentence is heard at once.
        port: of an earlier one that it takes the place of.
        options: more of the command's.
        wrapped: what runs it.
    """

    def __init__(
        self,
        play: Scene,
        *options: str,
        hears: bool = True,
        port: int = 0,
        wrapped: tuple[str, ...] = (),
    ) -> None:
        self.play = play
        self.port = port or free_port()
        env = {**play.env, "QUICK_WHISPER": "1"} if hears else play.env
        self.log = play.folder / f"studio-{time.monotonic_ns()}.log"
        self.began_s = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*wrapped, sys.executable, "-m", "benchmarks.quick", "studio", "--no-open",
                 "--port", str(self.port), *options],
                env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        self.printed_s = time.monotonic()
        assert self.address, self.log.read_text()

    def end(self, number: int = signal.SIGTERM) -> None:
        """End it."""
        self.process.send_signal(number)
        self.process.wait(60)
        assert "Traceback" not in (told := self.log.read_text()), told


class Visit:
    """A page of the studio in a browser context of its own."""

    def __init__(self, browser: Any, address: str, script: str = "", **options: Any) -> None:
        options.setdefault("viewport", {"width": 1100, "height": 900})
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(WAIT_MS)
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        if script:
            self.context.add_init_script(script)
        self.page = self.opened(address)

    def opened(self, address: str) -> Any:
        """One more tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("websocket", lambda one: self.asked.append(one.url))
        page.goto(address)
        return page

    def begin(self, question: str | None = None, *, more: bool = True) -> None:
        """Start, one question or as it is suggested; ``more``: follow-ups, too."""
        page = self.page
        page.locator(".ready > .actions .primary").wait_for()
        if question is not None:
            page.locator(".switch label").nth(int(question.startswith("en"))).click()
            page.locator(".cards label").nth(2).click()
            page.locator(".details select").select_option(question)
        if not more:
            page.locator(".disclosures .disclosure").nth(2).locator("summary").click()
            page.locator(".disclosures .disclosure").nth(2).locator(".check").first.click()
        page.locator(".ready > .actions .primary").click()

    def speaking(self) -> None:
        """Until an answer is recorded."""
        self.page.wait_for_selector(".answer:not(.thinking):not(.analyzing) .time")

    def finish(self) -> None:
        """Say that it is done, until the feedback and what may follow are there."""
        self.page.keyboard.press(" ")
        self.page.wait_for_selector(".see .actions.bar .primary")


def until(page: Any, expression: str) -> Any:
    """Ask the page until something holds, and return it; its policy allows no code to wait there."""
    until_s = time.monotonic() + WAIT_MS / 1000
    while not (found := page.evaluate(expression)):
        assert time.monotonic() < until_s, expression
        time.sleep(0.02)
    return found


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def stage() -> Iterator[Scene]:
    """A sound server and an empty data folder, with the models and nothing that was spoken before."""
    with scene() as play:
        cache = play.folder / "cache"
        cache.mkdir()
        (cache / "models").symlink_to(cache_dir() / "models")
        yield play


@contextmanager
def browser_on(driver: Any, play: Scene, *flags: str) -> Iterator[Any]:
    """A browser whose microphone and loudspeaker are the scene's."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    heard = [one for one in FLAGS if one != "--mute-audio"]
    browser = driver.chromium.launch(
        executable_path=path, headless=False, env={**os.environ, **play.rig.env},
        ignore_default_args=["--mute-audio"],
        args=["--headless=new", "--use-fake-ui-for-media-stream", *heard, *flags],
    )  # fmt: skip
    try:
        yield browser
    finally:
        with suppress(Exception):  # it may be gone, as the sound server is
            browser.close()


@contextmanager
def driving() -> Iterator[Any]:
    """Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as found:
        yield found


def written(sound: Samples, path: Path) -> Path:
    """A sound as a file for the microphone."""
    soundfile.write(path, audio.resample(sound, SAMPLE_RATE, MIC_HZ), MIC_HZ)
    return path


def said(play: Scene, path: Path) -> subprocess.Popen[bytes]:
    """Speak a file into the microphone, without waiting."""
    process = subprocess.Popen(["paplay", "--device=room", str(path)], env=play.rig.env)
    play.rig.processes.append(process)
    return process


def figures(values: list[float], unit: str = "s", decimals: int = 3) -> str:
    """Median and range."""
    if not values:
        return "nothing measured"
    low, mid, high = np.percentile(values, [0, 50, 100])
    shape = f".{decimals}f"
    return f"median {mid:{shape}} {unit}, {low:{shape}} to {high:{shape}} ({len(values)})"
