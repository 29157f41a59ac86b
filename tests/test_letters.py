"""`voicemock letter`: the letters, and the calendar entries that say when to send which."""

from __future__ import annotations

import itertools
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from icalendar import Alarm, Calendar, Event

from voicemock.cli import run
from voicemock.content import letters, reminders
from voicemock.content.data import data_folder
from voicemock.content.letters import KINDS, Facts
from voicemock.errors import InputError, PackError
from voicemock.values.interview import LanguageCode

CODES: tuple[LanguageCode, ...] = ("zh", "en")
_DAY = date(2026, 11, 17)
_BASIC = ["letter", "--name", "李明", "--company", "蓝鲸科技", "--date", "2026-11-17"]
_FULL = [*_BASIC, "--interviewer", "王经理", "--role", "在线客服", "--topic", "新人带教"]


def _facts(code: LanguageCode, known: tuple[str, ...] = letters.OPTIONAL) -> Facts:
    values = {
        "zh": {"interviewer": "王经理", "role": "在线客服", "topic": "新人带教"},
        "en": {"interviewer": "Ms Chen", "role": "support agent", "topic": "night shifts"},
    }[code]
    values = {name: value if name in known else "" for name, value in values.items()}
    topic = values.pop("topic")
    return Facts("李明", "Blue Whale", _DAY, topics=(topic,) if topic else (), **values)


# -- the letter -------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_can_be_written_whatever_is_known(
    code: LanguageCode, kind: letters.Kind
) -> None:
    """A subject, a greeting, a signature, nothing left to fill in, no fact that is not known."""
    written = set()
    for size in range(4):
        for known in itertools.combinations(letters.OPTIONAL, size):
            facts = _facts(code, known)
            text = letters.default_letters(code).write(kind, facts, written=date(2026, 12, 24))
            subject, empty, greeting, *_rest = text.split("\n")
            assert subject.startswith({"zh": "主题：", "en": "Subject: "}[code])
            assert empty == ""
            assert greeting.endswith(("：", ","))
            assert (facts.interviewer in greeting) == bool(
                facts.interviewer
            ) or not facts.interviewer
            assert "Blue Whale" in text
            assert "李明" in text.rstrip().split("\n\n")[-1]
            assert not re.search(r"[$}{]|None|  |，，|。。|\n\n\n| ,", text)
            written.add(text)
    # a letter that is polite about the future leaves the topic out the last time
    assert len(written) == (4 if kind == "reminder-2" else 8)


def test_what_is_known_stands_in_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*_FULL, "--topic", "夜班排班", "--lang", "zh"]) == 0
    text = capsys.readouterr().out
    for part in ("尊敬的王经理：", "在线客服", "新人带教和夜班排班", "11月17日", "蓝鲸科技"):
        assert part in text
    assert "面试官" not in text


def test_what_is_not_known_is_not_invented(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_BASIC) == 0
    text = capsys.readouterr().out
    assert "Hello," in text
    assert "position" not in text
    assert "talking about" not in text


def test_three_topics_are_listed_as_one_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    for code, listed in (("zh", "甲、乙和丙"), ("en", "甲, 乙 and 丙")):
        assert run([*_BASIC, "--lang", code, "--topic=甲", "--topic=乙", "--topic=丙"]) == 0
        assert listed in capsys.readouterr().out


@pytest.mark.parametrize(
    ("ago", "zh", "en"),
    [(0, "今天", "today"), (1, "昨天", "yesterday"), (2, "11月17日", "on 17 November")],
)
def test_the_day_is_named_as_one_would_that_day(ago: int, zh: str, en: str) -> None:
    written = _DAY + timedelta(days=ago)
    for code, name in (("zh", zh), ("en", en)):
        text = letters.default_letters(code).write("thanks", _facts(code), written=written)  # type: ignore[arg-type]
        assert name in text
        others = {"今天", "昨天", "today", "yesterday"} - {name}
        assert not any(other in text for other in others)


def test_a_reminder_written_too_early_is_dated_when_it_is_due(
    capsys: pytest.CaptureFixture[str],
) -> None:
    today = datetime.now().astimezone().date().isoformat()
    assert (
        run(["letter", "--lang=zh", "--name=李", "--company=甲", "--reminder=1", f"--date={today}"])
        == 0
    )
    text = capsys.readouterr().out
    assert "今天" not in text
    due = datetime.now().astimezone().date() + timedelta(days=7)
    assert text.rstrip().endswith(f"{due.month}月{due.day}日")


def test_the_second_reminder_says_that_it_is_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    last = {"zh": "最后一次", "en": "last time"}
    for code in CODES:
        for number, there in ((None, False), (1, False), (2, True)):
            more = ["--reminder", str(number)] if number else []
            assert run([*_BASIC, "--lang", code, *more]) == 0
            assert (last[code] in capsys.readouterr().out) is there


@pytest.mark.parametrize("number", ["0", "3", "x"])
def test_there_are_two_reminders_and_no_more(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*_BASIC, "--reminder", number]) == 2
    assert "--reminder" in capsys.readouterr().err


def test_signs_in_names_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in a fact is neither filled in again nor able to reach the terminal."""
    assert run(["letter", "--name", "$company", "--company", "{A}\x1b[31m & <B>\n😀"]) == 0
    text = capsys.readouterr().out
    assert "\n$company\n" in text
    assert "{A} [31m & <B> 😀." in text


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["letter"], "--name"),
        (["letter", "--name", "A"], "--company"),
        (["letter", "--name", " ", "--company", "B"], "--name"),
        (["letter", "--name", "A", "--company", "B", "--ics", "x.ics"], "--at"),
    ],
)
def test_without_a_terminal_what_is_missing_is_named(
    arguments: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert f"{option} is missing" in output.err


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["--date", "27.11.2026"], "2026-11-27"),
        (["--date", "2026-02-30"], "2026-11-27"),
        (["--date", "9999-12-30", "--reminder", "1"], "2026-11-27"),
        (["--at", "0001-01-01 00:00"], "2026-11-27 14:00"),
        (["--at", "9999-12-30 14:00", "--ics", "x.ics"], "2026-11-27 14:00"),
        (["--at", "2026-11-27"], "2026-11-27 14:00"),
        (["--at", "2026-11-27 25:00"], "2026-11-27 14:00"),
        (["--at", "2026-11-27 14:00", "--date", "2026-11-26"], "leave --date out"),
        (["--at", "2026-11-27 14:00", "--tz", "Europe/Berln"], "Europe/Berlin"),
        (["--tz", "../../etc/passwd"], "--tz"),
        (["--tz", "Europe"], "--tz"),
        (["--at", "2026-03-29 02:30", "--tz", "Europe/Berlin"], "clocks change"),
        (["-o", "same", "--ics", "./same"], "give two"),
        (["-o", "no/such/folder/letter.txt"], "-o"),
        (["--ics", "no/such/folder/x.ics", "--at", "2026-11-27 14:00"], "--ics"),
        (["--letters", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused_with_a_remedy(
    arguments: list[str],
    remedy: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["letter", "--name", "A", "--company", "B", *arguments]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert remedy in output.err
    assert list(tmp_path.iterdir()) == []


def test_no_entries_are_written_where_the_letter_cannot_be(tmp_path: Path) -> None:
    entries = tmp_path / "x.ics"
    assert (
        run(
            [
                "letter",
                "--name=A",
                "--company=B",
                "--at=2026-11-27 14:00",
                f"--ics={entries}",
                "-o",
                "no/x",
            ]
        )
        == 2
    )
    assert not entries.exists()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-30, "3 calendar entries lie in the past."),
        (-9, "2 calendar entries lie in the past."),
        (-5, "1 calendar entry lies in the past."),
        (1, None),
    ],
)
def test_entries_in_the_past_are_written_and_told_of(
    days: int, told: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = f"{datetime.now(UTC).date() + timedelta(days=days)} 14:00"
    path = tmp_path / "x.ics"
    command = ["letter", "--name=A", "--company=B", f"--at={at}", "--tz=UTC", f"--ics={path}"]
    assert run(command) == 0
    output = capsys.readouterr()
    assert ("in the past" in output.err) == (told is not None)
    assert told is None or told in output.err
    assert "past" not in output.out
    assert len(Calendar.from_ical(path.read_bytes()).events) == 3


def test_the_letter_is_written_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "信.txt"
    path.write_text("old", encoding="utf-8")
    assert run(_FULL) == 0
    shown = capsys.readouterr().out
    assert run([*_FULL, "-o", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == shown
    assert capsys.readouterr().out == ""


# -- letters of one's own ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("$name position", "$nmae position", None),
        ("Thank you for the interview ($role)", "Thank you ($rle)", "$rle, which is not known"),
        ('text = "Thank you for the interview"', 'text = "$topic"', "write it into needs"),
        ('text = "Dear $interviewer,"', 'text = "$ 5"', "write $$"),
        ('"September"', "", "is wrong|not TOML"),
        ('"September", ', "", "twelve"),
        ('date = "$day $month"', 'date = "$day $moth"', "$moth"),
        ('needs = ["role"]', 'needs = ["salary"]', "is wrong"),
        ("unless =", "unles =", "unles is not known"),
        ('letters = ["reminder-2"]', 'letters = ["thanks"]', "reminder-2 has no subject"),
        ('language = "en"', "", "language is missing"),
    ],
)
def test_letters_that_cannot_always_be_written_are_refused(
    old: str, new: str, refused: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file, line and remedy, before a letter with a hole is sent."""
    text = (data_folder("prompts") / "letters.en.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    status = run(["letter", "--letters", str(path), "--name", "A", "--company", "B"])
    error = capsys.readouterr().err
    if refused is None:
        assert (status, error) == (0, "")
        return
    assert status == 2
    assert any(part in error for part in refused.split("|")), error
    assert str(path) in error


def test_a_refusal_names_the_line(tmp_path: Path) -> None:
    text = (data_folder("prompts") / "letters.en.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace('text = "Hello,"', 'text = "Hello $who,"'), encoding="utf-8")
    line = text[: text.index('text = "Hello,"')].count("\n") + 1
    with pytest.raises(PackError, match=rf"mine\.toml:{line}: paragraph 8, field text .*\$who"):
        letters.load_letters(path)


def test_ones_own_words_are_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (data_folder("prompts") / "letters.en.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("Best regards,", "See you,"), encoding="utf-8")
    assert run([*_BASIC, "--letters", str(path)]) == 0
    assert capsys.readouterr().out.endswith("See you,\n李明\n")


# -- when to write ----------------------------------------------------------------------


def _starts(at: str, zone: str) -> list[str]:
    moment = reminders.parse_moment(at, ZoneInfo(zone))
    return [one.start.strftime("%m-%d %H:%M%z") for one in reminders.plan(moment)]


@pytest.mark.parametrize(
    ("zone", "at", "starts"),
    [
        ("Europe/Berlin", "2026-10-24 14:00", ["10-25 10:00+0100", "10-31 14:00+0100", "11-07 14:00+0100"]),
        ("Europe/Berlin", "2026-10-14 14:00", ["10-15 10:00+0200", "10-21 14:00+0200", "10-28 14:00+0100"]),
        ("Europe/Berlin", "2026-03-26 09:00", ["03-26 18:00+0100", "04-02 09:00+0200", "04-09 09:00+0200"]),
        ("America/New_York", "2026-10-28 16:30", ["10-29 10:00-0400", "11-04 16:30-0500", "11-11 16:30-0500"]),
        ("America/New_York", "2026-03-02 11:00", ["03-03 10:00-0500", "03-09 11:00-0400", "03-16 11:00-0400"]),
        ("Asia/Shanghai", "2026-10-24 14:00", ["10-25 10:00+0800", "10-31 14:00+0800", "11-07 14:00+0800"]),
        ("UTC", "2026-12-24 14:00", ["12-25 10:00+0000", "12-31 14:00+0000", "01-07 14:00+0000"]),
    ],
)  # fmt: skip
def test_entries_keep_the_time_of_day_when_the_clocks_change(
    zone: str, at: str, starts: list[str]
) -> None:
    assert _starts(at, zone) == starts


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("2026-11-24 09:59", "11-24 18:00+0100"),
        ("2026-11-24 10:00", "11-25 10:00+0100"),
        ("2026-10-24 10:00", "10-24 18:00+0200"),  # the night has 25 hours
        ("2026-10-24 11:00", "10-25 10:00+0100"),
        ("2026-03-28 09:30", "03-29 10:00+0200"),  # the night has 23 hours
        ("2026-11-24 23:30", "11-25 10:00+0100"),
        ("2026-11-24 00:10", "11-24 18:00+0100"),
    ],
)
def test_the_letter_is_sent_within_a_day(at: str, first: str) -> None:
    """The hours really gone by, not those on the clock."""
    moment = reminders.parse_moment(at, ZoneInfo("Europe/Berlin"))
    assert _starts(at, "Europe/Berlin")[0] == first
    start = reminders.plan(moment)[0].start
    assert timedelta(0) < start.astimezone(UTC) - moment.astimezone(UTC) <= timedelta(hours=24)


def test_a_reminder_in_the_hour_that_is_skipped_comes_after_it() -> None:
    assert _starts("2026-03-22 02:30", "Europe/Berlin")[1] == "03-29 03:30+0200"


# -- the calendar -----------------------------------------------------------------------


def _written(path: Path, *arguments: str) -> tuple[Calendar, list[Event]]:
    assert run([*_FULL[:-2], "--ics", str(path), *arguments]) == 0
    calendar = Calendar.from_ical(path.read_bytes())
    assert isinstance(calendar, Calendar)
    return calendar, calendar.events


def _start(event: Event) -> datetime:
    assert isinstance(event.start, datetime)
    return event.start


_AT = ("--date", "2026-10-24", "--at", "2026-10-24 14:00")


@pytest.mark.parametrize(
    ("zone", "offsets"),
    [
        ("Europe/Berlin", (1, 1, 1)),
        ("America/New_York", (-4, -4, -5)),
        ("Asia/Shanghai", (8, 8, 8)),
    ],
)
def test_the_library_reads_the_right_times_back(
    zone: str, offsets: tuple[int, ...], tmp_path: Path
) -> None:
    calendar, events = _written(tmp_path / "x.ics", *_AT, "--tz", zone)
    calendar.validate()  # type: ignore[no-untyped-call]
    assert [_start(one).strftime("%m-%d %H:%M") for one in events] == [
        "10-25 10:00", "10-31 14:00", "11-07 14:00",
    ]  # fmt: skip
    assert [_start(one).utcoffset() for one in events] == [timedelta(hours=h) for h in offsets]
    assert [one["DTSTART"].params["TZID"] for one in events] == [zone] * 3
    assert [one.duration for one in events] == [timedelta(minutes=15)] * 3
    assert [str(one["TZID"]) for one in calendar.timezones] == [zone]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Berlin", "2026-10-18 02:50"),
        ("America/New_York", "2026-10-25 01:55"),
        ("Australia/Lord_Howe", "2026-03-29 01:50"),
    ],
)
def test_an_entry_lasts_as_long_where_the_clocks_go_back_in_it(
    zone: str, at: str, tmp_path: Path
) -> None:
    """By the clock it ends before it begins."""
    path = tmp_path / "x.ics"
    calendar, events = _written(path, "--date", at[:10], "--at", at, "--tz", zone)
    calendar.validate()  # type: ignore[no-untyped-call]
    assert _start(events[1]).strftime("%H:%M") == at[11:]
    assert [one.duration for one in events] == [timedelta(minutes=15)] * 3


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai"])
def test_the_files_own_rules_give_the_same_times(zone: str, tmp_path: Path) -> None:
    """A calendar that knows no zone names goes by VTIMEZONE alone."""
    for at in ("2026-10-24 14:00", "2026-03-22 14:00"):
        calendar, events = _written(tmp_path / "x.ics", "--date", at[:10], "--at", at, "--tz", zone)
        rules = calendar.timezones[0].to_tz(lookup_tzid=False)
        for one in events:
            local = _start(one).replace(tzinfo=None)
            assert local.replace(tzinfo=rules).utcoffset() == _start(one).utcoffset(), (at, local)


@pytest.mark.parametrize(
    ("zone", "at", "onsets"),
    [
        ("Europe/Berlin", "2027-03-21 02:30", ["20270328T020000", "20261025T030000"]),
        ("America/New_York", "2026-03-01 14:00", ["20260308T020000", "20261101T020000"]),
        ("Australia/Sydney", "2026-10-01 14:00", ["20261004T020000", "20260405T030000"]),
        ("America/Santiago", "2026-09-01 14:00", ["20260906T000000"]),
        ("Australia/Lord_Howe", "2026-10-01 14:00", ["20261004T020000", "20260405T020000"]),
        ("Europe/Dublin", "2026-03-25 14:00", ["20260329T010000"]),
    ],
)
def test_rules_begin_by_the_clock_that_went_before(
    zone: str, at: str, onsets: list[str], tmp_path: Path
) -> None:
    """As RFC 5545 has it; both where clocks go forward and where they go back."""
    calendar, _events = _written(tmp_path / "x.ics", "--date", at[:10], "--at", at, "--tz", zone)
    assert calendar.timezones
    text = calendar.timezones[0].to_ical().decode()
    assert all(one in text for one in onsets), text


def test_a_zone_whose_clocks_never_change_has_one_rule(tmp_path: Path) -> None:
    calendar, _events = _written(tmp_path / "x.ics", *_AT, "--tz", "Asia/Shanghai")
    assert len(calendar.timezones[0].subcomponents) == 1


@pytest.mark.parametrize(
    ("name", "examples"),
    [
        ("CST", ["Asia/Shanghai", "America/Chicago"]),
        ("PDT", ["America/Los_Angeles"]),
        ("JST", ["Asia/Tokyo"]),
        ("XYZ", ["Europe/Berlin"]),
        ("Asia/Shangai", ["Asia/Shanghai"]),
        ("Sydney", ["Australia/Sydney"]),
        ("New York", ["America/New_York"]),
        ("Asia/Beijing", ["Asia/Shanghai"]),
        ("北京", ["Asia/Shanghai"]),
        ("UTC+8", ["Asia/Shanghai"]),
        ("-07", ["America/Phoenix"]),
    ],
)
def test_what_is_no_zone_is_answered_with_those_that_may_be_meant(
    name: str, examples: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        reminders.find_zone(name)
    assert all(one in str(caught.value) for one in examples)
    assert "UCT" not in str(caught.value)


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_where_the_clocks_show_utc_no_rules_are_needed(zone: str, tmp_path: Path) -> None:
    calendar, events = _written(tmp_path / "x.ics", *_AT, "--tz", zone)
    assert calendar.timezones == []
    assert [f"{_start(one):%d %H:%M %Z}" for one in events] == [
        "25 10:00 UTC", "31 14:00 UTC", "07 14:00 UTC",
    ]  # fmt: skip


def test_wide_figures_of_a_chinese_keyboard_are_understood(tmp_path: Path) -> None:
    _calendar, events = _written(
        tmp_path / "x.ics", "--date", "２０２６-10-24", "--at", "2026-10-24 14：30", "--tz", "UTC"
    )
    assert f"{_start(events[1]):%d %H:%M}" == "31 14:30"


def test_each_entry_rings_when_it_begins(tmp_path: Path) -> None:
    _calendar, events = _written(tmp_path / "x.ics", *_AT)
    for event in events:
        [alarm] = event.walk("VALARM")
        assert isinstance(alarm, Alarm)
        assert alarm["ACTION"] == "DISPLAY"
        assert timedelta(0) == alarm.TRIGGER
        assert [one.trigger for one in event.alarms.times] == [_start(event)]


def test_each_entry_holds_the_letter_to_send(tmp_path: Path) -> None:
    for code in CODES:
        _calendar, events = _written(tmp_path / "x.ics", *_AT, "--lang", code)
        templates = letters.default_letters(code)
        for kind, event in zip(KINDS, events, strict=True):
            facts = Facts("李明", "蓝鲸科技", date(2026, 10, 24), "王经理", "在线客服")
            expected = templates.write(kind, facts, written=_start(event).date())
            assert str(event["DESCRIPTION"]) == expected
        assert {"zh": "昨天", "en": "yesterday"}[code] in str(events[0]["DESCRIPTION"])


def test_signs_with_a_meaning_are_escaped(tmp_path: Path) -> None:
    company = "Müller, Söhne; \\Co: “客服” 😀" + "很长" * 40
    _calendar, events = _written(tmp_path / "x.ics", *_AT, "--company", company)
    raw = (tmp_path / "x.ics").read_bytes()
    assert b"ller\\, S\xc3\xb6hne\\; \\\\Co: " in raw.replace(b"\r\n ", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    for event in events:
        assert unicodedata.normalize("NFC", company) in str(event["SUMMARY"])
        assert company in str(event["DESCRIPTION"])
        assert "\n\n" in str(event["DESCRIPTION"])


def test_the_same_interview_gives_the_same_entries(tmp_path: Path) -> None:
    """Written again (other time, other facts), a calendar replaces them; others are not touched."""

    def uids(*arguments: str) -> list[str]:
        calendar, events = _written(tmp_path / "x.ics", *arguments)
        assert all(one.stamp is not None and one.stamp.tzinfo is not None for one in events)
        found = [str(one["UID"]) for one in events]
        assert len(set(found)) == 3
        assert str(calendar["UID"]) not in found
        return found

    first = uids(*_AT)
    assert uids("--date", "2026-10-24", "--at", "2026-10-24 16:30", "--lang", "zh") == first
    assert uids(*_AT, "--role", "other") == first
    assert not set(first) & set(uids(*_AT, "--company", "other"))
    assert not set(first) & set(uids("--date", "2026-10-25", "--at", "2026-10-25 14:00"))


def test_the_interviews_day_may_be_left_to_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letter", "--name", "A", "--company", "B", "--at", "2026-01-05T14:00"]) == 0
    assert "on 5 January" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        (":America/New_York", "America/New_York"),
        ("/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_the_machines_zone_is_taken(
    value: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", value)
    calendar, events = _written(tmp_path / "x.ics", *_AT)
    assert [str(one["TZID"]) for one in calendar.timezones] == [name]
    assert _start(events[1]).hour == 14


def test_a_machine_zone_without_a_name_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST")
    with pytest.raises(InputError, match="--tz"):
        reminders.find_zone(None)


def test_a_machine_whose_places_contradict_each_other_asks_for_a_zone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def contradicting() -> str:
        raise ZoneInfoNotFoundError

    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "Europe/Berlin")
    assert reminders.find_zone(None).key == "Europe/Berlin"
    monkeypatch.setattr("tzlocal.get_localzone_name", contradicting)
    with pytest.raises(InputError, match="--tz"):
        reminders.find_zone(None)
