"""What exists on the server: users, guilds, channels, messages; and the JSON in which Discord tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .errors import Json
from .rights import MEMBER, NOTHING, Permission

DISCORD_EPOCH_MS = 1_420_070_400_000

TEXT, DM, GROUP, ANNOUNCEMENT, PUBLIC_THREAD, FORUM = 0, 1, 3, 5, 11, 15
THREADS = (10, 11, 12)

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15


class Snowflakes:
    """Discord's ids: 42 bits of milliseconds since 2015, then a counter; never the same twice, always rising."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._last = 0

    def __call__(self) -> int:
        milliseconds = int(self.now().timestamp() * 1000) - DISCORD_EPOCH_MS
        self._last = max(self._last + 1, milliseconds << 22)
        return self._last


@dataclass(eq=False)
class User:
    """`permissions` are those in every guild, beside what any member may; `locale` is the client's language."""

    id: int
    name: str
    locale: str = "en-US"
    permissions: Permission = MEMBER
    bot: bool = False
    refuses_dms: bool = False

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(eq=False)
class Guild:
    """`has_bot` is False where the bot is no member, and only an app that members have installed for themselves.

    `unavailable`: an outage hides it. `bot_has_role`: the bot's permissions are those of a role that can be taken from it.
    """

    id: int
    name: str
    locale: str
    owner: User
    bot_permissions: Permission
    joined: str
    channels: list[Channel] = field(default_factory=list)
    has_bot: bool = True
    unavailable: bool = False
    bot_has_role: bool = True

    def member(self, user: User) -> Json:
        return {
            "user": user.payload(),
            "nick": None,
            "avatar": None,
            "roles": [str(role) for role in self._roles_of(user)],
            "joined_at": self.joined,
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def _roles_of(self, user: User) -> list[int]:
        if user.bot:
            return [self.id + 1] if self.bot_has_role else []
        held = {self.id + 2: Permission.MANAGE_GUILD, self.id + 3: Permission.MANAGE_CHANNELS}
        return [role for role, permission in held.items() if permission in user.permissions]

    def role(self) -> Json:
        """The bot's role."""
        return next(role for role in self._roles() if role["id"] == str(self.id + 1))

    def _roles(self) -> list[Json]:
        return [
            {
                "id": str(role),
                "name": name,
                "color": 0,
                "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
                "hoist": False,
                "position": position,
                "permissions": str(int(permissions)),
                "managed": managed,
                "mentionable": False,
                "flags": 0,
            }
            for position, (role, name, permissions, managed) in enumerate(
                [
                    (self.id, "@everyone", Permission.VIEW_CHANNEL, False),
                    (self.id + 1, "bot", self.bot_permissions, True),
                    (self.id + 2, "manager", Permission.MANAGE_GUILD, False),
                    (self.id + 3, "keeper", Permission.MANAGE_CHANNELS, False),
                ]
            )
        ]

    def summary(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "owner_id": str(self.owner.id),
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "roles": self._roles(),
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "preferred_locale": self.locale,
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
        }

    def created(self, bot: User) -> Json:
        """GUILD_CREATE: archived threads are not in it, nor any member but the bot (without the members intent)."""
        shown = [channel for channel in self.channels if not channel.deleted]
        return self.summary() | {
            "joined_at": self.joined,
            "large": False,
            "unavailable": False,
            "member_count": 2,
            "members": [self.member(bot)],
            "channels": [channel.payload() for channel in shown if channel.kind not in THREADS],
            "threads": [channel.payload() for channel in shown if channel.kind in THREADS and not channel.archived],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


@dataclass(eq=False)
class Channel:
    """A text channel, forum, thread, direct message or group of friends.

    `denied` is what the bot may not do in it, of what its role allows.
    """

    id: int
    name: str
    kind: int
    owner: User
    since: str
    guild: Guild | None = None
    parent: Channel | None = None
    denied: Permission = NOTHING
    archived: bool = False
    locked: bool = False
    archived_at: str = ""
    deleted: bool = False
    tags: list[int] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)

    def may(self, user: User) -> Permission:
        """What a member may do here, as interactions tell it: everything, for an administrator and the guild's owner."""
        administers = Permission.ADMINISTRATOR in user.permissions or (self.guild and self.guild.owner is user)
        return ~NOTHING if self.guild and administers else user.permissions

    def bot_may(self) -> Permission:
        if self.guild is None:
            return MEMBER
        if not self.guild.has_bot:
            return NOTHING
        if not self.guild.bot_has_role:
            return Permission.VIEW_CHANNEL
        if Permission.ADMINISTRATOR in self.guild.bot_permissions:
            return ~NOTHING
        denied = self.denied | (self.parent.denied if self.parent else NOTHING)
        return self.guild.bot_permissions & ~denied

    def payload(self) -> Json:
        base: Json = {"id": str(self.id), "type": self.kind, "flags": 0, "last_message_id": self._last_message()}
        if self.guild is None:
            group = {"name": self.name, "icon": None, "owner_id": str(self.owner.id)} if self.kind == GROUP else {}
            return base | group | {"recipients": [self.owner.payload()]}
        base |= {
            "guild_id": str(self.guild.id),
            "name": self.name,
            "parent_id": str(self.parent.id) if self.parent else None,
            "rate_limit_per_user": 0,
        }
        if self.kind in THREADS:
            return base | self._thread()
        base |= {"position": 0, "topic": None, "nsfw": False, "permission_overwrites": self._overwrites()}
        if self.kind == FORUM:
            base |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
            base |= {"default_forum_layout": 0}
        return base

    def _last_message(self) -> str | None:
        return str(max(self.messages)) if self.messages else None

    def _overwrites(self) -> list[Json]:
        if not self.denied or self.guild is None:
            return []
        return [{"id": str(self.guild.id + 1), "type": 0, "allow": "0", "deny": str(int(self.denied))}]

    def _thread(self) -> Json:
        return {
            "owner_id": str(self.owner.id),
            "message_count": len(self.messages),
            "member_count": 1,
            "total_message_sent": len(self.messages),
            "applied_tags": [str(tag) for tag in self.tags],
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": self.archived_at or self.since,
                "create_timestamp": self.since,
            },
        }


@dataclass(eq=False)
class Message:
    """`seen_by` is the one reader of an ephemeral message; `asked` tells of the interaction that it answers."""

    id: int
    channel: Channel
    author: User
    timestamp: str
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    edited: str | None = None
    reference: Message | None = None
    seen_by: User | None = None
    asked: Json | None = None
    mentions: list[User] = field(default_factory=list)
    deleted: bool = False

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    def payload(self, *, readable: bool = True, nonce: bool = False) -> Json:
        """`readable` is False for a bot without the message content intent, which sees that there is a message only."""
        guild = self.channel.guild
        told: Json = {
            "id": str(self.id),
            "type": 19 if self.reference else 20 if self.asked and self.asked["type"] == 2 else 0,
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content if readable else "",
            "embeds": self.embeds if readable else [],
            "components": self.components if readable else [],
            "attachments": self.attachments if readable else [],
            "timestamp": self.timestamp,
            "edited_timestamp": self.edited,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": [],
            "pinned": False,
            "flags": self.flags,
        }
        if guild:
            told["guild_id"] = str(guild.id)
        if nonce and self.nonce is not None:
            told["nonce"] = self.nonce
        if self.reference:
            told["message_reference"] = {
                "type": 0,
                "message_id": str(self.reference.id),
                "channel_id": str(self.channel.id),
            }
            told["referenced_message"] = self.reference.payload(readable=self.reference.author.bot)
        if self.asked:
            told |= {"interaction_metadata": self.asked, "application_id": str(self.author.id)}
            told |= {"webhook_id": str(self.author.id)}
        return told

    def shown(self) -> Json:
        """A row of the transcript: what a reader of the channel sees, for tests and for drawing a picture of it."""
        return {
            "id": self.id,
            "author": self.author.name,
            "bot": self.author.bot,
            "timestamp": self.timestamp,
            "edited": self.edited,
            "content": self.content,
            "embeds": self.embeds,
            "components": self.components,
            "attachments": self.attachments,
            "flags": self.flags,
            "only_for": self.seen_by.name if self.seen_by else None,
            "reply_to": self.reference.id if self.reference else None,
            "command": self.asked.get("name") if self.asked else None,
            "asked_by": self.asked["user"]["global_name"] if self.asked else None,
        }


class World:
    """Everything by id, and the clock and the counter from which all ids and timestamps come."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.now = now or (lambda: datetime.now(UTC))
        self.snowflake = Snowflakes(self.now)
        self.bot = User(self.snowflake(), "Kawaraban", bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.upload_limit = 10 * 1024 * 1024

    def timestamp(self) -> str:
        return self.now().astimezone(UTC).isoformat()

    def add_user(self, name: str, locale: str, permissions: Permission) -> User:
        user = User(self.snowflake(), name, locale, MEMBER | permissions)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, locale: str, owner: User | None, bot_permissions: Permission) -> Guild:
        owner = owner or self.add_user(f"Owner of {name}", locale, Permission.ADMINISTRATOR)
        guild = Guild(self.snowflake(), name, locale, owner, bot_permissions, self.timestamp())
        self.snowflake()  # the bot's role is the guild's id plus one, that of those who manage it plus two
        self.snowflake()
        self.guilds[guild.id] = guild
        return guild

    def add_channel(
        self, name: str, kind: int, owner: User, guild: Guild | None = None, parent: Channel | None = None
    ) -> Channel:
        channel = Channel(self.snowflake(), name, kind, owner, self.timestamp(), guild, parent)
        self.channels[channel.id] = channel
        if guild is not None:
            guild.channels.append(channel)
        return channel

    def add_message(self, channel: Channel, author: User, id_: int | None = None, **fields: Any) -> Message:
        message = Message(id_ or self.snowflake(), channel, author, self.timestamp(), **fields)
        channel.messages[message.id] = message
        return message

    def visible(self, channel: Channel) -> list[Message]:
        return [message for message in channel.messages.values() if not message.deleted]

    def page(
        self, channel: Channel, limit: int, before: int | None, after: int | None, around: int | None
    ) -> Iterable[Message]:
        """Newest first, as Discord lists them; with `after` the oldest ones that follow it."""
        found = [message for message in self.visible(channel) if message.seen_by is None]
        if around is not None:
            half = limit // 2
            newer = [message for message in found if message.id > around][:half]
            return reversed([message for message in found if message.id <= around][-(limit - half) :] + newer)
        if before is not None:
            found = [message for message in found if message.id < before]
        if after is not None:
            found = [message for message in found if message.id > after]
            return reversed(found[:limit])
        return reversed(found[-limit:])
