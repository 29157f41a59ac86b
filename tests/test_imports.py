"""Imports point one way: errors, types <- knowledge <- rooms <- session <- cli."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicemock

_PACKAGE = Path(voicemock.__file__).parent
_LEVELS = (
    {"types", "errors"},
    {
        "audio",
        "decoding",
        "language",
        "questions",
        "frameworks",
        "selection",
        "packfile",
        "packschema",
        "packlimits",
        "config",
        "document",
        "devices",
        "i18n",
        "foreign",
        "job",
        "letters",
        "reminders",
        "checklist",
    },
    {"ask", "play", "record", "transcribe", "analyze", "report", "history"},
    {"session", "ahead", "recovery", "testing"},
    {"cli", "__main__"},
)
_LEVEL_OF = {name: number for number, names in enumerate(_LEVELS) for name in names}
_ROOMS = _LEVELS[2]
_FILES = sorted(path for path in _PACKAGE.rglob("*.py") if path != _PACKAGE / "__init__.py")


def _part(path: Path) -> str:
    """The room or module of voicemock a file belongs to."""
    return path.relative_to(_PACKAGE).parts[0].removesuffix(".py")


def _imported(path: Path) -> Iterator[str]:
    """Full names of all that a file imports, inside functions too."""
    own = ["voicemock", *path.relative_to(_PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = own[: len(own) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _ours(path: Path) -> set[str]:
    """The parts of voicemock a file imports from, its own left out."""
    names = {name.split(".")[1] for name in _imported(path) if name.startswith("voicemock.")}
    return {name for name in names if name in _LEVEL_OF} - {_part(path)}


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(_PACKAGE)))
def test_a_module_imports_only_what_lies_below_or_beside_it(path: Path) -> None:
    level = _LEVEL_OF[_part(path)]
    assert {name for name in _ours(path) if _LEVEL_OF[name] > level} == set()


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(_PACKAGE)))
def test_rooms_never_import_one_another(path: Path) -> None:
    if _part(path) in _ROOMS:
        assert _ours(path) & _ROOMS == set()


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(_PACKAGE)))
def test_the_terminal_libraries_live_in_cli_alone(path: Path) -> None:
    found = {name.split(".")[0] for name in _imported(path)} & {"typer", "rich", "blessed", "click"}
    assert not found or _part(path) == "cli"


def test_errors_and_types_import_nothing_of_ours() -> None:
    assert _ours(_PACKAGE / "errors.py") == set()
    assert _ours(_PACKAGE / "types.py") == set()


def test_this_test_sees_imports() -> None:
    """The reading of imports itself: both forms, and those inside functions."""
    assert {"types", "errors", "history"} <= _ours(_PACKAGE / "session.py")
    assert "sounddevice" in set(_imported(_PACKAGE / "devices.py"))


def test_starting_the_command_line_imports_nothing_heavy() -> None:
    heavy = [
        "numpy",
        "faster_whisper",
        "ctranslate2",
        "onnxruntime",
        "sounddevice",
        "soundfile",
        "soxr",
        "av",
        "pydantic",
        "sqlite_utils",
        "wetext",
        "opencc",
        "pypinyin",
        "speech_recognition",
        "rjieba",
        "snowballstemmer",
        "icalendar",
        "jinja2",
    ]
    code = (
        "import sys, voicemock.cli.app\n"
        f"print(' '.join(name for name in {heavy!r} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.split() == []
