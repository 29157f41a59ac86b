"""The answer's page in a real browser, opened from disk."""

from __future__ import annotations

import statistics
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browser import OpenPage
from tests.helpers import silent_answer
from tests.pages import WORD_S, hertz_of, rendered, start_of, tone_answer
from voicemock import i18n
from voicemock.values.answer import PhraseHit, Transcript, Word
from voicemock.values.interview import LanguageCode, Question, QuestionRef
from voicemock.values.notes import Note

LANGUAGES: tuple[LanguageCode, ...] = ("en", "zh")
_HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
    "\"'`{{7*7}}&amp;<!-- \u202e evil \u2066 \u200f\u2028 😀👩‍👩‍👧 "
)
_LISTEN = """async ([from, to]) => {
  const audio = document.querySelector("audio");
  if (!window.tap) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    const source = context.createMediaElementSource(audio);
    source.connect(analyser).connect(context.destination);
    window.tap = {context, analyser};
  }
  await tap.context.resume();
  const levels = new Float32Array(tap.analyser.frequencyBinCount);
  const heard = [];
  while (audio.currentTime < from) await new Promise(requestAnimationFrame);
  while (audio.currentTime < to) {
    tap.analyser.getFloatFrequencyData(levels);
    heard.push(levels.indexOf(Math.max(...levels)) * tap.context.sampleRate / 2048);
    await new Promise(requestAnimationFrame);
  }
  return heard;
}"""
"""The frequencies heard from one time to another."""
_ONSET = """async () => {
  const audio = document.querySelector("audio");
  const wave = new Float32Array(256);
  for (let frame = 0; frame < 300; frame++) {
    tap.analyser.getFloatTimeDomainData(wave.fill(0));
    if (Math.max(...wave) > 0.1) return audio.currentTime;
    await new Promise(requestAnimationFrame);
  }
  return -1;
}"""
"""When the sound begins that is silent now. It is late by the browser's way to its loudspeaker."""
_DECODED = """async () => {
  const coded = atob(document.querySelector("audio").src.split(",")[1]);
  const bytes = Uint8Array.from(coded, (one) => one.charCodeAt(0));
  const context = new OfflineAudioContext(1, 1, 16000);
  const sound = (await context.decodeAudioData(bytes.buffer)).getChannelData(0);
  return sound.findIndex((value) => Math.abs(value) > 0.1) / 16000;
}"""
"""Where the first word begins in the sound, as the browser decodes it."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> LanguageCode:
    """The language of the answer and of the page."""
    chosen: LanguageCode = request.param
    i18n.use(chosen)
    return chosen


def _now(page: Any) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def _sought(page: Any) -> float:
    """Where the sound was moved to last."""
    return float(
        page.evaluate(
            """async () => {
              while (window.sought === null) await new Promise(requestAnimationFrame);
              const last = window.sought;
              window.sought = null;
              return last;
            }"""
        )
    )


def _until(page: Any, expression: str) -> None:
    """Wait in the page (Playwright's own waiting needs eval, which the page forbids)."""
    page.evaluate(
        f"""async () => {{
          for (let frame = 0; !({expression}); frame++) {{
            if (frame > 600) throw new Error("waited in vain");
            await new Promise(requestAnimationFrame);
          }}
        }}"""
    )


def _playing(page: Any) -> list[bool]:
    return list(page.evaluate("[...document.querySelectorAll('audio')].map(one => !one.paused)"))


def test_a_click_on_a_word_plays_that_word(
    language: LanguageCode, open_page: OpenPage, tmp_path: Path
) -> None:
    """What is heard is its tone, and sound after silence comes when the clock says so."""
    page = open_page(rendered([tone_answer(tmp_path / "a", language)])).page
    assert page.evaluate(_DECODED) == pytest.approx(start_of(0), abs=0.02)
    page.evaluate(_LISTEN, [0, 0])  # from here on
    for number in (8, 2, 11):
        heard: list[float] = []
        while not heard:  # a busy machine may have no frame in that time
            page.locator(".w").nth(number).click()
            assert _sought(page) == pytest.approx(start_of(number), abs=0.1)
            heard = page.evaluate(_LISTEN, [start_of(number) + 0.15, start_of(number) + 0.35])
        assert statistics.median(heard) == pytest.approx(hertz_of(number), abs=30)
    # What is heard is late by the way to the loudspeaker, seldom by more: the least counts.
    late = min(_onset(page, 0.5) for _try in range(3)) - start_of(0)
    assert 0 <= late < 0.4
    assert min(_onset(page, start_of(4) - 0.5) for _try in range(3)) - late == pytest.approx(
        start_of(4), abs=0.1
    )


def _onset(page: Any, seconds: float) -> float:
    """When sound begins after a seek to ``seconds``, where there is silence."""
    page.evaluate("document.querySelector('audio').pause()")
    page.locator(".position").fill(str(seconds))
    page.wait_for_timeout(100)
    page.locator(".play").click()
    return float(page.evaluate(_ONSET))


def test_the_lit_word_follows_the_sound(
    language: LanguageCode, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(rendered([tone_answer(tmp_path / "a", language)])).page
    page.locator(".play").click()
    seen = page.evaluate(
        """async () => {
          const audio = document.querySelector("audio"), words = [...document.querySelectorAll(".w")];
          const seen = [];
          while (audio.currentTime < 4.8) {
            await new Promise(requestAnimationFrame);
            seen.push([audio.currentTime, words.findIndex(one => one.classList.contains("lit"))]);
          }
          return seen;
        }"""
    )
    for time, lit in seen:
        for number in range(5):
            if start_of(number) + 0.05 < time < start_of(number) + WORD_S:
                assert lit == number, time
        if time < start_of(0) - 0.05 or start_of(3) + WORD_S + 0.35 < time < start_of(4) - 0.05:
            assert lit == -1, time
    assert {lit for _time, lit in seen} >= {-1, 0, 1, 2, 3}


def test_a_finding_plays_from_half_a_second_before(
    language: LanguageCode, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(rendered([tone_answer(tmp_path / "a", language)])).page
    findings = page.locator(".findings button")
    starts = [float(one.get_attribute("data-s")) for one in findings.all()]
    kinds = page.locator(".findings .sign").evaluate_all("all => all.map(one => one.classList[1])")
    assert sorted(kinds) == ["filler", "negative", "pause", "pause", "positive", "rush", "step"]
    findings.nth(2).click()
    assert _sought(page) == pytest.approx(starts[2] - 0.5, abs=0.1)
    assert _playing(page) == [True]
    assert findings.nth(2).get_attribute("aria-current") == "true"
    findings.nth(4).focus()
    page.keyboard.press("Enter")
    assert _sought(page) == pytest.approx(starts[4] - 0.5, abs=0.1)
    assert page.locator("#status").inner_text() != ""
    page.keyboard.press(" ")  # stops what plays, also from here
    assert _playing(page) == [False]
    page.keyboard.press(" ")  # goes on from there
    assert _playing(page) == [True]
    assert page.evaluate("window.sought") is None
    page.locator(".mark.negative").click()
    assert _sought(page) == pytest.approx(starts[kinds.index("negative")] - 0.5, abs=0.1)
    page.keyboard.press(" ")
    findings.nth(1).focus()
    page.keyboard.press(" ")  # another is pressed with it, as any button
    assert _sought(page) == pytest.approx(starts[1] - 0.5, abs=0.1)
    page.locator(".mark.negative").click()
    assert _sought(page) == pytest.approx(starts[kinds.index("negative")] - 0.5, abs=0.1)


def test_the_keys(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(rendered([tone_answer(tmp_path / "a")])).page
    starts = [float(one.get_attribute("data-s")) for one in page.locator(".findings button").all()]

    def press(key: str) -> float:
        page.keyboard.press(key)
        return _sought(page)

    page.keyboard.press(" ")
    assert _playing(page) == [True]
    page.keyboard.press(" ")
    assert _playing(page) == [False]
    assert press("n") == pytest.approx(starts[0] - 0.5, abs=0.1)
    assert press("n") == pytest.approx(starts[1] - 0.5, abs=0.1)
    assert press("n") == pytest.approx(starts[2] - 0.5, abs=0.1)
    assert press("p") == pytest.approx(starts[1] - 0.5, abs=0.1)
    page.keyboard.press(" ")
    before = _now(page)
    assert press("ArrowRight") == pytest.approx(before + 5, abs=0.1)
    assert press("ArrowLeft") == pytest.approx(before, abs=0.1)
    for _time in range(6):
        page.keyboard.press("]")
    rate = "(a => [a.playbackRate, a.preservesPitch])(document.querySelector('audio'))"
    assert page.evaluate(rate) == [2, True]
    for _time in range(9):
        page.keyboard.press("[")
    assert page.evaluate(rate) == [0.5, True]
    assert page.locator(".speed").inner_text() == "0.5×"
    page.locator("#keys-on").uncheck()  # somebody who dictates must be able to do without
    page.evaluate("document.activeElement.blur()")
    before = _now(page)
    page.keyboard.press("n")
    assert _now(page) == before
    assert _playing(page) == [False]


def test_a_moment_is_looped(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(rendered([tone_answer(tmp_path / "a")])).page
    filler = page.locator(".findings li:has(.filler) button")
    start = float(filler.get_attribute("data-s"))
    filler.click()
    page.keyboard.press("l")
    assert page.locator(".loop").get_attribute("aria-pressed") == "true"
    for _key in range(4):
        page.keyboard.press("]")
    times = page.evaluate(
        """async () => {
          const audio = document.querySelector("audio"), times = [];
          for (const end = performance.now() + 2500; performance.now() < end;) {
            await new Promise(requestAnimationFrame);
            times.push(audio.currentTime);
          }
          return times;
        }"""
    )
    assert min(times) > start - 0.6
    assert max(times) < start + WORD_S + 0.5 + 0.2
    assert sum(b < a - 0.5 for a, b in pairwise(times)) >= 2
    page.keyboard.press("l")
    assert page.locator(".loop").get_attribute("aria-pressed") == "false"


def test_words_are_reached_with_the_keyboard(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(rendered([tone_answer(tmp_path / "a")])).page
    assert page.locator(".w[tabindex='0']").count() == 1
    reached = False
    for _step in range(30):
        page.keyboard.press("Tab")
        reached = page.evaluate("document.activeElement.matches('.w')")
        if reached:
            break
    assert reached
    for _step in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert _sought(page) == pytest.approx(start_of(6), abs=0.1)
    assert page.locator(".w[tabindex='0']").count() == 1


def test_the_waveform_and_the_slider_move_the_sound(open_page: OpenPage, tmp_path: Path) -> None:
    answer = tone_answer(tmp_path / "a")
    page = open_page(rendered([answer])).page
    box = page.locator(".canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 50, steps=5)
    page.mouse.up()
    page.wait_for_timeout(100)
    half = answer.recording.duration_s / 2
    assert _now(page) == pytest.approx(half, abs=0.1)
    head = page.locator(".head").bounding_box()
    assert head["x"] == pytest.approx(box["x"] + box["width"] / 2, abs=3)
    page.locator(".position").fill("2")
    assert _now(page) == pytest.approx(2, abs=0.1)


def test_a_tap_moves_the_sound_and_a_swipe_does_not(open_page: OpenPage, tmp_path: Path) -> None:
    answer = tone_answer(tmp_path / "a")
    opened = open_page(rendered([answer]), has_touch=True, viewport={"width": 360, "height": 700})
    page = opened.page
    box = page.locator(".wave").bounding_box()
    whole = page.locator(".canvas").bounding_box()
    page.touchscreen.tap(box["x"] + 200, box["y"] + 50)
    expected = answer.recording.duration_s * 200 / whole["width"]
    assert _sought(page) == pytest.approx(expected, abs=0.1)
    touch = page.context.new_cdp_session(page)
    for kind, y in (("Start", 60), ("Move", 0), ("Move", -80)):
        point = {"x": box["x"] + 40, "y": box["y"] + y}
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 50
    assert page.evaluate("window.sought") is None


def test_of_two_takes_one_sounds(
    language: LanguageCode, open_page: OpenPage, tmp_path: Path
) -> None:
    first = tone_answer(tmp_path / "a", language)
    second = tone_answer(tmp_path / "b", language, "2026-11-23T10-31-07-a3f1")
    second = replace(second, pace=replace(second.pace, value=140.0))
    opened = open_page(rendered([second, first]))
    page = opened.page
    assert page.locator("article h2").count() == 2
    assert page.locator("td", has_text="-20" if language == "en" else "-60").count() == 1
    page.locator("#a1 .play").click()
    assert _playing(page) == [True, False]
    page.locator("#a2 .w").nth(3).click()
    _until(page, "document.querySelector('#a1 audio').paused")
    assert _playing(page) == [False, True]
    page.keyboard.press(" ")  # the one used last
    assert _playing(page) == [False, False]
    assert opened.violations() == []


_QUESTION = Question(
    "en-behavioural-1", "What happened?", "behavioural", limit_s=90, listens_for="Calm.",
    tips=("Be short.", "Name a number."), example="Once, a parcel …", why_it_works="It is short.",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(
    language: LanguageCode, scheme: str, open_page: OpenPage, tmp_path: Path
) -> None:
    """axe-core finds no violation of WCAG 2.2 A and AA, also while a word is lit, and when narrow."""
    content = rendered([tone_answer(tmp_path / "a", language)], _QUESTION)
    opened = open_page(content, color_scheme=scheme)
    page = opened.page
    page.locator("summary").first.click()
    page.locator(".w").nth(3).click()
    page.keyboard.press(" ")
    assert page.locator(".lit").count() == 1
    assert opened.violations() == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert opened.violations() == []
    assert opened.cut() == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert opened.cut() == [], width


def test_axe_would_see(open_page: OpenPage, tmp_path: Path) -> None:
    """The other direction: a page with faults has violations."""
    content = rendered([tone_answer(tmp_path / "a")]).replace('<html lang="en">', "<html>")
    found = " ".join(open_page(content).violations())
    assert "html-has-lang" in found


def test_hostile_text_is_text(open_page: OpenPage, tmp_path: Path) -> None:
    answer = tone_answer(tmp_path / "a")
    text = _HOSTILE + "<b>x</b>" * 1300
    assert len(text) > 10_000
    words = tuple(
        Word(part, start_of(at % 14), start_of(at % 14) + WORD_S, 0.5, text.index(part))
        for at, part in enumerate(text.split()[:6])
    )
    answer = replace(
        answer,
        question=QuestionRef(_HOSTILE, text, _HOSTILE),
        transcript=Transcript(text, _HOSTILE, _HOSTILE, words),
        phrases=replace(
            answer.phrases, items=(PhraseHit(_HOSTILE, "negative", _HOSTILE, 1.0, 2.0),)
        ),
        notes=(Note("x", "y", text),),
    )
    question = Question(
        "q", _HOSTILE, "intro", listens_for=_HOSTILE, tips=(_HOSTILE,), example=_HOSTILE,
        why_it_works=_HOSTILE,
    )  # fmt: skip
    opened = open_page(rendered([answer], question))
    page = opened.page
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelectorAll('img, b, article script').length") == 0
    assert page.locator("h1").evaluate("one => one.textContent") == text
    written = "".join(
        page.locator(".transcript").evaluate(
            """one => { one = one.cloneNode(true);
               for (const tag of one.querySelectorAll(".tag")) tag.remove();
               return one.textContent; }"""
        )
    )
    assert written == text
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".findings button").first.click()
    assert _playing(page) == [True]


def test_the_policy_stops_what_gets_past_the_escaping(chromium: Any, tmp_path: Path) -> None:
    content = rendered([tone_answer(tmp_path / "a")]).replace(
        "</main>",
        "<script>window.hacked=1</script><img src=https://example.invalid/x onerror='hacked=1'>"
        "<p id=styled style='position:fixed'>x</p></main>",
    )
    path = tmp_path / "page.html"
    path.write_text(content)
    page = chromium.new_page()
    requests: list[str] = []
    page.on("requestfinished", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert requests == [path.as_uri()]
    assert page.evaluate("getComputedStyle(styled).position") == "static"
    assert page.evaluate("document.querySelector('audio').duration") > 5
    page.close()


def test_answers_of_older_versions_and_without_sound(open_page: OpenPage, tmp_path: Path) -> None:
    answer = tone_answer(tmp_path / "a")
    old = replace(answer, fillers=None, voice=None, structure=None)
    page = open_page(rendered([old])).page
    page.locator(".w").nth(3).click()
    assert _sought(page) == pytest.approx(start_of(3), abs=0.1)
    gone = replace(answer, recording=replace(answer.recording, path=str(tmp_path / "gone.wav")))
    opened = open_page(rendered([gone]))
    assert opened.page.locator("audio, .player").count() == 0
    assert opened.page.locator(".notes li").count() == 1
    assert opened.page.locator(".findings button:disabled").count() == 7
    opened.page.keyboard.press(" ")
    opened.page.locator(".w").nth(3).click()
    assert opened.violations() == []
    silent = open_page(rendered([silent_answer()]))
    assert silent.page.locator(".w").count() == 0
    assert silent.violations() == []


def test_on_paper_only_what_can_be_read(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(rendered([tone_answer(tmp_path / "a")])).page
    page.emulate_media(media="print")
    assert not page.locator(".player").is_visible()
    assert not page.locator(".keys").is_visible()
    assert page.locator(".picture").is_visible()
    assert page.locator(".findings li").first.is_visible()
