"""FFmpeg's filters, which come with the decoder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from voicemock.values.sound import Samples


def filtered(sound: Samples, rate: int, *filters: tuple[str, str]) -> Iterator[Any]:
    """A sound's frames behind a chain of filters, as PyAV has them.

    Args:
        sound: mono float32, shape (n,), n > 0.
        rate: its Hz.
        filters: each one's name and arguments, as FFmpeg writes them.
    """
    import av
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono")
    chain = [graph.add(name, arguments) for name, arguments in filters]
    graph.link_nodes(source, *chain, graph.add("abuffersink")).configure()
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = rate
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            yield graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return
