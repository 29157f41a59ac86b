"""The command line: parses, calls, prints. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import errno
import io
import signal
import sys
from types import FrameType

INTERRUPTED = 130


def main() -> None:
    """The program ``voicemock``: run a command, turn what went wrong into a line and a status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return the exit status. A traceback out of here is a bug."""
    from typer.exceptions import TyperException

    from voicemock.cli.app import app
    from voicemock.errors import InputError, MissingError, VoicemockError

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a pipe gets UTF-8 whatever the locale; a terminal that lacks a character a "?"
            stream.reconfigure(
                encoding=None if stream.isatty() else "utf-8", errors="backslashreplace"
            )
    try:
        status = app(args=arguments, prog_name="voicemock", standalone_mode=False)
    except TyperException as error:  # a wrong option or argument
        if not arguments:
            print(error.format_message())  # nothing asked: the help
        else:
            context = getattr(error, "ctx", None)
            path = context.command_path if context else "voicemock"
            print(f"voicemock: {error.format_message()} Try `{path} --help`.", file=sys.stderr)
        return InputError.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED
    except VoicemockError as error:
        print(f"voicemock: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # whoever read our output has left; Python would complain again at exit
        sys.stderr.close()
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("voicemock: the output has no room left; write it elsewhere.", file=sys.stderr)
        return MissingError.exit_status
    return status if isinstance(status, int) else 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
