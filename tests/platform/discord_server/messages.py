"""REST: channels, threads and the messages in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .calls import Call
from .components import number
from .errors import (
    ARCHIVED,
    CLOSED_DM,
    LOCKED,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    OUTAGE,
    ApiError,
    Json,
    Problem,
    invalid_form,
    misuse,
    unknown,
)
from .gateway import DM_MESSAGES, GUILD_MESSAGES, GUILDS, Gateway
from .limits import mention_problems, message_problems
from .rights import Permission
from .world import ANNOUNCEMENT, DM, GROUP, LOADING, TEXT, THREADS, Channel, Message, World

NONCE_MINUTES = 5


class Messages:
    """Creates, edits and lists messages, and tells the gateway. Ephemeral ones are told to nobody."""

    def __init__(self, world: World, gateway: Gateway, base_url: str) -> None:
        self.world, self.gateway, self._base_url = world, gateway, base_url
        self.files: dict[int, bytes] = {}
        self.allow_pings = False

    # what the interactions need as well

    def check(self, body: Json, kind: str, files: Mapping[str, bytes], earlier: Message | None = None) -> None:
        if any(len(data) > self.world.upload_limit for data in files.values()):
            raise ApiError(413, 40005, "Request entity too large")
        problems = list(message_problems(body, kind, files, earlier))
        if not self.allow_pings:
            problems += mention_problems(body)
        if problems:
            raise invalid_form(problems)
        shown = _after(body, earlier)
        if not any(shown) and not files:
            raise misuse(400, 50006, "Cannot send an empty message")

    def fill(self, message: Message, body: Json, files: Mapping[str, bytes]) -> None:
        """Take over every field that the body names."""
        if "content" in body:
            message.content = (body["content"] or "").strip()
        if "embeds" in body:
            message.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
        if "components" in body:
            message.components = number(body["components"] or [])
        if body.get("flags"):
            message.flags |= body["flags"]
        message.mentions = list(self._pinged(message.content, body))
        self._attach(message, body, files)

    def _attach(self, message: Message, body: Json, files: Mapping[str, bytes]) -> None:
        if "attachments" in body:
            kept = {str(item["id"]) for item in body["attachments"] or [] if int(item["id"]) >= len(files)}
            message.attachments = [item for item in message.attachments if item["id"] in kept]
        told = {item.get("filename"): item for item in body.get("attachments") or []}
        for name, data in files.items():
            file = self.world.snowflake()
            self.files[file] = data
            url = f"{self._base_url}/attachments/{file}/{name}"
            message.attachments.append(
                {
                    "id": str(file),
                    "filename": name,
                    "size": len(data),
                    "url": url,
                    "proxy_url": url,
                    "description": (told.get(name) or {}).get("description"),
                }
            )

    def _pinged(self, content: str, body: Json) -> Iterator[Any]:
        allowed = body.get("allowed_mentions")
        for found in re.findall(r"<@!?(\d+)>", content):
            user = self.world.users.get(int(found))
            listed = (
                allowed is None
                or "users" in (allowed.get("parse") or [])
                or found in map(str, allowed.get("users") or [])
            )
            if user is not None and listed:
                yield user

    def tell(self, event: str, message: Message, *, nonce: bool = False) -> None:
        if message.seen_by is not None or message.channel.kind == GROUP:
            return
        channel = message.channel
        payload = message.payload(readable=self.readable(message), nonce=nonce)
        if channel.guild is not None and event != "MESSAGE_DELETE":
            payload["member"] = {k: v for k, v in channel.guild.member(message.author).items() if k != "user"}
        if event == "MESSAGE_DELETE":
            payload = {key: payload[key] for key in ("id", "channel_id", "guild_id") if key in payload}
        self.gateway.dispatch(
            event, payload, guild=channel.guild, intents=GUILD_MESSAGES if channel.guild else DM_MESSAGES
        )

    def readable(self, message: Message) -> bool:
        bot = self.world.bot
        return (
            message.author is bot
            or message.channel.kind == DM
            or bot in message.mentions
            or self.gateway.reads_content()
        )

    # handlers

    def channel(self, call: Call, name: str = "channel_id") -> Channel:
        channel = self.world.channels.get(call.number(name))
        if channel is None or channel.deleted:
            raise unknown("Channel")
        if channel.guild is not None and channel.guild.unavailable:
            raise ApiError(*OUTAGE)
        if Permission.VIEW_CHANNEL not in channel.bot_may():
            raise ApiError(*MISSING_ACCESS)
        return channel

    def message(self, call: Call) -> Message:
        channel = self.channel(call)
        message = channel.messages.get(call.number("message_id"))
        if message is None or message.deleted or message.seen_by is not None:
            raise unknown("Message")
        return message

    async def get_channel(self, call: Call) -> Json:
        return self.channel(call).payload()

    async def patch_channel(self, call: Call) -> Json:
        channel, body = self.channel(call), call.mapping()
        needed = Permission.MANAGE_THREADS if channel.kind in THREADS else Permission.MANAGE_CHANNELS
        wakes = body.keys() == {"archived"} and not body["archived"] and not channel.locked
        own = channel.kind in THREADS and channel.owner is self.world.bot and not channel.locked
        if not (wakes and self.can_send(channel)) and not own and needed not in channel.bot_may():
            raise ApiError(*MISSING_PERMISSIONS)
        for name in ("name", "archived", "locked"):
            if body.get(name) is not None:
                setattr(channel, name, body[name])
        if body.get("archived"):
            channel.archived_at = self.world.timestamp()
        event = "THREAD_UPDATE" if channel.kind in THREADS else "CHANNEL_UPDATE"
        self.gateway.dispatch(event, channel.payload(), guild=channel.guild, intents=GUILDS)
        return channel.payload()

    def can_send(self, channel: Channel) -> bool:
        needed = Permission.SEND_MESSAGES_IN_THREADS if channel.kind in THREADS else Permission.SEND_MESSAGES
        return needed in channel.bot_may()

    def require_send(self, channel: Channel, body: Json, files: Mapping[str, bytes]) -> None:
        may = channel.bot_may()
        missing_embeds = bool(body.get("embeds")) and Permission.EMBED_LINKS not in may
        if not self.can_send(channel) or missing_embeds or (files and Permission.ATTACH_FILES not in may):
            raise ApiError(*MISSING_PERMISSIONS)

    def _require_open(self, channel: Channel) -> None:
        if channel.kind in THREADS and channel.archived:
            raise ApiError(*ARCHIVED)
        if channel.kind in THREADS and channel.locked and Permission.MANAGE_THREADS not in channel.bot_may():
            raise ApiError(*LOCKED)

    async def list_messages(self, call: Call) -> list[Json]:
        channel = self.channel(call)
        if Permission.READ_MESSAGE_HISTORY not in channel.bot_may():
            return []
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise invalid_form([Problem(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")])
        given = [int(call.query[name]) if name in call.query else None for name in ("before", "after", "around")]
        page = self.world.page(channel, limit, *given)
        return [message.payload(readable=self.readable(message)) for message in page]

    async def get_message(self, call: Call) -> Json:
        message = self.message(call)
        if Permission.READ_MESSAGE_HISTORY not in message.channel.bot_may():
            raise ApiError(*MISSING_ACCESS)
        return message.payload(readable=self.readable(message))

    async def post_message(self, call: Call) -> Json:
        body = call.mapping()
        self.check(body, "create", call.files)
        channel = self.channel(call)
        if channel.kind not in (TEXT, DM, ANNOUNCEMENT, *THREADS):
            raise misuse(400, 50008, "Cannot send messages in a non-text channel")
        if channel.kind == DM and channel.owner.refuses_dms:
            raise ApiError(*CLOSED_DM)
        self.require_send(channel, body, call.files)
        self._require_open(channel)
        if earlier := self._same_nonce(channel, body):
            return earlier.payload(nonce=True)
        return self.post(channel, body, call.files).payload(nonce=True)

    def post(self, channel: Channel, body: Json, files: Mapping[str, bytes], id_: int | None = None) -> Message:
        reference = self._referenced(channel, body)
        message = self.world.add_message(channel, self.world.bot, id_, nonce=body.get("nonce"), reference=reference)
        self.fill(message, body, files)
        self.tell("MESSAGE_CREATE", message, nonce=True)
        return message

    def _referenced(self, channel: Channel, body: Json) -> Message | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        found = channel.messages.get(int(reference["message_id"]))
        if (found is None or found.deleted) and reference.get("fail_if_not_exists", True):
            path = ("message_reference",)
            raise ApiError(
                400, 50035, "Invalid Form Body", [Problem(path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")]
            )
        return None if found is None or found.deleted else found

    def _same_nonce(self, channel: Channel, body: Json) -> Message | None:
        """With enforce_nonce the message that already has this nonce stands for a second one, for some minutes."""
        nonce = body.get("nonce")
        if nonce is None or not body.get("enforce_nonce"):
            return None
        oldest = (int(self.world.now().timestamp() * 1000) - 1_420_070_400_000 - NONCE_MINUTES * 60_000) << 22
        for other in self.world.channels.values():
            for message in other.messages.values():
                if message.nonce is not None and str(message.nonce) == str(nonce) and message.id >= oldest:
                    if other is not channel:
                        raise misuse(400, 50035, f"nonce {nonce!r} was used in another channel just now")
                    return message
        return None

    async def patch_message(self, call: Call) -> Json:
        body = call.mapping()
        message = self.message(call)
        self.check(body, "edit", call.files, message)
        if message.author is not self.world.bot:
            raise misuse(403, 50005, "Cannot edit a message authored by another user")
        self._require_open(message.channel)
        self.edit(message, body, call.files)
        return message.payload()

    def edit(self, message: Message, body: Json, files: Mapping[str, bytes]) -> None:
        thinking = message.loading
        self.fill(message, body, files)
        message.flags &= ~LOADING
        message.edited = None if thinking else self.world.timestamp()
        self.tell("MESSAGE_UPDATE", message)

    async def delete_message(self, call: Call) -> None:
        message = self.message(call)
        if message.author is not self.world.bot and Permission.MANAGE_MESSAGES not in message.channel.bot_may():
            raise ApiError(*MISSING_PERMISSIONS)
        self.remove(message)

    def remove(self, message: Message) -> None:
        message.deleted = True
        self.tell("MESSAGE_DELETE", message)

    async def typing(self, call: Call) -> None:
        if not self.can_send(self.channel(call)):
            raise ApiError(*MISSING_PERMISSIONS)


def _after(body: Json, earlier: Message | None) -> list[Any]:
    """What the message would show: each part from the body, or as it was."""

    def part(name: str, before: Any) -> Any:
        return body.get(name, before)

    content = part("content", earlier.content if earlier else "")
    shown = [content.strip() if isinstance(content, str) else content]
    shown += [part(name, getattr(earlier, name) if earlier else []) for name in ("embeds", "components", "attachments")]
    return [*shown, body.get("sticker_ids"), body.get("poll")]
