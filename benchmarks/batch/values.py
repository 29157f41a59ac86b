"""Real recordings with a roster: each heard once, its values those of ``voicemock analyze``, and the tables."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from pyarrow import parquet

from benchmarks.batch.stage import bare, command, environment, load, took
from benchmarks.material import GIVEN

_QUESTIONS = {"intro": "intro-1", "angry": "behavioural-1", "star": "behavioural-1"}
"""What some of the answers are to; the others have none."""


_AT_ONCE = 10
"""Recordings that one call of analyze gets."""


class _Given(NamedTuple):
    question: str
    language: str
    file: str


def measure(work: Path, _args: argparse.Namespace) -> None:
    """The batch, then analyze over the same files; both may be called again (`--work`)."""
    folder, results = GIVEN.parent.absolute(), work / "values-out"
    with GIVEN.open(encoding="utf-8", newline="") as file:
        given = [_asked(row) for row in csv.DictReader(file, delimiter="\t")]
    print(f"values: {len(given)} recordings of {folder.name} {load()}", flush=True)
    roster = work / "roster.csv"
    with roster.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "person", "question", "language"))
        writer.writerows((one.file, _person(one.file), one.question, one.language) for one in given)
    spent = took(
        command(folder, results, "--roster", str(roster), "--workers", "2"), environment(fake=False)
    )
    print(f"  the batch: {spent}", flush=True)
    rows = parquet.read_table(results / "answers.parquet").to_pylist()
    times = Counter(row["file"] for row in rows)
    once = sum(times[one.file] == 1 for one in given)
    failed = sum(row["error"] is not None for row in rows)
    documents = len(list((results / "documents").iterdir()))
    print(
        f"  {once} of {len(given)} in the table once, {len(rows)} rows, {failed} failed, {documents} documents"
    )
    _tables(results, len(rows))
    wanted = _analyzed(folder, given, work / "analyzed.json")
    differing = {}
    for row in rows:
        found = bare(json.loads((results / row["document"]).read_text(encoding="utf-8")))
        if found != wanted[row["file"]]:
            differing[row["file"]] = _differences(found, wanted[row["file"]])
    print(
        f"  values are analyze's in {len(rows) - len(differing)} of {len(rows)}, field by field",
        *differing.items(),
        sep="\n    ",
    )


def _asked(row: dict[str, str]) -> _Given:
    kind = Path(row["file"]).stem.split("_")[1]
    question = _QUESTIONS.get(kind, "") if row["file"].startswith("answers/") else ""
    return _Given(question and f"{row['language']}-{question}", row["language"], row["file"])


def _person(file: str) -> str:
    return "_".join(Path(file).stem.split("_")[:2])


def _analyzed(folder: Path, given: list[_Given], kept: Path) -> dict[str, Any]:
    """What analyze says of each; kept, as it takes minutes."""
    found: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    for (question, language), many in groupby(sorted(given), key=lambda one: one[:2]):
        files = [one.file for one in many if one.file not in found]
        asked = ("--lang", language, *(("--question", question) if question else ()))
        for at in range(0, len(files), _AT_ONCE):
            some = files[at : at + _AT_ONCE]
            program = [
                sys.executable,
                "-m",
                "voicemock",
                "analyze",
                "--json",
                "--quiet",
                "--ui",
                "en",
            ]
            spent = took([*program, *asked, *some], environment(fake=False), cwd=folder)
            for file, line in zip(some, spent.printed.splitlines(), strict=True):
                found[file] = bare(json.loads(line))
            kept.write_text(json.dumps(found))
    return found


def _differences(one: Any, other: Any, place: str = "") -> list[str]:
    """Dotted places at which two documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            deep
            for name in sorted(one.keys() | other.keys())
            for deep in _differences(one.get(name), other.get(name), f"{place}.{name}")
        ]
    return [] if one == other else [f"{place[1:]}: {one} {other}"[:200]]


def _tables(results: Path, count: int) -> None:
    """Both libraries read the same, and each number has its unit in the file."""
    for name in ("answers", "moments"):
        path = results / f"{name}.parquet"
        table = parquet.read_table(path)
        columns = {field.name: field for field in table.schema}
        by_duckdb = duckdb.connect().execute(f"select * from '{path}'")
        described = [one[0] for one in by_duckdb.description]
        same = by_duckdb.fetchall() == [tuple(row.values()) for row in table.to_pylist()]
        numbers = [one for one, field in columns.items() if str(field.type) in ("int64", "double")]
        units = [one for one in numbers if (columns[one].metadata or {}).get(b"unit")]
        print(
            f"  {name}.parquet: {table.num_rows} rows, {len(columns)} columns; DuckDB and pyarrow agree: "
            f"{same and described == list(columns)}; {len(units)} of {len(numbers)} numbers with a unit; "
            f"made with {json.loads(table.schema.metadata[b'voicemock'])}"
        )
    missing = [
        row[0]
        for row in duckdb.connect()
        .execute(f"select page from '{results / 'answers.parquet'}' where page is not null")
        .fetchall()
        if not (results / row[0]).is_file()
    ]
    print(f"  pages that rows name and that are not there: {len(missing)} of {count}")
