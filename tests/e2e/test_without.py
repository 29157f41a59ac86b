"""What goes on working without a network, a microphone, a loudspeaker, a voice or a model."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import unavailable
from tests.helpers import beginning
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.values.interview import LanguageCode

SAMPLE = data_folder("samples") / "answer.zh.flac"


@pytest.fixture
def nothing(tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model, but no sound system: PortAudio finds no device."""
    if Path("/proc/asound/cards").exists():
        pytest.skip("this machine has sound hardware")
    monkeypatch.delenv("ALSA_CONFIG_PATH", raising=False)
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nothing")


def run(program: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program without a terminal."""
    return subprocess.run(
        [*program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def one_after_the_other(
    program: list[str], commands: list[list[str]]
) -> list[tuple[int, str, str]]:
    """Status, stdout and stderr of commands, in one process."""
    code = (
        "import contextlib, io, json, sys\nfrom voicemock import cli\n"
        "for one in json.loads(sys.argv[1]):\n"
        "    out, err = io.StringIO(), io.StringIO()\n"
        "    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):\n"
        "        status = cli.run(one)\n"
        "    print(json.dumps([status, out.getvalue(), err.getvalue()]))\n"
    )
    assert program[-2:] == ["-m", "voicemock"]
    done = subprocess.run(
        [*program[:-2], "-c", code, json.dumps(commands)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_no_microphone_is_said_in_a_line(nothing: None, program: list[str]) -> None:
    """Exit 3 and the remedy."""
    done = run(program, "practice", "--lang", "zh", "--no-voice")
    assert done.returncode == 3
    assert "voicemock doctor" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_sample_takes_the_microphones_place(nothing: None, program: list[str]) -> None:
    """As `make practice` asks for it: one line says so, and everything else is the same."""
    done = run(program, "practice", "--lang", "zh", "--sample-without-microphone")
    assert done.returncode == 0
    assert "sample" in done.stderr
    assert "请开始回答" in done.stderr
    assert "字/min" in done.stdout
    assert "Traceback" not in done.stderr


def test_doctor_names_what_is_missing(nothing: None, program: list[str]) -> None:
    """No device: exit 3, and the checks that can pass do."""
    done = run(program, "doctor", "--json")
    assert done.returncode == 3
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert not checks["Microphone"]["ok"]
    assert checks["Recognizer"]["ok"]
    assert checks["Voice, English"]["ok"]


@pytest.fixture
def isolated(nothing: None, program: list[str]) -> list[str]:
    """The program in a network namespace with nothing in it, not even loopback."""
    alone = ["unshare", "--net", "--"] if os.geteuid() == 0 else ["unshare", "-r", "--net", "--"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
        unavailable("unshare --net is not allowed here")
    return [*alone, *program]


@pytest.mark.parametrize(
    ("lang", "question", "heard"),
    [("zh", "zh-behavioural-1", "客户"), ("en", "en-behavioural-1", "customer")],
)
def test_everything_works_without_a_network(
    isolated: list[str], lang: LanguageCode, question: str, heard: str, tmp_path: Path
) -> None:
    """An interview, its feedback, its page, the history: what a person does with voicemock.

    The interview in a program of its own, the rest in another.
    """
    sample = tmp_path / "said.wav"
    audio.write_wav(sample, beginning(lang, 5.0))
    job = Path(__file__).parents[1] / "data" / f"job.{lang}.txt"
    practised = run(
        isolated, "practice", "--lang", lang, "--question", question, "--job", str(job),
        "--answer", str(sample), "--json",
    )  # fmt: skip
    assert practised.returncode == 0, practised.stderr
    answer = json.loads(practised.stdout)
    page = tmp_path / "page.html"
    wanted = [
        (["report"], heard),
        (["report", "-o", str(page)], ""),
        (["history"], answer["id"][:10]),
        (["history", "--json"], answer["id"]),
        (["questions", "--lang", lang], question),
        (["letter", "--lang", lang, "--company", "X", "--name", "Y"], "X"),
        (["stories"], ""),
        (["checklist", "--lang", lang], ""),
    ]
    done = one_after_the_other(
        isolated,
        [
            ["analyze", str(sample), "--lang", lang, "--json"],
            ["doctor", "--json"],
            ["replay"],
            *(command for command, _shown in wanted),
        ],
    )
    (analyzed, found, said), (_status, checked, _err), (refused, _out, why) = done[:3]
    assert analyzed == 0, said
    assert json.loads(found)["pace"] == answer["pace"]
    for (command, shown), (status, printed, _said) in zip(wanted, done[3:], strict=True):
        assert status == 0, (command, printed)
        assert shown in printed, command
    assert "data:audio/mpeg" in page.read_text(encoding="utf-8")
    checks = {one["name"]: one for one in json.loads(checked)}
    assert checks["Recognizer"]["ok"]
    assert checks["Voice, English"]["ok"]
    assert refused == 3  # no loudspeaker here; sockets are not the reason
    assert "loudspeaker" in why


def test_a_broken_voice_does_not_stop_the_interview(
    nothing: None, started: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyttsx3 that cannot start costs one line; the question is on the screen."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pyttsx3.py").write_text("raise RuntimeError('no engine')\n")
    monkeypatch.setenv("PYTHONPATH", str(broken), prepend=os.pathsep)
    done = run(started, "practice", "--lang", "zh", "--answer", str(SAMPLE), "--questions", "1")
    assert done.returncode == 0
    assert done.stderr.count("not spoken") == 1
    assert "Traceback" not in done.stderr
