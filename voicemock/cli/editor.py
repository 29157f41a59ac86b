"""A story in the person's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from voicemock.cli.asking import ask
from voicemock.cli.keyboard import interactive
from voicemock.cli.terminal import say
from voicemock.errors import InputError, MissingError
from voicemock.i18n import _
from voicemock.types import Story


def edited_story(story: Story) -> Story:
    """What the person makes of a story in ``$VISUAL`` or ``$EDITOR``.

    Raises:
        InputError: there is no terminal, or what was written is no story; the text is kept.
        MissingError: the editor does not start or fails; the text is kept.
    """
    from voicemock.history.stories import from_toml, to_toml

    if not interactive():
        raise InputError(_("Without a terminal say what to change: --title, --result, …"))
    # a folder of its own: editors put backups and swap files beside the text
    folder = Path(tempfile.mkdtemp(prefix="voicemock-"))
    path = folder / f"story-{story.id}.toml"
    path.write_text(to_toml(story), encoding="utf-8")
    while True:
        _edit(path)
        try:
            edited = from_toml(path.read_text(encoding="utf-8-sig"), story.id)
        except (InputError, OSError, UnicodeDecodeError) as error:
            say(_("This is no story yet: {reason}.").format(reason=error))
            if ask(_("Edit again? [Y/n]")).lower() in ("n", "no", "不", "否"):
                raise InputError(
                    _("Nothing is changed; what you wrote is in {path}.").format(path=path)
                ) from error
        else:
            break
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    return edited


def _edit(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        editor = "notepad" if sys.platform == "win32" else "vi"
    try:
        # a Windows path is full of backslashes, which POSIX rules would swallow
        command = shlex.split(editor, posix=sys.platform != "win32")
        subprocess.run([*command, str(path)], check=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise MissingError(
            _(
                "The editor {name} failed ({reason}); name another in $EDITOR, or use --title, …"
            ).format(name=editor, reason=error)
        ) from error
