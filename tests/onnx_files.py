"""Tiny models for sherpa-onnx, written byte by byte so that no ONNX package is needed.

They hold no learned weights. `sense_voice` writes 好 wherever the sound is loud; `paraformer`
writes the same tokens whatever it hears.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_FLOAT, _INT32 = 1, 6
_FEATURES = 560  # 80 mel bands, 7 frames beside one another
LFR = {"lfr_window_size": 7, "lfr_window_shift": 6}
SENSE_VOICE_TOKENS = ("<blank>", "<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>", "▁好")
PARAFORMER_TOKENS = ("<blank>", "</s>", "我", "们", "wo@@", "rk", "at", "<unk>")


def metadata(kind: str, vocabulary: int) -> dict[str, str]:
    """What sherpa-onnx wants to find in a model of a kind."""
    entries: dict[str, Any] = {
        "model_type": {"sense_voice": "sense_voice_ctc"}.get(kind, kind),
        "vocab_size": vocabulary,
        "neg_mean": ",".join(["-12.0"] * _FEATURES),  # log energy of loud noise is about 17
        "inv_stddev": ",".join(["1.0"] * _FEATURES),
        **LFR,
    }
    if kind == "sense_voice":
        entries |= {"normalize_samples": 0, "with_itn": 14, "without_itn": 15}
        entries |= {"lang_auto": 0, "lang_zh": 3, "lang_en": 4}
        entries |= {"lang_yue": 7, "lang_ja": 11, "lang_ko": 12, "comment": "made by hand"}
    return {key: str(value) for key, value in entries.items()}


def sense_voice(folder: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """A folder with a model that hears 好 in each burst of noise."""
    size = len(SENSE_VOICE_TOKENS)
    weights = np.zeros((_FEATURES, size), np.float32)
    weights[:, 5] = 1 / _FEATURES  # the mean log energy over the threshold
    marks = np.full((1, 4, size), -9, np.float32)
    marks[0, range(4), range(1, 5)] = 9
    graph = _graph(
        nodes=[
            _node("MatMul", ["x", "weights"], ["heard"]),
            _node("Concat", ["marks", "heard"], ["logits"], axis=1),
        ],
        constants={"weights": weights, "marks": marks},
        inputs=[
            _value("x", _FLOAT, ("N", "T", _FEATURES)),
            *(_value(name, _INT32, ("N",)) for name in ("x_length", "language", "text_norm")),
        ],
        outputs=[_value("logits", _FLOAT, ("N", "L", size))],
    )
    return _folder(folder, graph, SENSE_VOICE_TOKENS, metadata("sense_voice", size), changes)


def paraformer(folder: Path, said: Sequence[str], at_s: Sequence[float] | None = None) -> Path:
    """A folder with a model that always hears ``said``, with times where ``at_s`` gives them."""
    size = len(PARAFORMER_TOKENS)
    logits = np.zeros((1, len(said) + 1, size), np.float32)
    for number, token in enumerate([*said, "</s>"]):
        logits[0, number, PARAFORMER_TOKENS.index(token)] = 9
    results = {"logits": logits, "token_num": np.full(1, len(said) + 1, np.int32)}
    if at_s is not None:
        peaks = np.zeros((1, 500), np.float32)
        peaks[0, [round(at / 0.02) for at in (*at_s, 9.9)]] = 1  # the last one is the end's
        results |= {"us_alphas": peaks, "us_cif_peak": peaks}
    graph = _graph(
        nodes=[_node("Identity", [f"{name}_is"], [name]) for name in results],
        constants={f"{name}_is": value for name, value in results.items()},
        inputs=[
            _value("speech", _FLOAT, ("N", "T", _FEATURES)),
            _value("speech_lengths", _INT32, ("N",)),
        ],
        outputs=[
            _value(name, _INT32 if value.dtype == np.int32 else _FLOAT, value.shape)
            for name, value in results.items()
        ],
    )
    return _folder(folder, graph, PARAFORMER_TOKENS, metadata("paraformer", size))


def _folder(
    folder: Path,
    graph: bytes,
    tokens: Sequence[str],
    entries: Mapping[str, str],
    changes: Mapping[str, str | None] | None = None,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        key: value for key, value in {**entries, **(changes or {})}.items() if value is not None
    }
    opset = _text(1, "") + _number(2, 13)
    model = _number(1, 8) + _bytes(7, graph) + _bytes(8, opset)
    model += b"".join(_bytes(14, _text(1, key) + _text(2, value)) for key, value in kept.items())
    (folder / "model.int8.onnx").write_bytes(model)
    lines = [f"{token} {number}\n" for number, token in enumerate(tokens)]
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    return folder


# -- ONNX's messages (onnx.proto), field by field -----------------------------------------


def _varint(number: int) -> bytes:
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _node(kind: str, inputs: Sequence[str], outputs: Sequence[str], **numbers: int) -> bytes:
    out = b"".join(_text(1, name) for name in inputs) + b"".join(_text(2, name) for name in outputs)
    out += _text(4, kind)
    for name, value in numbers.items():
        out += _bytes(5, _text(1, name) + _number(3, value) + _number(20, 2))
    return out


def _value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    dims = b"".join(
        _bytes(1, _number(1, size) if isinstance(size, int) else _text(2, size)) for size in shape
    )
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, dims)))


def _graph(
    nodes: Sequence[bytes],
    constants: Mapping[str, npt.NDArray[Any]],
    inputs: Sequence[bytes],
    outputs: Sequence[bytes],
) -> bytes:
    out = b"".join(_bytes(1, node) for node in nodes) + _text(2, "tiny")
    for name, value in constants.items():
        kind = _INT32 if value.dtype == np.int32 else _FLOAT
        tensor = b"".join(_number(1, size) for size in value.shape) + _number(2, kind)
        out += _bytes(5, tensor + _text(8, name) + _bytes(9, value.tobytes()))
    out += b"".join(_bytes(11, one) for one in inputs)
    return out + b"".join(_bytes(12, one) for one in outputs)
