"""Editions on Discord: from a row of the outbox through the real dispatcher and client library to a receipt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.commands.request import Kit
from bot.delivery.dispatcher import Dispatcher
from bot.domain.ledger import Channel, Delivery, Subscription, delivery_key
from bot.domain.reply import Heading, Reply, paragraph
from tests.platform import discord_server
from tests.platform.discord_server import DiscordServer, Dropped, Guild, Permission, RateLimited, Refused
from tests.support.builders import send_due
from tests.support.discord_bot import Bot, running, text
from tests.support.kit import START, TurnedClock, small_kit

SILENT = 1 << 12


@dataclass
class Press:
    """A guild with a channel that is subscribed, the bot, and the dispatcher that sends through it."""

    server: DiscordServer
    guild: Guild
    channel: discord_server.Channel
    kit: Kit
    clock: TurnedClock
    bot: Bot
    dispatcher: Dispatcher

    async def subscribe(self, channel: Channel) -> Subscription:
        wanted = Subscription(f"sub{channel.key}"[-16:], channel, "0 9 * * *", "Asia/Tokyo", "ja", START)
        return await self.kit.store.subscribe(wanted)

    async def heard(self) -> None:
        """Wait until the bot has heard all that the gateway had to tell: an answer comes after it."""
        user = self.server.add_user("Aoi")
        dm = self.server.add_dm(user)
        await (await self.server.slash(user, dm, "help")).answer()

    async def send(self, subscription: Subscription, slot: str = "2026-01-15T09:00") -> Delivery:
        key = delivery_key(subscription.id, slot)
        await self.kit.store.enqueue([Delivery(key, subscription.id, subscription.channel, slot, self.clock())])
        await send_due(self.dispatcher)
        row = await self.kit.store.delivery(key)
        assert row
        return row


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with DiscordServer() as server:
        clock = TurnedClock()
        kit = small_kit(clock=clock)
        guild = server.add_guild("Edo")
        channel = server.add_channel(guild, "news")
        dispatcher = Dispatcher(kit.store, kit.library, kit.wordbook, clock, lambda _: timedelta(hours=3))
        async with running(server, kit) as bot:
            dispatcher.connect(bot.publisher)
            yield Press(server, guild, channel, kit, clock, bot, dispatcher)


def here(channel: discord_server.Channel, thread: discord_server.Channel | None = None) -> Channel:
    return Channel("discord", str(channel.id), str(thread.id) if thread else None)


async def test_an_edition_is_one_message_with_a_nonce_and_a_receipt(press: Press) -> None:
    row = await press.send(await press.subscribe(here(press.channel)))
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert [part.message_id for part in row.parts] == [str(message.id)]
    assert "二人の物語" in text(message)
    assert message.nonce
    assert not message.flags & SILENT
    body = next(call for call in press.server.calls if call.template.endswith("/messages")).body
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}


async def test_further_parts_are_silent(press: Press) -> None:
    long = Reply((Heading("号"), *(paragraph(f"段落{n}。" + "文" * 900) for n in range(9))), "ja")
    made = press.bot.publisher.render(long)
    assert len(made) == 3
    for index, part in enumerate(made):
        await press.bot.publisher.send(here(press.channel), part, nonce=f"k/{index}", silent=index > 0)
    messages = press.server.messages(press.channel)
    assert [bool(message.flags & SILENT) for message in messages] == [False, True, True]
    assert "".join(part.text for part in made).count("文") == 8100


async def test_a_thread_is_written_to_and_woken(press: Press) -> None:
    thread = press.server.add_thread(press.channel, "saga", archived=True)
    row = await press.send(await press.subscribe(here(press.channel, thread)))
    assert row.state == "sent"
    assert len(press.server.messages(thread)) == 1
    assert not thread.archived


async def test_a_forum_gets_a_post_under_the_first_heading(press: Press) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    row = await press.send(await press.subscribe(here(forum)))
    assert row.state == "sent"
    post = next(channel for channel in press.guild.channels if channel.parent is forum)
    assert post.name.startswith("2026年1月15日(木)・二人の物語")
    further = press.bot.publisher.render(Reply((paragraph("続き"),), "ja"))[0]
    await press.bot.publisher.send(here(forum), further, nonce="k/1", silent=True)
    assert len(press.server.messages(post)) == 2


async def test_a_forum_post_is_never_tried_twice(press: Press) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    press.server.fault("POST", f"/channels/{forum.id}/threads", Refused(502))
    row = await press.send(await press.subscribe(here(forum)))
    assert row.state == "unknown"
    assert sum(call.template == "/channels/{channel_id}/threads" for call in press.server.calls) == 1


async def test_an_edition_goes_to_a_direct_message(press: Press) -> None:
    dm = press.server.add_dm(press.server.add_user("Aoi"))
    assert (await press.send(await press.subscribe(here(dm)))).state == "sent"
    assert len(press.server.messages(dm)) == 1


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_broken_connection_is_resolved_by_the_nonce(press: Press, delivered: bool) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=delivered))
    row = await press.send(await press.subscribe(here(press.channel)))
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert row.parts[0].message_id == str(message.id)


async def test_the_library_repeats_with_the_same_nonce(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Refused(502))
    row = await press.send(await press.subscribe(here(press.channel)))
    nonces = {call.body["nonce"] for call in press.server.calls if call.template == "/channels/{channel_id}/messages"}
    assert row.state == "sent"
    assert len(nonces) == 1
    assert len(press.server.messages(press.channel)) == 1


async def test_a_connection_that_stays_broken_leaves_it_unknown(press: Press) -> None:
    for delivered in (True, False, False):
        press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=delivered))
    row = await press.send(await press.subscribe(here(press.channel)))
    assert row.state == "unknown"
    assert len(press.server.messages(press.channel)) == 1


async def test_a_refusal_after_a_broken_connection_proves_nothing(press: Press) -> None:
    for fault in (Dropped(delivered=True), Refused(403, 50013, "Missing Permissions")):
        press.server.fault("POST", f"/channels/{press.channel.id}/messages", fault)
    assert (await press.send(await press.subscribe(here(press.channel)))).state == "unknown"


async def test_a_long_rate_limit_is_put_back_for_as_long_as_discord_says(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", RateLimited(900))
    row = await press.send(await press.subscribe(here(press.channel)))
    assert row.state == "queued"
    assert row.not_before == START + timedelta(seconds=900)


async def test_lost_permission_pauses_and_regained_permission_goes_on(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel))
    press.server.forbid(press.channel, Permission.SEND_MESSAGES)
    row = await press.send(subscription)
    assert row.state == "failed"
    (paused,) = await press.kit.store.subscriptions()
    assert "50013" in str(paused.paused)
    press.server.permit(press.channel, Permission.SEND_MESSAGES)
    await press.heard()
    (back,) = await press.kit.store.subscriptions()
    assert back.paused is None
    assert (await press.send(back, "2026-01-16T09:00")).state == "sent"


async def test_a_form_that_discord_refuses_goes_out_as_plain_text(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Refused(400, 50035, "Invalid Form Body"))
    row = await press.send(await press.subscribe(here(press.channel)))
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert [part["type"] for part in message.components] == [10]
    assert "二人の物語" in text(message)


async def test_a_lost_server_keeps_its_subscriptions_and_has_them_back(press: Press) -> None:
    await press.subscribe(here(press.channel))
    elsewhere = press.server.add_channel(press.server.add_guild("Osaka"))
    await press.subscribe(here(elsewhere))
    press.server.remove_guild(press.guild)
    await press.heard()
    paused = [subscription.paused for subscription in await press.kit.store.subscriptions()]
    assert "no longer in this server" in str(paused[0])
    assert paused[1] is None
    press.server.return_guild(press.guild)
    await press.heard()
    assert [subscription.paused for subscription in await press.kit.store.subscriptions()] == [None, None]


async def test_an_unavailable_server_is_not_lost(press: Press) -> None:
    await press.subscribe(here(press.channel))
    gone = {"id": str(press.guild.id), "unavailable": True}
    press.server.gateway.dispatch("GUILD_DELETE", gone, guild=press.guild, intents=1)
    await press.heard()
    assert [subscription.paused for subscription in await press.kit.store.subscriptions()] == [None]
