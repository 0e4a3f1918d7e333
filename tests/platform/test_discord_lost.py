"""Channels that Discord takes from the bot and gives back: what the ledger says, what admins are told, what readers see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.domain.ledger import Pause
from bot.errors import Cause
from tests.platform.discord_server import Channel, Message, Permission, Refused, User
from tests.support.discord_bot import Press, here, press_running, started, text
from tests.support.kit import START
from tests.support.meanwhile import Gate, InterruptedStore

OWNER = 0


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with press_running() as made:
        yield made


def said(messages: list[Message]) -> str:
    return "\n".join(map(text, messages))


async def down(press: Press) -> None:
    """End the bot."""
    await press.bot.platform.stop()
    await press.bot.task


@asynccontextmanager
async def up_again(press: Press) -> AsyncIterator[None]:
    """Start the bot once more, for a while."""
    press.bot = started(press.server, press.kit)
    await press.bot.until(ups=1)
    press.dispatcher.connect(press.bot.publisher)
    yield
    await down(press)


async def is_lost(press: Press, channel: Channel, cause: Cause, *, thread: Channel | None = None) -> None:
    """Send, and see the row wait, the subscription pause, and the admins told once."""
    subscription = await press.subscribe(here(channel, thread))
    row = await press.send(subscription)
    assert row.state == "retrying"
    assert row.not_before is None
    paused = (await press.now(subscription)).paused
    assert paused is not None
    assert (paused.cause, paused.at, paused.told) == (cause, START, False)
    await press.look_after()
    await press.look_after()
    (told,) = press.told(press.guild.owner)
    assert f"#{channel.name} (Edo)" in text(told) or f"#{channel.name} › saga (Edo)" in text(told)
    now = (await press.now(subscription)).paused
    assert now and now.told


async def comes_back(press: Press, channel: Channel, *, thread: Channel | None = None) -> None:
    """See the subscription resumed by what the gateway told, and what waited go out."""
    await press.heard()
    (subscription,) = await press.kit.store.subscriptions()
    assert subscription.paused is None
    assert press.woken
    (row,) = await press.kit.store.deliveries()
    assert (await press.later(row)).state == "sent"
    assert len([m for m in press.server.messages(thread or channel) if m.author.bot]) == 1


async def test_no_right_to_post_in_a_channel_and_back_by_its_overwrites(press: Press) -> None:
    press.server.forbid(press.channel, Permission.SEND_MESSAGES)
    await is_lost(press, press.channel, "no-right")
    press.server.permit(press.channel, Permission.SEND_MESSAGES)
    await comes_back(press, press.channel)


async def test_no_right_to_see_a_channel_and_back(press: Press) -> None:
    press.server.forbid(press.channel, Permission.VIEW_CHANNEL)
    await is_lost(press, press.channel, "no-right")
    press.server.permit(press.channel, Permission.VIEW_CHANNEL)
    await comes_back(press, press.channel)


async def test_no_right_in_the_whole_server_and_back_by_a_role(press: Press) -> None:
    rights = press.guild.bot_permissions
    press.server.allow(press.guild, rights & ~Permission.SEND_MESSAGES)
    await is_lost(press, press.channel, "no-right")
    press.server.allow(press.guild, rights)
    await comes_back(press, press.channel)


async def test_the_bots_role_taken_and_given_back(press: Press) -> None:
    press.server.take_role(press.guild)
    await is_lost(press, press.channel, "no-right")
    press.server.give_role(press.guild)
    await comes_back(press, press.channel)


async def test_a_locked_thread_and_opened_again(press: Press) -> None:
    thread = press.server.add_thread(press.channel, "saga")
    press.server.archive(thread, locked=True)
    await is_lost(press, press.channel, "topic-closed", thread=thread)
    assert "スレッドが閉じられています" in said(press.told(press.guild.owner))
    await press.heard()
    assert (await press.kit.store.subscriptions())[0].paused
    press.server.unlock(thread)
    await comes_back(press, press.channel, thread=thread)


async def test_a_locked_thread_that_is_not_archived(press: Press) -> None:
    thread = press.server.add_thread(press.channel, "saga")
    press.server.lock(thread)
    await is_lost(press, press.channel, "topic-closed", thread=thread)
    press.server.unlock(thread)
    await comes_back(press, press.channel, thread=thread)


async def test_a_thread_that_is_gone_when_it_is_sent_to(press: Press) -> None:
    thread = press.server.add_thread(press.channel, "saga")
    thread.deleted = True  # and the gateway has not told yet
    await is_lost(press, press.channel, "topic-gone", thread=thread)


async def test_a_channel_that_is_gone_when_it_is_sent_to(press: Press) -> None:
    press.channel.deleted = True  # and the gateway has not told yet
    await is_lost(press, press.channel, "channel-gone")


@pytest.mark.parametrize("what", ["channel", "thread"])
async def test_what_is_deleted_is_paused_by_the_news_of_it(press: Press, what: str) -> None:
    thread = press.server.add_thread(press.channel, "saga")
    elsewhere = press.server.add_channel(press.guild, "elsewhere")
    ours = await press.subscribe(here(press.channel, thread if what == "thread" else None))
    other = await press.subscribe(here(elsewhere))
    await press.heard()
    press.server.delete_channel(thread if what == "thread" else press.channel)
    await press.heard()
    paused = (await press.now(ours)).paused
    assert paused and paused.cause == ("topic-gone" if what == "thread" else "channel-gone")
    assert (await press.now(other)).paused is None
    await press.look_after()
    assert said(press.told(press.guild.owner))


async def test_thrown_out_and_let_in_again(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel))
    elsewhere = press.server.add_channel(press.server.add_guild("Osaka"))
    other = await press.subscribe(here(elsewhere))
    await press.heard()
    press.server.remove_guild(press.guild)
    await press.heard()
    paused = (await press.now(subscription)).paused
    assert paused and (paused.cause, paused.at) == ("removed", START)
    assert (await press.now(other)).paused is None
    await press.look_after()
    (told,) = press.told(press.guild.owner)  # known still, though the server is not
    assert f"#{press.channel.name} (Edo)" in text(told)
    row = await press.send(subscription)
    assert row.state == "planned"
    press.server.return_guild(press.guild)
    await comes_back_to(press, row.key, press.channel)


async def comes_back_to(press: Press, key: str, channel: Channel) -> None:
    await press.heard()
    assert [found.paused for found in await press.kit.store.subscriptions()] == [None, None]
    row = await press.kit.store.delivery(key)
    assert row
    assert (await press.later(row)).state == "sent"
    assert len(press.server.messages(channel)) == 1


async def test_thrown_out_and_let_in_again_at_once_nothing_stays_paused() -> None:
    store, gate = InterruptedStore(), Gate()
    async with press_running(store=store) as press:
        for channel in (press.channel, press.server.add_channel(press.guild, "more")):
            await press.subscribe(here(channel))
        await press.heard()
        store.pausing = gate
        press.server.remove_guild(press.guild)
        await gate.reached.wait()
        press.server.return_guild(press.guild)
        await press.heard()
        gate.open()
        await press.heard()
        assert [found.paused for found in await store.subscriptions()] == [None, None]


async def test_thrown_out_unheard_it_is_paused_by_the_refusal(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel))
    press.guild.has_bot = False  # and the gateway tells nothing any more
    row = await press.send(subscription)
    assert row.state == "retrying"
    paused = (await press.now(subscription)).paused
    assert paused and paused.cause == "no-right"


@pytest.mark.parametrize("what", ["channel", "thread"])
async def test_thrown_out_while_it_was_down_it_is_told_so(what: str) -> None:
    async with press_running() as press:
        thread = press.server.add_thread(press.channel, "saga") if what == "thread" else None
        subscription = await press.subscribe(here(press.channel, thread), by=str(press.guild.owner.id))
        await down(press)
        press.server.remove_guild(press.guild)
        asked = ("POST", f"/channels/{thread.id}/messages") if thread else ("GET", f"/channels/{press.channel.id}")
        press.server.fault(*asked, Refused(403, code=50001))
        async with up_again(press):
            await press.send(subscription)
            paused = (await press.now(subscription)).paused
            assert paused and paused.cause == "removed"


async def test_an_outage_of_a_server_pauses_nothing_and_loses_nothing(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel))
    elsewhere = await press.subscribe(here(press.server.add_channel(press.server.add_guild("Osaka"))))
    await press.heard()
    press.server.hide_guild(press.guild)
    await press.heard()
    row, other = await press.send(subscription), await press.send(elsewhere)
    assert (row.state, row.attempts, other.state) == ("planned", 0, "sent")
    assert row.not_before == START + timedelta(seconds=30)
    assert not [call for call in press.server.calls if f"/channels/{press.channel.id}" in call.path]
    assert (await press.now(subscription)).paused is None
    press.server.show_guild(press.guild)
    await press.heard()
    assert (await press.later(row, timedelta(seconds=30))).state == "sent"
    assert len(press.server.messages(press.channel)) == 1


async def test_an_outage_at_the_start_is_not_taken_for_a_loss() -> None:
    async with press_running() as press:
        subscription = await press.subscribe(here(press.channel))
        await down(press)
        press.guild.unavailable = True
        async with up_again(press):
            row = await press.send(subscription)
            assert row.state in ("planned", "retrying")
            assert (await press.now(subscription)).paused is None
            press.server.show_guild(press.guild)
            await press.heard()
            assert (await press.later(row, timedelta(seconds=30))).state == "sent"
            assert len(press.server.messages(press.channel)) == 1


async def blocked(press: Press) -> tuple[User, Channel]:
    user = press.server.add_user("Aoi")
    press.server.close_dms(user)
    return user, press.server.add_dm(user)


async def test_a_blocked_direct_message_is_paused_until_its_other_side_writes(press: Press) -> None:
    user, dm = await blocked(press)
    subscription = await press.subscribe(here(dm), by=str(user.id))
    row = await press.send(subscription)
    paused = (await press.now(subscription)).paused
    assert paused and paused.cause == "blocked"
    await press.look_after()  # nobody can be told, and nothing breaks over it
    assert not press.told(user)
    press.server.close_dms(user, closed=False)
    press.server.say(user, dm, "/help")
    await press.server.next_call("POST", f"/channels/{dm.id}/messages")
    await press.server.next_call("POST", f"/channels/{dm.id}/messages")
    await press.server.next_call("POST", f"/channels/{dm.id}/messages")
    assert (await press.now(subscription)).paused is None
    assert (await press.later(row)).state == "sent"


@pytest.mark.parametrize(
    ("cause", "resumes"),
    [("removed", True), ("no-right", True), ("topic-gone", False), ("moved", False), ("other", False)],
)
async def test_a_pause_ends_by_its_cause_and_not_by_its_words(press: Press, cause: Cause, resumes: bool) -> None:
    subscription = await press.subscribe(here(press.channel))
    await press.kit.store.pause(subscription.id, Pause("in any words", START, cause))
    press.server.forbid(press.channel, Permission.EMBED_LINKS)
    await press.heard()
    assert ((await press.now(subscription)).paused is None) is resumes


async def test_a_lost_channel_is_asked_about_and_resumed_where_no_news_came(press: Press) -> None:
    press.server.forbid(press.channel, Permission.SEND_MESSAGES)
    await is_lost(press, press.channel, "no-right")
    press.clock.forward(timedelta(minutes=31))
    await press.look_after()
    assert (await press.kit.store.subscriptions())[0].paused
    assert await press.bot.publisher.permitted(here(press.channel)) is False
    thread = press.server.add_thread(press.channel, "saga")
    press.server.archive(thread, locked=True)
    press.server.permit(press.channel, Permission.SEND_MESSAGES)
    await press.heard()
    assert await press.bot.publisher.permitted(here(press.channel)) is True
    assert await press.bot.publisher.permitted(here(press.channel, thread)) is False
    press.server.unlock(thread)
    assert await press.bot.publisher.permitted(here(press.channel, thread)) is True
    thread.deleted = True
    assert await press.bot.publisher.permitted(here(press.channel, thread)) is False
    dm = press.server.add_dm(press.server.add_user("Ren"))
    assert await press.bot.publisher.permitted(here(dm)) is None
