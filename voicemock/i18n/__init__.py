"""Messages in the person's language, through gettext.

`use` is called once by the program; until then everything is English, the language of the
message ids. Catalogs live in ``voicemock/locale``; ``make messages`` renews them.
"""

from __future__ import annotations

import gettext as _gettext
import os
from pathlib import Path

_LOCALE_DIR = Path(__file__).parent.parent / "locale"
_current: _gettext.NullTranslations = _gettext.NullTranslations()


def use(language: str) -> None:
    """Show everything from now on in ``language`` ("zh" or "en"; unknown ones fall back to English)."""
    global _current  # noqa: PLW0603  one process speaks one language, as with gettext's own install()
    _current = _gettext.translation(
        "voicemock", localedir=_LOCALE_DIR, languages=[language], fallback=True
    )


def language() -> str:
    """The language in use, "zh" or "en"."""
    return _current.info().get("language") or "en"


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
    """``message`` in the language in use."""
    return _current.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that fits ``n``, in the language in use."""
    return _current.ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for it
    """``message`` as it is, marked for the catalog; `_` translates it where it is shown."""
    return message
