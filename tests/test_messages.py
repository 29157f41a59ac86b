"""Everything a person reads is there in Mandarin, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import voicemock
from voicemock import i18n

PACKAGE = Path(voicemock.__file__).parent
CATALOG = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "voicemock"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def extracted() -> set[str]:
    """Message ids in the sources."""
    extract = pytest.importorskip("babel.messages.extract", reason="Babel reads the sources")
    found = extract.extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python")],
        keywords={"_": None, "N_": None, "ngettext": (1, 2)},
    )
    return {
        message[0] if isinstance(message, tuple) else message for _file, _line, message, *_ in found
    }


def test_no_message_is_missing_and_none_is_left_over() -> None:
    """The catalog and the sources have the same messages; `make messages` renews it."""
    pofile = pytest.importorskip("babel.messages.pofile", reason="Babel reads the catalog")
    with CATALOG.with_suffix(".po").open("rb") as file:
        catalog = pofile.read_po(file, locale="zh")
    entries = {m.id[0] if isinstance(m.id, tuple) else m.id: m for m in catalog if m.id}
    assert set(entries) == extracted()
    for entry in entries.values():
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert all(strings), ids
        assert not entry.fuzzy, ids
        for text in strings:
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(ids[-1]))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_terminal_has_its_own_words_for_messages_there_are(language: str) -> None:
    """The same ones in both languages, with the same values in them, and compiled."""
    pofile = pytest.importorskip("babel.messages.pofile", reason="Babel reads the catalog")
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / "terminal.po"
    other = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "terminal.po"
    with path.open("rb") as file, other.open("rb") as beside:
        own = {one.id: one.string for one in pofile.read_po(file, locale=language) if one.id}
        assert own.keys() == {one.id for one in pofile.read_po(beside, locale="zh") if one.id}
    assert own.keys() <= extracted()
    i18n.use(language)
    for message, text in own.items():
        assert i18n._(message) == text
        assert sorted(PLACEHOLDER.findall(message)) == sorted(PLACEHOLDER.findall(text))


def test_the_compiled_catalog_is_the_written_one() -> None:
    """Somebody who edits the .po runs `make messages`."""
    pofile = pytest.importorskip("babel.messages.pofile", reason="Babel reads the catalog")
    i18n.use("zh", "")
    with CATALOG.with_suffix(".po").open("rb") as file:
        for entry in pofile.read_po(file, locale="zh"):
            if entry.id and isinstance(entry.id, str):
                assert i18n._(entry.id) == entry.string
            elif entry.id:
                one, many = entry.id
                assert i18n.ngettext(one, many, 1) == entry.string[0]


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "en_US.UTF-8", "VOICEMOCK_UI": "zh"}, "zh"),
    ],
)
def test_the_locale_chooses_the_language(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str | None
) -> None:
    """As POSIX orders the variables, and our own before them."""
    monkeypatch.delenv("LANG")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.from_environment() == language
