"""Whether words of an answer are the speaker's own: not another's, not asked, not denied.

Read from the sentence around them by rules. What the speaker tells of their own words counts ("so I told
her I'm so sorry"); of two verbs of saying the last before the words decides.
"""

from __future__ import annotations

import re

from voicemock.language.base import Span, sentences
from voicemock.values.interview import LanguageCode, PhraseKind

_MARKED = re.compile(
    r"“[^”]*”|\"[^\"]*\"|「[^」]*」|‘[^’]*’|(?<![A-Za-z])'[^\"“”]{2,80}?'(?![A-Za-z])"
)
_LEAD = 60
"""Characters before a marked quotation in which the one who says it is named."""

_NEAR = 300
"""Characters before and after that are looked at, so that time is."""

# ---- English

_EN_SAY = (
    r"said|says|say|saying|told|tell|tells|telling|asked|asks|shout(?:s|ed|ing)?|yell(?:s|ed|ing)?|scream(?:s|ed|ing)?"
    r"|wrote|writes|repl(?:y|ies|ied)|answer(?:s|ed)?|claim(?:s|ed)?|promis(?:e|es|ed|ing)|insist(?:s|ed)?|complain(?:s|ed)?"
    r"|mention(?:s|ed)?|announc(?:es|ed)|explain(?:s|ed)|whisper(?:s|ed)|mutter(?:s|ed)|swore|begged|demand(?:s|ed)|repeat(?:s|ed|ing)?"
    r"|(?:was|were|is|are|'s|'re|be) (?:like|all like|going)|goes(?= like|,|$)|instruct(?:s|ed)|remind(?:s|ed)|warn(?:s|ed)|advis(?:es|ed)"
    r"|expect(?:s|ed)?|want(?:s|ed)|hop(?:es|ed)|thinks|thought|believ(?:es|ed)|assum(?:es|ed)|figured|texted|emailed"
    r"|assured|ordered|taught|teaches|reads|wants|writing|reckons|reckoned"
)
_EN_BETWEEN = (
    r"(?:(?:just|then|also|always|never|only|would|will|have|had|has|kept|keeps|keep|started|even|really|actually|simply|still"
    r"|basically|usually|literally|suddenly|already|once|do|did|does|can|could|should|might|may|to|be|been|um|uh|like|immediately|politely|calmly|kindly|quietly)"
    r"|'d|'ll|'ve|'s)"
)
_EN_SAID = re.compile(
    rf"(?P<who>[a-z']+?)(?P<past>'d|'ll|'ve)?(?: {_EN_BETWEEN}){{0,4}}? (?P<verb>{_EN_SAY})\b|\baccording to \w+",
    re.IGNORECASE,
)
_EN_PASSIVE = re.compile(
    r"\b(?:was|were|been|got|get|being|am|are|is)\b.* ?(?:told|asked|instructed|reminded|advised|promised|taught|ordered|assured|warned)$",
    re.IGNORECASE,
)
_EN_SELF = frozenset(("i", "we"))
_EN_JOINS = frozenset(
    [
        "and",
        "or",
        "by",
        "to",
        "then",
        "so",
        "but",
        "of",
        "for",
        "before",
        "after",
        "when",
        "while",
        "about",
        "with",
        "without",
        "from",
        "now",
        "not",
        "i'd",
        "i'll",
        "i've",
        "please",
        "me",
        "us",
    ]
)
_EN_THIRD = re.compile(
    r"\b(i|we|he|she|they|it|who|you|the \w+|my \w+|our \w+)(?='|\b)", re.IGNORECASE
)
_EN_OVER = re.compile(
    r"(?:\b(?:so|but|then|because|and)\b(?: \w+){0,2}|[,;:–-])\s*$|[,;–-]\s*(?:and|so|but|then|which is why)?\s*(?:i|we|let)\b|\b(?:so|but|and then|and so|then) (?:i|we|let me)\b",
    re.IGNORECASE,
)
_EN_SPOKEN_TO = r"(?:he|she|they|it|who|everyone|everybody|somebody|someone|nobody|people|customers|(?:the|my|our|his|her|their|one|another|this|that|some|every|each|most) (?:(?!(?:i|we|me|us|to|and|that|who|you|was|is|of)\b)[\w'-]+ ){0,2}(?!(?:i|we|me|us|to|way|time|thing|job|goal|aim|day|and|that|best|first|it|of|rule|priority|only|next|step|point|idea|plan)\b)[\w-]+)"
_EN_ANOTHER = re.compile(
    rf"(?:^|[,;:.]|\b(?:and|but|so|because|when|if|that|then|while|as|since|until|where|think|know|like|say|well|although|though|before|after)\b)\s*(?:{_EN_SPOKEN_TO})"
    r"(?:'s|'re|'ll|'d| (?:always|never|also|just|really|then|would|will|could|can|was|is|are|were|did|does|do|had|have|has|been|very|so|quite|usually|often|even|only|should|must|might|more|be|sometimes|absolutely|not))*\s*$",
    re.IGNORECASE,
)
_EN_ANOTHER_WHOLE = re.compile(
    r"^\s*(?:(?:and|but|so|then|because|well|now|um|uh|when|while|yesterday|once),? )*"
    r"(?:he|she|they|who|people|(?:the|my|our|his|her|their|a|one|another|some) (?:\w+ ){0,2}?(?:customers?|clients?|guests?|callers?|man|woman|men|women|lady|boss|manager|colleagues?|team|drivers?|courier|neighbou?rs|supervisor|others|brother|sister|wife|husband|family|company|shop|store|bank|airline|supplier|technician|engineer|nurse|doctor|waiter|chef|mechanic|branch|car|bus|train))\b",
    re.IGNORECASE,
)
_EN_MINE = re.compile(r"\b(?:i|we|me|us|let|you|your)\b", re.IGNORECASE)
_EN_VERBS = re.compile(
    r"(?:make|makes|made|making|ensur\w+|follow\w*|get|gets|come|comes|call\w*|ring|rang|check\w*|keep|keeps|kept|phone\w*|email\w*|happy|glad|delighted|pleased|more|work\w*|solv\w+|find|found|look\w*|guarantee\w*|double|offer\w*|very|apologi\w+|sort\w*|give|gave|let|update\w*)\b",
    re.IGNORECASE,
)
_EN_ADVERBS = re.compile(
    r"(?:right|straight|straightaway|immediately|together|at once|another|an alternative|a different|alternative\w*|on the spot|there and then|[a-z]+ together|[a-z]+ options?)\b",
    re.IGNORECASE,
)
_EN_OFFER = re.compile(
    r"\b(?:shall (?:i|we)|(?:can|could|may|might|should) (?:i|we) (?!say|tell|have|apologi[sz]e|be\b)|would you (?:like|prefer|mind|rather)|would (?:it|that|this|a|an|the)\b|how about|what about|what if (?:we|i (?!can't|cannot|can not|don't|say|told))|why don't (?:i|we)"
    r"|(?:do|would) you want me|how (?:does|would) .{0,30}(?:sound|suit)|how can i help|is it (?:okay|ok|all right|alright|fine) if|can you (?:give|tell|hold|wait|send|read)|could you (?:please |just )?(?:give|tell|hold|wait|send|read|let|bear|show))",
    re.IGNORECASE,
)
_EN_ASKS = re.compile(
    r"(?:^|[,;:]|\b(?:and|but|so|well|then|like|okay|hmm?|um|uh)\b)\s*(?:(?:do|does|did|don't|didn't|doesn't|is|isn't|are|aren't|was|wasn't|were|am|have|has|had|haven't|will|won't|would|wouldn't|should|shouldn't|can|can't|could|couldn't|shall|must) (?:i|you|he|she|they|it|we|that|this|there|the|my|your|a|anyone|anybody|people|somebody|someone|customers?)\b"
    r"|(?:what|why|who|whose|when|where|which|how)(?:'s|'d|'ll)?(?: \w+){0,4}? (?:do|does|did|is|are|was|were|will|would|should|can|could|has|have|happens?|options?|am|to|job|didn't|don't|shouldn't)\b|who (?:will|is|can)|what would)",
    re.IGNORECASE,
)
_EN_ASKED = re.compile(
    r"\s*(?:who|whose|why|are there|would you|do you|does|is it|is that|what (?:other|would|if)|how could|should i|shouldn't|did)\b",
    re.IGNORECASE,
)
"""Opens a question, though no mark says so."""
_EN_EMBEDDED = re.compile(
    r"\b(?:wonder(?:ed|ing|s)?|ask(?:ed|s|ing)?(?: (?:me|us|him|her|them|myself|my \w+|the \w+|you))?|debat(?:ed|ing)|the question (?:is|was)|(?:don't|do not|didn't) know|not sure|unsure|no idea|can't tell|want(?:ed|s)? to know|depends(?: on)?|doubt(?:ed|s)?|matter)(?: \w+)? (?:if|whether|what|why|how|when|who)\b(?: [\w']+){0,3}$"
    r"|\bwhat (?:would |will )?happens? (?:if|when)\b[^,.;]{0,50}$|\b(?:should|do|did|must|am) i (?:really |just |always |have to |supposed to |ever )*(?:say|tell)\b[^.;]{0,60}$"
    r"|\b(?:even )?(?:if|unless|whether) (?:i|you|he|she|they|somebody|someone|anyone|an? \w+|the \w+|we)(?:'d|'s|'m)? ?(?:was|were|is|am|ever|had|could|say|says|said|tell|tells|told)[^,.;]{0,40}$",
    re.IGNORECASE,
)
_EN_NEVER_MEANT = re.compile(
    r"\b(?:it(?:'s| is| was|'s just) not (?:that|like|as if)|it (?:isn't|wasn't) (?:that|like|as if)|(?:i'm|i am|i was) not (?:saying|going to say)|nobody|no one|none of (?:us|them)|not one|instead of|rather than|as opposed to|far from"
    r"|refus(?:e|es|ed|ing) to|fail(?:s|ed)? to|forgot to|forget to|neglected to|unable to|(?:not|n't|never) (?:been |be )?able to|nothing i|(?:wouldn't|won't|don't|didn't|can't|never) (?:say|said|mean|claim|pretend|think|thought|tell \w+|told \w+)"
    r"|(?:should|could|would|ought to) have(?! to)|should've|could've|would've|wish(?:ed)? (?:i|we|they|he|she|that)|if only|(?:tempted|about|supposed|want(?:ed)?|felt like|dying|easy|wrong|forced|trained|told) (?:to )?(?:just )?(?:say(?:ing)?|tell)\b|almost said|nearly said|too \w+ to|anything but|pretend\w*|used to (?:say|think|tell))"
    r"(?: (?!(?:and|so|but|because|then|until|unless|before|when|who|without)\b)[\w']+){0,6}$",
    re.IGNORECASE,
)
"""Reaches over a subject: "it's not that I understand …"."""
_EN_DENIED = re.compile(
    r"(?:\b(?:not|never|neither|hardly|without|cannot)|n't)(?! (?:only|just|hesitate|forget|forgot|forgotten|worry|mind|stop|wait|matter)\b)"
    r"(?: (?!(?:and|i|we|i'm|i'll|i'd|let|so|but|because|then|until|unless|before|if|when|who|without)\b)[\w']+){0,6}$",
    re.IGNORECASE,
)
_EN_DENIED_AFTER = re.compile(
    r"^[\"'”’,.\s-]{0,4}(?:(?:is|was|are|were|would be|will be)(?:n't| not| never| hardly) (?:what i|something|how i|a (?:phrase|sentence|thing|word)|words|my (?:words|style|way)|enough|true)|(?:never|did not|didn't) (?:came|come|cross|leave|left) |(?:is|are|was) (?:banned|forbidden|words? i never|something i (?:never|don't|wouldn't)))"
    r"|\b(?:i|we)(?:'d| would| have|'ve)? (?:never|didn't|did not|don't|wouldn't) (?:said?|say|use|do|tell|told|write)(?: (?:that|this|it|them|anything like that|such))?\s*$",
    re.IGNORECASE,
)
_EN_TURNED = re.compile(r"\b(?:never|not|n't|nobody)\b.{0,60}\bwithout\b", re.IGNORECASE)
_EN_SAID_AFTER = re.compile(
    r"^[\"”’',.\s-]{0,3}(?:(?P<self>(?:i|we) (?:just |always |then |would |'d )*(?:said|say|told|tell|answered|replied|asked|explained|go|went))|(?P<other>(?:he|she|they|it|(?:the|my|our|a|his|her|that|one|another) (?:\w+ ){1,3}?)(?: ?(?:just|then|kept|would|'d|had|also))* ?(?:said|says|told|tells|asked|shouted|yelled|screamed|wrote|kept|goes|was|claimed|promised|replied|answered|would say|thought)|(?:was|is|were) (?:all|what|the|his|her|their|my|our)\b|said (?:the|my|our|a|one|his|her)))",
    re.IGNORECASE,
)

# ---- Mandarin

_ZH_OTHER = re.compile(
    r"(?<![跟对向和给与让把叫帮])(?:他|她|人家|对方|[客顾]户|顾客|客人|买家|卖家|用户|主管|经理|领导|老板|组长|店长|同事|师傅|家长|老师|培训|教材|手册|话术|系统|机器人|短信|牌子|门上|墙上|海报|广告|公告|录音|邮件|信里|公司|[大阿老小][爷妈哥姐姨太伯叔王李张刘陈]|先生|女士|妈妈|爸爸|我[妈爸姐哥弟妹]|别人|有人|大家|很多人|有些人)"
    r"(?:们|那边|当时|就|还|也|跟我|对我|跟我们|向我|直接|老是|总是|一直|后来|又|只|都|自己|在电话里|(?!我)[^，。！？我]){0,8}?"
    r"(?:说|讲|问(?!题)|喊|骂|嚷|吼|回我|回复|答应|保证|承诺|告诉|写着|写|表示|觉得|认为|以为|要求|让我|叫我|教我们|教我|希望|答|嘴里|声称|提醒|通知)"
)
_ZH_SELF = re.compile(
    r"(?<![让叫要求教])我(?!们?[妈爸姐哥弟妹])(?:们|就|会|也|还|先|当时|马上|跟|对|和|向|给|直接|都|再|只|一般|赶紧|[^，。！？]){0,8}?(?:说|讲|告诉|解释|答应|保证|回复|回答|表示|承诺|道|问)"
)
_ZH_AFTER_SELF = re.compile(r"[，,；]\s*(?:所以|于是|然后|但是?|那|这时|后来)?我")
_ZH_DENIED = re.compile(
    "(?:没有?人|谁[也都]没|并不是|不是说|不是因为|又不是|而不是|与其|不等于|没能|没有能|没法|拒绝|忘了|忘记|本来[想该]|本该|应该要是|要是.{0,4}就好|差点|险些|恨不得|懒得|假装|装作|从来没有?|从没|都没有?|没有(?!问题|关系|说服))"
    "[^，。！？；]{0,8}$"
)
_ZH_TAIL = re.compile(
    '[。！？，,.!?]?[”"」]?[。，,]?(?:那|这|他|她|客|顾|主管|经理|[^，。！？我]{1,4}的)[^，。！？我]{0,6}(?:我|我们)?[^，。！？我]{0,3}(?:说|喊|道|问|回)'
)
_ZH_OFFER = re.compile(
    "您|你看|要不我|要不咱|我[帮给]|我们一起|好吗|可以吗|行吗|好不好|行不行|怎么样|如何"
)


def own(text: str, span: Span, code: LanguageCode, kind: PhraseKind) -> bool:
    """Whether the words of a stretch are said by the speaker, as their own.

    Args:
        text: the answer.
        span: first and last (exclusive) character of the words.
        code: its language.
        kind: whether they are good ones: "not" turns round no reproach, which may hold one itself.
    """
    begin, end = next(((a, b) for a, b in sentences(text) if a <= span[0] < b), (0, len(text)))
    begin, end = max(begin, span[0] - _NEAR), min(end, span[1] + _NEAR)
    before, said, after = text[begin : span[0]], text[slice(*span)], text[span[1] : end]
    asked = text[end : end + 1] in ("?", "？")
    marked = _quotation(text, span)
    if code == "zh":
        if marked and _ZH_TAIL.match(text, marked[1]):
            return False
        return _own_zh(before, said, after, marked=marked is not None, asked=asked)
    if marked:
        lead = text[max(0, marked[0] - _LEAD) : marked[0]]
        lead = re.split(r"[.!?\n]\s", lead)[-1].strip(" ,:")
        tail = _EN_SAID_AFTER.match(text[marked[1] : marked[1] + _LEAD])
        if tail:
            return tail["self"] is not None
        if lead and _teller(lead) != "self":
            return False
        before = text[begin : marked[0]] if begin <= marked[0] else ""
    return _own_en(before, said, after, asked=asked, marked=marked is not None, kind=kind)


def _quotation(text: str, span: Span) -> Span | None:
    """The marked quotation that holds a stretch."""
    return next(
        (
            one.span()
            for one in _MARKED.finditer(text)
            if one.start() <= span[0] and span[1] <= one.end()
        ),
        None,
    )


def _teller(before: str) -> str | None:
    """Who says what follows these words: "self", "other", or None: nobody is named, or it is over."""
    last = next(iter(reversed([*_EN_SAID.finditer(before)])), None)
    if last is None:
        return None
    if last["verb"] is None:
        return "other"
    who = last["who"].lower()
    whole = last.group()
    if who in _EN_SELF or who.split("'")[0] in _EN_SELF:
        passive = _EN_PASSIVE.search(whole) and last["verb"] not in ("was like", "were like")
        teller = "other" if passive else "self"
    elif who in ("was", "were", "been", "got", "being", "am", "are"):
        teller = "other"
    elif who in _EN_JOINS or re.fullmatch(_EN_BETWEEN, who):
        subjects = _EN_THIRD.findall(before[: last.start()])
        teller = "self" if not subjects or subjects[-1].lower() in _EN_SELF else "other"
        if not subjects and who in ("me", "us"):
            teller = "other"
    else:
        teller = "other"
    return teller


def _reported(before: str) -> bool:
    """Whether what follows these words is what another says."""
    if _teller(before) != "other":
        return False
    last = list(_EN_SAID.finditer(before))[-1]
    between = before[last.end() :]
    words = len(between.split())
    return not (words > 12 or (words >= 3 and _EN_OVER.search(between)))


def _own_en(
    before: str, said: str, after: str, *, asked: bool, marked: bool, kind: PhraseKind
) -> bool:
    if _reported(before):
        return False
    tail = _EN_SAID_AFTER.match(after)
    if tail and tail["other"] and after[:1] in (",", '"', "”", "'"):
        return False
    lead = before.rstrip(" ,:\"'“‘") if marked else before.rstrip()
    denied = _EN_NEVER_MEANT.search(lead) or (kind == "positive" and _EN_DENIED.search(lead))
    if (denied and not _EN_TURNED.search(before)) or _EN_DENIED_AFTER.search(after):
        return False
    here = before + said
    if _EN_EMBEDDED.search(before.rstrip(" :\"'")) and not _EN_OFFER.search(before):
        return False
    opening = re.split(r"[,;:]\s", here)[-1] if asked and not _EN_ASKS.match(before) else here
    if asked and "," not in after and _EN_ASKS.match(opening) and not _EN_OFFER.search(here):
        return False
    whole = here + after
    plainly = not asked and len(before.split()) <= 10 and _EN_ASKED.match(whole)
    if plainly and _EN_ASKS.match(whole) and not _EN_OFFER.search(here):
        return False
    if _EN_VERBS.match(said) and "-" not in said and _EN_ANOTHER.search(before):
        return False
    doer = re.split(r"[,;:]\s", before)[-1]
    return not (
        _EN_ADVERBS.match(said) and _EN_ANOTHER_WHOLE.match(doer) and not _EN_MINE.search(doer)
    )


def _own_zh(before: str, said: str, after: str, *, marked: bool, asked: bool) -> bool:
    mine = [one.end() for one in _ZH_SELF.finditer(before)]
    others = [one.end() for one in _ZH_OTHER.finditer(before)]
    told = others and (not mine or others[-1] > mine[-1])
    between = before[others[-1] :] if told else ""
    if told and len(between) <= 14 and not _ZH_AFTER_SELF.search(between + said[:1], 3):
        return False
    if marked and not mine and before.strip(' “"「，：'):
        return False
    if _ZH_DENIED.search(before.rstrip('“"「，：:') if marked else before):
        return False
    asked = asked or after.rstrip()[-1:] in ("吗", "呢")
    offers = _ZH_OFFER.search(before + said + after)
    return not asked or offers is not None or re.search("[，,；]", after) is not None
