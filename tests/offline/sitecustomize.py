"""Keeps a Python process, and every one it starts, from reaching another machine.

A folder on ``PYTHONPATH`` with this file in it makes every interpreter load it. What is tried is
refused, as on a machine without a network, and noted in the file that `LOG` names; `tests.conftest`
looks into it after each test. Programs that are not Python are watched by ``make offline``.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

LOG = "TESTS_OFFLINE_LOG"
_LOCAL = ("127.0.0.1", "::1", "localhost", "", "None")
_CALLS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def wanted(event: str, arguments: tuple[object, ...]) -> str | None:
    """The other machine that a call is meant for, None where there is none."""
    if event in _CALLS:
        family, address = getattr(arguments[0], "family", None), arguments[1]
        # other families than the internet's (pipes on disk, the kernel's own) stay on the machine
        if address is None or getattr(family, "name", "") not in ("AF_INET", "AF_INET6"):
            return None
        host = address[0] if isinstance(address, tuple) else address
    elif event in _LOOK_UPS:
        host = arguments[0]
    else:
        return None
    name = host.decode("latin-1") if isinstance(host, bytes) else str(host)
    return None if name in _LOCAL or name.startswith("127.") else name


def install(report: Callable[[str], None]) -> None:
    """Refuse from now on, and report what is tried; a hook of this kind stays for good."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith("socket."):
            host = wanted(event, arguments)
            if host is not None:
                report(f"{event} {host}")
                raise OSError(errno.ENETUNREACH, "tests have no network")

    sys.addaudithook(hook)


def _note(line: str) -> None:
    with open(os.environ[LOG], "a", encoding="utf-8") as file:
        file.write(f"{line} by {' '.join(sys.orig_argv)}\n")


if __name__ == "sitecustomize" and os.environ.get(LOG):
    install(_note)
