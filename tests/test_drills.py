"""Exercises: their content, their order, and a whole one of each without a terminal or a microphone."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import say
from voicemock import cli, i18n
from voicemock.assess.examiner import Examiner
from voicemock.audio.samples import write_wav
from voicemock.cli import options
from voicemock.cli.rehearsal.drill_front import DrillTerminal
from voicemock.config import Settings
from voicemock.content import drills as content
from voicemock.drills import events, flow
from voicemock.drills.band import Band
from voicemock.drills.interrupted import interrupted
from voicemock.drills.parts import parts_of
from voicemock.drills.runner import Training
from voicemock.errors import NotFoundError, PackError
from voicemock.history.drills import DrillTakes, document, runs
from voicemock.history.store import History
from voicemock.interview import events as interview
from voicemock.interview.events import Command, Decision
from voicemock.interview.flow import Chosen, Left
from voicemock.language import get as get_language
from voicemock.language.base import HAN
from voicemock.report.exports.text import width
from voicemock.report.views import drills as words
from voicemock.testing import (
    FakePlayer,
    FakeSources,
    FakeSpeaker,
    FakeTranscriber,
    ScriptedDrillFront,
)
from voicemock.values.drill import (
    DRILLS,
    Drill,
    DrillRun,
    DrillTake,
    Exercise,
    Figure,
    Finding,
    improved,
)
from voicemock.values.interview import LanguageCode, Plan
from voicemock.values.sound import Samples

LANGUAGES: tuple[LanguageCode, ...] = ("zh", "en")
BOTH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="session")
def speech() -> Samples:
    """Some 25 s in which somebody speaks."""
    return say(
        " ".join(f"This is sentence number {one}, and I say it slowly." for one in range(1, 9))
    )


def training(
    home: Path,
    exercise: Exercise,
    front: ScriptedDrillFront,
    texts: Iterable[str],
    sounds: Sequence[Samples | None],
    language: LanguageCode = "en",
    begun: DrillRun | None = None,
    speaker: FakeSpeaker | None = None,
) -> Training:
    home.mkdir(exist_ok=True)
    return Training(
        exercise, front, attended=True,
        examiner=Examiner(FakeTranscriber(texts), language, (120, 150)),
        speaker=speaker or FakeSpeaker(), player=FakePlayer(), sources=FakeSources(sounds),
        takes=DrillTakes(home, begun.id if begun else None), begun=begun,
    )  # fmt: skip


def run_command(*arguments: str) -> int:
    """Its exit status; the signal handlers of a program are taken back."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    try:
        return cli.run(list(arguments))
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


# -- content ------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("drill", DRILLS)
def test_there_are_six_of_each_and_all_can_be_done(drill: Drill, language: LanguageCode) -> None:
    found = content.of_drill(drill, language)
    assert len(found) >= 6
    for one in found:
        parts = parts_of(one)
        assert len({part.id for part in parts}) == len(parts) >= 2
        assert all(part.question.text for part in parts)
        assert one.id.startswith(f"{language}-{drill}-")


@BOTH
def test_content_is_in_its_language(language: LanguageCode) -> None:
    for one in content.exercises(language):
        shown = [one.title, one.text, *one.ask, *(m.text for m in one.message)]
        shown += [text for line in one.line for text in (line.setting, line.say, line.better)]
        shown += [point.name for message in one.message for point in message.point]
        for text in filter(None, shown):
            assert (HAN.search(text) is not None) == (language == "zh"), text


@BOTH
def test_what_closes_a_door_is_known_and_the_example_opens_it(language: LanguageCode) -> None:
    """Else the exercise would call its own example closed."""
    from voicemock.content.phrases import phrase_list
    from voicemock.drills.findings import OPENS
    from voicemock.language.matching import finder

    find = finder(phrase_list(language).phrases, get_language(language)).find
    for one in content.of_drill("kinder", language):
        for line in one.line:
            hits = find(line.better)
            assert {hit.id for hit in hits} & OPENS, line.better
            assert not [hit.id for hit in hits if hit.kind == "negative"], line.better
            assert not {hit.id for hit in find(line.say)} & OPENS, line.say


@BOTH
def test_a_message_said_word_for_word_gives_back_all_its_points(language: LanguageCode) -> None:
    from voicemock.analyze.key_points import given_back
    from voicemock.values.answer import Transcript

    speaks = get_language(language)
    for one in content.of_drill("again", language):
        for message in one.message:
            heard = Transcript(speaks.normalize(message.text), "fake")
            good, missing = given_back(message.point, heard, speaks)
            assert not missing
            assert len(good) == len(message.point) in range(5, 9)
            nothing = Transcript(speaks.normalize(one.title), "fake")
            assert len(given_back(message.point, nothing, speaks)[0]) <= 2


def test_a_drill_without_what_it_needs_is_refused_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "drills.en.toml"
    path.write_text(
        'schema = 1\nlanguage = "en"\n[[exercise]]\nid = "x"\ndrill = "pace"\ntitle = "T"\n'
    )
    with pytest.raises(PackError, match=r"exercise 1 \(x\), field text"):
        content.load_exercises(path)


@BOTH
def test_variants_take_turns(language: LanguageCode) -> None:
    done: list[str] = []
    count = len(content.of_drill("pace", language))
    for _turn in range(2 * count):
        done.append(content.next_exercise("pace", language, done).id)
    assert done[:count] == done[count:]
    assert len(set(done)) == count
    with pytest.raises(NotFoundError, match="zh-pace-1" if language == "zh" else "en-pace-1"):
        content.find("none", "pace", language)


@BOTH
def test_marks_stand_between_the_words(language: LanguageCode) -> None:
    for one in content.of_drill("pauses", language):
        _own, follow, _alone = parts_of(one)
        assert "/" not in follow.text
        assert words.marked(follow).count(" / ") == len(follow.marks) == one.text.count("/")
        for mark in follow.marks:
            assert follow.text[mark] != " "
            assert not follow.text[mark - 1].isalnum()


# -- the order ------------------------------------------------------------------------------


def test_parts_come_in_order_and_a_retake_takes_the_place_of_the_first() -> None:
    parts = parts_of(content.of_drill("pace", "en")[0])
    taken = [DrillTake(part.id, f"a{n}", Finding(1.0)) for n, part in enumerate(parts)]
    now, steps = flow.begin(parts, attended=True)
    assert steps == (flow.Introduce(0), flow.Ask(0))
    now, steps = now.after(flow.Taken(taken[0]))
    assert steps == (flow.Show(taken[0]), flow.Choose(heard=True, last=False))
    now, steps = now.after(Chosen("retake"))
    assert steps == (flow.Ask(0, again=True),)
    other = DrillTake(parts[0].id, "b", Finding(2.0))
    now, steps = now.after(flow.Taken(other))
    assert now.takes == (other,)
    now, steps = now.after(Chosen("next"))
    assert steps == (flow.Introduce(1), flow.Ask(1))
    now, steps = now.after(flow.NotTaken())
    assert steps == (flow.Choose(heard=False, last=False),)
    now, steps = now.after(Chosen("next"))
    now, steps = now.after(flow.Taken(taken[2]))
    assert now.after(Chosen("next"))[1] == (flow.Stop(done=False),)  # a part is missing
    assert now.after(Left())[1] == now.after(Chosen("leave"))[1] == (flow.Stop(done=False),)


def test_one_goes_on_with_what_is_left_and_does_nothing_twice() -> None:
    """The second part was skipped, the third was done."""
    parts = parts_of(content.of_drill("kinder", "en")[0])
    taken = [DrillTake(part.id, f"a{n}", Finding(1.0, 1)) for n, part in enumerate(parts)]
    now, steps = flow.begin(parts, [taken[0], taken[2]], attended=True)
    assert steps == (flow.Introduce(1), flow.Ask(1))
    now, steps = now.after(flow.Taken(taken[1]))
    assert steps[-1] == flow.Choose(heard=True, last=False)
    now, steps = now.after(Chosen("next"))
    assert steps == (flow.Introduce(3), flow.Ask(3))
    for number in (3, 4, 5):
        now, steps = now.after(flow.Taken(taken[number]))
        assert steps[-1] == flow.Choose(heard=True, last=number == 5)
        now, steps = now.after(Chosen("next"))
    assert steps == (flow.Stop(done=True),)


def test_where_nobody_sits_nothing_is_offered() -> None:
    parts = parts_of(content.of_drill("again", "en")[0])
    now, _steps = flow.begin(parts, attended=False)
    take = DrillTake(parts[0].id, "a", Finding(1.0, 7))
    now, steps = now.after(flow.Taken(take))
    assert steps == (flow.Show(take), flow.Introduce(1), flow.Ask(1))
    assert now.after(flow.NotTaken())[1] == (flow.Stop(done=False),)


@BOTH
def test_the_mark_moves_at_its_pace_and_ends_with_the_text(language: LanguageCode) -> None:
    text = parts_of(content.of_drill("pace", language)[0])[0].text
    speaks = get_language(language)
    band = Band(text, speaks, 135.0)
    assert band.at(0.0) == band.at(-1.0) == 0
    units = speaks.count_units(text)
    assert speaks.count_units(text[: band.at(20.0)]) == pytest.approx(45, abs=2)
    assert band.at(units * 60 / 135 + 1.0) == len(text.rstrip("。.？?”"))


# -- a whole one of each ----------------------------------------------------------------------


def test_kinder_words_before_and_after(tmp_path: Path, speech: Samples) -> None:
    exercise = content.of_drill("kinder", "en")[0]
    texts = [
        "Sorry, that's our policy.", "I don't know about that, it's not my job.",
        "I can keep your bags for you until two.",
        *["What I can do is send you a voucher right away."] * 3,
    ]  # fmt: skip
    front = ScriptedDrillFront()
    over = training(tmp_path, exercise, front, texts, [speech] * 6).run()
    assert (over.run.before, over.run.after) == (Figure(1, 3), Figure(3, 3))
    assert improved(over.run) is True
    assert over.run.done
    assert [one.part.id for one in front.found()] == [
        "first-1", "first-2", "first-3", "second-1", "second-2", "second-3",
    ]  # fmt: skip
    first = front.found()[0]
    assert words.lines(first.part, first.take.finding, first.run)[0][0] == "mind"
    [kept] = runs(tmp_path)
    assert document(kept) == document(over.run)
    assert runs(tmp_path, "zh") == ()
    assert [one.aloud for one in front.told if isinstance(one, interview.Asked)] == [True] * 3 + [
        False
    ] * 3


def test_new_wording_is_judged_by_its_meaning_and_what_is_not_sure_is_said(
    tmp_path: Path, speech: Samples
) -> None:
    """What could not be judged counts neither for nor against."""
    exercise = content.of_drill("kinder", "en")[0]
    texts = [
        "Nobody here has time for that sort of thing on a Saturday.", "The shop opens at nine.",
        "It's written on the sign right behind you.", "",
        *["I've set one aside for you, and it's waiting at the counter."] * 2,
    ]  # fmt: skip
    front = ScriptedDrillFront()
    over = training(tmp_path, exercise, front, texts, [speech] * 6).run()
    said = [words.lines(one.part, one.take.finding, one.run)[0] for one in front.found()]
    assert [style for style, _text in said] == ["mind", "", "mind", "", "good", "good"]
    assert "Nobody here has time" in said[0][1]
    assert "not sure" in said[1][1]
    assert "did not understand" in said[3][1]
    assert "I've set one aside for you" in said[4][1]
    assert (over.run.before, over.run.after) == (Figure(0, 2), Figure(2, 2))
    assert improved(over.run) is True


def test_a_message_is_heard_once_and_its_points_are_counted(
    tmp_path: Path, speech: Samples
) -> None:
    exercise = content.of_drill("again", "en")[0]
    texts = [
        "So you are Mrs Miller, and the kettle is leaking since yesterday.",
        "David Chen, last weekend, room 12: thirty dollars for the minibar, paid by card, new invoice.",
    ]
    front = ScriptedDrillFront(decisions=[Decision.NEXT, Decision.NEXT])
    speaker = FakeSpeaker()
    over = training(tmp_path, exercise, front, texts, [speech] * 2, speaker=speaker).run()
    assert (over.run.before, over.run.after) == (Figure(3, 7), Figure(7, 7))
    [first, second] = over.run.takes
    assert [one.text for one in first.finding.good] == [
        "her name: Sarah Miller", "the kettle", "it leaks at the bottom, since yesterday",
    ]  # fmt: skip
    assert not second.finding.missing
    assert all(part.hidden for part in parts_of(exercise))
    assert {one.customer for one in speaker.spoken} == {True}  # as in a role play


def test_what_was_caught_is_told_from_what_was_not(tmp_path: Path, speech: Samples) -> None:
    """The key is pressed while one speaks: the front says so at a moment of the recording."""
    exercise = content.of_drill("fillers", "en")[0]

    class Catching(ScriptedDrillFront):
        pressed = 0

        def observe(self, live: interview.Live) -> Command:
            if isinstance(live, interview.Level) and live.started and self.pressed < 2:
                self.pressed += 1
                return Command.CAUGHT
            return super().observe(live)

    front = Catching(decisions=[Decision.LEAVE])
    text = "So um I began in a shop and uh then I went to the um telephone and stayed there."
    over = training(tmp_path, exercise, front, [text], [speech]).run()
    [take] = over.run.takes
    assert front.pressed == 2
    found = take.finding
    assert len(found.good) + len(found.missing) == found.of == 3
    assert len(found.good) + len(found.others) == 2
    part = parts_of(exercise)[0]
    told = " ".join(text for _style, text in words.lines(part, found, over.run))
    assert "about 3 fillers" in told
    assert not over.run.done
    assert over.run.before is not None
    assert over.run.after is None
    assert "what you said is kept" in words.result(over.run)[0][1]


def test_shorter_counts_hesitations_and_names_what_was_lost(
    tmp_path: Path, speech: Samples
) -> None:
    exercise = content.of_drill("shorter", "en")[0]
    story = (
        "Last winter at the bookshop a customer shouted at me. So um I listened, I apologised and "
        "I ordered the book again. As a result she came back and thanked me."
    )
    texts = [
        story,
        "It was um a hard day and uh I was there.",
        "I was at the shop and it was fine.",
    ]
    front = ScriptedDrillFront()
    over = training(tmp_path, exercise, front, texts, [speech] * 3).run()
    for take in over.run.takes:
        path = tmp_path / "drills" / over.run.id / "answers" / take.answer / "answer.json"
        answer = json.loads(path.read_text())
        hesitations = answer["fillers"]["count"] + answer["pauses"]["mid_clause"]
        length_s = answer["span"]["end_s"] - answer["span"]["start_s"]
        assert take.finding.value == pytest.approx(hesitations * 60 / length_s, rel=0.01)
    first, second, _third = (one.finding for one in over.run.takes)
    told = {one.text for one in first.good}
    assert {"action", "result"} <= told
    assert {one.text for one in second.missing} == told - {one.text for one in second.good} != set()
    assert [part.question.limit_s for part in parts_of(exercise)] == [120, 90, 60]


def test_pace_is_better_the_nearer_it_is_to_what_was_asked_for() -> None:
    def run(before: float, after: float) -> DrillRun:
        return DrillRun(
            "i", "pace", "en-pace-1", "en", before=Figure(before), after=Figure(after),
            target=(120, 150),
        )  # fmt: skip

    assert improved(run(190, 149)) is True
    assert improved(run(90, 125)) is True
    assert improved(run(140, 160)) is False
    assert improved(run(125, 145)) is None
    assert improved(DrillRun("i", "pace", "en-pace-1", "en", before=Figure(1))) is None


@pytest.mark.parametrize("when", ["recorded", "chosen"])
def test_leaving_loses_nothing(tmp_path: Path, speech: Samples, when: str) -> None:
    exercise = content.of_drill("pace", "en")[0]
    text = "Good morning, you are speaking with Anna in customer care, and I can see your order."
    commands = [Command.FINISH, Command.LEAVE]
    decisions = [Decision.NEXT] if when == "recorded" else [Decision.LEAVE]
    front = ScriptedDrillFront(commands, decisions)
    over = training(tmp_path, exercise, front, [text], [speech] * 2).run()
    assert len(over.run.takes) == 1
    assert [document(one) for one in runs(tmp_path)] == [document(over.run)]
    takes = DrillTakes(tmp_path, over.run.id)
    path = takes.folder / "answers" / over.run.takes[0].answer / "answer.json"
    assert json.loads(path.read_text())["transcript"]["text"] == text
    assert len(takes.unfinished()) == (1 if when == "recorded" else 0)
    assert front.names().count("RecordingKept") == (1 if when == "recorded" else 0)
    assert History(tmp_path).answers() == []  # a passage read aloud is no answer


def test_an_exercise_that_was_left_is_gone_on_with(tmp_path: Path, speech: Samples) -> None:
    exercise = content.of_drill("kinder", "en")[0]
    closed, opens = "Sorry, that's our policy.", "What I can do is send you a voucher right away."
    front = ScriptedDrillFront(decisions=[Decision.NEXT, Decision.LEAVE])
    assert interrupted(runs(tmp_path)) is None
    training(tmp_path, exercise, front, [closed] * 2, [speech] * 2).run()
    left = interrupted(runs(tmp_path), "kinder")
    assert left is not None
    assert (left.exercise, left.number, left.count) == (exercise, 2, 6)
    assert interrupted(runs(tmp_path), "pace") is None
    front = ScriptedDrillFront()
    texts = [closed, *[opens] * 3]
    over = training(tmp_path, exercise, front, texts, [speech] * 4, begun=left.run).run()
    assert over.run.done
    assert (over.run.before, over.run.after) == (Figure(0, 3), Figure(3, 3))
    assert [one.part.id for one in front.found()] == ["first-3", "second-1", "second-2", "second-3"]
    [kept] = runs(tmp_path)
    assert (kept.id, len(kept.takes)) == (left.run.id, 6)
    assert interrupted(runs(tmp_path)) is None


def test_the_terminal_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exercise = content.of_drill("again", "en")[0]
    parts = parts_of(exercise)
    takes = tuple(DrillTake(part.id, "a", Finding(1.0, 7)) for part in parts)
    plan = Plan("r", "en", "", tuple(one.question for one in parts))
    front = DrillTerminal(plan, FakePlayer(), DrillTakes(tmp_path), as_json=False, quiet=True)
    front.tell(events.Began(exercise, "en", parts, (120, 150)))
    run = DrillRun("r", "again", exercise.id, "en", takes[:1], before=Figure(1, 7))
    front.tell(events.DrillOver(run))
    assert "voicemock drill again --continue" in capsys.readouterr().out
    front.tell(events.DrillOver(replace(run, takes=takes, after=Figure(1, 7), done=True)))
    assert "--continue" not in capsys.readouterr().out


def test_one_that_is_no_more_or_of_which_nothing_is_left_is_not_gone_on_with() -> None:
    exercise = content.of_drill("again", "en")[0]
    takes = tuple(DrillTake(part.id, "a", Finding(1.0)) for part in parts_of(exercise))
    run = DrillRun("r", "again", exercise.id, "en", takes[:1])
    assert interrupted([run]) is not None
    assert interrupted([run, replace(run, done=True)]) is None
    assert interrupted([replace(run, takes=takes)]) is None
    assert interrupted([replace(run, exercise="en-again-99")]) is None


def test_the_command_goes_on_where_it_was_left(
    tmp_path: Path,
    speech: Samples,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With a recording in the microphone's place, as nobody sits here."""
    path = tmp_path / "answer.wav"
    write_wav(path, speech)
    home = ["--data-dir", str(tmp_path / "home"), "--no-voice"]

    def examiner(_settings: Settings, language: LanguageCode, *, quiet: bool) -> Examiner:
        del quiet
        return Examiner(
            FakeTranscriber(["Mrs Miller, the kettle is leaking."]), language, (120, 150)
        )

    monkeypatch.setattr(options, "examiner_for", examiner)
    assert run_command("drill", "--continue", *home) == NotFoundError.exit_status
    assert "voicemock drill NAME" in capsys.readouterr().err
    front = ScriptedDrillFront(decisions=[Decision.LEAVE])
    exercise = content.of_drill("again", "en")[0]
    training(tmp_path / "home", exercise, front, ["Nothing."], [speech]).run()
    run_command("drill", "--lang", "en", *home)
    assert "part 2 of 2; go on with it: voicemock drill again --continue" in capsys.readouterr().out
    assert run_command("drill", "pace", "--continue", *home) == NotFoundError.exit_status
    assert run_command("drill", "--continue", "--exercise", "en-again-1", *home) == 2
    assert run_command("drill", "--continue", *home, "--answer", str(path)) == 0
    assert "--continue" not in capsys.readouterr().out
    [kept] = runs(tmp_path / "home")
    assert kept.done
    assert [one.part for one in kept.takes] == ["message-1", "message-2"]


def test_the_list_is_aligned_whatever_the_width_of_its_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ui in ("zh", "en"):
        run_command("drill", "--ui", ui, "--data-dir", str(tmp_path / "home"))
        told = capsys.readouterr().out.splitlines()
        rows = [next(line for line in told if line.startswith(f"  {one} ")) for one in DRILLS]
        places = set()
        for row, (_name, title, about) in zip(rows, _names_in(ui), strict=True):
            assert title in row
            places.add(width(row[: row.index(about[:4])]))
        assert len(places) == 1, rows


def _names_in(ui: str) -> tuple[tuple[Drill, str, str], ...]:
    with i18n.speaking(ui):
        return words.names()


def test_exercises_are_forgotten_like_answers(tmp_path: Path, speech: Samples) -> None:
    exercise = content.of_drill("pace", "en")[0]
    ids = []
    for _time in range(2):
        front = ScriptedDrillFront(decisions=[Decision.LEAVE])
        over = training(tmp_path, exercise, front, ["One two three four."], [speech]).run()
        ids.append(over.run.id)
    history = History(tmp_path)
    assert history.forget([ids[0]]).ids == (ids[0],)
    assert [one.id for one in runs(tmp_path)] == [ids[1]]
    assert not (tmp_path / "drills" / ids[0]).exists()
    assert "drills" in history.forget_all().also
    assert not tmp_path.exists()


def test_a_lost_microphone_is_said_and_one_goes_on(tmp_path: Path, speech: Samples) -> None:
    exercise = content.of_drill("again", "en")[0]
    front = ScriptedDrillFront(decisions=[Decision.RETRY_DEVICE, Decision.NEXT, Decision.NEXT])
    over = training(tmp_path, exercise, front, ["Nothing."], [None, speech, speech]).run()
    assert front.names().count("DeviceLost") == 1
    assert over.run.done
    assert not over.device_lost
