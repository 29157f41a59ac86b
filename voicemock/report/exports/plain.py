"""A text as formats of lines want it."""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """A text on one line: each run of white space is one space, control characters are gone.

    Marks of direction, joiners and emoji stay; they belong to what was written.
    """
    return " ".join(
        "".join(one for one in part if unicodedata.category(one) not in ("Cc", "Cs"))
        for part in text.split()
    )
