"""The progress page: `voicemock.report.views.progress` laid out by ``assets/progress.html``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from voicemock import i18n
from voicemock.i18n import _, ngettext
from voicemock.report.pages import charts, html
from voicemock.report.pages.charts import Chart
from voicemock.report.views.advice import Praise
from voicemock.report.views.measures import ENOUGH
from voicemock.report.views.progress import Part, Practice, Progress, Trend, Usual
from voicemock.report.views.training import Trained


@dataclass(frozen=True)
class Figure:
    """A measure's chart with the sentence that says it for each selection."""

    key: str
    name: str
    chart: Chart
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A part with its words and charts; ``members`` are the numbers of each entry's selections."""

    part: Part
    title: str
    figures: tuple[Figure, ...]
    members: list[str]
    praise: list[str]
    takes: list[str]
    groups: list[tuple[str, list[tuple[int, str]]]]


def render(progress: Progress, trained: Trained | None = None) -> str:
    """The whole page as HTML; ``trained``: with what it says of exercises."""
    return html.render(
        "progress.html",
        _words(),
        styles=("page.css", "progress.css"),
        scripts=("progress.js",),
        counted=_("{answers}, up to {day}").format(
            answers=_answers(progress.count), day=progress.today.isoformat()
        ),
        practice=progress.practice,
        trained=trained,
        days=_days(progress.practice, progress.today),
        cells=charts.cells(progress.practice),
        strip=(len(progress.practice.weeks) * charts.CELL, 7 * charts.CELL, charts.CELL - 3),
        parts=[_shown(one) for one in progress.parts],
        plot=charts,
    )


def _shown(part: Part) -> Shown:
    numbers = {one.key: number for number, one in enumerate(part.selections)}
    options = [
        (one.kind, number, f"{one.name} ({one.count})")
        for number, one in enumerate(part.selections)
    ]
    name = {"zh": _("Mandarin"), "en": _("English")}[part.language]
    return Shown(
        part=part,
        title=_("{language}: {answers}").format(language=name, answers=_answers(len(part.entries))),
        figures=tuple(_figure(one) for one in part.trends),
        members=[" ".join(str(numbers[key]) for key in one.selections) for one in part.entries],
        praise=[_praise(one) for one in part.improved],
        takes=[
            ngettext("{count} take", "{count} takes", one.count).format(count=one.count)
            for one in part.retakes
        ],
        groups=[
            (title, [(number, name) for one_kind, number, name in options if one_kind == kind])
            for kind, title in (("category", _("By category")), ("question", _("By question")))
        ],
    )


def _figure(trend: Trend) -> Figure:
    sentences = tuple(_sentence(one, trend) for one in trend.usual)
    return Figure(trend.quantity.key, trend.quantity.name, charts.chart(trend), sentences)


def _sentence(usual: Usual, trend: Trend) -> str:
    """What a chart shows, in words."""
    if not usual.count:
        return _("Not measured in these answers.")
    latest = _("Latest: {value}.").format(value=usual.latest)
    if usual.spread is None:
        few = ngettext(
            "{count} value; your own spread is shown from {enough} on.",
            "{count} values; your own spread is shown from {enough} on.",
            usual.count,
        )
        return _joined(latest, few.format(count=usual.count, enough=ENOUGH))
    text = trend.quantity.spread_text
    low, high = text(usual.spread.low), text(usual.spread.high)
    if low == high:
        usually = _("Usually {value} ({count} answers).").format(value=low, count=usual.count)
        return _joined(latest, usually)
    pattern = (
        _("Usually {low}-{high}, median {middle} (quartiles of {count}).")
        if usual.spread.skewed
        else _("Usually {low}-{high}, mean {middle} (± one SD of {count}).")
    )
    own = pattern.format(low=low, high=high, middle=text(usual.spread.middle), count=usual.count)
    if trend.target is None:
        return _joined(latest, own)
    target = _("Target {low:g}-{high:g}.").format(low=trend.target[0], high=trend.target[1])
    return _joined(latest, own, target)


def _praise(one: Praise) -> str:
    return _(
        "{name}: {now} in your latest answers, {before} before; that is more than your usual "
        "spread ({spread})."
    ).format(name=one.name, now=one.now, before=one.before, spread=one.spread)


def _days(practice: Practice, today: date) -> str:
    """The days of practice in a sentence or two; a day without is nothing to speak of."""
    if practice.latest is None:
        return ""
    said = [_("You practised on {count} of the last 28 days.").format(count=practice.lately)]
    if practice.in_a_row > 1:
        said.append(_("{count} days in a row.").format(count=practice.in_a_row))
    elif practice.latest == today:
        said.append(_("The latest was today."))
    elif practice.latest == today - timedelta(days=1):
        said.append(_("The latest was yesterday."))
    else:
        said.append(_("The latest was on {day}.").format(day=practice.latest.isoformat()))
    return _joined(*said)


def _joined(*sentences: str) -> str:
    """Sentences one after another; in Chinese no space parts them."""
    return ("" if i18n.language() == "zh" else " ").join(sentences)


def _answers(count: int) -> str:
    return ngettext("{count} answer", "{count} answers", count).format(count=count)


def _words() -> dict[str, Any]:
    """The words of the template."""
    return {
        "title": _("Your progress"),
        "none": _("There are no answers yet; practise to give one."),
        "practice": _("Days of practice"),
        "strip": _(
            "The last twelve weeks, a column a week, Monday on top; darker with more answers."
        ),
        "day": _("day"),
        "count": _("answers"),
        "each_day": _("Each day of practice"),
        "exercises": _("Exercises"),
        "interviews": _("Whole interviews"),
        "fits": _("This exercise fits now"),
        "stood_out": _("It stood out:"),
        "none_stands_out": _("Nothing stands out in your answers; this one has waited longest."),
        "all_exercises": _("All exercises"),
        "day_of": _("day"),
        "exercise": _("exercise"),
        "before": _("before"),
        "after": _("after"),
        "parts": _("Languages"),
        "next": _("What to work on next"),
        "next_rules": _(
            "From the latest take of each question among your latest ten answers. A point is made "
            "where at least half of them show it (a phrase to avoid: two of them): a step missing, "
            "a phrase to avoid, three pauses inside clauses, twelve fillers a minute, the time "
            "limit passed, a pace outside your target or, with the default target, outside natural "
            "speech. At most three, the most frequent first."
        ),
        "nothing": _("Nothing stands out in your latest answers."),
        "improved": _("What has improved"),
        "improved_rules": _(
            "Your latest five answers against all earlier ones: their middle lies beyond your own "
            "earlier spread, on the better side."
        ),
        "not_yet": _("Nothing beyond your own spread; that takes ten answers and a clear change."),
        "measures": _("Your answers over time"),
        "legend": _(
            "Each dot is an answer, in the order they were given; the shaded band is what is usual "
            "for you, its dashed line the middle of it. The line runs through the mean of five "
            "answers. The frame in the chart of the pace is your target."
        ),
        "show": _("Show"),
        "all": _("All answers"),
        "shown": _("Shown: {count}"),
        "table": _("All values as a table"),
        "table_caption": _("Values of all answers, the latest first"),
        "answer": _("Answer"),
        "question": _("Question"),
        "category": _("Category"),
        "no_question": _("no question"),
        "retakes": _("Questions answered more than once"),
        "retakes_rules": _(
            "The latest five takes of each. ✓ and ! mark a change from the first to the last of "
            "them that is larger than your usual spread."
        ),
        "measure": _("Measure"),
        "change": _("change"),
        "usual": _("your usual spread"),
        "better": _("better"),
        "worse": _("worse"),
        "pages": _("Each answer can be heard again, and has a page of its own."),
        "no_score": _("There is no overall score: no number says who is hired."),
    }
