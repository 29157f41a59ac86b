"""Which recordings a batch has, whose they are and what they answer: a roster, or the folders."""

from __future__ import annotations

import csv
import difflib
import fnmatch
import io
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from voicemock.batch.values import Given
from voicemock.content import packs
from voicemock.errors import InputError
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.interview import LanguageCode, Pack, Question

SUFFIXES = frozenset(
    (
        ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".mp4", ".aac", ".webm", ".mka",
        ".amr", ".aif", ".aiff", ".au", ".wma",
    )
)  # fmt: skip
"""What is taken for a recording where no roster names it."""
_MOST_BYTES = 50_000_000
_HEADINGS = {
    "file": "file", "文件": "file", "文件名": "file", "录音": "file",
    "person": "person", "name": "person", "姓名": "person", "学员": "person", "人": "person",
    "question": "question", "问题": "question", "题目": "question", "题号": "question",
    "language": "language", "lang": "language", "语言": "language",
}  # fmt: skip
_LANGUAGES = {"中文": "zh", "普通话": "zh", "英文": "en", "英语": "en"}
_NEAREST = 50
"""Unknown questions for which the nearest is looked for; it takes some milliseconds each."""
_WILD = re.compile(r"[*?\[]")


class RosterError(InputError):
    """A roster is wrong; ``faults`` has a line for each row that is."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults[0])
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Folder:
    """The recordings below a folder, by their paths inside it (slashes, NFC), in natural order."""

    root: Path
    files: Mapping[str, Path]


def look(root: Path) -> Folder:
    """All recordings below a folder; hidden files and folders are left out.

    Raises:
        InputError: it is no folder, or cannot be read.
    """
    if not root.is_dir():
        raise InputError(
            _("{path} is not a folder; name the one with the recordings.").format(path=root)
        )
    found: dict[str, Path] = {}

    def failed(error: OSError) -> None:
        told = _("{path} could not be read: {reason}.")
        raise InputError(told.format(path=error.filename, reason=why(error))) from error

    for folder, folders, names in os.walk(root, onerror=failed):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                path = Path(folder) / name
                found[_plain(path.relative_to(root).as_posix())] = path
    return Folder(root, {name: found[name] for name in sorted(found, key=_natural)})


def by_folders(folder: Folder, language: LanguageCode) -> list[Given]:
    """Each recording as its first folder's; what lies loose belongs to nobody.

    Raises:
        InputError: there are none.
    """
    if not folder.files:
        told = _("There are no recordings in {path}; name the folder with the recordings.")
        raise InputError(told.format(path=folder.root))
    return [
        _given(path, name, name.partition("/")[0] if "/" in name else "", None, language)
        for name, path in folder.files.items()
    ]


def read(
    path: Path, folder: Folder, language: LanguageCode, own_pack: Pack | None = None
) -> list[Given]:
    """The recordings that a roster names, in its order.

    Args:
        path: CSV with a line of headings: file, person, question, language. A file may be a pattern.
        folder: where files are looked for.
        language: of rows that name neither a language nor a question.
        own_pack: questions beside voicemock's own.

    Raises:
        RosterError: rows are wrong; it names them all.
        InputError: it cannot be read, or is no roster.
    """
    rows = _rows(path)
    asked = _Questions(own_pack)
    found: list[Given] = []
    faults: list[str] = []
    first: dict[str, int] = {}
    matches = _Matches(folder)
    for line, row in rows:
        problems: list[str] = []
        files = matches.of(row.get("file", ""), problems)
        question, spoken = asked.of(row, language, problems)
        for name, place in files:
            before = first.setdefault(name, line)
            if before != line:
                told = _("{file} is in line {before}, too; leave out one of them.")
                problems.append(told.format(file=name, before=before))
            person = row.get("person") or (name.partition("/")[0] if "/" in name else "")
            found.append(_given(place, name, person, question, spoken))
        faults += [f"{path}:{line}: {one}" for one in problems]
    if faults:
        raise RosterError(faults)
    if not found:
        raise InputError(_("{path} names no recording; give it rows.").format(path=path))
    return found


def _given(
    path: Path, file: str, person: str, question: Question | None, language: LanguageCode
) -> Given:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return Given(path, file, person, question, language, size)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the lines they begin in; headings are ours."""
    text = _text(path)
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [_HEADINGS.get(one.strip().lower(), "") for one in next(reader, [])]
        if "file" not in names:
            told = _("{path}:1: there is no column file; begin with file,person,question,language.")
            raise InputError(told.format(path=path))
        line = reader.line_num + 1
        for cells in reader:
            row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
            if any(row.values()):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        told = _("{path}:{line}: this is no CSV ({reason}); mend the quotes.")
        raise InputError(told.format(path=path, line=reader.line_num, reason=error)) from error


def _text(path: Path) -> str:
    """A roster's text: UTF-8 with or without a mark, else as Chinese Windows writes it."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        told = _("{path} could not be read: {reason}.")
        raise InputError(told.format(path=path, reason=why(error))) from error
    if len(raw) > _MOST_BYTES:
        raise InputError(_("{path} is too large for a roster; divide it.").format(path=path))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    told = _("{path} is neither UTF-8 nor GBK; save it as CSV UTF-8.")
    raise InputError(told.format(path=path))


class _Matches:
    """The files that a cell names, by name or by pattern."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._inside: dict[str, list[str]] = {}
        for name in folder.files:
            self._inside.setdefault(name.rpartition("/")[0], []).append(name)

    def of(self, cell: str, problems: list[str]) -> list[tuple[str, Path]]:
        """Names and places; what is wrong goes to ``problems``."""
        if not cell:
            problems.append(_("the file is missing; name it, or leave out the row."))
            return []
        name = _plain(cell.replace("\\", "/")).removeprefix("./")
        if name in self._folder.files:
            return [(name, self._folder.files[name])]
        place = self._folder.root / name
        if not _WILD.search(name) or place.is_file():
            if place.is_file():  # of another kind, or outside of the folder
                return [(name, place)]
            told = _("there is no file {file} in {folder}; mend the name or leave out the row.")
            problems.append(told.format(file=cell, folder=self._folder.root))
            return []
        matching = self._matching(name)
        if not matching:
            told = _("no file in {folder} matches {file}; mend the pattern or leave out the row.")
            problems.append(told.format(file=cell, folder=self._folder.root))
        return [(one, self._folder.files[one]) for one in matching]

    def _matching(self, pattern: str) -> list[str]:
        parts = pattern.split("/")
        inside, last = "/".join(parts[:-1]), parts[-1]
        if not _WILD.search(inside):
            return fnmatch.filter(self._inside.get(inside, []), pattern)
        if "**" in parts:  # any folders, none too
            fits = re.compile(
                "(?:.*/)?".join(_fitting(one) for one in pattern.split("**/"))
            ).fullmatch
            return [one for one in self._folder.files if fits(one)]
        return [
            one
            for there, names in self._inside.items()
            if there.count("/") == inside.count("/") and fnmatch.fnmatchcase(there, inside)
            for one in names
            if fnmatch.fnmatchcase(one.rpartition("/")[2], last)
        ]


def _fitting(pattern: str) -> str:
    """A pattern without ``**`` as a regular expression in which * stays inside a folder."""
    joined = (re.escape(one) for one in pattern.split("*"))
    return "[^/]*".join(joined).replace(r"\?", "[^/]")


class _Questions:
    """Questions by their ids, of all packs at hand."""

    def __init__(self, own: Pack | None) -> None:
        languages: tuple[LanguageCode, ...] = ("zh", "en")
        self._patience = _NEAREST
        self._known: dict[str, tuple[Question, LanguageCode]] = {}
        for pack in (*map(packs.default_pack, languages), *([own] if own else [])):
            self._known |= {one.id: (one, pack.language) for one in pack.questions}

    def of(
        self, row: Mapping[str, str], language: LanguageCode, problems: list[str]
    ) -> tuple[Question | None, LanguageCode]:
        """What a row's answer is to, and the language it is in."""
        spoken = row.get("language", "")
        code = _LANGUAGES.get(spoken, spoken.lower())
        if code and code not in get_args(LanguageCode):
            problems.append(
                _("the language {code} is not known; write zh or en.").format(code=spoken)
            )
            return None, language
        named = row.get("question", "")
        if not named:
            return None, "zh" if code == "zh" else "en" if code == "en" else language
        if named not in self._known:
            near = difflib.get_close_matches(named, self._known, 1, 0.0) if self._patience else []
            self._patience -= bool(near)
            told = _("there is no question {id}; did you mean {near}?")
            problems.append(told.format(id=named, near=near[0] if near else "…"))
            return None, language
        question, asked_in = self._known[named]
        if code and code != asked_in:
            told = _("the question {id} is in {asked}, the row says {code}; mend one of them.")
            problems.append(told.format(id=named, asked=asked_in, code=code))
        return question, asked_in


def _plain(name: str) -> str:
    """A name as it is compared: macOS takes accents apart."""
    return unicodedata.normalize("NFC", name)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sorts 2 before 10."""
    return [
        (1, int(part), "") if part.isdecimal() else (0, 0, part)
        for part in re.split(r"([0-9]{1,18})", name)
    ]
