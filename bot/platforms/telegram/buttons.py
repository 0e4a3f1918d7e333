"""Buttons: what is pressed is acknowledged at once, and shown when the chat's turn has come."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message
from telegram.constants import ChatType
from telegram.error import TelegramError

from ...commands.request import Asker, Place
from ...commands.router import Router
from ...domain import ask
from ...domain.reply import Reply
from . import asking, failures, links, outgoing, render
from .courier import Courier, Post
from .outgoing import Target

log = logging.getLogger(__name__)

_ALERT = 200

Sorry = Callable[[Asker, Exception], Awaitable[Reply]]


@dataclass(frozen=True)
class Showing:
    """Messages for the chat of a button: below the message pressed, or in the place of it where it `replaces` that."""

    messages: Sequence[render.Message]
    where: Target
    pressed: Post
    replaces: bool


class Buttons:
    """Answers callback queries. `sorry` logs an error and says it to a member."""

    def __init__(
        self, bot: outgoing.Bot, router: Router, courier: Courier, owners: frozenset[str], sorry: Sorry
    ) -> None:
        self._bot = bot
        self._router = router
        self._courier = courier
        self._owners = owners
        self._sorry = sorry

    async def take(self, query: CallbackQuery) -> Showing | None:
        """Answer the query itself, exactly once: until then the button shows that it waits. Return what the chat is shown."""
        who = asking.asker(query.from_user, self._owners)
        place, data = asking.pressed(self._bot, query, who), query.data or ""
        try:
            reply = await self._router.press(data, who, place) if place else None
            if place is None or reply is None:
                await self._acknowledge(query, await self._stale(who, data))
                return None
            return await self._shown(reply, query, who, place)
        except Exception as error:  # the member is told, and the log has it
            sorry = await self._sorry(who, error)
            await self._acknowledge(query, render.messages(sorry)[0].text)
            return None

    async def show(self, showing: Showing) -> None:
        """Send or edit. May raise TelegramError."""
        if showing.replaces and await self._courier.replace(showing.messages, showing.where, showing.pressed):
            return
        await self._courier.send(showing.messages, showing.where)

    async def _shown(self, reply: Reply, query: CallbackQuery, who: Asker, place: Place) -> Showing | None:
        """Show a reply to the member alone, or in their private chat; else return it for the chat."""
        message, data = query.message, query.data or ""
        assert message is not None
        found = render.messages(reply)
        for_one = reply.private and not place.private and not reply.buttons and not reply.replaces
        if for_one and len(found) == 1 and not found[0].photo and len(found[0].text) <= _ALERT:
            await self._acknowledge(query, found[0].text)
            return None
        replaces = reply.replaces and bool(found) and _bears(message, data)
        if message.chat.type == ChatType.CHANNEL and not replaces:
            link = await self._router.linkable(data, links.MAX_DATA)
            address = links.address(self._bot.username, links.exact(link)) if link else None
            await self._acknowledge(query, "" if link else await self._stale(who, data), address)
            return None
        await self._acknowledge(query)
        channel = outgoing.target(place.channel)
        where = Target(channel.chat, channel.thread, message.message_id)
        photo = isinstance(message, Message) and bool(message.photo)
        return Showing(found, where, Post(message.message_id, photo), replaces)

    async def _stale(self, who: Asker, data: str) -> str:
        meant = ask.decode(data)
        lang = meant.lang if meant else await self._router.lang(who)
        return self._router.kit.wordbook(lang)("button-stale")

    async def _acknowledge(self, query: CallbackQuery, text: str = "", url: str | None = None) -> None:
        try:
            await query.answer(text or None, show_alert=bool(text) or None, url=url)
        except TelegramError as error:
            # Too late, as after a pause of the bot: what was asked is answered all the same.
            log.debug("telegram: a button was not acknowledged: %s", failures.reason(error))


def _bears(message: MaybeInaccessibleMessage, data: str) -> bool:
    """Tell whether a message has a button with these data: with made-up ones nobody shall put something else in its place."""
    keyboard = message.reply_markup if isinstance(message, Message) else None
    return any(key.callback_data == data for row in (keyboard.inline_keyboard if keyboard else ()) for key in row)
