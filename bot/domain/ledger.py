"""Channels, subscriptions and deliveries: who gets an edition, when, and what became of it.

A delivery moves `queued → sending → sent`; from `sending` also back to `queued` (certainly not sent, to be tried again),
to `unknown` (nobody can know) or to `failed`, where a row that was put back may end, too. `missed` and `empty` end a slot
that was never attempted. Each move is a pure function here that returns the next row, or raises ValueError for a row that
has ended; a store makes it durable only while the row still stands as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from .text import Lang

Mode = Literal["mix", "latest", "story", "on-this-day"]
State = Literal["queued", "sending", "sent", "unknown", "failed", "missed", "empty"]
PickKind = Literal["lead", "on-this-day", "event"]

# What a row may become; what is not here is final.
_MOVES: Mapping[State, tuple[State, ...]] = {
    "queued": ("queued", "sending", "failed", "missed", "empty"),
    "sending": ("sending", "sent", "queued", "unknown", "failed"),
}


@dataclass(frozen=True)
class Channel:
    """Where editions go: a chat or channel, or a topic or thread in it."""

    platform: str
    chat: str
    thread: str | None = None

    @property
    def key(self) -> str:
        """`platform:chat` or `platform:chat/thread`."""
        return f"{self.platform}:{self.chat}" + (f"/{self.thread}" if self.thread else "")


@dataclass(frozen=True)
class Subscription:
    """A channel's wish for editions. `id` outlives a change of anything else; `created` is an instant (UTC).

    `people` and `topics` are filters (empty: all); `sensitive` allows entries that accuse somebody; `paused` says why
    nothing is sent at present.
    """

    id: str
    channel: Channel
    schedule: str
    timezone: str
    language: Lang
    created: datetime
    mode: Mode = "mix"
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sensitive: bool = False
    paused: str | None = None


@dataclass(frozen=True)
class Pick:
    """One entry chosen for an edition, and why: the rule, its numbers and the entry that came second.

    `again` is the day it was last shown in this channel, when every other one has had its turn.
    """

    entry: str
    kind: PickKind
    rule: str
    numbers: Mapping[str, int]
    revision: int = 1
    runner_up: str | None = None
    again: date | None = None


@dataclass(frozen=True)
class Part:
    """One message of a delivery: `payload` is what the platform sends (JSON), `text` what a reader sees."""

    payload: str
    text: str
    message_id: str | None = None


@dataclass(frozen=True)
class Delivery:
    """The ledger row of one edition to one channel. Instants are UTC; `slot` is the nominal local time, without offset.

    Picks and parts are set when the first part is attempted and never change after it.
    """

    key: str
    subscription: str
    channel: Channel
    slot: str
    due: datetime
    state: State = "queued"
    picks: tuple[Pick, ...] = ()
    parts: tuple[Part, ...] = ()
    attempts: int = 0
    not_before: datetime | None = None
    at: datetime | None = None
    error: str | None = None
    version: int = field(default=1)

    @property
    def next_part(self) -> int:
        """The index of the first part that has no receipt."""
        return next((i for i, part in enumerate(self.parts) if part.message_id is None), len(self.parts))

    @property
    def shown(self) -> bool:
        """Whether the channel has seen it, or may have."""
        return self.state in ("sent", "unknown", "sending") or any(part.message_id for part in self.parts)

    def _next(self, state: State, **changes: object) -> Delivery:
        if state not in _MOVES.get(self.state, ()):
            raise ValueError(f"{self.key}: {self.state} cannot become {state}")
        return replace(self, version=self.version + 1, state=state, **changes)  # type: ignore[arg-type]  # replace checks names

    def begun(self, picks: tuple[Pick, ...], parts: tuple[Part, ...], at: datetime) -> Delivery:
        """Fix what is sent, before its first byte goes out. What an earlier attempt has fixed stays."""
        fixed = self.parts and (self.picks, self.parts)
        picks, parts = fixed or (picks, parts)
        return self._next(
            "sending", picks=picks, parts=parts, attempts=self.attempts + 1, at=at, error=None, not_before=None
        )

    def received(self, message_id: str, at: datetime) -> Delivery:
        """Record the receipt of the next part; the last one ends the delivery."""
        index = self.next_part
        if self.state != "sending" or index == len(self.parts):
            raise ValueError(f"{self.key}: nothing of it is in flight")
        parts = (*self.parts[:index], replace(self.parts[index], message_id=message_id), *self.parts[index + 1 :])
        return self._next("sent" if index + 1 == len(parts) else "sending", parts=parts, at=at)

    def postponed(self, until: datetime, error: str) -> Delivery:
        """Put it back: certainly not sent, to be tried again at `until`."""
        return self._next("queued", not_before=until, error=error)

    def passed(self, at: datetime, reason: str) -> Delivery:
        """End it because its time has passed: `missed`, or `failed` where it was tried."""
        return self.ended("failed" if self.attempts else "missed", at, self.error or reason)

    def ended(
        self, state: Literal["unknown", "failed", "missed", "empty"], at: datetime, error: str | None
    ) -> Delivery:
        """End it without a receipt."""
        return self._next(state, at=at, error=error)

    def moved(self, channel: Channel) -> Delivery:
        """Follow the channel to its new id, whatever became of it: what the channel has seen goes with it."""
        return replace(self, version=self.version + 1, channel=channel, not_before=None)


def delivery_key(subscription: str, slot: str) -> str:
    """Subscription and occasion: what makes an edition go out once."""
    return f"{subscription}/slot:{slot}"


@dataclass(frozen=True)
class Shown:
    """An entry that a channel has seen, and on which local day."""

    entry: str
    day: date


def history(deliveries: Iterable[Delivery]) -> tuple[Shown, ...]:
    """Return what a channel has seen, oldest first: everything that was sent, may have been, or is fixed and waits to be."""
    seen = sorted((d for d in deliveries if d.shown or d.state == "queued"), key=lambda d: d.slot)
    return tuple(Shown(pick.entry, date.fromisoformat(d.slot[:10])) for d in seen for pick in d.picks)
