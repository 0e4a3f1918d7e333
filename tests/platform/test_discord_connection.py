"""Discord's connection: wrong tokens, outages, resuming, addresses, the commands' sync, and an orderly end."""

from __future__ import annotations

import asyncio
import logging

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import errors
from bot.commands.table import COMMANDS
from bot.domain.ledger import Channel
from bot.domain.reply import Reply, paragraph
from bot.language import catalogue
from bot.platforms.discord import address, commands
from tests.platform.discord_server import DiscordServer, Refused
from tests.support.discord_bot import buttons, running, started, text
from tests.support.kit import small_kit
from tests.support.meanwhile import Gate, InterruptedStore

GUILDS, DIRECT_MESSAGES = 1, 1 << 12


async def test_the_client_asks_for_servers_and_direct_messages_alone() -> None:
    async with DiscordServer() as server, running(server, small_kit()):
        identified = await server.next_gateway_call("IDENTIFY")
        assert identified.data["intents"] == GUILDS | DIRECT_MESSAGES


@pytest.mark.parametrize("code", [None, 4004])
async def test_a_refused_token_ends_the_platform(code: int | None) -> None:
    """By REST, or only by the gateway."""
    async with DiscordServer() as server:
        if code:
            server.gateway.refusals.append(code)
        bot = started(server, small_kit(), token=None if code else "WRONG.TOKEN")
        with pytest.raises(errors.Unauthorised, match="DISCORD_BOT_TOKEN"):
            await bot.task
        assert not bot.publishers


async def test_a_connection_that_was_lost_before_its_servers_were_looked_at_is_not_up() -> None:
    store, gate = InterruptedStore(), Gate()
    store.listing = gate
    async with DiscordServer() as server:
        server.add_guild("Edo")
        bot = started(server, small_kit(store))
        await gate.reached.wait()
        await server.gateway.down()
        for _ in range(3):
            await server.next_call("GET", "/gateway/bot")
        gate.open()
        for _ in range(3):
            await server.next_call("GET", "/gateway/bot")
        assert not bot.publishers
        await server.gateway.up()
        await bot.until(ups=1)
        await bot.platform.stop()
        await bot.task


async def test_an_outage_of_the_gateway_is_told_once_and_waited_out(caplog: pytest.LogCaptureFixture) -> None:
    async with DiscordServer() as server:
        channel = server.add_channel(server.add_guild("Edo"))
        member = server.add_user("Aoi")
        await server.gateway.down()
        bot = started(server, small_kit())
        for _ in range(5):
            await server.next_call("GET", "/gateway/bot")
        told = [record for record in caplog.records if record.levelno >= logging.WARNING]
        assert len(told) == 1
        assert "KAWARABAN_DISCORD__API_URL" in told[0].getMessage()
        assert not told[0].exc_info
        await server.gateway.up()
        await bot.until(ups=1)
        assert "Latest" in text(await (await server.slash(member, channel, "timeline")).answer())
        await server.gateway.down()
        await bot.until(ups=1, downs=1)
        await server.gateway.up()
        await bot.until(ups=2, downs=1)
        assert "Latest" in text(await (await server.slash(member, channel, "timeline")).answer())
        await bot.platform.stop()
        await bot.task
        assert bot.lost == ["discord", "discord"]


async def test_an_unreachable_api_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    async with DiscordServer() as server:
        for _ in range(3):
            server.fault("GET", "/users/@me", Refused(503))
        bot = started(server, small_kit())
        await bot.until(ups=1)
        told = [record for record in caplog.records if "KAWARABAN_DISCORD__API_URL" in record.getMessage()]
        assert len(told) == 1
        await bot.platform.stop()
        await bot.task


@pytest.mark.parametrize("how", ["drop", "ask_reconnect", "invalidate"])
async def test_a_session_is_taken_up_again(how: str) -> None:
    async with DiscordServer() as server:
        channel = server.add_channel(server.add_guild("Edo"))
        member = server.add_user("Aoi")
        async with running(server, small_kit()) as bot:
            if how == "invalidate":
                server.gateway.invalidate(resumable=True)
            else:
                getattr(server.gateway, how)()
            await bot.until(ups=2, downs=1)
            assert server.gateway.identified == 1
            assert text(await (await server.slash(member, channel, "help")).answer())


async def test_a_lost_session_begins_anew_at_the_same_address() -> None:
    """Here the library goes back to its default gateway, after five seconds that Discord asks for."""
    async with DiscordServer() as server, running(server, small_kit()) as bot:
        server.gateway.invalidate(resumable=False)
        await bot.until(ups=2, downs=1)
        assert server.gateway.identified == 2


async def test_a_resume_address_elsewhere_is_not_used() -> None:
    """A gateway behind a proxy names its own, public address; the proxy's is kept."""
    async with DiscordServer() as server:
        channel = server.add_channel(server.add_guild("Edo"))
        member = server.add_user("Aoi")
        async with running(server, small_kit()) as bot:
            ready = server.gateway.live()[0].events[0]["d"]
            server.gateway.dispatch("READY", ready | {"resume_gateway_url": "wss://gateway.discord.example"})
            await (await server.slash(member, channel, "help")).answer()
            server.gateway.drop()
            await bot.until(ups=2, downs=1)
            assert (await server.next_gateway_call("RESUME")).path == "/"
        assert [violation.problems[0].code for violation in server.take_violations()] == ["WRONG_ADDRESS"]


async def test_addresses_are_the_settings_and_are_given_back() -> None:
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with DiscordServer() as server:
        async with running(server, small_kit()):
            assert server.api_url == Route.BASE
            assert str(DiscordWebSocket.DEFAULT_GATEWAY).startswith(server.gateway_url)
        assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


async def test_no_connection_is_made_to_another_host() -> None:
    pinned = address.Pinned(yarl.URL("http://127.0.0.1:1/api/v10"))
    client = discord.Client(intents=discord.Intents.none(), connector=pinned)
    with pytest.raises(address.WrongHost, match=r"discord\.com"):
        await client.login("TEST.TOKEN")
    await client.close()


async def test_the_commands_are_synced_when_they_changed() -> None:
    kit = small_kit()
    async with DiscordServer() as server:
        for _ in range(2):
            async with running(server, kit):
                pass
        assert sum(call.method == "PUT" for call in server.calls) == 1
        assert [command["name"] for command in server.commands] == [command.name for command in COMMANDS]
        await kit.store.set_note(commands.NOTE, "another tree")
        async with running(server, kit):
            pass
        assert sum(call.method == "PUT" for call in server.calls) == 2


async def test_a_sync_that_fails_is_logged_and_tried_at_the_next_start(caplog: pytest.LogCaptureFixture) -> None:
    kit = small_kit()
    async with DiscordServer() as server:
        server.fault("PUT", f"/applications/{server.application_id}/commands", Refused(403, 50001, "Missing Access"))
        async with running(server, kit):
            assert "slash commands" in caplog.text
            assert not server.commands
        async with running(server, kit):
            assert server.commands


def test_every_command_has_a_japanese_name_and_both_descriptions() -> None:
    for command in commands.tree(COMMANDS, catalogue.words):
        for part in (command, *command["options"]):
            assert part["name_localizations"]["ja"] != part["name"]
            assert part["description"] != part["description_localizations"]["ja"]


async def test_the_end_waits_for_what_is_being_answered() -> None:
    async with DiscordServer() as server:
        channel = server.add_channel(server.add_guild("Edo"))
        member = server.add_user("Aoi")
        async with running(server, small_kit()) as bot:
            hung = server.hang("POST", "/interactions/{id}/{token}/callback")
            asked = await server.slash(member, channel, "timeline")
            await hung.reached()
            await bot.platform.stop()
            hung.release()
            assert text(await asked.answer())
            await bot.task
        assert not server.gateway.live()


async def test_the_end_does_not_wait_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    async with DiscordServer() as server:
        channel = server.add_channel(server.add_guild("Edo"))
        async with running(server, small_kit()) as bot:
            hung = server.hang("POST", f"/channels/{channel.id}/messages")
            part = bot.publisher.render(Reply((paragraph("x"),), "en"))[0]
            there = Channel("discord", str(channel.id))
            sending = asyncio.ensure_future(bot.publisher.send(there, part, nonce="k/0", silent=False, first=None))
            await hung.reached()
            await bot.platform.stop()
            await bot.task
            with pytest.raises(errors.Uncertain):
                await sending
            hung.release()


async def test_after_the_end_nothing_is_sent() -> None:
    async with DiscordServer() as server:
        async with running(server, small_kit()) as bot:
            part = bot.publisher.render(Reply((paragraph("x"),), "en"))[0]
        with pytest.raises(errors.NotSent):
            await bot.publisher.send(Channel("discord", "1"), part, nonce="k/0", silent=False, first=None)


async def test_no_token_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with DiscordServer(token="VERY.SECRET.TOKEN") as server:
        channel = server.add_channel(server.add_guild("Edo"))
        member = server.add_user("Aoi")
        async with running(server, small_kit()):
            asked = await server.slash(member, channel, "timeline")
            answer = await asked.answer()
            turned = await server.click(member, answer, buttons(answer)["More ▶"])
            await turned.answer()
            logging.getLogger("discord.http").warning("rate limited: /webhooks/1/%s/messages", asked.token)
        for secret in (server.token, asked.token, turned.token):
            assert secret not in caplog.text
