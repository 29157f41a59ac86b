"""Which answers are being worked on right now."""

from __future__ import annotations

import time
from pathlib import Path

_LATELY_S = 60.0


def in_use(folder: Path) -> bool:
    """Whether a recording grows in a folder, or did within the last minute."""
    try:
        return (folder / "answer.part.wav").stat().st_mtime > time.time() - _LATELY_S
    except OSError:
        return False
