"""What the studio costs: processor and frames while one speaks, bytes and seconds until it is there."""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pexpect

from benchmarks.scene import Seen
from benchmarks.studio.stage import Studio, Visit, browser_on, figures, said, stage, until, written
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.testing import joined
from voicemock.values.sound import SAMPLE_RATE, Samples

_SETTLE_S = 3.0
_TICKS = os.sysconf("SC_CLK_TCK")
_DRAWN = """
seconds => new Promise((done) => {
  let count = 0;
  new MutationObserver(() => count++).observe(document.querySelector(".disc"), {attributes: true});
  setTimeout(() => done(count / seconds), seconds * 1000);
})
"""
_USABLE = """
window.usable = null;
new MutationObserver(() => {
  const start = document.querySelector(".ready > .actions .primary:not([disabled])");
  if (window.usable !== null || !start) return;
  window.usable = 0;
  requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); }));
}).observe(document, {subtree: true, childList: true});
"""
"""Notes when Start is on the screen and the page's thread is free."""
_BYTES = """
() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.decodedBodySize, 0)
"""


def processor(driver: Any, seconds: float) -> None:
    """Print the share of a core that is used while one speaks, by all but the recognition."""
    sample = audio.read(data_folder("samples") / "answer.en.flac").samples
    speech = joined(*[sample] * (2 + int((seconds + _SETTLE_S) * SAMPLE_RATE / len(sample))))
    with stage() as play:
        studio = Studio(play, hears=False)
        with browser_on(driver, play) as browser:
            visit = Visit(browser, studio.address)
            visit.begin("en-intro-1", more=False)
            visit.speaking()
            said(play, written(speech, play.folder / "speech.wav"))
            time.sleep(_SETTLE_S)
            server = _tree([studio.process.pid])
            processes = {**_browser(), **dict.fromkeys(server, "server")}
            before, began_s = _used(processes), time.monotonic()
            drawn = visit.page.evaluate(_DRAWN, seconds)
            after, took_s = _used(processes), time.monotonic() - began_s
        studio.end()
    shares: dict[str, float] = defaultdict(float)
    for process, used_s in after.items():
        shares[processes[process]] += round(100 * (used_s - before[process]) / took_s, 1)
    page = shares["server"] + shares["renderer"]
    parts = ", ".join(
        f"{name} {share:.1f}" for name, share in sorted(shares.items(), key=lambda one: -one[1])
    )
    print(f"% of a core while speaking, over {took_s:.0f} s: {page:.1f} server and page, "
          f"{sum(shares.values()):.1f} with the whole browser ({parts})")  # fmt: skip
    print(f"the level is drawn {drawn:.1f} times a second")
    print(f"the terminal: {_terminal(speech, seconds):.1f} %\n", flush=True)


def _terminal(speech: Samples, seconds: float) -> float:
    with stage() as play:
        run = Seen(
            [sys.executable, "-m", "benchmarks.quick", "practice", "--lang", "en", "--no-voice",
             "--no-follow-ups", "--question", "en-intro-1"],
            play.env,
        )  # fmt: skip
        run.said("Speak now", 120)
        said(play, written(speech, play.folder / "speech.wav"))
        time.sleep(_SETTLE_S)
        processes = _tree([int(run.terminal.pid)])
        before, began_s = _used(processes), time.monotonic()
        while time.monotonic() < began_s + seconds:  # a terminal takes what is drawn in it
            with suppress(pexpect.TIMEOUT):
                run.terminal.read_nonblocking(65_536, timeout=0.5)
        took_s = time.monotonic() - began_s
        used_s = sum(after - before[name] for name, after in _used(processes).items())
        run.press("q")
        run.end()
    return 100 * used_s / took_s


def _parents() -> dict[int, int]:
    found = {}
    for one in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            found[int(one.name)] = int((one / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def _tree(roots: Iterable[int]) -> list[int]:
    """Processes and all that they started."""
    parents, found = _parents(), list(roots)
    for one in found:  # which grows
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _browser() -> dict[int, str]:
    """The processes of the browser that this one started, and what each is for."""
    found = {}
    for one in _tree([os.getpid()]):
        words = (Path("/proc") / str(one) / "cmdline").read_text().replace("\0", " ").split()
        if words and Path(words[0]).name.startswith("chrom"):
            kind = next((word for word in words if word.startswith("--type=")), "--type=browser")
            service = next((word for word in words if word.startswith("--utility-sub-type=")), "")
            found[one] = (service.rpartition(".")[2] or kind.partition("=")[2]).removesuffix(
                "Service"
            )
    return found


def _used(processes: Iterable[int]) -> dict[int, float]:
    """Seconds of a core that each has used."""
    found = {}
    for one in processes:
        with suppress(OSError):
            fields = (Path("/proc") / str(one) / "stat").read_text().rpartition(")")[2].split()
            found[one] = (int(fields[11]) + int(fields[12])) / _TICKS
    return found


def beginning(driver: Any, count: int) -> None:
    """Print the page's bytes, how soon it can be used, and how soon behind the command."""
    opened_ms: list[float] = []
    printed_s: list[float] = []
    usable_s: list[float] = []
    with stage() as play, browser_on(driver, play) as browser:
        for _run in range(count):
            studio = Studio(play)
            visit = Visit(browser, studio.address, _USABLE)
            used_ms = until(visit.page, "window.usable")
            usable_s.append(time.monotonic() - studio.began_s)
            printed_s.append(studio.printed_s - studio.began_s)
            opened_ms.append(float(used_ms))
            size = visit.page.evaluate(_BYTES)
            visit.context.close()
            studio.end()
    print(
        f"the page: {size / 1000:.0f} kB; usable {figures(opened_ms, 'ms', 0)} after it was asked for"
    )
    print(f"voicemock studio: address {figures(printed_s, decimals=2)}; "
          f"page usable {figures(usable_s, decimals=2)}\n", flush=True)  # fmt: skip
