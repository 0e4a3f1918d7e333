"""What happens between two awaits: a row, a subscription or a doubt that changes while something about it is under way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot import errors
from bot.domain.ledger import Channel

from ..support.builders import CHANNEL, Desk, ScriptedPublisher

SECOND = timedelta(seconds=1)
SUPERGROUP = Channel("telegram", "-100200")


async def nothing() -> None:
    """Nothing happens meanwhile."""


@dataclass
class Meanwhile(ScriptedPublisher):
    """A publisher during whose turns something happens: the first of `turned` in the first turn, and so on."""

    turned: tuple[Callable[[], Awaitable[object]], ...] = ()

    @asynccontextmanager
    async def turn(self, channel: Channel) -> AsyncIterator[None]:
        now, *then = (*self.turned, nothing)
        self.turned = tuple(then)
        await now()
        async with super().turn(channel):
            yield


async def test_the_rest_of_an_edition_whose_group_moved_while_its_turn_was_waited_for_is_not_sending_for_ever() -> None:
    desk = await Desk().due()

    async def moved() -> None:
        assert await desk.store.move(CHANNEL, SUPERGROUP)
        publisher.turns = [errors.NotSent("its turn is in 40 s", retry_after=40.0, scope="chat")]

    publisher = Meanwhile(most=2, turned=(nothing, moved))
    desk.dispatcher.connect(publisher)
    row = await desk.run()
    assert (row.state, row.channel, row.begun) == ("retrying", SUPERGROUP, True)
    assert row.not_before == desk.clock.now + 40 * SECOND
    desk.clock.forward(40 * SECOND)
    assert (await desk.run()).state == "sent"
    assert [channel for channel, *_ in publisher.attempts] == [CHANNEL, SUPERGROUP]
