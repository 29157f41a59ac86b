"""How well framework steps are found in written answers whose steps are labelled.

``python -m benchmarks.steps`` prints a table for each language: a step is right when it is
found where the label has it, or missing where the label has none; what is unsure is neither.
``--coach`` prints the figures on the answers of ``tests/data/coach``, which nobody tunes on, and
``--development`` those on answers to try changes on. ``--half even`` or ``odd`` takes
every other answer of the file, counted from 0 (the lexicons were improved on the even ones only),
``--wrong`` lists what was judged otherwise. ``--speech`` also recognizes the answers marked
``speak`` and compares what is found in the recognized text with what is found in the written one:
English in espeak-ng's voice, another language from recordings ``FOLDER/<id of the answer>.wav``
(``--recordings FOLDER``).
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from voicemock.analyze import steps
from voicemock.content.frameworks import framework_list
from voicemock.language import get
from voicemock.transcribe.base import Transcriber
from voicemock.values.interview import LanguageCode

DATA = Path(__file__).parent.parent / "tests" / "data"
CODES: tuple[LanguageCode, ...] = ("zh", "en")


@dataclass
class Score:
    """Decisions about one step, and how many of the found quote the label's words.

    ``doubted`` are steps that are there and unsure, ``doubtful`` those that are not and unsure.
    """

    right: int = 0
    invented: int = 0
    missed: int = 0
    absent: int = 0
    overlapping: int = 0
    doubted: int = 0
    doubtful: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def shown(self) -> float:
        """Share of the absent that is found."""
        return self.invented / max(1, self.invented + self.absent + self.doubtful)

    @property
    def lost(self) -> float:
        """Share of the labelled that is shown as absent."""
        return self.missed / max(1, self.right + self.missed + self.doubted)

    @property
    def unsure(self) -> float:
        """Share of all that is unsure."""
        decisions = self.right + self.invented + self.missed + self.absent
        unsure = self.doubted + self.doubtful
        return unsure / max(1, decisions + unsure)

    @property
    def precision(self) -> float:
        """Share of the found that is labelled."""
        return self.right / max(1, self.right + self.invented)

    @property
    def recall(self) -> float:
        """Share of the labelled that is found."""
        return self.right / max(1, self.right + self.missed + self.doubted)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        wrong = self.invented + self.missed + self.doubted
        return 2 * self.right / max(1, 2 * self.right + wrong)


@dataclass
class Result:
    """All answers of a language judged."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    order: Counter[bool] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def table(self) -> str:
        """A line a step, one for all, then the order."""
        head = "absent as found  present as absent  unsure    F1 precision recall  labelled missing"
        lines = [f"{'step':18} {head} overlapping"]
        for name, one in [*self.scores.items(), ("all", sum(self.scores.values(), Score()))]:
            labelled = one.right + one.missed + one.doubted
            lines.append(
                f"{name:18} {one.shown:15.2f} {one.lost:18.2f} {one.unsure:7.2f} {one.f1:5.2f}"
                f" {one.precision:9.2f} {one.recall:6.2f} {labelled:9}"
                f" {one.absent + one.invented + one.doubtful:7} {one.overlapping:5}/{one.right}"
            )
        total = sum(self.order.values())
        lines.append(f"order as labelled: {self.order[True]}/{total}")
        return "\n".join(lines)


def answers(code: LanguageCode, half: str = "all") -> list[dict[str, Any]]:
    """The labelled answers; ``half`` is all, even or odd (by their place in the file, from 0)."""
    path = DATA / f"steps.{code}.toml"
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["answer"]
    if half == "all":
        return entries
    return entries[0 if half == "even" else 1 :: 2]


def unmarked(text: str, code: LanguageCode) -> str:
    """A text as a recognizer may write it: no marks, and English in small letters."""
    bare = re.sub(r"[，。！？、,!?;；：:…—\"“”]|\.(?!\d)", "", text)
    return bare.lower() if code == "en" else bare


def judged(code: LanguageCode, half: str = "all") -> Result:
    """Every decision of a language compared with its label."""
    result = Result()
    language = get(code)
    for one in answers(code, half):
        text = language.normalize(one["text"])
        taken = steps.judge(text, one["framework"], framework_list(code), language)
        found, order = taken.found(), taken.in_order
        result.order[(order is not False) == one["order_ok"]] += 1
        if (order is not False) != one["order_ok"]:
            result.wrong.append(f"{one['id']} order: labelled {one['order_ok']}")
        for name, quote in one["steps"].items():
            score = result.scores[f"{one['framework']}.{name}"]
            spans, unsure = found.get(name, ()), taken.states[name] == "unsure"
            if unsure and quote:
                score.doubted += 1
            elif unsure:
                score.doubtful += 1
            elif quote and spans:
                score.right += 1
                at = text.find(language.normalize(quote))
                score.overlapping += any(a < at + len(quote) and b > at for a, b in spans)
            elif quote:
                score.missed += 1
                result.wrong.append(f"{one['id']} {name} missed: {quote}")
            elif spans:
                score.invented += 1
                said = " | ".join(text[a:b] for a, b in spans)
                result.wrong.append(f"{one['id']} {name} invented: {said}\n    {text}")
            else:
                score.absent += 1
    return result


def agreement(
    code: LanguageCode,
    recordings: Path | None = None,
    *,
    transcriber: Transcriber | None = None,
    ids: frozenset[str] | None = None,
) -> tuple[int, int, list[str]]:
    """Decisions that are the same in recognized and in written text, all, and those that differ.

    ``ids`` are the answers to take, else all that are marked.
    """
    from tests.helpers import say
    from voicemock.analyze.activity import detect
    from voicemock.audio import samples as audio
    from voicemock.config import cache_dir
    from voicemock.transcribe.whisper import WhisperTranscriber

    transcriber = transcriber or WhisperTranscriber(cache=cache_dir())
    language, frameworks = get(code), framework_list(code)
    same, differing = 0, []
    for one in answers(code):
        if one["id"] not in ids if ids is not None else not one.get("speak"):
            continue
        if recordings is None:
            sound = say(one["text"])
        else:
            sound = audio.trimmed(audio.read(recordings / f"{one['id']}.wav").samples)
        heard = transcriber.transcribe(sound, detect(sound), code).text
        written = steps.find(
            language.normalize(one["text"]), one["framework"], frameworks, language
        )
        found = steps.find(heard, one["framework"], frameworks, language)
        same += sum((name in written) == (name in found) for name in one["steps"])
        differing += [
            f"{one['id']} {name}: {heard}"
            for name in one["steps"]
            if (name in written) != (name in found)
        ]
    return same, same + len(differing), differing


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", choices=CODES)
    parser.add_argument("--half", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--coach", action="store_true")
    parser.add_argument("--development", action="store_true")
    parser.add_argument("--speech", action="store_true")
    parser.add_argument("--recordings", type=Path)
    given = parser.parse_args()
    for code in [given.lang] if given.lang else CODES:
        if given.coach or given.development:
            from benchmarks import coach

            folder = coach.FOLDER if given.coach else coach.DEVELOPMENT
            sys.stdout.write("".join(f"{line}\n" for line in coach.report(code, folder)))
            continue
        result = judged(code, given.half)
        sys.stdout.write(f"{code}, {given.half} answers\n{result.table()}\n")
        if given.wrong:
            sys.stdout.write("\n".join(result.wrong) + "\n")
        if given.speech and (code == "en" or given.recordings):
            same, total, differing = agreement(code, given.recordings)
            sys.stdout.write(f"recognized as written: {same}/{total}\n")
            sys.stdout.write("".join(f"{line}\n" for line in differing))


if __name__ == "__main__":
    main()
