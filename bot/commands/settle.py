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
    now = after or await kit.store.delivery(row.key) or row
    subscription = await kit.store.subscription_of(now.channel)
    scene = rows.scene(request, subscription, held=await kit.desk.held() is not None)
    if after is not None:
        return _replaced(request, _told(after, verdict, scene), row)
    told = request.words("settled-before", slot=rows.slot(now, request.words), state=rows.state(now, scene))
    return _replaced(request, told, now)


def _told(after: Delivery, verdict: Verdict, scene: rows.Scene) -> str:
    """Say what comes of a person's word."""
    in_part = verdict == "there" and after.state != "sent"
    message = "settled-there-in-part" if in_part else f"settled-{verdict}"
    if after.state == "retrying" and (scene.held or scene.paused):
        return scene.words(f"{message}-later", halt="held" if scene.held else "paused")
    return scene.words(message)


def _replaced(request: Request, text: str, row: Delivery) -> Reply:
    buttons = (ledger.button(row, request),)
    return request.reply(paragraph(text), buttons=buttons, replaces=True, private=not request.place.private)
