"""What was misheard is put right in the studio: real server and browser, a recognizer that mishears."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.studio_visit import Visit
from tests.studio_page import Running, makers, running
from tests.test_revision import HEARD
from voicemock.values.interview import LanguageCode

LANGUAGES: tuple[LanguageCode, ...] = ("en", "zh")
WRONG = {"en": ("chalked", "talked"), "zh": ("倾厅", "倾听")}
LONG_ENOUGH = re.compile(r"0:1[2-9]|0:[2-5]\d|1:")
"""What the clock shows from when on a pace is given."""


class See(Visit):
    """The page at the feedback of its first answer."""

    def __init__(self, browser: Any, studio: Running, language: LanguageCode) -> None:
        super().__init__(browser, studio, language)
        page = self.page
        page.locator(f".switch input[value={language}]").check(force=True)
        page.locator(".ready > .actions .primary").click()
        page.locator(".answer .time", has_text=LONG_ENOUGH).wait_for()
        page.locator(".answer .primary").click()
        page.wait_for_selector(".see .actions .primary")

    def open(self, name: str) -> None:
        self.page.locator("summary", has_text=self.words[name]).first.click()

    def word(self, text: str) -> Any:
        return self.page.locator(".word", has_text=text).first

    def said(self, name: str) -> None:
        """Wait until it is told that this was done."""
        self.page.locator(".rest .note-of", has_text=self.words[name]).wait_for()

    def document(self) -> bytes:
        [path] = (self.studio.studio.history.folder / "answers").glob("*/answer.json")
        return path.read_bytes()


@pytest.fixture
def see(listening: Any, tmp_path: Path) -> Iterator[Callable[[LanguageCode], See]]:
    """Opens the studio and answers the first question."""
    with (
        running(tmp_path / "home", makers([HEARD["en"]])) as en,
        running(tmp_path / "zh", makers([HEARD["zh"]])) as zh,
    ):
        opened: list[See] = []

        def open_(language: LanguageCode) -> See:
            opened.append(See(listening, {"en": en, "zh": zh}[language], language))
            return opened[-1]

        yield open_
        for one in opened:
            one.context.close()
            assert one.last.errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_mouse(see: Callable[[LanguageCode], See], language: LanguageCode) -> None:
    """A word is clicked and typed anew, a phrase struck; the page of the answer shows it; undone."""
    one = see(language)
    page, before = one.page, one.document()
    wrong, right = WRONG[language]
    one.open("transcript")
    one.word(wrong[0] if language == "zh" else wrong).click()
    if language == "zh":  # a word is a character
        page.get_by_role("button", name=one.words["next_word_too"]).click()
    one.looked_at()
    page.locator(".put-right-here input").fill(right)
    page.get_by_role("button", name=one.words["save_word"]).click()
    one.said("put_right")
    assert right in page.locator(".said").inner_text()
    assert page.locator(".word.put-right").count() == 1
    page.frame_locator("iframe.picture").locator(".w.put-right").wait_for()
    one.looked_at()
    counted = page.locator(".chip.good .value").first.inner_text
    positive = int(counted())
    one.open("moments")
    page.locator(".moments .strike").first.click()
    one.said("struck")
    page.locator(".struck li").wait_for()
    one.looked_at()
    assert json.loads(one.document())["edits"][1]["kind"] in ("phrase", "filler", "step")
    page.locator(".struck .button").click()
    one.said("undone")
    assert int(counted()) == positive
    page.locator(".rest .undo .button").first.click()
    page.wait_for_selector(".word.put-right", state="detached")
    assert one.document() == before
    page.locator(".see .actions .primary").click()  # the interview goes on
    page.wait_for_selector(".listen, .answer")


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keyboard(see: Callable[[LanguageCode], See], language: LanguageCode) -> None:
    """Found with the arrows, several at once with Shift, taken away with Delete, undone with Ctrl+Z."""
    one = see(language)
    page, before = one.page, one.document()
    press = page.keyboard.press
    page.locator("summary", has_text=one.words["transcript"]).focus()
    press("Enter")
    press("Tab")
    focused = "document.activeElement.firstChild?.textContent ?? ''"
    wrong, right = WRONG[language]
    first, last = (wrong[0], wrong[-1]) if language == "zh" else (wrong, "with")
    for _step in range(60):
        if page.evaluate(focused) == first:
            break
        press("ArrowRight")
    press("Shift+ArrowRight")
    assert page.evaluate(focused) == last
    press("Enter")
    assert page.locator(".put-right-here input").input_value() == (
        wrong if language == "zh" else "chalked with"
    )
    press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("word")
    for _step in range(60):
        if page.evaluate(focused) == first:
            break
        press("ArrowLeft")
    press("Shift+ArrowRight")
    press("Enter")
    page.keyboard.type(right)
    press("Enter")
    one.said("put_right")
    assert page.evaluate(focused) == (right[0] if language == "zh" else right)
    press("ArrowLeft")
    press("Delete")
    one.said("word_gone")
    assert len(json.loads(one.document())["edits"]) == 2
    press("Control+z")
    one.said("undone")
    press("Control+z")
    page.wait_for_selector(".word.put-right", state="detached")
    assert one.document() == before
    assert page.locator(".see .actions .primary").is_visible()  # no key meant another button


def test_changed_elsewhere(see: Callable[[LanguageCode], See]) -> None:
    """A page that shows an older state is told so, and shows the newer one."""
    one = see("en")
    page = one.page
    [answer] = one.studio.studio.history.answers()
    version = one.studio.get(f"/api/history/{answer.id}")["summary"]["version"]
    change = {"version": version, "words": {"first": 0, "last": 1, "text": "Well"}}
    elsewhere = f"/api/answers/{answer.id}/edits"
    page.route("**/edits", lambda route: (one.studio.post(elsewhere, change), route.continue_()))
    one.open("transcript")
    one.word("angry").click()
    page.locator(".put-right-here input").fill("happy")
    page.keyboard.press("Enter")
    page.locator(".said", has_text=re.compile("^Well")).wait_for()
    assert "angry" in page.locator(".said").inner_text()
    page.unroute("**/edits")
    one.word("angry").click()
    page.locator(".put-right-here input").fill("happy")
    page.keyboard.press("Enter")
    one.said("put_right")
    edits = json.loads(one.document())["edits"]
    assert [each["text"] for each in edits] == ["Well", "happy"]
