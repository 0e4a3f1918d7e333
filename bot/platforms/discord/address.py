"""Where Discord is: at the public address, or at the one that the settings name and nowhere else.

discord.py keeps its addresses in two class attributes: `Route.BASE` for REST, and `DiscordWebSocket.DEFAULT_GATEWAY`, to
which a shard goes back whenever it has to identify anew, whatever gateway it had been given first. Both are set for as
long as the platform runs. Under them stands a connector that opens no connection to any other host, so that an address
which nobody thought of (a session's resume address, a redirect) fails instead of leaving.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import aiohttp
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

if TYPE_CHECKING:
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

Host = tuple[str | None, int | None]


class WrongHost(aiohttp.ClientConnectionError):
    """A connection to a host that the settings do not name; it was not made."""


class Pinned(aiohttp.TCPConnector):
    """Connects to known hosts only: those of the API and, once it has named it, of its gateway."""

    def __init__(self, *addresses: yarl.URL) -> None:
        super().__init__(limit=0)
        self._known = {_host(address) for address in addresses}

    def knows(self, address: yarl.URL) -> bool:
        """Whether a connection to `address` would be made."""
        return _host(address) in self._known

    def learn(self, address: yarl.URL) -> None:
        """Take another host in."""
        self._known.add(_host(address))

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # aiohttp's own signature
    ) -> Connection:
        """See aiohttp. Raises WrongHost."""
        if not self.knows(req.url):
            raise WrongHost(f"{req.url.host} is not the host that KAWARABAN_DISCORD__API_URL names")
        return await super().connect(req, traces, timeout)


def _host(address: yarl.URL) -> Host:
    return address.host, address.port


@contextmanager
def addressed(api_url: str | None) -> Iterator[None]:
    """Send REST to `api_url` (`…/api/v10`) while the block runs; None leaves the public addresses.

    Until `gateway` is told what the API names, identifying goes to a port that nobody serves.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    if api_url is not None:
        Route.BASE = api_url.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("ws://127.0.0.1:9/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


def gateway(address: yarl.URL) -> None:
    """Identify at `address` from now on."""
    DiscordWebSocket.DEFAULT_GATEWAY = address
