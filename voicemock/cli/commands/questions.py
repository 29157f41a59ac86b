"""``voicemock questions``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from voicemock.cli import options
from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.screen import show
from voicemock.i18n import N_, _, ngettext
from voicemock.report.exports.text import Line, width

if TYPE_CHECKING:
    from voicemock.values.interview import Cue, Pack, Question


def questions(
    question: Annotated[str | None, Argument(help=N_("Id of one question to show whole."))] = None,
    lang: options.LangOption = None,
    pack: Annotated[Path | None, Option(readable=False, help=N_("A pack of your own."))] = None,
    category: options.CategoryOption = None,
    search: Annotated[
        str | None, Option(help=N_("Only questions that hold all these words."))
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """List, search, show or check the questions of a pack."""
    from voicemock.content import packs

    settings = options.settings_from(lang=lang)
    chosen = packs.load_pack(pack) if pack else packs.default_pack(options.language_of(settings))
    if question is not None:
        listed: Sequence[Question] = (packs.find(chosen, question),)
    else:
        listed = packs.in_order(packs.matching(chosen, category=category, search=search))
    if json:
        for one in listed:
            print_json({**asdict(one), "template": packs.is_template(one)})
    else:
        show(list(_list(chosen, listed) if question is None else _whole(listed[0])))


def _list(pack: Pack, listed: Sequence[Question]) -> Iterator[Line]:
    from voicemock.content import packs

    total = len(pack.questions)
    count = (
        ngettext("{title}: {count} question", "{title}: {count} questions", total)
        if len(listed) == total
        else _("{title}: {found} of {count} questions")
    )
    title = count.format(title=pack.title, count=total, found=len(listed))
    yield Line((("heading", title),))
    column = max(width(one.id) for one in listed)
    category = None
    for one in listed:
        if one.category != category:
            category = one.category
            yield Line(())
            yield Line((("name", packs.category_name(category)), ("quiet", f"  {category}")))
        pad = " " * (column - width(one.id))
        mark = "".join(f"  [{name}]" for name in _needs(one))
        parts = ("quiet", f"  {one.id}{pad}  "), ("", one.text), ("quiet", mark)
        yield Line(parts, hang=column + 4)
    if any(packs.is_template(one) for one in listed):
        yield Line(())
        yield Line((("quiet", _("[--job], [--company]: asked only with a word given there.")),))


def _needs(question: Question) -> list[str]:
    """The options that give the words a template needs."""
    return [f"--{name}" for name in ("job", "company") if f"{{{name}}}" in question.text]


def _whole(question: Question) -> Iterator[Line]:
    from voicemock.content import packs

    yield Line((("heading", question.text),))
    facts = [question.id, packs.category_name(question.category)]
    if question.framework not in ("none", question.category):
        facts.append(packs.framework_name(question.framework))
    facts.append(_("{seconds:g} s").format(seconds=question.limit_s))
    yield Line((("quiet", " · ".join(facts)),))
    for option in _needs(question):
        yield Line((("mind", _("A template: asked only with {option}.").format(option=option)),))
    for name, texts in (
        (_("Listens for"), [question.listens_for]),
        (_("Tips"), [f"• {tip}" for tip in question.tips]),
        (_("Example"), question.example.strip().splitlines()),
        (_("Why it works"), [question.why_it_works]),
        (_("Terms"), [" · ".join(question.terms)]),
    ):
        if any(texts):
            yield Line(())
            yield Line((("name", name),))
            for text in texts:
                yield Line((("", f"  {text}"),), hang=4 if text.startswith("• ") else 2)
    if question.follow_ups:
        yield from _cues(_("May follow"), question.follow_ups)
    for number, turn in enumerate(question.turns, 2):
        yield from _cues(_("Customer, turn {number}").format(number=number), turn.lines)


def _cues(title: str, cues: Sequence[Cue]) -> Iterator[Line]:
    from voicemock.content import packs

    yield Line(())
    yield Line((("name", title),))
    for cue in cues:
        condition = packs.condition_name(cue.when, alone=len(cues) == 1)
        condition = _("{condition}: ").format(condition=condition)
        yield Line((("", "  • "), ("quiet", condition), ("", cue.text)), hang=4)
