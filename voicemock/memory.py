"""Memory that large networks have used is given back to the system."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Return to the system what was freed; a few milliseconds.

    The C library of Linux (glibc) keeps freed blocks for each thread. Two networks that work in turn
    in several threads then hold at once what each needs for itself: a practice in Mandarin took up
    to 1,040 MB, and 860 with this. Elsewhere the system's library does so by itself, and nothing
    happens here.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    try:
        return getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):  # Windows names no library by None
        return None
