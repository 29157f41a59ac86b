"""What to work on next and what has improved, by stated rules over a person's answers.

What to work on is read from the latest take of each question among the latest `LATELY` answers,
so that what was mended since is not held against anybody. A rule speaks up where at least half of
these answers, of those that could show it, do; a phrase to avoid needs two. No rule speaks twice,
and what most answers show comes first. There is no score.

What has improved is read from the latest `RECENT` answers: their middle lies beyond the spread of
all earlier ones, on the better side.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voicemock.config import DEFAULT_TARGET
from voicemock.i18n import _, ngettext
from voicemock.report.views.measures import ENOUGH, Quantity, over_questions, spread
from voicemock.report.views.values import clock
from voicemock.values.answer import Answer
from voicemock.values.review import MANY_BREAKS, MANY_FILLERS, went_badly

LATELY = 10
RECENT = ENOUGH
MOST = 3
"""Things to work on; more at once help nobody."""
_SHOWN = 3
_SHARE = 0.5


@dataclass(frozen=True)
class Evidence:
    """An answer that shows it, and what it shows."""

    answer_id: str
    shows: str


@dataclass(frozen=True)
class Advice:
    """One thing to work on: the rule, its number, what to do, and the answers that show it."""

    rule: str
    title: str
    number: str
    advice: str
    evidence: tuple[Evidence, ...]
    command: str = ""


@dataclass(frozen=True)
class Praise:
    """A measure whose latest values lie beyond the person's earlier spread, on the better side."""

    key: str
    name: str
    before: str
    now: str
    spread: str


_Ranked = tuple[float, Advice]
"""A share of the answers that could show something and do, and the advice they ask for."""


def latest_takes(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Of each question the latest answer, oldest first; answers without a question all stay."""
    last = {one.question.id if one.question else one.id: one for one in answers}
    return tuple(one for one in answers if last.get(_name(one)) is one)


def what_next(answers: Sequence[Answer]) -> tuple[Advice, ...]:
    """At most `MOST` things to work on; the answers are of one language, oldest first."""
    chosen = list(stands_out(answers)[:MOST])
    if len(chosen) < MOST:
        chosen += _again(latest_takes(answers))
    return tuple(chosen)


def stands_out(answers: Sequence[Answer]) -> tuple[Advice, ...]:
    """All that the latest answers show, the most frequent first; they are of one language."""
    recent = latest_takes(answers[-LATELY:])
    found = [one for rule in _RULES if (one := rule(recent)) is not None]
    found.sort(key=lambda one: -one[0])
    return tuple(one for _share, one in found)


def improved(answers: Sequence[Answer]) -> tuple[Praise, ...]:
    """What got better beyond the own spread; the answers are of one language, oldest first."""
    return tuple(one for quantity in over_questions() for one in _praise(quantity, answers))


# -- the rules --------------------------------------------------------------------------


def _advice(
    rule: str,
    title: str,
    advice: str,
    shown: Sequence[tuple[Answer, str]],
    of: int,
    enough: int = 0,
) -> _Ranked | None:
    """What a rule says; None where too few answers show it.

    Args:
        rule: its name.
        title: what to work on.
        advice: how.
        shown: the answers that show it, and what they show.
        of: how many answers could show it.
        enough: answers from which on it speaks whatever their share; 0: the share alone decides.
    """
    count = len(shown)
    share = count / of if of else 0.0
    if share < _SHARE and not 0 < enough <= count:
        return None
    number = ngettext("{count} of {all} answer", "{count} of {all} answers", of)
    evidence = tuple(Evidence(one.id, shows) for one, shows in reversed(shown[-_SHOWN:]))
    return share, Advice(rule, title, number.format(count=count, all=of), advice, evidence)


def _step(answers: Sequence[Answer]) -> _Ranked | None:
    """The step missing most often."""
    missing: dict[str, list[Answer]] = {}
    wanted: Counter[str] = Counter()
    add: dict[str, str] = {}
    for answer in answers:
        for step in answer.structure.steps if answer.structure else ():
            wanted[step.name] += 1
            if step.state == "absent":
                missing.setdefault(step.name, []).append(answer)
                add[step.name] = step.add or ""
    if not missing:
        return None
    name = max(missing, key=lambda one: (len(missing[one]) / wanted[one], len(missing[one])))
    return _advice(
        "step",
        _("Add what is missing: {step}").format(step=name),
        add[name],
        [(one, _("without: {step}").format(step=name)) for one in missing[name]],
        wanted[name],
    )


def _phrases(answers: Sequence[Answer]) -> _Ranked | None:
    shown = []
    for answer in answers:
        hits = [one for one in answer.phrases.items if one.kind == "negative"]
        if hits:
            comma = "、" if answer.language == "zh" else ", "
            quoted = comma.join(f"“{one.heard}” {clock(one.start_s)}" for one in hits[:_SHOWN])
            shown.append((answer, quoted))
    return _advice(
        "negative",
        _("Say it in a friendlier way"),
        _("These phrases close a door; the answer's page says what to say in their place."),
        shown,
        sum(one.phrases.negative is not None for one in answers),
        enough=2,
    )


def _fillers(answers: Sequence[Answer]) -> _Ranked | None:
    rates = [(one, one.fillers.per_min) for one in answers if one.fillers]
    known = [(one, rate) for one, rate in rates if rate is not None]
    told = _("{rate:.1f} a minute")
    return _advice(
        "fillers",
        _("Fewer fillers"),
        _("From twelve a minute on listeners mind them; a silent pause sounds calmer."),
        [(one, told.format(rate=rate)) for one, rate in known if rate >= MANY_FILLERS],
        len(known),
    )


def _breaks(answers: Sequence[Answer]) -> _Ranked | None:
    counts = [(one, one.pauses.mid_clause) for one in answers]
    known = [(one, count) for one, count in counts if count is not None]
    return _advice(
        "mid_clause",
        _("Pause between clauses, not inside them"),
        _("Finish the clause, then take your time: a pause there helps the listener."),
        [(one, _inside(count)) for one, count in known if count >= MANY_BREAKS],
        len(known),
    )


def _inside(count: int) -> str:
    told = ngettext("{count} pause inside a clause", "{count} pauses inside a clause", count)
    return told.format(count=count)


def _length(answers: Sequence[Answer]) -> _Ranked | None:
    known = [(one, one.structure.over_s) for one in answers if one.structure]
    return _advice(
        "over",
        _("Keep within the time"),
        _("Leave out what the question did not ask for; the result may come sooner."),
        [(one, _("{s:.0f} s over the limit").format(s=over)) for one, over in known if over],
        sum(over is not None for _one, over in known),
    )


def _pace(answers: Sequence[Answer]) -> _Ranked | None:
    """Outside a target one chose, else outside the natural range: the default is a slow one."""
    fast, slow, known = [], [], 0
    for answer in answers:
        value = answer.pace.value
        if value is None:
            continue
        known += 1
        low, high = answer.pace.natural
        if tuple(answer.pace.target) != DEFAULT_TARGET:
            low, high = answer.pace.target
        told = _("{value:.0f}, wanted {low:.0f}-{high:.0f}")
        shown = (answer, told.format(value=value, low=low, high=high))
        if value > high:
            fast.append(shown)
        elif value < low:
            slow.append(shown)
    if len(fast) >= len(slow):
        advice = _(
            "Breathe at the end of each sentence; the curve on the page shows where you rush."
        )
        return _advice("fast", _("Speak more slowly"), advice, fast, known)
    advice = _("Say the answer aloud once more: what is repeated flows more easily.")
    return _advice("slow", _("Speak a little faster"), advice, slow, known)


_RULES: tuple[Callable[[Sequence[Answer]], _Ranked | None], ...] = (
    _step, _phrases, _breaks, _fillers, _length, _pace,
)  # fmt: skip


def _again(answers: Sequence[Answer]) -> list[Advice]:
    """The questions that went badly the last time, as the draw of questions sees it."""
    asked = [one for one in answers if one.question is not None]
    weak = [one for one in asked if went_badly(one)]
    if not weak or weak[-1].question is None:
        return []
    number = ngettext("{count} of {all} question", "{count} of {all} questions", len(asked))
    command = _("Practise the question {id} again ({language})")
    return [
        Advice(
            "again",
            _("Take these questions again"),
            number.format(count=len(weak), all=len(asked)),
            _("Two or more things wanted practice in the latest take."),
            tuple(Evidence(one.id, "") for one in reversed(weak[-_SHOWN:])),
            command.format(id=weak[-1].question.id, language=weak[-1].language),
        )
    ]


def _praise(quantity: Quantity, answers: Sequence[Answer]) -> Iterator[Praise]:
    if quantity.better is None:
        return
    known = [
        (value, quantity.better(value, one))
        for one in answers
        if (value := quantity.of(one)) is not None
    ]
    earlier, latest = known[:-RECENT], known[-RECENT:]
    usual = spread([good for _value, good in earlier], skewed=quantity.skewed)
    if usual is None:
        return
    middle = statistics.median if quantity.skewed else statistics.fmean
    visible = 0.5 * 10**-quantity.decimals
    gain_to = middle([good for _value, good in latest])
    if gain_to <= usual.high or gain_to - usual.middle < visible:
        return
    before, now = (middle([value for value, _good in part]) for part in (earlier, latest))
    own = spread([value for value, _good in earlier], skewed=quantity.skewed)
    if own is None:
        return
    text = quantity.spread_text
    around = f"{text(own.low)}-{text(own.high)}"
    yield Praise(quantity.key, quantity.name, text(before), text(now), around)


def _name(answer: Answer) -> str:
    return answer.question.id if answer.question else answer.id
