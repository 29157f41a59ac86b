"""Programs of this house without the second that Python takes to load them.

`Forks` starts a program that has loaded everything. Its ``command`` stands for the interpreter in a
command line (``[*command, "-m", "voicemock", "history"]``): what is started then is a small program
that has a fork of the loaded one run in its place, with its arguments, environment, folder, umask,
largest file and streams, hands on the signals that it gets, and ends as the fork does.

A test of the process itself (how it starts, whom it is bound as, a ``kill -9`` to the moment) starts
the real one, and so does every test where the system is not Linux.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
from typing import Any

_HANDED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _receive(connection: socket.socket) -> str:
    """A line."""
    line = b""
    while not line.endswith(b"\n"):
        more = connection.recv(1 << 16)
        if not more:
            return ""
        line += more
    return line.decode()


# -- the small program -------------------------------------------------------------------


def _stand_in(path: str, arguments: list[str]) -> None:
    """Have a fork run, and end as it does."""
    import resource

    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    umask = os.umask(0)
    os.umask(umask)
    job = {
        "arguments": arguments,
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "umask": umask,
        "file_bytes": resource.getrlimit(resource.RLIMIT_FSIZE)[0],
    }
    for number in _HANDED_ON:
        signal.signal(number, lambda number, _frame: connection.send(bytes([number])))
    socket.send_fds(connection, [f"{json.dumps(job)}\n".encode()], [0, 1, 2])
    status = int(_receive(connection) or 70)
    if status < 0:
        signal.signal(-status, signal.SIG_DFL) if -status != signal.SIGKILL else None
        os.kill(os.getpid(), -status)
    os._exit(status)


# -- the loaded one ----------------------------------------------------------------------


def warm_up() -> None:
    """Load what programs of this house need, and look at an answer of each language once.

    No thread is left running, as a fork would be without it.
    """
    import gc
    import random
    from pathlib import Path

    import faster_whisper  # noqa: F401

    import voicemock.cli.app
    import voicemock.cli.rehearsal.debrief
    import voicemock.cli.rehearsal.front
    import voicemock.cli.rehearsal.unfinished
    import voicemock.history.store
    import voicemock.report.pages.answer
    import voicemock.report.pages.progress
    import voicemock.transcribe.whisper  # noqa: F401
    from voicemock.assess.examiner import Examiner
    from voicemock.audio import samples as audio
    from voicemock.content.data import data_folder
    from voicemock.content.packs import default_pack
    from voicemock.testing import FakeTranscriber
    from voicemock.values.interview import LanguageCode

    texts: dict[LanguageCode, str] = {"en": "I am sorry. I will help.", "zh": "对不起，我会帮您。"}
    for language, text in texts.items():
        recording = audio.read(Path(data_folder("samples")) / f"answer.{language}.flac")
        examiner = Examiner(FakeTranscriber([text]), language, (120, 150))
        kinds = {one.framework: one for one in default_pack(language).questions}
        for question in kinds.values():
            examiner.get_ready(question)
        examiner.examine(recording, next(iter(kinds.values())))
    if sys.platform == "linux":
        assert len(os.listdir("/proc/self/task")) == 1, "a thread was left running"
    random.seed()
    gc.collect()
    gc.freeze()  # what is never looked at is never copied


def _become(job: Any, streams: list[int]) -> None:
    """The fork: its own session and streams, then the program."""
    import io
    import random
    import resource
    import runpy

    os.setsid()
    for number, handed in enumerate(streams):
        os.dup2(handed, number)
    os.closerange(3, 1 << 12)
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        raw = io.FileIO(number, "w" if number else "r", closefd=False)
        binary = io.BufferedWriter(raw) if number else io.BufferedReader(raw)
        lines = number == 2 or os.isatty(number)
        stream = io.TextIOWrapper(binary, "utf-8", line_buffering=lines)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    own = {name: os.environ[name] for name in _set_by_libraries}
    os.environ.clear()
    os.environ.update(own | job["environment"])
    os.chdir(job["folder"])
    os.umask(job["umask"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_bytes"], job["file_bytes"]))
    random.seed()
    how, what, *arguments = job["arguments"]
    status = 0
    try:
        if how == "-c":
            sys.argv = ["-c", *arguments]
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
        else:
            sys.argv = [what, *arguments]
            runpy.run_module(what, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 1
    for written in (sys.stdout, sys.stderr):
        try:
            written.flush()
        except (OSError, ValueError):
            status = status or 120
    os._exit(status)


def _look_after(connection: socket.socket) -> None:
    """Fork one program, hand signals on, tell how it ended; it ends with whoever asked for it."""
    request, streams, _flags, _address = socket.recv_fds(connection, 1 << 16, 3)
    if not request:
        return
    rest = b"" if request.endswith(b"\n") else _receive(connection).encode()
    child = os.fork()
    if child == 0:
        _become(json.loads(request + rest), streams)
    for stream in streams:
        os.close(stream)
    ended = os.pidfd_open(child)
    while ended not in select.select([connection.fileno(), ended], [], [])[0]:
        for number in connection.recv(16) or bytes([signal.SIGKILL]):
            os.kill(child, number)
    _pid, status = os.waitpid(child, 0)
    connection.send(f"{os.waitstatus_to_exitcode(status)}\n".encode())


_set_by_libraries: list[str] = []


def _serve(path: str) -> None:
    """Until standard input ends."""
    before = set(os.environ)
    warm_up()
    _set_by_libraries.extend(set(os.environ) - before)
    door = socket.socket(socket.AF_UNIX)
    door.bind(path)
    door.listen()
    os.write(1, b"ready\n")
    keepers: set[int] = set()
    while 0 not in (
        ready := select.select([0, door.fileno()], [], [], 1.0 if keepers else None)[0]
    ):
        if ready:
            connection, _address = door.accept()
            keeper = os.fork()
            if keeper == 0:
                door.close()
                _look_after(connection)
                os._exit(0)
            keepers.add(keeper)
            connection.close()
        while keepers and (ended := os.waitpid(-1, os.WNOHANG)[0]):
            keepers.discard(ended)
    for keeper in keepers:
        os.waitpid(keeper, 0)


# -- the test's side ---------------------------------------------------------------------


class Forks:
    """The loaded program; it begins to load when it is first asked for its command."""

    def __init__(self, path: str) -> None:
        import subprocess
        from pathlib import Path

        root = Path(__file__).parents[1]
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.forked", path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root, start_new_session=True,
            env={
                **os.environ,
                "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
                "PYTHONPATH": os.pathsep.join([str(root / "tests" / "offline"), str(root)]),
                "TESTS_OFFLINE_LOG": os.devnull,
            },
        )  # fmt: skip
        assert self._server.stdout is not None
        assert self._server.stdout.readline() == b"ready\n"
        self.command = [sys.executable, "-I", "-S", __file__, path]

    def close(self) -> None:
        """No more programs."""
        self._server.communicate()


if __name__ == "__main__":
    if len(sys.argv) == 2:
        _serve(sys.argv[1])
    else:
        _stand_in(sys.argv[1], sys.argv[2:])
