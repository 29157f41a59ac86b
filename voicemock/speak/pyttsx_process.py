"""The process that makes one utterance: ``python -m voicemock.speak.pyttsx_process`` with a job on stdin.

The job is JSON: text, language, voice, rate, path, wait_s. Ends 0 with the file
written, else 1 with the reason as the last line of stderr. Notes on pyttsx3 2.99: its first
``runAndWait`` on Linux returns before synthesis starts, SAPI5 gives no finishing event, and
eSpeak's driver prints on stdout, so we wait for the event or for a file that has stopped
growing, and leave without its clean-up (which may hang).
"""

from __future__ import annotations

import json
import os
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


def choose_voice(voices: Iterable[Any], language: str, wanted: str | None = None) -> str | None:
    """The id of the best voice for a language among pyttsx3's, None where there is none."""
    found: list[tuple[int, str]] = []
    for voice in voices:
        identity = str(voice.id)
        tags = [_text(tag).lower() for tag in (getattr(voice, "languages", None) or [])]
        name = str(getattr(voice, "name", "") or "").lower()
        if wanted is not None:
            if wanted.lower() in identity.lower() or wanted.lower() in name:
                return identity
            continue
        for rank, mark in enumerate(_MARKS[language]):
            whole = mark in (identity.lower(), *tags)
            if whole or (len(mark) > 2 and mark in f"{identity.lower()} {name}"):
                found.append((rank, identity))
                break
    return min(found, key=lambda one: one[0])[1] if found else None


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


def run(job: dict[str, Any]) -> None:
    """Write ``job["text"]`` as speech to ``job["path"]``.

    Raises:
        RuntimeError: no voice for the language, or nothing was written in time.
    """
    import pyttsx3

    path = Path(job["path"])
    engine = pyttsx3.init()
    try:
        voices = engine.getProperty("voices")
    except ValueError:  # SAPI5 with a voice whose language list it cannot read
        voices = []
    voice = choose_voice(voices, job["language"], job["voice"])
    if voice is None and voices:
        raise RuntimeError(f"no voice for {job['voice'] or job['language']}")
    if voice is not None:
        engine.setProperty("voice", voice)
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
    os.dup2(2, 1)  # eSpeak's driver prints on stdout
    status = 0
    try:
        run(job)
    except Exception as error:  # the parent shows the last line, whatever it was
        sys.stderr.write(f"{error or type(error).__name__}\n")
        status = 1
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
