"""Every exception of the library is in the table, and each says what is known about delivery."""

from __future__ import annotations

import inspect
from datetime import timedelta

import httpx
import pytest
from telegram import error as foreign

from bot import errors
from bot.platforms.telegram import failures
from bot.platforms.telegram.logs import Redactor


def _caused(error: foreign.TelegramError, cause: Exception) -> foreign.TelegramError:
    error.__cause__ = cause
    return error


def test_the_table_is_complete() -> None:
    theirs = {
        kind
        for _, kind in inspect.getmembers(foreign, inspect.isclass)
        if issubclass(kind, foreign.TelegramError) and kind.__module__ == foreign.__name__
    }
    assert theirs == set(failures.TABLE)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (foreign.Forbidden("Forbidden: bot was kicked"), errors.ChannelLost),
        (foreign.BadRequest("Chat not found"), errors.ChannelLost),
        (foreign.BadRequest("Not enough rights to send text messages to the chat"), errors.ChannelLost),
        (foreign.BadRequest("TOPIC_CLOSED"), errors.ChannelLost),
        (foreign.BadRequest("Message is too long"), errors.TooLong),
        (foreign.BadRequest("MESSAGE_TOO_LONG"), errors.TooLong),
        (foreign.NetworkError("Request Entity Too Large"), errors.TooLong),
        (foreign.BadRequest("Button_data_invalid"), errors.Refused),
        (foreign.ChatMigrated(-1001), errors.ChannelMoved),
        (foreign.InvalidToken("The token `1:x` was rejected"), errors.NotSent),
        (foreign.Conflict("terminated by other getUpdates request"), errors.NotSent),
        (foreign.EndPointNotFound("no such method"), errors.Refused),
        (foreign.NetworkError("Too Many Requests"), errors.NotSent),
        (foreign.NetworkError("Bad Gateway (502)"), errors.Uncertain),
        (foreign.TimedOut(), errors.Uncertain),
        (_caused(foreign.TimedOut(), httpx.ReadTimeout("")), errors.Uncertain),
        (_caused(foreign.TimedOut(), httpx.WriteTimeout("")), errors.Uncertain),
        (_caused(foreign.TimedOut(), httpx.ConnectTimeout("")), errors.NotSent),
        (_caused(foreign.TimedOut(), httpx.PoolTimeout("")), errors.NotSent),
        (_caused(foreign.NetworkError("x"), httpx.ConnectError("")), errors.NotSent),
        (_caused(foreign.NetworkError("x"), httpx.ReadError("")), errors.Uncertain),
        (_caused(foreign.NetworkError("x"), httpx.RemoteProtocolError("")), errors.Uncertain),
        (foreign.TelegramError("Invalid server response"), errors.Uncertain),
        (foreign.PassportDecryptionError("x"), errors.Uncertain),
    ],
)
def test_what_is_known_about_delivery(error: foreign.TelegramError, kind: type[errors.DeliveryError]) -> None:
    assert type(failures.delivery(error)) is kind


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("Forbidden: bot was kicked from the supergroup chat", "removed"),
        ("Forbidden: bot is not a member of the channel chat", "removed"),
        ("Bad Request: CHANNEL_PRIVATE", "removed"),
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "channel-gone"),
        ("Forbidden: the group chat was deleted", "channel-gone"),
        ("Bad Request: group chat was deactivated", "channel-gone"),
        ("Bad Request: chat not found", "channel-gone"),
        ("Bad Request: PEER_ID_INVALID", "channel-gone"),
        ("Bad Request: not enough rights to send text messages to the chat", "no-right"),
        ("Bad Request: need administrator rights in the channel chat", "no-right"),
        ("Bad Request: have no rights to send a message", "no-right"),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", "no-right"),
        ("Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", "no-right"),
        ("Bad Request: CHAT_RESTRICTED", "no-right"),
        ("Bad Request: CHAT_ADMIN_REQUIRED", "no-right"),
        ("Bad Request: TOPIC_CLOSED", "topic-closed"),
        ("Bad Request: message thread not found", "topic-gone"),
        ("Bad Request: TOPIC_DELETED", "topic-gone"),
        ("Forbidden: bot can't initiate conversation with a user", "other"),
        ("Forbidden: bots can't send messages to bots", "other"),
        ("Forbidden: something new", "other"),
    ],
)
def test_a_lost_channel_has_its_cause(said: str, cause: str) -> None:
    kind = foreign.Forbidden if said.startswith("Forbidden") else foreign.BadRequest
    lost = failures.delivery(kind(said))
    assert isinstance(lost, errors.ChannelLost)
    assert lost.cause == cause


def test_a_refused_token_stops_the_platform() -> None:
    refused = failures.delivery(foreign.InvalidToken("x"))
    assert isinstance(refused, errors.NotSent)
    assert (refused.scope, refused.banning) == ("platform", True)


def test_a_flood_concerns_its_chat_also_where_a_proxy_says_so_without_a_number() -> None:
    for error, wait in ((foreign.RetryAfter(3600), 3600.0), (foreign.NetworkError("Too Many Requests (429)"), 30.0)):
        flood = failures.delivery(error)
        assert isinstance(flood, errors.NotSent)
        assert (flood.scope, flood.retry_after, flood.banning) == ("chat", wait, False)


@pytest.mark.parametrize(
    "said", ["can't parse entities: Unsupported start tag", "ENTITIES_TOO_LONG", "ENTITY_BOUNDS_INVALID"]
)
def test_markup_that_is_refused_is_known_from_a_text_that_is(said: str) -> None:
    assert failures.is_format(foreign.BadRequest(said))
    assert not failures.is_format(foreign.BadRequest("message is too long"))


def test_values_are_carried_over() -> None:
    waiting = failures.delivery(foreign.RetryAfter(timedelta(seconds=90)))
    assert isinstance(waiting, errors.NotSent)
    assert waiting.retry_after == 90
    moved = failures.delivery(foreign.ChatMigrated(-1001))
    assert isinstance(moved, errors.ChannelMoved)
    assert moved.chat == "-1001"
    assert "1:x" not in str(failures.delivery(foreign.InvalidToken("The token `1:x` was rejected")))
    assert len(str(failures.delivery(foreign.BadRequest("long\n" * 500)))) <= 200


def test_a_token_is_taken_out_however_it_is_written() -> None:
    redact = Redactor("123456:AbCdEf-0123456789_xyz")
    said = redact("/bot123456:AbCdEf-0123456789_xyz/ 123456%3AAbCdEf-0123456789_xyz AbCdEf-0123456789_xyz")
    assert said == "/bot<token>/ <token> <token>"
