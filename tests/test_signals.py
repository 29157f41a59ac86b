"""Ctrl-C and its kin, once and twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator

import pytest

from voicemock.cli.terminal import signals


@pytest.fixture
def installed() -> Iterator[None]:
    """The program's handlers, taken away again."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    signals.install()
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_second_does_not_disturb_what_the_first_began(
    installed: None, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    signal.raise_signal(number)
    signal.raise_signal(signal.SIGINT)
    monkeypatch.setattr(signals, "GRACE_S", 0.0)  # it takes too long: it may be cut short
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


def test_what_must_end_first_ends_first(installed: None) -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), signals.held():
        signal.raise_signal(signal.SIGINT)
        with signals.held():
            signal.raise_signal(signal.SIGINT)
        done.append(1)
    assert done == [1]
    with signals.held():
        done.append(2)
    assert done == [1, 2]


def test_an_error_in_it_comes_out_as_itself(installed: None) -> None:
    with pytest.raises(ValueError, match="mine"), signals.held():
        raise ValueError("mine")


def test_an_interrupt_during_an_error_is_not_kept_for_later(installed: None) -> None:
    with pytest.raises(KeyboardInterrupt) as caught, signals.held():
        signal.raise_signal(signal.SIGINT)
        raise ValueError("mine")
    assert isinstance(caught.value.__context__, ValueError)
    with signals.held():
        pass  # nothing left over


def test_when_all_is_over_nothing_interrupts(installed: None) -> None:
    signals.over()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.raise_signal(number)


class _Thing:
    """To be referred to."""


def test_an_interrupt_that_python_drops_comes_again(
    installed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a weak reference's callback, as there is one whenever a module is loaded; also twice."""
    monkeypatch.setattr(sys, "unraisablehook", signals.dropped)
    came: list[weakref.ref[_Thing]] = []

    def drop(reference: weakref.ref[_Thing]) -> None:
        came.append(reference)
        signal.raise_signal(signal.SIGTERM)

    kept = []
    for _time in range(2):
        thing = _Thing()
        kept.append(weakref.ref(thing, drop))
        del thing  # raises nothing here
    assert len(came) == 2
    until_s = time.monotonic() + 120
    with pytest.raises(KeyboardInterrupt):
        while time.monotonic() < until_s:
            time.sleep(0.01)


def test_what_else_python_drops_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_reference: object) -> None:
        raise ValueError("mine")

    monkeypatch.setattr(sys, "unraisablehook", signals.dropped)
    thing = _Thing()
    reference = weakref.ref(thing, fail)
    del thing
    assert reference() is None
    assert "ValueError: mine" in capsys.readouterr().err


def test_what_is_ignored_stays_ignored() -> None:
    """nohup, and jobs in the background of a script."""
    code = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
        "from voicemock.cli.terminal import signals; signals.install(); "
        "signal.raise_signal(signal.SIGHUP); print('here')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "here\n"
