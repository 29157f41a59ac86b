"""A whole interview where there is no network but the machine's own, and what is asked of any other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.scene import ROOT
from benchmarks.studio.stage import (
    PAINTED,
    QUESTIONS,
    Studio,
    Visit,
    browser_on,
    said,
    stage,
    written,
)
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder

INSIDE = "inside"
_OWN = re.compile(r"(?:http|ws)://127\.0\.0\.1:\d+/|data:|blob:http://127\.0\.0\.1:\d+/")
_ADDRESS = re.compile(r'inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"')
_SCREENS = ("history", "stories", "questions", "prepare", "letter", "settings")
_IDLE_S = 20.0


def measure() -> int:
    """Run `inside` in a network namespace of its own; its exit status."""
    command = ["bash", ".ci/offline", sys.executable, "-m", "benchmarks.studio", INSIDE]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def inside(driver: Any) -> None:
    """An interview with voice, answer, feedback and all screens; print what left the machine."""
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    with stage() as play:
        calls = play.folder / "calls"
        watched = (
            "strace",
            "-D",
            "-f",
            "-qq",
            "-e",
            "trace=connect,sendto,sendmsg",
            "-o",
            str(calls),
        )
        studio = Studio(play, wrapped=watched if shutil.which("strace") else ())
        with browser_on(driver, play) as browser:
            before = _unroutable()
            visit = Visit(browser, studio.address, PAINTED)
            page = visit.page
            visit.begin(QUESTIONS["en"], more=False)
            visit.speaking()
            said(play, written(sound, play.folder / "answer.wav")).wait()
            visit.finish()
            shown = page.locator(".todo").inner_text()
            page.keyboard.press("Enter")
            page.wait_for_selector(".over .history, .over .answers")
            for one in _SCREENS:
                page.goto(f"http://127.0.0.1:{studio.port}/#/{one}")
                page.wait_for_selector("main > section:not(:has([aria-busy]))")
            foreign = [one for one in visit.asked if not _OWN.match(one)]
            after = _unroutable()
            time.sleep(_IDLE_S)
        studio.end()
        seen = calls.read_text(errors="replace") if calls.exists() else None
        # the same browser without the studio: what it asks for by itself
        with browser_on(driver, play) as browser:
            quiet = _unroutable()
            browser.new_page().goto("about:blank")
            time.sleep(_IDLE_S)
            alone = _unroutable() - quiet
    print(f"“{shown}”")
    print(
        f"requests of the page: {len(visit.asked)}, of them elsewhere: {len(foreign)} {foreign[:3]}"
    )
    if seen is not None:
        named = _ADDRESS.findall(seen)
        elsewhere = [one for one in named if not one.startswith(("127.", "::1"))]
        print(f"addresses the server sent to: {len(named)}, of them elsewhere: {len(elsewhere)}")
    print(f"packets to anywhere else, browser and studio: {after - before}; a browser with an empty "
          f"page, in {_IDLE_S:.0f} s: {alone}\n", flush=True)  # fmt: skip


def _unroutable() -> int:
    """How many packets found no way out of this network namespace, since it was made."""
    count = 0
    lines = Path("/proc/net/snmp").read_text().splitlines()
    names, values = (line.split() for line in lines[:2])
    count += int(values[names.index("OutNoRoutes")])
    for line in Path("/proc/net/snmp6").read_text().splitlines():
        name, value = line.split()
        if name == "Ip6OutNoRoutes":
            count += int(value)
    return count
