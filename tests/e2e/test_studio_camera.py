"""The camera in the studio: real server, browser and MediaRecorder; the browser's own fake camera."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.e2e.studio_visit import Visit
from tests.studio_page import Running, makers, running
from voicemock.audio import samples as audio
from voicemock.record import video
from voicemock.values.interview import LanguageCode

LANGUAGES: tuple[LanguageCode, ...] = ("en", "zh")
IN_STEP_S = 0.1
_REFUSING = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (window.refusal && wanted.video) throw new DOMException("", window.refusal);
  return real(wanted);
};
"""
_CLOCK = """
let context = null;
const bursts = window.bursts = [];
function start() {
  context = new AudioContext();
  const rate = context.sampleRate, length = 60 * rate;
  const buffer = context.createBuffer(1, length, rate);
  const sound = buffer.getChannelData(0);
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let at = 0.4; at < 59; at += 0.45 + 0.5 * random()) bursts.push(at);
  for (let n = 0; n < length; n++) sound[n] = 0.002 * (random() - 0.5);
  for (const at of bursts) {
    const from = Math.round(at * rate);
    for (let n = 0; n < 0.08 * rate; n++) sound[from + n] = 0.8 * (random() - 0.5);
  }
  const node = new AudioBufferSourceNode(context, {buffer});
  const out = context.createMediaStreamDestination();
  const begin = context.currentTime + 0.1;
  node.connect(out);
  node.start(begin);
  const canvas = document.createElement("canvas");
  canvas.width = 320; canvas.height = 180;
  const pen = canvas.getContext("2d");
  setInterval(() => {
    const time = Math.max(0, Math.round((context.currentTime - begin) * 100));
    for (let bit = 0; bit < 13; bit++) {
      pen.fillStyle = bit === 12 || time >> bit & 1 ? "white" : "black";
      pen.fillRect(bit * 24, 0, 24, 180);
    }
  }, 10);
  return {audio: out.stream, video: canvas.captureStream(30)};
}
let made = null;
navigator.mediaDevices.getUserMedia = async (wanted) => {
  made ??= start();
  await context.resume();
  return wanted.video ? made.video : made.audio;
};
"""
"""A microphone that hears bursts of noise, and a camera that sees their clock: stripes, one a bit."""
_DRIFTS = """
async (start) => {
  const frame = document.querySelector("iframe.picture");
  const sound = frame.contentDocument.querySelector("audio");
  const screen = document.querySelector(".film video");
  await sound.play();
  const drifts = [];
  await new Promise((done) => {
    const look = setInterval(() => {
      drifts.push([sound.currentTime, screen.currentTime + start - sound.currentTime]);
      if (sound.ended || sound.paused || sound.currentTime > 9.5) { clearInterval(look); done(); }
    }, 50);
  });
  sound.pause();
  return drifts;
}
"""


class Filmed(Visit):
    """The studio's page, the camera on."""

    def __init__(
        self, browser: Any, studio: Running, script: str, language: LanguageCode = "en"
    ) -> None:
        super().__init__(browser, studio, language, script)
        self.page.locator(".camera input").wait_for()

    def start(self) -> None:
        self.page.locator(".ready > .actions .primary").click()

    def spoken(self, least_s: int) -> None:
        """Wait until the clock shows so much or more."""
        shown = "|".join(f"{at // 60}:{at % 60:02}" for at in range(least_s, 300))
        self.page.locator(".answer .time", has_text=re.compile(f"^({shown})$")).wait_for()

    def finish(self) -> None:
        self.page.locator(".answer .primary").click()
        self.page.wait_for_selector(".see .actions .primary")

    def filmed(self) -> None:
        self.page.locator(".film video").wait_for()

    @property
    def folder(self) -> Path:
        return Path(self.studio.studio.history.get().recording.path).parent


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "home", makers(["I listened to her."])) as one:
        yield one


@pytest.fixture
def open_(listening: Any, studio: Running) -> Iterator[Callable[..., Filmed]]:
    opened: list[Filmed] = []

    def open_page(script: str = _REFUSING, language: LanguageCode = "en") -> Filmed:
        opened.append(Filmed(listening, studio, script, language))
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()
        assert one.last.errors == []


def seen(path: Path) -> list[tuple[float, npt.NDArray[Any]]]:
    """When each picture of a video is shown, and what is in it."""
    import av

    with av.open(str(path)) as container:
        assert len(container.streams) == 1  # the sound is not kept twice
        return [
            (one.time or 0.0, one.to_ndarray(format="gray")) for one in container.decode(video=0)
        ]


def clock_in(picture: npt.NDArray[Any]) -> float | None:
    """The time that a picture shows."""
    width = picture.shape[1] / 320 * 24
    lit = [
        picture[:, round((n + 0.25) * width) : round((n + 0.75) * width)].mean() > 128
        for n in range(13)
    ]
    return sum(1 << n for n in range(12) if lit[n]) / 100 if lit[12] else None


def begins_at(sound: npt.NDArray[np.float32], bursts: list[float]) -> float:
    """What the clock shows at the first sample of a recording, by the bursts in it."""
    frames = np.abs(sound[: len(sound) // 80 * 80]).reshape(-1, 80).max(axis=1)
    loud = frames > 0.1
    at_s = np.flatnonzero(loud) * 0.005
    onsets = at_s[np.diff(at_s, prepend=-1) > 0.2]  # a burst has short gaps
    onsets = onsets[onsets > 0.2]
    shifts = [each - onsets[0] for each in bursts]
    apart = [np.abs(np.subtract.outer(onsets + each, bursts)).min(axis=1).max() for each in shifts]
    assert min(apart) < 0.1  # a busy browser may drop some sound
    return float(shifts[int(np.argmin(apart))])


@pytest.mark.parametrize("language", LANGUAGES)
def test_filmed_by_choice(
    open_: Callable[..., Filmed], studio: Running, language: LanguageCode
) -> None:
    """Off at first; oneself seen, and hidden; a pause parts the video; marked; forgotten with the answer."""
    one = open_(language=language)
    page = one.page
    assert not page.locator(".camera input").is_checked()
    page.locator(".camera input").check()
    page.locator(".camera .self-view").wait_for()
    one.looked_at()
    one.start()
    one.spoken(2)
    assert page.locator(".self-view").is_visible()
    page.get_by_role("button", name=one.words["self_view_hide"]).click()
    assert not page.locator(".self-view").is_visible()
    page.keyboard.press("p")
    page.get_by_role("button", name=one.words["resume"]).wait_for()
    page.keyboard.press("p")
    page.get_by_role("button", name=one.words["pause"], exact=False).wait_for()
    one.spoken(5)
    one.finish()
    one.filmed()
    parts = video.of(one.folder).parts
    assert len(parts) == 2
    assert all(each.ready for each in parts)
    # the second begins where the first ends: the pause is in neither
    assert parts[1].start_s == pytest.approx(parts[0].start_s + (parts[0].duration_s or 0), abs=0.7)
    sizes = [(one.folder / each.file).stat().st_size for each in parts]
    assert f"{sum(sizes) / 1e6:.1f} MB" in page.locator(".film").inner_text()
    assert all(picture.any() for _at, picture in seen(one.folder / parts[0].file))
    page.locator(".asks > li").nth(1).get_by_role("button").first.click()
    page.locator(".marks .good").wait_for()
    page.locator(".asks > li").nth(3).get_by_role("button").nth(1).click()
    page.locator(".marks .mind").wait_for()
    one.looked_at()
    assert [(each.about, each.good) for each in video.of(one.folder).marks] == [
        ("smile", True), ("looking", False),
    ]  # fmt: skip
    page.locator(".marks .mind .off").click()
    page.locator(".marks .mind").wait_for(state="detached")
    folder = one.folder
    studio.studio.history.forget([folder.name])
    assert not folder.exists()


def test_ten_seconds_stay_in_step(open_: Callable[..., Filmed]) -> None:
    """Each picture with the sound of its moment, in what is kept and while it is played."""
    one = open_(_CLOCK)
    page = one.page
    page.locator(".camera input").check()
    page.locator(".camera .self-view").wait_for()
    one.start()
    one.spoken(11)
    one.finish()
    one.filmed()
    [part] = video.of(one.folder).parts
    assert (part.duration_s or 0) > 9
    sound = audio.read(one.folder / "answer.wav").samples
    zero_s = begins_at(sound, page.evaluate("window.bursts"))
    pictures = [
        (at_s + part.start_s + zero_s, clock_in(one)) for at_s, one in seen(one.folder / part.file)
    ]
    late = np.array([at_s - shown for at_s, shown in pictures if shown is not None])
    print(f"{len(late)} pictures, late by {np.percentile(late, [0, 5, 50, 95, 100]).round(3)} s")
    assert len(late) > 20
    assert abs(np.median(late)) < IN_STEP_S
    page.frame_locator("iframe.picture").locator(".play").wait_for()
    page.locator(".film video[src]").wait_for()
    drifts = np.array(page.evaluate(_DRIFTS, part.start_s))
    settled = drifts[drifts[:, 0] > 2.0]
    print(f"played: {len(settled)}, {settled[:, 1].min():.3f} to {settled[:, 1].max():.3f} s")
    assert len(settled) > 20
    assert np.median(np.abs(settled[:, 1])) < IN_STEP_S


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("NotAllowedError", "camera_refused"),
        ("NotFoundError", "camera_missing"),
        ("NotReadableError", "camera_busy"),
    ],
)
def test_without_a_camera_it_goes_on(open_: Callable[..., Filmed], name: str, word: str) -> None:
    one = open_()
    page = one.page
    page.evaluate(f"window.refusal = '{name}'")
    page.locator(".camera input").click()
    page.locator(".camera .verdict", has_text=one.words[word]).wait_for()
    assert not page.locator(".camera input").is_checked()
    one.start()
    one.spoken(1)
    assert page.locator(".self-view").count() == 0
    one.finish()
    assert video.of(one.folder).parts == ()
    assert not page.locator(".film").is_visible()


def test_what_was_filmed_before_a_reload_and_a_cut_is_kept(
    open_: Callable[..., Filmed], studio: Running
) -> None:
    """A page loaded again films on; a piece that does not come through is sent again."""
    one = open_()
    page = one.page
    page.locator(".camera input").check()
    page.locator(".camera .self-view").wait_for()
    one.start()
    one.spoken(3)
    page.reload()
    page.locator("dialog .primary").click()
    page.locator(".answer .self-view").wait_for()
    broken = iter([True, True])
    page.route(
        "**/video/pieces*",
        lambda route: route.abort() if next(broken, False) else route.continue_(),
    )
    one.spoken(7)
    one.finish()
    one.filmed()
    page.locator(".film .note-of", has_text="MB").wait_for()
    answer = one.folder.name
    studio.wait_until(lambda: not studio.get(f"/api/answers/{answer}/video")["coming"])
    parts = video.of(one.folder).parts
    assert len(parts) == 2
    assert all(each.ready for each in parts)
    assert all(seen(one.folder / each.file) for each in parts)
    assert next(broken, None) is None
    told = json.loads((one.folder / "video.json").read_text())
    assert [each["form"] for each in told["parts"]] == ["webm", "webm"]


def test_a_video_can_be_removed(open_: Callable[..., Filmed]) -> None:
    one = open_()
    page = one.page
    page.locator(".camera input").check()
    page.locator(".camera .self-view").wait_for()
    one.start()
    one.spoken(2)
    one.finish()
    one.filmed()
    page.get_by_role("button", name=one.words["film_remove"]).click()
    page.locator("dialog .button").nth(1).click()
    page.locator(".film").wait_for(state="hidden")
    assert not [each for each in one.folder.iterdir() if "video" in each.name]
    assert (one.folder / "answer.wav").exists()
