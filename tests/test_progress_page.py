"""The progress page as HTML, and ``voicemock report --all`` that writes it."""

from __future__ import annotations

import os
import re
import signal
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.helpers import full_answer
from tests.histories import history, saved
from voicemock import cli, i18n
from voicemock.history.store import History
from voicemock.publish.formats import FORMATS, Format
from voicemock.report.pages import charts
from voicemock.report.pages import progress as progress_page
from voicemock.report.views import progress
from voicemock.report.views.measures import Quantity, Spread
from voicemock.report.views.progress import Trend, Usual
from voicemock.values.answer import Answer
from voicemock.values.interview import QuestionRef

TODAY = date(2026, 11, 25)
HOSTILE = (
    "</script><script>window.hit=1</script>\"'><img src=x onerror=alert(1)>\u202e{{ 7*7 }}&amp;😀"
)


class Read(HTMLParser):
    """Tags with their attributes, and the text outside style and script."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._silent = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def rendered(answers: list[Answer], pages: dict[str, str] | None = None) -> str:
    return progress_page.render(progress.build(answers, TODAY, pages))


def trend(*values: float | None, spread: Spread | None = None) -> Trend:
    found = Usual("all", len(values), "", spread)
    return Trend(Quantity("x", "X", lambda _one: None), values, (found,))


# -- charts -----------------------------------------------------------------------------


def test_dots_lie_where_their_values_are() -> None:
    found = charts.chart(trend(10.0, None, 20.0))
    assert [(dot.entry, dot.x, dot.y, dot.text) for dot in found.dots] == [
        (0, charts.LEFT, charts.BOTTOM, "10"),
        (2, charts.RIGHT, charts.TOP, "20"),
    ]
    assert (found.lowest, found.highest) == ("10", "20")


def test_the_band_lies_around_its_middle_and_inside_the_chart() -> None:
    found = charts.chart(trend(10, 20, spread=Spread(15, 12, 30, 9, skewed=True)))
    (band,) = found.usual
    assert band is not None
    assert band.middle is not None
    assert charts.TOP == band.top < band.middle < band.bottom < charts.BOTTOM
    assert found.highest == "30"  # so that the band fits


def test_equal_values_make_a_chart_too() -> None:
    found = charts.chart(trend(3.0, 3.0))
    assert all(charts.TOP <= dot.y <= charts.BOTTOM for dot in found.dots)
    assert charts.chart(trend(0.0)).dots[0].y == charts.BOTTOM


def test_the_line_is_the_mean_of_five_from_five_points_on() -> None:
    assert charts.line([]) == charts.line([(1, 1)]) == ""
    assert charts.line([(1, 1), (2, 5)]) == "M1.0 1.0L2.0 5.0"
    six = [(0.0, 0.0), (1.0, 0.0), (2.0, 10.0), (3.0, 0.0), (4.0, 0.0), (5.0, 5.0)]
    assert charts.line(six) == "M2.0 2.0L3.0 3.0"


def test_the_strip_has_a_cell_for_each_day() -> None:
    found = charts.cells(progress.practice([full_answer("2026-11-24T10-00-00-0000")], TODAY))
    assert len(found) == 11 * 7 + 3
    assert [one.level for one in found[-3:]] == [0, 1, 0]
    assert found[-2].text == "2026-11-24: 1"


# -- the page ---------------------------------------------------------------------------


@pytest.mark.parametrize("ui", ["en", "zh"])
def test_every_number_of_the_charts_is_in_the_table(ui: str) -> None:
    i18n.use(ui)
    answers = history(12)
    read = Read(rendered(answers))
    assert read.all("html")[0]["lang"] == {"en": "en", "zh": "zh-Hans"}[ui]
    (only,) = progress.build(answers, TODAY).parts
    rows = [attrs for attrs in read.all("tr") if "data-i" in attrs]
    assert [row["data-i"] for row in rows] == [str(number) for number in range(11, -1, -1)]
    dots = sum(value is not None for one in only.trends for value in one.values)
    assert len(read.all("circle")) == dots
    for one in only.entries:
        assert one.id in read.text  # no page to link to


def test_each_chart_says_what_it_shows_for_each_selection() -> None:
    answers = history(12)
    text = rendered(answers)
    (only,) = progress.build(answers, TODAY).parts
    sentences = [one for one in Read(text).all("p") if (one.get("class") or "") == "usual"]
    assert len(sentences) == len(only.trends) * len(only.selections)
    assert sum("hidden" not in one for one in sentences) == len(only.trends)
    assert re.search(r"Usually \d+-\d+, mean \d+ \(± one SD of 12\)\. Target 120-150\.", text)
    assert "your own spread is shown from 5 on" in text


def test_texts_stay_texts() -> None:
    answers = [
        replace(
            one,
            question=QuestionRef(f"id{HOSTILE}", HOSTILE, "tricky"),
            transcript=replace(one.transcript, text=HOSTILE),
        )
        for one in history(8)
    ]
    worst = replace(answers[-1], question=QuestionRef("long", "字" * 10_000, HOSTILE))
    worst = replace(
        worst,
        phrases=replace(
            worst.phrases,
            negative=1,
            items=tuple(replace(one, heard=HOSTILE) for one in full_answer().phrases.items),
        ),
    )
    text = rendered([*answers, replace(worst, id="2026-11-25T20-00-00-0000")])
    read = Read(text)
    assert len(read.all("script")) == 1
    assert read.all("img") == []
    assert HOSTILE[:60] in read.text  # shown as it was said
    assert {name for _tag, attrs in read.tags for name in attrs if name.startswith("on")} == set()
    assert "49" not in re.findall(r"\u202e(\d+)", read.text)


def test_nothing_is_styled_or_loaded_past_the_policy() -> None:
    read = Read(rendered(history(9)))
    (policy,) = [one["content"] for one in read.all("meta") if "http-equiv" in one]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert [attrs for _tag, attrs in read.tags if "style" in attrs] == []
    loaded = [attrs.get("src") or attrs.get("href") or "" for tag, attrs in read.tags if tag != "a"]
    assert {one for one in loaded if one} == {"data:,"}


def test_links_are_there_for_pages_that_are_there() -> None:
    answers = history(6)
    read = Read(rendered(answers, {answers[-1].id: "answers/x.html"}))
    links = {one["href"] for one in read.all("a")}
    assert links == {"#main", "answers/x.html"}


def test_no_answers_are_said_to_be_none() -> None:
    assert "There are no answers yet" in Read(rendered([])).text


def test_there_is_no_score_and_no_pressure() -> None:
    text = Read(rendered(history(40))).text.lower()
    assert "there is no overall score" in text
    assert not re.search(r"lost|broke|don't miss|keep it up|goal", text)


# -- the command ------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> History:
    found = History(tmp_path / "home")
    saved(found, [*history(7), *history(2, "zh", seed=1)])
    return found


def run(*arguments: str) -> int:
    """Its exit status; the signal handlers of a program are taken back."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    try:
        return cli.run(["report", *arguments])
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def test_the_page_is_written_into_the_data_folder(
    store: History, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--all") == 0
    written = store.folder / "progress.html"
    assert str(written) in capsys.readouterr().err
    text = Read(written.read_text(encoding="utf-8")).text
    assert "9 answers" in text
    assert "English: 7 answers" in text
    if os.name == "posix":
        assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_one_language_alone(store: History, tmp_path: Path) -> None:
    assert run("--all", "--lang", "zh", "-o", str(tmp_path / "zh.html")) == 0
    text = Read((tmp_path / "zh.html").read_text(encoding="utf-8")).text
    assert "Mandarin: 2 answers" in text
    assert "English" not in text


def test_pages_beside_it_are_linked_and_written_when_asked(
    store: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def write(answers: Sequence[Answer], _store: History) -> str:
        made.extend(one.id for one in answers)
        return f"<p>{answers[0].id}</p>"

    monkeypatch.setitem(FORMATS, "html", Format(write, (".html",)))
    folder = tmp_path / "out"
    assert run("--all", "--with-answers", "-o", str(folder)) == 0
    ids = [one.id for one in store.answers()]
    assert made == ids
    read = Read((folder / "index.html").read_text(encoding="utf-8"))
    hrefs = {one["href"] for one in read.all("a")}
    assert {f"answers/{one}.html" for one in ids} <= hrefs
    assert all((folder / str(one)).is_file() for one in hrefs if str(one).startswith("answers/"))

    made.clear()
    (folder / "answers" / f"{ids[0]}.html").unlink()
    assert run("--all", "--with-answers", "-o", str(folder)) == 0
    assert made == ids[:1]  # the others are there already

    (folder / "answers" / f"{ids[0]}.html").unlink()
    assert run("--all", "-o", str(folder)) == 0
    left = {one["href"] for one in Read((folder / "index.html").read_text()).all("a")}
    assert f"answers/{ids[0]}.html" not in left
    assert f"answers/{ids[1]}.html" in left


def test_in_the_data_folder_pages_lie_with_their_answers(
    store: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMATS, "html", Format(lambda answers, _store: answers[0].id, (".html",)))
    assert run("--all", "--with-answers") == 0
    first = store.answers()[0].id
    assert (store.folder / "answers" / first / "report.html").read_text() == first
    assert f'href="answers/{first}/report.html"' in (store.folder / "progress.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--all", "2026"), "not both"),
        (("--with-answers",), "goes with --all"),
        (("--all", "--with-answers", "--format", "json"), "goes with --all"),
        (("--lang", "zh"), "goes with --all"),
        (("--all", "--with-answers", "-o", "one.html"), "Give a folder"),
        (("--all", "-o", "/nowhere/at/all/x.html"), "could not be written"),
    ],
)
def test_what_makes_no_sense_is_refused(
    store: History,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    if "/nowhere" in arguments[-1]:
        (tmp_path / "file").write_text("")
        arguments = (*arguments[:-1], str(tmp_path / "file" / "x.html"))
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err


def test_all_answers_in_another_format(store: History, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--all", "--format", "json", "--lang", "en") == 0
    assert len(capsys.readouterr().out.splitlines()) == 7


def test_without_answers_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--all") == 2
    assert "There are no answers yet" in capsys.readouterr().err
