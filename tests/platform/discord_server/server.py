"""The server as a test holds it: `async with DiscordServer() as server`, then act as members and look at the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from .account import Account
from .buckets import Bucket
from .calls import Call
from .errors import Json, Violation
from .faults import Fault, Hung, matches
from .gateway import GUILDS, Gateway, GatewayCall
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction, Interactions, modal_data
from .messages import Messages
from .mishaps import Mishaps
from .responses import Responses
from .rest import BASE, Rest
from .rights import MEMBER, NOTHING, Permission
from .waiting import Bell
from .world import DM, FORUM, GROUP, PUBLIC_THREAD, TEXT, Channel, Guild, Message, User, World

KINDS = {"text": TEXT, "forum": FORUM}


class DiscordServer(Mishaps):
    """A world with nobody in it but the bot, served on two ports of 127.0.0.1 until the `async with` is left.

    Leaving it raises AssertionError for violations that no `take_violations` took and for faults that nothing met.
    """

    def __init__(
        self,
        *,
        token: str = "TEST.TOKEN",
        privileged_intents: int = 0,
        shards: int = 1,
        now: Callable[[], datetime] | None = None,
        check_schema: bool = True,
    ) -> None:
        self._bell = Bell()
        self.world = World(now)
        self.gateway = Gateway(self.world, self._bell, token=token, privileged=privileged_intents, shards=shards)
        self.rest = Rest(token, self._bell, self.world.now, check_schema=check_schema)
        self.gateway.on_violation = self.rest.note
        self.interactions = Interactions(self.world, self._bell, self._announce)
        self.owner = self.world.add_user("Owner", "en-US", NOTHING)
        self._messages: Messages | None = None
        self._seen_calls: set[int] = set()
        self._seen_gateway_calls = 0

    async def __aenter__(self) -> Self:
        await self.gateway.up()
        await self.rest.up()
        self._messages = Messages(self.world, self.gateway, self.rest.origin)
        responses = Responses(self.world, self._messages, self.interactions, self._bell)
        account = Account(self.world, self.gateway, self.interactions, self.owner)
        self.rest.serve(account, self._messages, responses)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.down()
        await self.rest.down()
        wrong = [str(violation) for violation in self.rest.violations]
        wrong += [f"planned, but never met: {fault}" for fault in self.rest.faults.left()]
        if wrong and error is None:
            raise AssertionError("\n".join(wrong))

    # where it is, what it saw

    @property
    def token(self) -> str:
        """The bot's."""
        return self.rest.token

    @property
    def api_url(self) -> str:
        return self.rest.origin + BASE

    @property
    def gateway_url(self) -> str:
        return self.gateway.url

    @property
    def application_id(self) -> int:
        return self.world.bot.id

    @property
    def calls(self) -> list[Call]:
        """Every REST request that is finished, in that order."""
        return self.rest.calls

    @property
    def violations(self) -> list[Violation]:
        return self.rest.violations

    def take_violations(self) -> list[Violation]:
        taken, self.rest.violations = self.rest.violations, []
        return taken

    @property
    def commands(self) -> list[Json]:
        """The global commands as they were synced last."""
        return self.interactions.global_commands

    def allow_pings(self) -> None:
        self._posted.allow_pings = True

    @property
    def _posted(self) -> Messages:
        if self._messages is None:
            raise RuntimeError("the server is not running: use `async with`")
        return self._messages

    def file(self, message: Message, name: str) -> bytes:
        """The bytes of an attachment."""
        found = next(item for item in message.attachments if item["filename"] == name)
        return self._posted.files[int(found["id"])]

    async def next_call(self, method: str, pattern: str, timeout: float = 10) -> Call:  # noqa: ASYNC109 -- passed on
        """The first finished request of this form that `next_call` has not given yet; {anything} is one segment."""

        def found() -> Call | None:
            for index, call in enumerate(self.calls):
                if index not in self._seen_calls and call.method == method and matches(pattern, call.path):
                    self._seen_calls.add(index)
                    return call
            return None

        return await self._bell.until(
            found, timeout, lambda: f"{method} {pattern}; there was {[call.route for call in self.calls]}"
        )

    async def next_gateway_call(self, name: str, timeout: float = 10) -> GatewayCall:  # noqa: ASYNC109 -- passed on
        """The next IDENTIFY, RESUME, PRESENCE or REQUEST_MEMBERS that a client sent; those before it are passed over."""

        def found() -> GatewayCall | None:
            for index in range(self._seen_gateway_calls, len(self.gateway.calls)):
                if self.gateway.calls[index].name == name:
                    self._seen_gateway_calls = index + 1
                    return self.gateway.calls[index]
            return None

        return await self._bell.until(found, timeout, lambda: f"gateway {name}")

    async def connected(self, timeout: float = 10) -> None:  # noqa: ASYNC109 -- passed on
        """Until every shard has a session with a live connection."""

        def found() -> bool | None:
            live = {session.shard for session in self.gateway.live() if session.connection is not None}
            return True if len(live) >= self.gateway.shards else None

        await self._bell.until(found, timeout, lambda: "a client at the gateway")

    # the world

    def add_user(self, name: str, *, locale: str = "en-US", permissions: Permission | int = NOTHING) -> User:
        """`permissions` are in every guild, beside those of any member."""
        return self.world.add_user(name, locale, Permission(permissions))

    def add_guild(
        self,
        name: str = "Guild",
        *,
        locale: str = "en-US",
        owner: User | None = None,
        bot_permissions: Permission | int = MEMBER,
    ) -> Guild:
        guild = self.world.add_guild(name, locale, owner, Permission(bot_permissions))
        self.gateway.dispatch("GUILD_CREATE", guild.created(self.world.bot), guild=guild, intents=GUILDS)
        return guild

    def add_strange_guild(self, name: str = "Elsewhere") -> Guild:
        """A guild without the bot: members may have it as an app of their own."""
        guild = self.world.add_guild(name, "en-US", None, NOTHING)
        del self.world.guilds[guild.id]
        guild.has_bot = False
        return guild

    def add_group(self, user: User) -> Channel:
        """A chat of friends, or of two, in which `user` has the bot as an app of their own."""
        return self.world.add_channel("Friends", GROUP, user)

    def limit_uploads(self, size: int) -> None:
        """`size` in bytes, a file."""
        self.world.upload_limit = size

    def add_channel(self, guild: Guild, name: str = "general", *, kind: str = "text") -> Channel:
        """`kind` is "text" or "forum"."""
        channel = self.world.add_channel(name, KINDS[kind], guild.owner, guild)
        self._told("CHANNEL_CREATE", channel)
        return channel

    def add_thread(self, parent: Channel, name: str = "thread", *, archived: bool = False) -> Channel:
        thread = self.world.add_channel(name, PUBLIC_THREAD, parent.owner, parent.guild, parent)
        thread.archived = archived
        if not archived:
            self._told("THREAD_CREATE", thread)
        return thread

    def add_dm(self, user: User) -> Channel:
        return self.world.add_channel(user.name, DM, user)

    def delete_message(self, message: Message) -> None:
        self._posted.remove(message)

    def say(self, user: User, channel: Channel, content: str) -> Message:
        message = self.world.add_message(channel, user, content=content)
        if f"<@{self.world.bot.id}>" in content:
            message.mentions.append(self.world.bot)
        self._posted.tell("MESSAGE_CREATE", message)
        return message

    def messages(self, channel: Channel) -> list[Message]:
        """Those that are not deleted, oldest first; ephemeral ones too (`seen_by`)."""
        return self.world.visible(channel)

    def transcript(self, channel: Channel) -> list[Json]:
        """The channel as a reader sees it, for tests and for pictures; see Message.shown for the keys."""
        return [message.shown() for message in self.messages(channel)]

    # what members do

    def _announce(self, interaction: Interaction) -> None:
        guild = interaction.channel.guild
        self.gateway.dispatch("INTERACTION_CREATE", interaction.payload(self.world), guild=guild)

    async def slash(
        self,
        user: User,
        channel: Channel,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        locale: str | None = None,
    ) -> Interaction:
        """`user` sends a command by its name or its name in their language, with options as they were synced.

        `locale` is the client's language from now on. What Discord would not let them send raises AssertionError.
        """
        await self.connected()
        user.locale = locale or user.locale
        data = self.interactions.command_data(user, channel, name, options or {})
        return self.interactions.begin(COMMAND, user, channel, data)

    async def autocomplete(
        self,
        user: User,
        channel: Channel,
        name: str,
        option: str,
        typed: str,
        others: Mapping[str, Any] | None = None,
        *,
        timeout: float = 10,  # noqa: ASYNC109 -- passed on
    ) -> list[Json]:
        """The choices offered while `typed` stands in `option`: [{"name", "value"}]."""
        await self.connected()
        given = {**(others or {}), option: typed}
        data = self.interactions.command_data(user, channel, name, given, option)
        asked = self.interactions.begin(AUTOCOMPLETE, user, channel, data)
        return await self._bell.until(lambda: asked.choices, timeout, lambda: f"choices for {asked}")

    async def click(self, user: User, message: Message, custom_id: str) -> Interaction:
        await self.connected()
        data = self.interactions.click_data(user, message, custom_id)
        return self.interactions.begin(COMPONENT, user, message.channel, data, source=message)

    async def select(self, user: User, message: Message, custom_id: str, values: Sequence[Any]) -> Interaction:
        """`values` are those of the options, or users and channels in a select of these."""
        await self.connected()
        data = self.interactions.select_data(user, message, custom_id, values)
        return self.interactions.begin(COMPONENT, user, message.channel, data, source=message)

    async def forge(self, user: User, message: Message, custom_id: str) -> Interaction:
        """A click on a button that the message does not have, as a forged client sends it."""
        await self.connected()
        data = {"custom_id": custom_id, "component_type": 2, "id": 1}
        return self.interactions.begin(COMPONENT, user, message.channel, data, source=message)

    async def submit_modal(self, user: User, interaction: Interaction, answers: Mapping[str, Any]) -> Interaction:
        """Fill in the modal that `interaction` was answered with: {custom_id: text, or list of values}."""
        modal = await interaction.modal()
        data = modal_data(modal, answers, interaction.channel)
        more = {"source": interaction.source, "opened_by": interaction}
        return self.interactions.begin(MODAL_SUBMIT, user, interaction.channel, data, **more)

    # faults

    def fault(self, method: str, pattern: str, fault: Fault) -> None:
        """The next request of this form meets it; several wait in line."""
        self.rest.faults.plan(method, pattern, fault)

    def hang(self, method: str, pattern: str, *, delivered: bool = False) -> Hung:
        hung = Hung(self._bell, delivered=delivered)
        self.fault(method, pattern, hung)
        return hung

    def limit(self, method: str, pattern: str, bucket: Bucket) -> None:
        """Rate limit a route, in the headers and, if the bucket says so, in deed."""
        self.rest.buckets.set(method, pattern, bucket)
