"""`voicemock.analyze.fillers`: what fills a silence is found in the text and in the sound, and only that."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.helpers import say, vowel
from voicemock.analyze import fillers, pitch
from voicemock.analyze.activity import detect
from voicemock.content.phrases import filler_list
from voicemock.language import get
from voicemock.testing import activity, joined, silence, transcript
from voicemock.transcribe.base import Piece, words_of
from voicemock.values.answer import Fillers, Transcript, Word
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Samples

_ONE = activity((0.0, 20.0))


def _heard(
    text: str | Transcript, code: LanguageCode = "en", speech: Activity = _ONE
) -> list[tuple[str, str]]:
    words = transcript(text, speech) if isinstance(text, str) else text
    found = fillers.measure(speech, words, None, filler_list(code), get(code))
    assert found.count == len(found.items)
    return [(one.heard, one.by) for one in found.items]


def _in_sound(
    sound: Samples, text: Transcript, speech: Activity, code: LanguageCode = "en"
) -> Fillers:
    return fillers.measure(speech, text, pitch.track(sound, speech), filler_list(code), get(code))


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("en", "Um, I worked in, uh, a shop.", ["Um", "uh"]),
        ("en", "So, ummm, I called them.", ["ummm"]),
        ("en", "Uh-huh, I like umbrellas and her error.", []),
        ("en", "I like it, you know him well, so do I.", []),
        ("en", "I was like like thirty.", ["like"]),
        ("zh", "嗯，我在一家网店，呃，做了三年。", ["嗯", "呃"]),
        ("zh", "我用那个系统，然后这个客户就是王先生。", []),
        ("zh", "我想那个那个帮他退款。", ["那个"]),
        ("zh", "金额是三百，额度够。", []),
    ],
)
def test_fillers_that_were_written_down(code: LanguageCode, text: str, wanted: list[str]) -> None:
    assert _heard(text, code) == [(one, "transcript") for one in wanted]


@pytest.mark.parametrize(
    ("code", "before", "word", "after", "counts"),
    [
        ("zh", "我想要", "那个", "蓝色的", True),
        ("zh", "我查了订单。", "然后", "，打给客户", True),
        ("zh", "我就找那个。", "后来", "好了", False),
        ("en", "It was", "like", "thirty people", True),
        ("en", "That is what I like.", "Then", "we left", False),
    ],
)
def test_an_ordinary_word_counts_when_it_hangs_before_a_pause(
    code: LanguageCode, before: str, word: str, after: str, counts: bool
) -> None:
    speech = activity((0.0, 2.0), (3.0, 6.0))
    gap = " " if code == "en" else ""
    text = f"{before}{gap}{word}{gap}{after}"
    start = len(before + gap)
    pieces = [
        Piece(before + gap, 0.0, 1.5),
        Piece(word, 1.5, 2.0),
        Piece(gap + after, 3.0, 6.0),
    ]
    words = words_of(pieces, text)
    assert any(one.at == start for one in words)
    heard = _heard(Transcript(text, "fake", words=words), code, speech)
    assert heard == ([(word, "transcript")] if counts else [])


def _held(seconds: float, hertz: float = 120.0) -> Samples:
    return vowel(np.full(round(seconds * SAMPLE_RATE), hertz))


def _answer(middle: Samples) -> tuple[Samples, Transcript, Activity]:
    """Speech, a pause, something, a pause, speech; the text knows the speech only."""
    first, second = say("we answer every customer"), say("you are in my area now")
    sound = joined(silence(0.5), first, silence(0.5), middle, silence(0.5), second, silence(0.5))
    start = 0.5 + len(first) / SAMPLE_RATE
    resumed = start + 1.0 + len(middle) / SAMPLE_RATE
    text = "We answer every customer. You are in my area now."
    words = (
        Word("We answer every customer", 0.5, start, None, 0),
        Word("You are in my area now", resumed, resumed + len(second) / SAMPLE_RATE, None, 26),
    )
    speech = activity(
        (0.5, start),
        (start + 0.5, resumed - 0.5),
        (resumed, resumed + len(second) / SAMPLE_RATE),
    )
    return sound, Transcript(text, "fake", words=words), speech


@pytest.mark.parametrize("seconds", [0.4, 0.7, 1.2])
def test_a_held_vowel_nobody_wrote_down_is_heard(seconds: float) -> None:
    sound, text, speech = _answer(_held(seconds))
    found = _in_sound(sound, text, speech)
    assert [(one.heard, one.by) for one in found.items] == [("um…", "sound")]
    assert found.items[0].end_s - found.items[0].start_s == pytest.approx(seconds, abs=0.2)


def test_a_held_vowel_that_was_written_down_counts_once() -> None:
    sound, text, speech = _answer(_held(0.7))
    held = speech.speech[1]
    um = Word("um", held.start_s + 0.2, held.start_s + 0.3, None, 26)
    moved = [dataclasses.replace(word, at=word.at + 4 * (word.at > 0)) for word in text.words]
    written = Transcript(
        text.text.replace("You", "um, You"), "fake", words=(moved[0], um, moved[1])
    )
    assert [(one.heard, one.by) for one in _in_sound(sound, written, speech).items] == [
        ("um", "both")
    ]


@pytest.mark.parametrize(
    "middle",
    [
        vowel(np.geomspace(100, 170, SAMPLE_RATE // 2)),
        _held(0.15),
        _held(3.0),
        say("now we really know"),
    ],
    ids=["a glide", "a short vowel", "a sung one", "words"],
)
def test_what_moves_or_is_short_is_no_filler(middle: Samples) -> None:
    sound, text, speech = _answer(middle.astype(np.float32))
    assert _in_sound(sound, text, speech).items == ()


def test_laughter_is_no_filler() -> None:
    ha = vowel(np.geomspace(230, 180, round(0.09 * SAMPLE_RATE)))
    burst = joined(*[part for _n in range(5) for part in (ha, silence(0.09))])
    sound, text, speech = _answer(burst)
    assert _in_sound(sound, text, speech).items == ()


def test_a_fluent_sentence_has_none() -> None:
    sound = joined(
        silence(0.5), say("I really enjoy my work and we answer every customer"), silence(0.5)
    )
    speech = detect(sound)
    text = transcript("I really enjoy my work and we answer every customer", speech)
    found = _in_sound(sound, text, speech)
    assert found.count == 0
    assert found.items == ()


def test_the_rate_is_per_minute_of_span_and_unknown_in_a_short_answer() -> None:
    def rate(speech: Activity) -> float | None:
        words = transcript("Um, I, uh, see.", speech)
        return fillers.measure(speech, words, None, filler_list("en"), get("en")).per_min

    assert rate(activity((0.0, 20.0))) == pytest.approx(6.0)
    assert rate(activity((0.0, 5.0), (8.0, 20.0))) == pytest.approx(6.0)
    assert rate(activity((0.0, 5.0))) is None


def test_without_a_text_to_trust_nothing_is_counted() -> None:
    nothing = fillers.measure(_ONE, Transcript("", "fake"), None, filler_list("en"), get("en"))
    assert nothing == Fillers(None, None, ())
