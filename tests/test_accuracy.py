"""The measures of ``make accuracy``, on cases made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import material, scoring
from benchmarks.accuracy import Table, kernel_table, markdown, measure
from benchmarks.methods import Voicemock, found_phrases, variants
from benchmarks.noted import Noted
from benchmarks.scoring import Heard, Truth
from voicemock.audio.samples import write_wav
from voicemock.testing import tone
from voicemock.values.interview import LanguageCode, Phrase
from voicemock.values.sound import Recording

_TRUTH = Truth(
    "en",
    reference="one two three four five six seven eight nine ten",
    pauses=((1.0, 1.5), (3.0, 4.0)),
    span=(0.5, 10.5),
    positive=("i-can", "i-can", "sorry-for"),
    fillers=2,
)
_HEARD = Heard(
    text=_TRUTH.reference or "",
    units=10,
    pace=60.0,
    pauses=((1.0, 1.5), (3.0, 4.0)),
    positive=("sorry-for", "i-can", "i-can"),
    fillers=2,
    sound_s=12.0,
    took_s=3.0,
)


def test_what_is_heard_rightly_has_no_error() -> None:
    table = scoring.score([(_TRUTH, _HEARD)])
    for name in ("error rate", "unit error, median", "pace error, p90", "fillers, mean error"):
        assert table[name] == 0
    for name in ("pauses, F1", "pauses, F1 by overlap", "phrases, precision", "phrases, recall"):
        assert table[name] == 1
    assert table["pauses, mean end error (s)"] == 0
    assert table["real-time factor"] == 0.25


def test_each_error_shows_in_its_measure_alone() -> None:
    heard = replace(
        _HEARD,
        text="one too three four five six seven eight nine",  # one wrong, one missing
        units=9,
        pace=66.0,
        pauses=((1.05, 1.45), (6.0, 7.0)),  # one near, one invented, one missed
        positive=("i-can", "let-me-help"),
        fillers=5,
    )
    table = scoring.score([(_TRUTH, heard)])
    assert table["error rate"] == pytest.approx(0.2)
    assert table["unit error, median"] == pytest.approx(0.1)
    assert table["pace error, median"] == pytest.approx(0.1)
    assert (table["pauses, precision"], table["pauses, recall"]) == (0.5, 0.5)
    assert table["pauses, F1"] == 0.5
    assert table["pauses, mean end error (s)"] == pytest.approx(0.05)
    assert table["phrases, precision"] == 0.5
    assert table["phrases, recall"] == pytest.approx(1 / 3)
    assert table["fillers, mean error"] == 3


def test_what_is_refused_is_counted_apart() -> None:
    table = scoring.score([(_TRUTH, replace(_HEARD, pace=None, units=None, fillers=None))])
    assert table["pace refused"] == 1
    assert table["pace error, median"] is None
    assert table["unit error, median"] is None
    assert table["fillers, mean error"] is None


def test_what_is_not_known_is_not_scored() -> None:
    table = scoring.score([(Truth("en"), replace(_HEARD, text="anything at all"))])
    assert {name for name, value in table.items() if value is not None} == {
        "recordings", "pace refused", "real-time factor",
    }  # fmt: skip


def test_fillers_found_where_none_are_count_by_the_minute() -> None:
    read = replace(_TRUTH, fillers=None, read_aloud=True)
    um = replace(read, fillers=1)
    table = scoring.score([(read, replace(_HEARD, sound_s=30)), (um, replace(_HEARD, fillers=9))])
    assert table["fillers a minute where none are"] == 4


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("您好，CRM 3个！", "zh", ["您", "好", "c", "r", "m", "3", "个"]),
        ("I’ll do 5,000 — well-known.", "en", ["i'll", "do", "5", "000", "well", "known"]),
    ],
)
def test_text_is_cut_into_comparable_tokens(text: str, language: str, expected: list[str]) -> None:
    assert scoring.comparable(text, language) == expected


@pytest.mark.parametrize(
    ("said", "heard", "expected"),
    [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("abc", "bca", 2)],
)
def test_edits_are_the_fewest(said: str, heard: str, expected: int) -> None:
    assert scoring.edits(list(said), list(heard)) == expected
    assert scoring.edits(list(heard), list(said)) == expected


@pytest.mark.parametrize(
    ("found", "alike", "over"),
    [
        ((1.0, 2.0), True, True),
        ((1.1, 1.9), True, True),  # both ends just within the tolerance
        ((0.89, 2.0), False, True),  # one end is not
        ((1.0, 1.5), False, True),  # just half is shared
        ((1.0, 1.49), False, False),
        ((2.0, 3.0), False, False),
    ],
)
def test_when_a_pause_is_the_same(found: tuple[float, float], alike: bool, over: bool) -> None:
    assert scoring.same_pause(found, (1.0, 2.0)) is alike
    assert scoring.overlapping(found, (1.0, 2.0)) is over


def test_a_true_pause_is_found_only_once() -> None:
    found = [(1.0, 2.0), (1.05, 2.05)]
    assert len(scoring.matched(found, [(1.0, 2.0)], scoring.same_pause)) == 1
    assert len(scoring.matched(found[:1], [(1.0, 2.0)] * 2, scoring.same_pause)) == 1


def test_middle_and_ninth_decile() -> None:
    assert scoring.median([3, 1, 2, 10]) == 2.5
    assert scoring.ninth_decile([float(n) for n in range(11)]) == 9
    assert scoring.ninth_decile([5.0]) == 5
    assert scoring.median([]) is None
    assert scoring.ninth_decile([]) is None


def test_traditional_characters_are_wrong_but_told_apart() -> None:
    truth = Truth("zh", reference="我们会帮您处理这个问题")
    table = scoring.score([(truth, replace(_HEARD, text="我們會幫您處理這個問題"))])
    assert table["error rate"] == pytest.approx(8 / 11)
    assert table["error rate, all simplified"] == 0


def test_the_obvious_method_looks_for_variants_written_out() -> None:
    phrase = Phrase("i-can", "positive", ("I can [also|always|]", "we * can"), "why")
    texts = variants(phrase, "en")
    assert [one.split() for one in texts] == [
        ["i", "can", "always"],
        ["i", "can", "also"],
        ["i", "can"],
    ]
    assert (
        found_phrases("I can. I can always! I cannot", [("i-can", texts)], "en") == ("i-can",) * 2
    )
    assert found_phrases("We will.", [("i-can", texts)], "en") == ()
    mandarin = variants(Phrase("i", "positive", ("我[也|]可以",), "why"), "zh")
    assert found_phrases("我可以，我也可以，我能", [("i", mandarin)], "zh") == ("i", "i")


def test_an_index_is_read_with_its_truth(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone(1))
    (tmp_path / "a.json").write_text(json.dumps([[0.2, 0.6]]))
    (tmp_path / "index.tsv").write_text(
        "file\tlanguage\treference\tpauses\tspan\tpositive\tfillers\tspeaker_type\n"
        "a.wav\tzh\t好\ta.json\t0.1 0.9\t-\t0\tsynthetic\n"
        "a.wav\ten\tyes\t\t\t\t\tread\n"
        "a.wav\ten\tno\t\t\ti-can i-can\t3\tread\n"
    )
    zh, en, last = material.given(tmp_path / "index.tsv", None)
    assert zh.truth == Truth("zh", "好", ((0.2, 0.6),), (0.1, 0.9), (), 0)
    assert en.truth == Truth("en", "yes", read_aloud=True)
    assert (last.truth.positive, last.truth.fillers) == (("i-can", "i-can"), 3)
    assert len(list(material.given(tmp_path / "index.tsv", 1))) == 2


def test_the_signals_made_here_hold_their_silences_where_they_say() -> None:
    pytest.importorskip("soundfile")
    try:
        case = next(iter(material.own(1)))
    except FileNotFoundError as error:
        pytest.skip(str(error))
    sound = case.recording.samples
    assert case.truth.pauses is not None
    assert len(case.truth.pauses) == 4
    for start, end in case.truth.pauses:
        inside = sound[round(16000 * start) + 16 : round(16000 * end) - 16]
        assert abs(inside).max() < 0.01
        for edge in (start - 0.02, end):
            assert abs(sound[round(16000 * edge) : round(16000 * (edge + 0.02))]).max() > 0.003
    assert 60 <= material.minute([case]).duration_s < 60 + case.recording.duration_s


def test_the_table_has_both_sides_and_the_ratio() -> None:
    table = markdown("English", {"error rate": 0.1, "pace refused": 2}, {"error rate": 0.2})
    assert table.splitlines()[2:] == [
        "| error rate | 10.0 % | 20.0 % | 0.50 |",
        "| pace refused | 2 | – | – |",
    ]


def test_the_table_by_kernel_has_mean_and_spread() -> None:
    tables: list[dict[str, Table]] = [
        {"zh": {"error rate": 0.1}, "en": {"fillers, found": found}} for found in (12.0, 13.0, 17.0)
    ]
    assert kernel_table(tables).splitlines()[2:] == [
        "| Mandarin: error rate | 10.0 % | 10.0 % | 10.0 % | 10.0 % | 0.0 % |",
        "| English: fillers, found | 12 | 13 | 17 | 14 | 5 |",
    ]


def test_what_was_heard_is_noted_and_scores_the_same(tmp_path: Path) -> None:
    """So that a long benchmark goes on where it was: without time only what is noted counts."""

    class Method(Voicemock):
        calls = 0

        def __init__(self) -> None:
            pass

        def hear(self, _recording: Recording, _language: LanguageCode) -> Heard:
            self.calls += 1
            return _HEARD

    sound = material.of(tone(1), "a")
    cases = [material.Case(name, "en", sound, _TRUTH) for name in ("a", "b")]
    method, path = Method(), tmp_path / "notes.jsonl"
    assert measure(cases[:1], method, None, Noted(path, "now")) is not None
    assert measure(cases, method, None, Noted(path, "now", until_s=0.0)) is None
    first = measure(cases, method, None, Noted(path, "now"))
    assert method.calls == 2
    assert measure(cases, method, None, Noted(path, "now", until_s=0.0)) == first
    assert first == [scoring.score([(_TRUTH, _HEARD)] * 2), {}]
