"""One design: the pages have their values from one file, and its colours can be told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import voicemock
from tests.pages import rendered, tone_answer
from voicemock.report.pages.html import TOKENS

_TEXT = TOKENS.read_text(encoding="utf-8")
_PACKAGE = Path(voicemock.__file__).parent
_STYLES = sorted(path for path in _PACKAGE.rglob("*.css") if path != TOKENS)
_DATA = re.compile(r'url\("data:[^"]*"\)')
_TEXTS = [
    *((one, ground) for one in ("ink", "quiet", "good", "mind", "accent")
      for ground in ("ground", "surface")),
    *(("ink", ground) for ground in ("sunk", "accent-soft", "good-soft", "mind-soft")),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("lit-ink", "lit"),
]  # fmt: skip
_GRAPHICS = [(one, "surface") for one in ("edge", "wave", "pause", "accent", "mind", "good")]


def _colours(scheme: str) -> dict[str, str]:
    """The colours of a scheme; dark and print change those of the light one."""
    parts = {"light": _TEXT.partition("@media")[0]}
    dark, printed = _TEXT.partition("prefers-color-scheme: dark")[2].split("@media print")
    parts |= {"dark": dark, "print": printed}
    found = re.compile(r"--([a-z-]+): #([0-9a-f]+);")
    return dict(found.findall(parts["light"])) | dict(found.findall(parts[scheme]))


def _luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    if len(colour) == 3:
        colour = "".join(digit * 2 for digit in colour)
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_is_that_of_wcag() -> None:
    assert _contrast("000", "ffffff") == pytest.approx(21)
    assert _contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_and_signs_can_be_seen(scheme: str) -> None:
    colours = _colours(scheme)
    for pairs, least in ((_TEXTS, 4.5), (_GRAPHICS, 3.0)):
        for one, ground in pairs:
            assert _contrast(colours[one], colours[ground]) >= least, (one, ground)


@pytest.mark.parametrize("path", _STYLES, ids=lambda path: path.name)
def test_no_style_has_values_of_its_own(path: Path) -> None:
    """A colour, or a name that no value stands behind, would look right on one page and in one scheme."""
    style = _DATA.sub("", path.read_text(encoding="utf-8"))
    assert re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", style) == []
    known = set(re.findall(r"(--[a-z0-9-]+):", _TEXT + style))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", style)) <= known


def test_an_answers_page_says_first_what_to_do_next(tmp_path: Path) -> None:
    page = rendered([tone_answer(tmp_path)])
    parts = ["todo", "good-things", "player", "hero", "transcript", "steps", "findings", "keys"]
    places = [re.search(rf'class="{one}[ "]', page) for one in parts]
    found = [place.start() for place in places if place]
    assert len(found) == len(parts)
    assert found == sorted(found)
    assert "Do this next" in page
