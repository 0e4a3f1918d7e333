"""Discord end to end: the real client library, the real router, against the strict loopback server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.commands.request import Kit
from bot.domain.ports import Draft
from bot.domain.text import Text
from bot.storage.memory import MemoryStore
from tests.platform.discord_server import Channel, DiscordServer, Guild, Permission, Refused, User
from tests.support.discord_bot import Bot, buttons, running, selects, text
from tests.support.kit import small_corpus, small_kit


@dataclass
class Stage:
    """A server with one guild, a member, a manager and an owner of the bot; the bot runs."""

    server: DiscordServer
    kit: Kit
    guild: Guild
    channel: Channel
    member: User
    manager: User
    owner: User
    bot: Bot


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with DiscordServer() as server:
        kit = small_kit()
        guild = server.add_guild("Edo")
        channel = server.add_channel(guild, "news")
        member = server.add_user("Aoi", locale="ja")
        manager = server.add_user("Mio", locale="en-GB", permissions=Permission.MANAGE_GUILD)
        owner = server.add_user("Owner of the bot", locale="en-US")
        async with running(server, kit, [owner.id]) as bot:
            yield Stage(server, kit, guild, channel, member, manager, owner, bot)


async def test_a_slash_command_is_answered_in_the_clients_language(stage: Stage) -> None:
    asked = await stage.server.slash(stage.member, stage.channel, "年表")
    answer = await asked.answer()
    assert "## 最新の出来事" in text(answer)
    assert "**晩餐会**" in text(answer)
    assert asked.callback == 4
    in_english = await (
        await stage.server.slash(stage.manager, stage.channel, "timeline", {"when": "2025-06"})
    ).answer()
    assert "**The two fall out**" in text(in_english)
    assert in_english.seen_by is None


async def test_a_page_button_edits_and_a_select_asks_anew(stage: Stage) -> None:
    answer = await (await stage.server.slash(stage.member, stage.channel, "timeline")).answer()
    turned = await stage.server.click(stage.manager, answer, buttons(answer)["次へ ▶"])
    assert await turned.answer() is answer
    assert turned.callback == 7
    assert "**支持を表明**" in text(answer)
    people = selects(answer)["select:person:0"]
    chosen = await stage.server.select(stage.manager, answer, "select:person:0", [people["マスク"]])
    card = await chosen.answer()
    assert card is not answer
    assert text(card).startswith("## イーロン・マスク")


async def test_answers_land_in_the_thread_and_in_the_direct_message_where_they_were_asked(stage: Stage) -> None:
    thread = stage.server.add_thread(stage.channel, "talk")
    dm = stage.server.add_dm(stage.member)
    for place in (thread, dm):
        answer = await (await stage.server.slash(stage.member, place, "who", {"name": "マスク氏"})).answer()
        assert answer.channel is place
        assert "イーロン・マスク" in text(answer)


async def test_a_member_s_own_language_goes_before_the_client_s(stage: Stage) -> None:
    said = await (await stage.server.slash(stage.member, stage.channel, "language", {"language": "en"})).answer()
    assert said.seen_by is stage.member
    answer = await (await stage.server.slash(stage.member, stage.channel, "timeline")).answer()
    assert "Latest events" in text(answer)


async def test_autocomplete_knows_every_spelling_and_answers_ids(stage: Stage) -> None:
    offered = await stage.server.autocomplete(stage.member, stage.channel, "who", "name", "ｍｕｓｋ")
    assert {"name": "イーロン・マスク", "value": "musk"} in offered
    in_english = await stage.server.autocomplete(stage.manager, stage.channel, "who", "name", "トラん")
    assert in_english == [{"name": "Donald Trump", "value": "trump"}]
    assert len(await stage.server.autocomplete(stage.member, stage.channel, "who", "name", "")) == 3
    titles = await stage.server.autocomplete(stage.member, stage.channel, "digest", "title", "手を")
    assert titles == [{"name": "なぜ手を組んだのか", "value": "why-allied"}]
    answer = await (await stage.server.slash(stage.member, stage.channel, "digest", {"title": "why-allied"})).answer()
    assert "利害が合った。" in text(answer)


@pytest.mark.parametrize(
    "data", ["w:ja:nobody", "x:ja", "select:person:0", "form:zzz", "a", "t:ja:2025-02-30", "💥" * 25]
)
async def test_data_that_mean_nothing_are_answered_for_the_presser_alone(stage: Stage, data: str) -> None:
    answer = await (await stage.server.slash(stage.member, stage.channel, "timeline")).answer()
    stale = await (await stage.server.forge(stage.member, answer, data)).answer()
    assert stale.seen_by is stage.member
    assert "このボタンはもう使えません" in text(stale)


async def test_a_button_of_an_earlier_run_still_works() -> None:
    async with DiscordServer() as server:
        kit = small_kit()
        channel = server.add_channel(server.add_guild("Edo"))
        member = server.add_user("Aoi", locale="ja")
        async with running(server, kit):
            answer = await (await server.slash(member, channel, "timeline")).answer()
        async with running(server, small_kit()):
            turned = await server.click(member, answer, buttons(answer)["次へ ▶"])
            assert "支持を表明" in text(await turned.answer())


async def test_those_who_manage_the_channel_subscribe_it(stage: Stage) -> None:
    refused = await (await stage.server.slash(stage.member, stage.channel, "subscribe")).answer()
    assert refused.seen_by is stage.member
    assert not await stage.kit.store.subscriptions()
    thread = stage.server.add_thread(stage.channel, "talk")
    assert "Subscribed" in text(await (await stage.server.slash(stage.manager, stage.channel, "subscribe")).answer())
    assert "Subscribed" in text(await (await stage.server.slash(stage.manager, thread, "subscribe")).answer())
    keys = [subscription.channel.key for subscription in await stage.kit.store.subscriptions()]
    assert keys == [f"discord:{stage.channel.id}", f"discord:{stage.channel.id}/{thread.id}"]
    assert "No more" in text(await (await stage.server.slash(stage.manager, thread, "unsubscribe")).answer())
    assert len(await stage.kit.store.subscriptions()) == 1


async def test_anybody_subscribes_their_own_direct_message(stage: Stage) -> None:
    dm = stage.server.add_dm(stage.member)
    assert "登録しました" in text(await (await stage.server.slash(stage.member, dm, "subscribe")).answer())


FILLED = {
    "date": "2025-12-24",
    "title": "聖夜の和解\nPeace at Christmas",
    "summary-ja": "二人は年末の集まりで同席し、短い会話を交わしたと記事は伝えている。その後の予定は示されていない。",
    "summary-en": "The two sat at one table at the end of the year and spoke briefly, the article says. No plans were named.",
    "details": "people: マスク, Trump\ntopics: bill\nsources: techflow\nimportance: 4",
}


async def test_an_owner_adds_an_event_in_a_modal(stage: Stage) -> None:
    server, channel = stage.server, stage.channel
    asked = await server.slash(stage.owner, channel, "add", {"kind": "event"})
    modal = await asked.modal()
    assert modal["custom_id"] == "form:event"
    assert len(modal["components"]) == 5
    preview = await (await server.submit_modal(stage.owner, asked, FILLED)).answer()
    assert preview.seen_by is stage.owner
    assert "聖夜の和解" in text(preview)
    assert "Peace at Christmas" in text(preview)
    save = buttons(preview)["Save"]
    saved = await server.click(stage.owner, preview, save)
    assert await saved.answer() is preview
    assert "Saved" in text(preview)
    told = await (await server.slash(stage.member, channel, "timeline", {"when": "2025年12月24日"})).answer()
    assert "**聖夜の和解**" in text(told)
    again = await (await server.forge(stage.owner, preview, save)).answer()
    assert "before" in text(again)
    assert len(await stage.kit.store.added()) == 1


async def test_a_form_with_a_mistake_comes_back_as_it_was_filled(stage: Stage) -> None:
    asked = await stage.server.slash(stage.owner, stage.channel, "add", {"kind": "event"})
    wrong = await stage.server.submit_modal(stage.owner, asked, FILLED | {"date": "2025-02-30"})
    told = await wrong.answer()
    assert "2025-02-30" in text(told)
    mended = await stage.server.click(stage.owner, told, "form:event")
    fields = {part["component"]["custom_id"]: part["component"] for part in (await mended.modal())["components"]}
    assert fields["title"]["value"] == FILLED["title"]
    assert "sources: techflow" in fields["details"]["value"]
    preview = await (await stage.server.submit_modal(stage.owner, mended, {"date": "2025-12-24"})).answer()
    assert "Save" in buttons(preview)


async def test_nobody_but_an_owner_adds_whatever_they_forge(stage: Stage) -> None:
    server = stage.server
    refused = await (await server.slash(stage.manager, stage.channel, "add", {"kind": "digest"})).answer()
    assert "Only the owners" in text(refused)
    assert refused.seen_by is stage.manager
    asked = await server.slash(stage.owner, stage.channel, "add", {"kind": "event"})
    await (await server.submit_modal(stage.owner, asked, FILLED)).answer()
    public = await (await server.slash(stage.member, stage.channel, "timeline")).answer()
    for data in ("a:en:id1:save", "a:en:id1:drop", "form:event"):
        answer = await (await server.forge(stage.manager, public, data)).answer()
        assert "Only the owners" in text(answer)
    assert not await stage.kit.store.added()
    assert await stage.kit.store.draft("id1")


INJECTED = (
    "@everyone <@123> <#5> <t:0:R> **b** __u__ ~~s~~ ||x|| `c` [l](https://evil.example) \\\n"
    "# h\n- i\n> q\n-# s\n1. n\n```\nz```"
)


async def test_markup_and_mentions_are_shown_literally_and_ping_nobody(stage: Stage) -> None:
    """The server itself refuses every message that would let a mention ping."""
    answer = await (await stage.server.slash(stage.member, stage.channel, "who", {"name": INJECTED})).answer()
    shown = text(answer)
    assert "\\@everyone \\<\\@123\\>" in shown
    assert not answer.mentions
    asked = await stage.server.slash(stage.owner, stage.channel, "add", {"kind": "event"})
    filled = FILLED | {"title": "聖夜の**和解** <@1>\nPeace # <@1> @here"}
    preview = await (await stage.server.submit_modal(stage.owner, asked, filled)).answer()
    assert "聖夜の\\*\\*和解\\*\\* \\<\\@1\\>" in text(preview)


async def test_the_longest_words_are_answered(stage: Stage) -> None:
    for command, option in (("who", "name"), ("timeline", "when"), ("digest", "title")):
        answer = await (await stage.server.slash(stage.member, stage.channel, command, {option: "長" * 6000})).answer()
        assert text(answer)
    asked = await stage.server.slash(stage.owner, stage.channel, "add", {"kind": "event"})
    long = {"summary-ja": "長" * 4000, "summary-en": "long " * 800, "details": "*" * 4000}
    answers = await (await stage.server.submit_modal(stage.owner, asked, FILLED | long)).messages(2)
    assert all(message.seen_by is stage.owner for message in answers)


class SlowStore(MemoryStore):
    """Reads and writes only when it is told to, so that an answer takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def note(self, name: str) -> str | None:
        if name.startswith("language/"):
            await self.go.wait()
        return await super().note(name)

    async def set_note(self, name: str, value: str | None) -> None:
        if name.startswith("language/"):
            await self.go.wait()
        await super().set_note(name, value)

    async def draft(self, draft: str) -> Draft | None:
        await self.go.wait()
        return await super().draft(draft)


@pytest.fixture
async def slow() -> AsyncIterator[Stage]:
    """The stage with answers that wait for `kit.store.go`, each deferred at once."""
    async with DiscordServer() as server:
        kit = small_kit(SlowStore())
        guild = server.add_guild("Edo")
        channel = server.add_channel(guild, "news")
        member = server.add_user("Aoi", locale="ja")
        owner = server.add_user("Owner", locale="ja")
        async with running(server, kit, [owner.id], defer_after=0.0) as bot:
            yield Stage(server, kit, guild, channel, member, member, owner, bot)


def hold(stage: Stage) -> None:
    assert isinstance(stage.kit.store, SlowStore)
    stage.kit.store.go.clear()


def let_go(stage: Stage) -> None:
    assert isinstance(stage.kit.store, SlowStore)
    stage.kit.store.go.set()


async def test_a_slow_answer_is_deferred_and_given_later(slow: Stage) -> None:
    asked = await slow.server.slash(slow.member, slow.channel, "timeline")
    assert await asked.acknowledged() == 5
    let_go(slow)
    assert "**晩餐会**" in text(await asked.answer())


async def test_a_slow_private_answer_stays_private(slow: Stage) -> None:
    asked = await slow.server.slash(slow.member, slow.channel, "subscribe")
    assert await asked.acknowledged() == 5
    let_go(slow)
    await asked.messages(1)
    shown = slow.server.messages(slow.channel)
    assert [message.seen_by for message in shown] == [slow.member]
    assert "管理者" in text(shown[0])


async def test_a_slow_form_is_opened_by_a_button(slow: Stage) -> None:
    asked = await slow.server.slash(slow.owner, slow.channel, "add", {"kind": "event"})
    assert await asked.acknowledged() == 5
    let_go(slow)
    answer = await asked.answer()
    assert answer.seen_by is slow.owner
    assert "form:event" in buttons(answer).values()


async def test_a_slow_press_is_deferred_without_a_word(slow: Stage) -> None:
    let_go(slow)
    asked = await slow.server.slash(slow.owner, slow.channel, "language")
    answer = await asked.answer()
    opened = await slow.server.slash(slow.owner, slow.channel, "add", {"kind": "event"})
    preview = await (await slow.server.submit_modal(slow.owner, opened, FILLED)).answer()
    hold(slow)
    dropped = await slow.server.click(slow.owner, preview, buttons(preview)["やめる"])
    chosen = await slow.server.click(slow.member, answer, buttons(answer)["English"])
    assert [await dropped.acknowledged(), await chosen.acknowledged()] == [6, 6]
    let_go(slow)
    assert await dropped.answer() is preview
    assert "保存していません" in text(preview)
    (said,) = await chosen.messages(1)
    assert said.seen_by is slow.member


async def test_an_answer_that_discord_refuses_goes_out_as_plain_text(stage: Stage) -> None:
    route = "/interactions/{id}/{token}/callback"
    stage.server.fault("POST", route, Refused(400, 50035, "Invalid Form Body"))
    answer = await (await stage.server.slash(stage.member, stage.channel, "timeline")).answer()
    assert "晩餐会" in text(answer)


async def test_an_error_of_ours_is_told_and_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.kit.library.snapshot = None  # type: ignore[assignment]  # a fault of ours, as bad as they come
    answer = await (await stage.server.slash(stage.member, stage.channel, "timeline")).answer()
    assert "問題が起きました" in text(answer)
    assert answer.seen_by is stage.member
    assert "Traceback" in caplog.text


async def heard(stage: Stage, dm: Channel, question: str) -> str:
    """Send a direct message and return what it is answered, as a reply to it."""
    asked = stage.server.say(stage.member, dm, question)
    call = await stage.server.next_call("POST", f"/channels/{dm.id}/messages")
    assert call.status == 200
    answer = stage.server.messages(dm)[-1]
    assert answer.reference is asked
    return text(answer)


async def test_plain_text_in_a_direct_message_is_a_question(stage: Stage) -> None:
    dm = stage.server.add_dm(stage.member)
    assert "## イーロン・マスク" in await heard(stage, dm, "マスク氏")
    assert "## Elon Musk" in await heard(stage, dm, "Elon Musk")
    assert "年表" in await heard(stage, dm, "2025-06-05")
    assert "## ドナルド・トランプ" in await heard(stage, dm, "／who　トランプ")
    assert "/nonsense" in await heard(stage, dm, "/nonsense x")
    assert "Only the owners" in await heard(stage, dm, "/add event")


async def test_a_follow_up_is_not_repeated(stage: Stage) -> None:
    asked = await stage.server.slash(stage.owner, stage.channel, "add", {"kind": "event"})
    stage.server.fault("POST", "/webhooks/{id}/{token}", Refused(502))
    filled = FILLED | {"summary-ja": "長" * 4000, "summary-en": "long " * 800}
    await (await stage.server.submit_modal(stage.owner, asked, filled)).answer()
    call = await stage.server.next_call("POST", "/webhooks/{id}/{token}")
    assert call.status == 502
    await (await stage.server.slash(stage.member, stage.channel, "help")).answer()
    assert sum(call.template == "/webhooks/{webhook_id}/{webhook_token}" for call in stage.server.calls) == 1


async def test_messages_in_a_server_are_not_even_heard(stage: Stage) -> None:
    stage.server.say(stage.member, stage.channel, "マスク")
    await (await stage.server.slash(stage.member, stage.channel, "help")).answer()
    assert not [call for call in stage.server.calls if call.template == "/channels/{channel_id}/messages"]


async def test_autocomplete_says_what_a_date_would_mean(stage: Stage) -> None:
    offered = await stage.server.autocomplete(stage.member, stage.channel, "timeline", "when", "マスク 先週")
    assert offered[0] == {"name": "マスク 先週 → 2026年1月5日〜11日 × マスク", "value": "マスク 2026-01-05/2026-01-11"}
    answer = await (
        await stage.server.slash(stage.member, stage.channel, "timeline", {"when": offered[0]["value"]})
    ).answer()
    assert "2026年1月5日〜11日" in text(answer)
    in_english = await stage.server.autocomplete(stage.manager, stage.channel, "timeline", "when", "yesterday")
    assert in_english[0] == {"name": "yesterday → Wed, 14 Jan 2026", "value": "2026-01-14"}


@pytest.mark.parametrize("typed", ["", "2025-02-30", "長" * 6000, "\u202e\0", "6/5 " * 1000])
async def test_autocomplete_answers_whatever_is_typed(stage: Stage, typed: str) -> None:
    """The server refuses choices that are too many, too long, or twice of one name."""
    for command in stage.kit.commands:
        if command.parameter and command.parameter.completes not in (None, "languages", "kinds"):
            offered = await stage.server.autocomplete(
                stage.member, stage.channel, command.name, command.parameter.name, typed
            )
            assert typed != "2025-02-30" or command.parameter.completes != "question" or offered == []


async def test_two_of_one_name_are_told_apart() -> None:
    corpus = small_corpus()
    long = Text("長" * 120, "long " * 30)
    twins = {id_: replace(person, name=long) for id_, person in corpus.people.items()}
    async with DiscordServer() as server:
        channel = server.add_channel(server.add_guild("Edo"))
        member = server.add_user("Aoi", locale="ja")
        async with running(server, small_kit(corpus=replace(corpus, people=twins))):
            offered = await server.autocomplete(member, channel, "who", "name", "長")
            assert sorted(choice["value"] for choice in offered) == ["kimbal", "musk", "trump"]
            assert all(choice["value"] in choice["name"] for choice in offered)
