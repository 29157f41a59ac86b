"""The address of a language model: of this machine, or refused."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from voicemock.errors import InputError
from voicemock.i18n import _

_LOCAL_NAME = "localhost"
_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_ENDPOINT = "/chat/completions"
_VERSION = "/v1"
"""Where OpenAI's interface lies on the servers that have it, if the address does not say."""
_LONGEST = 200


@dataclass(frozen=True)
class Server:
    """A server on this machine; ``base`` is the path that its interface lies under."""

    host: str
    port: int
    base: str = _VERSION

    @property
    def authority(self) -> str:
        """Host and port, as they stand in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def addresses(self) -> list[str]:
        """What to connect to: numbers alone, so that no name can be another machine's by then.

        Raises:
            OSError: this machine's own name is another's, or nobody's.
        """
        if self.host != _LOCAL_NAME:
            return [self.host]
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        numbers = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not numbers or not all(map(_is_loopback, numbers)):
            raise OSError(_("the name localhost is not this computer's"))
        return numbers


def server(url: str) -> Server:
    """The server of an address.

    Raises:
        InputError: it is no address, or not of this machine.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError as error:
        raise _refusal(url) from error
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= _LONGEST
    if not plain or parts.scheme != "http" or parts.username is not None:
        raise _refusal(url)
    if parts.query or parts.fragment or not (host == _LOCAL_NAME or _is_loopback(host)):
        raise _refusal(url)
    base = parts.path.rstrip("/").removesuffix(_ENDPOINT)
    return Server(host, port, base or _VERSION)


def _is_loopback(host: str) -> bool:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(number in network for network in _LOOPBACK)


def _refusal(url: str) -> InputError:
    told = _(
        "{url} is no language model on this computer, and what you say is sent to no other: give "
        "http://127.0.0.1:PORT (Ollama has 11434, LM Studio 1234, llama.cpp 8080)."
    )
    return InputError(told.format(url=url))
