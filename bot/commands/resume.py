"""/resume: a channel that was paused gets its editions again."""

from __future__ import annotations

from ..domain.ask import Ask, unquoted
from ..domain.ledger import Subscription
from ..domain.reply import Reply, paragraph
from . import managed, subscribe
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
    held = await kit.desk.held()
    return request.reply(
        paragraph(subscribe.resumed(request, held) if was_paused else request.words("resume-not-paused")),
        subscribe.coming(request, subscription, held),
        replaces=replaces,
        private=not request.place.private,
    )
