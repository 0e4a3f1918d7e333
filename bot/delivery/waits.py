"""How long a platform, or one chat on it, has asked us to wait: obeyed by all that goes there, and over a restart."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..domain.ledger import Channel
from ..domain.ports import Store

# A wait that would be longer is a mistake of somebody's clock, and is not worth being silent for.
LONGEST = timedelta(days=2)


class Waits:
    """Instants until which nothing is sent, kept in the store's notes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, datetime | None] = {}

    async def until(self, channel: Channel, now: datetime) -> datetime | None:
        """Return until when a channel has to wait; None if it need not."""
        found = [await self._read(place) for place in _places(channel)]
        waits = [moment for moment in found if moment and now < moment <= now + LONGEST]
        return max(waits, default=None)

    async def set(self, channel: Channel, until: datetime, *, whole_platform: bool) -> None:
        """Let a channel's chat, or its whole platform, wait."""
        place = _places(channel)[0 if whole_platform else 1]
        before = await self._read(place)
        if before is None or until > before:
            self._known[place] = until
            await self._store.set_note(_note(place), until.isoformat())

    async def clear(self, channel: Channel, now: datetime) -> None:
        """Forget a wait of this chat that is over."""
        for place in _places(channel):
            known = self._known.get(place)
            if known is not None and known <= now:
                self._known[place] = None
                await self._store.set_note(_note(place), None)

    async def _read(self, place: str) -> datetime | None:
        if place not in self._known:
            value = await self._store.note(_note(place))
            self._known[place] = datetime.fromisoformat(value) if value else None
        return self._known[place]


def _places(channel: Channel) -> tuple[str, str]:
    return channel.platform, f"{channel.platform}:{channel.chat}"


def _note(place: str) -> str:
    return f"wait/{place}"
