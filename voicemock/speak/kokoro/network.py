"""Kokoro's network: symbols, a style and a speed in, sound out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voicemock.memory import give_back
from voicemock.values.sound import Samples

RATE = 24_000
"""Hz of what it makes."""
MOST_SYMBOLS = 510
"""In one go; a style table has a row for each number of them."""
THREADS = 2
"""For somebody who waits: a second one makes it 1.7 times as quick, more hardly help."""


class Network:
    """The loaded network; may be used from several threads."""

    def __init__(self, path: Path, threads: int) -> None:
        import onnxruntime

        self.threads = threads
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        give_back()
        self._shrinking = onnxruntime.RunOptions()
        """Frees what a run has used: up to 180 MB, which would wait for the next text as long."""
        self._shrinking.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def speak(self, numbers: Sequence[int], styles: Samples, speed: float) -> Samples:
        """Speech, mono float32, shape (n,), at `RATE`.

        Args:
            numbers: of the symbols, up to `MOST_SYMBOLS`.
            styles: a voice's table, shape (510, 256).
            speed: 1 is the voice's own.
        """
        tokens = np.array([[0, *numbers, 0]], np.int64)
        style = styles[len(numbers) - 1][np.newaxis].astype(np.float32)
        (audio,) = self._session.run(
            None,
            {"tokens": tokens, "style": style, "speed": np.array([speed], np.float32)},
            self._shrinking,
        )
        give_back()
        return np.asarray(audio, np.float32).reshape(-1)
