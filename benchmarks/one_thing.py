"""How often the one thing named first is what a hiring manager would have named (tests/data/onething).

    python -m benchmarks.one_thing [--locked]

Every second answer is locked: look at its disagreements only when nothing is tuned any more.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from voicemock.assess import written
from voicemock.content import packs
from voicemock.values.interview import LanguageCode

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"
LANGUAGES: tuple[LanguageCode, ...] = ("en", "zh")
CODES = {
    "fine": {""},
    "occasion": {"tell_one_time"},
    "own": {"say_i"},
    "phrase": {"say_kindly"},
    "number": {"add_number"},
    "empathy": {"add_care_empathise"},
    "solution": {"add_care_solve", "add_problem_solution"},
    "action": {"add_star_action", "add_problem_solution"},
    "followup": {"add_care_follow_up"},
    "result": {"add_star_result", "add_problem_result"},
    "question": {"add_care_clarify"},
    "why": {"add_problem_why"},
    "problem": {"add_problem_problem"},
    "off": {"say_more"},
    "longer": {"say_more"},
    "example": {"say_more"},
}
"""What a reader asks for, and what the program calls it."""


def codes(want: str) -> set[str]:
    """The program's names of what a reader asks for."""
    steps = {f"add_{name}_{want}" for name in ("star", "care", "problem", "intro", "closing")}
    return CODES.get(want, steps)


def compare(language: LanguageCode, *, locked: bool) -> list[tuple[str, str, dict[str, Any]]]:
    """Each answer of one half: same, also or wrong, what was said, and the answer as written."""
    with open(DATA / f"onething.{language}.toml", "rb") as file:
        answers = tomllib.load(file)["answer"]
    compared = []
    for one in answers[int(locked) :: 2]:
        question = packs.find(packs.default_pack(language), one["question"])
        thing = written.judge(one["text"], language, question).next
        said = thing.code if thing else ""
        also = set().union(*(codes(name) for name in one.get("also", ())))
        verdict = "same" if said in codes(one["want"]) else "also" if said in also else "wrong"
        compared.append((verdict, said, one))
    return compared


def main() -> None:
    """Print the agreement of either half, and the disagreements of the half that is looked at."""
    for language in LANGUAGES:
        for locked in (False, True):
            compared = compare(language, locked=locked)
            counts = Counter(verdict for verdict, _, _ in compared)
            half = "locked" if locked else "open"
            print(language, half, *(f"{name} {counts[name]}" for name in ("same", "also", "wrong")))
            for verdict, said, one in compared:
                if verdict == "wrong" and (not locked or "--locked" in sys.argv):
                    print(
                        f"   {one['question']}: {one['want']}, not {said or 'fine'}: {one['text']}"
                    )


if __name__ == "__main__":
    main()
