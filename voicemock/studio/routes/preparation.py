"""Before and after an interview: the checklist, the letters, calendar entries to send them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from voicemock.content import letters, reminders
from voicemock.content.checklist import WHEN, default_checklist
from voicemock.content.letters import Facts, Kind, Letters
from voicemock.errors import InputError
from voicemock.i18n import _
from voicemock.interview.preparation import evidence
from voicemock.studio.endpoints import language_of, posting, reading, text_of
from voicemock.studio.studio import Studio
from voicemock.values.text import one_line, words_of

_MOST_FACT, _MOST_TOPICS = 200, 1000


def routes(studio: Studio) -> list[Route]:
    """The routes of this subject."""

    def checklist(request: Request) -> Response:
        language = language_of(request.query_params.get("language"))
        listed = default_checklist(language)
        known = evidence(studio.history, language)
        groups = []
        for when in WHEN:
            items = []
            for one in listed.items(when):
                seen = known.get(one.knows) if one.knows else None
                items.append(
                    {
                        "text": one.text,
                        "knows": one.knows,
                        "command": one.command,
                        "done": seen.done if seen else None,
                        "evidence": seen.text if seen else "",
                    }
                )
            groups.append({"when": when, "title": listed.title(when), "items": items})
        told = {"opening": listed.opening, "closing": listed.closing, "groups": groups}
        return JSONResponse(told)

    return [
        Route("/api/checklist", reading(checklist)),
        Route("/api/letter", posting(_letter), methods=["POST"]),
        Route("/api/letter/calendar", posting(_calendar), methods=["POST"]),
    ]


class _Asked(NamedTuple):
    """A letter that is asked for; ``moment`` where the time of the interview is known."""

    templates: Letters
    facts: Facts
    kind: Kind
    now: datetime
    moment: datetime | None


def _letter(_request: Request, sent: dict[str, Any]) -> Response:
    asked = _read(sent)
    text = asked.templates.to_send(asked.kind, asked.facts, today=asked.now.date())
    plan = reminders.plan(asked.moment) if asked.moment else ()
    entries = [
        {"kind": one.kind, "when": f"{one.start:%Y-%m-%d %H:%M}", "past": one.start < asked.now}
        for one in plan
    ]
    return JSONResponse({"text": text, "entries": entries})


def _calendar(_request: Request, sent: dict[str, Any]) -> Response:
    asked = _read(sent)
    if asked.moment is None:
        raise InputError(_("Give the time of the interview, as 14:00."))
    content, _past = reminders.of_letters(asked.templates, asked.facts, asked.moment, now=asked.now)
    return Response(content, media_type="text/calendar")


def _read(sent: dict[str, Any]) -> _Asked:
    """The interview a letter is about.

    Raises:
        InputError: something is missing, or not of its form.
    """
    kind = sent.get("kind", "thanks")
    if kind not in letters.KINDS:
        raise InputError("kind: thanks, reminder-1 or reminder-2")
    names = ("name", "company", "interviewer", "role", "date", "time", "zone")
    given = {name: one_line(text_of(sent, name, _MOST_FACT)) for name in names}
    if not given["name"] or not given["company"]:
        raise InputError(_("Fill in your name and the company."))
    zone = _zone(given["zone"])
    now = datetime.now(zone).astimezone(zone)
    day = reminders.parse_day(given["date"]) if given["date"] else now.date()
    moment = None
    if given["time"] and zone is not None:
        time = reminders.parse_time(given["time"])
        moment = reminders.parse_moment(f"{day} {time:%H:%M}", zone)
    facts = Facts(
        name=given["name"],
        company=given["company"],
        date=day,
        interviewer=given["interviewer"],
        role=given["role"],
        topics=words_of([text_of(sent, "topics", _MOST_TOPICS)]),
    )
    return _Asked(
        letters.default_letters(language_of(sent.get("language"))), facts, kind, now, moment
    )


def _zone(name: str) -> ZoneInfo | None:
    """The browser's time zone, else this machine's; None where neither has a name that is known."""
    for one in (name or None, None):
        try:
            return reminders.find_zone(one)
        except InputError:
            continue
    return None
