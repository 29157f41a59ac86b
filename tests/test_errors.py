"""`voicemock.errors`: one family, each with its exit status."""

from __future__ import annotations

import inspect

import pytest

from voicemock import errors


def _family() -> list[type[errors.VoicemockError]]:
    return [
        one
        for _name, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.VoicemockError)
    ]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.InputError, 2),
        (errors.AudioFileError, 2),
        (errors.PackError, 2),
        (errors.NotFoundError, 2),
        (errors.MissingError, 3),
        (errors.DeviceError, 3),
        (errors.VoiceError, 3),
        (errors.EngineError, 3),
        (errors.TranscribeError, 4),
        (errors.StoreError, 4),
    ],
)
def test_the_exit_status_is_the_contracts(kind: type[errors.VoicemockError], status: int) -> None:
    assert kind("what to do").exit_status == status


@pytest.mark.parametrize("kind", _family())
def test_every_error_says_in_its_docstring_what_it_means(
    kind: type[errors.VoicemockError],
) -> None:
    assert "__doc__" in vars(kind)
    assert (kind.__doc__ or "").strip()


@pytest.mark.parametrize("kind", _family())
def test_every_error_stands_in_the_tree(kind: type[errors.VoicemockError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
