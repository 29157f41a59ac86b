"""The content of a file on stdout."""

from __future__ import annotations

import sys

from voicemock.cli.terminal.screen import harmless


def print_content(content: str) -> None:
    """A file's content on stdout; a terminal gets it without byte order mark and control characters."""
    seen = sys.stdout.isatty()
    sys.stdout.write(harmless(content.removeprefix("\ufeff")) if seen else content)
