"""A rehearsal on a real sound server: what is heard, what is saved, what happens when it breaks."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import numpy as np
import pexpect
import pytest

from tests.e2e.conftest import VirtualAudio
from tests.helpers import saved
from voicemock.analyze.activity import detect
from voicemock.audio import samples as audio
from voicemock.content import packs
from voicemock.content.data import data_folder
from voicemock.transcribe import load
from voicemock.values.sound import SAMPLE_RATE, Samples

QUESTION = "en-behavioural-1"
# The sample, as it was made: see samples/README.md.
UNITS, SPAN_S = 51, 14.84
NOTICED_S = 1.5
"""A second is what the recorder waits."""
TIMEOUT_S = 180.0  # nothing takes so long on a machine that is slow and busy
PHRASES = ["i-understand", "sorry-for", "i-will", "right-away", "let-me-help"]


def practise(program: list[str], *options: str, lang: str = "en") -> pexpect.spawn[str]:
    """``voicemock practice`` in a terminal."""
    return pexpect.spawn(
        program[0], [*program[1:], "practice", "--lang", lang, *options],
        encoding="utf-8", timeout=TIMEOUT_S, dimensions=(50, 120),
    )  # fmt: skip


def reach(terminal: pexpect.spawn[str], seconds: int) -> None:
    """Wait until the recording's clock shows so much, or more, below a minute."""
    later = "|".join(f"0:{one:02d}" for one in range(seconds, 60))
    terminal.expect(rf"({later}) / 2:00")


def onset_s(sound: Samples, after_s: float = 0.0, level: float = 0.02) -> float:
    """When ``sound`` first exceeds ``level``."""
    start = round(after_s * SAMPLE_RATE)
    return start / SAMPLE_RATE + float(np.argmax(np.abs(sound[start:]) > level)) / SAMPLE_RATE


def end_s(sound: Samples, level: float = 0.003) -> float:
    """When ``sound`` last exceeds ``level``."""
    return float(np.flatnonzero(np.abs(sound) > level)[-1]) / SAMPLE_RATE


@pytest.mark.parametrize("voice", ["system", "heart"])
def test_a_question_is_heard_and_an_answer_measured(
    virtual_audio: VirtualAudio,
    program: list[str],
    model_cache: Path,
    answer_sound: Samples,
    voice: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Question on the loudspeaker, answer into the microphone, both as they really were."""
    monkeypatch.setenv("VOICEMOCK_VOICE", voice)
    virtual_audio.click()
    terminal = practise(program, "--question", QUESTION)
    terminal.expect("Speak now")
    spoken = virtual_audio.heard("speaker")
    time.sleep(2.0)
    virtual_audio.say(answer_sound).wait()
    time.sleep(0.7)
    terminal.send("\r")
    terminal.expect("Transcript")
    terminal.expect("Enter: (finish|follow-up)")
    terminal.send("n")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0

    # what the loudspeaker played is the question
    click = onset_s(spoken)
    asked = spoken[round((click + 0.2) * SAMPLE_RATE) :]
    transcriber = load("whisper", cache=model_cache)
    heard = transcriber.transcribe(asked, detect(asked), "en").text
    wanted = packs.find(packs.default_pack("en"), QUESTION).text
    words = set(re.findall(r"[a-z]+", wanted.lower()))
    assert len(words & set(re.findall(r"[a-z]+", heard.lower()))) >= 0.8 * len(words)

    # the saved answer is the one that was spoken
    [answer] = saved()
    thought_s = thinking_time_s(virtual_audio, spoken)
    assert answer["span"]["latency_s"] == pytest.approx(thought_s, abs=0.15)
    assert answer["recording"]["duration_s"] == pytest.approx(
        thought_s + len(answer_sound) / SAMPLE_RATE + 0.7, abs=1.0
    )
    assert answer["pace"]["value"] == pytest.approx(UNITS * 60 / SPAN_S, rel=0.05)
    assert answer["pauses"]["count"] == 5
    ids = [hit["id"] for hit in answer["phrases"]["items"] if hit["kind"] == "positive"]
    assert ids == PHRASES

    # replay plays that recording
    path = Path(answer["recording"]["path"])
    before = len(virtual_audio.heard("speaker"))
    subprocess.run([*program, "replay"], check=True, capture_output=True)
    time.sleep(0.3)
    played = virtual_audio.heard("speaker")[before:]
    assert likeness(played, audio.read(path).samples) > 0.9


def thinking_time_s(virtual_audio: VirtualAudio, spoken: Samples) -> float:
    """From the end of the question at the loudspeaker to the answer in the room, both after one click."""
    room = virtual_audio.heard("room")
    question_ended = end_s(spoken) - onset_s(spoken)
    return onset_s(room, onset_s(room) + 0.2) - onset_s(room) - question_ended


@pytest.mark.parametrize("voice", ["xiaobei", "yunjian"])
def test_the_thinking_time_after_a_mandarin_voice(
    virtual_audio: VirtualAudio,
    program: list[str],
    model_cache: Path,
    answer_sound: Samples,
    voice: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is said then: this answer is an English one."""
    monkeypatch.setenv("VOICEMOCK_VOICE", voice)
    virtual_audio.click()
    terminal = practise(program, "--question", "zh-intro-1", "--no-follow-ups", lang="zh")
    terminal.expect("请开始回答")
    spoken = virtual_audio.heard("speaker")
    time.sleep(1.0)
    virtual_audio.say(answer_sound[: 4 * SAMPLE_RATE]).wait()
    terminal.send("\r")
    terminal.expect("Enter: finish")
    terminal.send("n")
    terminal.expect(pexpect.EOF)
    terminal.close()
    [answer] = saved()
    thought_s = thinking_time_s(virtual_audio, spoken)
    assert answer["span"]["latency_s"] == pytest.approx(thought_s, abs=0.15)


def likeness(played: Samples, recording: Samples) -> float:
    """The median correlation of the recording's loud seconds, each with the part that is most like it.

    Second by second, because a loudspeaker that starves on a busy machine makes silences in between.
    """
    size = 1 << (len(played) + SAMPLE_RATE).bit_length()
    spectrum = np.fft.rfft(played, size)
    energy = np.concatenate([[0.0], np.cumsum(played.astype(np.float64) ** 2)])
    found: list[tuple[int, float]] = []
    for start in range(0, len(recording) - SAMPLE_RATE, SAMPLE_RATE):
        second = recording[start : start + SAMPLE_RATE]
        if float(np.abs(second).max()) < 0.05:
            continue
        product = np.fft.irfft(spectrum * np.conj(np.fft.rfft(second, size)), size)
        at = int(np.argmax(product[: len(played) - SAMPLE_RATE]))
        norm = np.sqrt((energy[at + SAMPLE_RATE] - energy[at]) * float(second @ second))
        found.append((at, float(product[at] / norm)))
    likely = [at for at, alike in found if alike > 0.9]
    assert likely == sorted(likely)
    return float(np.median([alike for _at, alike in found]))


def test_a_microphone_that_stalls_is_noticed_and_the_answer_kept(
    virtual_audio: VirtualAudio, loaded: list[str], model_cache: Path, answer_sound: Samples
) -> None:
    """A suspended source stops delivering while PortAudio still calls it active."""
    terminal = practise(loaded, "--question", QUESTION, "--no-voice")
    terminal.expect("Speak now")
    began = time.monotonic()
    virtual_audio.say(answer_sound)
    reach(terminal, 9)
    virtual_audio.pactl("suspend-source", "mic", "1")
    stalled = time.monotonic()
    terminal.expect("stopped delivering")
    assert time.monotonic() - stalled < NOTICED_S
    terminal.expect("Transcript")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    [answer] = saved()
    assert 7.5 < answer["recording"]["duration_s"] < stalled - began + 1.0
    assert "i-understand" in [hit["id"] for hit in answer["phrases"]["items"]]
    assert "ended_early" in [note["code"] for note in answer["notes"]]


def test_a_microphone_that_is_pulled_out_is_noticed(
    virtual_audio: VirtualAudio, quick: list[str], answer_sound: Samples
) -> None:
    """An unloaded source ends the recording; what there is is analyzed."""
    terminal = practise(quick, "--question", QUESTION, "--no-voice")
    terminal.expect("Speak now")
    virtual_audio.say(answer_sound)
    reach(terminal, 4)
    # with the server itself, because it would move the stream to another source
    virtual_audio.processes[0].kill()
    gone = time.monotonic()
    terminal.expect("stopped delivering")
    assert time.monotonic() - gone < NOTICED_S
    terminal.expect("Transcript")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    assert saved()[0]["recording"]["duration_s"] > 2.5


def test_without_a_terminal_silence_ends_the_answer(
    virtual_audio: VirtualAudio, quick: list[str], answer_sound: Samples
) -> None:
    """--end-silence stops after the last word; stdout is the answer's JSON alone."""
    process = subprocess.Popen(
        [*quick, "practice", "--lang", "en", "--question", QUESTION, "--no-voice",
         "--end-silence", "1.5", "--json"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if "Speak now" in line:
            break
    virtual_audio.say(answer_sound).wait()
    out, _err = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0
    [line] = out.splitlines()
    answer = json.loads(line)
    assert answer["source"] is None
    assert answer["recording"]["duration_s"] < len(answer_sound) / SAMPLE_RATE + 4.0
    assert answer["span"]["latency_s"] is None  # the question was only printed


def test_a_recording_takes_the_microphones_place_after_a_spoken_question(
    virtual_audio: VirtualAudio, quick: list[str]
) -> None:
    """The question is heard, the whole file is the answer, its silence is thinking time."""
    sample = data_folder("samples") / "answer.en.flac"
    done = subprocess.run(
        [*quick, "practice", "--lang", "en", "--question", QUESTION, "--answer", str(sample),
         "--json"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    whole = audio.read(sample)
    assert answer["recording"]["duration_s"] == pytest.approx(whole.duration_s, abs=0.01)
    assert answer["source"] == str(sample)
    assert answer["span"]["latency_s"] == pytest.approx(1.47, abs=0.05)
    assert float(np.abs(virtual_audio.heard("speaker")).max()) > 0.05
