"""REST: the bot itself, its application and commands, its guilds and their members."""

from __future__ import annotations

from .calls import Call
from .command_limits import command_list_problems
from .errors import ApiError, Json, invalid_form, unknown
from .gateway import Gateway
from .interactions import Interactions
from .world import DM, User, World


class Account:
    def __init__(self, world: World, gateway: Gateway, interactions: Interactions, owner: User) -> None:
        self._world, self._gateway, self._interactions, self._owner = world, gateway, interactions, owner

    async def gateway(self, call: Call) -> Json:
        return {"url": self._gateway.url}

    async def gateway_bot(self, call: Call) -> Json:
        left = 1000 - self._gateway.identified
        limit = {"total": 1000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": self._gateway.shards, "session_start_limit": limit}

    async def me(self, call: Call) -> Json:
        return self._world.bot.payload() | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0}

    async def user(self, call: Call) -> Json:
        return self._user(call).payload()

    def _user(self, call: Call) -> User:
        user = self._world.users.get(call.number("user_id"))
        if user is None:
            raise unknown("User")
        return user

    async def open_dm(self, call: Call) -> Json:
        user = self._world.users.get(int(call.mapping().get("recipient_id") or 0))
        if user is None:
            raise unknown("User")
        for channel in self._world.channels.values():
            if channel.kind == DM and channel.owner is user:
                return channel.payload()
        return self._world.add_channel(user.name, DM, user).payload()

    async def application(self, call: Call) -> Json:
        return {
            "id": str(self._world.bot.id),
            "name": self._world.bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self._owner.payload(),
            "verify_key": "0" * 64,
            "flags": 0,
            "team": None,
            "interactions_endpoint_url": None,
            "integration_types_config": {"0": {}},
        }

    async def guild(self, call: Call) -> Json:
        guild = self._world.guilds.get(call.number("guild_id"))
        if guild is None:
            raise unknown("Guild")
        return guild.summary()

    async def guild_channels(self, call: Call) -> list[Json]:
        guild = self._world.guilds.get(call.number("guild_id"))
        if guild is None:
            raise unknown("Guild")
        told = guild.created(self._world.bot)["channels"]
        return list(told)

    async def member(self, call: Call) -> Json:
        guild = self._world.guilds.get(call.number("guild_id"))
        if guild is None:
            raise unknown("Guild")
        return guild.member(self._user(call))

    def _own(self, call: Call) -> None:
        if call.number("application_id") != self._world.bot.id:
            raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
        if "guild_id" in call.params and call.number("guild_id") not in self._world.guilds:
            raise ApiError(403, 50001, "Missing Access")

    async def commands(self, call: Call) -> list[Json]:
        """Names in other languages are told only when asked for."""
        self._own(call)
        if call.query.get("with_localizations") in ("1", "true"):
            return self._listed(call)
        return [_without_localizations(command) for command in self._listed(call)]

    def _listed(self, call: Call) -> list[Json]:
        if "guild_id" in call.params:
            return self._interactions.guild_commands.get(call.number("guild_id"), [])
        return self._interactions.global_commands

    async def set_commands(self, call: Call) -> list[Json]:
        """Replaces the whole list; a command that keeps its name keeps its id."""
        self._own(call)
        given: list[Json] = call.body if isinstance(call.body, list) else []
        problems = list(command_list_problems(given))
        if problems:
            raise invalid_form(problems)
        before = {(command["name"], command["type"]): command["id"] for command in self._listed(call)}
        stored = [self._stored(command, before) for command in given]
        if "guild_id" in call.params:
            self._interactions.guild_commands[call.number("guild_id")] = stored
        else:
            self._interactions.global_commands = stored
        return stored

    def _stored(self, command: Json, before: dict[tuple[str, int], str]) -> Json:
        kind = command.get("type") or 1
        permissions = command.get("default_member_permissions")
        return {
            **command,
            "type": kind,
            "description": command.get("description") or "",
            "id": before.get((command["name"], kind)) or str(self._world.snowflake()),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.snowflake()),
            "default_member_permissions": None if permissions is None else str(permissions),
        }


def _without_localizations(command: Json) -> Json:
    kept = {key: value for key, value in command.items() if not key.endswith("_localizations")}
    for name in ("options", "choices"):
        if kept.get(name):
            kept[name] = [_without_localizations(inner) for inner in kept[name]]
    return kept
