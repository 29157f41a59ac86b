"""`voicemock.report.exports`: what is written is read back by programs that are not ours."""

from __future__ import annotations

import csv
import html
import io
import random
import unicodedata
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from praatio import textgrid as praat

from tests.helpers import full_answer, silent_answer
from voicemock.content.phrases import phrase_list
from voicemock.errors import InputError
from voicemock.report.exports import captions, markdown, plain, table, textgrid
from voicemock.report.exports.text import width
from voicemock.report.views import view
from voicemock.values.answer import (
    Answer,
    Filler,
    Fillers,
    Phrases,
    Quote,
    Step,
    Structure,
    Transcript,
    Word,
    WordHit,
)
from voicemock.values.document import to_document
from voicemock.values.interview import LanguageCode

HOSTILE = (
    'She said "no" & left.',
    "tab\there",
    "two\nlines\r\nand three",
    "\u200fשלום\u200e mixed",
    "👩‍👩‍👧 family",
    "<script>alert('x')</script>",
    "00:00:01.000 --> 00:00:02.000",
    "a;b,c|d `code` *bold* _it_ [x](http://y) ![z](q) ~~s~~ #tag $x$",
    "1. not a list",
    "- nor this",
    "# no heading",
    "&amp; stays",
    "\\ end \\",
)


def _said(
    words: list[str],
    language: LanguageCode,
    *,
    seconds: float = 0.3,
    seed: int = 1,
    pause_s: float = 0.8,
) -> Answer:
    """An answer in which these words (with their marks) are said, a pause behind every mark."""
    rng = random.Random(seed)
    text, at, found = "", 0.5, []
    for written in words:
        core = written.rstrip("，。,.?！") or written
        length = round(rng.uniform(0.5, 1.5) * seconds, 2)
        found.append(Word(core, round(at, 2), round(at + length, 2), 0.9, len(text)))
        at += length + (pause_s if core != written else 0)
        text += written + (" " if language == "en" else "")
    answer = full_answer()
    return replace(
        answer,
        language=language,
        transcript=Transcript(text.rstrip(), "whisper", "base", tuple(found)),
        recording=replace(answer.recording, duration_s=round(at + 0.5, 2)),
    )


def _long(language: LanguageCode, count: int = 400, seed: int = 1) -> Answer:
    rng = random.Random(seed)
    vocabulary = (
        list("我会先安静地听客户说完然后马上联系仓库核对订单")
        if language == "zh"
        else [
            "I",
            "called",
            "the",
            "warehouse",
            "myself",
            "and",
            "found",
            "that",
            "two",
            "labels",
            "had",
            "been",
            "swapped",
        ]
    )
    marks = "，。" if language == "zh" else ",."
    words = [
        rng.choice(vocabulary) + (rng.choice(marks) if rng.random() < 0.12 else "")
        for _number in range(count)
    ]
    return _said(words, language, seconds=0.2 if language == "zh" else 0.35, seed=seed)


def _ms(clock: str) -> int:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def _captions_read(answer: Answer, name: str) -> list[tuple[int, int, str]]:
    """Start, end and text of each caption, as webvtt-py reads it."""
    if name == "vtt":
        read = webvtt.from_string(captions.vtt(answer)).captions
        return [(_ms(one.start), _ms(one.end), html.unescape(one.raw_text)) for one in read]
    read = webvtt.from_buffer(io.StringIO(captions.srt(answer)), format="srt").captions
    return [(_ms(one.start), _ms(one.end), one.raw_text) for one in read]


def _squeezed(text: str) -> str:
    """A text without what lines cannot keep: white space and control characters."""
    return "".join(
        one for one in text if not one.isspace() and unicodedata.category(one) not in ("Cc", "Cs")
    )


# -- captions ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vtt", "srt"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_captions_are_read_back_with_equal_times_and_all_words(
    language: LanguageCode, name: str
) -> None:
    answer = _long(language)
    read = _captions_read(answer, name)
    made = captions.captions(answer)
    assert [(one[0], one[1]) for one in read] == [(one.start_ms, one.end_ms) for one in made]
    assert [one[2] for one in read] == ["\n".join(one.lines) for one in made]
    assert _squeezed("".join(one[2] for one in read)) == _squeezed(answer.transcript.text)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_captions_can_be_read(language: LanguageCode, seed: int) -> None:
    """Two lines at most, 42 columns or 20 字, one to seven seconds, never two at a time."""
    made = captions.captions(_long(language, seed=seed))
    for one in made:
        assert len(one.lines) <= 2
        assert max(width(line) for line in one.lines) <= {"en": 42, "zh": 40}[language]
        assert 1000 <= one.end_ms - one.start_ms <= 7000
    for before, after in pairwise(made):
        assert before.end_ms <= after.start_ms


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_word_is_shown_while_it_is_said(language: LanguageCode) -> None:
    answer = _long(language)
    made = captions.captions(answer)
    words = iter(answer.transcript.words)
    for one in made:
        left = _squeezed("".join(one.lines))
        while left:
            word = next(words)
            assert left.startswith(word.text)
            left = left[len(word.text) :].lstrip("，。,.")
            assert one.start_ms <= round(word.start_s * 1000)
            assert round(word.end_s * 1000) <= one.end_ms
    assert next(words, None) is None


def test_captions_break_where_clauses_end_and_not_inside_them() -> None:
    text = "Last winter, a customer received the wrong parcel twice. My task was to keep her."
    lines = [one.lines for one in captions.captions(_said(text.split(), "en", seconds=0.5))]
    assert [one[-1][-1] for one in lines] == [".", "."]
    broken = [one[0] for one in lines if len(one) == 2]
    assert all(one.endswith((",", "customer", "received")) for one in broken)
    said = [*"我会先安静地听她说完然后告诉她我理解", "您，", *"很抱歉给您带来不", "便。"]
    ends = [one.lines[-1][-1] for one in captions.captions(_said(said, "zh"))]
    assert set(ends) <= {"，", "。"}


def test_a_mandarin_word_is_not_torn_apart() -> None:
    text = (
        "我们公司的客户服务部门每天都要处理大量的投诉电话而且还要在二十四小时之内联系仓库核对订单"
    )
    for first in range(24):
        for one in captions.captions(_said(list(text[first:]), "zh")):
            for line in one.lines[1:]:
                assert not line.startswith(tuple("们司户务门天理量诉话且四库单"))


def test_without_a_mark_captions_break_at_the_longest_silences() -> None:
    words = [f"word{number}" for number in range(24)]
    answer = _said(words, "en", seconds=0.4)
    moved = tuple(
        replace(one, start_s=one.start_s + 1.5, end_s=one.end_s + 1.5) if at >= 9 else one
        for at, one in enumerate(answer.transcript.words)
    )
    longer = replace(answer.recording, duration_s=answer.recording.duration_s + 1.5)
    made = captions.captions(
        replace(answer, transcript=replace(answer.transcript, words=moved), recording=longer)
    )
    assert round(moved[9].start_s * 1000) in [one.start_ms for one in made]


def test_a_short_word_stays_long_enough_to_be_read() -> None:
    (one,) = captions.captions(_said(["Yes."], "en", pause_s=2.0))
    assert (one.end_ms - one.start_ms, one.lines) == (1000, ("Yes.",))


def test_short_sentences_share_a_caption() -> None:
    """Each alone would be gone before it is read."""
    made = captions.captions(_said(["Yes.", "No.", "Fine.", "Right."] * 5, "en", pause_s=0.3))
    assert min(one.end_ms - one.start_ms for one in made) >= 1000
    full = [*["words"] * 13, "words."]  # as long as a caption can be
    made = captions.captions(_said([*full, "Yes.", *full], "en", seconds=0.45, pause_s=0.0))
    assert min(one.end_ms - one.start_ms for one in made) >= 1000


def test_markup_in_captions_is_text() -> None:
    answer = _said(["<b>bold</b>", "&", "a-->b", "&lt;"], "en")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; a--&gt;b &amp;lt;" in captions.vtt(answer)
    assert "<b>bold</b> & a-->b &lt;" in captions.srt(answer)


def test_nobody_spoke_there_are_no_captions() -> None:
    assert captions.vtt(silent_answer()) == "WEBVTT\n"
    assert list(webvtt.from_string(captions.vtt(silent_answer())).captions) == []
    assert captions.srt(silent_answer()) == ""


def test_times_are_not_made_up_for_words_that_have_none() -> None:
    answer = _said(["Well,", "yes."], "en")
    wordless = replace(answer, transcript=replace(answer.transcript, words=(), engine="google"))
    with pytest.raises(InputError, match=r"no times of its words \(engine google\).*--engine"):
        captions.vtt(wordless)


@pytest.mark.parametrize("name", ["vtt", "srt"])
@pytest.mark.parametrize("text", [*HOSTILE, "x" * 500, "汉" * 500, "-->"])
def test_captions_survive_hostile_texts(text: str, name: str) -> None:
    answer = _said([*text.split(), "end"], "en")
    read = _captions_read(answer, name)
    if len(text) < 100:
        assert _squeezed("".join(one[2] for one in read)) == _squeezed(text) + "end"
    else:
        assert "…" in "".join(one[2] for one in read)
    assert all(width(line) <= 42 for one in read for line in one[2].split("\n"))
    assert read[-1][2].endswith("end")


_WORD = st.tuples(
    st.text(min_size=1, max_size=60).filter(lambda one: bool(one.strip())),
    st.floats(0, 30),
    st.floats(0, 12),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORD, max_size=12), st.sampled_from(["en", "zh"]))
def test_whatever_a_recognizer_says_files_can_be_read(
    said: list[tuple[str, float, float]], language: LanguageCode
) -> None:
    """Times that run backwards, words of no length, any characters."""
    text, words = "", []
    for written, start, length in said:
        words.append(Word(written, round(start, 2), round(start + length, 2), 0.5, len(text)))
        text += f"{written} "
    answer = replace(
        full_answer(),
        language=language,
        transcript=Transcript(text, "whisper", "base", tuple(words)),
    )
    made = captions.captions(answer)
    shown = [(one.start_ms, one.end_ms, "\n".join(one.lines)) for one in made]
    assert _captions_read(answer, "vtt") == shown
    for before, after in pairwise(made):
        assert before.start_ms < before.end_ms <= after.start_ms
    _grid(answer)


# -- TextGrid ---------------------------------------------------------------------------


def _grid(answer: Answer, folder: Path | None = None) -> Any:
    """The TextGrid as praatio reads it; it refuses overlaps and what lies outside."""
    import tempfile

    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "answer.TextGrid"
        path.write_text(textgrid.render(answer), encoding="utf-8", newline="")
        return praat.openTextgrid(
            str(path), includeEmptyIntervals=True, reportingMode="error", duplicateNamesMode="error"
        )


def _labels(grid: Any, name: str) -> list[tuple[float, float, str]]:
    """A tier's intervals but the empty ones, those of its further rows with them."""
    rows = [one for one in grid.tierNames if one == name or one.startswith(f"{name} ")]
    entries = [one for row in rows for one in grid.getTier(row).entries]
    return sorted((one.start, one.end, one.label) for one in entries if one.label)


def _with_structure(answer: Answer) -> Answer:
    steps = (
        Step("situation", "situation", (Quote('a "customer" called', 1.0, 4.0),)),
        Step(
            "result", "result", (Quote("customer called", 2.0, 4.0), Quote("she stayed", 9.0, 9.5))
        ),
    )
    words = (WordHit("service", "订单", "订单", 1.0, 1.5), WordHit("job", "CRM", "CRM", 2.0, 2.4))
    structure = Structure("star", steps, in_order=False, words=words, we=2, i=3, over_s=1.25)
    return replace(answer, structure=structure)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_praat_reads_every_tier_with_equal_times(language: LanguageCode) -> None:
    answer = _with_structure(_long(language, 60))
    grid = _grid(answer)
    assert grid.tierNames == ("words", "pauses", "phrases", "fillers", "steps", "steps 2")
    assert (grid.minTimestamp, grid.maxTimestamp) == (0, answer.recording.duration_s)
    words = answer.transcript.words
    assert _labels(grid, "words") == [(one.start_s, one.end_s, one.text) for one in words]
    assert _labels(grid, "pauses") == [
        (2.5, 3.0, "brief boundary"), (5.5, 5.9, "brief mid_clause"), (7.6, 10.0, "very_long boundary"),
    ]  # fmt: skip
    assert _labels(grid, "phrases") == [
        (4.0, 8.5, "positive: 让我来帮您"), (10.0, 13.5, "negative: 这是规定"),
    ]  # fmt: skip
    assert _labels(grid, "fillers") == [(3.0, 3.4, "嗯"), (7.0, 7.4, "那个")]
    assert _labels(grid, "steps") == [
        (1.0, 4.0, 'situation: a "customer" called'),
        (2.0, 4.0, "result: customer called"),
        (9.0, 9.5, "result: she stayed"),
    ]


def test_quotes_in_labels_are_doubled() -> None:
    """Praat wants it; praatio reads them either way."""
    assert 'text = "situation: a ""customer"" called"' in textgrid.render(
        _with_structure(full_answer())
    )


def test_praats_tiers_have_no_holes() -> None:
    answer = _with_structure(_long("en", 60))
    for tier in _grid(answer).tiers:
        entries = tier.entries
        assert entries[0].start == 0
        assert entries[-1].end == answer.recording.duration_s
        assert [one.end for one in entries[:-1]] == [one.start for one in entries[1:]]


def test_what_was_not_measured_has_no_tier_and_what_is_not_there_an_empty_one() -> None:
    assert _grid(silent_answer()).tierNames == ("words",)
    none = replace(silent_answer(), phrases=Phrases(0, 0), fillers=Fillers(0, 0.0))
    grid = _grid(none)
    assert grid.tierNames == ("words", "phrases", "fillers")
    assert [one.label for one in grid.getTier("phrases").entries] == [""]


def test_a_word_of_no_length_is_kept() -> None:
    answer = _said(["a", "b"], "en")
    words = (Word("a", 1.0, 1.0), Word("b", 1.0, 1.4), Word("z", 99.0, 99.0))
    grid = _grid(replace(answer, transcript=replace(answer.transcript, words=words)))
    end = answer.recording.duration_s
    assert _labels(grid, "words") == [
        (1.0, 1.001, "a"), (1.0, 1.4, "b"), (round(end - 0.001, 3), end, "z"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_survive_hostile_texts(text: str) -> None:
    answer = replace(full_answer(), fillers=Fillers(1, 1.0, (Filler(text, "both", 1.0, 2.0),)))
    (label,) = _labels(_grid(answer), "fillers")
    assert label == (1.0, 2.0, " ".join(text.split()))


# -- CSV --------------------------------------------------------------------------------


def _rows(answers: list[Answer]) -> list[dict[str, str]]:
    content = table.render(answers).encode()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_has_every_measure_under_a_name_that_stays() -> None:
    """Dropping or renaming a column breaks people's sheets: then this test is to say so."""
    (row,) = _rows([_with_structure(full_answer())])
    expected = {
        "answer": "2026-11-22T10-31-07-a3f1", "date": "2026-11-22T10:31:07", "language": "zh",
        "question": "zh-intro-1", "category": "intro", "question_text": "请介绍一下你自己。",
        "follows": "", "source": "answers/mine.wav", "recording": "/data/answer.wav",
        "duration_s": "61.2", "level_dbfs": "-23.1", "clipped": "0.0012", "snr_db": "31.0",
        "overflows": "2", "engine": "whisper", "model": "base", "speech_start_s": "1.02",
        "speech_end_s": "58.9", "speech_s": "49.3", "phonation_ratio": "0.85", "latency_s": "1.9",
        "pace": "187.2", "pace_unit": "chars_per_min", "units_spoken": "180",
        "articulation": "231.0", "target_low": "120.0", "target_high": "150.0", "verdict": "fast",
        "natural_low": "180.0", "natural_high": "250.0", "pauses": "3", "pauses_s": "3.3",
        "pause_median_s": "0.5", "pause_longest_s": "2.4", "pauses_mid_clause": "1",
        "pauses_brief": "2", "pauses_long": "0", "pauses_very_long": "1", "positive": "1",
        "negative": "1", "hedges": "0", "vague": "0", "positive_phrases": "让我来帮您",
        "negative_phrases": "这是规定", "fillers": "2", "fillers_per_min": "2.1",
        "filler_words": "嗯; 那个", "pitch_sd_st": "3.2", "pitch_median_hz": "210.0",
        "framework": "star", "steps": "2", "steps_taken": "situation; result",
        "steps_missing": "", "steps_in_order": "false", "numbers": "0", "numbers_heard": "",
        "questions_asked": "0", "service_terms": "订单", "job_words": "CRM", "company_words": "",
        "we": "2", "i": "3", "over_limit_s": "1.25", "notes": "",
        "transcript": "您好，让我来帮您。这是规定",
    }  # fmt: skip
    assert row == expected


def test_not_measured_is_an_empty_cell_and_none_a_zero() -> None:
    silent, none = _rows([silent_answer(), replace(silent_answer(), phrases=Phrases(0, 0))])
    for name in ("pace", "pauses", "pauses_long", "positive", "hedges", "fillers", "steps", "we"):
        assert silent[name] == ""
    assert silent["notes"] == "no_speech"
    assert (none["positive"], none["hedges"]) == ("0", "0")


def test_numbers_are_those_of_the_json() -> None:
    answer = replace(full_answer(), pace=replace(full_answer().pace, value=187.2499))
    assert float(_rows([answer])[0]["pace"]) == to_document(answer)["pace"]["value"] == 187.2


def test_excel_is_told_the_encoding_once() -> None:
    content = table.render([full_answer(), full_answer()])
    assert content.encode().startswith(b"\xef\xbb\xbfanswer,date,")
    assert content.count("\ufeff") == 1
    assert table.render([]).count("\n") == 1


@pytest.mark.parametrize("text", [one for one in HOSTILE if one[0] != "-"])
def test_cells_keep_quotes_tabs_and_line_breaks(text: str) -> None:
    answer = replace(full_answer(), transcript=Transcript(text, "whisper"))
    row, after = _rows([answer, full_answer()])
    assert row["transcript"] == text
    assert after["answer"] == full_answer().id


def test_a_return_alone_is_a_line_break() -> None:
    """Python 3.11 does not quote it, and readers take it for the row's end."""
    answer = replace(full_answer(), transcript=Transcript("a\rb\r\nc", "whisper"))
    assert _rows([answer])[0]["transcript"] == "a\nb\r\nc"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+49 30", "- nor this", "\t=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    answer = replace(full_answer(), transcript=Transcript(text, "whisper"))
    assert _rows([answer])[0]["transcript"] == f"'{text}"


@pytest.mark.parametrize(
    ("answer_id", "date"), [("2026-11-22T10-31-07-a3f1", "2026-11-22T10:31:07"), ("x", "")]
)
def test_the_date_is_that_of_the_id(answer_id: str, date: str) -> None:
    assert table.date(answer_id) == date


# -- Markdown ---------------------------------------------------------------------------


def _markdown(answer: Answer) -> tuple[list[str], str]:
    """Tags and text as an independent reader of Markdown has them."""
    made = markdown.render(answer, view.build(answer, phrase_list(answer.language)))
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(made)
    flat = [one for token in tokens for one in (token, *(token.children or ()))]
    tags = [one.tag or one.type for one in flat if one.type not in ("text", "inline")]
    parts = [token.content for token in flat if token.type in ("text", "text_special")]
    inline = [
        "".join(child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]
    assert parts
    return tags, "\n".join(inline)


def test_the_diary_has_question_day_measures_moments_and_transcript() -> None:
    tags, text = _markdown(_with_structure(full_answer()))
    for part in (
        "请介绍一下你自己。",
        "2026-11-22 10:31:07 · 61 s · zh-intro-1",
        "187 字/min: faster than the target 120-150",
        'situation: 0:01.0 a "customer" called',
        "0:05.5 … pause of 0.4 s inside a clause",
        "我把原因给您讲清楚",
        "您好，让我来帮您。这是规定",
    ):
        assert part in text
    assert tags.count("table") == 2  # opened and closed
    assert tags.count("h2") == 2 * 3


def test_the_diary_says_why_a_number_is_missing() -> None:
    _tags, text = _markdown(silent_answer())
    assert "No speech was heard: move closer." in text
    assert "None" not in text


@pytest.mark.parametrize("text", [*HOSTILE, "|", "a | b", "    code", "***", "===", "+ x", "2) y"])
def test_markdown_shows_hostile_texts_as_they_stand(text: str) -> None:
    plain_tags, _text = _markdown(replace(full_answer(), transcript=Transcript("x", "whisper")))
    answer = replace(full_answer(), transcript=Transcript(text, "whisper"))
    assert answer.question is not None
    tags, shown = _markdown(answer)
    assert " ".join(text.split()) in shown
    assert tags == plain_tags
    asked = replace(full_answer(), question=replace(answer.question, text=text))
    assert " ".join(text.split()) in _markdown(asked)[1].split("\n")[0]


def test_a_bar_in_what_was_said_does_not_end_a_cell() -> None:
    answer = full_answer()
    items = tuple(replace(one, heard="a | b|c") for one in answer.phrases.items)
    tags, shown = _markdown(replace(answer, phrases=replace(answer.phrases, items=items)))
    assert "1: a | b|c" in shown
    assert tags == _markdown(answer)[0]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab \\`*_[]<>|~$#&=-+.1!(){}:/\"'\n", max_size=30))
def test_no_text_is_markup(text: str) -> None:
    escaped = markdown.escaped(text)
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(f"{escaped}\n")
    inline = [child for token in tokens for child in token.children or ()]
    assert {one.type for one in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert {one.type for one in inline} <= {"text", "text_special"}
    assert "".join(one.content for one in inline) == plain.one_line(text)
