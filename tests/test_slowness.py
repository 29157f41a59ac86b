"""No text makes the program think for longer than its length: what once took the square of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.slowness import _functions
from tests.helpers import STEEP, least_s, steepness
from voicemock.content import packs, phrases
from voicemock.content.checklist import load_checklist
from voicemock.content.letters import load_letters
from voicemock.content.packs import MAX_TERMS
from voicemock.errors import InputError, PackError, StoreError
from voicemock.files.toml import MAX_CHARACTERS, MAX_PARTS, MAX_VALUES, masked
from voicemock.history.stories import Stories
from voicemock.job import description
from voicemock.language import get
from voicemock.language.matching import PhraseFinder
from voicemock.language.patterns import MAX_CHOICES, MAX_ELEMENTS, MAX_GAPS, parse
from voicemock.values.interview import LanguageCode, Phrase

_HEAD = 'schema = 1\nid = "a"\ntitle = "t"\nlanguage = "en"\n'
_QUESTION = '[[question]]\nid = "{}"\ntext = "Why?"\ncategory = "intro"\n'


@pytest.mark.parametrize(
    ("code", "name", "piece"),
    [
        ("zh", "count_units", "1,"),
        ("en", "count_units", "1."),
        ("zh", "gives_evidence", "万"),
        ("zh", "quantities", "一"),
        ("zh", "quantities", "1."),
        ("zh", "asking", "多少"),
        ("zh", "phrases", "是"),
        ("en", "phrases", "not "),
        ("zh", "steps", "我"),
        ("en", "steps", "a "),
        ("en", "keywords", "aaaa "),
        ("zh", "placeholders", "{ "),
    ],
)
def test_time_grows_with_the_length_of_a_text_not_with_its_square(
    code: LanguageCode, name: str, piece: str
) -> None:
    function = _functions(code)[name][1]
    assert steepness(lambda size: function((piece * size)[:size]), 4_000) < STEEP


@pytest.mark.parametrize("begun, more", [("{", " "), ('"\\"', '\\"'), ("", "'''")])
def test_what_is_never_closed_is_looked_at_once(begun: str, more: str) -> None:
    def look(size: int) -> None:
        text = begun + more * size
        packs._PLACEHOLDER.findall(text)
        masked(text)

    assert steepness(look, 20_000) < STEEP


# -- packs ------------------------------------------------------------------------------


def _pack(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pack.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (_QUESTION.format(1) + "a." * 60_000 + "a = 1\n", 9, f"more than {MAX_PARTS} parts"),
        (_QUESTION.format(1) + '"a".' * 16 + "a = 1\n", 9, "parts"),
        ("[" + "a." * 16 + "a]\n", 5, "parts"),
        (_QUESTION.format(1) + "x = {a = '''''''', " + "a." * 16 + "a = ''}\n", 9, "parts"),
        (_QUESTION.format(1) + "terms = [" + '"a", ' * MAX_VALUES + "]\n", 9, "values"),
        (_QUESTION.format(1) + "terms = [" + '"a", ' * (MAX_TERMS + 1) + "]\n", 9, "keep the best"),
        (_QUESTION.format(1) + f'terms = ["b", "{"a" * 101}"]\n', 9, "more than 100 characters"),
        (_QUESTION.format("a" * (MAX_CHARACTERS + 1)), 6, "shorten it"),
        (_QUESTION.format(1) + f'tips = ["{"a" * (MAX_CHARACTERS + 1)}"]\n', 9, "shorten it"),
    ],
)
def test_too_much_of_something_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    harmless = _pack(tmp_path, _HEAD + _QUESTION.format(1) + "# so long\n" * (len(text) // 10 + 99))
    began = time.thread_time()
    packs.load_pack(harmless)
    usual = time.thread_time() - began
    path, began = _pack(tmp_path, _HEAD + text), time.thread_time()
    with pytest.raises(PackError) as caught:
        packs.load_pack(path)
    assert time.thread_time() - began < 100 * usual
    assert said in str(caught.value)
    assert f":{line}:" in str(caught.value) or f"line {line})" in str(caught.value)
    assert len(str(caught.value)) < 400


def test_as_much_as_is_allowed_is_read(tmp_path: Path) -> None:
    name = ".".join("a" * MAX_PARTS)
    dots = f'tips = ["{"a." * 9_000}", """{"1.2." * 4_000}"""] # {"x." * 40}\nlimit_s = 60.5\n'
    pack = packs.load_pack(_pack(tmp_path, _HEAD + _QUESTION.format(1) + dots))
    assert len(pack.questions[0].tips[0]) == 18_000
    with pytest.raises(PackError, match=r"a is not known"):  # read, then refused for what it is
        packs.load_pack(_pack(tmp_path, f"{_HEAD}{name} = 1\n"))


def test_a_pack_of_thousands_of_questions_is_read_in_proportion(tmp_path: Path) -> None:
    def load(count: int) -> None:
        text = _HEAD + "".join(_QUESTION.format(number) for number in range(count))
        assert len(packs.load_pack(_pack(tmp_path, text)).questions) == count

    assert steepness(load, 4_000) < STEEP


@pytest.mark.parametrize(
    "load",
    [packs.load_pack, lambda path: description.read_job(path, "en"), load_letters, load_checklist],
    ids=["pack", "job", "letters", "checklist"],
)
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/", "/proc/self/mem", "a\0b"])
def test_what_is_no_text_file_is_refused_at_once(
    load: Callable[[Path], object], name: str, tmp_path: Path
) -> None:
    """In less time than ten files of a hundred kilobytes are."""

    def refused(path: Path) -> None:
        with pytest.raises(InputError) as caught:
            load(path)
        assert len(str(caught.value).splitlines()) == 1

    usual = least_s(lambda: refused(_pack(tmp_path, "=" * 100_000)))
    assert least_s(lambda: refused(Path(name))) < 10 * usual


def test_a_story_without_end_is_refused(tmp_path: Path) -> None:
    stories = Stories(tmp_path)
    stories.path("1").parent.mkdir(exist_ok=True)

    def refused(said: str) -> None:
        with pytest.raises(StoreError, match=said):
            stories.get("1")

    stories.path("1").write_text("=" * 100_000)
    usual = least_s(lambda: refused("1"))
    stories.path("1").unlink()
    stories.path("1").symlink_to("/dev/zero")
    assert least_s(lambda: refused("no ordinary file")) < 10 * usual


@pytest.mark.parametrize("mark", ["utf-16", "utf-16-le", "utf-32"])
def test_a_pack_in_another_encoding_is_refused(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes((_HEAD + _QUESTION.format(1)).encode(mark))
    with pytest.raises(PackError, match="not UTF-8"):
        packs.load_pack(path)


def test_two_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    for load in (packs.load_pack, lambda path: description.read_job(path, "en")):
        with pytest.raises(InputError, match=r"under \d MB"):
            load(path)


# -- patterns ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "[a|b] " * (MAX_ELEMENTS + 1),
        "a" + " * a" * (MAX_GAPS + 1),
        f"[{'|'.join(f'a{n}' for n in range(MAX_CHOICES + 1))}]",
        "a" * 100_000,
    ],
)
def test_a_pattern_that_is_too_large_is_refused(pattern: str) -> None:
    with pytest.raises(PackError, match="too large") as caught:
        parse(pattern, get("en"))
    assert len(str(caught.value)) < 300


def test_a_phrase_list_with_such_a_pattern_is_refused_with_its_line(tmp_path: Path) -> None:
    text = f"""schema = 1\nlanguage = "en"\n[[phrase]]\nid = "a"\nkind = "positive"\nwhy = "w"
say = ["fine", "a{" * a" * (MAX_GAPS + 1)}"]\n"""
    with pytest.raises(PackError, match=r"pack\.toml:7: phrase 1 \(a\), field say .*too large"):
        phrases.load_phrases(_pack(tmp_path, text))


@pytest.mark.parametrize(
    "say",
    [
        "a" + " * a" * MAX_GAPS,
        "a" + " * a" * (MAX_GAPS - 1) + " * b",
        "a " + "[a|]" * (MAX_ELEMENTS - 1),
        "a * a * a > a * a * a * a",
        "a * [{0}] * [{0}] * z".format("|".join(f"a{' x' * n}" for n in range(50))),
    ],
)
def test_the_worst_pattern_allowed_takes_time_in_proportion(say: str) -> None:
    """An answer of five minutes that consists of nothing but its first word."""
    finder = PhraseFinder([Phrase("x", "positive", (say,), "w", unless=(say,))], get("en"))
    assert steepness(lambda words: finder.find("a " * words), 1000) < STEEP


def test_ten_thousand_exceptions_are_looked_up_not_tried() -> None:
    finder = PhraseFinder([Phrase("x", "positive", ("a",), "w", unless=("b c",))], get("en"))

    def find(count: int) -> None:
        assert len(finder.find("a b c " * count)) == count

    assert steepness(find, 4_000) < STEEP
