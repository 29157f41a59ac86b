"""The progress page in a real browser: by keyboard alone, for everybody, and with hostile texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.e2e.browser import OpenPage
from tests.histories import history
from tests.test_progress_page import HOSTILE
from voicemock import i18n
from voicemock.report.pages import progress as progress_page
from voicemock.report.views import progress
from voicemock.values.answer import Answer
from voicemock.values.interview import QuestionRef

TODAY = date(2026, 11, 25)
ANSWERS = [*history(24), *history(7, "zh", seed=2)]
_PART = "section#en"


def rendered(answers: list[Answer], pages: dict[str, str] | None = None) -> str:
    return progress_page.render(progress.build(answers, TODAY, pages))


def shown(page: Any) -> list[str]:
    """The entries whose dots are to be seen in the chart of the pace."""
    found: list[str] = page.eval_on_selector_all(
        f"{_PART} figure[data-key=pace] circle",
        "all => all.filter(one => one.checkVisibility()).map(one => one.dataset.i)",
    )
    return found


def picture(page: Any) -> list[str]:
    """What is drawn in the charts, as attributes."""
    found: list[str] = page.eval_on_selector_all(
        f"{_PART} figure",
        """all => all.map(one => ["line", "band", "middle"].map(name => {
          const drawn = one.querySelector("." + name);
          return ["d", "y", "height"].map(key => drawn.getAttribute(key)).join();
        }).join("|") + [...one.querySelectorAll(".usual:not([hidden])")].map(p => p.textContent))""",
    )
    return found


@pytest.mark.parametrize("ui", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, ui: str, scheme: str) -> None:
    i18n.use(ui)
    opened = open_page(rendered(ANSWERS, {ANSWERS[0].id: "answers/x.html"}), color_scheme=scheme)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert opened.violations() == []


def test_the_filter_works_by_keyboard_without_a_reload(open_page: OpenPage) -> None:
    page = open_page(rendered(ANSWERS)).page
    page.evaluate("window.same = true")
    (part,) = [one for one in progress.build(ANSWERS, TODAY).parts if one.language == "en"]
    category = part.selections[1]
    before = picture(page)
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "en-filter":
            break
    page.keyboard.press("ArrowDown")
    wanted = [str(n) for n, one in enumerate(part.entries) if category.key in one.selections]
    assert shown(page) == wanted
    assert 0 < len(wanted) < len(part.entries)
    assert page.inner_text(f"{_PART} output") == f"Shown: {category.count}"
    assert picture(page) != before
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    rows = page.eval_on_selector_all(
        f"{_PART} tr[data-i]",
        "all => all.filter(one => one.checkVisibility()).map(one => one.dataset.i)",
    )
    assert sorted(rows, key=int) == wanted
    page.keyboard.press("ArrowUp")
    assert shown(page) == [str(number) for number in range(len(part.entries))]
    assert picture(page) == before  # the page's script and Python draw alike
    assert page.evaluate("window.same")


def test_each_selection_shows_its_own_spread(open_page: OpenPage) -> None:
    page = open_page(rendered(ANSWERS)).page
    (part,) = [one for one in progress.build(ANSWERS, TODAY).parts if one.language == "en"]
    (pace,) = [one for one in part.trends if one.quantity.key == "pace"]
    for number, (one, usual) in enumerate(zip(part.selections, pace.usual, strict=True)):
        page.select_option("#en-filter", str(number))
        figure = page.locator(f"{_PART} figure[data-key=pace]")
        said = figure.locator(".usual:visible").inner_text()
        name = figure.locator("svg > title").text_content()
        assert said in name
        assert len(shown(page)) == usual.count == one.count
        height = float(figure.locator(".band").get_attribute("height"))
        if usual.spread is None:
            assert height == 0
            assert "from 5 on" in said
        else:
            assert height >= 1
            assert f"{usual.spread.middle:.0f}" in said


def test_the_other_language_keeps_what_it_shows(open_page: OpenPage) -> None:
    page = open_page(rendered(ANSWERS)).page
    page.select_option("#en-filter", "1")
    hidden = page.locator("section#zh circle.out").count()
    assert hidden == 0
    assert page.locator("section#en circle.out").count() > 0


def test_hostile_texts_do_nothing(open_page: OpenPage) -> None:
    answers = [
        replace(
            one, question=QuestionRef(f"x{number % 3}{HOSTILE}", HOSTILE + "字" * 10_000, HOSTILE)
        )
        for number, one in enumerate(history(8))
    ]
    page = open_page(rendered(answers)).page
    assert page.evaluate("window.hit") is None
    assert page.locator("img").count() == 0
    assert HOSTILE[:40] in page.inner_text("main")
    page.select_option("#en-filter", "2")
    assert 0 < len(shown(page)) < 8


@pytest.mark.parametrize("width", [360, 1100])
def test_nothing_sticks_out(open_page: OpenPage, width: int) -> None:
    opened = open_page(rendered(ANSWERS), viewport={"width": width, "height": 700})
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_all_is_there_but_the_filter(open_page: OpenPage) -> None:
    page = open_page(rendered(ANSWERS), java_script_enabled=False).page
    assert page.locator("#en-filter").is_visible() is False
    assert page.locator("#en figure[data-key=pace] circle").count() == 24
