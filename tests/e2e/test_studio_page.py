"""The studio's page in a real browser with a real microphone's path, against `studio_fake`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.e2e.browser import SCHEMES, Opened, listening_to
from voicemock import i18n
from voicemock.values.interview import LanguageCode

pytest.importorskip("starlette", reason="the studio's server is built on it")
pytest.importorskip("uvicorn", reason="the studio's server runs on it")

from tests.e2e.studio_fake import FakeStudio
from voicemock.studio.messages import SPEAK_NOW, words

LANGUAGES: tuple[LanguageCode, ...] = ("en", "zh")
FED_S = 120
_DEVICE = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (window.refusal) throw new DOMException("", window.refusal);
  return window.stream = await real(wanted);
};
window.cues = [];
new MutationObserver(() => {
  const cue = document.querySelector(".cue")?.textContent;
  if (cue && cue !== window.cues.at(-1)) window.cues.push(cue);
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
"""Lets a test refuse the microphone, and have what was given; notes each cue, which goes when one speaks."""


@pytest.fixture(scope="module")
def listening(driver: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser whose microphone hears a tone."""
    fed = tmp_path_factory.mktemp("fed") / "fed.wav"
    at_s = np.arange(48_000 * FED_S) / 48_000
    soundfile.write(fed, (0.3 * np.sin(2 * np.pi * 220 * at_s)).astype(np.float32), 48_000)
    browser = listening_to(driver, fed)
    yield browser
    browser.close()


class Studio:
    """The page, open, and the server that plays the engine."""

    def __init__(self, browser: Any, fake: FakeStudio, **options: Any) -> None:
        self.fake = fake
        self.address = fake.start()
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(60_000)
        self.words = _words(fake.ui)
        self.page = self.opened().page

    def opened(self) -> Opened:
        """One more tab."""
        self.last = Opened(self.context.new_page())
        page = self.last.page
        page.add_init_script(_DEVICE)
        page.on("request", lambda request: self.last.requests.append(request.url))
        page.on("pageerror", lambda error: self.last.errors.append(str(error)))
        page.on("console", self._said)
        page.goto(self.address)
        page.wait_for_selector(".ready, dialog")
        return self.last

    def _said(self, line: Any) -> None:
        # that a socket was cut, or something refused, is told by the browser itself
        told = ("WebSocket", "ERR_CONN", "Failed to load resource")
        if line.type == "error" and not any(one in line.text for one in told):
            self.last.errors.append(line.text)

    def word(self, name: str) -> str:
        """One of the page's words."""
        return str(self.words[name])

    def start(self) -> None:
        """Begin, until the answer is recorded."""
        self.page.locator(".ready > .actions .primary").click()
        self.speaking()

    def speaking(self) -> None:
        """Until an answer is recorded and a key may end it."""
        self.page.wait_for_selector(".answer:not(.thinking) .time")
        self.page.wait_for_timeout(700)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for something of the server."""
        for _try in range(600):
            if true():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it never became true")


@pytest.fixture
def studio(listening: Any, tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Opens the page; at the end nothing may have gone wrong in it, and it asked nobody else."""
    opened: list[Studio] = []

    def open_(language: LanguageCode = "en", *, left: bool = False, **options: Any) -> Studio:
        fake = FakeStudio(tmp_path, language=language, ui=language, interrupted=left)
        opened.append(Studio(listening, fake, **options))
        return opened[-1]

    yield open_
    for one in opened:
        one.context.close()
        one.fake.stop()
        assert one.last.errors == []
        # the sound of an answer's page is in it
        asked = [url for url in one.last.requests if not url.startswith(("data:", "blob:"))]
        assert [url for url in asked if not url.startswith(one.address)] == []


def _words(ui: str) -> dict[str, Any]:
    with i18n.speaking(ui, ""):
        return words()


def _complete(fake: FakeStudio, take: int = 0) -> float:
    """No block of a take is missing and none overlaps; its length in seconds."""
    numbers = sorted(number for each, number in fake.blocks if each == take)
    assert numbers == list(range(len(numbers)))
    blocks = [fake.blocks[take, number] for number in numbers]
    for before, after in itertools.pairwise(blocks):
        ends_s = before.at_s + len(before.samples) / before.rate
        assert after.at_s == pytest.approx(ends_s, abs=0.0005)
    assert not [one for one in fake.messages if "gap" in one]
    assert min(np.abs(one.samples).max() for one in blocks[2:]) > 0.2 * 32768
    return sum(len(one.samples) / one.rate for one in blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interview_by_mouse(studio: Callable[..., Studio], language: LanguageCode) -> None:
    """Three clicks from the first page to the first feedback; a second take; the follow-up left."""
    one = studio(language)
    page = one.page
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[language]
    assert page.locator(".first li").count() == 3
    page.locator(".cards label").nth(0).click()
    page.locator(".ready > .actions .primary").click()
    page.wait_for_selector(".listen .actions:not([hidden])")
    assert "顾客" in page.locator("h1").inner_text() or language == "en"
    page.wait_for_selector(".answer .time")
    assert page.evaluate("window.cues") == [SPEAK_NOW[language]]
    page.wait_for_timeout(1500)
    page.locator(".answer .primary").click()
    page.wait_for_selector(".todo")
    assert page.locator(".next-thing .eyebrow").inner_text() == one.word("next_thing")
    page.wait_for_selector(".see .actions .primary")
    page.locator(".actions.bar .button").nth(1).click()  # again
    one.speaking()
    page.locator(".answer .primary").click()
    page.wait_for_selector(".takes")
    assert page.locator(".takes thead th").count() == 2
    page.get_by_role("button", name=one.word("skip_follow_up")).click()
    one.speaking()
    page.locator(".answer .primary").click()
    page.wait_for_selector(".see .actions .primary")
    assert (
        page.locator(".actions.bar .primary").inner_text().startswith(one.word("finish_interview"))
    )
    page.locator(".actions.bar .primary").click()
    page.wait_for_selector(".over")
    assert page.locator(".answers").first.locator("li").count() == 3
    page.wait_for_selector(".history li")
    page.locator(".over .actions .primary").click()
    page.wait_for_selector(".ready")
    assert one.fake.asked[0]["what"] == "whole"
    assert one.fake.asked[0]["language"] == language
    settings = next(message["settings"] for message in one.fake.messages if "settings" in message)
    unwanted = ("echoCancellation", "noiseSuppression", "autoGainControl")
    assert [settings[name] for name in unwanted] == [False] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_language_model_says_is_shown_as_text(
    studio: Callable[..., Studio], language: LanguageCode
) -> None:
    """It comes while one reads, marked as its; nothing of it is executed, and nothing else moves."""
    hostile = "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script>"
    one = studio(language)
    page = one.page
    one.start()
    page.locator(".answer .primary").click()
    page.wait_for_selector(".see .actions .primary")
    assert page.locator(".coach").count() == 0
    frame = page.locator("iframe").element_handle()
    lines = [{"name": hostile, "text": hostile}, {"name": "Result", "text": ""}]
    coach = {"title": "A model says", "note": "Perhaps wrong", "model": hostile, "lines": lines}
    one.fake.tell_now("Coached", answer={"id": "a0", "summary": {"coach": coach}}, following=None)
    page.wait_for_selector(".coach")
    assert page.locator(".coach").inner_text().count("<script>") == 3
    assert page.locator(".coach img, .coach script").count() == 0
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("(one) => one.isConnected", frame)  # the picture was not loaded anew
    told = page.locator("#live").filter(has_text="A model says")
    told.wait_for(state="attached")  # for those who do not see it
    assert one.last.violations() == []
    assert one.last.cut() == []
    one.fake.tell_now("NotCoached", error={"error": "CoachError", "text": "It is gone."})
    page.get_by_text("It is gone.").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interview_by_keyboard(studio: Callable[..., Studio], language: LanguageCode) -> None:
    """With nothing but keys, and the focus goes where the screen goes."""
    one = studio(language)
    page = one.page
    press = page.keyboard.press
    for _step in range(40):
        press("Tab")
        if page.evaluate("document.activeElement.matches('.ready > .actions .primary')"):
            break
    press("Enter")
    page.wait_for_selector(".listen .actions:not([hidden])")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    press(" ")  # no need to hear it all
    one.speaking()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    press("p")
    page.get_by_role("button", name=one.word("resume")).wait_for()
    press("p")
    page.get_by_role("button", name=one.word("pause"), exact=False).wait_for()
    press("r")
    one.until(lambda: {"command": "RESTART", "take": 0} in one.fake.messages)
    one.speaking()
    press("s")
    page.wait_for_selector(".listen")
    one.speaking()
    press("q")
    page.wait_for_selector("dialog[open]")
    press("Escape")
    press(" ")
    page.wait_for_selector(".see .actions .primary")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    press("Enter")  # the follow-up
    one.speaking()
    assert page.locator(".eyebrow").inner_text() == one.word("follow_up")
    press("Enter")
    page.wait_for_selector(".see .actions .primary")
    press("q")
    page.wait_for_selector("dialog[open]")
    press("Tab")
    press("Enter")
    page.wait_for_selector(".over")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_in_the_way_of_anybody(
    studio: Callable[..., Studio], language: LanguageCode
) -> None:
    """axe finds nothing against WCAG 2.2 AA in any state, light and dark, wide and narrow; nothing is cut off."""
    one = studio(language, left=True, reduced_motion="reduce")
    page = one.page

    def look(state: str) -> None:
        for width, scheme in itertools.product((360, 1100), SCHEMES):
            page.set_viewport_size({"width": width, "height": 760})
            page.emulate_media(color_scheme=scheme)
            assert one.last.violations() == [], (state, width, scheme)
            assert one.last.cut() == [], (state, width, scheme)
        page.evaluate("document.documentElement.style.fontSize = '200%'")  # text twice as large
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 760})
            assert one.last.cut() == [], (state, width, "twice as large")
        page.evaluate("document.documentElement.style.fontSize = ''")

    page.locator(".microphone button").click()
    page.wait_for_selector(".meter")
    for summary in page.locator("summary").all():
        summary.click()
    look("ready")
    page.locator("details:last-child .check").nth(1).click()  # a calm minute
    page.locator(".ready > .actions .primary").click()
    page.wait_for_selector(".breathing")
    look("a calm minute")
    page.keyboard.press(" ")
    page.wait_for_selector(".answer .time")
    look("answer")
    page.locator(".foot-choices .button").click()
    page.keyboard.press("p")
    look("answer, pace, paused")
    page.keyboard.press("p")
    page.locator("#leave").click()
    look("leave?")
    page.keyboard.press("Escape")
    one.fake.cut(3)
    page.wait_for_selector(".banner")
    look("cut off")
    page.wait_for_selector(".banner", state="detached")
    page.keyboard.press(" ")
    page.wait_for_selector(".see .actions .primary")
    for summary in page.locator(".rest summary").all():
        summary.click()
    look("see")
    page.keyboard.press("r")
    one.speaking()
    page.keyboard.press(" ")
    page.wait_for_selector(".takes")
    look("takes")
    page.evaluate("stream.getTracks()[0].stop()")
    page.keyboard.press("n")
    page.wait_for_selector(".answer .time")
    page.evaluate("stream.getTracks()[0].dispatchEvent(new Event('ended'))")
    page.wait_for_selector(".device")
    look("no microphone")
    page.keyboard.press("q")
    page.locator("dialog .button").nth(1).click()
    page.wait_for_selector(".history li")
    look("over")


def test_the_question_is_shown_while_it_sounds(studio: Callable[..., Studio]) -> None:
    one = studio()
    page = one.page
    page.locator(".ready > .actions .primary").click()
    page.wait_for_selector(".listen .actions:not([hidden])")
    assert page.locator(".voice").is_visible()
    assert one.last.violations() == []
    page.wait_for_selector(".answer .time")
    began = next(message["began"] for message in one.fake.messages if "began" in message)
    ended = next(message["ended"] for message in one.fake.messages if "ended" in message)
    assert ended - began == pytest.approx(0.6, abs=0.01)


def test_an_exam(studio: Callable[..., Studio]) -> None:
    """Time to think that goes by, one take that cannot be stopped, and feedback at the end."""
    one = studio()
    page = one.page
    page.locator("summary").last.click()
    page.locator("details:last-child .check").last.click()
    page.locator(".ready > .actions .primary").click()
    for _question in range(2):
        page.wait_for_selector(".thinking .time")
        assert one.last.violations() == []
        one.speaking()  # by itself
        assert page.locator(".answer .row").count() == 0
        page.keyboard.press("r")
        page.keyboard.press(" ")
    page.wait_for_selector(".see .actions .primary")
    assert page.locator(".found").count() == 2
    assert one.last.violations() == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".over")
    commands = [one["command"] for one in one.fake.messages if "command" in one]
    assert commands == ["FINISH", "FINISH"]


def test_a_blocked_page_loses_no_sound(studio: Callable[..., Studio]) -> None:
    one = studio()
    one.start()
    before = len(one.fake.blocks)
    during = one.page.evaluate(
        """async () => {
          const began = performance.now();
          while (performance.now() - began < 2000);
          return performance.now() - began;
        }"""
    )
    assert during >= 2000
    one.until(lambda: len(one.fake.blocks) - before > 50)
    one.page.keyboard.press(" ")
    one.page.wait_for_selector(".see .actions .primary")
    assert _complete(one.fake) > 2.5


def test_a_cut_connection_loses_no_sound(studio: Callable[..., Studio]) -> None:
    """The clock goes on, it is said, and what was spoken in the meantime comes afterwards."""
    one = studio()
    one.start()
    one.fake.cut(5)
    page = one.page
    page.wait_for_selector(".banner")
    assert page.locator(".banner").inner_text() == one.word("lost_speaking")
    page.wait_for_timeout(3000)
    assert page.locator(".time").inner_text() >= "0:03"
    page.wait_for_selector(".banner", state="detached")
    page.wait_for_timeout(1000)
    page.keyboard.press(" ")
    page.wait_for_selector(".see .actions .primary")
    assert _complete(one.fake) > 6


def test_what_is_pressed_without_a_connection_is_done_afterwards(
    studio: Callable[..., Studio],
) -> None:
    one = studio()
    one.start()
    one.fake.cut(2)
    one.page.wait_for_selector(".banner")
    one.page.keyboard.press(" ")
    one.page.wait_for_selector(".see .actions .primary")
    finish = [one for one in one.fake.messages if one.get("command") == "FINISH"]
    assert finish == [{"command": "FINISH", "take": 0}]
    _complete(one.fake)


def test_what_is_lost_on_its_way_is_sent_again(studio: Callable[..., Studio]) -> None:
    """Pressed when the connection was dead and nobody knew: done once it is there again, and once."""
    one = studio()
    one.start()
    one.fake.deaf = True
    one.page.keyboard.press(" ")
    one.page.wait_for_selector(".answer .busy")
    one.fake.cut(1)
    one.page.wait_for_selector(".banner")
    one.fake.deaf = False
    one.page.wait_for_selector(".see .actions .primary")
    finish = [each for each in one.fake.messages if each.get("command") == "FINISH"]
    assert finish == [{"command": "FINISH", "take": 0}]
    _complete(one.fake)


def test_a_page_loaded_again_goes_on(studio: Callable[..., Studio]) -> None:
    """With the take that was recorded, its blocks numbered on."""
    one = studio()
    one.start()
    one.page.reload()
    one.page.wait_for_selector("dialog[open]")
    assert one.page.locator("dialog h2").inner_text() == one.word("resume_title")
    assert one.last.violations() == []
    one.page.locator("dialog .primary").click()
    before = len(one.fake.blocks)
    one.speaking()
    one.until(lambda: len(one.fake.blocks) > before + 10)
    one.page.keyboard.press(" ")
    one.page.wait_for_selector(".see .actions .primary")
    numbers = sorted(number for take, number in one.fake.blocks if take == 0)
    assert numbers == list(range(len(numbers)))
    one.page.reload()  # where a choice is to be made, too
    one.page.locator("dialog .primary").click()
    one.page.wait_for_selector(".see .actions .primary")
    assert one.page.locator(".todo").count() == 1


def test_another_tab_takes_over(studio: Callable[..., Studio]) -> None:
    one = studio()
    one.start()
    first = one.page
    second = one.opened().page
    second.locator("dialog .primary").click()
    second.wait_for_selector(".answer .time")
    first.wait_for_selector("dialog[open]")
    assert first.locator("dialog h2").inner_text() == one.word("taken_title")
    first.locator("dialog .primary").click()
    second.wait_for_selector("dialog[open]")
    first.wait_for_timeout(500)
    first.keyboard.press(" ")
    first.wait_for_selector(".see .actions .primary")


@pytest.mark.parametrize(
    ("name", "why"),
    [("NotAllowedError", "refused"), ("NotFoundError", "missing"), ("NotReadableError", "busy")],
)
def test_without_a_microphone(studio: Callable[..., Studio], name: str, why: str) -> None:
    """What to do is said, and nothing begins."""
    one = studio()
    page = one.page
    page.evaluate(f"window.refusal = '{name}'")
    page.locator(".ready > .actions .primary").click()
    page.wait_for_selector("dialog[open]")
    assert page.locator("dialog h2").inner_text() == one.word(f"{why}_title")
    assert page.locator("dialog p").inner_text() == one.word(f"{why}_text")
    assert one.last.violations() == []
    page.locator("dialog .primary").click()  # it is no better yet
    page.wait_for_selector("dialog[open]")
    page.locator("dialog .button").nth(1).click()
    assert one.fake.asked == []
    page.locator(".ready > .actions .primary").click()
    page.wait_for_selector("dialog[open]")
    page.evaluate("window.refusal = null")
    page.locator("dialog .primary").click()
    one.speaking()


def test_a_microphone_that_goes_and_comes_back(studio: Callable[..., Studio]) -> None:
    one = studio()
    one.start()
    page = one.page
    page.evaluate("stream.getTracks()[0].dispatchEvent(new Event('mute'))")
    assert page.locator(".banner").inner_text() == one.word("muted")
    page.evaluate("stream.getTracks()[0].dispatchEvent(new Event('unmute'))")
    page.wait_for_selector(".banner", state="detached")
    page.evaluate("stream.getTracks()[0].dispatchEvent(new Event('ended'))")
    page.wait_for_selector(".device")
    page.locator(".device .primary").click()
    one.speaking()
    page.keyboard.press(" ")
    page.wait_for_selector(".see .actions .primary")


def test_a_server_that_ends_is_told(studio: Callable[..., Studio]) -> None:
    one = studio()
    one.start()
    one.fake.stop()
    one.page.wait_for_selector("dialog[open]")
    assert one.page.locator("dialog h2").inner_text() == one.word("gone_title")


def test_no_interview_begins(studio: Callable[..., Studio]) -> None:
    """The server's own message is shown, and the button can be pressed again."""
    one = studio()
    one.fake.refuse = "There is no such question."
    one.page.locator(".ready > .actions .primary").click()
    one.page.wait_for_selector("dialog[open]")
    assert one.page.locator("dialog p").inner_text() == one.fake.refuse
    one.fake.refuse = ""
    one.page.locator("dialog .primary").click()
    one.start()


def test_what_was_left_stands_on_top(studio: Callable[..., Studio]) -> None:
    one = studio(left=True)
    page = one.page
    assert page.locator(".waiting").count() == 2
    page.get_by_role("button", name=one.word("discard")).click()
    page.locator("dialog .primary").click()  # rather not
    assert one.fake.messages == []
    page.get_by_role("button", name=one.word("analyze")).click()
    page.locator(".waiting a").wait_for()
    assert one.fake.messages == [{"unfinished": "x1", "do": "analyze"}]
    page.get_by_role("button", name=one.word("go_on_with_it")).click()
    one.speaking()
    assert one.fake.asked[0]["what"] == "continue"


def test_what_was_chosen_is_asked_for(studio: Callable[..., Studio], tmp_path: Path) -> None:
    one = studio()
    page = one.page
    page.get_by_role("radio", name="中文").check()
    page.locator(".cards input").nth(2).check()
    page.locator(".details select").select_option("zh-1")
    for summary in page.locator("summary").all():
        summary.click()
    advert = tmp_path / "advert.txt"
    advert.write_text("客服专员，要有同理心", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(advert)
    page.locator("input[type=text]").fill("主动负责")
    page.locator(".disclosures .check").first.click()
    one.start()
    wanted = {
        "language": "zh", "what": "question", "question": "zh-1", "job": "客服专员，要有同理心",
        "company": "主动负责", "voice": "Anna", "aloud": True, "calm": False, "exam": False,
        "follow_ups": False,
    }  # fmt: skip
    assert one.fake.asked == [wanted]


def test_a_sentence_is_heard_back(studio: Callable[..., Studio]) -> None:
    one = studio()
    page = one.page
    page.locator(".microphone button").click()
    page.locator(".meter").wait_for()
    page.get_by_role("button", name=one.word("say_sentence")).click()
    page.get_by_text(one.word("playing_back")).wait_for()
    page.get_by_text(one.word("heard_good")).wait_for()


def test_every_count_plays(studio: Callable[..., Studio]) -> None:
    """The moment of a count, from a little before it to a little after."""
    one = studio()
    one.start()
    page = one.page
    page.keyboard.press(" ")
    page.wait_for_selector(".see .actions .primary")
    frame = page.frame_locator("iframe.picture")
    frame.locator(".play").wait_for()
    audio = frame.locator("audio")
    audio.evaluate(
        """audio => {
          audio.noted = [];
          for (const kind of ["playing", "pause"])
            audio.addEventListener(kind, () => audio.noted.push([kind, audio.currentTime]));
        }"""
    )
    page.get_by_role("button", name=re.compile(one.word("count_fillers"))).click()
    one.until(lambda: audio.evaluate("audio => audio.paused && audio.noted.length >= 2"))
    noted = audio.evaluate("audio => audio.noted")
    assert [kind for kind, _at_s in noted] == ["playing", "pause"]
    assert 6.4 < noted[0][1] < 8
    assert noted[1][1] == pytest.approx(7.9, abs=0.3)


def test_letters_can_be_switched_off(studio: Callable[..., Studio]) -> None:
    one = studio()
    one.start()
    one.page.locator(".check.for-keys").click()
    one.page.keyboard.press("r")
    one.page.keyboard.press("p")
    one.page.keyboard.press(" ")
    one.page.wait_for_selector(".see .actions .primary")
    commands = [one["command"] for one in one.fake.messages if "command" in one]
    assert commands == ["FINISH"]


def test_milestones_are_said_and_the_time_is_not(studio: Callable[..., Studio]) -> None:
    one = studio()
    page = one.page
    live = page.locator("#live")
    assert live.get_attribute("aria-live") == "polite"
    one.start()
    assert live.inner_text() == SPEAK_NOW["en"]
    assert page.get_by_role("timer").get_attribute("aria-live") == "off"
    page.keyboard.press("p")
    page.wait_for_timeout(400)
    assert live.inner_text() == one.word("paused")
