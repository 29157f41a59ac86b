"""The benchmarks of other languages and of homophones: what is spoken, and how what was heard is judged."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from benchmarks import homophones, neural
from benchmarks import language_mixtures as mixtures
from benchmarks.language_mixtures import Mixture, judged
from benchmarks.noted import Noted
from voicemock.audio import samples as audio
from voicemock.language.base import HAN
from voicemock.speak.kokoro import phonemes
from voicemock.testing import tone
from voicemock.values.answer import Transcript, Word
from voicemock.values.codes import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Samples

_MIXTURE = Mixture("a.flac", "open", "zh", "middle", 10.0, 18.0, "de", "own")


def found(
    *runs: tuple[float, float, str], refused: str | None = None, kept: str = ""
) -> dict[str, object]:
    return {"runs": [list(one) for one in runs], "refused": refused, "kept": kept}


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        (found(), {}),
        (found((10.9, 17.1, "de")), {"named", "by its name", "in place"}),
        (found((10.2, 14.0, "de"), (14.5, 18.2, "nl")), {"named", "by its name", "in place"}),
        (found((10.2, 18.2, "nl")), {"named", "in place"}),
        (found((11.1, 18.0, "de")), {"named", "by its name"}),
        (found((10.0, 19.1, "de")), {"named", "by its name"}),
        (found((0.0, 30.0, "de")), {"named", "by its name", "false"}),
        (
            found((10.0, 18.0, "de"), (2.0, 6.0, "en")),
            {"named", "by its name", "in place", "false"},
        ),
        (found((2.0, 6.0, "en")), {"false"}),
        (found(refused="de"), {"refused"}),
        (
            found((10.0, 18.0, "de"), kept="x"),
            {"named", "by its name", "in place", "words left in it"},
        ),
    ],
)
def test_how_a_mixture_is_judged(what: dict[str, object], counts: set[str]) -> None:
    assert +judged(_MIXTURE, what) == Counter({"answers", *counts})


def test_whatever_is_named_in_an_answer_in_one_language_is_false() -> None:
    alone = Mixture("a.flac", "open", "zh", "switching")
    assert judged(alone, found((1.0, 5.0, "en"), (7.0, 11.0, "ko")))["false"] == 2
    assert +judged(alone, found()) == Counter({"answers": 1})


def test_the_mixtures_are_what_is_asked_for() -> None:
    plans = list(mixtures.plans())
    mixed = [one.mixture for one in plans if one.mixture.other]
    assert len(mixed) >= 40
    assert sum(one.mixture.kind == "switching" for one in plans) >= 20
    assert {one.other for one in mixed} == {*get_args(LanguageCode), *mixtures.OTHERS}
    assert {one.kind for one in mixed} == set(mixtures.PLACES)
    for part in mixtures.PARTS:
        assert sum(one.part == part for one in mixed) == len(mixed) / 2
    said = {
        part: {
            text for one in plans if one.mixture.part == part for run in one.runs for text in run[0]
        }
        for part in mixtures.PARTS
    }
    assert not said["locked"] & said["open"]
    assert len({one.mixture.path for one in plans}) == len(plans)


def test_a_mixture_says_where_its_other_language_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the sample, at each place; what was made is not made again."""

    def say(_text: str, language: str, *_how: object) -> Samples:
        return tone(4.0, 1000.0) if language == "de" else tone(2.0, 200.0)

    monkeypatch.setattr(neural, "say", say)
    monkeypatch.setattr(
        mixtures,
        "plans",
        lambda plans=mixtures.plans: (one for one in plans() if one.mixture.other == "de"),
    )
    made = mixtures.mixtures(tmp_path, "open", np.inf)
    assert {one.kind for one in made} == set(mixtures.PLACES)
    for one in made:
        sound = audio.read(tmp_path / one.path).samples
        start, end = round(one.start_s * SAMPLE_RATE), round(one.end_s * SAMPLE_RATE)
        assert end - start == 4 * SAMPLE_RATE
        for part, loud in ((sound[start:end], True), (sound[:start], False), (sound[end:], False)):
            lines = np.abs(np.fft.rfft(part)) / len(part)
            at = np.abs(np.fft.rfftfreq(len(part), 1 / SAMPLE_RATE) - 1000) < 5
            assert bool(lines[at].max() > 0.01) is loud

    def again(*_arguments: object) -> Samples:
        raise AssertionError

    monkeypatch.setattr(neural, "say", again)
    assert mixtures.mixtures(tmp_path, "open", np.inf) == made
    rows = (tmp_path / "index.tsv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(made) + 1
    assert rows[0].split("\t")[4:7] == ["start_s", "end_s", "other"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ja, natürlich, ich höre zu."),
        ("es", "¿Señor, quiere usted café?"),
        ("fr", "Le week-end, on déjeune à midi."),
    ],
)
def test_another_language_is_in_symbols_that_the_network_knows(language: str, text: str) -> None:
    try:
        symbols = neural.symbols(text, language)
    except FileNotFoundError:
        pytest.skip("espeak-ng is not installed (apt-get install espeak-ng)")
    assert len(symbols) > len(text) / 2
    assert {one for one in symbols if one not in phonemes.vocabulary()} <= {" ", "-"}
    assert "(" not in symbols


def test_what_was_noted_is_not_measured_again(tmp_path: Path) -> None:
    """In the same state; a line that was cut short is measured anew."""
    path = tmp_path / "deep" / "noted.jsonl"
    assert Noted(path, "now").get("a", lambda: {"value": 1}) == {"value": 1}
    assert Noted(path, "now").get("a", lambda: 2) == {"value": 1}
    assert Noted(path, "later").get("a", lambda: 3) == 3
    text = path.read_text()
    path.write_text(text + text.splitlines()[0][:-3])
    assert Noted(path, "now").get("a", lambda: 4) == {"value": 1}
    assert Noted(path, "now").get("b", lambda: 5) == 5
    assert Noted(path, "now").get("b", lambda: 6) == 5


def test_without_time_nothing_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "noted.jsonl"
    assert Noted(path, "now", time.monotonic() - 1).get("a", lambda: 1) is None
    Noted(path, "now").get("a", lambda: 1)
    assert Noted(path, "now", time.monotonic() - 1).get("a", lambda: 2) == 1


def transcript(text: str) -> Transcript:
    words = [
        Word(one, at * 0.2, at * 0.2 + 0.2, 0.9, at)
        for at, one in enumerate(text)
        if HAN.match(one)
    ]
    return Transcript(text, engine="whisper", words=tuple(words))


_WORDS = frozenset(("投诉", "快递", "快递公司", "满意度"))


@pytest.mark.parametrize(
    ("said", "heard", "now", "errors", "wrong"),
    [
        ("客户投诉了。", "客户头诉了", "客户投诉了", [("投诉", "头诉", True)], []),
        ("客户投诉了。", "客户头诉了", "客户头诉了", [("投诉", "头诉", False)], []),
        ("客户投诉了。", "客户投诉了", "客户投诉了", [], []),
        # another sound is no homophone
        ("客户投诉了。", "客户高兴了", "客户高兴了", [], []),
        # one character more before it
        ("找快递公司。", "我找快地公司", "我找快递公司", [("快递公司", "快地公司", True)], []),
        ("他偷偷说。", "他偷偷说", "他投诉说", [], [("偷", "投"), ("偷", "诉")]),
        # neither what was heard nor what it became was said
        ("他偷走了。", "他头走了", "他投走了", [], [("头", "投")]),
        # what nobody said
        ("满意。", "满意头诉", "满意投诉", [], [("头", "投")]),
    ],
)
def test_how_putting_right_is_judged(
    said: str,
    heard: str,
    now: str,
    errors: list[tuple[str, str, bool]],
    wrong: list[tuple[str, str]],
) -> None:
    found_errors, found_wrong = homophones.judged(said, transcript(heard), transcript(now), _WORDS)
    assert [tuple(one) for one in found_errors] == errors
    assert [(one.heard, one.now) for one in found_wrong] == wrong


def test_the_sentences_hold_a_word_of_the_field_and_have_one_half_each() -> None:
    said = list(homophones.sentences())
    assert len(said) >= 200
    halves: dict[str, set[str]] = {}
    for one in said:
        assert any(word in one.text for word in homophones.field(one.question))
        halves.setdefault(one.question.id, set()).add(one.half)
    assert all(len(half) == 1 for half in halves.values())
    assert min(Counter(one.half for one in said).values()) >= 100
    assert len({(one.voice, one.snr_db) for one in said}) == 2 * len(homophones.SNR_DB)
