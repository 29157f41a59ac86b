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
    import click

    from voicemock.cli.app import app
    from voicemock.errors import VoicemockError

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    try:
        result = app(args=arguments, prog_name="voicemock", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except VoicemockError as error:
        print(f"voicemock: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # whoever read our output has left; Python would complain again at exit
        sys.stderr.close()
        return 0
    return result if isinstance(result, int) else 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
