"""How long the progress page of 500 answers takes: to write it, and to open it.

    python -m benchmarks.progress [ANSWERS]

The answers weigh what real ones of a minute do. Opening is measured in Debian's Chromium, where it
is installed: from the start of the navigation to the first frame with all charts.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from tests.histories import history, saved
from voicemock.history.store import History
from voicemock.report.pages import progress as progress_page
from voicemock.report.views import progress

RUNS = 5
_PAINTED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => done(performance.now()))))"""
_FILTERED = """async () => {
  const select = document.querySelector("select"), began = performance.now();
  select.selectedIndex = 3; select.dispatchEvent(new Event("change"));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}"""


def main(count: int = 500) -> None:
    """Print medians of each step and of the whole."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        zh = count * 7 // 10
        answers = [*history(zh, "zh", words=220), *history(count - zh, seed=3, words=150)]
        saved(History(home), answers)
        size = (home / "history.db").stat().st_size
        print(f"{count} answers, {size / 1e6:.1f} MB of history")
        steps = [_steps(home) for _run in range(RUNS)]
        for number, step in enumerate(("read", "values", "page")):
            print(f"{step:<30}{statistics.median(one[number] for one in steps):.2f} s")
        command = [sys.executable, "-m", "voicemock"]
        whole, busy = _median([*command, "report", "--all", "--data-dir", name])
        start, start_busy = _median([*command, "--version"])
        page = home / "progress.html"
        print(f"voicemock report --all        {whole:.2f} s ({busy:.2f} s of processor)")
        print(f"  of this, start-up           {start:.2f} s ({start_busy:.2f} s)")
        print(f"size                          {page.stat().st_size / 1e6:.2f} MB")
        _browser(page)


def _steps(home: Path) -> tuple[float, float, float]:
    """Seconds to read the answers, to build the values and to lay them out."""
    began = time.perf_counter()
    store = History(home)
    answers = store.answers(outline=True)
    read = time.perf_counter()
    values = progress.build(answers, date(2026, 11, 25))
    built = time.perf_counter()
    progress_page.render(values)
    store.close()
    return read - began, built - read, time.perf_counter() - built


def _median(command: list[str]) -> tuple[float, float]:
    """Median wall time of a command, and of its processor time: other work does not add to that."""
    wall, busy = [], []
    for _run in range(RUNS):
        began, before = time.perf_counter(), _children()
        subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "LANG": "C.UTF-8"}
        )
        wall.append(time.perf_counter() - began)
        busy.append(_children() - before)
    return statistics.median(wall), statistics.median(busy)


def _children() -> float:
    """Processor seconds of the processes started so far."""
    used = os.times()
    return used.children_user + used.children_system


def _browser(page: Path) -> None:
    """Time to the painted page, and to a filtered one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed: opening was not measured")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened, filtered = [], []
        for _run in range(RUNS):
            tab = browser.new_page(viewport={"width": 1100, "height": 900})
            tab.goto(page.as_uri())
            opened.append(tab.evaluate(_PAINTED) / 1000)
            filtered.append(tab.evaluate(_FILTERED) / 1000)
            tab.close()
        browser.close()
    print(f"opened and painted            {statistics.median(opened):.2f} s")
    print(f"filtered and painted          {statistics.median(filtered):.2f} s")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
