"""What goes wrong every day ends in one line that names the file, the reason and what to do."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import full_answer
from tests.test_mending import WITHOUT_RIGHTS
from voicemock import cli
from voicemock.audio import samples as audio
from voicemock.audio.samples import write_wav
from voicemock.errors import AudioFileError, InputError
from voicemock.history.store import History
from voicemock.testing import tone
from voicemock.transcribe import models

GOOD = "2026-11-22T10-00-00-abcd"
LONG = "x" * 300 + ".html"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder, with an answer in it."""
    data = tmp_path / "home"
    store = History(data)
    place = store.new_place("zh", None, "s")
    place.folder.rename(data / "answers" / GOOD)
    wav = data / "answers" / GOOD / "answer.wav"
    write_wav(wav, tone(1.0))
    answer = full_answer(GOOD)
    recording = replace(answer.recording, path=str(wav), sha256=audio.file_sha256(wav))
    store.save(replace(answer, recording=recording), session_id="s")
    store.close()
    return data


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command."""
    status = cli.run(list(arguments))
    return status, *capsys.readouterr()


def bound(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program, run as somebody whom permissions bind."""
    command = [sys.executable, "-m", "voicemock", *arguments]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may enter everywhere, and setpriv (util-linux) is missing")
        command = ["setpriv", *WITHOUT_RIGHTS, *command]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


# -- what may not be entered, what is too long ------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["report", "-o", "LOCKED/x.html"], 2),
        (["report", "--all", "-o", "LOCKED/x.html"], 2),
        (["report", "--all", "--format", "csv", "-o", "LOCKED/x.csv"], 2),
        (["stories", "--data-dir", "LOCKED/home"], 4),
        (["stories", "show", "1", "--data-dir", "LOCKED/home"], 4),
        (["history", "--data-dir", "LOCKED/home"], 4),
        (["analyze", "LOCKED/x.wav"], 2),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="permissions of folders")
def test_a_folder_that_may_not_be_entered_is_named(
    home: Path, tmp_path: Path, arguments: list[str], status: int
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    done = bound(*[one.replace("LOCKED", str(locked)) for one in arguments])
    locked.chmod(0o700)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("voicemock: ")
    assert str(locked) in lines[0]
    assert "ermi" in lines[0] or "may not be read" in lines[0] or "could not be" in lines[0]
    assert done.returncode == status


@pytest.mark.skipif(os.name != "posix", reason="permissions of folders")
def test_the_checklist_of_a_folder_that_may_not_be_entered_has_no_ticks(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    done = bound("checklist", "--data-dir", str(locked / "home"))
    locked.chmod(0o700)
    assert done.returncode == 0
    assert "✓" not in done.stdout
    assert "○" in done.stdout
    assert all(line.startswith("voicemock: ") for line in done.stderr.splitlines())
    assert "Traceback" not in done.stderr
    assert "ermission" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["report", "-o", LONG], ["report", "--all", "-o", LONG], ["analyze", LONG]]
)
def test_a_name_that_is_too_long_is_refused(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert LONG in err
    assert "too long" in err


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (OSError(errno.EACCES, "Permission denied", "/a/b"), 2, "/a/b: Permission denied"),
        (OSError(errno.EIO, "Input/output error", "/a/b"), 3, "/a/b: Input/output error"),
        (OSError(errno.EIO, "Input/output error"), 3, "Input/output error"),
        (OSError("strange"), 3, "strange"),
    ],
)
def test_whatever_the_system_refuses_is_a_line(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    raised: OSError,
    status: int,
    said: str,
) -> None:
    def failing(*_arguments: object, **_named: object) -> None:
        raise raised

    monkeypatch.setattr("voicemock.cli.app.app", failing)
    code, out, err = run(capsys, "history")
    assert (code, out) == (status, "")
    assert len(err.splitlines()) == 1
    assert err.startswith(f"voicemock: {said}")


# -- output that goes nowhere -----------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "closed"),
    [
        *((one, ">&-") for one in (
            "history", "history --check", "history --csv", "history --json", "report",
            "report --format csv", "--help",
        )),
        ("history", "2>&-"), ("history", ">&- 2>&-"), ("history", "<&- >&- 2>&-"),
    ],
)  # fmt: skip
@pytest.mark.skipif(os.name != "posix", reason="a shell that closes files")
def test_a_closed_output_is_no_fault(home: Path, arguments: str, closed: str) -> None:
    before = (home / "history.db").read_bytes()
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m voicemock {arguments} {closed}', sys.executable],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert (home / "history.db").read_bytes()[:100] == before[:100]


# -- homes of nobody ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["history", "--data-dir", "~no-such-user/x"], {}),
        (["history"], {"VOICEMOCK_HOME": "~no-such-user/x"}),
        (["analyze", "WAV", "--lang", "en"], {"VOICEMOCK_CACHE": "~no-such-user/x"}),
        (["analyze", "WAV", "--engine", "sherpa", "--model", "~no-such-user/x"], {}),
    ],
)
def test_the_home_of_nobody_is_refused(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    wav = str(home / "answers" / GOOD / "answer.wav")
    status, out, err = run(capsys, *[wav if one == "WAV" else one for one in arguments], "--json")
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "~no-such-user/x" in err


def test_a_models_folder_in_the_home_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="~no-such-user/x"):
        models.locate("~no-such-user/x", cache=tmp_path)


# -- files that cannot be read ------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.EIO, errno.EINVAL, errno.ESTALE])
def test_a_file_that_cannot_be_read_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A disk that fails, a network file system that went, a file of the kernel's."""

    class Failing(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(number, os.strerror(number))

    path = home / "answers" / GOOD / "answer.wav"
    monkeypatch.setattr(audio, "_opened", Failing)
    for read in (audio.read, audio.decode):
        with pytest.raises(AudioFileError) as caught:
            read(path)
        assert isinstance(caught.value, InputError)
        assert str(path) in str(caught.value)
        assert os.strerror(number) in str(caught.value)


# -- what -o may not overwrite ------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [f"answers/{GOOD}/answer.wav", f"answers/{GOOD}/answer.json", f"answers/{GOOD}/recording.json",
     f"answers/{GOOD}/answer.part.wav", "history.db", "interview.json"],
)  # fmt: skip
@pytest.mark.parametrize("more", [[], ["--all"], ["--all", "--format", "html"]])
@pytest.mark.parametrize("by", ["path", "link"])
def test_a_report_does_not_overwrite_what_it_is_made_of(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    more: list[str],
    by: str,
) -> None:
    target = home / name
    before = target.read_bytes() if target.exists() else None
    output = target
    if by == "link":
        output = tmp_path / "out"
        output.symlink_to(target)
    status, out, err = run(capsys, "report", *more, "-o", str(output))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert str(output) in err
    assert (target.read_bytes() if target.exists() else None) == before


def test_a_report_may_lie_beside_the_recording(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home / "answers" / GOOD
    for output in (folder / "mine.csv", home / "all.csv", folder / "report.html"):
        assert run(capsys, "report", "-o", str(output))[0] == 0
        assert output.stat().st_size > 100
