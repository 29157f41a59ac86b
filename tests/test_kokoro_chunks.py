"""What a neural voice speaks at a time."""

from __future__ import annotations

import re

import pytest

from voicemock.content.packs import default_pack
from voicemock.speak.kokoro import chunks, phonemes
from voicemock.values.codes import LanguageCode

_CLAUSE = "wˈʌn tˈu θɹˈi fˈɔɹ fˈIv sˈɪks,"


def test_sentences_are_spoken_one_by_one() -> None:
    sentence = _CLAUSE.replace(",", ".")
    cut = chunks.cut(f"{sentence} {sentence}")
    assert [(one.symbols, one.pause_s) for one in cut] == [(sentence, 0.4), (sentence, 0.4)]


def test_somebody_waits_for_the_first_one_so_it_ends_at_a_comma() -> None:
    cut = chunks.cut(" ".join([_CLAUSE] * 3))
    assert [one.symbols for one in cut] == [_CLAUSE, f"{_CLAUSE} {_CLAUSE}"]
    assert cut[0].pause_s < 0.4


@pytest.mark.parametrize("text", [f"{_CLAUSE} wˈʌn.", f"nˈO, {_CLAUSE[:-1]} {_CLAUSE}"])
def test_so_little_that_it_would_come_out_badly_is_not_spoken_alone(text: str) -> None:
    assert len(chunks.cut(text)) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_of_a_text_is_lost(language: LanguageCode) -> None:
    for question in default_pack(language).questions:
        symbols = phonemes.of(question.text, language)
        cut = chunks.cut(symbols)
        assert (
            " ".join(one.symbols for one in cut).split()
            == re.sub(r"([,;:—])(?=\S)", r"\1 ", symbols).split()
        )
        assert all(len(one.symbols) <= chunks.MOST for one in cut)
