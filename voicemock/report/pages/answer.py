"""The page of an answer, or of several: its words, and `render`."""

from __future__ import annotations

from voicemock.i18n import _
from voicemock.report.pages import html
from voicemock.report.pages.answer_data import Page
from voicemock.report.views import findings


def render(page: Page) -> str:
    """The whole HTML file."""
    return html.render(
        "answer.html",
        _labels(),
        styles=("page.css", "answer.css"),
        scripts=("answer.js",),
        page=page,
        keys=_keys(),
        kind_names={kind: findings.kind_name(kind) for kind in findings.GLYPHS},
    )


def _labels() -> dict[str, str]:
    return {
        "next_thing": _("Do this next"),
        "nothing_next_title": _("Well done"),
        "nothing_next": _("There is nothing you must change."),
        "hear_place": _("Hear this place"),
        "good": _("This was good"),
        "play": _("Play"),
        "pause": _("Pause"),
        "position": _("Position"),
        "previous": _("Previous finding"),
        "next": _("Next finding"),
        "slower": _("Slower"),
        "faster": _("Faster"),
        "loop": _("Loop"),
        "loop_long": _("Loop this moment"),
        "player": _("Player"),
        "picture": _("Waveform and pace"),
        "legend": _("Signs"),
        "transcript": _("Transcript"),
        "heard_as": _("Put right; heard as: {heard}"),
        "transcript_how": _(
            "Click a word to hear the answer from there; with the keyboard, go to a word with the "
            "arrow keys and press Enter."
        ),
        "findings": _("Findings"),
        "findings_how": _("Click one, or press Enter, to hear it from half a second before."),
        "no_findings": _("None."),
        "numbers": _("Measures"),
        "structure": _("Structure"),
        "found": _("found"),
        "unsure": _("perhaps heard"),
        "missing": _("missing"),
        "said_earlier": _("said earlier"),
        "add": _("add:"),
        "as_in": _("as in:"),
        "notes": _("What could not be measured, and what to know"),
        "question": _("The question"),
        "limit": _("Time limit"),
        "listens_for": _("What they listen for"),
        "tips_and_example": _("Tips and an example"),
        "tips": _("Tips"),
        "example": _("An example"),
        "why": _("Why it works"),
        "changes": _("What changed"),
        "measure": _("Measure"),
        "change": _("change"),
        "usual": _("your usual spread"),
        "better": _("better"),
        "worse": _("worse"),
        "follow_up": _("An answer to a follow-up question."),
        "keys": _("Keys"),
        "keys_on": _("Keys are on"),
        "target_band": _("pace asked for"),
        "natural_band": _("natural speech"),
        "pace_line": _("your pace"),
        "short_pause": _("brief pause (under 1 s)"),
        "long_pause": _("long pause (1-2 s)"),
        "very_long_pause": _("very long pause (over 2 s)"),
        "mid_pause": _("pause inside a clause"),
        "thinking": _("before the answer"),
        "no_transcript": _("There is no text to show."),
        "made": _(
            "Made by voicemock on your own computer. The sound is inside this file; it loads "
            "nothing from anywhere."
        ),
        "no_score": _(
            "There is no overall score: how a voice sounds says little about how well somebody works."
        ),
        "say_playing": _("Playing: {what}"),
        "say_paused": _("Paused at {time}"),
        "say_speed": _("Speed {speed}"),
        "say_loop": _("Looping: {what}"),
        "say_loop_off": _("Loop off"),
        "no_script": _("Scripts are off, so only the plain player works."),
    }


def _keys() -> list[tuple[tuple[str, ...], str]]:
    return [
        ((_("Space"),), _("play, pause")),
        (("n", "p"), _("next, previous finding")),
        (("←", "→"), _("5 seconds back, on")),
        (("[", "]"), _("slower, faster (half to double, pitch kept)")),
        (("l",), _("loop the moment, or stop that")),
    ]
