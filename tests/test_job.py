"""`voicemock.job.description` and the keywords: hand-marked words are found, and boilerplate is not."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicemock.content import packs
from voicemock.errors import InputError
from voicemock.job import description, fit
from voicemock.job.keywords import MOST, keywords
from voicemock.job.sections import lists, sections
from voicemock.job.segmentation import term_key
from voicemock.language import get
from voicemock.values.interview import LanguageCode, Question, Story

DATA = Path(__file__).parent / "data"
MARKED = tomllib.loads((DATA / "job.toml").read_text(encoding="utf-8"))
ADVERTS: list[tuple[str, LanguageCode]] = [
    (name, code) for name, codes in MARKED.items() for code in codes
]
BOILERPLATE: dict[LanguageCode, tuple[str, ...]] = {
    "en": ("pension", "salary", "holiday", "equal opportunit", "leeds", "cv", "we are looking", "age",
           "disability", "bonus", "parking", "location", "applicant", "leicester", "sunderland",
           "vacancy", "criminal", "sponsor", "dental", "stipend", "agencies", "parental", "discount",
           "mortgage", "overtime", "insured", "thank you", "experience we"),
    "zh": ("长沙", "武汉", "深圳", "期权", "六险", "体检", "有限公司", "团建", "周岁", "零食", "湖北", "融资", "姓名",
           "五险一金", "优先", "岗位职责", "任职要求", "学历", "薪", "杭州", "成都", "简历", "招聘", "福利", "加班",
           "面试", "双休", "奖金", "夜班", "地铁"),
}  # fmt: skip
FUNCTION: dict[LanguageCode, tuple[str, ...]] = {
    "en": ("a", "the", "and", "of", "to", "with", "we", "you", "your", "our", "this", "that", "will",
           "is", "be", "for", "in", "on", "good", "excellent", "including", "such", "other", "ability",
           "experience", "skills", "people", "team", "role", "job", "work", "company", "customer",
           "service", "year", "day", "new", "using", "us"),
    "zh": ("的", "和", "及", "以及", "等", "对", "在", "负责", "具备", "具有", "熟悉", "熟练", "良好", "较强", "优秀",
           "相关", "以上", "工作", "能力", "经验", "岗位", "公司", "要求", "优先", "客户", "服务", "问题", "及时",
           "完成", "提升", "我们", "能够", "进行", "其他", "团队", "部门", "产品"),
}  # fmt: skip


def _advert(name: str, code: LanguageCode) -> str:
    return (DATA / f"{name}.{code}.txt").read_text(encoding="utf-8")


def _found(name: str, code: LanguageCode) -> tuple[str, ...]:
    return description.job_words(_advert(name, code), packs.default_pack(code))


def _same(one: str, other: str) -> bool:
    """Equal, or the one within the other with two thirds of its characters."""
    short, long = sorted((one.lower(), other.lower()), key=len)
    return short in long and 3 * len(short) >= 2 * len(long)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_eight_of_ten_marked_keywords_are_found(code: LanguageCode) -> None:
    found = _found("job", code)
    hits = [one for one in MARKED["job"][code]["keywords"] if any(_same(one, it) for it in found)]
    assert len(hits) >= 8
    assert 12 <= len(found) <= MOST == 30


@pytest.mark.parametrize(("name", "code"), ADVERTS)
def test_no_advert_loses_a_keyword_it_had(name: str, code: LanguageCode) -> None:
    """A floor, not a goal: the counts stand in job.toml."""
    found = _found(name, code)
    hits = [one for one in MARKED[name][code]["keywords"] if any(_same(one, it) for it in found)]
    assert len(hits) >= MARKED[name][code]["found"]


@pytest.mark.parametrize(("name", "code"), ADVERTS)
def test_what_is_found_is_no_function_word_and_no_boilerplate(
    name: str, code: LanguageCode
) -> None:
    found = _found(name, code)
    text = _advert(name, code).lower()
    assert len(set(found)) == len(found)
    trade = {term_key(one) for one in lists(code).terms}
    for term in found:
        assert term.lower() in text
        assert term.lower() not in FUNCTION[code]
        assert term.lower() not in lists(code).apart
        # "first point of contact" may have such a word inside, nothing that is put together may
        assert term_key(term) in trade or not set(term.lower().split()) & lists(code).apart
        if code == "zh":
            assert not any(one in term for one in BOILERPLATE["zh"])
        else:
            assert not any(one in term.lower() for one in BOILERPLATE["en"] if len(one) > 3)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_only_parts_about_the_work_are_read(code: LanguageCode) -> None:
    read = " ".join(one.text for one in sections(_advert("job", code), code))
    for skipped in {
        "zh": ("五险一金", "余杭区", "个人简历"),
        "en": ("pension", "2004", "covering"),
    }[code]:
        assert skipped not in read
    for kept in {"zh": ("受理客户投诉", "情绪管理"), "en": ("billing queries", "active listening")}[
        code
    ]:
        assert kept in read


def test_headings_inside_a_line_part_it() -> None:
    """As adverts look when they were copied out of a page."""
    text = "岗位职责：1、受理客户投诉；2、登记工单系统。福利待遇：1、下午茶；2、团建。任职要求：1、会用工单系统。"
    assert [one.text for one in sections(text, "zh")] == [
        "受理客户投诉", "2", "登记工单系统", "会用工单系统",
    ]  # fmt: skip
    found = keywords(text, "zh")
    assert "客户投诉" in found
    assert not any("团建" in one or "下午茶" in one for one in found)


def test_a_fact_in_one_line_skips_no_more_than_itself() -> None:
    text = (
        "Salary: 20,000 and a company car\nYou will settle warranty claims for our fridge owners."
    )
    found = keywords(text, "en")
    assert "warranty claims" in found
    assert not any("car" in one.split() for one in found)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Responsibilities\n- Handle billing disputes", "billing disputes"),
        ("Responsibilities\n- Show problem solving and care", "problem solving"),
        ("Responsibilities\n- Process refunds for guests", "refunds"),
        ("Responsibilities\n- First contact resolution", "first contact resolution"),
        ("Duties:\n- Update our CRM system", "CRM system"),
    ],
)
def test_english_terms_are_cut_out_of_their_sentences(text: str, term: str) -> None:
    assert keywords(text, "en")[0].lower() == term.lower()


@pytest.mark.parametrize(
    "text", ["", "   \n\n", "the and of with", "的了和与", "!!! ???", "1. 2. 3."]
)
def test_text_without_terms_gives_none(text: str) -> None:
    assert keywords(text, "en") == ()
    assert keywords(text, "zh") == ()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    for code in ("zh", "en"):
        assert len(keywords(text, code)) <= MOST


def test_titles_are_written_small_and_names_are_not() -> None:
    text = "Duties:\n- As a Billing Support champion\n- Salesforce Cloud\n- CRM reports\n- LOST LUGGAGE"
    assert set(keywords(text, "en")) - {"billing", "Salesforce", "CRM", "reports"} == {
        "billing support champion", "Salesforce Cloud", "CRM reports", "lost luggage",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        (
            "Duties:\n- Answer customer support tickets",
            "en",
            {"customer support", "support tickets", "tickets"},
        ),
        ("Duties:\n- De-escalating, multi-tasking", "en", {"de-escalating", "multi-tasking"}),
        ("Requirements:\n- CSAT, Net Promoter Score", "en", {"CSAT", "Net Promoter Score"}),
        ("Requirements:\n- Being the first point of contact", "en", {"first point of contact"}),
        ("岗位职责：\n1、做好首问负责制，处理问题件", "zh", {"首问负责制", "问题件"}),
        ("任职要求：\n1、有良好的多任务处理能力和服务意识", "zh", {"多任务处理能力", "服务意识"}),
        ("任职要求：\n1、抗压能力强，普通话标准", "zh", {"抗压能力", "普通话"}),
        ("岗位职责：\n1、提升询单转化率", "zh", {"询单转化率"}),
    ],
)
def test_terms_of_the_trade_and_abilities_are_kept_whole(
    text: str, code: LanguageCode, found: set[str]
) -> None:
    assert set(keywords(text, code)) == found


@pytest.mark.parametrize(
    ("text", "code", "invented"),
    [
        ("Duties:\n- Give initial training", "en", "initial"),  # no "initiative"
        ("Duties:\n- Sit till noon at U.S. desks", "en", "U"),
        ("Duties:\n- Speak politely and quietly", "en", "quietly"),
        ("岗位职责：\n1、确保全面达成交付目标", "zh", "保全"),
        ("岗位职责：\n1、确保全面达成交付目标", "zh", "成交"),
    ],
)
def test_a_term_across_words_or_a_likeness_is_not_invented(
    text: str, code: LanguageCode, invented: str
) -> None:
    assert invented not in keywords(text, code)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_term_is_returned_once(code: LanguageCode) -> None:
    """No term is the most of another: "信息安全" and "信息安全意识"."""
    for name, known in ADVERTS:
        if known == code:
            found = _found(name, code)
            assert not [
                (one, other) for one in found for other in found
                if one != other and code == "zh" and _same(one, other)
            ]  # fmt: skip


def test_a_term_of_the_trade_comes_before_others() -> None:
    text = "Duties:\n- Garden fences\n- Garden fences\n- Zendesk\n- Copper pipes"
    assert keywords(text, "en")[:2] == ("garden fences", "Zendesk")
    assert keywords(text.replace("- Garden fences\n", "", 1), "en")[0] == "Zendesk"


def test_what_is_asked_for_comes_before_what_is_said() -> None:
    text = "Requirements:\n- Copper pipes\n- Experience with garden fences"
    assert keywords(text, "en") == ("garden fences", "copper pipes")


@pytest.mark.parametrize("code", ["zh", "en"])
def test_terms_of_the_trade_contradict_no_other_list(code: LanguageCode) -> None:
    known = lists(code)
    keys = [term_key(one) for one in known.terms]
    assert not [one for one in known.terms if keys.count(term_key(one)) > 1 and code == "zh"]
    assert not set(known.terms) & known.apart


def test_a_heading_may_have_words_before_it() -> None:
    text = "岗位核心要求\n1、会用工单系统\n\n岗位福利\n1、下午茶和续约奖"
    assert [one.text for one in sections(text, "zh")] == ["会用工单系统"]
    text = "Agent Core Responsibilities\n- Close tickets\n\nEmployee Benefits\n- Free refunds"
    assert [one.text for one in sections(text, "en")] == ["Close tickets"]


def test_a_numbered_fact_is_skipped_without_its_list() -> None:
    text = "任职要求\n1.学历要求：高中\n2.普通话标准"
    assert [one.text for one in sections(text, "zh")] == ["普通话标准"]


def test_the_field_puts_its_words_first() -> None:
    text = "Duties:\n- Copper pipes\n- Garden fences\n- Lost luggage"
    assert keywords(text, "en", most=1, field=["lost luggage"]) == ("lost luggage",)
    assert keywords(text, "en", most=1)[0].lower() != "lost luggage"


def test_the_libraries_import_without_a_warning() -> None:
    code = "import rjieba, snowballstemmer; rjieba.tag('客户'); snowballstemmer.stemmer('english')"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=120)


# -- reading ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "encoding"),
    [
        ("zh", "utf-8"), ("zh", "utf-8-sig"), ("zh", "gb18030"), ("zh", "utf-16"),
        ("en", "utf-8"), ("en", "cp1252"), ("en", "utf-16"), ("en", "utf-16-le"),
    ],
)  # fmt: skip
def test_windows_encodings_are_told_apart(
    tmp_path: Path, code: LanguageCode, encoding: str
) -> None:
    text = _advert("job", code).replace("We ", "We\u2019ll ")
    path = tmp_path / "advert.txt"
    path.write_bytes(text.encode(encoding))
    assert description.read_job(path, code).split() == text.replace("\u2019", "'").split()


def test_a_quote_of_windows_is_no_chinese_character(tmp_path: Path) -> None:
    path = tmp_path / "advert.txt"
    path.write_bytes("We\u2019ll answer the caller\u2019s questions.".encode("cp1252"))
    assert description.read_job(path, "en") == "We'll answer the caller's questions."


@pytest.mark.parametrize(
    ("code", "encoding", "text"),
    [
        ("en", "cp1252", "naïve"),
        ("en", "cp1252", "Café Zürich – clerk, £12 an hour. Résumé to Renée Müller"),
        (
            "zh",
            "gbk",
            "客服专员，会用Excel、CRM、SAP，英语四级（CET-4）以上",
        ),
        ("zh", "gb18030", "客服专员，月薪六千，Café Zürich 门店"),
        ("zh", "gbk", "客服"),
        ("zh", "big5", "誠徵門市客服人員，月休八天，待遇優，歡迎二度就業。"),
        ("zh", "utf-16-le", "客服专员招聘，接听客户电话"),
        ("zh", "utf-16-be", "客服專員，接聽電話，處理投訴"),
        ("zh", "utf-32", "客服专员招聘"),
        ("en", "utf-32", "Customer service agent"),
    ],
)
def test_encodings_are_told_by_how_common_the_characters_are(
    code: LanguageCode, encoding: str, text: str
) -> None:
    found = description.job_text(text.encode(encoding), code, "advert")
    assert found == get(code).normalize(text)


def test_traditional_characters_come_out_simplified(tmp_path: Path) -> None:
    path = tmp_path / "advert.txt"
    path.write_bytes("處理客戶投訴，是我們的工作。".encode("big5"))
    assert description.read_job(path, "zh") == "处理客户投诉，是我们的工作。"


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 and so on", "plain text"),
        (b"PK\x03\x04word/document.xml", "plain text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "plain text"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "plain text"),
        (b"{\\rtf1 We answer calls}", "plain text"),
        (b"<!DOCTYPE html><html><body>Handle calls</body></html>", "plain text"),
        (bytes(range(256)) * 4, "plain text"),
        (b"... 123 ...", "no words"),
        (b"We answer calls. " * 70_000, "1 MB"),
        ("接听客户来电，处理客户投诉。".encode(), "--lang zh"),
    ],
)
def test_what_is_no_job_description_is_refused(tmp_path: Path, content: bytes, remedy: str) -> None:
    path = tmp_path / "advert"
    path.write_bytes(content)
    with pytest.raises(InputError, match=remedy) as caught:
        description.read_job(path, "en")
    assert str(path) in str(caught.value)


def test_english_is_refused_in_a_mandarin_interview(tmp_path: Path) -> None:
    path = tmp_path / "advert.txt"
    path.write_text("We answer calls and settle complaints.", encoding="utf-8")
    with pytest.raises(InputError, match="--lang en"):
        description.read_job(path, "zh")


def test_an_advert_with_words_of_the_other_language_is_read(tmp_path: Path) -> None:
    path = tmp_path / "advert.txt"
    path.write_text("熟练使用 CRM、Zendesk 和 Excel，处理客户投诉和售后回访。", encoding="utf-8")
    assert "Zendesk" in description.read_job(path, "zh")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        description.read_job(tmp_path / "none.txt", "en")
    with pytest.raises(InputError, match="folder"):
        description.read_job(tmp_path, "en")


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("热情，专业、高效", ("热情", "专业", "高效")),
        (" kind , fast;Kind; ,", ("kind", "fast")),
        ("we  care", ("we care",)),
        ("a\x1b[31m,b\udcff c\n,\x07", ("a [31m", "b c")),
        ("C++,-", ("C++",)),
        (",".join(str(n) for n in range(30)), tuple(str(n) for n in range(12))),
    ],
)
def test_company_words_are_parted(option: str, words: tuple[str, ...]) -> None:
    assert description.company_words(option) == words


@pytest.mark.parametrize("option", ["", ",", "，、;", " \udcff ", "-"])
def test_company_words_that_are_none_are_refused_with_the_form(option: str) -> None:
    with pytest.raises(InputError, match=r'--company "patience, refunds within a day"'):
        description.company_words(option)


# -- fitting ----------------------------------------------------------------------------


def _question(text: str, *terms: str, listens_for: str = "") -> Question:
    return Question("q", text, "behavioural", listens_for=listens_for, terms=terms)


def test_a_question_with_the_jobs_terms_is_relevant() -> None:
    fits = _question("Tell me about an angry caller.", "complaint", "refund policy")
    heard = _question("How do you deal with complaints?")
    other = _question("What do you do at the weekend?", "hobby")
    words = ("complaints", "refund policies")
    worth = [fit.relevance(one, words, "en") for one in (fits, heard, other)]
    assert 1 > worth[0] > worth[1] > worth[2] == 0


def test_words_that_say_nothing_alone_make_no_question_relevant() -> None:
    about = _question("What does a customer expect of a call?", "customer", "call", "system")
    assert fit.relevance(about, ("customer satisfaction", "call quality", "CRM system"), "en") == 0
    about = _question("客户打来电话，你先说什么？", "客户", "系统")
    assert fit.relevance(about, ("客户满意度", "工单系统"), "zh") == 0


def test_inflection_does_not_hide_a_word_nor_a_likeness_invent_one() -> None:
    text = _question("You escalated a ticket. Why?")
    assert fit.relevance(text, ("escalating tickets",), "en") > 0
    assert fit.relevance(_question("Have you been to Spain?"), ("pain",), "en") == 0


def test_a_small_part_of_a_word_is_nothing() -> None:
    words = ("average handling time",)
    assert fit.relevance(_question("How are you handling stress?", "stress"), words, "en") == 0


def test_mandarin_words_are_found_whole_or_in_part() -> None:
    fits = _question("客户投诉的时候你怎么办？")
    part = _question("有人投诉了，你怎么办？")
    other = _question("你周末做什么？")
    worth = [fit.relevance(one, ("客户投诉",), "zh") for one in (fits, part, other)]
    assert worth[0] > worth[1] > worth[2] == 0


def test_without_words_nothing_is_relevant() -> None:
    assert fit.relevance(_question("Why?", "complaint"), (), "en") == 0
    assert fit.best_word(_question("Why?", "complaint"), (), "en") is None


def test_the_best_word_is_the_one_the_question_is_about() -> None:
    question = _question("How did you handle a complaint?", "refund")
    assert fit.best_word(question, ("complaints", "refunds"), "en") == "refunds"
    assert fit.best_word(question, ("broadband",), "en") is None


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_pack_has_questions_for_the_advert_and_not_all_are(code: LanguageCode) -> None:
    words = _found("job", code)
    worth = [fit.relevance(one, words, code) for one in packs.default_pack(code).questions]
    assert all(0 <= one < 1 for one in worth)
    assert len({round(one, 3) for one in worth}) > 5
    assert min(worth) < max(worth) / 3


def _story(name: str, code: LanguageCode = "en", **changes: Any) -> Story:
    given: dict[str, Any] = {
        "title": name, "situation": "-", "task": "-", "action": "-", "result": "-",
    } | changes  # fmt: skip
    return Story(id=name, language=code, **given)


def test_stories_that_share_words_with_a_question_come_best_first() -> None:
    question = _question("Tell me about an angry customer.", "complaint", "refund", "de-escalation")
    best = _story("best", tags=("complaints",), situation="He wanted a refund.")
    good = _story("good", action="I wrote down his complaint.")
    third = _story("third", result="The refund and an end to the complaint came.")
    none = _story("none", tags=("teamwork",), situation="We moved house; a refund came.")
    foreign = _story("foreign", "zh", tags=("complaint",))
    found = fit.match(question, [none, third, good, foreign, best], "en")
    assert [one.id for one in found] == ["best", "third"]
    assert fit.match(question, [none, foreign], "en") == ()


def test_mandarin_stories_match_by_tag_and_by_term() -> None:
    question = _question("讲一次客户发火的经历。", "投诉", "情绪安抚", "退款")
    told = _story("told", "zh", situation="客户打电话投诉快递太慢。", result="退款了。")
    tagged = _story("tagged", "zh", tags=("客户发火",), action="我先安抚情绪，再退款。")
    other = _story("other", "zh", tags=("团队合作",), situation="我们一起排班，有人投诉。")
    assert [one.id for one in fit.match(question, [other, told, tagged], "zh")] == [
        "tagged",
        "told",
    ]


@pytest.mark.parametrize("category", ["intro", "closing"])
def test_no_story_is_shown_before_an_introduction(category: Any) -> None:
    story = _story("good", tags=("complaint",), action="A refund after a complaint.")
    question = _question("Tell me about yourself.", "complaint", "refund")
    assert fit.match(question, [story], "en") == (story,)
    assert fit.match(replace(question, category=category), [story], "en") == ()


def test_a_phrase_of_words_that_are_listed_anyway_is_left_out() -> None:
    text = (
        "Responsibilities:\n- Resolve complaints and escalate.\n- We value empathy, we require "
        "patience.\n- Customer empathy and patience value\n- Troubleshoot technical issues"
    )
    found = description.job_words(text, packs.default_pack("en"))
    assert {"complaints", "escalate", "empathy", "patience", "troubleshoot"} <= set(found)
    assert not {one for one in found if "value" in one or "require" in one}
    assert "customer empathy" not in found
    assert not any(one.startswith("troubleshoot ") for one in found)


@pytest.mark.parametrize(
    ("word", "there"),
    [
        ("escalate", False), ("Escalates", False), ("de-escalate", False), ("resolve", False),
        ("troubleshoot", False), ("upsell", False), ("call back", False), ("rebook", False),
        ("work independently", False), ("customer-facing", False), ("empathetic", False),
        ("escalation", True), ("troubleshooting", True), ("upselling", True), ("refund", True),
        ("refunds", True), ("direct debits", True), ("problem solving", True), ("SLA", True),
        ("process improvement", True), ("returns", True), ("empathy", True), ("live chat", True),
        ("情绪稳定", False), ("改地址", False), ("情绪管理", True), ("倾听", True), ("SaaS系统", True),
    ],
)  # fmt: skip
def test_only_a_thing_can_be_what_a_question_speaks_of(word: str, there: bool) -> None:
    assert fit.names_a_thing(word) is there


def test_a_place_for_a_word_takes_the_best_that_is_a_thing() -> None:
    question = _question("An important part of this job is {job}. Why?", "escalation", "refund")
    assert fit.best_word(question, ("escalate", "SLA", "refunds"), "en") == "refunds"
    assert fit.best_word(question, ("escalate", "SLA"), "en") == "SLA"
    assert fit.best_word(question, ("escalate",), "en") is None


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1", "utf-16"])
def test_words_with_accents_stay_whole(encoding: str) -> None:
    advert = "Customer service agent at Café Müller. Guests of the café write to Café Müller.\n" * 3
    text = description.job_text(advert.encode(encoding), "en", "advert")
    found = " ".join(keywords(text, "en", field=()))
    assert "café" in found
    assert not {"caf", "ller"} & set(found.split())
