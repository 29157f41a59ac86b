"""`voicemock.language.own_words`: phrases count where the speaker says them as their own."""

from __future__ import annotations

import pytest

from voicemock.analyze.phrases import pattern_hits
from voicemock.content.phrases import phrase_list
from voicemock.language import get
from voicemock.values.interview import LanguageCode


def _heard(code: LanguageCode, text: str) -> set[str]:
    language = get(code)
    hits = pattern_hits(language.normalize(text), phrase_list(code).phrases, language)
    return {one.id for one in hits}


@pytest.mark.parametrize(
    ("code", "text", "phrase"),
    [
        ("en", "I told her I'm so sorry about that.", "sorry-for"),
        ("en", "So I said, I understand how you feel.", "i-understand"),
        ("en", 'I said "let me check that for you".', "let-me-help"),
        ("en", "He said it was broken, so I will send a new one.", "i-will"),
        ("en", "How about another option for you?", "alternative"),
        ("zh", "我对他说真的很抱歉给您带来不便", "sorry-for"),
    ],
)
def test_ones_own_words_count(code: LanguageCode, text: str, phrase: str) -> None:
    assert phrase in _heard(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The sign says thank you for your patience."),
        ("en", "The customer was like I can pay that myself."),
        ("en", "My boss said I will get a new contract."),
        ("en", "He promised that he'd make sure of it."),
        ("en", "Should I say I'm sorry for the delay?"),
        ("en", "It's not that I understand how he felt."),
        ("en", "My manager makes sure of that."),
        ("zh", "主管让我们说“很抱歉给您带来不便”"),
        ("zh", "这是公司规定吗？"),
    ],
)
def test_anothers_and_what_is_asked_or_denied_do_not(code: LanguageCode, text: str) -> None:
    assert _heard(code, text) == set()
