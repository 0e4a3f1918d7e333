"""Every exception of the client library and of its HTTP client becomes an error of ours that says what is known."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot import errors
from bot.platforms.discord import failures

# What no sending can raise: opus and ogg are about voice, app_commands about a tree of commands that we do not use.
ELSEWHERE = ("discord.opus", "discord.oggparse", "discord.app_commands.", "discord.ext.")


def below(cls: type[BaseException]) -> Iterator[type[BaseException]]:
    for child in cls.__subclasses__():
        yield child
        yield from below(child)


FOREIGN = {
    cls
    for root in (discord.DiscordException, aiohttp.ClientError)
    for cls in below(root)
    if not cls.__module__.startswith(ELSEWHERE)
}


@pytest.mark.parametrize("cls", sorted(FOREIGN, key=str))
def test_the_table_is_complete(cls: type[BaseException]) -> None:
    assert any(base in failures.TABLE for base in cls.__mro__)


def answered(status: int, code: int, headers: dict[str, str] | None = None) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="", headers=headers or {})
    return discord.HTTPException(response, {"code": code, "message": "said"})


CONNECTION: Any = SimpleNamespace(host="127.0.0.1", port=1, ssl=None, is_ssl=False)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (discord.RateLimited(900), errors.NotSent),
        (answered(429, 0), errors.NotSent),
        (answered(401, 0), errors.NotSent),
        (answered(403, 0), errors.NotSent),
        (answered(403, 50001), errors.ChannelLost),
        (answered(403, 50013), errors.ChannelLost),
        (answered(404, 10003), errors.ChannelLost),
        (answered(404, 10004), errors.ChannelLost),
        (answered(404, 0), errors.Refused),
        (answered(400, 50035), errors.Refused),
        (answered(500, 0), errors.Uncertain),
        (answered(503, 0), errors.Uncertain),
        (aiohttp.ClientConnectorError(CONNECTION, ConnectionRefusedError(111, "refused")), errors.NotSent),
        (aiohttp.ConnectionTimeoutError(), errors.NotSent),
        (aiohttp.ServerDisconnectedError(), errors.Uncertain),
        (aiohttp.ClientOSError(104, "reset"), errors.Uncertain),
        (aiohttp.ClientPayloadError(), errors.Uncertain),
        (TimeoutError(), errors.Uncertain),
        (ConnectionResetError(), errors.Uncertain),
        (KeyError("id"), errors.Uncertain),
    ],
)
def test_what_is_known_about_the_message(error: Exception, expected: type[errors.DeliveryError]) -> None:
    translated = failures.translate(error)
    assert type(translated) is expected
    assert str(translated).startswith(failures.MARK)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (discord.RateLimited(900), 900),
        (answered(429, 0, {"Retry-After": "7"}), 7),
        (answered(429, 0, {"Retry-After": "Fri, 20 Nov"}), None),
    ],
)
def test_how_long_to_wait_is_kept(error: Exception, seconds: float | None) -> None:
    translated = failures.translate(error)
    assert isinstance(translated, errors.NotSent)
    assert translated.retry_after == seconds
