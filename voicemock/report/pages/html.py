"""Pages: a template of ``assets/`` with its style and script inside, and nothing from elsewhere.

A page is one file that works from disk. Its Content-Security-Policy allows the one style and the
one script in it, by their hashes, sound and pictures inside it, and nothing else; so text that got
past the escaping could still do nothing. Inline ``style`` and ``on…`` attributes do not work
under it: use classes, or attributes of SVG. Words for people are not written in templates but
handed over as ``t``, so that the message catalog is made from Python alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicemock import i18n
from voicemock.i18n import _

if TYPE_CHECKING:
    from jinja2 import Environment

TOKENS = Path(__file__).parent / "assets" / "tokens.css"
"""The values of the design; the studio's page has them from here, too."""
_UNSEEN = re.compile(r"/\*.*?\*/|\s*([{};,])\s*", re.DOTALL)
"""Of a style: comments, and the space about signs, which need not go into each page."""


def render(
    template: str,
    t: Mapping[str, str],
    *,
    styles: Sequence[str] = ("page.css",),
    scripts: Sequence[str] = (),
    **values: Any,
) -> str:
    """A template of ``assets/``, which extends ``base.html``, as a whole page.

    Args:
        template: its name.
        t: the words of the template, by their names in it.
        styles: style sheets of ``assets/``, put into the page one after another, after the tokens.
        scripts: scripts likewise.
        values: what the template shows; every text is escaped.
    """
    style, script = _joined((TOKENS.name, *styles)), _joined(scripts)
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script) if script else 'none'}'; "
        "media-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    values |= {"style": style, "script": script, "policy": policy}
    t = {"skip": _("Go to the content"), **t}
    page = _environment().get_template(template)
    return page.render(ui=lang_tag(i18n.language()), t=t, **values) + "\n"


def lang_tag(language: str) -> str:
    """``zh`` or ``en`` as a value of HTML's ``lang``."""
    return "zh-Hans" if language == "zh" else language


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lang_tag"] = lang_tag
    return environment


@cache
def _asset(name: str) -> str:
    """The text of a file in ``assets/``, with the line ends a browser hashes; of styles what counts."""
    text = (resources.files(__package__) / "assets" / name).read_text(encoding="utf-8")
    text = text.replace("\r\n", "\n")
    return _UNSEEN.sub(r"\1", text) if name.endswith(".css") else text


def _joined(names: Sequence[str]) -> str:
    from markupsafe import Markup

    return Markup("\n".join(_asset(name) for name in names))  # noqa: S704  our own files


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
