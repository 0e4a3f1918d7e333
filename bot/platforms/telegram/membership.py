"""What the bot becomes in a chat: a channel's administrator is offered editions, a chat that is lost is paused."""

from __future__ import annotations

import logging

from telegram import Chat, ChatMemberUpdated
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from ...commands.router import Router
from ...domain.ports import Clock, Offer, Store
from . import asking, failures, outgoing, render
from .courier import Courier
from .outgoing import NAME, Target

log = logging.getLogger(__name__)

_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Membership:
    """Follows the bot's own membership."""

    def __init__(
        self, bot: outgoing.Bot, courier: Courier, router: Router, store: Store, owners: frozenset[str], clock: Clock
    ) -> None:
        self._bot = bot
        self._courier = courier
        self._router = router
        self._store = store
        self._owners = owners
        self._clock = clock

    async def changed(self, change: ChatMemberUpdated) -> None:
        """Take a change."""
        new, old = change.new_chat_member.status, change.old_chat_member.status
        if new in _GONE:
            await self._pause(change.chat)
        elif (
            change.chat.type == ChatType.CHANNEL
            and new == ChatMemberStatus.ADMINISTRATOR
            and old != ChatMemberStatus.ADMINISTRATOR
            and not change.from_user.is_bot
        ):
            await self._offer(change)

    async def _pause(self, chat: Chat) -> None:
        blocked = chat.type == ChatType.PRIVATE
        reason = "the member blocked the bot" if blocked else "the bot was removed from the chat"
        for subscription in await self._store.subscriptions():
            here = subscription.channel.platform == NAME and subscription.channel.chat == str(chat.id)
            if here and not subscription.paused:
                await self._store.pause(subscription.id, reason)
                log.info("telegram: %s is paused: %s", subscription.channel.key, reason)

    async def _offer(self, change: ChatMemberUpdated) -> None:
        """Offer the channel to whoever added the bot. If they never opened the chat, the offer waits for their /start."""
        where = asking.channel(change.chat)
        if any(s.channel == where and not s.paused for s in await self._store.subscriptions()):
            return
        who = asking.asker(change.from_user, self._owners)
        place = asking.private(self._bot, change.from_user, who)
        title = change.chat.title or where.chat
        offer = Offer(self._router.kit.new_id(), NAME, who.user, where, title, self._clock())
        reply = await self._router.offer(offer, who, place)
        try:
            await self._courier.send(render.messages(reply), Target(change.from_user.id))
        except TelegramError as error:
            log.info("telegram: the offer of %s waits for its administrator: %s", where.key, failures.reason(error))
