"""Builders of the domain's values, each with one thing said and the rest usual, and a publisher that follows a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot import errors
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.retry import Policy
from bot.domain.content import Digest, Event, Story
from bot.domain.corpus import Corpus
from bot.domain.ledger import Channel, Delivery, Part, Pause, Receipt, Subscription, delivery_key
from bot.domain.ports import Draft, Library, Offer
from bot.domain.reply import Block, Reply, paragraph
from bot.domain.text import Lang, Text, plain
from bot.language import catalogue
from bot.storage.memory import MemoryStore

from .kit import TurnedClock, an_event, small_corpus, when

CHANNEL = Channel("telegram", "-100")
DUE = datetime(2026, 1, 15, 0, 0, tzinfo=UTC)
SLOT = "2026-01-15T09:00"
GRACE = timedelta(hours=3)
KEY = delivery_key("sub", SLOT)


def grace(_: Channel) -> timedelta:
    return GRACE


def a_pause(reason: str = "kicked", **changes: Any) -> Pause:
    return replace(Pause(reason, DUE, "removed"), **changes)


def text(words: str) -> Text:
    return Text(f"{words}（和）", words)


def a_subscription(id_: str = "sub", **changes: Any) -> Subscription:
    """Return a daily subscription at 09:00 in Tokyo, made a minute before the slot `DUE`."""
    made = DUE - timedelta(minutes=1)
    return replace(Subscription(id_, CHANNEL, "0 9 * * *", "Asia/Tokyo", "en", made), **changes)


def a_delivery(slot: str = SLOT, **changes: Any) -> Delivery:
    """Return the planned row of `slot`, which is a time in Tokyo."""
    due = (datetime.fromisoformat(slot) - timedelta(hours=9)).replace(tzinfo=UTC)
    subscription = changes.get("subscription", "sub")
    return replace(Delivery(delivery_key(subscription, slot), "sub", CHANNEL, slot, due), **changes)


def a_draft(id_: str = "draft", **changes: Any) -> Draft:
    return replace(
        Draft(id_, "event", {"id": id_, "people": ["musk"], "title": {"ja": "題"}}, "discord:1", DUE), **changes
    )


def an_offer(id_: str = "offer", **changes: Any) -> Offer:
    return replace(Offer(id_, "telegram", "7", CHANNEL, "瓦版 😀", DUE), **changes)


def happened(id_: str, edtf: str = "2025-06-05", **changes: Any) -> Event:
    return replace(an_event(id_, edtf, f"{id_}の件", f"Matter {id_}"), **changes)


def a_digest(id_: str, **changes: Any) -> Digest:
    body: dict[Lang, tuple[Block, ...]] = {"ja": (paragraph("本文。"),), "en": (paragraph("A text."),)}
    return replace(Digest(id_, "question", text(id_), text("md"), body, ("techflow",)), **changes)


def a_corpus(events: Iterable[Event] = (), digests: Iterable[Digest] = (), **changes: Any) -> Corpus:
    """Return a corpus that reaches until January 2026 and has the small one's sources."""
    corpus = Corpus(
        story=Story("saga", text("The saga"), when("2026-01")),
        sources=small_corpus().sources,
        events={event.id: event for event in events},
        digests={digest.id: digest for digest in digests},
    )
    return replace(corpus, **changes)


Step = str | BaseException | Callable[[], str]


@dataclass
class ScriptedPublisher:
    """The port `Publisher`: a message a block, and for each that is sent the next step of `script`, then fresh ids.

    A step is a message id, an error to raise, or a function that returns an id. `gate`, if there is one, must be opened
    before anything goes out. `there` has what is found by looking: a message id, None, or an error, by nonce; `window` is how
    long a part may be repeated; `may` what `permitted` answers; `turns` are errors that a turn raises first.
    """

    platform: str = "telegram"
    script: list[Step] = field(default_factory=list)
    most: int = 1000
    gate: asyncio.Event | None = None
    attempted: asyncio.Event = field(default_factory=asyncio.Event)
    attempts: list[tuple[Channel, Part, str, bool]] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)
    window: timedelta = timedelta()
    there: dict[str, str | BaseException | None] = field(default_factory=dict)
    looked: list[tuple[str, datetime, str | None]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    removes: list[Literal["deleted", "replaced"] | BaseException] = field(default_factory=list)
    turns: list[BaseException] = field(default_factory=list)
    may: bool | BaseException | None = False
    told: list[tuple[str, Reply]] = field(default_factory=list)
    tells: list[int | BaseException] = field(default_factory=list)
    names: dict[Channel, str] = field(default_factory=dict)

    def split(self, part: Part) -> tuple[Part, ...]:
        half = len(part.text) // 2
        return (replace(part, text=part.text[:half]), replace(part, text=part.text[half:])) if half else ()

    @asynccontextmanager
    async def turn(self, channel: Channel) -> AsyncIterator[None]:
        if self.turns:
            raise self.turns.pop(0)
        yield

    def repeatable(self, channel: Channel, age: timedelta) -> bool:
        return age < self.window

    async def look(
        self, channel: Channel, part: Part, *, nonce: str, since: datetime, after: str | None, first: str | None
    ) -> Receipt | None:
        self.looked.append((nonce, since, after))
        found = self.there.get(nonce, errors.CannotTell("nobody knows"))
        if isinstance(found, BaseException):
            raise found
        return None if found is None else Receipt(found)

    async def remove(
        self, channel: Channel, part: Part, instead: Reply, *, first: str | None
    ) -> Literal["deleted", "replaced"]:
        way = self.removes.pop(0) if self.removes else "deleted"
        if isinstance(way, BaseException):
            raise way
        self.removed.append(part.message_id or "")
        return way

    async def permitted(self, channel: Channel) -> bool | None:
        if isinstance(self.may, BaseException):
            raise self.may
        return self.may

    async def called(self, channel: Channel) -> str | None:
        return self.names.get(channel)

    async def tell(self, subscription: Subscription, reply: Reply) -> int:
        reached = self.tells.pop(0) if self.tells else 1
        if isinstance(reached, BaseException):
            raise reached
        self.told.append((subscription.id, reply))
        return reached

    def render(self, reply: Reply) -> tuple[Part, ...]:
        shown = [block for block in reply.blocks if hasattr(block, "title") or hasattr(block, "text")]
        texts = [str(getattr(block, "title", getattr(block, "text", ""))) for block in shown]
        texts += [plain(block.runs) for block in reply.blocks if hasattr(block, "runs")]
        return tuple(Part(f'{{"text": "{number}"}}', line) for number, line in enumerate(texts[: self.most]))

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool, first: str | None) -> Receipt:
        self.attempts.append((channel, part, nonce, silent))
        self.attempted.set()
        if self.gate:
            await self.gate.wait()
        step = self.script.pop(0) if self.script else f"m{len(self.attempts)}"
        if isinstance(step, BaseException):
            raise step
        message_id = step if isinstance(step, str) else step()
        self.delivered.append(nonce)
        return Receipt(message_id)


def nine_events() -> Corpus:
    return a_corpus((happened(f"e{n}") for n in range(9)), [a_digest("d1"), a_digest("d2")])


async def send_due(dispatcher: Dispatcher) -> None:
    """Send everything that is due now, on all platforms side by side."""
    await asyncio.gather(*(dispatcher.run(platform) for platform in dispatcher.platforms))


class Desk:
    """A store with one subscription and one edition due, a clock, and a dispatcher with a publisher that follows a script."""

    def __init__(
        self,
        script: Sequence[Step] = (),
        corpus: Corpus | None = None,
        most: int = 2,
        policy: Policy = Policy(grace),  # noqa: B008  # a value
        store: MemoryStore | None = None,
    ) -> None:
        self.store = store or MemoryStore()
        self.clock = TurnedClock(DUE + timedelta(minutes=1))
        self.publisher = ScriptedPublisher(script=list(script), most=most)
        self.library = Library(corpus or nine_events())
        self.policy = policy
        self.dispatcher = self.another()

    async def due(self, *rows: Delivery) -> Desk:
        await self.store.subscribe(a_subscription())
        await self.store.enqueue(rows or [a_delivery()])
        return self

    async def run(self) -> Delivery:
        await send_due(self.dispatcher)
        return await self.row()

    async def row(self, key: str = KEY) -> Delivery:
        row = await self.store.delivery(key)
        assert row is not None
        return row

    def another(self, publisher: ScriptedPublisher | None = None) -> Dispatcher:
        """Return one more dispatcher over the same store."""
        dispatcher = Dispatcher(self.store, self.library, catalogue.words, self.clock, self.policy)
        dispatcher.connect(publisher or self.publisher)
        return dispatcher
