"""A visit to the studio with a real browser, whose microphone hears somebody speak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import soundfile

from tests.e2e.browser import Opened, listening_to
from tests.helpers import say
from tests.studio_page import Running
from voicemock import i18n
from voicemock.audio import samples as audio
from voicemock.studio.messages import words
from voicemock.testing import joined, silence
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE


@pytest.fixture(scope="module")
def listening(driver: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser whose microphone hears somebody speak."""
    fed = tmp_path_factory.mktemp("fed") / "fed.wav"
    spoken = joined(say("When I was new a customer was angry and I listened to her."), silence(0.6))
    sound = joined(*[spoken] * 30)
    soundfile.write(fed, audio.resample(sound, SAMPLE_RATE, 48_000), 48_000)
    browser = listening_to(driver, fed)
    yield browser
    browser.close()


class Visit:
    """The studio's page, opened in a context of its own; ``script`` runs before the page's own."""

    def __init__(
        self, browser: Any, studio: Running, language: LanguageCode, script: str = ""
    ) -> None:
        self.studio = studio
        self.context = browser.new_context(reduced_motion="reduce")
        self.context.set_default_timeout(180_000)
        name, _is, value = studio.cookie.partition("=")
        at = {"domain": "127.0.0.1", "path": "/"}
        self.context.add_cookies(
            [
                {"name": name, "value": value, **at},
                {"name": "voicemock_ui", "value": language, **at},
            ]
        )
        with i18n.speaking(language, ""):
            self.words: dict[str, Any] = words()
        self.last = Opened(self.context.new_page())
        self.page = self.last.page
        if script:
            self.page.add_init_script(script)
        self.page.on("pageerror", lambda error: self.last.errors.append(str(error)))
        self.page.goto(f"http://{studio.host}/")

    def looked_at(self) -> None:
        """axe finds nothing, and nothing is cut off, wide and narrow."""
        for width in (360, 1100):
            self.page.set_viewport_size({"width": width, "height": 4000})  # nothing hides
            assert self.last.violations() == []
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width
