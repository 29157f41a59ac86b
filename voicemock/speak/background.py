"""Speech made before it is wanted, without disturbing who listens to the person meanwhile."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterable

from voicemock.errors import VoicemockError
from voicemock.speak.base import Speaker, Utterance

_LOWEST = 19


class _Thread(threading.local):
    may_wait = False


_thread = _Thread()


def make(
    speaker: Speaker, utterances: Iterable[Utterance], given_up: Callable[[], bool] = lambda: False
) -> None:
    """Have speech made, and kept by the speaker; what cannot be made is said when it is needed.

    Args:
        speaker: who speaks.
        utterances: in the order in which they are wanted.
        given_up: whether the rest is not wanted any more, asked behind each part.
    """
    for utterance in utterances:
        with contextlib.suppress(VoicemockError):
            speech = speaker.synthesize(utterance)
            for _part in speech.parts if speech is not None else ():
                if given_up():
                    return


def wait_for_others() -> None:
    """Give this thread, from now on, what the others leave of the processor.

    Linux alone knows a priority of threads; elsewhere it only counts as one that may wait.
    """
    _thread.may_wait = True
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST)


def may_wait() -> bool:
    """Whether nobody waits for what this thread makes."""
    return _thread.may_wait
