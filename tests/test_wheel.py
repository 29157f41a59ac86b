"""What a person installs holds everything that is not code, too."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked."""
    pytest.importorskip("hatchling", reason="the wheel is built with hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_loads_packs_phrases_samples_and_messages(installed: Path) -> None:
    """Away from the checkout, from the wheel's own files."""
    code = (
        "from voicemock import i18n, __file__ as where\n"
        "from voicemock.content import checklist, letters, packs, phrases\n"
        "from voicemock.content.data import data_folder\n"
        "from voicemock.interview.planning import load_sample\n"
        "for language in ('zh', 'en'):\n"
        "    packs.default_pack(language), phrases.phrase_list(language)\n"
        "    letters.default_letters(language), checklist.default_checklist(language)\n"
        "    assert load_sample(language).path.is_file()\n"
        "assert (data_folder('prompts') / 'pack.schema.json').is_file()\n"
        "from voicemock.report.pages import html\n"
        "html._environment().get_template('answer.html')\n"
        "assert all(html._asset(name) for name in ('answer.html', 'answer.css', 'answer.js'))\n"
        "from voicemock.speak import voices\n"
        "from voicemock.speak.kokoro import phonemes, speaker\n"
        "assert all(speaker._styles(one.name).shape == (510, 256) for one in voices.VOICES)\n"
        "assert phonemes.numbers(phonemes.of('你好, thank you.', 'zh'))\n"
        "folder = speaker.Path(speaker.__file__).parent\n"
        "for name in ('voices/LICENSE', 'voices/NOTICE', 'dictionary/NOTICE'):\n"
        "    assert 'Apache' in (folder / name).read_text('utf-8')\n"
        "from voicemock.audio import speaker_networks\n"
        "folder = speaker_networks.Path(speaker_networks.__file__).parent / 'speaker'\n"
        "assert 'Apache' in (folder / 'LICENSE').read_text('utf-8')\n"
        "assert 'CNRS' in (folder / 'LICENSE.segmentation').read_text('utf-8')\n"
        "assert (folder / 'campplus.onnx').stat().st_size > 7_000_000\n"
        "assert (folder / 'segmentation.onnx').stat().st_size > 1_000_000\n"
        "i18n.use('zh')\n"
        "assert i18n._('Pace') != 'Pace'\n"
        "print(where, data_folder('prompts'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed, env={**os.environ, "PYTHONPATH": f"{installed}{os.pathsep}{os.environ['PYTHONPATH']}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert all(str(installed) in path for path in done.stdout.split())
