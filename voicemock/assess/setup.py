"""An examiner from settings alone, so that another face, or another process, can make its own."""

from __future__ import annotations

from collections.abc import Sequence

from voicemock import config, transcribe
from voicemock.assess.examiner import Examiner
from voicemock.config import Settings
from voicemock.errors import InputError
from voicemock.history.store import History
from voicemock.i18n import _
from voicemock.language import get
from voicemock.transcribe.models import ModelProgress
from voicemock.values.interview import LanguageCode


def examiner(
    settings: Settings,
    language: LanguageCode,
    *,
    own_paces: Sequence[float] | None = None,
    progress: ModelProgress | None = None,
    at_once: int | None = None,
) -> Examiner:
    """The recognizer and the measures that settings ask for; its model is loaded at first use.

    Args:
        settings: of the run; they pickle, an examiner does not.
        language: of the interview.
        own_paces: the person's earlier ones, in units a minute; where they are the target and not
            given, they are read from the history.
        progress: told while a model is put together or fetched.
        at_once: how many cores it may take; None: all.

    Raises:
        InputError: a setting is wrong, or the recognizer does not know the language.
        EngineError: the recognizer needs a model folder, or a connection that is not allowed.
        StoreError: the history cannot be read.
    """
    if settings.target == "mine" and own_paces is None:
        own_paces = History(config.data_dir(settings)).paces(language)
    transcriber = transcribe.load(
        settings.engine,
        model=settings.model,
        cache=config.cache_dir(),
        allow_online=settings.allow_online,
        progress=progress,
        language=language,
        at_once=at_once,
    )
    if language not in transcriber.abilities.languages:
        raise InputError(
            _("The engine {name} does not know this language; choose the engine whisper.").format(
                name=settings.engine
            )
        )
    natural = get(language).natural
    target = config.parse_target(settings.target, natural, tuple(own_paces or ()))
    return Examiner(transcriber, language, target, at_once=at_once)
