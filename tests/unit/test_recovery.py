"""Lost channels: their admins are told once, and they come back by themselves."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot import errors
from bot.delivery.recovery import AGAIN, EVERY, LATER, UNANSWERED, Recovery
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
    assert "The bot was removed from there." in said
    assert "telegram:-100" in said
    (paused,) = await desk.store.subscriptions()
    assert paused.paused == a_pause(told=True)


async def test_nobody_within_reach_is_not_tried_again_but_a_platform_that_is_down_is() -> None:
    desk = await lost(errors.NotSent("no connection"), 0)
    await recovery(desk).look_after(desk.publisher)
    assert [s.paused for s in await desk.store.subscriptions()] == [a_pause()]
    await recovery(desk).look_after(desk.publisher)
    assert [s.paused for s in await desk.store.subscriptions()] == [a_pause(told=True)]


async def test_a_fault_with_one_channel_keeps_no_other_from_being_told_and_is_tried_again_later() -> None:
    desk = await lost(KeyError("a fault of ours"))
    await desk.store.subscribe(a_subscription("other", channel=Channel("telegram", "-200"), paused=a_pause()))
    care = recovery(desk)
    for _ in range(2):
        await care.look_after(desk.publisher)
    assert [id_ for id_, _ in desk.publisher.told] == ["other"]
    desk.clock.forward(LATER)
    await care.look_after(desk.publisher)
    assert [id_ for id_, _ in desk.publisher.told] == ["other", "sub"]


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


async def test_where_the_platform_allows_and_then_refuses_admins_are_told_once_a_day() -> None:
    desk = await lost()
    desk.publisher.may = True
    await recovery(desk).look_after(desk.publisher)
    for _ in range(5):
        desk.clock.forward(EVERY)
        care = recovery(desk)  # as after a restart
        assert await care.look_after(desk.publisher)
        desk.publisher.script = [errors.ChannelLost("kicked", "removed")]
        await desk.run()
        assert not await care.look_after(desk.publisher)
        assert [s.paused and s.paused.told for s in await desk.store.subscriptions()] == [True]
    assert len(desk.publisher.told) == 1


async def test_of_another_cause_they_are_told_and_of_the_same_after_a_day() -> None:
    desk = await lost()
    care = recovery(desk)
    await care.look_after(desk.publisher)
    for pause in (a_pause(cause="blocked"), a_pause(), a_pause()):
        desk.clock.forward(AGAIN)
        await desk.store.pause("sub", pause)
        await care.look_after(desk.publisher)
    assert len(desk.publisher.told) == 4


async def test_two_ticks_at_once_tell_nobody_twice() -> None:
    desk = await lost()
    gate = asyncio.Event()

    class Slow(ScriptedPublisher):
        async def tell(self, subscription: Subscription, reply: Reply) -> int:
            await gate.wait()
            return await super().tell(subscription, reply)

    slow, care = Slow(), recovery(desk)
    first = asyncio.ensure_future(care.look_after(slow))
    await asyncio.sleep(0)
    assert not await care.look_after(slow)
    gate.set()
    await first
    assert len(slow.told) == 1


async def test_one_whose_admins_cannot_be_reached_now_does_not_keep_others_from_being_told() -> None:
    desk = await lost(*(errors.NotSent("no answer") for _ in range(UNANSWERED)))
    for number in range(5):
        chat = Channel("telegram", str(number))
        await desk.store.subscribe(a_subscription(f"s{number}", channel=chat, paused=a_pause()))
    care = recovery(desk)
    await care.look_after(desk.publisher)
    assert desk.publisher.told == []
    await care.look_after(desk.publisher)
    assert [id_ for id_, _ in desk.publisher.told] == ["s2", "s3", "s4"]
    desk.clock.forward(LATER)
    await care.look_after(desk.publisher)
    assert sorted(id_ for id_, _ in desk.publisher.told[3:]) == ["s0", "s1", "sub"]


async def test_a_channel_that_is_lost_anew_while_it_is_asked_about_stays_paused() -> None:
    desk = await lost()
    care = recovery(desk)
    await care.look_after(desk.publisher)
    desk.clock.forward(EVERY)
    anew = a_pause("kicked again", at=desk.clock.now)

    class Late(ScriptedPublisher):
        async def permitted(self, channel: Channel) -> bool | None:
            await desk.store.pause("sub", anew)
            return True

    assert not await care.look_after(Late())
    assert [s.paused for s in await desk.store.subscriptions()] == [anew]


async def test_a_channel_that_is_refused_again_while_it_is_paused_is_not_told_of_again() -> None:
    desk = await Desk([errors.Uncertain("reset"), *(errors.ChannelLost("kicked", "removed") for _ in range(3))]).due()
    desk.publisher.window = timedelta(minutes=2)
    care = recovery(desk)
    for _ in range(5):
        await desk.run()
        await care.look_after(desk.publisher)
        desk.clock.forward(timedelta(seconds=25))
    assert len(desk.publisher.told) == 1
