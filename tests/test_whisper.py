"""The real recognizer on the real samples."""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, starmap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers import beginning, say
from voicemock.analyze.activity import detect
from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.language import get
from voicemock.testing import activity, fan, joined, music, noise, silence, tone
from voicemock.transcribe import coverage, hallucinations, languages
from voicemock.transcribe.base import Heard, Piece
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.values.answer import ForeignSpeech, Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Recording, Samples

SAMPLES = tomllib.loads((data_folder("samples") / "samples.toml").read_text(encoding="utf-8"))


@cache
def recording(language: LanguageCode) -> Recording:
    return audio.read(data_folder("samples") / SAMPLES[language]["file"])


@pytest.fixture(scope="session")
def understood(whisper: WhisperTranscriber) -> Callable[[LanguageCode], Transcript]:
    """What it hears in a sample, the first time it is asked."""

    @cache
    def heard(language: LanguageCode) -> Transcript:
        sound = recording(language).samples
        return whisper.transcribe(sound, detect(sound), language)

    return heard


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_samples_are_understood(
    understood: Callable[[LanguageCode], Transcript], language: LanguageCode
) -> None:
    """At most one token in eight is wrong; Mandarin is simplified and has punctuation."""
    from rapidfuzz.distance import Levenshtein

    found = understood(language)
    tongue = get(language)
    said = [token.form for token in tongue.tokens(SAMPLES[language]["transcript"])]
    heard = [token.form for token in tongue.tokens(found.text)]
    assert Levenshtein.distance(said, heard) <= len(said) / 8
    assert found.text == tongue.normalize(found.text)
    assert any(mark in found.text for mark in "，。,.")
    assert all(found.text[w.at : w.at + len(w.text)] == w.text for w in found.words)
    starts = [word.start_s for word in found.words]
    assert starts == sorted(starts)


def test_the_second_answer_does_not_load_the_model_again(
    understood: Callable[[LanguageCode], Transcript], whisper: WhisperTranscriber
) -> None:
    """Loads are counted by the recognizer itself."""
    assert all(understood(language).words for language in ("zh", "en"))
    assert whisper.loads == 1


@pytest.mark.parametrize(
    "sound",
    [silence(10), noise(10, 0.1), tone(10), fan(10, 0.05, 1), music(15, 3)],
    ids=["silence", "noise", "tone", "fan", "music"],
)
def test_no_speech_in_no_text_out(
    model_cache: Path, whisper: WhisperTranscriber, sound: Samples
) -> None:
    """Voice activity decides; Whisper is not asked."""
    assert whisper.transcribe(sound, detect(sound), "zh").text == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_recording_gives_the_same_answer(
    understood: Callable[[LanguageCode], Transcript],
    whisper: WhisperTranscriber,
    language: LanguageCode,
    anew: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All but the id: heard again, and measured from what was heard before."""
    examiner = Examiner(whisper, language, (120, 150))
    before = understood(language)
    monkeypatch.setattr(whisper, "remembers", False)
    one = examiner.examine(recording(language), None, "same")
    monkeypatch.setattr(whisper, "transcribe", lambda *_given: before)
    assert one == examiner.examine(recording(language), None, "same")


@dataclass
class Counted:
    """What was heard in a sound, and how many frames of it were encoded at a time."""

    seconds: float
    transcript: Transcript
    encoded: list[int]


def counted(
    whisper: WhisperTranscriber, sound: Samples, monkeypatch: pytest.MonkeyPatch
) -> Counted:
    """A sound as it is heard now."""
    whisper.load()
    model, encoded = whisper._model.model, list[int]()

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(model, name)

        def encode(self, features: Any, **named: Any) -> Any:
            encoded.append(features.shape[-1])
            return model.encode(features, **named)

    with monkeypatch.context() as patch:
        patch.setattr(whisper, "remembers", False)
        patch.setattr(whisper._model, "model", Counting())
        found = whisper.transcribe(sound, detect(sound), "en")
    return Counted(len(sound) / SAMPLE_RATE, found, encoded)


def test_an_answer_of_a_minute_and_a_half_is_heard_to_its_end_in_short_windows(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than Whisper's window: the last sentence comes out as the first one does.

    What is encoded is the sound and three seconds, not thirty.
    """
    sound = recording("en").samples
    one = counted(whisper, np.concatenate([sound] * 5), monkeypatch)
    units = get("en").count_units(one.transcript.text)
    assert units == pytest.approx(5 * 51, rel=0.05)
    assert one.transcript.words[-1].end_s > one.seconds - 3
    assert len(one.encoded) >= 2
    assert all(frames < 2500 for frames in one.encoded)
    assert sum(one.encoded) < (one.seconds + 5 * len(one.encoded)) * 100
    words = [word.text.lower() for word in one.transcript.words]
    assert len(words) == pytest.approx(5 * len(SAMPLES["en"]["transcript"].split()), rel=0.1)


def test_one_window_is_encoded_whole(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = counted(whisper, beginning("en", 5.0), monkeypatch)
    assert one.transcript.words
    assert set(one.encoded) == {3000}


@pytest.mark.parametrize(("spoken", "asked"), [("zh", "en"), ("en", "zh")])
def test_another_language_is_not_translated_but_refused(
    model_cache: Path, whisper: WhisperTranscriber, spoken: LanguageCode, asked: LanguageCode
) -> None:
    """Told English, Whisper turns Mandarin into English nobody said."""
    answer = Examiner(whisper, asked, (120, 150)).examine(recording(spoken), None)
    assert answer.transcript.text == ""
    assert answer.transcript.other_language == spoken
    assert answer.pace.value is None
    assert answer.phrases.positive is None
    assert "other_language" in [note.code for note in answer.notes]
    assert answer.pauses.count is not None  # silence is silence in any language


def test_numbers_come_in_the_words_that_were_spoken(
    model_cache: Path, whisper: WhisperTranscriber
) -> None:
    """Digits would have to be read aloud again to be counted, and may be read in two ways."""
    sound = joined(silence(0.3), say("I answered ninety five emails in twenty days."), silence(0.3))
    text = whisper.transcribe(sound, detect(sound), "en").text.lower().replace("-", " ")
    assert "ninety five" in text
    assert "twenty" in text
    assert not any(letter.isdigit() for letter in text)


def test_a_window_it_goes_round_in_is_halved(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stuck decoder on the whole, and the real one on the halves: the words are there."""
    first, second = say("we answer every customer"), say("you are in my area now")
    sound = joined(silence(0.3), first, silence(1.0), second, silence(0.3))
    real = whisper._recognize

    def stuck(part: Samples, language: LanguageCode) -> list[Piece]:
        if len(part) > 0.8 * len(sound):
            return [Piece(" I know that.", 0.5, 1.0)] * 40
        return real(part, language)

    monkeypatch.setattr(whisper, "_recognize", stuck)
    text = whisper.transcribe(sound, detect(sound), "en").text.lower()
    assert "customer" in text
    assert "area" in text
    assert "i know that" not in text


def test_what_a_window_leaves_is_heard_with_the_next(
    understood: Callable[[LanguageCode], Transcript],
    whisper: WhisperTranscriber,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A decoder that stops half-way through its first window: nothing is lost, or said twice."""
    sound = recording("en").samples
    activity = detect(sound)
    whole = understood("en")
    middle_s = max(activity.gaps, key=lambda gap: gap.duration_s).start_s
    windows: list[int] = []
    real = whisper._recognize

    def lazy(part: Samples, language: LanguageCode) -> list[Piece]:
        windows.append(len(part))
        heard = real(part, language)
        return heard if len(windows) > 1 else [one for one in heard if one.end_s <= middle_s + 0.3]

    monkeypatch.setattr(whisper, "_recognize", lazy)
    found = whisper.transcribe(sound, activity, "en")
    assert len(windows) == 2
    assert get("en").count_units(found.text) == pytest.approx(
        get("en").count_units(whole.text), abs=2
    )


def test_where_a_window_stopped_is_the_pause_beside_its_last_word() -> None:
    speech = Activity((Interval(0.5, 9.0), Interval(9.6, 14.0), Interval(14.4, 20.0)))
    window = Interval(0.0, 20.5)

    def listened_on(last_s: float) -> float:
        return hallucinations.stopped([Piece(" word", 0.5, last_s)], speech, window)

    assert listened_on(8.8) == pytest.approx(9.3)
    assert listened_on(14.6) == pytest.approx(14.2)
    assert listened_on(12.0) == pytest.approx(12.0)  # no pause near: from the word on
    assert listened_on(19.5) == pytest.approx(20.5)  # all was heard
    assert listened_on(1.0) == pytest.approx(20.5)  # hearing it again would be no better
    assert hallucinations.stopped([], speech, window) == pytest.approx(20.5)


def test_a_text_that_repeats_itself_a_little_is_no_circle() -> None:
    assert not hallucinations.in_circles(
        _pieces("I really, really like it. I like it a lot, and I like my team.")
    )
    assert not hallucinations.in_circles(
        _pieces("我会先听客户说完，然后我会马上帮客户查订单，最后我会跟进。")
    )
    assert hallucinations.in_circles(_pieces("I don't know if I can do that. " * 8))
    assert hallucinations.in_circles(_pieces("谢谢观看" * 20))
    assert hallucinations.in_circles(_pieces("Uh, uh, uh, uh, uh."))
    assert not hallucinations.in_circles(_pieces("No, no, no, no, I did not."))


def _pieces(text: str) -> list[Piece]:
    words = re.findall(r"\s*[A-Za-z']+[^\w\s]*|[\u4e00-\u9fff][^\w\s]*", text)
    return [Piece(word, 0.1 * n, 0.1 * n + 0.1) for n, word in enumerate(words)]


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("I don't know. I'm not sure if I can do it. I'm not sure if I can do it. Uh.", True),
        ("我不知道该怎么办，我不知道该怎么办。", True),
        ("I would, I would like to, I would like to help you with it.", False),
        ("Uh, uh, uh, uh, uh. Thank you. Thank you.", False),
        ("I said I can do it, and later I told them again that I can do it.", False),
        ("", False),
    ],
)
def test_a_sentence_said_twice_in_a_row_is_doubted(text: str, twice: bool) -> None:
    assert hallucinations.twice(_pieces(text)) is twice


def test_a_doubted_sentence_is_heard_again_and_the_better_text_kept(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = whisper._recognize, []

    def invented(sound: Samples, language: LanguageCode) -> list[Piece]:
        asked.append(whisper._model.window.seconds is not None)
        if not asked[-1]:
            return _pieces(" I am not sure if I can." * 2)
        return real(sound, language)

    monkeypatch.setattr(whisper, "_recognize", invented)
    sound = recording("en").samples
    found = whisper.transcribe(sound, detect(sound), "en")
    assert asked[:2] == [False, True]
    assert "not sure" not in found.text
    assert len(found.words) > 10


def test_parts_heard_at_the_same_time_are_those_heard_one_after_another(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each window has its own length and language check, whichever thread hears it."""
    sound = recording("en").samples
    activity = detect(sound)
    middles = [(gap.start_s + gap.end_s) / 2 for gap in activity.gaps]
    parts = [*starmap(Interval, pairwise([0.0, *middles, len(sound) / SAMPLE_RATE]))]
    assert len(parts) >= 4
    monkeypatch.setattr(whisper, "remembers", False)
    monkeypatch.setattr(whisper, "_workers", 4)
    together = whisper.hear(sound, activity, parts, "en", first=True)
    alone = [whisper.hear(sound, activity, [part], "en", first=True)[0] for part in parts]
    assert together == alone


def test_the_rest_of_a_recording_in_another_language_is_not_heard(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = []
    real = whisper._recognize

    def counted(sound: Samples, language: LanguageCode) -> list[Piece]:
        windows.append(len(sound))
        return real(sound, language)

    monkeypatch.setattr(whisper, "_recognize", counted)
    sound = joined(*[recording("zh").samples, silence(0.6)] * 6)
    assert whisper.transcribe(sound, detect(sound), "en").other_language == "zh"
    assert len(windows) <= 4 + 1


def test_what_a_stuck_decoder_repeats_is_kept_once() -> None:
    def heard(text: str) -> list[Piece]:
        return [Piece(word, at, at + 1.0) for at, word in enumerate(text.split(" "))]

    def kept(text: str) -> str:
        return " ".join(piece.text for piece in hallucinations.first_round(heard(text)))

    assert kept("Montreal, uh, uh, uh, uh, uh, uh, uh, uh,") == "Montreal, uh,"
    assert kept("so " + "I know that. " * 8) == "so I know that."
    assert (
        kept("we answer every customer and every call") == "we answer every customer and every call"
    )
    assert kept("very very good, I like it a lot here") == "very very good, I like it a lot here"


def test_a_short_window_it_goes_round_in_is_heard_whole(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = whisper._recognize, []

    def stuck(sound: Samples, language: LanguageCode) -> list[Piece]:
        asked.append(whisper._model.window.seconds)
        if whisper._model.window.seconds is not None:
            return [Piece(" round", 0.1 * n, 0.1 * n + 0.1) for n in range(40)]
        return real(sound, language)

    monkeypatch.setattr(whisper, "_recognize", stuck)
    sound = recording("en").samples
    part = Interval(0.0, len(sound) / SAMPLE_RATE)
    (heard,) = whisper.hear(sound, detect(sound), [part], "en", first=True)
    assert asked[0] is not None
    assert asked[1] is None
    assert " round" not in [one.text for one in heard.pieces]
    assert len(heard.pieces) > 10


def test_a_sentence_that_was_passed_over_is_heard_by_itself(
    understood: Callable[[LanguageCode], Transcript],
    whisper: WhisperTranscriber,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, calls = whisper._recognize, []

    def deaf_at_first(sound: Samples, language: LanguageCode) -> list[Piece]:
        calls.append(len(sound) / SAMPLE_RATE)
        heard = real(sound, language)
        return [one for one in heard if one.start_s > 5.0] if len(calls) == 1 else heard

    sound = recording("en").samples
    plain = understood("en")
    monkeypatch.setattr(whisper, "_recognize", deaf_at_first)
    found = whisper.transcribe(sound, detect(sound), "en")
    assert len(calls) > 1
    assert calls[1] < 8
    assert len(found.words) >= 0.9 * len(plain.words)
    assert [one.start_s for one in found.words] == sorted(one.start_s for one in found.words)


def test_a_number_that_is_heard_only_with_digits_comes_in_words(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder that drops what it may not write in digits, and the real one where it may."""
    real, with_digits = whisper._recognize, []

    def drops(sound: Samples, language: LanguageCode) -> list[Piece]:
        heard = real(sound, language)
        with_digits.append(whisper._model.window.digits)
        if with_digits[-1]:
            return heard
        return [one for one in heard if one.text.lower().strip(" ,.") not in _NINETY_FIVE]

    monkeypatch.setattr(whisper, "_recognize", drops)
    text = "My satisfaction score stayed above ninety five percent."
    sound = joined(silence(0.5), say(text), silence(0.8), say("I would be happy to help you."))
    found = whisper.transcribe(sound, detect(sound), "en")
    heard = found.text.lower().replace("-", " ")
    assert with_digits[0] is False
    assert True in with_digits
    assert "ninety five percent" in heard
    assert heard.index("percent") < heard.index("i would")
    assert not any(letter.isdigit() for letter in heard)


_NINETY_FIVE = {"ninety", "five", "-five", "ninety-five", "percent"}


def test_digits_become_the_words_that_are_said() -> None:
    written = [
        Piece(" above", 0.0, 0.4, 0.9),
        Piece(" 9", 0.4, 0.6, 0.8),
        Piece("5", 0.6, 0.9, 0.7),
    ]
    written += [
        Piece("%", 0.9, 1.4, 0.9),
        Piece(" then", 1.4, 1.6, 0.9),
        Piece(" 20", 1.6, 2.0, 0.5),
    ]
    spoken = coverage.read_aloud(written, get("en"))
    assert [one.text for one in spoken] == [" above", " ninety five percent", " then", " twenty"]
    assert (spoken[1].start_s, spoken[1].end_s, spoken[1].probability) == (0.4, 1.4, 0.7)
    zh = coverage.read_aloud([Piece("95", 0.0, 0.5), Piece("%", 0.5, 1.0)], get("zh"))
    assert [one.text for one in zh] == ["百分之九十五"]


@pytest.mark.parametrize(("asked", "spoken"), [("zh", "en"), ("en", "zh")])
def test_another_language_in_a_part_is_named_and_not_counted(
    model_cache: Path, whisper: WhisperTranscriber, asked: LanguageCode, spoken: LanguageCode
) -> None:
    """In its place, with the words before it and behind it, but for none of its own."""
    own, other = recording(asked).samples, audio.trimmed(recording(spoken).samples)
    sound = joined(own, silence(0.5), other, silence(0.5), own)
    answer = Examiner(whisper, asked, (120, 150)).examine(
        Recording(Path("mixed.wav"), sound, sha256=""), None
    )
    (stretch,) = answer.transcript.foreign
    begun_s = (len(own) / SAMPLE_RATE) + 0.5
    assert stretch.language == spoken
    assert stretch.start_s == pytest.approx(begun_s, abs=1.0)
    assert stretch.end_s == pytest.approx(begun_s + len(other) / SAMPLE_RATE, abs=1.0)
    assert not any(stretch.start_s < one.start_s < stretch.end_s for one in answer.transcript.words)
    once = get(asked).count_units(SAMPLES[asked]["transcript"])
    assert answer.pace.units_spoken == pytest.approx(2 * once, rel=0.15)
    assert ("transcript", "foreign") in [(note.about, note.code) for note in answer.notes]


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_which_parts_are_looked_at_first_hangs_on_no_thread(
    whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """A part behind one in another language is looked at before it is heard, the same on any machine."""
    looked: dict[float, bool] = {}

    def hear(
        _sound: Samples, _activity: Activity, part: Interval, *_: object, **told: bool
    ) -> Heard:
        looked[part.start_s] = told["wary"]
        if part.start_s == 1.0:  # the one in another language is done last of those that may be
            time.sleep(0.05)
            return Heard(foreign=(ForeignSpeech(1.0, 2.0, "de"),))
        return Heard()

    monkeypatch.setattr(whisper, "_hear", hear)
    monkeypatch.setattr(whisper, "_workers", workers)
    parts = [Interval(float(at), at + 1.0) for at in range(9)]
    whisper.hear(silence(9.0), activity((0.0, 9.0)), parts, "en", first=True)
    assert [looked[float(at)] for at in range(9)] == [False] * 5 + [True] * 4


@pytest.mark.parametrize(("asked", "spoken"), [("zh", "en"), ("en", "zh")])
def test_an_answer_that_begins_in_another_language_is_heard_from_where_it_does_not(
    model_cache: Path, whisper: WhisperTranscriber, asked: LanguageCode, spoken: LanguageCode
) -> None:
    own, other = recording(asked).samples, audio.trimmed(recording(spoken).samples)
    sound = joined(other, silence(0.6), own)
    heard = whisper.transcribe(sound, detect(sound), asked)
    assert heard.other_language is None
    (stretch,) = heard.foreign
    assert stretch.language == spoken
    assert stretch.start_s == pytest.approx(0.0, abs=1.0)
    assert stretch.end_s == pytest.approx(len(other) / SAMPLE_RATE, abs=1.0)
    units = get(asked).count_units
    assert units(heard.text) == pytest.approx(units(SAMPLES[asked]["transcript"]), rel=0.1)


def shares(**known: float) -> Callable[[Interval, bool], dict[str, float]]:
    """One who hears English until 10 s, then what is given until 20 s, then English."""

    def ask(one: Interval, _full: bool) -> dict[str, float]:
        return known if 10 <= (one.start_s + one.end_s) / 2 < 20 else {"en": 0.99, "de": 0.01}

    return ask


_TALK = activity((0.0, 4.0), (4.5, 9.5), (10.0, 14.0), (14.5, 19.5), (20.0, 26.0))
_ALL = Interval(0.0, 26.0)


def test_a_run_of_another_language_goes_from_pause_to_pause() -> None:
    found = languages.foreign(_TALK, "en", shares(de=0.97, en=0.001), part=_ALL)
    assert found == (ForeignSpeech(10.0, 19.5, "de"),)
    left = languages.without(_TALK, found)
    assert left == activity((0.0, 4.0), (4.5, 9.5), (20.0, 26.0))


@pytest.mark.parametrize("known", [{"bn": 0.86, "en": 0.03}, {"zh": 0.6, "en": 0.33}])
def test_an_accent_is_no_other_language(known: dict[str, float]) -> None:
    assert languages.foreign(_TALK, "en", shares(**known), part=_ALL) == ()


def test_a_clause_in_another_language_is_none_but_at_the_end_of_a_part_the_next_one_tells() -> None:
    speech = activity((0.0, 4.0), (10.0, 12.5), (20.0, 26.0))
    ask = shares(de=0.97, en=0.001)
    assert languages.foreign(speech, "en", ask, part=_ALL) == ()
    first = languages.foreign(speech, "en", ask, part=Interval(0.0, 12.8))
    assert first == (ForeignSpeech(10.0, 12.5, "de"),)
    assert languages.joined(first, speech) == ()
    more = activity((0.0, 4.0), (10.0, 12.5), (13.0, 15.5), (20.0, 26.0))
    both = (*first, *languages.foreign(more, "en", ask, part=Interval(12.8, 26.0)))
    assert languages.joined(both, more) == (ForeignSpeech(10.0, 15.5, "de"),)


@pytest.mark.parametrize(
    ("text", "probability", "believed"),
    [
        (" ninety five percent", 0.7, True),
        (" ninety five percent", 0.3, False),
        (" ninety five percent ninety five percent", 0.7, False),
        (" and I do not know what else I could say about it in a second", 0.9, False),
        ("", 0.0, False),
    ],
)
def test_what_is_heard_again_must_be_sure_and_fit_into_its_time(
    text: str, probability: float, believed: bool
) -> None:
    words = [Piece(f" {word}", 0.0, 1.0, probability) for word in text.split()]
    assert coverage.believed(words, Interval(0.0, 1.0), get("en")) is believed


@pytest.mark.parametrize(
    ("words", "missed"),
    [
        ([(0.0, 1.0), (1.2, 2.0), (5.0, 7.9)], []),
        ([(0.0, 1.0), (1.2, 2.0), (6.4, 7.9)], [(4.8, 6.4)]),
        ([(5.0, 7.9)], [(0.0, 2.2)]),
        ([(0.0, 2.0)], [(4.8, 8.2)]),
        ([], [(0.0, 2.2), (4.8, 8.2)]),
    ],
)  # fmt: skip
def test_speech_of_a_second_without_a_word_was_passed_over(
    words: list[tuple[float, float]], missed: list[tuple[float, float]]
) -> None:
    """Pauses are not, and a word may be a fifth of a second off."""
    heard = [Piece(" x", start_s, end_s) for start_s, end_s in words]
    found = coverage.passed_over(heard, activity((0.0, 2.0), (5.0, 8.0)))
    assert [(one.start_s, one.end_s) for one in found] == [
        pytest.approx(one, abs=1e-6) for one in missed
    ]
