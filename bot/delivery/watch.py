"""What somebody who watches deliveries hears of them: a port with nothing behind it, unless counters are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol, cast

from .. import errors
from ..domain.ledger import Delivery
from ..domain.ports import Store

Ended = Literal["sent", "not-sent", "refused", "lost", "moved", "uncertain"]
"""How an attempt at one part ended, in the words of `errors`."""
How = Literal["found", "absent", "resend", "skip", "ask"]
"""How a doubt was met: it was looked for and is there, or is not; or by the operator's policy."""


class Watch(Protocol):
    """Hears what happens, after it has. Nothing here may raise or wait."""

    def moved(self, before: Delivery | None, after: Delivery) -> None:
        """A row has changed, or is new."""

    def attempted(self, platform: str, ended: Ended, seconds: float) -> None:
        """A part was sent, or was not; so long it took."""

    def resolved(self, platform: str, how: How) -> None:
        """Something was found out, or decided, about a part that nobody knew the end of."""


class Nobody:
    """Watches nothing."""

    def moved(self, before: Delivery | None, after: Delivery) -> None:
        """See Watch."""

    def attempted(self, platform: str, ended: Ended, seconds: float) -> None:
        """See Watch."""

    def resolved(self, platform: str, how: How) -> None:
        """See Watch."""


def ended(error: errors.DeliveryError | None) -> Ended:
    """Say how an attempt ended that raised this, or nothing."""
    match error:
        case None:
            return "sent"
        case errors.NotSent():
            return "not-sent"
        case errors.ChannelLost():
            return "lost"
        case errors.ChannelMoved():
            return "moved"
        case errors.Refused():
            return "refused"
        case _:
            return "uncertain"


class _Watched:
    """Tells of the rows that a store has taken; everything else is the store's own."""

    def __init__(self, store: Store, watch: Watch) -> None:
        self._store = store
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def advance(self, before: Delivery, after: Delivery) -> bool:
        """See Store."""
        won = await self._store.advance(before, after)
        if won:
            self._watch.moved(before, after)
        return won

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        """See Store. A write in which some were there already is not told: it is a repetition after a crash."""
        new = await self._store.enqueue(deliveries)
        if new == len(deliveries):
            for row in deliveries:
                self._watch.moved(None, row)
        return new


def watched(store: Store, watch: Watch) -> Store:
    """Return the store with somebody who hears of every row that changes, whoever changes it."""
    return cast(Store, _Watched(store, watch))
