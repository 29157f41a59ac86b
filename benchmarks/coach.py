"""How sure the finding of steps is, on answers that nobody tuned on (``tests/data/coach``).

``python -m benchmarks.steps --coach`` prints figures only, never a text: these answers are there to
be judged by, and whoever reads them while tuning spoils them.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.steps import unmarked
from voicemock.analyze import steps
from voicemock.analyze.steps import Judgement
from voicemock.assess.written import judge as judge_written
from voicemock.content.frameworks import framework_list
from voicemock.language import get
from voicemock.values.interview import Framework, LanguageCode, Question

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "coach"
FRAMEWORKS: tuple[Framework, ...] = ("star", "care", "problem", "intro", "closing")
DEVELOPMENT = Path(__file__).parent / "steps_training" / "development"
"""Answers of the same kind to try changes on; rules were mended after reading them."""
NO_STORY = frozenset(["would", "habit"])
"""Kinds of STAR answers that tell of no one time."""


@dataclass
class Tally:
    """Decisions: (labelled there, state), and how many."""

    states: Counter[tuple[bool, str]] = field(default_factory=Counter)

    def share(self, *, there: bool, state: str) -> float:
        """Share of the steps that are there, or not, which are shown as ``state``."""
        of = sum(count for (labelled, _state), count in self.states.items() if labelled is there)
        return self.states[there, state] / max(1, of)

    @property
    def unsure(self) -> float:
        """Share of all."""
        found = sum(count for (_labelled, state), count in self.states.items() if state == "unsure")
        return found / max(1, sum(self.states.values()))

    def line(self, name: str) -> str:
        """The three figures in one line."""
        counts = Counter[bool]()
        for (there, _state), count in self.states.items():
            counts[there] += count
        return (
            f"{name:20} {self.share(there=False, state='found'):15.3f}"
            f" {self.share(there=True, state='absent'):18.3f} {self.unsure:7.3f}"
            f" {counts[False]:7} {counts[True]:7}"
        )


def load(name: str, code: LanguageCode, what: str, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The entries of a held-out file; none where the folder has no such file."""
    path = folder / f"{name}.{code}.toml"
    if not path.exists():
        return []
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))[what]
    return entries


def _judged(text: str, framework: Framework, code: LanguageCode) -> Judgement:
    language = get(code)
    return steps.judge(language.normalize(text), framework, framework_list(code), language)


def scored(code: LanguageCode, *, marks: bool = True, folder: Path = FOLDER) -> dict[str, Tally]:
    """The tallies of a language: in all, by framework, step and kind of answer."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for one in load("test", code, "answer", folder):
        text = one["text"] if marks else unmarked(one["text"], code)
        found = _judged(text, one["framework"], code)
        for step, quote in one["steps"].items():
            decision = (bool(quote), found.states[step])
            for name in ("all", one["framework"], f"{one['framework']}.{step}", f"({one['kind']})"):
                tallies[name].states[decision] += 1
    return tallies


def order(code: LanguageCode, folder: Path = FOLDER) -> tuple[int, int, int]:
    """Wrong verdicts on the order, those of always saying "in order", and all answers."""
    wrong = always = 0
    answers = load("test", code, "answer", folder)
    for one in answers:
        said = _judged(one["text"], one["framework"], code).in_order
        wrong += (said is not False) != one["order_ok"]
        always += not one["order_ok"]
    return wrong, always, len(answers)


def nothing(code: LanguageCode, folder: Path = FOLDER) -> dict[str, tuple[int, int]]:
    """Steps found in text that answers nothing, and all steps looked for, by framework."""
    found: dict[str, tuple[int, int]] = {}
    for framework in FRAMEWORKS:
        states = [
            state
            for one in load("nothing", code, "piece", folder)
            for state in _judged(one["text"], framework, code).states.values()
        ]
        found[framework] = states.count("found"), len(states)
    return found


def no_story(code: LanguageCode, folder: Path = FOLDER) -> tuple[int, int, int]:
    """Answers of what one would or always does: action or result found, "tell one time", all."""
    deed = told = 0
    answers = [
        one
        for one in load("test", code, "answer", folder)
        if one["framework"] == "star" and one["kind"] in NO_STORY
    ]
    for one in answers:
        states = _judged(one["text"], "star", code).states
        deed += "found" in (states["action"], states["result"])
        told += _next(one["text"], code) == "tell_one_time"
    return deed, told, len(answers)


def wrongly_no_story(code: LanguageCode, folder: Path = FOLDER) -> tuple[int, int]:
    """STAR answers that tell of one time (an action is labelled) with "tell one time", and all."""
    answers = [
        one
        for one in load("test", code, "answer", folder)
        if one["framework"] == "star" and one["steps"]["action"] and one["kind"] not in NO_STORY
    ]
    return sum(_next(one["text"], code) == "tell_one_time" for one in answers), len(answers)


def _next(text: str, code: LanguageCode) -> str:
    answer = judge_written(text, code, Question("", "", "behavioural", "star"), asked=False)
    return answer.next.code if answer.next else ""


def report(code: LanguageCode, folder: Path = FOLDER) -> Iterable[str]:
    """All figures of a language, line by line."""
    tallies = scored(code, folder=folder)
    yield f"{code:20} absent as found  present as absent  unsure  absent present"
    for name in sorted(tallies, key=lambda one: (one[0] == "(", "." in one, one)):
        yield tallies[name].line(name)
    yield scored(code, marks=False, folder=folder)["all"].line("all, without marks")
    wrong, always, count = order(code, folder)
    yield f"order: {wrong} of {count} wrong; always in order: {always}"
    pieces = nothing(code, folder)
    found, asked = (sum(column) for column in zip(*pieces.values(), strict=True))
    each = ", ".join(f"{name} {one}/{of}" for name, (one, of) in pieces.items())
    yield f"found in what answers nothing: {found} of {asked} ({found / max(1, asked):.3f}); {each}"
    deed, told, count = no_story(code, folder)
    yield f"would or habit: action or result found {deed} of {count}, tell_one_time {told} of {count}"
    said, count = wrongly_no_story(code, folder)
    yield f"tell_one_time said of what was told: {said} of {count}"
