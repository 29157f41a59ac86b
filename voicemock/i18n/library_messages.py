"""What libraries say in English, in the person's language.

The command line's library, pydantic, Python's reader of TOML, PortAudio and the operating system
know no Mandarin. Their sentences are found again by the patterns below, whose braces stand for any text, and said in the
language in use; a sentence that is not known stays as it is.
"""

from __future__ import annotations

import re

from voicemock.errors import reason_of
from voicemock.i18n import N_, _

_INNER = ("hint", "message")
"""Parts that are such sentences themselves."""
_KNOWN = (
    # the command line
    N_("Invalid value for {hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("No such option: {name} (Possible options: {names})"),
    N_("No such option: {name}"),
    N_("No such command {name}. Did you mean {names}?"),
    N_("No such command {name}."),
    N_("Missing command."),
    N_("Missing option {hint}."),
    N_("Missing argument {hint}."),
    N_("Option {name} requires an argument."),
    N_("Option {name} does not take a value."),
    N_("Got unexpected extra argument(s) ({names})"),
    N_("path {path} is not readable."),
    N_("path {path} does not exist."),
    N_("path {path} is a directory."),
    N_("path {path} is a file."),
    N_("{hint} (env var: {variable})"),
    N_("Show this message and exit."),
    N_("env var: {variable}"),
    N_("default: {value}"),
    N_("required"),
    # values, here and in packs
    N_("{value} is not one of {names}."),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be a valid integer, got a number with a fractional part"),
    N_("Input should be a valid number, unable to parse string as a number"),
    N_("Input should be a valid integer"),
    N_("Input should be a valid number"),
    N_("Input should be a valid string"),
    N_("Input should be a valid boolean"),
    N_("Input should be a valid tuple"),
    N_("Input should be a valid list"),
    N_("Input should be a finite number"),
    N_("Input should be greater than or equal to {limit}"),
    N_("Input should be greater than {limit}"),
    N_("Input should be less than or equal to {limit}"),
    N_("Input should be less than {limit}"),
    N_("Input should be {names} or {last}"),
    N_("Input should be {names}"),
    N_("Field required"),
    # files a person writes
    N_("{message} (at line {line}, column {column})"),
    N_("{message} (at end of document)"),
    N_("Invalid statement"),
    N_("Invalid value"),
    N_("Invalid initial character for a key part"),
    N_("Invalid date or datetime"),
    N_("Invalid hex value"),
    N_("Expected newline or end of document after a statement"),
    N_("Expected {what} at the end of a table declaration"),
    N_("Expected {what} at the end of an array declaration"),
    N_("Expected {what} after a key in a key/value pair"),
    N_("Expected {what}"),
    N_("Unclosed array"),
    N_("Unclosed inline table"),
    N_("Unterminated string"),
    N_("Unescaped '\\' in a string"),
    N_("Illegal character {what}"),
    N_("Found invalid character {what}"),
    N_("Cannot overwrite a value"),
    N_("Cannot declare {what} twice"),
    N_("Duplicate inline table key {what}"),
    # the voice, in its own process, and the sound system
    N_("no voice for {what}"),
    N_("nothing was spoken"),
    N_("Error opening {what}: {message}"),
    N_("Error querying device {what}"),
    N_("Error querying host API {what}"),
    N_("Error starting stream: {message}"),
    N_("Device unavailable"),
    N_("Invalid device"),
    N_("Invalid sample rate"),
    N_("Invalid number of channels"),
    N_("Unanticipated host error"),
    N_("Internal PortAudio error"),
    N_("PortAudio not initialized"),
    # the operating system
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("File exists"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("Directory not empty"),
    N_("File name too long"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("Input/output error"),
    N_("Too many open files"),
    N_("Device or resource busy"),
    N_("Connection refused"),
    N_("Connection timed out"),
    N_("Network is unreachable"),
    N_("Too many levels of symbolic links"),
    # SQLite
    N_("file is not a database"),
    N_("database or disk is full"),
    N_("disk I/O error"),
    N_("database disk image is malformed"),
    N_("attempt to write a readonly database"),
    N_("unable to open database file"),
    N_("no such table: {name}"),
    N_("no such column: {name}"),
)


def said(message: object) -> str:
    """What a library says (a text, or an error as it prints), in the language in use.

    >>> said("Input should be less than or equal to 2")
    'Input should be less than or equal to 2'
    """
    text = str(message).removeprefix("Value error, ")  # pydantic's, before what typer says
    for known in _KNOWN:
        if found := _pattern(known).fullmatch(text):
            parts = {
                name: said(part) if name in _INNER else part.replace("\n", " ")
                for name, part in found.groupdict().items()
            }
            return _(known).format(**parts) if parts else _(known)
    return text


def why(error: BaseException) -> str:
    """The reason an error gives, of the operating system's without number and file name."""
    return said(getattr(error, "strerror", None) or reason_of(error))


def not_toml(error: Exception) -> str:
    """What Python's reader of TOML has against a text; also what it did not foresee."""
    if isinstance(error, RecursionError):
        return _("lists or tables are nested too deeply")
    if type(error) is ValueError:  # Python's own limit on digits; what the reader finds has a place
        return _("a number has too many digits")
    return said(error)


def _pattern(known: str) -> re.Pattern[str]:
    escaped = re.escape(known)
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", escaped), re.DOTALL)
