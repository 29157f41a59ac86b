"""`voicemock.transcribe.filled_pauses`: an "um" that Whisper does not write is found in what it hears."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from tests.helpers import full_answer, say
from voicemock.analyze import fillers
from voicemock.analyze.activity import detect
from voicemock.content.phrases import filler_list
from voicemock.language import get
from voicemock.testing import joined, silence
from voicemock.transcribe import filled_pauses, hallucinations
from voicemock.transcribe.base import Piece, assembled
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.values.answer import Fillers, Transcript
from voicemock.values.document import from_json, to_document, to_json
from voicemock.values.sound import Activity, Interval, Samples

_FIRST, _SECOND = "last year a parcel was lost", "i called the driver and found it"


@pytest.fixture(scope="session")
def heard(whisper: WhisperTranscriber) -> Callable[[Samples], tuple[Transcript, Fillers]]:
    """What the real recognizer writes of a sound, and the fillers told by its text and its sound."""

    def of(sound: Samples) -> tuple[Transcript, Fillers]:
        activity = detect(sound)
        text = whisper.transcribe(sound, activity, "en")
        return text, fillers.measure(activity, text, None, filler_list("en"), get("en"))

    return of


def _answer(*between: Samples) -> Samples:
    return joined(silence(0.4), say(_FIRST), *between, say(_SECOND), silence(0.4))


@pytest.mark.parametrize("form", ["[[V:m]]", "[[V:]]"])
def test_an_um_between_words_counts_once(
    heard: Callable[[Samples], tuple[Transcript, Fillers]], form: str
) -> None:
    """Written or not, it is one filler, among the words, at its time."""
    um = say(form)
    text, found = heard(_answer(silence(0.15), um, silence(0.15)))
    begun_s = 0.4 + len(say(_FIRST)) / 16_000 + 0.15
    (one,) = found.items
    assert one.start_s < begun_s + len(um) / 16_000
    assert one.end_s > begun_s
    words = [word for word in text.words if word.start_s <= one.start_s <= word.end_s]
    assert text.text[words[-1].at :].startswith(words[-1].text)
    assert "parcel" in text.text
    assert "driver" in text.text


def test_without_one_nothing_is_found(
    heard: Callable[[Samples], tuple[Transcript, Fillers]],
) -> None:
    text, found = heard(_answer(silence(0.45)))
    assert found.count == 0
    assert all(word.by is None for word in text.words)


def test_each_um_is_found_where_the_network_hears_it() -> None:
    odds = np.full(100, -6.0, np.float32)
    odds[20:35] = odds[37:40] = 2.0  # a short gap is bridged
    odds[60] = 4.0  # and a click is none
    ((first, last, _peak),) = filled_pauses.runs(odds)
    assert 18 <= first <= 21
    assert 39 <= last <= 42


def test_words_give_way_to_a_filled_pause() -> None:
    """Whisper gives its time to the words beside it."""
    words = [Piece(" and", 0.0, 1.4), Piece(" the", 1.4, 2.4), Piece(" shops", 2.4, 3.0)]
    um = Piece(" uh", 1.3, 1.8, 0.1, "sound")
    together = filled_pauses.between(words, [um])
    assert [one.text for one in together] == [" and", " uh", " the", " shops"]
    assert [(one.start_s, one.end_s) for one in together[:3]] == [
        (0.0, 1.3),
        (1.3, 1.8),
        (1.8, 2.4),
    ]
    assert filled_pauses.between([], [um]) == []


def test_filled_pauses_in_a_row_are_no_stuck_decoder() -> None:
    um = Piece(" uh", 1.0, 1.2, 0.01, "sound")
    said = [Piece(" sure", 0.0, 0.9, 0.9), *[um] * 8]
    assert not hallucinations.in_circles(said)
    assert hallucinations.sure(said)
    written = [dataclasses.replace(one, by=None) for one in said]
    assert hallucinations.in_circles(written)


def test_a_word_says_that_the_sound_shows_it() -> None:
    """In the words, in the fillers, in the JSON and back."""
    speech = Activity((Interval(0.0, 3.0),))
    pieces = [
        Piece(" and", 0.0, 1.3),
        Piece(" uh", 1.3, 1.8, 0.1, "sound"),
        Piece(" the", 1.8, 2.4),
    ]
    text, words = assembled(pieces, speech)
    assert [(word.text, word.by) for word in words] == [
        ("and", None),
        ("uh", "sound"),
        ("the", None),
    ]
    transcript = Transcript(text, "whisper", words=words)
    found = fillers.measure(speech, transcript, None, filler_list("en"), get("en"))
    assert [(one.heard, one.by) for one in found.items] == [("uh", "sound")]
    answer = dataclasses.replace(full_answer(), transcript=transcript)
    told = to_document(answer)["transcript"]["words"]
    assert ["by" in word for word in told] == [False, True, False]
    assert from_json(to_json(answer)).transcript.words[1].by == "sound"
