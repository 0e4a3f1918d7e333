"""/resume: a channel that was paused gets its editions again."""

from __future__ import annotations

from ..domain.ask import Ask, unquoted
from ..domain.ledger import Subscription
from ..domain.reply import Block, Note, Reply, paragraph
from . import hold, managed, subscribe
from .request import Kit, Request


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Resume the channel in which it was asked, or the one that is named, for those who manage it."""
    channel = await managed.meant(request, words, kit)
    if isinstance(channel, Reply):
        return channel
    subscription = await kit.store.subscription_of(channel)
    if subscription is None:
        return managed.aside(request, request.words("resume-nothing"))
    return await _resume(request, subscription, kit)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Resume the channel of a subscription. Whoever presses must manage it, whatever the button's data say."""
    subscription = await kit.store.subscription(unquoted(ask.arguments[0])) if ask.arguments else None
    if subscription is None:
        return None
    if not await managed.decides(request, subscription.channel):
        return managed.refused(request)
    return await _resume(request, subscription, kit, replaces=True)


async def _resume(request: Request, subscription: Subscription, kit: Kit, *, replaces: bool = False) -> Reply:
    was_paused = subscription.paused is not None
    if was_paused:
        await kit.desk.resume(subscription)
    blocks: list[Block] = [
        paragraph(request.words("resumed" if was_paused else "resume-not-paused")),
        paragraph(subscribe.next_post(request, subscription)),
    ]
    held = await kit.desk.held()
    if held is not None:
        blocks.append(Note(hold.told(held, request)))
    return request.reply(*blocks, replaces=replaces, private=not request.place.private)
