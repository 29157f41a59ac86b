"""The results of a batch, made from what its journal holds: tables, and the page of the class.

They are made anew with every call, so that recordings that were renamed or taken away are so there,
too. The answers of one person at a time are in memory.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voicemock.batch import columns
from voicemock.batch.journal import Journal
from voicemock.batch.tables import Table
from voicemock.batch.values import NAME, Given, Options, Row
from voicemock.errors import InputError, StoreError
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.publish.formats import write_file
from voicemock.report.pages import classroom as page
from voicemock.report.views.classroom import Failure, Gathering, Handed
from voicemock.values.answer import Answer
from voicemock.values.document import from_json


@dataclass(frozen=True)
class Named:
    """What persons and files are called in the results."""

    pseudonyms: Mapping[str, str] | None = None

    def person(self, given: Given) -> str:
        """A person's name, or what stands for it."""
        return given.person if self.pseudonyms is None else self.pseudonyms[given.person]

    def file(self, given: Given, sha256: str | None) -> str:
        """A recording's name; where names are left out, the beginning of its SHA-256."""
        if self.pseudonyms is None:
            return given.file
        return f"{(sha256 or 'unread')[:12]}{given.path.suffix.lower()}"


@dataclass(frozen=True)
class Written:
    """Where the results are, and how many answers are in them or not."""

    page: Path
    answers: int
    failed: int


def write(
    journal: Journal, rows: Sequence[Row], options: Options, named: Named, *, with_csv: bool
) -> Written:
    """Write both tables and the page.

    Args:
        journal: of the results' folder.
        rows: every recording, and what is known of it.
        options: that the answers were made with; they stand in the tables.
        named: what persons and files are called.
        with_csv: tables as CSV, too.

    Raises:
        InputError: something cannot be written.
    """
    gathering, failures = Gathering(), []
    people = sorted(rows, key=lambda row: named.person(row.given))
    count = 0
    with _tables(journal.folder, options, with_csv=with_csv) as (answers, moments):
        for person, own in itertools.groupby(people, key=lambda row: named.person(row.given)):
            handed = []
            for row in own:
                begin = _begin(row, named)
                found = None if row.failure else _found(journal, row, str(begin["file"]))
                if found is None:
                    reason = (row.failure or _("Its answer cannot be read; call again.")).replace(
                        NAME, str(begin["file"])
                    )
                    answers.add({**begin, "error": reason})
                    failures.append(Failure(person, str(begin["file"]), reason))
                    continue
                document, answer = found
                count += 1
                href = f"pages/{row.key}.html" if row.key in journal.paged else ""
                answers.add({**begin, **_cells(document), **_places(row, href)})
                for one in columns.moments(document):
                    moments.add({**begin, **one})
                handed.append(Handed(_outline(answer), href, str(begin["file"])))
            if handed:
                gathering.add(person, handed)
    index = journal.folder / "class.html"
    write_file(index, page.render(gathering.built(failures)))
    return Written(index, count, len(failures))


@contextlib.contextmanager
def _tables(folder: Path, options: Options, *, with_csv: bool) -> Iterator[tuple[Table, Table]]:
    """Both tables; they take the place of those before when all went well."""
    tables: list[Table] = []
    try:
        for name, shown in (("answers", columns.answers()), ("moments", columns.MOMENTS)):
            path = folder / f"{name}.parquet"
            tables.append(Table(path, shown, options, with_csv=with_csv))
        yield tables[0], tables[1]
        for one in tables:
            one.finish()
    except OSError as error:
        told = _(
            "The tables in {folder} could not be written ({reason}); make room and call again."
        )
        raise InputError(told.format(folder=folder, reason=why(error))) from error
    finally:
        for one in tables:
            one.abandon()


def _begin(row: Row, named: Named) -> dict[str, Any]:
    given = row.given
    return {
        "file": named.file(given, row.sha256),
        "sha256": row.sha256,
        "person": named.person(given),
        "question": given.question.id if given.question else None,
        "language": given.language,
    }


def _found(journal: Journal, row: Row, label: str) -> tuple[dict[str, Any], Answer] | None:
    """An answer as JSON and as a value; written anew where its recording is called otherwise now."""
    if row.key is None:
        return None
    try:
        text = journal.document(row.key)
        document: dict[str, Any] = json.loads(text)
        if document["source"] != label and not row.twin:
            document["source"] = document["recording"]["path"] = label
            text = json.dumps(document, ensure_ascii=False)
            journal.renamed(row.key, text)
        return document, from_json(text)
    except (OSError, ValueError, KeyError, TypeError, StoreError):
        return None


def _cells(document: dict[str, Any]) -> dict[str, Any]:
    first = {one.name for one in columns.FIRST}
    return {
        one.name: columns.at(document, one.name)
        for one in columns.answers()
        if one.name not in first
    }


def _places(row: Row, href: str) -> dict[str, str | None]:
    return {"document": f"documents/{row.key}.json", "page": href or None}


def _outline(answer: Answer) -> Answer:
    """Without what takes room and is not shown in the page of a class."""
    transcript = replace(answer.transcript, text="", words=())
    return replace(answer, transcript=transcript, pace=replace(answer.pace, curve=()))
