"""Mandarin: 字 as the unit, pinyin as the measure of likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from voicemock.language import grammatical, mandarin_aloud, never_said
from voicemock.language.base import (
    CLAUSE_END,
    PART,
    Language,
    Token,
    clauses,
    in_sentence,
    parted,
)
from voicemock.language.mandarin_aloud import THOUSANDS, spoken
from voicemock.values.interview import LanguageCode

if TYPE_CHECKING:
    from opencc import OpenCC

_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[A-Za-z]+(?:'[A-Za-z]+)?|\d+(?:[.:]\d+)*")
# Recognizers write half-width marks after Han characters.
_HALF_WIDTH = re.compile(r"(?<=[\u3400-\u9fff])[,?!;:]")
_FULL_WIDTH = {",": "，", "?": "？", "!": "！", ";": "；", ":": "："}
_LATIN = re.compile(r"[A-Za-z]+")
_VOWELS = re.compile(r"[aeiouy]+")
# An e that is written and not heard: note, service, sales, closed; not in people, boxes, added.
_SILENT_E = re.compile(
    r"(?:(?<![aeiouy])(?<![^aeiouyl]l)e|(?<![aeiouy])(?<![sxzcg])(?<![cs]h)(?<![^aeiouyl]l)es"
    r"|(?<![aeiouytd])(?<![^aeiouyl]l)ed)$"
)
_TWO_VOWELS = re.compile(r"(?:eo|io|ia|ea)$")  # heard apart in video, audio, media, area

# What recognizers and southern speakers confuse is one sound: zh and z, ang and an, and the like.
_CONFUSED = re.compile(r"(?<=^[zcs])h|(?<=[aei]n)g$")

_NO_NEGATIONS = ("要不", "差不多", "不得不", "无不", "不仅", "不但", "不管")
_NEGATIONS = (
    "没办法", "没法", "不是", "并不", "从不", "绝不", "不会", "不能", "没有", "不", "没", "别",
    "未", "无法", "难以",
)  # fmt: skip
# A denial of what is done to or with somebody: 从不跟人｜打包票, 没有人给她｜搭把手.
_DENIED_DEED = re.compile(
    "(?:从不|从没有?|从来都?(?:不|没有?)|没有?(?:一个|任何)?人|没有?|没能|不敢|不想|不愿意?|不肯|懒得|忘了|忘记了?"
    "|并不|也不|拒绝)(?:敢|去|再|想|能|肯|当场|主动|直接|及时)?"
    "(?:[跟给对向替为帮和](?:客户|顾客|对方|人家|别人|他们|她们|任何人|人|他|她|您|你))?(?:去|再|做)?$"
)
# What stands before a phrase to reject it: a word that does so by itself, or a denial with
# nothing but these after it (不是您的错) or with a word for saying (不会用没办法来打发).
_REJECTIONS = ("避免", "拒绝", "禁止", "而不是", "不说")
_DENIALS = (
    "不应该", "不可以", "不会", "不能", "不该", "不要", "不是", "没有", "不", "没", "别", "勿",
)  # fmt: skip
_BETWEEN = frozenset(("", "只", "只是", "光", "单", "再", "总", "总是", "随便", "轻易", "说过"))
_SAYING = (
    "说", "讲", "用", "拿", "让", "叫", "回答", "回复", "告诉客户", "告诉他", "告诉她", "推给",
)  # fmt: skip

# The first characters of 客户, 顾客, 他, 她, 对方; and what makes the one after it an object.
_PERSONS = frozenset("客顾他她对")
_TO_WHOM = frozenset("对跟向给为帮替听")

# A pronoun and what a predicate begins with; and what, right before, makes the pronoun its object
# or the beginning of what is said, thought or described.
_SUBJECTS = ("我们", "咱们", "他们", "她们", "我", "您", "你", "他", "她")
_PREDICATES = (
    "会", "可以", "能", "先", "就", "也", "都", "还", "要", "想", "觉得", "认为", "理解", "是", "在", "把",
    "一定", "马上", "立即", "没", "不", "应该", "必须", "发现", "告诉", "负责", "希望", "很", "非常",
    "一般", "通常", "每",
)  # fmt: skip
_GOVERNS = (
    "让", "叫", "请", "帮", "给", "对", "跟", "向", "为", "和", "与", "替", "被", "把", "是", "的", "说", "问",
    "觉得", "告诉", "认为", "知道", "希望", "相信", "发现", "只要", "只有", "不管", "无论", "当", "等", "到",
    "在", "从", "比", "有", "麻烦", "换成", "这样", "什么", "不", "就", "才", "都", "那", "这", "呃", "嗯",
)  # fmt: skip

# What ends no clause.
_GOES_ON = (
    "把", "被", "跟", "向", "因为", "但是", "所以", "如果", "虽然", "而且", "并且", "或者", "以及", "为了", "关于",
    "由于", "不过", "可是", "要是", "即使", "通过", "根据", "告诉",
)  # fmt: skip

_HESITATIONS = frozenset(("嗯", "呃", "啊", "唔", "um", "uh", "er"))
_BEFORE_AMOUNT = frozenset("金余全差定总限数税名份超足满面")
_AFTER_AMOUNT = frozenset("外度头定满")


class Mandarin(Language):
    """See `voicemock.language.base.Language`."""

    code: LanguageCode = "zh"
    unit = "chars_per_min"
    natural = (180.0, 250.0)
    syllables_per_unit = 0.96
    min_units = 40
    conjunctions = tuple(
        tuple(word)
        for word in (
            "但是", "可是", "不过", "然而", "所以", "因此", "因为", "由于", "而且", "并且", "另外", "此外",
            "然后", "接着", "同时", "首先", "其次", "最后", "如果", "要是", "虽然", "尽管", "即使", "比如",
            "例如", "后来", "于是", "或者", "还是", "以及", "结果", "当时", "另一方面", "第一", "第二", "第三",
            "再", "并", "而", "也",
        )
    )  # fmt: skip
    gap = 6
    evidence = re.compile(
        r"\d|百分之|[一二两三四五六七八九十百千万几](?:个|年|次|天|分钟|小时|位|名|倍|成|月|单|条|家)"
        r"|比如|例如|举个例子|有一次|上次|去年"
    )
    speech_verbs = frozenset("说讲答道")

    def normalize(self, text: str) -> str:
        """See `Language.normalize`."""
        simplified = unicodedata.normalize("NFC", _opencc().convert(text))
        return _HALF_WIDTH.sub(lambda match: _FULL_WIDTH[match.group()], simplified)

    def read_aloud(self, text: str) -> str:
        """See `Language.read_aloud`."""
        return mandarin_aloud.read_aloud(text)

    def count_units(self, text: str) -> int:
        """See `Language.count_units`.

        Clause by clause, because the normalizer reads "1234，2" as one number.
        """
        text = THOUSANDS.sub("", unicodedata.normalize("NFKC", text).replace("％", "%"))
        return sum(self._count(text[start:end]) for start, end in clauses(text))

    def _count(self, clause: str) -> int:
        total = 0
        for word in _LATIN.findall(clause):
            total += len(word) if word.isupper() else _syllables(word.lower())
        # "k8s" is k, eight, s: Latin letters are no units of measure
        rest = _LATIN.sub("，", clause)
        for part in rest.split("，"):
            words = spoken(part)
            total += sum(token[0] >= "\u3400" for token in _TOKEN.findall(words))
            total += len(re.findall(r"\d", words))
        return total

    def tokens(self, text: str) -> list[Token]:
        """See `Language.tokens`."""
        return [Token(one.group().lower(), *one.span()) for one in _TOKEN.finditer(text)]

    def without_hesitations(self, tokens: Sequence[Token]) -> list[Token]:
        """See `Language.without_hesitations`: 额 is one unless it makes 金额, 额外 and the like."""
        return [
            token
            for at, token in enumerate(tokens)
            if token.form not in _HESITATIONS
            and not (
                token.form == "额"
                and (at == 0 or tokens[at - 1].form not in _BEFORE_AMOUNT)
                and (at + 1 == len(tokens) or tokens[at + 1].form not in _AFTER_AMOUNT)
            )
        ]

    def similar(self, said: str, wanted: str) -> bool:
        """See `Language.similar`: the same pinyin, tones and common confusions ignored."""
        return not _sounds(said).isdisjoint(_sounds(wanted))

    def keys(self, form: str) -> Collection[str]:
        """See `Language.keys`."""
        return _sounds(form)

    def tolerates(self, differing: int, compared: int) -> bool:
        """See `Language.tolerates`: up to three characters to the letter, else a third may differ.

        我会 and 我回 sound the same, so short phrases bear no difference.
        """
        return differing == 0 or (compared >= 4 and differing <= compared // 3)

    def negated(self, before: Sequence[str], inside: Sequence[str]) -> bool:
        """See `Language.negated`."""
        if any(form in ("不", "没", "别") for form in inside):
            return True
        near = "".join(before[-4:])  # only what stands right before denies
        if near.endswith(_NEGATIONS) and not near.endswith(_NO_NEGATIONS):
            return True
        return bool(_DENIED_DEED.search(never_said.without_other_words("".join(before[-12:]))))

    def opens_clause(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """See `Language.opens_clause`."""
        if super().opens_clause(before, after):
            return True
        said, following = "".join(before[-3:]), "".join(after[:5])
        return (
            not said.endswith(_GOVERNS)
            and not any(said.endswith("".join(run)) for run in self.conjunctions)
            and any(
                following.startswith(verb, len(subject))
                for subject in _SUBJECTS
                if following.startswith(subject)
                for verb in _PREDICATES
            )
        )

    def governs(self, before: Sequence[str]) -> bool:
        """See `Language.governs`."""
        return "".join(before[-4:]).endswith(_GOES_ON)

    def addressed(self, before: Sequence[str], exception: Sequence[str]) -> bool:
        """See `Language.addressed`."""
        return exception[0] in _PERSONS and bool(before) and before[-1] in _TO_WHOM

    def rejected(self, before: Sequence[str]) -> bool:
        """See `Language.rejected`: within the eight characters before."""
        near = never_said.without_other_words("".join(before))[-8:]
        return any(word in near for word in _REJECTIONS) or any(
            rest in _BETWEEN or any(verb in rest for verb in _SAYING)
            for rest in _after_denials(near)
        )

    def needs(self, word: str, before: str, after: str) -> bool:
        """See `Language.needs`."""
        said, rest = in_sentence(before, after)
        marked = "".join(PART if mark in CLAUSE_END else mark for mark in rest)
        return grammatical.mandarin(word, "".join(parted(self.tokens(said), said)), marked.strip())

    def never_said(self, before: Sequence[str]) -> bool:
        """See `Language.never_said`."""
        return never_said.mandarin("".join(before))


def _syllables(word: str) -> int:
    """Spoken syllables of an English word in lower case, by its spelling."""
    heard = len(_VOWELS.findall(word))
    if heard > 1:
        heard -= _SILENT_E.search(word) is not None
        heard += _TWO_VOWELS.search(word) is not None
    return max(1, heard)


def _after_denials(text: str) -> Iterator[str]:
    """What follows each denial."""
    for at in range(len(text)):
        for denial in _DENIALS:  # the longest first
            if text.startswith(denial, at):
                yield text[at + len(denial) :]
                break


@cache
def _opencc() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("tw2s")  # t2s leaves 接著 and 看著 as they are


@lru_cache(maxsize=8192)
def _sounds(character: str) -> frozenset[str]:
    """All readings of a character, tones dropped and confusable sounds made one."""
    from pypinyin import Style, pinyin

    readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return frozenset(_CONFUSED.sub("", reading) for reading in readings)
