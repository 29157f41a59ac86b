"""`voicemock.transcribe.speech_recognition`: SpeechRecognition's engines, their failures in our words."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
import speech_recognition

from voicemock.errors import EngineError, InputError, TranscribeError, VoicemockError
from voicemock.testing import activity, silence, tone
from voicemock.transcribe.speech_recognition import SpeechRecognitionTranscriber
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Activity

_SPEECH = activity((0.5, 1.0), (1.5, 2.0))
_METHODS = {"sphinx": "recognize_sphinx", "vosk": "recognize_vosk", "google": "recognize_google"}


class _Engine:
    """Stands in a recognizer's method and remembers what it was called with."""

    def __init__(self, result: str | Exception) -> None:
        self.result = result
        self.audio: list[Any] = []
        self.options: list[dict[str, Any]] = []

    def __call__(self, audio: Any, **options: Any) -> str:
        self.audio.append(audio)
        self.options.append(options)
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def _playing(monkeypatch: pytest.MonkeyPatch, name: str, result: str | Exception) -> _Engine:
    engine = _Engine(result)
    # staticmethod, so that it is called without the recognizer
    monkeypatch.setattr(speech_recognition.Recognizer, _METHODS[name], staticmethod(engine))
    return engine


def _heard(name: str, language: LanguageCode = "en", speech: Activity = _SPEECH) -> Any:
    return SpeechRecognitionTranscriber(name).transcribe(tone(2.5), speech, language)


@pytest.mark.parametrize("name", ["sphinx", "vosk", "google"])
def test_words_are_spread_over_the_speech(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _playing(monkeypatch, name, "I will call you")
    heard = _heard(name)
    assert (heard.text, heard.engine, heard.model) == ("I will call you", name, None)
    assert [word.text for word in heard.words] == ["I", "will", "call", "you"]
    for word in heard.words:
        assert any(one.start_s <= word.start_s <= word.end_s <= one.end_s for one in _SPEECH.speech)


def test_the_engine_gets_the_sound_as_16_bit_at_16_khz(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = _playing(monkeypatch, "sphinx", "yes")
    _heard("sphinx")
    assert (engine.audio[0].sample_rate, engine.audio[0].sample_width) == (16000, 2)
    sent = np.frombuffer(engine.audio[0].frame_data, "<i2")
    assert np.allclose(sent / 32768, tone(2.5), atol=1 / 32768)


def test_the_language_is_told_and_nothing_else_is_hinted(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = _playing(monkeypatch, "google", "好")
    _heard("google", "zh")
    assert engine.options == [{"language": "zh-CN"}]


def test_mandarin_comes_simplified_without_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    _playing(monkeypatch, "vosk", "讓 我 來 幫 您")
    assert _heard("vosk", "zh").text == "让我来帮您"


@pytest.mark.parametrize("name", ["sphinx", "vosk", "google"])
def test_what_was_not_understood_is_an_empty_text(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _playing(monkeypatch, name, speech_recognition.UnknownValueError())
    heard = _heard(name)
    assert (heard.text, heard.words) == ("", ())


@pytest.mark.parametrize(
    ("name", "error", "kind"),
    [
        ("google", speech_recognition.RequestError("recognition request failed: 503"), TranscribeError),
        ("google", speech_recognition.RequestError(""), TranscribeError),
        ("sphinx", speech_recognition.RequestError("missing PocketSphinx module: ensure"), EngineError),
        ("vosk", ModuleNotFoundError("No module named 'vosk'"), EngineError),
        ("vosk", speech_recognition.exceptions.SetupError("Vosk model not found at x"), EngineError),
    ],
    ids=["request", "without words", "sphinx missing", "vosk missing", "vosk model missing"],
)  # fmt: skip
def test_an_engines_failure_is_ours_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, name: str, error: Exception, kind: type[VoicemockError]
) -> None:
    _playing(monkeypatch, name, error)
    with pytest.raises(kind) as caught:
        _heard(name)
    assert name in str(caught.value)
    assert str(error) in str(caught.value)
    assert caught.value.__cause__ is error
    if kind is EngineError:
        assert "--engine whisper" in str(caught.value)


def test_sphinx_that_is_not_installed_is_an_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(EngineError, match="--engine whisper"):
        _heard("sphinx")


@pytest.mark.parametrize("name", ["sphinx", "vosk", "google"])
def test_without_speech_the_engine_is_never_called(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    engine = _playing(monkeypatch, name, "Thank you for watching.")
    heard = SpeechRecognitionTranscriber(name).transcribe(silence(5), Activity(()), "en")
    assert (heard.text, heard.words, heard.engine) == ("", (), name)
    assert engine.audio == []


def test_a_language_the_engine_does_not_know_is_refused() -> None:
    with pytest.raises(InputError, match="--engine whisper"):
        _heard("sphinx", "zh")


@pytest.mark.parametrize("name", ["sphinx", "vosk", "google"])
def test_only_google_needs_leave(name: str) -> None:
    abilities = SpeechRecognitionTranscriber(name).abilities
    assert abilities.online is (name == "google")
    assert not abilities.word_times
