"""What an answer contains beside phrases: the steps of its framework, numbers, questions, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from voicemock.analyze import step_hints
from voicemock.analyze import steps as framework_steps
from voicemock.analyze.step_hints import Taken
from voicemock.analyze.steps import Judgement
from voicemock.content.frameworks import steps_of
from voicemock.language import Language
from voicemock.language.base import Span
from voicemock.language.interrogatives import pronouns, questions
from voicemock.language.matching import PhraseFinder
from voicemock.language.quantities import quantities
from voicemock.values.answer import Quote, Step, Structure, Transcript, WordHit, WordKind
from voicemock.values.edits import Strike
from voicemock.values.interview import Framework, FrameworkList, Phrase, Question, StepRule, Trigger
from voicemock.values.review import TOO_SHORT

_Steps = tuple[tuple[Framework, str], ...]
_STEPS_LACKED: dict[Trigger, _Steps] = {
    "no_result": (("star", "result"), ("problem", "result")),
    "no_empathy": (("care", "empathise"),),
    "no_apology": (("none", "apology"),),
    "no_solution": (("care", "solve"),),
    "no_follow_up": (("care", "follow_up"),),
}
_ACTIONS: _Steps = (("star", "action"), ("problem", "solution"), ("care", "solve"))
_TIME_OF_DAY = re.compile(
    r"[零一二两三四五六七八九十\d]点|中午|今晚|今天晚上|明天早上"
    r"|\b(?:at|by|before|until|past|between) (?:(?:a )?(?:quarter|half) past )?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|\d)\b"
    r"|o'clock|\b[ap]\.?m\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[A-Z]{2,5}")


def measure(
    transcript: Transcript,
    question: Question | None,
    frameworks: FrameworkList,
    language: Language,
    *,
    job: Sequence[str] = (),
    company: Sequence[str] = (),
    earlier: Sequence[Transcript] = (),
    span_s: float | None = None,
    struck: Sequence[Strike] = (),
) -> Structure | None:
    """The structure of a trustworthy transcript; None where there is no text.

    Args:
        transcript: the answer's words with their times.
        question: what was asked; without one no steps are judged.
        frameworks: the steps of the answer's language, and the service terms.
        language: the answer's language.
        job: words of the job description to listen for.
        company: words about the company to listen for.
        earlier: earlier parts of the answer to the same question, which this one completes.
        span_s: length of the answer's speech span in seconds, for the question's limit.
        struck: places of steps that the person says are none.
    """
    if not transcript.text:
        return None
    text = transcript.text
    framework: Framework = question.framework if question else "none"
    judged = framework_steps.judge(text, framework, frameworks, language)
    places = _left(judged.places, transcript, struck)
    if places != judged.places:
        judged = replace(judged, places=places, in_order=None)
    before = [framework_steps.find(one.text, framework, frameworks, language) for one in earlier]
    we, i = pronouns(text, language.code)
    return Structure(
        framework=framework,
        steps=tuple(
            _step(rule, transcript, judged, before, question, frameworks, language)
            for rule in steps_of(frameworks, framework)
        ),
        in_order=judged.in_order,
        numbers=_quotes(transcript, quantities(text, language.code)),
        questions=_quotes(transcript, _to_interviewer(text, framework, language)),
        words=_words_said(
            transcript,
            {
                "service": (*frameworks.terms, *(question.terms if question else ())),
                "job": tuple(job),
                "company": tuple(company),
            },
            language,
        ),
        we=we,
        i=i,
        over_s=None if question is None or span_s is None else max(0.0, span_s - question.limit_s),
        told=judged.told,
        would=_quotes(transcript, judged.would),
    )


def lacking(
    trigger: Trigger,
    transcripts: Sequence[Transcript],
    frameworks: FrameworkList,
    language: Language,
    *,
    scene: bool = False,
) -> bool:
    """Whether what was said so far lacks what ``trigger`` names; ``always`` holds.

    It asks for the thing itself, whatever the question's framework: a result told in any shape is
    a result. An action is one's own (我, I). Too short is under 40 字 or 30 words in all
    (`TOO_SHORT`).

    Args:
        trigger: what the interviewer would go on about.
        transcripts: of the answer so far, part by part.
        frameworks: the steps of the language.
        language: the answer's.
        scene: a role play, where people talk in turns: half the length is enough, a time of day is
            as good as a number, and an offer as good as a deed.
    """
    texts = [one.text for one in transcripts if one.text]
    if trigger == "always":
        return True
    if trigger == "too_short":
        least = TOO_SHORT[language.code] / (2 if scene else 1)
        return sum(language.count_units(text) for text in texts) < least
    if trigger == "no_number":
        told = (quantities(text, language.code) for text in texts)
        return not any(told) and not (scene and any(map(_TIME_OF_DAY.search, texts)))
    if trigger == "no_action":
        if any(_own_action(text, frameworks, language) for text in texts):
            return False
        if not scene:
            return True
        trigger = "no_solution"
    return not any(_takes(text, _STEPS_LACKED[trigger], frameworks, language) for text in texts)


def _takes(text: str, wanted: _Steps, frameworks: FrameworkList, language: Language) -> bool:
    for framework, step in wanted:
        if framework == "none":
            rules = (one for one in frameworks.steps if (one.framework, one.id) == ("none", step))
            if any(step_hints.said(text, rule, language) for rule in rules):
                return True
        elif step in framework_steps.find(text, framework, frameworks, language):
            return True
    return False


def _own_action(text: str, frameworks: FrameworkList, language: Language) -> bool:
    """Whether something is done by 我 or I, and not by us all."""
    for framework, step in _ACTIONS:
        taken = framework_steps.find(text, framework, frameworks, language)
        if any(pronouns(text[a:b], language.code)[1] for a, b in taken.get(step, ())):
            return True
    return False


def _left(taken: Taken, transcript: Transcript, struck: Sequence[Strike]) -> Taken:
    """The places of steps that were not struck."""

    def stays(step: str, span: Span) -> bool:
        words = transcript.words_in(*span)
        times = (words[0].start_s, words[-1].end_s) if words else (0.0, 0.0)
        return not any(one.hits("step", step, *times) for one in struck)

    if not struck:
        return taken
    left = {step: [one for one in spans if stays(step, one)] for step, spans in taken.items()}
    return {step: spans for step, spans in left.items() if spans}


def _step(
    rule: StepRule,
    transcript: Transcript,
    judged: Judgement,
    before: Sequence[Taken],
    question: Question | None,
    frameworks: FrameworkList,
    language: Language,
) -> Step:
    state = judged.states[rule.id]
    items = _quotes(transcript, judged.places.get(rule.id, ()))
    earlier = any(rule.id in one for one in before)
    if earlier or (state == "found" and items):
        return Step(rule.id, rule.name, items if state == "found" else (), earlier)
    example = _example(rule, question, frameworks, language) if question else None
    return Step(rule.id, rule.name, add=rule.add, example=example, perhaps=items)


def _example(
    rule: StepRule, question: Question, frameworks: FrameworkList, language: Language
) -> str | None:
    """The part of the question's example that takes the step, None where none does.

    It is what the pack marks; where it marks nothing the steps are looked for.
    """
    if question.example_steps:
        return " ".join(question.example_steps.get(rule.id, "").split()) or None
    text = language.normalize(question.example)
    if not text:
        return None
    taken = {
        **step_hints.hints(text, question.framework, frameworks, language),
        **framework_steps.find(text, question.framework, frameworks, language),
    }
    if rule.id not in taken:
        return None
    spans = taken[rule.id]
    others = [span for step, found in taken.items() if step != rule.id for span in found]
    start, end = max(
        framework_steps.whole_sentences(text),
        key=lambda sentence: (
            _within(spans, sentence) > 0,
            _within(spans, sentence) - _within(others, sentence),
            -sentence[0] if rule is steps_of(frameworks, question.framework)[0] else sentence[0],
        ),
    )
    return text[start:end].strip().lstrip("”’").lstrip()


def _within(spans: Sequence[Span], sentence: Span) -> int:
    """How many of the spans begin in a sentence."""
    return sum(sentence[0] <= start < sentence[1] for start, _end in spans)


def _to_interviewer(text: str, framework: Framework, language: Language) -> list[Span]:
    """The questions put to the interviewer; those in a story or a case are put to a customer."""
    if framework in ("star", "care", "problem"):
        return []
    if framework == "intro":
        return step_hints.hooks(text, language)
    return questions(text, language.code, expected=framework == "closing")


def _words_said(
    transcript: Transcript, words: dict[WordKind, tuple[str, ...]], language: Language
) -> tuple[WordHit, ...]:
    """Each word listened for, wherever it is said."""
    hits: list[WordHit] = []
    for kind, listened in words.items():
        names = tuple(dict.fromkeys(word for word in listened if word.strip()))
        for match in _word_finder(names, language).find(transcript.text) if names else ():
            hits.extend(
                WordHit(kind, match.id, one.heard, one.start_s, one.end_s)
                for one in _quotes(transcript, [(match.start, match.end)])
            )
    return tuple(sorted(hits, key=lambda hit: (hit.start_s, hit.kind, hit.word)))


@lru_cache(maxsize=32)
def _word_finder(words: tuple[str, ...], language: Language) -> PhraseFinder:
    spoken = {word: tuple(filter(language.tokens, _variants(word, language))) for word in words}
    phrases = [Phrase(word, "vague", variants, "") for word, variants in spoken.items() if variants]
    return PhraseFinder(phrases, language)


def _variants(word: str, language: Language) -> list[str]:
    """A word as it may stand in a sentence: inflected, or an abbreviation spelt letter by letter."""
    plain = re.sub(r"[\[\]|*>]", " ", language.normalize(word)).strip()
    found = [plain]
    if _LETTERS.fullmatch(plain):
        found.append(" ".join(plain))
    elif language.code == "en" and plain:
        found += [plain + "s", plain + "es", plain + "ed", plain + "ing"]
        if plain.endswith("e"):
            found += [plain + "d", plain[:-1] + "ing"]
        if plain.endswith("y"):
            found += [plain[:-1] + "ies", plain[:-1] + "ied"]
        if plain.endswith("s"):
            found.append(plain[:-1])
    return found


def _quotes(transcript: Transcript, spans: Iterable[Span]) -> tuple[Quote, ...]:
    """The words of each span with their times; where no speech was heard there is none."""
    found = []
    for start, end in spans:
        words = transcript.words_in(start, end)
        if words:
            heard = transcript.text[start:end].strip()
            found.append(Quote(heard, words[0].start_s, words[-1].end_s))
    return tuple(found)
