"""Settings: defaults < config file < environment < flags, and where things are kept.

The file is ``config.toml`` in the platform's configuration folder (``VOICEMOCK_CONFIG`` names
another); its keys are the fields of `Settings`. Environment variables are ``VOICEMOCK_`` plus
the field in capitals; ``VOICEMOCK_HOME`` is the data folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from voicemock.errors import InputError, StoreError
from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir
from voicemock.files.toml import MAX_BYTES, loads, read_bytes, with_values
from voicemock.i18n import _
from voicemock.i18n.library_messages import not_toml, why
from voicemock.values.codes import LanguageCode

DEFAULT_TARGET = (120.0, 150.0)
"""Units a minute; the product's stated target for both languages."""


@dataclass(frozen=True)
class Settings:
    """What a run goes by. ``None`` means "decide from the situation".

    ``rate_wpm`` is the interviewer's speaking rate and ``voice`` a voice's id or part of its
    name, both as pyttsx3 understands them. ``coach`` is the address of a language
    model on this machine, and ``coach_model`` which of its models.
    """

    lang: LanguageCode | None = None
    ui: str | None = None
    target: str = "120-150"
    engine: str = "whisper"
    model: str | None = None
    data_dir: Path | None = None
    device: str | None = None
    output_device: str | None = None
    voice: str | None = None
    rate_wpm: int = 160
    allow_online: bool = False
    follow_ups: bool | None = None
    coach: str | None = None
    coach_model: str | None = None


_NAMES = frozenset(field.name for field in fields(Settings))


def load(
    flags: Mapping[str, object | None] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings for a run; a flag that is None was not given.

    Raises:
        InputError: a setting is unknown or of the wrong form; the message says where.
    """
    environment = os.environ if environment is None else environment
    path = config_path(environment)
    settings = _apply(Settings(), _read_file(path), str(path))
    from_environment: dict[str, object] = {}
    for key, value in environment.items():
        prefix, _joint, name = key.partition("_")
        if prefix == "VOICEMOCK" and name.lower() in _NAMES and value:
            from_environment[name.lower()] = value
    if environment.get("VOICEMOCK_HOME"):
        from_environment["data_dir"] = environment["VOICEMOCK_HOME"]
    settings = _apply(settings, from_environment, _("the environment"))
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    return _apply(settings, given, _("the options"))


def config_path(environment: Mapping[str, str] | None = None) -> Path:
    """Where the config file is looked for."""
    environment = os.environ if environment is None else environment
    if named := environment.get("VOICEMOCK_CONFIG"):
        return Path(named)
    return Path(platformdirs.user_config_dir("voicemock", appauthor=False)) / "config.toml"


def data_dir(settings: Settings) -> Path:
    """Where answers are kept.

    Raises:
        InputError: it is named by the home of nobody.
    """
    if settings.data_dir is not None:
        return expanded(settings.data_dir).absolute()
    return Path(platformdirs.user_data_dir("voicemock", appauthor=False))


def cache_dir() -> Path:
    """Where what can be made again is kept: the assembled model, spoken questions.

    Raises:
        InputError: it is named by the home of nobody.
    """
    if named := os.environ.get("VOICEMOCK_CACHE"):
        return expanded(named).absolute()
    return Path(platformdirs.user_cache_dir("voicemock", appauthor=False))


def expanded(named: str | Path) -> Path:
    """A path whose ``~`` stands for a home.

    Raises:
        InputError: there is no such home.
    """
    try:
        return Path(named).expanduser()
    except RuntimeError as error:
        told = _("{path}: nobody has this home; name the folder without ~.")
        raise InputError(told.format(path=named)) from error


def save(settings: Settings, changes: Mapping[str, str | int | bool | None]) -> Settings:
    """Write settings into the config file, beside what else is in it, and give the run's new ones.

    Args:
        settings: of the run, to which the changes apply as well.
        changes: by the names of `Settings`; None leaves it to the program again.

    Raises:
        InputError: a value is wrong, or the file as it is cannot be read; nothing is written.
        StoreError: it could not be written.
    """
    path = config_path()
    given = {name: value for name, value in changes.items() if value is not None}
    unset = {name: getattr(Settings(), name) for name in changes if name not in given}
    changed = replace(_apply(settings, given, _("the settings")), **unset)
    before = _text_of(path)
    _parsed(path, before)
    try:
        private_dir(path.parent)
        write_whole(path, with_values(before, changes))
    except OSError as error:
        told = _("{path} could not be written ({reason}).")
        raise StoreError(told.format(path=path, reason=why(error))) from error
    return changed


def _read_file(path: Path) -> dict[str, object]:
    return _parsed(path, _text_of(path))


def _text_of(path: Path) -> str:
    """What stands in the file; "" where there is none."""
    try:
        content = read_bytes(path)
        if len(content) > MAX_BYTES:
            raise InputError(_("{path} is too large; mend or remove it.").format(path=path))
        return content.decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        told = _("{path} could not be read ({reason}); mend or remove it.")
        raise InputError(told.format(path=path, reason=why(error))) from error


def _parsed(path: Path, text: str) -> dict[str, object]:
    try:
        values = loads(text)
        repr(values)  # a refusal shows them, and 0xff… may be too long for that
    except (ValueError, RecursionError) as error:
        told = _("{path} is not TOML: {reason}; mend or remove it.")
        raise InputError(told.format(path=path, reason=not_toml(error))) from error
    return values


def _apply(settings: Settings, values: Mapping[str, object], where: str) -> Settings:
    return replace(settings, **{name: _check(name, value, where) for name, value in values.items()})


def _check(name: str, value: object, where: str) -> Any:
    """The value as the field of `Settings` has it."""

    def refusal(text: str) -> InputError:
        return InputError(text.format(where=where, name=name, value=value))

    if name not in _NAMES:
        raise refusal(_("{where}: there is no setting {name}; remove it or mend its spelling."))
    if name == "data_dir" and isinstance(value, (str, Path)):
        return Path(value)
    if name in ("lang", "ui") and value not in ("zh", "en"):
        raise refusal(_("{where}: {name} is {value!r}; it must be zh or en."))
    if name == "rate_wpm":
        try:
            number = int(str(value))
        except ValueError:
            number = 0
        if not 60 <= number <= 400:
            raise refusal(_("{where}: rate_wpm is {value}; give 60 to 400."))
        return number
    if name in ("allow_online", "follow_ups"):
        word = str(value).lower()
        if word not in ("1", "true", "yes", "0", "false", "no"):
            raise refusal(_("{where}: {name} is {value!r}; it must be true or false."))
        return word in ("1", "true", "yes")
    if not isinstance(value, str):
        raise refusal(_("{where}: {name} may not be {value!r}; give text in quotes."))
    return value


def parse_target(
    text: str, natural: tuple[float, float], own: tuple[float, ...] = ()
) -> tuple[float, float]:
    """A pace target in units a minute from ``120-150``, ``natural``, ``mine`` or ``A-B``.

    ``own`` are the paces of the person's earlier answers; ``mine`` is their median +-10 % and
    needs three.

    Raises:
        InputError: not of that form, or too few answers for ``mine``.
    """
    if text == "natural":
        return natural
    if text == "mine":
        if len(own) < 3:
            told = _(
                "Your own pace as the target needs 3 answers in your history, there are {n}; "
                "practise more or take natural speech."
            )
            raise InputError(told.format(n=len(own)))
        import statistics

        middle = statistics.median(own)
        return float(round(0.9 * middle)), float(round(1.1 * middle))
    low, dash, high = text.replace("–", "-").partition("-")
    try:
        target = float(low), float(high)
    except ValueError:
        target = (0.0, 0.0)
    if not dash or not 0 < target[0] < target[1] <= 1000:
        told = _("{text} is not a pace to aim at; give 120-150, natural, mine or A-B.")
        raise InputError(told.format(text=text))
    return target
