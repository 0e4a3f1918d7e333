"""Channels, subscriptions and deliveries: who gets an edition, when, and what became of it.

A delivery is `planned`, then `sending`, and ends as `sent`. From `sending` it may also become `retrying` (certainly not sent,
to be tried again), `refused` (certainly not sent, and it will not be) or `unknown` (nobody can know yet); what is unknown is
resolved to `sent`, `retrying` or `skipped`. `missed` ends what could not go out in time, `skipped` what was left out on
purpose, `cancelled` what nobody waits for any more. What readers have seen and was taken away later is `gone`. What was
missed by a clock that was ahead is `planned` once more when its time comes.

Each move is a pure function here that returns the next row, or raises ValueError for a move that `MOVES` does not have; a
store makes it durable only while the row still stands as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from ..errors import Cause
from .text import Lang

Mode = Literal["mix", "latest", "story", "on-this-day"]
State = Literal[
    "planned", "sending", "sent", "retrying", "refused", "missed", "skipped", "cancelled", "unknown", "gone"
]
Ending = Literal["refused", "missed", "skipped", "cancelled"]
PickKind = Literal["lead", "on-this-day", "event"]

# What a row may become; a state without a line is final.
MOVES: Mapping[State, tuple[State, ...]] = {
    "planned": ("sending", "refused", "missed", "skipped", "cancelled"),
    "sending": ("sending", "sent", "retrying", "refused", "unknown"),
    "retrying": ("sending", "refused", "missed", "cancelled"),
    "unknown": ("unknown", "sending", "sent", "retrying", "skipped"),
    "missed": ("planned",),
    "sent": ("gone",),
    "refused": ("gone",),
    "skipped": ("gone",),
    "cancelled": ("gone",),
    "gone": ("gone",),
}
OPEN: tuple[State, ...] = ("planned", "sending", "retrying", "unknown")
"""States in which something is still to be done."""
WAITING: tuple[State, ...] = ("planned", "retrying", "unknown")
"""States in which a row waits for the dispatcher."""
# Endings that say nothing about whether readers saw what had been fixed.
_UNSEEN: tuple[State, ...] = ("planned", "missed", "cancelled", "refused")
# A moment that is further ahead was told by a clock that has been set back since. What it tells of was then: within so long.
_PUT_RIGHT, _LONG_AGO = timedelta(seconds=20), timedelta(days=7)


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
class Pause:
    """Why nothing is sent to a channel: the `reason` in the platform's words, since when, and whether its admins were told."""

    reason: str
    at: datetime
    cause: Cause = "other"
    told: bool = False


@dataclass(frozen=True)
class Subscription:
    """A channel's wish for editions. `id` outlives a change of anything else; `created` is an instant (UTC).

    `people` and `topics` are filters (empty: all); `sensitive` allows entries that accuse somebody; `paused` says why
    nothing is sent at present; `by` is the platform's id of whoever subscribed the channel, to be told what befalls it.
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
    paused: Pause | None = None
    by: str | None = None


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
    """One message of a delivery: `payload` is what the platform sends (JSON), `text` what a reader sees.

    `message_id` and `at` are its receipt (an empty id: somebody has seen it there); `note` is what the platform had to say of it
    (why it was refused, or went as plain text). `doubt` is when the first attempt was made that nobody knows the end of. One
    that was `gone` later was there, and is not any more.
    """

    payload: str
    text: str
    message_id: str | None = None
    at: datetime | None = None
    attempts: int = 0
    note: str | None = None
    doubt: datetime | None = None
    gone: bool = False


@dataclass(frozen=True)
class Receipt:
    """What a platform answers for a message it took; `note` says where it went otherwise than asked, as in plain text."""

    message_id: str
    note: str | None = None


@dataclass(frozen=True)
class Step:
    """When a row came into a state, and what the platform said."""

    state: State
    at: datetime
    error: str | None = None


@dataclass(frozen=True)
class Delivery:
    """The ledger row of one edition to one channel. Instants are UTC; `slot` is the nominal local time, without offset.

    Picks and parts are set when the first part is attempted; afterwards a part changes only where the platform finds it too
    long. `at` is when the row last changed, `steps` is how it came there, `asked` when its admins were asked what became of it,
    `wanted` when somebody said that what is to come of it shall: it is as if it had been due then.
    """

    key: str
    subscription: str
    channel: Channel
    slot: str
    due: datetime
    state: State = "planned"
    picks: tuple[Pick, ...] = ()
    parts: tuple[Part, ...] = ()
    attempts: int = 0
    not_before: datetime | None = None
    at: datetime | None = None
    error: str | None = None
    asked: datetime | None = None
    wanted: datetime | None = None
    steps: tuple[Step, ...] = ()
    version: int = field(default=1)

    @property
    def next_part(self) -> int:
        """The index of the first part that has no receipt."""
        return next((i for i, part in enumerate(self.parts) if part.message_id is None), len(self.parts))

    @property
    def begun(self) -> bool:
        """Whether readers have a part of it."""
        return any(part.message_id is not None for part in self.parts)

    @property
    def _attempts(self) -> int:
        index = self.next_part
        return self.parts[index].attempts if index < len(self.parts) else 0

    @property
    def doubt(self) -> datetime | None:
        """When the first attempt at the next part was made that nobody knows the end of."""
        index = self.next_part
        return self.parts[index].doubt if index < len(self.parts) else None

    def doubted_since(self, now: datetime) -> datetime:
        """Return when the next part may first have gone out; long ago, where the clock that told it was set back since."""
        doubt = self.doubt or self.at or now
        return doubt if doubt - now < _PUT_RIGHT else now - _LONG_AGO

    def doubted_as(self, before: Delivery) -> bool:
        """Whether it is unknown for the same attempt as when it was read before, whatever else has changed of it since."""
        same = (self.attempts, self.next_part) == (before.attempts, before.next_part)
        return same and self.state == before.state == "unknown"

    @property
    def shown(self) -> bool:
        """Whether the channel has seen it, may have, or will: it is fixed and waits."""
        return bool(self.picks) and (self.begun or self.state not in _UNSEEN)

    @property
    def removable(self) -> bool:
        """Whether readers still have a part of it that could be taken away, now that nothing more of it is to come."""
        return "gone" in MOVES.get(self.state, ()) and any(part.message_id and not part.gone for part in self.parts)

    def _next(self, state: State, at: datetime, error: str | None, **changes: object) -> Delivery:
        if state not in MOVES.get(self.state, ()):
            raise ValueError(f"{self.key}: {self.state} cannot become {state}")
        steps = self.steps if state == self.state else (*self.steps, Step(state, at, error))
        changed = {"not_before": None, "asked": None, **changes}
        return replace(self, version=self.version + 1, state=state, at=at, error=error, steps=steps, **changed)  # type: ignore[arg-type]  # replace checks names

    def _with_next_part(self, **changes: object) -> tuple[Part, ...]:
        index = self.next_part
        if index == len(self.parts):
            raise ValueError(f"{self.key}: nothing of it is in flight")
        return (*self.parts[:index], replace(self.parts[index], **changes), *self.parts[index + 1 :])  # type: ignore[arg-type]  # as above

    def sending(self, picks: tuple[Pick, ...], parts: tuple[Part, ...], at: datetime) -> Delivery:
        """Fix what is sent, before its first byte goes out. What an earlier attempt has fixed stays.

        From `unknown` it is the same part again, by a way on which it cannot be there twice: its doubt stays with it.
        """
        if self.state == "sending":
            raise ValueError(f"{self.key}: it is in flight already")
        fixed = self if self.parts else replace(self, picks=picks, parts=parts)
        attempted = fixed._with_next_part(attempts=1 + fixed._attempts)
        return fixed._next("sending", at, None, parts=attempted, attempts=self.attempts + 1)

    def received(self, receipt: Receipt, at: datetime) -> Delivery:
        """Record the receipt of the next part; the last one ends the delivery.

        Of a part that was unknown and has been found, the rest is tried at once.
        """
        if self.state not in ("sending", "unknown"):
            raise ValueError(f"{self.key}: nothing of it is in flight")
        parts = self._with_next_part(
            message_id=receipt.message_id, at=at, note=receipt.note, doubt=None, attempts=max(self._attempts, 1)
        )
        more: State = "sending" if self.state == "sending" else "retrying"
        return self._next("sent" if parts[-1].message_id is not None else more, at, None, parts=parts)

    def put_off(self, until: datetime) -> Delivery:
        """Let it wait as it is, for its turn comes later: nothing of it was attempted."""
        if self.state not in WAITING:
            raise ValueError(f"{self.key}: {self.state} does not wait")
        return replace(self, version=self.version + 1, not_before=until)

    def retrying(self, until: datetime | None, at: datetime, error: str | None, *, attempted: bool = True) -> Delivery:
        """Put it back: certainly not sent, or to be sent again by somebody's decision; to be tried at `until` (None: now).

        `attempted`: the next part was, and not only those before it.
        """
        attempts = max(self._attempts, int(attempted))
        parts = self._with_next_part(note=error, doubt=None, attempts=attempts)
        return self._next("retrying", at, error, parts=parts, not_before=until)

    def divided(self, shorter: tuple[Part, ...], at: datetime, error: str) -> Delivery:
        """Put shorter parts in the place of the next one, which the platform found too long; to be tried at once."""
        index = self.next_part
        if self.state != "sending" or index == len(self.parts):
            raise ValueError(f"{self.key}: nothing of it is in flight")
        parts = (*self.parts[:index], *shorter, *self.parts[index + 1 :])
        return self._next("retrying", at, error, parts=parts)

    def unknown(self, look: datetime | None, at: datetime, error: str | None) -> Delivery:
        """Nobody knows whether the next part went out; `look` is when to find out (None: now)."""
        doubt = self.doubted_since(at)
        parts = self._with_next_part(note=error, doubt=doubt, attempts=max(self._attempts, 1))
        return self._next("unknown", at, error, parts=parts, not_before=look)

    def asking(self, at: datetime) -> Delivery:
        """Its admins were asked whether the next part is there."""
        return replace(self.unknown(None, at, self.error), asked=at)

    def ended(self, state: Ending, at: datetime, error: str | None) -> Delivery:
        """End it without a receipt."""
        return self._next(state, at, error)

    def revived(self, at: datetime) -> Delivery:
        """Plan it after all: it was recorded as missed by a clock that was ahead."""
        return self._next("planned", at, None)

    def taken_back(self, at: datetime, reason: str | None, removed: Iterable[int] | None = None) -> Delivery:
        """Parts that readers had are gone: those at the indices `removed`, or all."""
        wanted = set(range(len(self.parts)) if removed is None else removed)
        parts = tuple(replace(p, gone=p.gone or i in wanted) if p.message_id else p for i, p in enumerate(self.parts))
        return self._next("gone", at, reason, parts=parts)

    def of(self, subscription: Subscription | None) -> Delivery:
        """Go where its subscription is, if there is one."""
        return self if subscription is None else replace(self, channel=subscription.channel)

    def moved(self, channel: Channel) -> Delivery:
        """Follow the channel to its new id, whatever became of it: what the channel has seen goes with it."""
        return replace(self, version=self.version + 1, channel=channel, not_before=None)


def delivery_key(subscription: str, slot: str) -> str:
    """Subscription and occasion: what makes an edition go out once."""
    return f"{subscription}/slot:{slot}"


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry that a channel has seen, and on which local day."""

    entry: str
    day: date


def history(deliveries: Iterable[Delivery]) -> tuple[Shown, ...]:
    """Return what a channel has seen, oldest first: everything that was sent, may have been, or is fixed and waits to be."""
    seen = sorted((d for d in deliveries if d.shown), key=lambda d: d.slot)
    return tuple(Shown(pick.entry, date.fromisoformat(d.slot[:10])) for d in seen for pick in d.picks)
