"""An examiner is made from settings: here, and in another process that is given nothing else."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.helpers import full_answer, say
from voicemock.assess import setup
from voicemock.audio.samples import read, write_wav
from voicemock.config import Settings
from voicemock.errors import InputError
from voicemock.history.store import History
from voicemock.values.answer import Answer


def _examined(pickled: bytes, path: Path) -> Answer:
    """What an examiner made here and now says of a recording."""
    return setup.examiner(pickle.loads(pickled), "en").examine(read(path), None, "id")


def test_another_process_comes_to_the_same_answer(model_cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "answer.wav"
    write_wav(path, say("Let me check that for you. I will call the hotel today."))
    given = pickle.dumps(Settings(lang="en", target="110-160", data_dir=tmp_path))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(_examined, given, path).result()
    assert "call the hotel" in there.transcript.text
    assert there == _examined(given, path)
    assert there.pace is not None
    assert there.pace.target == (110.0, 160.0)


def test_own_paces_are_handed_in_or_found_in_the_history(tmp_path: Path) -> None:
    settings = Settings(target="mine", data_dir=tmp_path)
    assert setup.examiner(settings, "zh", own_paces=(100, 200, 300)).target == (180, 220)
    with pytest.raises(InputError, match="needs 3 answers"):
        setup.examiner(settings, "zh")
    with_answers = History(tmp_path)
    for number in range(3):
        one = with_answers.new_place("zh", None, "s")
        with_answers.save(full_answer(one.id), session_id=f"s{number}")
    with_answers.close()
    assert setup.examiner(settings, "zh").target == (168, 206)


def test_an_engine_must_know_the_language() -> None:
    with pytest.raises(InputError, match="take --engine whisper"):
        setup.examiner(Settings(engine="sphinx"), "zh")
