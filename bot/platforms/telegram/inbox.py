"""What Telegram tells the bot, as the router's verbs; and where the replies go."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary

from telegram import Message, Update
from telegram.error import TelegramError

from ...commands.request import Asker, Place
from ...commands.router import Router
from ...domain.reply import Reply, paragraph
from . import asking, failures, links, outgoing, render
from .buttons import Buttons, Showing
from .courier import Courier, Post
from .inline import Inline
from .logs import Redactor
from .membership import Membership
from .outgoing import Target
from .twice import Heard

log = logging.getLogger(__name__)

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+|[^\s@]*)(?:@(?P<bot>\w+))?")
_ANSWERS_KEPT = 1000
_THE_CHAT = -1  # no person's id


class Inbox:
    """Hears updates. Those of one person in one chat are answered in their order, all others side by side.

    What befalls a chat is taken in its order, whoever did it: the last of it is how things are.
    """

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
        self._buttons = Buttons(bot, router, courier, owners, self._sorry)
        self._inline = Inline(bot, router, owners, redact)
        self._owners = owners
        self._redact = redact
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[object]] = set()
        self._answers: OrderedDict[tuple[int, int], Post] = OrderedDict()
        self._heard = Heard()
        self._closed = False

    async def hear(self, update: Update, _context: object = None) -> None:
        """Answer an update, once. Never raises: whatever goes wrong is logged, and the next update is heard."""
        if self._closed or not self._heard.is_new(update):
            return
        with self._under_way(), self._at_once(update) as pressed:
            async with self._turn(update):
                try:
                    await self._hear(update, pressed)
                except TelegramError as error:
                    log.warning("telegram: an answer did not go out: %s", failures.reason(error))
                except Exception as error:
                    log.error("telegram: update %s: %s", update.update_id, self._redact.trace(error))  # noqa: TRY400

    async def abandon(self) -> int:
        """Cancel what is still under way, hear nothing more, and return how many answers that were."""
        self._closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return len(tasks)

    @asynccontextmanager
    async def _turn(self, update: Update) -> AsyncIterator[None]:
        """Wait until what the same person said there before is answered; and, where it befalls the chat, what did before."""
        chat, user = update.effective_chat, update.effective_user
        there = chat.id if chat else 0
        turn = self._turns.setdefault((there, user.id if user else 0), asyncio.Lock())
        if not _befalls_the_chat(update):
            async with turn:
                yield
            return
        async with self._turns.setdefault((there, _THE_CHAT), asyncio.Lock()), turn:
            yield

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    @contextmanager
    def _at_once(self, update: Update) -> Iterator[asyncio.Task[Showing | None] | None]:
        """Begin what waits for no turn: a button is acknowledged while earlier answers are still on their way."""
        if update.inline_query:
            self._inline.note(update.inline_query)
        query = update.callback_query
        pressed = asyncio.ensure_future(self._buttons.take(query)) if query else None
        try:
            yield pressed
        finally:
            if pressed:
                pressed.cancel()

    async def _hear(self, update: Update, pressed: asyncio.Task[Showing | None] | None) -> None:
        if pressed:
            if showing := await pressed:
                await self._buttons.show(showing)
        elif update.inline_query:
            await self._inline.answer(update.inline_query)
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
        elif message.forum_topic_closed or message.forum_topic_reopened:
            await self._membership.topic(message)
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
        if command["name"].casefold() == "start":
            return await self._start(words, who, place)
        return await self._router.command(command["name"], words, who, place)

    async def _start(self, payload: str, who: Asker, place: Place) -> Reply | None:
        """Open what a link asks for; in a group, to which a link can add the bot, that was meant for nobody there."""
        link = links.read(payload, await self._router.lang(who)) if place.private else None
        opened = await self._router.follow(link, who, place) if link else None
        if opened is not None:
            return opened
        unknown = payload if place.private and payload != links.GREETING else ""
        return await self._router.command("start", unknown, who, place)

    async def _sorry(self, who: Asker, error: Exception) -> Reply:
        log.error("telegram: an answer failed: %s", self._redact.trace(error))
        lang = await self._router.lang(who)
        return Reply((paragraph(self._router.kit.wordbook(lang)("too-much")),), lang)

    async def _reply(self, found: Sequence[render.Message], message: Message) -> None:
        """Answer a message in its topic; the answer to one that was edited takes the place of the earlier answer."""
        key = (message.chat.id, message.message_id)
        topic = message.message_thread_id if message.is_topic_message else None
        where = Target(message.chat.id, topic, message.message_id)
        earlier = self._answers.get(key) if message.edit_date and len(found) == 1 else None
        if earlier and await self._courier.replace(found, where, earlier):
            self._answers[key] = Post(earlier.id, photo=bool(found[0].photo))
            return
        posts = await self._courier.send(found, where)
        if len(posts) == 1:
            self._answers[key] = posts[0]
            while len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)


def _befalls_the_chat(update: Update) -> bool:
    """Tell whether an update is about what the bot is in a chat, or whether one of its topics is open."""
    message = update.message
    return bool(update.my_chat_member or (message and (message.forum_topic_closed or message.forum_topic_reopened)))


def _split(text: str) -> tuple[str, str]:
    """Divide a command from what follows it. Width is folded in the command alone: ／ｗｈｏ is /who."""
    head = text.split(maxsplit=1)[0]
    start = text.index(head) + len(head)
    return unicodedata.normalize("NFKC", head), text[start:]
