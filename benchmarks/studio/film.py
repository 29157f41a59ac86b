"""How far the pictures of a long answer are from the sound of their moment, as kept and as played."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.studio.stage import Studio, Visit, browser_on, stage
from tests.e2e.test_studio_camera import _CLOCK, _DRIFTS, begins_at, clock_in, seen
from voicemock.audio import samples as audio
from voicemock.record import video

_ROUND_S = 40.96
"""The clock in the picture begins anew."""
_SETTLED_S = 2.0


def measure(driver: Any, seconds: float) -> None:
    """Print by how much pictures are late, in what is kept, at its end, and while it is played."""
    script = _CLOCK.replace("60 * rate", f"{seconds + 60:.0f} * rate")
    script = script.replace("at < 59", f"at < {seconds + 59:.0f}")
    with stage() as play:
        studio = Studio(play, hears=False)
        with browser_on(driver, play) as browser:
            visit = Visit(browser, studio.address, script)
            page = visit.page
            page.locator(".camera input").check()
            page.locator(".camera .self-view").wait_for()
            visit.begin("en-intro-1", more=False)
            visit.speaking()
            time.sleep(seconds)
            visit.finish()
            page.locator(".film video[src]").wait_for()
            [folder] = play.home.glob("answers/*")
            [part] = video.of(folder).parts
            sound = audio.read(folder / "answer.wav").samples
            zero_s = begins_at(sound, page.evaluate("window.bursts"))
            page.frame_locator("iframe.picture").locator(".play").wait_for()
            played = page.evaluate(_DRIFTS.replace("9.5", f"{seconds - 2:.1f}"), part.start_s)
        late = np.array([
            (at_s, _late_s(at_s + part.start_s + zero_s, shown))
            for at_s, picture in seen(folder / part.file)
            if (shown := clock_in(picture)) is not None
        ])  # fmt: skip
        studio.end()
    end = late[late[:, 0] > seconds - 10]
    drifts = np.array([drift for at_s, drift in played if at_s > _SETTLED_S])
    print(f"film of {part.duration_s or 0:.0f} s: {len(late)} pictures, late by {_range(late[:, 1])}; "
          f"the last ten seconds {_range(end[:, 1])}")  # fmt: skip
    print(f"as it is played, apart by {_range(drifts)}\n", flush=True)


def _late_s(at_s: float, shown_s: float) -> float:
    return (at_s - shown_s + _ROUND_S / 2) % _ROUND_S - _ROUND_S / 2


def _range(values: Any) -> str:
    low, mid, high = np.percentile(values, [0, 50, 100])
    return f"{mid:+.3f} s ({low:+.3f} to {high:+.3f})"
