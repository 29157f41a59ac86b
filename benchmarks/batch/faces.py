"""What stands before and behind the work: a roster of 50,000 rows, and the page of a class in Chromium."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import time
from pathlib import Path

from benchmarks.batch.stage import command, environment, load
from tests.e2e.browser import Opened, launched
from tests.e2e.test_class_page import EACH, PEOPLE, rendered

_READY = (
    "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
)


def page(work: Path, _args: argparse.Namespace) -> None:
    """From going to the page until it is painted, and what axe finds."""
    from playwright.sync_api import sync_playwright

    print(f"page: {PEOPLE} people with {EACH} answers each {load()}", flush=True)
    began = time.monotonic()
    content = rendered()
    made_s = time.monotonic() - began
    path = work / "class.html"
    path.write_text(content, encoding="utf-8")
    with sync_playwright() as driver:
        browser = launched(driver)
        seconds, violations = [], []
        for _again in range(5):
            opened = Opened(browser.new_page())
            began = time.monotonic()
            opened.page.goto(path.as_uri())
            opened.page.evaluate(_READY)
            seconds.append(time.monotonic() - began)
            violations = opened.violations()
            opened.page.close()
        browser.close()
    print(
        f"  answers and page made in {made_s:.1f} s, {len(content) / 1000:.0f} kB; ready in "
        f"{statistics.median(seconds):.2f} s (median of 5, longest {max(seconds):.2f}); axe finds {len(violations)}"
    )


def roster(work: Path, args: argparse.Namespace) -> None:
    """Every row wrong, in turns in each way; and nothing begun."""
    folder, path = work / "roster", work / "roster.csv"
    for number in range(args.rows // 100):
        there = folder / f"p{number}"
        there.mkdir(parents=True)
        for one in range(100):
            (there / f"{one}.wav").write_bytes(b"")
    faults = ("gone.wav,Ann,,", "p0/0.wav,Ann,,", "p{}/1.wav,Ann,en-intr-1,", "p{}/2.wav,Ann,,fr")
    lines = [faults[at % len(faults)].format(at // 100) for at in range(args.rows)]
    text = "\n".join(("文件,姓名,问题,语言", *lines))
    print(f"roster: {args.rows} rows {load()}", flush=True)
    for encoding in ("utf-8", "gbk"):
        path.write_bytes(text.encode(encoding))
        began = time.monotonic()
        done = subprocess.run(
            command(folder, work / "out", "--roster", str(path)),
            env=environment(fake=True), capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = done.stderr.splitlines()
        print(
            f"  {encoding}: status {done.returncode} after {time.monotonic() - began:.1f} s, anything begun: "
            f"{(work / 'out').exists()}; {len(said)} lines, the last: {said[-1]}"
        )
    for fault in said[:4]:
        print(f"    {fault.replace(str(work), '…')}")
