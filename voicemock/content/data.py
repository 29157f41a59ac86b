"""Where voicemock's own prompts and samples lie."""

from __future__ import annotations

from pathlib import Path

from voicemock.errors import NotFoundError
from voicemock.i18n import _

_PACKAGE = Path(__file__).parent.parent


def data_folder(name: str) -> Path:
    """``prompts`` or ``samples``: inside the installed package, else beside it in a checkout."""
    for base in (_PACKAGE / "data", _PACKAGE.parent):
        if (base / name).is_dir():
            return base / name
    fault = _("voicemock's own folder {name} is missing; install voicemock again.")
    raise NotFoundError(fault.format(name=name))
