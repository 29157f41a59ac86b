"""`voicemock.analyze.other_voices`: another voice in an answer is named and not credited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.helpers import recording
from voicemock.analyze import other_voices, pauses, voice_parts
from voicemock.analyze.activity import detect
from voicemock.analyze.analysis import analyze
from voicemock.audio import samples as audio
from voicemock.audio.speaker_networks import SIZE, Voices, embed
from voicemock.content.frameworks import framework_list
from voicemock.content.phrases import filler_list, phrase_list
from voicemock.interview.planning import load_sample
from voicemock.language import get as get_language
from voicemock.report.views.words import marked
from voicemock.testing import activity, fan, joined, noise, silence, transcript
from voicemock.values.answer import Analysis, Transcript, Word
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

_CODES: tuple[LanguageCode, ...] = ("zh", "en")


@cache
def _person(code: LanguageCode) -> Samples:
    """A person's answer; the other language's sample is another person."""
    return audio.read(load_sample(code).path).samples


def _said(code: LanguageCode, seconds: float) -> Samples:
    """The beginning of somebody's answer, from its first sound on."""
    first = detect(_person(code)).speech[0].start_s
    return _person(code)[round(first * SAMPLE_RATE) :][: round(seconds * SAMPLE_RATE)]


def _other(code: LanguageCode) -> LanguageCode:
    return "en" if code == "zh" else "zh"


def _at(sound: Samples, level_db: float) -> Samples:
    return sound * np.float32(10 ** (level_db / 20))


def _mixed(sound: Samples, other: Samples, at_s: float = 0.0) -> Samples:
    both = sound.copy()
    at = round(at_s * SAMPLE_RATE)
    both[at : at + len(other)] += other[: len(both) - at]
    return both


def _found(sound: Samples) -> other_voices.Others:
    return other_voices.find(sound, detect(sound))


def _shared_s(found: tuple[Interval, ...], start_s: float, end_s: float) -> float:
    return sum(max(0.0, one.shared_s(start_s, end_s)) for one in found)


def _measured(sound: Samples, heard: Transcript, code: LanguageCode = "en") -> Analysis:
    return analyze(
        recording(sound),
        detect(sound),
        heard,
        code,
        phrase_list(code),
        filler_list(code),
        (120.0, 150.0),
        frameworks=framework_list(code),
    )


@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("change", ["as it is", "farther away", "a fan", "a telephone"])
def test_one_person_is_one_voice(code: LanguageCode, change: str) -> None:
    sound = _person(code).copy()
    if change == "farther away":
        sound[len(sound) // 2 :] = _at(sound[len(sound) // 2 :], -12)
    elif change == "a fan":
        level = float(np.sqrt(np.mean(sound**2)))
        sound += fan(len(sound) / SAMPLE_RATE, 0.25 * level)[: len(sound)]
    elif change == "a telephone":
        lines = np.fft.rfft(sound)
        hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
        lines[(hertz < 300) | (hertz > 3400)] = 0
        sound = np.fft.irfft(lines, len(sound)).astype(np.float32)
    assert _found(sound) == other_voices.Others()


@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("level_db", [0, -15])
def test_who_asks_before_the_answer_is_not_who_answers(code: LanguageCode, level_db: int) -> None:
    asked = _at(_said(_other(code), 4), level_db)
    found = _found(joined(silence(0.3), asked, silence(0.5), _person(code)))
    assert _shared_s(found.alone, 0.3, 4.3) > 2.5
    assert _shared_s(found.alone, 4.8, 99) < 0.3
    assert found.told


@pytest.mark.parametrize("level_db", [0, -15])
def test_a_turn_in_between_is_no_pause_and_not_the_persons_time(level_db: int) -> None:
    sound = _person("zh")
    gap = max(detect(sound).gaps, key=lambda one: one.duration_s)
    at = round((gap.start_s + gap.end_s) / 2 * SAMPLE_RATE)
    turn = _at(_said("en", 4), level_db)
    both = joined(sound[:at], silence(0.2), turn, silence(0.2), sound[at:])
    begun_s = at / SAMPLE_RATE + 0.2
    words = transcript(
        "您好，我做了三年客服。我会先听客户说完，然后马上帮您查订单。" * 2, detect(both)
    )
    measured = _measured(both, words, "zh")
    assert _shared_s(measured.transcript.others, begun_s, begun_s + 4) > 2.5
    whole = pauses.measure(detect(sound), Transcript("", "fake"), get_language("zh"))
    assert measured.pauses.count == (whole.count or 0) - 1
    assert measured.pauses.longest_s is not None
    assert measured.pauses.longest_s < 2
    assert measured.span.phonation_ratio is not None
    assert measured.span.phonation_ratio > 0.7
    assert measured.pace.value is not None
    assert measured.pace.units_spoken is not None
    spoken_s = measured.pace.units_spoken * 60 / measured.pace.value
    span = detect(sound).span
    assert span is not None
    assert spoken_s == pytest.approx(span.duration_s, abs=1.5)
    assert [note.code for note in measured.notes if note.about == "transcript"].count(
        "other_voice"
    ) == 1


def test_a_television_in_the_pauses_hides_none_of_them() -> None:
    """20 dB down; where the detector of voices takes it for speech, it is the other's."""
    sound, television = _person("zh"), np.tile(_said("en", 10), 2)
    clean = pauses.measure(detect(sound), Transcript("", "fake"), get_language("zh"))
    measured = _measured(_mixed(sound, _at(television, -20)), Transcript("", "fake"))
    assert measured.transcript.others
    assert measured.pauses.count == clean.count
    for one, true in zip(measured.pauses.items, clean.items, strict=True):
        shared_s = Interval(one.start_s, one.end_s).shared_s(true.start_s, true.end_s)
        assert shared_s >= 0.5 * (max(one.end_s, true.end_s) - min(one.start_s, true.start_s))


@pytest.mark.parametrize("code", _CODES)
def test_two_at_the_same_time_leave_nothing_to_be_told_of_pauses(code: LanguageCode) -> None:
    """The person's own words stay: they are louder."""
    sound = _person(code)
    both = _mixed(sound, _at(np.tile(_said(_other(code), 8), 3), -6))
    found = _found(both)
    assert sum(one.duration_s for one in found.over) > 3
    assert not found.told
    measured = _measured(both, Transcript("", "fake"), code)
    assert (measured.pauses.count, measured.span.phonation_ratio) == (None, None)
    assert ("pauses", "other_voice") in {(note.about, note.code) for note in measured.notes}


def test_what_another_voice_says_is_neither_a_phrase_nor_a_filler() -> None:
    asked, own = _said("zh", 4), _person("en")
    sound = joined(silence(0.3), asked, silence(0.6), own)
    said = ["Um,", " I", " can", " help", " you.", " I", " will", " check", " it", " today."]
    times = [0.5, 1.0, 1.4, 2.0, 2.6, 6.0, 6.3, 6.6, 7.0, 7.4]
    text = "".join(said)
    at = np.cumsum([0, *(len(one) for one in said)])
    words = tuple(
        Word(
            one.strip(" .,"),
            start_s,
            start_s + 0.25,
            0.9,
            int(at[n]) + len(one) - len(one.lstrip()),
        )
        for n, (one, start_s) in enumerate(zip(said, times, strict=True))
    )
    measured = _measured(sound, Transcript(text, "fake", words=words))
    assert measured.transcript.text == "I will check it today."
    assert [one.text for one in measured.transcript.words] == ["I", "will", "check", "it", "today"]
    assert [one.at for one in measured.transcript.words] == [0, 2, 7, 13, 16]
    assert {one.id for one in measured.phrases.items} == {"i-will"}
    assert measured.fillers.count == 0
    assert marked(measured.transcript).startswith("[another voice] I will check it today.")
    assert measured.span.start_s is not None
    assert measured.span.start_s > 4.5


def test_a_word_that_alone_ends_anothers_turn_begins_what_the_person_says_next() -> None:
    """Whisper writes nothing of Japanese, and the "I" behind it half a second early."""
    text = "I am here. I moved on."
    times = [(0, 0.4), (0.4, 0.7), (0.7, 1), (7.7, 8), (8.6, 9), (9, 9.4)]
    words = tuple(
        Word(one.group(), *time, None, one.start())
        for one, time in zip(re.finditer(r"\w+", text), times, strict=True)
    )
    own, heard = activity((0, 1), (8.6, 9.4)), Transcript(text, "fake", words=words)
    left = other_voices.without_words(heard, [Interval(2, 8)], own)
    assert left.text == text
    assert left.words[3].start_s >= 8.6
    more = replace(heard, words=(*words[:2], replace(words[2], start_s=6.9, end_s=7.2), *words[3:]))
    assert other_voices.without_words(more, [Interval(2, 8)], own).text == "I am moved on."


def test_a_short_answer_says_too_little_to_tell_voices_apart() -> None:
    assert _found(joined(_said("zh", 2.5), silence(0.5), _said("en", 2.5))) == other_voices.Others()


def test_what_was_compared_while_it_was_spoken_is_not_compared_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound = joined(_said("zh", 4), silence(0.5), _person("en"))
    speech = detect(sound)
    alone = other_voices.find(sound, speech)
    listener = voice_parts.Listener()
    at = round((speech.gaps[3].start_s + 0.1) * SAMPLE_RATE)
    begun_s = 1.0
    part = Interval(begun_s, at / SAMPLE_RATE)
    listener.listen(sound[SAMPLE_RATE:at], speech.within(part), begun_s, lambda: False)
    compared: list[int] = []

    def counted(parts: Sequence[Sequence[Samples]]) -> Voices:
        compared.append(len(parts))
        return embed(parts)

    monkeypatch.setattr("voicemock.analyze.voice_parts.embed", counted)
    assert other_voices.find(sound, speech, listener) == alone
    with_listener = sum(compared)
    compared.clear()
    assert other_voices.find(sound, speech) == alone
    assert with_listener < sum(compared)


class _Told(voice_parts.Listener):
    """Hears what it is told: how alike the answer's voice and the other one each moment is."""

    _LIKE = ((0.0, 5.0, (0.9, 0.1)), (5.0, 7.2, (0.3, 0.6)), (7.2, 9.7, (0.1, 0.9)))

    def embed(
        self, sound: Samples, parts: Sequence[Sequence[Interval]], begun_s: float = 0.0
    ) -> Voices:
        return np.array([self._voice(part[0].start_s) for part in parts]).reshape(-1, SIZE)

    def _voice(self, at_s: float) -> Voices:
        number, like = next(
            ((n, one) for n, (a, b, one) in enumerate(self._LIKE) if a <= at_s < b),
            (0, self._LIKE[0][2]),
        )
        voice = np.zeros(SIZE, np.float32)
        voice[:2] = like
        voice[2 + number] = np.sqrt(1 - like[0] ** 2 - like[1] ** 2)
        return voice

    def overlap(self, sound: Samples, chunk: int) -> Voices:
        return np.zeros(10, np.float32)


def test_a_sentence_nearer_to_the_other_voice_is_the_others_too() -> None:
    """Its first sentence is not far enough from the answer's voice to be told by itself."""
    speech = activity((0, 4.5), (5, 7), (7.4, 9.4), (10, 16))
    parts = [noise(one.duration_s, 0.1) for one in speech.speech]
    sound = joined(parts[0], silence(0.5), parts[1], silence(0.4), parts[2], silence(0.6), parts[3])
    assert other_voices.find(sound, speech, _Told()).alone == (Interval(5, 9.4),)


def test_zeros_have_no_voice() -> None:
    sound = silence(20.0)
    assert other_voices.find(sound, activity((0, 9), (10, 20))) == other_voices.Others()


def test_who_must_stop_listening_stops() -> None:
    listener, sound = voice_parts.Listener(), _person("en")
    listener.listen(sound, detect(sound), 0.0, lambda: True)
    assert not vars(listener)["_voices"]
    assert not vars(listener)["_overlaps"]


def test_short_pieces_are_compared_together_and_none_is_left_out() -> None:
    pieces = [Interval(n, n + length_s) for n, length_s in enumerate([0.6, 0.6, 0.6, 0.5, 0.3])]
    assert [len(pool) for pool in voice_parts.pools(pieces)] == [2, 3]
    assert [len(pool) for pool in voice_parts.pools(pieces[:3])] == [3]
    assert voice_parts.pools(pieces[:1]) == []
    assert voice_parts.pools([]) == []


def test_turns_become_speech_again_where_pauses_are_counted() -> None:
    own = activity((0, 4), (5, 8), (12, 20))
    asked = [Interval(8.5, 11.0)]
    assert other_voices.turns(own, asked) == (Interval(8, 12),)
    assert other_voices.bridged(own, [Interval(8, 12)]).gaps == (Interval(4, 5),)
    assert other_voices.turns(own, [Interval(4.1, 4.9)]) == ()
    assert other_voices.own_speech(activity((0, 10)), [Interval(2, 3)]) == activity((0, 2), (3, 10))
    assert other_voices.own_speech(Activity(()), ()) == Activity(())
