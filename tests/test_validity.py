"""``python -m benchmarks.validity``: the corpus's layout, the measures by speaker, the rank correlation."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import validity
from tests.helpers import full_answer, say
from voicemock.audio.samples import write_wav
from voicemock.testing import joined, silence, tone
from voicemock.values.answer import Pace, Pause, Pauses, SpanInfo
from voicemock.values.sound import SAMPLE_RATE, Interval, Samples


def corpus(folder: Path, said: dict[str, tuple[int, list[Samples], float]]) -> Path:
    """Speakers as the corpus has them: age, sentences, and the fluency each of five experts heard."""
    scores = {}
    for part, names in (("train", list(said)[:1]), ("test", list(said)[1:])):
        lines: dict[str, list[str]] = {
            one: [] for one in ("wav.scp", "utt2spk", "spk2age", "spk2gender")
        }
        for name in names:
            age, sounds, fluency = said[name]
            lines["spk2age"].append(f"{name}\t{age}")
            lines["spk2gender"].append(f"{name}\tf")
            for number, sound in enumerate(sounds):
                sentence, path = f"{name}{number:04}", f"WAVE/SPEAKER{name}/{name}{number:04}.WAV"
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                write_wav(folder / path, sound)
                lines["wav.scp"].append(f"{sentence}\t{path}")
                lines["utt2spk"].append(f"{sentence} {name}")
                scores[sentence] = {
                    "fluency": [fluency - 1, fluency, fluency, fluency, fluency + 1]
                }
        (folder / part).mkdir(parents=True)
        for one, rows in lines.items():
            (folder / part / one).write_text("".join(f"{row}\n" for row in rows))
    (folder / "resource").mkdir()
    (folder / "resource" / "scores-detail.json").write_text(json.dumps(scores))
    return folder


def test_adults_with_enough_sentences_are_read_with_the_experts_mean(tmp_path: Path) -> None:
    short = [tone(0.1)] * 3
    folder = corpus(
        tmp_path,
        {
            "0001": (19, short, 7.0),
            "0002": (9, short, 9.0),
            "0003": (40, short, 4.0),
            "0004": (30, short[:1], 5.0),
        },
    )
    one, other = validity.speakers(folder, sentences=2)
    assert (one.name, one.age, one.sex, one.fluency) == ("0001", 19, "f", 7.0)
    assert [path.name for path in one.files] == ["00010000.WAV", "00010001.WAV"]
    assert all(path.is_file() for path in one.files)
    assert (other.name, other.fluency) == ("0003", 4.0)


@pytest.mark.parametrize(
    "missing", ["resource/scores-detail.json", "test/utt2spk", "train/spk2age"]
)
def test_a_folder_in_another_layout_is_refused(
    missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = corpus(tmp_path, {"0001": (20, [tone(0.1)], 7.0), "0002": (20, [tone(0.1)], 7.0)})
    (folder / missing).unlink()
    assert validity.main([str(folder)]) == 2
    assert missing in capsys.readouterr().err


def test_a_sentence_without_scores_is_refused(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"0001": (20, [tone(0.1)], 7.0), "0002": (20, [tone(0.1)], 7.0)})
    (folder / "resource" / "scores-detail.json").write_text("{}")
    with pytest.raises(validity.LayoutError, match="00010000"):
        validity.speakers(folder, sentences=1)


def test_pauses_at_the_joins_do_not_count() -> None:
    """Neither as pauses nor as time: 30 s with 3 s of joins hold one pause of a sentence's own."""
    pauses = [Pause(4.0, 4.5, "brief", None), Pause(9.0, 11.5, "very_long", None)]
    answer = replace(
        full_answer(),
        span=SpanInfo(0.0, 29.5),
        pace=Pace(120.0, "words_per_min", 60, 150.0, (120, 150), "on_target", (120, 170)),
        pauses=Pauses(count=2, items=tuple(pauses)),
    )
    found = validity.measures(answer, [Interval(10.0, 11.0)])
    assert found == {"articulation": 150.0, "pauses": pytest.approx(60 / 27)}
    assert validity.measures(replace(answer, span=SpanInfo()), []) is None
    nothing = replace(answer.pace, articulation=None)
    assert validity.measures(replace(answer, pace=nothing), []) is None


def test_sentences_are_joined_with_a_second_of_quiet() -> None:
    sound, joins = validity.joined([tone(0.5), tone(1.0), tone(0.25)])
    assert len(sound) == round(3.75 * SAMPLE_RATE)
    assert joins == [Interval(0.5, 1.5), Interval(2.5, 3.5)]
    for one in joins:
        assert not sound[round(one.start_s * SAMPLE_RATE) : round(one.end_s * SAMPLE_RATE)].any()


def test_ranks_of_equal_values_are_shared() -> None:
    assert validity.ranks([30, 10, 20, 20]).tolist() == [4, 1, 2.5, 2.5]
    assert validity.ranks([5, 5]).tolist() == [1.5, 1.5]


@pytest.mark.parametrize(
    ("one", "other", "rho"),
    [
        ([1, 2, 3, 4], [10, 20, 30, 400], 1),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1),
        # ranks 2 3 4 5 1: differences of 1 1 1 1 4, so 1 - 6 * 20 / (5 * 24)
        ([1, 2, 3, 4, 5], [1, 3, 4, 7, 0], 0),
        ([1, 2, 2, 3], [1, 2, 3, 4], 4.5 / math.sqrt(4.5 * 5)),
    ],
)
def test_spearman(one: list[float], other: list[float], rho: float) -> None:
    assert validity.spearman(one, other) == pytest.approx(rho, abs=1e-9)


def test_of_equal_values_there_is_no_correlation() -> None:
    assert math.isnan(validity.spearman([1, 1, 1], [1, 2, 3]))


def test_quick_without_pauses_is_fluent() -> None:
    rows = [
        {"articulation": 100.0 + 10 * n, "pauses": 20.0 - n, "fluency": 5.0 + n / 10}
        for n in range(8)
    ]
    found = validity.correlations(rows)
    assert found["articulation"] == pytest.approx((1, 1, 1))
    assert found["pauses inside sentences"] == pytest.approx((-1, -1, -1))
    assert found["both"] == pytest.approx((1, 1, 1))


def test_the_interval_holds_the_correlation_and_is_the_same_again() -> None:
    random = np.random.default_rng(5)
    rows = [
        {
            "articulation": one + random.normal(0, 20),
            "pauses": -one + random.normal(0, 20),
            "fluency": one,
        }
        for one in random.normal(0, 20, 60)
    ]
    found = validity.correlations(rows)
    for rho, low, high in found.values():
        assert low < rho < high
    assert abs(found["both"][0]) > abs(found["articulation"][0])
    assert found == validity.correlations(rows)


def test_a_small_corpus_is_heard_and_ranked(
    tmp_path: Path,
    shared_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the real recognizer: who is slow and pauses within sentences comes last, who is silent is refused.

    A second run hears nobody again.
    """
    said = (
        ("The train was late again", "and nobody told the people"),
        ("My sister lives by the river", "in a small white house"),
        ("We painted the kitchen green", "before the winter came"),
        ("He never drinks his coffee", "until the paper is there"),
    )

    def sentences(words_per_min: int, *pauses_s: float) -> list[Samples]:
        return [
            joined(
                silence(0.2),
                say(first, words_per_min),
                silence(pause_s),
                say(last, words_per_min),
                silence(0.2),
            )
            for (first, last), pause_s in zip(said, pauses_s, strict=True)
        ]

    folder = corpus(
        tmp_path / "corpus",
        {
            "0001": (25, sentences(210, 0.0, 0.0, 0.0, 0.0), 9.0),
            "0002": (25, sentences(165, 0.0, 0.5, 0.0, 0.5), 7.0),
            "0003": (25, sentences(120, 0.6, 0.6, 0.6, 0.6), 4.0),
            "0004": (25, [silence(1.0)] * 4, 1.0),
        },
    )
    monkeypatch.setattr(validity, "cache_dir", lambda: shared_cache)
    assert validity.main([str(folder), "--sentences", "4"]) == 0
    printed = capsys.readouterr().out
    assert "4 of 4 adults" in printed
    assert "Refused: 1: 0004" in printed
    table = {
        row[0]: row[1]
        for line in printed.splitlines()
        if len(row := line.strip("| ").split(" | ")) == 3
    }
    assert table["articulation"] == "1.00"
    assert table["pauses inside sentences"] == "-1.00"
    assert table["both"] == "1.00"

    def again(*_arguments: object) -> None:
        raise AssertionError

    monkeypatch.setattr(validity, "heard", again)
    assert validity.main([str(folder), "--sentences", "4"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == printed.splitlines()[1:]
