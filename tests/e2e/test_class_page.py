"""The page of a class in a real browser: for everybody, quickly, and with names left out."""

from __future__ import annotations

import time

import pytest

from tests.e2e.browser import OpenPage
from tests.histories import history
from tests.test_progress_page import HOSTILE
from voicemock import i18n
from voicemock.report.pages import classroom as page
from voicemock.report.views.classroom import Failure, Gathering, Handed
from voicemock.values.answer import Answer

PEOPLE, EACH = 40, 12


def rendered(people: int = PEOPLE, each: int = EACH, hostile: str = "") -> str:
    gathering = Gathering()
    for number in range(people):
        given: list[Answer] = history(each, "zh" if number % 4 == 0 else "en", seed=number)
        handed = [
            Handed(one, f"pages/{number}-{at}.html", f"{at}.wav") for at, one in enumerate(given)
        ]
        gathering.add(f"Person {number:02}{hostile}", handed)
    failures = [Failure(f"Person 07{hostile}", f"7/broken{hostile}.wav", f"It is empty.{hostile}")]
    return page.render(gathering.built(failures))


@pytest.mark.parametrize("ui", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, ui: str, scheme: str) -> None:
    i18n.use(ui)
    opened = open_page(rendered(8), color_scheme=scheme)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert opened.violations() == []


def test_the_lesson_comes_first_and_rows_open_the_answers(open_page: OpenPage) -> None:
    shown = open_page(rendered(4)).page
    assert shown.locator("section.part h3").first.inner_text() == "The lesson to give next"
    assert shown.locator(".lesson strong").first.inner_text()
    names = shown.locator("#en .people tbody th").all_inner_texts()
    assert names == sorted(names)
    assert shown.locator("#en .people tbody a").first.get_attribute("href") == "pages/1-11.html"
    rows = shown.locator("#en details.own").first.locator("tbody a")
    assert [one.get_attribute("href") for one in rows.all()] == [
        f"pages/1-{number}.html" for number in reversed(range(EACH))
    ]


def test_forty_people_are_ready_within_some_times_a_blank_page(open_page: OpenPage) -> None:
    """480 answers; measured against four people in the same run, as machines differ."""

    def seconds(content: str) -> float:
        began = time.monotonic()
        shown = open_page(content).page
        shown.wait_for_load_state("load")
        shown.evaluate("() => new Promise(done => requestAnimationFrame(() => done(1)))")
        return time.monotonic() - began

    small, large = rendered(4), rendered()
    ratio = min(seconds(large) / seconds(small) for _again in range(3))
    assert ratio < 10


def test_hostile_names_stay_text(open_page: OpenPage) -> None:
    shown = open_page(rendered(3, hostile=HOSTILE)).page
    assert shown.evaluate("() => document.querySelectorAll('main script, main img').length") == 0
    assert HOSTILE in shown.locator("table").last.inner_text()


def test_nothing_is_wider_than_a_phone(open_page: OpenPage) -> None:
    shown = open_page(rendered(5), viewport={"width": 360, "height": 700}).page
    assert shown.evaluate("() => document.documentElement.scrollWidth") <= 360
