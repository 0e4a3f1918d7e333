"""The slash commands as Discord is given them: every limit kept, in both languages, for the real table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.commands import table
from bot.commands.request import Command
from bot.language import catalogue
from bot.platforms.discord import commands
from tests.platform.discord_server import schema
from tests.platform.discord_server.command_limits import command_list_problems

TREE = commands.tree(table.COMMANDS, catalogue.words)
# As Discord's documentation writes it, for chat input; it also wants lower case.
NAME = re.compile(r"[-_'\w]{1,32}")
BY_NAME = {command.name: command for command in table.COMMANDS}


def named(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield commands and their options."""
    for part in parts:
        yield part
        yield from named(part.get("options", []))


def size(command: dict[str, Any], locale: str | None) -> int:
    """Count the characters of a command as Discord does: names, descriptions and values, in one language."""
    total = 0
    for part in named([command]):
        for key in ("name", "description"):
            total += len((part.get(f"{key}_localizations") or {}).get(locale) or part[key])
        total += sum(len(choice["name"]) + len(str(choice["value"])) for choice in part.get("choices", []))
    return total


def test_the_server_s_rules_hold() -> None:
    assert not list(command_list_problems(TREE))
    assert not list(schema.schema_problems("PUT", "/applications/{application_id}/commands", TREE))


def test_there_are_no_more_than_a_hundred() -> None:
    assert 1 <= len(TREE) <= 100
    assert [part["name"] for part in TREE] == [command.name for command in table.COMMANDS]


@pytest.mark.parametrize("part", list(named(TREE)), ids=lambda part: part["name"])
def test_names_and_descriptions_fit_in_both_languages(part: dict[str, Any]) -> None:
    for name in (part["name"], part["name_localizations"]["ja"]):
        assert NAME.fullmatch(name)
        assert name == name.lower()
    for text in (part["description"], part["description_localizations"]["ja"]):
        assert 1 <= len(text) <= 100
    assert part["name_localizations"].keys() == part["description_localizations"].keys() == {"ja"}


@pytest.mark.parametrize("locale", [None, "ja"])
def test_no_two_commands_have_one_name(locale: str | None) -> None:
    names = [(command["name_localizations"].get(locale) or command["name"]) for command in TREE]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("command", TREE, ids=lambda command: command["name"])
def test_a_command_is_no_longer_than_eight_thousand_characters(command: dict[str, Any]) -> None:
    assert max(size(command, None), size(command, "ja")) <= 8000


@pytest.mark.parametrize("command", TREE, ids=lambda command: command["name"])
def test_what_only_reads_is_installed_by_anybody_and_asked_anywhere(command: dict[str, Any]) -> None:
    reads = BY_NAME[command["name"]].reads
    assert command["integration_types"] == ([0, 1] if reads else [0])
    assert command["contexts"] == ([0, 1, 2] if reads else [0, 1])


def test_what_changes_something_where_it_is_asked_is_marked() -> None:
    managing: list[Command] = [command for command in table.COMMANDS if not command.reads]
    assert {"subscribe", "unsubscribe", "add"} <= {command.name for command in managing}


def test_a_parameter_has_choices_or_completes() -> None:
    for command in TREE:
        parameter = BY_NAME[command["name"]].parameter
        for option in command["options"]:
            few = parameter is not None and parameter.completes in ("languages", "kinds")
            assert ("choices" in option) == few
            assert ("autocomplete" in option) == (parameter is not None and bool(parameter.completes) and not few)
