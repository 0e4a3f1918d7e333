"""The loopback Discord: the real client library runs against it, and what Discord refuses is refused."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.platform.discord_server import (
    Bucket,
    Channel,
    DiscordServer,
    Dropped,
    Permission,
    RateLimited,
    Refused,
    User,
)


class Names(app_commands.Translator):
    """Japanese for one command, to see that localizations come through."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        japanese = {"timeline": "年表", "The timeline": "年表を見る", "date": "日付", "A date": "日付や月"}
        return japanese.get(string.message) if locale is discord.Locale.japanese else None


class Pager(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"page:(?P<page>\d+)"):
    """A button whose meaning is in its own data, so that no running view needs to know it."""

    def __init__(self, page: int) -> None:
        super().__init__(discord.ui.Button(label=f"Page {page}", custom_id=f"page:{page}"))
        self.page = page

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any, /) -> Pager:
        return cls(int(match["page"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(Pager(self.page + 1))
        await interaction.response.edit_message(content=f"page {self.page}", view=view)


class Choice(discord.ui.Select[Any]):
    def __init__(self) -> None:
        options = [discord.SelectOption(label=name, value=name.lower()) for name in ("Musk", "Trump")]
        super().__init__(custom_id="who", options=options)

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"chosen: {self.values[0]}", ephemeral=True)


class Form(discord.ui.Modal, title="Add"):
    about: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("What happened?")
    headline: discord.ui.Label[Any] = discord.ui.Label(
        text="Title", component=discord.ui.TextInput(custom_id="title", max_length=20)
    )
    topic: discord.ui.Label[Any] = discord.ui.Label(
        text="Topic",
        component=discord.ui.Select(custom_id="topic", options=[discord.SelectOption(label="DOGE", value="doge")]),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        title, topic = self.headline.component, self.topic.component
        assert isinstance(title, discord.ui.TextInput)
        assert isinstance(topic, discord.ui.Select)
        await interaction.response.send_message(f"{title.value}/{topic.values[0]}")


class Client(discord.AutoShardedClient):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            intents=options.pop("intents", discord.Intents(guilds=True)),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.01,
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="timeline", description="The timeline")(timeline)
        self.tree.command(name="who", description="A person")(who)
        self.tree.command(name="pages", description="Pages")(pages)
        self.tree.command(name="add", description="Add an entry")(add)
        self.add_dynamic_items(Pager)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library waits five seconds here before each session but the first; nobody counts them on the loopback."""

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Names())
        await self.tree.sync()


@app_commands.describe(date="A date")
async def timeline(interaction: discord.Interaction, date: str = "") -> None:
    await interaction.response.defer(thinking=True)
    embed = discord.Embed(title=f"{date} {interaction.locale.value}", description="出来事", colour=0x336699)
    await interaction.edit_original_response(embed=embed)


async def who(interaction: discord.Interaction, name: str) -> None:
    view = discord.ui.View(timeout=60)
    view.add_item(Choice())
    await interaction.response.send_message(name, view=view, ephemeral=True)


async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=name, value=name) for name in ("Musk", "Trump") if current.lower() in name.lower()]


who = app_commands.autocomplete(name=suggest)(who)


async def pages(interaction: discord.Interaction) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(Pager(2))
    await interaction.response.send_message("page 1", view=view)


async def add(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Form())


@contextlib.asynccontextmanager
async def pointed_at(server: DiscordServer) -> AsyncIterator[None]:
    """The library's two addresses, which are class attributes, for as long as the test lasts."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api_url, yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@contextlib.asynccontextmanager
async def running(server: DiscordServer, **options: Any) -> AsyncIterator[Client]:
    async with pointed_at(server), Client(**options) as client:
        task = asyncio.create_task(client.start(server.token))
        try:
            connected = asyncio.create_task(server.connected())
            await asyncio.wait([task, connected], return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                connected.cancel()
                await task
            await client.wait_until_ready()
            yield client
        finally:
            await client.close()
            await task


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running_server:
        yield running_server


@pytest.fixture
def aiko(server: DiscordServer) -> User:
    return server.add_user("Aiko", locale="ja")


@pytest.fixture
def channel(server: DiscordServer) -> Channel:
    return server.add_channel(server.add_guild("瓦版"))


async def test_commands_are_synced_with_their_names_in_other_languages(server: DiscordServer) -> None:
    async with running(server) as client:
        synced = {command["name"]: command for command in server.commands}
        assert synced["timeline"]["name_localizations"] == {"ja": "年表"}
        assert synced["timeline"]["options"][0]["description_localizations"] == {"ja": "日付や月"}
        fetched = await client.tree.fetch_commands()
        assert {command.name for command in fetched} == set(synced)
        assert not any(command.name_localizations for command in fetched), "the library does not ask for them"


async def test_a_command_is_deferred_and_answered_by_an_edit(
    server: DiscordServer, aiko: User, channel: Channel
) -> None:
    async with running(server):
        interaction = await server.slash(aiko, channel, "年表", {"date": "2025-06"})
        answer = await interaction.answer()
        assert interaction.callback == 5
        assert answer.embeds[0]["title"] == "2025-06 ja"
        (row,) = server.transcript(channel)
        assert (row["command"], row["asked_by"], row["bot"]) == ("timeline", "Aiko", True)


async def test_what_was_not_synced_cannot_be_sent(server: DiscordServer, aiko: User, channel: Channel) -> None:
    async with running(server):
        with pytest.raises(AssertionError, match="no command 'chart'"):
            await server.slash(aiko, channel, "chart")
        with pytest.raises(AssertionError, match="no option 'day'"):
            await server.slash(aiko, channel, "timeline", {"day": "2025"})
        with pytest.raises(AssertionError, match="of type 3"):
            await server.slash(aiko, channel, "timeline", {"date": 2025})
        with pytest.raises(AssertionError, match="is required"):
            await server.slash(aiko, channel, "who")


async def test_a_command_is_offered_only_where_and_to_whom_it_was_synced(
    server: DiscordServer, aiko: User, channel: Channel
) -> None:
    editor = server.add_user("Editor", permissions=Permission.MANAGE_GUILD)
    async with running(server) as client:
        client.tree.clear_commands(guild=None)
        seen: list[discord.Permissions] = []
        client.tree.command(name="subscribe", description="x")(restricted(seen))
        await client.tree.sync()
        with pytest.raises(AssertionError, match="is not offered to Aiko"):
            await server.slash(aiko, channel, "subscribe")
        with pytest.raises(AssertionError, match="is not offered in Editor"):
            await server.slash(editor, server.add_dm(editor), "subscribe")
        await (await server.slash(editor, channel, "subscribe")).answer()
        owner = channel.owner
        await (await server.slash(owner, channel, "subscribe")).answer()
        assert [permissions.manage_guild for permissions in seen] == [True, True]
        assert [permissions.ban_members for permissions in seen] == [False, True], "an owner may do everything"


def restricted(seen: list[discord.Permissions]) -> Any:
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def subscribe(interaction: discord.Interaction) -> None:
        seen.append(interaction.permissions)
        await interaction.response.send_message("x", ephemeral=True)

    return subscribe


async def test_a_command_in_a_private_chat_and_in_a_thread(server: DiscordServer, aiko: User, channel: Channel) -> None:
    private, thread = server.add_dm(aiko), server.add_thread(channel)
    async with running(server):
        for place in (private, thread):
            answer = await (await server.slash(aiko, place, "timeline", {"date": "2025"})).answer()
            assert answer.channel is place


async def test_autocomplete(server: DiscordServer, aiko: User, channel: Channel) -> None:
    async with running(server):
        assert await server.autocomplete(aiko, channel, "who", "name", "mu") == [{"name": "Musk", "value": "Musk"}]
        with pytest.raises(AssertionError, match="no autocomplete"):
            await server.autocomplete(aiko, channel, "timeline", "date", "2")


async def test_a_button_edits_its_message_and_works_after_a_restart(
    server: DiscordServer, aiko: User, channel: Channel
) -> None:
    async with running(server):
        message = await (await server.slash(aiko, channel, "pages")).answer()
    async with running(server):
        edited = await (await server.click(aiko, message, "page:2")).answer()
        assert edited is message
        assert message.content == "page 2"
        with pytest.raises(AssertionError, match="no component 'page:2'"):
            await server.click(aiko, message, "page:2")


async def test_a_select_in_an_ephemeral_message_is_answered_by_a_follow_up(
    server: DiscordServer, aiko: User, channel: Channel
) -> None:
    async with running(server):
        message = await (await server.slash(aiko, channel, "who", {"name": "M"})).answer()
        assert message.seen_by is aiko
        with pytest.raises(AssertionError, match="somebody else"):
            await server.select(server.owner, message, "who", ["musk"])
        with pytest.raises(AssertionError, match="none of the options"):
            await server.select(aiko, message, "who", ["vance"])
        chosen = await server.select(aiko, message, "who", ["musk"])
        (followup,) = await chosen.messages(1)
        assert followup.content == "chosen: musk"


async def test_a_modal_is_opened_and_submitted(server: DiscordServer, aiko: User, channel: Channel) -> None:
    async with running(server):
        opened = await server.slash(aiko, channel, "add")
        assert (await opened.modal())["title"] == "Add"
        with pytest.raises(AssertionError, match="no field 'titel'"):
            await server.submit_modal(aiko, opened, {"titel": "x"})
        with pytest.raises(AssertionError, match="21 characters"):
            await server.submit_modal(aiko, opened, {"title": "x" * 21, "topic": ["doge"]})
        submitted = await server.submit_modal(aiko, opened, {"title": "DOGE開始", "topic": ["doge"]})
        assert (await submitted.answer()).content == "DOGE開始/doge"


def text_channel(client: discord.Client, channel: Channel) -> discord.TextChannel:
    found = client.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_a_nonce_makes_a_second_send_harmless(server: DiscordServer, channel: Channel) -> None:
    async with running(server) as client:
        target = text_channel(client, channel)
        first = await target.send("朝刊", nonce="k1")
        second = await target.send("朝刊", nonce="k1")
        assert (first.id, first.nonce) == (second.id, "k1")
        assert [message.content for message in server.messages(channel)] == ["朝刊"]
        history = [message async for message in target.history(limit=5)]
        assert [(message.content, message.nonce) for message in history] == [("朝刊", None)]


async def test_a_file_can_be_sent_and_fetched(server: DiscordServer, channel: Channel) -> None:
    async with running(server) as client:
        embed = discord.Embed(title="chart").set_image(url="attachment://chart.png")
        file = discord.File(io.BytesIO(b"png"), "chart.png")
        sent = await text_channel(client, channel).send(embed=embed, file=file)
        assert await sent.attachments[0].read() == b"png"
        assert server.file(server.messages(channel)[0], "chart.png") == b"png"


async def test_a_layout_of_the_newer_components(server: DiscordServer, channel: Channel) -> None:
    async with running(server) as client:
        view = discord.ui.LayoutView(timeout=None)
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(discord.ui.Button(label="more", custom_id="more"))
        view.add_item(discord.ui.Container(discord.ui.TextDisplay("# 瓦版"), discord.ui.Separator(), row))
        message = await text_channel(client, channel).send(view=view)
        assert message.flags.components_v2
        with pytest.raises(discord.HTTPException) as refused:
            await message.edit(content="no way back", view=None)
        assert refused.value.code == 50035
        assert server.take_violations()


async def test_a_forum_post_and_an_archived_thread(server: DiscordServer) -> None:
    guild = server.add_guild()
    forum = server.add_channel(guild, "forum", kind="forum")
    thread = server.add_thread(server.add_channel(guild), archived=True)
    async with running(server) as client:
        found = client.get_channel(forum.id)
        assert isinstance(found, discord.ForumChannel)
        created = await found.create_thread(name="朝刊", content="本文")
        assert created.message.content == "本文"
        assert client.get_channel(thread.id) is None
        sleeping = await client.fetch_channel(thread.id)
        assert isinstance(sleeping, discord.Thread)
        with pytest.raises(discord.HTTPException) as refused:
            await sleeping.send("asleep")
        assert refused.value.code == 50083
        awake = await sleeping.edit(archived=False)
        await awake.send("awake")
        assert [message.content for message in server.messages(thread)] == ["awake"]


async def test_permissions_and_channels_can_be_lost(server: DiscordServer, channel: Channel) -> None:
    async with running(server) as client:
        target = text_channel(client, channel)
        server.forbid(channel, Permission.SEND_MESSAGES)
        with pytest.raises(discord.Forbidden) as forbidden:
            await target.send("x")
        server.forbid(channel, Permission.VIEW_CHANNEL)
        with pytest.raises(discord.Forbidden) as hidden:
            await target.send("x")
        server.delete_channel(channel)
        with pytest.raises(discord.NotFound) as gone:
            await target.send("x")
        assert (forbidden.value.code, hidden.value.code, gone.value.code) == (50013, 50001, 10003)


@pytest.mark.parametrize("way", ["drop", "reconnect", "invalid but resumable"])
async def test_a_lost_connection_is_resumed_and_misses_nothing(
    server: DiscordServer, aiko: User, channel: Channel, way: str
) -> None:
    async with running(server):
        if way == "drop":
            server.gateway.drop()
        elif way == "reconnect":
            server.gateway.ask_reconnect()
        else:
            server.gateway.invalidate(resumable=True)
        assert (await server.next_gateway_call("RESUME")).path == "/resume"
        interaction = await server.slash(aiko, channel, "timeline")
        await interaction.answer()
        assert server.gateway.identified == 1


@pytest.mark.parametrize("way", ["invalidated", "dropped and not to be resumed"])
async def test_a_session_that_ended_is_begun_anew_at_the_default_address(
    server: DiscordServer, aiko: User, channel: Channel, way: str
) -> None:
    async with running(server):
        await server.next_gateway_call("IDENTIFY")
        if way == "invalidated":
            server.gateway.invalidate(resumable=False)
        else:
            server.gateway.resumable = False
            server.gateway.drop()
            await server.next_gateway_call("RESUME")
        assert (await server.next_gateway_call("IDENTIFY")).path == "/"
        await (await server.slash(aiko, channel, "timeline")).answer()


async def test_the_gateway_goes_down_and_comes_back_with_what_happened_meanwhile(
    server: DiscordServer, aiko: User, channel: Channel
) -> None:
    async with running(server) as client:
        disconnected = client.wait_for("disconnect", timeout=10)  # listens from here on, not from the await on
        await server.gateway.down()
        await disconnected
        other = server.add_channel(server.add_guild("meanwhile"))
        await server.gateway.up()
        interaction = await server.slash(aiko, channel, "timeline")
        await interaction.answer(timeout=30)
        assert client.get_channel(other.id) is not None


@pytest.mark.parametrize(
    ("token", "intents", "error"),
    [
        ("WRONG.TOKEN", discord.Intents(guilds=True), discord.LoginFailure),
        ("TEST.TOKEN", discord.Intents(guilds=True, message_content=True), discord.PrivilegedIntentsRequired),
    ],
)
async def test_a_wrong_token_and_an_intent_that_was_not_granted(
    server: DiscordServer, token: str, intents: discord.Intents, error: type[Exception]
) -> None:
    async with pointed_at(server), Client(intents=intents) as client:
        with pytest.raises(error):
            await client.start(token)


async def test_content_of_others_is_hidden_without_its_intent(
    server: DiscordServer, aiko: User, channel: Channel
) -> None:
    server.say(aiko, channel, "secret")
    async with running(server) as client:
        assert [message.content async for message in text_channel(client, channel).history()] == [""]


async def test_two_shards() -> None:
    async with DiscordServer(shards=2) as server:
        guilds = [server.add_guild(str(number)) for number in range(2)]
        async with running(server) as client:
            assert client.shard_count == 2
            for guild in guilds:
                user, channel = server.add_user("Aiko"), server.add_channel(guild)
                await (await server.slash(user, channel, "timeline")).answer()
            identified = [call.data["shard"] for call in server.gateway.calls if call.name == "IDENTIFY"]
            assert identified == [[0, 2], [1, 2]]


# faults


async def test_planned_faults_meet_the_library_in_turn(server: DiscordServer, channel: Channel) -> None:
    route = ("POST", "/channels/{id}/messages")
    async with running(server, max_ratelimit_timeout=30) as client:
        target = text_channel(client, channel)
        server.fault(*route, RateLimited(3600))
        with pytest.raises(discord.RateLimited):
            await target.send("one")
        server.fault(*route, RateLimited(0.01, is_global=True))
        await target.send("two")
        server.fault(*route, Refused(403, 50013, "Missing Permissions"))
        with pytest.raises(discord.Forbidden):
            await target.send("three")
        server.fault(*route, Refused(503))
        with pytest.raises(discord.DiscordServerError):
            await target.send("four")
        assert [message.content for message in server.messages(channel)] == ["two"]
        statuses = [call.status for call in server.calls if call.route.endswith("/messages")]
        assert statuses == [429, 429, 200, 403, 503]


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_dropped_connection_is_not_retried_by_the_library(
    server: DiscordServer, channel: Channel, delivered: bool
) -> None:
    async with running(server) as client:
        server.fault("POST", "/channels/{id}/messages", Dropped(delivered=delivered))
        with pytest.raises(aiohttp.ClientError):
            await text_channel(client, channel).send("朝刊", nonce="k1")
        call = await server.next_call("POST", "/channels/{id}/messages")
        assert call.status is None
        assert len(server.messages(channel)) == int(delivered)


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_request_that_hangs(server: DiscordServer, channel: Channel, delivered: bool) -> None:
    async with running(server) as client:
        hung = server.hang("POST", f"/channels/{channel.id}/messages", delivered=delivered)
        sending = asyncio.create_task(text_channel(client, channel).send("朝刊"))
        await hung.reached()
        assert len(server.messages(channel)) == int(delivered)
        hung.release()
        assert (await sending).content == "朝刊"


async def test_a_bucket_is_kept_by_the_library(server: DiscordServer, channel: Channel) -> None:
    server.limit("POST", "/channels/{id}/messages", Bucket(limit=2, window=0.05, enforced=True))
    async with running(server) as client:
        target = text_channel(client, channel)
        for number in range(5):
            await target.send(str(number))
    assert {call.status for call in server.calls if call.route.endswith("/messages")} == {200}


async def test_an_interaction_that_was_answered_too_late(server: DiscordServer, aiko: User, channel: Channel) -> None:
    async with running(server) as client:
        waiting: asyncio.Future[discord.Interaction] = asyncio.get_running_loop().create_future()
        client.tree.clear_commands(guild=None)
        client.tree.command(name="timeline", description="x")(held(waiting))
        interaction = await server.slash(aiko, channel, "timeline")
        theirs = await waiting
        interaction.expire()
        with pytest.raises(discord.NotFound) as late:
            await theirs.response.defer()
        assert late.value.code == 10062


def held(waiting: asyncio.Future[discord.Interaction]) -> Callable[[discord.Interaction], Any]:
    async def command(interaction: discord.Interaction) -> None:
        waiting.set_result(interaction)

    return command
