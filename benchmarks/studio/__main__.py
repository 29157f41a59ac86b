"""How quick, exact and safe the studio is: ``python -m benchmarks.studio [PART…]``.

Real server, real Chromium, real recognizer, a sound server of its own; beside most figures stand the
terminal's from the same run. Parts, all by default:

- ``waits``: from finishing until the one thing to do is painted, for answers of several lengths
- ``thinking``: the thinking time against a recording of question and answer on one clock
- ``losses``: what is missing after a closed tab, a reload, a kill, a microphone that is gone
- ``processor``: what is used while one speaks, and how often the level is drawn
- ``beginning``: the page's bytes, and how soon it can be used
- ``offline``: a whole interview where there is no network, and what is asked of one
- ``film``: how far pictures are from the sound of their moment
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.accuracy import machine
from benchmarks.studio import cost, film, losses, offline, thinking, waits
from benchmarks.studio.stage import driving

_PARTS = ("waits", "thinking", "losses", "processor", "beginning", "offline", "film")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", choices=[*_PARTS, offline.INSIDE, []], default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--seconds", type=int, nargs="*", default=list(waits.SECONDS), help="of answers"
    )
    parser.add_argument("--lang", choices=["zh", "en"], nargs="*", default=["en", "zh"])
    parser.add_argument("--runs", type=int, default=1, help="answers of each length")
    parser.add_argument("--times", type=int, default=20, help="for each kind of loss")
    parser.add_argument(
        "--kinds", nargs="*", choices=list(losses.KINDS), default=list(losses.KINDS)
    )
    options = parser.parse_args()
    parts = options.part or _PARTS
    if "offline" in parts and (status := offline.measure()):
        return status
    with driving() as driver:
        if offline.INSIDE in parts:
            offline.inside(driver)
            return 0
        if "beginning" in parts:
            cost.beginning(driver, 9)
        if "processor" in parts:
            cost.processor(driver, 60.0)
        if "thinking" in parts:
            thinking.measure(driver, 8, options.seed)
        if "film" in parts:
            film.measure(driver, 120.0)
        if "losses" in parts:
            losses.measure(driver, options.kinds, options.times, options.seed)
        if "waits" in parts:
            waits.measure(driver, options.seconds, options.lang, options.runs, options.seed)
    print(machine())
    return 0


if __name__ == "__main__":
    sys.exit(main())
