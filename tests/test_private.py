"""What is written is the owner's alone, whatever the umask, and nothing temporary stays."""

from __future__ import annotations

import os
import pty
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.helpers import beginning
from voicemock import cli
from voicemock.audio import samples as audio

WORDS = "extraordinarily quiet zebra"
FAKE = f"""
from voicemock import testing, transcribe
transcribe.load = lambda *_a, **_k: testing.FakeTranscriber(["I said {WORDS} and helped her."] * 9)
"""


def tree(*folders: Path) -> dict[str, str]:
    """All that lies below, with its permissions."""
    return {
        str(path): oct(stat.S_IMODE(path.lstat().st_mode))
        for folder in folders
        if folder.exists()
        for path in [folder, *folder.rglob("*")]
    }


def too_open(*folders: Path) -> dict[str, str]:
    """What somebody else may read or enter, or the owner may not."""
    return {
        path: mode
        for path, mode in tree(*folders).items()
        if mode != ("0o700" if Path(path).is_dir() else "0o600")
    }


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some words as a recording."""
    path = tmp_path_factory.mktemp("sample") / "said.wav"
    audio.write_wav(path, beginning("en", 5.0))
    return path


class Machine:
    """A home, a place for temporary files, and the program in a process of its own."""

    def __init__(self, folder: Path, umask: int, python: Sequence[str] = (sys.executable,)) -> None:
        self.umask = umask
        self.python = python
        self.home = folder / "person"
        self.temporary = folder / "temporary"
        self.out = folder / "out"
        for one in (self.home, self.temporary, self.out):
            one.mkdir(mode=0o755)
        self.data, self.cache = self.home / "data", self.home / "cache"
        self.environment = {
            **os.environ,
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "VOICEMOCK_HOME": str(self.data),
            "VOICEMOCK_CACHE": str(self.cache),
        }
        for name in [one for one in self.environment if one.startswith("XDG_")]:
            del self.environment[name]
        runtime = folder / "runtime"  # where the sound system's library keeps its socket
        runtime.mkdir(mode=0o700)
        self.environment["XDG_RUNTIME_DIR"] = str(runtime)

    def run(self, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
        """A command; ``code`` runs before it."""
        program = f"{code}\nfrom voicemock.cli import main\nmain()"
        done = subprocess.run(
            [*self.python, "-c", program, *arguments],
            env=self.environment,
            umask=self.umask,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def chain(self, *commands: list[str], code: str = "") -> None:
        """Commands one after the other, in one process."""
        done = self.run(
            code=f"{code}\nimport sys\nfrom voicemock import cli\n"
            f"status = [cli.run(one) for one in {list(commands)!r}]\n"
            "assert not any(status), status\nsys.exit()"
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(params=[0o000, 0o077], ids=oct)
def machine(request: pytest.FixtureRequest, tmp_path: Path, forks: list[str]) -> Machine:
    """With each umask."""
    return Machine(tmp_path, request.param, forks)


def test_all_that_an_interview_leaves_is_the_owners(machine: Machine, sample: Path) -> None:
    """Recordings, documents, database, pages, plan, stories, spoken questions."""
    first = ["practice", "--lang", "en", "--question", "en-intro-1", "--answer", str(sample)]
    # leaves a plan: the second answer is interrupted
    second = ["practice", "--lang", "en", "--questions", "2", "--no-voice", "--no-follow-ups"]
    second += ["--answer", str(sample)] * 2
    story = ("--title", "T", "--situation", "S", "--task", "T", "--action", "A", "--result", "R")
    machine.chain(
        ["stories", "add", *story, "--tag", "x"],
        ["stories", "edit", "1", "--result", "42"],
        ["report", "--open"],
        ["report", "--all", "--open"],
        code=FAKE
        + f"""
from voicemock.cli.commands import report
import voicemock.interview.runner as s
from voicemock import cli
assert cli.run({first!r}) == 0
real, calls = s.Examiner.examine, []
def once(*arguments):
    calls.append(1)
    if len(calls) > 1:
        raise KeyboardInterrupt
    return real(*arguments)
s.Examiner.examine = once
assert cli.run({second!r}) == 130
report.show_page = lambda _path: None
""",
    )
    if machine.umask == 0:
        machine.run("doctor")
    names = {Path(path).name for path in tree(machine.data, machine.cache)}
    assert {
        "answer.wav", "answer.json", "recording.json", "history.db", "report.html", "peaks.json",
        "progress.html", "1.toml", "interview.json", "voices",
    } <= names  # fmt: skip
    assert too_open(machine.data, machine.cache) == {}
    assert tree(machine.temporary).keys() == {str(machine.temporary)}
    elsewhere = {str(path.relative_to(machine.home)) for path in machine.home.glob("*/*")}
    known = ("data/", "cache/", ".config/pulse")  # the last by the sound system's library
    assert [one for one in elsewhere if not one.startswith(known)] == []


def test_the_databases_journal_is_the_owners(tmp_path: Path, forks: list[str]) -> None:
    """SQLite makes it like the database."""
    machine = Machine(tmp_path, 0o000, forks)
    done = machine.run("history", code="")
    assert done.returncode == 0
    kept = machine.data / "history.db"
    script = (
        "import sqlite3, sys, os; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute(sys.argv[2]); db.execute('BEGIN IMMEDIATE');"
        "db.execute(\"INSERT INTO session VALUES ('s', 'en', 'p')\"); os._exit(0)"
    )
    for mode in ("PRAGMA journal_mode = PERSIST", "PRAGMA journal_mode = WAL"):
        subprocess.run([*forks, "-c", script, kept, mode], check=True, umask=machine.umask)
        assert machine.run("history").returncode == 0
        assert too_open(machine.data) == {}


def test_a_report_is_its_owners(tmp_path: Path, sample: Path, forks: list[str]) -> None:
    """Where it is new; a file that is there keeps the permissions the person gave it."""
    machine = Machine(tmp_path, 0o000, forks)
    out = machine.out
    there = tmp_path / "there.html"
    there.touch()
    there.chmod(0o644)
    machine.chain(
        [
            "practice",
            "--lang",
            "en",
            "--question",
            "en-intro-1",
            "--answer",
            str(sample),
            "--no-voice",
        ],
        *(["report", "-o", str(out / f"a.{name}")] for name in ("html", "json", "csv", "md")),
        ["report", "--all", "--format", "html", "--with-answers", "-o", str(out / "all")],
        ["report", "-o", str(there)],
        code=FAKE,
    )
    assert (out / "all" / "index.html").is_file()
    assert too_open(*out.iterdir()) == {}
    assert stat.S_IMODE(there.stat().st_mode) == 0o644


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o077], ids=oct)
def test_a_letter_is_as_the_umask_says_but_for_nobody_else_to_write(
    tmp_path: Path, umask: int, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = ["letter", "--lang", "en", "--name", "A", "--company", "B", "--at", "2026-11-27 14:00"]
    letter += ["--role", "C", "--topic", "D", "--interviewer", "E", "--tz", "UTC"]
    written = [tmp_path / "letter.txt", tmp_path / "letter.ics"]
    before = os.umask(umask)
    try:
        assert cli.run([*letter, "-o", str(written[0]), "--ics", str(written[1])]) == 0
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o644 & ~umask}


EDITORS = {
    "as it was": ("true", 0, False),
    "fails": ("false", 3, False),
    "changed and right": (r"sed -i s/R/42/", 0, False),
    "changed and wrong": ("sed -i s/title/tilte/", 2, True),
}


@pytest.mark.parametrize("editor", EDITORS)
def test_an_edited_story_leaves_nothing_temporary_but_what_would_be_lost(
    tmp_path: Path, editor: str, forks: list[str]
) -> None:
    command, status, kept = EDITORS[editor]
    machine = Machine(tmp_path, 0o000, forks)
    story = ("--title", "T", "--situation", "S", "--task", "T", "--action", "A", "--result", "R")
    machine.run("stories", "add", *story, "--tag", "x")
    script = tmp_path / "editor"
    seen = tmp_path / "seen"
    script.write_text(f'#!/bin/sh\nls -ldL "$1" "$(dirname "$1")" | cut -c1-10 > {seen}\n'
                      f'{command} "$1"\n')  # fmt: skip
    script.chmod(0o755)
    main, side = pty.openpty()
    os.write(main, b"n\n")
    done = subprocess.run(
        [*forks, "-m", "voicemock", "stories", "edit", "1"],
        env={**machine.environment, "EDITOR": str(script)}, stdin=side, stdout=side,
        stderr=side, check=False, umask=0,
    )  # fmt: skip
    os.close(main)
    os.close(side)
    assert done.returncode == status
    assert set(seen.read_text().split()) == {"-rw-------", "drwx------"}
    assert bool(list(machine.temporary.iterdir())) == kept
    assert too_open(*machine.temporary.iterdir(), machine.data) == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_voice_that_is_interrupted_leaves_nothing(
    tmp_path: Path, number: int, sample: Path
) -> None:
    """Ctrl-C while a question is made; the half-made file goes, too."""
    machine = Machine(tmp_path, 0o000)
    code = """
import sys
from pathlib import Path
import voicemock.speak.pyttsx as p
slow = Path(sys.argv.pop(1))
real = p.subprocess.run
def run(command, **given):
    import json
    path = json.loads(given["input"])["path"]
    given["timeout"] = None  # else it is over by itself where the test comes late
    return real(["sh", "-c", f"echo sound > '{path}'; echo > '{slow}'; sleep 600"], **given)
p.subprocess.run = run
from voicemock.cli import main
main()
"""
    begun = tmp_path / "begun"
    arguments = ["practice", "--lang", "en", "--question", "en-intro-1", "--answer", str(sample)]
    process = subprocess.Popen(
        [sys.executable, "-c", FAKE + code, begun, *arguments],
        env=machine.environment, umask=0, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not begun.exists() and time.monotonic() < until:
            time.sleep(0.02)
        assert list((machine.cache / "voices").iterdir())
        process.send_signal(number)
        assert process.wait(120) == 130
    finally:
        process.kill()
        process.wait()
    assert list((machine.cache / "voices").iterdir()) == []
    assert list(machine.temporary.iterdir()) == []


def test_no_library_reports_home(tmp_path: Path) -> None:
    """ONNX Runtime, as it is, keeps a device's id and sends events; told not to, it leaves nothing."""
    machine = Machine(tmp_path, 0o022)
    done = machine.run(
        "--version",
        code="import voicemock, os, onnxruntime\n"
        "assert os.environ['ORT_DISABLE_TELEMETRY'] == os.environ['HF_HUB_DISABLE_TELEMETRY'] == '1'",
    )
    assert done.returncode == 0, done.stderr
    assert list(machine.home.iterdir()) == list(machine.temporary.iterdir()) == []


def test_nothing_that_was_said_is_logged(tmp_path: Path, sample: Path) -> None:
    """At Python's default level; neither by us nor by a library, nor as a warning."""
    machine = Machine(tmp_path, 0o022)
    code = (
        FAKE
        + """
import atexit, logging, sys, warnings
records = []
class Keep(logging.Handler):
    def emit(self, record):
        records.append(record.getMessage())
logging.getLogger().addHandler(Keep())
warnings.simplefilter("always")
warnings.showwarning = lambda message, *rest, **named: records.append(str(message))
atexit.register(lambda: sys.stderr.write("RECORDS" + repr(records)))
"""
    )
    done = machine.run(
        "practice", "--lang", "en", "--question", "en-intro-1", "--answer", str(sample), code=code
    )
    assert done.returncode == 0, done.stderr
    logged = done.stderr.split("RECORDS")[-1]
    for secret in (WORDS, str(machine.home), "yourself", sample.name):
        assert secret not in logged
    assert WORDS not in done.stderr
