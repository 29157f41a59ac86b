"""`voicemock.language.matching`: what was said is found, what was not said never is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import shipped_finder
from voicemock.content.phrases import phrase_list
from voicemock.errors import PackError
from voicemock.language import get
from voicemock.language.matching import PhraseFinder, parse
from voicemock.values.interview import LanguageCode, Phrase, PhraseKind

# -- the pattern language ---------------------------------------------------------------


def _phrase(
    *say: str, name: str = "it", kind: PhraseKind = "positive", unless: tuple[str, ...] = ()
) -> Phrase:
    return Phrase(id=name, kind=kind, say=say, why="", unless=unless)


def _found(code: LanguageCode, text: str, *phrases: Phrase) -> list[tuple[str, str]]:
    """Id and words of all that is found."""
    language = get(code)
    text = language.normalize(text)
    return [
        (one.id, text[one.start : one.end]) for one in PhraseFinder(phrases, language).find(text)
    ]


def _heard(code: LanguageCode, text: str, *say: str) -> list[str]:
    return [heard for _id, heard in _found(code, text, _phrase(*say))]


def test_plain_words_match_as_a_run() -> None:
    assert _heard("en", "Please call me back soon", "call me back") == ["call me back"]
    assert _heard("en", "Please call back me soon", "call me back") == []
    assert _heard("zh", "请您回电话给我", "回电话") == ["回电话"]


def test_words_match_whole_and_in_any_case() -> None:
    assert _heard("en", "We Can, toucan cannery", "can") == ["Can"]


def test_a_contraction_is_the_words_it_stands_for() -> None:
    assert _heard("en", "Now I\u2019ll call", "I will call") == ["I'll call"]


def test_any_alternative_matches() -> None:
    pattern = "[call|write to] you"
    assert _heard("en", "I call you, I write to you, I see you", pattern) == [
        "call you", "write to you",
    ]  # fmt: skip


def test_an_empty_alternative_may_be_left_out() -> None:
    pattern = "我[一定|]帮您"
    assert _heard("zh", "我帮您，他说我一定帮您，我不帮您", pattern) == ["我帮您", "我一定帮您"]


@pytest.mark.parametrize(
    ("code", "filler", "most"), [("zh", "天", 6), ("en", " really", 4)], ids=["zh", "en"]
)
def test_a_gap_takes_as_many_tokens_as_its_language_allows(
    code: LanguageCode, filler: str, most: int
) -> None:
    first, last, pattern = ("帮", "忙", "帮*忙") if code == "zh" else ("help", " out", "help * out")
    for number in (0, 1, most):
        assert _heard(code, first + filler * number + last, pattern)
    assert not _heard(code, first + filler * (most + 1) + last, pattern)


def test_a_gap_ends_with_its_clause() -> None:
    assert _heard("en", "I help, we go out", "help * out") == []
    assert _heard("zh", "我帮您，不忙", "帮*忙") == []


def test_a_run_may_cross_a_comma_and_never_a_full_stop() -> None:
    assert _heard("zh", "抱歉，但是", "抱歉但是") == ["抱歉，但是"]
    assert _heard("zh", "抱歉。但是", "抱歉但是") == []
    assert _heard("en", "sorry, but no", "sorry but") == ["sorry, but"]
    assert _heard("en", "Sorry. But no", "sorry but") == []
    assert _heard("en", "Sorry? But no", "sorry but") == []


def test_an_exception_cancels_only_the_hit_it_overlaps() -> None:
    phrase = _phrase("thank you", unless=("thank you note",))
    text = "Thank you, I wrote a thank you note"
    assert _found("en", text, phrase) == [("it", "Thank you")]


def test_an_exception_reaches_not_into_another_clause() -> None:
    phrase = _phrase("不知道", unless=("不知道您",), kind="negative")
    assert _found("zh", "我不知道，您问别人", phrase) == [("it", "不知道")]
    assert _found("zh", "我不知道您要来", phrase) == []
    whole = _phrase("right away", unless=("the right away",))
    assert _found("en", "On the right, away from it", whole) == []


def test_whom_one_speaks_to_tells_nothing() -> None:
    phrase = _phrase("谢谢您", unless=("[客户|他]*谢谢您",))
    assert _found("zh", "客户说谢谢您", phrase) == []
    assert _found("zh", "我对客户说谢谢您", phrase) == [("it", "谢谢您")]


def test_an_exception_is_not_made_by_a_word_that_only_sounds_like_it() -> None:
    """我可以马上 is no 我可以吗: likeness forgives the recognizer, it may not take a phrase away."""
    phrase = _phrase("我可以", unless=("我可以吗",))
    assert _found("zh", "我可以马上查", phrase) == [("it", "我可以")]
    assert _found("zh", "我可以吗", phrase) == []


@pytest.mark.parametrize(
    "text", ["I can't help", "I cannot help", "I can not help", "I do not say I can", "Never I can"]
)
def test_what_is_denied_in_english_is_no_hit(text: str) -> None:
    assert _heard("en", text, "I can") == []


@pytest.mark.parametrize("text", ["我不会", "我从不会", "我没会", "不是我会", "我不太会"])
def test_what_is_denied_in_mandarin_is_no_hit(text: str) -> None:
    assert _heard("zh", text, "我会", "我*会") == []


@pytest.mark.parametrize(
    "text", ["nobody told you I can do that", "it should not be there I can do that"]
)
def test_a_denial_reaches_not_over_what_ends_its_clause(text: str) -> None:
    assert _heard("en", text, "I can") == ["I can"]


def test_a_denial_in_another_clause_leaves_a_hit() -> None:
    assert _heard("en", "No problem, I can help", "I can") == ["I can"]
    assert _heard("zh", "没问题，我会处理", "我会") == ["我会"]


def test_a_negative_phrase_named_to_reject_it_is_no_hit() -> None:
    policy = _phrase("that is our policy", kind="negative")
    assert _found("en", 'I never hide behind "that\'s our policy"', policy) == []
    assert _found("en", "I tell them that's our policy", policy) == [("it", "that's our policy")]
    rule = _phrase("这是规定", kind="negative")
    assert _found("zh", "我不会只说这是规定", rule) == []
    assert _found("zh", "我就说这是规定", rule) == [("it", "这是规定")]


def test_a_refusal_before_a_negative_phrase_does_not_reject_it() -> None:
    """'I can't' denies the refund, not the excuse that follows."""
    policy = _phrase("that is our policy", kind="negative")
    assert _found("en", "I can't do that, that's our policy", policy) != []
    assert _found("zh", "我们不能退，这是规定", _phrase("这是规定", kind="negative")) != []


def test_a_positive_phrase_quoted_as_ones_own_words_counts() -> None:
    assert _heard("en", "I would say I understand how you feel", "I understand how") != []


def test_of_overlapping_hits_the_longest_stays() -> None:
    short = _phrase("I can", name="short")
    long = _phrase("what I can do is", name="long")
    assert _found("en", "What I can do is call", short, long) == [("long", "What I can do is")]


def test_neighbours_of_one_phrase_are_one_hit() -> None:
    sorry = _phrase("很抱歉", "给您带来不便")
    assert _found("zh", "很抱歉给您带来不便", sorry) == [("it", "很抱歉给您带来不便")]
    assert len(_found("zh", "很抱歉今天给您带来不便", sorry)) == 2


def test_the_same_phrase_in_two_sentences_is_two_hits() -> None:
    assert _heard("en", "Thank you. Thank you.", "thank you") == ["Thank you", "Thank you"]
    assert _heard("zh", "谢谢您。谢谢您！", "谢谢您") == ["谢谢您", "谢谢您"]


def test_neighbours_of_different_phrases_stay_apart() -> None:
    both = (_phrase("我可以", name="a"), _phrase("马上", name="b"))
    assert _found("zh", "我可以马上", *both) == [("a", "我可以"), ("b", "马上")]


def test_traditional_characters_match_simplified_patterns_and_the_other_way_round() -> None:
    assert _heard("zh", "讓我來幫您處理", "让我来帮您") == ["让我来帮您"]
    assert _heard("zh", "让我来帮您处理", "讓我來幫您") == ["让我来帮您"]


def test_half_width_marks_end_mandarin_clauses() -> None:
    assert _heard("zh", "我帮您,不忙", "帮*忙") == []


@pytest.mark.parametrize(
    ("said", "wanted", "heard"),
    [
        ("让我来邦您", "让我来帮您", True),  # bāng
        ("让我来棒您", "让我来帮您", True),  # bàng: tones are not compared
        ("让我来忙您", "让我来帮您", False),
        ("我明百您", "我明白您", True),
        ("我明天您", "我明白您", False),
        ("我回", "我会", False),
        ("没半法", "没办法", False),
        ("饶窝来帮您", "让我来帮您", False),
    ],
)
def test_pinyin_forgives_the_recognizer_from_four_characters_on(
    said: str, wanted: str, heard: bool
) -> None:
    assert bool(_heard("zh", said, wanted)) is heard


@pytest.mark.parametrize(
    ("said", "wanted", "heard"),
    [
        ("I understend you", "I understand you", True),
        ("I understan you", "I understand you", True),
        ("I umderstend you", "I understand you", False),
        ("alternativelly", "alternatively", False),  # a single word bears no difference
        ("I cam help", "I can help", False),  # short words differ from too many
        ("companny policyy", "company policy", False),  # one word, not two
    ],
)
def test_one_letter_in_one_long_word_is_forgiven(said: str, wanted: str, heard: bool) -> None:
    assert bool(_heard("en", said, wanted)) is heard


def test_context_must_follow_and_is_no_part_of_the_phrase() -> None:
    assert _heard("zh", "我会马上查", "我会>马上") == ["我会"]
    assert _heard("zh", "我会再查", "我会>马上") == []
    assert _heard("en", "I will call you", "I will > [call|write to] you") == ["I will"]
    assert _heard("en", "I will see you", "I will > [call|write to] you") == []


def test_context_makes_a_likeness_sure() -> None:
    assert _heard("zh", "我回马上查", "我会>马上") == ["我回"]
    assert _heard("zh", "我回家里", "我会>马上", "我会") == []


def test_context_leaves_its_words_to_other_phrases() -> None:
    will, now = _phrase("我会>马上", name="will"), _phrase("马上", name="now")
    assert _found("zh", "我回马上查", will, now) == [("will", "我回"), ("now", "马上")]


def test_a_likeness_gets_no_surer_by_words_beyond_a_gap() -> None:
    assert _heard("zh", "抱歉我可以", "抱歉*可是") == []  # 以 has a rare reading like 是
    assert _heard("zh", "我会跟进处里", "我会*跟进处理") == ["我会跟进处里"]
    assert _heard("en", "sorry to companny", "sorry * company") == []


@pytest.mark.parametrize(
    ("code", "text", "say"),
    [
        ("en", "I, um, can help", "I can"),
        ("en", "I uh can help", "I can"),
        ("en", "Thank you, er, for that", "thank you for"),
        ("zh", "我呃可以帮您", "我可以"),
        ("zh", "我，嗯，会去查", "我会"),
        ("zh", "我额可以帮您", "我可以"),
    ],
)
def test_a_hesitation_inside_a_phrase_breaks_it_not(
    code: LanguageCode, text: str, say: str
) -> None:
    assert len(_heard(code, text, say)) == 1


def test_the_character_of_a_hesitation_is_a_word_in_other_company() -> None:
    assert _heard("zh", "我的金额会变", "金会变", "额外") == []
    assert _heard("zh", "额外的费用", "额外") == ["额外"]


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("Im sorry", "I am sorry"),
        ("I cant help", "I can not"),
        ("No, thats our policy", "that is our policy"),
        ("Then Ill check it", "then I will check"),
        ("Lets look at it", "let us look"),
        ("Thankyou for that", "thank you for"),
        ("We followup", "follow up"),
    ],
)
def test_a_contraction_without_its_mark_is_one_too(text: str, say: str) -> None:
    assert len(_heard("en", text, say)) == 1


@pytest.mark.parametrize(
    "text", ["I was ill check that", "Ill and tired people", "It lets us see", "An ill will"]
)
def test_ill_and_lets_are_words_too(text: str) -> None:
    assert _heard("en", text, "I will", "let us") == []


def test_a_doubled_letter_is_forgiven_in_a_short_word_but_not_in_the_shortest() -> None:
    assert _heard("en", "I wil check", "I will check") == ["I wil check"]
    assert _heard("en", "I will of course", "I will off course") == []


def test_what_is_named_to_reject_it_keeps_its_words() -> None:
    nothing = _phrase("nothing I can do", name="nothing", kind="negative")
    can = _phrase("I can", name="can")
    assert _found("en", "We never say nothing I can do", nothing, can) == []
    assert _found("en", "There is nothing I can do", nothing, can) == [
        ("nothing", "nothing I can do")
    ]


def test_the_denial_inside_a_negative_phrase_rejects_no_other() -> None:
    job = _phrase("not my job", name="job", kind="negative")
    idea = _phrase("no idea", name="idea", kind="negative")
    assert _found("en", "that is not my job no idea", job, idea) == [
        ("job", "not my job"),
        ("idea", "no idea"),
    ]


@pytest.mark.parametrize(
    ("code", "text", "say", "heard"),
    [
        ("zh", "没有发票不能退这是规定", "这是规定", True),
        ("zh", "我不能给您退款这是规定", "这是规定", True),
        ("zh", "我不会说这是规定", "这是规定", False),
        ("zh", "不能拿这是规定来打发人", "这是规定", False),
        ("en", "you did not send it and that is our policy", "that is our policy", True),
        ("en", "I do not just say that is our policy", "that is our policy", False),
    ],
)
def test_only_a_denied_way_of_speaking_rejects(
    code: LanguageCode, text: str, say: str, heard: bool
) -> None:
    assert bool(_found(code, text, _phrase(say, kind="negative"))) is heard


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize(
    "pattern", ["[a|b", "a|b]", "[a[b]]", "]a[", "", " ", "*", "**", "[a|]", "[]", "[|]", "，。"]
)
def test_a_broken_pattern_is_refused(code: LanguageCode, pattern: str) -> None:
    with pytest.raises(PackError, match=r"unpaired bracket|matches nothing"):
        parse(pattern, get(code))


# -- the lists that are shipped ---------------------------------------------------------

CODES: tuple[LanguageCode, ...] = ("zh", "en")
FIXED: dict[PhraseKind, str] = {
    "positive": "i-can i-will let-me-help i-understand sorry-for thank-you together right-away "
    "make-sure follow-up happy-to alternative",
    "negative": "policy not-my-job cannot dont-know calm-down you-must blame but-after-sorry",
    "vague": "cliche-responsible",
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", FIXED)
def test_the_fixed_phrases_are_in_both_lists(code: LanguageCode, kind: PhraseKind) -> None:
    kinds = {phrase.id: phrase.kind for phrase in phrase_list(code).phrases}
    assert {name: kinds.get(name) for name in FIXED[kind].split()} == dict.fromkeys(
        FIXED[kind].split(), kind
    )


@pytest.mark.parametrize("code", CODES)
def test_hedges_are_listened_for(code: LanguageCode) -> None:
    assert "hedge" in {phrase.kind for phrase in phrase_list(code).phrases}


def _first_choice(pattern: str, code: LanguageCode) -> str:
    plain = re.sub(r"\[([^\]|]*)[^\]]*\]", r"\1", pattern).replace("*", " ")
    return " ".join(plain.split()) if code == "en" else plain.replace(" ", "")


_SAID = [
    pytest.param(code, phrase.id, _first_choice(say, code), id=f"{code}-{phrase.id}-{number}")
    for code in CODES
    for phrase in phrase_list(code).phrases
    for number, say in enumerate(phrase.say)
]


@pytest.mark.parametrize(("code", "name", "text"), _SAID)
def test_every_variant_said_alone_is_found(code: LanguageCode, name: str, text: str) -> None:
    text = get(code).normalize(text)
    found = shipped_finder(code).find(text)
    whole = [one for one in found if text[: one.start] + text[one.end :] == ""]
    assert name in {one.id for one in found} or whole


@pytest.mark.parametrize("code", CODES)
@settings(deadline=None, derandomize=True, max_examples=120)
@given(data=st.data())
def test_hits_lie_in_any_text_in_order_and_apart(code: LanguageCode, data: st.DataObject) -> None:
    parts = [_first_choice(say, code) for one in phrase_list(code).phrases for say in one.say]
    marks = ["，", "。", ", ", ". ", " ", "不", " not ", "I ", "我", "\n"]
    piece = st.one_of(
        st.sampled_from(parts), st.sampled_from(marks), st.text(st.characters(codec="utf-8"))
    )
    text = "".join(data.draw(st.lists(piece, max_size=12)))
    if data.draw(st.booleans()):
        text = get(code).normalize(text)
    at = 0
    for match in shipped_finder(code).find(text):
        assert at <= match.start < match.end <= len(text)
        assert match.first < match.last
        at = match.end


def _judged(code: LanguageCode, text: str) -> tuple[set[str], set[str]]:
    found = shipped_finder(code).find(get(code).normalize(text))
    return (
        {one.id for one in found if one.kind == "positive"},
        {one.id for one in found if one.kind == "negative"},
    )


# what is said, positive ids, negative ids
ENGLISH = [
    ("I can check that for you right now.", "i-can", ""),
    ("I can't help you with that.", "", "cannot"),
    ("I can't do anything about it, that's our policy.", "", "cannot policy"),
    ("I don't know, that's our policy.", "", "dont-know policy"),
    ("It's not my fault, it's your fault.", "", "blame not-my-job"),
    ("I understand how frustrating this must be.", "i-understand", ""),
    (
        "I'm so sorry for the delay, let me look into it right away.",
        "let-me-help right-away sorry-for",
        "",
    ),
    ("I would apologise to the customer first.", "", ""),
    ("I apologized to her and listened.", "", ""),
    ("I felt really sorry for her.", "", ""),
    ("Thank you for your patience.", "thank-you", ""),
    ("I really appreciate your time today.", "thank-you", ""),
    ("The customer said thank you for your help.", "", ""),
    ("Thanks to my team we reached ninety percent.", "", ""),
    ("I write a thank you note after every interview.", "", ""),
    ("I will follow up with the customer the next morning.", "follow-up i-will", ""),
    ("I will call you back within an hour.", "follow-up i-will", ""),
    ("Nobody followed up with him for a week.", "", ""),
    ("He never called me back.", "", ""),
    ("What I can do is send you a replacement today.", "alternative", ""),
    ("Unfortunately we had no other option.", "", ""),
    ("Together we found a solution in ten minutes.", "together", ""),
    ("Let's go through your order step by step.", "together", ""),
    ("Don't worry, we'll sort it out together.", "together", ""),
    ("The team got together for lunch every Friday.", "", ""),
    ("My manager let us leave early.", "", ""),
    ("I make sure every ticket has an owner.", "make-sure", ""),
    ("I can't guarantee that it arrives tomorrow.", "", "cannot"),
    ("I'd be happy to explain that again.", "happy-to", ""),
    ("I'm glad to meet you.", "", ""),
    ("The customer was happy to hear that.", "", ""),
    ("I'm not in charge of that, it's not my job.", "", "not-my-job"),
    ("I told him that it's not our problem.", "", "not-my-job"),
    ("It's somebody else's problem.", "", "not-my-job"),
    ("I never say it's not my job.", "", ""),
    ('I never hide behind "that\'s our policy".', "", ""),
    ("Our policy allows returns within thirty days.", "", ""),
    ("I don't know, I have no idea.", "", "dont-know"),
    ("If I don't know the answer, I ask a colleague.", "", ""),
    ("You need to calm down.", "", "calm-down you-must"),
    ("Sir, please calm down.", "", "calm-down"),
    ("Please don't get angry with me.", "", "calm-down"),
    ("I waited for him to calm down and then we talked.", "", ""),
    ("I would never tell a customer to calm down.", "", ""),
    ("You should have read the contract.", "", "you-must"),
    ("You must be tired of waiting.", "", ""),
    ("In this job you have to listen more than you talk.", "", ""),
    ("Do you have to work on weekends?", "", ""),
    ("The warehouse messed up the order.", "", "blame"),
    ("I don't care whose fault it is.", "", ""),
    ("I'm sorry, but there's nothing I can do.", "", "but-after-sorry cannot"),
    ("Sorry, but we're closed.", "", "but-after-sorry"),
    ("I'm sorry about that, but I can offer you a refund.", "i-can sorry-for", ""),
    ("I'm afraid I can't make exceptions, rules are rules.", "", "cannot policy"),
    ("I can't wait to start.", "", ""),
    ("I can see how that would annoy anyone.", "i-understand", ""),
    ("Can I ask you something?", "", ""),
    ("He asked whether I can work weekends.", "", ""),
    ("I called them as soon as I can.", "", ""),
    ("I will not argue with a customer.", "", ""),
    ("I won't promise what I can't keep.", "", ""),
    ("I hope I can learn a lot here.", "", ""),
    ("I will never forget that day.", "", ""),
    ("I would say I understand how upsetting that is.", "i-understand", ""),
    ("I'd tell them, let me help you find another option.", "alternative let-me-help", ""),
    ("He wanted his money back right away.", "", ""),
    ("I noticed right away that he was upset.", "", ""),
    ("I'll fix that straight away.", "i-will right-away", ""),
    ("I have no problem with night shifts.", "", ""),
    ("Instead of saying I can't, I say what I can do.", "", ""),
    ("I'd rather ask than say I don't know.", "", ""),
    ("I was late because the bus broke down.", "", ""),
    ("They didn't let me help.", "", ""),
    ("I don't think I can do that alone.", "", ""),
    ("I'm not happy to hear that.", "", ""),
    ("I'm not sure I understand your question.", "", ""),
    ("I understand that your company sells shoes.", "", ""),
    ("It wasn't easy but I can work under pressure.", "i-can", ""),
    ("When customers calm down, I explain.", "", ""),
    ("It was nobody's fault.", "", ""),
    ("I thanked them for waiting.", "", ""),
    ("I said sorry for the delay.", "", ""),
    ("Alternatively, we could send a voucher.", "alternative", ""),
    ("No, I can't.", "", "cannot"),
    ("That's not possible.", "", "cannot"),
    ("I'm not saying it's impossible.", "", ""),
    ("You didn't read the email.", "", "blame"),
    ("I will be honest, I was nervous.", "", ""),
    ("I listened instead of telling him to calm down.", "", ""),
    ("I can only say good things about them.", "", ""),
    ("A good agent makes sure that the customer understands.", "make-sure", ""),
]


@pytest.mark.parametrize(("text", "positive", "negative"), ENGLISH, ids=[one[0] for one in ENGLISH])
def test_english_sentences_are_heard_right(text: str, positive: str, negative: str) -> None:
    assert _judged("en", text) == (set(positive.split()), set(negative.split()))


MANDARIN = [
    ("我可以马上帮您查一下。", "i-can right-away", ""),
    ("我不会这样做。", "", ""),
    ("这个没办法，公司有规定。", "", "cannot policy"),
    ("我们不能退，这是规定。", "", "policy"),
    ("我不知道，这是规定。", "", "dont-know policy"),
    ("我不会只说这是规定。", "", ""),
    ("我从不拿公司规定当借口。", "", ""),
    ("按照公司规定的流程处理。", "", ""),
    ("我会解释清楚为什么有这个规定。", "i-will", ""),
    ("很抱歉给您带来不便。", "sorry-for", ""),
    ("我会先向客户道歉。", "i-will", ""),
    ("我先跟他说对不起。", "", ""),
    ("对不起，是我们的错。", "sorry-for", ""),
    ("不好意思，我没听清楚，能再说一遍吗？", "", ""),
    ("我能理解您的心情。", "i-understand", ""),
    ("我理解你们公司的要求很高。", "", ""),
    ("我理解您很着急，我马上帮您查。", "i-understand right-away", ""),
    ("感谢您的耐心等待。", "thank-you", ""),
    ("谢谢您给我这次面试机会。", "thank-you", ""),
    ("客户后来写了一封感谢信。", "", ""),
    ("客户一直说谢谢你。", "", ""),
    ("我感谢我的第一任领导。", "", ""),
    ("我们一起想办法解决。", "together", ""),
    ("大学的时候我们一起吃饭。", "", ""),
    ("他要求我马上给他退款。", "", ""),
    ("他想马上离开。", "", ""),
    ("我马上为您登记。", "right-away", ""),
    ("让我来帮您处理。", "let-me-help", ""),
    ("别担心，我来帮您解决。", "let-me-help", ""),
    ("让我来介绍一下自己。", "", ""),
    ("我会跟进到问题解决为止。", "follow-up i-will", ""),
    ("我也会主动回访客户。", "follow-up i-will", ""),
    ("一直没人跟进这件事。", "", ""),
    ("另外一个办法是给您换新的。", "alternative", ""),
    ("您看换一种方案可以吗？", "alternative", ""),
    ("没有别的办法了。", "", ""),
    ("我换了三家公司。", "", ""),
    ("这不归我管。", "", "not-my-job"),
    ("这事我做不到，也不归我管。", "", "cannot not-my-job"),
    ("不是我的问题，是物流的问题。", "", "blame not-my-job"),
    ("我不知道，你去问别人吧。", "", "dont-know"),
    ("遇到不知道的问题我会去查。", "i-will", ""),
    ("客户不知道怎么退货。", "", ""),
    ("我从不跟客户说不知道。", "", ""),
    ("你先冷静一点。", "", "calm-down"),
    ("您别生气。", "", "calm-down"),
    ("我让自己冷静下来。", "", ""),
    ("我不会因为客户生气就跟着生气。", "", ""),
    ("你必须先付款。", "", "you-must"),
    ("您觉得我应该注意什么？", "", ""),
    ("这是你自己的问题。", "", "blame"),
    ("我先听客户的问题。", "", ""),
    ("抱歉，但是这个做不到。", "", "but-after-sorry cannot"),
    ("很抱歉，但是已经过期了。", "", "but-after-sorry"),
    ("我很高兴为您服务。", "happy-to", ""),
    ("很高兴认识您。", "", ""),
    ("客户很高兴地走了。", "", ""),
    ("我会确保每一单都有结果。", "i-will make-sure", ""),
    ("我没办法确保明天到货。", "", "cannot"),
    ("我不能确保明天到货。", "", ""),
    ("如果我能提前发现就好了。", "", ""),
    ("我能力还不错。", "", ""),
    ("我会议很多。", "", ""),
    ("我回家以后再想。", "", ""),
    ("我可以请教您一个问题吗？", "", ""),
    ("我会说英语和粤语。", "", ""),
    ("我可能会紧张。", "", ""),
    ("我一定会给您一个答复。", "i-will", ""),
    ("我不可以答应您。", "", ""),
    ("我没能解决他的问题。", "", ""),
    ("我不是不想帮您。", "", ""),
    ("这个月我一共接了五百个电话。", "", ""),
    ("我不太会拒绝别人。", "", ""),
    ("要不我可以给您换一个新的。", "i-can", ""),
    ("没关系，我可以等您查到订单号。", "i-can", ""),
    ("我每周跟进货商对账。", "", ""),
    ("那个月我们一起投诉都没有。", "", ""),
    ("我将来想做主管。", "", ""),
    ("我理解的客服是解决问题的人。", "", ""),
    ("我负责的客户回访率最高。", "", ""),
    ("您看这样行不行？", "", ""),
    ("如果这样不行，我会换一个方案。", "alternative i-will", ""),
    ("他们一起来找我。", "", ""),
    ("我能有今天要谢谢我的师傅。", "", ""),
    ("我没有说过不归我管。", "", ""),
    ("谁让你不早点说。", "", "blame"),
    ("你别激动，这是公司的规定。", "", "calm-down policy"),
    ("我从不跟人打包票。", "", ""),
    ("没有一个人给她搭把手。", "", ""),
    ("您别着急，这事包在我身上。", "let-me-help", ""),
    ("搁谁谁不急啊。", "i-understand", ""),
    ("他把钥匙交给我爸了。", "", ""),
    ("那天有一起事故把路堵了。", "", ""),
]


@pytest.mark.parametrize(
    ("text", "positive", "negative"), MANDARIN, ids=[f"zh{n}" for n in range(len(MANDARIN))]
)
def test_mandarin_sentences_are_heard_right(text: str, positive: str, negative: str) -> None:
    assert _judged("zh", text) == (set(positive.split()), set(negative.split()))


@pytest.mark.parametrize("code", CODES)
def test_the_model_answers_say_something_good_and_little_bad(code: LanguageCode) -> None:
    """The packs' own examples are what one should say."""
    from voicemock.content.packs import default_pack

    judged = [_judged(code, question.example) for question in default_pack(code).questions]
    assert sum(bool(good) for good, _bad in judged) > len(judged) / 2
    assert sum(bool(bad) for _good, bad in judged) < len(judged) / 5
