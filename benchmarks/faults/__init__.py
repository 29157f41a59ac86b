"""Faults, each as a person meets it."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.faults import devices, disks, ends
from benchmarks.faults.outcome import Outcome
from benchmarks.scene import Scene

CASES: dict[Callable[[Scene], Outcome], int] = {
    devices.suspended: 3, devices.unplugged: 3, devices.server_killed: 3, devices.server_restarted: 0,
    devices.not_openable: 0, devices.not_openable_unseen: 3, devices.never_delivers: 3, devices.zeros: 0,
    devices.noise: 0, devices.loudspeaker_suspended: 0, devices.loudspeaker_unplugged: 0,
    devices.server_killed_while_asked: 3, disks.disk_full: 4, disks.small_disk: 4, disks.no_room_at_all: 4,
    disks.read_only: 4, ends.sigterm: 130, ends.sighup: 130, ends.interrupted: 130,
    ends.interrupted_again: 130, ends.terminal_closed: 130, ends.two_at_once: 0,
}  # fmt: skip
"""Each fault and the exit status it ends with."""
