"""Keywords of a job description, terms of several words first of all.

Candidates are terms of the trade (``terms`` in ``prompts/job.*.toml``) and runs of content words in
the parts of the advert that speak of the work. The runs are weighed by C-value (Frantzi, Ananiadou
& Mima 2000, "Automatic recognition of multi-word terms"): how long a term is and how often it is
said, less what longer terms around it account for; the terms of the trade by how often they are
said, and three times that; and all twice for words of the interviewer's own field. How rare a word is in a general corpus was
tried as well (wordfreq, jieba's dictionary): an advert says too little for that to find more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from voicemock.job.sections import Lists, is_verb, lists, sections
from voicemock.job.segmentation import Cutter, Forms, Run, cutter_for, forms_of, within
from voicemock.values.interview import LanguageCode

MOST = 30
"""Keywords returned unless told otherwise."""
# How many may be chosen already when a term not of the trade comes that was said once and is one
# word; that was said twice or has two words; both.
_PLACES = (8, 16, MOST)
_OF_THE_TRADE = 3.0  # value of a term of the trade; another of two words has 1.6 to 3.2
_LONGEST = 4  # words
_COUNTED = 2  # words; said once, a longer term is no surer than one of two words


def keywords(
    text: str, language: LanguageCode, *, most: int = MOST, field: Iterable[str] = ()
) -> tuple[str, ...]:
    """At most ``most`` terms of a job description, the weightiest first.

    ``field`` are terms of the trade, as a pack's questions name them. English terms are in lower
    case but for names and abbreviations. Text without any term gives an empty tuple.
    """
    known = lists(language)
    cutter = cutter_for(text, language, field)
    weights: dict[Forms, float] = defaultdict(float)
    shown: dict[Forms, Counter[str]] = defaultdict(Counter)
    said: Counter[Forms] = Counter()
    trade: set[Forms] = set()
    for section in sections(text, language):
        for run in cutter.runs(section.text):
            for words in _candidates(run, cutter, known):
                forms = forms_of(words)
                if len(words) == 1 and words[0].known:
                    trade.add(forms)
                weights[forms] += section.weight * max(word.worth for word in words)
                said[forms] += 1
                shown[forms][cutter.join([word.shown for word in words])] += 1
    values = {
        forms: value
        for forms, value in _c_values(weights, trade, cutter).items()
        if forms in trade or not _around_a_term(forms, weights, cutter)
    }
    chosen: list[Forms] = []
    for forms in sorted(values, key=lambda one: (-values[one], -weights[one], len(one))):
        if len(chosen) == most or values[forms] <= 0:
            break
        if forms not in trade:
            signs = (said[forms] > 1) + (cutter.length(forms) >= _COUNTED)
            if len(chosen) >= _PLACES[signs]:
                continue
        if not any(_repeats(forms, one, forms in trade, cutter) for one in chosen):
            chosen.append(forms)
    if language == "en":  # in Mandarin such a phrase is a term of its own: 快递客服
        single = {one[0] for one in chosen if len(one) == 1}
        empty = known.edge | known.alone
        chosen = [
            one
            for one in chosen
            if len(one) == 1 or one in trade or not single.issuperset(set(one) - empty or one)
        ]
    return tuple(shown[forms].most_common(1)[0][0] for forms in chosen)


def _repeats(forms: Forms, chosen: Forms, of_the_trade: bool, cutter: Cutter) -> bool:
    """Whether a term says what a chosen one does: the one holds the other, or most of it."""
    new, old = cutter.parts(forms), cutter.parts(chosen)
    inner, outer = sorted((new, old), key=len)
    if not within(inner, outer):
        return False
    most = 3 * len(inner) >= 2 * len(outer)
    return most or (not of_the_trade and (inner is new or len(chosen) > 1))


def _candidates(run: Run, cutter: Cutter, known: Lists) -> Iterator[Run]:
    """All terms inside a run: none begins or ends with a word that says nothing there."""
    edge, start, alone = known.edge, known.start, known.alone
    for first in range(len(run)):
        word = run[first]
        if not word.known and (word.verb or word.form in edge or word.form in start):
            continue
        for end in range(first + 1, min(len(run), first + _LONGEST) + 1):
            words = run[first:end]
            if len(words) == 1 and words[0].known:
                yield words
                if is_verb(words[0].shown, known):
                    break  # what follows is its object
                continue
            if end > first + 1 and run[end - 2].form in start and run[end - 2].form not in alone:
                break
            if (
                words[-1].verb
                or words[-1].form in edge
                or cutter.length(forms_of(words)) > _LONGEST
            ):
                continue
            if len(words) > 1 or words[0].form not in alone:
                yield words


def _c_values(weights: dict[Forms, float], trade: set[Forms], cutter: Cutter) -> dict[Forms, float]:
    """C-value of every candidate, times the weight of its words.

    A term of the trade is one whatever stands around it: nothing is taken off it.
    """
    around: dict[Forms, list[float]] = defaultdict(list)
    for forms, weight in weights.items():
        for inner in _inside(forms):
            around[inner].append(weight)
    values = {}
    for forms, weight in weights.items():
        longer = None if forms in trade else around.get(forms)
        own = weight - sum(longer) / len(longer) if longer else weight
        length = min(cutter.length(forms), _COUNTED)
        times = _OF_THE_TRADE if forms in trade else math.log2(1 + length)
        values[forms] = times * own * cutter.weight(forms)
    return values


def _around_a_term(forms: Forms, weights: dict[Forms, float], cutter: Cutter) -> bool:
    """Whether a term is said once, and what is inside it more often: then that is the term."""
    return weights[forms] <= 1 and any(
        weights.get(inner, 0) > weights[forms] and cutter.length(inner) >= _COUNTED
        for inner in _inside(forms)
    )


def _inside(forms: Forms) -> set[Forms]:
    """All shorter runs of a term's forms."""
    sizes = range(1, len(forms))
    return {forms[at : at + size] for size in sizes for at in range(len(forms) - size + 1)}
