"""Every exception of the client library and of its HTTP client becomes an error of ours that says what is known."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot import errors
from bot.platforms.discord import failures, pacing

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


def answered(
    status: int, code: int, headers: dict[str, str] | None = None, wrong: dict[str, Any] | None = None
) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="", headers=headers or {})
    return discord.HTTPException(response, {"code": code, "message": "said", "errors": wrong})


def too_long(*path: str, code: str = "BASE_TYPE_MAX_LENGTH") -> discord.HTTPException:
    tree: dict[str, Any] = {"_errors": [{"code": code, "message": "Must be 4000 or fewer in length."}]}
    for key in reversed(path):
        tree = {key: tree}
    return answered(400, 50035, wrong=tree)


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
        (too_long("components", "0", "components", "1", "content"), errors.TooLong),
        (too_long("components", code="COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"), errors.TooLong),
        (too_long("components", "0", "components", "1", "label"), errors.Refused),
        (too_long("name"), errors.Refused),
        (answered(413, 0), errors.TooLong),
        (answered(400, 40005), errors.TooLong),
        (pacing.Repeated("once"), errors.Uncertain),
        (pacing.Halted(9, banning=False), errors.NotSent),
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


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (10003, "channel-gone"),
        (10004, "removed"),
        (50001, "no-right"),
        (50007, "blocked"),
        (50278, "blocked"),
        (50013, "no-right"),
        (50083, "topic-closed"),
        (160005, "topic-closed"),
        (20012, "other"),
    ],
)
def test_why_a_channel_was_lost_is_told(code: int, cause: str) -> None:
    lost = failures.translate(answered(403, code))
    assert isinstance(lost, errors.ChannelLost)
    assert lost.cause == cause


DISCORDS = {"Via": "1.1 google", "Retry-After": "7"}


@pytest.mark.parametrize(
    ("error", "scope", "banning"),
    [
        (answered(429, 0, DISCORDS | {"X-RateLimit-Scope": "user"}), "chat", False),
        (answered(429, 0, DISCORDS | {"X-RateLimit-Scope": "shared"}), "chat", False),
        (answered(429, 0, DISCORDS | {"X-RateLimit-Scope": "global"}), "platform", False),
        (answered(429, 0, DISCORDS | {"X-RateLimit-Global": "true"}), "platform", False),
        (answered(429, 0, {"Retry-After": "7"}), "platform", True),
        (answered(401, 0), "platform", True),
        (answered(403, 0), "platform", True),
        (discord.RateLimited(900), "chat", False),
        (pacing.Halted(7, banning=False), "platform", False),
        (pacing.Halted(7, banning=True), "platform", True),
        (aiohttp.ConnectionTimeoutError(), "message", False),
    ],
)
def test_whom_a_refusal_concerns_is_told(error: Exception, scope: str, banning: bool) -> None:
    failure = failures.translate(error)
    assert isinstance(failure, errors.NotSent)
    assert (failure.scope, failure.banning) == (scope, banning)


def test_of_what_sends_no_message_nothing_is_uncertain() -> None:
    assert type(failures.harmless(TimeoutError())) is errors.NotSent
    assert type(failures.harmless(answered(404, 10003))) is errors.ChannelLost
