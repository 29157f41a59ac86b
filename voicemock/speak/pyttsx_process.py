"""The process that makes one utterance: ``python -m voicemock.speak.pyttsx_process`` with a job on stdin.

The job is JSON: text, language, voice, customer, rate, path, wait_s; or voices_of, a language, whose
voices' ids are written to stdout as JSON. Ends 0 with the file
written, else 1 with the reason as the last line of stderr. Notes on pyttsx3 2.99: its first
``runAndWait`` on Linux returns before synthesis starts, SAPI5 gives no finishing event, and
eSpeak's driver prints on stdout, so we wait for the event or for a file that has stopped
growing, and leave without its clean-up (which may hang).
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# As the engines name languages: eSpeak ids, then BCP 47 and POSIX tags, then Windows' names.
_MARKS = {
    "zh": ("sit/cmn", "cmn", "zh-cn", "zh_cn", "zh-hans", "zh", "huihui", "mandarin", "chinese"),
    "en": ("gmw/en-us", "en-us", "en_us", "gmw/en", "en-gb", "en_gb", "en", "english"),
}

# Other tongues that bear one of these names.
_OTHERS = {"zh": ("yue", "hak", "cantonese"), "en": ("mandarin",)}


def voices_of(voices: Iterable[Any], language: str, wanted: str | None = None) -> list[str]:
    """The ids of a language's voices among pyttsx3's, the best first; of ``wanted``, where it is named."""
    found: list[tuple[int, str]] = []
    for voice in voices:
        identity = str(voice.id)
        tags = [_text(tag).lower() for tag in (getattr(voice, "languages", None) or [])]
        name = str(getattr(voice, "name", "") or "").lower()
        if wanted is not None:
            if wanted.lower() in identity.lower() or wanted.lower() in name:
                found.append((0, identity))
            continue
        if any(other in f"{identity.lower()} {name}" for other in _OTHERS[language]):
            continue
        for rank, mark in enumerate(_MARKS[language]):
            whole = mark in (identity.lower(), *tags)
            if whole or (len(mark) > 2 and mark in f"{identity.lower()} {name}"):
                found.append((rank, identity))
                break
    return [identity for _rank, identity in sorted(found, key=lambda one: one[0])]


def _somebody_else(voices: Iterable[Any], language: str, first: str) -> str:
    """Another voice than the interviewer's: the customer of a role play is somebody else."""
    if (
        platform.system() == "Linux"
    ):  # eSpeak's voices of a language are dialects; each has variants
        return f"{first}+f3"
    others = [one for one in voices_of(voices, language) if one != first]
    return others[0] if others else first


def _text(tag: object) -> str:
    return tag.decode("utf-8", "replace").strip("\x05\x02 ") if isinstance(tag, bytes) else str(tag)


def _finished(path: Path, done: list[bool]) -> bool:
    """Whether the file is whole: the engine said so, or it has stopped growing."""
    if not path.exists() or path.stat().st_size <= 44:
        return False
    if done:
        return True
    size = path.stat().st_size
    time.sleep(0.3)
    return path.stat().st_size == size


def _engine() -> tuple[Any, list[Any]]:
    import pyttsx3

    engine = pyttsx3.init()
    try:
        return engine, list(engine.getProperty("voices"))
    except ValueError:  # SAPI5 with a voice whose language list it cannot read
        return engine, []


def run(job: dict[str, Any]) -> None:
    """Write ``job["text"]`` as speech to ``job["path"]``.

    Raises:
        RuntimeError: no voice for the language, or nothing was written in time.
    """
    path = Path(job["path"])
    engine, voices = _engine()
    chosen = voices_of(voices, job["language"], job["voice"])
    if not chosen and voices:
        raise RuntimeError(f"no voice for {job['voice'] or job['language']}")
    if chosen and job["customer"]:
        engine.setProperty("voice", _somebody_else(voices, job["language"], chosen[0]))
    elif chosen:
        engine.setProperty("voice", chosen[0])
    engine.setProperty("rate", job["rate"])
    engine.setProperty("volume", 1.0)
    done: list[bool] = []
    failed: list[str] = []
    engine.connect("finished-utterance", lambda _name, completed: done.append(bool(completed)))
    engine.connect("error", lambda _name, exception: failed.append(str(exception)))
    engine.save_to_file(job["text"], str(path))
    engine.runAndWait()
    until = time.monotonic() + float(job["wait_s"])
    while not _finished(path, done):
        if failed:
            raise RuntimeError(failed[0])
        if time.monotonic() > until:
            raise RuntimeError("nothing was spoken")
        time.sleep(0.02)


def main() -> None:
    """Read the job, do it, leave at once."""
    os.umask(0o077)  # whatever an engine writes is the owner's alone
    job = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    answer = os.dup(1)
    os.dup2(2, 1)  # eSpeak's driver prints on stdout
    status = 0
    try:
        if "voices_of" in job:
            os.write(answer, json.dumps(voices_of(_engine()[1], job["voices_of"])).encode())
        else:
            run(job)
    except Exception as error:  # the parent shows the last line, whatever it was
        sys.stderr.write(f"{error or type(error).__name__}\n")
        status = 1
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
