"""What a person puts right in an answer: words that were misheard, hits that are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StruckKind = Literal["phrase", "filler", "step"]


@dataclass(frozen=True)
class Correction:
    """Words put right: those from ``first`` to before ``last``, as the recognizer counted them."""

    first: int
    last: int
    text: str
    kind: Literal["words"] = "words"


@dataclass(frozen=True)
class Strike:
    """A hit that is none ("I did not say that"): a phrase's or step's id, a filler as it was heard."""

    kind: StruckKind
    id: str
    heard: str
    start_s: float
    end_s: float

    def hits(self, kind: StruckKind, name: str, start_s: float, end_s: float) -> bool:
        """Whether it strikes the hit of this kind and id that was heard then."""
        same = (self.kind, self.id) == (kind, name)
        return same and self.start_s < end_s and start_s < self.end_s

    def same_as(self, other: Strike) -> bool:
        """Whether both strike the same hit."""
        return self.hits(other.kind, other.id, other.start_s, other.end_s)


Edit = Correction | Strike
