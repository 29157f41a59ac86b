"""An exercise at a terminal: what to do is printed, the moving mark is a line that moves."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from voicemock.audio.player import Player
from voicemock.cli.rehearsal import keys
from voicemock.cli.rehearsal.front import TerminalFront
from voicemock.cli.terminal.screen import say, show
from voicemock.drills import events
from voicemock.drills.band import Band
from voicemock.drills.flow import first_left
from voicemock.history.drills import DrillTakes, document
from voicemock.i18n import _
from voicemock.interview import events as interview
from voicemock.interview.events import Command, Live, Offer
from voicemock.language import get as get_language
from voicemock.report.exports.text import Line, width
from voicemock.report.views import drills as words
from voicemock.report.views.values import Moment
from voicemock.values.answer import Answer
from voicemock.values.drill import DrillRun, Exercise, Part
from voicemock.values.interview import Plan

CAUGHT = " "
"""The key of a filler one hears; the others are those of an interview."""
_READ_COLUMNS, _AHEAD_COLUMNS = 12, 52
"""Of the line that moves: what is read already, and what comes."""
_MARK = "▸"


class DrillTerminal(TerminalFront):
    """A `voicemock.drills.front.DrillFront` for a person at a terminal, or for nobody."""

    def __init__(
        self,
        plan: Plan,
        player: Player,
        takes: DrillTakes,
        *,
        as_json: bool,
        quiet: bool,
        silent: bool = False,
    ) -> None:
        super().__init__(plan, player, takes, as_json=as_json, quiet=quiet)
        self._silent = silent
        self._exercise: Exercise | None = None
        self._part: Part | None = None
        self._parts: tuple[Part, ...] = ()
        self._target = (0.0, 0.0)
        self._band: Band | None = None
        self._spoke_at_s: float | None = None
        self._spots: list[Moment] = []
        self._caught = 0

    # -- what happens -----------------------------------------------------------------------

    def tell(self, event: events.AnyEvent) -> None:
        """See `DrillFront.tell`."""
        match event:
            case events.Began(exercise, _language, parts, target):
                self._exercise, self._parts, self._target = exercise, parts, target
                self._print(
                    [Line((("heading", f"{words.title(exercise.drill)}: {exercise.title}"),))]
                )
            case events.PartIntroduced(number, part):
                self._introduce_part(number, part)
            case events.Found(part, take, run):
                self.line.clear()
                self._spots = [
                    Moment(number, one.start_s, one.end_s or one.start_s, "", one.text, "")
                    for number, one in enumerate(words.numbered(run.drill, take.finding), start=1)
                    if one.start_s is not None
                ]
                self._print([_line(one) for one in words.lines(part, take.finding, run)])
            case events.DrillOver(run):
                self.line.clear()
                self._end(run)
            case interview.Asked():
                self._spots = []
                self._caught = 0
                self._spoke_at_s = None
                self._expect_answer()
            case interview.Answered() | interview.Feedback():
                pass
            case interview.NotSpoken():
                super().tell(event)
                if self._part is not None and self._part.hidden:
                    self._show_text(self._part.question.text)
            case interview.SpeakingStarted() if self._part and self._part.hidden:
                if self._person:
                    self.line.draw(_("  Listen …   (Q: leave)"), now=True)
            case _:
                super().tell(event)

    def _introduce_part(self, number: int, part: Part) -> None:
        self._part = part
        exercise = self._exercise
        self._band = None
        if exercise is None:
            return
        say("", quiet=self._quiet)
        told = _("Part {number} of {count}").format(number=number + 1, count=len(self._parts))
        say(told, quiet=self._quiet)
        if part.setting:
            self._print([Line((("", part.setting),))])
        language = get_language(self._plan.language)
        if exercise.drill == "pace" and part.kind == "follow":
            self._band = Band(part.text, language, words.band_pace(self._target))
        instruction = words.instruction(exercise.drill, part, self._target, self._plan.language)
        if part.kind == "say":
            self._show_text(f"“{part.question.text}”")
            self._print([Line((("", instruction),))])
            return
        self._print([Line((("", instruction),))])
        if part.text:
            self._show_text(words.marked(part))
        elif self._silent or not part.hidden:
            self._show_text(part.question.text)

    def _show_text(self, text: str) -> None:
        show([Line((("heading", f"  {text}"),))], to_stderr=True)

    def _print(self, lines: Sequence[Line]) -> None:
        if not self._quiet:
            show(lines, to_stderr=True)

    def _end(self, run: DrillRun) -> None:
        """What came of it, on stdout."""
        if self._as_json:
            print(json.dumps(document(run), ensure_ascii=False))
            sys.stdout.flush()
        elif found := words.result(run):
            say("", quiet=self._quiet)
            show([_line(one) for one in found])
            if first_left(self._parts, run.takes) is not None:
                told = _("Go on with it: voicemock drill {name} --continue")
                show([_line(("quiet", told.format(name=run.drill)))])

    # -- while it happens -------------------------------------------------------------------

    def observe(self, live: Live) -> Command:
        """See `DrillFront.observe`."""
        part = self._part
        if isinstance(live, interview.Level) and part is not None:
            catching = part.kind == "catch"
            if self._cued and self._band is not None and not live.paused:
                if self._spoke_at_s is None and live.spoken:
                    self._spoke_at_s = live.elapsed_s
                read_s = live.elapsed_s - (self._spoke_at_s or live.elapsed_s)
                self.line.draw(_moving(part.text, self._band.at(read_s)))
            elif self._cued and catching:
                self.line.draw(f"{self._meter.line(live)}  ✓ {self._caught}")
            elif self._cued:
                self.line.draw(self._meter.line(live))
            else:
                self.line.clear()
            key = self.keys.pressed()
            if key == CAUGHT and catching:
                self._caught += 1
                return Command.CAUGHT
            command = keys.WHILE_RECORDING.get(key or "", Command.GO_ON)
            return Command.GO_ON if command is Command.SLOWER else command
        if isinstance(live, interview.Speaking) and part is not None and part.hidden:
            # it is heard once; a key skips the voice of anything else
            return Command.LEAVE if self.keys.pressed() == "q" else Command.GO_ON
        return super().observe(live)

    # -- what comes next --------------------------------------------------------------------

    def _moments_of(self, answers: Sequence[Answer]) -> list[tuple[Answer, Moment]]:
        return [(answer, one) for answer in answers[-1:] for one in self._spots]

    def _hint_while_recording(self) -> str:
        catching = self._part is not None and self._part.kind == "catch"
        return keys.hint_in_an_exercise(catching=catching)

    def _hint_afterwards(self, offer: Offer, moments: int) -> list[str]:
        hint = [_("Enter: finish") if offer.last else _("Enter: next part")]
        if offer.answers:
            hint.append(_("H: hear it"))
        if moments:
            hint.append(_("1-{count}: a moment").format(count=moments))
        return [*hint, _("R: again"), _("Q: leave")]


def _line(said: words.Said) -> Line:
    style, text = said
    return Line(((style, f"  {text}"),), hang=4)


def _moving(text: str, at: int) -> str:
    """The text with the mark in its place on the screen, whatever the width of its characters."""
    before, after = text[:at].replace("\n", " "), text[at:].replace("\n", " ")
    while width(before) > _READ_COLUMNS:
        before = before[1:]
    while width(after) > _AHEAD_COLUMNS:
        after = after[:-1]
    return "  " + " " * (_READ_COLUMNS - width(before)) + before + _MARK + after.lstrip()
