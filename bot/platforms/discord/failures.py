"""Foreign exceptions → our errors about one message: a table by class, and one by Discord's own codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import aiohttp
import discord

from ... import errors

# Discord's codes; see "JSON error codes" in its documentation.
UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_INTERACTION = 10003, 10004, 10062
INVALID_FORM, MISSING_ACCESS, CANNOT_MESSAGE_USER, MISSING_PERMISSIONS = 50035, 50001, 50007, 50013
ALREADY_ANSWERED, THREAD_ARCHIVED = 40060, 50083

MARK = "Discord: "
"""What every reason of ours begins with, so that a pause for one of them is known again."""

# Everything that a call of the library may raise for a reason outside this program.
FOREIGN = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)

_CHANNEL_LOST = {
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    MISSING_ACCESS,
    CANNOT_MESSAGE_USER,
    MISSING_PERMISSIONS,
    THREAD_ARCHIVED,
}

_Failure = Callable[[Exception], errors.DeliveryError]


def translate(error: Exception) -> errors.DeliveryError:
    """Return what an exception of discord.py or aiohttp says about the message that was being sent."""
    for cls in type(error).__mro__:
        if cls in TABLE:
            return TABLE[cls](error)
    return _uncertain(error)


def code(error: BaseException | None) -> int | None:
    """Return Discord's own code, where it gave one."""
    return error.code if isinstance(error, discord.HTTPException) else None


def refuses_picture(error: discord.HTTPException) -> bool:
    """Tell whether a message may have been refused for the file in it: too large, not permitted here, of a wrong form."""
    return error.status in (400, 403, 413) and error.code != ALREADY_ANSWERED


async def once(response: aiohttp.ClientResponse) -> None:
    """As `raise_for_status` of a request: leave discord.py before it repeats it, as it does for some of the 5xx."""
    if response.status >= 500:
        raise discord.DiscordServerError(response, None)


def _words(error: Exception) -> str:
    """Name the class, for many of these errors have an empty text."""
    return f"{MARK}{str(error) or 'no text'} ({type(error).__name__})"


def _uncertain(error: Exception) -> errors.DeliveryError:
    return errors.Uncertain(_words(error))


def _not_sent(error: Exception) -> errors.DeliveryError:
    return errors.NotSent(_words(error))


def _paced(error: Exception) -> errors.DeliveryError:
    assert isinstance(error, discord.RateLimited)
    return errors.NotSent(_words(error), error.retry_after)


def _answered(error: Exception) -> errors.DeliveryError:
    """An answer with an error status: below 500 Discord has read the request and done nothing."""
    assert isinstance(error, discord.HTTPException)
    if error.status >= 500:
        return errors.Uncertain(_words(error))
    if error.status == 429:
        return errors.NotSent(_words(error), _retry_after(error))
    # 401: a token that worked at the start was replaced. A 403 without a code is a proxy's or a firewall's.
    if error.status == 401 or (error.status == 403 and not error.code):
        return errors.NotSent(_words(error))
    if error.code in _CHANNEL_LOST or error.status == 403:
        return errors.ChannelLost(_words(error))
    return errors.Refused(_words(error))


def _retry_after(error: discord.HTTPException) -> float | None:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None


TABLE: Mapping[type, _Failure] = {
    # discord.py: answers
    discord.HTTPException: _answered,
    discord.RateLimited: _paced,
    # discord.py: nothing of the message had gone out
    discord.GatewayNotFound: _not_sent,
    discord.ClientException: _not_sent,
    # aiohttp: no connection came about
    aiohttp.ClientConnectorError: _not_sent,
    aiohttp.ConnectionTimeoutError: _not_sent,
    aiohttp.InvalidURL: _not_sent,
    # aiohttp and the system: it broke, before or after the message was taken
    aiohttp.ClientError: _uncertain,
    OSError: _uncertain,
    TimeoutError: _uncertain,
}
