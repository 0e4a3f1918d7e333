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
# What Telegram says of a chat that the bot may not write to, in the words of the Bot API and of the API below it; the first that
# fits is meant.
CAUSES: tuple[tuple[str, errors.Cause], ...] = (
    (r"topic[ _](?:is )?closed", "topic-closed"),
    (r"message thread not found|topic[ _](?:id[ _]invalid|(?:is )?deleted|not found)", "topic-gone"),
    (r"bot was blocked by the user|user_is_blocked|you_blocked_user", "blocked"),
    (
        r"chat not found|chat was deactivated|chat was deleted|user is deactivated|input_user_deactivated|user not found|"
        r"peer_id_invalid|channel_invalid|chat_id_invalid|chat_invalid|chat_forbidden",
        "channel-gone",
    ),
    (r"bot was kicked|not a member|channel_private|user_not_participant|user_banned_in_channel", "removed"),
    (
        r"not enough rights|need administrator rights|have no rights|no write access|chat_write_forbidden|chat_admin_required|"
        r"chat_restricted|right_forbidden|chat_send_\w+_forbidden|chat_guest_send_forbidden|user_restricted",
        "no-right",
    ),
    (
        r"can't initiate conversation|can't send messages to (?:bots|the user)|bot_method_invalid|payment_required|"
        r"allow_payment_required|privacy_premium_required",
        "other",
    ),
)
_CAUSES = tuple((re.compile(words, re.IGNORECASE), cause) for words, cause in CAUSES)
_FORMAT = re.compile(r"can't parse entities|entities_too_long|entity_bounds_invalid|entity_\w+_invalid", re.IGNORECASE)
_TOO_LONG = re.compile(r"(?:message|text|caption)[ _](?:is )?too[ _]long|entity too large", re.IGNORECASE)
_DELETED = re.compile(
    r"message to (?:delete|edit|forward) not found|message_id_invalid|message identifier", re.IGNORECASE
)
# Of an answer without the number, as from a proxy.
_FLOOD = 30.0
_ANSWERS = (
    foreign.RetryAfter, foreign.ChatMigrated, foreign.Forbidden, foreign.BadRequest, foreign.InvalidToken, foreign.Conflict,
)  # fmt: skip
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
    return bool(_FORMAT.search(str(error)))


def is_too_long(error: foreign.TelegramError) -> bool:
    """Tell whether a text was refused for its length alone."""
    return bool(_TOO_LONG.search(str(error)))


def is_deleted(error: foreign.TelegramError) -> bool:
    """Tell whether the message that was to be deleted, edited or forwarded is not there."""
    return isinstance(error, foreign.BadRequest) and bool(_DELETED.search(str(error)))


def stayed_here(error: BaseException) -> bool:
    """Tell whether certainly no byte of a request has gone out."""
    return isinstance(error.__cause__, _NOTHING_WENT_OUT)


def is_answered(error: BaseException) -> bool:
    """Tell whether Telegram itself has answered: nothing of the request is on its way any more."""
    return isinstance(error, _ANSWERS)


def is_same(error: foreign.TelegramError) -> bool:
    """Tell whether an edit was refused for changing nothing."""
    return "message is not modified" in str(error).lower()


def is_refused(error: foreign.TelegramError) -> bool:
    """Tell whether a request was refused for what it holds, and certainly not carried out."""
    return isinstance(error, foreign.BadRequest) or "entity too large" in str(error).lower()


def _refused(error: foreign.TelegramError) -> errors.DeliveryError:
    said = reason(error)
    for words, cause in _CAUSES:
        if words.search(str(error)):
            return errors.ChannelLost(said, cause)
    return errors.TooLong(said) if is_too_long(error) else errors.Refused(said)


def _forbidden(error: foreign.TelegramError) -> errors.DeliveryError:
    refused = _refused(error)
    return refused if isinstance(refused, errors.ChannelLost) else errors.ChannelLost(reason(error))


def _flood(error: foreign.TelegramError) -> errors.DeliveryError:
    wait = retry_after(error) if isinstance(error, foreign.RetryAfter) else _FLOOD
    return errors.NotSent(reason(error), wait, scope="chat")


def _moved(error: foreign.TelegramError) -> errors.DeliveryError:
    return errors.ChannelMoved(str(error.new_chat_id)) if isinstance(error, foreign.ChatMigrated) else _unsure(error)


def _network(error: foreign.TelegramError) -> errors.DeliveryError:
    if is_too_long(error):
        return errors.TooLong(reason(error))
    if "too many requests" in str(error).lower():
        return _flood(error)
    return errors.NotSent(reason(error)) if stayed_here(error) else _unsure(error)


def _banned(_error: foreign.TelegramError) -> errors.DeliveryError:
    return errors.NotSent("the token is refused", scope="platform", banning=True)  # its own text holds the token


def _unsure(error: foreign.TelegramError) -> errors.DeliveryError:
    return errors.Uncertain(reason(error))


TABLE: Mapping[type[foreign.TelegramError], Callable[[foreign.TelegramError], errors.DeliveryError]] = {
    foreign.RetryAfter: _flood,
    foreign.ChatMigrated: _moved,
    foreign.Forbidden: _forbidden,
    foreign.BadRequest: _refused,
    foreign.InvalidToken: _banned,
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
