"""Editions on Discord: from a row of the outbox through the real dispatcher and client library to a receipt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.reply import Heading, Reply, paragraph
from bot.platforms.discord import mark
from tests.platform.discord_server import Dropped, RateLimited, Refused
from tests.support.discord_bot import Press, here, press_running, text
from tests.support.kit import START

SILENT = 1 << 12
LONG = Reply((Heading("号"), *(paragraph(f"段落{n}。" + "文" * 900) for n in range(9))), "ja")


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with press_running() as made:
        yield made


async def test_an_edition_is_one_message_with_a_nonce_a_mark_and_a_receipt(press: Press) -> None:
    row = await press.send(await press.subscribe(here(press.channel)))
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert [part.message_id for part in row.parts] == [str(message.id)]
    assert "二人の物語" in text(message)
    assert message.nonce == mark.short(f"{row.key}/0")
    assert message.components[0]["id"] == mark.of(f"{row.key}/0") > 1000
    assert not message.flags & SILENT
    body = next(call for call in press.server.calls if call.template.endswith("/messages")).body
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}


async def test_further_parts_are_silent_and_have_marks_of_their_own(press: Press) -> None:
    made = press.bot.publisher.render(LONG)
    assert len(made) == 3
    for index, part in enumerate(made):
        await press.bot.publisher.send(
            here(press.channel), part, nonce=f"k/{index}", silent=index > 0, first="1" if index else None
        )
    messages = press.server.messages(press.channel)
    assert [bool(message.flags & SILENT) for message in messages] == [False, True, True]
    assert len({message.components[0]["id"] for message in messages}) == 3
    assert "".join(part.text for part in made).count("文") == 8100


async def test_a_thread_is_written_to_and_woken(press: Press) -> None:
    thread = press.server.add_thread(press.channel, "saga", archived=True)
    row = await press.send(await press.subscribe(here(press.channel, thread)))
    assert row.state == "sent"
    assert len(press.server.messages(thread)) == 1
    assert not thread.archived


async def test_a_forum_gets_a_post_under_the_first_heading_and_the_rest_in_it(press: Press) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    row = await press.send(await press.subscribe(here(forum)))
    assert row.state == "sent"
    post = next(channel for channel in press.guild.channels if channel.parent is forum)
    assert post.name.startswith("2026年1月15日(木)・二人の物語")
    assert row.parts[0].message_id == str(post.id)
    await press.send(await press.now(await press.subscribe(here(forum))), "2026-01-16T09:00")
    further = press.bot.publisher.render(Reply((paragraph("続き"),), "ja"))[0]
    first = row.parts[0].message_id
    await press.bot.publisher.send(here(forum), further, nonce="k/1", silent=True, first=first)
    assert len(press.server.messages(post)) == 2


async def test_of_a_forum_post_that_somebody_has_seen_the_rest_does_not_go_astray(press: Press) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    subscription = await press.subscribe(here(forum))
    row = await press.plan(subscription)
    fixed = row.sending((), press.bot.publisher.render(LONG), press.clock())
    doubt = fixed.unknown(None, press.clock(), "reset").asking(press.clock())
    assert await press.kit.store.advance(row, doubt)
    assert await press.kit.desk.settle(doubt, "there", "discord:7") is not None
    ended = await press.later(row)
    assert ended.state == "refused"
    assert "which post" in str(ended.error)
    assert not [call for call in press.server.calls if call.path.startswith("/channels//")]
    assert (await press.now(subscription)).paused is None


async def test_a_forum_whose_post_was_deleted_is_not_lost_with_it(press: Press) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    subscription = await press.subscribe(here(forum))
    made = press.bot.publisher.render(LONG)
    row = await press.plan(subscription)
    fixed = row.sending((), made, press.clock())
    await press.kit.store.advance(row, fixed)
    first = await press.bot.publisher.send(here(forum), made[0], nonce=f"{row.key}/0", silent=False, first=None)
    await press.kit.store.advance(fixed, begun := fixed.received(first, press.clock()))
    await press.kit.store.advance(begun, begun.retrying(None, press.clock(), "as after an outage"))
    press.server.delete_channel(next(channel for channel in press.guild.channels if channel.parent is forum))
    ended = await press.later(row)
    assert ended.state == "refused"
    assert "the post that the edition began with" in str(ended.error)
    assert (await press.now(subscription)).paused is None


async def test_an_edition_goes_to_a_direct_message(press: Press) -> None:
    dm = press.server.add_dm(press.server.add_user("Aoi"))
    assert (await press.send(await press.subscribe(here(dm)))).state == "sent"
    assert len(press.server.messages(dm)) == 1


@pytest.mark.parametrize("fault", [Dropped(delivered=True), Dropped(delivered=False), Refused(502), Refused(503)])
async def test_what_breaks_is_unknown_after_one_attempt_and_repeated_under_its_nonce(
    press: Press, fault: Dropped | Refused
) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", fault)
    row = await press.send(await press.subscribe(here(press.channel)))
    assert row.state == "unknown"
    assert row.attempts == 1
    row = await press.later(row, timedelta(seconds=5))
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert row.parts[0].message_id == str(message.id)
    nonces = {call.body["nonce"] for call in press.server.calls if call.template == "/channels/{channel_id}/messages"}
    assert len(nonces) == 1


async def test_a_refusal_after_a_broken_connection_proves_nothing(press: Press) -> None:
    for fault in (Dropped(delivered=True), Refused(403, 50013, "Missing Permissions")):
        press.server.fault("POST", f"/channels/{press.channel.id}/messages", fault)
    row = await press.send(await press.subscribe(here(press.channel)))
    assert (await press.later(row, timedelta(seconds=5))).state == "unknown"
    row = await press.later(row, timedelta(minutes=3))
    assert row.state == "sent"
    assert len(press.server.messages(press.channel)) == 1


@pytest.mark.parametrize("seconds", [7, 900, 3600])
@pytest.mark.parametrize("is_global", [False, True])
async def test_a_rate_limit_is_put_back_for_as_long_as_discord_says(
    press: Press, seconds: int, is_global: bool
) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", RateLimited(seconds, is_global))
    row = await press.send(await press.subscribe(here(press.channel)))
    assert row.state == "retrying"
    assert row.not_before == START + timedelta(seconds=seconds)
    note = "wait/discord" if is_global else f"wait/discord:{press.channel.id}"
    assert await press.kit.store.note(note)


async def test_a_form_that_discord_refuses_goes_out_as_plain_text_and_is_reported(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Refused(400, 50035, "Invalid Form Body"))
    row = await press.send(await press.subscribe(here(press.channel)))
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert [part["type"] for part in message.components] == [10]
    assert message.components[0]["id"] == mark.of(f"{row.key}/0")
    assert "二人の物語" in text(message)
    assert str(row.parts[0].note).startswith("sent as plain text: Discord: 400")


async def test_what_discord_finds_too_long_is_split_and_nothing_is_cut(press: Press) -> None:
    wrong = {"_errors": [{"code": "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "message": "too much"}]}
    fault = Refused(400, 50035, "Invalid Form Body", errors={"components": wrong})
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", fault)
    subscription = await press.subscribe(here(press.channel))
    whole = "".join(press.bot.publisher.render(LONG)[0].text.split())
    row = await press.send(subscription)
    assert row.state == "sent"
    assert len(row.parts) > 1
    said = "".join("".join(part.text.split()) for part in row.parts)
    assert "二人の物語" in said
    messages = press.server.messages(press.channel)
    assert [str(message.id) for message in messages] == [part.message_id for part in row.parts]
    rows = [[part for part in message.components if part["type"] == 1] for message in messages]
    assert not any(rows[:-1])
    assert rows[-1]
    pieces = press.bot.publisher.split(press.bot.publisher.render(LONG)[0])
    assert "".join("".join(piece.text.split()) for piece in pieces) == whole
