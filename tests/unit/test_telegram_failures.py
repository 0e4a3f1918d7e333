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
        (foreign.BadRequest("Message is too long"), errors.Refused),
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
