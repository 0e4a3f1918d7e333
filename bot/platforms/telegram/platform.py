"""Telegram as the composition root sees it: connects, answers until it is asked to stop, and ends in good order."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.constants import UpdateType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from ...commands.router import Router
from ...domain.ports import Clock, Publisher, Store
from ...errors import Unauthorised
from . import failures, logs, menu
from .courier import Courier
from .inbox import Inbox
from .link import Client, Link
from .membership import Membership
from .outgoing import NAME, Bot
from .pacing import Pacing
from .publisher import TelegramPublisher

log = logging.getLogger(__name__)

PUBLIC_API = "https://api.telegram.org/bot"
UPDATES = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CHANNEL_POST,
    UpdateType.EDITED_CHANNEL_POST,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
POLL = timedelta(seconds=10)  # after an outage, as long may pass until it is known to be over
STOP_SECONDS = 3.0  # less than the composition root waits
_TOKEN_SETTING = "TELEGRAM_BOT_TOKEN"  # noqa: S105  # the name of a setting
_CONCURRENT = 256
_LONGEST_PAUSE = 30.0


class TelegramPlatform:
    """Implements `Platform`. `owners` are user ids; `api_url` is a Bot API server in its `…/bot` form, None the public one.

    With `api_url` no other host is spoken to, not even a proxy that the environment names. `sleep` waits between attempts
    to connect; what is under way at the end has `stop_seconds` to be finished. `probe_chat` is a chat of the operator's, to look
    at posts in.
    """

    name = NAME

    def __init__(
        self,
        token: str,
        router: Router,
        store: Store,
        owners: frozenset[str],
        api_url: str | None,
        clock: Clock,
        *,
        pacing: Pacing | None = None,
        sleep: Callable[[float], Any] = asyncio.sleep,
        stop_seconds: float = STOP_SECONDS,
        probe_chat: str | None = None,
    ) -> None:
        self._token = token
        self._router = router
        self._store = store
        self._owners = owners
        self._api_url = api_url.rstrip("/") if api_url else None
        self._clock = clock
        self._pacing = pacing or Pacing()
        self._sleep = sleep
        self._stop_seconds = stop_seconds
        self._probe_chat = probe_chat
        self._titles: dict[str, str] = {}
        self._redact = logs.Redactor(token)
        self._stopped = asyncio.Event()

    async def run(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> None:
        """See Platform."""
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", self._token):
            raise Unauthorised(NAME, _TOKEN_SETTING, "this is no token of a bot")
        # The library's own switch for durations as timedelta: without it each flood wait warns of the coming change.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        with logs.guarded(self._redact):
            link = Link(lambda: up(publisher), lambda: down(NAME), self._network_setting)
            application = self._build(link)
            inbox = self._inbox(application.bot)
            application.add_handler(TypeHandler(Update, inbox.hear))
            publisher = TelegramPublisher(application.bot, self._pacing, self._owners, self._probe_chat, self._titles)
            try:
                await self._until_stopped(self._serve(application, link))
            finally:
                down(NAME)
                await self._end(application, inbox, publisher)

    async def stop(self) -> None:
        """See Platform."""
        self._stopped.set()

    @property
    def _network_setting(self) -> str:
        return "telegram.api_url" if self._api_url else "the network (telegram.api_url names another server)"

    def _inbox(self, bot: Bot) -> Inbox:
        courier = Courier(bot, self._store)
        membership = Membership(bot, courier, self._router, self._store, self._owners, self._clock, titles=self._titles)
        return Inbox(bot, self._router, courier, membership, self._owners, self._redact)

    def _build(self, link: Link) -> Application[Any, Any, Any, Any, Any, Any]:
        proxies = {"trust_env": self._api_url is None}
        base = self._api_url or PUBLIC_API
        return (
            ApplicationBuilder()
            .token(self._token)
            .base_url(base)
            .base_file_url(re.sub(r"/bot$", "/file/bot", base))
            .request(Client(self._redact, link, read_timeout=20, httpx_kwargs=proxies))
            .get_updates_request(Client(self._redact, link, updates=True, connection_pool_size=2, httpx_kwargs=proxies))
            .rate_limiter(self._pacing)
            .concurrent_updates(_CONCURRENT)
            .job_queue(None)
            .build()
        )

    async def _serve(self, application: Application[Any, Any, Any, Any, Any, Any], link: Link) -> None:
        """Connect, as often as it takes, then set the menu and go on until the token is refused."""
        pause = 1.0
        while not await self._connected(application, link):
            await self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        if not application.bot.supports_inline_queries:
            log.info("telegram: inline mode is off; /setinline at @BotFather turns it on")
        await menu.sync(application.bot, self._router.kit, self._owners)
        await link.revoked.wait()
        raise self._unauthorised()

    async def _connected(self, application: Application[Any, Any, Any, Any, Any, Any], link: Link) -> bool:
        try:
            await application.initialize()
            if not application.running:
                await application.start()
            assert application.updater is not None
            await application.updater.start_polling(
                timeout=POLL,
                bootstrap_retries=0,
                allowed_updates=UPDATES,
                drop_pending_updates=False,
                error_callback=_known_to_the_link,
            )
        except InvalidToken:
            raise self._unauthorised() from None  # its text holds the token
        except TelegramError as error:
            link.broken(failures.reason(error))
            return False
        link.answered(200)
        return True

    def _unauthorised(self) -> Unauthorised:
        where = " by the server at telegram.api_url" if self._api_url else ""
        return Unauthorised(NAME, _TOKEN_SETTING, f"the token is refused{where}")

    async def _until_stopped(self, serving: Any) -> None:
        """Run until `stop`. What is being served when it comes is ended by `_end`, in its order."""
        tasks = (asyncio.ensure_future(serving), asyncio.ensure_future(self._stopped.wait()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended, _ = await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended

    async def _end(
        self, application: Application[Any, Any, Any, Any, Any, Any], inbox: Inbox, publisher: TelegramPublisher
    ) -> None:
        """Take no more updates, finish those taken, then close. What takes longer than `stop_seconds` is given up."""
        updater = application.updater
        assert updater is not None
        self._pacing.hurry()
        try:
            async with asyncio.timeout(self._stop_seconds):
                if updater.running:
                    await _in_peace(updater.stop())
                if application.running:
                    await _in_peace(application.stop())
                await publisher.finish()
        except TimeoutError:
            given_up = await inbox.abandon()
            log.warning("telegram: %d answers were not finished in %s seconds", given_up, self._stop_seconds)
            if application.running:
                await application.stop()
        await application.shutdown()
        await application.bot.shutdown()


async def _in_peace(ending: Awaitable[None]) -> None:
    try:
        await ending
    except TelegramError as error:
        log.debug("telegram: while stopping: %s", failures.reason(error))


def _known_to_the_link(error: TelegramError) -> None:
    """The HTTP client has told the link already, which also hears when it is over."""
