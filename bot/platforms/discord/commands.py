"""The slash commands, made of the table of commands: English names, each with its name in the other languages."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from typing import Any

from discord.http import HTTPClient, Route

from ...commands import add
from ...commands.request import Command, Parameter
from ...domain.ports import Store, Wordbook
from ...domain.text import LANGUAGES, Lang
from . import failures

Json = dict[str, Any]

log = logging.getLogger(__name__)

NOTE = "discord-commands"
_CHAT_INPUT, _STRING = 1, 3
_IN_GUILD, _IN_BOT_DM, _AMONG_FRIENDS = 0, 1, 2
_GUILD_INSTALL, _USER_INSTALL = 0, 1
# Discord's locales of each language; English is the default one.
_LOCALES: dict[Lang, str] = {"ja": "ja"}


def tree(commands: Iterable[Command], wordbook: Wordbook) -> list[Json]:
    """Return every command as the API takes it. `owners` is no permission that Discord knows: the router refuses."""
    commands = tuple(commands)
    return [
        {
            "type": _CHAT_INPUT,
            **_named(command.name, command.name, wordbook),
            "options": [_option(command.parameter, commands, wordbook)] if command.parameter else [],
            "default_member_permissions": None,
            "contexts": [_IN_GUILD, _IN_BOT_DM, *([_AMONG_FRIENDS] if command.reads else [])],
            "integration_types": [_GUILD_INSTALL, *([_USER_INSTALL] if command.reads else [])],
        }
        for command in commands
    ]


def _named(name: str, message: str, wordbook: Wordbook) -> Json:
    """Return name and description; `message` is what their messages in the catalogues begin with."""
    return {
        "name": name,
        "name_localizations": {tag: wordbook(lang)(f"{message}-slash") for lang, tag in _LOCALES.items()},
        "description": wordbook("en")(f"{message}-about"),
        "description_localizations": {tag: wordbook(lang)(f"{message}-about") for lang, tag in _LOCALES.items()},
    }


def _option(parameter: Parameter, commands: tuple[Command, ...], wordbook: Wordbook) -> Json:
    is_command = any(command.name == parameter.name for command in commands)
    message = f"{parameter.name}-parameter" if is_command else parameter.name
    option: Json = {"type": _STRING, **_named(parameter.name, message, wordbook), "required": False}
    if parameter.completes in ("languages", "kinds"):
        option["choices"] = _languages(wordbook) if parameter.completes == "languages" else _kinds(wordbook)
    elif parameter.completes:
        option["autocomplete"] = True
    return option


def _languages(wordbook: Wordbook) -> list[Json]:
    return [{"name": wordbook(lang)("language-name"), "value": lang} for lang in LANGUAGES]


def _kinds(wordbook: Wordbook) -> list[Json]:
    return [
        {
            "name": wordbook("en")(f"form-{kind}"),
            "name_localizations": {tag: wordbook(lang)(f"form-{kind}") for lang, tag in _LOCALES.items()},
            "value": kind,
        }
        for kind in add.KINDS
    ]


def fingerprint(tree_: list[Json], application: int) -> str:
    """Return what changes when the commands, or the bot that has them, change."""
    written = json.dumps([application, tree_], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


async def sync(http: HTTPClient, application: int, tree_: list[Json], store: Store) -> None:
    """Give Discord the commands, if they changed since it was last given them.

    A failure is logged and leaves the old commands; what was synced is noted after it was taken.
    """
    wanted = fingerprint(tree_, application)
    if await store.note(NOTE) == wanted:
        return
    route = Route("PUT", "/applications/{application_id}/commands", application_id=application)
    try:
        await http.request(route, json=tree_)
    except failures.FOREIGN as error:
        log.warning("discord: the slash commands stay as they were, for they were not taken: %s", error)
        return
    await store.set_note(NOTE, wanted)
    log.info("discord: %d slash commands synced", len(tree_))
