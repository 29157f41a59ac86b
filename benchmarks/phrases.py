"""How well phrases are heard in sentences that nobody tuned on (``tests/data/coach/phrases.*.toml``).

``python -m benchmarks.phrases`` prints figures only, never a sentence: of the phrases said in new
wording the share found, and of the traps (denied, quoted, reported, asked, another's words, words
that sound alike) the share in which a phrase was heard. ``--patterns`` takes the patterns alone.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.coach import load
from benchmarks.steps import CODES
from voicemock.analyze import phrases
from voicemock.content.phrases import phrase_list
from voicemock.language import get
from voicemock.values.interview import LanguageCode

KINDS = ("positive", "negative", "vague", "hedge")


@dataclass
class Result:
    """Of a language: by kind and by phrase how many were said and found; by trap all and hit.

    ``wrong`` counts phrases heard that were not said where another was.
    """

    said: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """The figures, a line a kind, a trap, and the phrases of which some were missed."""
        rows = [
            f"{name:10} {self.found[name]:3} of {self.said[name]:3} found"
            f" ({self.found[name] / self.said[name]:.3f}), {self.wrong[name]} heard beside others"
            for name in KINDS
        ]
        hits, traps = self.hit.total(), self.traps.total()
        each = ", ".join(f"{name} {self.hit[name]}/{count}" for name, count in self.traps.items())
        rows.append(f"traps hit  {hits} of {traps} ({hits / traps:.3f}): {each}")
        missed = ", ".join(
            f"{name} {self.found[name]}/{count}"
            for name, count in sorted(self.said.items())
            if self.found[name] < count and name not in KINDS
        )
        return [*rows, f"missed some of: {missed}"]


def heard(text: str, code: LanguageCode, *, patterns: bool = False) -> set[tuple[str, str]]:
    """Ids and kinds of the phrases heard in a text."""
    language = get(code)
    text = language.normalize(text)
    listed = phrase_list(code).phrases
    if patterns:
        return {(one.id, one.kind) for one in phrases.pattern_hits(text, listed, language)}
    return {(one.id, one.kind) for one in phrases.find(text, listed, language)}


def result(code: LanguageCode, *, patterns: bool = False) -> Result:
    """All sentences of a language judged."""
    kinds = {one.id: one.kind for one in phrase_list(code).phrases}
    counts = Result()
    for one in load("phrases", code, "sentence"):
        found = heard(one["text"], code, patterns=patterns)
        if "trap" in one:
            counts.traps[one["trap"]] += 1
            counts.hit[one["trap"]] += bool(found)
            continue
        for name in one["phrases"]:
            there = any(name == heard_id for heard_id, _kind in found)
            for of in (name, str(kinds[name])):
                counts.said[of] += 1
                counts.found[of] += there
        for name, kind in found:
            counts.wrong[kind] += name not in (*one["phrases"], *one.get("also", ()))
    return counts


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patterns", action="store_true")
    given = parser.parse_args()
    for code in CODES:
        lines = result(code, patterns=given.patterns).lines()
        sys.stdout.write("".join(f"{line}\n" for line in [code, *lines]))


if __name__ == "__main__":
    main()
