"""What the bot becomes in a chat: a channel's administrator is offered editions; what is lost is paused, and resumed."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import Chat, ChatMemberAdministrator, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from ...commands.router import Router
from ...domain.ledger import Pause, Subscription
from ...domain.ports import Clock, Offer, Store
from ...errors import Cause
from . import asking, failures, outgoing, render, standing
from .courier import Courier
from .outgoing import NAME, Target

log = logging.getLogger(__name__)

_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_OF_THE_TOPIC = ("topic-closed", "topic-gone", "moved")


class Membership:
    """Follows the bot's own membership; what is lost leaves its title in `titles`, by id, as long as the program runs."""

    def __init__(
        self,
        bot: outgoing.Bot,
        courier: Courier,
        router: Router,
        store: Store,
        owners: frozenset[str],
        clock: Clock,
        *,
        titles: dict[str, str],
    ) -> None:
        self._bot = bot
        self._courier = courier
        self._router = router
        self._store = store
        self._owners = owners
        self._clock = clock
        self._titles = titles

    async def changed(self, change: ChatMemberUpdated) -> None:
        """Take a change."""
        new, old = change.new_chat_member.status, change.old_chat_member.status
        if new in _GONE:
            if change.chat.title:
                self._titles[str(change.chat.id)] = change.chat.title
            blocked = change.chat.type == ChatType.PRIVATE
            said = "the member blocked the bot" if blocked else "the bot was removed from the chat"
            await self._pause(await self._subscribed(change.chat), said, "blocked" if blocked else "removed")
        elif not standing.allows(change.new_chat_member, change.chat.type):
            await self._pause(await self._subscribed(change.chat), "the bot may not post in the chat", "no-right")
        else:
            paused = [s for s in await self._subscribed(change.chat) if s.paused]
            await self._resume([s for s in paused if s.paused and s.paused.cause not in _OF_THE_TOPIC])
        if (
            change.chat.type == ChatType.CHANNEL
            and new == ChatMemberStatus.ADMINISTRATOR
            and old != ChatMemberStatus.ADMINISTRATOR
            and not change.from_user.is_bot
        ):
            await self._offer(change)

    async def topic(self, message: Message) -> None:
        """Take the service message that a topic was closed or opened again."""
        subscription = await self._store.subscription_of(asking.channel(message.chat, message))
        if subscription is None:
            return
        if message.forum_topic_reopened:
            if subscription.paused and subscription.paused.cause == "topic-closed":
                await self._resume([subscription])
        elif not await self._writes_in_closed_topics(message.chat):
            await self._pause([subscription], "the topic was closed", "topic-closed")

    async def _writes_in_closed_topics(self, chat: Chat) -> bool:
        try:
            member = await self._bot.get_chat_member(chat.id, self._bot.id)
        except TelegramError as error:
            # Then the next edition finds out.
            log.info("telegram: what the bot may do in %s is not known: %s", chat.id, failures.reason(error))
            return True
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_manage_topics)

    async def _subscribed(self, chat: Chat) -> Sequence[Subscription]:
        """Return the subscriptions of a chat and of all its topics."""
        names = {str(chat.id), f"@{chat.username}".lower()}
        found = await self._store.subscriptions()
        return [s for s in found if s.channel.platform == NAME and s.channel.chat.lower() in names]

    async def _pause(self, subscriptions: Sequence[Subscription], reason: str, cause: Cause) -> None:
        for subscription in subscriptions:
            if not subscription.paused:
                await self._store.pause(subscription.id, Pause(reason, self._clock(), cause))
                log.info("telegram: %s is paused: %s", subscription.channel.key, reason)

    async def _resume(self, subscriptions: Sequence[Subscription]) -> None:
        for subscription in subscriptions:
            log.info("telegram: %s may be written to again", subscription.channel.key)
            await self._router.kit.desk.resume(subscription)

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
