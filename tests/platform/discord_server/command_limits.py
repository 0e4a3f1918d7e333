"""Discord's limits on application commands and on the choices that an autocomplete answers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .components import At, text_problems
from .errors import Json, Problem
from .limits import unknown_fields

# fmt: off
LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
})
# fmt: on
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)

_COMMAND = {
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "dm_permission",
    "contexts",
    "integration_types",
    "handler",
    "type",
    "nsfw",
    "id",
}
_OPTION = {"type", "name", "name_localizations", "description", "description_localizations", "required"}
_OPTION |= {"options", "choices", "autocomplete", "channel_types"}
_OPTION |= {"min_value", "max_value", "min_length", "max_length"}


def command_list_problems(commands: list[Json]) -> Iterator[Problem]:
    if len(commands) > 130:
        yield Problem((), "BASE_TYPE_MAX_LENGTH", "Must be 130 or fewer in length.")
    names = Counter((command.get("name"), command.get("type") or 1) for command in commands)
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if sum(1 for command in commands if (command.get("type") or 1) == kind) > most:
            yield Problem((), "APPLICATION_COMMAND_TOO_MANY", f"At most {most} commands of type {kind}.")
    for index, command in enumerate(commands):
        yield from _command((index,), command)
        if names[command.get("name"), command.get("type") or 1] > 1:
            yield Problem((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Command names must be unique")


def _command(at: At, command: Json) -> Iterator[Problem]:
    yield from unknown_fields(command, _COMMAND, at)
    if (command.get("type") or 1) == 1:
        yield from _named(at, command)
        yield from _options((*at, "options"), command.get("options") or [], depth=0)
    else:
        yield from text_problems((*at, "name"), command.get("name"), 1, 32, required=True)
    if _size(command) > 8000:
        yield Problem(at, "APPLICATION_COMMAND_TOO_LARGE", "Names, descriptions and values exceed 8000 characters.")


def _named(at: At, part: Json) -> Iterator[Problem]:
    yield from _name((*at, "name"), part.get("name"))
    yield from text_problems((*at, "description"), part.get("description"), 1, 100, required=True)
    for locale, name in (part.get("name_localizations") or {}).items():
        yield from _locale((*at, "name_localizations", locale), locale)
        yield from _name((*at, "name_localizations", locale), name)
    for locale, text in (part.get("description_localizations") or {}).items():
        yield from _locale((*at, "description_localizations", locale), locale)
        yield from text_problems((*at, "description_localizations", locale), text, 1, 100, required=True)


def _locale(at: At, locale: str) -> Iterator[Problem]:
    if locale not in LOCALES:
        yield Problem(at, "BASE_TYPE_CHOICES", f"{locale} is no locale of Discord.")


def _name(at: At, name: Any) -> Iterator[Problem]:
    """1-32 of letters, digits, "-", "_" and "'", of any script, in lower case where the script has one."""
    if not isinstance(name, str):
        yield Problem(at, "BASE_TYPE_REQUIRED", "This field is required")
    elif (
        not 1 <= len(name) <= 32
        or name != name.lower()
        or not all(character in "-_'" or unicodedata.category(character)[0] in "LN" for character in name)
    ):
        yield Problem(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _options(at: At, options: list[Json], depth: int) -> Iterator[Problem]:
    if len(options) > 25:
        yield Problem(at, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    names = Counter(option.get("name") for option in options)
    optional = False
    for index, option in enumerate(options):
        here = (*at, index)
        yield from unknown_fields(option, _OPTION, here)
        yield from _named(here, option)
        if names[option.get("name")] > 1:
            yield Problem((*here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option names must be unique")
        if option.get("required") and optional:
            yield Problem(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options come first")
        optional = optional or not option.get("required")
        if option.get("type") in (SUBCOMMAND, GROUP):
            if depth >= (2 if option["type"] == SUBCOMMAND else 1):
                yield Problem((*here, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep")
            yield from _options((*here, "options"), option.get("options") or [], depth + 1)
        else:
            yield from _value_option(here, option)


def _value_option(at: At, option: Json) -> Iterator[Problem]:
    kind = option.get("type")
    if kind not in range(STRING, ATTACHMENT + 1):
        yield Problem((*at, "type"), "BASE_TYPE_CHOICES", f"{kind!r} is no type of option.")
    if option.get("choices") and option.get("autocomplete"):
        yield Problem((*at, "choices"), "APPLICATION_COMMAND_CHOICES_AND_AUTOCOMPLETE", "Either one, not both.")
    if (option.get("choices") or option.get("autocomplete")) and kind not in (STRING, INTEGER, NUMBER):
        yield Problem((*at, "choices"), "BASE_TYPE_CHOICES", "Only texts and numbers have choices.")
    yield from choice_problems((*at, "choices"), option.get("choices") or [], kind)


def choice_problems(at: At, choices: list[Json], kind: Any) -> Iterator[Problem]:
    if len(choices) > 25:
        yield Problem(at, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    names = Counter(choice.get("name") for choice in choices)
    for index, choice in enumerate(choices):
        yield from unknown_fields(choice, {"name", "name_localizations", "value"}, (*at, index))
        yield from text_problems((*at, index, "name"), choice.get("name"), 1, 100, required=True)
        for locale, name in (choice.get("name_localizations") or {}).items():
            yield from _locale((*at, index, "name_localizations", locale), locale)
            yield from text_problems((*at, index, "name_localizations", locale), name, 1, 100, required=True)
        if names[choice.get("name")] > 1:
            yield Problem(
                (*at, index, "name"), "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_EXISTS", "Names must be unique"
            )
        value = choice.get("value")
        if kind == STRING:
            yield from text_problems((*at, index, "value"), value, 1, 100, required=True)
        elif not isinstance(value, (int, float)) or isinstance(value, bool):
            yield Problem((*at, index, "value"), "NUMBER_TYPE_COERCE", f"{value!r} is no number.")


def _size(part: Json) -> int:
    texts = [part.get("name"), part.get("description"), part.get("value")]
    own = sum(len(text) for text in texts if isinstance(text, str))
    return own + sum(_size(child) for name in ("options", "choices") for child in part.get(name) or [])
