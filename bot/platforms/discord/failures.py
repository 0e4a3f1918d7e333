"""Foreign exceptions → our errors about one message: a table by class, and one by Discord's own codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import aiohttp
import discord

from ... import errors
from . import pacing

# Discord's codes; see "JSON error codes" in its documentation.
UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, UNKNOWN_INTERACTION = 10003, 10004, 10008, 10062
INVALID_FORM, MISSING_ACCESS, CANNOT_MESSAGE_USER, MISSING_PERMISSIONS = 50035, 50001, 50007, 50013
ALREADY_ANSWERED, THREAD_ARCHIVED, THREAD_LOCKED = 40060, 50083, 160005
NO_MUTUAL_GUILDS, TOO_LARGE = 50278, 40005

MARK = "Discord: "
"""What every reason of ours begins with."""

# Everything that a call of the library may raise for a reason outside this program.
FOREIGN = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)

CAUSES: Mapping[int, errors.Cause] = {
    UNKNOWN_CHANNEL: "channel-gone",
    UNKNOWN_GUILD: "removed",
    MISSING_ACCESS: "no-right",
    CANNOT_MESSAGE_USER: "blocked",
    NO_MUTUAL_GUILDS: "blocked",
    MISSING_PERMISSIONS: "no-right",
    THREAD_ARCHIVED: "topic-closed",
    THREAD_LOCKED: "topic-closed",
}

# Within a refused form: what stands below `content` is a text; the other is all texts of a message together.
_TEXT_TOO_LONG, _TEXTS_TOO_LONG = "BASE_TYPE_MAX_LENGTH", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"

_Failure = Callable[[Exception], errors.DeliveryError]


def translate(error: Exception) -> errors.DeliveryError:
    """Return what an exception of discord.py or aiohttp says about the message that was being sent."""
    for cls in type(error).__mro__:
        if cls in TABLE:
            return TABLE[cls](error)
    return _uncertain(error)


def harmless(error: Exception) -> errors.DeliveryError:
    """As `translate`, of a request that would not have sent anything: what is uncertain about it is not the message."""
    failure = translate(error)
    return errors.NotSent(str(failure)) if isinstance(failure, errors.Uncertain) else failure


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


async def at_once(response: aiohttp.ClientResponse) -> None:
    """As `once`, and before it sleeps over a 429 as well: whoever waits for that does so in the ledger."""
    await once(response)
    if response.status == 429:
        raise discord.HTTPException(response, await response.text())


def _words(error: Exception) -> str:
    """Name the class, for many of these errors have an empty text."""
    return f"{MARK}{str(error) or 'no text'} ({type(error).__name__})"


def _uncertain(error: Exception) -> errors.DeliveryError:
    return errors.Uncertain(_words(error))


def _not_sent(error: Exception) -> errors.DeliveryError:
    return errors.NotSent(_words(error))


def _paced(error: Exception) -> errors.DeliveryError:
    assert isinstance(error, discord.RateLimited)
    return errors.NotSent(_words(error), error.retry_after, scope="chat")


def _halted(error: Exception) -> errors.DeliveryError:
    assert isinstance(error, pacing.Halted)
    return errors.NotSent(_words(error), error.retry_after, scope="platform", banning=error.banning)


def _answered(error: Exception) -> errors.DeliveryError:
    """An answer with an error status: below 500 Discord has read the request and done nothing."""
    assert isinstance(error, discord.HTTPException)
    if error.status >= 500:
        return errors.Uncertain(_words(error))
    if error.status == 429:
        return _limited(error)
    # 401: a token that worked at the start was replaced. A 403 without a code is a proxy's or a firewall's, as of one that bans us.
    if error.status == 401 or (error.status == 403 and not error.code):
        return errors.NotSent(_words(error), scope="platform", banning=True)
    if error.code in CAUSES or error.status == 403:
        return errors.ChannelLost(_words(error), CAUSES.get(error.code, "other"))
    if error.status == 413 or error.code == TOO_LARGE or (error.code == INVALID_FORM and _is_too_long(error)):
        return errors.TooLong(_words(error))
    return errors.Refused(_words(error))


def _limited(error: discord.HTTPException) -> errors.DeliveryError:
    """Discord's own answer says that it came by way of its gateway (`Via`); one without is of a firewall that bans us."""
    headers = error.response.headers
    reason = f"{MARK}429 rate limited ({type(error).__name__})"
    wait = pacing.seconds(error.response) or None
    if not headers.get("Via"):
        return errors.NotSent(reason, wait, scope="platform", banning=True)
    return errors.NotSent(reason, wait, scope="platform" if pacing.is_global(headers) else "chat")


def _is_too_long(error: discord.HTTPException) -> bool:
    """Tell whether a form was refused for nothing but its texts' length: a shorter message would be taken."""
    found = list(_problems(error._errors or {}))
    return bool(found) and all(
        told == _TEXTS_TOO_LONG or (told == _TEXT_TOO_LONG and path[-1:] == ("content",)) for path, told in found
    )


def _problems(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is wrong with a form: where, and Discord's word for it."""
    for key, value in tree.items():
        if key == "_errors":
            yield from ((path, str(problem.get("code"))) for problem in value)
        elif isinstance(value, Mapping):
            yield from _problems(value, (*path, key))


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
    # our own pacing: it did not let it go out
    pacing.Halted: _halted,
    # aiohttp and the system: it broke, before or after the message was taken
    aiohttp.ClientError: _uncertain,
    OSError: _uncertain,
    TimeoutError: _uncertain,
}
