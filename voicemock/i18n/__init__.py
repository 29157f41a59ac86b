"""Messages in the person's language, through gettext.

The language and the face that speaks it belong to the context (`contextvars`), so that two faces may
speak two languages in one process. `use` is called once where a face starts, `speaking` sets them
for a while; until then everything is English, the language of the message ids. A new thread starts
with an empty context: one that may say something is handed its maker's, with ``copy_context().run``.

A room names no command and no option ("choose another folder"). A face that has them says so in a
catalog of its own (``terminal.po``: "give another with --data-dir"), which comes before the common one.

Nothing that is cached or made on import may hold a translated text. Catalogs live in
``voicemock/locale``; ``make messages`` renews them.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

_LOCALE_DIR = Path(__file__).parent.parent / "locale"
_language: ContextVar[str] = ContextVar("_language", default="en")
_face: ContextVar[str] = ContextVar("_face", default="")


def use(language: str, face: str | None = None) -> None:
    """Show everything from now on in ``language``, in this context.

    Args:
        language: "zh" or "en"; unknown ones fall back to English.
        face: whose own catalog comes first, as "terminal"; "" for none, None for the one in use.
    """
    _language.set(language)
    if face is not None:
        _face.set(face)


@contextmanager
def speaking(language: str, face: str | None = None) -> Iterator[None]:
    """As `use`, for the body of a ``with`` alone."""
    before = _language.get(), _face.get()
    use(language, face)
    try:
        yield
    finally:
        use(*before)


def language() -> str:
    """The language in use, "zh" or "en"."""
    return _catalog(_language.get(), _face.get()).info().get("language") or "en"


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
    return _catalog(_language.get(), _face.get()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that fits ``n``, in the language in use."""
    return _catalog(_language.get(), _face.get()).ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for it
    """``message`` as it is, marked for the catalog; `_` translates it where it is shown."""
    return message


@cache
def _catalog(language: str, face: str) -> _gettext.NullTranslations:
    common = _gettext.translation("voicemock", _LOCALE_DIR, [language], fallback=True)
    if not face:
        return common
    own = _gettext.translation(face, _LOCALE_DIR, [language, "en"])
    own.add_fallback(common)
    return own
