"""Question packs and phrase lists: read, checked, and refused with file, line, field and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from voicemock.errors import NotFoundError, PackError
from voicemock.i18n import _
from voicemock.types import FillerList, LanguageCode, Pack, Phrase, PhraseList, Question, StepRule

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_MAX_BYTES = 2_000_000
_PACKAGE = Path(__file__).parent
CATEGORIES: tuple[str, ...] = (
    "intro", "motivation", "behavioural", "situational", "skills", "tricky", "roleplay", "closing",
)  # fmt: skip


@dataclass(frozen=True)
class _PackFile:
    schema: Literal[1]
    id: str
    title: str
    language: LanguageCode
    question: tuple[Question, ...]


@dataclass(frozen=True)
class _FillerFile:
    schema: Literal[1]
    language: LanguageCode
    sound: str
    always: tuple[str, ...]
    sometimes: tuple[str, ...]


@dataclass(frozen=True)
class _PhraseFile:
    schema: Literal[1]
    language: LanguageCode
    phrase: tuple[Phrase, ...]


def data_folder(name: str) -> Path:
    """``prompts`` or ``samples``: inside the installed package, else beside it in a checkout."""
    for base in (_PACKAGE / "data", _PACKAGE.parent):
        if (base / name).is_dir():
            return base / name
    raise NotFoundError(
        _("voicemock's own folder {name} is missing; install voicemock again.").format(name=name)
    )


def default_pack(language: LanguageCode) -> Pack:
    """The customer-service pack of a language."""
    return load_pack(data_folder("prompts") / f"customer-service.{language}.toml")


@cache
def phrase_list(language: LanguageCode) -> PhraseList:
    """The phrase list of a language."""
    return load_phrases(data_folder("prompts") / f"phrases.{language}.toml")


@cache
def filler_list(language: LanguageCode) -> FillerList:
    """The fillers of a language."""
    return load_fillers(data_folder("prompts") / f"fillers.{language}.toml")


def load_pack(path: Path) -> Pack:
    """Read a question pack.

    Raises:
        PackError: not there, not TOML, or not of the form; the message says where and what to do.
    """
    text, data = _read(path)
    checked = _check(path, text, data, _PackFile, "question")
    if not checked.question:
        raise PackError(
            _where(path, text, None, None) + _("it has no questions; add a [[question]].")
        )
    _unique(path, text, "question", [one.id for one in checked.question])
    for number, question in enumerate(checked.question):
        for name in ("id", "text"):
            if not getattr(question, name).strip():
                raise PackError(
                    _where(path, text, ("question", number, name), question.id)
                    + _("is empty; write it.")
                )
        if not 5 <= question.limit_s <= 3600:
            raise PackError(
                _where(path, text, ("question", number, "limit_s"), question.id)
                + _("must lie between 5 and 3600 seconds.")
            )
    return Pack(checked.id, checked.title, checked.language, checked.question)


def load_phrases(path: Path) -> PhraseList:
    """Read a phrase list and try every pattern in it.

    Raises:
        PackError: as `load_pack`; also a pattern that cannot be read.
    """
    from voicemock import language as languages
    from voicemock.language.patterns import parse

    text, data = _read(path)
    checked = _check(path, text, data, _PhraseFile, "phrase")
    _unique(path, text, "phrase", [one.id for one in checked.phrase])
    language = languages.get(checked.language)
    for number, phrase in enumerate(checked.phrase):
        if phrase.kind == "negative" and not phrase.instead:
            raise PackError(
                _where(path, text, ("phrase", number, "instead"), phrase.id)
                + _("is missing; say what to say instead.")
            )
        for name in ("say", "unless"):
            for pattern in getattr(phrase, name):
                try:
                    parse(pattern, language)
                except PackError as error:
                    where = _where(path, text, ("phrase", number, name), phrase.id)
                    raise PackError(f"{where}{error}.") from error
    return PhraseList(checked.language, checked.phrase)


def load_fillers(path: Path) -> FillerList:
    """Read a list of fillers.

    Raises:
        PackError: as `load_pack`.
    """
    text, data = _read(path)
    checked = _check(path, text, data, _FillerFile, "filler")
    return FillerList(checked.language, checked.sound, checked.always, checked.sometimes)


def read_tables(path: Path, kind: type[Any], table: str) -> tuple[str, Any]:
    """The text of a TOML file, and the checked ``kind`` whose rows are its ``[[table]]``.

    Raises:
        PackError: as `load_pack`.
    """
    text, data = _read(path)
    return text, _check(path, text, data, kind, table)


def place_of(path: Path, text: str, place: Sequence[str | int], name: str | None) -> str:
    """File, line, row and field, as a message about them begins."""
    return _where(path, text, place, name)


def find(pack: Pack, question_id: str) -> Question:
    """The question of an id.

    Raises:
        NotFoundError: there is none; the message names the nearest.
    """
    for question in pack.questions:
        if question.id == question_id:
            return question
    import difflib

    near = difflib.get_close_matches(question_id, [one.id for one in pack.questions], 1, 0.0)
    raise NotFoundError(
        _(
            "There is no question {id} in {pack}; did you mean {near}? `voicemock questions` lists all."
        ).format(id=question_id, pack=pack.id, near=near[0] if near else "-")
    )


def choose(
    pack: Pack,
    count: int,
    *,
    category: str | None = None,
    recent: Sequence[str] = (),
    seed: int = 0,
) -> tuple[Question, ...]:
    """Questions for a run: one introduction, a mix over the categories, then the closing.

    ``recent`` ids come last in the draw. The same seed gives the same questions.

    Raises:
        NotFoundError: the pack has none of that category.
    """
    import random

    draw = random.Random(seed)
    pool = list(pack.questions)
    draw.shuffle(pool)
    pool.sort(key=lambda one: one.id in recent)
    if category is not None:
        chosen = [one for one in pool if one.category == category]
        if not chosen:
            there = [one for one in CATEGORIES if any(q.category == one for q in pack.questions)]
            raise NotFoundError(
                _("{pack} has no questions of category {category}; there are: {names}.").format(
                    pack=pack.id, category=category, names=", ".join(there)
                )
            )
        return tuple(chosen[:count])
    intro = [one for one in pool if one.category == "intro"][:1]
    closing = [one for one in pool if one.category == "closing"][:1] if count >= 3 else []
    mixed: list[Question] = []
    middle = [name for name in CATEGORIES if name not in ("intro", "closing", "roleplay")]
    draw.shuffle(middle)
    while len(intro) + len(mixed) + len(closing) < count:
        before = len(mixed)
        for name in middle:
            left = [one for one in pool if one.category == name and one not in mixed]
            if left and len(intro) + len(mixed) + len(closing) < count:
                mixed.append(left[0])
        if len(mixed) == before:
            break
    order = {name: number for number, name in enumerate(CATEGORIES)}
    mixed.sort(key=lambda one: order[one.category])
    return tuple((intro + mixed + closing)[:count])


# -- checking ---------------------------------------------------------------------------


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise PackError(
                _("{path}: {size} bytes are too many for a pack; keep it under 2 MB.").format(
                    path=path, size=size
                )
            )
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PackError(_("There is no file {path}; check the name.").format(path=path)) from None
    except UnicodeDecodeError as error:
        raise PackError(
            _("{path}: it is not UTF-8 (byte {at}); save it as UTF-8.").format(
                path=path, at=error.start
            )
        ) from error
    except OSError as error:
        raise PackError(
            _("{path} could not be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(
            _("{path}: it is not TOML: {reason}; mend that line.").format(path=path, reason=error)
        ) from error


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import ConfigDict, TypeAdapter, with_config

    return TypeAdapter(with_config(ConfigDict(extra="forbid"))(kind))


def _check(path: Path, text: str, data: dict[str, Any], kind: type[Any], table: str) -> Any:
    from pydantic import ValidationError

    if not isinstance(data.get(table, []), list):
        raise PackError(
            _where(path, text, (table,), None)
            + _("must be tables: write [[{table}]].").format(table=table)
        )
    _unknown(path, text, data, kind, table)
    try:
        return _adapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = tuple(part for part in first["loc"] if isinstance(part, (str, int)))
        name = _id_of(data, table, place)
        raise PackError(
            _where(path, text, place, name) + _remedy(first["type"], first["msg"])
        ) from error


def _unknown(path: Path, text: str, data: dict[str, Any], kind: type[Any], table: str) -> None:
    """Refuse misspelt keys, which validation of dataclasses would let pass."""
    from dataclasses import fields

    inner = {"question": Question, "step": StepRule}.get(table, Phrase)
    known = {one.name for one in fields(inner)}
    for key in data:
        if key not in {one.name for one in fields(kind)}:
            raise PackError(_where(path, text, (key,), None) + _("is not known; remove it."))
    for number, entry in enumerate(data.get(table, [])):
        for key in entry if isinstance(entry, dict) else ():
            if key not in known:
                raise PackError(
                    _where(path, text, (table, number, key), str(entry.get("id", "")))
                    + _("is not known; it may be: {names}.").format(names=", ".join(sorted(known)))
                )


def _remedy(code: str, message: str) -> str:
    if code == "missing":
        return _("is missing; add it.")
    return _("is wrong: {reason}.").format(reason=message.rstrip("."))


def _id_of(data: dict[str, Any], table: str, place: Sequence[str | int]) -> str | None:
    if len(place) > 1 and place[0] == table and isinstance(place[1], int):
        entry = data[table][place[1]]
        return str(entry.get("id", "")) if isinstance(entry, dict) else None
    return None


def _unique(path: Path, text: str, table: str, ids: Sequence[str]) -> None:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            raise PackError(
                _where(path, text, (table, number, "id"), one)
                + _("is there twice; give each its own.")
            )


def _where(path: Path, text: str, place: Sequence[str | int] | None, name: str | None) -> str:
    """``file:line: question 3 (zh-intro-1), field text: ``."""
    if not place:
        return f"{path}: "
    line = _line(text, place)
    shown = f"{path}:{line}: " if line else f"{path}: "
    rest = list(place)
    if len(rest) > 1 and isinstance(rest[1], int):
        shown += f"{rest[0]} {rest[1] + 1}"
        shown += f" ({name}), " if name else ", "
        rest = rest[2:]
    field = ".".join(str(part) for part in rest)
    return shown + (_("field {name} ").format(name=field) if field else "")


def _line(text: str, place: Sequence[str | int]) -> int | None:
    """The line of a field, or of the table it is missing from."""
    lines = text.splitlines()
    start = 0
    if len(place) > 1 and isinstance(place[1], int):
        header = re.compile(rf"\s*\[\[\s*{re.escape(str(place[0]))}\s*\]\]")
        headers = [number for number, line in enumerate(lines) if header.match(line)]
        if place[1] >= len(headers):
            return None
        start = headers[place[1]]
        end = headers[place[1] + 1] if place[1] + 1 < len(headers) else len(lines)
        keys = [part for part in place[2:] if isinstance(part, str)]
    else:
        end, keys = len(lines), [str(place[0])]
    if keys:
        key = re.compile(rf"\s*(\[+\s*[\w.]*)?\b{re.escape(keys[-1])}\b")
        for number in range(start, end):
            if key.match(lines[number]):
                return number + 1
    return start + 1 if start else None
