"""/takeback: the last post of a channel is taken from its readers, once somebody has said that it is the one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..domain.ask import Ask, quoted, unquoted
from ..domain.deciding import seen
from ..domain.ledger import OPEN, Delivery
from ..domain.ports import Words
from ..domain.reply import Block, Button, Heading, Note, Reply, paragraph
from ..errors import DeliveryError, NotSent
from . import managed, reasons, rows
from .request import Kit, Request

VERB = "tb"
# Where nothing went out for so many editions, there is nothing left that a platform would let go.
LATEST = 400
# How the desk says in the ledger what a platform did with the messages of a post.
_TOLD = re.compile(r"taken back by \S+(?: \((?P<ways>[a-z, ]+)\))?(?:: (?P<failure>.+))?", re.DOTALL)


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Show the last post of the channel in which it was asked, or of the one that is named, and ask."""
    channel = await managed.meant(request, words, kit)
    if isinstance(channel, Reply):
        return channel
    found = await kit.store.deliveries(channel, newest=LATEST)
    candidates = newest(found)
    if not candidates:
        return managed.aside(request, request.words("takeback-nothing"))
    return await _question(request, candidates[0], _later(found, candidates[0]), kit)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Ask about a post, take it back, or keep it. The role is checked here; a second press changes nothing."""
    key, choice = (*ask.arguments, "", "")[:2]
    row = await kit.store.delivery(unquoted(key))
    if row is None or choice not in ("ask", "yes", "no"):
        return None
    if not await managed.decides(request, row.channel):
        return managed.refused(request)
    if choice == "no":
        return managed.aside(request, request.words("takeback-kept"), replaces=True)
    if not removable(row):
        return managed.aside(request, request.words("takeback-already"), replaces=True)
    if choice == "ask":
        return await _question(request, row, False, kit, replaces=True)
    return await _take_back(request, row, kit)


def button(row: Delivery, words: Words) -> Button:
    """Return the button that asks whether a post shall be taken back."""
    return Button(words("takeback-last"), _ask(row, words, "ask"), "next")


def _ask(row: Delivery, words: Words, choice: str) -> Ask:
    return Ask(VERB, words.lang, (quoted(row.key), choice))


def newest(found: Sequence[Delivery]) -> list[Delivery]:
    """Return the rows of which readers have something that can be taken back, newest first."""
    return [row for row in reversed(found) if removable(row)]


def removable(row: Delivery) -> bool:
    """Tell whether readers have messages of a row that are known, whether or not more of it is to come."""
    return row.removable or (row.state in OPEN and bool(rows.there(row)))


def _later(found: Sequence[Delivery], row: Delivery) -> bool:
    """Tell whether something newer stands there of which the message is not known: somebody has seen it there."""
    later = found[found.index(row) + 1 :]
    return any(part.message_id == "" for each in later for part in each.parts)


async def _question(request: Request, row: Delivery, later: bool, kit: Kit, *, replaces: bool = False) -> Reply:
    words = request.words
    scene = rows.scene(request, await kit.store.subscription_of(row.channel))
    mine = rows.there(row)
    blocks: list[Block] = [
        Heading(words("takeback-title")),
        paragraph(words("takeback-ask", slot=rows.slot(row, words), state=rows.state(row, scene))),
        *seen(mine[0].text),
    ]
    if row.channel != request.place.channel:
        blocks.insert(1, Note(row.channel.key))
    if row.state == "unknown":
        blocks.append(Note(words("takeback-doubt")))
    elif row.state in OPEN:
        blocks.append(Note(words("takeback-rest")))
    if later:
        blocks.append(Note(words("takeback-newer")))
    buttons = (
        Button(words("takeback-yes"), _ask(row, words, "yes"), "reject"),
        Button(words("takeback-no"), _ask(row, words, "no"), "confirm"),
    )
    return request.reply(*blocks, buttons=buttons, replaces=replaces, private=not request.place.private)


async def _take_back(request: Request, row: Delivery, kit: Kit) -> Reply:
    words, by = request.words, request.asker.key
    try:
        after = await kit.desk.take_back(row, by)
    except DeliveryError as error:
        now = await kit.store.delivery(row.key)
        if now is not None and now.state == "gone" and not removable(now):  # somebody else was faster
            return managed.aside(request, words("takeback-already"), replaces=True)
        message = "takeback-later" if isinstance(error, NotSent) else "takeback-failed"
        return _again(request, row, words(message, why=reasons.worded(str(error), words)))
    told = _TOLD.match(after.error or "")
    if left := len(rows.there(after)):
        why = reasons.worded(told["failure"] if told else after.error, words)
        count = len(rows.there(row)) - left
        return _again(request, row, words("takeback-in-part", count=count, left=left, why=why))
    replaced = told is not None and "replaced" in (told["ways"] or "")
    return managed.aside(request, words("takeback-replaced" if replaced else "takeback-done"), replaces=True)


def _again(request: Request, row: Delivery, text: str) -> Reply:
    """Say what is still there, and let it be tried again."""
    words = request.words
    buttons = (Button(words("takeback-again"), _ask(row, words, "yes"), "reject"),)
    return request.reply(paragraph(text), buttons=buttons, replaces=True, private=not request.place.private)
