"""A channel whose deliveries are decided about in chat: by members, by those who manage it, by owners."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.commands.request import Asker, Place
from bot.commands.router import Router
from bot.delivery.desk import PostDesk
from bot.domain.ledger import Channel, Delivery, Part, Pick, Receipt, Subscription
from bot.domain.reply import Block, Bullets, Button, Heading, Note, Paragraph, Reply
from bot.domain.text import Lang, plain
from bot.language import catalogue
from bot.storage.memory import MemoryStore

from .builders import CHANNEL, DUE, SLOT, ScriptedPublisher, a_delivery, a_subscription
from .kit import TurnedClock, small_kit

Role = Literal["member", "manager", "owner"]
OWNER = "telegram:1"
ROW = "0123456789"
"""The id of the subscription: as long as real ones are."""


def picked(*entries: str) -> tuple[Pick, ...]:
    return tuple(Pick(entry, "event", "mix", {}) for entry in entries)


def in_flight(slot: str = SLOT, texts: Sequence[str] = ("The post.",), done: int = 0, **changes: object) -> Delivery:
    """Return a row that is being sent, of which so many parts have arrived: `m1`, `m2` …"""
    row = a_delivery(slot, subscription=ROW, channel=changes.pop("channel", CHANNEL), **changes)
    parts = tuple(Part("{}", text) for text in texts)
    row = row.sending(picked("quarrel", "donated"), parts, row.due)
    for number in range(done):
        row = row.received(Receipt(f"m{number + 1}"), row.due + timedelta(minutes=number))
    return row


def sent(slot: str = SLOT, texts: Sequence[str] = ("The post.",), **changes: object) -> Delivery:
    return in_flight(slot, texts, len(texts), **changes)


def doubtful(slot: str = SLOT, texts: Sequence[str] = ("The post.",), done: int = 0, **changes: object) -> Delivery:
    """Return a row of which the admins were asked whether the next part is there."""
    row = in_flight(slot, texts, done, **changes)
    return row.unknown(None, row.due, "reset by peer").asking(row.due)


class House:
    """A channel with a subscription at 9:00 in Tokyo, its store, a desk, and a publisher that follows a script."""

    def __init__(self, lang: Lang = "en", publisher: ScriptedPublisher | None = None) -> None:
        self.lang: Lang = lang
        self.words = catalogue.words(lang)
        self.store = MemoryStore()
        self.clock = TurnedClock(DUE + timedelta(minutes=90))
        self.publisher = publisher or ScriptedPublisher()
        self.connected = True
        self.woken = 0
        desk = PostDesk(self.store, catalogue.words, self.clock, self._publisher, self._wake)
        self.kit = replace(small_kit(self.store, self.clock), desk=desk)
        self.router = Router(self.kit)
        self._users = itertools.count(100)

    def _publisher(self, _: str) -> ScriptedPublisher | None:
        return self.publisher if self.connected else None

    def _wake(self) -> None:
        self.woken += 1

    async def with_rows(self, *rows: Delivery, subscribed: bool = True, **changes: object) -> House:
        if subscribed:
            await self.store.subscribe(a_subscription(ROW, **changes))
        await self.store.enqueue(rows)
        return self

    async def row(self, key: str) -> Delivery:
        row = await self.store.delivery(key)
        assert row is not None
        return row

    async def subscription(self) -> Subscription:
        found = await self.store.subscription(ROW)
        assert found is not None
        return found

    def _asker(self, role: Role) -> tuple[Asker, frozenset[Channel]]:
        """Return somebody new, so that nobody is told to wait; there is one owner."""
        if role == "owner":
            return Asker("telegram", "1", self.lang, owner=True), frozenset()
        asker = Asker("telegram", str(next(self._users)), self.lang)
        return asker, frozenset([CHANNEL] if role == "manager" else [])

    def _place(self, managed: frozenset[Channel], where: Channel, *, private: bool) -> Place:
        async def manages(channel: Channel) -> bool:
            return channel in managed

        return Place(where, private, manages)

    async def ask(
        self, command: str, words: str = "", role: Role = "manager", where: Channel = CHANNEL, *, private: bool = False
    ) -> Reply:
        asker, managed = self._asker(role)
        reply = await self.router.command(command, words, asker, self._place(managed, where, private=private))
        assert reply is not None
        return reply

    async def press(
        self, pressed: Button | str, role: Role = "manager", where: Channel = CHANNEL, *, private: bool = False
    ) -> Reply | None:
        asker, managed = self._asker(role)
        data = pressed if isinstance(pressed, str) else pressed.ask.encode()
        return await self.router.press(data, asker, self._place(managed, where, private=private))

    async def pressed(self, pressed: Button | str, role: Role = "manager") -> Reply:
        """Press what must have an answer."""
        reply = await self.press(pressed, role)
        assert reply is not None
        return reply


def button(reply: Reply, label: str) -> Button:
    return next(button for button in reply.buttons if button.label == label)


def text(reply: Reply) -> str:
    """Return what a reply says, a line for each block or item."""
    return "\n".join(line for block in reply.blocks for line in _lines(block))


def items(reply: Reply) -> list[str]:
    """Return the items of a reply's lists."""
    return [plain(item) for block in reply.blocks if isinstance(block, Bullets) for item in block.items]


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(line) | Note(line):
            return [line]
        case Paragraph(runs):
            return [plain(runs)]
        case Bullets(found):
            return [plain(item) for item in found]
    raise AssertionError(block)


def slots(count: int) -> list[str]:
    """Return so many daily slots, the first at `SLOT`."""
    first = datetime.fromisoformat(SLOT)
    return [(first + timedelta(days=day)).isoformat(timespec="minutes") for day in range(count)]
