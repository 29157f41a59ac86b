"""A batch on a real scheduler and two real workers, started by Dask's own commands."""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest
from pyarrow import parquet

from tests import batch_fake
from tests.batch_fake import BREAKS, HANGS, KILLS, REFUSES, WAITS, sound
from tests.helpers import printed
from voicemock import cli
from voicemock.audio import samples as audio
from voicemock.batch import cluster as batch_cluster
from voicemock.batch import roster
from voicemock.batch.journal import Journal
from voicemock.batch.run import Run
from voicemock.batch.values import Given, Options, Wanted, versions

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
_ROOT = Path(__file__).parents[1]
_PATIENCE_S = 600.0
_DASK = {
    "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
}


def until(true: Callable[[], Any]) -> Any:
    """Wait for something to become true."""
    end_s = time.monotonic() + _PATIENCE_S
    while not (found := true()):
        assert time.monotonic() < end_s, "it did not come about"
        time.sleep(0.02)
    return found


class Cluster:
    """A scheduler and workers, as processes of their own."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.log, self.gate, self.folder = folder / "heard.txt", folder / "gate", folder
        python = os.environ.get("PYTHONPATH", "")
        self.environment = {
            **os.environ, **_DASK, batch_fake.LOG: str(self.log), batch_fake.GATE: str(self.gate),
            "PYTHONPATH": f"{_ROOT}{os.pathsep}{python}",
        }  # fmt: skip
        self._contact = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(self._contact),
        )  # fmt: skip
        self.address: str = until(self._address)
        self.workers = [self._worker(number) for number in range(workers)]

    def _address(self) -> str | None:
        try:
            return str(json.loads(self._contact.read_text())["address"])
        except (OSError, ValueError, KeyError):
            return None

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard",
            "--dashboard-address", "127.0.0.1:0", "--local-directory", str(self.folder),
            "--preload", "tests.batch_fake", "--name", f"w{number}",
        )  # fmt: skip

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=(self.folder / "dask.log").open("ab"),
        )  # fmt: skip

    def heard(self) -> Counter[int]:
        """How often each recording was heard, by its samples."""
        return Counter(map(int, self.log.read_text().split())) if self.log.exists() else Counter()

    def worker_processes(self) -> list[psutil.Process]:
        """Those in which recordings are heard: children of the nannies."""
        return [
            child
            for one in self.workers
            for child in psutil.Process(one.pid).children()
            if "spawn_main" in " ".join(child.cmdline())
        ]

    def close(self) -> None:
        """End all of it."""
        for one in (*self.workers, self.scheduler):
            if one.poll() is None:
                one.terminate()
        for one in (*self.workers, self.scheduler):
            one.wait(_PATIENCE_S)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One for all tests that do no harm to the scheduler."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


def wav(folder: Path, name: str, tenths: int, kind: int = 0) -> Path:
    """A recording of a kind; each length is a recording of its own."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    audio.write_wav(path, sound(tenths, kind))
    return path


def rows(results: Path, name: str = "answers") -> list[dict[str, Any]]:
    """A table, by pyarrow."""
    found: list[dict[str, Any]] = parquet.read_table(results / f"{name}.parquet").to_pylist()
    return found


def call(cluster: Cluster, folder: Path, results: Path, *more: str) -> int:
    """The command on the cluster, in this process."""
    arguments = ["batch", str(folder), "-o", str(results), "--scheduler", cluster.address, *more]
    return cli.run([*arguments, "--lang", "en"])


def _command(folder: Path, results: Path) -> list[str]:
    """The program, with an engine that needs no model; the tests' own takes its place in the workers."""
    arguments = ["batch", str(folder), "-o", str(results), "--lang", "en", "--engine", "sphinx"]
    return [sys.executable, "-m", "voicemock", *arguments]


def _own(cluster: Cluster) -> dict[str, str]:
    """The environment of a program that starts workers of its own."""
    preload = {"DASK_DISTRIBUTED__WORKER__PRELOAD": '["tests.batch_fake"]'}
    return {**cluster.environment, **preload, "PYTHONWARNINGS": "ignore"}


def test_each_bad_recording_is_named_and_all_others_are_done(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that kills its worker, one that hangs, one refused, a fault of ours, a damaged one."""
    folder, results = tmp_path / "in", tmp_path / "out"
    for number in range(6):
        wav(folder, f"ann/{number}.wav", 40 + number)
    for name, kind in {
        "kills": KILLS,
        "z-hangs": HANGS,
        "refused": REFUSES,
        "fault": BREAKS,
    }.items():
        wav(folder, f"bob/{name}.wav", 50, kind)
    (folder / "bob/damaged.wav").write_bytes(b"RIFF no sound at all")
    assert call(cluster, folder, results, "--time-limit", "30") == 4
    found = {one["file"]: one for one in rows(results)}
    errors = {name: one["error"] for name, one in found.items() if one["error"]}
    assert set(errors) == {
        f"bob/{one}.wav" for one in ("kills", "z-hangs", "refused", "fault", "damaged")
    }
    assert "died" in errors["bob/kills.wav"]
    assert "longer" in errors["bob/z-hangs.wav"]
    assert errors["bob/refused.wav"] == "It is not understood."
    assert "ZeroDivisionError" in errors["bob/fault.wav"]
    assert errors["bob/damaged.wav"].startswith("bob/damaged.wav is not a recording")
    heard = cluster.heard()
    assert [heard[(40 + number) * batch_fake.TENTH] for number in range(6)] == [1] * 6
    assert heard[50 * batch_fake.TENTH + KILLS] == 2
    assert "6 analyzed" in capsys.readouterr().err
    page = (results / "class.html").read_text(encoding="utf-8")
    assert "5 recordings could not be analyzed" in page and "bob/kills.wav" in page
    # what is damaged is not tried again; what failed otherwise is
    (folder / "bob/z-hangs.wav").unlink()
    assert call(cluster, folder, results, "--time-limit", "30") == 4
    again = cluster.heard() - heard
    assert again[50 * batch_fake.TENTH + REFUSES] == 1
    assert sum(count for one, count in again.items() if one % batch_fake.TENTH == 0) == 0


def test_values_are_those_of_analyze_and_ten_more_files_cost_ten(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, results = tmp_path / "in", tmp_path / "out"
    paths = [wav(folder, f"ann/{number}.wav", 60 + number) for number in range(4)]
    assert call(cluster, folder, results) == 0
    before = cluster.heard()
    more = [wav(folder, f"cy/{number}.wav", 70 + number) for number in range(10)]
    assert call(cluster, folder, results) == 0
    new = cluster.heard() - before
    assert new == Counter((70 + number) * batch_fake.TENTH for number in range(10))
    with monkeypatch.context() as patched:
        patched.setattr("voicemock.assess.examiner.detect_activity", batch_fake.spoken)
        patched.setattr("voicemock.transcribe.load", lambda *_args, **_options: batch_fake.Fake())
        printed_lines = printed("analyze", "--json", "--lang", "en", *map(str, [*paths, *more]))
    for path, line in zip([*paths, *more], printed_lines.splitlines(), strict=True):
        wanted = json.loads(line)
        row = next(one for one in rows(results) if one["sha256"] == wanted["recording"]["sha256"])
        assert row["file"] == path.relative_to(folder).as_posix()
        document = json.loads((results / row["document"]).read_text(encoding="utf-8"))
        for one in (wanted, document):
            del one["id"], one["source"], one["recording"]["path"]
        assert document == wanted
        assert row["pace.value"] == wanted["pace"]["value"]
        assert row["pauses.longest_s"] == wanted["pauses"]["longest_s"] == 0.6
    pauses = [one for one in rows(results, "moments") if one["kind"] == "pause"]
    assert len(pauses) == 14 and {one["end_s"] - one["start_s"] > 0.5 for one in pauses} == {True}


def test_a_worker_that_is_killed_costs_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """Its recording is heard again by another, the rest once."""
    folder, results = tmp_path / "in", tmp_path / "out"
    for number in range(5):
        wav(folder, f"ann/{number}.wav", 90 + number, WAITS if number == 0 else 0)
    waiting = 90 * batch_fake.TENTH + WAITS
    holder = batch_fake.holder(cluster.gate)
    for one in (cluster.gate, holder):
        one.unlink(missing_ok=True)
    before = cluster.heard()

    def kill() -> None:
        held = int(until(lambda: holder.exists() and holder.read_text()))
        until(lambda: len(list((results / "documents").glob("*.json"))) == 4)
        for one in sorted(cluster.worker_processes(), key=lambda one: one.pid == held):
            one.kill()  # the one that hears it last: the rest is gone when it is given away
        cluster.gate.touch()

    killing = threading.Thread(target=kill)
    killing.start()
    assert call(cluster, folder, results) == 0
    killing.join(_PATIENCE_S)
    new = cluster.heard() - before
    assert new.pop(waiting) == 2
    assert set(new.values()) == {1} and len(new) == 4
    assert [one["error"] for one in rows(results)] == [None] * 5


def test_a_scheduler_that_dies_ends_the_call_and_the_next_one_goes_on(
    cluster: Cluster, tmp_path: Path
) -> None:
    folder, results = tmp_path / "in", tmp_path / "out"
    wav(folder, "ann/0.wav", 90)
    wav(folder, "ann/1.wav", 91, WAITS)
    waiting = 91 * batch_fake.TENTH + WAITS
    dying = Cluster(tmp_path, workers=1)

    def kill() -> None:
        until(lambda: dying.heard()[waiting])
        until(lambda: list((results / "documents").glob("*.json")))
        dying.scheduler.kill()

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        # a process of its own: what Dask prints goes to where its stderr was when it was loaded
        done = subprocess.run(
            [*_command(folder, results), "--scheduler", dying.address], env=_own(dying),
            capture_output=True, text=True, check=False, timeout=_PATIENCE_S,
        )  # fmt: skip
        killing.join(_PATIENCE_S)
    finally:
        dying.close()
    assert done.returncode == 3
    assert "scheduler went away" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(list((results / "documents").iterdir())) == 1
    before = cluster.heard()
    cluster.gate.touch()
    assert call(cluster, folder, results, "--engine", "sphinx") == 0
    assert cluster.heard() - before == {waiting: 1}
    assert len(rows(results)) == 2


def test_what_workers_cannot_see_is_sent(cluster: Cluster, tmp_path: Path) -> None:
    """A name that leads to the file in the client's process alone."""
    folder, results = tmp_path / "in", tmp_path / "out"
    path = wav(tmp_path, "elsewhere.wav", 33)
    folder.mkdir()
    with path.open("rb") as file:
        (folder / "ann.wav").symlink_to(f"/proc/self/fd/{file.fileno()}")
        before = cluster.heard()
        assert call(cluster, folder, results) == 0
    assert cluster.heard() - before == {33 * batch_fake.TENTH: 1}
    assert rows(results)[0]["recording.duration_s"] == 3.3


def test_what_goes_away_meanwhile_is_named(cluster: Cluster, tmp_path: Path) -> None:
    """After it was looked at, before a worker hears it; it was asked for again and again."""

    def gone(given: Given, _sha256: str) -> str:
        given.path.unlink()
        return given.file

    folder = tmp_path / "in"
    wav(folder, "ann.wav", 34)
    options = Options("sphinx", None, "120-150", versions("sphinx"))
    journal = Journal(tmp_path / "out")
    with journal.held():
        connect = functools.partial(batch_cluster.opened, cluster.address, None)
        run = Run(connect, journal, Wanted(options, "en", label=gone))
        found, tally = run.over(roster.by_folders(roster.look(folder), "en"))
    assert [one.failure for one in found] == ["It went away or was changed meanwhile; call again."]
    assert tally.failed == 1 and not cluster.heard()[34 * batch_fake.TENTH]


def test_both_tables_are_read_by_duckdb(cluster: Cluster, tmp_path: Path) -> None:
    folder, results = tmp_path / "in", tmp_path / "out"
    for number in range(3):
        wav(folder, f"p{number}/x.wav", 80 + number)
    assert call(cluster, folder, results, "--csv") == 0
    answers, moments = (str(results / f"{name}.parquet") for name in ("answers", "moments"))
    asked = (
        duckdb.connect()
        .execute(
            f'select a.person, count(*) as pauses, max(m.end_s - m.start_s) as longest, any_value(a."pauses.longest_s") '
            f"from '{answers}' a join '{moments}' m using (sha256) where m.kind = 'pause' group by 1 order by 1"
        )
        .fetchall()
    )
    assert [(person, count) for person, count, _l, _m in asked] == [("p0", 1), ("p1", 1), ("p2", 1)]
    assert all(longest == pytest.approx(measured, abs=0.011) for _p, _c, longest, measured in asked)
    text = (results / "answers.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 4 and text.startswith(
        "file,sha256,person,question,language,error"
    )


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl for a certificate")
def test_encryption_is_asked_for_in_dasks_own_configuration(
    cluster: Cluster, tmp_path: Path
) -> None:
    """Workers of its own have it, too, with one certificate for all."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=class"]
    subprocess.run(
        ["openssl", *made, "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    asked = {
        f"{tls}{role}__{name}": str(path)
        for role in ("CLIENT", "SCHEDULER", "WORKER")
        for name, path in (("CERT", certificate), ("KEY", key))
    }
    asked |= {
        "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true",
        f"{tls}CA_FILE": str(certificate),
    }
    wav(tmp_path / "in", "ann.wav", 35)
    done = subprocess.run(
        [*_command(tmp_path / "in", tmp_path / "out"), "--workers", "1"],
        env=_own(cluster) | asked, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "out")[0]["error"] is None


def test_a_client_that_is_killed_leaves_nothing_behind(cluster: Cluster, tmp_path: Path) -> None:
    """Neither workers nor half a document; the same call goes on where it was."""
    folder, results = tmp_path / "in", tmp_path / "out"
    for number in range(4):
        wav(folder, f"ann/{number}.wav", 95 + number, WAITS if number == 3 else 0)
    cluster.gate.unlink(missing_ok=True)
    log = tmp_path / "heard.txt"
    first = subprocess.Popen(
        [*_command(folder, results), "--workers", "1"],
        env=_own(cluster) | {batch_fake.LOG: str(log)},
    )
    until(lambda: log.exists() and len(log.read_text().split()) == 4)
    until(lambda: len(list((results / "documents").glob("*.json"))) == 3)
    started = psutil.Process(first.pid).children(recursive=True)
    listening = {
        one.laddr.ip
        for process in (psutil.Process(first.pid), *started)
        for one in process.net_connections("inet")
        if one.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    first.send_signal(signal.SIGKILL)
    first.wait(_PATIENCE_S)
    _gone, alive = psutil.wait_procs(started, _PATIENCE_S)
    assert not alive
    cluster.gate.touch()
    assert call(cluster, folder, results, "--engine", "sphinx") == 0
    assert len(log.read_text().split()) == 4  # three done, one under way
    assert len(rows(results)) == 4


def test_ctrl_c_ends_in_order(cluster: Cluster, tmp_path: Path) -> None:
    """A terminal sends it to the workers, too."""
    folder, results = tmp_path / "in", tmp_path / "out"
    wav(folder, "ann/0.wav", 88)
    wav(folder, "ann/1.wav", 89, WAITS)
    cluster.gate.unlink(missing_ok=True)
    before = cluster.heard()
    program = subprocess.Popen(
        [*_command(folder, results), "--workers", "1"], env=_own(cluster), start_new_session=True,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(lambda: (cluster.heard() - before)[89 * batch_fake.TENTH + WAITS])
    until(lambda: list((results / "documents").glob("*.json")))
    os.killpg(program.pid, signal.SIGINT)
    _out, err = program.communicate(timeout=_PATIENCE_S)
    assert program.returncode == 130
    assert "Traceback" not in err and "the same call goes on" in err
    cluster.gate.touch()
    assert call(cluster, folder, results, "--engine", "sphinx") == 0
    assert (cluster.heard() - before)[88 * batch_fake.TENTH] == 1


_BEGUN = """
import sys
from voicemock import cli
from voicemock.cli.terminal import signals
signals.install()
print("begun", flush=True)
cli.main()
"""
"""The program, from where it can be interrupted: before that it is Python's own beginning."""


def test_ctrl_c_at_any_moment_of_the_beginning_ends_in_order(
    cluster: Cluster, tmp_path: Path
) -> None:
    """While libraries load, while workers start, while the first recordings are heard.

    Random moments, and more of them: ``python -m benchmarks.batch interrupts``.
    """
    folder = tmp_path / "in"
    for number in range(50):
        wav(folder, f"ann/{number}.wav", 20 + number)
    wav(folder, "ann/last.wav", 70, WAITS)  # it is never over by itself
    cluster.gate.unlink(missing_ok=True)

    def interrupted(number: int) -> tuple[int, str, list[psutil.Process]]:
        arguments = [*_command(folder, tmp_path / f"out{number}")[3:], "--workers", "2"]
        program = subprocess.Popen(
            [sys.executable, "-c", _BEGUN, *arguments], env=_own(cluster),
            start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert program.stdout is not None and program.stdout.readline() == "begun\n"
        time.sleep(0.2 + number * 0.6)  # from where it can catch anything
        started = psutil.Process(program.pid).children(recursive=True)
        os.killpg(program.pid, signal.SIGINT)
        _out, err = program.communicate(timeout=_PATIENCE_S)
        return program.returncode, err, psutil.wait_procs(started, _PATIENCE_S)[1]

    with ThreadPoolExecutor(4) as several:
        for status, err, alive in several.map(interrupted, range(8)):
            assert "Traceback" not in err, err
            assert status == 130, err
            assert not alive
