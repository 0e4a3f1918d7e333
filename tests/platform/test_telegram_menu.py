"""The command menu as Telegram shows it: in both languages, within its limits, and each to whom it is meant for."""

from __future__ import annotations

import pytest

from bot.commands import table
from bot.domain.text import LANGUAGES, Lang
from bot.language import catalogue
from tests.platform.telegram_server import limits
from tests.support.telegram_bot import ANN, OWNER, built, running


async def test_the_menu_is_set_in_each_language_and_owners_have_more() -> None:
    async with running() as house:
        await house.server.wait_for(
            "setMyCommands", where=lambda c: "scope" in c.parameters and c.parameters.get("language_code") == "en"
        )
        names = [command["command"] for command in house.server.commands() or ()]
        assert names == [command.name for command in table.COMMANDS if not command.owners]
        described = [(house.server.commands(None, code) or [{}])[0]["description"] for code in ("", "ja", "en")]
        assert described == ["このボットについて", "このボットについて", "what this is"]
        owners = house.server.commands({"type": "chat", "chat_id": OWNER}, "en") or [{}]
        assert [command["command"] for command in owners] == [command.name for command in table.COMMANDS]
        assert owners[-1] == {"command": "add", "description": "a new entry (owners)"}
        # Groups, and everybody else's private chat, fall back to the menu of no scope, in which no owner's command stands.
        scopes = [call.parameters.get("scope") for call in house.server.made("setMyCommands")]
        assert [scope for scope in scopes if scope] == [{"type": "chat", "chat_id": OWNER}] * 3
        assert house.server.commands({"type": "chat", "chat_id": ANN}) is None


async def test_the_menu_is_set_only_when_it_changed() -> None:
    async with built() as house:
        await house.store.set_note("telegram-commands", "as before")
        house.start()
        await house.server.wait_for("setMyCommands", where=lambda call: "scope" in call.parameters)
        await house.ask(house.ann, house.ann, "/help")
        await house.stop()
        note = await house.store.note("telegram-commands")
        assert note not in (None, "as before")
        before = len(house.server.made("setMyCommands"))
        again = house.anew()
        again.start()
        await house.ask(house.ann, house.ann, "/help")
        await again.stop()
        assert len(house.server.made("setMyCommands")) == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_table_is_a_menu(lang: Lang) -> None:
    words = catalogue.words(lang)
    limits.commands([{"command": c.name, "description": words(f"{c.name}-about")} for c in table.COMMANDS])


def test_what_is_asked_by_buttons_reads_or_changes() -> None:
    assert not table.READING.keys() & table.CHANGING.keys()
    assert table.TAPS.keys() == table.READING.keys() | table.CHANGING.keys()
