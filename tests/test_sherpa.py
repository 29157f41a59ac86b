"""`voicemock.transcribe.sherpa`: SenseVoice and Paraformer through sherpa-onnx.

What is tried: the reading of model folders on files made here; the adapter on a stand-in with
the library's names and signatures; where sherpa-onnx is installed, also its real run time on
models of a few kB without learned weights, and that the stand-in still has its signatures.
What is not: the published models. None was ever run here.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from tests import onnx_files
from voicemock import transcribe
from voicemock.errors import EngineError, InputError, TranscribeError
from voicemock.testing import activity, joined, noise, silence, tone
from voicemock.transcribe import sherpa_models
from voicemock.transcribe.sherpa import SherpaTranscriber, spread, timed, written
from voicemock.values.sound import Activity, Interval

_SPEECH = activity((0.5, 1.0), (1.5, 2.0))


class _Stream:
    """The library's stream: takes sound, holds a result after decoding."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, Any]] = []
        self.result: Any = None

    def accept_waveform(self, sample_rate: float, waveform: Sequence[float]) -> None:
        self.heard.append((sample_rate, waveform))


class _OfflineRecognizer:
    """sherpa-onnx 2.0.1's recognizer, as far as it is used; gives out `results` in order."""

    made: ClassVar[list[dict[str, Any]]] = []
    streams: ClassVar[list[_Stream]] = []
    results: ClassVar[list[Any]] = []

    @classmethod
    def from_sense_voice(
        cls,
        model: str,
        tokens: str,
        num_threads: int = 1,
        sample_rate: int = 16000,
        feature_dim: int = 80,
        decoding_method: str = "greedy_search",
        debug: bool = False,
        provider: str = "cpu",
        language: str = "",
        use_itn: bool = False,
        rule_fsts: str = "",
        rule_fars: str = "",
        hr_dict_dir: str = "",
        hr_rule_fsts: str = "",
        hr_lexicon: str = "",
    ) -> _OfflineRecognizer:
        cls.made.append({"model": model, "tokens": tokens, "language": language, "itn": use_itn})
        return cls()

    @classmethod
    def from_paraformer(
        cls,
        paraformer: str,
        tokens: str,
        num_threads: int = 1,
        sample_rate: int = 16000,
        feature_dim: int = 80,
        decoding_method: str = "greedy_search",
        debug: bool = False,
        provider: str = "cpu",
        rule_fsts: str = "",
        rule_fars: str = "",
        hr_dict_dir: str = "",
        hr_rule_fsts: str = "",
        hr_lexicon: str = "",
    ) -> _OfflineRecognizer:
        cls.made.append({"model": paraformer, "tokens": tokens})
        return cls()

    def create_stream(self, hotwords: str | None = None) -> _Stream:
        self.streams.append(_Stream())
        return self.streams[-1]

    def decode_stream(self, s: _Stream) -> None:
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        s.result = result


def _result(tokens: Sequence[str], times: Sequence[float], lang: str = "<|zh|>") -> Any:
    return SimpleNamespace(tokens=list(tokens), timestamps=list(times), lang=lang, text="")


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> type[_OfflineRecognizer]:
    """The stand-in in the library's place."""
    module = ModuleType("sherpa_onnx")
    module.OfflineRecognizer = _OfflineRecognizer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sherpa_onnx", module)
    for name in ("made", "streams", "results"):
        monkeypatch.setattr(_OfflineRecognizer, name, [])
    return _OfflineRecognizer


@pytest.fixture
def sense_voice(tmp_path: Path) -> str:
    return str(onnx_files.sense_voice(tmp_path / "sense"))


# -- which model ------------------------------------------------------------------------


def test_the_kind_is_read_from_the_file(tmp_path: Path) -> None:
    found = sherpa_models.find(str(onnx_files.sense_voice(tmp_path / "a")))
    assert (found.kind, found.languages) == ("sense_voice", ("zh", "en"))
    found = sherpa_models.find(str(onnx_files.paraformer(tmp_path / "b", ["我"])))
    assert (found.kind, found.languages) == ("paraformer", ("zh", "en"))


def test_a_paraformer_knows_the_languages_of_its_tokens(tmp_path: Path) -> None:
    folder = onnx_files.paraformer(tmp_path, ["我"])
    text = (folder / "tokens.txt").read_text(encoding="utf-8")
    (folder / "tokens.txt").write_text(
        text.replace("wo@@", "是").replace("rk", "的").replace("at", "了"), encoding="utf-8"
    )
    assert sherpa_models.find(str(folder)).languages == ("zh",)
    (folder / "tokens.txt").write_text(
        text.replace("我", "i").replace("们", "you"), encoding="utf-8"
    )
    assert sherpa_models.find(str(folder)).languages == ("en",)


def test_the_small_file_is_taken_before_the_large_one(tmp_path: Path) -> None:
    folder = onnx_files.sense_voice(tmp_path)
    (folder / "model.onnx").write_bytes((folder / "model.int8.onnx").read_bytes())
    assert sherpa_models.find(str(folder)).weights.name == "model.int8.onnx"
    (folder / "model.int8.onnx").unlink()
    assert sherpa_models.find(str(folder)).weights.name == "model.onnx"


def test_without_a_folder_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"--model DIR.*sense-voice.*240 MB.*licence"):
        transcribe.load("sherpa", cache=tmp_path)


@pytest.mark.parametrize("name", ["model.int8.onnx", "tokens.txt"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = onnx_files.sense_voice(tmp_path)
    (folder / name).unlink()
    with pytest.raises(EngineError, match=f"{name} missing"):
        sherpa_models.find(str(folder))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model_type": "zipformer2"}, "neither SenseVoice nor Paraformer"),
        ({"model_type": None}, "neither SenseVoice nor Paraformer"),
        ({"comment": "Fun-ASR-Nano"}, "neither SenseVoice nor Paraformer"),
        ({"vocab_size": None}, "vocab_size"),
        ({"vocab_size": "7"}, "tokens.txt"),
        ({"lang_ko": None}, "lang_ko"),
        ({"with_itn": "-1"}, "with_itn"),
        ({"neg_mean": ""}, "neg_mean"),
    ],
)
def test_what_the_library_would_end_the_process_for_is_refused(
    tmp_path: Path, changes: dict[str, str | None], said: str
) -> None:
    with pytest.raises(EngineError, match=said):
        sherpa_models.find(str(onnx_files.sense_voice(tmp_path, changes)))


@pytest.mark.parametrize("content", [b"hello" * 100, b"\xff" * 20, b"<html>not found</html>"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = onnx_files.sense_voice(tmp_path)
    (folder / "model.int8.onnx").write_bytes(content)
    with pytest.raises(EngineError):
        sherpa_models.find(str(folder))


def test_a_download_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    folder = onnx_files.sense_voice(tmp_path)
    whole = (folder / "model.int8.onnx").read_bytes()
    (folder / "model.int8.onnx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EngineError, match=r"cut off.*unpack it again"):
        sherpa_models.find(str(folder))


# -- the text ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tokens", "kind", "language", "expected"),
    [
        (["▁", "我", "们", "可", "以"], "sense_voice", "zh", "我们可以"),
        (["<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>", "好"], "sense_voice", "zh", "好"),
        (
            ["我", "用", " c", "r", "m", " sys", "tem", "查"],
            "sense_voice",
            "zh",
            "我用crm system查",
        ),
        ([" i", " under", "stand", " you"], "sense_voice", "en", "i understand you"),
        (["▁", "i", "▁can"], "sense_voice", "en", "i can"),
        (["我", "们", "wo@@", "rk", "at", "我", "<unk>"], "paraformer", "zh", "我们work at我"),
        (["wo@@", "rk", "at"], "paraformer", "en", "work at"),
        (["讓", "我"], "sense_voice", "zh", "让我"),
    ],
)
def test_tokens_become_text(
    tokens: list[str], kind: sherpa_models.Kind, language: Any, expected: str
) -> None:
    texts = written(tokens, kind, language)
    assert len(texts) == len(tokens)
    assert "".join(texts) == expected


def test_a_token_lasts_to_the_next_but_not_through_a_pause() -> None:
    found = timed([0.1, 0.3, 1.5], Interval(10, 12))
    assert [(round(a.start_s, 3), round(a.end_s, 3)) for a in found] == [
        (10.1, 10.3), (10.3, 10.7), (11.5, 11.9),
    ]  # fmt: skip


def test_tokens_without_times_are_spread_over_the_speech_alone() -> None:
    found = spread(4, Interval(0.2, 2.3), _SPEECH)
    assert [(round(a.start_s, 3), round(a.end_s, 3)) for a in found] == [
        (0.5, 0.75), (0.75, 1.0), (1.5, 1.75), (1.75, 2.0),
    ]  # fmt: skip


# -- the adapter on the stand-in ------------------------------------------------------------


def test_words_come_with_the_times_of_the_whole_recording(
    library: type[_OfflineRecognizer], sense_voice: str
) -> None:
    speech = activity((3.0, 4.0), (5.0, 6.0))
    library.results.append(_result(["我", "可", "以"], [0.6, 0.8, 2.7]))  # from 2.5 s on
    heard = SherpaTranscriber(sense_voice).transcribe(tone(8), speech, "zh")
    assert (heard.text, heard.engine, heard.model) == ("我可以", "sherpa", "sense")
    assert [word.start_s for word in heard.words] == pytest.approx([3.1, 3.3, 5.2])
    assert heard.words[1].end_s <= 4.0
    ((rate, sent),) = library.streams[0].heard
    assert rate == 16000
    assert len(sent) == round(4.0 * 16000)


def test_numbers_stay_as_they_were_said_and_the_language_is_told(
    library: type[_OfflineRecognizer], sense_voice: str
) -> None:
    library.results += [_result([" yes"], [0.4], "<|en|>"), _result(["好"], [0.4])]
    engine = SherpaTranscriber(sense_voice, language="en")
    engine.load()
    engine.load()
    assert engine.transcribe(tone(2.5), _SPEECH, "en").text == "yes"
    assert (engine.loads, library.made[0]["language"], library.made[0]["itn"]) == (1, "en", False)
    assert engine.transcribe(tone(2.5), _SPEECH, "zh").text == "好"
    assert [one["language"] for one in library.made] == ["en", "zh"]


def test_a_long_answer_goes_in_stretches_and_comes_out_in_order(
    library: type[_OfflineRecognizer], sense_voice: str
) -> None:
    speech = activity((0.5, 20), (21, 40))
    library.results += [_result(["一", "二"], [0.7, 1.7]), _result(["三"], [0.7])]
    heard = SherpaTranscriber(sense_voice).transcribe(tone(41), speech, "zh")
    assert heard.text == "一二三"
    assert [word.start_s for word in heard.words] == pytest.approx([0.7, 1.7, 21.2], abs=0.01)


def test_without_speech_the_library_is_not_asked(
    library: type[_OfflineRecognizer], sense_voice: str
) -> None:
    engine = SherpaTranscriber(sense_voice)
    assert engine.transcribe(silence(5), Activity(()), "zh").text == ""
    assert (library.streams, engine.loads) == ([], 0)


def test_very_short_sound_is_lengthened(
    library: type[_OfflineRecognizer], sense_voice: str
) -> None:
    library.results.append(_result([], []))
    SherpaTranscriber(sense_voice).transcribe(tone(0.06), activity((0.0, 0.06)), "zh")
    assert len(library.streams[0].heard[0][1]) == 8000


def test_a_failure_of_the_library_is_ours(
    library: type[_OfflineRecognizer], sense_voice: str
) -> None:
    library.results.append(RuntimeError("bad shape"))
    with pytest.raises(TranscribeError, match=r"sherpa failed \(bad shape\)") as caught:
        SherpaTranscriber(sense_voice).transcribe(tone(2.5), _SPEECH, "zh")
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_an_error_the_library_swallowed_is_no_silence(
    library: type[_OfflineRecognizer], sense_voice: str
) -> None:
    library.results += [_result([], [], lang=""), _result([], [])]
    engine = SherpaTranscriber(sense_voice)
    with pytest.raises(TranscribeError, match="no result"):
        engine.transcribe(tone(2.5), _SPEECH, "zh")
    assert engine.transcribe(tone(2.5), _SPEECH, "zh").text == ""


def test_without_the_package_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, sense_voice: str
) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(EngineError, match=r"voicemock\[sherpa\]"):
        SherpaTranscriber(sense_voice).load()


def test_a_model_that_does_not_load_is_named(
    library: type[_OfflineRecognizer], sense_voice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: Any) -> None:
        raise RuntimeError("Protobuf parsing failed.")

    monkeypatch.setattr(library, "from_sense_voice", fail)
    with pytest.raises(EngineError, match="Protobuf"):
        SherpaTranscriber(sense_voice).load()


def test_a_language_the_model_does_not_know_is_refused(
    library: type[_OfflineRecognizer], tmp_path: Path
) -> None:
    folder = onnx_files.paraformer(tmp_path, ["我"])
    tokens = (folder / "tokens.txt").read_text(encoding="utf-8")
    (folder / "tokens.txt").write_text(
        tokens.replace("wo@@", "是").replace("rk", "的").replace("at", "了"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="--engine whisper"):
        SherpaTranscriber(str(folder)).transcribe(tone(2.5), _SPEECH, "en")


def test_the_engine_is_there_by_name_and_stays_on_this_machine(
    tmp_path: Path, sense_voice: str
) -> None:
    engine = transcribe.load("sherpa", model=sense_voice, cache=tmp_path / "cache", language="en")
    assert not engine.abilities.online
    assert engine.abilities.word_times
    assert "sherpa_onnx" not in sys.modules


# -- the real library, where it is installed -----------------------------------------------


@pytest.fixture
def real() -> Any:
    return pytest.importorskip(
        "sherpa_onnx", reason="sherpa-onnx is not installed (voicemock[sherpa])"
    )


@pytest.mark.parametrize(
    "name", ["from_sense_voice", "from_paraformer", "create_stream", "decode_stream"]
)
def test_the_stand_in_has_the_librarys_signatures(real: Any, name: str) -> None:
    ours, theirs = (
        inspect.signature(getattr(one, name)).parameters
        for one in (_OfflineRecognizer, real.OfflineRecognizer)
    )
    assert [(p.name, p.default) for p in ours.values()] == [
        (p.name, p.default) for p in theirs.values()
    ]


def test_the_real_library_hears_each_burst_where_it_is(real: Any, sense_voice: str) -> None:
    sound = joined(
        silence(0.5), noise(0.5, 0.3), silence(0.5), noise(0.5, 0.3, seed=1), silence(0.5)
    )
    heard = SherpaTranscriber(sense_voice).transcribe(sound, _SPEECH, "zh")
    assert heard.text == "好好"
    assert [word.start_s for word in heard.words] == pytest.approx([0.5, 1.5], abs=0.1)


def test_the_real_library_hears_nothing_in_silence(real: Any, sense_voice: str) -> None:
    heard = SherpaTranscriber(sense_voice).transcribe(silence(2.5), _SPEECH, "zh")
    assert (heard.text, heard.words) == ("", ())


@pytest.mark.parametrize("at_s", [None, (0.6, 0.8, 1.6, 1.8)])
def test_a_real_paraformer_with_and_without_times(
    real: Any, tmp_path: Path, at_s: tuple[float, ...] | None
) -> None:
    folder = onnx_files.paraformer(tmp_path, ["我", "们", "wo@@", "rk"], at_s)
    heard = SherpaTranscriber(str(folder)).transcribe(tone(2.5), _SPEECH, "zh")
    assert heard.text == "我们work"
    # the stretch begins with the recording, half a second before the speech
    expected = [0.5, 0.75, 1.5] if at_s is None else [0.6, 0.8, 1.6]
    assert [word.start_s for word in heard.words] == pytest.approx(expected, abs=0.011)


def test_the_real_library_takes_very_short_sound(real: Any, sense_voice: str) -> None:
    heard = SherpaTranscriber(sense_voice).transcribe(
        np.zeros(400, np.float32), activity((0.0, 0.02)), "zh"
    )
    assert heard.text == ""


def test_the_real_library_ends_the_process_where_we_refuse(real: Any, tmp_path: Path) -> None:
    """Why the entries are checked: remove that when this fails."""
    folder = onnx_files.sense_voice(tmp_path, {"vocab_size": None})
    code = (
        "import sherpa_onnx as s; s.OfflineRecognizer.from_sense_voice("
        f"model={str(folder / 'model.int8.onnx')!r}, tokens={str(folder / 'tokens.txt')!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 255
    assert b"Traceback" not in done.stderr
