"""A minute of paced breathing on the screen, before a question that unsettles."""

from __future__ import annotations

import time
from collections.abc import Callable

from voicemock.cli.terminal.keyboard import Keys
from voicemock.cli.terminal.screen import StatusLine
from voicemock.i18n import _

MINUTE_S = 60.0
IN_S, OUT_S = 4.0, 6.0
"""Six breaths a minute, out longer than in: slow-paced breathing (Laborde et al. 2022)."""
_CELLS = 24
_STEP_S = 0.1


def breathe(
    keys: Keys,
    line: StatusLine,
    *,
    clock: Callable[[], float] = time.monotonic,
    duration_s: float = MINUTE_S,
) -> None:
    """Lead the breath for a minute; any key ends it. The caller is listening to the keys."""
    began_s = clock()
    while (at_s := clock() - began_s) < duration_s:
        line.draw(frame(at_s, duration_s))
        if keys.pressed(_STEP_S) is not None:
            break
    line.clear()


def frame(at_s: float, duration_s: float = MINUTE_S) -> str:
    """What is shown ``at_s`` seconds in: which way to breathe, how full, and how long still."""
    phase_s = at_s % (IN_S + OUT_S)
    if phase_s < IN_S:
        word, full, left_s = _("breathe in"), phase_s / IN_S, IN_S - phase_s
    else:
        word, full = _("breathe out"), 1 - (phase_s - IN_S) / OUT_S
        left_s = IN_S + OUT_S - phase_s
    cells = round(full * _CELLS)
    bar = "●" * cells + "·" * (_CELLS - cells)
    told = _("  {bar}  {word} {left:.0f}   ({rest:.0f} s left, any key ends it)")
    return told.format(bar=bar, word=word, left=max(1.0, left_s), rest=duration_s - at_s)
