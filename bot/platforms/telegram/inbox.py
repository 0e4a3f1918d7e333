"""What Telegram tells the bot, as the router's verbs; and the replies on their way back."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, ChatMigrated, TelegramError

from ...commands.request import Asker, Place
from ...commands.router import Router
from ...domain import ask
from ...domain.ledger import Channel
from ...domain.ports import Clock, Offer, Store
from ...domain.reply import Reply, paragraph
from . import asking, failures, links, outgoing, render
from .logs import Redactor
from .outgoing import NAME, Target

log = logging.getLogger(__name__)

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+|[^\s@]*)(?:@(?P<bot>\w+))?")
_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_ANSWERS_KEPT = 1000
_ALERT = 200


class Inbox:
    """Hears updates. Those of one person in one chat are answered in their order, all others side by side."""

    def __init__(
        self, bot: outgoing.Bot, router: Router, store: Store, owners: frozenset[str], clock: Clock, redact: Redactor
    ) -> None:
        self._bot = bot
        self._router = router
        self._store = store
        self._owners = owners
        self._clock = clock
        self._redact = redact
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[object]] = set()
        self._answers: OrderedDict[tuple[int, int], int] = OrderedDict()

    async def hear(self, update: Update, _context: object = None) -> None:
        """Answer an update. Never raises: whatever goes wrong is logged, and the next update is heard."""
        key = (
            update.effective_chat.id if update.effective_chat else 0,
            update.effective_user.id if update.effective_user else 0,
        )
        turn = self._turns.setdefault(key, asyncio.Lock())
        with self._under_way():
            async with turn:
                try:
                    await self._hear(update)
                except TelegramError as error:
                    log.warning("telegram: an answer did not go out: %s", failures.reason(error))
                except Exception as error:
                    log.error("telegram: update %s: %s", update.update_id, self._redact.trace(error))  # noqa: TRY400  # with its traceback, redacted

    async def abandon(self) -> None:
        """Cancel what is still under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def _hear(self, update: Update) -> None:
        if update.callback_query:
            await self._press(update.callback_query)
        elif update.my_chat_member:
            await self._member(update.my_chat_member)
        elif update.effective_message:
            await self._message(update.effective_message)

    # messages

    async def _message(self, message: Message) -> None:
        if message.migrate_to_chat_id:
            await self._move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self._move(message.migrate_from_chat_id, message.chat.id)
        who = asking.writer(message, self._owners)
        if who is None or not message.text:
            return
        place = asking.written(self._bot, message, who)
        try:
            reply = await self._answer(message.text, who, place)
        except Exception as error:
            log.error("telegram: an answer failed: %s", self._redact.trace(error))  # noqa: TRY400  # as in hear
            reply = await self._sorry(who)
        if reply is not None:
            await self._reply(reply, message)

    async def _answer(self, text: str, who: Asker, place: Place) -> Reply | None:
        """Ask the router; None where nothing is said: to other bots' commands, and to talk in a group."""
        first = unicodedata.normalize("NFKC", text.lstrip()[:1])
        if first != "/":
            return await self._router.question(text, who, place) if place.private else None
        head, rest = _split(text)
        command = _COMMAND.match(head)
        assert command is not None
        if command["bot"] and command["bot"].casefold() != self._bot.username.casefold():
            return None
        words = f"{head[command.end() :]}{rest}".strip()
        if command["name"] == "start" and place.private and (data := links.read(words)):
            linked = await self._router.press(data, who, place)
            if linked is not None:
                return linked
        return await self._router.command(command["name"], words, who, place)

    async def _sorry(self, who: Asker) -> Reply:
        lang = await self._router.lang(who)
        return Reply((paragraph(self._router.kit.wordbook(lang)("too-much")),), lang)

    async def _reply(self, reply: Reply, message: Message) -> None:
        """Answer a message in its topic; the answer to one that was edited takes the place of the earlier answer."""
        found = render.messages(reply)
        key = (message.chat.id, message.message_id)
        earlier = self._answers.get(key)
        if message.edit_date and earlier and len(found) == 1:
            one = found[0]
            if await outgoing.edit(self._bot, one.request, one.text, message.chat.id, earlier):
                return
        topic = message.message_thread_id if message.is_topic_message else None
        first = await self._send(found, Target(message.chat.id, topic, message.message_id))
        if len(found) == 1 and first:
            self._answers[key] = first
            while len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)

    async def _send(self, found: tuple[render.Message, ...], where: Target) -> int | None:
        """Send messages in their order, the first as the reply to what was asked; return the first one's id."""
        ids: list[int] = []
        for message in found:
            try:
                ids.append(await outgoing.send(self._bot, message.request, message.text, where, urgency="answer"))
            except ChatMigrated as error:
                await self._move(int(where.chat), error.new_chat_id)
                where = Target(error.new_chat_id)
                ids.append(await outgoing.send(self._bot, message.request, message.text, where, urgency="answer"))
            where = Target(where.chat, where.thread)
        return ids[0] if ids else None

    # buttons

    async def _press(self, query: CallbackQuery) -> None:
        """Answer a button. The query itself is answered exactly once: until then the button shows that it waits."""
        who = asking.asker(query.from_user, self._owners)
        place = asking.pressed(self._bot, query, who)
        if place is None or not query.data:
            await self._acknowledge(query, await self._stale(who, ""))
            return
        try:
            reply = await self._router.press(query.data, who, place)
        except Exception as error:
            log.error("telegram: a button failed: %s", self._redact.trace(error))  # noqa: TRY400  # as in hear
            await self._acknowledge(query, render.messages(await self._sorry(who))[0].text)
            return
        if reply is None:
            await self._acknowledge(query, await self._stale(who, query.data))
            return
        assert query.message is not None
        found = render.messages(reply)
        if found and reply.private and not place.private and not reply.buttons and len(found[0].text) <= _ALERT:
            await self._acknowledge(query, found[0].text)
        elif query.message.chat.type == ChatType.CHANNEL and not reply.replaces:
            link = links.deep_link(self._bot.username, query.data)
            await self._acknowledge(query, "" if link else await self._stale(who, query.data), link)
        else:
            await self._acknowledge(query)
            await self._show(found, query, place, replaces=reply.replaces)

    async def _show(
        self, found: tuple[render.Message, ...], query: CallbackQuery, place: Place, *, replaces: bool
    ) -> None:
        """Put a reply in the place of the message with the button, or below it."""
        assert query.message is not None
        where = outgoing.target(place.channel)
        message = query.message.message_id
        if replaces and found:
            first, *rest = found
            if await outgoing.edit(self._bot, first.request, first.text, where.chat, message):
                found = tuple(rest)
        await self._send(found, Target(where.chat, where.thread, message))

    async def _stale(self, who: Asker, data: str) -> str:
        meant = ask.decode(data)
        lang = meant.lang if meant else await self._router.lang(who)
        return self._router.kit.wordbook(lang)("button-stale")

    async def _acknowledge(self, query: CallbackQuery, text: str = "", url: str | None = None) -> None:
        try:
            await query.answer(text or None, show_alert=bool(text) or None, url=url)
        except BadRequest as error:
            # Too old to be answered, as after a pause of the bot: what it asks is answered all the same.
            log.debug("telegram: a button was not acknowledged: %s", failures.reason(error))

    # the bot in chats

    async def _member(self, change: ChatMemberUpdated) -> None:
        """Follow what the bot becomes in a chat: offer a channel an edition, pause what it may not write to."""
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
            await self._send(render.messages(reply), Target(change.from_user.id))
        except TelegramError as error:
            log.info("telegram: the offer of %s waits for its administrator: %s", where.key, failures.reason(error))

    async def _move(self, old: int, new: int) -> None:
        moved = await self._store.move(Channel(NAME, str(old)), Channel(NAME, str(new)))
        if moved:
            log.info("telegram: %s became the supergroup %s; its subscription goes with it", old, new)


def _split(text: str) -> tuple[str, str]:
    """Divide a command from what follows it. Width is folded in the command alone: ／ｗｈｏ is /who."""
    head = text.split(maxsplit=1)[0]
    start = text.index(head) + len(head)
    return unicodedata.normalize("NFKC", head), text[start:]
