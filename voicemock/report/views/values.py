"""What the parts of a view are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """Something that can be heard again. ``number`` is what ``replay --moment`` takes."""

    number: int
    start_s: float
    end_s: float
    kind: str
    title: str
    quote: str
    advice: str = ""


@dataclass(frozen=True)
class Measure:
    """A number with its name, in words, and what to think of it ("good", "mind" or "")."""

    name: str
    value: str
    judgement: str = ""
    remarks: tuple[str, ...] = ()


def clock(seconds: float) -> str:
    """A time as minutes and seconds: 1:02.3."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"
