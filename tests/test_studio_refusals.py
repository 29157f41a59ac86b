"""Who does not get into the studio; and that none of it stops an interview that runs."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import resource
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.studio_page import RATE, WAIT_S, Page, Running, Take, makers, running
from voicemock.studio import connection, security
from voicemock.studio.security import Door, Guard
from voicemock.studio.server import MOST_CONNECTIONS

PORT = 4321
HOST = f"127.0.0.1:{PORT}"
OURS = {"host": HOST, "origin": f"http://{HOST}"}


async def _ok(_request: object) -> PlainTextResponse:
    return PlainTextResponse("in")


async def _talk(socket_: WebSocket) -> None:
    await socket_.accept()
    await socket_.send_text("in")
    await socket_.close()


@pytest.fixture
def door() -> Door:
    return Door(PORT)


@pytest.fixture
def client(door: Door) -> TestClient:
    routes = [
        Route("/{rest:path}", _ok, methods=["GET", "POST", "DELETE"]),
        WebSocketRoute("/ws", _talk),
    ]
    return TestClient(Guard(Starlette(routes=routes), door), f"http://{HOST}")


def cookie(door: Door) -> dict[str, str]:
    return {"cookie": door.cookie().partition(";")[0]}


# -- the guard alone, over HTTP and WebSocket ------------------------------------------------


def test_the_address_opens_once(client: TestClient, door: Door) -> None:
    path = door.address().removeprefix(f"http://{HOST}")
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    given = answer.headers["set-cookie"]
    assert all(one in given for one in ("HttpOnly", "SameSite=Strict", "Path=/"))
    client.cookies.clear()
    assert client.get(path, follow_redirects=False).status_code == 403
    assert client.get("/", headers=cookie(door)).text == "in"
    again = client.get(path, headers=cookie(door), follow_redirects=False)
    assert again.status_code == 303  # the person's own browser, once more


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"cookie": "voicemock_4321="}, {"cookie": "voicemock_4321=guess"},
        {"cookie": Door(PORT).cookie().partition(";")[0]},  # of a run that has ended
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/start", "/static/main.js", "/nothing", "/?token="])
def test_without_the_cookie_nothing_answers(
    client: TestClient, headers: dict[str, str], path: str
) -> None:
    assert client.get(path, headers=headers).status_code == 403
    assert client.post(path, headers={**headers, **OURS}).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws", headers={**OURS, **headers}),
    ):
        pass


FOREIGN_HOSTS = [
    "evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:4322", "localhost", "",
    f"127.0.0.1.evil.example:{PORT}", f"0.0.0.0:{PORT}", f"[::]:{PORT}", f"127.0.0.1:{PORT}.",
    f"LOCALHOST:{PORT} ",
]  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_name_that_was_bent_to_us_is_not_ours(client: TestClient, door: Door, host: str) -> None:
    headers = {**cookie(door), "host": host, "origin": f"http://{host}"}
    assert client.get("/api/start", headers=headers).status_code == 403
    assert client.post("/api/leave", headers=headers).status_code == 403
    assert client.get(door.address(), headers={"host": host}).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers=headers):
        pass


@pytest.mark.parametrize("host", [HOST, f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_all_names_of_this_machine_are(client: TestClient, door: Door, host: str) -> None:
    headers = {**cookie(door), "host": host, "origin": f"http://{host}"}
    assert client.post("/api/leave", headers=headers).text == "in"
    with client.websocket_connect("/ws", headers=headers) as socket_:
        assert socket_.receive_text() == "in"


@pytest.mark.parametrize(
    "origin",
    [
        None, "null", "http://evil.example", "http://127.0.0.1:9999", "http://localhost:9999",
        f"https://{HOST}", f"http://{HOST}.evil.example", f"http://localhost:{PORT}", "http://127.0.0.1",
    ],
)  # fmt: skip
def test_another_page_neither_sends_nor_talks(
    client: TestClient, door: Door, origin: str | None
) -> None:
    """SameSite lets another port of this machine through; its Origin does not."""
    headers = {**cookie(door), "host": HOST, **({} if origin is None else {"origin": origin})}
    assert client.post("/api/leave", headers=headers).status_code == 403
    assert client.get("/api/start", headers=headers).status_code == (403 if origin else 200)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers=headers):
        pass


def test_another_page_of_this_machine_embeds_nothing(client: TestClient, door: Door) -> None:
    for site, status in (
        ("same-origin", 200),
        ("none", 200),
        ("same-site", 403),
        ("cross-site", 403),
    ):
        headers = {**cookie(door), "sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
        assert client.get("/api/history", headers=headers).status_code == status
    opened = {**cookie(door), "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=opened).status_code == 200


def test_every_answer_says_what_a_page_may_do(client: TestClient, door: Door) -> None:
    for headers in ({}, cookie(door)):
        found = client.get("/", headers=headers).headers
        policy = found["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert not {"unsafe", "http:", "https:", "*"} & set(policy.replace(";", " ").split())
        assert found["permissions-policy"] == "microphone=(self), camera=(self)"
        assert found["cache-control"] == "no-store"
        assert found["x-content-type-options"] == "nosniff"
        assert found["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in found


def test_other_methods_and_long_bodies_are_refused(client: TestClient, door: Door) -> None:
    headers = {**cookie(door), **OURS}
    assert client.delete("/", headers=headers).status_code == 405
    assert client.options("/", headers=headers).status_code == 405
    long = b"x" * (security.MOST_BYTES + 1)
    assert client.post("/", headers=headers, content=long).status_code == 413


def test_whoever_reads_the_private_file_gets_an_address(client: TestClient, door: Door) -> None:
    wrong = {**OURS, "authorization": "Bearer guess"}
    assert client.post(security.TOKENS, headers=wrong).status_code == 403
    right = {**OURS, "authorization": f"Bearer {door.secret}"}
    address = client.post(security.TOKENS, headers=right).text
    assert client.get(address, follow_redirects=False).status_code == 303
    assert (
        client.post(security.TOKENS, headers={**right, "origin": "http://evil.example"}).status_code
        == 403
    )


# -- while an interview runs -----------------------------------------------------------------


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[tuple[Running, Page, Take]]:
    """Somebody is in the middle of an answer."""
    room = np.random.default_rng(3).integers(-2000, 2000, 4 * RATE).astype(np.int16)
    take = Take(1, room)
    with running(tmp_path / "home", makers(["I like it."])) as studio:
        page = Page(studio).connect()
        studio.begin(count=1)
        page.next("Microphone")
        page.send(take, range(1))
        page.hear(take.ended_s, take.at_s)
        page.send(take, range(1, 30))
        page.next("RecordingStarted")
        yield studio, page, take
        # whatever was tried: the answer goes on, and is whole
        page.send(take, range(30, take.blocks))
        page.until(lambda: page.acked.get(1) == take.blocks - 1)
        page.say({"command": "FINISH", "take": 1})
        [shown] = page.next("Feedback")["answers"]
        assert shown["length_s"] == pytest.approx(len(take.kept) / RATE, abs=0.001)


def test_ids_are_no_paths(answering: tuple[Running, Page, Take]) -> None:
    studio, _page, _take = answering
    home = studio.studio.history.folder
    (home / "secret.txt").write_text("top secret", encoding="utf-8")
    for trick in (
        "..", "../../secret.txt", "..%2f..%2fsecret.txt", "%2e%2e/%2e%2e/secret.txt", "....//secret.txt",
        "..%5csecret.txt", "%00", "2", "2026", "%", "'", "%27%20OR%201=1", "a" * 5000,
        "/etc/passwd", "%2fetc%2fpasswd",
    ):  # fmt: skip
        for place in ("/answers/{}", "/answers/{}/sound", "/api/history/{}", "/static/{}"):
            status, _headers, body = studio.ask(place.format(trick))
            assert status in (400, 403, 404), (place, trick, status)
            assert b"top secret" not in body
            assert b"root:" not in body
        status, _headers, _body = studio.ask(
            f"/api/unfinished/{trick}", method="POST", body=b'{"do": "discard"}'
        )
        assert status in (400, 403, 404, 409), trick
    assert (home / "secret.txt").exists()


def test_what_a_stranger_tries_is_refused_over_the_wire(
    answering: tuple[Running, Page, Take], tmp_path: Path
) -> None:
    studio, _page, _take = answering
    assert studio.ask("/", Cookie=None)[0] == 403
    assert studio.ask("/?token=used-or-guessed", Cookie=None)[0] == 403
    assert studio.ask("/api/start", Host="evil.example")[0] == 403
    sent = b"{}"
    assert studio.ask("/api/leave", method="POST", body=sent, Origin="http://127.0.0.1:9")[0] == 403
    assert studio.ask("/api/leave", method="POST", body=sent, Origin=None)[0] == 403
    plain = studio.ask("/api/leave", method="POST", body=sent, Content_Type="text/plain")
    assert plain[0] == 415
    assert studio.ask("/api/interview", method="POST", body=b"[" * 100_000)[0] == 422
    for changes in (
        {"Origin": "http://127.0.0.1:9"}, {"Origin": "http://evil.example"}, {"Cookie": "voicemock_1=x"},
        {"Host": "evil.example"},
    ):  # fmt: skip
        assert b" 403 " in handshake(studio, changes)
    assert studio.studio.running


def handshake(studio: Running, changes: dict[str, str], *, then: bytes = b"") -> bytes:
    """The first line of what comes back for a WebSocket."""
    with contextlib.closing(upgrade(studio, changes)) as raw:
        if then:
            raw.sendall(then)
        return raw.recv(2000).partition(b"\r\n")[0]


def upgrade(studio: Running, changes: dict[str, str] | None = None) -> socket.socket:
    headers = {
        **studio.headers, "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **(changes or {}),
    }  # fmt: skip
    raw = socket.create_connection(("127.0.0.1", studio.port), timeout=WAIT_S)
    lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    raw.sendall(f"GET /ws HTTP/1.1\r\n{lines}\r\n".encode())
    return raw


def test_a_message_of_100_mb_is_not_taken(answering: tuple[Running, Page, Take]) -> None:
    """Nor its beginning: the socket is closed when its length is read."""
    studio, _page, _take = answering
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.closing(upgrade(studio)) as raw:
        assert b" 101 " in raw.recv(2000)
        raw.sendall(b"\x82\xff" + struct.pack(">Q", 100_000_000) + b"\0\0\0\0")
        with contextlib.suppress(OSError):
            for _megabyte in range(100):
                raw.sendall(b"x" * 1_000_000)
        with contextlib.suppress(OSError):
            got = raw.recv(2000)
            assert got[0] == 0x88
            assert struct.unpack(">H", got[2:4])[0] == 1009
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    status, _headers, _body = studio.ask(
        "/api/interview", method="POST", Content_Length="100000000"
    )
    assert status == 413


@pytest.mark.parametrize(
    "sent",
    [
        "no json", "[]", "{}", '{"hello": -1}', '{"hello": "x"}', '{"hello": null}', "[" * 50_000,
        b"", b"12345", b"\0" * 24, struct.pack("<IIdII", 1, 0, float("nan"), RATE, 1) + b"\0\0",
        struct.pack("<IIdII", 1, 0, 0.0, 0, 1) + b"\0\0", struct.pack("<IIdII", 1, 0, 0.0, RATE, 9),
    ],
)  # fmt: skip
def test_what_is_not_understood_closes_its_own_socket_alone(
    answering: tuple[Running, Page, Take], sent: str | bytes
) -> None:
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect
    from websockets.typing import Origin

    studio, page, _take = answering
    link = connect(
        f"ws://{studio.host}/ws", origin=Origin(studio.headers["Origin"]),
        additional_headers={"Cookie": studio.cookie}, compression=None, open_timeout=WAIT_S,
    )  # fmt: skip
    with link as other:
        other.send(sent)
        with pytest.raises(ConnectionClosed):
            other.recv(WAIT_S)
        assert other.close_code == 1008
    assert page.closed is None


def test_a_thousand_sockets_are_too_many(answering: tuple[Running, Page, Take]) -> None:
    """Neither without the cookie nor with it; and they leave the program its file descriptors."""
    studio, page, _take = answering
    for _number in range(300):
        assert b" 403 " in handshake(studio, {"Cookie": ""})
    opened = []
    try:
        for _number in range(300):  # they say nothing
            with contextlib.suppress(OSError):
                opened.append(socket.create_connection(("127.0.0.1", studio.port), timeout=WAIT_S))
        for _number in range(400):  # the handshake, and then nothing
            with contextlib.suppress(OSError):
                opened.append(upgrade(studio))
        assert len(studio.server.server_state.connections) <= MOST_CONNECTIONS
    finally:
        for one in opened:
            one.close()
    assert page.closed is None


def test_no_more_pages_than_a_few(answering: tuple[Running, Page, Take]) -> None:
    studio, page, _take = answering
    opened = [upgrade(studio) for _number in range(connection.MOST_SOCKETS - 1)]
    try:
        assert all(b" 101 " in one.recv(2000) for one in opened)
        assert b" 403 " in handshake(studio, {})
    finally:
        for one in opened:
            one.close()
    assert page.closed is None


def test_a_page_that_does_not_read_is_let_go(
    answering: tuple[Running, Page, Take], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interview does not wait for it; the page that comes next goes on."""
    studio, page, _take = answering
    page.until(lambda: page.acked.get(1) == 29)
    monkeypatch.setattr(connection, "MOST_BYTES", 200_000)
    deaf = upgrade(studio)
    try:
        assert b" 101 " in deaf.recv(2000)
        deaf.sendall(frame(json.dumps({"hello": 0})))
        page.next("TakenOver")
        for _number in range(2_000):  # more than the buffers of the socket hold
            studio.studio.outbox.sound(bytes(100_000))
            if studio.studio.outbox.gone_s:
                break
        page.until(lambda: page.closed is not None)
        page.connect()
        assert page.next("Microphone")["next"] == 30
    finally:
        deaf.close()


def frame(text: str) -> bytes:
    """A client's text message; its mask is zeros."""
    data = text.encode()
    return bytes([0x81, 0x80 | len(data)]) + b"\0\0\0\0" + data


def test_the_server_listens_on_this_machine_alone(answering: tuple[Running, Page, Take]) -> None:
    studio, _page, _take = answering
    listening = [one.getsockname()[0] for s in studio.server.servers for one in s.sockets]
    assert set(listening) <= {"127.0.0.1", "::1"}
