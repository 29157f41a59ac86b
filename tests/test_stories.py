"""`voicemock stories`: STAR stories stay on this machine, readable and the owner's alone."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicemock.cli import run
from voicemock.errors import NotFoundError, StoreError
from voicemock.history.stories import PARTS, Stories, from_toml, to_toml
from voicemock.values.interview import Story

_PARCEL = {
    "title": "迟到的包裹",
    "situation": "双十一那天，一位客户的包裹晚了五天。",
    "task": "两小时内给她一个说法。",
    "action": "我打电话给仓库，找到包裹，改发快递。",
    "result": "第二天送到，她给了五星。",
}


def _options(values: dict[str, str]) -> list[str]:
    return [part for name, value in values.items() for part in (f"--{name}", value)]


def _folder() -> Path:
    return Path(os.environ["VOICEMOCK_HOME"]) / "stories"


def _listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["stories", "--json", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def _add(lang: str = "zh", **changes: str) -> None:
    tags = ["--tag", "包裹", "--tag", "投诉，道歉"]
    assert run(["stories", "add", "--lang", lang, *_options(_PARCEL | changes), *tags]) == 0


def test_a_story_that_is_added_is_listed_and_shown_whole(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _add()
    assert "编号 1" in capsys.readouterr().err
    [story] = _listed(capsys)
    assert story == _PARCEL | {"id": "1", "language": "zh", "tags": ["包裹", "投诉", "道歉"]}
    assert run(["stories"]) == 0
    line = capsys.readouterr().out
    assert line.split() == ["1", "zh", "迟到的包裹", "#包裹", "#投诉", "#道歉"]
    assert run(["stories", "show", "1"]) == 0
    shown = capsys.readouterr().out
    assert all(text in shown for text in _PARCEL.values())
    assert run(["stories", "show", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == story


def test_what_a_story_lacks_is_named_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    _add(result="", task="  ")
    _add()
    capsys.readouterr()
    assert run(["stories"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("missing: Task, Result")
    assert "missing" not in second


def test_stories_are_listed_by_language_and_number(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(11):
        _add("en" if number % 2 else "zh", title=f"story {number}")
    assert [one["id"] for one in _listed(capsys)] == [str(number) for number in range(1, 12)]
    assert [one["id"] for one in _listed(capsys, "--lang", "en")] == ["2", "4", "6", "8", "10"]


def test_without_stories_the_way_to_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories"]) == 0
    output = capsys.readouterr()
    assert output.out == ""
    assert "stories add" in output.err
    assert _listed(capsys) == []
    assert not _folder().exists()


@pytest.mark.parametrize("missing", ["title", *PARTS])
def test_without_a_terminal_what_is_missing_is_named(
    missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {name: text for name, text in _PARCEL.items() if name != missing}
    assert run(["stories", "add", *_options(values)]) == 2
    assert f"--{missing} is missing" in capsys.readouterr().err
    assert _listed(capsys) == []


def test_a_story_needs_a_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "add", *_options(_PARCEL | {"title": " "})]) == 2
    _add()
    assert run(["stories", "edit", "1", "--title", ""]) == 2
    assert "--title" in capsys.readouterr().err
    assert _listed(capsys)[0]["title"] == "迟到的包裹"


def test_editing_replaces_what_is_named_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _add()
    _add(title="other")
    before = _listed(capsys)
    assert run(["stories", "edit", "1", "--result", "三天后\n退款 \x07到账", "--lang", "en"]) == 0
    after = _listed(capsys)
    assert after[0] == before[0] | {"result": "三天后 退款 到账", "language": "en"}
    assert after[1] == before[1]
    assert run(["stories", "edit", "1", "--tag", "#new", "--tag", "new"]) == 0
    assert _listed(capsys)[0]["tags"] == ["new"]


def test_editing_without_options_needs_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    _add()
    assert run(["stories", "edit", "1"]) == 2
    assert "--title" in capsys.readouterr().err


def test_a_story_is_removed_only_with_leave(capsys: pytest.CaptureFixture[str]) -> None:
    _add()
    _add(title="stays")
    assert run(["stories", "remove", "1"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert len(_listed(capsys)) == 2
    assert run(["stories", "remove", "1", "--yes"]) == 0
    assert "迟到的包裹" in capsys.readouterr().err
    assert [one["title"] for one in _listed(capsys)] == ["stays"]
    assert run(["stories", "remove", "1", "--yes"]) == 2


@pytest.mark.parametrize("wrong", ["7", "", "../answers/x", "1.toml", "*", "01"])
@pytest.mark.parametrize("command", [["show"], ["edit", "--title", "x"], ["remove", "--yes"]])
def test_a_story_that_is_not_there_is_refused(
    command: list[str], wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _add()
    capsys.readouterr()
    assert run(["stories", command[0], wrong, *command[1:]]) == 2
    output = capsys.readouterr()
    assert "`voicemock stories` lists all" in output.err
    assert output.out == ""
    assert len(_listed(capsys)) == 1


def test_an_option_before_the_command_is_not_lost_silently(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["stories", "--data-dir", str(tmp_path), "add", *_options(_PARCEL)]) == 2
    assert "Options come last" in capsys.readouterr().err
    assert run(["stories", "add", "--data-dir", str(tmp_path), *_options(_PARCEL)]) == 0
    assert (tmp_path / "stories" / "1.toml").is_file()


# -- the files --------------------------------------------------------------------------


def test_stories_are_for_their_owner_only() -> None:
    _add()
    run(["stories", "edit", "1", "--title", "x"])
    if os.name == "posix":
        assert stat.S_IMODE((_folder() / "1.toml").stat().st_mode) == 0o600
        assert stat.S_IMODE(_folder().stat().st_mode) == 0o700
    assert [path.name for path in _folder().iterdir()] == ["1.toml"]


def test_a_number_is_not_given_to_another_story_while_it_is_in_use() -> None:
    """Not even to one that cannot be read."""
    _add()
    _add()
    (_folder() / "2.toml").write_text("damaged", encoding="utf-8")
    _add()
    assert sorted(path.name for path in _folder().iterdir()) == ["1.toml", "2.toml", "3.toml"]
    assert (_folder() / "2.toml").read_text(encoding="utf-8") == "damaged"


def test_two_stories_added_at_once_are_both_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second did not see the first when it looked for a number."""
    stories = Stories(tmp_path)
    first = stories.add(Story("", "en", "first"))
    with monkeypatch.context() as blind:
        blind.setattr(Stories, "_paths", lambda _self: [])
        second = stories.add(Story("", "en", "second"))
    assert stories.read().stories == (first, second)


def test_a_file_a_person_wrote_is_a_story(capsys: pytest.CaptureFixture[str]) -> None:
    _add()
    (_folder() / "angry-caller.toml").write_text(
        'language = "en"\ntitle = "Angry caller"\naction = """\nI listened.\nI called back."""\n',
        encoding="utf-8",
    )
    assert [one["id"] for one in _listed(capsys)] == ["1", "angry-caller"]
    assert run(["stories", "edit", "angry-caller", "--result", "Done"]) == 0
    story = _listed(capsys)[1]
    assert (story["action"], story["result"]) == ("I listened.\nI called back.", "Done")
    assert "I listened.\nI called back." in (_folder() / "angry-caller.toml").read_text("utf-8")
    assert run(["stories", "show", "angry-caller"]) == 0
    assert "  I listened.\n  I called back.\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"title", "not TOML"),
        (b"", "language must be"),
        (b'language = "de"\ntitle = "x"', "language must be"),
        (b'language = "en"', "title is missing"),
        (b'language = "en"\ntitle = 3', "title must be text"),
        (b'language = "en"\ntitle = "x"\nresults = "y"', "results is not known"),
        (b'language = "en"\ntitle = "x"\ntags = "y"', "tags must be a list"),
        (b'language = "en"\ntitle = "x"\ntags = [1]', "tags must be a list"),
        (b'language = "en"\ntitle = "\xff"', "utf-8"),
        (b"#" * 300_000, "too large"),
    ],
)
def test_a_damaged_story_is_named_and_the_others_still_listed(
    content: bytes, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _add()
    (_folder() / "2.toml").write_bytes(content)
    capsys.readouterr()
    assert run(["stories"]) == 0
    output = capsys.readouterr()
    assert "迟到的包裹" in output.out
    assert len(output.err.splitlines()) == 1
    for part in (str(_folder() / "2.toml"), reason, "mend it or delete it"):
        assert part in output.err
    assert run(["stories", "show", "2"]) == StoreError.exit_status
    assert run(["stories", "remove", "2", "--yes"]) == 0
    assert [one["id"] for one in _listed(capsys)] == ["1"]


def test_a_folder_in_a_storys_place_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    (_folder() / "1.toml").mkdir(parents=True)
    assert run(["stories"]) == 0
    assert "is damaged" in capsys.readouterr().err
    assert run(["stories", "remove", "1", "--yes"]) == StoreError.exit_status
    assert "delete it yourself" in capsys.readouterr().err


def test_where_nothing_can_be_written_the_refusal_names_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    status = run(["stories", "add", *_options(_PARCEL), "--data-dir", str(tmp_path / "file")])
    assert status == StoreError.exit_status
    assert "--data-dir" in capsys.readouterr().err


def test_a_write_that_fails_leaves_the_old_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = Stories(tmp_path)
    kept = stories.add(Story("", "en", "first"))

    def full(_path: Path, _text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voicemock.history.stories.write_whole", full)
    with pytest.raises(StoreError, match="No space left"):
        stories.save(Story(kept.id, "en", "second"))
    with pytest.raises(StoreError, match="No space left"):
        stories.add(Story("", "en", "third"))
    assert stories.read().stories == (kept,)
    assert stories.read().damaged == ()


def test_saving_a_story_that_was_removed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        Stories(tmp_path).save(Story("1", "en", "gone"))


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(str.strip)


@given(title=_TEXT.filter(bool), action=_TEXT, tags=st.lists(_TEXT, max_size=3))
def test_any_text_comes_back_from_its_file(title: str, action: str, tags: list[str]) -> None:
    """Quotes, backslashes, line ends and control characters, too."""
    story = Story("1", "en", title, action=action, tags=tuple(tags))
    assert from_toml(to_toml(story), "1") == story


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000])
def test_what_python_cannot_read_is_damage(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    _folder().mkdir(parents=True)
    (_folder() / "1.toml").write_text(f"title = {value}\n")
    assert run(["stories"]) == 0
    assert "is damaged (it is not TOML: " in capsys.readouterr().err


def test_what_a_terminal_would_act_on_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    _folder().mkdir(parents=True)
    text = (
        'language = "en"\ntitle = "A\\u001b[2Jb"\ntask = "one\\ntwo\\u009b"\ntags = ["x\\u0007"]\n'
    )
    (_folder() / "1.toml").write_text(text)
    for arguments in ([], ["show", "1"], ["remove", "1", "--yes"]):
        assert run(["stories", *arguments]) == 0
    printed = capsys.readouterr()
    assert all(one.isprintable() or one == "\n" for one in printed.out + printed.err)
    assert "A [2Jb" in printed.out
    assert "  one\n  two" in printed.out
