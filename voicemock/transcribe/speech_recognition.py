"""SpeechRecognition's other engines, for who asks for them: sphinx, vosk, google.

They give no word times (Sphinx's are not offered through this door), so words are spread
evenly over the speech; pauses never depend on them.
"""

from __future__ import annotations

import unicodedata
import warnings

from voicemock.audio.samples import to_int16
from voicemock.errors import EngineError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.language import get as get_language
from voicemock.transcribe.base import Abilities, Piece, assembled, check_language, failed
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Samples

_ABILITIES = {
    "sphinx": Abilities(languages=("en",), word_times=False),
    "vosk": Abilities(languages=("zh", "en"), word_times=False),
    "google": Abilities(languages=("zh", "en"), word_times=False, online=True),
}
_TAGS: dict[LanguageCode, str] = {"zh": "zh-CN", "en": "en-US"}


class SpeechRecognitionTranscriber:
    """One of SpeechRecognition's ``recognize_`` methods."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.abilities = _ABILITIES[name]

    def load(self) -> None:
        """See `Transcriber.load`; these engines load their models at each call."""

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `Transcriber.transcribe`."""
        check_language(self._name, self.abilities, language)
        span = activity.span
        if span is None:
            return Transcript(text="", engine=self._name)
        heard = self._recognize(sound, language)
        text = get_language(language).normalize(unicodedata.normalize("NFC", heard)).strip()
        if language == "zh":  # vosk puts spaces between words
            text = text.replace(" ", "")
        whole, words = assembled([Piece(text, span.start_s, span.end_s)], activity)
        return Transcript(text=whole, engine=self._name, words=words)

    def _recognize(self, sound: Samples, language: LanguageCode) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import speech_recognition

        audio = speech_recognition.AudioData(
            to_int16(sound).astype("<i2").tobytes(), SAMPLE_RATE, 2
        )
        recognizer = speech_recognition.Recognizer()
        recognizer.operation_timeout = 30
        try:
            if self._name == "sphinx":
                return str(recognizer.recognize_sphinx(audio, language=_TAGS[language]))
            if self._name == "vosk":
                return str(recognizer.recognize_vosk(audio))
            return str(recognizer.recognize_google(audio, language=_TAGS[language]))
        except speech_recognition.UnknownValueError:
            return ""
        except (ImportError, AttributeError, speech_recognition.exceptions.SetupError) as error:
            raise self._not_installed(error) from error
        except OSError as error:  # no FLAC encoder, a connection that broke or timed out
            raise failed(self._name, said(reason_of(error))) from error
        except speech_recognition.RequestError as error:
            if "missing" in str(error).lower() or "install" in str(error).lower():
                raise self._not_installed(error) from error
            raise failed(self._name, said(reason_of(error))) from error

    def _not_installed(self, error: Exception) -> EngineError:
        return EngineError(
            _("The engine {name} is not installed ({reason}); choose the engine whisper.").format(
                name=self._name, reason=said(reason_of(error))
            )
        )
