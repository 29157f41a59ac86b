"""`voicemock.analyze.structure`: steps, order, numbers, questions, words, and what is lacking."""

from __future__ import annotations

import pytest

from voicemock.analyze import steps
from voicemock.analyze.structure import lacking, measure
from voicemock.content.frameworks import framework_list
from voicemock.content.packs import default_pack
from voicemock.language import get
from voicemock.language.interrogatives import pronouns, questions
from voicemock.language.quantities import quantities
from voicemock.testing import activity, transcript
from voicemock.values.answer import Structure, Transcript
from voicemock.values.interview import Framework, LanguageCode, Question, Trigger

_EN: dict[Framework, dict[str, str]] = {
    "star": {
        "situation": "Last winter a guest came to the desk and shouted about a cold room.",
        "task": "My task was to find him a warm bed before midnight.",
        "action": "I called the hotel next door, and I carried his bags over.",
        "result": "In the end he thanked us and left a five star review.",
    },
    "care": {
        "acknowledge": "I am so sorry about this.",
        "empathise": "I can see how frustrating that is.",
        "solve": "Let me check your order, and I will send a replacement today.",
        "follow_up": "I will call you tomorrow at ten to make sure it works.",
    },
    "problem": {
        "problem": "The problem is that the system is down.",
        "analysis": "I would first find out why, because most likely one update caused it.",
        "solution": "So I would inform my team leader and write orders down on paper.",
        "result": "That way nobody loses an order, and customers stay calm.",
    },
    "intro": {
        "who": "My name is Peter.",
        "experience": "I have worked in a call center for three years.",
        "why": "I am applying because your agents may decide for themselves.",
        "number": "My satisfaction score was ninety-four percent.",
        "hook": "May I ask how you train new people?",
    },
    "closing": {
        "questions": "How many people are in the team? And what does a first week look like?",
        "thanks": "Thank you for your time today.",
    },
}
_ZH: dict[Framework, dict[str, str]] = {
    "star": {
        "situation": "去年冬天，有位客户的包裹丢了。",
        "task": "我的任务是当天给他一个答复。",
        "action": "我联系了仓库，又把路上的站点一个一个问了一遍。",
        "result": "最后客户很满意，给了五星好评。",
    },
    "care": {
        "acknowledge": "非常抱歉给您添麻烦了。",
        "empathise": "换成我也会着急。",
        "solve": "我马上帮您核实订单，今天就补发一台。",
        "follow_up": "明天上午十点我给您回电话。",
    },
    "problem": {
        "problem": "这件事的关键是客户的信任。",
        "analysis": "我会先分析原因，多半是因为没人告诉他进度。",
        "solution": "所以我会报告主管，再跟客户说明。",
        "result": "这样一来，客户就放心了，投诉也会减少。",
    },
    "intro": {
        "who": "您好，我叫李明。",
        "experience": "我做了三年电话客服。",
        "why": "我想加入贵公司，是因为你们很看重服务。",
        "number": "我的满意度一直在百分之九十六。",
        "hook": "想请教您，新人一般怎么培训？",
    },
    "closing": {
        "questions": "请问团队有多少人？新人一般怎么培训？",
        "thanks": "谢谢您今天抽时间。",
    },
}
_TEXTS: dict[LanguageCode, dict[Framework, dict[str, str]]] = {"en": _EN, "zh": _ZH}
_STEPS = [
    (code, framework, step)
    for code, texts in _TEXTS.items()
    for framework, parts in texts.items()
    for step in parts
]


def _said(text: str) -> Transcript:
    return transcript(text, activity((1.0, 1.0 + max(1.0, len(text) / 4))))


def _measured(
    text: str, code: LanguageCode, framework: Framework = "none", **given: object
) -> Structure:
    question = Question("q", "?", "behavioural", framework)
    found = measure(_said(text), question, framework_list(code), get(code), **given)  # type: ignore[arg-type]
    assert found is not None
    return found


def _joined(parts: dict[str, str], without: str = "") -> str:
    return " ".join(text for step, text in parts.items() if step != without)


@pytest.mark.parametrize(("code", "framework", "step"), _STEPS)
def test_a_step_is_found_with_its_words_and_their_moment(
    code: LanguageCode, framework: Framework, step: str
) -> None:
    text = _joined(_TEXTS[code][framework])
    found = {one.id: one for one in _measured(text, code, framework).steps}
    assert all(one.found for one in found.values())
    assert found[step].add is None
    begin = 1 + text.index(_TEXTS[code][framework][step]) / 4
    end = begin + len(_TEXTS[code][framework][step]) / 4
    assert any(
        begin - 1.5 <= one.start_s <= one.end_s <= end + 1.5 and one.heard in text
        for one in found[step].items
    )


@pytest.mark.parametrize(("code", "framework", "step"), _STEPS)
def test_a_step_that_was_not_taken_is_missing_and_says_what_to_add(
    code: LanguageCode, framework: Framework, step: str
) -> None:
    text = _joined(_TEXTS[code][framework], without=step)
    found = {one.id: one for one in _measured(text, code, framework).steps}
    assert [name for name, one in found.items() if not one.found] == [step]
    assert found[step].items == ()
    assert found[step].add


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_packs_examples_take_most_of_their_steps(code: LanguageCode) -> None:
    taken = total = 0
    for question in default_pack(code).questions:
        found = measure(_said(question.example), question, framework_list(code), get(code))
        assert found is not None
        taken += sum(step.state != "absent" for step in found.steps)
        total += len(found.steps)
    assert taken / total >= 0.95


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "That is not my job. The customer has to read the manual. I can't change it."),
        ("en", "Rules are rules, and the return period is over."),
        ("zh", "这个不归我管，他应该去找售后部门，没办法。"),
        ("zh", "退货期已经过了，规定就是规定，让他别再打了。"),
    ],
)
def test_a_refusal_takes_no_step_of_care(code: LanguageCode, text: str) -> None:
    assert [one.id for one in _measured(text, code, "care").steps if one.found] == []


@pytest.mark.parametrize(("code", "first"), [("en", "solve"), ("zh", "solve")])
def test_a_solution_before_the_feeling_is_named_is_out_of_order(
    code: LanguageCode, first: str
) -> None:
    parts = _TEXTS[code]["care"]
    assert _measured(_joined(parts), code, "care").in_order is True
    turned = " ".join([parts[first], parts["acknowledge"], parts["empathise"], parts["follow_up"]])
    assert _measured(turned, code, "care").in_order is False
    assert _measured(parts["solve"], code, "care").in_order is None


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_number_of_an_introduction_may_stand_anywhere(code: LanguageCode) -> None:
    parts = _TEXTS[code]["intro"]
    turned = " ".join(
        [parts["who"], parts["number"], parts["experience"], parts["why"], parts["hook"]]
    )
    assert _measured(turned, code, "intro").in_order is True


@pytest.mark.parametrize(
    ("code", "one"), [("en", "How many people are in the team?"), ("zh", "请问团队有多少人？")]
)
def test_one_question_is_not_enough_in_a_closing(code: LanguageCode, one: str) -> None:
    found = _measured(one, code, "closing")
    assert len(found.questions) == 1
    assert not found.steps[0].found


@pytest.mark.parametrize("code", ["en", "zh"])
def test_an_earlier_part_completes_the_answer(code: LanguageCode) -> None:
    parts = _TEXTS[code]["star"]
    early = _said(_joined(parts, without="result"))
    found = {one.id: one for one in _measured(parts["result"], code, "star", earlier=[early]).steps}
    assert found["task"].found
    assert found["task"].earlier
    assert found["task"].items == ()
    assert found["task"].add is None
    assert not found["result"].earlier


def test_a_missing_step_quotes_the_packs_example() -> None:
    question = Question(
        "q", "?", "behavioural", "star",
        example="Last year a client called. My job was to help. In the end she thanked us.",
    )  # fmt: skip
    found = measure(_said("I checked the file."), question, framework_list("en"), get("en"))
    assert found is not None
    by_id = {one.id: one for one in found.steps}
    assert by_id["task"].example == "My job was to help."
    assert by_id["result"].example == "In the end she thanked us."
    assert by_id["action"].example is None


def test_a_missing_step_quotes_what_the_pack_marks() -> None:
    """Nothing is looked for beside it: what is not marked is not in the example."""
    question = Question(
        "q", "?", "behavioural", "star",
        example="Last year a client called. My job was to help,\nand fast. In the end she thanked us.",
        example_steps={"task": "to help,\nand fast"},
    )  # fmt: skip
    found = measure(_said("I checked the file."), question, framework_list("en"), get("en"))
    assert found is not None
    assert {one.id: one.example for one in found.steps if one.state != "found"} == {
        "situation": None, "task": "to help, and fast", "result": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("zh", "我每天处理5000个咨询，满意度95%，响应2分钟", ["5000个咨询", "95%", "2分钟"]),
        ("zh", "从五分钟降到两分钟，满意度到了百分之九十六", ["五分钟", "两分钟", "百分之九十六"]),
        ("zh", "投诉少了一半，销量翻了一倍", ["一半", "翻了一倍"]),
        ("zh", "一共三千多，一天一百二", ["三千多", "一百二"]),
        ("zh", "第一个问题，有一位客户，等一下，一些，一定", []),
        ("zh", "二零一五年毕业，今年二十六岁，做了三年客服", []),
        ("zh", "双十一那天下午三点，六一八，万一，千万别，十分感谢，上一份工作", []),
        ("zh", "电话是一三八一二三四五六七八", []),
        ("zh", "我有两个问题，说三点", []),
        ("en", "about sixty calls a day at ninety-four percent", ["sixty calls", "ninety-four percent"]),
        ("en", "from seven minutes down to two minutes", ["seven minutes", "two minutes"]),
        ("en", "complaints fell by half", ["by half"]),
        ("en", "5,000 tickets, 95%, $50", ["5,000 tickets", "95%", "$50"]),
        ("en", "first of all, one of my customers had two questions", []),
        ("en", "in twenty fifteen I was twenty five years old, three years ago", []),
        ("en", "from 2019 on I worked there for three years, 24/7", []),
        ("en", "at nine o'clock, or eight in the morning", []),
        ("en", "my number is five five five one two three four", []),
        ("en", "no one called, one day", []),
    ],
)  # fmt: skip
def test_numbers_are_those_that_quantify(
    code: LanguageCode, text: str, expected: list[str]
) -> None:
    assert [text[a:b] for a, b in quantities(text, code)] == expected


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("zh", "请问团队有多少人？新人怎么培训？", 2),
        ("zh", "想了解一下团队有多大，新人由谁来带", 2),
        ("zh", "请问新人一开始是谁来带带多久才自己接电话好的我明白了谢谢", 2),
        ("zh", "没有什么问题了，谢谢您。", 0),
        ("zh", "不管怎么样，我都会跟进。", 0),
        ("zh", "客户问我“什么时候到？”", 0),
        ("en", "How big is the team? And what happens after that?", 2),
        ("en", "Could you tell me how big the team is and what tools you use?", 2),
        ("en", "I have three questions. May I ask you something?", 0),
        ("en", "I was wondering how you train new people.", 1),
        ("en", "No, I don't have any questions.", 0),
        ("en", "I know how to do that. What I like is people.", 0),
    ],
)
def test_questions_are_counted_one_by_one(code: LanguageCode, text: str, count: int) -> None:
    assert len(questions(text, code)) == count


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("zh", "我们团队里我负责自我介绍，咱们一起", (2, 1)),
        ("en", "I think we're fine, I'm sure. We'll see, it is us.", (2, 2)),
        ("en", "It went well in this office.", (0, 0)),
    ],
)
def test_we_and_i_are_counted_apart(
    code: LanguageCode, text: str, expected: tuple[int, int]
) -> None:
    assert pronouns(text, code) == expected


def _hits(found: Structure) -> set[tuple[str, str, str]]:
    return {(one.kind, one.word, one.heard) for one in found.words}


def test_words_are_found_inflected_spelt_and_misheard() -> None:
    found = _measured(
        "I escalated two tickets in the C R M and watched the queue.", "en",
        job=["empathy", "escalation", "two tickets"], company=["Parcelly"],
    )  # fmt: skip
    assert {("service", "ticket", "tickets"), ("service", "CRM", "C R M")} <= _hits(found)
    assert ("service", "escalate", "escalated") in _hits(found)
    assert ("job", "two tickets", "two tickets") in _hits(found)
    assert {one.word for one in found.words}.isdisjoint({"empathy", "Parcelly", "SLA"})
    misheard = _measured("我们的首次界决率很高，工单不多", "zh", company=["首次解决率"])
    assert ("company", "首次解决率", "首次界决率") in _hits(misheard)
    assert ("service", "工单", "工单") in _hits(misheard)
    assert "SLA" not in {one.word for one in misheard.words}


def test_words_with_marks_of_the_pattern_language_do_no_harm() -> None:
    found = _measured("I know C plus plus and [brackets].", "en", job=["[x|", "*", "> y", "", "C"])
    assert {one.word for one in found.words if one.kind == "job"} == {"C"}


def test_time_over_the_limit_is_told_in_seconds() -> None:
    assert _measured("Hello there.", "en", span_s=130.5).over_s == pytest.approx(10.5)
    assert _measured("Hello there.", "en", span_s=60.0).over_s == 0.0
    none = measure(_said("Hello there."), None, framework_list("en"), get("en"), span_s=300.0)
    assert none is not None
    assert none.over_s is None


def test_without_a_question_no_steps_are_judged_and_the_rest_is_measured() -> None:
    found = measure(
        _said("We answered sixty calls a day. How many do you answer?"),
        None,
        framework_list("en"),
        get("en"),
    )
    assert found is not None
    assert (found.framework, found.steps, found.in_order) == ("none", (), None)
    assert [one.heard for one in found.numbers] == ["sixty calls"]
    assert len(found.questions) == 1
    assert (found.we, found.i) == (1, 0)


def test_without_text_there_is_no_structure() -> None:
    question = Question("q", "?", "intro", "intro")
    assert measure(Transcript("", "fake"), question, framework_list("en"), get("en")) is None


def test_words_recognized_where_nobody_speaks_are_no_moment() -> None:
    silent = Transcript("My task was to help. In the end she thanked us.", "fake")
    question = Question("q", "?", "behavioural", "star")
    found = measure(silent, question, framework_list("en"), get("en"))
    assert found is not None
    assert not any(step.items for step in found.steps)


_LONG = {
    "en": "I worked there for a while and it was a nice place with nice people, and every day was "
    "a little different from the one before, which is what I liked about it most of all.",
    "zh": "我在那里待过一段时间，那是个不错的地方，同事也都不错，每一天都跟前一天有点不一样，我最喜欢的就是这一点。",
}


@pytest.mark.parametrize(
    ("code", "trigger", "text", "expected"),
    [
        ("en", "no_result", _joined(_EN["star"]), False),
        ("en", "no_result", _joined(_EN["star"], without="result"), True),
        ("en", "no_number", "It was sixty calls a day.", False),
        ("en", "no_number", "It was one call after the other, first one, then another.", True),
        ("en", "no_action", "I called the customer back.", False),
        ("en", "no_action", "We had a good team. We called the customer back.", True),
        ("en", "no_empathy", "I can see how upsetting that is.", False),
        ("en", "no_empathy", "I will send you a new one.", True),
        ("en", "no_apology", "I'm very sorry about the delay.", False),
        ("en", "no_apology", "Thank you for calling, I understand.", True),
        ("en", "no_solution", "I will send you a replacement today.", False),
        ("en", "no_solution", "I am sorry, that must be frustrating.", True),
        ("en", "no_follow_up", "I will call you back tomorrow.", False),
        ("en", "no_follow_up", "I will refund it now.", True),
        ("en", "too_short", "I would help.", True),
        ("en", "too_short", _LONG["en"], False),
        ("en", "always", "Anything.", True),
        ("zh", "no_result", _joined(_ZH["star"]), False),
        ("zh", "no_result", _joined(_ZH["star"], without="result"), True),
        ("zh", "no_number", "我每天接八十个电话。", False),
        ("zh", "no_number", "第一个电话打完，还有一些事情。", True),
        ("zh", "no_action", "我联系了仓库。", False),
        ("zh", "no_action", "我们团队很好，我们联系了仓库。", True),
        ("zh", "no_empathy", "我理解您的心情。", False),
        ("zh", "no_empathy", "我给您换一台新的。", True),
        ("zh", "no_apology", "非常抱歉，给您添麻烦了。", False),
        ("zh", "no_apology", "谢谢您的来电，我明白。", True),
        ("zh", "no_solution", "我马上帮您核实订单。", False),
        ("zh", "no_solution", "非常抱歉，换成我也会着急。", True),
        ("zh", "no_follow_up", "明天我给您回电话。", False),
        ("zh", "no_follow_up", "我现在就给您退款。", True),
        ("zh", "too_short", "我会帮他。", True),
        ("zh", "too_short", _LONG["zh"], False),
        ("zh", "always", "什么都行。", True),
    ],
)
def test_what_is_lacking_so_far(
    code: LanguageCode, trigger: Trigger, text: str, expected: bool
) -> None:
    assert lacking(trigger, [_said(text)], framework_list(code), get(code)) is expected


def test_what_an_earlier_part_had_is_not_lacking() -> None:
    parts = [_said(_joined(_EN["star"])), _said("Yes.")]
    assert not lacking("no_result", parts, framework_list("en"), get("en"))
    assert lacking("no_result", parts[1:], framework_list("en"), get("en"))
    assert lacking("no_result", [], framework_list("en"), get("en"))
    assert lacking("too_short", [], framework_list("en"), get("en"))


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "You will have it by six this evening."), ("zh", "今天下午五点之前给您送到。")],
)
def test_in_a_scene_a_time_of_day_is_as_good_as_a_number(code: LanguageCode, said: str) -> None:
    heard = [_said(said)]
    frameworks, language = framework_list(code), get(code)
    assert not lacking("no_number", heard, frameworks, language, scene=True)
    vague = [_said("As soon as we can." if code == "en" else "我们会尽快送到。")]
    assert lacking("no_number", vague, frameworks, language, scene=True)


def test_a_turn_of_a_scene_may_be_short() -> None:
    heard = [_said("I am so sorry about that. I can see why you are upset. Your number, please?")]
    frameworks, language = framework_list("en"), get("en")
    assert lacking("too_short", heard, frameworks, language)
    assert not lacking("too_short", heard, frameworks, language, scene=True)
    assert lacking("too_short", [_said("Well.")], frameworks, language, scene=True)


@pytest.mark.parametrize(
    ("code", "text", "there"),
    [
        ("en", "I am sorry for all the trouble. I will check what happened.", False),
        ("en", "We apologize for the mess and trouble. I will fix it.", False),
        ("en", "I am sorry to trouble you. I will be quick.", False),
        ("en", "I am sorry, but there is trouble with the payments.", True),
        ("en", "Sorry for the trouble. The problem is that nobody can log in.", True),
        ("zh", "非常抱歉，给您添麻烦了。我马上核实。", False),
        ("zh", "不好意思，给您造成这么大的麻烦，我会跟进。", False),
        ("zh", "对不起，给您带来麻烦了，我先查一下原因。", False),
        ("zh", "麻烦您拍张照片，我这就安排换货。", False),
        ("zh", "麻烦的是系统坏了，我先分析原因。", True),
        ("zh", "给您添麻烦了。这件事麻烦在于系统坏了。", True),
    ],
)
def test_an_apology_for_the_trouble_names_no_problem(
    code: LanguageCode, text: str, there: bool
) -> None:
    taken = steps.find(text, "problem", framework_list(code), get(code))
    assert ("problem" in taken) is there
