"""/top: what a chat asks most is counted where it is asked, without keeping who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from bot.commands.request import Asker, Command, Kit, Place, Request
from bot.commands.router import Router
from bot.domain.ask import Ask
from bot.domain.ledger import Channel
from bot.domain.reply import Block, Bullets, Heading, Note, Paragraph, Reply, paragraph
from bot.domain.text import plain
from bot.storage.memory import MemoryStore
from bot.storage.tinydb_store import JOURNAL, open_store, read_store

from ..support.chat import nobody
from ..support.kit import START, TurnedClock, small_kit

JA, EN = Asker("telegram", "7", "ja"), Asker("telegram", "7", "en")
TODAY = START.astimezone(UTC).date()


HERE = Place(Channel("telegram", "-100"), private=False, manages=nobody)
ELSEWHERE = Place(Channel("telegram", "-100", "7"), private=False, manages=nobody)


async def _about(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with what was typed as the subjects."""
    return replace(request.reply(paragraph("…")), subjects=tuple(words.split()))


async def _page(request: Request, words: str, kit: Kit) -> Reply:
    return replace(await _about(request, words, kit), replaces=True)


def kit_with(store: MemoryStore | None = None, clock: TurnedClock | None = None) -> Kit:
    kit = small_kit(store, clock)
    return replace(kit, commands=(*kit.commands, Command("about", _about), Command("page", _page)))


def lines(reply: Reply | None) -> list[str]:
    assert reply is not None

    def of(block: Block) -> Sequence[str]:
        match block:
            case Heading(text) | Note(text):
                return (text,)
            case Paragraph(runs):
                return (plain(runs),)
            case Bullets(items):
                return tuple(map(plain, items))
        raise AssertionError(block)

    return [line for block in reply.blocks for line in of(block)]


async def test_people_and_days_are_counted_where_they_are_asked() -> None:
    router = Router(kit_with())
    for words in ("person/trump day/2025-06-05", "person/trump", "person/musk topic/bill", "day/2025-06"):
        await router.command("about", words, JA, HERE)
    await router.command("about", "person/kimbal", JA, ELSEWHERE)
    await router.command("page", "person/kimbal", JA, HERE)
    assert lines(await router.command("top", "", JA, HERE)) == [
        "このチャットでよく聞かれるもの",
        "人物", "ドナルド・トランプ：2回", "イーロン・マスク：1回",
        "日付", "2025年6月：1回", "2025年6月5日(木)：1回",
        "直近30日間の回数です。誰が聞いたかは残していません。",
    ]  # fmt: skip
    assert lines(await router.command("top", "", EN, HERE)) == [
        "Asked most in this chat",
        "People", "Donald Trump: twice", "Elon Musk: once",
        "Days", "June 2025: once", "Thu, 5 Jun 2025: once",
        "Of the last 30 days. Who asked is kept nowhere.",
    ]  # fmt: skip
    assert lines(await router.command("top", "", EN, ELSEWHERE))[2] == "Kimbal Musk: once"


@pytest.mark.parametrize("asker", [JA, EN])
async def test_answers_say_what_they_are_about(asker: Asker) -> None:
    kit = kit_with()
    router = Router(kit)
    for command, words in (("who", "マスク Trump"), ("who", "Kimbal Musk"), ("timeline", "Trump 2025-06-05")):
        await router.command(command, words, asker, HERE)
    await router.question("2025-06-05", asker, HERE)
    for data in ("t:en:2025-06", "t:en::>backed", "w:en:trump", "t:en:2031-01-01"):  # a later page is no new question
        assert await router.press(data, asker, HERE) is not None
    await router.command("who", "Nobody", asker, HERE)
    await router.command("timeline", "", asker, HERE)
    assert dict(await kit.store.tallies(HERE.channel, TODAY)) == {
        "person/musk": 1, "person/trump": 3, "person/kimbal": 1, "day/2025-06-05": 2, "day/2025-06": 1,
    }  # fmt: skip


async def test_its_buttons_ask_them() -> None:
    router = Router(kit_with())
    await router.command("about", "person/trump day/2025-06-05 day/2025-05-28/2025-06-11", EN, HERE)
    reply = await router.command("top", "", EN, HERE)
    assert reply is not None
    assert [button.ask.encode() for button in reply.buttons] == [
        "w:en:trump", "t:en:2025-05-28/2025-06-11", "t:en:2025-06-05",
    ]  # fmt: skip
    for button in reply.buttons:
        assert await router.press(button.ask.encode(), EN, HERE) is not None


async def test_the_five_most_asked_of_each_are_shown_and_what_exists_no_longer_is_left_out() -> None:
    router = Router(kit_with())
    for number in range(1, 9):
        for _ in range(number):
            subjects = f"day/2025-06-0{number} person/gone{number} day/2025-02-30 day/nonsense day/"
            await router.command("about", subjects, replace(EN, owner=True), HERE)
    shown = lines(await router.command("top", "", EN, HERE))
    assert shown[1:-1] == [
        "Days", "Sun, 8 Jun 2025: 8 times", "Sat, 7 Jun 2025: 7 times", "Fri, 6 Jun 2025: 6 times",
        "Thu, 5 Jun 2025: 5 times", "Wed, 4 Jun 2025: 4 times",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asker", "told", "first"),
    [
        (JA, "直近30日間、ここではまだ何も聞かれていません。この話の中心は次のとおりです。", "マスク"),
        (EN, "Nothing has been asked here in the last 30 days. These carry the story:", "Musk"),
    ],
)
async def test_where_nothing_was_asked_it_offers_what_carries_the_story(asker: Asker, told: str, first: str) -> None:
    reply = await Router(kit_with()).command("top", "x", asker, HERE)
    assert lines(reply)[1:] == [told]
    assert reply is not None
    assert [button.kind for button in reply.buttons] == [*["person"] * 3, *["day"] * 5]
    assert reply.buttons[0].label == first


async def test_a_month_later_it_is_forgotten() -> None:
    clock = TurnedClock()
    router = Router(kit_with(clock=clock))
    await router.command("about", "person/trump", EN, HERE)
    clock.forward(timedelta(days=29))
    assert "Donald Trump: once" in lines(await router.command("top", "", EN, HERE))
    clock.forward(timedelta(days=1))
    assert lines(await router.command("top", "", EN, HERE))[1].startswith("Nothing has been asked here")


async def test_it_can_be_asked_by_a_button() -> None:
    reply = await Router(kit_with()).press(Ask("tp", "en").encode(), JA, HERE)
    assert lines(reply)[0] == "Asked most in this chat"


async def test_in_the_store_there_is_no_trace_of_who_asked(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        router = Router(replace(kit_with(), store=store))
        await router.command("about", "person/trump", Asker("telegram", "4711", "en"), HERE)
    assert b"person/trump" in (tmp_path / JOURNAL).read_bytes()
    assert b"4711" not in (tmp_path / JOURNAL).read_bytes()


async def test_an_answer_comes_also_where_nothing_can_be_counted(tmp_path: Path) -> None:
    router = Router(replace(kit_with(), store=read_store(tmp_path)))
    assert lines(await router.command("about", "person/trump", EN, HERE)) == ["…"]
    assert dict(await read_store(tmp_path).tallies(HERE.channel, date.min)) == {}
