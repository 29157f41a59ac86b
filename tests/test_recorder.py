"""The recorder with sources of known content."""

from __future__ import annotations

import queue
import time
import wave
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from voicemock.audio import samples as audio
from voicemock.record import recorder as module
from voicemock.record.base import Block, Captured, Command, End, Progress
from voicemock.record.file import FileSource
from voicemock.record.recorder import Recorder
from voicemock.record.wav import GrowingWav
from voicemock.testing import FakeMicrophone, joined, noise, silence, tone


def go_on(_progress: Progress) -> Command:
    return Command.GO_ON


def test_a_file_comes_through_sample_for_sample(tmp_path: Path) -> None:
    """The path through blocks, disk and back changes nothing but the 16 bits."""
    sound = noise(1.234, 0.1)
    recorder = Recorder(FileSource(sound), tmp_path / "a.wav", source_name="x")
    recorder.open()
    assert recorder.run(go_on) is End.SOURCE_ENDED
    recording = recorder.recording()
    assert np.array_equal(audio.to_int16(recording.samples), audio.to_int16(sound))
    assert recording.sha256 == audio.file_sha256(tmp_path / "a.wav")
    assert not (tmp_path / "a.part.wav").exists()
    assert (tmp_path / "a.wav").stat().st_mode & 0o777 == 0o600


def test_it_ends_at_max_seconds_to_the_sample(tmp_path: Path) -> None:
    """The last block is cut."""
    recorder = Recorder(FileSource(silence(3)), tmp_path / "a.wav", max_s=1.01)
    recorder.open()
    assert recorder.run(go_on) is End.MAX_SECONDS
    assert recorder.recording().duration_s == pytest.approx(1.01, abs=1e-4)


def test_silence_ends_it_only_after_speech(tmp_path: Path) -> None:
    """Thinking first is allowed; 1 s of silence after the voice is the end."""
    sound = joined(silence(2.0), tone(1.0), silence(3.0))
    recorder = Recorder(FileSource(sound), tmp_path / "a.wav", end_silence_s=1.0)
    recorder.open()
    assert recorder.run(go_on) is End.END_SILENCE
    assert 3.9 < recorder.recording().duration_s < 4.3


def test_a_pause_leaves_its_sound_out(tmp_path: Path) -> None:
    """What is said while paused is not recorded, and is not counted as lost."""
    source = FakeMicrophone(silence(0))
    recorder = Recorder(source, tmp_path / "a.wav", source_name="x")
    recorder.open()
    recorder.keep(0.0)
    commands = [Command.GO_ON] * 8 + [Command.PAUSE] + [Command.GO_ON] * 7 + [Command.PAUSE]
    commands += [Command.GO_ON] * 8 + [Command.FINISH]
    heard: list[bool] = []

    def observe(progress: Progress) -> Command:
        """A block of 50 ms before each command, dealt with before the next."""
        heard.append(not progress.paused)
        source.blocks.put(Captured(np.zeros(800, np.int16), 100 + 0.05 * len(heard)))
        while recorder.progress().elapsed_s < 0.05 * sum(heard) - 1e-6:
            time.sleep(0.001)
        while not source.blocks.empty():
            time.sleep(0.001)
        return commands[len(heard) - 1]

    recorder.run(observe)
    recording = recorder.recording()
    assert heard.count(False) == 8
    # the last block before going on may be dealt with after
    assert recording.duration_s == pytest.approx(0.05 * heard.count(True), abs=0.051)
    assert recording.lost_s == 0


@pytest.mark.parametrize(
    ("command", "end"),
    [(Command.FINISH, End.FINISHED), (Command.QUIT, End.QUIT), (Command.RESTART, End.RESTARTED)],
)
def test_a_command_ends_it_and_what_was_heard_is_written(
    tmp_path: Path, command: Command, end: End
) -> None:
    """Blocks that had arrived are on the disk."""
    source = FakeMicrophone(silence(0.5))
    recorder = Recorder(source, tmp_path / "a.wav")
    recorder.open()
    recorder.keep(0.0)
    assert recorder.run(lambda progress: command if progress.started else Command.GO_ON) is end
    recording = recorder.recording()
    assert recording.duration_s == 0.5
    assert recording.trouble is None


def test_a_stalled_microphone_is_noticed_and_the_sound_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing comes any more, no error either: the watchdog ends it."""
    monkeypatch.setattr(module, "STALL_S", 0.2)
    recorder = Recorder(FakeMicrophone(silence(0.5), then="stall"), tmp_path / "a.wav")
    recorder.open()
    recorder.keep(0.0)
    assert recorder.run(go_on) is End.TROUBLE
    recording = recorder.recording()
    assert recording.duration_s == 0.5
    assert recording.trouble is not None


def test_missing_frames_are_found_by_the_clock(tmp_path: Path) -> None:
    """The driver reported nothing, yet half a second is gone between two blocks."""
    source = FakeMicrophone(silence(1.0), then="end", gaps=[(5, 0.5)])
    recorder = Recorder(source, tmp_path / "a.wav")
    recorder.open()
    recorder.keep(0.0)
    recorder.run(go_on)
    assert recorder.recording().lost_s == pytest.approx(0.5, abs=0.01)


def test_a_full_disk_keeps_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recording says so; the file is whole up to it."""
    write = GrowingWav.write
    count = 0

    def failing(self: GrowingWav, sound: Block) -> None:
        nonlocal count
        count += 1
        if count > 3:
            raise OSError(28, "No space left on device")
        write(self, sound)

    monkeypatch.setattr(GrowingWav, "write", failing)
    recorder = Recorder(FileSource(silence(1.0)), tmp_path / "a.wav", source_name="x")
    recorder.open()
    assert recorder.run(go_on) is End.NOT_WRITTEN
    assert "No space" in str(recorder.recording().trouble)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getnframes() == 3 * 800


def test_an_interrupt_while_watching_closes_the_file(tmp_path: Path) -> None:
    """Ctrl-C in the caller's thread."""

    def interrupted(progress: Progress) -> Command:
        if progress.started:
            raise KeyboardInterrupt
        return Command.GO_ON

    recorder = Recorder(FakeMicrophone(silence(0.5)), tmp_path / "a.wav")
    recorder.open()
    recorder.keep(0.0)
    with pytest.raises(KeyboardInterrupt):
        recorder.run(interrupted)
    assert recorder.recording().duration_s == 0.5


def test_a_growing_wav_is_whole_after_every_write(tmp_path: Path) -> None:
    """Another program can read it while it is open."""
    file = GrowingWav(tmp_path / "a.wav", 16_000)
    for count in range(1, 4):
        file.write(np.zeros(800, np.int16))
        with wave.open(str(tmp_path / "a.wav")) as reader:
            assert reader.getnframes() == 800 * count
    file.close()


def test_losses_in_small_pieces_add_up(tmp_path: Path) -> None:
    """Twenty blocks, a tenth of a second missing before each fifth."""
    gaps = [(number, 0.1) for number in (4, 8, 12, 16)]
    source = FakeMicrophone(silence(1.0), then="end", gaps=gaps)
    recorder = Recorder(source, tmp_path / "a.wav")
    recorder.open()
    recorder.keep(0.0)
    recorder.run(go_on)
    assert recorder.recording().lost_s == pytest.approx(0.4, abs=0.01)


def test_a_loud_room_is_not_taken_for_a_voice(tmp_path: Path) -> None:
    """Somebody thinks beside a fan: the recording waits for them."""
    sound = noise(8.0, 0.02)
    recorder = Recorder(FileSource(sound), tmp_path / "a.wav", end_silence_s=1.0)
    recorder.open()
    assert recorder.run(go_on) is End.SOURCE_ENDED
    assert recorder.recording().duration_s == pytest.approx(8.0)


def test_nothing_but_zeros_is_counted_until_something_comes(tmp_path: Path) -> None:
    """Only of a device: a recording may begin with digital silence."""
    seen: list[float] = []

    def observe(progress: Progress) -> Command:
        seen.append(progress.zeros_s)
        return Command.FINISH if progress.started else Command.GO_ON

    for sound in (silence(1.0), joined(silence(0.9), tone(0.1))):
        recorder = Recorder(FakeMicrophone(sound), tmp_path / "a.wav")
        recorder.open()
        recorder.keep(0.0)
        recorder.run(observe)
        seen.append(recorder.progress().zeros_s)
    assert seen[-1] == 0.0
    assert max(seen) == pytest.approx(1.0)
    recorder = Recorder(FileSource(silence(1.0)), tmp_path / "a.wav")
    recorder.open()
    recorder.run(go_on)
    assert recorder.progress().zeros_s == 0.0


def test_a_microphone_that_never_delivers_is_waited_for_and_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time in which the question is asked does not count."""
    monkeypatch.setattr(module, "_START_S", 0.4)
    waited: list[float] = []

    def observe(progress: Progress) -> Command:
        waited.append(progress.waiting_s)
        return Command.GO_ON

    recorder = Recorder(FakeMicrophone(silence(0)), tmp_path / "a.wav")
    recorder.open()
    time.sleep(0.6)
    assert recorder.progress().waiting_s == 0.0
    recorder.keep(0.0)
    assert recorder.run(observe) is End.TROUBLE
    assert 0.2 < max(waited) < 60.0
    assert "no sound" in str(recorder.recording().trouble)


def test_a_folder_that_takes_no_changes_keeps_the_recording_under_its_first_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path, _target: Path) -> None:
        raise OSError(13, "Permission denied")

    recorder = Recorder(FileSource(silence(1.0)), tmp_path / "a.wav")
    recorder.open()
    monkeypatch.setattr(Path, "replace", refused)
    assert recorder.run(go_on) is End.NOT_WRITTEN
    recording = recorder.recording()
    assert recording.path == tmp_path / "a.part.wav"
    assert recording.duration_s == pytest.approx(1.0)
    assert str(recording.path) in str(recording.trouble)


def test_a_program_that_stood_still_takes_no_microphone_for_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-Z and fg the sound goes on: the time in between was the program's own."""
    source = FakeMicrophone(silence(0.5))
    recorder = Recorder(source, tmp_path / "a.wav")
    get = source.blocks.get
    stood: list[float] = []

    class Stopped:
        def get(self, timeout: float) -> Captured | None:
            try:
                return get(timeout=timeout)
            except queue.Empty:
                if not stood:
                    stood.append(time.monotonic())
                    time.sleep(1.2)
                    source.blocks.put(Captured(np.zeros(800, np.int16), 100.5))
                raise

        put = source.blocks.put

    source.start()
    monkeypatch.setattr(source, "start", lambda: None)
    monkeypatch.setattr(source, "blocks", Stopped())
    recorder.open()
    recorder.keep(0.0)
    ended = recorder.run(
        lambda progress: Command.FINISH if progress.elapsed_s > 0.52 else Command.GO_ON
    )
    assert ended is End.FINISHED


def test_on_a_busy_machine_a_microphone_is_not_called_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look takes five times as long as it should: the sound, too, waits for the processor."""
    now_s = [0.0]
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now_s[0]))
    source = FakeMicrophone(silence(0))
    looks: list[float] = []
    waited: list[float] = []

    class Busy:
        def get(self, timeout: float) -> Captured | None:
            if len(looks) in (4, 8):
                looks.append(0.0)
                return Captured(np.zeros(800, np.int16), 100 + now_s[0])
            if len(looks) < 8 and recorder._armed.is_set():
                looks.append(5 * timeout)
                now_s[0] += 5 * timeout
                waited.append(recorder.progress().waiting_s)  # as seen by whoever draws
            time.sleep(0.001)
            raise queue.Empty

    monkeypatch.setattr(source, "blocks", Busy())
    recorder = Recorder(source, tmp_path / "a.wav")
    recorder.open()
    recorder.keep(0.0)
    ended = recorder.run(
        lambda progress: Command.FINISH if progress.elapsed_s >= 0.1 else Command.GO_ON
    )
    assert ended is End.FINISHED
    assert sum(looks) > 2 * module.STALL_S
    assert 0 < max(waited) < module.STALL_S
