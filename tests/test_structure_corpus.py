"""Framework steps in answers whose steps are labelled: found where they are, missing where not.

The figures of the first run, before the answers were read, are in
``benchmarks/steps-first-run.txt``; ``python -m benchmarks.steps`` prints today's.
"""

from __future__ import annotations

import re

import pytest

from benchmarks.steps import CODES, Score, agreement, answers, judged
from voicemock.analyze import steps
from voicemock.content.frameworks import framework_list
from voicemock.language import get
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.values.interview import LanguageCode


@pytest.mark.parametrize("code", CODES)
def test_each_step_is_found_where_it_is_and_missing_where_it_is_not(code: LanguageCode) -> None:
    result = judged(code)
    whole = sum(result.scores.values(), Score())
    assert whole.shown <= 0.1, result.table()
    assert whole.lost <= 0.05, result.table()
    assert whole.unsure <= 0.2, result.table()


@pytest.mark.parametrize("code", CODES)
def test_the_words_quoted_are_mostly_those_that_take_the_step(code: LanguageCode) -> None:
    result = judged(code)
    overlapping = sum(one.overlapping for one in result.scores.values())
    right = sum(one.right for one in result.scores.values())
    assert overlapping / right >= 0.9, result.table()


@pytest.mark.parametrize("code", CODES)
def test_steps_out_of_order_are_told_from_steps_in_order(code: LanguageCode) -> None:
    order = judged(code).order
    assert order[True] / order.total() >= 0.85


def test_steps_are_found_in_recognized_speech_as_in_the_written_text(
    whisper: WhisperTranscriber,
) -> None:
    ids = frozenset(["en-star-01", "en-care-01", "en-intro-08", "en-problem-02"])
    same, total, differing = agreement("en", transcriber=whisper, ids=ids)
    assert total == 17
    assert same / total >= 0.9, differing


def test_mandarin_is_judged_alike_without_the_marks_recognizers_leave_out() -> None:
    language, frameworks = get("zh"), framework_list("zh")
    same = total = 0
    for one in answers("zh"):
        text = language.normalize(one["text"])
        bare = re.sub(r"[，。！？、]", "", text)
        with_marks, without = (
            steps.judge(form, one["framework"], frameworks, language).states
            for form in (text, bare)
        )
        same += sum({with_marks[name], without[name]} != {"found", "absent"} for name in with_marks)
        total += len(one["steps"])
    assert same / total >= 0.93
