"""The program's language: --ui and what it wins over; help and wrong calls in Mandarin."""

from __future__ import annotations

import re
import signal
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from voicemock import cli, config, i18n
from voicemock.cli.app import app
from voicemock.content import packs
from voicemock.errors import InputError, PackError
from voicemock.i18n import library_messages
from voicemock.i18n.library_messages import said
from voicemock.report.exports.text import width

_HAN = re.compile(r"[\u4e00-\u9fff]")
# What stays as it is in Mandarin: options, metavars, names of settings, files and formats,
# `commands`.
_NAMES = re.compile(
    r"`[^`]*`|'[^']*'|--?[a-z][a-z-]*|<[^>]*>|\{[^}]*\}|[A-Z]+_[A-Z_]+"
    r"|\b(?:html|text|json|csv|vtt|srt|textgrid|md)\b"
)
_SENTENCE = re.compile(r"(?:[A-Za-z']+[ ,.;:]+){2,}[A-Za-z']+")


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """The program sets handlers of its own; they are taken back."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def all_commands() -> dict[str, Any]:
    """Every command by the words that call it; the program itself is the empty one."""
    program = typer.main.get_command(app)
    found: dict[str, Any] = {"": program}
    for name, command in program.commands.items():  # type: ignore[attr-defined]
        found[name] = command
        found |= {f"{name} {one}": it for one, it in getattr(command, "commands", {}).items()}
    return found


COMMANDS = all_commands()


def english(text: str) -> list[str]:
    """Runs of three and more English words, names left out."""
    return _SENTENCE.findall(_NAMES.sub("·", text))


def error_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a wrong call says; it must be refused with status 2."""
    assert cli.run(list(arguments)) == 2
    return capsys.readouterr().err


# -- help -------------------------------------------------------------------------------


def test_this_test_sees_english() -> None:
    """The search for English itself, in both directions."""
    assert english("  -h, --help  Show this message and exit.")
    assert english("voicemock: Input should be greater than 1")
    assert not english("  --answer <路径>  用 --engine google 联网；WAV、FLAC。  [1<=x<=2]")
    assert not english("用法：voicemock stories edit [选项] {story}".replace("voicemock", ""))


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words or "voicemock")
def test_help_is_in_mandarin(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--ui", "zh", *words.split(), "--help"]) == 0
    usage, *lines = capsys.readouterr().out.splitlines()
    assert usage.startswith(f"用法：voicemock {words}".rstrip())
    for line in lines:
        assert english(line) == []
    assert {"选项："} <= set(lines)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words or "voicemock")
def test_every_help_text_has_mandarin(words: str) -> None:
    """Every one, be it one word long; N_() at the text is what most likely is missing."""
    i18n.use("zh")
    command = COMMANDS[words]
    texts = [command.help, *(one.help for one in command.params)]
    assert [one for one in texts if not one or not _HAN.search(i18n._(one))] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words or "voicemock")
def test_help_fits_a_terminal_and_its_columns_stand_straight(
    words: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.run([*words.split(), "--ui", language, "-h"]) == 0
    shown = capsys.readouterr().out
    for table in shown.split("\n\n"):
        title, *rows = table.splitlines()
        assert all(width(row) <= 80 for row in [title, *rows])
        if title.endswith((":", "：")):
            columns = set()
            for row in rows:
                both = re.match(r"(  \S.*?  +|   +)(?=\S)", row)
                if both:
                    columns.add(width(both[1]))
            assert len(columns) == 1, rows


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    bare = capsys.readouterr().out
    assert bare.startswith("Usage: voicemock [OPTIONS] COMMAND [ARGS]...\n")
    assert cli.run(["--ui", "en"]) == 2
    assert capsys.readouterr().out == bare
    assert cli.run(["--ui=zh"]) == 2
    assert capsys.readouterr().out.startswith("用法：")


def test_english_help_says_what_the_library_would(capsys: pytest.CaptureFixture[str]) -> None:
    """Names, ranges, defaults, variables and what is required are all there."""
    assert cli.run(["replay", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "\nArguments:\n  answer <text>" in shown
    assert re.search(r"--speed <number> +0\.5 to 2, .*default: 1\.0; 0\.5<=x<=2\.0\]", shown)
    assert "[env var: VOICEMOCK_HOME]" in " ".join(shown.split())
    assert re.search(r"-h, --help +Show this message and exit\.\n", shown)
    assert cli.run(["analyze", "--help"]) == 0
    assert "[required]" in capsys.readouterr().out


def test_the_list_of_commands_has_their_first_paragraph(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.run(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "letter Write the thank-you letter after an interview, and calendar entries" in shown
    assert "The entries" not in shown
    assert "..." not in shown.replace("[ARGS]...", "")


# -- wrong calls ------------------------------------------------------------------------

WRONG = [
    (["practice", "--foo"], "--foo"),
    (["practice", "--lan", "zh"], "--lang"),
    (["prac"], "practice"),
    (["nonsense"], "nonsense"),
    (["stories", "nonsense"], "nonsense"),
    (["practice", "--lang", "fr"], "'zh', 'en'"),
    (["practice", "--questions", "many"], "--questions"),
    (["practice", "--questions", "0"], "1"),
    (["replay", "--speed", "9"], "2"),
    (["practice", "--questions"], "--questions"),
    (["practice", "--json=3"], "--json"),
    (["practice", "one", "two"], "one two"),
    (["analyze"], "files"),
    (["stories", "show"], "story"),
    (["questions", "--pack", "/"], "/"),
    (["report", "--format", "pdf"], "pdf"),
]


@pytest.mark.parametrize(
    ("arguments", "named"), WRONG, ids=[" ".join(one) for one, _named in WRONG]
)
def test_a_wrong_call_is_refused_in_the_persons_language(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    in_mandarin = error_of(capsys, "--ui", "zh", *arguments)
    assert english(in_mandarin.removeprefix("voicemock: ")) == []
    in_english = error_of(capsys, "--ui", "en", *arguments)
    assert not _HAN.search(in_english)
    for line in (in_mandarin, in_english):
        assert line.startswith("voicemock: ")
        assert line.count("\n") == 1
        assert named in line
        assert "  " not in line
        assert re.search(r"[.?。？]\n$", line)


def test_a_wrong_call_names_the_commands_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert error_of(capsys, "stories", "show") == (
        "voicemock: Missing argument 'story'. Try `voicemock stories show --help`.\n"
    )
    assert error_of(capsys, "practice", "--zzzz", "--ui", "zh") == (
        "voicemock: 没有选项 --zzzz。用法请看 `voicemock practice --help`。\n"
    )


def test_reasons_of_the_system_are_translated_and_unknown_ones_kept() -> None:
    i18n.use("zh")
    assert said("Permission denied") == "没有权限"
    assert said(OSError(13, "Permission denied").strerror) == "没有权限"
    assert said("Invalid value for '--x': Value error, 'a' is not one of 'b'.") == (
        "'--x' 的值不对：'a' 不在可选的值里，只能是 'b'。"
    )
    assert said("the flux capacitor is {cold}") == "the flux capacitor is {cold}"
    assert said("No such option: --{x}") == "没有选项 --{x}"


@pytest.mark.parametrize("known", library_messages._KNOWN)
def test_each_known_sentence_is_found_again_with_its_parts(known: str) -> None:
    """By its own pattern: one further up that takes it too would lose a part."""
    names = re.findall(r"\{(\w+)\}", known)
    parts = {name: f"x{number}" for number, name in enumerate(names)}
    sentence = known.format(**parts) if parts else known
    assert said(sentence) == sentence
    i18n.use("zh")
    in_mandarin = i18n._(known)
    assert said(sentence) == (in_mandarin.format(**parts) if parts else in_mandarin)
    assert _HAN.search(in_mandarin)


@pytest.mark.parametrize(
    "text",
    ["a", "a=", 'a="x', "a=[1", "[a", "a=1\na=2", 'a="\\q"', "a={b=1", "=1", "a=1 b", "[a]\n[a]"],
)
def test_what_is_wrong_with_toml_is_said_in_mandarin(text: str) -> None:
    i18n.use("zh")
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    reason = said(caught.value)
    assert _HAN.search(reason)
    assert english(reason) == []


def test_what_a_value_may_be_is_listed_in_mandarin(tmp_path: Path) -> None:
    """Here a real sentence of pydantic's, with an "or" of its own before the last."""
    path = tmp_path / "mine.toml"
    path.write_text(
        'schema = 1\nid = "mine"\ntitle = "我的"\nlanguage = "zh"\n'
        '[[question]]\nid = "q1"\ntext = "你好？"\ncategory = "cooking"\n',
        encoding="utf-8",
    )
    i18n.use("zh")
    with pytest.raises(PackError) as caught:
        packs.load_pack(path)
    assert "'roleplay' 或 'closing'" in str(caught.value)


# -- which language ---------------------------------------------------------------------


def spoken(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The language of a command that has nothing to show."""
    assert cli.run(list(arguments)) == 0
    shown = capsys.readouterr().err
    return {"还没": "zh", "Ther": "en"}[re.findall(r"还没|Ther", shown)[0]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--ui", "zh", "history"],
        ["--ui=zh", "history"],
        ["history", "--ui", "zh"],
        ["history", "--ui=zh", "--last", "3"],
        ["--ui", "en", "history", "--ui", "zh"],
        ["history", "--lang", "en", "--ui", "zh"],
    ],
    ids=" ".join,
)
def test_ui_wins_wherever_it_stands(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Over the variable, the config file and the locale; and only in its own run."""
    (tmp_path / "config.toml").write_text('ui = "en"\n')
    monkeypatch.setenv("VOICEMOCK_UI", "en")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert spoken(capsys, *arguments) == "zh"
    assert spoken(capsys, "history") == "en"


def test_then_the_variable_the_file_the_locale_and_the_interview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    assert spoken(capsys, "stories") == "en"
    assert spoken(capsys, "stories", "--lang", "zh") == "zh"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert spoken(capsys, "stories", "--lang", "en") == "zh"
    file.write_text('ui = "en"\n')
    assert spoken(capsys, "stories") == "en"
    monkeypatch.setenv("VOICEMOCK_UI", "zh")
    assert spoken(capsys, "stories") == "zh"
    assert spoken(capsys, "stories", "--ui", "en") == "en"


@pytest.mark.parametrize("how", ["variable", "file", "locale"])
def test_help_goes_by_them_too(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if how == "variable":
        monkeypatch.setenv("VOICEMOCK_UI", "zh")
    elif how == "file":
        (tmp_path / "config.toml").write_text('ui = "zh"\n')
    else:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli.run(["doctor", "--help"]) == 0
    assert capsys.readouterr().out.startswith("用法：")
    assert cli.run(["doctor", "--help", "--ui", "en"]) == 0
    assert capsys.readouterr().out.startswith("Usage:")


@pytest.mark.parametrize(
    "arguments", [["--ui", "fr", "history"], ["history", "--ui", "fr"], ["history", "--ui="]]
)
def test_a_wrong_ui_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert re.search("--ui.*'zh'.*'en'", error_of(capsys, *arguments))


def test_a_wrong_ui_elsewhere_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICEMOCK_UI", "fr")
    assert re.search("'fr'.*zh.*en", error_of(capsys, "history"))
    with pytest.raises(InputError, match="zh or en"):
        config.load({"ui": "fr"}, {})
    monkeypatch.delenv("VOICEMOCK_UI")
    (tmp_path / "config.toml").write_text('ui = "fr"\n')
    assert re.search(r"config\.toml.*'fr'", error_of(capsys, "history"))
    assert cli.run(["--help"]) == 0  # a broken file does not take the help away


def test_what_follows_two_dashes_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--ui" in error_of(capsys, "questions", "--", "--ui")
    assert not _HAN.search(error_of(capsys, "questions", "--", "--ui=zh"))


def test_options_before_a_command_of_stories_are_refused_but_ui(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "--lang" in error_of(capsys, "stories", "--lang", "zh", "show", "1")
    assert cli.run(["stories", "--ui", "zh", "show", "1"]) == 2
    assert "没有故事" in capsys.readouterr().err
