"""``voicemock studio`` as a program: its first line, its end, its second run, its port."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.studio_page import WAIT_S, free_port, makers
from voicemock.config import Settings
from voicemock.errors import InputError
from voicemock.history.store import History
from voicemock.studio import server
from voicemock.studio.studio import Studio


@contextlib.contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "voicemock", "studio", "--no-open", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def address_of(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline().strip()


def status(address: str) -> int:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=WAIT_S)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("number", "ends_with"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_the_address_comes_first_and_a_signal_ends_it(
    number: signal.Signals, ends_with: int, tmp_path: Path
) -> None:
    port = free_port()
    with program("--port", str(port)) as started:
        address = address_of(started)
        assert address.startswith(f"http://127.0.0.1:{port}/?token=")
        noted = tmp_path / "home" / "studio.json"
        assert noted.stat().st_mode & 0o077 == 0
        with program() as second:  # opens the one that runs, and goes
            another = address_of(second)
            assert second.wait(WAIT_S) == 0
        assert another.startswith(f"http://127.0.0.1:{port}/?token=")
        assert another != address
        assert [status(one) for one in (address, another, address)] == [303, 303, 403]
        started.send_signal(number)
        output, errors = started.communicate(timeout=WAIT_S)
        assert started.returncode == ends_with
        assert (output, "Traceback" in errors) == ("", False)
        assert not noted.exists()


def test_a_port_that_is_named_and_taken_is_refused_any_other_is_passed_over() -> None:
    with contextlib.ExitStack() as taken:
        for one in server._bound(free := free_port()):
            taken.enter_context(one)
        with pytest.raises(InputError, match=str(free)):
            server.listen(free)
        with socket.socket() as tried:
            with contextlib.suppress(OSError):
                tried.bind(("127.0.0.1", server.PORT))
                tried.listen()
            port, sockets = server.listen(None)
            for one in sockets:
                taken.enter_context(one)
            assert server.PORT < port < server.PORT + server._OTHERS


def test_a_note_of_one_that_is_gone_opens_nothing(tmp_path: Path) -> None:
    for text in ("", "{}", "[]", '{"port": "x", "secret": 1}', '{"port": %d, "secret": "x"}'):
        noted = text % free_port() if "%" in text else text
        (tmp_path / "studio.json").write_text(noted, encoding="utf-8")
        assert server.running(tmp_path) is None


def test_it_ends_when_nobody_is_there_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some time after the last visit; before the first it waits."""
    monkeypatch.setattr(server, "DESERTED_S", 0.3)
    studio = Studio(Settings(), History(tmp_path), makers(["I like it."]))
    seen: list[int] = []

    def opened(address: str) -> None:
        assert studio.deserted_s == 0.0
        studio.asked()
        seen.append(len(address))

    with ThreadPoolExecutor(1) as pool:  # in this thread a browser's loop may run
        ended = pool.submit(server.run, studio, port=free_port(), opened=opened)
        assert ended.result() == 0
    assert seen
