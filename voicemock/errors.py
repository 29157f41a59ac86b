"""Everything that can go wrong in a way a person can mend.

    VoicemockError
    |-- InputError          the call or what it was given is wrong            exit 2
    |   |-- AudioFileError  not there, not readable, not sound, empty
    |   |-- PackError       a question pack or phrase list is broken
    |   `-- NotFoundError   no such answer, question or category
    |-- MissingError        something outside is missing                      exit 3
    |   |-- DeviceError     no PortAudio, no microphone, no loudspeaker
    |   |-- VoiceError      no voice speaks this language, or it failed
    |   |-- EngineError     no recognizer or no model
    |   `-- CoachError      no language model, or nothing of use from it
    |-- TranscribeError     the recognizer failed on this recording           exit 4
    `-- StoreError          the history could not be read or written          exit 4
        |-- LockedError     another program keeps it locked
        `-- NewerError      a newer voicemock made it

Messages name the remedy. `voicemock.cli` turns them into a line and an exit status; anything
else is a bug and keeps its traceback.
"""

from __future__ import annotations


def reason_of(error: BaseException | None) -> str:
    """The first line of what a library says of its failure, or the failure's kind."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


class VoicemockError(Exception):
    """Base of all errors that carry a message for the person; `exit_status` is the process's."""

    exit_status = 1


class InputError(VoicemockError):
    """The call or what it was given is wrong."""

    exit_status = 2


class AudioFileError(InputError):
    """A file is missing, unreadable, not sound, or holds no samples."""


class PackError(InputError):
    """A question pack or phrase list is broken; the message has file, line, field and remedy.

    ``line`` counts from 1; None where it is the file as a whole.
    """

    line: int | None = None


class NotFoundError(InputError):
    """There is no such answer, question, category or pack."""


class MissingError(VoicemockError):
    """Something outside voicemock is missing."""

    exit_status = 3


class DeviceError(MissingError):
    """PortAudio, the microphone or the loudspeaker is missing or failed."""


class VoiceError(MissingError):
    """No installed voice speaks this language, or the synthesizer failed."""


class EngineError(MissingError):
    """The recognizer or its model is missing."""


class CoachError(MissingError):
    """The language model that was asked for is not there, or what it sent is of no use."""


class TranscribeError(VoicemockError):
    """The recognizer failed on this recording; the recording is kept."""

    exit_status = 4


class StoreError(VoicemockError):
    """The history could not be read or written; recordings are kept."""

    exit_status = 4


class LockedError(StoreError):
    """Another program keeps the history locked for longer than one waits."""


class NewerError(StoreError):
    """The history was made by a newer voicemock; it is left as it is."""
