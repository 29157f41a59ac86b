"""The command line: parses, calls, prints. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import signal
import sys
from types import FrameType

INTERRUPTED = 130


def main() -> None:
    """The program ``voicemock``: run a command, turn what went wrong into a line and a status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return the exit status. A traceback out of here is a bug."""
    from voicemock.cli.app import app
    from voicemock.errors import VoicemockError

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    try:
        app(args=arguments, prog_name="voicemock")
    except SystemExit as done:  # typer's way to end; wrong options end with 2
        return done.code if isinstance(done.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except VoicemockError as error:
        print(f"voicemock: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # whoever read our output has left; Python would complain again at exit
        sys.stderr.close()
        return 0
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
