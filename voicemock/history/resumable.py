"""The interview that is under way, so that one that was interrupted can be gone on with."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir, read_private
from voicemock.values.interview import Plan

_NAME = "interview.json"


def keep(folder: Path, plan: Plan) -> None:
    """Write down how far an interview is; once it is done it is forgotten.

    Raises:
        OSError: it cannot be written.
    """
    if not plan.left:
        other = interrupted(folder)
        if other is None or other.session_id == plan.session_id:  # two may run at once
            forget(folder)
        return
    private_dir(folder)
    write_whole(folder / _NAME, json.dumps(asdict(plan), ensure_ascii=False))


def interrupted(folder: Path) -> Plan | None:
    """The interview that was interrupted last, None where there is none that can be read."""
    from pydantic import TypeAdapter

    try:
        plan = TypeAdapter(Plan).validate_json(read_private(folder / _NAME))
    except (OSError, ValueError):  # pydantic's ValidationError is a ValueError
        return None
    return plan if plan.left and plan.done >= 0 else None


def forget(folder: Path) -> None:
    """There is nothing to go on with any more."""
    (folder / _NAME).unlink(missing_ok=True)
