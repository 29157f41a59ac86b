"""Messages in the person's language, through gettext.

The language and a face's own words belong to the context (`contextvars`), so that two faces may speak
two languages in one process. `use` is called once where a face starts, `speaking` sets them for a
while; until then everything is English, the language of the message ids. A new thread starts with
an empty context: one that may say something is handed its maker's, with ``copy_context().run``.

Nothing that is cached or made on import may hold a translated text. Catalogs live in
``voicemock/locale``; ``make messages`` renews them.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

_LOCALE_DIR = Path(__file__).parent.parent / "locale"
_language: ContextVar[str] = ContextVar("_language", default="en")
_words: ContextVar[Mapping[str, str]] = ContextVar("_words", default={})  # noqa: B039  never changed


def use(language: str, words: Mapping[str, str] | None = None) -> None:
    """Show everything from now on in ``language``, in this context.

    Args:
        language: "zh" or "en"; unknown ones fall back to English.
        words: what this face says in place of some messages, by message, both untranslated: a
            terminal names an option where a room says "choose another folder". None keeps those
            in use.
    """
    _language.set(language)
    if words is not None:
        _words.set(words)


@contextmanager
def speaking(language: str, words: Mapping[str, str] | None = None) -> Iterator[None]:
    """As `use`, for the body of a ``with`` alone."""
    before = _language.set(language), _words.set(_words.get() if words is None else words)
    try:
        yield
    finally:
        _language.reset(before[0])
        _words.reset(before[1])


def language() -> str:
    """The language in use, "zh" or "en"."""
    return _catalog(_language.get()).info().get("language") or "en"


def from_environment() -> str | None:
    """The locale's language where it is zh or en, else None (as for "C")."""
    for name in ("VOICEMOCK_UI", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2] in ("zh", "en"):
            return value[:2]
        if value and name != "VOICEMOCK_UI":
            return None
    return None


def _(message: str) -> str:
    """``message`` in the language in use, or what the face says in its place."""
    return _catalog(_language.get()).gettext(_words.get().get(message, message))


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that fits ``n``, in the language in use."""
    return _catalog(_language.get()).ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for it
    """``message`` as it is, marked for the catalog; `_` translates it where it is shown."""
    return message


@cache
def _catalog(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(
        "voicemock", localedir=_LOCALE_DIR, languages=[language], fallback=True
    )
