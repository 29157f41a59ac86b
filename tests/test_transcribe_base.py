"""`voicemock.transcribe.base`: text to words, words into speech, speech into chunks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import STEEP, steepness
from voicemock.testing import activity
from voicemock.transcribe.base import Piece, assembled, heard_in_speech, snapped, words_of
from voicemock.transcribe.windows import ROOM_S, STRETCH_S, chunks, stretches
from voicemock.values.answer import Word
from voicemock.values.sound import Activity, Interval

_QUICK = settings(deadline=None, derandomize=True, max_examples=200)


@st.composite
def _speech(draw: st.DrawFn, longest_s: int = 40) -> Activity:
    """Stretches of 0.1 s and more, apart by pauses of 0.25 s and more, on a grid of 10 ms."""
    at, stretches = draw(st.integers(0, 500)), []
    for _number in range(draw(st.integers(1, 12))):
        end = at + draw(st.integers(10, longest_s * 100))
        stretches.append(Interval(at / 100, end / 100))
        at = end + draw(st.integers(25, 500))
    return Activity(tuple(stretches))


def _words(*pieces: Piece) -> list[tuple[str, float, float]]:
    text = "".join(piece.text for piece in pieces)
    return [
        (word.text, round(word.start_s, 3), round(word.end_s, 3)) for word in words_of(pieces, text)
    ]


def test_an_english_word_in_parts_comes_together() -> None:
    assert _words(Piece(" I", 0, 0.2), Piece(" don", 0.2, 0.4), Piece("'t,", 0.4, 0.6)) == [
        ("I", 0, 0.2), ("don't", 0.2, 0.6),
    ]  # fmt: skip


def test_mandarin_is_cut_into_characters_that_share_the_time() -> None:
    assert _words(Piece("我可以", 0.0, 0.9), Piece("。", 0.9, 1.5)) == [
        ("我", 0.0, 0.3), ("可", 0.3, 0.6), ("以", 0.6, 0.9),
    ]  # fmt: skip


def test_a_long_piece_is_shared_out_in_proportion_to_its_length() -> None:
    assert steepness(lambda size: words_of([Piece("我" * size, 0, 1)], "我" * size), 8_000) < STEEP


def test_marks_take_no_time() -> None:
    assert _words(Piece("我，好", 0.0, 1.0)) == [("我", 0.0, 0.5), ("好", 0.5, 1.0)]


@pytest.mark.parametrize(
    ("parts", "whole"), [(("95", "%"), "95%"), (("10", ":30"), "10:30"), (("C", "RM"), "CRM")]
)
def test_numbers_and_acronyms_in_parts_come_together(parts: tuple[str, str], whole: str) -> None:
    found = words_of([Piece(parts[0], 0, 1), Piece(parts[1], 1, 2)], whole)
    assert [word.text for word in found] == [whole]
    assert (found[0].start_s, found[0].end_s) == (0, 2)


def test_a_word_knows_its_place_in_the_trimmed_text_and_its_probability() -> None:
    text, words = assembled(
        [Piece(" Yes", 0.0, 0.5, 0.9), Piece(", I", 0.5, 0.7, 0.4), Piece(" can. ", 0.7, 1.0, 0.8)],
        activity((0, 1)),
    )
    assert text == "Yes, I can."
    assert [(word.text, word.at, word.probability) for word in words] == [
        ("Yes", 0, 0.9), ("I", 5, 0.4), ("can", 7, 0.8),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "...", "。！"])
def test_marks_alone_are_no_text(text: str) -> None:
    assert assembled([Piece(text, 0, 1)], activity((0, 1))) == ("", ())


@_QUICK
@given(texts=st.lists(st.text(alphabet="我可以ab c1%.,，。'", min_size=1, max_size=6), max_size=12))
def test_words_stand_in_the_text_where_they_say(texts: list[str]) -> None:
    pieces = [Piece(one, float(number), number + 0.9) for number, one in enumerate(texts)]
    text, words = assembled(pieces, activity((0, 20)))
    at = 0
    for word in words:
        assert text[word.at : word.at + len(word.text)] == word.text
        assert word.at >= at
        at = word.at + len(word.text)
    assert sum(len(word.text) for word in words) >= sum(one.isalnum() for one in text)


def test_a_word_that_begins_in_the_pause_before_it_is_moved_out() -> None:
    """Recognizers are up to 0.7 s early."""
    speech = activity((0.0, 2.0), (4.0, 6.0))
    found = snapped([Word("before", 1.5, 2.4), Word("after", 3.4, 4.5)], speech)
    assert [(word.start_s, word.end_s) for word in found] == [(1.5, 2.0), (4.0, 4.5)]


def test_a_word_that_swallowed_a_pause_goes_where_most_of_it_lies() -> None:
    speech = activity((0.0, 2.0), (4.0, 6.0))
    (word,) = snapped([Word("long", 1.9, 5.0)], speech)
    assert (word.start_s, word.end_s) == (4.0, 5.0)


def test_a_word_inside_a_pause_goes_to_what_follows() -> None:
    speech = activity((0.0, 2.0), (4.0, 6.0))
    (word,) = snapped([Word("lost", 2.9, 3.1)], speech)
    assert 4.0 <= word.start_s < word.end_s <= 6.0


@_QUICK
@given(speech=_speech(10), starts=st.lists(st.integers(0, 6000), max_size=15))
def test_words_lie_in_speech_in_order_and_never_overlap(
    speech: Activity, starts: list[int]
) -> None:
    words = [
        Word("w", start / 100, start / 100 + 0.4, None, n) for n, start in enumerate(sorted(starts))
    ]
    found = snapped(words, speech)
    assert [word.at for word in found] == [word.at for word in words]
    for word in found:
        assert word.start_s <= word.end_s
        assert any(
            one.start_s - 1e-9 <= word.start_s <= one.end_s + 1e-9
            and word.end_s <= one.end_s + 1e-9
            for one in speech.speech
        )
    for one, other in pairwise(found):
        assert one.start_s <= other.start_s
        assert one.end_s <= other.start_s + 1e-9


def test_text_more_than_a_second_from_speech_was_invented() -> None:
    speech = activity((5.0, 6.0), (20.0, 21.0))
    pieces = [
        Piece("far before", 1.0, 3.9),
        Piece("near before", 3.5, 4.2),
        Piece("inside", 5.2, 5.5),
        Piece("near after", 6.9, 7.5),
        Piece("far after", 7.1, 18.9),
        Piece("end", 22.5, 23.0),
    ]
    kept = [piece.text for piece in heard_in_speech(pieces, speech)]
    assert kept == ["near before", "inside", "near after"]


def test_without_speech_no_text_is_kept() -> None:
    assert heard_in_speech([Piece("Thank you for watching", 0.0, 5.0)], Activity(())) == []


def test_short_speech_is_one_chunk_with_a_little_silence_around() -> None:
    (chunk,) = chunks(activity((2.0, 8.0), (9.0, 20.0)), 30.0)
    assert chunk.start_s == pytest.approx(1.5)
    assert chunk.end_s == pytest.approx(20.5)


def test_the_silence_around_ends_with_the_recording() -> None:
    (chunk,) = chunks(activity((0.1, 8.0)), 8.1)
    assert (chunk.start_s, chunk.end_s) == (0.0, 8.1)


def test_no_speech_gives_no_chunk() -> None:
    assert chunks(Activity(()), 10.0) == []


def test_the_cut_lies_in_the_longest_pause_of_the_second_half() -> None:
    speech = activity((0, 5), (8, 16), (16.4, 20), (21, 24), (24.3, 34))
    cut = [one.start_s for one in chunks(speech, 35.0)][1:]
    assert len(cut) == 1
    assert 20 <= cut[0] <= 21


def test_a_stretch_without_a_pause_is_cut_where_it_must_be() -> None:
    found = chunks(activity((0, 70)), 70.0)
    assert len(found) == 3
    assert all(one.duration_s <= 28 + 2 * ROOM_S for one in found)


@_QUICK
@given(speech=_speech())
def test_chunks_hold_all_speech_in_order_at_most_28_seconds_each(speech: Activity) -> None:
    """28 s of speech and pauses, and up to 0.5 s of silence at both ends: Whisper hears 30."""
    assert speech.span is not None
    duration_s = speech.span.end_s + 0.2
    found = chunks(speech, duration_s)
    assert found[0].start_s >= 0
    assert found[-1].end_s <= duration_s
    for one, other in pairwise(found):
        assert one.end_s <= other.start_s + 1e-9
    for one in found:
        assert 0 < one.duration_s <= 28 + 2 * ROOM_S + 1e-9
    for stretch in speech.speech:
        covered = sum(
            max(0.0, min(one.end_s, stretch.end_s) - max(one.start_s, stretch.start_s))
            for one in found
        )
        assert covered == pytest.approx(stretch.duration_s)
        if stretch.duration_s <= 28:
            assert any(
                one.start_s - 1e-9 <= stretch.start_s and stretch.end_s <= one.end_s + 1e-9
                for one in found
            )


def test_stretches_end_in_the_first_pause_once_they_are_long_enough() -> None:
    speech = activity((1, 5), (6, 8), (8.5, 11), (11.8, 14), (14.25, 20))
    found = stretches(speech, Interval(0.0, 25.0))
    assert [one.start_s for one in found] == [0.0, pytest.approx(11.4)]
    assert found[-1].end_s == 25.0


def test_a_stretch_that_gets_long_ends_in_a_short_pause() -> None:
    """Not in those before, and never inside speech."""
    speech = activity(*((at, at + 2.75) for at in range(0, 30, 3)))
    found = stretches(speech, Interval(0.0, 30.0))
    assert [one.start_s for one in found[1:]] == [pytest.approx(17.875)]


@_QUICK
@given(speech=_speech(longest_s=10), more=_speech(longest_s=10))
def test_stretches_do_not_depend_on_what_follows(speech: Activity, more: Activity) -> None:
    """So a recording can be cut while it is made; no cut touches speech."""
    assert speech.span is not None
    at = speech.span.end_s + 0.6
    longer = Activity(
        (*speech.speech, *(Interval(one.start_s + at, one.end_s + at) for one in more.speech))
    )
    first = stretches(speech, Interval(0.0, at))
    second = stretches(longer, Interval(0.0, at + 1000))
    assert second[: len(first) - 1] == first[:-1]
    for one, other in pairwise(second):
        assert one.end_s == other.start_s
        assert not any(part.start_s < one.end_s < part.end_s for part in longer.speech)
        inside = longer.within(one).span
        assert inside is not None
        assert inside.duration_s >= STRETCH_S
