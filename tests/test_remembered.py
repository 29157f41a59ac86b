"""`tests.remembered`: what a network has made of something is what it makes of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from tests import remembered
from voicemock.audio import samples as audio
from voicemock.audio import speaker_networks
from voicemock.content.data import data_folder


def test_the_same_is_done_once_and_anything_else_anew() -> None:
    done: list[str] = []

    def doubled(name: str, sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        done.append(name)
        return sound * 2

    work = remembered.remembering(doubled)
    sound = np.arange(6, dtype=np.float32)
    first = work("a", sound)
    first[:] = 0  # whoever has it may do with it what they like
    assert work("a", sound.copy()).tolist() == [0, 2, 4, 6, 8, 10]
    assert done == ["a"]
    for given in (("b", sound), ("a", sound + 1), ("a", sound.reshape(2, 3)), ("a", sound[:5])):
        assert np.array_equal(work(*given), given[1] * 2)
    assert done == ["a", "b", "a", "a", "a"]


def test_voices_are_those_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    speaker_networks.overlap(sound[: speaker_networks.CHUNK])
    known = speaker_networks.overlap(sound[: speaker_networks.CHUNK])
    monkeypatch.setattr(remembered, "remembers", False)
    assert np.array_equal(known, speaker_networks.overlap(sound[: speaker_networks.CHUNK]))
