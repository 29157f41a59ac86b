"""A real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_WITHOUT = (
    # two more pages in every window, for the address line's suggestions: half of what it costs to open one
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    # the last list is the one that counts: what Playwright leaves out of a browser, too
    "AimEnabled", "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades",
    "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding",
    "PreconnectToSearch", "ThirdPartyStoragePartitioning",
)  # fmt: skip
FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    f"--disable-features={','.join(_WITHOUT)}",
]


@dataclass
class Opened:
    """An open page, with all it asked the world for and all that went wrong in it."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def cut(self) -> list[str]:
        """What does not fit on the screen, or in its box, and cannot be moved into sight there."""
        found: list[str] = self.page.evaluate(_CUT)
        return found

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA, one line each."""
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(_LOOK, WCAG)
        assert found["passes"], "axe has looked at nothing"
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]


_LOOK = """
async (wcag) => {
  const {passes, violations} = await axe.run({
    runOnly: {type: "tag", values: wcag},
    resultTypes: ["violations"],  // of what passes the rules' names alone are of use
    iframes: false,  // a page in a page has tests of its own; axe, which is not in it, waits half a second for it
  });
  return {passes: passes.length, violations};
}
"""

_CUT = """
() => {
  const wide = document.documentElement.clientWidth, found = [];
  const moves = (one) => one !== null
    && (["auto", "scroll"].includes(getComputedStyle(one).overflowX) || moves(one.parentElement));
  if (document.documentElement.scrollWidth > wide) found.push(`${document.documentElement.scrollWidth} px wide`);
  for (const one of document.querySelectorAll("body *")) {
    if (!one.checkVisibility({visibilityProperty: true}) || one.closest(".hidden, .skip, select, svg")
      || moves(one.parentElement)) continue;
    const {left, right} = one.getBoundingClientRect();
    const {overflowX, overflowY} = getComputedStyle(one);
    if (getComputedStyle(one).webkitLineClamp !== "none" && wide > 480) continue;  // whole behind its link
    const clips = (overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1)
      || (overflowY === "hidden" && one.scrollHeight > one.clientHeight + 1);
    if (right > wide + 1 || left < -1 || (clips && one.innerText?.trim())) {
      found.push(`${one.tagName}.${one.className} ${Math.round(left)} to ${Math.round(right)}: ${one.textContent.slice(0, 40)}`);
    }
  }
  return found;
}
"""

_SOUGHT = """
window.sought = null;
document.addEventListener("seeking", (event) => { window.sought = event.target.currentTime; }, true);
"""
"""Notes where the sound was moved to, however long the test takes to ask."""

OpenPage = Callable[..., Opened]


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """Playwright, of which a process can have but one at a time."""
    from tests.e2e.conftest import unavailable  # which imports these fixtures

    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("playwright is not installed (pip install playwright)")
    with sync_playwright() as found:
        yield found


def launched(driver: Any, *flags: str, **options: Any) -> Any:
    """Debian's Chromium."""
    from tests.e2e.conftest import unavailable

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        unavailable("chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import Error

    try:
        return driver.chromium.launch(executable_path=path, args=[*flags, *FLAGS], **options)
    except Error as error:
        unavailable(f"chromium does not start: {error}")


def listening_to(driver: Any, fed: Path) -> Any:
    """One whose microphone hears a file, once. The default headless shell has no microphone."""
    return launched(
        driver,
        "--headless=new",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={fed}%noloop",
        headless=False,
    )


@pytest.fixture(scope="session")
def chromium(driver: Any) -> Iterator[Any]:
    """One browser for the run."""
    browser = launched(driver)
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens a page's text, or a file, from disk; at the end nothing may have gone wrong in it."""
    contexts: list[Any] = []
    opened: list[Opened] = []

    def open_(content: str | Path, **options: Any) -> Opened:
        path = content if isinstance(content, Path) else tmp_path / f"page{len(opened)}.html"
        if isinstance(content, str):
            path.write_bytes(content.encode())
        contexts.append(chromium.new_context(**options))
        one = Opened(contexts[-1].new_page())
        one.page.add_init_script(_SOUGHT)
        one.page.set_default_timeout(60_000)
        one.page.on("request", lambda request: one.requests.append(request.url))
        one.page.on("pageerror", lambda error: one.errors.append(str(error)))
        one.page.on(
            "console",
            lambda line: one.errors.append(line.text) if line.type == "error" else None,
        )
        opened.append(one)
        one.page.goto(path.as_uri())
        assert one.requests == [path.as_uri()]
        return one

    yield open_
    for context in contexts:
        context.close()
    for one in opened:
        assert one.errors == []
        assert len(one.requests) == 1, one.requests
