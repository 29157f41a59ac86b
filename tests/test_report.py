"""`voicemock.report`: an answer as a view, and as lines of text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock import i18n
from voicemock.content.phrases import phrase_list
from voicemock.report.exports import text
from voicemock.report.views import summary, view
from voicemock.values.answer import Answer, Fillers, Pause, Pauses, Phrases
from voicemock.values.notes import Note

_BY_NAME = ("Pace", "Pauses", "Positive", "To avoid", "Fillers", "Voice")


def _view(answer: Answer) -> view.View:
    return view.build(answer, phrase_list(answer.language))


def _text(answer: Answer) -> str:
    return text.plain(text.render(_view(answer)))


def _measures(answer: Answer) -> dict[str, view.Measure]:
    return {one.name: one for one in _view(answer).measures}


def test_the_view_of_a_full_answer_has_its_numbers() -> None:
    measures = _measures(full_answer())
    assert tuple(measures) == _BY_NAME
    assert measures["Pace"].value == "187 字/min: faster than the target 120-150"
    assert measures["Pace"].judgement == "mind"
    assert measures["Pauses"].value == "3, longest 2.4 s at 0:07.6, median 0.5 s"
    assert measures["Positive"].value == "1: 让我来帮您"
    assert measures["To avoid"].value == "1: 这是规定"
    assert measures["To avoid"].judgement == "mind"


def test_the_natural_range_stands_beside_the_verdict() -> None:
    """A slow default would otherwise call nine in ten too fast and not say so."""
    remarks = " ".join(_measures(full_answer())["Pace"].remarks)
    assert "180-250, and so is yours" in remarks
    assert "--target" in remarks
    slow = replace(full_answer().pace, value=130.0, verdict="on_target")
    measure = _measures(replace(full_answer(), pace=slow))["Pace"]
    assert measure.judgement == "good"
    assert "180-250;" in " ".join(measure.remarks)


def test_thinking_before_the_answer_is_told_and_not_blamed() -> None:
    assert any(
        "1.9 s after the question" in one for one in _measures(full_answer())["Pauses"].remarks
    )


def test_what_was_not_measured_is_said_to_be_so() -> None:
    measures = _measures(silent_answer())
    assert tuple(measures) == _BY_NAME
    assert {one.value for one in measures.values()} == {"not measured"}
    assert {one.judgement for one in measures.values()} == {""}
    assert _view(silent_answer()).moments == ()


def test_nothing_to_avoid_is_good_and_nothing_positive_is_not() -> None:
    measures = _measures(replace(silent_answer(), phrases=Phrases(0, 0)))
    assert (measures["Positive"].value, measures["Positive"].judgement) == ("None heard.", "mind")
    assert (measures["To avoid"].value, measures["To avoid"].judgement) == ("None heard.", "good")


def test_speech_without_pauses_says_so() -> None:
    measures = _measures(replace(silent_answer(), pauses=Pauses(0, 0.0, None, None, 0)))
    assert measures["Pauses"].value == "none of 0.25 s or more"


def test_moments_are_numbered_in_order_of_time() -> None:
    found = _view(full_answer()).moments
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert [one.start_s for one in found] == sorted(one.start_s for one in found)
    assert [one.kind for one in found] == [
        "filler", "positive", "pause", "filler", "pause", "negative",
    ]  # fmt: skip


def test_a_brief_pause_at_a_boundary_is_no_moment() -> None:
    """It is good delivery."""
    assert 2.5 not in {one.start_s for one in _view(full_answer()).moments}


@pytest.mark.parametrize(
    ("pause", "shown"),
    [
        (Pause(2.0, 2.3, "brief", "mid_clause"), True),
        (Pause(2.0, 2.9, "brief", "boundary"), False),
        (Pause(2.0, 3.1, "long", "boundary"), True),
        (Pause(2.0, 2.9, "brief", None), False),
        (Pause(2.0, 4.5, "very_long", None), True),
    ],
)
def test_pauses_that_listeners_notice_are_moments(pause: Pause, shown: bool) -> None:
    length = pause.end_s - pause.start_s
    measured = Pauses(1, length, length, length, 0, (pause,))
    assert bool(_view(replace(silent_answer(), pauses=measured)).moments) is shown


def test_a_phrase_to_avoid_comes_with_what_to_say_instead() -> None:
    moment = next(one for one in _view(full_answer()).moments if one.kind == "negative")
    wanted = next(one.instead for one in phrase_list("zh").phrases if one.id == "policy")
    assert moment.title == "这是规定"
    assert moment.advice == wanted
    assert wanted
    assert f"→ {wanted}" in _text(full_answer())


def test_a_phrase_the_list_no_longer_knows_is_shown_all_the_same() -> None:
    answer = full_answer()
    hits = tuple(replace(hit, id="gone") for hit in answer.phrases.items)
    found = _view(replace(answer, phrases=replace(answer.phrases, items=hits))).moments
    assert [one.quote for one in found if one.kind in ("positive", "negative")] == [
        "gone",
        "gone",
    ]


def test_a_pause_is_quoted_with_the_words_around_it() -> None:
    answer = full_answer()
    quote = view.around(Pause(5.5, 5.9, "brief", "mid_clause"), answer.transcript)
    left, _bar, right = quote.strip("…").partition(" ▁ ")
    assert left
    assert right
    assert answer.transcript.text.startswith(left)
    assert answer.transcript.text[len(left) :].startswith(right)
    assert view.around(Pause(90.0, 91.0, "long"), answer.transcript) == ""


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0, "0:00.0"), (7.64, "0:07.6"), (59.96, "1:00.0"), (62.3, "1:02.3"), (600.0, "10:00.0")],
)
def test_times_are_minutes_and_seconds(seconds: float, expected: str) -> None:
    assert view.clock(seconds) == expected


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("answer", [full_answer(), silent_answer()], ids=["full", "silent"])
def test_the_text_is_complete_and_never_says_none(answer: Answer, language: str) -> None:
    i18n.use(language)
    shown = _text(answer)
    for forbidden in ("None ", "None\n", "nan", "{", "}", "null"):
        assert forbidden not in shown
    for measure in _view(answer).measures:
        assert measure.name in shown
        assert measure.value in shown
    assert answer.transcript.text in shown
    assert shown.endswith("\n")


def test_the_title_is_the_question_or_the_recording() -> None:
    assert _text(full_answer()).splitlines()[0].strip() == "请介绍一下你自己。"
    assert _text(silent_answer()).splitlines()[0].strip() == "/data/answer.wav"


def test_notes_tell_what_to_do_and_leave_out_what_is_never_measured() -> None:
    assert "! No speech was heard: move closer." in _text(silent_answer())
    assert "Fillers are not measured" not in _text(full_answer())
    noted = replace(full_answer(), notes=(Note("recording", "noisy", "The room is loud."),))
    assert "! The room is loud." in _text(noted)


def test_measures_stand_in_one_column_in_both_languages() -> None:
    for language in ("en", "zh"):
        i18n.use(language)
        shown = _view(silent_answer())
        lines = _text(silent_answer()).splitlines()
        columns = {
            text.width(line[: line.index(measure.value)])
            for measure in shown.measures
            for line in lines
            if line.strip().startswith(measure.name)
        }
        assert len(columns) == 1


def test_a_row_of_the_history_has_a_dash_for_what_was_not_measured() -> None:
    full, silent = summary.rows([full_answer(), silent_answer()])
    assert len(full) == len(silent) == len(summary.header())
    assert full == (
        "2026-11-22T10-31-07-a3f1", "zh-intro-1", "61 s", "187 ↑", "3", "1", "1", "1", "2", "-",
    )  # fmt: skip
    assert silent == ("2026-11-22T10-40-00-0000", "", "10 s", *["-"] * 7)


def _with_fillers(count: int, per_min: float | None) -> Answer:
    answer = full_answer()
    assert answer.fillers is not None
    return replace(answer, fillers=Fillers(count, per_min, answer.fillers.items[:count]))


@pytest.mark.parametrize(
    ("count", "per_min", "judgement"),
    [
        (0, 0.0, "good"),
        (2, 5.0, "good"),
        (2, 5.1, ""),
        (2, 11.9, ""),
        (2, 12.0, "mind"),
        (2, None, ""),
    ],
)
def test_fillers_are_told_as_about_so_many_and_judged_by_their_rate(
    count: int, per_min: float | None, judgement: str
) -> None:
    shown = view.build(_with_fillers(count, per_min), phrase_list("zh"))
    measure = next(one for one in shown.measures if one.name == "Fillers")
    assert measure.judgement == judgement
    assert measure.value.startswith("about 2" if count else "None")


def test_each_filler_is_a_moment_that_says_how_it_was_found() -> None:
    shown = view.build(_with_fillers(2, 4.0), phrase_list("zh"))
    fillers = [one for one in shown.moments if one.kind == "filler"]
    assert [(one.title, one.start_s, one.quote) for one in fillers] == [
        ("嗯", 3.0, "filler, by words and sound"),
        ("那个", 7.0, "filler, by its words"),
    ]
    assert [one.number for one in shown.moments] == list(range(1, len(shown.moments) + 1))


def test_the_voice_is_compared_with_nothing_but_itself() -> None:
    shown = view.build(_with_fillers(0, 0.0), phrase_list("zh"))
    voice = next(one for one in shown.measures if one.name == "Voice")
    assert "3.2 semitones" in voice.value
    assert voice.judgement == ""
    assert "tones" in voice.remarks[0]


def test_an_answer_saved_before_fillers_were_counted_is_shown_without_them() -> None:
    old = replace(full_answer(), fillers=None, voice=None)
    names = {one.name for one in view.build(old, phrase_list("zh")).measures}
    assert names.isdisjoint({"Fillers", "Voice"})
