"""Calendar entries after an interview: send the letter, then ask how things stand, twice at most."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from voicemock.content.letters import KINDS, Facts, Kind, Letters, due
from voicemock.errors import InputError
from voicemock.i18n import _

_LENGTH = timedelta(minutes=15)
_MORNING, _EVENING = clock_time(10), clock_time(18)
_DAY = timedelta(hours=24)
_YEARS = range(1971, 2100)  # an interview outside them is a slip of the finger


@dataclass(frozen=True)
class Entry:
    """One calendar entry, ``start`` in the person's zone."""

    kind: Kind
    start: datetime


def plan(interview: datetime) -> tuple[Entry, ...]:
    """When to write after an interview that begins at ``interview`` (with a zone).

    The thank-you letter at 10:00 the next day, or at 18:00 the same day where that would be more
    than 24 hours later. The reminders at the interview's own local time one and two weeks later,
    also across a change of daylight-saving time.
    """
    next_day = interview.date() + timedelta(days=1)
    thanks = _local(next_day, _MORNING, interview)
    if thanks.astimezone(UTC) - interview.astimezone(UTC) > _DAY:
        thanks = _local(interview.date(), _EVENING, interview)
    reminders = [
        Entry(kind, _local(due(kind, interview.date()), interview.time(), interview))
        for kind in KINDS[1:]
    ]
    return (Entry("thanks", thanks), *reminders)


def _local(day: date, time: clock_time, like: datetime) -> datetime:
    """A local time; one that the clocks jump over becomes the same moment on the new clock."""
    moment = datetime.combine(day, time, like.tzinfo)
    return moment.astimezone(UTC).astimezone(like.tzinfo)


def calendar(
    interview: datetime, company: str, letter: Callable[[Entry], str], *, now: datetime
) -> bytes:
    """The entries as an iCalendar file; ``letter`` gives the text to send at each.

    An entry's UID is made of the company and the day, so that a calendar replaces the entries of
    the same interview instead of showing them twice.
    """
    from icalendar import Alarm, Calendar, Event

    titles = {
        "thanks": _("Send {company} the thank-you letter"),
        "reminder-1": _("No answer from {company} yet? Ask once, politely"),
        "reminder-2": _("Still no answer from {company}? Ask a second and last time"),
    }
    whole = Calendar.new(prodid="-//voicemock//voicemock//EN", uid=_uid(company, interview, "all"))
    for entry in plan(interview):
        title = titles[entry.kind].format(company=company)
        alarm = Alarm.new(description=title, uid=_uid(company, interview, f"{entry.kind}-alarm"))
        alarm["ACTION"] = "DISPLAY"
        alarm.TRIGGER = timedelta(0)
        event = Event.new(
            uid=_uid(company, interview, entry.kind),
            stamp=now.astimezone(UTC),
            start=entry.start,
            summary=title,
            description=letter(entry),
            subcomponents=[alarm],
        )
        # its end by the clock may come before its start, where clocks are put back in between
        event.DURATION = _LENGTH
        whole.add_component(event)
    day, year = interview.date(), timedelta(days=366)
    whole.add_missing_timezones(first_date=day - year, last_date=day + year)
    for rules in whole.timezones:
        for part in rules.subcomponents:
            _put_onsets_right(part, ZoneInfo(str(rules["TZID"])))
    written: bytes = whole.to_ical()
    return written


def of_letters(
    letters: Letters, facts: Facts, interview: datetime, *, now: datetime
) -> tuple[bytes, int]:
    """The entries with the letters in them, and how many of them lie in the past."""

    def text_of(one: Entry) -> str:
        return letters.write(one.kind, facts, written=one.start.date())

    past = sum(one.start < now for one in plan(interview))
    return calendar(interview, facts.company, text_of, now=now), past


def _put_onsets_right(part: Any, zone: ZoneInfo) -> None:
    """Give the moments from which a rule holds in the offset before them (RFC 5545, 3.6.5).

    icalendar writes those at which clocks go forward in the offset after them, an hour late.
    """
    from icalendar.prop import vDDDLists, vDDDTypes

    before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td

    def right(moment: datetime) -> datetime:
        begun = (moment - after).replace(tzinfo=UTC)
        earlier = begun - timedelta(seconds=1)
        changes = [at.astimezone(zone).utcoffset() for at in (earlier, begun)] == [before, after]
        return moment - after + before if changes else moment

    part["DTSTART"] = vDDDTypes(right(part["DTSTART"].dt))
    if "RDATE" in part:
        lists = part["RDATE"] if isinstance(part["RDATE"], list) else [part["RDATE"]]
        part["RDATE"] = [vDDDLists([right(one.dt) for one in some.dts]) for some in lists]


def _uid(company: str, interview: datetime, part: str) -> str:
    import hashlib

    key = f"{company.casefold()}\n{interview.date().isoformat()}"
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}-{part}@voicemock"


# -- what a person types ----------------------------------------------------------------


def parse_day(text: str) -> date:
    """The day of ``2026-11-27``.

    Raises:
        InputError: not of that form.
    """
    with contextlib.suppress(ValueError):
        day = date.fromisoformat(_narrow(text))
        if day.year in _YEARS:
            return day
    raise InputError(_("{text} is not a day; write it as 2026-11-27.").format(text=text))


def parse_time(text: str) -> clock_time:
    """The time of day of ``14:00``.

    Raises:
        InputError: not of that form.
    """
    try:
        return datetime.strptime(_narrow(text), "%H:%M").replace(tzinfo=UTC).time()
    except ValueError:
        raise InputError(_("{text} is not a time; write it as 14:00.").format(text=text)) from None


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """The local time of ``2026-11-27 14:00`` in a zone.

    Raises:
        InputError: not of that form, or the clocks jump over that time.
    """
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            moment = datetime.strptime(_narrow(text), form).replace(tzinfo=zone)
        except ValueError:
            continue
        if moment.year not in _YEARS:
            break
        back = moment.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
            fault = _("{text} does not exist in {zone}: the clocks change; check the time.")
            raise InputError(fault.format(text=text, zone=zone.key))
        return moment
    fault = _("{text} is not a day and time; write them as 2026-11-27 14:00.")
    raise InputError(fault.format(text=text))


def _narrow(text: str) -> str:
    """Chinese keyboards write ``：`` and ``２`` as easily as ``:`` and ``2``."""
    return unicodedata.normalize("NFKC", text).strip()


_LONGEST_ABBREVIATION = 4
_DAYS = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7)]
_OFFSET = re.compile(
    r"(?:UTC|GMT)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?", re.IGNORECASE
)
_CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_IN_CHINA = frozenset((
    "beijing", "peking", "shenzhen", "guangzhou", "hangzhou", "chengdu", "wuhan", "china", "prc",
    "中国", "北京", "上海", "深圳", "广州", "杭州", "成都",
))  # fmt: skip
"""Places that all go by Shanghai's clock, and have no zone of their own."""
_CITIES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata",
    "Asia/Manila", "Asia/Jakarta", "Australia/Sydney", "Australia/Perth", "Australia/Adelaide",
    "Pacific/Auckland", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage", "America/Halifax", "Europe/London", "Europe/Lisbon", "Europe/Berlin",
    "Europe/Helsinki", "Europe/Moscow", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi",
)  # fmt: skip


def find_zone(name: str | None) -> ZoneInfo:
    """The time zone of a name, or this machine's.

    Raises:
        InputError: there is none of that name, or the machine's has no name.
    """
    name = _machine_zone() if name is None else name
    if name is None:
        raise InputError(_("This machine's time zone has no name; give one such as Europe/Berlin."))
    with contextlib.suppress(LookupError, ValueError, OSError):
        return ZoneInfo(name)
    example = ", ".join(_meant(name)) or "Europe/Berlin"
    fault = _("There is no time zone {name}; give one such as {example}.")
    raise InputError(fault.format(name=name, example=example))


def _meant(name: str) -> list[str]:
    """The zones somebody may mean: of an abbreviation, an offset, a city, or a slip in a name."""
    import difflib
    from zoneinfo import available_timezones

    if found := _abbreviated(name) or _at_offset(name):
        return found
    place = name.rpartition("/")[2].casefold().replace(" ", "_")
    if place in _IN_CHINA:
        return ["Asia/Shanghai"]
    zones = sorted(available_timezones())
    # last come names that are kept for old programs only
    if found := [one for one in zones if one.rpartition("/")[2].casefold() == place]:
        return sorted(found, key=lambda one: one.split("/")[0] not in _CONTINENTS)[:1]
    if len(name) <= _LONGEST_ABBREVIATION:
        return []
    return difflib.get_close_matches(name, zones, 1, 0.75 if "/" in name else 0.6)


def _abbreviated(name: str) -> list[str]:
    """The zones of large cities whose clocks go by an abbreviation: CST is China's and Chicago's."""
    return [
        city
        for city in _CITIES
        if name.upper() in {day.astimezone(ZoneInfo(city)).tzname() for day in _DAYS}
    ]


def _at_offset(name: str) -> list[str]:
    """The zones of large cities that are so far from UTC all the year: UTC+8, +08:00."""
    found = _OFFSET.fullmatch(name)
    if found is None:
        return []
    away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    away = -away if found["sign"] == "-" else away
    return [
        city
        for city in _CITIES
        if {day.astimezone(ZoneInfo(city)).utcoffset() for day in _DAYS} == {away}
    ][:3]


def _machine_zone() -> str | None:
    """The name of the machine's zone, wherever the system keeps it."""
    if named := os.environ.get("TZ", "").removeprefix(":"):  # tzlocal passes over an unknown one
        return named.rpartition("/zoneinfo/")[2]
    import tzlocal

    try:
        return tzlocal.get_localzone_name()
    except (LookupError, OSError):  # places that contradict each other
        return None
