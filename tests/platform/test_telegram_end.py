"""How Telegram's side ends: what is under way is finished, what cannot be is said, and nothing is logged as a fault."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.support.telegram_bot import ANN, built


def _faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


async def test_answers_that_wait_for_their_chat_are_sent_before_the_end(caplog: pytest.LogCaptureFixture) -> None:
    async with built() as house:
        house.start()
        await house.ups.until("up")
        hang = house.server.hang_next("sendMessage", chat=house.group.id)
        users = [house.server.add_user(f"User {number}", language_code="en") for number in range(8)]
        for user in users:
            house.server.say(user, house.group, "/who Trump")
        await hang.reached()
        slept = len(house.time.slept)
        ending = asyncio.ensure_future(house.stop())
        hang.release()
        await ending
        assert len(house.server.sent(house.group)) + house.server.updates.pending == len(users)
        # One of them may have been waiting for its second when the end began; the others follow each other at once.
        assert all(seconds <= 1 for seconds in house.time.slept[slept:])
    assert not _faults(caplog)


async def test_what_cannot_be_finished_is_given_up_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    async with built(stop_seconds=0.2) as house:
        house.start()
        await house.ups.until("up")
        hang = house.server.hang_next("sendMessage", chat=ANN)
        house.server.say(house.ann, house.ann, "/help")
        await hang.reached()
        house.server.say(house.ann, house.ann, "/timeline")
        await house.ask(house.owner, house.owner, "/help")
        await house.stop()
        assert house.running is not None
        assert house.running.exception() is None
        again = house.anew()
        again.start()
        assert (await again.ask(again.ann, again.ann, "/help")).text.startswith("Commands")
        await again.stop()
    assert _faults(caplog) == ["telegram: 2 answers were not finished in 0.2 seconds"]


async def test_a_server_that_hangs_at_the_end_holds_up_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with built(stop_seconds=0.2) as house:
        house.start()
        await house.ups.until("up")
        answer = await house.ask(house.ann, house.ann, "/timeline 2025-06-05")
        hang = house.server.hang_next("answerCallbackQuery")
        house.server.press(house.ann, answer, answer.button("Musk"))
        await hang.reached()
        house.server.hang_next("getUpdates")
        house.server.hang_next("getUpdates")
        await house.stop()
    assert not [line for line in _faults(caplog) if "not finished" not in line]
