"""The question packs a person keeps in the data folder."""

from __future__ import annotations

import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from voicemock.errors import NotFoundError, PackError, StoreError
from voicemock.history.own_packs import OwnPacks
from voicemock.history.store import History
from voicemock.publish import everything

PACK = """schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "m-1"
text = "Why us?"
category = "motivation"
"""


def test_kept_as_it_was_written_and_replaced_by_its_id(tmp_path: Path) -> None:
    kept = OwnPacks(tmp_path)
    assert kept.read() == []
    first = kept.keep("# mine\n" + PACK)
    path = tmp_path / "packs" / "mine.toml"
    assert path.read_text(encoding="utf-8") == "# mine\n" + PACK
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"
    assert kept.get("mine") == first.pack
    again = kept.keep(PACK.replace("Why us?", "Why here?"))
    assert [one.name for one in kept.read()] == ["mine"]
    assert kept.get("mine") == again.pack != first.pack
    kept.remove("mine")
    for gone in (kept.get, kept.remove):
        with pytest.raises(NotFoundError):
            gone("mine")


@pytest.mark.parametrize(
    ("pack_id", "name"),
    [("../../etc/passwd", "etc-passwd"), ("客服 一", "客服-一"), ("///", "pack")],
)
def test_no_id_leads_out_of_the_folder(tmp_path: Path, pack_id: str, name: str) -> None:
    kept = OwnPacks(tmp_path).keep(PACK.replace('"mine"', f'"{pack_id}"'))
    assert kept.name == name
    assert [one.name for one in (tmp_path / "packs").iterdir()] == [f"{name}.toml"]


def test_two_ids_that_look_alike_are_two_packs(tmp_path: Path) -> None:
    kept = OwnPacks(tmp_path)
    names = [kept.keep(PACK.replace('"mine"', f'"{one}"')).name for one in ("a b", "a/b", "a b")]
    assert names == ["a-b", "a-b-2", "a-b"]


def test_damage_is_told_and_stops_nothing(tmp_path: Path) -> None:
    kept = OwnPacks(tmp_path)
    kept.keep(PACK)
    (tmp_path / "packs" / "broken.toml").write_text("schema =", encoding="utf-8")
    (tmp_path / "packs" / "bytes.toml").write_bytes(b"\xff")
    (tmp_path / "packs" / "notes.txt").write_text("mine", encoding="utf-8")
    broken, undecoded, good = kept.read()
    assert (broken.pack, undecoded.pack) == (None, None)
    assert "TOML" in broken.damage
    assert undecoded.damage
    assert good.name == "mine"
    with pytest.raises(StoreError, match="TOML"):
        kept.get("broken")
    kept.remove("broken")
    with pytest.raises(PackError):
        kept.keep("schema =")


def test_handed_over_and_forgotten_with_the_rest(tmp_path: Path) -> None:
    history = History(tmp_path / "home")
    OwnPacks(history.folder).keep(PACK)
    (history.folder / "packs" / "mine.toml.0a1b2c3d.part").write_text("left", encoding="utf-8")
    zipped = b"".join(everything.zipped(history, "all", tmp_path / "config.toml"))
    names = zipfile.ZipFile(BytesIO(zipped)).namelist()
    assert names == ["all/packs/mine.toml"]
    history.forget_all()
    assert not (history.folder / "packs").exists()
