"""The studio as a person meets it: `voicemock studio`, a real Chromium with a fed microphone, the real recognizer."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.e2e.browser import listening_to
from tests.e2e.test_practice_sound import PHRASES, TIMEOUT_S, likeness
from tests.helpers import saved
from voicemock.audio import samples as audio
from voicemock.testing import joined, silence
from voicemock.values.sound import SAMPLE_RATE, Samples

_FED_HZ = 48_000
_ASKED_S = 25.0
"""Within them the question must have been asked, on a machine that is busy, too."""


@pytest.mark.flaky(reruns=2)
def test_three_clicks_to_the_feedback_of_a_first_answer(
    driver: Any, model_cache: Path, answer_sound: Samples, tmp_path: Path
) -> None:
    """Start, I am done: what was fed to the microphone is heard, measured and kept as it was."""
    fed = tmp_path / "fed.wav"
    # Chromium plays the file from the moment that the page listens, which is before the question
    sound = joined(silence(_ASKED_S), answer_sound, silence(1.0))
    soundfile.write(fed, audio.resample(sound, SAMPLE_RATE, _FED_HZ), _FED_HZ)
    studio = subprocess.Popen(
        [sys.executable, "-m", "voicemock", "studio", "--no-open", "--port", str(_free_port())],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "VOICEMOCK_UI": "en"},
    )  # fmt: skip
    try:
        assert studio.stdout is not None
        address = studio.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]+", address)
        chromium = listening_to(driver, fed)
        page = chromium.new_page()
        page.set_default_timeout(1000 * TIMEOUT_S)
        wrong: list[str] = []
        asked: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        _practise(page, len(sound) / SAMPLE_RATE)
        chromium.close()
    finally:
        studio.send_signal(signal.SIGTERM)
        said = studio.communicate(timeout=TIMEOUT_S)[1]
    assert studio.returncode == 0, said
    assert wrong == []
    assert all(re.match(r"(http|ws)://127\.0\.0\.1:\d+/", one) for one in asked)
    [answer] = saved()
    assert [hit["id"] for hit in answer["phrases"]["items"] if hit["kind"] == "positive"] == PHRASES
    path = Path(answer["recording"]["path"])
    assert likeness(audio.read(path).samples, answer_sound) > 0.9
    assert "sound_lost" not in json.dumps(answer["notes"])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _practise(page: Any, fed_s: float) -> None:
    """The first question, answered with what is fed."""
    page.get_by_role("button", name="Start", exact=True).wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name=re.compile("^I am done")).wait_for()
    page.wait_for_timeout(1000 * fed_s)
    page.get_by_role("button", name=re.compile("^I am done")).click()
    page.get_by_text("Do this next", exact=True).wait_for()
