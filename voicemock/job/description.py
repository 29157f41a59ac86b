"""The job applied for: its description, its words, and what of the pack and the stories fits it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from voicemock.errors import InputError
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.job.keywords import keywords
from voicemock.language import get
from voicemock.language.base import HAN
from voicemock.values.interview import LanguageCode, Pack

MAX_BYTES = 1_000_000
MAX_COMPANY_WORDS = 12
_STARTS = (
    b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
    b"RIFF",
)  # fmt: skip
_HTML = re.compile(r"<!doctype html|<html|<body|<div|<p[ >]", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]+")
_COMMON_HAN = re.compile(r"[的一是在有和人不我工公，。、；：]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as the mark of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What four fifths of all Mandarin is written with: the first level of both lists.
_COMMON = (("gb2312", b"\xb0\xa1", b"\xd7\xf9"), ("big5", b"\xa4\x40", b"\xc6\x7e"))
_LEAST_UTF16 = 8
"""Characters from which on bytes without a mark may be UTF-16; a few letters pass for Han."""
_SEEN = 20_000
"""Characters that tell an encoding."""
_BETWEEN = re.compile(r"[,，、;；\n]+")
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def read_job(path: Path, language: LanguageCode) -> str:
    """A job description from a text file, in Mandarin in simplified characters.

    UTF-8, UTF-16, UTF-32, GB18030, Big5 and Windows-1252 are told apart.

    Raises:
        InputError: no such file, empty, over 1 MB, no plain text, or not in ``language``.
    """
    return job_text(_bytes(path), language, str(path))


def job_text(data: bytes, language: LanguageCode, path: str) -> str:
    """As `read_job`, of what a file holds, or of what somebody pasted; ``path`` names it.

    Raises:
        InputError: empty, over 1 MB, no plain text, or not in ``language``.
    """
    if not data.strip():
        raise InputError(_("{path} is empty; put the job description in it.").format(path=path))
    text = None if data.startswith(_STARTS) else _decoded(data)
    if text is None or _HTML.search(text[:4000]):
        raise InputError(
            _("{path} is no plain text; save the job description as plain text (.txt).").format(
                path=path
            )
        )
    han, latin = len(HAN.findall(text)), len(_LATIN.findall(text))
    if not han and not latin:
        raise InputError(
            _("{path} holds no words; put the job description in it.").format(path=path)
        )
    # a Latin word is about as much text as two characters
    mandarin = han > 2 * latin
    if mandarin != (language == "zh"):
        raise InputError(
            (
                _("{path} is in Mandarin, the interview in English; choose Mandarin.")
                if mandarin
                else _("{path} is in English, the interview in Mandarin; choose English.")
            ).format(path=path)
        )
    return get(language).normalize(text)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(
                _("{path} is a folder; name the file of the job description.").format(path=path)
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            _("There is no file {path}; check the name and the folder.").format(path=path)
        ) from None
    except (OSError, ValueError) as error:
        reason = why(error)
        raise InputError(
            _("{path} could not be read: {reason}.").format(path=path, reason=reason)
        ) from error
    if len(data) > MAX_BYTES:
        raise InputError(
            _("{path} is too long for a job description; keep it under 1 MB.").format(path=path)
        )
    return data


def _decoded(data: bytes) -> str | None:
    """The text of a file in whatever encoding, None where it is none."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _try(data[len(mark) :], name)
    if b"\0" in data:
        # UTF-16 without a mark: Latin text has its zeros all at odd or all at even places
        odd, even = data[1::2].count(0), data[::2].count(0)
        return _try(data, "utf-16-le" if odd > even else "utf-16-be") if odd != even else None
    text = _try(data, "utf-8")
    if text is not None:
        return text
    for name in ("utf-16-le", "utf-16-be"):
        wide = _try(data, name)
        if (
            wide
            and len(wide) >= _LEAST_UTF16
            and _common_han(wide[:_SEEN]) > 0.8 * len(wide[:_SEEN])
        ):
            return wide
    chinese = [one for one in (_try(data, "gb18030"), _try(data, "big5")) if one]
    best = max(chinese, key=lambda one: len(_COMMON_HAN.findall(one)), default="")
    # Windows' "£", quotes and letters may pass for a few characters, but for rare ones
    seen = best[:_SEEN]
    return best if _common_han(seen) > len(HAN.findall(seen)) / 2 else _try(data, "cp1252")


def _common_han(text: str) -> int:
    """How many of a text's characters are common ones, simplified or traditional."""
    return sum(
        any(first <= one.encode(name, "ignore") <= last for name, first, last in _COMMON)
        for one in text
    )


def _try(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    odd = sum(not one.isprintable() and not one.isspace() for one in text)
    return text if odd <= len(text) / 100 else None


def job_words(text: str, pack: Pack) -> tuple[str, ...]:
    """The keywords of a job description, in the field that a pack's questions speak of."""
    field = [term for question in pack.questions for term in question.terms]
    return keywords(text, pack.language, field=field)


def company_words(option: str) -> tuple[str, ...]:
    """The first 12 different words of ``"词1,词2"``; commas, 、 and semicolons part them.

    Raises:
        InputError: there is no word.
    """
    words: dict[str, str] = {}
    for word in _BETWEEN.split(option):
        # also what no terminal, file or recognizer can take, as of an argument that is no UTF-8
        plain = " ".join(_UNSAYABLE.sub(" ", word).split())
        if any(one.isalnum() for one in plain):
            words.setdefault(plain.casefold(), plain)
    if not words:
        raise InputError(
            _('What you know of the company holds no word; give some, as "{example}".').format(
                example=_("patience, refunds within a day")
            )
        )
    return tuple(words.values())[:MAX_COMPANY_WORDS]
