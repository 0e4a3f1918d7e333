"""/unsubscribe: no more editions for this channel."""

from __future__ import annotations

from ..domain.reply import Reply, paragraph
from .request import Kit, Request


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """End the subscription of the channel in which it was asked, for those who manage it."""
    if not await request.place.manages(request.place.channel):
        return request.reply(paragraph(request.words("managers-only")), private=True)
    ended = await kit.store.unsubscribe(request.place.channel)
    return request.reply(paragraph(request.words("unsubscribed" if ended else "unsubscribed-already")))
