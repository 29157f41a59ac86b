"""A batch without workers: rosters and their faults, the journal, names left out, columns, its command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from tests.helpers import full_answer
from tests.histories import history
from voicemock import cli
from voicemock.audio import samples as audio
from voicemock.batch import columns, results, roster
from voicemock.batch.journal import Journal, Shown
from voicemock.batch.pseudonyms import Pseudonyms
from voicemock.batch.results import Named
from voicemock.batch.roster import RosterError
from voicemock.batch.run import Run
from voicemock.batch.values import Given, Options, Outcome, Row, Wanted, key_of, versions
from voicemock.content import packs
from voicemock.content.data import data_folder
from voicemock.errors import InputError
from voicemock.testing import tone
from voicemock.values.document import to_document, to_json

OPTIONS = Options("whisper", "base", "120-150", (("voicemock", "0.1"),))
SHOWN = Shown("en", pseudonyms=False)


def folder_with(root: Path, *names: str) -> roster.Folder:
    """Files that need not be sound."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sound")
    return roster.look(root)


def read(path: Path, folder: roster.Folder, text: str | bytes) -> list[Given]:
    """The rows of a roster of this text."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return roster.read(path, folder, "en")


# -- rosters ----------------------------------------------------------------------------


def test_without_a_roster_folders_are_persons_in_natural_order(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path, "ann/10.wav", "ann/2.flac", "bo/deep/1.m4a", "loose.wav", ".hidden/x.wav", "ann/notes.txt"
    )  # fmt: skip
    found = roster.by_folders(folder, "zh")
    assert [(one.file, one.person) for one in found] == [
        ("ann/2.flac", "ann"), ("ann/10.wav", "ann"), ("bo/deep/1.m4a", "bo"), ("loose.wav", ""),
    ]  # fmt: skip
    assert {one.language for one in found} == {"zh"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_is_read_as_spreadsheets_write_it(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    folder = folder_with(tmp_path / "in", "王/1.wav", "王/2.wav", "b.wav")
    text = '文件,姓名,问题,语言\r\n王/*.wav,王伟,zh-intro-1,中文\r\n\r\nb.wav,"Lee, Bo",,en\r\n'
    if delimiter != ",":
        text = text.replace('"Lee, Bo"', "Lee+ Bo").replace(",", delimiter).replace("+", ",")
    found = read(tmp_path / "r.csv", folder, text.encode(encoding))
    assert [(one.file, one.person, one.language) for one in found] == [
        ("王/1.wav", "王伟", "zh"), ("王/2.wav", "王伟", "zh"), ("b.wav", "Lee, Bo", "en"),
    ]  # fmt: skip
    assert [one.question.id if one.question else "" for one in found] == ["zh-intro-1"] * 2 + [""]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("nobody.wav,Ann,,", "no file nobody.wav"),
        ("x/*.wav,Ann,,", "matches x/*.wav"),
        ("a.wav,Ann,,", "is in line 2, too"),
        (",Ann,,", "the file is missing"),
        ("b.wav,Ann,en-intr-1,", "did you mean en-intro-1?"),
        ("b.wav,Ann,,fr", "write zh or en"),
        ("b.wav,Ann,en-intro-1,zh", "is in en, the row says zh"),
    ],
)
def test_a_wrong_row_is_named_with_line_and_remedy(tmp_path: Path, row: str, fault: str) -> None:
    folder = folder_with(tmp_path / "in", "a.wav", "b.wav")
    text = f'file,person,question,language\na.wav,"two\nlines",en-intro-1,\n{row}\n'
    with pytest.raises(RosterError) as caught:
        read(tmp_path / "r.csv", folder, text)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith(f"{tmp_path}/r.csv:4: ")
    assert fault in caught.value.faults[0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"name,question\nx,y\n", "no column file"),
        (b'file,person\n"a.wav,Ann\n', "no CSV"),
        (b"file\n\xff\xfe\xff\n", "neither UTF-8 nor GBK"),
        (b"file,person\n", "names no recording"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path: Path, text: bytes, fault: str) -> None:
    folder = folder_with(tmp_path / "in", "a.wav")
    with pytest.raises(InputError, match=fault):
        read(tmp_path / "r.csv", folder, text)


def test_patterns_may_go_through_folders(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "in", "a/1.wav", "a/b/2.wav", "c/b/3.wav", "4.wav")
    for pattern, files in {
        "**/*.wav": ["4.wav", "a/1.wav", "a/b/2.wav", "c/b/3.wav"], "*/b/*.wav": ["a/b/2.wav", "c/b/3.wav"],
        "*.wav": ["4.wav"], "a/[0-9].wav": ["a/1.wav"], "a\\1.wav": ["a/1.wav"],
    }.items():  # fmt: skip
        found = read(tmp_path / "r.csv", folder, f"file\n{pattern}\n")
        assert sorted(one.file for one in found) == files


def test_a_roster_of_fifty_thousand_rows_grows_in_proportion(tmp_path: Path) -> None:
    """Wrong ones among them; and all of them are known before any work begins."""
    files = {f"p{n % 400}/{n}.wav": tmp_path / "in" for n in range(50_000)}
    folder = roster.Folder(tmp_path / "in", files)

    def seconds(count: int, wrong: str) -> float:
        names = list(files)[:count]
        text = "file,person,question\n" + "".join(f"{one},Ann,{wrong}\n" for one in names)
        began = time.process_time()
        if wrong == "en-intro-1":
            assert len(read(tmp_path / "r.csv", folder, text)) == count
        else:
            with pytest.raises(RosterError) as caught:
                read(tmp_path / "r.csv", folder, text)
            assert len(caught.value.faults) == count
        return time.process_time() - began

    for question in ("en-intro-1", "unknown"):
        seconds(1000, question)
        small, large = (min(seconds(n, question) for _again in range(2)) for n in (6250, 50_000))
        assert large < 20 * small  # eight times as many rows; 64 times would be the square


def test_the_command_names_the_rows_and_begins_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder_with(tmp_path / "in", "a.wav")
    path = tmp_path / "r.csv"
    path.write_text("file,question\n" + "gone.wav,\n" * 30, encoding="utf-8")
    status = cli.run(
        ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--roster", str(path)]
    )
    lines = capsys.readouterr().err.splitlines()
    assert status == 2
    assert not (tmp_path / "out").exists()
    assert len(lines) == 21 and f"{path}:2: " in lines[0] and "10 more" in lines[-1]


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["nowhere", "-o", "out"], 2, "is not a folder"),
        (["in", "-o", "out", "--target", "mine"], 2, "no pace of its own"),
        (["in", "-o", "out", "--target", "fast"], 2, "--target fast is not a pace"),
        (["in", "-o", "in/a.wav"], 2, "cannot be saved"),
        (["in", "-o", "out", "--scheduler", "tcp://127.0.0.1:9"], 3, "does not answer"),
        (["in", "-o", "out", "--scheduler", "nonsense://x"], 3, "does not answer"),
        (["in", "-o", "out", "--scheduler", "tls://127.0.0.1:9"], 3, "TLS configuration"),
        (["in", "-o", "out", "--model", "huge"], 3, "no model huge"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], status: int, told: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("voicemock.batch.cluster._REACH_S", 1)
    folder_with(tmp_path / "in", "a.wav")
    monkeypatch.chdir(tmp_path)
    assert cli.run(["batch", *arguments]) == status
    err = capsys.readouterr().err
    assert told in err and "Traceback" not in err


def test_without_dask_the_message_names_the_extra(tmp_path: Path) -> None:
    folder_with(tmp_path / "in", "a.wav")
    code = (
        "import sys; sys.modules['distributed'] = None; from voicemock import cli; "
        f"sys.exit(cli.run(['batch', {str(tmp_path / 'in')!r}, '-o', {str(tmp_path / 'out')!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 3
    assert 'pip install "voicemock[batch]"' in done.stderr
    assert "Traceback" not in done.stderr


# -- the journal ------------------------------------------------------------------------


def test_what_an_answer_is_known_by() -> None:
    """Sound, question, language, options and versions; each of them makes another answer."""
    question = packs.default_pack("en").questions[0]
    key = key_of("a" * 64, question, "en", OPTIONS)
    assert key == key_of("a" * 64, question, "en", OPTIONS)
    others = {
        key_of("b" * 64, question, "en", OPTIONS),
        key_of("a" * 64, replace(question, limit_s=7.0), "en", OPTIONS),
        key_of("a" * 64, None, "en", OPTIONS),
        key_of("a" * 64, question, "zh", OPTIONS),
        key_of("a" * 64, question, "en", replace(OPTIONS, target="natural")),
        key_of("a" * 64, question, "en", replace(OPTIONS, model="small")),
        key_of("a" * 64, question, "en", replace(OPTIONS, versions=(("voicemock", "0.2"),))),
    }
    assert len(others) == 7 and key not in others
    assert dict(versions("whisper")).keys() == {"voicemock", "faster-whisper", "ctranslate2"}


def test_two_versions_are_never_mixed_silently(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with journal.held():
        journal.agree(OPTIONS, SHOWN, renew=False)
        journal.keep(Outcome("k", document="{}", page="<p>"))
    newer = replace(OPTIONS, versions=(("voicemock", "0.2"),))
    with journal.held():
        assert journal.done == {"k"}
        with pytest.raises(InputError, match=r"voicemock: 0\.1, 0\.2"):
            journal.agree(newer, SHOWN, renew=False)
        assert journal.done == {"k"}
        journal.agree(newer, SHOWN, renew=True)
        assert not journal.done and not list((tmp_path / "documents").iterdir())
    with journal.held():
        journal.agree(newer, SHOWN, renew=False)


def test_pages_are_made_anew_where_they_are_to_look_otherwise(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with journal.held():
        journal.agree(OPTIONS, SHOWN, renew=False)
        journal.keep(Outcome("k", document="{}", page="<p>"))
        journal.agree(OPTIONS, SHOWN, renew=False)
        assert journal.paged == {"k"}
        journal.agree(OPTIONS, Shown("zh", pseudonyms=True), renew=False)
        assert not journal.paged and journal.done == {"k"}


def test_one_batch_at_a_time_and_half_a_document_is_none(tmp_path: Path) -> None:
    first, second = Journal(tmp_path), Journal(tmp_path)
    with first.held():
        (tmp_path / "documents" / "k.json.1234.part").write_text('{"half', encoding="utf-8")
        with pytest.raises(InputError, match="Another batch"), second.held():
            pass
    with second.held():
        assert not second.done
        assert not list((tmp_path / "documents").iterdir())


def test_a_damaged_file_is_remembered_and_a_dead_worker_is_not(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with journal.held():
        journal.keep(Outcome("a", kind="damaged", reason="{file} is empty."))
        journal.keep(Outcome("b", kind="killed", reason="died"))
    again = Journal(tmp_path)
    with again.held():
        assert again.failed == {"a": "{file} is empty."}
        again.keep(Outcome("a", document="{}"))
        again.remove(again.others({"z"}))
        assert not again.done and not again.failed


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_never_ends_is_named_and_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes into; and what is gone by now."""
    os.mkfifo(tmp_path / "pipe.wav")
    given = [
        Given(tmp_path / name, name, "ann", None, "en") for name in ("pipe.wav", "gone.wav")
    ]  # fmt: skip
    never: Any = None  # nothing is left to do: nobody connects
    found: list[Row] = []
    run = Run(never, Journal(tmp_path / "out"), Wanted(OPTIONS, "en"))
    looking = threading.Thread(target=lambda: found.extend(run.over(given)[0]), daemon=True)
    looking.start()
    looking.join(300)
    assert [one.failure for one in found] == [
        "It cannot be read: no ordinary file.", "It cannot be read: No such file or directory.",
    ]  # fmt: skip


# -- results ----------------------------------------------------------------------------


def write(folder: Path, given: list[Given], named: Named, *, with_csv: bool = False) -> Path:
    """The results of answers that are known already, all but the last recording's."""
    journal = Journal(folder)
    rows = []
    answers = history(len(given), "en", seed=4)
    with journal.held():
        for number, (one, answer) in enumerate(zip(given, answers, strict=True)):
            key, last = f"k{number}", number == len(given) - 1
            row = Row(one, sha256=f"{number:064x}", key=key)
            if last:
                row.failure = "{file} is not a recording."
            else:
                shown = replace(
                    answer, source=one.file, recording=replace(answer.recording, path=one.file)
                )
                journal.keep(Outcome(key, document=to_json(shown), page=f"<p>{number}</p>"))
            rows.append(row)
        results.write(journal, rows, OPTIONS, named, with_csv=with_csv)
    return folder


def class_of(people: int, each: int) -> list[Given]:
    """Recordings of people with names."""
    return [
        Given(
            Path(f"/x/Zoe {person:02}/{number}.wav"),
            f"Zoe {person:02}/{number}.wav",
            f"Zoe {person:02}",
            None,
            "en",
        )
        for person in range(people)
        for number in range(each)
    ]


def test_the_tables_say_what_they_are_made_with_and_in_which_units(tmp_path: Path) -> None:
    write(tmp_path, class_of(2, 3), Named())
    table = parquet.read_table(tmp_path / "answers.parquet")
    assert table.num_rows == 6
    assert json.loads(table.schema.metadata[b"voicemock"]) == OPTIONS.flat()
    assert table.schema.metadata[b"voicemock.model"] == b"base"
    units = {
        name: (table.schema.field(name).metadata or {}).get(b"unit") for name in table.column_names
    }
    assert units["recording.duration_s"] == b"s" and units["recording.mic.snr_db"] == b"dB"
    assert units["voice.pitch_sd_st"] == b"semitones" and units["fillers.per_min"] == b"1/min"
    assert units["pace.value"] == b"pace.unit" and units["person"] is None
    failed = [one for one in table.to_pylist() if one["error"]]
    assert [one["error"] for one in failed] == ["Zoe 01/2.wav is not a recording."]
    assert failed[0]["pace.value"] is None and failed[0]["sha256"]


def test_every_number_of_the_json_has_a_column() -> None:
    """Those inside lists, which are moments, apart."""
    answer = full_answer()

    def numbers(value: object, name: str = "") -> set[str]:
        if isinstance(value, dict):
            return {one for key, inner in value.items() for one in numbers(inner, f"{name}.{key}")}
        if isinstance(value, list) and name in (".pace.target", ".pace.natural"):
            return {f"{name[1:]}.{at}" for at in range(len(value))}
        return (
            {name[1:]} if isinstance(value, (int, float)) and not isinstance(value, bool) else set()
        )

    found = numbers(to_document(answer))
    assert len(found) > 20
    assert found <= {one.name for one in columns.answers()}
    units = {
        one.name for one in columns.answers() if one.type in ("int64", "double") and not one.unit
    }
    assert not units


def test_moments_have_a_row_each_and_absent_steps_too() -> None:
    document = to_document(full_answer())
    rows = list(columns.moments(document))
    kinds = [one["kind"] for one in rows]
    assert kinds.count("pause") == len(document["pauses"]["items"]) > 0
    assert kinds.count("phrase") == len(document["phrases"]["items"]) > 0
    step = {
        "structure": {
            "steps": [
                {"id": "result", "items": []},
                {
                    "id": "task",
                    "state": "unsure",
                    "items": [{"heard": "x", "start_s": 1.0, "end_s": 2.0}],
                },
            ]
        }
    }
    assert [(one["id"], one["what"], one["start_s"]) for one in columns.moments(step)] == [
        ("result", "absent", None), ("task", "unsure", 1.0),
    ]  # fmt: skip


def test_pseudonyms_leave_names_out_everywhere(tmp_path: Path) -> None:
    """In tables, pages, documents and the names of files; and they stay the same."""
    given = class_of(3, 4)
    names = Pseudonyms(tmp_path / "data").of(one.person for one in given)
    folder = write(tmp_path / "out", given, Named(names), with_csv=True)
    assert len(set(names.values()) - {""}) == 3
    for path in folder.rglob("*"):
        assert "zoe" not in path.name.lower()
        if path.is_file():
            content = path.read_bytes().lower()
            assert b"zoe" not in content, path.name
    assert names["Zoe 01"] in (folder / "class.html").read_text(encoding="utf-8")
    again = Pseudonyms(tmp_path / "data").of(["Zoe 01", "Yan"])
    assert again["Zoe 01"] == names["Zoe 01"] and again["Yan"] not in names.values()
    # and back: the same results with names
    write(folder, given, Named())
    document = json.loads((folder / "documents" / "k0.json").read_text(encoding="utf-8"))
    assert document["source"] == document["recording"]["path"] == "Zoe 00/0.wav"


def test_the_page_of_a_class_is_quick(tmp_path: Path) -> None:
    """480 answers take at most some twelve times as long as 40."""
    small = _seconds(tmp_path / "a", 4, 10)
    large = _seconds(tmp_path / "b", 40, 12)
    assert large < 24 * max(small, 0.02)


def _seconds(folder: Path, people: int, each: int) -> float:
    given = class_of(people, each)
    write(folder, given, Named())
    began = time.process_time()
    write(folder, given, Named())
    return time.process_time() - began


# -- one small real run -------------------------------------------------------------------


def test_a_real_batch_hears_as_analyze_does(
    tmp_path: Path, model_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Workers of its own, the real recognizer; damaged sound beside it."""
    del model_cache
    folder, out = tmp_path / "in", tmp_path / "out"
    (folder / "ann").mkdir(parents=True)
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples[: 16_000 * 12]
    audio.write_wav(folder / "ann/answer.wav", sound)
    audio.write_wav(folder / "ann/tone.wav", tone(2.0))
    (folder / "bob.wav").write_bytes(b"RIFF")
    arguments = ["batch", str(folder), "-o", str(out), "--workers", "1", "--lang", "en"]
    assert cli.run(arguments) == 4
    err = capsys.readouterr().err
    assert "2 analyzed" in err and "1 failed" in err
    assert cli.run(["analyze", "--json", "--lang", "en", str(folder / "ann/answer.wav")]) == 0
    wanted = json.loads(capsys.readouterr().out)
    row = next(
        one
        for one in parquet.read_table(out / "answers.parquet").to_pylist()
        if one["file"] == "ann/answer.wav"
    )
    document = json.loads((out / row["document"]).read_text(encoding="utf-8"))
    for one in (wanted, document):
        del one["id"], one["source"], one["recording"]["path"]
    assert document == wanted and wanted["transcript"]["text"]
    assert "data:audio/mpeg" in (out / row["page"]).read_text(encoding="utf-8")
