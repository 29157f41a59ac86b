"""Which syllable each Han character is: pinyin with tones by pypinyin's phrases over jieba's words.

Contexts and neutral tones stand here where the dictionary lacks or errs. Tones are as they stand
alone; `tone_sandhi` changes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True)
class Word:
    """A word of jieba's with its part of speech and a syllable such as ``zhong1`` a character.

    A syllable is empty where the character has no reading, and where it is the 儿 that ends the
    syllable before: ``dianr3``.
    """

    text: str
    part_of_speech: str
    syllables: list[str]


# What jieba would cut elsewhere or the dictionary of phrases has otherwise.
_PHRASES = {
    "客服": "ke4 fu2", "差评": "cha4 ping2", "工单": "gong1 dan1", "说个数": "shuo1 ge5 shu4", "能量得": "neng2 liang2 de5", "做得到": "zuo4 de5 dao4",
    "睡不着": "shui4 bu4 zhao2", "用不着": "yong4 bu4 zhao2", "犯不着": "fan4 bu4 zhao2", "找不着": "zhao3 bu4 zhao2",
    "怎么着": "zen3 me5 zhao1", "数一数": "shu3 yi1 shu3", "量一量": "liang2 yi1 liang2", "角色": "jue2 se4",
    "地道": "di4 dao5", "这里头": "zhe4 li3 tou5", "教会": "jiao1 hui4", "倒把": "dao4 ba3", "弹出": "tan2 chu1", "答应": "da1 ying5", "一个打": "yi1 ge5 da3",
}  # fmt: skip
# A character that is a word of its own, where the dictionary has a rarer reading first.
_ALONE = {
    "嗯": "en4", "唉": "ai4", "谁": "shei2", "哦": "o4", "诶": "ei4", "欸": "ei4", "得": "de5", "倒": "dao4",
    "长": "chang2", "教": "jiao1", "尽": "jin3", "调": "tiao2", "似": "si4", "传": "chuan2", "俩": "lia3",
}  # fmt: skip
# What a pattern matches, in words that the dictionary lacks; the last that matches holds.
_CONTEXTS = [
    (re.compile(where), syllable)
    for where, syllable in (
        (r"(?<=[不睡找够碰猜])着(?!急|手|重|想|眼|落|线索)", "zhao2"),
        (r"(?<=[不得])了(?=$|[的吗呢吧啊呀多])", "liao3"),
        (r"还(?=[钱款债贷账书])|(?<=[没要能该偿归退奉])还(?=给|清|我)|(?<=[偿归退])还", "huan2"),
        (
            r"为(?=主(?![管任动要])|[准止期限])|(?<=[成作认变以称视分改换转定设评升降列译划])为",
            "wei2",
        ),
        (r"当(?=[我你他她].?是)", "dang4"),
        (r"(?<=[一半])宿", "xiu3"),
        (r"处", "chu4"),
        (r"处(?=得|好|不来)|(?<=[相独])处", "chu3"),
        (r"当(?=[作成])|(?<=上)当(?=$|[了的吗])|(?<=[适恰妥])当", "dang4"),
        (r"应(?=[对付变聘邀约答急酬])", "ying4"),
        (r"调(?=[货度查取派岗任录阅出拨用]|[一两几]件)|(?<=[抽外])调", "diao4"),
        (r"(?<=[就要])数(?=[我你您他她])|数(?=不清|清|得上|一数)", "shu3"),
        (r"(?<![这那哪一两几各每某])种(?=[树花菜地田草])|(?<=[栽耕播])种", "zhong4"),
        (r"量(?=一量|一遍|体温|尺寸|血压|身高|尺码)|(?<=[测丈])量|(?<=一)量(?=$)", "liang2"),
        (r"差(?=[别距额价错异])|(?<=[误偏落温时])差", "cha1"),
        (r"(?<=[出公])差(?![评价距别错])", "chai1"),
        (r"(?<=[天个期请放休年病事长])假(?![货的话如装])", "jia4"),
        (r"倒(?=.?[班]|下|闭|塌|车|卖)|(?<=[摔绊打难病累])倒", "dao3"),
        (r"空(?=[位闲缺白格着])|(?<=[有没抽得填])空(?!调|气)", "kong4"),
        (r"(?<=[不用])尽|尽(?=[到了])", "jin4"),
        (r"(?<=[一两几三四五六七八九十多每])只(?![是有要能会用剩讲说好不想怕管需])", "zhi1"),
        (r"转(?=[圈悠]|[来过]转)|(?<=转来)转", "zhuan4"),
        (r"冲(?=[你您我他她着])|(?<=[很太真么])冲", "chong4"),
        (
            r"(?<![比很更最太不挺超过])重(?=[讲说做来读发写拨演打放播试装填查建排算审配看问]|新|一遍)",
            "chong2",
        ),
        (r"(?<=[这那每本同各哪入转改懂一两三四五六七八九十几])行(?![吗吧啊呢不了得就])", "hang2"),
        (r"长(?=得|大|胖|高|到|出)|(?<=[店班组部院校处队科所站厅])长", "zhang3"),
        (r"相(?=[机片册貌声亲])|(?<=[照真长品])相", "xiang4"),
        (
            r"(?<=[睡午])觉|(?<=把)觉(?=睡)|(?<=一)觉(?=[睡醒到])|(?<=[个场]好)觉|(?<=好)觉(?=$)",
            "jiao4",
        ),
        (r"都(?=[市城])|(?<=[首成])都", "du1"),
        (r"的(?=确)", "di2"),
        (r"(?<=目)的", "di4"),
        (r"(?<=[饼烘晒])干|干(?=[净脆燥果杯]|不干净)", "gan1"),
        (r"(?<=打)折", "zhe2"),
        (r"(?<=[会统])计", "ji4"),
        (r"(?<=[挑看选抽猜])中(?=$|[了的哪谁])", "zhong4"),
        (r"供(?=[词认])|(?<=[口招])供", "gong4"),
    )
]
# By jieba's tags, what a word before 地 is to make it a particle, and before 得 to make it a verb.
_ADVERBIAL = frozenset("adzilom")
_HAVING_TO = frozenset("rdtcsf")
_HAVING_DONE = frozenset("vpa")
_THINGS = frozenset("事人钱货")  # other nouns of one character are predicates before 得: 气, 热
_TWICE = re.compile(r"(.)\1")
_COMPLEMENT = re.compile(
    r"(?<=[^不获取心所赢难博])得(?=.)|(?<=^[^不获取心所赢难博求总必])得$"
)  # 看得出来
# Words with a second syllable that has no tone of its own, of those heard in service interviews.
_NEUTRAL = re.compile(
    r".*(?:"
    r"意思|朋友|客气|麻烦|东西|关系|清楚|时候|明白|告诉|答应|先生|困难|喜欢|休息|打听|地方|事情|便宜|消息|认识|商量|称呼|照顾|厉害|主意|生意|委屈"
    r"|师傅|队伍|规矩|故事|招呼|打算|糊涂|耽误|部分|本事|毛病|分量|衣服|太阳|眼睛|脾气|漂亮|利索|新鲜|舒服|踏实|热闹|凉快|聪明|大夫|大方|人家|算计"
    r"|打发|对付|应付|行李|头发|嘱咐|吩咐|耳朵|学问|体面|下巴|月亮|运气|力气|福气|名字|模糊|交情|见识|精神|动静|张罗|牢骚|唠叨|埋怨|讲究|将就|凑合"
    r"|糊弄|伺候|疏忽|马虎|含糊|在乎|妥当|稳当|琢磨|打扮|打量|收拾|打点|提防|难为|窗户|豆腐|丈夫|媳妇|老婆|姑娘|老实|窝囊|冤枉|欺负|晃悠|吓唬|嘀咕"
    r"|哆嗦|咳嗽|干净|亲戚|架势|合同|包袱|口袋|别扭|痛快|勤快|爽快|随和|机灵|结实|利落|迷糊|磨蹭|啰嗦|挑剔|护士|大爷|闺女|太太|爷爷|奶奶|爸爸|妈妈"
    r"|哥哥|姐姐|弟弟|妹妹|叔叔|姥姥|宝宝|谢谢|早上|晚上|心里|家里|手里|夜里|屋里|店里|嘴里|眼里|知识|云彩|葡萄|棉花|心思|活泼|算盘|使唤|比方|差事"
    r"|出息|搭理|点心|恶心|翻腾|风筝|胳膊|疙瘩|街坊|连累|溜达|萝卜|苍蝇|扎实|指甲|嘴巴|祖宗|似的|好处|坏处|难处|用处|工夫|功夫"
    r"|里头|外头|前头|后头|上头|木头|石头|骨头|舌头|念头|甜头|苦头|势头|派头|钟头|罐头|馒头|枕头|丫头|拳头|指头|码头|跟头"
    r")|.+[们么]|.+(?<![男女分电原量莲王弟孔孙太才公君夫父母亲游学])子"
)  # fmt: skip
_MEASURE = re.compile(r"(?<=[一二两三四五六七八九十百千万亿几半多这那哪每各整某有])个")
_PHRASE = re.compile(f"({'|'.join(_PHRASES)})(?!务)")  # 为旅客|服务
_ENDS_SYLLABLE = re.compile(r"(?<=.)(?<![女婴幼少孤健胎育小宠])儿(?![子童女科歌媳])")


def words(han: str) -> list[Word]:
    """The words of a run of Han characters, with their syllables."""
    import rjieba

    # its guesser of unknown words (hmm) would join 地说 and 得拉着
    cut = [
        (str(word), str(tag))
        for number, piece in enumerate(_PHRASE.split(han))
        for word, tag in ([(piece, "n")] if number % 2 else rjieba.tag(piece, False))
    ]
    syllables = _by_context(han, [word for word, _ in cut])
    for match in _ENDS_SYLLABLE.finditer(han):
        syllables[match.start() - 1] = _curled(syllables[match.start() - 1])
        syllables[match.start()] = ""
    found: list[Word] = []
    at = 0
    for word, part in cut:
        end = at + len(word)
        own = Word(word, part, syllables[at:end])
        _weaken(own, found[-1] if found else Word("", "", []), han[end : end + 1])
        found.append(own)
        at = end
    return found


def _by_context(han: str, cut: list[str]) -> list[str]:
    """A syllable a character, by the dictionary and by what stands around it."""
    from pypinyin.constants import PHRASES_DICT

    syllables: list[str] = []
    settled: list[bool] = []
    for word in cut:
        syllables += _by_dictionary(word)
        settled += [len(word) > 1 and (word in PHRASES_DICT or word in _PHRASES)] * len(word)
    for where, syllable in _CONTEXTS:
        for match in where.finditer(han):
            if not settled[match.start()]:
                syllables[match.start()] = syllable
    return syllables


@lru_cache(maxsize=4096)
def _by_dictionary(word: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    if known := _PHRASES.get(word) or _ALONE.get(word):
        return tuple(known.split())
    return tuple(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors=_silent))


def _silent(unread: str) -> Any:
    """Nothing for each character without a reading (pypinyin's types know a string only)."""
    return [""] * len(unread)


def _curled(syllable: str) -> str:
    """A syllable with 儿: ``dian3`` is ``dianr3``."""
    return f"{syllable[:-1]}r{syllable[-1]}" if syllable else ""


def _weaken(word: Word, before: Word, after: str) -> None:
    """Takes the tone from what is said lightly, and tells the particles 得 and 地 from the words."""
    text, syllables = word.text, word.syllables
    tag = before.part_of_speech[:1]
    for match in _MEASURE.finditer(text):
        syllables[match.start()] = "ge5"
    for match in _COMPLEMENT.finditer(text):
        syllables[match.start()] = "de5"
    if len(text) > 1 and text[0] == "得" and len(before.text) == 1 and tag == "v":
        syllables[0] = "de5"  # 拿|得出
    if text == "得":
        syllables[0] = "de2" if not before.text + after else "dei3" if _must(before) else "de5"
    elif text == "地" and after and len(before.text) > 1 and tag in _ADVERBIAL:
        syllables[0] = "de5"
    elif (
        (text == "过" and tag in _HAVING_DONE and after not in ("去", "来"))
        or (text == "里" and before.text and tag != "p")
        or text == "个"
        or _NEUTRAL.fullmatch(text)
    ):
        syllables[-1] = f"{syllables[-1][:-1]}5" if syllables[-1] else ""
    elif word.part_of_speech == "v" and _TWICE.fullmatch(before.text[-1:] * (2 - len(text)) + text):
        first = syllables if len(text) > 1 else before.syllables  # 你想想
        if first[0].endswith("3"):
            first[0] = f"{first[0][:-1]}2"
        syllables[-1] = f"{syllables[-1][:-1]}5"


def _must(before: Word) -> bool:
    """Whether 得 after a word is to have to."""
    tag = before.part_of_speech[:1]
    return (
        tag in _HAVING_TO
        or (tag == "n" and (len(before.text) > 1 or before.text in _THINGS))
        or not tag
    )
