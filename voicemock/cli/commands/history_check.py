"""``voicemock history --check``: what was found and what was done about it, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.screen import show
from voicemock.errors import StoreError
from voicemock.history.store import History
from voicemock.i18n import _, ngettext
from voicemock.report.exports.text import Line

if TYPE_CHECKING:
    from voicemock.history.repair_answer import Finding

_STYLES = {"mended": "good", "noted": "quiet", "left": "mind"}
_MARKS = {"mended": "✓", "noted": "·", "left": "!"}


def check(store: History, *, as_json: bool) -> int:
    """Check the history, print what was found; the exit status."""
    found = store.check()
    left = sum(one.state == "left" for one in found)
    if as_json:
        print_json({"schema": 1, "ok": not left, "findings": [asdict(one) for one in found]})
    else:
        looked = not any(one.code == "no_folder" for one in found)
        end = [Line((("heading", _summary(found, left)),))] if looked else []
        show([*map(_line, found), *end])
    return StoreError.exit_status if left else 0


def _line(finding: Finding) -> Line:
    style = _STYLES[finding.state]
    mark = (style, f"{_MARKS[finding.state]} ")
    return Line((mark, ("", f"{finding.about}: {finding.text}")), hang=2)


def _summary(found: Sequence[Finding], left: int) -> str:
    mended = sum(one.state == "mended" for one in found)
    if left:
        return ngettext(
            "{count} thing is left for you to see to; mended: {mended}.",
            "{count} things are left for you to see to; mended: {mended}.",
            left,
        ).format(count=left, mended=mended)
    if mended:
        return _("All is well now; mended: {mended}.").format(mended=mended)
    return _("All is well.")
