"""The interviewer's voices: which of them speaks, in which parts, how loud, and what stands in for it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voicemock import speak
from voicemock.audio.loudness import SPEECH_LUFS, levelled, loudness
from voicemock.cli import run
from voicemock.errors import InputError, VoiceError
from voicemock.files import data_wheels
from voicemock.speak import voices
from voicemock.speak.base import Speaker, Speech, Utterance, gained, pace
from voicemock.speak.fallback import FallbackSpeaker
from voicemock.speak.kept import Kept
from voicemock.speak.kokoro import chunks, model, network
from voicemock.speak.kokoro.network import RATE, Network
from voicemock.speak.kokoro.speaker import KokoroSpeaker, _styles
from voicemock.speak.pyttsx_process import voices_of
from voicemock.testing import joined, noise, silence, tone
from voicemock.values.codes import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Samples

HELLO = Utterance("Hello, nice to meet you.", "en")


def sound_of(speaker: Speaker, utterance: Utterance) -> Samples:
    """All of an utterance."""
    speech = speaker.synthesize(utterance)
    assert speech is not None
    return joined(*speech.parts)


# -- who speaks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("zf_xiaobei", ["zf_xiaobei"]),
        ("Yunjian", ["zm_yunjian"]),
        ("yunjian, michael", ["zm_yunjian", "am_michael"]),
        ("", []),
        ("gmw/en-us", []),
        ("jian", []),
    ],
)
def test_a_voice_is_named_by_its_name_or_the_end_of_it(wanted: str, names: list[str]) -> None:
    assert [one.name for one in voices.named(wanted)] == names


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_customer_is_of_the_other_sex_than_the_interviewer_whoever_asks(
    language: LanguageCode,
) -> None:
    asking = [(), *((one,) for one in voices.VOICES if one.language == language)]
    for chosen in asking:
        one, other = voices.interviewer(language, chosen), voices.customer(language, chosen)
        assert one.language == other.language == language
        assert {one.sex, other.sex} == {"female", "male"}
        assert not chosen or one == chosen[0]


def test_a_voice_of_the_other_language_leaves_the_interviewer_as_it_is() -> None:
    assert voices.interviewer("en", voices.named("yunjian")) == voices.interviewer("en")


# -- parts -----------------------------------------------------------------------------------------


def test_sentences_are_spoken_one_by_one_with_a_breath_between() -> None:
    symbols = f"{'a' * 40}. {'b' * 40}? {'c' * 40}!"
    cut = chunks.cut(symbols)
    assert [one.symbols[0] for one in cut] == ["a", "b", "c"]
    assert all(one.pause_s > 0.2 for one in cut)


def test_a_short_sentence_goes_with_its_neighbour() -> None:
    assert [one.symbols for one in chunks.cut("haɪ. hˌW ɑɹ ju tədˈA, maɪ fɹˈɛnd?")] == [
        "haɪ. hˌW ɑɹ ju tədˈA, maɪ fɹˈɛnd?"
    ]


@pytest.mark.parametrize(
    "symbols",
    ["a" * 3000, "abc " * 900, "abc, " * 900, "a. " * 900, f"{'abc ' * 30}, {'x' * 400}. b"],
)
def test_whatever_the_length_every_symbol_is_spoken_in_parts_that_the_network_takes(
    symbols: str,
) -> None:
    cut = chunks.cut(symbols)
    assert max(len(one.symbols) for one in cut) <= chunks.MOST
    spoken = "".join(one.symbols for one in cut)
    assert spoken.replace(" ", "") == symbols.replace(" ", "")


@pytest.mark.parametrize("symbols", ["", " ", "…", ".?!", "— —", "“”"])
def test_where_there_are_only_marks_there_is_nothing_to_speak(symbols: str) -> None:
    assert chunks.cut(symbols) == []


# -- loudness and mood -----------------------------------------------------------------------------


def test_loudness_is_that_of_the_standard() -> None:
    """EBU Tech 3341: a sine of 1 kHz at -23 dBFS in both channels is -23 LUFS; in one it is 3 less."""
    sine = tone(3.0, 997, 10 ** (-23 / 20))
    assert loudness(sine, SAMPLE_RATE) == pytest.approx(-26.0, abs=0.1)
    assert loudness(silence(1.0), SAMPLE_RATE) is None


@pytest.mark.parametrize("seconds", [0.2, 0.6, 4.0])
@pytest.mark.parametrize("level", [0.002, 0.05, 0.6])
def test_speech_is_brought_to_one_loudness_however_loud_and_long(
    seconds: float, level: float
) -> None:
    even = levelled(noise(seconds, level), SAMPLE_RATE)
    assert loudness(even, SAMPLE_RATE) == pytest.approx(SPEECH_LUFS, abs=0.3)


def test_a_peak_is_never_cut_off() -> None:
    sound = noise(2.0, 0.001)
    sound[1000] = 0.9
    even = levelled(sound, SAMPLE_RATE)
    assert float(np.abs(even).max()) <= 1.0
    assert np.argmax(np.abs(even)) == 1000


def test_anger_is_quick_and_loud_worry_slow_and_soft() -> None:
    angry, worried = (Utterance("x", "en", True, mood) for mood in ("angry", "worried"))
    sound = tone(0.5, 300, 0.1)
    assert pace(angry) > 1 > pace(worried)
    loud, soft = (float(np.abs(gained(sound, one)).max()) for one in (angry, worried))
    assert loud > 0.1 > soft
    assert pace(Utterance("x", "en", slower=True)) < 0.8


# -- kept ------------------------------------------------------------------------------------------


def test_speech_is_made_once_and_kept_by_all_that_it_depends_on(tmp_path: Path) -> None:
    kept, made = Kept(tmp_path / "voices"), []

    def make(_folder: Path) -> tuple[Samples, int]:
        made.append(1)
        return tone(0.2), SAMPLE_RATE

    first = kept.get({"text": "a"}, make)
    again = Kept(tmp_path / "voices").get({"text": "a"}, make)
    assert np.allclose(first, again, atol=1e-4)
    kept.get({"text": "b"}, make)
    assert len(made) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "voices").iterdir())


def test_what_two_want_at_once_is_made_once(tmp_path: Path) -> None:
    kept, made, begun, go = Kept(tmp_path), [], threading.Event(), threading.Event()

    def make(_folder: Path) -> tuple[Samples, int]:
        made.append(1)
        begun.set()
        assert go.wait(60)
        return tone(0.2), SAMPLE_RATE

    threads = [threading.Thread(target=kept.get, args=({"text": "a"}, make)) for _ in range(3)]
    for one in threads:
        one.start()
    assert begun.wait(60)
    go.set()
    for one in threads:
        one.join(60)
    assert len(made) == 1


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.get({"text": "a"}, lambda _folder: (tone(0.2), SAMPLE_RATE))
    [path] = tmp_path.glob("*.flac")
    path.write_bytes(path.read_bytes()[:60])
    sound = kept.get({"text": "a"}, lambda _folder: (tone(0.3), SAMPLE_RATE))
    assert len(sound) == len(tone(0.3))


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(VoiceError, match="VOICEMOCK_CACHE"):
        Kept(tmp_path / "file").get({"text": "a"}, lambda _folder: (tone(0.2), SAMPLE_RATE))


# -- another voice where one fails -----------------------------------------------------------------


class Failing:
    """Fails at once, before the first part, or behind it."""

    def __init__(self, when: str) -> None:
        self.when = when

    def synthesize(self, utterance: Utterance) -> Speech:
        if self.when == "at once":
            raise VoiceError("broken")
        return Speech(24_000, self._parts())

    def _parts(self) -> Iterator[Samples]:
        if self.when == "behind":
            yield tone(0.1)
        raise VoiceError("broken")


class Steady:
    """Speaks a tone of half a second at 16 kHz."""

    def synthesize(self, utterance: Utterance) -> Speech:
        return Speech(SAMPLE_RATE, [tone(0.5)])


@pytest.mark.parametrize("when", ["at once", "before"])
def test_where_the_voice_fails_another_speaks_from_then_on_and_it_is_told_once(when: str) -> None:
    told: list[VoiceError] = []
    speaker = FallbackSpeaker(Failing(when), Steady(), told.append)
    for _time in range(3):
        speech = speaker.synthesize(HELLO)
        assert speech is not None
        assert len(joined(*speech.parts)) / speech.rate == pytest.approx(0.5, abs=0.01)
    assert [str(error) for error in told] == ["broken"]


def test_a_failure_in_the_middle_is_not_covered_up() -> None:
    speaker = FallbackSpeaker(Failing("behind"), Steady(), lambda _error: None)
    with pytest.raises(VoiceError, match="broken"):
        sound_of(speaker, HELLO)


def test_a_text_without_words_is_no_fault_of_the_voice(tmp_path: Path) -> None:
    told: list[VoiceError] = []
    neural = KokoroSpeaker(tmp_path / "none.onnx", Kept(tmp_path))
    speaker = FallbackSpeaker(neural, Steady(), told.append)
    for text in ("……", "?!", "😀", " "):
        with pytest.raises(InputError, match="no words"):
            sound_of(speaker, Utterance(text, "zh"))
    assert not told


@pytest.fixture
def no_voice_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_wheels, "installed", lambda _model: None)


def test_without_the_model_the_system_speaks_and_a_line_says_how_to_get_it(
    no_voice_wheels: None, tmp_path: Path
) -> None:
    told: list[VoiceError] = []
    speaker = speak.load("xiaobei", tmp_path, told=told.append)
    assert type(speaker).__name__ == "Pyttsx3Speaker"
    assert [str(one) for one in told] == [
        'The neural voice is not on this machine; install it with `pip install "voicemock[model]"`.'
    ]


def test_a_part_with_other_bytes_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    part = tmp_path / "part.bin"
    part.write_bytes(b"not the model")
    monkeypatch.setattr(data_wheels, "installed", lambda _model: {"kokoro.onnx": (part,) * 4})
    with pytest.raises(VoiceError, match=r"kokoro\.onnx has another SHA-256"):
        model.locate(tmp_path / "cache")
    assert not list((tmp_path / "cache" / "models").iterdir())


def test_a_network_that_cannot_be_loaded_is_told_and_the_system_speaks(tmp_path: Path) -> None:
    (tmp_path / "kokoro.onnx").write_bytes(b"nothing")
    told: list[VoiceError] = []
    neural = KokoroSpeaker(tmp_path / "kokoro.onnx", Kept(tmp_path / "voices"))
    assert len(sound_of(FallbackSpeaker(neural, Steady(), told.append), HELLO))
    assert "install voicemock again" in str(told[0])


def test_without_onnx_runtime_the_system_speaks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    told: list[VoiceError] = []
    speak.load("heart", tmp_path, told=told.append)
    assert "onnxruntime" in str(told[0])


@pytest.mark.parametrize(
    ("platform", "neural"), [("linux", True), ("win32", False), ("darwin", False)]
)
def test_the_system_speaks_by_default_where_its_voices_are_good(
    platform: str, neural: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert speak.neural_by_default() is neural
    assert (speak.name_of(None, "zh") == "zf_xiaobei") is neural
    assert speak.name_of("michael", "en") == "am_michael"


# -- the system's ----------------------------------------------------------------------------------


class _SystemVoice:
    def __init__(self, identity: str, name: str, *languages: str) -> None:
        self.id, self.name, self.languages = identity, name, list(languages)


def test_other_chinese_tongues_are_no_mandarin() -> None:
    found = [
        _SystemVoice("sit/yue", "Chinese (Cantonese)", "yue", "zh-yue"),
        _SystemVoice("sit/cmn", "Chinese (Mandarin, latin as English)", "cmn", "zh-cn"),
        _SystemVoice("gmw/en-us", "English (America)", "en-us"),
    ]
    assert voices_of(found, "zh") == ["sit/cmn"]
    assert voices_of(found, "en") == ["gmw/en-us"]
    assert voices_of(found, "en", "yue") == ["sit/yue"]


# -- the real network ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def kokoro(shared_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> KokoroSpeaker:
    """The neural voice, in a cache shared by the run, keeping what it made for the run alone."""
    if not model.there(shared_cache):
        pytest.skip("the voice's data wheels are not installed (voicemock[model])")
    return KokoroSpeaker(model.locate(shared_cache), Kept(tmp_path_factory.mktemp("voices")))


def test_the_first_sentence_is_there_before_the_second_is_made(kokoro: KokoroSpeaker) -> None:
    speech = kokoro.synthesize(
        Utterance(
            "Hello there, and welcome to the interview. Shall we begin with a few words about you?",
            "en",
        )
    )
    assert speech is not None
    parts = iter(speech.parts)
    first = next(parts)
    made = len(list(kokoro._kept._folder.glob("*.flac")))
    second = next(parts)
    assert len(list(kokoro._kept._folder.glob("*.flac"))) == made + 1
    assert speech.rate == RATE
    for part in (first, second):
        assert 1.5 < len(part) / RATE < 6.0
        assert loudness(part, RATE) == pytest.approx(SPEECH_LUFS, abs=1.0)


def test_slower_is_longer_and_a_customer_is_somebody_else(kokoro: KokoroSpeaker) -> None:
    usual = sound_of(kokoro, HELLO)
    slower = sound_of(kokoro, Utterance(HELLO.text, "en", slower=True))
    assert len(slower) > 1.15 * len(usual)
    customer = sound_of(kokoro, Utterance(HELLO.text, "en", customer=True))
    assert not np.array_equal(usual[: len(customer)], customer[: len(usual)])


def test_a_voice_that_rests_speaks_again_as_before(kokoro: KokoroSpeaker, tmp_path: Path) -> None:
    before = sound_of(kokoro, HELLO)
    kokoro.rest()
    assert kokoro._network is None
    anew = KokoroSpeaker(kokoro._path, Kept(tmp_path))  # what was kept would not need the network
    FallbackSpeaker(anew, kokoro, told=lambda _error: None).rest()
    assert np.allclose(sound_of(anew, HELLO), before, atol=1 / 2**15)  # which is kept in 16 bits


def test_the_network_is_optimized_once_and_what_is_damaged_is_made_anew(
    kokoro: KokoroSpeaker, tmp_path: Path
) -> None:
    path = tmp_path / "kokoro.onnx"
    path.symlink_to(kokoro._path)

    def spoken() -> Samples:
        return Network(path, threads=1).speak([50, 83, 54, 156, 57, 135], _styles("af_heart"), 1.0)

    first = spoken()
    (kept,) = tmp_path.glob("kokoro-*.onnx")
    written = kept.stat().st_mtime_ns
    assert np.array_equal(spoken(), first)
    assert kept.stat().st_mtime_ns == written
    size = kept.stat().st_size
    kept.write_bytes(b"no network".ljust(size))
    assert np.array_equal(spoken(), first)
    (again,) = tmp_path.glob("kokoro-*.onnx")
    assert again.read_bytes()[:10] != b"no network"
    os.truncate(again, 1000)
    assert np.array_equal(spoken(), first)
    assert [one.stat().st_size for one in tmp_path.glob("kokoro-*.onnx")] == [size]


def test_a_cache_that_takes_nothing_does_not_silence_the_voice(
    kokoro: KokoroSpeaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kokoro.onnx"
    path.symlink_to(kokoro._path)
    monkeypatch.setattr(network, "_part", lambda _path, _name: tmp_path / "nowhere" / "x.part")
    sound = Network(path, threads=1).speak([50, 83, 54], _styles("af_heart"), 1.0)
    assert len(sound)
    assert list(tmp_path.glob("kokoro-*")) == []


# -- the command -----------------------------------------------------------------------------------


def test_voices_are_listed_as_json(
    model_cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICEMOCK_VOICE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("voicemock.speak.pyttsx.available", lambda _language: ["sit/cmn"])
    assert run(["voices", "--lang", "zh", "--json"]) == 0
    found = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [one["name"] for one in found] == ["zf_xiaobei", "zm_yunjian", "sit/cmn"]
    assert [one["default"] for one in found] == [True, False, False]
    assert {one["language"] for one in found} == {"zh"}
    assert [one["engine"] for one in found] == ["kokoro", "kokoro", "pyttsx3"]


def test_a_text_is_written_as_it_is_spoken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import soundfile

    monkeypatch.setattr("voicemock.speak.load", lambda *_names, **_options: Steady())
    path = tmp_path / "said.wav"
    assert run(["voices", "--lang", "en", "--say", "Hello", "-o", str(path)]) == 0
    sound, rate = soundfile.read(path)
    assert (len(sound) / rate, rate) == (0.5, SAMPLE_RATE)
    assert run(["voices", "-o", str(path)]) == 2
    assert "--say" in capfd.readouterr().err
    nowhere = tmp_path / "none" / "said.wav"
    assert run(["voices", "--say", "Hello", "-o", str(nowhere)]) == 2
    assert str(nowhere) in capfd.readouterr().err
