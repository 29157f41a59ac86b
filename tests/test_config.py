"""`voicemock.config`: defaults < file < environment < flags, and wrong values with a remedy."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicemock import config
from voicemock.config import Settings
from voicemock.errors import InputError
from voicemock.files import private
from voicemock.files.toml import loads, quoted, with_values

_NATURAL = (180.0, 250.0)


def _environment(folder: Path, text: str | bytes = "", **more: str) -> dict[str, str]:
    path = folder / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"VOICEMOCK_CONFIG": str(path), **more}


def test_without_anything_the_defaults_stand(tmp_path: Path) -> None:
    settings = config.load({}, {"VOICEMOCK_CONFIG": str(tmp_path / "none.toml")})
    assert settings == config.Settings()
    assert settings.target == "120-150"
    assert not settings.allow_online


def test_flags_beat_environment_beats_file_beats_defaults(tmp_path: Path) -> None:
    environment = _environment(
        tmp_path,
        'engine = "vosk"\nlang = "zh"\ntarget = "natural"\n',
        VOICEMOCK_ENGINE="sphinx",
        VOICEMOCK_LANG="en",
    )
    settings = config.load({"engine": "google"}, environment)
    assert settings.engine == "google"
    assert settings.lang == "en"
    assert settings.target == "natural"
    assert settings.rate_wpm == 160


def test_a_flag_that_was_not_given_and_an_empty_variable_change_nothing(tmp_path: Path) -> None:
    environment = _environment(tmp_path, 'lang = "zh"\n', VOICEMOCK_LANG="")
    assert config.load({"lang": None}, environment).lang == "zh"


def test_variables_of_other_meaning_are_left_alone(tmp_path: Path) -> None:
    assert config.load({}, _environment(tmp_path, VOICEMOCK_DEBUG="1")) == config.Settings()


def test_the_process_environment_is_read_when_none_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VOICEMOCK_ENGINE", "sphinx")
    settings = config.load()
    assert settings.engine == "sphinx"
    assert config.data_dir(settings) == tmp_path / "home"
    assert config.cache_dir() == tmp_path / "cache"


def test_a_data_folder_may_begin_with_a_tilde(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = config.load({"data_dir": "~/answers"}, _environment(tmp_path))
    assert config.data_dir(settings) == tmp_path / "answers"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("true", True), ("1", True), ("Yes", True), ("false", False), ("0", False), ("no", False)],
)
def test_leave_to_go_online_is_read_from_text(tmp_path: Path, text: str, expected: bool) -> None:
    settings = config.load({}, _environment(tmp_path, VOICEMOCK_ALLOW_ONLINE=text))
    assert settings.allow_online is expected


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('lang = "fr"', "lang"),
        ('rate_wpm = "fast"', "rate_wpm"),
        ("rate_wpm = 20", "rate_wpm"),
        ("rate_wpm = 401", "rate_wpm"),
        ("rate_wpm = true", "rate_wpm"),
        ('allow_online = "perhaps"', "allow_online"),
        ("engine = 3", "engine"),
        ("voice = []", "voice"),
        ("data_dir = 7", "data_dir"),
        ('tagret = "natural"', "tagret"),
        ("lang = " + "9" * 5000, "digits"),
        ("lang = 0x" + "f" * 5000, "digits"),
    ],
)
def test_a_wrong_setting_in_the_file_is_refused_by_name(
    tmp_path: Path, line: str, named: str
) -> None:
    environment = _environment(tmp_path, line)
    with pytest.raises(InputError) as caught:
        config.load({}, environment)
    assert environment["VOICEMOCK_CONFIG"] in str(caught.value)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('lang = "fr"', "zh or en"),
        ("rate_wpm = 20", "60 to 400"),
        ('rate_wpm = "fast"', "60 to 400"),
        ('allow_online = "perhaps"', "true"),
        ('tagret = "natural"', "spelling"),
        ("lang = ", "mend"),
        (b'voice = "\xff"', "mend"),
    ],
)
def test_a_refusal_says_what_would_be_right(tmp_path: Path, line: str | bytes, remedy: str) -> None:
    with pytest.raises(InputError, match=remedy):
        config.load({}, _environment(tmp_path, line))


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="could not be read"):
        config.load({}, {"VOICEMOCK_CONFIG": str(tmp_path)})


def test_a_refusal_says_whether_environment_or_option_was_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the environment"):
        config.load({}, _environment(tmp_path, VOICEMOCK_LANG="fr"))
    with pytest.raises(InputError, match="the options"):
        config.load({"lang": "fr"}, _environment(tmp_path))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120-150", (120.0, 150.0)),
        ("180–220", (180.0, 220.0)),
        ("99.5-100", (99.5, 100.0)),
        ("natural", _NATURAL),
    ],
)
def test_a_target_is_read(text: str, expected: tuple[float, float]) -> None:
    assert config.parse_target(text, _NATURAL) == expected


def test_the_target_mine_is_the_median_of_three_answers_and_ten_percent() -> None:
    assert config.parse_target("mine", _NATURAL, (300.0, 200.0, 190.0)) == (180.0, 220.0)
    assert config.parse_target("mine", _NATURAL, (100.0, 300.0, 200.0, 200.0)) == (180.0, 220.0)


@pytest.mark.parametrize("own", [(), (200.0,), (200.0, 210.0)])
def test_the_target_mine_needs_three_answers(own: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=f"needs 3 answers.*there are {len(own)}.*natural"):
        config.parse_target("mine", _NATURAL, own)


@pytest.mark.parametrize(
    "text", ["", "fast", "120", "150-120", "120-120", "0-10", "-5-10", "1-", "nan-nan", "1-inf"]
)
def test_a_target_that_is_none_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(InputError, match=re.escape("give 120-150, natural, mine or A-B")):
        config.parse_target(text, _NATURAL)


def test_a_private_folder_and_what_is_missing_above_it_are_the_owners_alone(
    tmp_path: Path,
) -> None:
    made = private.private_dir(tmp_path / "one" / "two")
    assert [stat.S_IMODE(one.stat().st_mode) for one in (made, made.parent)] == [0o700, 0o700]
    assert private.private_dir(made) == made


# -- settings are written ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("", {"lang": "zh"}, 'lang = "zh"\n'),
        ("lang = 'en'", {"rate_wpm": 110}, "lang = 'en'\nrate_wpm = 110\n"),
        ("# mine\n\nlang = 'en'  # yes\n", {"lang": "zh"}, '# mine\n\nlang = "zh"  # yes\n'),
        ("lang = 'en'\nui = 'zh'\n", {"lang": None}, "ui = 'zh'\n"),
        ("ui = 'zh'\n", {"lang": None}, "ui = 'zh'\n"),
        ('model = """\na\nb"""\nui = "en"\n', {"model": "c"}, 'model = "c"\nui = "en"\n'),
        ('"lang" = "en"\n', {"lang": "zh"}, 'lang = "zh"\n'),
        ("# lang = 'en'\n", {"lang": "zh"}, "# lang = 'en'\nlang = \"zh\"\n"),
        ("voice = 'a # b'\n", {"voice": 'q"\\'}, 'voice = "q\\"\\\\"\n'),
        ("", {"follow_ups": False, "allow_online": True}, "follow_ups = false\nallow_online = true\n"),
    ],
)  # fmt: skip
def test_a_setting_is_changed_in_its_place(
    before: str, changes: dict[str, Any], after: str
) -> None:
    assert with_values(before, changes) == after


@given(
    before=st.dictionaries(st.sampled_from(["lang", "model", "voice"]), st.text(max_size=20)),
    changes=st.dictionaries(
        st.sampled_from(["lang", "model", "voice", "engine"]), st.none() | st.text(max_size=20)
    ),
)
def test_whatever_is_written_is_read_again(
    before: dict[str, str], changes: dict[str, str | None]
) -> None:
    text = "".join(f"{name} = {quoted(value)}  # why\n" for name, value in before.items())
    wanted = {name: one for name, one in {**before, **changes}.items() if one is not None}
    assert loads(with_values(text, changes)) == wanted


def test_a_wrong_setting_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.toml"
    monkeypatch.setenv("VOICEMOCK_CONFIG", str(path))
    with pytest.raises(InputError):
        config.save(Settings(), {"lang": "fr"})
    assert not path.exists()
    changed = config.save(Settings(lang="zh", rate_wpm=110), {"lang": "en", "rate_wpm": None})
    assert changed == Settings(lang="en")
    assert path.read_text(encoding="utf-8") == 'lang = "en"\n'
    assert config.load({}, {"VOICEMOCK_CONFIG": str(path)}) == changed
