"""/ledger: what went out in a channel, what did not, and why; what comes next, and what keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain import deciding, paging
from ..domain.ask import Ask, quoted, read_cursor, unquoted
from ..domain.ledger import Channel, Delivery, Subscription
from ..domain.reply import Block, Bullets, Button, Heading, Note, Reply, paragraph
from ..domain.text import Run, Runs
from . import hold, managed, rows, subscribe, takeback
from .request import Kit, Request

VERB = "lg"
# A week of daily editions. Three buttons for each of them, and those below, fill what a message of Discord takes.
PAGE = 7
# More than a year of daily editions: what is older is on the command line.
LATEST = 400


@dataclass(frozen=True)
class _Listed:
    """A row as it stands in a list, named as a button can name it."""

    row: Delivery

    @property
    def id(self) -> str:
        """The row's key, as an argument."""
        return quoted(self.row.key)


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer for the channel in which it was asked, or for the one that is named."""
    channel = await managed.meant(request, words, kit)
    return channel if isinstance(channel, Reply) else await _show(request, channel, "", kit)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: a page after or before a row, or the ledger of the row's channel from its beginning."""
    at = ask.arguments[0] if ask.arguments else ""
    cursor = read_cursor(at)
    row = await kit.store.delivery(unquoted(cursor.entry if cursor else at))
    channel = row.channel if row else request.place.channel
    if not await managed.decides(request, channel):
        return managed.refused(request)
    return await _show(request, channel, at, kit, replaces=True)


def button(row: Delivery, request: Request) -> Button:
    """Return the button that shows the ledger of a row's channel."""
    return Button(request.words("ledger-see"), Ask(VERB, request.words.lang, (quoted(row.key),)), "next")


async def _show(request: Request, channel: Channel, at: str, kit: Kit, *, replaces: bool = False) -> Reply:
    words = request.words
    subscription = await kit.store.subscription_of(channel)
    found = await kit.store.deliveries(channel, newest=LATEST)
    held = await kit.desk.held()
    scene = rows.scene(request, subscription, held=held is not None)
    shown = paging.page([_Listed(row) for row in reversed(found)], read_cursor(at), PAGE)
    doubtful = [listed.row for listed in shown.items if listed.row.state == "unknown"]
    blocks: list[Block] = [Heading(await _title(request, channel, kit))]
    if shown.first == 1:
        blocks += _standing(request, subscription, held)
    if shown.items:
        blocks.append(Bullets(tuple(_line(listed.row, scene) for listed in shown.items)))
        if shown.total > len(shown.items):
            place = paging.shown(shown, words)
            blocks.append(Note(words("ledger-older", place=place) if shown.total == LATEST else place))
        if doubtful:
            blocks.append(Note(words("ledger-doubt")))
    elif subscription:
        blocks.append(paragraph(words("ledger-nothing")))
    buttons = (
        *paging.turns(shown, words, lambda way: Ask(VERB, words.lang, (way,))),
        *_settling(doubtful, scene),
        *(deciding.resume_buttons(subscription, words) if subscription and shown.first == 1 else ()),
        *(takeback.button(row, words) for row in takeback.newest(found)[:1] if shown.first == 1),
    )
    return request.reply(*blocks, buttons=buttons, replaces=replaces, private=not request.place.private)


async def _title(request: Request, channel: Channel, kit: Kit) -> str:
    if channel == request.place.channel:
        return request.words("ledger-here")
    return request.words("ledger-of", channel=await kit.desk.called(channel) or channel.key)


def _standing(request: Request, subscription: Subscription | None, held: str | None) -> list[Block]:
    """Say what comes next, and what keeps it."""
    words = request.words
    blocks: list[Block] = []
    if held is not None:
        blocks.append(paragraph(hold.told(held, request)))
    if subscription is None:
        return [*blocks, paragraph(words("ledger-unsubscribed"))]
    if subscription.paused is None:
        return [subscribe.coming(request, subscription, held)]
    since = words.moment(subscription.paused.at.astimezone(rows.scene(request, subscription).zone))
    why = deciding.pause_told(subscription.paused, subscription.channel, words)
    return [*blocks, paragraph(words("ledger-paused", since=since)), *why]


def _line(row: Delivery, scene: rows.Scene) -> Runs:
    said = scene.words("ledger-row", state=rows.state(row, scene))
    return Run(rows.slot(row, scene.words), bold=True), Run(f"{said}{rows.picks(row, scene)}")


def _settling(doubtful: Sequence[Delivery], scene: rows.Scene) -> list[Button]:
    """Return the answers to each doubt; where there are several each says of which edition."""
    words, several = scene.words, len(doubtful) > 1
    buttons: list[Button] = []
    for row in doubtful:
        buttons += deciding.settle_buttons(row, words, rows.short_slot(row, words) if several else "")
    return buttons
