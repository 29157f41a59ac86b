"""The two tables of a batch, as Parquet and, by choice, as CSV; written beside and then renamed."""

from __future__ import annotations

import contextlib
import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
from pyarrow import parquet

from voicemock.batch.columns import Column
from voicemock.batch.values import Options
from voicemock.files.private import open_export
from voicemock.report.exports.table import BOM, cell

_GROUP = 2000
"""Rows written at a time: so many are in memory."""


class Table:
    """A table that is written row by row. It counts when it is `finish` ed; until then the old one does.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(
        self, path: Path, columns: Sequence[Column], options: Options, *, with_csv: bool
    ) -> None:
        self._columns = tuple(columns)
        self._schema = pa.schema([_field(one) for one in columns], metadata=_about(options))
        self._paths = {path: path.with_name(f"{path.name}.part")}
        self._rows: list[dict[str, Any]] = []
        self._open = contextlib.ExitStack()
        self._csv: Any = None
        self._file = self._open.enter_context(open_export(self._paths[path]))
        self._writer = self._open.enter_context(parquet.ParquetWriter(self._file, self._schema))
        if with_csv:
            table = path.with_suffix(".csv")
            self._paths[table] = table.with_name(f"{table.name}.part")
            raw = self._open.enter_context(open_export(self._paths[table]))
            raw.write(BOM.encode())
            text = self._open.enter_context(_text(raw))
            self._csv = csv.writer(text, lineterminator="\n")
            self._csv.writerow([one.name for one in columns])

    def add(self, row: dict[str, Any]) -> None:
        """One more row; columns that it lacks are empty."""
        self._rows.append(row)
        if len(self._rows) >= _GROUP:
            self._write()

    def _write(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        if self._csv is not None:
            self._csv.writerows(
                [cell(row.get(one.name)) for one in self._columns] for row in self._rows
            )
        self._rows = []

    def finish(self) -> None:
        """Put the whole table in the place of the old one."""
        self._write()
        self._open.close()
        for path, part in self._paths.items():
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)

    def abandon(self) -> None:
        """Leave the old one as it is."""
        with contextlib.suppress(Exception):
            self._open.close()
        for part in self._paths.values():
            part.unlink(missing_ok=True)


def _text(raw: Any) -> TextIO:
    import io

    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="")


def _field(column: Column) -> pa.Field:
    about = {"unit": column.unit, "description": column.about}
    metadata = {name: value for name, value in about.items() if value}
    kind = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64()}
    return pa.field(column.name, kind.get(column.type, pa.bool_()), metadata=metadata or None)


def _about(options: Options) -> dict[str, str]:
    """What the file says of itself: one key a thing, and all as JSON."""
    flat = options.flat()
    return {
        "voicemock": json.dumps(flat, ensure_ascii=False, sort_keys=True),
        **{f"voicemock.{name}": value for name, value in flat.items()},
    }
