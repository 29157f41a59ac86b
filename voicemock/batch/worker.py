"""What a worker does: it hears one recording at a time, with a recognizer that was made once.

A recording may take its worker along (a fault in a library, too little memory) or keep it for ever.
So a task has a time: when that is over, the worker says so to whoever waits and ends itself, by
`faulthandler`, which does not need Python to run for it. Its nanny starts another.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

from voicemock import i18n
from voicemock.assess import setup
from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.batch.values import NAME, Missing, Options, Outcome, Task, versions
from voicemock.config import Settings, parse_target
from voicemock.content import packs
from voicemock.content.phrases import phrase_list
from voicemock.errors import AudioFileError, MissingError, VoicemockError
from voicemock.i18n import _
from voicemock.language import get as get_language
from voicemock.memory import keep_freed
from voicemock.report.pages import answer as page
from voicemock.report.pages import answer_data, sound
from voicemock.values.answer import Answer
from voicemock.values.document import from_json, to_json
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Recording

if TYPE_CHECKING:
    from distributed import Worker

TOPIC = "voicemock-hung"
"""Under which a worker says which recording it gave up."""
DECODED_S = 600.0
"""Longest time to read a recording; two hours of MP3 take one minute."""
_BASE_S, _FACTOR = 180.0, 15.0
"""Time for a recording: three minutes and so many times its length. A slow machine takes a third of it."""
_FAREWELL_S = 5.0
"""Between saying that a recording is given up, and the end of the process."""


def limit_s(duration_s: float) -> float:
    """The longest that a recording may take."""
    return _BASE_S + _FACTOR * duration_s


class Recognizers(WorkerPlugin):
    """Keeps what hears recordings in a worker's process; made once, when it is first needed."""

    idempotent = True

    def __init__(self, options: Options, *, allow_online: bool = False) -> None:
        self.name = name_of(options)
        self._options = options
        self._allow_online = allow_online
        self._examiners: dict[str, Examiner] = {}
        self.loaded_s = 0.0
        self.turn = (
            threading.Lock()
        )  # a worker with more threads than one still hears one at a time

    def __getstate__(self) -> dict[str, Any]:
        """Options travel, what was made of them does not."""
        return {"options": self._options, "allow_online": self._allow_online}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["options"], allow_online=state["allow_online"])  # type: ignore[misc]

    def setup(self, worker: Worker) -> None:
        """See `WorkerPlugin`; the model is loaded with the first recording, outside the event loop."""
        keep_freed()

    def teardown(self, worker: Worker) -> None:
        """See `WorkerPlugin`: the memory is given back when the batch is over."""
        self._examiners.clear()

    def examiner(self, language: LanguageCode) -> Examiner:
        """Who examines answers in a language.

        Raises:
            MissingError: a library or the model is missing here.
        """
        found = self._examiners.get(language)
        if found is None:
            began_s = time.monotonic()
            found = self._examiners[language] = self._made(language)
            found.get_ready(packs.default_pack(language).questions[0])
            self.loaded_s += time.monotonic() - began_s
        return found

    def _made(self, language: LanguageCode) -> Examiner:
        chosen = self._options
        for other in self._examiners.values():
            # a model that knows both languages is in memory once; sherpa's is told one when it loads
            if chosen.engine != "sherpa" and language in other.transcriber.abilities.languages:
                target = parse_target(chosen.target, get_language(language).natural)
                return replace(other, language=language, target=target)
        settings = Settings(
            engine=chosen.engine, model=chosen.model, target=chosen.target,
            allow_online=self._allow_online,
        )  # fmt: skip
        return setup.examiner(settings, language, own_paces=(), at_once=1)


def name_of(options: Options) -> str:
    """The plug-in's name: batches with other options have one of their own."""
    return "voicemock " + " ".join(options.flat().values())


def work(task: Task) -> Outcome | Missing:
    """Hear one recording, or make the page of an answer that is known.

    A failure that is the recording's own is an outcome like others.
    """
    worker = get_worker()
    plugins: dict[str, Recognizers] = worker.plugins  # type: ignore[assignment]
    name = name_of(task.options)
    own = plugins.get(name)
    if own is None:  # it came while the batch was being announced
        own = plugins.setdefault(name, Recognizers(task.options, allow_online=task.allow_online))

    def gave_up() -> None:
        worker.log_event(TOPIC, [task.key, worker.address])

    with i18n.speaking(task.ui, ""), own.turn:
        return examine(task, own, gave_up, Path(worker.local_directory))


def examine(
    task: Task, own: Recognizers, gave_up: Callable[[], None], scratch: Path
) -> Outcome | Missing:
    """As `work`, wherever it runs.

    Args:
        task: what to do.
        own: has the recognizer.
        gave_up: called when it took too long, shortly before the process ends.
        scratch: a folder for a file that was sent.
    """
    here = versions(task.options.engine)
    if here != task.options.versions:
        told = _("A worker has {theirs}, this machine {ours}; install the same on both.")
        return Missing(told.format(theirs=_listed(here), ours=_listed(task.options.versions)))
    began_s, loaded_s = time.monotonic(), own.loaded_s
    try:
        with _within(task.limit_s or DECODED_S, gave_up):
            recording = _read(task, scratch)
        if recording is None:
            return Outcome(task.key, unseen=True)
        if task.document is None:
            examiner = own.examiner(task.language)
        with _within(task.limit_s or limit_s(recording.duration_s), gave_up):
            if task.document is not None:
                answer = from_json(task.document)
            else:
                answer = examiner.examine(recording, task.question, answer_id=task.key)
                told_path = replace(answer.recording, path=task.label)
                answer = replace(answer, source=task.label, recording=told_path)
            written = _page(answer, task, recording) if task.page else None
    except MissingError as error:
        return Missing(str(error))
    except AudioFileError as error:
        return Outcome(task.key, kind="damaged", reason=_nameless(str(error), task))
    except VoicemockError as error:
        return Outcome(task.key, kind="failed", reason=_nameless(str(error), task))
    except Exception as error:  # whatever it is, the other recordings are heard all the same
        reason = f"{type(error).__name__}: {error}"
        return Outcome(task.key, kind="failed", reason=_nameless(reason, task))
    loaded_s = own.loaded_s - loaded_s
    return Outcome(
        task.key,
        document=to_json(answer) if task.document is None else None,
        page=written,
        busy_s=time.monotonic() - began_s - loaded_s,
        loaded_s=loaded_s,
    )


def _read(task: Task, scratch: Path) -> Recording | None:
    """The recording; None where this is not the one that is meant."""
    if task.data is not None:
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            sent = Path(folder) / f"sent{Path(task.path).suffix}"
            sent.write_bytes(task.data)
            try:
                return audio.read(sent)
            except AudioFileError as error:
                raise AudioFileError(str(error).replace(str(sent), task.path)) from error
    path = Path(task.path)
    try:
        if not path.is_file() or audio.file_sha256(path) != task.sha256:
            return None
    except OSError:
        return None
    return audio.read(path)


def _page(answer: Answer, task: Task, recording: Recording) -> str:
    return page.render(
        answer_data.build(
            [answer],
            phrases=phrase_list,
            question_of=lambda _one: task.question,
            sounds={answer.id: sound.made(recording.samples)},
        )
    )


def _nameless(reason: str, task: Task) -> str:
    """A reason without the recording's name in it, which may be a person's."""
    return " ".join(reason.replace(task.path, NAME).splitlines())


def _listed(pairs: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} {version}" for name, version in pairs)


@contextlib.contextmanager
def _within(seconds: float, gave_up: Callable[[], None]) -> Iterator[None]:
    """End the process where what is inside takes longer."""
    timer = threading.Timer(seconds, copy_context().run, (gave_up,))
    timer.daemon = True
    timer.start()
    with Path(os.devnull).open("wb") as nowhere:  # open while it is needed: the number is kept
        faulthandler.dump_traceback_later(seconds + _FAREWELL_S, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            timer.cancel()
