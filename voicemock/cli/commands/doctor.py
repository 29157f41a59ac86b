"""``voicemock doctor``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from voicemock.cli import options
from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.screen import ModelBar, show
from voicemock.report.exports.text import Line, width

if TYPE_CHECKING:
    from voicemock.interview.readiness import Check


def doctor(
    device: options.DeviceOption = None,
    output_device: options.OutputDeviceOption = None,
    model: options.ModelOption = None,
    data_dir: options.DataDirOption = None,
    json: options.JsonOption = False,
) -> int:
    """Check microphone, loudspeaker, voices, recognizer and disk."""
    from voicemock.audio.devices import quiet_c_libraries
    from voicemock.interview import readiness

    settings = options.settings_from(
        device=device, output_device=output_device, model=model, data_dir=data_dir
    )
    with quiet_c_libraries():
        found = readiness.checks(settings, lambda: options.history_of(settings), ModelBar())
    if json:
        print_json([check._asdict() for check in found])
    else:
        _print(found)
    return 0 if all(check.ok for check in found if check.needed) else 3


def _print(checks: list[Check]) -> None:
    column = max(width(check.name) for check in checks) + 2
    lines = []
    for check in checks:
        mark = "✓" if check.ok else ("✗" if check.needed else "!")
        pad = " " * (column - width(check.name))
        style = "good" if check.ok else "mind"
        lines.append(Line(((style, f"{mark} "), ("name", check.name + pad), ("", check.found))))
    show(lines)
    sys.stdout.flush()
