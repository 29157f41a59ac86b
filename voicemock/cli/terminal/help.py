"""The help of a command, in the person's language and in columns as a terminal counts them.

The command line's library would write it in English, and would take a Han character for one
column.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import typer.core

from voicemock.cli.terminal.screen import line_breaks
from voicemock.i18n import N_, _
from voicemock.i18n.library_messages import said
from voicemock.report.exports.text import width

_WIDEST = 80
_NARROWEST = 50
_FIRST_COLUMN = 30
"""A longer option has the line to itself."""
_INDENT = 2
_GAP = 2
_KINDS = {"str": N_("text"), "int": N_("number"), "float": N_("number"), "path": N_("path")}
_METAVARS = (N_("[OPTIONS]"), N_("COMMAND"), N_("[ARGS]..."))
_FACTS = re.compile(r"(?:(?P<help>.*)  )?\[(?P<facts>[^\[\]]+)\]", re.DOTALL)


class Command(typer.core.TyperCommand):
    """A command with our help."""

    def get_help(self, ctx: Any) -> str:
        """See the library."""
        return page(self, ctx)


class Group(typer.core.TyperGroup):
    """Commands with our help."""

    def get_help(self, ctx: Any) -> str:
        """See the library."""
        return page(self, ctx)


def page(command: Command | Group, context: Any) -> str:
    """The whole help of a command, without a newline at the end."""
    columns = max(min(shutil.get_terminal_size().columns, _WIDEST) - 2, _NARROWEST)
    records: dict[str, list[tuple[str, str, str]]] = {}
    for one in command.get_params(context):
        if record := one.get_help_record(context):
            name = "Arguments" if one.param_type_name == "argument" else "Options"
            records.setdefault(name, []).append(_translated(*record))
    lines = [*_usage(command, context, columns)]
    for paragraph in _in_use(command.help).split("\n\n"):
        lines += ["", *_broken(" ".join(paragraph.split()), columns, _INDENT)]
    for name, title in (("Arguments", _("Arguments:")), ("Options", _("Options:"))):
        if name in records:
            lines += ["", title, *_table(records[name], columns)]
    if isinstance(command, Group):
        listed = ((name, command.commands[name]) for name in command.list_commands(context))
        rows = [(name, _summary(_in_use(one.help)), "") for name, one in listed if not one.hidden]
        lines += ["", _("Commands:"), *_table(rows, columns)]
    return "\n".join(lines)


def _usage(command: Command | Group, context: Any, columns: int) -> list[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    words = " ".join(_(word) if word in _METAVARS else word for word in pieces.split())
    start = _("Usage: {command}").format(command=context.command_path) + " "
    return _broken(start + words, columns, width(start), first=0)


def _summary(text: str) -> str:
    """The first paragraph, as the list of commands shows it: without its full stop."""
    return " ".join(text.partition("\n\n")[0].split()).removesuffix(".").removesuffix("。")


def _translated(name: str, text: str) -> tuple[str, str, str]:
    """An option, its help and the facts after it; the library gives help, two spaces, [facts]."""
    kind = re.compile(r"<(?:list\[)?(\w+)\]?(?: range)?>")
    name = kind.sub(lambda found: f"<{_(_KINDS.get(found[1].lower(), found[1]))}>", name)
    found = _FACTS.fullmatch(text)
    if not found:
        return name, _in_use(text), ""
    facts = _("; ").join(said(one) for one in found["facts"].split("; "))
    return name, _in_use(found["help"]), f"[{facts}]"


def _in_use(text: str | None) -> str:
    """In the language in use; gettext would answer "" with the catalog's header."""
    return _(text) if text else ""


def _table(rows: Sequence[tuple[str, str, str]], columns: int) -> Iterator[str]:
    first = min(max(width(name) for name, *_texts in rows), _FIRST_COLUMN) + _GAP
    for name, text, facts in rows:
        left = " " * _INDENT + name
        right = _broken(text, columns - _INDENT, _INDENT + first)
        if width(f"{right[-1]}  {facts}") <= columns - _INDENT:
            right[-1] = f"{right[-1]}  {facts}".rstrip()
        else:  # they stay together
            right += _broken(facts, columns - _INDENT, _INDENT + first)
        if width(name) <= first - _GAP:
            right[0] = left + right[0][width(left) :]
        else:
            yield left
        yield from right


def _broken(text: str, columns: int, indent: int, first: int | None = None) -> list[str]:
    """``text`` in lines of at most ``columns``, indented; the first as far as ``first`` says."""
    lead = " " * (indent if first is None else first)
    whole = lead + text
    at = [0, *line_breaks(whole, columns, indent), len(whole)]
    lines = [whole[start:end].rstrip() for start, end in itertools.pairwise(at)]
    return [lines[0], *(" " * indent + line for line in lines[1:])]
