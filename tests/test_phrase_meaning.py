"""`voicemock.analyze.phrases.find`: phrases in wording that no pattern has, and none in another's words."""

from __future__ import annotations

import pytest

from voicemock.analyze.phrases import find
from voicemock.content.phrases import phrase_list
from voicemock.language import get
from voicemock.values.interview import LanguageCode


def _heard(code: LanguageCode, text: str) -> set[str]:
    language = get(code)
    return {one.id for one in find(language.normalize(text), phrase_list(code).phrases, language)}


@pytest.mark.parametrize(
    ("code", "text", "phrase"),
    [
        ("en", "I'll ring her again on Monday to hear whether it works.", "follow-up"),
        ("en", "It's company rules and they apply to everybody.", "policy"),
        ("zh", "过两天我再打电话问问她好不好用。", "follow-up"),
        ("zh", "公司的制度就这样，谁来都一样。", "policy"),
    ],
)
def test_a_phrase_is_heard_in_new_wording(code: LanguageCode, text: str, phrase: str) -> None:
    assert phrase in _heard(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", 'The notice on the door says "Thank you for your patience".'),
        ("en", "My sister never apologised to anybody."),
        ("en", "The bus was late and it rained all morning."),
        ("zh", "门上的牌子写着“感谢您的耐心等待”。"),
        ("zh", "我姐从来没跟谁道过歉。"),
        ("zh", "那天公交晚点，一上午都在下雨。"),
    ],
)
def test_what_was_not_said_is_not_heard(code: LanguageCode, text: str) -> None:
    assert _heard(code, text) == set()
