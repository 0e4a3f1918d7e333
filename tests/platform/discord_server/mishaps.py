"""What befalls a bot: servers, channels, threads, rights and tokens that it loses and gets back."""

from __future__ import annotations

from .gateway import GUILDS, Gateway
from .interactions import Interaction
from .rest import Rest
from .rights import Permission
from .world import PUBLIC_THREAD, Channel, Guild, User, World


class Mishaps:
    """Each changes the world and tells the gateway; the part of DiscordServer that tests of failures use."""

    world: World
    gateway: Gateway
    rest: Rest

    def remove_guild(self, guild: Guild) -> None:
        """The bot is thrown out."""
        self.world.guilds.pop(guild.id, None)
        for channel in guild.channels:
            channel.deleted = True
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild=guild, intents=GUILDS)
        guild.has_bot = False

    def return_guild(self, guild: Guild) -> None:
        """The bot is back in."""
        guild.has_bot = True
        self.world.guilds[guild.id] = guild
        for channel in guild.channels:
            channel.deleted = False
        self.gateway.dispatch("GUILD_CREATE", guild.created(self.world.bot), guild=guild, intents=GUILDS)

    def hide_guild(self, guild: Guild) -> None:
        """An outage: nothing of it works, and it is still there."""
        guild.unavailable = True
        gone = {"id": str(guild.id), "unavailable": True}
        self.gateway.dispatch("GUILD_DELETE", gone, guild=guild, intents=GUILDS)

    def show_guild(self, guild: Guild) -> None:
        """The outage is over."""
        guild.unavailable = False
        self.gateway.dispatch("GUILD_CREATE", guild.created(self.world.bot), guild=guild, intents=GUILDS)

    def allow(self, guild: Guild, permissions: Permission) -> None:
        """The bot's role has these permissions from now on."""
        guild.bot_permissions = permissions
        told = {"guild_id": str(guild.id), "role": guild.role()}
        self.gateway.dispatch("GUILD_ROLE_UPDATE", told, guild=guild, intents=GUILDS)

    def take_role(self, guild: Guild) -> None:
        """The bot has no role any more, and may do nothing but look."""
        self._set_role(guild, has_role=False)

    def give_role(self, guild: Guild) -> None:
        self._set_role(guild, has_role=True)

    def _set_role(self, guild: Guild, *, has_role: bool) -> None:
        """Of the bot itself the gateway tells without the intent for members."""
        guild.bot_has_role = has_role
        told = guild.member(self.world.bot) | {"guild_id": str(guild.id)}
        self.gateway.dispatch("GUILD_MEMBER_UPDATE", told, guild=guild)

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        thread.archived, thread.locked, thread.archived_at = True, locked, self.world.timestamp()
        self._told("THREAD_UPDATE", thread)

    def unlock(self, thread: Channel) -> None:
        """It is open again, and may be woken by anybody."""
        thread.locked = False
        self._told("THREAD_UPDATE", thread)

    def lock(self, thread: Channel) -> None:
        """It stays in the list of channels, but is written in by moderators alone."""
        thread.locked = True
        self._told("THREAD_UPDATE", thread)

    def forbid(self, channel: Channel, permissions: Permission) -> None:
        """Take permissions from the bot in one channel and the threads under it."""
        channel.denied |= permissions
        self._told("CHANNEL_UPDATE", channel)

    def permit(self, channel: Channel, permissions: Permission) -> None:
        channel.denied &= ~permissions
        self._told("CHANNEL_UPDATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        channel.deleted = True
        self._told("THREAD_DELETE" if channel.kind == PUBLIC_THREAD else "CHANNEL_DELETE", channel)

    def restore_channel(self, channel: Channel) -> None:
        """As after a mistake of the client's: it is told of as if it were new."""
        channel.deleted = False
        self._told("CHANNEL_CREATE", channel)

    def close_dms(self, user: User, *, closed: bool = True) -> None:
        """The user takes no direct messages from the bot."""
        user.refuses_dms = closed

    def reset_token(self, token: str) -> None:
        """The developer has made a new token: the old one is refused everywhere."""
        self.rest.token = self.gateway.token = token

    def enforce_limits(self) -> None:
        """50 requests a second over all and 5 messages in 5 s a channel are enforced; each breach is a violation."""
        self.rest.buckets.strict = True

    def repeat(self, interaction: Interaction) -> None:
        """The gateway tells of an interaction once more, as it may after a resume."""
        payload = interaction.payload(self.world)
        self.gateway.dispatch("INTERACTION_CREATE", payload, guild=interaction.channel.guild)

    def _told(self, event: str, channel: Channel) -> None:
        self.gateway.dispatch(event, channel.payload(), guild=channel.guild, intents=GUILDS)
