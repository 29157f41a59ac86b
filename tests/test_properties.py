"""What holds for every input, tried on a hundred of each (`--hypothesis-profile=thorough`: 10,000).

Packs
    1. Any bytes, and any TOML or JSON value in the place of any value of a pack, give a `Pack` or an
       `InputError` of one short line that begins with the file's name.
    2. A pack written as TOML comes back equal.
    3. A key that is not known is refused and named, at whatever depth.
    4. Stories: any text gives a `Story` or an `InputError`; what is written comes back equal.

Patterns and phrases
    5. Any text is a pattern or a `PackError`; a pattern has elements that name a token.
    6. Matches lie in the text, in order, apart, on the tokens they name, within one sentence, and are
       found again in any run; their ids and kinds are those of the list. A second search and capital
       letters (English) change nothing; no text of 400 characters takes 500 times as long as usual.
    7. What is found in two texts is what is found in both with the end of a sentence between them.
    8. A hit of an answer quotes the transcript, and its time is that of words of the transcript.
    9. `normalize` is done once: doing it again changes nothing; tokens lie in order in the text.
    10. Clauses lie within sentences, both in order and apart; nothing but marks and blanks is lost.
    11. Quantities and questions lie in the text, in order.

Spans and pauses
    12. Speech between silences is in order, apart and inside the recording; the gaps between are
        given silences of 0.25 s or more; speech and gaps make up the span.
    13. Pauses: number, total, longest and median agree with the items; items are the gaps.
    14. A recording that begins later has the same pauses, later; twice as long a pause is no shorter
        a kind.

Selection
    15. A run holds questions of the pack, each once, as many as asked for where there are enough;
        in a category only its own; no placeholder is left; the same seed gives the same.
    16. Introduction first, closing last, from three questions on.

Documents
    17. Any answer survives the way to JSON and back, to the decimals published; and then for good.
    18. Any JSON value, or any text, read as an answer is an `Answer` or a `StoreError`.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import statistics
import time
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.helpers import shipped_finder
from voicemock.analyze import activity as activities
from voicemock.analyze import pauses, phrases
from voicemock.content import packs, reader
from voicemock.content.packs import CATEGORIES, PackFile
from voicemock.content.phrases import phrase_list
from voicemock.errors import InputError, NotFoundError, PackError, StoreError
from voicemock.history.stories import from_toml, to_toml
from voicemock.interview.selection import Background, choose
from voicemock.language import get, interrogatives, quantities
from voicemock.language.base import clauses, sentences
from voicemock.language.matching import PhraseFinder, parse
from voicemock.language.patterns import Gap
from voicemock.values import document
from voicemock.values.answer import Answer, Pauses, Transcript, Word
from voicemock.values.interview import LanguageCode, Mood, Pack, Phrase, Question, Story
from voicemock.values.sound import Activity, Interval

CODES: tuple[LanguageCode, ...] = ("zh", "en")
in_both = pytest.mark.parametrize("code", CODES)
one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

# -- what packs are made of -------------------------------------------------------------

_letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])
_texts = st.text(_letters, max_size=12)
_words = st.text(_letters, min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
_plain = _texts.filter(lambda text: "{" not in text)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
_cues = st.fixed_dictionaries(
    {
        "when": st.sampled_from(["no_result", "always"]),
        "text": _words,
        "mood": st.sampled_from(get_args(Mood)),
    }
)
_questions = st.fixed_dictionaries(
    {
        "text": _words.filter(lambda text: "{" not in text),
        "category": st.sampled_from([one for one in CATEGORIES if one != "roleplay"]),
    },
    optional={
        "framework": st.sampled_from(["star", "none", "care"]),
        "mood": st.sampled_from(get_args(Mood)),
        "limit_s": st.floats(5, 3600) | st.integers(5, 3600),
        "listens_for": _plain,
        "tips": st.lists(_plain, max_size=3),
        "example": _plain,
        "terms": st.lists(_plain, max_size=3),
        "follow_ups": st.lists(
            _cues.filter(lambda cue: "{" not in cue["text"]), max_size=2
        ),
    },
)  # fmt: skip


@st.composite
def pack_tables(draw: st.DrawFn) -> dict[str, Any]:
    """A pack without a fault, as plain values."""
    names = draw(st.lists(_words, min_size=1, max_size=4, unique=True))
    return {
        "schema": 1, "id": draw(_words), "title": draw(_texts), "language": draw(st.sampled_from(CODES)),
        "question": [{"id": name, **draw(_questions)} for name in names],
    }  # fmt: skip


def _toml(value: Any) -> str:
    """A value as TOML writes it, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(str(k))} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "nan" if value is None else str(value).lower()


def _file(folder: Path, data: dict[str, Any]) -> Path:
    path = folder / "pack.toml"
    lines = [f"{_toml(key)} = {_toml(one)}\n" for key, one in data.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _loaded(path: Path) -> Pack | None:
    """The pack, or None where it is refused as it must be."""
    try:
        return packs.load_pack(path)
    except InputError as error:
        said = str(error)
        assert said.startswith(str(path))
        assert len(said) < len(str(path)) + 600
        assert not set(said) & set("\n\r\x1b\x00")
        return None


@one_folder
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_any_bytes_are_a_pack_or_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes(data)
    _loaded(path)


@one_folder
@given(data=pack_tables(), odd=_values, draw=st.data())
def test_a_pack_with_any_value_in_it_is_a_pack_or_refused(
    data: dict[str, Any], odd: Any, draw: st.DataObject, tmp_path: Path
) -> None:
    place: Any = data
    while True:
        key = draw.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))  # fmt: skip
        deeper = isinstance(place[key], (dict, list)) and place[key]
        if not deeper or draw.draw(st.booleans()):
            place[key] = odd
            break
        place = place[key]
    found = _loaded(_file(tmp_path, data))
    assert found is None or isinstance(found, Pack)
    with contextlib.suppress(PackError):  # what TOML cannot write, as None, goes past the file
        reader.check(tmp_path / "pack.toml", "", data, PackFile, "question")


@one_folder
@given(data=pack_tables())
def test_a_pack_comes_back_as_it_was_written(data: dict[str, Any], tmp_path: Path) -> None:
    found = _loaded(_file(tmp_path, data))
    assert found is not None
    assert [one.id for one in found.questions] == [one["id"] for one in data["question"]]
    for question, written in zip(found.questions, data["question"], strict=True):
        back = json.loads(json.dumps(asdict(question)))
        assert {key: back[key] for key in written} == written
    assert (found.id, found.title, found.language) == (data["id"], data["title"], data["language"])


@one_folder
@given(data=pack_tables(), name=st.from_regex(r"[a-z]{3,9}_x", fullmatch=True), deep=st.booleans())
def test_a_key_that_is_not_known_is_named(
    data: dict[str, Any], name: str, deep: bool, tmp_path: Path
) -> None:
    (data["question"][-1] if deep else data)[name] = "x"
    path = _file(tmp_path, data)
    with pytest.raises(PackError, match=f"{name} is not known"):
        packs.load_pack(path)


@given(text=st.text(max_size=200) | st.builds(lambda a, b: f"{a} = {b}", _words, _words))
def test_any_text_is_a_story_or_refused(text: str) -> None:
    try:
        assert isinstance(from_toml(text, "1"), Story)
    except InputError as error:
        assert str(error)


@given(
    story=st.builds(
        Story, id=st.just("1"), language=st.sampled_from(CODES), title=_words, situation=st.text(),
        result=st.text(), tags=st.lists(_words, max_size=3).map(tuple),
    )
)  # fmt: skip
def test_a_story_comes_back_as_it_was_written(story: Story) -> None:
    kept = replace(
        story,
        **{
            name: getattr(story, name).replace("\r\n", "\n").strip()
            for name in ("title", "situation", "result")
        },
    )
    back = from_toml(to_toml(kept), "1")
    assert back == kept


# -- patterns and phrases ---------------------------------------------------------------

_pieces = {
    code: st.one_of(
        st.sampled_from(
            [say.partition(">")[0] for one in phrase_list(code).phrases for say in one.say]
        ).map(lambda say: " ".join(say.replace("[", "|").replace("]", "|").split("|")[:2])),
        st.sampled_from(["，", "。", ", ", ". ", " ", "不", " not ", "I ", "我", "他", "？", "95%", "\n"]),
        st.text(_letters, max_size=6),
    )
    for code in CODES
}  # fmt: skip


def _spoken(code: LanguageCode) -> st.SearchStrategy[str]:
    """Text with phrases of the list in it, normalized."""
    joined = st.lists(_pieces[code], max_size=10).map("".join)
    return joined.map(get(code).normalize).map(lambda text: text[:400])


@in_both
@given(text=st.text(max_size=40) | st.text("ab[]|*,> 我会", max_size=40))
def test_any_text_is_a_pattern_or_refused(code: LanguageCode, text: str) -> None:
    try:
        pattern = parse(text, get(code))
    except PackError as error:
        assert str(error)
        return
    assert pattern.starts()
    assert pattern.starts() <= pattern.forms()
    assert not isinstance(pattern.elements[0], Gap)
    assert 0 < pattern.context <= len(pattern.elements)


@cache
def _usual_s(code: LanguageCode) -> float:
    """Processor time of looking through 400 characters of everyday speech, on this machine."""
    text = {"zh": "我会先听客户说完，然后查订单。", "en": "I listen first, then I check it. "}[code]
    text = (text * 30)[:400]
    took = []
    finder = shipped_finder(code)
    for _time in range(5):
        began = time.thread_time()
        finder.find(text)
        took.append(time.thread_time() - began)
    return max(took)


@in_both
@given(data=st.data())
def test_matches_lie_in_the_text_in_order_and_apart(
    code: LanguageCode, data: st.DataObject
) -> None:
    text = data.draw(_spoken(code))
    language, finder = get(code), shipped_finder(code)
    began = time.thread_time()
    found = finder.find(text)
    assert time.thread_time() - began < 500 * _usual_s(code)
    tokens = language.without_hesitations(language.tokens(text))
    kinds = {one.id: one.kind for one in phrase_list(code).phrases}
    at = last = 0
    for match in found:
        assert at <= match.start < match.end <= len(text)
        assert last <= match.first < match.last <= len(tokens)
        assert (match.start, match.end) == (tokens[match.first].start, tokens[match.last - 1].end)
        assert kinds[match.id] == match.kind
        assert any(a <= match.start and match.end <= b for a, b in sentences(text))
        at, last = match.end, match.last
    assert finder.find(text) == found
    if code == "en" and text.isascii():
        assert finder.find(text.upper()) == found


@in_both
@given(data=st.data())
def test_the_end_of_a_sentence_parts_what_is_found(code: LanguageCode, data: st.DataObject) -> None:
    first, second = data.draw(_spoken(code)), data.draw(_spoken(code))
    finder, border = shipped_finder(code), "\n"
    apart = finder.find(first), finder.find(second)
    tokens = len(get(code).without_hesitations(get(code).tokens(first)))
    by = len(first) + len(border)
    moved = [
        replace(one, start=one.start + by, end=one.end + by, first=one.first + tokens,
                last=one.last + tokens)
        for one in apart[1]
    ]  # fmt: skip
    assert finder.find(first + border + second) == [*apart[0], *moved]


def _transcript(text: str, code: LanguageCode) -> Transcript:
    """A word each half second."""
    spans = dict.fromkeys((one.start, one.end) for one in get(code).tokens(text))
    words = [
        Word(text[a:b], number / 2, number / 2 + 0.4, None, a)
        for number, (a, b) in enumerate(spans)
    ]
    return Transcript(text, "test", words=tuple(words))


@in_both
@given(data=st.data())
def test_a_hit_quotes_the_transcript_at_the_time_of_its_words(
    code: LanguageCode, data: st.DataObject
) -> None:
    transcript = _transcript(data.draw(_spoken(code)), code)
    found = phrases.measure(transcript, phrase_list(code), get(code))
    starts = {word.start_s: word for word in transcript.words}
    ends = {word.end_s: word for word in transcript.words}
    at = 0.0
    for hit in found.items:
        assert at <= hit.start_s < hit.end_s
        assert hit.heard in transcript.text
        assert hit.heard.startswith(starts[hit.start_s].text)
        assert hit.heard.endswith(ends[hit.end_s].text)
        at = hit.end_s
    assert (found.positive or 0) == sum(one.kind == "positive" for one in found.items)
    assert (found.negative or 0) == sum(one.kind == "negative" for one in found.items)


@in_both
@given(text=st.text(max_size=80))
def test_normalizing_is_done_once_and_tokens_lie_in_order(code: LanguageCode, text: str) -> None:
    language = get(code)
    once = language.normalize(text)
    assert language.normalize(once) == once
    at = 0
    for token in language.tokens(once):
        assert 0 <= at <= token.start < token.end <= len(once)
        assert token.form
        at = token.start
    assert language.count_units(once) >= 0


@given(text=st.text("ab我是。？！.,，; \n-—:1", max_size=60) | st.text(max_size=40))
def test_clauses_lie_within_sentences_and_nothing_spoken_is_lost(text: str) -> None:
    whole, parts = sentences(text), clauses(text)
    for pieces in (whole, parts):
        assert all(0 <= a < b <= len(text) for a, b in pieces)
        assert all(b <= c for (_a, b), (c, _d) in itertools.pairwise(pieces))
        left = "".join(text[a:b] for a, b in pieces)
        assert [one for one in left if one.isalnum()] == [one for one in text if one.isalnum()]
    assert all(any(a <= c and d <= b for a, b in whole) for c, d in parts)


@in_both
@given(data=st.data())
def test_quantities_and_questions_lie_in_the_text(code: LanguageCode, data: st.DataObject) -> None:
    numbers = st.sampled_from(["三十", "5", "百分之", "个客户", "twenty ", "3,000 ", "hours ", "吗？", "what is ", "?"])  # fmt: skip
    text = "".join(data.draw(st.lists(numbers | _pieces[code], max_size=10)))
    text = get(code).normalize(text)
    for found in (
        quantities.quantities(text, code),
        interrogatives.questions(text, code, expected=True),
    ):
        at = 0
        for start, end in found:
            assert at <= start < end <= len(text)
            at = start + 1


# -- spans and pauses -------------------------------------------------------------------

_DURATION = 64.0
_times = st.integers(0, int(_DURATION * 64)).map(lambda one: one / 64)  # exact in binary


@st.composite
def _silences(draw: st.DrawFn) -> list[Interval]:
    edges = sorted(draw(st.lists(_times, max_size=20, unique=True)))
    return [Interval(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@given(silences=_silences())
def test_speech_lies_between_silences_that_are_long_enough(silences: list[Interval]) -> None:
    found = Activity(activities._between(silences, _DURATION))
    edges = [edge for one in found.speech for edge in (one.start_s, one.end_s)]
    assert edges == sorted(edges)
    assert all(one.duration_s > 0 for one in found.speech)
    if found.span is None:
        assert silences == [Interval(0.0, _DURATION)]
        return
    assert 0 <= found.span.start_s < found.span.end_s <= _DURATION
    assert all(one in silences and one.duration_s >= activities.MIN_PAUSE_S for one in found.gaps)
    spoken = sum(one.duration_s for one in (*found.speech, *found.gaps))
    assert spoken == found.span.duration_s
    inside = [
        one
        for one in silences
        if one.duration_s >= activities.MIN_PAUSE_S
        and found.span.start_s < one.start_s
        and one.end_s < found.span.end_s
    ]
    assert list(found.gaps) == inside


@st.composite
def _spoken_activity(draw: st.DrawFn) -> tuple[Activity, LanguageCode, Transcript]:
    code = draw(st.sampled_from(CODES))
    transcript = _transcript(draw(_spoken(code)), code)
    return Activity(activities._between(draw(_silences()), _DURATION)), code, transcript


def _moved(activity: Activity, transcript: Transcript, by: float) -> tuple[Activity, Transcript]:
    speech = tuple(Interval(one.start_s + by, one.end_s + by) for one in activity.speech)
    words = tuple(
        replace(one, start_s=one.start_s + by, end_s=one.end_s + by) for one in transcript.words
    )
    return Activity(speech), replace(transcript, words=words)


@given(given_=_spoken_activity(), by=st.integers(0, 640).map(lambda one: one / 64))
def test_pauses_agree_with_one_another_and_move_with_the_recording(
    given_: tuple[Activity, LanguageCode, Transcript], by: float
) -> None:
    activity, code, transcript = given_
    found = pauses.measure(activity, transcript, get(code))
    if activity.span is None:
        assert found == Pauses()
        return
    lengths = [one.end_s - one.start_s for one in found.items]
    assert [(one.start_s, one.end_s) for one in found.items] == [
        (one.start_s, one.end_s) for one in activity.gaps
    ]
    assert found.count == len(lengths)
    assert found.total_s == sum(lengths)
    assert found.longest_s == max(lengths, default=None)
    assert found.median_s == (statistics.median(lengths) if lengths else None)
    assert (found.mid_clause or 0) == sum(one.place == "mid_clause" for one in found.items)
    later = pauses.measure(*_moved(activity, transcript, by), get(code))
    assert [(one.start_s + by, one.kind) for one in found.items] == [
        (one.start_s, one.kind) for one in later.items
    ]


@given(given_=_spoken_activity(), by=st.integers(0, 64).map(float))
def test_a_pause_has_its_place_whenever_the_recording_begins(
    given_: tuple[Activity, LanguageCode, Transcript], by: float
) -> None:
    """By whole seconds on words at halves: nothing is rounded."""
    activity, code, transcript = given_
    exact = replace(
        transcript, words=tuple(replace(one, end_s=one.start_s + 0.375) for one in transcript.words)
    )
    found = pauses.measure(activity, exact, get(code))
    later = pauses.measure(*_moved(activity, exact, by), get(code))
    assert [one.place for one in found.items] == [one.place for one in later.items]


@given(length=st.floats(0.25, 60), factor=st.floats(1, 4))
def test_a_longer_pause_is_of_no_shorter_kind(length: float, factor: float) -> None:
    kinds = ("brief", "long", "very_long")
    assert kinds.index(pauses.kind(length)) <= kinds.index(pauses.kind(length * factor))


# -- selection --------------------------------------------------------------------------


@st.composite
def _backgrounds(draw: st.DrawFn, pack: Pack) -> Background:
    ids = st.lists(st.sampled_from([one.id for one in pack.questions]), max_size=10)
    words = st.lists(_words | st.sampled_from(["refunds", "退款", "patience"]), max_size=2)
    return Background(draw(ids), draw(ids), draw(words), draw(words))


@in_both
@given(data=st.data(), count=st.integers(0, 80), seed=st.integers(0, 2**32))
def test_a_run_holds_questions_of_the_pack_each_once(
    code: LanguageCode, data: st.DataObject, count: int, seed: int
) -> None:
    pack = packs.default_pack(code)
    background = data.draw(_backgrounds(pack))
    category = data.draw(st.none() | st.sampled_from(CATEGORIES))
    try:
        drawn = choose(pack, count, category=category, background=background, seed=seed)
    except NotFoundError:
        assert category is not None
        return
    ids = [one.id for one in drawn]
    assert len(set(ids)) == len(ids) <= count
    assert set(ids) <= {one.id for one in pack.questions}
    assert category is None or {one.category for one in drawn} <= {category}
    if not any("{" in word for word in (*background.job, *background.company)):
        assert not any("{job}" in one.text or "{company}" in one.text for one in drawn)
    assert drawn == choose(pack, count, category=category, background=background, seed=seed)
    if category is None and 3 <= count <= 20:
        assert len(drawn) == count
        assert (drawn[0].category, drawn[-1].category) == ("intro", "closing")


@given(data=pack_tables(), count=st.integers(1, 6), seed=st.integers(0, 99))
def test_any_pack_gives_a_run(data: dict[str, Any], count: int, seed: int) -> None:
    """Also one without an introduction, a closing or anything in between."""
    pack = Pack(
        data["id"], data["title"], data["language"],
        tuple(Question(one["id"], one["text"], one["category"]) for one in data["question"]),
    )  # fmt: skip
    drawn = choose(pack, count, seed=seed)
    assert len({one.id for one in drawn}) == len(drawn) <= count
    assert set(drawn) <= set(pack.questions)


# -- documents --------------------------------------------------------------------------

_numbers = st.floats(-1e6, 1e6)
st.register_type_strategy(float, _numbers)


@given(answer=st.from_type(Answer))
def test_an_answer_survives_the_way_to_json_and_back(answer: Answer) -> None:
    text = document.to_json(answer)
    back = document.from_json(text)
    assert document.to_json(back) == text
    assert back.transcript.text == answer.transcript.text
    assert [word.text for word in back.transcript.words] == [
        word.text for word in answer.transcript.words
    ]
    assert back.recording.duration_s == pytest.approx(answer.recording.duration_s, abs=0.0051)
    assert "\n" not in text
    assert document.from_json(document.to_json(back)) == back


@given(value=_values, keys=st.lists(st.sampled_from(["id", "span", "pace", "transcript"])))
def test_any_json_is_an_answer_or_refused(value: Any, keys: list[str]) -> None:
    text = json.dumps(dict.fromkeys(keys, value) if keys else value)
    for one in (text, text[: len(text) // 2], str(value)):
        try:
            assert isinstance(document.from_json(one), Answer)
        except StoreError as error:
            assert str(error)


@given(answer=st.from_type(Answer), odd=_values, data=st.data())
def test_an_answer_with_any_value_in_it_is_an_answer_or_refused(
    answer: Answer, odd: Any, data: st.DataObject
) -> None:
    place: Any = document.to_document(answer)
    top = place
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        assume(keys)
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], (dict, list)) or not place[key] or data.draw(st.booleans()):
            place[key] = odd
            break
        place = place[key]
    try:
        assert isinstance(document.from_json(json.dumps(top)), Answer)
    except StoreError as error:
        assert str(error)


@given(phrase=st.builds(Phrase, id=_words, kind=st.just("vague"), say=st.just(("ab",)), why=_texts))
def test_a_phrase_of_one_word_is_found_wherever_it_stands_alone(phrase: Phrase) -> None:
    finder = PhraseFinder([phrase], get("en"))
    assert [one.id for one in finder.find("ab. cd, ab; ef")] == [phrase.id] * 2
