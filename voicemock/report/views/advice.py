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
_TWO = 2


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


@dataclass(frozen=True)
class _Found:
    """What a rule found: the answers that show it, of how many that could."""

    rule: str
    title: str
    advice: str
    shown: tuple[tuple[Answer, str], ...]
    of: int
    enough: int = 0
    """Answers from which on it speaks whatever their share; 0: the share alone decides."""

    @property
    def share(self) -> float:
        return len(self.shown) / self.of if self.of else 0.0

    @property
    def speaks(self) -> bool:
        count = len(self.shown)
        return self.share >= _SHARE or 0 < self.enough <= count


def latest_takes(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Of each question the latest answer, oldest first; answers without a question all stay."""
    last = {one.question.id if one.question else one.id: one for one in answers}
    return tuple(one for one in answers if last.get(_name(one)) is one)


def what_next(answers: Sequence[Answer]) -> tuple[Advice, ...]:
    """At most `MOST` things to work on; the answers are of one language, oldest first."""
    recent = latest_takes(answers[-LATELY:])
    found = sorted(
        (one for rule in _RULES for one in [rule(recent)] if one is not None and one.speaks),
        key=lambda one: -one.share,
    )
    chosen = [_advice(one) for one in found[:MOST]]
    if len(chosen) < MOST:
        chosen += _again(latest_takes(answers))
    return tuple(chosen)


def improved(answers: Sequence[Answer]) -> tuple[Praise, ...]:
    """What got better beyond the own spread; the answers are of one language, oldest first."""
    return tuple(one for quantity in over_questions() for one in _praise(quantity, answers) if one)


# -- the rules --------------------------------------------------------------------------


def _step(answers: Sequence[Answer]) -> _Found | None:
    """The step missing most often."""
    missing: dict[str, list[Answer]] = {}
    wanted: Counter[str] = Counter()
    add: dict[str, str] = {}
    for answer in answers:
        for step in answer.structure.steps if answer.structure else ():
            wanted[step.name] += 1
            if not step.found:
                missing.setdefault(step.name, []).append(answer)
                add[step.name] = step.add or ""
    if not missing:
        return None
    name = max(missing, key=lambda one: (len(missing[one]) / wanted[one], len(missing[one])))
    return _Found(
        "step",
        _("Add what is missing: {step}").format(step=name),
        add[name],
        tuple((one, _("without: {step}").format(step=name)) for one in missing[name]),
        wanted[name],
    )


def _phrases(answers: Sequence[Answer]) -> _Found:
    shown = []
    for answer in answers:
        hits = [one for one in answer.phrases.items if one.kind == "negative"]
        if hits:
            comma = "、" if answer.language == "zh" else ", "
            quoted = comma.join(f"“{one.heard}” {clock(one.start_s)}" for one in hits[:_SHOWN])
            shown.append((answer, quoted))
    return _Found(
        "negative",
        _("Say it in a friendlier way"),
        _("These phrases close a door; the answer's page says what to say in their place."),
        tuple(shown),
        sum(one.phrases.negative is not None for one in answers),
        enough=_TWO,
    )


def _fillers(answers: Sequence[Answer]) -> _Found:
    rates = [(one, one.fillers.per_min) for one in answers if one.fillers]
    known = [(one, rate) for one, rate in rates if rate is not None]
    return _Found(
        "fillers",
        _("Fewer fillers"),
        _("From twelve a minute on listeners mind them; a silent pause sounds calmer."),
        tuple(
            (one, _("{rate:.1f} a minute").format(rate=rate))
            for one, rate in known
            if rate >= MANY_FILLERS
        ),
        len(known),
    )


def _breaks(answers: Sequence[Answer]) -> _Found:
    known = [(one, one.pauses.mid_clause) for one in answers]
    return _Found(
        "mid_clause",
        _("Pause between clauses, not inside them"),
        _("Finish the clause, then take your time: a pause there helps the listener."),
        tuple(
            (
                one,
                ngettext(
                    "{count} pause inside a clause", "{count} pauses inside a clause", count
                ).format(count=count),
            )
            for one, count in known
            if count is not None and count >= MANY_BREAKS
        ),
        sum(count is not None for _one, count in known),
    )


def _length(answers: Sequence[Answer]) -> _Found:
    known = [(one, one.structure.over_s) for one in answers if one.structure]
    return _Found(
        "over",
        _("Keep within the time"),
        _("Leave out what the question did not ask for; the result may come sooner."),
        tuple((one, _("{s:.0f} s over the limit").format(s=over)) for one, over in known if over),
        sum(over is not None for _one, over in known),
    )


def _pace(answers: Sequence[Answer]) -> _Found | None:
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
        shown = (answer, _("{value:.0f}, wanted {low:.0f}-{high:.0f}").format(value=value, low=low, high=high))  # fmt: skip
        if value > high:
            fast.append(shown)
        elif value < low:
            slow.append(shown)
    if len(fast) >= len(slow):
        advice = _(
            "Breathe at the end of each sentence; the curve on the page shows where you rush."
        )
        return _Found("fast", _("Speak more slowly"), advice, tuple(fast), known)
    advice = _("Say the answer aloud once more: what is repeated flows more easily.")
    return _Found("slow", _("Speak a little faster"), advice, tuple(slow), known)


_RULES: tuple[Callable[[Sequence[Answer]], _Found | None], ...] = (
    _step, _phrases, _breaks, _fillers, _length, _pace,
)  # fmt: skip


def _advice(found: _Found) -> Advice:
    return Advice(
        found.rule,
        found.title,
        ngettext("{count} of {all} answer", "{count} of {all} answers", found.of).format(
            count=len(found.shown), all=found.of
        ),
        found.advice,
        tuple(Evidence(one.id, shows) for one, shows in reversed(found.shown[-_SHOWN:])),
    )


def _again(answers: Sequence[Answer]) -> list[Advice]:
    """The questions that went badly the last time, as the draw of questions sees it."""
    asked = [one for one in answers if one.question is not None]
    weak = [one for one in asked if went_badly(one)]
    if not weak or weak[-1].question is None:
        return []
    return [
        Advice(
            "again",
            _("Take these questions again"),
            ngettext("{count} of {all} question", "{count} of {all} questions", len(asked)).format(
                count=len(weak), all=len(asked)
            ),
            _("Two or more things wanted practice in the latest take."),
            tuple(Evidence(one.id, "") for one in reversed(weak[-_SHOWN:])),
            _("Practise the question {id} again ({language})").format(
                id=weak[-1].question.id, language=weak[-1].language
            ),
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
    yield Praise(
        quantity.key,
        quantity.name,
        quantity.spread_text(before),
        quantity.spread_text(now),
        f"{quantity.spread_text(own.low)}-{quantity.spread_text(own.high)}",
    )


def _name(answer: Answer) -> str:
    return answer.question.id if answer.question else answer.id
