"""Rows: the rate that editions reach under limits that the server enforces, against the limit; one refusal fails the row.

Over many chats the whole program sends in real time, from a process of its own. In one chat the publisher sends part after part
while seconds pass only when somebody waits.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot import errors
from bot.domain.ledger import Channel
from bot.domain.reply import Reply, paragraph
from tests.support.telegram_bot import running

from .delivering import sender
from .rows import Row

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
        question = f"editions a second to {pace.chats} chats on {platform.capitalize()}, its full seconds"
        yield _row(question, limit, partial(_many, platform, pace.chats))
    yield _row("editions a second in a chat on Telegram", 1, partial(_one, False, pace.in_a_chat))
    yield _row("editions a minute in a group on Telegram", 20, partial(_one, True, pace.in_a_chat))


def _row(question: str, limit: int, measured: Callable[[], Awaitable[float]]) -> Row:
    async def run() -> float:
        return await measured()

    try:
        return Row(
            question, "the limit, enforced", ours=asyncio.run(run()), theirs=limit, unit="/s", kind="floor", aim=AIM
        )
    except Exception as error:  # any failure at all belongs in the table
        return Row(question, "the limit, enforced", failed=f"{type(error).__name__}: {error}"[:200], aim=AIM)


def rate(moments: Sequence[float], at_first: int) -> float:
    """Return how many came in a unit of time once the first `at_first`, which may come at once, were there."""
    ordered = sorted(moments)
    return (len(ordered) - at_first) / (ordered[-1] - ordered[0])


def steady(moments: Sequence[float]) -> float:
    """Return how many came a second, from the first full second to the last: without what comes at once, and the last few."""
    begun = min(moments)
    seconds = Counter(int(moment - begun) for moment in moments)
    full = range(1, max(seconds))
    return sum(seconds[second] for second in full) / len(full)


async def _many(platform: str, chats: int) -> float:
    async with sender(platform, "paced", chats) as sending:
        await sending.send(1)
        moments = [float(message["at"]) for message in sending.messages()]
    if len(moments) != chats:
        raise AssertionError(f"{len(moments)} of {chats} went out")
    return steady(moments)


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
