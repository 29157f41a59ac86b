"""Phrases to avoid count for nothing where another says them, or where they are only spoken of."""

from __future__ import annotations

import pytest

from voicemock.content.phrases import phrase_list
from voicemock.language import get
from voicemock.language.matching import finder
from voicemock.values.interview import LanguageCode

# Each line: the id that is to be found ("+") or not ("-"), and what is said.
_EN = """
-not-my-job My colleague said it's not my job, but I took the call.
-not-my-job One of my coworkers told her that it was not our problem.
-not-my-job Another agent had already told me it's not our job.
-policy The first agent had told him that it's our policy.
-not-my-job Telling a customer it's not my job is the worst thing you can do.
-not-my-job Saying that's not my job helps nobody.
-not-my-job Phrases like that's not my job have no place in service.
-not-my-job The words that's not my job don't exist for me.
-not-my-job There is no excuse for telling a customer that it's not my job.
-not-my-job I stopped my trainee from saying it's not my job.
-not-my-job I refused to just say it's not my problem.
+not-my-job I told the manager it's not my job.
+not-my-job They kept calling and I told them it's not my problem.
+not-my-job When people ask me for that I say it's not my job.
+not-my-job I ended up saying that's not my job and left.
+not-my-job I used the words that's not my job.
+not-my-job I refused because it's not my job.
+not-my-job I never answer emails because it's not my job.
+policy I told my colleague that it's our policy.
+i-understand My colleague shouted, so I said I understand how you feel.
+follow-up I never forget to follow up.
-follow-up He forgot to follow up.
"""
_ZH = """
-not-my-job 我同事跟客户说这不归我管，我就接过来了。
-not-my-job 之前的客服告诉他这不归我管。
-not-my-job 他打了三个电话，每个人都说不归我管。
-policy 主管当时只说了这是规定。
-not-my-job 我并不觉得这不归我管。
-not-my-job 我最反感客服说这不归我管。
-not-my-job 我的字典里没有“这不归我管”这句话。
-not-my-job 我不喜欢把“不归我管”挂在嘴边。
-not-my-job 跟客户说这不归我管是最差的做法。
-policy 光说这是规定是没有用的。
-i-can 我不认为我可以马上退款。
+not-my-job 我跟同事说这不归我管。
+not-my-job 我跟他的同事说这不归我管。
+not-my-job 我告诉他们这不归我管。
+not-my-job 我说了不归我管这句话。
+not-my-job 我讨厌他，这不归我管。
+not-my-job 当时我很累，跟客户说这不归我管，就挂了电话。
+policy 我让同事跟客户说这是规定。
+i-understand 同事说他不管，我说我理解您的心情。
+follow-up 我不会忘记跟进结果。
-follow-up 他忘了跟进。
"""


def _cases(code: LanguageCode, table: str) -> list[tuple[LanguageCode, str, str]]:
    return [(code, *line.split(" ", 1)) for line in table.strip().splitlines()]  # type: ignore[misc]


@pytest.mark.parametrize(("code", "wanted", "text"), [*_cases("en", _EN), *_cases("zh", _ZH)])
def test_only_what_is_ones_own_counts(code: LanguageCode, wanted: str, text: str) -> None:
    language = get(code)
    hits = finder(phrase_list(code).phrases, language).find(language.normalize(text))
    assert (wanted[1:] in {hit.id for hit in hits}) == (wanted[0] == "+")
