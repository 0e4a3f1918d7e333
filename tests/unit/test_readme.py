"""The README is a promise: what there is stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.arguments import parser
from bot.commands.table import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_of_the_chat_is_told(name: str) -> None:
    assert re.search(rf"`/{name}\b", README)


def verbs() -> list[str]:
    actions = [action.choices for action in parser()._actions if isinstance(action.choices, dict)]
    return sorted(name for choices in actions for name in choices)


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_of_the_command_line_is_told(verb: str) -> None:
    assert re.search(rf"(-m bot |# and |make |kawaraban |, |or ){verb}\b", README)


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
def test_every_make_target_is_told_or_tells_itself(target: str) -> None:
    assert f"make {target}" in README or target in ("help", "lock", "wheel", "clean")


def test_every_picture_that_is_shown_is_there() -> None:
    missing = [path for path in re.findall(r'(?:src="|\()(docs/[^")]+)', README) if not (ROOT / path).exists()]
    assert not missing
