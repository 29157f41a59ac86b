"""The command line: parses, calls, prints. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import atexit
import contextlib
import errno
import io
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer.exceptions import TyperException

_OF_A_NAME = frozenset(
    (
        errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
        errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL, errno.EROFS, errno.ENOTEMPTY,
    )
)  # fmt: skip
"""What another name or permission mends; the rest is outside of what was asked."""


def main() -> None:
    """The program ``voicemock``: run a command, turn what went wrong into a line and a status."""
    from voicemock.cli.terminal import signals

    try:
        signals.install()
        sys.unraisablehook = signals.dropped
        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # it had hardly begun, or was ending
        status = signals.INTERRUPTED
    signals.over()
    if threading.active_count() > 1:
        # A recognizer still at work in its thread aborts a process whose interpreter goes away; all
        # that is to be kept is on the disk by now. What else ends with a program is done: a folder
        # in which a voice was at work goes.
        atexit._run_exitfuncs()  # noqa: SLF001  (there is no other way to have them run)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run one command line and return the exit status. A traceback out of here is a bug."""
    _open_what_is_closed()
    from typer.exceptions import TyperException

    from voicemock.cli import options
    from voicemock.cli.app import app
    from voicemock.cli.terminal import signals
    from voicemock.cli.terminal.screen import fault, warn
    from voicemock.errors import InputError, MissingError, VoicemockError
    from voicemock.i18n import _

    signals.install()
    at_terminal = _terminal()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a pipe gets UTF-8 whatever the locale; a terminal that lacks a character a "?"
            stream.reconfigure(
                encoding=None if stream.isatty() else "utf-8", errors="backslashreplace"
            )
    options.choose_ui(arguments)
    try:
        status = app(args=arguments, prog_name="voicemock", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # what goes wrong with it goes wrong here
    except TyperException as error:  # a wrong option or argument
        if not arguments:
            print(error.format_message())  # nothing asked: the help
        else:
            warn(_wrong_call(error))
        return InputError.exit_status
    except KeyboardInterrupt:
        return signals.INTERRUPTED
    except VoicemockError as error:
        fault(error)
        return error.exit_status
    except BrokenPipeError:
        return _nobody_reads()
    except SystemExit as error:
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        return _nobody_reads()  # typer makes an exit of it, with status 1
    except OSError as error:
        if error.errno == errno.EIO and at_terminal and not _terminal():
            return signals.INTERRUPTED  # its window was closed
        if error.errno != errno.ENOSPC:
            return _refused(error)
        left = _("the output has no room left; write it elsewhere.")
        print(f"voicemock: {left}", file=sys.stderr)
        return MissingError.exit_status
    return status if isinstance(status, int) else 0


def _terminal() -> bool:
    """Whether what is said still has a screen to stand on."""
    try:
        return sys.stderr is not None and os.isatty(sys.stderr.fileno())
    except (OSError, ValueError):
        return False


def _open_what_is_closed() -> None:
    """Let output that was closed (``>&-``) go nowhere.

    Else the next file to be opened takes its number, and may be printed into.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _refused(error: OSError) -> int:
    """What the operating system refused, in a line: a file that was named, or something in between."""
    from voicemock.cli.terminal.screen import fault
    from voicemock.errors import InputError, MissingError
    from voicemock.i18n import _
    from voicemock.i18n.library_messages import said

    path, reason = error.filename, said(error.strerror or str(error))
    wrong: InputError | MissingError
    if path is None or isinstance(path, int):
        told = _("{reason}; look whether the disk and the folders in use are in order.")
        wrong = MissingError(told.format(reason=reason))
    else:
        told = _("{path}: {reason}; check the name and the permissions, or name another.")
        told = told.format(path=os.fsdecode(path), reason=reason)
        wrong = InputError(told) if error.errno in _OF_A_NAME else MissingError(told)
    fault(wrong)
    return wrong.exit_status


def _nobody_reads() -> int:
    """Whoever read the output has left, as ``head`` does: no fault; Python is not to complain."""
    with Path(os.devnull).open("w") as nowhere:
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is None:
                continue
            try:
                stream.flush()
            except BrokenPipeError:
                os.dup2(nowhere.fileno(), stream.fileno())
    return 0


def _wrong_call(error: TyperException) -> str:
    """What is wrong with the options or arguments, and where to look."""
    from voicemock.i18n import _
    from voicemock.i18n.library_messages import said

    context = getattr(error, "ctx", None)
    message = said(error.format_message())
    if not message.endswith((".", "?", "。", "？")):
        message += _(".")
    command = context.command_path if context else "voicemock"
    return _("{message} Try `{command} --help`.").format(message=message, command=command)
