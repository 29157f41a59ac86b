"""What somebody does not say: "I will never tell a customer that …", 我绝对不会跟客户说…….

A denial reaches over a verb of saying to the end of what is said, however far that lies, unless a word
between turns it round ("never forget to say", 不忘说) or what is said has ended before.
"""

from __future__ import annotations

import re

from voicemock.language.base import PART

_EN_TURNS = (
    r"forget|forgets|forgot|forgetting|forgotten|fail|fails|failed|hesitate|hesitates|hesitated|neglect|neglected"
    r"|omit|omitted|miss|missed|afraid|ashamed|shy|wait|waited|stop|stopped|resist|help|deny|matter|problem|only|just"
    r"|merely|simply|until|till|unless|before|after|when|while|if|without|because|but|so|enough|then|which|who|and"
    r"|i|we|he|she|they|know|knew|sure|understand|listen|listened|angry|happy|believe|believed"
)
_EN_SAY = (
    r"say|says|said|saying|tell|tells|told|telling|answer|answers|answered|answering|reply|replied|replying|respond"
    r"|responded|responding|repeat|repeating|claim|claimed|claiming|pretend|pretended|pretending|announce|announced"
    r"|shout|shouted|snap|snapped|promi[sz]es?|promi[sz]ed|promi[sz]ing|write|wrote|hear from (?:me|us)"
)
_EN_TO = (
    r"(?: (?:to )?(?:a|an|the|any|my|our|your|this|that|another|angry|upset)?"
    r" ?(?:customers?|clients?|callers?|guests?|people|person|them|him|her|you|anyone|anybody|someone|somebody))?"
)
_EN_NEVER_SAID = re.compile(
    r"\b(?!(?:nobody|no one) (?:has |had |ever )*told you\b)(?:(?:never (?:have|had|did|do|would|will|should) (?:i|we)|not|never|nobody|no one|neither|nor|refuse[sd]?|hardly"
    r"|no (?:customer|client|caller|guest|one)(?= (?:will|would|has|have|should|can)\b))"
    rf"(?: (?!(?:{_EN_TURNS})\b)[a-z']+){{0,6}}?"
    r"|(?:wrong|unprofessional|pointless|rude) to|no (?:use|point)(?: in)?|no (?:excuse|reason) (?:for|to)|(?:stop|stopped|keep|kept|prevent|prevented|refrain|refrained|discouraged?)(?: [a-z]+){0,3} from|last thing (?:i|you|we) (?:will|would|should|want to)|instead of|rather than)"
    rf" (?:{_EN_SAY})\b(?! (?:no|nothing|anything|yes|goodbye|lies|you (?:how|what|why))\b)"
    rf"(?:{_EN_TO} {PART})?"
    r"(?: (?!(?:but|so|because|instead|and|then|rather|i (?:said|say|told|tell|asked|always|instead|simply))\b)[a-z']+){0,10}$"
)

_ZH_NO_DENIALS = re.compile(
    "不好意思|对不起|不过|不但|不仅|不只|不光|不单|不止|不管|不论|不得不|差不多|不久|不一会|不同|不少|不断|不停|不厌|不忘|不满"
    "|不耐烦|不高兴|不开心|不舒服|不客气|不清楚|不明白|不懂|不知道|不小心|不急|不慌|不紧|不慢|不怕|不等|没等|没事|没关系|没问题"
    "|没错|要不|不如|不妨|不由|不禁|不免|不难|了不起|来不及|受不了|没想到|没多久|没忘|忍不住|不敢怠慢|不吝|不卑|不亢|不假思索"
    "|不会忘记?|不能忘记?|不要忘记?|别忘了?|没有忘记?|从不忘记?|不用说|不必说|别说是?|不瞒|不介意|不介绍|不愿放弃|特别|区别|个别|级别|分别|类别"
)
_ZH_NEVER_SAID = re.compile(
    "(?:不|没|别|勿|拒绝|避免|禁止|而不是|谁也不|谁都不|休想)"
    "(?:会|能|能够|要|想|该|应该|可以|可能|敢|肯|愿意?|准|许|打算|有|曾|再|轻易|随便|随口|直接|当面|当场|动不动|就|去|来|是|用|拿"
    "|一次|任何|任何一次|随意|简单地?|这样|这么|因此|因为.{1,6}而|只|光|总|老|让[^，不没说]{1,6}(?:听到|听见)|听到|听见|听|从我(?:嘴里|口中|这里)?|我|您|你)*"
    f"(?:(?:跟|对|向|和|给|与|同|冲着?|当着|在)[^{PART}不没说讲]{{1,16}}?)?(?:直接|随便|随口|当面|去|来|就)?"
    "(?:说|讲|回答|回复|告诉|答复|回应|推脱|敷衍|搪塞|打发|解释|答应|承诺|抱怨|喊|嚷|强调)"
    f"(?!实话|话|明|清|服|到做|不)(?:过|出|了|道|是|成|为)?(?:[^{PART}]{{0,8}}{PART}(?=$|[^{PART}]{{0,3}}$))?"
    f"(?:(?!而是|而会|但|可是|所以|因为|然后|我会说|我会先|我说|我都|就是要)[^{PART}]){{0,12}}$"
)


def without_other_words(text: str) -> str:
    """Mandarin text, of the same length, without words that hold 不, 没 or 别 and deny nothing."""
    return _ZH_NO_DENIALS.sub(lambda one: "〇" * len(one.group()), text)


def english(before: str) -> bool:
    """Whether what follows these words, apart by blanks, is what somebody does not say."""
    return _EN_NEVER_SAID.search(before) is not None


def mandarin(before: str) -> bool:
    """Whether what follows these characters is what somebody does not say."""
    return _ZH_NEVER_SAID.search(without_other_words(before)) is not None
