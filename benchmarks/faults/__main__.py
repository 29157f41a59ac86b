"""What happens when sound, disk or terminal fail: ``python -m benchmarks.faults [N] [NAME…]``.

Each fault is made N times (10 by default) under a real ``voicemock practice`` on a PulseAudio server
of its own; only the recognizer is not Whisper (`benchmarks.quick`), because what it hears is
not the question here. Printed are, worst of all times: seconds until the program said so, seconds
until it went on or ended after that, the exit status, and the share of recordings that were kept.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pexpect

from benchmarks.faults import CASES
from benchmarks.faults.outcome import Outcome
from benchmarks.scene import scene


def main() -> None:
    """Make them all, print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    chosen = sys.argv[2:]
    print(
        "| fault | times | noticed after (s) | longest hang (s) | exit status | kept | as asked |"
    )
    print("|---|---|---|---|---|---|---|")
    for case, wanted in CASES.items():
        if chosen and case.__name__ not in chosen:
            continue
        outcomes: list[Outcome] = []
        broken: list[str] = []
        for _time in range(count):
            try:
                with scene() as play:
                    outcomes.append(case(play))
            except (
                AssertionError,
                IndexError,
                subprocess.CalledProcessError,
                pexpect.ExceptionPexpect,
            ) as error:
                broken.append(f"{type(error).__name__}: {str(error)[-1500:]}")
        good = [
            one for one in outcomes
            if one.noticed_s <= 1.5 and one.hang_s <= 3 and one.status == wanted and one.kept
        ]  # fmt: skip
        noticed = max((one.noticed_s for one in outcomes), default=float("nan"))
        hang = max((one.hang_s for one in outcomes), default=float("nan"))
        statuses = ", ".join(sorted({str(one.status) for one in outcomes}))
        print(
            f"| {case.__name__} | {count} | {noticed:.2f} | {hang:.2f} | {statuses} | "
            f"{sum(one.kept for one in outcomes)} | {len(good)} |",
            flush=True,
        )
        for one in broken:
            print(f"  {one}", file=sys.stderr, flush=True)
        for bad in outcomes:
            if bad not in good:
                print(f"  {bad}", file=sys.stderr, flush=True)
        if os.environ.get("FAULTS_SHOW") and outcomes:
            print(f"  {outcomes[0]}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
