"""`voicemock.analyze.analysis`: an answer is measured, and what cannot be trusted is null."""

from __future__ import annotations

import pytest

from tests.helpers import recording, say
from voicemock.analyze.activity import detect as detect_activity
from voicemock.analyze.analysis import analyze
from voicemock.content.frameworks import framework_list
from voicemock.content.phrases import filler_list, phrase_list
from voicemock.report.views.words import marked
from voicemock.testing import activity, joined, noise, silence, tone, transcript
from voicemock.values.answer import Analysis, SpanInfo, Transcript, Word
from voicemock.values.interview import LanguageCode
from voicemock.values.notes import Note
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Recording, Samples

_TARGET = (120.0, 150.0)
_SPEECH = activity((1.0, 11.0), (12.0, 21.0))
_MANDARIN = "您好，我做了三年客服。我会先听客户说完，然后马上帮您查订单，最后一定跟进到底。" * 2
_ENGLISH = (
    "I worked in customer service for three years. First I listen, then I will check the order, "
    "and I make sure that every customer gets a call the next day. That is what I like about it."
)


def _measured(
    text: str | Transcript,
    code: LanguageCode = "en",
    speech: Activity = _SPEECH,
    given: Recording | None = None,
) -> Analysis:
    words = transcript(text, speech) if isinstance(text, str) else text
    sound = given or recording(joined(silence(1), tone(20), silence(1)))
    return analyze(
        sound,
        speech,
        words,
        code,
        phrase_list(code),
        filler_list(code),
        _TARGET,
        frameworks=framework_list(code),
    )


def _codes(measured: Analysis) -> set[tuple[str, str]]:
    return {(note.about, note.code) for note in measured.notes}


def _assert_nothing_counted(measured: Analysis) -> None:
    """All numbers that need words are null, none is zero."""
    assert measured.pace.value is None
    assert measured.pace.units_spoken is None
    assert measured.pace.articulation is None
    assert measured.pace.verdict is None
    assert measured.pace.curve == ()
    assert measured.phrases.positive is None
    assert measured.phrases.negative is None
    assert measured.phrases.items == ()
    assert measured.pauses.mid_clause is None
    assert measured.fillers.count is None
    assert measured.fillers.per_min is None
    assert measured.fillers.items == ()


@pytest.mark.parametrize(("code", "text"), [("zh", _MANDARIN), ("en", _ENGLISH)], ids=["zh", "en"])
def test_a_good_answer_is_measured_whole(code: LanguageCode, text: str) -> None:
    measured = _measured(text, code)
    assert measured.transcript.text == text
    assert measured.span.start_s == 1.0
    assert measured.span.end_s == 21.0
    assert measured.span.speech_s == pytest.approx(19.0)
    assert measured.span.phonation_ratio == pytest.approx(0.95)
    assert measured.pace.units_spoken is not None
    assert measured.pace.value == pytest.approx(measured.pace.units_spoken * 3)
    assert measured.pauses.count == 1
    assert {hit.id for hit in measured.phrases.items} >= {"i-will"}
    assert measured.phrases.positive
    assert measured.fillers.count == 0
    assert _codes(measured) == set()
    assert measured.structure is not None
    assert measured.structure.framework == "none"
    assert measured.voice.pitch_sd_st == pytest.approx(0, abs=0.1)  # a tone does not move
    assert measured.voice.pitch_median_hz == pytest.approx(440, rel=0.01)


def test_phrases_lie_where_their_words_were_spoken() -> None:
    words = tuple(
        Word(text, start, start + 0.3, None, at)
        for text, start, at in (("Yes", 1.0, 0), ("I", 5.0, 5), ("will", 5.4, 7), ("do", 6.0, 12))
    )
    measured = _measured(Transcript("Yes. I will do", "fake", words=words))
    hit = measured.phrases.items[0]
    assert (hit.id, hit.heard, hit.start_s, hit.end_s) == ("i-will", "I will", 5.0, 5.7)


def test_speech_without_words_is_marked_and_counts_by_its_sound() -> None:
    """A recognizer that drops the second sentence: it is neither silence nor nothing."""
    first, second = (
        "I listen to every customer and write down",
        "what they need from our team today",
    )
    parts = silence(0.5), say(first), silence(0.8), say(second), silence(0.8), say(first)
    sound = joined(*parts)
    speech = detect_activity(sound)
    ends = [len(one) / SAMPLE_RATE for one in parts]
    begins = sum(ends[:3])
    dropped = Interval(begins, begins + ends[3])
    words, text = list[Word](), ""
    for start_s, length_s in ((ends[0], ends[1]), (sum(ends[:5]), ends[5])):
        said = first.split()
        for n, word in enumerate(said):
            at_s = start_s + n * length_s / len(said)
            words.append(Word(word, at_s, at_s + length_s / len(said), None, len(text)))
            text += word + " "
    measured = _measured(
        Transcript(text.strip(), "fake", words=tuple(words)), speech=speech, given=recording(sound)
    )
    assert len(measured.transcript.unheard) >= 1
    assert all(
        dropped.shared_s(one.start_s, one.end_s) > 0.5 for one in measured.transcript.unheard
    )
    assert sum(one.duration_s for one in measured.transcript.unheard) > 0.6 * dropped.duration_s
    assert measured.pace.units_spoken == pytest.approx(2 * 8 + 7, abs=3)
    assert ("transcript", "unheard") in _codes(measured)
    heard = Transcript(text.strip(), "fake", words=tuple(words), unheard=(dropped,))
    assert marked(heard) == f"{first} … {first}"


def test_where_every_word_was_heard_nothing_is_marked() -> None:
    measured = _measured(_ENGLISH)
    assert measured.transcript.unheard == ()
    assert ("transcript", "unheard") not in _codes(measured)


def test_latency_is_the_silence_after_the_question() -> None:
    sound = recording(tone(22), lead_s=0.4)
    assert _measured(_ENGLISH, given=sound).span.latency_s == pytest.approx(1.4)
    assert _measured(_ENGLISH).span.latency_s is None


@pytest.mark.parametrize("sound", [silence(10), noise(10, 0.01), tone(10)])
def test_a_recording_without_speech_has_nulls_with_a_note_and_never_zeros(sound: Samples) -> None:
    speech = detect_activity(sound)
    measured = _measured(Transcript("", "fake"), speech=speech, given=recording(sound))
    _assert_nothing_counted(measured)
    assert measured.span == SpanInfo()
    assert measured.pauses.count is None
    assert measured.pauses.total_s is None
    assert measured.mic.level_dbfs is None
    assert [note.about for note in measured.notes] == ["recording"]
    assert measured.notes[0].text


def test_text_where_nobody_speaks_is_not_believed() -> None:
    """Recognizers invent thanks and subtitles in silence."""
    heard = Transcript(
        "Thank you for watching", "fake", words=(Word("Thank", 1.0, 1.5), Word("you", 1.5, 2.0))
    )
    measured = _measured(heard, speech=Activity(()), given=recording(noise(10, 0.01)))
    _assert_nothing_counted(measured)
    assert measured.transcript.text == ""


def test_speech_without_recognized_words_keeps_its_pauses() -> None:
    measured = _measured(Transcript("", "fake"))
    _assert_nothing_counted(measured)
    assert measured.pauses.count == 1
    assert measured.pauses.longest_s == pytest.approx(1.0)
    assert ("transcript", "no_text") in _codes(measured)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "quick " * 200),
        ("en", " ".join(f"word{'abcdefghij'[n % 10]}{'klmnop'[n % 6]}" for n in range(190))),
        ("zh", "的" * 60),
        ("zh", "谢谢观看" * 20),
        ("en", "thank you for watching " * 8),
    ],
    ids=["both", "10 words a second", "one character", "one run zh", "one run en"],
)
def test_text_nobody_can_have_said_is_emptied(code: LanguageCode, text: str) -> None:
    measured = _measured(text, code)
    _assert_nothing_counted(measured)
    assert measured.transcript.text == ""
    assert measured.transcript.words == ()
    assert measured.transcript.engine == "fake"
    assert ("transcript", "implausible") in _codes(measured)
    assert measured.pauses.count == 1


def test_nine_units_a_second_are_the_most() -> None:
    distinct = [a + b for a in "abcdefghijklmno" for b in "abcdefghijklmno"]
    speech = activity((0.0, 20.0))
    assert _measured(" ".join(distinct[:180]), speech=speech).pace.value == pytest.approx(540.0)
    assert _measured(" ".join(distinct[:181]), speech=speech).pace.value is None


def test_a_person_may_repeat_a_word() -> None:
    text = "very very very good, " + _ENGLISH + " I I I like it"
    assert _measured(text).pace.value is not None


@pytest.mark.parametrize(
    ("code", "text"),
    [("zh", _ENGLISH), ("en", _MANDARIN), ("en", "我每天接50个电话，95%的客户都满意。" * 3)],
    ids=["zh hears en", "en hears zh", "en hears zh with digits"],
)
def test_an_answer_in_the_other_language_is_not_counted_and_says_how_to_choose(
    code: LanguageCode, text: str
) -> None:
    measured = _measured(text, code)
    _assert_nothing_counted(measured)
    assert ("transcript", "other_language") in _codes(measured)
    assert any("--lang" in note.text for note in measured.notes)


def test_job_terms_in_the_other_script_are_no_other_language() -> None:
    text = "我用CRM和Excel处理工单，NPS从四十五提到六十，客户都很满意，我会一直跟进。" * 2
    assert _measured(text, "zh").pace.value is not None


def test_what_is_wrong_with_the_sound_is_told_beside_the_numbers() -> None:
    sound = joined(silence(1), tone(20, level=1.0), silence(1))
    measured = _measured(
        _ENGLISH,
        given=recording(sound, lost_s=0.5, trouble=Note("recording", "ended_early", "Unplugged.")),
    )
    assert {code for about, code in _codes(measured) if about == "recording"} == {
        "clipped", "sound_lost", "ended_early",
    }  # fmt: skip
    assert measured.pace.value is not None


def test_a_short_answer_keeps_its_words_and_phrases() -> None:
    speech = activity((0.5, 4.0))
    measured = _measured("I will call you back today.", speech=speech)
    assert measured.pace.value is None
    assert ("pace", "too_short") in _codes(measured)
    assert {hit.id for hit in measured.phrases.items} == {"i-will", "follow-up"}
    assert measured.pauses.count == 0


def test_the_same_answer_is_measured_the_same_twice(anew: None) -> None:
    assert _measured(_MANDARIN, "zh") == _measured(_MANDARIN, "zh")


def test_a_real_voice_is_measured_from_its_sound() -> None:
    first, second = say("I worked in customer service for many years"), say("I like my work a lot")
    sound = joined(silence(0.5), first, silence(1.5), second, silence(0.5))
    speech = detect_activity(sound)
    text = "I worked in customer service for many years. I like my work a lot."
    measured = _measured(text, speech=speech, given=recording(sound))
    assert measured.pauses.count == 1
    assert measured.pauses.longest_s == pytest.approx(1.5, abs=0.1)
    assert measured.pauses.items[0].kind == "long"
    assert measured.mic.snr_db is not None
    assert measured.mic.snr_db > 15
