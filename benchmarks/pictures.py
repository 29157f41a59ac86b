"""The pictures of the studio in ``docs/``, from real interviews: ``python -m benchmarks.pictures [FOLDER]``.

Look at each of them afterwards, and shrink none by hand: what is seen here is what a person sees.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.scene import ROOT
from benchmarks.studio.stage import Studio, Visit, browser_on, driving, said, stage, written
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.history.stories import Stories
from voicemock.values.interview import LanguageCode, Story

_WIDE, _PHONE = (1100, 900), (390, 760)
_SPEAKS_S = 8.0  # until the picture of an answer is taken
_STORY = Story(
    id="", language="en", title="The late parcel",
    situation="A parcel was four days late, and the customer called three times.",
    task="To find it and to calm her.",
    action="I listened, called the depot and rang her back within the hour.",
    result="It came the next day; she gave us five stars.", tags=("angry", "customer"),
)  # fmt: skip
_LETTER = ("李明", "蓝鲸科技", "王经理", "在线客服", "夜班，新人培训")


class Pictures:
    """Takes them into a folder."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self._driver = driver
        self._folder = folder

    def all(self) -> None:
        """Each interview from the first page on, and what is beside it."""
        self._interview("en", "light", _WIDE, self._english)
        self._interview("zh", "dark", _WIDE, self._dark)
        self._interview("zh", "light", _PHONE, self._phone)

    def _english(self, visit: Visit, finish: Callable[[], None]) -> None:
        self._take(visit, "studio-answer.png", height=800)
        finish()
        self._take(visit, "studio-see.png")
        _leave(visit)
        _go(visit, "questions/en/en-behavioural-1")
        self._take(visit, "studio-question.png", height=960)

    def _dark(self, visit: Visit, finish: Callable[[], None]) -> None:
        finish()
        self._take(visit, "studio-see-dark.zh.png", whole=True)
        _leave(visit)
        visit.page.emulate_media(color_scheme="light")
        _go(visit, "letter")
        names = ("name", "company", "interviewer", "role", "topics")
        for name, text in zip(names, _LETTER, strict=True):
            visit.page.locator(f"[name={name}]").fill(text)
        visit.page.locator("[name=time]").fill("10:00")
        visit.page.locator("pre", has_text=_LETTER[0]).wait_for()
        visit.page.locator(".letter-days li").first.wait_for()
        visit.page.locator("h1").focus()
        visit.page.evaluate("scrollTo(0, 0)")
        self._take(visit, "studio-letter.zh.png", height=960)

    def _phone(self, visit: Visit, finish: Callable[[], None]) -> None:
        finish()
        self._take(visit, "studio-phone.zh.png")

    def _interview(
        self,
        language: LanguageCode,
        scheme: str,
        size: tuple[int, int],
        then: Callable[[Visit, Callable[[], None]], None],
    ) -> None:
        sound = audio.read(data_folder("samples") / f"answer.{language}.flac").samples
        with stage() as play:
            play.env.pop("VOICEMOCK_VOICE")  # as it is where nothing is set
            play.env["VOICEMOCK_UI"] = language
            Stories(play.home).add(_STORY)
            studio = Studio(play)
            with browser_on(self._driver, play, "--hide-scrollbars") as browser:
                width, height = size
                visit = Visit(
                    browser, studio.address, color_scheme=scheme, locale=language,
                    viewport={"width": width, "height": height}, has_touch=size == _PHONE, is_mobile=size == _PHONE,
                )  # fmt: skip
                visit.page.wait_for_selector(".ready")
                if language == "en":
                    self._take(visit, "studio-ready.png")
                visit.begin(f"{language}-behavioural-1")
                visit.speaking()
                speech = said(play, written(sound, play.folder / "answer.wav"))
                time.sleep(_SPEAKS_S)

                def finish() -> None:
                    speech.wait()
                    time.sleep(0.5)
                    visit.finish()
                    visit.page.frame_locator("iframe.picture").locator(".outline").first.wait_for()
                    visit.page.mouse.move(0, 0)

                then(visit, finish)
                assert not visit.wrong, visit.wrong
            studio.end()

    def _take(self, visit: Visit, name: str, *, height: int = 0, whole: bool = False) -> None:
        page, before = visit.page, visit.page.viewport_size
        if whole:
            height = page.evaluate("document.documentElement.scrollHeight")
        if height:
            page.set_viewport_size({**before, "height": height})
        page.wait_for_timeout(600)  # what moves has come to rest
        page.screenshot(path=str(self._folder / name))
        page.set_viewport_size(before)
        print(name, flush=True)


def _leave(visit: Visit) -> None:
    visit.page.locator("#leave").click()
    visit.page.locator("dialog .button:not(.primary)").click()
    visit.page.wait_for_selector(".over")


def _go(visit: Visit, screen: str) -> None:
    visit.page.evaluate("screen => { location.hash = `#/${screen}`; }", screen)
    visit.page.wait_for_selector("main > section:not(.over):not(:has([aria-busy]))")


def main() -> None:
    """Take them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with driving() as driver:
        Pictures(driver, folder).all()


if __name__ == "__main__":
    main()
