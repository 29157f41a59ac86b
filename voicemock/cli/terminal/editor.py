"""A story in the person's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from voicemock.cli.terminal.keyboard import interactive
from voicemock.cli.terminal.prompts import EndOfInputError, ask
from voicemock.cli.terminal.screen import say
from voicemock.errors import InputError, MissingError
from voicemock.files.private import open_private
from voicemock.i18n import _
from voicemock.i18n.library_messages import said

if TYPE_CHECKING:
    from voicemock.values.interview import Story


def edited_story(story: Story) -> Story:
    """What the person makes of a story in ``$VISUAL`` or ``$EDITOR``.

    Raises:
        InputError: there is no terminal, or what was written is no story; that text is kept.
        MissingError: the editor does not start or fails.
    """
    from voicemock.history.stories import from_toml, to_toml

    if not interactive():
        raise InputError(_("Without a terminal say what to change: --title, --result, …"))
    # a folder of its own: editors put backups and swap files beside the text
    folder = Path(tempfile.mkdtemp(prefix="voicemock-"))
    path = folder / f"story-{story.id}.toml"
    before = to_toml(story)
    done = False
    try:
        with open_private(path) as file:
            file.write(before.encode())
        while True:
            _edit(path)
            try:
                edited = from_toml(path.read_text(encoding="utf-8-sig"), story.id)
            except (InputError, OSError, UnicodeDecodeError) as error:
                say(_("This is no story yet: {reason}.").format(reason=error))
                if not _again():
                    raise InputError(_("The story stays as it was.")) from error
            else:
                done = True
                return edited
    finally:
        if done or not path.exists() or path.read_bytes() in (b"", before.encode()):
            shutil.rmtree(folder, ignore_errors=True)
        else:
            say(_("What you wrote is in {path}.").format(path=path))


def _again() -> bool:
    try:
        return ask(_("Edit again? [Y/n]")).lower() not in ("n", "no", "不", "否")
    except EndOfInputError:
        return False


def _edit(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        editor = "notepad" if sys.platform == "win32" else "vi"
    try:
        # a Windows path is full of backslashes, which POSIX rules would swallow
        command = shlex.split(editor, posix=sys.platform != "win32")
        subprocess.run([*command, str(path)], check=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        told = _("The editor {name} failed ({reason}); name another in $EDITOR, or use --title, …")
        reason = said(getattr(error, "strerror", None) or error)
        raise MissingError(told.format(name=editor, reason=reason)) from error
