"""Lost channels: their admins are told once, and they come back by themselves."""

from __future__ import annotations

from datetime import timedelta

from bot import errors
from bot.delivery.recovery import EVERY, Recovery
from bot.domain.ledger import Channel, Subscription
from bot.domain.reply import Reply
from bot.language import catalogue

from ..support.builders import Desk, ScriptedPublisher, a_pause, a_subscription


def recovery(desk: Desk) -> Recovery:
    return Recovery(desk.store, catalogue.words, desk.clock)


async def lost(*tells: int | BaseException) -> Desk:
    desk = await Desk().due()
    await desk.store.pause("sub", a_pause())
    desk.publisher.tells = list(tells)
    return desk


async def test_admins_are_told_once_what_happened_and_how_it_ends() -> None:
    desk = await lost()
    for _ in range(3):
        await recovery(desk).look_after(desk.publisher)  # each time as after a restart
    ((subscription, reply),) = desk.publisher.told
    said = " ".join(str(block) for block in reply.blocks)
    assert subscription == "sub"
    assert "kicked" in said
    assert "telegram:-100" in said
    (paused,) = await desk.store.subscriptions()
    assert paused.paused == a_pause(told=True)


async def test_nobody_within_reach_is_not_tried_again_but_a_platform_that_is_down_is() -> None:
    desk = await lost(errors.NotSent("no connection"), 0)
    await recovery(desk).look_after(desk.publisher)
    assert [s.paused for s in await desk.store.subscriptions()] == [a_pause()]
    await recovery(desk).look_after(desk.publisher)
    assert [s.paused for s in await desk.store.subscriptions()] == [a_pause(told=True)]


async def test_a_channel_that_may_be_written_to_again_goes_on_by_itself() -> None:
    desk = await lost()
    care = recovery(desk)
    assert not await care.look_after(desk.publisher)
    desk.publisher.may = True
    desk.clock.forward(EVERY - timedelta(seconds=1))
    assert not await care.look_after(desk.publisher)
    desk.clock.forward(timedelta(seconds=1))
    assert await care.look_after(desk.publisher)
    assert await desk.store.subscriptions() == (a_subscription(),)
    assert (await desk.run()).state == "sent"


async def test_what_does_not_show_or_cannot_be_asked_leaves_the_channel_paused() -> None:
    desk = await lost()
    care = recovery(desk)
    for answer in (None, False, errors.ChannelLost("kicked"), errors.NotSent("no connection")):
        desk.publisher.may = answer
        desk.clock.forward(EVERY)
        assert not await care.look_after(desk.publisher)
    assert [s.paused is not None for s in await desk.store.subscriptions()] == [True]


async def test_a_group_that_has_become_one_that_is_subscribed_does_not_come_back() -> None:
    desk = await lost()
    await desk.store.pause("sub", a_pause(cause="moved", told=True))
    desk.publisher.may = True
    desk.clock.forward(2 * EVERY)
    assert not await recovery(desk).look_after(desk.publisher)


async def test_other_platforms_are_none_of_its_business() -> None:
    desk = await lost()
    elsewhere = a_subscription("else", channel=Channel("discord", "5"), paused=a_pause())
    await desk.store.subscribe(elsewhere)
    await recovery(desk).look_after(desk.publisher)
    assert [subscription for subscription, _ in desk.publisher.told] == ["sub"]


async def test_a_channel_that_was_resumed_while_its_admins_were_told_stays_so() -> None:
    desk = await lost()

    class Resumes(ScriptedPublisher):
        async def tell(self, subscription: Subscription, reply: Reply) -> int:
            await desk.store.pause("sub", None)
            return 1

    await recovery(desk).look_after(Resumes())
    assert [s.paused for s in await desk.store.subscriptions()] == [None]
