"""The content of a file, or a JSON document, on stdout."""

from __future__ import annotations

import json
import sys

from voicemock.cli.terminal.screen import harmless


def print_content(content: str) -> None:
    """A file's content on stdout; a terminal gets it without byte order mark and control characters."""
    seen = sys.stdout.isatty()
    sys.stdout.write(harmless(content.removeprefix("\ufeff")) if seen else content)


def print_json(document: object) -> None:
    """A document on a line of stdout."""
    print(json.dumps(document, ensure_ascii=False))
