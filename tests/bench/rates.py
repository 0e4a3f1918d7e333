"""Rows: the rate that editions reach under limits that the server enforces, against the limit; one refusal fails the row.

Over many chats the whole program sends in real time, from a process of its own. In one chat the publisher sends part after part
while seconds pass only when somebody waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from bot import errors
from bot.domain.ledger import Channel
from bot.domain.reply import Reply, paragraph
from tests.support.telegram_bot import running

from .delivering import sender
from .rows import Row, Unit

AIM = "≥ 0.95"
A_SECOND = {"telegram": 30, "discord": 50}


@dataclass(frozen=True)
class Pace:
    """How many chats get an edition, and how many messages go to one chat."""

    chats: int = 600
    in_a_chat: int = 101  # so that the last is the first of its minute


def rows(pace: Pace) -> Iterator[Row]:
    """Yield a row for each limit."""
    for platform, limit in A_SECOND.items():
        question = f"editions a second to {pace.chats} chats on {platform.capitalize()}, once it is under way"
        yield _row(question, limit, partial(_many, platform, limit, pace.chats))
    yield _row("editions a second in a chat on Telegram", 1, partial(_one, False, pace.in_a_chat))
    yield _row("editions a minute in a group on Telegram", 20, partial(_one, True, pace.in_a_chat), "/min")


def _row(question: str, limit: int, measured: Callable[[], Awaitable[float]], unit: Unit = "/s") -> Row:
    async def run() -> float:
        return await measured()

    try:
        return Row(
            question, "the limit, enforced", ours=asyncio.run(run()), theirs=limit, unit=unit, kind="floor", aim=AIM
        )
    except Exception as error:  # any failure at all belongs in the table
        return Row(question, "the limit, enforced", failed=f"{type(error).__name__}: {error}"[:200], aim=AIM)


def rate(moments: Sequence[float], at_first: int) -> float:
    """Return how many came in a unit of time once the first `at_first`, which may come at once, were there."""
    ordered = sorted(moments)
    return (len(ordered) - at_first) / (ordered[-1] - ordered[0])


def steady(moments: Sequence[float], limit: int) -> float:
    """Return how many came a second, without the first second's worth and the last.

    What is let through by the second comes in bursts, so that a count by the second is the limit for as long as a burst falls in
    each. So a message is set against the one that is whole seconds' worth behind it, at the same place in its burst; and since
    any one of them may have been late, it is the median of a second's worth.
    """
    ordered = sorted(moments)
    span = (len(ordered) - 3 * limit) // limit * limit
    return median(span / (ordered[first + span] - ordered[first]) for first in range(limit, 2 * limit))


async def _many(platform: str, limit: int, chats: int) -> float:
    async with sender(platform, "paced", chats) as sending:
        await sending.send(1)
        moments = [float(message["at"]) for message in sending.messages()]
    if len(moments) != chats:
        raise AssertionError(f"{len(moments)} of {chats} went out")
    return steady(moments, limit)


async def _one(group: bool, count: int) -> float:  # of two kinds
    """Send to one chat; a turn that is too far off is waited for, as the ledger does."""
    sent: list[float] = []
    async with running(limited=True) as house:
        channel = Channel("telegram", str(house.group.id if group else house.ann.id))
        (part,) = house.publisher.render(Reply((paragraph("瓦版"),), "ja"))
        while len(sent) < count:
            try:
                async with house.publisher.turn(channel):
                    await house.publisher.send(channel, part, nonce="", silent=False, first=None)
                    sent.append(house.time.now)
            except errors.NotSent as error:
                await house.time.sleep(error.retry_after or 1)
    unit = 60 if group else 1
    return rate([moment / unit for moment in sent], 1)
