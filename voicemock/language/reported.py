"""Phrases to avoid that are not the speaker's own: another says them, or they are only spoken of.

"My colleague told her that it is not our job"; "saying that helps nobody"; 我的字典里没有这不归我管.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicemock.language.base import PART

_EN_TO = (
    r"(?: (?:to )?(?:a|an|the|any|my|our|your)?"
    r" ?(?:customers?|clients?|callers?|guests?|people|person|them|him|her|you|me|us|anyone|anybody|someone|somebody))?"
)
_EN_IT = r"(?: that)?(?: (?:that|this|it) (?:is|was))?"
"""What a phrase may begin with, and need not."""
_EN_BY_ANOTHER = re.compile(
    r"\b(?:colleagues?|coworkers?|co workers?|agents?|managers?|boss|supervisor|others|clerk|rep|representative|trainee"
    r"|department|hotline|they|he|she|somebody|someone|some people|many people|most people)"
    r"(?: (?:who|had|has|have|already|just|then|always|once|often|only|even|simply|before|me))*"
    r" (?:said|says|say|told|tells|tell|replied|replies|answered|answers|insisted|claimed|snapped|repeated)"
    rf"{_EN_TO}(?: {PART})?{_EN_IT}$"
)
_EN_SPOKEN_OF = re.compile(
    rf"(?:^|{PART} |\b(?:but|because|think|know|that|believe) )(?:just |simply |only )?(?:saying|telling|answering|replying|hearing)"
    rf"{_EN_TO}(?: {PART})?{_EN_IT}$"
)
_EN_JUDGED = frozenset((
    "is", "was", "are", "does", "do", "will", "would", "can", "could", "never", "only", "has", "may",
    "helps", "makes", "costs", "solves", "sounds", "leaves", "drives", "ends", "gets", "shows", "loses", "upsets",
))  # fmt: skip
_EN_NAMED = re.compile(
    rf"\b(?:the words?|the sentences?|the phrases?|phrases|sentences|excuses|answers)(?: like| such as)?(?: {PART})?{_EN_IT}$"
)
_EN_USED = re.compile(r"\b(?:i|we) (?:\w+ )?(?:said|used|gave|told|say|use)\b")
_EN_TURNED = re.compile(
    r"\b(?:never|not|nor)(?: \w+)? (?:forget|forgets|forgot|forgetting|fail|fails|failed) to\b"
)

_ZH_IT = "(?:[这那]件?个?事?)?"
_ZH_BY_ANOTHER = re.compile(
    "(?<![跟对和向给与同替帮为让冲诉])(?<![跟对和向给][他她您]的)"
    "(?:同事|别人|客服|主管|经理|领导|老板|店长|组长|师傅|前台|售后|快递员?|对方|人家|有人|[个些的有]人|他们?|她们?)"
    "(?:当时|之前|就|都|只|直接|也|还|却|总|老|是|已经|又)*"
    f"(?:[跟对和向给][^{PART}我]{{1,8}}?)?(?:就|只|直接)?(?:说|讲|回答|回复|告诉|推说)(?:了|过|道)?"
    f"(?:他|她|您|你|客户|顾客|客人|我|大家)?{PART}?{_ZH_IT}$"
)
_ZH_SPOKEN_OF = re.compile(
    f"(?:^|{PART})[光只单总老一味如果要是]*(?:[跟对向](?:客户|顾客|客人|人家|别人))?(?:说|讲|回答|回复)(?:一?句|一?声)?{PART}?{_ZH_IT}$"
)
_ZH_JUDGED = (
    "是", "解决不了", "不能解决", "没有用", "没用", "没有意义", "只会", "会让", "会使", "等于", "最", "根本", "显得",
    "太", "不合适", "不专业", "不负责", "很不",
)  # fmt: skip
_ZH_NAMED = (
    "这句话",
    "这种话",
    "这样的话",
    "这类话",
    "这几个字",
    "挂在嘴",
    "来打发",
    "来搪塞",
    "来敷衍",
)
_ZH_DENIAL = re.compile(f"[不没别忌][^{PART}]{{0,12}}$")
_ZH_REJECTED = re.compile(
    f"(?:没有|不存在|[不没](?:认为|觉得|以为|能因为|会因为|该因为)){_ZH_IT}$"
    f"|(?:反感|讨厌|最怕|忌讳|最忌|最不[想愿喜])[^{PART}]{{0,10}}$"
)
_ZH_TURNED = re.compile("[不没别](?:会|能|要|有|可)?忘")


def english(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a phrase is another's, or only spoken of; tokens, `PART` where a clause ends."""
    said = " ".join(before)
    return (
        _EN_BY_ANOTHER.search(said) is not None
        or (_EN_SPOKEN_OF.search(said) is not None and not _EN_JUDGED.isdisjoint(after[:1]))
        or (_EN_NAMED.search(said) is not None and not _EN_USED.search(said))
    )


def mandarin(before: Sequence[str], after: Sequence[str]) -> bool:
    """As `english`, of characters."""
    said, following = "".join(before), "".join(after)
    return (
        _ZH_BY_ANOTHER.search(said) is not None
        or _ZH_REJECTED.search(said) is not None
        or (_ZH_SPOKEN_OF.search(said) is not None and following.startswith(_ZH_JUDGED))
        or (_ZH_DENIAL.search(said) is not None and following.startswith(_ZH_NAMED))
    )


def not_forgotten(said: Sequence[str]) -> bool:
    """Whether these tokens say that something is not forgotten, which denies nothing."""
    return (
        _EN_TURNED.search(" ".join(said)) is not None
        or _ZH_TURNED.search("".join(said)) is not None
    )
