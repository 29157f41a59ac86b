"""Whether a clause ends between two words, where no mark says it: told by the words around.

A logistic regression over the last and the next words (characters in Mandarin). Its weights are in
`clauses.<language>.json`, trained by `python -m benchmarks.clause_places`, which also prints how well it
does on texts kept aside.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from voicemock.values.interview import LanguageCode

WORDS = 3
"""How many tokens on either side are looked at."""
_FIRST, _LAST = "^", "$"


def features(before: Sequence[str], after: Sequence[str], code: LanguageCode) -> list[str]:
    """What is known of a place: single tokens, and those next to it together."""
    said = [*[_FIRST] * WORDS, *before[-WORDS:]]
    rest = [*after[:WORDS], *[_LAST] * WORDS]
    apart = "" if code == "zh" else " "
    one, two = said[-1], apart.join(said[-2:])
    then, then_two = rest[0], apart.join(rest[:2])
    found = [f"-{one}", f"-{two}", f"+{then}", f"+{then_two}", f"|{one}{apart}{then}"]
    found.append(f"-2{said[-2]}")
    if code == "en":
        return [*found, f"-~{one[-2:]}", f"+~{then[-2:]}"]
    three, then_three = "".join(said[-3:]), "".join(rest[:3])
    more = [f"-{three}", f"+{then_three}", f"+2{rest[1]}", f"-3{said[-3]}", f"+3{rest[2]}"]
    return [*found, *more]


def score(before: Sequence[str], after: Sequence[str], code: LanguageCode) -> float:
    """The log odds that a clause ends between tokens, both being as frequent."""
    weights = _weights(code)
    return weights["bias"] + sum(weights.get(one, 0.0) for one in features(before, after, code))


@cache
def _weights(code: LanguageCode) -> dict[str, float]:
    path = Path(__file__).with_name(f"clauses.{code}.json")
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return found
