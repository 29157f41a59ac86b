"""What of an answer is missing after a closed tab, a reload, a kill, a microphone that is gone.

The microphone hears noise, of which no second is like another: so each piece of what was saved is
found in the sound server's own recording of the room.
"""

from __future__ import annotations

import json
import random
import re
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scene import Scene
from benchmarks.studio.stage import Studio, Visit, browser_on, figures, said, stage, written
from voicemock.audio import samples as audio
from voicemock.testing import noise
from voicemock.values.sound import SAMPLE_RATE, Samples

_ANSWER_S = (1.5, 6.0)  # of the answer until it happens
_SETTLED_S = 1.0  # for so long the file must not have grown until it is looked at
_AWAY_S = 24.0  # at most, until the page is opened again; after 20 s nobody waits for it any more
_WANTED_S = 0.5
_PIECE = SAMPLE_RATE // 4
_ALIKE = 0.6  # of a piece with the place it is of
_HEADER_BYTES = 44


@dataclass
class Case:
    """An answer that is being recorded."""

    play: Scene
    studio: Studio
    visit: Visit
    draw: random.Random
    folder: Path

    @property
    def document(self) -> dict[str, Any]:
        """The answer as it was saved in the end."""
        text = (self.folder / "answer.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found

    def goes_on(self) -> None:
        """The page offers the interview again."""
        self.visit.page.locator("dialog .primary").click()

    def sees(self) -> None:
        """The answer is finished, if it is not yet, and its feedback is there."""
        page = self.visit.page
        page.wait_for_selector(".answer:not(.analyzing) .time, .see .next-thing")
        if page.locator(".answer").count():
            page.wait_for_timeout(1000)  # until a key may end it
            page.keyboard.press(" ")
        page.wait_for_selector(".see .next-thing")


@dataclass
class Tally:
    """What was found: lists of seconds, and what was not as it should be."""

    missing_s: list[float] = field(default_factory=list)
    gaps_s: list[float] = field(default_factory=list)
    offered: int = 0
    wrong: list[str] = field(default_factory=list)


def _close(case: Case) -> None:
    case.visit.page.close()


def _after_closing(case: Case) -> None:
    time.sleep(case.draw.uniform(0, _AWAY_S))
    case.visit.page = case.visit.opened(f"http://127.0.0.1:{case.studio.port}/")
    case.goes_on()
    case.sees()


def _reload(case: Case) -> None:
    case.visit.page.evaluate("setTimeout(() => location.reload(), 0)")


def _after_reload(case: Case) -> None:
    case.goes_on()
    case.sees()


def _kill(case: Case) -> None:
    case.studio.process.send_signal(signal.SIGKILL)


def _after_kill(case: Case) -> None:
    case.studio.process.wait()
    case.studio = Studio(case.play, hears=False, port=case.studio.port)
    page = case.visit.page = case.visit.opened(case.studio.address)
    waiting = page.locator(".left-over .waiting", has_text=re.compile(r"0:0\d"))
    waiting.get_by_role("button").first.click()
    page.locator(".left-over .waiting a").click()
    page.wait_for_selector(".answered .next-thing")


def _unplug(case: Case) -> None:
    case.play.unplug()


def _after_unplugging(case: Case) -> None:
    page = case.visit.page
    page.wait_for_selector(".device, .see")
    page.locator("#leave").click()
    page.locator("dialog .button:not(.primary)").click()
    page.wait_for_selector(".over .answers .answer-link")


KINDS: dict[str, tuple[Callable[[Case], None], Callable[[Case], None]]] = {
    "tab closed": (_close, _after_closing),
    "page loaded again": (_reload, _after_reload),
    "server killed": (_kill, _after_kill),
    "microphone gone": (_unplug, _after_unplugging),
}
"""What happens, and how a person goes on from there; it raises where that is not offered."""


def measure(driver: Any, kinds: list[str], count: int, seed: int) -> None:
    """Print what is missing, of ``count`` answers for each kind."""
    print(
        f"| {count} times each, seed {seed} | missing at the end | in the middle, at most | offered |"
    )
    print("|---|---|---|---|")
    for kind in kinds:
        draw = random.Random(f"{seed} {kind}")
        tally = Tally()
        for number in range(count):
            _one(driver, kind, number, draw, tally)
        gap_s = max(tally.gaps_s, default=float("nan"))
        within = sum(one <= _WANTED_S for one in tally.missing_s)
        print(
            f"| {kind} | {figures(tally.missing_s)}, {within} within {_WANTED_S} s | {gap_s:.3f} s | {tally.offered} of {count} |",
            flush=True,
        )
        for line in tally.wrong:
            print(f"  {line}", flush=True)


def _one(driver: Any, kind: str, number: int, draw: random.Random, tally: Tally) -> None:
    happens, then = KINDS[kind]
    answer_s = draw.uniform(*_ANSWER_S)
    with stage() as play:
        said(play, written(noise(60, 0.2, seed=number), play.folder / "noise.wav"))
        studio = Studio(play, hears=False)
        with browser_on(driver, play) as browser:
            visit = Visit(browser, studio.address)
            visit.begin("en-intro-1", more=False)
            visit.speaking()
            [folder] = play.home.glob("answers/*")
            case = Case(play, studio, visit, draw, folder)
            time.sleep(answer_s)
            happens(case)
            mark_s = (play.rig.folder / "room.raw").stat().st_size / 2 / 48_000
            kept = _kept(folder)
            problem = _count(kept, play, mark_s, tally)
            try:
                then(case)
                if case.document["recording"]["duration_s"] < len(kept) / SAMPLE_RATE - 0.05:
                    problem += " what is offered is shorter"
                tally.offered += 1
            except Exception as error:
                problem += f" not offered: {str(error).splitlines()[0]}"
        if problem or visit.wrong:
            tally.wrong.append(f"{kind} {number}, after {answer_s:.2f} s:{problem} {visit.wrong}")
        if case.studio.process.poll() is None:
            case.studio.end()


def _kept(folder: Path) -> Samples:
    """What is on the disk of an answer, whatever its header says, once no more of it comes."""
    data = b""
    while len(data) < len(now := _file(folder).read_bytes()):
        data = now
        time.sleep(_SETTLED_S)
    [rate] = struct.unpack_from("<I", data, 24)
    sound = np.frombuffer(data[_HEADER_BYTES:][: (len(data) - _HEADER_BYTES) // 2 * 2], "<i2")
    sound = np.trim_zeros(sound, "b")  # what a microphone that is gone still hands out
    return audio.resample(audio.to_float(sound), rate, SAMPLE_RATE)


def _file(folder: Path) -> Path:
    return next(iter(sorted(folder.glob("answer*.wav"))))


def _count(kept: Samples, play: Scene, mark_s: float, tally: Tally) -> str:
    """Note how much of the room's sound is missing in what was kept; what is wrong, if anything."""
    room = play.rig.heard("room")
    begins_s, ends_s = _place_s(kept[:_PIECE], room), _place_s(kept[-_PIECE:], room)
    if begins_s is None or ends_s is None:
        return " what was kept is not what was heard;"
    ends_s += _PIECE / SAMPLE_RATE
    tally.missing_s.append(mark_s - ends_s)
    tally.gaps_s.append(ends_s - begins_s - len(kept) / SAMPLE_RATE)
    return ""


def _place_s(piece: Samples, room: Samples) -> float | None:
    """Where in the room's recording a piece is; None where it is nowhere."""
    size = 1 << (len(room) + len(piece)).bit_length()
    product = np.fft.irfft(np.fft.rfft(room, size) * np.conj(np.fft.rfft(piece, size)), size)
    at = int(np.argmax(product[: max(1, len(room) - len(piece))]))
    there = room[at : at + len(piece)]
    norm = float(np.sqrt((there @ there) * (piece @ piece)))
    return at / SAMPLE_RATE if norm and product[at] / norm > _ALIKE else None
