"""`voicemock.values.document`: an answer as schema 1, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock.errors import StoreError
from voicemock.i18n import speaking
from voicemock.values.answer import Answer
from voicemock.values.document import from_json, to_document, to_json
from voicemock.values.notes import Note

# the published example, whose keys other programs rely on (CONTRACT.md)
_PUBLISHED: dict[str, Any] = {
    "schema": 1, "id": "", "language": "zh",
    "question": {"id": "", "text": "", "category": ""},
    "source": "",
    "recording": {"path": "", "duration_s": 0, "sample_rate": 0, "sha256": "",
                  "mic": {"level_dbfs": 0, "clipped": 0, "snr_db": 0, "overflows": 0}},
    "transcript": {"text": "", "engine": "", "model": "",
                   "words": [{"text": "", "start_s": 0, "end_s": 0, "probability": 0}]},
    "span": {"start_s": 0, "end_s": 0, "speech_s": 0, "phonation_ratio": 0, "latency_s": 0},
    "pace": {"value": 0, "unit": "", "units_spoken": 0, "articulation": 0, "target": [0],
             "verdict": "", "natural": [0], "curve": [{"t_s": 0, "value": 0}]},
    "pauses": {"count": 0, "total_s": 0, "median_s": 0, "longest_s": 0, "mid_clause": 0,
               "items": [{"start_s": 0, "end_s": 0, "kind": "", "place": ""}]},
    "phrases": {"positive": 0, "negative": 0,
                "items": [{"id": "", "kind": "", "heard": "", "start_s": 0, "end_s": 0}]},
    "fillers": {"count": 0, "per_min": 0,
                "items": [{"heard": "", "by": "", "start_s": 0, "end_s": 0}]},
    "voice": {"pitch_sd_st": 0, "pitch_median_hz": 0},
    "notes": [{"about": "", "code": "", "text": ""}],
}  # fmt: skip


def _paths(value: Any, at: str = "") -> set[str]:
    if isinstance(value, dict):
        return {at} | {path for key, one in value.items() for path in _paths(one, f"{at}.{key}")}
    if isinstance(value, list) and value:
        return _paths(value[0], at + "[]")
    return {at}


@pytest.mark.parametrize("answer", [full_answer(), silent_answer()], ids=["full", "silent"])
def test_an_answer_comes_back_as_it_was(answer: Answer) -> None:
    assert from_json(to_json(answer)) == answer


def test_every_published_key_is_there() -> None:
    assert _paths(_PUBLISHED) - _paths(to_document(full_answer())) == set()


def test_schema_stands_first() -> None:
    assert to_json(full_answer()).startswith('{"schema": 1, "id": "2026-11-22T10-31-07-a3f1"')


def test_it_is_one_line_and_mandarin_is_legible() -> None:
    text = to_json(full_answer())
    assert "\n" not in text
    assert "让我来帮您" in text


def test_times_are_rounded_to_a_hundredth_and_rates_to_a_tenth() -> None:
    answer = full_answer()
    answer = replace(
        answer,
        span=replace(answer.span, start_s=1.23456),
        pace=replace(answer.pace, value=187.2468, articulation=230.96),
        recording=replace(answer.recording, mic=replace(answer.recording.mic, clipped=0.00123456)),
    )
    document = to_document(answer)
    assert document["span"]["start_s"] == 1.23
    assert document["pace"]["value"] == 187.2
    assert document["pace"]["articulation"] == 231.0
    assert document["recording"]["mic"]["clipped"] == 0.0012


def test_what_was_not_measured_is_null_and_never_zero() -> None:
    document = json.loads(to_json(silent_answer()))
    assert set(document["span"].values()) == {None}
    for key in ("value", "units_spoken", "articulation", "verdict"):
        assert document["pace"][key] is None
    for key in ("count", "total_s", "median_s", "longest_s", "mid_clause"):
        assert document["pauses"][key] is None
    assert document["phrases"]["positive"] is None
    assert document["phrases"]["negative"] is None
    assert document["fillers"] == {"count": None, "per_min": None, "items": []}
    assert set(document["voice"].values()) == {None}


def test_an_answer_saved_before_fillers_were_counted_comes_back() -> None:
    old = to_document(full_answer()) | {"fillers": None, "voice": None}
    assert from_json(json.dumps(old)) == replace(full_answer(), fillers=None, voice=None)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_json_does_not_know_is_never_written(value: float) -> None:
    answer = full_answer()
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json(replace(answer, pace=replace(answer.pace, value=value)))


def test_a_note_is_kept_as_code_and_values_and_said_when_it_is_shown() -> None:
    """In the language of whoever writes the document, then of whoever reads it."""
    lost = Note("recording", "sound_lost", values={"lost": 1.3})
    answer = replace(full_answer(), notes=(lost, Note("voice", "unclear")))
    text = to_json(answer)
    assert json.loads(text)["notes"][0] == {
        "about": "recording",
        "code": "sound_lost",
        "text": "About 1.3 s of sound were lost while recording: close other programs.",
        "values": {"lost": 1.3},
    }
    assert from_json(text) == answer
    with speaking("zh"):
        said = [one.text for one in from_json(text).notes]
        assert said == [
            "录音时丢失了约 1.3 秒声音：请关闭其他程序。",
            Note("voice", "unclear").text,
        ]
        assert json.loads(to_json(from_json(text)))["notes"][0]["text"] == said[0]


def test_reasons_and_names_among_the_values_are_said_in_the_language_too() -> None:
    reason: dict[str, int | float | str] = {"kind": "disk", "reason": "No space left on device"}
    with speaking("zh"):
        assert "磁盘空间不足" in Note("recording", "ended_early", values=reason).text


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"code": "of_2030", "values": {}},
        {"values": {"lost": "a"}},
        {"values": {"kind": "much"}},
    ],
    ids=["before values were kept", "of a later version", "no number", "unknown kind"],
)
def test_a_note_that_cannot_be_said_anew_shows_its_saved_text(more: dict[str, Any]) -> None:
    saved = {"about": "recording", "code": "sound_lost", "text": "Some sound was lost."} | more
    with speaking("zh"):
        answer = from_json(json.dumps(to_document(full_answer()) | {"notes": [saved]}))
        assert [one.text for one in answer.notes] == ["Some sound was lost."]
        assert json.loads(to_json(answer))["notes"][0]["text"] == "Some sound was lost."


def test_fields_of_a_later_version_are_passed_over() -> None:
    document = to_document(full_answer()) | {"mood": "calm"}
    assert from_json(json.dumps(document)) == full_answer()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        to_json(full_answer())[:-40],
        "null",
        "[]",
        json.dumps(to_document(full_answer()) | {"schema": 2}),
        json.dumps(to_document(full_answer()) | {"language": "fr"}),
        json.dumps(to_document(full_answer()) | {"pace": None}),
        json.dumps(to_document(full_answer()) | {"notes": [{"about": [], "code": {}, "text": ""}]}),
        json.dumps({k: v for k, v in to_document(full_answer()).items() if k != "transcript"}),
    ],
    ids=["empty", "text", "cut", "null", "list", "schema", "language", "pace", "note", "missing"],
)
def test_a_damaged_answer_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="damaged or from another version"):
        from_json(text)
