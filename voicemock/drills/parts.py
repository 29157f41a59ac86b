"""An exercise as the recordings it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from voicemock.content.drills import MARK
from voicemock.values.drill import Exercise, Part, PartKind
from voicemock.values.interview import Category, Question

CATCH_S = 120.0
"""Of speaking, while one catches one's own fillers."""
_ANSWER_S = 60.0
_READ_S = 120.0
_READS: tuple[tuple[str, PartKind], ...] = (
    ("own", "read"), ("follow", "follow"), ("alone", "read"),
)  # fmt: skip
_KINDER_S = 30.0
_REPEAT_S = 90.0
_SHORTER_S = (120.0, 90.0, 60.0)
"""The same story in so many seconds (4/3/2, scaled to answers of an interview)."""


def parts_of(exercise: Exercise) -> tuple[Part, ...]:
    """The parts, in their order."""
    return tuple(_MAKERS[exercise.drill](exercise))


def _question(
    exercise: Exercise, name: str, text: str, limit_s: float, *, customer: bool = False
) -> Question:
    """What is said to the person: by the interviewer, or by a customer."""
    category: Category = "roleplay" if customer else "skills"
    return Question(f"{exercise.id}-{name}", text, category, limit_s=limit_s)


def _fillers(one: Exercise) -> Iterator[Part]:
    first, *others = one.ask
    yield Part("catch", "catch", _question(one, "catch", first, CATCH_S), aloud=True, ends=True)
    for number, text in enumerate(others, start=1):
        name = f"replace-{number}"
        yield Part(name, "replace", _question(one, name, text, _ANSWER_S), aloud=True)


def _pace(one: Exercise) -> Iterator[Part]:
    text = one.text.strip()
    for name, kind in _READS:
        yield Part(name, kind, _question(one, name, text, _READ_S), text=text)


def _pauses(one: Exercise) -> Iterator[Part]:
    text, marks = "", []
    for piece in one.text.strip().split(MARK):
        if text:
            text = text.rstrip() + (" " if text.rstrip()[-1].isascii() else "")
            marks.append(len(text))
        text += piece.strip()
    for name, kind in _READS:
        question = _question(one, name, text, _READ_S)
        yield Part(name, kind, question, text=text, marks=tuple(marks))


def _kinder(one: Exercise) -> Iterator[Part]:
    for round_, aloud in (("first", True), ("second", False)):
        for number, line in enumerate(one.line, start=1):
            name = f"{round_}-{number}"
            yield Part(
                name,
                "say",
                _question(one, name, line.say, _KINDER_S),
                aloud=aloud,
                setting=line.setting,
                example=line.better,
            )


def _again(one: Exercise) -> Iterator[Part]:
    for number, message in enumerate(one.message, start=1):
        name = f"message-{number}"
        question = _question(one, name, message.text, _REPEAT_S, customer=True)
        yield Part(name, "repeat", question, aloud=True, hidden=True, point=message.point)


def _shorter(one: Exercise) -> Iterator[Part]:
    for number, limit_s in enumerate(_SHORTER_S):
        name = f"{limit_s:.0f}"
        question = Question(
            f"{one.id}-{name}", one.ask[0], "behavioural", framework="star", limit_s=limit_s
        )
        yield Part(name, "tell", question, aloud=not number, ends=True)


_MAKERS = {
    "fillers": _fillers, "pace": _pace, "pauses": _pauses, "kinder": _kinder, "again": _again,
    "shorter": _shorter,
}  # fmt: skip
