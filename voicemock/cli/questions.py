"""``voicemock questions``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemock.cli import options
from voicemock.cli.terminal import show
from voicemock.i18n import _, ngettext

if TYPE_CHECKING:
    from voicemock.types import Pack, Question


def questions(
    question: Annotated[
        str | None, typer.Argument(help="Id of one question to show whole.")
    ] = None,
    lang: options.LangOption = None,
    pack: Annotated[
        Path | None, typer.Option("--pack", readable=False, help="A pack of your own.")
    ] = None,
    category: Annotated[str | None, typer.Option("--category", help="Only this category.")] = None,
    json: options.JsonOption = False,
) -> None:
    """List, show or check the questions of a pack."""
    from voicemock import questions as packs
    from voicemock.report.text import Line

    settings = options.settings_from(lang=lang)
    chosen = packs.load_pack(pack) if pack else packs.default_pack(options.language_of(settings))
    if question is not None:
        _show_one(packs.find(chosen, question), as_json=json)
        return
    listed = (
        chosen.questions
        if category is None
        else packs.choose(chosen, len(chosen.questions), category=category)
    )
    if json:
        for one in listed:
            _show_one(one, as_json=True)
        return
    lines = [Line((("heading", _title(chosen)),))]
    for name in packs.CATEGORIES:
        group = sorted((one for one in listed if one.category == name), key=lambda one: one.id)
        if group:
            lines += [Line(()), Line((("name", name),))]
            lines += [Line((("quiet", f"  {one.id}  "), ("", one.text))) for one in group]
    show(lines)


def _title(pack: Pack) -> str:
    count = len(pack.questions)
    return ngettext("{title}: {count} question", "{title}: {count} questions", count).format(
        title=pack.title, count=count
    )


def _show_one(question: Question, *, as_json: bool) -> None:
    from voicemock.report.text import Line

    if as_json:
        import json
        from dataclasses import asdict

        print(json.dumps(asdict(question), ensure_ascii=False))
        return
    lines = [Line((("heading", question.text),)), Line(())]
    for name, value in (
        (_("Category"), question.category),
        (_("Time limit"), f"{question.limit_s:g} s"),
        (_("Listens for"), question.listens_for),
        (_("Example"), question.example.strip()),
        (_("Why it works"), question.why_it_works),
        (_("Terms"), ", ".join(question.terms)),
    ):
        if value:
            lines.append(Line((("name", f"{name}: "), ("", value))))
    lines += [Line((("name", "• "), ("", tip))) for tip in question.tips]
    show(lines)
