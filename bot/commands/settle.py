"""The buttons under a delivery that nobody knows the end of: it is there, post it, or leave it."""

from __future__ import annotations

from ..domain import deciding
from ..domain.ask import Ask, unquoted
from ..domain.ledger import Delivery
from ..domain.ports import Verdict
from ..domain.reply import Reply, paragraph
from . import ledger, managed, rows
from .request import Kit, Request


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Settle a row by the word of whoever manages its channel, whatever the button's data say; once."""
    key, said, attempt = (*ask.arguments, "", "", "")[:3]
    verdict = next((verdict for verdict in deciding.VERDICTS if verdict == said), None)
    row = await kit.store.delivery(unquoted(key))
    if row is None or verdict is None:
        return None
    if not await managed.decides(request, row.channel):
        return managed.refused(request)
    # What is said of one attempt says nothing of a later one; an earlier version's buttons do not tell which is meant.
    meant = attempt in ("", str(row.attempts))
    after = await kit.desk.settle(row, verdict, request.asker.key) if meant else None
    if after is not None:
        return _replaced(request, request.words(_message(after, verdict)), row)
    now = await kit.store.delivery(row.key) or row
    subscription = await kit.store.subscription_of(now.channel)
    told = rows.state(now, rows.scene(request, subscription, held=await kit.desk.held() is not None))
    return _replaced(request, request.words("settled-before", slot=rows.slot(now, request.words), state=told), now)


def _message(after: Delivery, verdict: Verdict) -> str:
    if verdict == "there" and after.state != "sent":
        return "settled-there-in-part"
    return f"settled-{verdict}"


def _replaced(request: Request, text: str, row: Delivery) -> Reply:
    buttons = (ledger.button(row, request),)
    return request.reply(paragraph(text), buttons=buttons, replaces=True, private=not request.place.private)
