"""A laptop's sound on a machine that has none: a real PulseAudio server with two null sinks.

What is played into ``room`` comes out of the microphone; what the program plays goes to
``speaker``. Both are recorded throughout, and a click played into both at once ties the two
recordings to one clock.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.e2e.browser import chromium, driver, open_page  # noqa: F401  fixtures of all tests here
from tests.e2e.studio_visit import listening  # noqa: F401  the same
from voicemock.analyze.activity import detect
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.testing import joined, silence, tone
from voicemock.values.sound import SAMPLE_RATE, Samples

NEEDED = ("pulseaudio", "pactl", "paplay", "parec", "sox", "espeak-ng")
REQUIRED = os.environ.get("VOICEMOCK_E2E") == "required"
_MIC_RATE = 48_000
_HEARD_ANEW = (
    "test_faults.py", "test_page.py", "test_studio_camera.py", "test_studio_corrections.py",
    "test_studio_page.py", "test_studio_page_beside.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is end to end.

    What sounds in real time is measured anew, twice at most: anything else that had the processor in
    that moment may have spoiled it.
    """
    for item in items:
        if item.nodeid.startswith("tests/e2e/"):
            item.add_marker(pytest.mark.e2e)
            sounds = "virtual_audio" in getattr(item, "fixturenames", ())
            if sounds or item.path.name in _HEARD_ANEW:
                item.add_marker(pytest.mark.flaky(reruns=2))


def unavailable(reason: str) -> None:
    """Skip and say why; in CI, where nothing may be missing, fail."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class VirtualAudio:
    """The running server; `env` makes programs use it."""

    folder: Path
    env: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def pactl(self, *arguments: str) -> str:
        """Talk to the server."""
        done = subprocess.run(
            ["pactl", *arguments], env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def say(self, sound: Samples) -> subprocess.Popen[bytes]:
        """Speak into the microphone, without waiting."""
        path = self.folder / f"say-{time.monotonic_ns()}.wav"
        soundfile.write(path, audio.resample(sound, SAMPLE_RATE, _MIC_RATE), _MIC_RATE)
        process = subprocess.Popen(["paplay", "--device=room", str(path)], env=self.env)
        self.processes.append(process)
        return process

    def click(self) -> None:
        """Mark one moment in both recordings."""
        path = self.folder / "click.wav"
        soundfile.write(
            path, joined(silence(0.3), tone(0.02, 3000, 0.8), silence(0.3)), SAMPLE_RATE
        )
        subprocess.run(["paplay", "--device=both", str(path)], env=self.env, check=True)
        time.sleep(0.3)

    def heard(self, sink: str) -> Samples:
        """What a sink (``speaker`` or ``room``) has played until now, at 16 kHz."""
        raw = np.fromfile(self.folder / f"{sink}.raw", dtype="<i2")
        return audio.resample(audio.to_float(raw), _MIC_RATE, SAMPLE_RATE)


def _start(folder: Path) -> VirtualAudio:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        unavailable(f"not installed: {', '.join(missing)}")
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "asound.conf").write_text(
        "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
    )
    (folder / "default.pa").write_text(
        f"load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1\n"
        "load-module module-null-sink sink_name=speaker rate=48000 channels=1\n"
        "load-module module-null-sink sink_name=room rate=48000 channels=1\n"
        "load-module module-remap-source source_name=mic master=room.monitor\n"
        "load-module module-combine-sink sink_name=both slaves=speaker,room rate=48000 channels=1\n"
        "set-default-sink speaker\nset-default-source mic\n"
    )
    env = {
        **os.environ,
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{folder}/native",
        "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
    }
    server = _run_to_file(
        ["pulseaudio", "-n", "-F", str(folder / "default.pa"), "--exit-idle-time=-1",
         "--disable-shm=yes", "--daemonize=no", f"--log-target=file:{folder}/log"],
        env, folder / "out",
    )  # fmt: skip
    rig = VirtualAudio(folder, env, [server])
    for _try in range(600):
        if (
            subprocess.run(["pactl", "info"], env=env, capture_output=True, check=False).returncode
            == 0
        ):
            break
        time.sleep(0.1)
    else:
        unavailable(f"PulseAudio did not start: {(folder / 'log').read_text()[-300:]}")
    for sink in ("speaker", "room"):
        rig.processes.append(
            _run_to_file(
                ["parec", f"--device={sink}.monitor", "--format=s16le", f"--rate={_MIC_RATE}",
                 "--channels=1", "--latency-msec=20"],
                env, folder / f"{sink}.raw",
            )
        )  # fmt: skip
    for sink in ("speaker", "room"):  # both are listened to
        until = time.monotonic() + 60
        while not (folder / f"{sink}.raw").stat().st_size:
            if time.monotonic() > until:
                unavailable(f"parec hears nothing of {sink}")
            time.sleep(0.02)
    return rig


def _run_to_file(command: list[str], env: dict[str, str], out: Path) -> subprocess.Popen[bytes]:
    with out.open("wb") as file:
        return subprocess.Popen(command, env=env, stdout=file, stderr=subprocess.DEVNULL)


@pytest.fixture
def virtual_audio(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualAudio]:
    """A server of its own for each test, so that unplugging harms nobody."""
    folder = (
        Path("/tmp") / f"voicemock-e2e-{os.getpid()}-{time.monotonic_ns() % 10**6}"
    )  # short: socket path
    rig = _start(folder)
    for name in ("XDG_RUNTIME_DIR", "PULSE_SERVER", "ALSA_CONFIG_PATH"):
        monkeypatch.setenv(name, rig.env[name])
    yield rig
    for process in reversed(rig.processes):
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def answer_sound() -> Samples:
    """The English sample from its first onset on."""
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    onset = detect(sound).speech[0].start_s
    return sound[round(onset * SAMPLE_RATE) :]


@pytest.fixture(autouse=True)
def english(own_folders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program speaks English whatever the interview's language."""
    monkeypatch.setenv("VOICEMOCK_UI", "en")


@pytest.fixture
def program() -> list[str]:
    """The installed program."""
    return [sys.executable, "-m", "voicemock"]


@pytest.fixture
def loaded(forks: list[str]) -> list[str]:
    """The program, forked from one that is loaded."""
    return [*forks, "-m", "voicemock"]


@pytest.fixture
def quick(forks: list[str]) -> list[str]:
    """The program with all of it real but the recognizer, which hears a fixed sentence at once.

    Forked from one that is loaded.
    """
    return [*forks, "-m", "benchmarks.quick"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The same, started by itself: for a test of the process."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]), prepend=os.pathsep)
    return [sys.executable, "-m", "benchmarks.quick"]
