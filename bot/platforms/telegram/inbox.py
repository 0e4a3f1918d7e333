"""What Telegram tells the bot, as the router's verbs; and where the replies go."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from weakref import WeakValueDictionary

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from ...commands.request import Asker, Place
from ...commands.router import Router
from ...domain import ask
from ...domain.reply import Reply, paragraph
from . import asking, failures, links, outgoing, render
from .courier import Courier
from .logs import Redactor
from .membership import Membership
from .outgoing import Target

log = logging.getLogger(__name__)

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+|[^\s@]*)(?:@(?P<bot>\w+))?")
_ANSWERS_KEPT = 1000
_ALERT = 200


class Inbox:
    """Hears updates. Those of one person in one chat are answered in their order, all others side by side."""

    def __init__(
        self,
        bot: outgoing.Bot,
        router: Router,
        courier: Courier,
        membership: Membership,
        owners: frozenset[str],
        redact: Redactor,
    ) -> None:
        self._bot = bot
        self._router = router
        self._courier = courier
        self._membership = membership
        self._owners = owners
        self._redact = redact
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[object]] = set()
        self._answers: OrderedDict[tuple[int, int], int] = OrderedDict()

    async def hear(self, update: Update, _context: object = None) -> None:
        """Answer an update. Never raises: whatever goes wrong is logged, and the next update is heard."""
        chat, user = update.effective_chat, update.effective_user
        turn = self._turns.setdefault((chat.id if chat else 0, user.id if user else 0), asyncio.Lock())
        with self._under_way():
            async with turn:
                try:
                    await self._hear(update)
                except TelegramError as error:
                    log.warning("telegram: an answer did not go out: %s", failures.reason(error))
                except Exception as error:
                    log.error("telegram: update %s: %s", update.update_id, self._redact.trace(error))  # noqa: TRY400

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
            await self._membership.changed(update.my_chat_member)
        elif update.effective_message:
            await self._message(update.effective_message)

    # messages

    async def _message(self, message: Message) -> None:
        if message.migrate_to_chat_id:
            await self._courier.move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self._courier.move(message.migrate_from_chat_id, message.chat.id)
        who = asking.writer(message, self._owners)
        if who is None or not message.text:
            return
        place = asking.written(self._bot, message, who)
        try:
            reply = await self._answer(message.text, who, place)
        except Exception as error:  # the member is told, and the log has it
            reply = await self._sorry(who, error)
        if reply is not None:
            await self._reply(render.messages(reply), message)

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

    async def _sorry(self, who: Asker, error: Exception) -> Reply:
        log.error("telegram: an answer failed: %s", self._redact.trace(error))
        lang = await self._router.lang(who)
        return Reply((paragraph(self._router.kit.wordbook(lang)("too-much")),), lang)

    async def _reply(self, found: Sequence[render.Message], message: Message) -> None:
        """Answer a message in its topic; the answer to one that was edited takes the place of the earlier answer."""
        chat, key = message.chat.id, (message.chat.id, message.message_id)
        earlier = self._answers.get(key) if message.edit_date and len(found) == 1 else None
        if earlier and await self._courier.edit(found[0], chat, earlier):
            return
        topic = message.message_thread_id if message.is_topic_message else None
        first = await self._courier.send(found, Target(chat, topic, message.message_id))
        if len(found) == 1 and first:
            self._answers[key] = first
            while len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)

    # buttons

    async def _press(self, query: CallbackQuery) -> None:
        """Answer a button. The query itself is answered exactly once: until then the button shows that it waits."""
        who = asking.asker(query.from_user, self._owners)
        place, data = asking.pressed(self._bot, query, who), query.data or ""
        try:
            reply = await self._router.press(data, who, place) if place else None
        except Exception as error:  # the member is told, and the log has it
            sorry = await self._sorry(who, error)
            await self._acknowledge(query, render.messages(sorry)[0].text)
            return
        if place is None or reply is None:
            await self._acknowledge(query, await self._stale(who, data))
        else:
            await self._show(reply, query, who, place, data)

    async def _show(self, reply: Reply, query: CallbackQuery, who: Asker, place: Place, data: str) -> None:
        """Show a reply: to the member alone, in their private chat, in the place of the message pressed, or below it."""
        assert query.message is not None
        found = render.messages(reply)
        for_one = reply.private and not place.private and not reply.buttons and not reply.replaces
        if for_one and found and len(found[0].text) <= _ALERT:
            await self._acknowledge(query, found[0].text)
            return
        replaces = reply.replaces and _bears(query.message, data)
        if query.message.chat.type == ChatType.CHANNEL and not replaces:
            link = links.deep_link(self._bot.username, data)
            await self._acknowledge(query, "" if link else await self._stale(who, data), link)
            return
        await self._acknowledge(query)
        where, pressed = outgoing.target(place.channel), query.message.message_id
        if replaces and found and await self._courier.edit(found[0], where.chat, pressed):
            found = found[1:]
        await self._courier.send(found, Target(where.chat, where.thread, pressed))

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


def _split(text: str) -> tuple[str, str]:
    """Divide a command from what follows it. Width is folded in the command alone: ／ｗｈｏ is /who."""
    head = text.split(maxsplit=1)[0]
    start = text.index(head) + len(head)
    return unicodedata.normalize("NFKC", head), text[start:]
