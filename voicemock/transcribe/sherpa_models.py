"""What a folder for sherpa-onnx holds, read before the library sees it.

sherpa-onnx ends the whole process, without an exception, when a model lacks an entry it wants
(measured with 2.0.1: exit status 255). So the entries are read here first. They stand at the
top level of an ONNX file, which is walked over without reading the network itself.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from voicemock.config import expanded
from voicemock.errors import EngineError
from voicemock.i18n import _
from voicemock.language.base import HAN
from voicemock.values.interview import LanguageCode

Kind = Literal["sense_voice", "paraformer"]

_WEIGHTS = ("model.int8.onnx", "model.onnx")
_COMMON = ("vocab_size", "lfr_window_size", "lfr_window_shift")
_LISTS = ("neg_mean", "inv_stddev")
_SENSE_VOICE = (
    "normalize_samples", "with_itn", "without_itn",
    "lang_auto", "lang_zh", "lang_en", "lang_ja", "lang_ko", "lang_yue",
)  # fmt: skip
_KINDS: dict[str, Kind] = {"sense_voice_ctc": "sense_voice", "paraformer": "paraformer"}
_LATIN = re.compile(r"[A-Za-z']+(@@)?")
_METADATA = 14
"""The field of ONNX's ModelProto that holds key and value pairs (onnx.proto)."""
_ENOUGH = 0.05
"""A share of the tokens that shows a language: the published bilingual models hold over 10 %."""


@dataclass(frozen=True)
class SherpaModel:
    """A model that sherpa-onnx will take."""

    kind: Kind
    weights: Path
    tokens: Path
    languages: tuple[LanguageCode, ...]


def find(model: str | None) -> SherpaModel:
    """The model in a folder: ``model.int8.onnx`` (else ``model.onnx``) and ``tokens.txt``.

    Raises:
        EngineError: no folder is named, or what it holds is not such a model.
    """
    if model is None:
        raise EngineError(
            _(
                "The engine sherpa needs a model, a folder with model.int8.onnx and tokens.txt: "
                "unpack sherpa-onnx-sense-voice-zh-en-ja-ko-yue-int8-2024-07-17.tar.bz2 (about 240 "
                "MB unpacked) from github.com/k2-fsa/sherpa-onnx/releases/tag/asr-models and read "
                "the licence in it, or choose the engine whisper."
            )
        )
    folder = expanded(model)
    weights = next((folder / name for name in _WEIGHTS if (folder / name).is_file()), None)
    tokens = folder / "tokens.txt"
    absent = ["model.int8.onnx"] if weights is None else []
    if not tokens.is_file():
        absent.append("tokens.txt")
    if weights is None or absent:
        raise EngineError(
            _("{folder} is not a model for sherpa-onnx: {names} missing.").format(
                folder=folder, names=", ".join(absent)
            )
        )
    try:
        entries, symbols = metadata(weights), _symbols(tokens)
    except (OSError, ValueError) as error:
        raise _damaged(folder, str(error)) from error
    kind = _KINDS.get(entries.get("model_type", ""))
    if kind is None or "nano" in entries.get("comment", "").lower():
        raise EngineError(
            _("{folder} holds neither SenseVoice nor Paraformer; take one of these.").format(
                folder=folder
            )
        )
    _check_entries(folder, kind, entries, symbols)
    languages: tuple[LanguageCode, ...] = (
        ("zh", "en") if kind == "sense_voice" else _languages(symbols)
    )
    return SherpaModel(kind, weights, tokens, languages)


def metadata(path: Path) -> dict[str, str]:
    """The key and value pairs of an ONNX file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not an ONNX file, or it is cut off.
    """
    pairs = {}
    size = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < size:
            tag = _varint(file)
            field, wire = tag >> 3, tag & 7
            if wire == 0:
                _varint(file)
                continue
            if wire not in (1, 2, 5) or not field:
                raise ValueError(_("{name} is no ONNX file").format(name=path.name))
            length = {1: 8, 5: 4}.get(wire) or _varint(file)
            if file.tell() + length > size:
                raise ValueError(_("{name} is cut off").format(name=path.name))
            if field == _METADATA and wire == 2:
                key, value = _pair(file.read(length))
                pairs[key] = value
            else:
                file.seek(length, os.SEEK_CUR)
    return pairs


def _varint(file: BinaryIO) -> int:
    """A number in base 128, least part first."""
    number = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise ValueError(_("it is cut off"))
        number |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return number
    raise ValueError(_("it is no ONNX file"))


def _pair(entry: bytes) -> tuple[str, str]:
    file = io.BytesIO(entry)
    texts = {1: "", 2: ""}
    while file.tell() < len(entry):
        field = _varint(file) >> 3
        texts[field] = file.read(_varint(file)).decode("utf-8")
    return texts[1], texts[2]


def _symbols(path: Path) -> dict[int, str]:
    """Tokens by number; a line is ``token number``, a lone number stands for a space."""
    symbols = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if not 1 <= len(parts) <= 2 or not parts[-1].isdecimal():
            raise ValueError(_("tokens.txt has the line {line!r}").format(line=line))
        symbols[int(parts[-1])] = parts[0] if len(parts) == 2 else " "
    return symbols


def _check_entries(
    folder: Path, kind: Kind, entries: dict[str, str], symbols: dict[int, str]
) -> None:
    """Refuse what sherpa-onnx would end the process for."""
    numbers = _COMMON + (_SENSE_VOICE if kind == "sense_voice" else ())
    for name in numbers:
        if not entries.get(name, "").isdecimal():
            raise _damaged(folder, f"{name}: {entries.get(name)!r}")
    for name in _LISTS:
        if not re.fullmatch(r"[-+.\deE]+(,[-+.\deE]+)*", entries.get(name, "").replace(" ", "")):
            raise _damaged(folder, name)
    if set(range(int(entries["vocab_size"]))) - set(symbols):
        raise _damaged(folder, "tokens.txt")
    if kind == "paraformer" and "</s>" not in symbols.values():
        raise _damaged(folder, "tokens.txt: </s>")


def _damaged(folder: Path, reason: str) -> EngineError:
    return EngineError(
        _("The model in {folder} is damaged or incomplete ({reason}); unpack it again.").format(
            folder=folder, reason=reason
        )
    )


def _languages(symbols: dict[int, str]) -> tuple[LanguageCode, ...]:
    """What a vocabulary can write."""
    letters: dict[LanguageCode, re.Pattern[str]] = {"zh": HAN, "en": _LATIN}
    return tuple(
        code
        for code, written in letters.items()
        if sum(map(bool, map(written.fullmatch, symbols.values()))) >= _ENOUGH * len(symbols)
    )
