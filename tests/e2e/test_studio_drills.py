"""Exercises in the studio's page: a real server and browser, by mouse and by keyboard, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.studio_visit import Visit
from tests.studio_page import Running, makers, running
from voicemock.history.drills import runs
from voicemock.values.interview import LanguageCode

LANGUAGES: tuple[LanguageCode, ...] = ("en", "zh")
KIND = {
    "en": "What I can do is send you a voucher right away.",
    "zh": "我马上帮您查一下。",
}

SPOKEN = re.compile(r"0:0[2-9]|0:[1-5]\d|1:|2:")
"""What the clock shows when something was said."""


class Exercises(Visit):
    """The page at its list of exercises."""

    def __init__(self, browser: Any, studio: Running, language: LanguageCode) -> None:
        super().__init__(browser, studio, language)
        self.page.wait_for_selector(".ready")
        self.page.locator(f".switch input[value={language}]").check(force=True)
        self.page.locator(".nav a[data-part=drills]").click()
        self.page.wait_for_selector(".drill")

    def begin(self, title: str) -> None:
        """Press the button of an exercise."""
        named = self.page.locator(".drill").filter(has=self.page.locator("h2", has_text=title))
        named.get_by_role("button").click()

    def speak(self) -> None:
        """Until something has been said in a part, and a key may end it."""
        self.page.locator(".answer .time", has_text=SPOKEN).wait_for()

    def found(self) -> None:
        """Until it is shown what was heard in a part and one may go on."""
        self.page.wait_for_selector(".told")
        self.page.wait_for_selector(".see .actions.bar .primary")


@pytest.fixture
def exercises(listening: Any, tmp_path: Path) -> Iterator[Callable[[LanguageCode], Exercises]]:
    """Opens the list."""
    with (
        running(tmp_path / "home", makers([KIND["en"]])) as en,
        running(tmp_path / "zh", makers([KIND["zh"]])) as zh,
    ):
        opened: list[Exercises] = []

        def open_(language: LanguageCode) -> Exercises:
            opened.append(Exercises(listening, {"en": en, "zh": zh}[language], language))
            return opened[-1]

        yield open_
        for one in opened:
            one.context.close()
            assert one.last.errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinder_words_by_mouse(
    exercises: Callable[[LanguageCode], Exercises], language: LanguageCode
) -> None:
    """From the list through six sentences to what came of it; then the list and the progress say so."""
    one = exercises(language)
    page = one.page
    assert page.locator(".drill").count() == 6
    assert page.locator(".drill .primary").count() == 1
    one.looked_at()
    one.begin({"en": "Kinder words", "zh": "换个说法"}[language])
    for number in range(6):
        one.speak()
        assert page.locator(".closed q").inner_text()
        if not number:
            one.looked_at()
        page.locator(".answer .actions .primary").click()
        one.found()
        assert page.locator(".told .good").count() == 1
        if not number:
            one.looked_at()
        page.locator(".actions.bar .primary").click()
    page.wait_for_selector(".over .told")
    assert page.locator(".over h1").inner_text() == one.words["drill_done"]
    one.looked_at()
    page.locator(".over .primary").click()
    page.wait_for_selector(".drill .small")
    [run] = runs(one.studio.studio.history.folder)
    assert run.done
    assert run.before == run.after
    page.goto(f"http://{one.studio.host}/progress")
    page.wait_for_selector(".exercises table")
    one.looked_at()


@pytest.mark.parametrize("language", LANGUAGES)
def test_fillers_by_keyboard(
    exercises: Callable[[LanguageCode], Exercises], language: LanguageCode
) -> None:
    """Space catches, Enter ends the answer; Q leaves, what was said is kept and gone on with."""
    one = exercises(language)
    page = one.page
    title = {"en": "Fillers", "zh": "填充词"}[language]
    named = page.locator(".drill").filter(has=page.locator("h2", has_text=title))
    named.get_by_role("button").focus()
    page.keyboard.press("Enter")
    one.speak()
    for _press in range(3):
        page.keyboard.press("Space")
    assert page.locator(".catch .count").inner_text() == "3"
    one.looked_at()
    page.keyboard.press("Enter")
    one.found()
    page.keyboard.press("q")
    page.locator("dialog").get_by_role("button", name=one.words["leave"], exact=True).press("Enter")
    page.wait_for_selector(".over")
    assert page.locator(".over h1").inner_text() == one.words["drill_left"]
    [run] = runs(one.studio.studio.history.folder)
    assert not run.done
    found = run.takes[0].finding
    assert len(found.good) + len(found.others) == 3
    page.locator(".over .primary").click()  # back at the list, one goes on with the second part
    page.wait_for_selector(".drill .small")
    one.looked_at()
    named.get_by_role("button", name=one.words["drill_go_on"]).click()
    one.speak()
    page.locator(".answer .actions .primary").click()
    one.found()
    [gone_on] = runs(one.studio.studio.history.folder)
    assert (gone_on.id, len(gone_on.takes)) == (run.id, 2)


def test_the_mark_moves_along_the_passage(
    exercises: Callable[[LanguageCode], Exercises],
) -> None:
    """Not before one speaks; one word at a time, the one that is to be said now."""
    one = exercises("en")
    page = one.page
    one.begin("Pace")
    one.speak()
    assert page.locator(".lit").count() == 0  # the first time one reads as one would
    assert page.locator(".passage").inner_text().startswith("Good morning")
    page.locator(".answer .actions .primary").click()
    one.found()
    page.keyboard.press("Enter")
    page.wait_for_selector(".lit")
    first = page.locator(".lit").inner_text()
    page.wait_for_function(
        "first => document.querySelector('.lit').textContent !== first", arg=first
    )
    assert page.locator(".lit").count() == 1
    one.looked_at()
    page.keyboard.press("r")  # from the beginning, by the key that is named
    page.wait_for_selector(".passage span:nth-child(-n + 3).lit")
