"""Whether a word that may be a filler is needed where it stands: "a week or so", "do so", 那个人.

Told by its neighbours. What the sentence needs is never a filler, even before a pause.
"""

from __future__ import annotations

from collections.abc import Sequence

from voicemock.language.base import PART

_BE = frozenset(("am", "is", "are", "was", "were", "be", "been", "being"))
_SUBJECTS = frozenset(
    ("i", "you", "we", "they", "people", "customers", "guests", "who", "he", "she")
)
_WH = frozenset(("what", "how", "who", "why", "where", "when", "which", "whether", "if"))
# Where a discourse marker stands; elsewhere "well" is how something is done.
_OPENS = frozenset((
    PART, "and", "but", "so", "because", "then", "that", "um", "uh", "er", "oh", "yes", "no", "okay",
    "the", "a", "an", "i", "we", "to", "of", "in", "for", "with", "or", "my", "our",
))  # fmt: skip

_BEFORE_SO = frozenset((
    "or", "do", "does", "did", "done", "doing", "think", "thinks", "thought", "hope", "hopes", "hoped",
    "say", "says", "said", "told", "tell", "if", "even", "ever", "believe", "guess", "suppose", "expect",
    "afraid", "just", "not", "why", "how", "quite", "more", "less", "very", "feel", "feels", "felt", "look",
    "looked", "remain", "stay", "became", "become", "imagine", "fear", "exactly", "all", "never", "only", "without",
)) | _BE  # fmt: skip
_AFTER_SO = frozenset(("on", "forth", "that", "much", "many", "far", "long", "called", "as"))
_BEFORE_LIKE = frozenset((
    "would", "not", "really", "also", "always", "to", "feel", "feels", "felt", "feeling", "look", "looks",
    "looked", "looking", "sound", "sounds", "sounded", "seem", "seems", "seemed", "taste", "smell", "nothing",
    "anything", "something", "someone", "somebody", "things", "more", "much", "act", "acted", "treat", "treated",
    "the", "do", "did", "does", "people", "customers", "exactly", "stuff", "days", "cases", "situations",
)) | _SUBJECTS  # fmt: skip
_AFTER_LIKE = frozenset((
    "this", "that", "these", "those", "him", "her", "me", "us", "them", "you", "it", "to", "mine", "yours",
    "before", "everyone",
))  # fmt: skip
_BEFORE_YOU_KNOW = frozenset((
    "do", "did", "does", "if", "as", "how", "what", "that", "whatever", "let", "before", "once",
    "would", "should", "could", "can", "will", "all", "everything", "until", "unless", "when", "than",
    "someone", "somebody", "people", "things", "where", "who", "may", "might", "sure",
))  # fmt: skip
_AFTER_YOU_KNOW = frozenset(
    ("who", "whether", "about", "him", "her", "me", "them", "us", "nothing")
)
_BEFORE_I_MEAN = frozenset((
    "what", "that", "if", "by", "whatever", "all", "which", "thing", "how", "know", "knows", "see",
    "understand", "everything", "do", "did", "and what", "when", "than",
))  # fmt: skip

_PERSONS = frozenset(("i", "you", "we", "they", "he", "she", "it", "nobody", "everybody"))
_MODALS = frozenset(("would", "could", "can", "might", "did", "will", "had"))
_AFTER_ASKED = frozenset((PART, "in", "at", "on", "for", "there", "when", "where"))
_SAY = frozenset(("say", "said"))


def english(word: tuple[str, ...], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the sentence needs a word.

    Args:
        word: its tokens.
        before: the tokens before it in its sentence, `PART` where a clause ends.
        after: those after it.
    """
    last = before[-1] if before else PART
    following = after[0] if after else PART
    name = " ".join(word)
    if name == "so":
        return (
            last in _BEFORE_SO
            or (last == "and" and following in ("on", "forth"))
            or (following in _AFTER_SO)
            or (following in _PERSONS and not _MODALS.isdisjoint(after[1:2]))
        )
    if name == "like":
        asked = last in ("it", "that", "this") and not _WH.isdisjoint(before)
        asked = asked or ("what" in before and following in _AFTER_ASKED)  # what is it like in …
        return last in _BEFORE_LIKE or following in _AFTER_LIKE or asked
    if name == "well":
        return last not in _OPENS
    if name == "you know":
        return last in _BEFORE_YOU_KNOW or following in _AFTER_YOU_KNOW
    if name == "i mean":
        return last in _BEFORE_I_MEAN or following == "it" or not _SAY.isdisjoint(before[-4:])
    return False


_ZH_NOUNS = (
    "人", "时候", "时间", "时期", "地方", "月", "星期", "礼拜", "年", "问题", "客户", "顾客", "客人", "订单", "产品", "商品",
    "电话", "公司", "岗位", "行业", "过程", "阶段", "事", "办法", "方法", "女", "男", "老", "小", "大", "孩子", "同事",
    "经理", "系统", "方面", "方向", "工作", "部门", "店", "单子", "包裹", "快递", "情况", "原因", "结果", "道理", "意思",
    "样子", "程度", "方案", "数字", "项目", "团队", "平台", "冬天", "夏天", "春天", "秋天",
    "晚上", "早上", "下午", "上午", "周末", "季度", "角度", "部分", "机会", "工单", "快件", "账号", "号码", "地址", "投诉", "话",
)  # fmt: skip
_ZH_TAKES_OBJECT = (
    "是", "了", "要", "选", "买", "用", "换", "退", "看", "拿", "给", "说", "做", "喜欢", "负责", "处理", "就", "把", "过",
    "到", "关于", "对", "像", "找", "问", "修", "送", "查", "除了", "比", "和", "跟", "在",
)  # fmt: skip
_ZH_COPULA_AFTER = (
    "的", "也", "那", "这", "不", "原因", "重点", "问题", "目的", "目标", "办法", "方法", "原则", "关键", "核心", "结果",
    "要求", "责任", "意思", "优点", "缺点", "优势", "不足", "想法", "做法", "经验", "本身", "其实", "工作", "客服", "服务",
    "第一", "第一步", "职责", "理由", "情况", "特点", "最后", "说", "它", "他", "她", "我", "您", "你", "要么", "不是",
)  # fmt: skip


def mandarin(word: str, before: str, after: str) -> bool:
    """Whether the sentence needs a word; ``before`` and ``after`` have `PART` where a clause ends."""
    ends = not after or after[0] == PART
    if word in ("那个", "这个"):
        if after.startswith(_ZH_NOUNS):
            return True
        return ends and before.endswith(_ZH_TAKES_OBJECT)  # 我选了那个，…
    if word in ("就是", "就是说"):
        return before.endswith(_ZH_COPULA_AFTER) or after.startswith(
            ("的", "了", "因为", "为了", "这样", "那样", "这么")
        )
    if word == "然后":
        clause = before[-30:]
        return "先" in clause or "首先" in clause or "第一" in clause
    if word == "额":
        return before.endswith(tuple("金余全差定总限数税名份超足满面")) or after.startswith(
            ("外", "度", "头", "定", "满")
        )
    if word == "恩":  # written for 嗯, but for 感恩 and the like
        return bool(before) and not before.endswith((PART, "嗯", "恩", "呃"))
    if word == "啊":  # behind a word it is a particle, before one a sound
        return bool(before) and not before.endswith((PART, "嗯", "呃", "啊"))
    return False
