"""The dictionary of English words, looked up where it lies."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import voicemock.speak.kokoro
from voicemock.speak.kokoro.lexicon import Lexicon

FILE = Path(voicemock.speak.kokoro.__file__).with_name("dictionary") / "english.tsv.gz"


def test_the_file_holds_what_a_lookup_relies_on() -> None:
    """Lines in the order of their bytes, each word once."""
    parts = gzip.decompress(FILE.read_bytes()).split(b"\n\n")
    assert len(parts) == 2
    for part in parts:
        words = [line.split(b"\t", 1)[0] + b"\t" for line in part.rstrip(b"\n").split(b"\n")]
        assert words == sorted(set(words))
        assert len(words) > 50_000


def test_each_word_is_found_and_no_other() -> None:
    lines = {"'cause": "kˈʌz", "a": "A", "ab": "æb", "Éclair": "klˈɛɹ", "zoo": "DEFAULT=zˈu"}
    text = "\n".join(sorted(f"{word}\t{entry}" for word, entry in lines.items()))
    lexicon = Lexicon(text.encode())
    assert {word: lexicon.get(word) for word in lines} == lines
    others = ("", "A", "aa", "abc", "b", "zoos", "zz", "'", "éclair")
    assert not any(other in lexicon for other in others)


@pytest.mark.parametrize("ended", ["", "\n"])
def test_the_last_line_may_be_ended(ended: str) -> None:
    lexicon = Lexicon(f"one\t1\ntwo\t2{ended}".encode())
    assert (lexicon.get("one"), lexicon.get("two"), lexicon.get("two2")) == ("1", "2", None)
    assert "élan" not in lexicon  # behind the last
