"""The command menu, in each language; owners see theirs in their private chat alone. Set only when it has changed."""

from __future__ import annotations

import hashlib
import json
import logging

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from ...commands.request import Command, Kit
from ...domain.text import LANGUAGES, Lang
from . import failures, outgoing

log = logging.getLogger(__name__)

_NOTE = "telegram-commands"


async def sync(bot: outgoing.Bot, kit: Kit, owners: frozenset[str]) -> None:
    """Set the menu of everybody and of each owner."""
    everybody = tuple(command for command in kit.commands if not command.owners)
    await _set(bot, kit, everybody, None)
    for owner in sorted(owners):
        if owner.isdecimal():
            await _set(bot, kit, kit.commands, int(owner))


async def _set(bot: outgoing.Bot, kit: Kit, commands: tuple[Command, ...], owner: int | None) -> None:
    note = _NOTE if owner is None else f"{_NOTE}/{owner}"
    menus: dict[Lang | None, list[BotCommand]] = {
        code: [BotCommand(c.name, kit.wordbook(code or kit.defaults.language)(f"{c.name}-about")) for c in commands]
        for code in (None, *LANGUAGES)
    }
    listed = {code or "": [command.to_dict() for command in menu] for code, menu in menus.items()}
    print_ = hashlib.sha256(json.dumps([bot.id, listed], sort_keys=True).encode()).hexdigest()[:16]
    if await kit.store.note(note) == print_:
        return
    scope = None if owner is None else BotCommandScopeChat(owner)
    try:
        for code, menu in menus.items():
            await bot.set_my_commands(menu, scope=scope, language_code=code)
    except TelegramError as error:
        # An owner who never opened the chat has no menu yet; the next start tries again.
        level = logging.WARNING if owner is None else logging.DEBUG
        log.log(level, "telegram: the command menu was not set: %s", failures.reason(error))
        return
    await kit.store.set_note(note, print_)
