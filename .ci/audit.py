"""Asks the public list of known faults about every package pinned in constraints.txt (pip-audit).

A fault found ends with status 1. Where the list cannot be reached, or knows none of the packages (as
behind a mirror that does not carry it), that is said, and the check goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).parents[1] / "constraints.txt"
UNREACHED = (
    "your network may be blocking",  # time-outs and redirects without end, in pip-audit's own words
    "requests.exceptions.",  # no route, a certificate that is not theirs, a page in place of the list
    "ConnectionError", "Timeout", "ServiceError", "MaxRetryError", "HTTPError",
)  # fmt: skip
LONGEST_S = 300.0
"""Some fifty packages, a question each; a list that answers by drops is not waited for."""
COMMAND = [
    sys.executable, "-m", "pip_audit", "--requirement", str(PINS), "--no-deps", "--disable-pip",
    "--progress-spinner", "off", "--format", "json", "--timeout", "10",
]  # fmt: skip


def main() -> int:
    """Run it and say what came of it."""
    try:
        done = subprocess.run(
            COMMAND, capture_output=True, text=True, check=False, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired:
        return unreached()
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        if any(name in done.stderr for name in UNREACHED):
            return unreached()
        print(f"audit: pip-audit failed: {last}", file=sys.stderr)
        return 1
    known = [one for one in packages if "skip_reason" not in one]
    faults = [(one, fault) for one in known for fault in one["vulns"]]
    for one, fault in faults:
        mended = ", ".join(fault.get("fix_versions", [])) or "no version yet"
        print(f"audit: {one['name']} {one['version']}: {fault['id']}, mended in {mended}")
    if not known:
        print(f"audit: the list knows none of the {len(packages)} packages; nothing was checked")
    else:
        print(
            f"audit: {len(faults)} known faults in {len(known)} of {len(packages)} packages checked"
        )
    return 1 if faults else 0


def unreached() -> int:
    """Say that nothing was checked, which fails nothing."""
    print("audit: the list of known faults cannot be reached; nothing was checked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
