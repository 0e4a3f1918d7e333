"""The gateway: one WebSocket endpoint on a port of its own, so that it can be taken down while REST stays up."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import secrets
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .errors import Json, Problem
from .waiting import Bell
from .world import Guild, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID, HELLO, ACK = (
    *range(4),
    *range(6, 12),
)
NAMES = {HEARTBEAT: "HEARTBEAT", IDENTIFY: "IDENTIFY", PRESENCE: "PRESENCE", RESUME: "RESUME"}
GUILDS, MEMBERS, PRESENCES, GUILD_MESSAGES, DM_MESSAGES, MESSAGE_CONTENT = 1, 1 << 1, 1 << 8, 1 << 9, 1 << 12, 1 << 15
KNOWN_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
# the port's paths: READY names the second, and a RESUME is expected there
CONNECT_PATH, RESUME_PATH = "/", "/resume"


@dataclass(eq=False)
class Session:
    """What a resume brings back: every event since READY, numbered from 1."""

    id: str
    shard: int
    shards: int
    intents: int
    events: list[Json] = field(default_factory=list)
    connection: Connection | None = None
    ready: bool = False


class Connection:
    """One socket; what is sent goes through a queue, so that order and compression stream stay whole."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.session: Session | None = None
        self._compress = _compressor(request.query.get("compress"))
        self._queue: asyncio.Queue[Json | int] = asyncio.Queue()

    def send(self, payload: Json) -> None:
        self._queue.put_nowait(payload)

    def close(self, code: int) -> None:
        self._queue.put_nowait(code)

    def abort(self) -> None:
        if self.request.transport is not None:
            self.request.transport.abort()

    async def write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                item = await self._queue.get()
                if isinstance(item, int):
                    await self.socket.close(code=item)
                    return
                text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
                if self._compress:
                    await self.socket.send_bytes(self._compress(text.encode()))
                else:
                    await self.socket.send_str(text)


def _compressor(wanted: str | None) -> Callable[[bytes], bytes] | None:
    """A compression stream that ends each message at a flush point, as the client library asked for in the address."""
    if wanted == "zlib-stream":
        stream = zlib.compressobj()
        return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
    if wanted == "zstd-stream":  # asked for where the interpreter has it: from Python 3.14 on
        zstd: Any = importlib.import_module("compression.zstd").ZstdCompressor()
        return lambda data: bytes(zstd.compress(data, zstd.FLUSH_BLOCK))
    if wanted is None:
        return None
    raise web.HTTPBadRequest(text=f"compression {wanted!r} is not known")


@dataclass(frozen=True)
class GatewayCall:
    """What a client sent: the operation's name and its data."""

    name: str
    data: Any
    path: str


class Gateway:
    def __init__(self, world: World, bell: Bell, *, token: str, privileged: int, shards: int) -> None:
        self._world, self._bell, self.token = world, bell, token
        self._privileged = privileged
        self.shards = shards
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.calls: list[GatewayCall] = []
        self.refusals: deque[int] = deque()
        self.resumable = True
        self.identified = 0
        self.on_violation: Callable[[str, Problem, Any], None] = lambda *_: None
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}"

    async def up(self) -> None:
        """Listen; after `down`, on the same port as before."""
        app = web.Application()
        app.router.add_get(CONNECT_PATH, self._serve)
        app.router.add_get(RESUME_PATH, self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]

    async def down(self) -> None:
        """Every connection drops and new ones are refused; sessions stay for a resume."""
        for connection in tuple(self.connections):
            connection.abort()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def live(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.ready]

    def dispatch(self, event: str, data: Json, *, guild: Guild | None = None, intents: int = 0) -> None:
        """To the shard of the guild (direct messages and the like: to shard 0), if it asked for one of `intents`.

        A session whose connection is gone gets the event when it resumes. Of a guild without the bot it hears nothing but
        interactions.
        """
        if guild is not None and not guild.has_bot and event != "INTERACTION_CREATE":
            return
        for session in self.live():
            shard = (guild.id >> 22) % session.shards if guild else 0
            if session.shard == shard and (not intents or session.intents & intents):
                self._push(session, event, data)

    def reads_content(self) -> bool:
        return any(session.intents & MESSAGE_CONTENT for session in self.live())

    def _push(self, session: Session, event: str, data: Json) -> None:
        payload = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
        session.events.append(payload)
        if session.connection is not None:
            session.connection.send(payload)

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=4096, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.add(connection)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            connection.close(4012)
        connection.send({"op": HELLO, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        writer = asyncio.create_task(connection.write())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(connection, message.data)
                else:
                    connection.close(4002)
        finally:
            writer.cancel()
            self.connections.discard(connection)
            self._detach(connection, closed_by_client=socket.close_code in (1000, 1001))
            self._bell.ring()
        return socket

    def _detach(self, connection: Connection, *, closed_by_client: bool) -> None:
        session, connection.session = connection.session, None
        if session is None or session.connection is not connection:
            return
        session.connection = None
        if closed_by_client:  # 1000 and 1001 end the session, any other end leaves it for a resume
            self.sessions.pop(session.id, None)

    def _receive(self, connection: Connection, text: str) -> None:
        try:
            payload = json.loads(text)
            operation, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            connection.close(4002)
            return
        if operation not in (HEARTBEAT, IDENTIFY, PRESENCE, RESUME, REQUEST_MEMBERS):
            connection.close(4001)
        elif operation == HEARTBEAT:
            connection.send({"op": ACK, "d": None, "s": None, "t": None})
        else:
            self._record(operation, data, connection)
            if operation == IDENTIFY:
                self._identify(connection, data)
            elif operation == RESUME:
                self._resume(connection, data)
            elif connection.session is None:
                connection.close(4003)
        self._bell.ring()

    def _record(self, operation: int, data: Any, connection: Connection) -> None:
        shown = {key: value for key, value in data.items() if key != "token"} if isinstance(data, dict) else data
        name = NAMES.get(operation, "REQUEST_MEMBERS")
        self.calls.append(GatewayCall(name, shown, connection.request.path))

    def _identify(self, connection: Connection, data: Json) -> None:
        intents, (shard, shards) = data.get("intents", 0), data.get("shard") or (0, 1)
        if self.refusals:
            connection.close(self.refusals.popleft())
        elif data.get("token") != self.token:
            connection.close(4004)
        elif connection.session is not None:
            connection.close(4005)
        elif not 0 <= shard < shards:
            connection.close(4010)
        elif intents & ~KNOWN_INTENTS:
            connection.close(4013)
        elif intents & PRIVILEGED & ~self._privileged:
            connection.close(4014)
        else:
            self.identified += 1
            self._greet(connection, Session(secrets.token_hex(16), shard, shards, intents))

    def _greet(self, connection: Connection, session: Session) -> None:
        guilds = [g for g in self._world.guilds.values() if (g.id >> 22) % session.shards == session.shard]
        self.sessions[session.id] = session
        session.connection, connection.session = connection, session
        ready = {
            "v": 10,
            "user": self._world.bot.payload() | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url + RESUME_PATH,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self._world.bot.id), "flags": 0},
            "private_channels": [],
        }
        self._push(session, "READY", ready)
        if session.intents & GUILDS:
            for guild in guilds:
                if guild.unavailable:
                    continue
                self._push(session, "GUILD_CREATE", guild.created(self._world.bot))
        session.ready = True

    def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(data.get("session_id", ""))
        if connection.request.path != RESUME_PATH:
            problem = Problem(("resume",), "WRONG_ADDRESS", "A session is resumed at READY's resume_gateway_url.")
            self.on_violation("gateway RESUME", problem, connection.request.path)
        if data.get("token") != self.token:
            connection.close(4004)
        elif session is None or not self.resumable:
            connection.send({"op": INVALID, "d": False, "s": None, "t": None})
        elif data.get("seq", 0) > len(session.events):
            connection.close(4007)
        else:
            if session.connection is not None:
                session.connection.session = None
                session.connection.close(4000)
            session.connection, connection.session = connection, session
            for event in session.events[data.get("seq", 0) :]:
                connection.send(event)
            self._push(session, "RESUMED", {"_trace": []})

    def drop(self) -> None:
        """Every connection is cut without a word."""
        for connection in tuple(self.connections):
            connection.abort()

    def close(self, code: int) -> None:
        for connection in tuple(self.connections):
            connection.close(code)

    def ask_reconnect(self) -> None:
        for connection in tuple(self.connections):
            connection.send({"op": RECONNECT, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool) -> None:
        for connection in tuple(self.connections):
            if not resumable and connection.session is not None:
                self.sessions.pop(connection.session.id, None)
            connection.send({"op": INVALID, "d": resumable, "s": None, "t": None})
