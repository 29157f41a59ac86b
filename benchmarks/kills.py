"""Answers after ``kill -9``: ``python -m benchmarks.kills [N] [SEED] [whisper]``.

A real ``voicemock practice`` records from a PulseAudio server of its own and is killed at N random
moments (100 by default): most while it records, the others when the recording ends, is analyzed or
saved. Only the recognizer is not Whisper (`benchmarks.quick`), unless the third argument asks for it:
then it listens to real speech while that is recorded, too. After each kill the recording
is read, the database checked, and what is missing at the end counted, against the frames that the
microphone had delivered and against the clock. Each next start has to name every answer that was
left; the last, in a terminal, analyzes them all.
"""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import soundfile

from benchmarks import quick
from benchmarks.scene import Scene, Unseen, length_s, scene
from voicemock.content.data import data_folder
from voicemock.record.wav import SOMETHING_S

_LENGTH_S = 3.0
_WHISPER_LENGTH_S = 9.0  # long enough for pauses, at which it listens ahead
_HEARS_S = 0.4
_MOMENTS = (("recording", 0.6), ("ended", 0.1), ("analyzing", 0.15), ("saving", 0.15))


@dataclass
class Tally:
    """What was found."""

    length_s: float = _LENGTH_S
    kills: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    short: int = 0
    saved: int = 0
    missing_s: list[float] = field(default_factory=list)
    behind_s: list[float] = field(default_factory=list)
    alive: set[str] = field(default_factory=set)


def _moment(run: Unseen, counters: Path, stage: str, draw: random.Random, length_s: float) -> None:
    """Wait for a random moment of a stage."""
    wanted = quick.STAGES.index(stage)
    if stage == "recording":
        at_s = draw.uniform(0.05, length_s)
        run.said("Speak now")
        time.sleep(at_s)
        return
    until = time.monotonic() + 60
    while quick.counted(counters).stage < wanted:
        assert time.monotonic() < until, run.lines
        if run.process.poll() is not None:
            return
        time.sleep(0.0003)
    time.sleep(draw.uniform(0, {"ended": 0.02, "analyzing": 0.6, "saving": 0.06}[stage]))


def _one(play: Scene, number: int, stage: str, draw: random.Random, tally: Tally) -> None:
    counters = play.folder / f"counters-{number}"
    quick.blank(counters)
    play.env |= {"QUICK_COUNTERS": str(counters), "QUICK_HEARS_S": str(_HEARS_S)}
    before = {path.name for path in play.home.glob("answers/*")}
    run = play.unseen(
        "--question", "en-intro-1", "--no-voice", "--max-seconds", str(tally.length_s)
    )
    _moment(run, counters, stage, draw, tally.length_s)
    delivered = quick.counted(counters)
    killed_at = time.monotonic()
    run.process.send_signal(signal.SIGKILL)
    run.end()
    after = quick.counted(counters)
    happened = quick.STAGES[after.stage]
    tally.kills[happened] += 1

    said = "\n".join(line for _at, line in run.lines)
    for answer_id in tally.alive:
        if answer_id not in said:
            tally.lost.append(f"{answer_id} not named at the next start")
    _check_database(play, tally)
    for folder in sorted(play.home.glob("answers/*")):
        if folder.name in before:
            continue
        path = next(iter(sorted(folder.glob("answer*.wav"))), None)
        if path is None:
            if delivered.frames > SOMETHING_S * delivered.rate:
                tally.lost.append(f"{folder.name} has no recording")
            continue
        there_s = length_s(path)
        try:
            whole = soundfile.info(path).duration
        except soundfile.LibsndfileError:
            whole = 0.0
        if there_s == 0.0 or abs(whole - there_s) > 0.1:
            tally.unreadable.append(f"{path} {there_s} {whole}")
            continue
        if happened == "recording" and there_s < tally.length_s:
            tally.missing_s.append(delivered.frames / delivered.rate - there_s)
            tally.behind_s.append(killed_at - delivered.first_at_s - there_s)
        elif there_s < tally.length_s:
            tally.missing_s.append(tally.length_s - there_s)
        if (folder / "answer.json").exists():
            tally.saved += 1
        elif there_s < SOMETHING_S:
            tally.short += 1
        else:
            tally.alive.add(folder.name)


def _check_database(play: Scene, tally: Tally) -> None:
    path = play.home / "history.db"
    if not path.exists():
        return
    try:
        with sqlite3.connect(path) as db:
            [found] = db.execute("PRAGMA integrity_check").fetchone()
        db.close()
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        tally.damaged.append(found)


def _finish(play: Scene, tally: Tally) -> int:
    """At a terminal, have all that was left analyzed; how many answers the history then has."""
    run = play.seen("--question", "en-intro-1", "--no-voice")
    if tally.alive:
        run.said("D: discard")
        run.press("e" if len(tally.alive) > 1 else "a")
        if len(tally.alive) == 1:
            run.said("Enter: go on")
            run.press("\r")
    run.said("Speak now", 60 + 20 * len(tally.alive))
    run.press("q")
    run.end()
    listed = [*play.command()[:-4], "history", "--json"]
    done = Unseen(listed, play.env)
    done.end(60)
    found = set(re.findall(r'"id": "(\d{4}-[^"]+)"', done.out))
    for answer_id in tally.alive - found:
        tally.lost.append(f"{answer_id} is not in the history after all")
    if len(found) != tally.saved + len(tally.alive):
        tally.lost.append(f"{len(found)} in the history, not {tally.saved} + {len(tally.alive)}")
    return len(found)


def measure(count: int, seed: int, *, whisper: bool = False) -> tuple[Tally, int]:
    """Kill ``count`` times; what was found, and how many answers there are in the end."""
    draw = random.Random(seed)
    stages = [
        stage
        for stage, share in _MOMENTS
        for _time in range(max(1, round(share * count)))
    ][:count]  # fmt: skip
    draw.shuffle(stages)
    tally = Tally(_WHISPER_LENGTH_S if whisper else _LENGTH_S)
    with scene() as play:
        if whisper:
            play.env["QUICK_WHISPER"] = "1"
            play.spoken = data_folder("samples") / "answer.en.flac"
        for number, stage in enumerate(stages):
            play.hum()
            _one(play, number, stage, draw, tally)
            hum = play.rig.processes.pop()
            hum.kill()
            hum.wait()
        return tally, _finish(play, tally)


def main() -> None:
    """Kill, print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    tally, found = measure(count, seed, whisper="whisper" in sys.argv[3:])
    kills = ", ".join(f"{stage} {number}" for stage, number in sorted(tally.kills.items()))
    nothing = float("nan")
    print("| | |")
    print("|---|---|")
    print(f"| kills | {sum(tally.kills.values())} ({kills}) |")
    print(f"| unreadable recordings | {len(tally.unreadable)} |")
    print(
        f"| seconds missing of what was delivered, worst | {max(tally.missing_s, default=0):.3f} |"
    )
    print(f"| seconds behind the clock, worst | {max(tally.behind_s, default=nothing):.3f} |")
    print(f"| damaged databases | {len(tally.damaged)} |")
    print(f"| answers not found at the next start | {len(tally.lost)} |")
    print(f"| killed before half a second was recorded | {tally.short} |")
    print(f"| answers in the history in the end | {found} |")
    for line in (*tally.unreadable, *tally.damaged, *tally.lost):
        print(f"  {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
