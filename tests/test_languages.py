"""Two faces speak two languages in one process, and each its own words."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import voicemock
from tests.helpers import full_answer
from voicemock import i18n
from voicemock.content.phrases import phrase_list
from voicemock.i18n import speaking, use
from voicemock.record.base import Block, Command, Progress
from voicemock.record.file import FileSource
from voicemock.record.recorder import Recorder
from voicemock.record.wav import GrowingWav
from voicemock.report.exports.text import plain, render
from voicemock.report.pages import answer as page
from voicemock.report.pages import answer_data
from voicemock.report.views import view
from voicemock.testing import silence

_PACKAGE = Path(voicemock.__file__).parent
_FILES = sorted(_PACKAGE.rglob("*.py"))
_by_path = pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(_PACKAGE)))
_SILENT = {"record/file.py", "record/microphone.py", "batch/run.py"}
"""Their threads move sound or close a device, and say nothing."""
_TERMINAL = re.compile(r"--[a-z]|`voicemock |voicemock (?:analyze|forget)|with -o\b")
_ROUNDS = 25


def _text() -> str:
    return plain(render(view.build(full_answer(), phrase_list("zh"))))


def _page() -> str:
    return page.render(
        answer_data.build([full_answer()], phrases=phrase_list, question_of=lambda _: None)
    )


def _both(speak: Callable[[str, threading.Barrier], None]) -> None:
    """Call ``speak`` in two threads, one with "zh" and one with "en"; what fails there fails here."""
    failed: list[BaseException] = []
    turn = threading.Barrier(2, timeout=20)

    def run(language: str) -> None:
        try:
            speak(language, turn)
        except BaseException as error:  # the other thread must not wait for ever
            failed.append(error)
            turn.abort()

    threads = [threading.Thread(target=run, args=(one,)) for one in ("zh", "en")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []


@pytest.mark.parametrize("made", [_text, _page], ids=["text", "page"])
def test_two_threads_speak_two_languages_turn_by_turn(made: Callable[[], str]) -> None:
    """Neither what is chosen nor what is cached in one is seen in the other."""
    alone = {}
    for language in ("en", "zh"):
        with speaking(language):
            alone[language] = made()
    assert alone["en"] != alone["zh"]

    def speak(language: str, turn: threading.Barrier) -> None:
        use(language, "terminal")
        for _round in range(_ROUNDS):
            turn.wait()
            assert i18n.language() == language
            assert i18n._("Pauses") == {"en": "Pauses", "zh": "停顿"}[language]
        turn.wait()
        assert made() == alone[language]

    _both(speak)


def test_a_language_is_spoken_for_a_while() -> None:
    """Also where the body fails; an unknown language is English."""
    with pytest.raises(KeyError), speaking("zh"):
        assert i18n._("Pauses") == "停顿"
        raise KeyError
    assert i18n._("Pauses") == "Pauses"
    with speaking("fr"):
        assert (i18n._("Pauses"), i18n.language()) == ("Pauses", "en")


def test_a_face_says_a_message_in_its_own_words() -> None:
    """In both languages; one that is chosen later keeps the face."""
    message = "Nothing can be saved in {folder} ({reason}); choose another folder."
    with speaking("en", ""):
        assert i18n._(message) == message
        use("zh")
        assert "--" not in i18n._(message) != message
        with speaking("en", "terminal"):
            assert "give another with --data-dir" in i18n._(message)
            use("zh")
            assert "请用 --data-dir 换一个文件夹" in i18n._(message)
            assert i18n._("Pauses") == "停顿"
            use("fr")
            assert "give another with --data-dir" in i18n._(message)
        assert i18n.language() == "zh"
        assert "--" not in i18n._(message)


def test_a_thread_speaks_the_language_of_who_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recorder's, which says that the disk is full."""

    def full(_self: GrowingWav, _sound: Block) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GrowingWav, "write", full)

    def go_on(_progress: Progress) -> Command:
        return Command.GO_ON

    def speak(language: str, turn: threading.Barrier) -> None:
        use(language)
        turn.wait()
        recorder = Recorder(FileSource(silence(0.5)), tmp_path / f"{language}.wav")
        recorder.open()
        recorder.run(go_on)
        turn.wait()
        told = str(recorder.recording().trouble)
        assert ("磁盘" in told, "disk" in told) == (language == "zh", language == "en")

    _both(speak)


def _calls(node: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            name = one.func.id if isinstance(one.func, ast.Name) else getattr(one.func, "attr", "")
            if name in names:
                yield one


@_by_path
def test_a_thread_that_may_speak_is_handed_the_context(path: Path) -> None:
    if str(path.relative_to(_PACKAGE)) in _SILENT:
        return
    for call in _calls(ast.parse(path.read_text(encoding="utf-8")), {"Thread", "submit"}):
        first = call.args[0] if call.args else call.keywords[0].value
        assert ast.unparse(first) == "copy_context().run"


@_by_path
def test_a_room_names_no_option_and_no_command(path: Path) -> None:
    """A browser's page has none; the terminal says so in its own catalog."""
    if path.relative_to(_PACKAGE).parts[0] == "cli":
        return
    texts = [
        one.value
        for call in _calls(ast.parse(path.read_text(encoding="utf-8")), {"_", "N_", "ngettext"})
        for one in call.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    assert [text for text in texts if _TERMINAL.search(text)] == []


@_by_path
def test_nothing_made_on_import_or_cached_is_translated(path: Path) -> None:
    """A constant, a default or the value of a cached function would keep the first one's language."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept: list[ast.AST] = []
    inside: set[ast.AST] = set()
    for one in ast.walk(tree):
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            kept += [default for default in (*one.args.defaults, *one.args.kw_defaults) if default]
            body = [one.body] if isinstance(one, ast.Lambda) else one.body
            inside |= {each for part in body for each in ast.walk(part)}
            if isinstance(one, ast.FunctionDef) and any(
                "cache" in ast.unparse(each) for each in one.decorator_list
            ):
                kept.append(one)
    found = [call.lineno for one in kept for call in _calls(one, {"_", "ngettext"})]
    found += [call.lineno for call in _calls(tree, {"_", "ngettext"}) if call not in inside]
    assert found == []
