"""``voicemock stories``."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Context, Option

from voicemock import config
from voicemock.cli import options
from voicemock.cli.terminal.content import print_json
from voicemock.cli.terminal.help import Command, Group
from voicemock.cli.terminal.keyboard import interactive
from voicemock.cli.terminal.prompts import ask, confirmed, optional, required
from voicemock.cli.terminal.screen import say, show, warn
from voicemock.config import Settings
from voicemock.errors import InputError, StoreError
from voicemock.i18n import N_, _
from voicemock.report.exports.text import Line
from voicemock.values.text import one_line

if TYPE_CHECKING:
    from voicemock.history.stories import Stories
    from voicemock.values.interview import LanguageCode, Story

app = typer.Typer(
    name="stories",
    cls=Group,
    help=N_("Keep STAR stories to tell in the interview: list, add, show, edit, remove."),
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

IdArgument = Annotated[str, Argument(help=N_("Id of a story, as `voicemock stories` lists it."))]
TitleOption = Annotated[str | None, Option(help=N_("What it is called."))]
SituationOption = Annotated[str | None, Option(help=N_("Where and when; what was going on."))]
TaskOption = Annotated[str | None, Option(help=N_("What you had to achieve."))]
ActionOption = Annotated[str | None, Option(help=N_("What you yourself did."))]
ResultOption = Annotated[str | None, Option(help=N_("How it ended, best with a number."))]
TagOption = Annotated[list[str] | None, Option(help=N_("A word to find it by (repeatable)."))]
JsonOption = Annotated[bool, Option("--json", help=N_("One JSON document per story."))]


@app.callback(invoke_without_command=True)
@options.command
def list_(
    context: Context,
    lang: options.LangOption = None,
    data_dir: options.DataDirOption = None,
    json: JsonOption = False,
) -> int:
    """Keep STAR stories to tell in the interview: list, add, show, edit, remove."""
    if context.invoked_subcommand is not None:
        _refuse_options_before(context)
        return 0
    settings, kept = _opened(data_dir, lang)
    found = kept.read(settings.lang if lang else None)
    if json:
        for story in found.stories:
            print_json(asdict(story))
    elif found.stories:
        show([Line(_row(story)) for story in found.stories])
    elif found.readable:
        say(_("There are no stories yet; keep one with `voicemock stories add`."))
    for line in found.damaged:
        warn(line)
    return 0 if found.readable else StoreError.exit_status


@app.command(
    cls=Command, help=N_("Keep a story; on a terminal, what the options leave out is asked for.")
)
@options.command
def add(
    title: TitleOption = None,
    situation: SituationOption = None,
    task: TaskOption = None,
    action: ActionOption = None,
    result: ResultOption = None,
    tag: TagOption = None,
    lang: options.LangOption = None,
    data_dir: options.DataDirOption = None,
    json: JsonOption = False,
) -> None:
    """Keep a story; on a terminal, what the options leave out is asked for."""
    from voicemock.values.interview import Story

    settings, kept = _opened(data_dir, lang)
    asked = {
        "situation": (situation, _("Situation: where and when, what was going on?")),
        "task": (task, _("Task: what did you have to achieve?")),
        "action": (action, _("Action: what did you yourself do?")),
        "result": (result, _("Result: how did it end, best with a number?")),
    }
    if interactive() and None in (title, situation, task, action, result):
        say(_("A sentence or two for each; Enter leaves it for later."))
    named = required(title, "--title", _("What do you call this story?"))
    parts = {name: _part(value, f"--{name}", label) for name, (value, label) in asked.items()}
    story = kept.add(Story("", options.language_of(settings), named, tags=_tags(tag), **parts))
    if json:
        print_json(asdict(story))
    say(_("Kept as story {id}.").format(id=story.id))


@app.command("show", cls=Command, help=N_("Show a story whole."))
@options.command
def show_(
    story: IdArgument, data_dir: options.DataDirOption = None, json: JsonOption = False
) -> None:
    """Show a story whole."""
    _settings, kept = _opened(data_dir)
    found = kept.get(story)
    if json:
        print_json(asdict(found))
        return
    lines = [Line((("heading", found.title),)), Line(())]
    for name, label in _part_names().items():
        text = getattr(found, name)
        style = "" if text else "quiet"
        lines.append(Line((("name", label),)))
        lines += [Line(((style, f"  {line}"),)) for line in (text or "–").splitlines()]
    if found.tags:
        lines += [Line(()), Line((("quiet", " ".join(f"#{one}" for one in found.tags)),))]
    show(lines)


@app.command(
    cls=Command,
    help=N_("Change a story: the options replace what they name; without any your editor opens."),
)
@options.command
def edit(
    story: IdArgument,
    title: TitleOption = None,
    situation: SituationOption = None,
    task: TaskOption = None,
    action: ActionOption = None,
    result: ResultOption = None,
    tag: TagOption = None,
    lang: options.LangOption = None,
    data_dir: options.DataDirOption = None,
    json: JsonOption = False,
) -> None:
    """Change a story: the options replace what they name; without any your editor opens."""
    _settings, kept = _opened(data_dir, lang)
    before = kept.get(story)
    texts = {
        "title": title, "situation": situation, "task": task, "action": action, "result": result,
    }  # fmt: skip
    changes: dict[str, Any] = {
        name: one_line(one) for name, one in texts.items() if one is not None
    }
    if tag is not None:
        changes["tags"] = _tags(tag)
    if lang is not None:
        changes["language"] = lang
    after = replace(before, **changes)
    if not after.title:
        required("", "--title", "")
    if not changes:
        from voicemock.cli.terminal.editor import edited_story

        after = edited_story(before)
    if after == before:
        say(_("Nothing changed."))
    else:
        kept.save(after)
        say(_("Story {id} is changed.").format(id=after.id))
    if json:
        print_json(asdict(after))


@app.command(cls=Command, help=N_("Remove a story for good."))
@options.command
def remove(
    story: IdArgument, yes: options.YesOption = False, data_dir: options.DataDirOption = None
) -> None:
    """Remove a story for good."""
    _settings, kept = _opened(data_dir)
    try:
        title = kept.get(story).title
    except StoreError:
        title = str(kept.path(story))
    if not yes and not confirmed(_("Remove “{title}” for good?").format(title=title)):
        say(_("Nothing removed."))
        return
    kept.remove(story)
    say(_("Removed: {title}").format(title=title))


def _refuse_options_before(context: Context) -> None:
    """An option between `stories` and its command would be taken for the list's and be lost."""
    for name in set(context.params) - {"ui"}:  # that one holds wherever it stands
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            told = _("Options come last: voicemock stories {command} … --{option}.")
            option = name.replace("_", "-")
            raise InputError(told.format(command=context.invoked_subcommand, option=option))


def _opened(data_dir: Path | None, lang: LanguageCode | None = None) -> tuple[Settings, Stories]:
    from voicemock.history.stories import Stories

    settings = options.settings_from(data_dir=data_dir, lang=lang)
    return settings, Stories(config.data_dir(settings))


def _part(value: str | None, option: str, label: str) -> str:
    """Part of a story: empty only where the person leaves it empty."""
    if value is not None:
        return one_line(value)
    return ask(label) if interactive() else required(None, option, label)


def _tags(given: list[str] | None) -> tuple[str, ...]:
    if given is None:
        given = [optional(None, _("Words to find it by, apart by commas"))]
    from voicemock.history.stories import tags_of

    return tags_of(given)


def _part_names() -> dict[str, str]:
    return {
        "situation": _("Situation"),
        "task": _("Task"),
        "action": _("Action"),
        "result": _("Result"),
    }


def _row(story: Story) -> tuple[tuple[str, str], ...]:
    missing = [label for name, label in _part_names().items() if not getattr(story, name)]
    tags = "".join(f"  #{one}" for one in story.tags)
    row = [("name", f"{story.id:>3}  "), ("quiet", f"{story.language}  "), ("", story.title)]
    row.append(("quiet", tags))
    if missing:
        row.append(("mind", "  " + _("missing: {parts}").format(parts=", ".join(missing))))
    return tuple(row)
