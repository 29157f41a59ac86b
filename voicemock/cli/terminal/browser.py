"""A page shown in the browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer

from voicemock.errors import MissingError
from voicemock.i18n import _

_FAILS_WITHIN_S = 3.0
"""An opener that finds no browser ends sooner; one that has become the browser goes on."""


def show_page(path: Path) -> None:
    """Open a file in the browser.

    Raises:
        MissingError: there is none, or no screen to show it on; it says where the file is.
    """
    if sys.platform != "linux":
        typer.launch(str(path))
    elif not _shown_on_linux(path):
        told = _("No browser could be opened here; open {path} in one yourself.")
        raise MissingError(told.format(path=path.absolute()))


def _shown_on_linux(path: Path) -> bool:
    """Whether xdg-open did it. It is asked here, because its complaints are for nobody."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")
    opener = shutil.which("xdg-open")
    if opener is None or not any(os.environ.get(name) for name in screens):
        return False
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(
        [opener, str(path.absolute())], stdin=quiet, stdout=quiet, stderr=quiet,
        start_new_session=True,
    )  # fmt: skip
    try:
        return child.wait(_FAILS_WITHIN_S) == 0
    except subprocess.TimeoutExpired:
        return True
