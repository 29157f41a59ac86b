"""The studio's screens beside an interview, with the real server behind them, by mouse and by keyboard."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import soundfile
from icalendar import Calendar

from tests import histories
from tests.e2e.browser import SCHEMES, Opened, listening_to
from tests.studio_page import Running, makers, running
from voicemock import i18n
from voicemock.audio import samples as audio
from voicemock.history.own_packs import OwnPacks
from voicemock.history.stories import Stories
from voicemock.studio.messages import words
from voicemock.testing import tone
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, QuestionRef, Story

LANGUAGES: tuple[LanguageCode, ...] = ("en", "zh")
QUESTIONS = {"en": "What happened in your last job?", "zh": "上一份工作里发生了什么？"}
PACK = """schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "m-1"
text = "Why us, of all?"
category = "motivation"
"""


@pytest.fixture(scope="module")
def listening(driver: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser whose microphone hears a tone."""
    fed = tmp_path_factory.mktemp("fed") / "fed.wav"
    at_s = np.arange(48_000 * 30) / 48_000
    soundfile.write(fed, (0.3 * np.sin(2 * np.pi * 220 * at_s)).astype(np.float32), 48_000)
    browser = listening_to(driver, fed)
    yield browser
    browser.close()


class Beside:
    """The page, open in a language, and the server behind it."""

    def __init__(self, browser: Any, server: Running, ui: LanguageCode, **options: Any) -> None:
        self.server = server
        self.ui = ui
        self.address = f"http://{server.host}/"
        self.context = browser.new_context(locale={"en": "en-GB", "zh": "zh-CN"}[ui], **options)
        self.context.set_default_timeout(60_000)
        self.context.grant_permissions(
            ["clipboard-read", "clipboard-write"], origin=f"http://{server.host}"
        )
        name, _is, value = server.cookie.partition("=")
        cookies = {name: value, "voicemock_ui": ui}
        self.context.add_cookies(
            [{"name": key, "value": one, "url": self.address} for key, one in cookies.items()]
        )
        with i18n.speaking(ui, ""):
            self._words = words()
        self.opened = Opened(self.context.new_page())
        self.page = self.opened.page
        self.page.on("request", lambda request: self.opened.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.opened.errors.append(str(error)))
        self.page.on("console", self._said)
        self.page.goto(self.address)
        self.page.wait_for_selector(".ready")

    def _said(self, line: Any) -> None:
        # a refusal is told by the browser itself
        if line.type == "error" and "Failed to load resource" not in line.text:
            self.opened.errors.append(line.text)

    def word(self, name: str, **values: object) -> str:
        """One of the page's words."""
        return str(self._words[name]).format(**values)

    def many(self, name: str, count: int, **values: object) -> str:
        """One with a number in it."""
        forms = self._words[name]
        assert isinstance(forms, list)
        return str(forms[count != 1]).format(count=count, **values)

    def part(self, name: str) -> None:
        """Go to a part by the navigation, and wait for what it holds."""
        self.page.locator(f".nav [data-part={name}]").click()
        self.page.wait_for_selector(f".nav [data-part={name}][aria-current=page]")
        self.filled()

    def filled(self) -> None:
        """Until what was asked for is there."""
        self.page.wait_for_selector("main > section:not(:has([aria-busy]))")

    def press(self, name: str, **options: Any) -> None:
        """Press a button by its word."""
        self.page.get_by_role("button", name=self.word(name), **options).click()

    def confirm(self) -> str:
        """Agree to what is asked in the sheet; what it said would go."""
        sheet = self.page.locator("dialog[open]")
        sheet.wait_for()
        told = str(sheet.locator("#sheet-text").inner_text())
        sheet.locator(".button:not(.primary)").click()
        return told

    def has(self, selector: str, count: int) -> None:
        """Until there are so many of something."""
        from playwright.sync_api import expect

        expect(self.page.locator(selector)).to_have_count(count, timeout=60_000)

    def tab_to(self, selector: str) -> None:
        """With the Tab key alone."""
        for _step in range(200):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.fixture
def beside(listening: Any, tmp_path: Path) -> Iterator[Callable[..., Beside]]:
    """Opens the page; at the end nothing may have gone wrong in it, and it asked nobody else."""
    opened: list[Beside] = []
    with running(tmp_path / "home", makers(["I like it."])) as server:

        def open_(ui: LanguageCode = "en", *, answers: int = 0, **options: Any) -> Beside:
            if answers:
                kept(server, ui, answers)
            opened.append(Beside(listening, server, ui, **options))
            return opened[-1]

        yield open_
        for one in opened:
            one.context.close()
            assert one.opened.errors == []
            asked = [url for url in one.opened.requests if not url.startswith(("data:", "blob:"))]
            assert [url for url in asked if not url.startswith(one.address)] == []


def kept(server: Running, language: LanguageCode, count: int) -> list[Answer]:
    """Answers, the first three to one question, each with its sound."""
    question = QuestionRef(f"{language}-behavioural-1", QUESTIONS[language], "behavioural")
    answers = [
        replace(one, question=question) if at < 3 else one
        for at, one in enumerate(histories.history(count, language))
    ]
    histories.saved(server.studio.history, answers)
    for one in answers:
        folder = server.studio.history.folder / "answers" / one.id
        audio.write_wav(folder / "answer.wav", tone(0.5, 440, 0.2))
    return answers


def story(server: Running, language: LanguageCode) -> None:
    made = Story("", language, "A late parcel", "At work.", "", "I rang.", "She stayed.", ("job",))
    Stories(server.studio.history.folder).add(made)


# -- history ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_found_opened_compared_and_deleted(
    beside: Callable[..., Beside], language: LanguageCode
) -> None:
    one = beside(language, answers=6)
    page = one.page
    one.part("history")
    assert page.locator(".chooses").count() == 6
    page.locator(".search").fill(QUESTIONS[language])
    assert page.locator(".chooses").count() == 3
    page.locator(".search").fill("xyzzy")
    page.get_by_text(one.word("none_fits")).wait_for()
    page.locator(".search").fill("")
    page.locator(".filters select").last.select_option(index=1)
    assert 0 < page.locator(".chooses").count() <= 6
    page.locator(".filters select").last.select_option(index=0)
    page.locator(".search").fill(QUESTIONS[language])
    for at in range(2):
        page.locator(".choose input").nth(at).check()
    page.get_by_role("link", name=one.word("compare"), exact=True).click()
    one.filled()
    assert page.locator("thead th").count() == 3
    assert page.locator("audio").count() == 2
    page.locator("thead a").first.click()
    page.wait_for_selector(".answered iframe")
    one.filled()
    assert page.locator("h1").inner_text() == QUESTIONS[language]
    page.frame_locator("iframe").locator("audio").wait_for(state="attached")
    assert page.locator(".answered .answers li").count() == 2
    page.go_back()
    page.wait_for_selector(".compare table")
    page.go_forward()
    page.wait_for_selector(".answered iframe")
    one.filled()
    one.press("delete_answer")
    assert QUESTIONS[language] in one.confirm()
    page.wait_for_selector(".history-page .chooses")
    one.has(".chooses", 5)
    page.locator(".answer-link", has_text=QUESTIONS[language]).first.click()
    one.filled()
    page.get_by_role("button", name=one.many("delete_question", 2)).click()
    assert one.confirm() == one.many("forget_question", 2, question=QUESTIONS[language])
    one.has(".chooses", 3)
    assert page.get_by_text(QUESTIONS[language]).count() == 0


def test_answers_are_compared_and_deleted_by_keyboard(beside: Callable[..., Beside]) -> None:
    one = beside("en", answers=3)
    page = one.page
    press = page.keyboard.press
    one.tab_to("[data-part=history]")
    press("Enter")
    one.filled()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    for _box in range(2):
        one.tab_to(".choose input:not(:checked)")
        press(" ")
    one.tab_to(".actions.bar a.primary")
    press("Enter")
    page.wait_for_selector(".compare table")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    one.tab_to(".back")
    press("Enter")
    page.wait_for_selector(".history-page .chooses")
    one.tab_to(".choose input")
    press(" ")
    one.tab_to(".actions.bar button")
    press("Enter")
    page.wait_for_selector("dialog[open]")
    press("Escape")  # rather not
    assert page.locator(".chooses").count() == 3
    page.locator(".actions.bar button").focus()
    press("Enter")
    page.wait_for_selector("dialog[open]")
    one.tab_to("dialog .button:not(.primary)")
    press("Enter")
    page.wait_for_selector(".actions.bar", state="hidden")
    one.has(".chooses", 2)


# -- stories ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_is_written_changed_and_deleted_by_keyboard(
    beside: Callable[..., Beside], language: LanguageCode
) -> None:
    one = beside(language)
    page = one.page
    press = page.keyboard.press
    one.tab_to("[data-part=stories]")
    press("Enter")
    one.filled()
    one.tab_to(".stories-page a.primary")
    press("Enter")
    page.wait_for_selector(".story-page form")
    one.tab_to("[name=title]")
    press("Enter")  # without a title
    page.get_by_role("alert").filter(has_text=one.word("story_untitled")).wait_for()
    page.keyboard.type("The late parcel")
    for name in ("situation", "task", "action"):
        one.tab_to(f"[name={name}]")
        page.keyboard.type(f"My {name}.")
    one.tab_to(".form .primary")
    press("Enter")
    page.wait_for_selector(".stories-page .answer-link")
    missing = one.word("story_missing", parts=one.word("story_result"))
    assert missing in page.locator(".answer-link").inner_text()
    [saved] = Stories(one.server.studio.history.folder).read().stories
    assert (saved.language, saved.title, saved.action) == (
        language,
        "The late parcel",
        "My action.",
    )
    one.tab_to(".answer-link")
    press("Enter")
    page.wait_for_selector(".story-page form")
    one.tab_to("[name=result]")
    page.keyboard.type("She stayed.")
    one.tab_to(".form .primary")
    press("Enter")
    page.wait_for_selector(".stories-page .answer-link")
    assert Stories(one.server.studio.history.folder).get("1").result == "She stayed."
    page.locator(".answer-link").click()
    page.wait_for_selector(".story-page form")
    one.press("story_delete_it")
    assert one.confirm() == one.word("story_delete", title="The late parcel")
    page.wait_for_selector(".first")
    assert not Stories(one.server.studio.history.folder).read().stories


def test_a_story_that_is_not_saved_is_not_lost_by_a_slip(beside: Callable[..., Beside]) -> None:
    one = beside()
    page = one.page
    one.part("stories")
    page.locator(".stories-page a.primary").click()
    page.wait_for_selector(".story-page form")
    page.locator("[name=title]").fill("Half a story")
    page.locator(".nav [data-part=history]").click()
    page.wait_for_selector("dialog[open]")
    assert page.locator("dialog h2").inner_text() == one.word("unsaved_title")
    page.locator("dialog .primary").click()  # stay
    page.wait_for_selector("dialog", state="detached")
    assert page.locator("[name=title]").input_value() == "Half a story"
    page.go_back()
    page.locator("dialog .button:not(.primary)").click()
    page.wait_for_selector(".story-page", state="detached")
    assert not Stories(one.server.studio.history.folder).read().stories


# -- questions -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_found_looked_at_and_practised(
    beside: Callable[..., Beside], language: LanguageCode
) -> None:
    one = beside(language)
    story(one.server, language)
    page = one.page
    one.part("questions")
    listed = ".questions-page .answer-link"

    def found(**asked: str) -> int:
        query = urlencode({"language": language, **asked})
        return len(one.server.get(f"/api/questions?{query}")["questions"])

    search = {"en": "angry customer", "zh": "生气"}[language]
    counts = [found(), found(search=search), found(category="behavioural")]
    assert counts[0] > 50 > min(counts) > 0
    one.has(listed, counts[0])
    page.locator(".search").fill(search)
    one.has(listed, counts[1])
    page.locator(".search").fill("")
    one.has(listed, counts[0])
    page.locator(".filters select").select_option("behavioural")
    one.has(listed, counts[2])
    text = page.locator(".questions-page .answer-link b").first.inner_text()
    page.locator(".questions-page .answer-link").first.click()
    one.filled()
    assert page.locator("h1").inner_text() == text
    assert page.locator(".tips li").count() > 1
    example = page.get_by_text(one.word("example"), exact=True)
    example.click()
    assert page.locator("details[open] p").first.is_visible()
    one.press("practise_question")
    page.wait_for_selector(".listen h1, .answer h1")
    assert page.locator("h1").inner_text() == text
    assert page.locator("#nav").is_hidden()
    page.go_back()  # no way out of an interview by a slip
    page.wait_for_selector("dialog[open]")
    assert page.locator("dialog h2").inner_text() == one.word("leave_title")
    page.locator("dialog .button:not(.primary)").click()
    page.wait_for_selector(".over")
    assert page.locator("#nav").is_visible()
    one.part("history")
    page.wait_for_selector(".empty, .chooses")
    page.go_back()  # to how it went
    page.wait_for_selector(".over")
    page.reload()  # which is not kept
    page.wait_for_selector(".ready")


def test_a_pack_of_ones_own_is_checked_kept_and_deleted(
    beside: Callable[..., Beside], tmp_path: Path
) -> None:
    one = beside()
    page = one.page
    one.part("questions")
    page.get_by_text(one.word("pack_title"), exact=True).click()
    path = tmp_path / "mine.toml"
    path.write_text(PACK + 'tip = ["x"]\nlimit_s = "long"\n', encoding="utf-8")
    chooser = page.locator(".drop input[type=file]")
    chooser.set_input_files(path)
    page.wait_for_selector(".faults li")
    assert page.locator(".faults b").all_inner_texts() == [
        one.word("line", line=10), one.word("line", line=11),
    ]  # fmt: skip
    assert "mine.toml" not in page.locator(".faults").inner_text()
    path.write_text(PACK, encoding="utf-8")
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "mine.toml"));
          document.querySelector(".drop").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
        }""",
        PACK,
    )
    page.locator(".fine").filter(has_text="Mine").wait_for()
    one.press("pack_use")
    page.locator(".answer-link").filter(has_text="Why us, of all?").click()
    one.filled()
    assert page.locator("h1").inner_text() == "Why us, of all?"
    page.locator(".back").click()
    one.filled()
    page.reload()  # it is kept
    one.filled()
    page.get_by_role("button", name=one.word("pack_show", title="Mine")).click()
    one.filled()
    one.press("pack_delete")
    assert "Mine" in one.confirm()
    page.locator(".answer-link").filter(has_text="Why us, of all?").wait_for(state="detached")
    one.filled()
    assert page.get_by_text(one.word("pack_show", title="Mine")).count() == 0
    assert one.server.get("/api/questions?language=en")["packs"] == []


def test_a_pack_that_is_kept_is_practised(beside: Callable[..., Beside]) -> None:
    one = beside()
    page = one.page
    OwnPacks(one.server.studio.history.folder).keep(PACK)
    one.part("questions")
    page.get_by_role("button", name=one.word("pack_show", title="Mine")).click()
    one.filled()
    one.press("pack_practise")
    page.wait_for_selector(".listen h1, .answer h1")
    assert page.locator("h1").inner_text() == "Why us, of all?"


# -- before and after ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_keeps_its_ticks(
    beside: Callable[..., Beside], language: LanguageCode
) -> None:
    one = beside(language, answers=3)
    page = one.page
    one.part("prepare")
    boxes = page.locator(".ticks input")
    assert boxes.count() > 8
    boxes.first.check()
    page.reload()
    one.filled()
    assert boxes.first.is_checked()
    assert not boxes.nth(1).is_checked()
    assert "voicemock" not in page.locator("main").inner_text()
    one.press("ticks_clear")
    one.has(".ticks input:checked", 0)
    page.locator(".tick.seen a").first.click()
    page.wait_for_selector(".stories-page")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_written_and_its_days_are_handed_over(
    beside: Callable[..., Beside], language: LanguageCode
) -> None:
    one = beside(language)
    page = one.page
    one.part("prepare")
    page.get_by_role("link", name=one.word("letter_write")).click()
    page.get_by_text(one.word("letter_needs")).wait_for()
    page.locator("[name=name]").fill("李明")
    page.locator("[name=company]").fill("蓝鲸")
    page.locator(".letter").filter(has_text="蓝鲸").wait_for()
    page.get_by_text(one.word("time_for_calendar")).wait_for()
    page.locator("[name=date]").fill("2026-11-27")
    page.locator("[name=time]").fill("14:00")
    page.locator("[name=topics]").fill("night shifts")
    page.locator(".letter").filter(has_text="night shifts").wait_for()
    assert page.locator(".sends li").count() == 3
    one.press("copy")
    page.get_by_role("button", name=one.word("copied"), exact=True).wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "night shifts" in text
    with page.expect_download() as download:
        one.press("calendar")
    assert download.value.suggested_filename == "interview.ics"
    events = Calendar.from_ical(Path(download.value.path()).read_bytes()).events
    assert len(events) == 3
    assert "night shifts" in str(events[0]["DESCRIPTION"])
    with page.expect_download() as download:
        one.press("save_file")
    assert Path(download.value.path()).read_text(encoding="utf-8") == text
    page.reload()  # nothing that was written is lost
    page.locator(".letter").filter(has_text="night shifts").wait_for()


# -- settings --------------------------------------------------------------------------------


def test_settings_are_kept_at_once_and_a_refusal_is_told(beside: Callable[..., Beside]) -> None:
    one = beside()
    page = one.page
    path = Path(os.environ["VOICEMOCK_CONFIG"])
    one.part("settings")
    target = page.get_by_label(one.word("set_target"))
    target.select_option("natural")
    page.get_by_text(one.word("settings_saved"), exact=True).wait_for()
    assert path.read_text(encoding="utf-8") == 'target = "natural"\n'
    target.select_option("mine")  # too early
    page.wait_for_selector("dialog[open]")
    page.locator("dialog .button").click()
    assert target.input_value() == "natural"
    page.get_by_label(one.word("set_follow")).select_option("no")
    page.get_by_text(one.word("settings_saved"), exact=True).wait_for()
    page.get_by_text(one.word("set_coach"), exact=True).click()
    address = page.get_by_label(one.word("set_coach_url"))
    address.fill("http://192.0.2.1:11434")
    address.press("Tab")
    page.wait_for_selector("dialog[open]")
    assert "http://127.0.0.1:PORT" in page.locator("dialog").inner_text()
    page.locator("dialog .button").click()
    assert address.input_value() == ""
    address.fill("http://localhost:1234")
    address.press("Tab")
    page.get_by_text(one.word("settings_saved"), exact=True).wait_for()
    assert 'coach = "http://localhost:1234"' in path.read_text(encoding="utf-8")
    one.part("ready")
    page.get_by_text("More choices").click()
    assert not page.locator(".disclosures .check input").first.is_checked()
    one.part("settings")
    page.get_by_label(one.word("set_ui")).select_option("zh")
    page.wait_for_selector("html[lang=zh-Hans]")
    assert 'ui = "zh"' in path.read_text(encoding="utf-8")
    page.wait_for_selector(".settings")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_of_mine_is_handed_over_and_then_gone(
    beside: Callable[..., Beside], language: LanguageCode
) -> None:
    one = beside(language, answers=3)
    story(one.server, language)
    page = one.page
    one.part("settings")
    with page.expect_download() as download:
        page.get_by_role("link", name=one.word("export")).click()
    archive = zipfile.ZipFile(download.value.path())
    assert archive.testzip() is None
    assert sum(name.endswith("answer.wav") for name in archive.namelist()) == 3
    page.evaluate("localStorage.setItem('voicemock.letter', '{}')")
    one.press("remove_all")
    told = one.confirm()
    for part in (
        one.many("answers_count", 3), one.many("stories_count", 1),
        str(one.server.studio.history.folder),
    ):  # fmt: skip
        assert part in told
    page.wait_for_selector(".ready .first")
    assert one.server.get("/api/history") == []
    assert page.evaluate("Object.keys(localStorage)") == []


# -- for everybody ---------------------------------------------------------------------------

SCREENS = (
    "#/", "#/history", "#/history/{answer}", "#/compare/{answer},{other}", "#/stories",
    "#/stories/1", "#/stories/new", "#/questions", "#/questions/{language}/{language}-behavioural-1",
    "#/prepare", "#/letter", "#/settings",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_stands_in_the_way_of_anybody(
    beside: Callable[..., Beside], language: LanguageCode
) -> None:
    """axe finds nothing against WCAG 2.2 AA, light and dark; nothing is cut at 360 px, nor at 320 px with text
    twice as large.
    """
    one = beside(language, answers=6, reduced_motion="reduce")
    story(one.server, language)
    page = one.page
    ids = [row["id"] for row in one.server.get("/api/history")]
    for screen in SCREENS:
        page.goto(one.address + screen.format(answer=ids[-1], other=ids[-2], language=language))
        page.wait_for_selector("main > section:not(:has([aria-busy]))")
        for summary in page.locator("main summary").all():
            summary.click()
        if screen == "#/history":
            page.locator(".choose input").first.check()
        for width, size in ((1100, ""), (360, ""), (360, "200%"), (320, "200%")):
            page.set_viewport_size({"width": width, "height": 760})
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert one.opened.cut() == [], (screen, width, size, scheme)
                if not size:
                    assert one.opened.violations() == [], (screen, width, scheme)
        assert page.locator("h1").count() == 1, screen
