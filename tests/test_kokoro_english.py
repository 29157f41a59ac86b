"""English for the neural voice: the symbols of words in context, numbers as read, hostile text."""

from __future__ import annotations

import shutil
import stat
import sys
import time
from pathlib import Path

import pytest

from voicemock.content import packs
from voicemock.language.english_aloud import read_aloud
from voicemock.speak.kokoro import english, english_words, espeak, phonemes

from .helpers import STEEP, steepness

_needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Our CSAT was 95%.", "Our CSAT was ninety five percent."),
        ("It cost £89.", "It cost eighty nine pounds."),
        ("a refund of $1,200", "a refund of one thousand two hundred dollars"),
        ("£89.99 or $3.50", "eighty nine pounds ninety nine or three dollars fifty"),
        ("£0.99", "ninety nine pence"),
        ("€5.00", "five euros"),
        ("£1.2m and £5k", "one point two million pounds and five thousand pounds"),
        ("3.5 stars", "three point five stars"),
        ("at 10:30 or 10:00", "at ten thirty or ten o'clock"),
        ("from 9am to 5 p.m. daily", "from nine AM to five PM daily"),
        ("Come at 9 a.m. Then call.", "Come at nine AM. Then call."),
        ("in 2024", "in twenty twenty four"),
        ("2019-2021", "twenty nineteen to twenty twenty one"),
        ("the 1990s, the '90s", "the nineteen nineties, the nineties"),
        ("my 1st, 2nd and 21st", "my first, second and twenty first"),
        ("24/7 support", "twenty four seven support"),
        ("5–10 minutes", "five to ten minutes"),
        ("30 mins, 10kg", "thirty minutes, ten kilograms"),
        ("1/2 of them, ½", "one half of them, one half"),
        ("£20/month", "twenty pounds a month"),
        ("-5 degrees", "minus five degrees"),
        ("order 12345678", "order one two three four five six seven eight"),
        ("0800 123", "oh eight oh oh one two three"),
        ("Q1, 5G, B2B, AB123", "Q one, five G, B to B, AB one two three"),
        ("No. 5? No. I said so.", "number five? No. I said so."),
        ("e.g. Mr. Smith, Dr Jones, etc.", "for example Mister Smith, Doctor Jones, et cetera."),
        ("the U.S. market", "the US market"),
        ("Q&A at me@x.com", "Q and A at me at x dot com"),
        ("It\u2019s fine – really", "It's fine — really"),
        ("What?! No!!", "What? No!"),
    ],
)
def test_numbers_and_abbreviations_are_read_as_people_say_them(written: str, read: str) -> None:
    """No digit is left, and a sentence keeps its end."""
    found = " ".join(read_aloud(written).split())
    assert found.replace(" .", ".").replace(" ,", ",").replace(" ?", "?") == read


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("hello", "həlˈO"),
        ("my boy found time today", "mI bˈY fˈWnd tˈIm tədˈA"),
        ("better", "bˈɛTəɹ"),
        ("judge the choice", "ʤˈʌʤ ðə ʧˈYs"),
        # small words, before vowels and consonants
        ("the agent", "ði ˈAʤᵊnt"),
        ("the customer", "ðə kˈʌstəməɹ"),
        ("a call", "ɐ kˈɔl"),
        ("plan A", "plˈæn ˈA"),
        ("I", "ˈI"),
        ("I am late", "ˌI ɐm lˈAt"),
        ("what am I to do", "wˌʌt æm ˌI tə dˈu"),
        # British spellings and words
        ("queue", "kjˈu"),
        ("parcel", "pˈɑɹsᵊl"),
        ("colour", "kˈʌləɹ"),
        ("organise", "ˈɔɹɡənˌIz"),
        ("organising", "ˈɔɹɡənˌIzɪŋ"),
        ("café", "kæfˈA"),
        ("Łódź", "lˈɑdz"),
        # contractions and endings
        ("can't", "kˈænt"),
        ("I've", "ˌIv"),
        ("agents", "ˈAʤᵊnts"),
        ("boxes", "bˈɑksᵻz"),
        ("rated", "ɹˈATᵻd"),
        ("hoped", "hˈOpt"),
        ("planned", "plˈænd"),
        ("companies", "kˈʌmpᵊniz"),
        ("colleague's", "kˈɑliɡz"),
        # acronyms: letters, or a word
        ("SLA", "ˌɛsˌɛlˈA"),
        ("CRM", "sˌiˌɑɹˈɛm"),
        ("KPI", "kˌApˌiˈI"),
        ("NPS", "ˌɛnpˌiˈɛs"),
        ("IVR", "ˌIvˌiˈɑɹ"),
        ("FAQs", "ˌɛfˌAkjˈuz"),
        ("CV", "sˌivˈi"),
        ("VIP", "vˌiˌIpˈi"),
        ("AHT", "ˌAˌAʧtˈi"),
        ("FCR", "ˌɛfsˌiˈɑɹ"),
        ("QA", "kjˌuˈA"),
        ("IT", "ˌItˈi"),
        ("ASAP", "ˈAsæp"),
        ("CSAT", "sˈisˌæt"),
        ("SaaS", "sˈæs"),
        ("Okay", "ˌOkˈA"),
        ("I AM VERY ANGRY", "ˌI ɐm vˈɛɹi ˈæŋɡɹi"),
        # names and products
        ("Maya", "mˈIə"),
        ("Priya", "pɹˈiə"),
        ("Siobhan", "ʃəvˈɔn"),
        ("WhatsApp", "wˈʌtsˌæp"),
        ("PayPal", "pˈApˌæl"),
        ("helpdesk", "hˈɛlpdˌɛsk"),
    ],
)
def test_words_have_the_symbols_the_network_learned(text: str, spoken: str) -> None:
    """Diphthongs are one symbol, small words have no stress, letters of an acronym the last."""
    assert english.phonemes(text) == spoken


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I've read your CV", "ɹˈɛd"),
        ("I read emails", "ɹˈid"),
        ("live chat", "lˈIv"),
        ("I live here", "lˈɪv"),
        ("a team lead", "lˈid"),
        ("we record calls", "ɹəkˈɔɹd"),
        ("agents record calls", "ɹəkˈɔɹd"),
        ("a record", "ɹˈɛkəɹd"),
        ("did you use it", "jˈuz"),
        ("the use", "jˈus"),
        ("I am used to that", "jˈust"),
        ("how do you close a call", "klˈOz"),
        ("Close the ticket", "klˈOz"),
        ("we were close", "klˈOs"),
        ("I object", "əbʤˈɛkt"),
        ("the object", "ˈɑbʤəkt"),
        ("to present", "pɹizˈɛnt"),
        ("at present", "pɹˈɛzᵊnt"),
        ("a refund", "ɹˈifˌʌnd"),
        ("I can refund you", "ɹəfˈʌnd"),
    ],
)
def test_a_word_of_two_sounds_goes_by_its_neighbours(text: str, word: str) -> None:
    """At least in its commonest sense in customer service."""
    assert word in english.phonemes(text).split()


def test_a_sentence_keeps_its_marks() -> None:
    """Also around numbers and abbreviations, whose own points are none."""
    assert (
        phonemes.of("Mr. Jones (our lead) said: it's 3.5, right?", "en")
        == "mˈɪstəɹ ʤˈOnz (ˌWəɹ lˈid) sˈɛd: ɪts θɹˈi pˈYnt fˈIv, ɹˈIt?"
    )


def test_a_mark_within_quotation_marks_is_one() -> None:
    """Or the question would go on behind what is quoted without a breath."""
    assert (
        phonemes.of("He asked: \"No?\" (Why.) 'Go.' Now", "en") == "hˌi ˈæskt: nˈO? (wˌI.) ɡˌO. nˈW"
    )


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("你们的 SLA 是多少？", "ɛ→s ɛ→l ei→"),
        ("我用 Excel 做报表", "ɪksˈɛl"),
        ("CRM系统", "si→ a→ɚ ɛ→m"),
        ("VIP客户", "vi→ ai→ pʰi→"),
        ("T恤", "tʰi→"),
        ("K歌", "kʰei→"),
        ("这里的WiFi", "wˈIfˌI"),
        ("打开APP", "ˈæp"),
        ("最后是Q&A", "kʰjou→ ænd ei→"),
        ("用Apple Pay付款", "ˈæpᵊl pʰˈA"),
    ],
)
def test_latin_words_within_mandarin_are_english(text: str, latin: str) -> None:
    """With blanks around them; letters have the names that Mandarin gives them."""
    found = phonemes.of(text, "zh")
    assert f" {latin} " in f" {found.rstrip('?')} "
    assert set(found) & set("→↗↓↘")


def test_han_within_english_is_mandarin() -> None:
    """A name, for example."""
    assert set(phonemes.of("my name is 王芳, hello", "en")) >= set("↗→həlO")


def test_all_that_a_pack_says_is_in_the_vocabulary() -> None:
    """And the dictionary knows it without espeak-ng."""
    known = set(phonemes.vocabulary())
    for text in _said():
        found = phonemes.of(text, "en")
        assert found
        assert set(found) <= known
        unknown = [
            word
            for word in english.words_of(read_aloud(text))
            if len(word) > 1 and not english_words.known(word)
        ]
        assert not unknown, text


def _said() -> list[str]:
    questions = packs.default_pack("en").questions
    return [
        *(question.text for question in questions),
        *(one.text for question in questions for one in question.follow_ups),
        *(line.text for question in questions for turn in question.turns for line in turn.lines),
    ]


@_needs_espeak
def test_espeak_reads_what_no_dictionary_has() -> None:
    """In the same notation."""
    assert espeak.phonemes("blorbing") == "blˈɔɹbɪŋ"
    assert espeak.phonemes("zoyjay") == "zˈYʤA"


@_needs_espeak
@pytest.mark.parametrize(
    "word", ["--help", "-v", "[[h@l]]", "a b", "a\nb", "a\0b", "<speak>", "\\x", "x" * 5000, ""]
)
def test_espeak_is_asked_for_words_alone(word: str) -> None:
    """Nothing that it could take for an option, for phonemes, for markup or for two words."""
    assert espeak.phonemes(word) is None


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("[[hello]]", "həlˈO"),
        ("<speak>hello</speak>", "spˈik həlˈO spˈik"),
        ("--hello", "— həlˈO"),
        ("\\hello\0", "həlˈO"),
        ("hello\n\nhello", "həlˈO həlˈO"),
        ("😀", ""),
        ("...", "."),
        ("", ""),
    ],
)
def test_hostile_text_is_read_as_text(text: str, spoken: str) -> None:
    """Or nothing is left of it."""
    assert phonemes.of(text, "en") == spoken


@pytest.mark.parametrize("piece", ["hello ", "9", "x", "qzv ", "1,", "B2", "a.", "$1.", "-", "A"])
def test_time_grows_with_the_length(piece: str) -> None:
    """Of text of 5,000 characters, however odd."""
    text = (piece * 5000)[:5000]
    espeak.learn(english.words_of(read_aloud(text)))
    assert steepness(lambda size: english.phonemes(read_aloud(text[:size])), 5000) < STEEP


def test_without_espeak_an_unknown_word_is_spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not left out."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(espeak, "_learned", {})
    assert english.phonemes("our Qzvrb") == "ˌWəɹ kjˌuzˌivˌiˌɑɹbˈi"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the program")
@pytest.mark.parametrize(
    "script",
    [
        "exec sleep 60",
        "exit 1",
        "true",
        "echo x; echo y; echo z",
        "echo '(fr)qux(en)'",
        "printf '\\377'",
    ],
)
def test_a_broken_espeak_costs_a_moment_and_no_word(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that hangs, fails, prints nothing, too much, or what the network does not know."""
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(espeak, "_learned", {})
    monkeypatch.setattr(espeak, "_LIMIT_S", 0.5)
    began = time.monotonic()
    for word in ("qzvrb", "qzvrbs", "qzvrbt"):
        assert english.phonemes(word) == english_words.spelled(word)
    assert time.monotonic() - began < 30
