"""PortAudio through sounddevice: loaded late, its errors in our words, devices by name.

sounddevice raises OSError on import where PortAudio is missing, so nothing imports it at
module level; `portaudio` is the only door.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal, TextIO

from voicemock.errors import DeviceError
from voicemock.i18n import _
from voicemock.i18n.library_messages import said

Direction = Literal["input", "output"]


@dataclass(frozen=True)
class Device:
    """A sound device as PortAudio names it; ``index`` holds only until the next refresh."""

    index: int
    name: str
    host: str
    default_rate: int


def portaudio() -> ModuleType:
    """The sounddevice module.

    Raises:
        DeviceError: PortAudio is not installed; the message says what to install.
    """
    try:
        import sounddevice
    except OSError as error:
        remedy = (
            _("install it (Debian: apt-get install libportaudio2)")
            if sys.platform.startswith("linux")
            else _("reinstall voicemock")
        )
        raise DeviceError(
            _("PortAudio, the sound library, is missing; {remedy}.").format(remedy=remedy)
        ) from error
    return sounddevice  # type: ignore[no-any-return]


def find(direction: Direction, wanted: str | None = None) -> Device:
    """The default device, or the one whose number or part of whose name is ``wanted``.

    Raises:
        DeviceError: there is none; the message lists what there is.
    """
    sounddevice = portaudio()
    devices = available(direction)
    kind = _("microphone") if direction == "input" else _("loudspeaker")
    if not devices:
        raise DeviceError(
            _("There is no {kind} on this machine; connect one and try again.").format(kind=kind)
        )
    if wanted is None:
        default = sounddevice.default.device[0 if direction == "input" else 1]
        chosen = [one for one in devices if one.index == default] or devices
        return chosen[0]
    matches = [one for one in devices if str(one.index) == wanted] or [
        one for one in devices if wanted.lower() in f"{one.name} {one.host}".lower()
    ]
    if not matches:
        raise DeviceError(
            _("There is no {kind} named {wanted}; there are: {names}.").format(
                kind=kind,
                wanted=wanted,
                names=", ".join(f"{one.index} {one.name} ({one.host})" for one in devices),
            )
        )
    return matches[0]


def look_again() -> None:
    """Let PortAudio, which looks at its start only, see what was plugged in or has come back.

    Streams that are open would be lost: close them first.

    Raises:
        DeviceError: PortAudio is missing or does not start any more.
    """
    sounddevice = portaudio()
    try:
        sounddevice._terminate()  # noqa: SLF001  (there is no public way)
        sounddevice._initialize()  # noqa: SLF001
    except AttributeError:
        return
    except sounddevice.PortAudioError as error:
        raise DeviceError(
            _("The sound system does not answer ({reason}); restart it or the machine.").format(
                reason=reason(error)
            )
        ) from error


def available(direction: Direction) -> tuple[Device, ...]:
    """All devices that can record or play.

    Raises:
        DeviceError: PortAudio is missing or does not answer.
    """
    sounddevice = portaudio()
    try:
        hosts = sounddevice.query_hostapis()
        return tuple(
            Device(
                index=number,
                name=str(entry["name"]),
                host=str(hosts[entry["hostapi"]]["name"]),
                default_rate=int(entry["default_samplerate"]),
            )
            for number, entry in enumerate(sounddevice.query_devices())
            if entry[f"max_{direction}_channels"] > 0
        )
    except sounddevice.PortAudioError as error:
        raise DeviceError(
            _("The sound system does not answer ({reason}); restart it or the machine.").format(
                reason=reason(error)
            )
        ) from error


def open_stream(
    direction: Direction, device: Device, rates: tuple[int, ...], **options: Any
) -> tuple[Any, int]:
    """A mono 16-bit stream, not yet started, and its rate in Hz.

    Args:
        direction: whether it records or plays.
        device: as `find` gives it.
        rates: Hz to try, the best first; the device's own comes last.
        options: as of sounddevice's streams: callbacks, latency.

    Raises:
        DeviceError: the device accepts none of them.
    """
    sounddevice = portaudio()
    build = sounddevice.InputStream if direction == "input" else sounddevice.OutputStream
    last: Exception | None = None
    extra = None
    if device.host == "Windows WASAPI":  # shared mode otherwise insists on the mixer's rate
        extra = sounddevice.WasapiSettings(auto_convert=True)
    for rate in dict.fromkeys((*rates, device.default_rate)):
        try:
            stream = build(
                samplerate=rate,
                device=device.index,
                channels=1,
                dtype="int16",
                extra_settings=extra,
                **options,
            )
            return stream, rate
        except (sounddevice.PortAudioError, ValueError) as error:
            last = error
    raise DeviceError(
        _("{name} could not be opened ({reason}); close other programs that use it.").format(
            name=device.name, reason=reason(last)
        )
    ) from last


def reason(error: BaseException | None) -> str:
    """What PortAudio says of an error, without its number, in the language in use."""
    if error is None or not error.args:
        return str(error)
    return said(error.args[0])


@contextlib.contextmanager
def quiet_c_libraries() -> Iterator[None]:
    """Keep ALSA's and PortAudio's own lines off the terminal.

    They write to file descriptor 2 behind Python's back and would tear the meter apart. Python's
    ``sys.stderr`` goes on to the real one. ``VOICEMOCK_DEBUG`` lets everything through.
    """
    if os.environ.get("VOICEMOCK_DEBUG"):
        yield
        return
    sys.stderr.flush()
    python_stderr: TextIO = sys.stderr
    try:
        if python_stderr.fileno() != 2:
            yield
            return
        kept = os.dup(2)
    except (OSError, ValueError):
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    sys.stderr = os.fdopen(
        kept, "w", encoding=python_stderr.encoding, errors="replace", buffering=1
    )
    try:
        yield
    finally:
        ours = sys.stderr
        sys.stderr = python_stderr
        os.dup2(kept, 2)
        with contextlib.suppress(OSError, ValueError):  # whoever read it may have left
            ours.close()
