"""What the database gives: the same questions put to it and to the answers' folders.

    python -m benchmarks.history_index [ANSWERS]

Answers of two minutes (400 words). All is asked in one process with warm files, alternately; the
medians are printed. docs/decisions/history-index.md tells what was decided by them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from tests.histories import history, saved
from voicemock.files.private import read_private
from voicemock.history.rows import folders
from voicemock.history.store import History
from voicemock.values.answer import Answer
from voicemock.values.document import from_json

RUNS = 5


def main() -> None:
    """Print a line for each question."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        with closing(History(data)) as store:
            saved(store, history(count, words=400))
        size = (data / "history.db").stat().st_size / 1e6
        print(f"{count} answers, history.db {size:.1f} MB{'':12}database   folders")
        latest = next(_documents(data, newest_first=True))
        question = latest.question.id if latest.question else ""
        _compare(
            "the latest",
            lambda: _ask(data, lambda store: store.get()),
            lambda: next(_documents(data, newest_first=True)),
        )
        _compare(
            "by the beginning of its id",
            lambda: _ask(data, lambda store: store.get(latest.id)),
            lambda: [_document(one) for one in folders(data) if one.name.startswith(latest.id)],
        )
        _compare(
            "the last 100",
            lambda: _ask(data, lambda store: store.answers(last=100)),
            lambda: [_document(one) for one in list(folders(data))[-100:]],
        )
        _compare(
            "all, outlines",
            lambda: _ask(data, lambda store: store.answers(outline=True)),
            lambda: list(_documents(data)),
        )
        _compare(
            "all",
            lambda: _ask(data, lambda store: store.answers()),
            lambda: list(_documents(data)),
        )
        _compare(
            "those of a question",
            lambda: _ask(data, lambda store: store.answers(question_id=question)),
            lambda: [
                one for one in _documents(data) if one.question and one.question.id == question
            ],
        )
        _compare(
            "all paces",
            lambda: _ask(data, lambda store: store.paces("en")),
            lambda: [one.pace.value for one in _documents(data) if one.language == "en"],
        )
        began = time.perf_counter()
        (data / "history.db").unlink()
        _ask(data, lambda store: store.paces("en"))
        print(f"made again from the folders: {time.perf_counter() - began:.3f} s")


def _ask(data: Path, question: Callable[[History], object]) -> None:
    """Put a question to a history that was not open yet."""
    with closing(History(data)) as store:
        question(store)


def _documents(data: Path, *, newest_first: bool = False) -> Iterator[Answer]:
    found = list(folders(data))
    for folder in found[::-1] if newest_first else found:
        yield _document(folder)


def _document(folder: Path) -> Answer:
    return from_json(read_private(folder / "answer.json"))


def _compare(name: str, *ways: Callable[[], object]) -> None:
    took: list[list[float]] = [[] for _way in ways]
    for _run in range(RUNS):
        for way, times in zip(ways, took, strict=True):
            began = time.perf_counter()
            way()
            times.append(time.perf_counter() - began)
    print(f"{name:40}", *(f"{statistics.median(times):7.3f} s" for times in took))


if __name__ == "__main__":
    main()
