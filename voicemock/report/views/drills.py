"""Exercises in words: what they are, what to do in each part, what was found, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicemock.i18n import N_, _, ngettext
from voicemock.language import get as get_language
from voicemock.report.views import advice
from voicemock.report.views.values import clock
from voicemock.values.answer import Answer
from voicemock.values.drill import DRILLS, Drill, DrillRun, Figure, Finding, Part, Spot, improved
from voicemock.values.interview import LanguageCode

Said = tuple[str, str]
"""A line and its style: "", good, mind or quiet."""
ENOUGH_INTERVIEWS = 9
"""Whole mock interviews that studies found enough (VR-JIT, Smith et al.)."""
_LISTED = 4
_TITLES: dict[Drill, str] = {
    "fillers": N_("Fillers"),
    "pace": N_("Pace"),
    "pauses": N_("Pauses"),
    "kinder": N_("Kinder words"),
    "again": N_("Say it again"),
    "shorter": N_("Shorter"),
}
_ABOUT: dict[Drill, str] = {
    "fillers": N_("Catch your own fillers, then put a silent pause in their place."),
    "pace": N_("Read a passage as you would, then along with a moving mark, then without it."),
    "pauses": N_("Read a passage as you would, then with marked pauses, then without the marks."),
    "kinder": N_("Three sentences close a door on a customer: say them so that they open one."),
    "again": N_("Hear a customer once and give back what they told you."),
    "shorter": N_("Tell the same story in 120, 90 and 60 seconds."),
}
_FITS: dict[str, Drill] = {
    "negative": "kinder", "mid_clause": "pauses", "fillers": "fillers", "over": "shorter",
    "fast": "pace", "slow": "pace",
}  # fmt: skip
"""The exercise for what a rule of `advice` finds; no exercise adds a step that is missing."""
_FIRST: tuple[Drill, ...] = ("again", "kinder", "shorter", "fillers", "pauses", "pace")
"""Which to begin with where nothing stands out: listening helps everybody."""


@dataclass(frozen=True)
class Fit:
    """The exercise that fits, and what was found that it is for ("" where nothing stands out)."""

    drill: Drill
    why: str


def title(drill: Drill) -> str:
    """What an exercise is called."""
    return _(_TITLES[drill])


def about(drill: Drill) -> str:
    """What is done in it, in a sentence."""
    return _(_ABOUT[drill])


def fitting(answers: Sequence[Answer], runs: Sequence[DrillRun]) -> Fit:
    """The exercise that fits what was found in the latest answers, else the one longest ago.

    Args:
        answers: of one language, oldest first.
        runs: the exercises done in it, oldest first.
    """
    for one in advice.stands_out(answers):
        if one.rule in _FITS:
            return Fit(_FITS[one.rule], f"{one.title} ({one.number})")
    latest = {run.drill: number for number, run in enumerate(runs)}
    return Fit(min(_FIRST, key=lambda one: latest.get(one, -1)), "")


def interviews_so_far(count: int) -> str:
    """How many whole interviews there were, towards the number that was enough in studies."""
    told = _("Whole mock interviews so far: {count}. In studies about {enough} were enough.")
    return told.format(count=count, enough=ENOUGH_INTERVIEWS)


# -- what to do -------------------------------------------------------------------------------


def unit(language: LanguageCode) -> str:
    """The unit of pace."""
    return _("字/min") if language == "zh" else _("words/min")


def instruction(drill: Drill, part: Part, target: tuple[float, float], code: LanguageCode) -> str:
    """What to do in a part.

    Args:
        drill: of the part.
        part: which.
        target: the pace that the moving mark has the middle of.
        code: the language that is spoken.
    """
    match part.kind:
        case "catch":
            told = _(
                "Speak for two minutes. Whenever you hear a filler of yours, such as {fillers}, press "
                "the space bar. It is no test: you learn to hear them."
            )
            return told.format(fillers={"zh": "“嗯”“那个”", "en": "“um” or “like”"}[code])
        case "replace":
            return _(
                "Now only answer. Where a filler wants to come, close your mouth and let it be "
                "silent for a moment: to others it sounds calm."
            )
        case "say":
            return _("Do not say it like this. Say what you can do, in a sentence or two.")
        case "repeat":
            return _(
                "You hear a customer once. Then say back what you understood, as you would on the "
                "telephone: name, what is wrong, what they want, by when."
            )
        case "tell":
            return _shorter(part)
        case "read":
            if part.id == "own":
                return _("Read this aloud as you normally would.")
            return (
                _("Once more without the marks, with the same pauses.")
                if drill == "pauses"
                else _("Once more without the moving mark, just as fast.")
            )
        case "follow":
            if drill == "pauses":
                return _("Read it again; at each / finish the sound and count “one” in your head.")
            told = _(
                "Read along with the moving mark. It starts when you do and goes at {pace:.0f} {unit}."
            )
            return told.format(pace=band_pace(target), unit=unit(code))


def _shorter(part: Part) -> str:
    if part.aloud:
        return _("Tell it within two minutes; the recording ends by itself then.")
    told = _(
        "The same story in {seconds:.0f} seconds. Keep what you did and what came of it; leave "
        "out what nobody would ask for."
    )
    return told.format(seconds=part.question.limit_s)


def band_pace(target: tuple[float, float]) -> float:
    """How fast the moving mark goes, in units a minute."""
    return (target[0] + target[1]) / 2


def marked(part: Part) -> str:
    """The text as it is shown: with its marks where one reads along with them."""
    if part.kind != "follow":
        return part.text
    shown = part.text
    for at in reversed(part.marks):
        shown = f"{shown[:at].rstrip()} / {shown[at:]}"
    return shown


def numbered(drill: Drill, finding: Finding) -> tuple[Spot, ...]:
    """The moments to be heard again by their number, in the order in which `lines` names them."""
    if drill == "fillers":
        return finding.missing[:_LISTED]
    return finding.others[:_LISTED] if drill == "pauses" else ()


# -- what was found ---------------------------------------------------------------------------


def lines(part: Part, finding: Finding, run: DrillRun) -> list[Said]:
    """What a take shows, in lines."""
    return _LINES[run.drill](part, finding, run)


def _fillers(part: Part, finding: Finding, run: DrillRun) -> list[Said]:
    heard = len(finding.good) + len(finding.missing)
    if finding.value is None and not heard:
        return [("", _("Too little was said to count fillers."))]
    if part.kind == "catch":
        told = _("You caught about {caught} of about {count} fillers.")
        found: list[Said] = [("", told.format(caught=len(finding.good), count=heard))]
        if not heard:
            found = [("good", _("We heard no filler."))]
        if finding.missing:
            found.append(("quiet", _("Not caught: {spots}").format(spots=_spots(finding.missing))))
        if finding.others:
            told = ngettext(
                "{count} time you pressed and we heard none: we may have missed it.",
                "{count} times you pressed and we heard none: we may have missed them.",
                len(finding.others),
            )
            found.append(("quiet", told.format(count=len(finding.others))))
        return found
    told = ngettext("About {count} filler.", "About {count} fillers.", heard)
    found = [("good" if not heard else "", told.format(count=heard))]
    if finding.value is not None and run.before is not None:
        told = _("{now} a minute; {before} when you began.")
        numbers = {"now": f"{finding.value:.1f}", "before": f"{run.before.value:.1f}"}
        found.append(("", told.format(**numbers)))
    if finding.missing:
        found.append(("quiet", _("Heard: {spots}").format(spots=_spots(finding.missing))))
    return found


def _pace(_part: Part, finding: Finding, run: DrillRun) -> list[Said]:
    if finding.value is None:
        return [("", _("Too short to judge pace."))]
    low, high = run.target or (0.0, 0.0)
    told = _("{value:.0f} {unit}; asked for: {low:.0f}-{high:.0f}.")
    whole = told.format(value=finding.value, unit=unit(run.language), low=low, high=high)
    found: list[Said] = [("good" if low <= finding.value <= high else "", whole)]
    natural = get_language(run.language).natural
    if high < finding.value <= natural[1]:
        found.append(("quiet", _("That is natural speech; what was asked for is slower.")))
    return found


def _pauses(_part: Part, finding: Finding, _run: DrillRun) -> list[Said]:
    if finding.value is None:
        return [("", _("We did not hear enough of the passage to say where you paused."))]
    told = _("You paused at {count:.0f} of {of} places.")
    found: list[Said] = [
        ("" if finding.missing else "good", told.format(count=finding.value, of=finding.of))
    ]
    found += [
        ("quiet", _("No pause: {place}").format(place=one.text))
        for one in finding.missing[:_LISTED]
    ]
    found += [
        (
            "quiet",
            _("{number} A pause inside a clause: {place} {at}").format(
                number=number, place=one.text, at=clock(one.start_s or 0)
            ),
        )
        for number, one in enumerate(finding.others[:_LISTED], start=1)
    ]
    return found


def _kinder(part: Part, finding: Finding, _run: DrillRun) -> list[Said]:
    found: list[Said] = []
    if finding.of is None:
        found.append(("", _("We did not understand what you said.")))
    elif finding.value is None:
        told = _("We are not sure. Say what you will do for the customer: begin with “I can …”.")
        found.append(("", told))
    elif finding.others:
        told = _("“{heard}” still closes the door.")
        found.append(("mind", told.format(heard=finding.others[0].text)))
    else:
        told = _("“{heard}”: that opens a door.")
        found.append(("good", told.format(heard=finding.good[0].text)))
    return [*found, ("quiet", _("For example: {example}").format(example=part.example))]


def _again(_part: Part, finding: Finding, _run: DrillRun) -> list[Said]:
    if finding.value is None:
        return [("", _("We did not understand what you said."))]
    told = _("{count:.0f} of {of} points.")
    style = "" if finding.missing else "good"
    found: list[Said] = [(style, told.format(count=finding.value, of=finding.of))]
    for name, spots in ((_("Given back"), finding.good), (_("Left out"), finding.missing)):
        if spots:
            found.append(("quiet", f"{name}: {' · '.join(one.text for one in spots)}"))
    return found


def _story(_part: Part, finding: Finding, _run: DrillRun) -> list[Said]:
    if finding.value is None:
        return [("", _("Too little was said to judge it."))]
    told = _("{value:.1f} hesitations a minute: fillers, and pauses inside clauses.")
    found: list[Said] = [("", told.format(value=finding.value))]
    if finding.good:
        names = " · ".join(one.text for one in finding.good)
        found.append(("quiet", _("Told: {steps}").format(steps=names)))
    if finding.missing:
        names = " · ".join(one.text for one in finding.missing)
        told = _("Heard the first time, not now: {steps}")
        found.append(("quiet", told.format(steps=names)))
    return found


_LINES: dict[Drill, Callable[[Part, Finding, DrillRun], list[Said]]] = {
    "fillers": _fillers, "pace": _pace, "pauses": _pauses, "kinder": _kinder, "again": _again,
    "shorter": _story,
}  # fmt: skip


def _spots(spots: Sequence[Spot]) -> str:
    shown = " · ".join(
        f"{number} “{one.text}” {clock(one.start_s or 0)}"
        for number, one in enumerate(spots[:_LISTED], start=1)
    )
    return shown + (" …" if len(spots) > _LISTED else "")


# -- what came of it --------------------------------------------------------------------------


def figure(run: DrillRun, one: Figure | None) -> str:
    """A drill's figure in words; "-" where there is none."""
    if one is None:
        return "-"
    match run.drill:
        case "fillers":
            return _("about {value:.1f} fillers a minute").format(value=one.value)
        case "pace":
            return f"{one.value:.0f} {unit(run.language)}"
        case "pauses":
            return _("{value:.0f} of {of} places").format(value=one.value, of=one.of)
        case "kinder":
            return _("{value:.0f} of {of} doors").format(value=one.value, of=one.of)
        case "again":
            return _("{value:.0f} of {of} points").format(value=one.value, of=one.of)
        case "shorter":
            return _("{value:.1f} hesitations a minute").format(value=one.value)


def result(run: DrillRun) -> list[Said]:
    """What came of an exercise; empty where it was left before its first take."""
    if run.before is None:
        return [("", _("You left before the end; what you said is kept."))] if run.takes else []
    if run.after is None or not run.done:
        told = _("Before: {before}. You left before the end; what you said is kept.")
        return [("", told.format(before=figure(run, run.before)))]
    told = _("Before: {before}. After: {after}.")
    better = improved(run)
    found: list[Said] = [
        (
            "good" if better else "",
            told.format(before=figure(run, run.before), after=figure(run, run.after)),
        )
    ]
    if better is False:
        found.append(("quiet", _("Not every time goes better; come back to it another day.")))
    return found


def names() -> tuple[tuple[Drill, str, str], ...]:
    """All exercises: id, title, what is done in it."""
    return tuple((one, title(one), about(one)) for one in DRILLS)
