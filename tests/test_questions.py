"""`voicemock.content.packs`: packs load, questions are drawn, and broken packs are refused in detail."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicemock.content import packs, phrases
from voicemock.errors import NotFoundError, PackError
from voicemock.values.interview import Cue, LanguageCode, Pack, Question

CODES: tuple[LanguageCode, ...] = ("zh", "en")
_CATEGORIES = {
    "intro", "motivation", "behavioural", "situational", "skills", "tricky", "roleplay", "closing",
}  # fmt: skip

# line numbers below count from the first line, which is "schema = 1"
_PACK = """\
schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "q1"
text = "Who are you?"
category = "intro"

[[question]]
id = "q2"
text = "Any questions?"
category = "closing"
framework = "closing"
limit_s = 60

[[question.follow_ups]]
when = "always"
text = "Really?"
"""

_PHRASES = """\
schema = 1
language = "en"

[[phrase]]
id = "i-can"
kind = "positive"
say = ["I can"]
why = "Because."

[[phrase]]
id = "policy"
kind = "negative"
say = ["our policy"]
instead = "Let me explain."
why = "Because."
"""


@pytest.fixture(scope="module", params=CODES)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each of the shipped packs."""
    return packs.default_pack(request.param)


# -- the packs that are shipped ---------------------------------------------------------


def test_a_shipped_pack_has_all_categories(pack: Pack) -> None:
    assert {one.category for one in pack.questions} == _CATEGORIES == set(packs.CATEGORIES)


def test_a_shipped_question_is_complete(pack: Pack) -> None:
    for one in pack.questions:
        assert one.text, one.id
        assert one.listens_for, one.id
        assert one.tips, one.id
        assert one.example, one.id
        assert one.why_it_works, one.id
        assert one.id.startswith(f"{pack.language}-{one.category}"), one.id


def test_a_shipped_introduction_is_limited_to_a_minute(pack: Pack) -> None:
    assert {one.limit_s for one in pack.questions if one.category == "intro"} == {60}


def test_the_languages_of_the_packs_are_theirs() -> None:
    assert [packs.default_pack(code).language for code in CODES] == list(CODES)
    assert [phrases.phrase_list(code).language for code in CODES] == list(CODES)


def test_a_question_is_found_by_its_id(pack: Pack) -> None:
    wanted = pack.questions[5]
    assert packs.find(pack, wanted.id) is wanted


def test_a_misspelt_id_is_refused_with_the_nearest(pack: Pack) -> None:
    wanted = pack.questions[0].id
    with pytest.raises(NotFoundError, match=f"did you mean {wanted}"):
        packs.find(pack, wanted + "0")


# -- packs of one's own -----------------------------------------------------------------


@pytest.mark.parametrize(("code", "other"), [("zh", "en"), ("en", "zh")])
def test_an_id_of_the_other_language_is_refused_with_that_language(
    code: LanguageCode, other: LanguageCode
) -> None:
    with pytest.raises(NotFoundError, match=rf"{other}-tricky-1 .* take --lang {other}\."):
        packs.find(packs.default_pack(code), f"{other}-tricky-1")


def test_an_id_missing_in_a_pack_of_ones_own_is_none_of_another_language(tmp_path: Path) -> None:
    mine = packs.load_pack(_written(tmp_path, _PACK))
    with pytest.raises(NotFoundError, match="in mine; did you mean"):
        packs.find(mine, "zh-tricky-1")


def _written(folder: Path, text: str | bytes) -> Path:
    path = folder / "pack.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _refusal(folder: Path, text: str | bytes) -> str:
    path = _written(folder, text)
    with pytest.raises(PackError) as caught:
        packs.load_pack(path)
    assert str(path) in str(caught.value)
    return str(caught.value).replace(str(path), "FILE")


def test_all_that_is_wrong_is_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    path = _written(tmp_path, _PACK)
    assert packs.faults(path, path.read_bytes()) == []
    wrong = _PACK.replace("[[question]]", "[[question]]\nwrong = 1", 1) + "\n[[question]]\nid = 3\n"
    found = packs.faults(path, wrong.encode())
    lines = [one.line or 0 for one in found]
    assert len(found) > 2
    assert lines == sorted(lines)
    assert all(str(one).startswith(f"{path}:{one.line}: ") for one in found)
    twice = packs.faults(path, (_PACK + _PACK[_PACK.index("[[question]]") :]).encode())
    assert "is there twice" in str(twice[0])
    assert packs.faults(path, b"\xff")[0].line is None


def test_a_pack_of_ones_own_loads(tmp_path: Path) -> None:
    mine = packs.load_pack(_written(tmp_path, _PACK))
    assert (mine.id, mine.title, mine.language) == ("mine", "Mine", "en")
    assert [one.id for one in mine.questions] == ["q1", "q2"]
    assert mine.questions[0].limit_s == 120
    assert mine.questions[1].follow_ups[0].when == "always"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    mine = packs.load_pack(_written(tmp_path, b"\xef\xbb\xbf" + _PACK.encode()))
    assert mine.id == "mine"


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "remedy"),
    [
        ('text = "Who are you?"\n', "", 6, "question 1 (q1), field text", "is missing; add it"),
        ('id = "q2"\n', "", 11, "question 2, field id", "is missing; add it"),
        ("limit_s = 60", 'limit_s = "long"', 16, "question 2 (q2), field limit_s", "number"),
        ("limit_s = 60", "limit_s = 4", 16, "question 2 (q2), field limit_s", "between 5 and 3600"),
        ("limit_s = 60", "limit_s = nan", 16, "question 2 (q2), field limit_s", "between 5 and"),
        ('text = "Who are you?"', "text = 5", 8, "question 1 (q1), field text", "string"),
        ('text = "Who are you?"', 'text = " "', 8, "question 1 (q1), field text", "write it"),
        ('id = "q2"', 'id = "q1"', 12, "question 2 (q1), field id", "give each its own"),
        ('= "closing"\nl', '= "stars"\nl', 15, "question 2 (q2), field framework", "'star'"),
        ('"intro"', '"cooking"', 9, "question 1 (q1), field category", "'intro'"),
        ("limit_s = 60", "limit = 60", 16, "question 2 (q2), field limit", "limit_s"),
        ('when = "always"', 'when = "now"', 19, "question 2 (q2), field follow_ups", "'always'"),
        ('title = "Mine"', 'titel = "Mine"', 3, "field titel", "remove it"),
        ('id = "mine"', 'id = ""', 2, "field id", "write it"),
        ('language = "en"', 'language = "fr"', 4, "field language", "'zh' or 'en'"),
        ("schema = 1", "schema = 2", 1, "field schema", "1"),
    ],
)  # fmt: skip
def test_a_refusal_names_file_line_field_and_remedy(
    tmp_path: Path, old: str, new: str, line: int, place: str, remedy: str
) -> None:
    assert old in _PACK
    message = _refusal(tmp_path, _PACK.replace(old, new, 1))
    assert message.startswith(f"FILE:{line}: ")
    assert place in message
    assert remedy in message.split(place)[1]


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "code"),
    [
        ('id = "q2"', 'id = "q\\u001b[31m"', 12, r"question 2 (q\u001b[31m), field id", "U+001B"),
        ('id = "q2"', 'id = "q\\n2"', 12, r"question 2 (q\u000a2), field id", "U+000A"),
        ('id = "mine"', 'id = "mi\\rne"', 2, "field id", "U+000D"),
        ('title = "Mine"', 'title = "Mi\\nne"', 3, "field title", "U+000A"),
        ("Who are you?", "Who\\u0007 are you?", 8, "question 1 (q1), field text", "U+0007"),
        ('title = "Mine"', 'title = "Mi\tne"', 3, "field title", "U+0009"),
        ("Really?", "Really\\u009b2J?", 20, "question 2 (q2), field follow_ups.1.text", "U+009B"),
        ("limit_s = 60", '"a\\u001b" = 60', None, r"question 2 (q2), field a\u001b", "U+001B"),
    ],
)  # fmt: skip
def test_a_control_character_is_refused_and_never_printed(
    tmp_path: Path, old: str, new: str, line: int | None, place: str, code: str
) -> None:
    assert old in _PACK
    message = _refusal(tmp_path, _PACK.replace(old, new, 1))
    assert message.startswith(f"FILE:{line}: " if line else "FILE:")
    assert f"{place} has the control character {code}; remove it." in message
    assert message.isprintable()


def test_a_text_may_have_several_lines(tmp_path: Path) -> None:
    text = _PACK.replace('"Who are you?"', '"""\nWho\r\n\tare you?"""')
    assert packs.load_pack(_written(tmp_path, text)).questions[0].text == "Who\n\tare you?"


def test_a_misspelt_key_of_a_follow_up_is_refused(tmp_path: Path) -> None:
    message = _refusal(tmp_path, _PACK + 'whenn = "no_number"\n')
    assert "whenn" in message


_PLAY = """\
schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "q1"
text = "Hello? {job} = nothing, when = text, lines = 1"
category = "roleplay"
example = \"\"\"
when = "said"
text = "aloud with {job}"
\"\"\"

[[question.turns]]
lines = [{ when = "no_apology", text = "No sorry?" }, { when = "always", text = "Well?" }]

[[question.turns]]
lines = [
  { when = "no_number", text = "When?" },  # when = "x"
  { when = "no_action", text = "What now?" },
  { when = "always", text = "Fine." },
]

[[question.follow_ups]]
when = "no_result"
text = "And?"

[[question.follow_ups]]
when = "always"
text = "Really?"

[[question]]
id = "q2"
text = "Who are you?"
category = "intro"
"""


def test_a_role_play_loads_with_its_turns(tmp_path: Path) -> None:
    play = packs.load_pack(_written(tmp_path, _PLAY)).questions[0]
    assert [len(turn.lines) for turn in play.turns] == [2, 3]
    assert play.turns[1].lines[0] == Cue("no_number", "When?")


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "remedy"),
    [
        ('"no_action"', '"never"', 21, "field turns.2.lines.2.when", "'no_action'"),
        ('when = "no_action"', 'wenn = "no_action"', 21, "field turns.2.lines.2.wenn", "text, when"),
        ('"no_apology"', '"sorry"', 16, "field turns.1.lines.1.when", "'no_apology'"),
        (', text = "What now?"', "", 21, "field turns.2.lines.2.text", "is missing; add it"),
        ('text = "Fine."', 'text = "\t"', 22, "field turns.2.lines.3.text", "write it"),
        ('text = "Fine."', "text = 1", 22, "field turns.2.lines.3.text", "string"),
        ('"always", text = "Well?"', '"no_action", text = "Well?"', 16, "field turns.1.lines", 'when = "always", last'),
        ('"no_number"', '"always"', 20, "field turns.2.lines.1.when", "put that line last"),
        ("lines = [{ when", "line = [{ when", 16, "field turns.1.line", "it may be: lines"),
        ("lines = [\n", "always = [\n", 19, "field turns.2.always", "it may be: lines"),
        ("[[question.turns]]\nlines = [{", "[[question.turns]]\nlines = []\nx = [{", 17, "field turns.1.x", "lines"),
        ("[[question.turns]]\nlines = [\n", "[[question.turns]]\n[[question.turns]]\nlines = [\n", 18, "field turns.2.lines", "is missing; add it"),
        ('"roleplay"', '"tricky"', 15, "field turns", "remove it"),
        ('"always"\ntext = "Really?"', '"allways"\ntext = "Really?"', 30, "field follow_ups.2.when", "'always'"),
        ('text = "Really?"', 'texts = "Really?"', 31, "field follow_ups.2.texts", "text, when"),
        ('text = "Really?"\n', "", 29, "field follow_ups.2.text", "is missing; add it"),
        ('text = "Really?"', 'text = ""', 31, "field follow_ups.2.text", "write it"),
        ('"Really?"', '"{name}?"', 31, "field follow_ups.2.text", "{job}, {company}"),
        ('"Fine."', '"{company}."', 22, "field turns.2.lines.3.text", "text must have it, too"),
        ('"Hello? {job}', '"Hello? {jobs}', 8, "field text", "{jobs}"),
        ('"Hello? {job}', '"Hello? {}', 8, "field text", "{job}, {company}"),
        ('"Hello? {job}', '"Hello? { job }', 8, "field text", "{ job }"),
        ('"Hello? {job}', '"Hello?', 10, "field example", "text must have it, too"),
    ],
)  # fmt: skip
def test_a_refusal_inside_a_role_play_names_the_very_line(
    tmp_path: Path, old: str, new: str, line: int, place: str, remedy: str
) -> None:
    assert _PLAY.count(old) >= 1
    message = _refusal(tmp_path, _PLAY.replace(old, new, 1))
    assert message.startswith(f"FILE:{line}: question 1 (q1), {place} ")
    assert remedy in message.split(place)[1]


def test_turns_without_lines_are_refused(tmp_path: Path) -> None:
    text = _PLAY.replace('{ when = "no_apology", text = "No sorry?" }, ', "")
    assert packs.load_pack(_written(tmp_path, text))
    message = _refusal(tmp_path, text.replace('[{ when = "always", text = "Well?" }]', "[]"))
    assert message.startswith("FILE:16: question 1 (q1), field turns.1.lines has no line")


def test_a_table_in_single_brackets_inside_a_question_is_refused(tmp_path: Path) -> None:
    message = _refusal(tmp_path, _PACK.replace("[[question.follow_ups]]", "[question.follow_ups]"))
    assert message.startswith("FILE:18: question 2 (q2), field follow_ups is wrong")


_MARKED = """\
schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "q1"
text = "Tell me about a time."
category = "behavioural"
framework = "star"
example = \"\"\"
Last year a client called.
I sent a new one, and she thanked us.\"\"\"

[question.example_steps]
situation = "a client called. I sent"
action = "I sent a new one"
result = "she thanked us"

[[question.follow_ups]]
when = "always"
text = "Really?"
"""


def test_the_steps_of_an_example_are_marked_with_its_words(tmp_path: Path) -> None:
    """A line's end counts as a space."""
    path = _written(tmp_path, _MARKED)
    [marked] = packs.load_pack(path).questions
    assert list(marked.example_steps) == ["situation", "action", "result"]
    assert marked.example_steps["action"] == "I sent a new one"
    assert hash(marked) == hash(packs.load_pack(path).questions[0])


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "remedy"),
    [
        ('"I sent a new one"', '"I sent an new one"', 17, "example_steps.action", "copy its words from there"),
        ('"I sent a new one"', '"i sent a new one"', 17, "example_steps.action", "copy its words from there"),
        ('"I sent a new one"', '" "', 17, "example_steps.action", "write it"),
        ('"I sent a new one"', "1", 17, "example_steps.action", "string"),
        ("action =", "solve =", 17, "example_steps.solve", "situation, task, action, result"),
        ('framework = "star"\n', "", 14, "example_steps", "name one or remove it"),
    ],
)  # fmt: skip
def test_a_wrong_mark_is_refused_where_it_stands(
    tmp_path: Path, old: str, new: str, line: int, place: str, remedy: str
) -> None:
    message = _refusal(tmp_path, _MARKED.replace(old, new, 1))
    assert message.startswith(f"FILE:{line}: question 1 (q1), field {place} ")
    assert remedy in message


def test_all_wrong_marks_are_told(tmp_path: Path) -> None:
    wrong = _MARKED.replace("she thanked us.", "she went.").replace("action =", "task2 =")
    found = packs.faults(_written(tmp_path, wrong), wrong.encode())
    assert [one.line for one in found] == [17, 18]


def test_a_mark_is_filled_like_its_example() -> None:
    question = Question(
        "q", "{job}?", "skills", "star", example="I used {job}.", example_steps={"action": "{job}"}
    )
    filled = packs.fill(question, job="CRM")
    assert (filled.example, filled.example_steps) == ("I used CRM.", {"action": "CRM"})


def test_braces_that_hold_no_name_are_text(tmp_path: Path) -> None:
    text = _PACK.replace('"Who are you?"', '"Who are you {really, I mean}? }{"')
    assert not packs.is_template(packs.load_pack(_written(tmp_path, text)).questions[0])


def test_single_brackets_are_refused_with_the_right_form(tmp_path: Path) -> None:
    text = (
        _PACK.split("[[question]]", maxsplit=1)[0] + "[question]\n" + _PACK.split("[[question]]")[1]
    )
    message = _refusal(tmp_path, text)
    assert message.startswith("FILE:6: ")
    assert "[[question]]" in message


@pytest.mark.parametrize("rest", ["", "question = []\n"])
def test_a_pack_without_questions_is_refused(tmp_path: Path, rest: str) -> None:
    message = _refusal(tmp_path, _PACK.split("[[question]]", maxsplit=1)[0] + rest)
    assert "question" in message
    assert "add" in message


@pytest.mark.parametrize("rest", ["question = 1", "question = [1, 2]", 'question = "q"'])
def test_questions_that_are_no_tables_are_refused(tmp_path: Path, rest: str) -> None:
    assert "question" in _refusal(tmp_path, _PACK.split("[[question]]", maxsplit=1)[0] + rest)


def test_what_is_not_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    message = _refusal(tmp_path, _PACK.replace('"Who are you?"', '"Who are you?'))
    assert "not TOML" in message
    assert "line 8" in message
    assert "mend" in message


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("9" * 5000, "a number has too many digits"),
        ("[" * 5000, "lists or tables are nested too deeply"),
    ],
)
def test_what_python_cannot_read_is_refused(tmp_path: Path, number: str, reason: str) -> None:
    message = _refusal(tmp_path, _PACK.replace("limit_s = 60", f"limit_s = {number}"))
    assert message == f"FILE: it is not TOML: {reason}; mend that line."


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    assert "under 2 MB" in _refusal(tmp_path, _PACK + "# padding\n" * 210_000)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    assert "save it as UTF-8" in _refusal(tmp_path, _PACK.replace("Mine", "我的").encode("gbk"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="check the name"):
        packs.load_pack(tmp_path / "none.toml")
    with pytest.raises(PackError, match="could not be read"):
        packs.load_pack(tmp_path)


# -- phrase lists -----------------------------------------------------------------------


def test_a_phrase_list_of_ones_own_loads(tmp_path: Path) -> None:
    mine = phrases.load_phrases(_written(tmp_path, _PHRASES))
    assert [(one.id, one.kind) for one in mine.phrases] == [
        ("i-can", "positive"), ("policy", "negative"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "remedy"),
    [
        ('"I can"', '"I [can"', 7, "phrase 1 (i-can), field say", "unpaired bracket"),
        ('"I can"', '"*"', 7, "phrase 1 (i-can), field say", "matches nothing"),
        ('instead = "Let me explain."\n', "", 10, "phrase 2 (policy), field instead", "missing"),
        ('id = "policy"', 'id = "i-can"', 11, "phrase 2 (i-can), field id", "give each its own"),
        ('"positive"', '"good"', 6, "phrase 1 (i-can), field kind", "'positive'"),
        ('why = "Because."', 'because = "So."', 8, "phrase 1 (i-can), field because", "why"),
    ],
)
def test_a_broken_phrase_list_is_refused_in_detail(
    tmp_path: Path, old: str, new: str, line: int, place: str, remedy: str
) -> None:
    assert old in _PHRASES
    path = _written(tmp_path, _PHRASES.replace(old, new, 1))
    with pytest.raises(PackError) as caught:
        phrases.load_phrases(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert place in message
    assert remedy in message
