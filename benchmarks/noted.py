"""What was measured is noted, so that a long benchmark can be done in steps."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]


class Noted:
    """Values by their keys in a file of a line each.

    Args:
        path: the file; made where it is not. None: nothing is noted.
        state: of all that a value depends on beside its key; what was noted in another is not taken.
        until_s: of the monotonic clock, from when on nothing new is measured.
    """

    def __init__(self, path: Path | None, state: str, until_s: float = math.inf) -> None:
        self._path = path
        self._until_s = until_s
        self._state = state
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if path is not None and path.is_file() else ""
        self._before = "\n" if text and not text.endswith("\n") else ""  # a line may be cut short
        self._values: dict[str, Any] = {}
        for line in text.splitlines():
            with contextlib.suppress(ValueError):
                known, key, value = json.loads(line)
                if known == state:
                    self._values[key] = value

    def get(self, key: str, measure: Callable[[], Any] | None = None) -> Any:
        """The value, measured now if it was not noted; None where there is no more time or no measure."""
        if measure and key not in self._values and time.monotonic() < self._until_s:
            value = self._values[key] = measure()
            if self._path is None:
                return value
            with self._path.open("a", encoding="utf-8") as file:
                row = json.dumps([self._state, key, value], ensure_ascii=False)
                file.write(f"{self._before}{row}\n")
            self._before = ""
        return self._values.get(key)


def kernel() -> str:
    """Whose arithmetic: CTranslate2 takes the best of the processor's by itself."""
    return os.environ.get("CT2_FORCE_CPU_ISA", "the processor's best")


@cache
def program(*folders: str) -> str:
    """The state of what was heard: a digest of the files in folders (all that hear and judge) and the kernel."""
    found = hashlib.sha256(kernel().encode())
    for folder in folders or ("voicemock", "prompts"):
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".npz", ".toml", ".json", ".onnx"}:
                found.update(path.read_bytes())
    return found.hexdigest()[:16]
