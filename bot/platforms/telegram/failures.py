"""The one table from the library's exceptions to ours. Everything it does not know for certain is uncertain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import httpx
from telegram import error as foreign

from ... import errors

# Raised while connecting, or before: no byte of the request has gone out.
_NOTHING_WENT_OUT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
_LOST = re.compile(
    r"chat not found|not enough rights|need administrator rights|have no rights|chat_write_forbidden|"
    r"not a member|message thread not found|topic[ _](?:closed|deleted|is closed)|peer_id_invalid|"
    r"chat_restricted|group chat was deactivated|chat_admin_required|user not found",
    re.IGNORECASE,
)
_LONGEST = 200


def reason(error: BaseException) -> str:
    """Say in one line what an exception says."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def retry_after(error: foreign.RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait; the library gives a number or, where it was told to, a timedelta."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_format(error: foreign.TelegramError) -> bool:
    """Tell whether Telegram refused the markup of a text, and not the text."""
    return "can't parse entities" in str(error).lower()


def is_same(error: foreign.TelegramError) -> bool:
    """Tell whether an edit was refused for changing nothing."""
    return "message is not modified" in str(error).lower()


def is_refused(error: foreign.TelegramError) -> bool:
    """Tell whether a request was refused for what it holds, and certainly not carried out."""
    return isinstance(error, foreign.BadRequest) or "entity too large" in str(error).lower()


def _refused(error: foreign.TelegramError) -> errors.DeliveryError:
    return errors.ChannelLost(reason(error)) if _LOST.search(str(error)) else errors.Refused(reason(error))


def _flood(error: foreign.TelegramError) -> errors.DeliveryError:
    wait = retry_after(error) if isinstance(error, foreign.RetryAfter) else None
    return errors.NotSent(reason(error), wait)


def _moved(error: foreign.TelegramError) -> errors.DeliveryError:
    return errors.ChannelMoved(str(error.new_chat_id)) if isinstance(error, foreign.ChatMigrated) else _unsure(error)


def _network(error: foreign.TelegramError) -> errors.DeliveryError:
    refused = isinstance(error.__cause__, _NOTHING_WENT_OUT) or "too many requests" in str(error).lower()
    return errors.NotSent(reason(error)) if refused else _unsure(error)


def _unsure(error: foreign.TelegramError) -> errors.DeliveryError:
    return errors.Uncertain(reason(error))


TABLE: Mapping[type[foreign.TelegramError], Callable[[foreign.TelegramError], errors.DeliveryError]] = {
    foreign.RetryAfter: _flood,
    foreign.ChatMigrated: _moved,
    foreign.Forbidden: lambda error: errors.ChannelLost(reason(error)),
    foreign.BadRequest: _refused,
    foreign.InvalidToken: lambda error: errors.NotSent("the token is refused"),  # noqa: ARG005  # its text holds the token
    foreign.EndPointNotFound: lambda error: errors.Refused(reason(error)),
    foreign.Conflict: lambda error: errors.NotSent(reason(error)),
    foreign.TimedOut: _network,
    foreign.NetworkError: _network,
    foreign.PassportDecryptionError: _unsure,
    foreign.TelegramError: _unsure,  # an answer that could not be read
}


def delivery(error: foreign.TelegramError) -> errors.DeliveryError:
    """Return what an exception says about a message that was being sent."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)(error)
