"""Phrases that somebody says they do not say count for nothing; those after another denial do."""

from __future__ import annotations

import pytest

from voicemock.content.phrases import phrase_list
from voicemock.language import get
from voicemock.language.matching import finder
from voicemock.values.interview import LanguageCode

_EN = """
- I will never tell a customer that it is not my job.
- I would never tell an angry customer on the phone that it is not my job.
- You won't hear me say it is not my job.
- You will never hear me tell anybody that this is our policy.
- Nobody has ever heard me say to a guest that it is our policy.
- No customer will ever hear from me that it's not my job.
- I have never once told a guest that that's not my job.
- I don't tell customers in the shop that it's not my job.
- I never say, it's not my job.
- I would never tell a customer, that's not my problem.
- We were never allowed to tell them that it is our policy.
- In my team we do not answer people that it's against our policy.
- I refuse to tell a customer at the desk that there is nothing I can do.
- It is wrong to tell people that it's our policy.
- The last thing I would say to a customer is that's not my problem.
- I didn't reply to her that it was not my job.
- Instead of telling her that it is not my job, I looked it up.
- I will never tell a customer I understand and then do nothing.
- I would not tell a caller that I can help when that is not true.
- I never promise a customer that I will call you back.
not-my-job I told the customer that it is not my job.
not-my-job I never hesitate to tell people it's not my job.
not-my-job I did not listen to him and said it's not my job.
not-my-job I was not happy and told him it's not my job.
not-my-job He did not know me so I said that's not my job.
policy I never knew why, but I told them it is our policy.
i-understand I never forget to say I understand how you feel.
i-understand I never fail to tell a customer that I understand how you feel.
i-understand I didn't hang up until I had said I understand how you feel.
i-understand I did not say anything, I understand how you feel.
i-understand I don't just tell them I understand how you feel, I show it.
i-understand I never say no, I say I understand how you feel.
i-understand I was not afraid to say I understand how you feel.
i-understand I couldn't wait to tell her I understand how you feel.
i-understand I didn't argue, I told him I understand how you feel.
i-understand She did not believe me so I said I understand how you feel.
i-understand I do not answer at once but I say I understand how you feel.
i-understand I told him I understand how you feel.
i-understand Never mind, I said, I understand how you feel.
i-understand I did not tell him he was wrong I said I understand how you feel.
i-understand It was not easy and I said I understand how you feel.
"""
_ZH = """
- 我绝对不会跟客户说这不归我管。
- 我从来不说这不归我管。
- 我绝对不会跟一个正在气头上的客户说这不归我管。
- 我从来没有对任何一位顾客说过这不归我管。
- 你不会听到我说这不归我管。
- 您绝不会听到我跟客户讲这不归我管。
- 我不会当着客户的面说这是规定。
- 我们不能对排了半天队的客人说这是规定。
- 我从不跟打电话进来的客户讲这是规定。
- 我不会随便告诉客户没办法。
- 千万别跟生气的客户说这不归我管。
- 我拒绝跟客户说这不归我管。
- 我没有跟那位老人家说这是规定。
- 做客服的人不应该对客户说这不归我管。
- 我绝不会让客户听到我说这是规定。
- 我不会直接对客户说，这不归我管。
- 我不可能跟我们的老客户说这不归我管。
- 谁都不该对客户说这不归我管。
- 我不会动不动就跟客户说这是规定。
- 我不会对客户说我理解您的心情然后什么都不做。
- 我不敢跟客户说我马上帮您处理。
not-my-job 我跟客户说这不归我管。
not-my-job 我当时不耐烦地跟他说这不归我管。
not-my-job 客户不高兴，我就说这不归我管。
not-my-job 我不小心跟客户说这不归我管。
not-my-job 我没忍住，跟客户说这不归我管。
policy 我不清楚情况就跟客户说这是规定。
policy 不好意思，我跟他说这是规定。
policy 我不得不跟客户说这是规定。
policy 我忍不住跟客户说这是规定。
i-understand 我不会忘记跟客户说我理解您的心情。
i-understand 我从不忘记对客户说我理解您的心情。
i-understand 我没有急着解释，我说我理解您的心情。
i-understand 我不好意思地跟他说我理解您的心情。
i-understand 对不起我跟您说我理解您的心情。
i-understand 他不满意，我跟他说我理解您的心情。
i-understand 我不慌不忙地跟他说我理解您的心情。
i-understand 我没多久就跟他说我理解您的心情。
i-understand 不管多生气，我都会跟客户说我理解您的心情。
i-understand 我不光说我理解您的心情，还帮他换货。
i-understand 我特别对客户说我理解您的心情。
i-understand 我不跟他争，我跟他说我理解您的心情。
"""


def _cases(table: str) -> list[tuple[str, str]]:
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in table.strip().splitlines()]


def _found(language: LanguageCode, text: str) -> set[str]:
    kept = get(language)
    hits = finder(phrase_list(language).phrases, kept).find(kept.normalize(text))
    return {hit.id for hit in hits if hit.kind in ("positive", "negative")}


@pytest.mark.parametrize(("wanted", "text"), _cases(_EN))
def test_what_is_never_said_counts_for_nothing(wanted: str, text: str) -> None:
    found = _found("en", text)
    assert found == set() if wanted == "-" else wanted in found, (wanted, text, found)


@pytest.mark.parametrize(("wanted", "text"), _cases(_ZH))
def test_what_is_never_said_counts_for_nothing_in_mandarin(wanted: str, text: str) -> None:
    found = _found("zh", text)
    assert found == set() if wanted == "-" else wanted in found, (wanted, text, found)
