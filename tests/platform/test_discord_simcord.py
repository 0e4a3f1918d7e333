"""A second opinion on Discord's rules: our client, in SimCord's simulation of Discord, which is not ours.

The real discord.py with our client, inbox and renderer runs against it; every command, and every button under every answer.
How the platform connects, logs in and connects again is not in it: SimCord is what a client is connected to. Nor are apps
that somebody has installed for themselves, and every client there speaks English.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import simcord

from bot.commands.request import Kit
from bot.commands.router import Router
from bot.language import catalogue
from bot.platforms.discord import commands
from bot.platforms.discord.busy import Busy
from bot.platforms.discord.client import Client
from bot.platforms.discord.guilds import Guilds
from bot.platforms.discord.inbox import Inbox
from bot.platforms.discord.telling import Admins
from tests.support.discord_bot import parts
from tests.support.kit import small_kit

WORDS = (
    "",
    "Musk",
    "マスク トランプ",
    "2025-06",
    "先週",
    "2025-02-30",
    "減税",
    "why-allied",
    "quarrel",
    "@everyone *x*",
    "長" * 3000,
)
# So many answers are looked at, each under a button of an earlier one.
ANSWERS = 120


@dataclass
class Stage:
    env: simcord.Env
    kit: Kit
    channel: Any
    member: Any


def a_client(kit: Kit, owner: int = 0) -> Client:
    owners = frozenset({str(owner)})
    guilds = Guilds(kit.store, kit.desk, kit.clock)
    inbox = Inbox(Router(kit), owners, 1.5)
    return Client(inbox, guilds, Admins(owners), Busy(), lambda _: None, shard_count=1)


@pytest.fixture(params=["ja", "en"])
async def stage(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    """A guild with a member, who owns the bot and has chosen a language. Whatever fails in the bot fails the test."""
    kit = small_kit()
    env = simcord.Env(a_client(kit))
    await env.start()
    try:
        guild = env.create_guild(name="Edo")
        channel = guild.create_text_channel("news")
        member = guild.add_member(env.create_user("aoi"))
        await env.restart_bot(a_client(kit, member.id))
        tree = commands.tree(kit.commands, catalogue.words)
        await commands.sync(env.bot.http, env.backend.application_id, tree, kit.store)
        await kit.store.set_note(f"language/discord:{member.id}", request.param)
        yield Stage(env, kit, channel, member)
    finally:
        await env.shutdown()
    assert not env.errors
    assert not [record for record in caplog.records if record.name.startswith("bot.") and record.levelname != "INFO"]


def asked(message: Any) -> Iterator[tuple[str, str]]:
    """Yield what may be pressed under a message: a custom id, and the value in a select or nothing."""
    for part in parts(message.components):
        if part["type"] == 2:
            yield part["custom_id"], ""
        elif part["type"] == 3:
            yield from ((part["custom_id"], option["value"]) for option in part["options"])


async def test_the_commands_are_taken(stage: Stage) -> None:
    offered = stage.member.available_commands(stage.channel)
    assert sorted(offered) == sorted(command.name for command in stage.kit.commands)


async def test_every_command_is_answered_whatever_follows_it(stage: Stage) -> None:
    for command in stage.kit.commands:
        takes = command.parameter
        free = takes is not None and takes.completes not in ("languages", "kinds")
        for words in WORDS if free else ("",):
            given = {takes.name: words} if takes and words else {}
            found = await stage.member.slash(stage.channel, command.name, **given)
            assert found.acknowledged
            assert found.modal or found.response


async def test_every_button_is_answered_also_after_a_restart(stage: Stage) -> None:
    """Breadth first, from the commands down: each thing that can be asked once, by a client that has not seen the message."""
    starts = [command for command in stage.kit.commands if command.reads]
    waiting = [(await stage.member.slash(stage.channel, command.name)).response for command in starts]
    seen: set[str] = set()
    while waiting and len(seen) < ANSWERS:
        await stage.env.restart_bot(a_client(stage.kit))
        message = waiting.pop(0)
        for custom_id, value in list(asked(message)):
            if (value or custom_id) in seen or (custom_id, value) not in asked(message):
                continue
            seen.add(value or custom_id)
            if value:
                found = await stage.member.select(message, [value], custom_id=custom_id)
            else:
                found = await stage.member.click(message, custom_id=custom_id)
            assert found.acknowledged
            waiting += [answer for answer in (found.response, *found.followups) if answer]
    assert len(seen) > 20


async def test_what_is_typed_is_completed(stage: Stage) -> None:
    for command in stage.kit.commands:
        if command.parameter and command.parameter.completes not in (None, "languages", "kinds"):
            for words in WORDS:
                found = await stage.member.autocomplete(stage.channel, command.name, command.parameter.name, words)
                assert len(found) <= 25
    assert await stage.member.autocomplete(stage.channel, "timeline", "when", "先週")


async def test_a_form_is_filled(stage: Stage) -> None:
    opened = await stage.member.slash(stage.channel, "add", kind="event")
    assert opened.modal
    filled = {
        "date": "2025-12-24",
        "title": "聖夜の和解\nPeace at Christmas",
        "summary-ja": "二人は年末の集まりで同席し、短い会話を交わしたと記事は伝えている。その後の予定は示されていない。",
        "summary-en": "The two sat at one table at the end of the year and spoke briefly, the article says. No plans were named.",
        "details": "people: マスク, Trump\ntopics: bill\nsources: techflow\nimportance: 4",
    }
    preview = await stage.member.submit_modal(opened, filled)
    assert preview.ephemeral
    save = next(custom_id for custom_id, _ in asked(preview.response) if custom_id.endswith(":save"))
    await stage.member.click(preview.response, custom_id=save)
    assert len(await stage.kit.store.added()) == 1


async def test_a_picture_is_uploaded(stage: Stage) -> None:
    found = await stage.member.slash(stage.channel, "chart")
    (picture,) = found.response.attachments
    assert (await picture.read()).startswith(b"\x89PNG")


async def test_who_does_not_manage_is_told_so_alone(stage: Stage) -> None:
    found = await stage.member.slash(stage.channel, "subscribe")
    assert found.ephemeral
    assert not await stage.kit.store.subscriptions()


async def test_a_direct_message_is_a_question(stage: Stage) -> None:
    user = stage.member.user
    await user.send_dm("マスク")
    answer = user.dm_channel.history()[-1]
    assert answer.author.bot
    assert answer.reference is not None
    found = await user.slash("timeline")
    assert found.response
