"""The guard itself: what it lets through, and that nothing else gets by it."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Offline

ELSEWHERE = "192.0.2.1"  # an address kept for documentation: nobody has it
_INNER = f"import socket; socket.socket().connect(({ELSEWHERE!r}, 80))"


@pytest.mark.parametrize("call", ["connect", "connect_ex"])
def test_a_connection_to_another_machine_is_refused_and_seen(
    no_network: Offline, call: str
) -> None:
    with socket.socket() as one, pytest.raises(OSError, match="no network"):
        getattr(one, call)((ELSEWHERE, 80))
    assert no_network.all() == [f"socket.connect {ELSEWHERE}"]
    no_network.forget()


def test_so_is_a_datagram_and_a_name_that_is_looked_up(no_network: Offline) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(OSError, match="no network"):
        one.sendto(b"x", (ELSEWHERE, 53))
    with pytest.raises(OSError, match="no network"):
        socket.getaddrinfo("example.invalid", 80)
    with pytest.raises(OSError, match="no network"):
        socket.gethostbyname("example.invalid")
    assert len(no_network.all()) == 3
    no_network.forget()


def test_what_stays_on_the_machine_is_let_through(
    no_network: Offline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2]).close()
    if sys.platform == "win32":
        return
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        monkeypatch.chdir(tmp_path)  # the names of such sockets are short
        server.bind("s")
        server.listen()
        client.connect("s")
    assert no_network.all() == []


@pytest.mark.parametrize(
    "tried",
    [
        f"import socket; socket.create_connection(('{ELSEWHERE}', 80))",
        "import urllib.request; urllib.request.urlopen('http://example.invalid/')",
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_INNER!r}], check=True)",
    ],
)
def test_a_program_that_a_test_starts_is_watched_too(no_network: Offline, tried: str) -> None:
    done = subprocess.run([sys.executable, "-c", tried], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"no network" in done.stderr
    assert len(no_network.all()) == 1
    no_network.forget()


def test_the_guard_is_there_when_voicemock_starts(no_network: Offline) -> None:
    seen = "import sitecustomize, voicemock.cli; print(sitecustomize.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", seen], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert Path(done.stdout.strip()).parent.name == "offline"
    assert no_network.all() == []
