"""The answers of /who, over the shipped corpus, as both platforms show them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import pytest

from bot.commands import who
from bot.domain.ask import decode
from bot.domain.content import Chapter, Role
from bot.domain.corpus import Corpus
from bot.domain.reply import Block, Bullets, EntryBlock, Heading, Note, Paragraph, Reply
from bot.domain.text import LANGUAGES, Lang, plain
from bot.language import catalogue
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram

from ..support.builders import happened, text
from ..support.chat import Chat, shipped
from ..support.kit import BlankPainter, small_corpus, small_kit, when


def chat(corpus: Corpus | None = None, lang: Lang = "en") -> Chat:
    return Chat(replace(small_kit(corpus=corpus or shipped()), painter=BlankPainter()), lang)


def lines(blocks: Iterable[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading(said) | Note(said):
                found.append(said)
            case Paragraph(runs):
                found.append(plain(runs))
            case Bullets(items):
                found += [plain(item) for item in items]
            case EntryBlock():
                found.append(block.title)
    return found


def below(heading: str, reply: Reply) -> list[str]:
    """Return the list under a heading."""
    for title, block in zip(reply.blocks, reply.blocks[1:], strict=False):
        if isinstance(title, Heading) and title.text == heading and isinstance(block, Bullets):
            return [plain(item) for item in block.items]
    return []


def asks(reply: Reply, kind: str) -> list[str]:
    return [button.ask.data for button in reply.buttons if button.kind == kind]


async def everything_about(ids: tuple[str, ...], lang: Lang, pressed: set[str]) -> None:
    """Hold that an answer is one message on each platform, and that each of its buttons leads to an answer."""
    asked = chat(lang=lang)
    reply = await asked.press(f"w:{lang}:{'.'.join(ids)}")
    assert reply is not None
    (message,) = telegram.messages(reply)
    assert len(message.text.encode("utf-16-le")) // 2 <= telegram.MAX_UNITS
    assert len(discord.messages(reply, catalogue.words(lang))) == 1
    for button in reply.buttons:
        data = button.ask.encode()
        assert decode(data) == button.ask
        if data not in pressed:
            pressed.add(data)
            assert await asked.press(data) is not None, data


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everybody_of_the_shipped_corpus_is_one_message(lang: Lang) -> None:
    async def all_cards() -> None:
        pressed: set[str] = set()
        for id_ in shipped().people:
            await everything_about((id_,), lang, pressed)

    asyncio.run(all_cards())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pair_of_the_shipped_corpus_is_one_message(lang: Lang) -> None:
    async def all_pairs() -> None:
        pressed: set[str] = set()
        for pair in combinations(shipped().people, 2):
            await everything_about(pair, lang, pressed)
        for three in combinations(list(shipped().people)[:6], 3):
            await everything_about(three, lang, pressed)

    asyncio.run(all_pairs())


async def test_a_card_says_who_when_with_whom_and_on_what() -> None:
    reply = await chat().ask("who", "Musk")
    said = lines(reply.blocks)
    assert said[0] == "Elon Musk"
    assert "First: 2017; last: January 2026" in said
    assert any(line.startswith("Most often with Trump (") for line in said)
    assert any(line.startswith("Mostly on ") and line.count("(") >= 3 for line in said)
    assert len([block for block in reply.blocks if isinstance(block, EntryBlock)]) == 3
    assert asks(reply, "next") == ["w:en:musk.trump", "w:en:musk.biden", "w:en:musk.altman", "t:en:::musk"]
    assert next(button.label for button in reply.buttons if button.kind == "next") == "Musk × Trump"


@pytest.mark.parametrize(
    ("lang", "now", "before", "open_"),
    [
        ("en", "Roles as of January 2026", "Roles that ended by January 2026", "Roles whose end no source gives"),
        ("ja", "2026年1月時点の肩書", "2026年1月までに終わった肩書", "肩書（終わりの時期は出典に記載なし）"),
    ],
)
async def test_a_former_office_is_not_a_present_one(lang: Lang, now: str, before: str, open_: str) -> None:
    trump, musk, biden = [await chat(lang=lang).ask("who", name) for name in ("Trump", "Musk", "Biden")]
    offices = {role.name[lang]: role for role in shipped().people["trump"].roles}
    second = next(name for name, role in offices.items() if role.until and role.until.edtf == "2029-01")
    assert [line[: len(second)] for line in below(now, trump)] == [second]
    assert len(below(before, trump)) == 2
    assert below(now, musk) == []
    assert len(below(before, musk)) == 3
    assert len(below(open_, musk)) == 4
    assert below(now, biden) == below(open_, biden) == []
    assert len(below(before, biden)) == 1


async def test_two_are_told_by_the_phases_of_their_relation() -> None:
    reply = await chat(lang="ja").ask("who", "マスク トランプ")
    said = lines(reply.blocks)
    assert said[0] == "イーロン・マスク×ドナルド・トランプ"
    titles = [chapter.title.ja for chapter in shipped().chapters.values()]
    told = [line.partition("：")[0] for line in said if line.partition("：")[0] in titles]
    assert told == titles
    assert "決裂：2025年6月1日〜10日（15件）" in said
    assert "2025年6月11日：マスク、トランプへの投稿を「後悔」と書く" in said
    explainers = [shipped().digest_of(id_) for id_ in shipped().chapters]
    assert asks(reply, "digest") == [f"d:ja:{explainer.id}" for explainer in explainers if explainer]
    assert asks(reply, "person")[:2] == ["w:ja:musk", "w:ja:trump"]


async def test_pages_of_two_go_on_and_back() -> None:
    asked = chat()
    page = await asked.ask("who", "Musk and Trump")
    seen = [block.id for block in page.blocks if isinstance(block, EntryBlock)]
    first = tuple(seen)
    last = page
    while forth := [ask for ask in asks(page, "page") if ":>" in ask]:
        turned = await asked.press(forth[0])
        assert turned is not None
        assert turned.replaces
        last, page = page, turned
        seen += [block.id for block in page.blocks if isinstance(block, EntryBlock)]
    both = {event.id for event in shipped().timeline if {"musk", "trump"} <= set(event.people)}
    assert len(seen) == len(both)
    assert set(seen) == both
    assert not any("Rupture" in line for line in lines(last.blocks))
    while back := [ask for ask in asks(page, "page") if ":<" in ask]:
        turned = await asked.press(back[0])
        assert turned is not None
        page = turned
    assert tuple(block.id for block in page.blocks if isinstance(block, EntryBlock)) == first
    assert any("Rupture" in line for line in lines(page.blocks))


async def test_three_are_told_together() -> None:
    reply = await chat().ask("who", "Musk, Trump and Altman")
    common = [event for event in shipped().timeline if {"musk", "trump", "altman"} <= set(event.people)]
    shown = [block for block in reply.blocks if isinstance(block, EntryBlock)]
    assert len(shown) == min(3, len(common))
    assert asks(reply, "person")[:3] == ["w:en:musk", "w:en:trump", "w:en:altman"]


@pytest.mark.parametrize(
    ("lang", "nothing", "link"),
    [
        ("en", "No entry concerns both of them.", "Elon Musk: Altman (6), Zuckerberg (2)"),
        ("ja", "二人がともに関わる項目はありません。", "イーロン・マスク：アルトマン（6件）、ザッカーバーグ（2件）"),
    ],
)
async def test_strangers_are_shown_who_connects_them(lang: Lang, nothing: str, link: str) -> None:
    reply = await chat(lang=lang).ask("who", "Altman, Zuckerberg")
    assert nothing in lines(reply.blocks)
    assert link in lines(reply.blocks)
    assert asks(reply, "next") == [f"w:{lang}:altman.musk", f"w:{lang}:zuckerberg.musk"]


async def test_of_three_strangers_those_who_meet_are_offered() -> None:
    reply = await chat().ask("who", "Musk, Trump, Rogan, Milei")
    assert "No entry concerns all of them." in lines(reply.blocks)
    assert asks(reply, "next")[0] == "w:en:musk.trump"


async def test_a_choice_keeps_the_others() -> None:
    reply = await chat().ask("who", "Joe and Trump")
    assert lines(reply.blocks) == ["Several people are called “Joe”. Which one?"]
    assert asks(reply, "person") == ["w:en:biden.trump", "w:en:rogan.trump"]


async def test_a_stranger_is_said_and_the_others_are_answered_about() -> None:
    reply = await chat(lang="ja").ask("who", "マスク、qqqqqq、トランプ")
    assert lines(reply.blocks)[:2] == [
        "「qqqqqq」という人は見つかりません。",
        "イーロン・マスク×ドナルド・トランプ",
    ]


async def test_fifty_names_get_one_answer_that_says_how_many_are_taken() -> None:
    names = ", ".join(person.name.en for person in shipped().people.values())
    for lang, said in (
        ("en", f"Of {len(shipped().people)} people named, this is about the first {who.MOST}."),
        ("ja", f"{len(shipped().people)}人のお名前のうち、はじめの{who.MOST}人についてお答えします。"),
    ):
        reply = await chat(lang="ja" if lang == "ja" else "en").ask("who", f"{names}, {names}")
        assert said in lines(reply.blocks)
        assert len(telegram.messages(reply)) == 1
        assert all(len(button.ask.encode()) <= 64 for button in reply.buttons)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    [
        "", "、", "×", "と", "??", "\x00", "😀" * 50, "Joe " * 900, "Joe, " * 700, "マスクと" * 999, "x" * 9999, "と" * 4000,
        "\u202eマスク\u202c、\u200fトランプ", "a b " * 1000, "Steve Jobs " * 300, "<b>@all</b> & [x](y)", "2025年6月", "%s{0}",
    ],
)  # fmt: skip
async def test_whatever_is_typed_gets_an_answer(typed: str, lang: Lang) -> None:
    reply = await chat(lang=lang).ask("who", typed)
    messages = telegram.messages(reply)
    assert len(messages) == 1
    assert messages[0].text.strip()
    assert len(discord.messages(reply, catalogue.words(lang))) == 1


@pytest.mark.parametrize(
    "data", ["w:ja", "w:ja:", "w:ja:.", "w:ja:nobody", "w:ja:musk.nobody", "w:ja:musk%2Ftrump", "w:ja:musk:trump:x:y"]
)
async def test_a_forged_button_is_answered_or_means_nothing(data: str) -> None:
    reply = await chat().press(data)
    assert reply is None or lines(reply.blocks)[0] == "イーロン・マスク"


@pytest.mark.parametrize("data", ["w:ja:musk:>venezuela-backing", "w:ja:musk:>gone", "w:ja:musk", "w:ja:musk.musk"])
async def test_a_button_of_one_person_goes_on_working(data: str) -> None:
    reply = await chat().press(data)
    assert reply is not None
    assert lines(reply.blocks)[0] == "イーロン・マスク"


async def test_a_forecast_alone_is_said_to_be_one() -> None:
    small = small_corpus()
    corpus = replace(small, events={"hope": happened("hope", "2027", people=("kimbal",), status="forecast")})
    said = lines((await chat(corpus).ask("who", "Kimbal")).blocks)
    assert "One entry, one of them a plan or forecast" in said
    assert not any(line.startswith(("First", "When")) for line in said)
    assert "No entry" in lines((await chat(corpus).ask("who", "Elon Musk")).blocks)


async def test_of_many_chapters_the_latest_are_told() -> None:
    small = small_corpus()
    spans = {f"c{n}": when(f"20{n:02}").span for n in range(1, 26)}
    corpus = replace(
        small,
        chapters={id_: Chapter(id_, text(id_), id_, span) for id_, span in spans.items()},
        events={f"e{n}": happened(f"e{n}", f"20{n:02}", people=("musk", "trump")) for n in range(1, 26)},
    )
    said = lines((await chat(corpus).ask("who", "Elon Musk, Donald Trump")).blocks)
    assert "13 phases lie before these." in said
    assert [line.partition(":")[0] for line in said if line.startswith("c")] == [f"c{n}" for n in range(14, 26)]


async def test_a_role_to_come_is_no_present_one() -> None:
    small = small_corpus()
    later = Role(text("mayor"), when("2027"))
    corpus = replace(small, people={**small.people, "musk": replace(small.people["musk"], roles=(later,))})
    assert below("Roles after January 2026", await chat(corpus).ask("who", "Elon Musk")) == ["mayor, from 2027"]
