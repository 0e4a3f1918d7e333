"""Which channel a command is about, and whether the asker may decide about it."""

from __future__ import annotations

import re
import unicodedata

from ..domain.ledger import Channel
from ..domain.reply import Reply, paragraph
from ..domain.text import excerpt
from .request import Kit, Request

_KEY = re.compile(r"([a-z]+):([^\s/:]+)(?:/([^\s/:]+))?")


async def meant(request: Request, words: str, kit: Kit) -> Channel | Reply:
    """Return the channel that `words` name by its key, or the one in which it was asked; or why it is not to be had.

    Whoever neither owns the bot nor manages a channel does not learn whether it is known here.
    """
    channel = read_key(words) if words.strip() else request.place.channel
    if channel is None:
        return aside(request, request.words("channel-unreadable", words=excerpt(words)))
    elsewhere = channel != request.place.channel
    if elsewhere and not request.asker.owner and not await _known(channel, kit):
        return refused(request)  # nor is a platform asked about chats that are none of ours
    return channel if await decides(request, channel) else refused(request)


def read_key(words: str) -> Channel | None:
    """Read a channel's key as people type it; None for what is none."""
    match = _KEY.fullmatch(unicodedata.normalize("NFKC", words).strip())
    return Channel(*match.groups()) if match else None


async def _known(channel: Channel, kit: Kit) -> bool:
    return bool(await kit.store.subscription_of(channel) or await kit.store.deliveries(channel, newest=1))


async def decides(request: Request, channel: Channel) -> bool:
    """Tell whether the asker may decide about a channel: asked at each action, for a button's data can be forged."""
    return request.asker.owner or await request.place.manages(channel)


def refused(request: Request) -> Reply:
    """Return that only those who manage the channel may do that."""
    return request.reply(paragraph(request.words("managers-only")), private=True)


def aside(request: Request, text: str, *, replaces: bool = False) -> Reply:
    """Return a sentence for the asker alone."""
    return request.reply(paragraph(text), replaces=replaces, private=not request.place.private)
