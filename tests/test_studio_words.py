"""The page's words: all that its scripts ask for are there, and none is left over."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import voicemock
from voicemock import i18n
from voicemock.studio.messages import words

PAGE = Path(voicemock.__file__).parent / "studio" / "page"
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGE.rglob("*.js")))
HTML = (PAGE / "studio.html").read_text(encoding="utf-8")
BUILT = {
    "_title": ("refused", "missing", "busy", "unsupported", "gone", "stranger"),
    "_text": ("refused", "missing", "busy", "unsupported", "gone", "stranger"),
}
"""Names that a script puts together, by their ends."""


def test_every_word_is_there_and_is_used() -> None:
    names = set(words())
    quoted = set(re.findall(r'"([a-z_0-9]+)"', SCRIPTS)) | set(re.findall(r"words\.(\w+)", HTML))
    built = {start + end for end, starts in BUILT.items() for start in starts}
    parts = ("situation", "task", "action", "result")
    built |= {f"story_{part}{end}" for part in parts for end in ("", "_note")}
    built |= {f"story_why_{number}" for number in (1, 2, 3)}
    built |= {f"needs_{word}{end}" for word in ("job", "company") for end in ("", "_long")}
    built |= {f"rate_{rate}" for rate in (110, 135, 160, 185, "own")}
    built |= {f"change_{way}" for way in ("good", "mind")}
    built |= {f"fault_{what}" for what in ("microphone", "not_judged")}
    built |= {f"leave{what}_{part}" for what in ("", "_drill") for part in ("title", "text")}
    built |= {f"pace_{verdict}" for verdict in ("slow", "good", "fast")}
    asked = set(re.findall(r'\b(?:t|many|spoken)\("([a-z_0-9]+)"', SCRIPTS))
    assert asked | built <= names
    assert names - quoted - built == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_number_has_two_forms(language: str) -> None:
    asked = set(re.findall(r'\bmany\("([a-z_0-9]+)"', SCRIPTS))
    with i18n.speaking(language, ""):
        found = words()
    for name, text in found.items():
        assert isinstance(text, list) == (name in asked), name


def test_nothing_comes_from_elsewhere() -> None:
    styles = (PAGE / "studio.css").read_text(encoding="utf-8")
    for text in (SCRIPTS, HTML, styles.replace("http://www.w3.org/2000/svg", "")):
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|(?<!\w)//cdn", text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_light(language: str) -> None:
    """All that a browser fetches of it, without sound: files, words, and the design they share."""
    files = [*PAGE.rglob("*"), PAGE.parents[1] / "report" / "pages" / "assets" / "tokens.css"]
    with i18n.speaking(language, ""):
        told = json.dumps(words(), ensure_ascii=False).encode()
    assert len(told) + sum(path.stat().st_size for path in files if path.is_file()) <= 300_000
