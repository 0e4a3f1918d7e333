"""The ports: what the domain, the commands and the delivery ask of the outside, in their own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from .chart.shape import Chart
from .content import Entry
from .corpus import Corpus
from .dates import EventDate, Span
from .ledger import Channel, Delivery, Part, Pause, Receipt, Shown, State, Subscription
from .reply import Reply
from .text import Lang

Clock = Callable[[], datetime]
"""Tells the present instant, with a zone."""


class Words(Protocol):
    """The interface's words in one language, from a message catalogue, and dates as that language writes them."""

    lang: Lang

    def __call__(self, message: str, /, **values: str | int) -> str:
        """Return a message with its values set in."""

    def event_date(self, when: EventDate, *, weekday: bool = True) -> str:
        """Write a date as exact as its source, a day with its weekday unless told otherwise."""

    def span(self, span: Span) -> str:
        """Write a span of days, a month or a year."""

    def day(self, day: date, *, short: bool = False) -> str:
        """Write a day; `short` fits a button."""

    def moment(self, moment: datetime) -> str:
        """Write a local date and time."""


Wordbook = Callable[[Lang], Words]
"""The catalogues of all languages."""


@dataclass(frozen=True)
class Draft:
    """An entry that waits for a yes. `raw` has the shape of a corpus file's table; `by` is who wrote it (`platform:id`)."""

    id: str
    kind: str
    raw: Mapping[str, Any]
    by: str
    at: datetime


@dataclass(frozen=True)
class Offer:
    """A channel that made the bot an administrator, kept until that administrator has answered."""

    id: str
    platform: str
    user: str
    channel: Channel
    title: str
    at: datetime


class Gazetteer(Protocol):
    """Knows places and their IANA time zones. It never takes a resemblance for the place itself."""

    def find(self, typed: str) -> tuple[str, ...]:
        """Return the zones of the city, country or zone that is called so, or of an offset (UTC+9), likeliest first."""

    def suggest(self, typed: str, limit: int) -> tuple[str, ...]:
        """Return zones of places whose names hold or resemble `typed`, likeliest first."""

    def name(self, zone: str, lang: Lang) -> str:
        """Return what people call a zone: its city and country, or its offset."""


class EntryReader(Protocol):
    """Reads an entry that was written in chat, by the rules of the corpus files."""

    def read(self, kind: str, raw: Mapping[str, Any], corpus: Corpus) -> Entry:
        """Return the entry. Raises CorpusError with every finding, worded as `check` words them."""


class Library:
    """Holds the current snapshot of the corpus; a command or an edition takes it once."""

    def __init__(self, corpus: Corpus) -> None:
        self.snapshot = corpus

    def add(self, entry: Entry) -> None:
        """Make the snapshot with `entry` the current one; whoever holds an earlier one keeps it."""
        self.snapshot = self.snapshot.with_entry(entry)


class Store(Protocol):
    """State that survives: subscriptions, the outbox and ledger, drafts and added entries, settings of members.

    Every change is one conditional verb that wins or loses as a whole, and has been made durable when it returns.
    Instants are aware, and stored as UTC.
    """

    async def subscribe(self, subscription: Subscription) -> Subscription:
        """Add it if its channel has none and its id is free; return the one that stands there now."""

    async def unsubscribe(self, channel: Channel) -> Subscription | None:
        """Remove the channel's subscription and return it; None if it had none. Its ledger stays."""

    async def subscription(self, subscription: str) -> Subscription | None:
        """Return one."""

    async def subscription_of(self, channel: Channel) -> Subscription | None:
        """Return the one that a channel has, without a search through all."""

    async def subscriptions(self) -> Sequence[Subscription]:
        """Return all, in the order they were made."""

    async def pause(self, subscription: str, pause: Pause | None) -> bool:
        """Set why nothing is sent (None: it is sent again); False if there is no such subscription."""

    async def move(self, old: Channel, new: Channel) -> bool:
        """Give the subscription of `old` and the channel's ledger the channel `new`.

        False, and nothing changed, if `old` has no subscription or `new` has one.
        """

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        """Add those whose key is not there yet, in one write; return how many.

        A row goes where its subscription is by now, for that may have moved since the row was made.
        """

    async def advance(self, before: Delivery, after: Delivery) -> bool:
        """Put `after` in the place of `before`; False, and nothing changed, if the row is no longer as `before`."""

    async def delivery(self, key: str) -> Delivery | None:
        """Return one row."""

    async def deliveries(
        self, channel: Channel | None = None, states: Sequence[State] = (), newest: int | None = None
    ) -> Sequence[Delivery]:
        """Return rows by slot, oldest first; of one channel and in some states, and only so many of the newest, where given.

        What was archived is among them; where only `ledger.OPEN` states are asked for, which never are, nothing is read from disk.
        """

    async def history(self, channel: Channel) -> Sequence[Shown]:
        """Return what a channel has seen, as `ledger.history` of all its rows, without reading the archived ones in full."""

    async def archive(self, before: datetime) -> int:
        """Move rows out of memory whose slot was before an instant and whose state is none of `ledger.OPEN`; return how many.

        They are found as before, and may still be advanced. At most some thousand at once: call it again until it returns 0.
        """

    async def last_slot(self, subscription: str) -> datetime | None:
        """Return the instant of the newest slot that the ledger has for a subscription."""

    async def stage(self, draft: Draft) -> None:
        """Keep a draft."""

    async def draft(self, draft: str) -> Draft | None:
        """Return a draft that waits."""

    async def publish(self, draft: str) -> Draft | None:
        """Make a waiting draft an added entry and return it; None if it waits no longer."""

    async def discard(self, draft: str) -> bool:
        """Drop a waiting draft; False if it waits no longer."""

    async def added(self) -> Sequence[Draft]:
        """Return the added entries in the order they were added."""

    async def offer(self, offer: Offer) -> None:
        """Keep an offer, in the place of an earlier one for the same user and channel."""

    async def offers(self, platform: str, user: str) -> Sequence[Offer]:
        """Return what a user has not answered yet."""

    async def close_offer(self, offer: str) -> Offer | None:
        """Remove an offer and return it; None if it was answered before."""

    async def note(self, name: str) -> str | None:
        """Return a small value kept under a name (a member's language, what was last synced)."""

    async def set_note(self, name: str, value: str | None) -> None:
        """Keep a small value; None removes it."""

    async def tally(self, channel: Channel, day: date, subjects: Sequence[str]) -> None:
        """Count what was asked in a channel: each subject (`person/<id>`, `day/<span as `dates.typed` writes it>`,
        `topic/<id>`) once more for `day` (UTC).

        The one change that is not yet durable when it returns: nobody shall wait for it. It is saved with the next tick and
        at the end of the program; a crash loses the counts since the last tick. The first count of a day drops
        what is older than 31 days, in every channel.
        """

    async def tallies(self, channel: Channel, since: date) -> Mapping[str, int]:
        """Return how often each subject was counted in a channel from the day `since` on."""


class Painter(Protocol):
    """Draws charts, each of them once while it is remembered."""

    async def paint(self, chart: Chart) -> bytes:
        """Return the picture as a PNG that the platforms take: of up to 10,000 pixels in width and height together."""


class Publisher(Protocol):
    """Sends editions on one platform. Rendering does no I/O; a send is one attempt, whatever becomes of it.

    `nonce` names a part for good: a platform that can refuses the same nonce twice, or lets a message be known again by it.
    `first` is the message id of the edition's first part, for a part that goes with it; None for the first itself.
    """

    platform: str

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """Return the messages of an edition in native form, within the platform's limits."""

    def split(self, part: Part) -> tuple[Part, ...]:
        """Return a part that the platform found too long as two or more shorter ones, as plain text; nothing is cut off.

        Empty where it cannot be made any shorter.
        """

    def turn(self, channel: Channel) -> AbstractAsyncContextManager[None]:
        """Be the one whose turn it is, under the platform's limits and after those who wait for an answer; sends are made inside.

        Raises NotSent with `retry_after` where the channel would have to wait for more than a moment.
        """

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool, first: str | None) -> Receipt:
        """Send one part, once. Raises DeliveryError."""

    def repeatable(self, channel: Channel, age: timedelta) -> bool:
        """Tell whether a part that was first sent so long ago may be sent again under its nonce: it will not be there twice."""

    async def look(
        self, channel: Channel, part: Part, *, nonce: str, since: datetime, after: str | None, first: str | None
    ) -> Receipt | None:
        """Find out whether a part that was being sent at `since` is there: its receipt, or None where it certainly is not.

        `after` is the last message of ours that is known in the channel. No message is changed. Raises CannotTell, or another
        DeliveryError where it cannot be found out at present.
        """

    async def remove(
        self, channel: Channel, part: Part, instead: Reply, *, first: str | None
    ) -> Literal["deleted", "replaced"]:
        """Take a message away; where the platform does not allow that any more, put `instead` in its place.

        One that is not there any more counts as deleted. Raises DeliveryError.
        """

    async def permitted(self, channel: Channel) -> bool | None:
        """Tell whether the bot may write in a channel, by asking the platform; None where that does not show."""

    async def called(self, channel: Channel) -> str | None:
        """Return the name by which people know a channel; None where it is not known."""

    async def tell(self, subscription: Subscription, reply: Reply) -> int:
        """Tell those who manage a channel something in private, each of them once; return how many could be reached.

        Raises NotSent where the platform cannot be asked at present.
        """


Verdict = Literal["there", "post", "skip"]
"""What somebody says of a part that is `unknown`: it is there; post it (again); neither, go on without."""


class Desk(Protocol):
    """What commands ask of those who deliver."""

    async def take_back(self, row: Delivery, by: str) -> Delivery:
        """Take away what readers have of a delivery; return its row as it is now.

        Raises NotSent where its platform is not connected, another DeliveryError where nothing could be taken away.
        """

    async def settle(self, row: Delivery, verdict: Verdict, by: str) -> Delivery | None:
        """Resolve an `unknown` row by a person's word; None if it is not unknown any more, or by another attempt than when read."""

    async def resume(self, subscription: Subscription) -> None:
        """Send to a paused channel again, at once what is still in time."""

    async def called(self, channel: Channel) -> str | None:
        """Return the name by which people know a channel; None where it is not known, or its platform is not connected."""

    async def hold(self, by: str) -> None:
        """Stop all posting, everywhere, until `release`; what is in flight is finished."""

    async def release(self) -> bool:
        """End a hold; False if there was none. What is still in time goes out at once."""

    async def held(self) -> str | None:
        """Return who holds all posting since when, in words for an operator; None if nobody does."""


class Platform(Protocol):
    """A chat platform, as the composition root sees it."""

    name: str

    async def run(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> None:
        """Connect and answer until `stop`; then finish what is in flight and return.

        Calls `up` with the publisher whenever editions can be sent and `down` with the platform's name when they no longer
        can. While its servers cannot be reached it tries again by itself, and says so once in the log with the setting
        to look at. Raises Unauthorised when the token is refused.
        """

    async def stop(self) -> None:
        """Ask `run` to end; returns at once."""
