"""One history, many threads: what each saves is found by all, and nothing stays open."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers import full_answer
from voicemock.history import database
from voicemock.history.store import History

THREADS = 8
EACH = 5


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Every connection that was opened."""
    found: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: object, **options: object) -> sqlite3.Connection:
        found.append(connect(*arguments, **options))  # type: ignore[call-overload]
        return found[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    return found


@pytest.fixture
def told() -> list[str]:
    """What the histories of a test tell."""
    return []


@pytest.fixture
def history(tmp_path: Path, opened: list[sqlite3.Connection], told: list[str]) -> Iterator[History]:
    """An empty one; at the end all its connections are closed."""
    one = History(tmp_path / "data", told.append)
    yield one
    one.close()
    assert opened
    assert all(map(_is_closed, opened))


def _is_closed(db: sqlite3.Connection) -> bool:
    try:
        db.total_changes  # noqa: B018  (asked for what it raises)
    except sqlite3.ProgrammingError:
        return True
    return False


def at_once(work: Callable[[int], None], count: int = THREADS) -> None:
    """Do something in so many threads, none of which begins before all are there."""
    barrier = threading.Barrier(count, timeout=60)
    failed: list[BaseException] = []

    def one(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failed == []
    assert not any(thread.is_alive() for thread in threads)


def save(history: History, session: str) -> str:
    """An answer saved through all steps; its id."""
    place = history.hold(history.new_place("zh", None, session))
    history.save(full_answer(place.id), session_id=session)
    history.release(place)
    return place.id


def test_threads_that_save_and_read_find_all_that_was_saved(
    history: History, told: list[str]
) -> None:
    """The first use, too, which makes the database, is everybody's at once."""

    def work(number: int) -> None:
        for given in range(1, EACH + 1):
            answer_id = save(history, f"s{number}")
            assert history.get(answer_id).id == answer_id
            mine = history.answers(session_id=f"s{number}", outline=bool(given % 2))
            assert len(mine) == given
            assert mine[-1].id == answer_id
            assert len(history.paces("zh")) >= given
            assert history.unfinished() == []

    at_once(work)
    assert len({one.id for one in history.answers()}) == THREADS * EACH
    assert told == []


def test_histories_of_one_folder_in_several_threads(history: History, told: list[str]) -> None:
    """As a server may have them, one a request."""
    save(history, "first")

    def work(number: int) -> None:
        with closing(History(history.folder, told.append)) as own:
            for given in range(1, EACH + 1):
                save(own, f"s{number}")
                assert len(own.answers(session_id=f"s{number}")) == given

    at_once(work)
    assert len(history.answers()) == THREADS * EACH + 1
    assert told == []


def test_what_one_thread_closes_another_may_go_on_using(history: History) -> None:
    """A command that is under way is done first; the next opens the database again."""

    def work(number: int) -> None:
        for given in range(1, EACH + 1):
            if number % 2:
                history.close()
            else:
                save(history, f"s{number}")
                assert len(history.answers(session_id=f"s{number}")) == given

    at_once(work)
    assert len(history.answers()) == THREADS // 2 * EACH


def test_a_thread_that_has_ended_leaves_its_work_and_nothing_open(
    history: History, opened: list[sqlite3.Connection]
) -> None:
    thread = threading.Thread(target=save, args=[history, "s"])
    thread.start()
    thread.join()
    history.close()
    assert all(map(_is_closed, opened))
    assert len(history.answers()) == 1


def test_threads_that_meet_damage_mend_it_once(history: History, told: list[str]) -> None:
    for _number in range(THREADS):
        save(history, "s")
    history.close()
    (history.folder / "history.db").write_bytes(b"no database " * 999)

    def work(_number: int) -> None:
        assert len(history.answers(session_id="s")) >= THREADS
        save(history, "s")

    at_once(work)
    [line] = told
    assert "set aside as history.db.damaged-" in line
    assert len(history.answers()) == 2 * THREADS


def test_a_copy_in_memory_is_for_all_threads(
    history: History, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_id = save(history, "s")
    history.close()

    def refuse(path: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(database, "private_dir", refuse)

    def work(_number: int) -> None:
        assert history.get().id == answer_id
        assert len(history.answers(outline=True)) == 1

    at_once(work)
    [line] = told
    assert "it is only read" in line


def test_who_is_told_may_wait_for_another_thread(tmp_path: Path) -> None:
    """A page that hands the line to its own thread, which reads the history, waits for nobody."""
    found: list[int] = []

    def tell(_line: str) -> None:
        reading = threading.Thread(target=lambda: found.append(len(store.answers())))
        reading.start()
        reading.join(timeout=60)
        assert not reading.is_alive()

    with closing(History(tmp_path, tell)) as store:
        save(store, "s")
        store.close()
        (tmp_path / "history.db").write_bytes(b"no database " * 999)
        assert store.answers(last=1)
    assert found == [1]


def test_a_transaction_has_its_file_to_itself(history: History) -> None:
    """POSIX drops a process's locks on a file when any descriptor of it is closed, as opening does."""
    came_in: list[bool] = []

    def hold(db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        other = threading.Thread(
            target=lambda: came_in.append(database._TURN.acquire(blocking=False))
        )
        other.start()
        other.join()
        db.execute("COMMIT")

    history._database.run(hold)
    assert came_in == [False]
