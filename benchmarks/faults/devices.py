"""Microphone, loudspeaker and sound server fail."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.faults.outcome import QUESTIONS, Outcome, at_terminal, recording
from benchmarks.scene import Scene, Unseen


def _device(play: Scene, fault: Callable[[], object]) -> Outcome:
    """The microphone fails while the program records and nobody is there."""
    run, began = recording(play)
    at = time.monotonic()
    fault()
    noticed, line = run.said("voicemock: ")
    ended, status = run.end()
    return Outcome(
        line, noticed - at, run.took_s(noticed, ended), status, play.recordings()[0], at - began
    )


def suspended(play: Scene) -> Outcome:
    """The source stops delivering, PortAudio calls it active."""
    return _device(play, lambda: play.rig.pactl("suspend-source", "mic", "1"))


def unplugged(play: Scene) -> Outcome:
    """The source is gone."""
    return _device(play, play.unplug)


def server_killed(play: Scene) -> Outcome:
    """The whole sound system is gone."""
    return _device(play, play.kill_server)


def server_restarted(play: Scene) -> Outcome:
    """Killed, and there again before the next question, which is answered."""
    run, began = at_terminal(play)
    at = time.monotonic()
    play.kill_server()
    noticed, line = run.said("voicemock: .*stopped delivering")
    went_on, _line = run.said("Enter: next question")
    play.start_server()
    play.hum()
    pressed = time.monotonic()
    run.press("\r")
    again, _line = run.said("Speak now")
    time.sleep(1.0)
    run.press("\r")
    run.said("Enter: finish")
    run.press("\r")
    _ended, status = run.end()
    assert len(play.recordings()) == 2
    hang = max(went_on - noticed, again - pressed)
    return Outcome(line, noticed - at, hang, status, play.recordings()[0], at - began)


def not_openable(play: Scene) -> Outcome:
    """At the next question the microphone does not open; a key tries again, and then it does."""
    run, began = at_terminal(play)
    spoken_s = time.monotonic() - began
    run.press("\r")
    run.said("Enter: next question")
    play.kill_server()
    at = time.monotonic()
    run.press("\r")
    noticed, line = run.said("voicemock: .*(opened|start)")
    run.said("Enter: try again")
    tried = time.monotonic()
    run.press("\r")
    failed, _line = run.said("Enter: try again")
    play.start_server()
    play.hum()
    pressed = time.monotonic()
    run.press("\r")
    again, _line = run.said("Speak now")
    time.sleep(1.0)
    run.press("\r")
    run.said("Enter: finish")
    run.press("\r")
    _ended, status = run.end()
    assert len(play.recordings()) == 2
    hang = max(again - pressed, failed - tried)
    return Outcome(line, noticed - at, hang, status, play.recordings()[0], spoken_s)


def not_openable_unseen(play: Scene) -> Outcome:
    """The same where nobody could press a key."""
    play.hum()
    play.env["QUICK_HEARS_S"] = "1"
    run = play.unseen(*QUESTIONS, "--no-voice", "--max-seconds", "1.5")
    run.said("Speak now")
    until = time.monotonic() + 60
    while not list(play.home.glob("answers/*/answer.wav")) and time.monotonic() < until:
        time.sleep(0.01)
    play.kill_server()
    asked, _line = run.said("Question 2")
    noticed, line = run.said("voicemock: .*(opened|start)")
    ended, status = run.end()
    return Outcome(
        line, noticed - asked, run.took_s(noticed, ended), status, play.recordings()[0], 1.5
    )


def never_delivers(play: Scene) -> Outcome:
    """Suspended before it is opened: it opens, and nothing comes."""
    play.rig.pactl("suspend-source", "mic", "1")
    run = play.unseen("--question", "en-intro-1", "--no-voice")
    asked, _line = run.said("Question 1")
    noticed, line = run.said("voicemock: .*waiting")
    failed, _line = run.said("voicemock: .*no sound")
    ended, status = run.end()
    assert play.recordings() == []
    hang = max(run.took_s(noticed, failed), run.took_s(failed, ended))
    return Outcome(line, noticed - asked, hang, status, 1, 1)


def zeros(play: Scene) -> Outcome:
    """A microphone without permission: told while recording, and in the feedback."""
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "3.5", "--json")
    began, _line = run.said("Speak now")
    noticed, line = run.said("voicemock: .*zeros")
    _ended, status = run.end()
    assert "all_zeros" in run.out
    assert "Privacy" in line
    # it takes some seconds of zeros to tell them from a quiet room
    return Outcome(line, noticed - began - 2.5, 0, status, play.recordings()[0], 3.5)


def noise(play: Scene) -> Outcome:
    """Only noise: the feedback says that nobody was heard."""
    play.hum()
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "2", "--json")
    run.said("Speak now")
    _ended, status = run.end()
    assert "no_speech" in run.out
    return Outcome("no_speech", 0, 0, status, play.recordings()[0], 2)


def _while_asked(play: Scene, fault: Callable[[], object]) -> tuple[Unseen, float]:
    """Something fails while the question is spoken."""
    run = play.unseen("--question", "en-intro-1", "--max-seconds", "1.5")
    run.said("Question 1")
    until = time.monotonic() + 60
    while "ALSA plug-in" not in play.rig.pactl("list", "sink-inputs"):
        assert time.monotonic() < until, run.lines
        time.sleep(0.02)
    time.sleep(1.0)
    at = time.monotonic()
    fault()
    return run, at


def loudspeaker_suspended(play: Scene) -> Outcome:
    """It takes no sound any more: the question stands on the screen, the answer is recorded."""
    play.hum()
    run, at = _while_asked(play, lambda: play.rig.pactl("suspend-sink", "speaker", "1"))
    noticed, line = run.said("voicemock: .*not spoken")
    went_on, _line = run.said("Speak now")
    _ended, status = run.end()
    assert play.recordings(), run.lines
    return Outcome(
        line, noticed - at, run.took_s(noticed, went_on), status, play.recordings()[0], 1.5
    )


def loudspeaker_unplugged(play: Scene) -> Outcome:
    """The last sink is gone, and the stream with it; the microphone stays."""
    pactl = play.rig.pactl
    pactl("load-module", "module-null-source", "source_name=tone", "rate=48000")
    pactl("set-default-source", "tone")
    pactl("unload-module", "module-combine-sink")
    pactl("unload-module", "module-remap-source")
    for line in pactl("list", "short", "modules").splitlines():
        if "sink_name=room" in line:
            pactl("unload-module", line.split()[0])
    run, at = _while_asked(play, lambda: pactl("unload-module", "module-null-sink"))
    noticed, line = run.said("voicemock: .*not spoken")
    went_on, _line = run.said("Speak now")
    _ended, status = run.end()
    assert play.recordings(), run.lines
    return Outcome(
        line, noticed - at, run.took_s(noticed, went_on), status, play.recordings()[0], 1.5
    )


def server_killed_while_asked(play: Scene) -> Outcome:
    """Neither loudspeaker nor microphone any more, and nothing recorded yet."""
    run, at = _while_asked(play, play.kill_server)
    noticed, line = run.said("voicemock: .*not spoken")
    failed, _line = run.said("voicemock: The microphone")
    ended, status = run.end()
    assert play.recordings() == []
    hang = max(run.took_s(noticed, failed), run.took_s(failed, ended))
    return Outcome(line, noticed - at, hang, status, 1, 1)
