"""What all deliveries wait for: people who hold them; and a platform, or one chat on it, that has asked us to wait.

It is kept in the store's notes, and obeyed over a restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..domain.ledger import Channel
from ..domain.ports import Store

HOLD = "hold"
"""The note that holds all posting: since when, and who asked for it."""
HELD, PAUSED = "all posting was on hold", "the channel was paused"
"""Why the rest of an edition waits: what people, or their platform, have stopped between two of its parts."""
# A longer wait is somebody's mistake, and is not worth being silent for.
LONGEST = timedelta(days=2)
# A clock is put right by so much without anything having happened. One that is further behind when a wait began was set back since:
# then that wait says nothing.
SLACK = timedelta(minutes=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Wait:
    since: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        return self.since - now <= SLACK and now < self.until <= now + LONGEST


class Waits:
    """Whether all is held, and the instants until which nothing is sent."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, _Wait | None] = {}

    async def held(self) -> bool:
        """Tell whether all posting is on hold."""
        return await self._store.note(HOLD) is not None

    async def until(self, channel: Channel, now: datetime) -> datetime | None:
        """Return until when a channel has to wait; None if it need not."""
        found = [await self._read(place) for place in _places(channel)]
        return max((wait.until for wait in found if wait and wait.holds(now)), default=None)

    async def set(self, channel: Channel, until: datetime, now: datetime, *, whole_platform: bool) -> None:
        """Let a channel's chat, or its whole platform, wait from now on."""
        place = _places(channel)[0 if whole_platform else 1]
        until = min(until, now + LONGEST)
        before = await self._read(place)
        if before is None or not before.holds(now) or until > before.until:
            self._known[place] = _Wait(now, until)
            await self._store.set_note(_note(place), f"{until.isoformat()} {now.isoformat()}")

    async def clear(self, channel: Channel, now: datetime) -> None:
        """Forget a wait of this chat that is over."""
        for place in _places(channel):
            known = self._known.get(place)
            if known is not None and not known.holds(now):
                self._known[place] = None
                await self._store.set_note(_note(place), None)

    async def _read(self, place: str) -> _Wait | None:
        if place not in self._known:
            value = await self._store.note(_note(place))
            until, _, since = (value or "").partition(" ")
            begun = datetime.fromisoformat(since) if since else _LONG_AGO  # an earlier version did not say
            self._known[place] = _Wait(begun, datetime.fromisoformat(until)) if until else None
        return self._known[place]


def _places(channel: Channel) -> tuple[str, str]:
    return channel.platform, f"{channel.platform}:{channel.chat}"


def _note(place: str) -> str:
    return f"wait/{place}"
