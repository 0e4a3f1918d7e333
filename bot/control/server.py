"""The side of the writer: answers on the socket, a few requests of each client, one after the other.

Whoever connects has the owner's rights already, for the socket is the owner's alone; what they send is still bounded in size,
number and time, so that a client that hangs, floods or sends junk keeps neither the bot from its work nor others from asking: the
first line that is no request is a client's last, and between two answers everybody else has a turn.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import InputError, KawarabanError, StoreError
from . import wire

log = logging.getLogger(__name__)

Handle = Callable[[wire.Json], Awaitable[Any]]
"""Does what a request asks and returns its result. Raises KawarabanError with a line for whoever asked."""

CLIENTS = 16
REQUESTS = 4
"""Of one client: the command line has one. Who has more to ask connects again, and does not hold a place for ever."""
LISTEN_SECONDS = 10.0
WORK_SECONDS = 60.0
CROWD_SECONDS = 60.0


class Control:
    """Answers clients, once.

    `listen_seconds` is how long one may be silent, `work_seconds` how long a request may take; that clients are turned away is
    logged once in `crowd_seconds`.
    """

    def __init__(
        self,
        handle: Handle,
        *,
        listen_seconds: float = LISTEN_SECONDS,
        work_seconds: float = WORK_SECONDS,
        crowd_seconds: float = CROWD_SECONDS,
    ) -> None:
        self._handle = handle
        self._listen_seconds = listen_seconds
        self._work_seconds = work_seconds
        self._crowd_seconds = crowd_seconds
        self._crowd_told = -math.inf
        self._clients: set[asyncio.Task[None]] = set()
        self._ended = False

    @asynccontextmanager
    async def listening(self, directory: Path) -> AsyncIterator[bool]:
        """Listen in a data directory whose lock the caller holds: a socket that lies there is a dead one's.

        Yields whether that worked. Without a socket the bot does its work all the same, and the log says why.
        """
        path = directory / wire.SOCKET
        try:
            server = await self._bound(directory)
        except OSError as error:
            log.warning("no control socket, so `kawaraban hold` and the like do not reach this bot: %s", error)
            yield False
            return
        try:
            yield True
        finally:
            self._ended = True  # also for whoever has been let in and not been heard yet
            server.close()
            with suppress(OSError):
                path.unlink()
            for client in self._clients:
                client.cancel()
            await asyncio.gather(*self._clients, return_exceptions=True)

    async def _bound(self, directory: Path) -> asyncio.Server:
        (directory / wire.SOCKET).unlink(missing_ok=True)
        ear = wire.new_socket()
        try:
            with wire.address(directory) as path:
                ear.bind(path)
            # Nobody can connect before it listens, so nobody does before it is the owner's alone.
            (directory / wire.SOCKET).chmod(0o600)
            ear.setblocking(False)
            return await asyncio.start_unix_server(self._serve, sock=ear, limit=wire.LONGEST)
        except BaseException:
            ear.close()
            raise

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        me = asyncio.current_task()
        assert me is not None
        if self._ended or len(self._clients) >= CLIENTS:
            writer.close()
            self._tell_crowd()
            return
        self._clients.add(me)
        writer.transport.set_write_buffer_limits(0)  # to drain is to have handed over all of an answer
        try:
            for _ in range(REQUESTS):
                if not await self._heard(reader, writer):
                    break
                await asyncio.sleep(0)  # where its next line is here already, nothing else lets others have a turn
        except (OSError, TimeoutError, ValueError):
            pass  # it went away, is silent, does not read, or sends a line without an end: its own affair
        except asyncio.CancelledError:
            pass  # the end of the bot; asyncio's streams would log that as a fault
        finally:
            self._clients.discard(me)
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()

    def _tell_crowd(self) -> None:
        now = asyncio.get_running_loop().time()
        if not self._ended and now - self._crowd_told >= self._crowd_seconds:
            self._crowd_told = now
            log.warning("control socket: %d clients are connected, and others are turned away meanwhile", CLIENTS)

    async def _heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Hear a client once and answer it; return whether it may go on. Raises what reading and writing raise."""
        async with asyncio.timeout(self._listen_seconds):
            line = await reader.readline()
        if not line:
            return False
        try:
            asked = wire.request(line)
        except InputError as error:
            answer, sane = wire.failed(error), False
        else:
            answer, sane = await self._answer(asked), True
        writer.write(wire.line(answer))
        async with asyncio.timeout(self._listen_seconds):
            await writer.drain()
        return sane

    async def _answer(self, asked: wire.Json) -> wire.Json:
        try:
            async with asyncio.timeout(self._work_seconds):
                return {"ok": True, "result": await self._handle(asked)}
        except TimeoutError:
            return wire.failed(wire.Failed("it takes too long; what becomes of it is in the ledger"))
        except StoreError as error:
            log.error("%s", error)  # noqa: TRY400  # one line; the bot notices by itself
            return wire.failed(error)
        except KawarabanError as error:
            return wire.failed(error)
        except Exception as error:
            log.exception("a request on the control socket could not be done")
            return wire.failed(wire.Failed(f"the bot could not do that ({type(error).__name__}); its log says more"))
