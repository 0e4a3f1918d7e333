"""What an operator may ask of the writer: the same verbs in a running bot and in a command line that runs alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import get_args

from ..commands import takeback
from ..delivery.standing import Life, Next, standing
from ..domain.ledger import Channel, Delivery
from ..domain.ports import Clock, Desk, Store, Verdict
from ..domain.text import excerpt
from ..errors import DeliveryError, InputError
from . import shapes
from .wire import Failed, Json


class Operator:
    """Does what requests ask. `life` tells of the bot that runs; without one nothing can be done on a platform."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        clock: Clock,
        version: Callable[[], str],
        life: Callable[[], Life] | None = None,
        next_due: Next | None = None,
    ) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock
        self._version = version
        self._life = life
        self._next_due = next_due
        self._verbs: Mapping[str, Callable[[Json], Awaitable[Json]]] = {
            "status": self._status,
            "resolve": self._resolve,
            "hold": self._hold,
            "release": self._release,
            "resume": self._resume,
            "takeback": self._take_back,
        }

    async def handle(self, request: Json) -> Json:
        """Do what a request asks, and return its result. Raises KawarabanError."""
        verb = self._verbs.get(request["verb"])
        if verb is None:
            raise InputError(
                f"{request['verb'][:40]!r} is nothing that can be asked here: {', '.join(self._verbs)} are"
            )
        return await verb(request)

    async def _status(self, _: Json) -> Json:
        now = self._clock()
        life = self._life() if self._life else None
        return shapes.status(await standing(self._store, now, self._next_due), life, now, self._version())

    async def _resolve(self, request: Json) -> Json:
        verdict: Verdict | None = next((v for v in get_args(Verdict) if v == request.get("verdict")), None)
        if verdict is None:
            raise InputError("say what becomes of it: there, post or skip")
        row = await self._row(_text(request, "key"))
        after = await self._desk.settle(row, verdict, _by(request))
        if after is None:
            row = await self._row(row.key)
            raise InputError(f"{row.key} is {row.state}: only what is unknown can be resolved")
        return shapes.row(after)

    async def _row(self, key: str) -> Delivery:
        row = await self._store.delivery(key)
        if row is None:
            unknown = [each.key for each in await self._store.deliveries(states=("unknown",))]
            known = f"; these are unknown: {', '.join(unknown[:10])}" if unknown else "; nothing is unknown"
            raise InputError(f"there is no delivery {excerpt(key)!r}{known}")
        return row

    async def _hold(self, request: Json) -> Json:
        await self._desk.hold(_by(request))
        return {"hold": await self._desk.held()}

    async def _release(self, _: Json) -> Json:
        return {"released": await self._desk.release()}

    async def _resume(self, request: Json) -> Json:
        key = _text(request, "channel")
        subscriptions = await self._store.subscriptions()
        found = next((s for s in subscriptions if s.channel.key == key), None)
        if found is None:
            paused = [s.channel.key for s in subscriptions if s.paused]
            known = f"; these are paused: {', '.join(paused[:10])}" if paused else "; none is paused"
            raise InputError(f"{excerpt(key)}: no such channel is subscribed{known}")
        if found.paused is not None:
            await self._desk.resume(found)
        was = found.paused.reason if found.paused else None
        return {"channel": key, "was": was, "hold": await self._desk.held()}

    async def _take_back(self, request: Json) -> Json:
        key, by = _text(request, "channel"), _by(request)
        found = takeback.newest(await self._store.deliveries(channel(key), newest=takeback.LATEST))
        if not found:
            raise InputError(f"{excerpt(key)}: readers have no post there that could be taken back")
        row = found[0]
        if self._life is None:
            raise Failed("the bot does not run, and only a connected one can take a post back; start it and ask again")
        try:
            return shapes.row(await self._desk.take_back(row, by))
        except DeliveryError as error:
            raise Failed(f"{row.key} could not be taken back: {error}") from error


def channel(key: str) -> Channel:
    """Read a channel's key, `platform:chat` or `platform:chat/thread`. Raises InputError."""
    platform, _, rest = key.partition(":")
    chat, _, thread = rest.partition("/")
    if platform not in ("telegram", "discord", "terminal") or not chat:
        raise InputError(f"{excerpt(key)!r} is no channel: write one as telegram:-1001234567890 or discord:123/456")
    return Channel(platform, chat, thread or None)


def _text(request: Json, name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str) or not value:
        raise InputError(f"the request has no {name}")
    return value


def _by(request: Json) -> str:
    return _text(request, "by")[:100]
