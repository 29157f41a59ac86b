"""The pattern language of the phrase lists.

Plain text matches as a run of tokens (Mandarin: characters, English: words, contractions taken
apart); ``[a|b|c]`` is one of the alternatives, ``[a|]`` an optional one; ``*`` a short gap inside
the clause, ``*,`` one that may reach its end. What follows ``>`` must be said too but is no part
of the phrase: it is context that makes a likeness trustworthy. There are no regular expressions, no
repetition and no nesting, and a pattern has a largest size: the time to match it grows with the text
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain

from voicemock.errors import PackError
from voicemock.i18n import _
from voicemock.language.base import Language

_GAP = "*"
_CONTEXT = ">"
_PART = re.compile(r"\[([^\[\]]*)\]|(\*[,，]?)|([^\[\]*]+)")

MAX_ELEMENTS, MAX_CHOICES, MAX_GAPS = 16, 400, 6
"""Of a pattern; the choices of all its brackets together. A text of n tokens costs some
n * gaps * gap length * choices steps at most."""
MAX_CHARACTERS = 8000
_SHOWN = 60

Forms = tuple[str, ...]


class Gap(Enum):
    """A few tokens of the clause; `TO_CLAUSE_END` may be followed by the next clause."""

    INSIDE_CLAUSE = auto()
    TO_CLAUSE_END = auto()


Element = tuple[Forms, ...] | Gap
"""Alternatives of token forms (an empty one: optional), or a gap."""


@dataclass(frozen=True)
class Pattern:
    """Elements in order; those from ``context`` on only have to follow the phrase."""

    elements: tuple[Element, ...]
    context: int

    def starts(self) -> set[str]:
        """The forms a match may begin with."""
        return {choice[0] for _at, choice in self._openings(0)}

    def seconds(self) -> frozenset[str] | None:
        """The forms its second token may have, None where anything (or nothing) may follow."""
        found: set[str] = set()
        for at, choice in self._openings(0):
            if len(choice) > 1:
                found.add(choice[1])
                continue
            rest = self.elements[at + 1 :]
            closed = next(
                (n for n, one in enumerate(rest) if isinstance(one, Gap) or () not in one), -1
            )
            if closed < 0 or isinstance(rest[closed], Gap):
                return None
            found.update(following[0] for _at, following in self._openings(at + 1))
        return frozenset(found)

    def _openings(self, start: int) -> Iterator[tuple[int, Forms]]:
        """The choices that may come first from element ``start`` on, and where they stand."""
        for at, element in enumerate(self.elements[start:], start):
            if not isinstance(element, Gap):
                yield from ((at, choice) for choice in element if choice)
                if () not in element:
                    return

    def forms(self) -> set[str]:
        """All forms that its elements name."""
        choices = chain.from_iterable(one for one in self.elements if not isinstance(one, Gap))
        return set(chain.from_iterable(choices))


def parse(pattern: str, language: Language) -> Pattern:
    """Read a pattern.

    Raises:
        PackError: brackets do not pair, it can match nothing at all, or it is too large.
    """
    if len(pattern) > MAX_CHARACTERS:
        raise _too_large(pattern)
    phrase, _mark, context = pattern.partition(_CONTEXT)
    elements = _elements(phrase, language)
    if elements is None or (following := _elements(context, language)) is None:
        raise PackError(
            _("the pattern {pattern!r} has an unpaired bracket").format(pattern=pattern)
        )
    everything = elements + following
    gaps = sum(isinstance(one, Gap) for one in everything)
    choices = sum(len(one) for one in everything if not isinstance(one, Gap))
    if len(everything) > MAX_ELEMENTS or choices > MAX_CHOICES or gaps > MAX_GAPS:
        raise _too_large(pattern)
    for end in (0, -1):
        while elements and isinstance(elements[end], Gap):
            elements.pop(end)
    if all(isinstance(element, Gap) or () in element for element in elements):
        raise PackError(_("the pattern {pattern!r} matches nothing").format(pattern=pattern))
    return Pattern((*elements, *following), len(elements))


def _too_large(pattern: str) -> PackError:
    return PackError(
        _(
            "the pattern {pattern!r} is too large: {elements} parts, {gaps} gaps and {choices} "
            "alternatives are the most; make several of it"
        ).format(
            pattern=pattern[:_SHOWN] + "…" * (len(pattern) > _SHOWN), elements=MAX_ELEMENTS,
            gaps=MAX_GAPS, choices=MAX_CHOICES,
        )
    )  # fmt: skip


def _elements(text: str, language: Language) -> list[Element] | None:
    """The elements of a text, None where its brackets do not pair."""
    elements: list[Element] = []
    covered = 0
    for match in _PART.finditer(text):
        if match.start() != covered:
            break
        covered = match.end()
        choice, gap, plain = match.groups()
        if gap:
            elements.append(Gap.INSIDE_CLAUSE if gap == _GAP else Gap.TO_CLAUSE_END)
            continue
        texts = choice.split("|") if choice is not None else [plain]
        forms = tuple(
            tuple(token.form for token in language.tokens(language.normalize(text)))
            for text in texts
        )
        if forms != ((),):
            elements.append(forms)
    return elements if covered == len(text) else None
