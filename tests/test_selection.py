"""Drawing the questions of a run: its shape, and what makes a question likelier."""

from __future__ import annotations

from collections import Counter

import pytest

from voicemock.content import packs
from voicemock.errors import NotFoundError
from voicemock.interview.selection import Background, choose
from voicemock.job.fit import relevance
from voicemock.values.interview import LanguageCode, Pack

CODES: tuple[LanguageCode, ...] = ("zh", "en")
RUNS = 100


@pytest.fixture(params=CODES)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each shipped pack."""
    return packs.default_pack(request.param)


@pytest.mark.parametrize("count", [3, 5, 8])
def test_a_run_begins_with_an_introduction_and_ends_with_the_closing(
    pack: Pack, count: int
) -> None:
    for seed in range(10):
        drawn = choose(pack, count, seed=seed)
        assert len(drawn) == count == len({one.id for one in drawn})
        assert [one.category for one in drawn].count("intro") == 1
        assert drawn[0].category == "intro"
        assert [one.category for one in drawn].count("closing") == 1
        assert drawn[-1].category == "closing"


def test_a_run_mixes_categories(pack: Pack) -> None:
    drawn = choose(pack, 7, seed=3)
    assert len({one.category for one in drawn}) == 7


def test_one_question_is_the_introduction(pack: Pack) -> None:
    assert [one.category for one in choose(pack, 1)] == ["intro"]


def test_more_than_there_are_gives_each_at_most_once(pack: Pack) -> None:
    drawn = choose(pack, 1000)
    assert len(drawn) == len({one.id for one in drawn}) <= len(pack.questions)


def test_the_same_seed_gives_the_same_questions_and_another_others(pack: Pack) -> None:
    assert choose(pack, 6, seed=7) == choose(pack, 6, seed=7)
    assert len({choose(pack, 6, seed=seed) for seed in range(10)}) > 5


def test_a_category_gives_only_its_own(pack: Pack) -> None:
    drawn = choose(pack, 2, category="tricky", seed=1)
    assert [one.category for one in drawn] == ["tricky"] * 2


def test_a_category_there_is_not_is_refused_with_those_there_are(pack: Pack) -> None:
    with pytest.raises(NotFoundError, match=r"cooking.*there are: intro, .*closing"):
        choose(pack, 3, category="cooking")


def test_recent_questions_come_last_in_the_draw(pack: Pack) -> None:
    for seed in range(5):
        first = [one.id for one in choose(pack, 5, seed=seed)]
        second = [one.id for one in choose(pack, 5, seed=seed, background=Background(recent=first))]
        assert set(first).isdisjoint(second)


def test_when_all_are_recent_they_are_drawn_again(pack: Pack) -> None:
    every = [one.id for one in pack.questions]
    assert len(choose(pack, 5, background=Background(recent=every))) == 5


@pytest.mark.parametrize("count", [3, 4, 6, 9])
def test_a_run_of_three_or_more_has_a_tricky_question(pack: Pack, count: int) -> None:
    for seed in range(10):
        assert "tricky" in [one.category for one in choose(pack, count, seed=seed)]


def test_what_went_badly_is_asked_more_often_even_if_it_was_asked_lately(pack: Pack) -> None:
    weak = next(one.id for one in pack.questions if one.category == "behavioural")
    recent = [one.id for one in pack.questions if one.category == "behavioural"]

    def share(background: Background) -> int:
        runs = (choose(pack, 6, background=background, seed=seed) for seed in range(RUNS))
        return sum(weak in [one.id for one in run] for run in runs)

    plain = share(Background())
    assert share(Background(weak=[weak])) > 1.8 * plain
    assert share(Background(weak=[weak], recent=recent)) > 1.8 * plain
    assert share(Background(recent=[weak])) == 0


def test_the_words_of_the_job_choose_the_questions(pack: Pack) -> None:
    words = ["工单系统", "CRM"] if pack.language == "zh" else ["CRM system", "tickets"]

    def fit(background: Background) -> float:
        runs = (choose(pack, 6, background=background, seed=seed) for seed in range(RUNS))
        drawn = [one for run in runs for one in run if one in pack.questions]
        return sum(relevance(one, words, pack.language) for one in drawn) / len(drawn)

    assert fit(Background(job=words)) > 1.5 * fit(Background()) > 0


def test_a_run_for_a_job_has_one_question_made_of_its_words(pack: Pack) -> None:
    background = Background(job=["Zendesk", "SLA"])
    asked: Counter[str] = Counter()
    for seed in range(20):
        run = choose(pack, 4, background=background, seed=seed)
        made = [one for one in run if "Zendesk" in one.text or "SLA" in one.text]
        assert len(made) >= 1
        assert not any(packs.is_template(one) for one in run)
        asked.update(one.text for one in made)
    assert len(asked) > 2


def test_without_company_words_no_question_has_a_hole(pack: Pack) -> None:
    for seed in range(20):
        run = choose(pack, 50, background=Background(job=["Zendesk"]), seed=seed)
        assert not any(packs.is_template(one) for one in run)


def test_no_question_is_made_of_a_verb() -> None:
    pack = packs.default_pack("en")
    for seed in range(20):
        run = choose(pack, 50, background=Background(job=["escalate", "refunds"]), seed=seed)
        made = [one for one in run if one.id.endswith(("-job-1", "-job-2"))]
        assert made
        assert all("refunds" in one.text and "escalate" not in one.text for one in made)
        run = choose(pack, 50, background=Background(job=["escalate"]), seed=seed)
        assert not any(one.id.endswith("-job-1") for one in run)
