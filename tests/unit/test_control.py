"""The control socket: it answers whoever asks properly, and nobody who does not keeps others from asking."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.control import client, server, wire
from bot.errors import InputError, StoreClosed


async def answer(request: wire.Json) -> Any:
    """Answer as the verb says."""
    match request["verb"]:
        case "echo":
            return request
        case "wrong":
            raise InputError("there is no such thing")
        case "fails":
            raise wire.Failed("it did not work")
        case "closed":
            raise StoreClosed
        case "never":
            return await asyncio.Event().wait()
        case verb:
            raise LookupError(verb)


@asynccontextmanager
async def listening(directory: Path, **seconds: float) -> AsyncIterator[None]:
    async with server.Control(answer, **seconds).listening(directory) as works:
        assert works
        yield


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Connection]]


@pytest.fixture
async def connect(tmp_path: Path) -> AsyncIterator[Connect]:
    """Connects to the socket in the test's folder; what is left of that is closed at the end."""
    writers: list[asyncio.StreamWriter] = []

    async def connected() -> Connection:
        reader, writer = await asyncio.open_unix_connection(tmp_path / wire.SOCKET)
        writers.append(writer)
        return reader, writer

    yield connected
    for writer in writers:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def bare(directory: Path) -> socket.socket:
    """Connect without asyncio's streams, which read ahead, and forget what they have read where a connection is reset."""
    connected = wire.new_socket()
    connected.connect(str(directory / wire.SOCKET))
    connected.setblocking(False)
    return connected


async def all_of(connection: socket.socket) -> bytes:
    """Return all that comes until the other side ends the connection."""
    said = b""
    with suppress(ConnectionResetError):
        while more := await asyncio.get_running_loop().sock_recv(connection, wire.LONGEST):
            said += more
    return said


def left_over(directory: Path) -> None:
    """Leave a socket that nobody listens on, as a bot that was killed does."""
    with wire.new_socket() as dead:
        dead.bind(str(directory / wire.SOCKET))


def names(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


async def test_what_is_asked_is_answered(tmp_path: Path) -> None:
    async with listening(tmp_path):
        request = {"verb": "echo", "by": "美香", "many": ["\udce3", "\n", "x" * 30_000]}
        assert await client.ask(tmp_path, request) == request


async def test_several_requests_may_follow_each_other_on_one_connection(tmp_path: Path, connect: Connect) -> None:
    async with listening(tmp_path):
        reader, writer = await connect()
        writer.write(b'{"verb": "echo", "n": 1}\n{"verb": "echo", "n": 2}\n')
        answers = [json.loads(await reader.readline()) for _ in range(2)]
        assert [each["result"]["n"] for each in answers] == [1, 2]
        writer.close()


async def test_what_goes_wrong_is_told_in_the_words_of_the_bot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(tmp_path):
        with pytest.raises(InputError, match="there is no such thing"):
            await client.ask(tmp_path, {"verb": "wrong"})
        with pytest.raises(wire.Failed, match="it did not work"):
            await client.ask(tmp_path, {"verb": "fails"})
        with pytest.raises(wire.Failed, match="the store is closed"):
            await client.ask(tmp_path, {"verb": "closed"})
        with pytest.raises(wire.Failed, match=r"could not do that \(LookupError\)"):
            await client.ask(tmp_path, {"verb": "a fault of ours"})
        assert "Traceback" in caplog.text
        assert await client.ask(tmp_path, {"verb": "echo"})


@pytest.mark.parametrize(
    "junk", [b"\n", b"hello\n", b"{}\n", b"[1]\n", b'{"verb": 1}\n', b"\xff\xfe\n", b"[" * 60_000 + b"\n"]
)
async def test_junk_is_told_that_it_is_no_request(tmp_path: Path, connect: Connect, junk: bytes) -> None:
    async with listening(tmp_path):
        reader, writer = await connect()
        writer.write(junk)
        said = json.loads(await reader.readline())
        assert (said["ok"], said["status"]) == (False, 2)
        writer.close()
        assert await client.ask(tmp_path, {"verb": "echo"})


async def test_the_first_line_that_is_no_request_is_a_clients_last(tmp_path: Path) -> None:
    async with listening(tmp_path):
        with bare(tmp_path) as flooding:
            await asyncio.get_running_loop().sock_sendall(flooding, b"{\n" * 10_000)
            said = await all_of(flooding)
        assert [json.loads(line)["status"] for line in said.splitlines()] == [2]
        assert await client.ask(tmp_path, {"verb": "echo"})


async def test_between_two_answers_of_a_flood_others_have_a_turn(tmp_path: Path, connect: Connect) -> None:
    turns, seen = 0, []

    async def count(_: wire.Json) -> int:
        seen.append(turns)
        return turns

    async def work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with server.Control(count).listening(tmp_path):
        reader, writer = await connect()
        working = asyncio.create_task(work())
        writer.write(b'{"verb": "count"}\n' * server.REQUESTS)
        for _ in range(server.REQUESTS):
            await reader.readline()
        working.cancel()
    assert len(seen) == len(set(seen)) == server.REQUESTS


async def test_nobody_keeps_a_place_by_asking_again_and_again(tmp_path: Path, connect: Connect) -> None:
    async with listening(tmp_path):
        crowd = [await connect() for _ in range(server.CLIENTS)]
        for _ in range(server.REQUESTS):
            for reader, writer in crowd:
                writer.write(b'{"verb": "echo"}\n')
                assert json.loads(await reader.readline())["ok"]
        for reader, writer in crowd:
            writer.write(b'{"verb": "echo"}\n')
            with suppress(ConnectionError):
                assert await reader.readline() == b""
        assert await client.ask(tmp_path, {"verb": "echo"})


async def test_who_reads_late_gets_the_last_answer_whole(tmp_path: Path) -> None:
    async with listening(tmp_path):
        request = {"verb": "echo", "more": "x" * 60_000}
        with bare(tmp_path) as late:
            await asyncio.get_running_loop().sock_sendall(late, wire.line(request) * server.REQUESTS)
            for _ in range(server.REQUESTS):  # meanwhile it is answered, as far as there is room
                assert await client.ask(tmp_path, {"verb": "echo"})
            said = await all_of(late)
        assert [wire.result(line) for line in said.splitlines()] == [request] * server.REQUESTS


async def test_a_line_without_an_end_is_not_kept(tmp_path: Path, connect: Connect) -> None:
    async with listening(tmp_path):
        reader, writer = await connect()
        writer.write(b"x" * (4 * wire.LONGEST))
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        assert await client.ask(tmp_path, {"verb": "echo"})


async def test_one_that_is_silent_or_goes_away_is_let_go(tmp_path: Path, connect: Connect) -> None:
    async with listening(tmp_path, listen_seconds=0.01):
        reader, _ = await connect()
        assert await reader.read() == b""
    async with listening(tmp_path):
        _, writer = await connect()
        writer.write(b'{"verb": "ec')
        writer.transport.abort()
        assert await client.ask(tmp_path, {"verb": "echo"})


async def test_one_that_does_not_read_its_answers_keeps_nobody_from_asking(tmp_path: Path) -> None:
    async with listening(tmp_path, listen_seconds=0.05):
        line = wire.line({"verb": "echo", "more": "x" * 60_000})
        with bare(tmp_path) as deaf:
            with pytest.raises((BlockingIOError, BrokenPipeError)):
                while True:
                    deaf.send(line)
                    await asyncio.sleep(0)
            assert await client.ask(tmp_path, {"verb": "echo"})


async def test_a_crowd_is_turned_away_and_the_next_is_answered_when_one_has_gone(
    tmp_path: Path, connect: Connect
) -> None:
    async with listening(tmp_path):
        crowd = []
        for _ in range(server.CLIENTS):
            reader, writer = await connect()
            writer.write(b'{"verb": "echo"}\n')
            await reader.readline()
            crowd.append(writer)
        with pytest.raises(wire.Unanswered):
            await client.ask(tmp_path, {"verb": "echo"})
        for writer in crowd:
            writer.close()
        async with asyncio.timeout(10):
            while True:
                try:
                    assert await client.ask(tmp_path, {"verb": "echo"})
                    break
                except wire.Unanswered:
                    await asyncio.sleep(0)


@pytest.mark.parametrize(("seconds", "lines"), [({}, 1), ({"crowd_seconds": 0.0}, 3)])
async def test_that_clients_are_turned_away_is_logged_once_in_a_while(
    tmp_path: Path, connect: Connect, caplog: pytest.LogCaptureFixture, seconds: dict[str, float], lines: int
) -> None:
    async with listening(tmp_path, **seconds):
        for _ in range(server.CLIENTS):
            await connect()
        for _ in range(3):
            with pytest.raises(wire.Unanswered, match="look at its log"):
                await client.ask(tmp_path, {"verb": "echo"})
    assert caplog.text.count("16 clients are connected, and others are turned away") == lines


async def test_work_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    async with listening(tmp_path, work_seconds=0.01):
        with pytest.raises(wire.Failed, match="takes too long"):
            await client.ask(tmp_path, {"verb": "never"})


async def test_a_bot_that_does_not_answer_is_said_not_to(tmp_path: Path) -> None:
    async with listening(tmp_path):
        with pytest.raises(wire.Unanswered, match="has not answered"):
            await client.ask(tmp_path, {"verb": "never"}, seconds=0.05)


async def test_the_end_does_not_wait_for_clients(tmp_path: Path, connect: Connect) -> None:
    async with asyncio.timeout(5):
        async with listening(tmp_path):
            silent, silent_writer = await connect()
            silent_writer.write(b'{"verb": "echo"}\n')
            await silent.readline()
            reader, writer = await connect()
            writer.write(b'{"verb": "never"}\n')
            await client.ask(tmp_path, {"verb": "echo"})  # so that this one has been heard before
        for left in (reader, silent):
            with suppress(ConnectionResetError):
                assert await left.read() == b""


async def test_where_no_bot_runs_nobody_answers(tmp_path: Path) -> None:
    assert await client.ask(tmp_path / "nothing here", {"verb": "echo"}) is None
    assert await client.ask(tmp_path, {"verb": "echo"}) is None
    left_over(tmp_path)
    assert await client.ask(tmp_path, {"verb": "echo"}) is None


async def test_the_socket_is_the_owners_alone_and_goes_with_the_bot(tmp_path: Path) -> None:
    left_over(tmp_path)
    async with listening(tmp_path):
        found = (tmp_path / wire.SOCKET).stat()
        assert stat.S_ISSOCK(found.st_mode)
        assert stat.S_IMODE(found.st_mode) == 0o600
        assert await client.ask(tmp_path, {"verb": "echo"})
    assert names(tmp_path) == []


async def test_a_path_that_is_too_long_for_a_socket_is_reached_all_the_same(tmp_path: Path) -> None:
    deep = tmp_path / ("深い" * 20) / ("folder" * 20)
    deep.mkdir(parents=True)
    async with listening(deep):
        assert await client.ask(deep, {"verb": "echo"})
        assert stat.S_IMODE((deep / wire.SOCKET).stat().st_mode) == 0o600
    assert names(deep) == []
    assert await client.ask(deep, {"verb": "echo"}) is None


async def test_without_a_place_for_its_socket_the_bot_says_so_and_runs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / wire.SOCKET).mkdir()
    async with server.Control(answer).listening(tmp_path) as works:
        assert not works
    assert "no control socket" in caplog.text
