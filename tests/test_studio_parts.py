"""The parts of the studio: blocks in order, one clock, sound to the page, what is told again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from voicemock.audio.player import Playback
from voicemock.errors import DeviceError, InputError, VoiceError
from voicemock.record.base import Captured
from voicemock.studio import wishes
from voicemock.studio.clock import PageClock, Patience
from voicemock.studio.outbox import Outbox
from voicemock.studio.player import BrowserPlayer
from voicemock.studio.source import HEADER, Arrived, BrowserSource, BrowserSources, read_block
from voicemock.testing import tone
from voicemock.values.sound import Samples

RATE = 44_100
BLOCK = 2205
WAIT_S = 180.0


class Told:
    """A socket that notes what is sent through it."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.sound: list[bytes] = []
        self.ended = False
        self._changed = threading.Condition()

    def put(self, message: str | bytes, *, live: bool = False) -> None:
        with self._changed:
            if isinstance(message, bytes):
                self.sound.append(message)
            else:
                self.events.append(json.loads(message))
            self._changed.notify_all()

    def end(self) -> None:
        self.ended = True

    def names(self) -> list[str]:
        return [one["event"] for one in self.events]

    def wait(self, reached: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(reached, WAIT_S)


@pytest.fixture
def page() -> Told:
    return Told()


@pytest.fixture
def outbox(page: Told) -> Outbox:
    box = Outbox()
    box.join(page, 0, {})
    page.events.clear()
    return box


def a_block(number: int, *, take: int = 1, at_s: float | None = None, rate: int = RATE) -> Arrived:
    sound = np.full(BLOCK, number + 1, np.int16)
    return Arrived(take, number, number * BLOCK / RATE if at_s is None else at_s, rate, sound)


def begun(outbox: Outbox, *, patience: Patience | None = None) -> BrowserSource:
    """A source whose first block is there."""
    source = BrowserSource(1, outbox, PageClock(), threading.Event(), patience or Patience())
    source.arrived(a_block(0))
    source.start()
    return source


def heard(source: BrowserSource) -> list[int | None]:
    """The blocks that came out, by their numbers; None for the end."""
    found: list[int | None] = []
    while not source.blocks.empty():
        one = source.blocks.get()
        found.append(None if one is None else int(one.sound[0]) - 1)
    return found


# -- the microphone --------------------------------------------------------------------------


def test_blocks_come_out_in_order_and_once(outbox: Outbox) -> None:
    source = begun(outbox)
    for number, reached in ((1, 1), (3, 1), (1, 1), (4, 1), (3, 1), (0, 1), (2, 4), (2, 4), (5, 5)):
        assert source.arrived(a_block(number)) == reached
    assert heard(source) == [0, 1, 2, 3, 4, 5]
    assert source.overflows == 0


def test_a_block_that_never_comes_is_given_up_and_counted(outbox: Outbox) -> None:
    source = begun(outbox, patience=Patience(missing_s=-1.0))
    source.arrived(a_block(3))
    source.arrived(a_block(4))
    source.watch()
    assert heard(source) == [0, 3, 4]
    assert source.overflows == 1
    assert source.arrived(a_block(2)) == 4


def test_all_times_of_a_take_have_one_offset(outbox: Outbox) -> None:
    """However late the first block was, and whenever those behind it come."""
    now = [1000.0]
    clock = PageClock(lambda: now[0])
    source = BrowserSource(1, outbox, clock, threading.Event(), Patience())
    source.arrived(a_block(0, at_s=7.5))
    now[0] += 3.3
    for number in (1, 2):
        source.arrived(a_block(number, at_s=7.5 + number * BLOCK / RATE))
    blocks = [source.blocks.get() for _number in range(3)]
    times = [one.at_s for one in blocks if isinstance(one, Captured)]
    assert times == pytest.approx([1000.0 - BLOCK / RATE, 1000.0, 1000.0 + BLOCK / RATE])
    ended_s = clock.monotonic(7.5 + 0.123456)
    assert ended_s is not None
    assert ended_s - times[0] == pytest.approx(0.123456, abs=1e-9)


def test_another_clock_is_noticed(outbox: Outbox) -> None:
    """A page that was loaded again counts from zero, or from far on."""
    now = [1000.0]
    source = BrowserSource(1, outbox, PageClock(lambda: now[0]), threading.Event(), Patience())
    for number, at_s in enumerate((50.0, 50.0 + BLOCK / RATE, 0.2, 0.2 + BLOCK / RATE, 900.0)):
        now[0] += BLOCK / RATE
        source.arrived(a_block(number, at_s=at_s))
        one = source.blocks.get()
        assert one is not None
        assert one.at_s == pytest.approx(now[0] - BLOCK / RATE)


def test_a_fresh_page_goes_on_where_the_one_before_was(outbox: Outbox, page: Told) -> None:
    source = begun(outbox)
    source.arrived(a_block(1))
    source.arrived(a_block(3))  # its successor does not have 2
    source.joined(fresh=True)
    outbox.join(page, 0, {})
    assert page.events[-1]["event"] == "Microphone"
    assert page.events[-1]["next"] == 2
    assert source.arrived(a_block(2)) == 2
    assert (heard(source), source.overflows) == ([0, 1, 2], 1)


def test_another_rate_ends_the_take(outbox: Outbox) -> None:
    source = begun(outbox)
    source.arrived(a_block(1, rate=16_000))
    assert heard(source) == [0, None]


@pytest.mark.parametrize("why", ["gone", "silent", "refused", "left"])
def test_a_source_that_never_delivers_is_no_device(outbox: Outbox, page: Told, why: str) -> None:
    leaving = threading.Event()
    patience = Patience(gone_s=-1.0 if why in ("gone", "silent") else 20.0)
    source = BrowserSource(1, outbox, PageClock(), leaving, patience)
    if why == "gone":
        outbox.leave(page)
    elif why == "left":
        leaving.set()
    elif why == "refused":
        source.refused("The browser does not allow it.")
    with pytest.raises(DeviceError, match=r"\w"):
        source.start()
    again = Told()
    outbox.join(again, 0, {})
    assert "Microphone" not in again.names()  # nothing is wanted of it any more


def test_blocks_of_another_take_are_let_go(outbox: Outbox) -> None:
    sources = BrowserSources(outbox, PageClock(), threading.Event(), Patience())
    assert sources.arrived(a_block(8)) == 8
    source, name = sources.take()
    assert (name, sources.spare) == (None, None)
    assert sources.arrived(a_block(3, take=7)) == 3
    assert sources.arrived(a_block(0)) == 0
    source.stop()
    assert sources.arrived(a_block(5)) == 5
    assert isinstance(source, BrowserSource)
    assert heard(source) == [0]


def test_a_block_is_read_as_it_was_sent() -> None:
    sound = np.arange(-3, 4, dtype=np.int16)
    block = read_block(HEADER.pack(2, 9, 1.25, 48_000, 7) + sound.astype("<i2").tobytes())
    assert (block.take, block.number, block.at_s, block.rate) == (2, 9, 1.25, 48_000)
    assert np.array_equal(block.sound, sound)
    for wrong in (
        HEADER.pack(2, 9, 1.25, 48_000, 8) + sound.tobytes(),
        HEADER.pack(2, 9, 1.25, 48_000, 0),
        HEADER.pack(2, 9, float("inf"), 48_000, 7) + sound.tobytes(),
        HEADER.pack(2, 9, 1.25, 5, 7) + sound.tobytes(),
    ):
        with pytest.raises(InputError):
            read_block(wrong)


# -- the loudspeaker -------------------------------------------------------------------------


class Playing(threading.Thread):
    """Something is played in a thread; `ended` waits for what came of it."""

    def __init__(
        self,
        player: BrowserPlayer,
        parts: Iterator[Samples],
        tick: Callable[[float], bool] | None = None,
    ) -> None:
        super().__init__()
        self.playback: Playback | None = None
        self.error: BaseException | None = None
        self._play = partial(player.play, parts, 16_000, tick)
        self.start()

    def run(self) -> None:
        try:
            self.playback = self._play()
        except Exception as error:  # `ended` raises it in the test's thread
            self.error = error

    def ended(self) -> Playback:
        self.join(WAIT_S)
        if self.error is not None:
            raise self.error
        assert self.playback is not None
        return self.playback


def test_the_first_part_is_sent_before_the_next_is_made(outbox: Outbox, page: Told) -> None:
    now = [500.0]
    clock = PageClock(lambda: now[0])
    clock.set(80.0)
    player = BrowserPlayer(outbox, clock, Patience())
    sent = threading.Event()

    def parts() -> Iterator[Samples]:
        yield tone(0.5)
        page.wait(lambda: len(page.sound) == 1)
        sent.set()
        yield tone(2.5)

    playing = Playing(player, parts())
    page.wait(lambda: "SpeechWhole" in page.names())
    assert sent.is_set()
    assert page.events[0] == {
        "n": page.events[0]["n"],
        "event": "Speech",
        "speech": 1,
        "rate": 16_000,
    }
    assert sum(len(one) - 4 for one in page.sound) == 2 * 3 * 16_000
    assert all(len(one) < 100_000 for one in page.sound)
    player.heard(1, 81.0, None, None)
    player.heard(7, None, None, 90.0)  # of no speech that sounds
    player.heard(1, None, 1.0, None)
    player.heard(1, None, None, 84.0625)
    played = playing.ended()
    assert (played.completed, played.played_s, played.ended_at_s) == (True, 3.0, 504.0625)


def test_a_tick_stops_it_and_the_page_is_told(outbox: Outbox, page: Told) -> None:
    player = BrowserPlayer(outbox, PageClock(), Patience())
    seen: list[float] = []

    def tick(at_s: float) -> bool:
        seen.append(at_s)
        player.heard(1, None, 0.4, None)
        return at_s > 0

    played = Playing(player, iter([tone(1.0)]), tick).ended()
    assert (played.completed, played.ended_at_s) == (False, None)
    assert seen[-1] == played.played_s == 0.4
    assert page.names()[-1] == "SpeechStop"


def test_what_goes_wrong_in_the_making_is_raised_behind_what_was_heard(
    outbox: Outbox, page: Told
) -> None:
    player = BrowserPlayer(outbox, PageClock(), Patience())

    def parts() -> Iterator[Samples]:
        yield tone(0.2)
        raise VoiceError("hoarse")

    playing = Playing(player, parts())
    page.wait(lambda: "SpeechWhole" in page.names())
    assert playing.is_alive()
    player.heard(1, None, None, 3.0)
    with pytest.raises(VoiceError):
        playing.ended()
    with pytest.raises(VoiceError):
        Playing(player, (_raise() for _one in [1])).ended()


def _raise() -> Samples:
    raise VoiceError("hoarse")


@pytest.mark.parametrize("why", ["gone", "still"])
def test_a_page_that_does_not_play_is_no_loudspeaker(outbox: Outbox, page: Told, why: str) -> None:
    player = BrowserPlayer(outbox, PageClock(), Patience(gone_s=0.1, silent_s=0.1))
    if why == "gone":
        outbox.leave(page)
    with pytest.raises(DeviceError, match=why if why == "gone" else "no sound"):
        Playing(player, iter([tone(1.0)])).ended()


# -- what is told again ----------------------------------------------------------------------


def test_a_page_gets_what_it_lacks_and_what_stands(outbox: Outbox, page: Told) -> None:
    outbox.tell({"event": "A"})
    last = outbox.tell({"event": "B"})
    outbox.tell({"event": "Passing"}, keep=False)
    outbox.live({"event": "Level"})
    outbox.stand("choice", {"event": "Choose"})
    outbox.leave(page)
    outbox.tell({"event": "C"})
    outbox.live({"event": "Level"})
    back, fresh = Told(), Told()
    outbox.join(back, last, {"id": None})
    assert back.names() == ["Hello", "C", "Choose"]
    outbox.join(fresh, 0, {})
    assert fresh.names() == ["Hello", "A", "B", "C", "Choose"]
    assert back.names()[-1] == "TakenOver"
    assert (back.ended, fresh.ended) == (True, False)
    assert fresh.events[-1]["n"] > fresh.events[0]["last"]
    outbox.leave(back)  # long gone: it changes nothing
    assert outbox.gone_s == 0.0
    outbox.stand("choice", None)
    outbox.begin()
    number = outbox.tell({"event": "D"})
    assert number > last
    outbox.join(back, 0, {})
    assert back.names()[-2:] == ["Hello", "D"]


def test_a_wish_is_read() -> None:
    wanted = wishes.read(
        {"language": "zh", "what": "roleplay", "company": " 耐心 ", "voice": "", "aloud": False}
    )
    assert (wanted.wish.category, wanted.wish.count, wanted.wish.company) == ("roleplay", 1, "耐心")
    assert (wanted.voice, wanted.aloud, wanted.goes_on) == (None, False, False)
    assert wishes.read({"what": "continue"}).goes_on
