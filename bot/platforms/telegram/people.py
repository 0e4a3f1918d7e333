"""Those who manage a channel, told something in private."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from telegram import ChatMemberAdministrator, ChatMemberOwner
from telegram.error import ChatMigrated, TelegramError

from ... import errors
from ...domain import deciding
from ...domain.ledger import Channel, Subscription
from ...domain.reply import Reply
from . import failures, outgoing, render
from .outgoing import Target

log = logging.getLogger(__name__)

AT_MOST = 10


async def tell(
    bot: outgoing.Bot,
    subscription: Subscription,
    reply: Reply,
    owners: Collection[str],
    titles: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """See Publisher.tell. Whoever subscribed it comes first, then the bot's owners, then the chat's administrators.

    `titles` are those of chats, by id, that Telegram does not tell any more.
    """
    people = dict.fromkeys(
        [*filter(None, [subscription.by]), *sorted(owners), *await _administrators(bot, subscription.channel)]
    )
    channel = subscription.channel
    told = deciding.named(reply, channel, await called(bot, channel, titles)) if people else reply
    messages = render.messages(render.in_words(told))
    reached, unheard = 0, None
    for person in [each for each in people if each.isdecimal()][:AT_MOST]:
        try:
            await _tell(bot, int(person), messages)
        except TelegramError as error:
            failure = failures.delivery(error)
            if not isinstance(failure, errors.ChannelLost | errors.Refused):
                unheard = failure
            log.info("telegram: somebody who manages %s was not told: %s", subscription.channel.key, failure)
        else:
            reached += 1
    if unheard is not None and not reached:
        raise _again(unheard)
    return reached


async def _tell(bot: outgoing.Bot, person: int, messages: Sequence[render.Message]) -> None:
    for message in messages:
        await outgoing.send(bot, message.request, message.text, Target(person), urgency="edition")


async def called(bot: outgoing.Bot, channel: Channel, titles: Mapping[str, str]) -> str | None:
    """Return a chat's title or a person's name, and which topic is meant; None where nobody knows it any more.

    `titles` are those of chats, by id, that Telegram does not tell any more.
    """
    try:
        title = (await bot.get_chat(outgoing.chat_id(channel))).effective_name
    except ChatMigrated as moved:
        return await called(bot, replace(channel, chat=str(moved.new_chat_id)), titles)
    except TelegramError as error:
        log.info("telegram: the title of %s is not known: %s", channel.key, failures.reason(error))
        title = titles.get(channel.chat)
    return f"{title} #{channel.thread}" if title and channel.thread else title


async def _administrators(bot: outgoing.Bot, channel: Channel) -> Sequence[str]:
    """Return the people who manage a chat: in a private one, whose it is; none where the bot may not know."""
    chat = outgoing.chat_id(channel)
    if isinstance(chat, int) and chat > 0:
        return (str(chat),)
    try:
        members = await bot.get_chat_administrators(chat)
    except ChatMigrated as moved:
        return await _administrators(bot, replace(channel, chat=str(moved.new_chat_id)))
    except TelegramError as error:
        failure = failures.delivery(error)
        if isinstance(failure, errors.ChannelLost | errors.Refused):
            return ()
        raise _again(failure) from None
    found = [m for m in members if isinstance(m, ChatMemberOwner | ChatMemberAdministrator) and not m.is_anonymous]
    return [str(member.user.id) for member in found if not member.user.is_bot]


def _again(failure: errors.DeliveryError) -> errors.NotSent:
    return failure if isinstance(failure, errors.NotSent) else errors.NotSent(str(failure))
