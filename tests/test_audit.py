"""`.ci/audit.py`: a known fault fails the check; a list that does not answer is said to be missing."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "audit.py"
SOUND: dict[str, Any] = {"name": "a", "version": "1", "vulns": []}
FAULTY = SOUND | {"name": "b", "vulns": [{"id": "X-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="not in the source distribution")


def _audited(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> tuple[int, str]:
    """The script with a pip-audit that does this instead."""
    (folder / "pip_audit.py").write_text(body, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([SOUND, SOUND], 0, "0 known faults in 2 of 2 packages"),
        ([SOUND, UNKNOWN], 0, "0 known faults in 1 of 2 packages"),
        ([SOUND, FAULTY, UNKNOWN], 1, "b 1: X-1, mended in 1.1"),
        ([UNKNOWN], 0, "knows none of the 1 packages; nothing was checked"),
    ],
)
def test_a_known_fault_fails_and_what_was_not_checked_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packages: Any, status: int, said: str
) -> None:
    document = json.dumps({"dependencies": packages})
    body = f"import sys\nprint({document!r})\nsys.exit({status})\n"
    code, output = _audited(tmp_path, monkeypatch, body)
    assert code == status
    assert said in output


def test_a_list_that_cannot_be_reached_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "raise type('ConnectionError', (Exception,), {})('no route')\n"
    code, output = _audited(tmp_path, monkeypatch, body)
    assert code == 0
    assert output == "audit: the list of known faults cannot be reached; nothing was checked\n"


_TIP = (
    "ERROR:pip_audit._cli:Tip: your network may be blocking this service. "
    "Try another service with `-s SERVICE`\n"
)
_TRACE = 'Traceback (most recent call last):\n  File "pypi.py", line 64, in query\n'
WORDS = {
    "timeout": "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed\n" + _TIP,
    "redirects": "ERROR:pip_audit._cli:PyPI is not redirecting properly\n" + _TIP,
    "no route": _TRACE + "requests.exceptions.ConnectionError: no\n",
    "portal": _TRACE + "requests.exceptions.JSONDecodeError: Expecting value: line 1 column 1\n",
    "certificate": _TRACE + "requests.exceptions.SSLError: self-signed certificate\n",
    "broken off": _TRACE + "requests.exceptions.ChunkedEncodingError: Connection broken\n",
    "unavailable": _TRACE + "pip_audit._service.interface.ServiceError\n",
}
"""What pip-audit 2.10 says where the list cannot be reached."""


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_its_words_for_a_list_that_cannot_be_reached_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Behind a firewall, a captive portal, a proxy that breaks TLS open."""
    body = f"import sys\nsys.stderr.write({words!r})\nsys.exit(1)\n"
    code, output = _audited(tmp_path, monkeypatch, body)
    assert output == "audit: the list of known faults cannot be reached; nothing was checked\n"
    assert code == 0


def test_a_list_that_never_ends_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script: dict[str, Any] = runpy.run_path(str(SCRIPT))
    monkeypatch.setitem(script["main"].__globals__, "LONGEST_S", 0.5)
    monkeypatch.setitem(
        script["main"].__globals__, "COMMAND",
        [sys.executable, "-c", "import time; print('{', flush=True); time.sleep(30)"],
    )  # fmt: skip
    assert script["main"]() == 0
    assert capsys.readouterr().out == (
        "audit: the list of known faults cannot be reached; nothing was checked\n"
    )


def test_any_other_failure_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, output = _audited(tmp_path, monkeypatch, "raise SystemExit('usage: wrong')\n")
    assert code == 1
    assert "usage: wrong" in output
