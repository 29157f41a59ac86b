"""Mandarin is read as it is said: readings in their context, tones in company, numbers in words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from voicemock.language.mandarin_aloud import read_aloud
from voicemock.speak.kokoro import mandarin, phonemes

_PACK = Path(__file__).parents[1] / "prompts" / "customer-service.zh.toml"


def _said(text: str) -> str:
    """The syllables of a text, in pinyin with tones as they are said."""
    runs = re.findall(r"[\u3400-\u9fff〇]+", mandarin.prepared(text))
    words = [word for run in runs for word in mandarin.readings(run)]
    return " ".join(syllable for word in words for syllable in word)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("这种地方，后来转机", "zhe4 zhong3 di4 fang5 hou4 lai2 zhuan3 ji1"),
        ("咨询量一直高", "zi1 xun2 liang4 yi4 zhi2 gao1"),
        ("给出差评，为主管做事", "gei3 chu1 cha4 ping2 wei4 zhu2 guan3 zuo4 shi4"),
        ("从头讲，一头汗，等一个钟头", "cong2 tou2 jiang3 yi4 tou2 han4 deng3 yi2 ge5 zhong1 tou5"),
        ("夸得最多", "kua1 de5 zui4 duo1"),
        ("入行第二年，这行吗", "ru4 hang2 di4 er4 nian2 zhe4 xing2 ma5"),
        ("教会他一样事", "jiao1 hui4 ta1 yi2 yang4 shi4"),
        ("睡个好觉", "shui4 ge5 hao3 jiao4"),
        ("答应下来，说得出来", "da1 ying5 xia4 lai2 shuo1 de5 chu1 lai2"),
        ("能量得出来，做得到", "neng2 liang2 de5 chu1 lai2 zuo4 de5 dao4"),
        ("得，说了半天，得你们办", "de2 shuo1 le5 ban4 tian1 dei2 ni3 men5 ban4"),
        ("一点一点查，坐一宿", "yi4 dian3 yi4 dian3 cha2 zuo4 yi4 xiu3"),
        ("银行这行很难做", "yin2 hang2 zhe4 hang2 hen3 nan2 zuo4"),
        ("行不行给句话", "xing2 bu5 xing2 gei3 ju4 hua4"),
        ("排成长队", "pai2 cheng2 chang2 dui4"),
        ("店长长得很高", "dian4 zhang3 zhang3 de5 hen3 gao1"),
        ("再重讲一遍，重点说", "zai4 chong2 jiang3 yi2 bian4 zhong4 dian3 shuo1"),
        ("你得先道歉", "ni2 dei3 xian1 dao4 qian4"),
        ("说得很清楚", "shuo1 de5 hen3 qing1 chu5"),
        ("慢慢地说", "man4 man4 de5 shuo1"),
        ("他着急得睡不着", "ta1 zhao2 ji2 de5 shui4 bu5 zhao2"),
        ("电话还没还给我", "dian4 hua4 hai2 mei2 huan2 gei2 wo3"),
        ("都说成都好", "dou1 shuo1 cheng2 du1 hao3"),
        ("处理投诉的时候人在客服处", "chu2 li3 tou2 su4 de5 shi2 hou5 ren2 zai4 ke4 fu2 chu4"),
        ("我应该当场答应您", "wo3 ying1 gai1 dang1 chang3 da1 ying5 nin2"),
        ("调度帮您调换，调整空调", "diao4 du4 bang1 nin2 diao4 huan4 tiao2 zheng3 kong1 tiao2"),
        ("请您数一数", "qing3 nin2 shu3 yi5 shu3"),
        ("数量差得太多，差别不大", "shu4 liang4 cha4 de5 tai4 duo1 cha1 bie2 bu2 da4"),
        ("他出差了", "ta1 chu1 chai1 le5"),
        ("这样更便宜也方便", "zhe4 yang4 geng4 pian2 yi5 ye3 fang1 bian4"),
        ("我觉得他睡觉了", "wo3 jue2 de5 ta1 shui4 jiao4 le5"),
        ("放假以后没有假货", "fang4 jia4 yi3 hou4 mei2 you3 jia3 huo4"),
        ("对这个产品不感兴趣，心里很高兴", "dui4 zhe4 ge5 chan2 pin3 bu4 gan3 xing4 qu4 xin1 li5 hen3 gao1 xing4"),
        ("倒班的人", "dao3 ban1 de5 ren2"),
        ("空闲的时候有空位", "kong4 xian2 de5 shi2 hou5 you3 kong4 wei4"),
        ("尽快处理，尽力而为", "jin3 kuai4 chu2 li3 jin4 li4 er2 wei2"),
        ("不是为了钱，成为主管", "bu2 shi4 wei4 le5 qian2 cheng2 wei2 zhu2 guan3"),
        ("一个一个打回去", "yi2 ge5 yi2 ge5 da3 hui2 qu4"),
        ("一年一次，第一次，二〇一一年", "yi4 nian2 yi2 ci4 di4 yi1 ci4 er4 ling2 yi1 yi1 nian2"),
        ("一点儿事儿都没有", "yi4 dianr3 shir4 dou1 mei2 you3"),
        ("您在哪儿", "nin2 zai4 nar3"),
        ("朋友说没关系，别客气", "peng2 you5 shuo1 mei2 guan1 xi5 bie2 ke4 qi5"),
        ("小老虎展览馆", "xiao3 lao2 hu3 zhan2 lan2 guan3"),
        ("你好，请你给我地址", "ni2 hao3 qing2 ni3 gei2 wo3 di4 zhi3"),
        ("嗯，喂，哎", "en4 wei4 ai1"),
        ("工行的行长很重视这项业务", "gong1 hang2 de5 hang2 zhang3 hen3 zhong4 shi4 zhe4 xiang4 ye4 wu4"),
        ("又得重新排队", "you4 dei3 chong2 xin1 pai2 dui4"),
        ("做得好不好都得说清楚", "zuo4 de5 hao3 bu5 hao3 dou1 dei3 shuo1 qing1 chu5"),
        ("我还没还钱呢", "wo3 hai2 mei2 huan2 qian2 ne5"),
        ("客户好奇为什么降价", "ke4 hu4 hao4 qi2 wei4 shen2 me5 jiang4 jia4"),
        ("这种情况下种树", "zhe4 zhong3 qing2 kuang4 xia4 zhong4 shu4"),
        ("中间有间隔", "zhong1 jian1 you3 jian4 ge2"),
        ("教新人用教材", "jiao1 xin1 ren2 yong4 jiao4 cai2"),
        ("我相信相机没坏", "wo3 xiang1 xin4 xiang4 ji1 mei2 huai4"),
        ("量一量重量", "liang2 yi5 liang2 zhong4 liang4"),
        ("提供证据，口供不算", "ti2 gong1 zheng4 ju4 kou3 gong4 bu2 suan4"),
        ("灾难面前有困难", "zai1 nan4 mian4 qian2 you3 kun4 nan5"),
        ("快递号码没了", "kuai4 di4 hao4 ma3 mei2 le5"),
        ("他了解情况了", "ta1 liao2 jie3 qing2 kuang4 le5"),
        ("钱包不见了，东西都丢了", "qian2 bao1 bu2 jian4 le5 dong1 xi5 dou1 diu1 le5"),
        ("说不说一样", "shuo1 bu5 shuo1 yi2 yang4"),
        ("等一等，看一看", "deng3 yi5 deng3 kan4 yi5 kan4"),
        ("一直、一起、一天、一样", "yi4 zhi2 yi4 qi3 yi4 tian1 yi2 yang4"),
        ("十一月一号", "shi2 yi1 yue4 yi1 hao4"),
        ("她买的礼品很好", "ta1 mai3 de5 li2 pin3 hen2 hao3"),
        ("只有一会儿了", "zhi2 you3 yi2 huir4 le5"),
        ("一块儿玩儿", "yi2 kuair4 wanr2"),
        ("我都知道，首都在北京", "wo3 dou1 zhi1 dao4 shou3 du1 zai4 bei3 jing1"),
    ],
)  # fmt: skip
def test_characters_are_read_as_their_context_asks(text: str, said: str) -> None:
    """Polyphones, neutral tones, 一 and 不, third tones by feet, 儿 within its syllable."""
    assert _said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("满意度95%", "man3 yi4 du4 bai3 fen1 zhi1 jiu3 shi2 wu3"),
        ("打了3.5分", "da3 le5 san1 dian2 wu3 fen1"),
        ("退您1,200元", "tui4 nin2 yi4 qian1 er4 bai3 yuan2"),
        ("一共￥399", "yi2 gong4 san1 bai2 jiu3 shi2 jiu3 yuan2"),
        ("2024年3月15日12:30", "er4 ling2 er4 si4 nian2 san1 yue4 shi2 wu3 ri4 shi2 er4 dian3 san1 shi2 fen1"),
        ("24小时在线，7×24", "er4 shi2 si4 xiao3 shi2 zai4 xian4 qi1 cheng2 er4 shi2 si4"),
        ("3-5个工作日", "san1 dao4 wu3 ge5 gong1 zuo4 ri4"),
        ("1/3的客户，第3名", "san1 fen1 zhi1 yi1 de5 ke4 hu4 di4 san1 ming2"),
        ("请拨400-820-8820", "qing3 bo1 si4 ling2 ling2 ba1 er4 ling2 ba1 ba1 er4 ling2"),
        ("手机13812345678", "shou3 ji1 yao1 san1 ba1 yao1 er4 san1 si4 wu3 liu4 qi1 ba1"),
        ("订单尾号309", "ding4 dan1 wei3 hao4 san1 ling2 jiu3"),
        ("100万", "yi4 bai3 wan4"),
        ("温度-5℃", "wen1 du4 ling2 xia4 wu3 she4 shi4 du4"),
        ("2个月，2次", "liang3 ge5 yue4 liang3 ci4"),
        ("等了2小时", "deng3 le5 liang2 xiao3 shi2"),
        ("打110", "da3 yao1 yao1 ling2"),
        ("工号306", "gong1 hao4 san1 ling2 liu4"),
        ("5星好评", "wu3 xing1 hao3 ping2"),
        ("占比12.5%", "zhan4 bi3 bai3 fen1 zhi1 shi2 er4 dian2 wu3"),
        ("价格是$20", "jia4 ge2 shi4 er4 shi2 mei3 yuan2"),
        ("3:1的比例", "san1 bi3 yi1 de5 bi3 li4"),
        ("电话010-12345678", "dian4 hua4 ling2 yao1 ling2 yao1 er4 san1 si4 wu3 liu4 qi1 ba1"),
        ("1.5万元", "yi1 dian2 wu3 wan4 yuan2"),
        ("2-3天", "liang3 dao4 san1 tian1"),
        ("第12条，共8页", "di4 shi2 er4 tiao2 gong4 ba1 ye4"),
        ("验证码8817", "yan4 zheng4 ma3 ba1 ba1 yao1 qi1"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_say_them(text: str, said: str) -> None:
    """Amounts in words, what names a thing digit by digit."""
    assert _said(text) == said


@pytest.mark.parametrize(
    ("text", "aloud"),
    [
        ("等待时间<30秒", "等待时间小于三十秒"),
        ("满意度≥95%", "满意度大于等于百分之九十五"),
        ("-3%到+5%", "负百分之三到加百分之五"),
        ("版本2.0.1", "版本二点零点一"),
        ("打88折", "打八八折"),
        ("iPhone15", "iPhone十五"),
        ("A3纸", "A三纸"),
        ("T+1到账", "T加一到账"),
        ("约100㎡", "约一百平方米"),
        ("10:30~12:00", "十点三十分到十二点"),
        ("1234，2个", "一千二百三十四，两个"),
        ("退货/换货", "退货、换货"),
        ("50元/次，3次/天", "每次五十元，每天三次"),
        ("2月2日，2年", "二月二日，两年"),
        ("第1、2名，80、90后", "第一、二名，八零、九零后"),
        ("订单号：A20240315", "订单号：A二零二四零三幺五"),
        ("打电话100多次", "打电话一百多次"),
        ("COVID-19", "COVID 十九"),
        ("NPS=45", "NPS等于四十五"),
        ("2024-03-15", "二零二四年三月十五日"),
        ("客户A&B", "客户A&B"),
        ("没有数字，You are right.", "没有数字，You are right."),
    ],
)
def test_signs_are_read_as_words(text: str, aloud: str) -> None:
    """A sign between numbers or words is said; Latin words are left to English."""
    assert read_aloud(text) == aloud


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("你好——先等等……再说", "你好，先等等，再说"),
        ("嗯……", "嗯"),
        ("订单（尾号309）到了", "订单，尾号三零九，到了"),
        ("1. 先道歉\n2. 再处理", "一. 先道歉。二. 再处理"),
        ("「客服」《手册》", "“客服”“手册”"),
        ("好👍🏽的→对", "好 的 对"),
        ("<break time='3s'/>您好", "您好"),
        ("請問您貴姓", "请问您贵姓"),
        ("①先②后", "一、先二、后"),
    ],
)
def test_only_words_and_a_sentence_s_marks_are_left(text: str, prepared: str) -> None:
    """A dash, an ellipsis or a bracket is a comma, a line a sentence; emoji, arrows and tags are silent, tradition is simplified."""
    assert re.sub(r" +", " ", mandarin.prepared(text)).strip() == prepared


@pytest.mark.parametrize("text", ["", "！！！", "👍", "𠮷𬀩", "→↗↓↘", "\n\n", "......", "㐀㗁龘"])
def test_strange_text_crashes_nothing(text: str) -> None:
    """No arrow of a text becomes a tone, and what has no reading is left out."""
    known = phonemes.vocabulary()
    spoken = phonemes.of(text, "zh")
    assert all(symbol in known for symbol in spoken)
    assert not (set("→↗↓↘") & set(spoken)) or text == "㐀㗁龘"


def test_every_line_of_the_pack_has_known_symbols_only() -> None:
    """Each question, follow-up and turn; a syllable a character."""
    known = phonemes.vocabulary()
    for question in tomllib.loads(_PACK.read_text(encoding="utf-8"))["question"]:
        lines = [question, *question.get("follow_ups", ())]
        lines += [line for turn in question.get("turns", ()) for line in turn["lines"]]
        for text in (re.sub(r"\{\w+\}", "", line["text"]) for line in lines):
            spoken = phonemes.of(text, "zh")
            assert set(spoken) <= set(known), text
            characters = re.findall(r"[\u3400-\u9fff]", mandarin.prepared(text))
            curled = len(re.findall("(?<![女])儿", text))
            assert len(_said(text).split()) == len(characters) - curled, text


def test_syllables_in_the_notation_of_the_network() -> None:
    """A tone stands behind the vowel and before its nasal; words stand apart."""
    assert mandarin.phonemes("中文") == "ꭧʊ→ŋwə↗n"
    assert mandarin.phonemes("自己去") == "ʦɨ↘ʨi↓ ʨʰy↘"
    assert mandarin.phonemes("女儿玩儿") == "ny↓ɚ↗ wa↗nɚ"
