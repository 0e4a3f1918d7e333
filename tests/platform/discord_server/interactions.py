"""What members do with the bot: commands, buttons, selects, modals; and what the bot answers to each."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import command_limits as commands
from .components import BUTTON, LABEL, ROW, SELECTS, STRING_SELECT, TEXT_DISPLAY, TEXT_INPUT, walk
from .errors import Json
from .rights import Permission
from .waiting import Bell
from .world import EPHEMERAL, GROUP, Channel, Message, User, World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(eq=False)
class Interaction:
    """One thing that a member did; filled in as the bot answers. Waits count seconds and fail the test in the end."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    bell: Bell
    source: Message | None = None
    opened_by: Interaction | None = None
    callback: int | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    shown_modal: Json | None = None
    settled: bool = False
    expired: bool = False
    token_expired: bool = False
    refusals: list[str] = field(default_factory=list)

    def expire(self) -> None:
        """As if the bot had not answered within three seconds."""
        self.expired = True

    def expire_token(self) -> None:
        """As if fifteen minutes had gone by: no edit and no follow-up any more."""
        self.token_expired = True

    async def acknowledged(self, timeout: float = 10) -> int:  # noqa: ASYNC109 -- passed on
        """The type of the callback, as soon as there is one."""
        return await self.bell.until(lambda: self.callback, timeout, lambda: f"an answer to {self}")

    async def answer(self, timeout: float = 10) -> Message:  # noqa: ASYNC109 -- passed on
        """The message that the member sees in the end: sent at once, or put in place of "thinking", or edited.

        Where the bot leaves the message of a button as it is and sends another, ask for `messages`.
        """
        return await self.bell.until(self._answer, timeout, lambda: f"a message as the answer to {self}")

    async def modal(self, timeout: float = 10) -> Json:  # noqa: ASYNC109 -- passed on
        return await self.bell.until(self._modal, timeout, lambda: f"a modal as the answer to {self}")

    async def messages(self, count: int, timeout: float = 10) -> list[Message]:  # noqa: ASYNC109 -- passed on
        """The answer and its follow-ups, once there are `count` of them."""

        def found() -> list[Message] | None:
            answer = self._answer()
            listed = ([answer] if answer else []) + self.followups
            return listed if len(listed) >= count else None

        return await self.bell.until(found, timeout, lambda: f"{count} messages as the answer to {self}")

    def _answer(self) -> Message | None:
        if self.callback in (CHOICES, MODAL):
            raise AssertionError(f"{self} was answered with a modal or choices, not with a message")
        return self.original if self.settled else None

    def _modal(self) -> Json | None:
        if self.callback not in (None, MODAL):
            raise AssertionError(f"{self} was answered with type {self.callback}, not with a modal")
        return self.shown_modal

    def __str__(self) -> str:
        what = self.data.get("name") or self.data.get("custom_id")
        refused = f", refused: {'; '.join(self.refusals)}" if self.refusals else ""
        return f"{self.user.name}'s {what} (interaction type {self.kind}, callback {self.callback}{refused})"

    def metadata(self) -> Json:
        told: Json = {
            "id": str(self.id),
            "type": self.kind,
            "user": self.user.payload(),
            "authorizing_integration_owners": self.owners(),
        }
        if self.kind == COMMAND:
            told |= {"name": self.data["name"], "command_type": self.data["type"]}
        elif self.source is not None:
            told["interacted_message_id"] = str(self.source.id)
        if self.kind == MODAL_SUBMIT and self.opened_by is not None:
            told["triggering_interaction_metadata"] = self.opened_by.metadata()
        return told

    @property
    def has_bot(self) -> bool:
        """Whether the bot itself is there, and not only an app of the user's."""
        return self.channel.guild.has_bot if self.channel.guild else self.channel.kind != GROUP

    def owners(self) -> Json:
        """Who has installed the app that answers here: the guild (0, of which "0" is its direct message) or the user (1)."""
        if self.source is not None and self.source.asked is not None:
            asked: Json = self.source.asked["authorizing_integration_owners"]
            return asked
        if not self.has_bot:
            return {"1": str(self.user.id)}
        return {"0": str(self.channel.guild.id) if self.channel.guild else "0"}

    def app_may(self) -> Permission:
        """What the app may do here: as the bot, or else as the user."""
        return self.channel.bot_may() if self.has_bot else self.channel.may(self.user)

    def payload(self, world: World) -> Json:
        guild = self.channel.guild
        told: Json = {
            "id": str(self.id),
            "application_id": str(world.bot.id),
            "type": self.kind,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.payload() | {"permissions": str(int(self.channel.may(self.user)))},
            "locale": self.user.locale,
            "app_permissions": str(int(self.app_may())),
            "entitlements": [],
            "authorizing_integration_owners": self.owners(),
            "context": 0 if guild else 2 if self.channel.kind == GROUP else 1,
            "attachment_size_limit": world.upload_limit,
        }
        if guild is None:
            told["user"] = self.user.payload()
        else:
            told["guild_id"] = str(guild.id)
            told["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
            told["guild_locale"] = guild.locale
            told["member"] = guild.member(self.user) | {"permissions": str(int(self.channel.may(self.user)))}
        if self.source is not None:
            told["message"] = self.source.payload()
        return told


class Interactions:
    """All of them, by token; `announce` tells the gateway of a new one."""

    def __init__(self, world: World, bell: Bell, announce: Callable[[Interaction], None]) -> None:
        self._world, self._bell, self._announce = world, bell, announce
        self.by_token: dict[str, Interaction] = {}
        self.global_commands: list[Json] = []
        self.guild_commands: dict[int, list[Json]] = {}

    def begin(self, kind: int, user: User, channel: Channel, data: Json, **more: Any) -> Interaction:
        token = secrets.token_urlsafe(48)
        begun = Interaction(self._world.snowflake(), token, kind, user, channel, data, self._bell, **more)
        self.by_token[token] = begun
        self._announce(begun)
        return begun

    def command(self, user: User, channel: Channel, name: str) -> tuple[Json, list[str]]:
        """The synced command that `user` can choose under this name (or its name in their language) and the rest of
        the words, which name a subcommand."""
        first, *rest = name.split()
        own = self.guild_commands.get(channel.guild.id, []) if channel.guild else []
        for command in [*own, *self.global_commands]:
            if first in (command["name"], (command.get("name_localizations") or {}).get(user.locale)):
                self._may_use(command, user, channel)
                return command, rest
        synced = ", ".join(sorted(command["name"] for command in self.global_commands)) or "none at all"
        raise AssertionError(f"no command {first!r} was synced; there is {synced}")

    def _may_use(self, command: Json, user: User, channel: Channel) -> None:
        contexts = command.get("contexts")
        here = 0 if channel.guild else 2 if channel.kind == GROUP else 1
        refused = here not in contexts if contexts is not None else here and command.get("dm_permission") is False
        is_member = channel.guild.has_bot if channel.guild else channel.kind != GROUP
        if refused or (not is_member and 1 not in (command.get("integration_types") or [0])):
            raise AssertionError(f"/{command['name']} is not offered in {channel.name}")
        wanted = command.get("default_member_permissions")
        if channel.guild and wanted is not None and int(wanted) & ~int(channel.may(user)):
            raise AssertionError(f"/{command['name']} is not offered to {user.name}, who lacks permissions {wanted}")

    def command_data(
        self, user: User, channel: Channel, name: str, options: Mapping[str, Any], focused: str | None = None
    ) -> Json:
        command, rest = self.command(user, channel, name)
        resolved: Json = {}
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "options": []}
        listed, known = data["options"], command.get("options") or []
        for word in rest:
            inner = next((option for option in known if option["name"] == word and option["type"] in (1, 2)), None)
            if inner is None:
                raise AssertionError(f"no subcommand {word!r} of {command['name']!r} was synced")
            nested: list[Json] = []
            listed.append({"type": inner["type"], "name": word, "options": nested})
            listed, known = nested, inner.get("options") or []
        if any(option["type"] in (1, 2) for option in known):
            raise AssertionError(f"{name!r} has subcommands; choose one of them")
        listed.extend(_given(known, options, focused, resolved, channel))
        if resolved:
            data["resolved"] = resolved
        return data

    def pressed(self, user: User, message: Message, custom_id: str) -> Json:
        """The enabled component of a message that `user` can see."""
        if message.deleted or message.id not in message.channel.messages:
            raise AssertionError("that message is deleted")
        if message.seen_by not in (None, user):
            raise AssertionError("only somebody else sees that message")
        found = [part for _, part in walk(message.components) if part.get("custom_id") == custom_id]
        if not found:
            present = [part["custom_id"] for _, part in walk(message.components) if part.get("custom_id")]
            raise AssertionError(f"the message has no component {custom_id!r}; it has {present}")
        if found[0].get("disabled"):
            raise AssertionError(f"{custom_id!r} is disabled")
        return found[0]

    def click_data(self, user: User, message: Message, custom_id: str) -> Json:
        component = self.pressed(user, message, custom_id)
        if component["type"] != BUTTON:
            raise AssertionError(f"{custom_id!r} is not a button")
        return {"custom_id": custom_id, "component_type": BUTTON, "id": component["id"]}

    def select_data(self, user: User, message: Message, custom_id: str, values: Sequence[Any]) -> Json:
        component = self.pressed(user, message, custom_id)
        if component["type"] not in SELECTS:
            raise AssertionError(f"{custom_id!r} is not a select")
        resolved: Json = {}
        chosen = _chosen(component, values, resolved, message.channel)
        data = {"custom_id": custom_id, "component_type": component["type"], "values": chosen, "id": component["id"]}
        return data | ({"resolved": resolved} if resolved else {})


def _given(
    known: list[Json], options: Mapping[str, Any], focused: str | None, resolved: Json, channel: Channel
) -> Iterator[Json]:
    by_name = {option["name"]: option for option in known}
    for name in options.keys() - by_name.keys():
        raise AssertionError(f"no option {name!r} was synced; there is {', '.join(by_name) or 'none at all'}")
    for name, option in by_name.items():
        if name in options:
            given = {"name": name, "type": option["type"]}
            if name == focused:
                if not option.get("autocomplete"):
                    raise AssertionError(f"option {name!r} has no autocomplete")
                yield given | {"value": str(options[name]), "focused": True}
            else:
                yield given | {"value": _value(option, options[name], resolved, channel)}
        elif option.get("required") and focused is None:
            raise AssertionError(f"option {name!r} is required")


def _value(option: Json, value: Any, resolved: Json, channel: Channel) -> Any:
    kind, name = option["type"], option["name"]
    if kind in (commands.USER, commands.CHANNEL, commands.MENTIONABLE):
        return _resolve(value, resolved, channel)
    wanted: dict[int, tuple[type, ...]] = {commands.STRING: (str,), commands.INTEGER: (int,), commands.BOOLEAN: (bool,)}
    wanted[commands.NUMBER] = (int, float)
    if not isinstance(value, wanted[kind]) or (isinstance(value, bool) and kind != commands.BOOLEAN):
        raise AssertionError(f"option {name!r} is of type {kind}, not {value!r}")
    if option.get("choices") and value not in [choice["value"] for choice in option["choices"]]:
        raise AssertionError(f"{value!r} is none of the choices of {name!r}")
    size = len(value) if isinstance(value, str) else value
    unit = "length" if isinstance(value, str) else "value"
    least, most = option.get(f"min_{unit}"), option.get(f"max_{unit}")
    if isinstance(value, str):
        most = min(most or 6000, 6000)
    if (least is not None and size < least) or (most is not None and size > most):
        raise AssertionError(f"{name!r} must be from {least} to {most} in {unit}")
    return value


def _resolve(value: User | Channel, resolved: Json, channel: Channel) -> str:
    if isinstance(value, User):
        resolved.setdefault("users", {})[str(value.id)] = value.payload()
        if channel.guild:
            member = {
                key: part for key, part in channel.guild.member(value).items() if key not in ("user", "deaf", "mute")
            }
            resolved.setdefault("members", {})[str(value.id)] = member | {"permissions": str(int(channel.may(value)))}
    else:
        told = value.payload() | {"permissions": str(int(value.bot_may()))}
        resolved.setdefault("channels", {})[str(value.id)] = told
    return str(value.id)


def _chosen(select: Json, values: Sequence[Any], resolved: Json, channel: Channel) -> list[str]:
    least = 1 if select.get("min_values") is None else select["min_values"]
    most = 1 if select.get("max_values") is None else select["max_values"]
    if not least <= len(values) <= most:
        raise AssertionError(f"choose {least} to {most} values, not {len(values)}")
    if select["type"] != STRING_SELECT:
        return [_resolve(value, resolved, channel) for value in values]
    offered = [option["value"] for option in select["options"]]
    for value in values:
        if value not in offered:
            raise AssertionError(f"{value!r} is none of the options {offered}")
    return list(values)


def modal_data(modal: Json, answers: Mapping[str, Any], channel: Channel) -> Json:
    """What a client sends when the member has filled in `modal`; fields left out keep what the modal put in them."""
    fields = {part["custom_id"] for _, part in walk(modal["components"]) if part.get("custom_id")}
    for custom_id in answers.keys() - fields:
        raise AssertionError(f"the modal has no field {custom_id!r}; it has {sorted(fields)}")
    resolved: Json = {}

    def filled(part: Json) -> Json:
        base = {"type": part["type"], "id": part["id"]}
        if part["type"] == TEXT_DISPLAY:
            return base
        if part["type"] == ROW:
            return base | {"components": [filled(child) for child in part["components"]]}
        if part["type"] == LABEL:
            return base | {"component": filled(part["component"])}
        return base | {"custom_id": part["custom_id"]} | _filled_value(part, answers, resolved, channel)

    data = {"custom_id": modal["custom_id"], "components": [filled(part) for part in modal["components"]]}
    return data | ({"resolved": resolved} if resolved else {})


def _filled_value(part: Json, answers: Mapping[str, Any], resolved: Json, channel: Channel) -> Json:
    name = part["custom_id"]
    if part["type"] == TEXT_INPUT:
        text = answers.get(name, part.get("value") or "")
        least, most = part.get("min_length") or 0, part.get("max_length") or 4000
        if (text or part.get("required", True)) and not max(least, int(part.get("required", True))) <= len(
            text
        ) <= most:
            raise AssertionError(f"the client would not send {name!r} with {len(text)} characters")
        return {"value": text}
    offered = part.get("options") or []
    preset = [option["value"] for option in offered if option.get("default")]
    chosen = answers.get(name, preset)
    if part["type"] in SELECTS:
        if not chosen and not part.get("required", True):
            return {"values": []}
        return {"values": _chosen(part, chosen, resolved, channel)}
    if part["type"] == 23:
        return {"value": bool(answers.get(name, part.get("default", False)))}
    values = [chosen] if isinstance(chosen, str) else list(chosen)
    if any(value not in [option["value"] for option in offered] for value in values):
        raise AssertionError(f"{values} are none of the options of {name!r}")
    return {"value": values[0] if values else None} if part["type"] == 21 else {"values": values}


def deferred_flags(body: Json) -> int:
    return ((body.get("data") or {}).get("flags") or 0) & EPHEMERAL
