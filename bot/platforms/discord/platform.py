"""Discord as a platform: connect, sync the commands, answer, send; and again whenever the connection is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

import discord
import yarl

from ... import errors
from ...commands.router import Router
from ...domain.ports import Publisher, Store
from . import address, commands, failures, loggers, pacing
from .busy import Busy
from .client import Client
from .guilds import Guilds
from .inbox import Inbox
from .publisher import DiscordPublisher
from .telling import Admins

log = logging.getLogger(__name__)

NAME = "discord"
TOKEN_SETTING, ADDRESS_SETTING = "DISCORD_BOT_TOKEN", "KAWARABAN_DISCORD__API_URL"
FINISH_SECONDS, CLOSE_SECONDS = 2.0, 0.8
_TOKEN_REFUSED = 4004


class DiscordPlatform:
    """Implements the port `Platform`. `owners` are ids of users; `api_url` has the form `…/api/v10`.

    After a failure it waits `pauses` seconds, one after the other, the last one again and again; `defer_after` is how long
    an answer may take before the member is told to wait.
    """

    name = NAME

    def __init__(
        self,
        token: str,
        router: Router,
        store: Store,
        owners: frozenset[str],
        api_url: str | None,
        *,
        pauses: Sequence[float] = (1, 2, 5, 10, 30, 60),
        defer_after: float = 1.5,
    ) -> None:
        self._token = token
        self._router = router
        self._store = store
        self._api_url = api_url
        self._pauses = pauses
        self._inbox = Inbox(router, owners, defer_after)
        self._admins = Admins(owners)
        self._guilds = Guilds(store, router.kit.desk, router.kit.clock)
        self._refused = asyncio.Event()
        self._pacer = pacing.Pacer(router.kit.clock, self._refused.set)
        self._busy = Busy()
        self._stop = asyncio.Event()
        self._failures = 0
        self._told = False

    async def stop(self) -> None:
        """See Platform."""
        self._stop.set()

    async def run(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> None:
        """See Platform."""
        loggers.guard(self._token)
        with address.addressed(self._api_url):
            while not self._stop.is_set():
                error = await self._session(up, down)
                if self._stop.is_set():
                    return
                self._tell(error)
                await self._pause()

    async def _pause(self) -> None:
        seconds = self._pauses[min(self._failures, len(self._pauses)) - 1]
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()

    def _tell(self, error: Exception) -> None:
        """Say once that Discord cannot be reached, until it could be again."""
        self._failures += 1
        if self._told:
            return
        self._told = True
        reason = f"cannot be reached, trying on ({type(error).__name__}: {error})"
        setting = ADDRESS_SETTING if self._api_url else f"the network, or {ADDRESS_SETTING}"
        log.error("%s", errors.Unreachable(NAME, setting, reason))

    async def _session(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> Exception:
        """Connect and serve until the connection is lost for good or `stop`; return what ended it."""
        live = over = False

        def changed(now_live: bool) -> None:
            nonlocal live
            if over:
                return  # an event that came before the end, and was taken up to now
            if now_live and not live and not self._stop.is_set():
                self._failures, self._told = 0, False
                up(publisher)
            elif live and not now_live:
                down(NAME)
            live = now_live

        client = self._client(changed)
        publisher = DiscordPublisher(client, self._router.kit.wordbook, self._busy, self._pacer, self._admins)
        serving = asyncio.ensure_future(self._serve(client))
        stopping = asyncio.ensure_future(self._stop.wait())
        refused = asyncio.ensure_future(self._refused.wait())
        try:
            await asyncio.wait((serving, stopping, refused), return_when=asyncio.FIRST_COMPLETED)
            if self._stop.is_set():
                await self._busy.settled(FINISH_SECONDS)
            return self._ending(serving)
        finally:
            changed(False)
            over = True
            for task in (serving, stopping, refused):
                task.cancel()
            await self._close(client)
            await publisher.close()
            await asyncio.gather(serving, stopping, refused, return_exceptions=True)

    def _ending(self, serving: asyncio.Task[None]) -> Exception:
        """Return why serving ended. Raises Unauthorised for a refused token, and what is nobody's outage."""
        error = serving.exception() if serving.done() else None
        refused = isinstance(error, discord.ConnectionClosed) and error.code == _TOKEN_REFUSED
        if refused or self._refused.is_set() or isinstance(error, discord.LoginFailure):
            raise errors.Unauthorised(NAME, TOKEN_SETTING, "the token is refused") from error
        if error is None:
            return ConnectionError("the gateway closed the connection")
        if isinstance(error, failures.FOREIGN):
            return error
        raise error

    def _client(self, changed: Callable[[bool], None]) -> Client:
        parts = (self._inbox, self._guilds, self._admins, self._busy, changed)
        if self._api_url is None:
            return Client(*parts, http_trace=self._pacer.trace())
        pinned = address.Pinned(yarl.URL(self._api_url))
        client = Client(*parts, connector=pinned, http_trace=self._pacer.trace())
        client.pinned = pinned
        return client

    async def _serve(self, client: Client) -> None:
        """Log in, sync the commands, and keep the connection until it cannot be resumed."""
        await client.login(self._token)
        tree = commands.tree(self._router.kit.commands, self._router.kit.wordbook)
        if client.application_id is not None:
            await commands.sync(client.http, client.application_id, tree, self._store)
        await self._knock(client)
        await client.connect(reconnect=False)

    async def _knock(self, client: Client) -> None:
        """Ask where the gateway is and whether it answers.

        The library's own first connection would be tried for ever, with a traceback each time.
        """
        _, url, _ = await client.http.get_bot_gateway()
        client.gateway = yarl.URL(url)
        if client.pinned is not None:
            client.pinned.learn(client.gateway)
            address.gateway(client.gateway)
        socket = await client.http.ws_connect(str(client.gateway.with_query(v=10, encoding="json")))
        await socket.close()

    async def _close(self, client: Client) -> None:
        """Close, without waiting long for a gateway that says nothing more."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await client.close()
        except (TimeoutError, *failures.FOREIGN):
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await client.http.close()
