"""Kokoro's network: symbols, a style and a speed in, sound out."""

from __future__ import annotations

import contextlib
import os
import threading
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
        self._session: Any = _session(path, threads)
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


def _session(path: Path, threads: int) -> Any:
    """A session of a network, whose graph is optimized once and kept beside it: half a second less.

    The size is part of the name, so that one that was cut short is not taken. The level of
    optimization is one that holds on any processor, as a cache may be shared.
    """
    import onnxruntime

    name = f"{path.stem}-{onnxruntime.__version__}"
    for kept in path.parent.glob(f"{name}-*.onnx"):
        if kept.name == f"{name}-{kept.stat().st_size}.onnx":
            with contextlib.suppress(
                Exception
            ):  # damaged otherwise: ONNX Runtime has kinds of its own
                return _opened(kept, threads, "ORT_DISABLE_ALL")
        kept.unlink(missing_ok=True)
    part = _part(path, name)
    session = _opened(path, threads, "ORT_ENABLE_EXTENDED", kept=part)
    with contextlib.suppress(OSError):  # no room, or a folder that takes nothing: as slow as before
        size = part.stat().st_size
        for old in path.parent.glob(f"{path.stem}-*.onnx"):
            old.unlink(missing_ok=True)
        part.replace(path.with_name(f"{name}-{size}.onnx"))
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)
    return session


def _part(path: Path, name: str) -> Path:
    """Where it is written until it is whole."""
    return path.with_name(f"{name}.{os.getpid()}-{threading.get_ident()}.part")


def _opened(path: Path, threads: int, level: str, *, kept: Path | None = None) -> Any:
    """A session; where it cannot write what is to be kept it is made without."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if kept is not None:
        options.optimized_model_filepath = str(kept)
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception:
        if kept is None:
            raise
        kept.unlink(missing_ok=True)
        return _opened(path, threads, level)
