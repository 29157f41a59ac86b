"""``voicemock checklist``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from voicemock.cli import options
from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.screen import fault, show, warn
from voicemock.i18n import N_
from voicemock.report.exports.text import Line

if TYPE_CHECKING:
    from voicemock.content.checklist import Checklist, Evidence, Knows


def checklist(
    lang: options.LangOption = None,
    data_dir: options.DataDirOption = None,
    json: Annotated[bool, Option("--json", help=N_("One JSON document."))] = False,
) -> None:
    """What to have ready before the interview; ticks what your practice shows."""
    from voicemock.content.checklist import default_checklist
    from voicemock.interview.preparation import evidence

    settings = options.settings_from(lang=lang, data_dir=data_dir)
    language = options.language_of(settings)
    listed = default_checklist(language)
    history = options.history_of(settings)
    try:
        known = evidence(history, language, damaged=warn, unread=fault)
    finally:
        history.close()
    if json:
        print_json(_document(listed, known))
    else:
        show(_lines(listed, known))


def _lines(listed: Checklist, known: dict[Knows, Evidence]) -> list[Line]:
    from voicemock.content.checklist import WHEN

    lines = [Line((("", listed.opening),))]
    for when in WHEN:
        lines += [Line(()), Line((("heading", listed.title(when)),))]
        for item in listed.items(when):
            seen = known.get(item.knows) if item.knows else None
            mark = ("good", "  ✓ ") if seen and seen.done else ("", "  ○ ")
            lines.append(Line((mark, ("", listed.line(item)))))
            if seen and seen.text:
                lines.append(Line((("quiet", f"    {seen.text}"),)))
    return [*lines, Line(()), Line((("", listed.closing),))]


def _document(listed: Checklist, known: dict[Knows, Evidence]) -> dict[str, Any]:
    from voicemock.content.checklist import WHEN

    groups: list[dict[str, Any]] = []
    for when in WHEN:
        items = []
        for item in listed.items(when):
            seen = known.get(item.knows) if item.knows else None
            items.append(
                {
                    "text": listed.line(item),
                    "knows": item.knows,
                    "done": seen.done if seen else None,
                    "evidence": (seen.text or None) if seen else None,
                }
            )
        groups.append({"when": when, "title": listed.title(when), "items": items})
    return {"language": listed.language, "groups": groups}
