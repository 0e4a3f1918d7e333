"""What /timeline, /search, /digest and plain text answer over the shipped corpus, in both languages, and where it leads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.commands.request import Asker, Place
from bot.commands.router import Router
from bot.domain import answering
from bot.domain.ledger import Channel
from bot.domain.reply import Block, EntryBlock, Heading, Note, Paragraph, Reply
from bot.domain.text import Lang, plain
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram

from ..support.kit import TurnedClock, small_kit
from .test_understanding import shipped

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PLACE_OF = Channel("telegram", "7")


async def _nobody(_: Channel) -> bool:
    return False


PLACE = Place(PLACE_OF, private=True, manages=_nobody)


def router() -> Router:
    return Router(small_kit(corpus=shipped(), clock=TurnedClock(NOW)))


def ask(command: str, words: str, lang: Lang = "ja") -> Reply:
    reply = asyncio.run(router().command(command, words, Asker("telegram", "7", lang), PLACE))
    assert reply is not None
    return reply


def heading(reply: Reply) -> str:
    return next(block.text for block in reply.blocks if isinstance(block, Heading))


def texts(reply: Reply) -> str:
    return "\n".join(_texts(reply.blocks))


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(text) | Note(text):
                yield text
            case Paragraph(runs):
                yield plain(runs)
            case EntryBlock():
                yield block.title


@pytest.mark.parametrize(
    ("words", "lang", "wanted"),
    [
        ("マスク 関税 2025年4月", "ja", "年表：2025年4月 × マスク × 関税"),
        ("musk tariffs April 2025", "en", "Timeline: April 2025 × Musk × Tariffs"),
        ("トランプ -関税", "ja", "年表：トランプ × 「関税」を除く"),
        ('"big beautiful bill"', "en", "Timeline: “big beautiful bill”"),
        ("", "ja", "最新の出来事"),
    ],
)
def test_the_heading_says_what_was_understood(words: str, lang: Lang, wanted: str) -> None:
    assert heading(ask("timeline", words, lang)) == wanted


def test_each_part_can_be_left_out_with_a_tap() -> None:
    reply = ask("timeline", "マスク 関税 2025年4月")
    drops = {button.label: button.ask.encode() for button in reply.buttons if button.kind == "drop"}
    assert list(drops) == ["✕ 2025年4月", "✕ マスク", "✕ 関税"]
    rest = asyncio.run(router().press(drops["✕ 関税"], Asker("telegram", "7"), PLACE))
    assert rest is not None
    assert heading(rest) == "年表：2025年4月 × マスク"


def test_a_date_read_in_one_of_several_ways_says_so_and_offers_the_others() -> None:
    reply = ask("timeline", "トランプ 6月")
    assert "「6月」は2025年6月として読みました。" in texts(reply)
    assert [b.label for b in reply.buttons if b.kind == "choice"] == ["2026年6月", "2024年6月"]


def test_a_word_that_stands_nowhere_is_said_and_left_out() -> None:
    reply = ask("timeline", "マスク うにょうにょ")
    assert heading(reply) == "年表：マスク"
    assert "「うにょうにょ」はどの項目にも出てきません。" in texts(reply)


def test_a_misspelt_name_is_offered_and_never_taken() -> None:
    reply = ask("timeline", "Trupm 2025-06", "en")
    assert heading(reply) == "Timeline: June 2025"
    assert [b.label for b in reply.buttons if b.kind == "choice"][:1] == ["Donald Trump"]


def test_what_nothing_fits_shows_the_nearest_and_what_to_leave_out() -> None:
    reply = ask("timeline", "アルトマン 関税 2024年2月")
    drops = [button.label for button in reply.buttons if button.kind == "drop"]
    assert drops
    assert all("件）" in label for label in drops)


def test_after_the_end_of_the_corpus_it_says_until_when_it_reaches() -> None:
    assert "収録しているのは2026年1月までです。" in texts(ask("timeline", "2026年5月 アルトマン"))


@pytest.mark.parametrize(
    ("command", "words", "lang"),
    [
        ("timeline", "マスク 関税 2025年4月", "ja"), ("timeline", "Musk Trump " + '"big beautiful bill" ' * 3, "en"),
        ("timeline", "トランプ 6月", "ja"), ("search", "関税", "ja"), ("search", "musk -tariffs trump", "en"),
        ("search", "", "en"), ("search", "関税 うにょうにょ", "ja"), ("digest", "なぜマスクは辞めたの", "ja"),
        ("timeline", "", "ja"),
        ("search", '"' + "とても長い語の並び" * 12 + '" マスク', "ja"),
    ],
)  # fmt: skip
def test_every_button_of_an_answer_has_an_answer_on_both_platforms(command: str, words: str, lang: Lang) -> None:
    async def walk() -> None:
        asked = router()
        reply = await asked.command(command, words, Asker("telegram", "7", lang), PLACE)
        assert reply is not None
        assert telegram.messages(reply)
        assert discord.messages(reply, asked.kit.wordbook(lang))
        for button in reply.buttons:
            tapped = await asked.press(button.ask.encode(), Asker("telegram", "8"), PLACE)
            assert tapped is not None, button
            assert tapped.lang == lang

    asyncio.run(walk())


@pytest.mark.parametrize(
    ("words", "lang", "first"),
    [("関税", "ja", "マスク、関税の撤回をトランプに重ねて訴える"), ("tariffs", "en", None), ("tariff", "en", None)],
)
def test_search_shows_the_hit_in_its_sentence(words: str, lang: Lang, first: str | None) -> None:
    reply = ask("search", words, lang)
    hits = [block for block in reply.blocks if isinstance(block, Paragraph)]
    assert hits
    assert first is None or first in plain(hits[0].runs)
    assert any(run.bold and run.text.casefold().startswith(words[:6]) for hit in hits for run in hit.runs)


def test_trump_is_no_trumpet() -> None:
    assert "trumpet" not in texts(ask("search", "trumpet", "en")).split("\n", 1)[1].casefold()


@pytest.mark.parametrize(
    ("question", "lang", "digest"),
    [
        ("マスクはなぜ辞めた？", "ja", "why-musk-left"), ("Why did Musk leave the government?", "en", "why-musk-left"),
        ("DOGEは何をしたの", "ja", "what-doge-did"), ("what did doge do", "en", "what-doge-did"),
        ("二人は仲直りできる？", "ja", "can-it-be-mended"), ("is there a new party", "en", "is-there-a-new-party"),
        ("Stargateって何", "ja", "what-is-stargate"), ("how much money did musk give", "en", "money-donated"),
        ("亀裂", "ja", "phase-cracks"), ("honeymoon", "en", "phase-honeymoon"),
    ],
)  # fmt: skip
def test_a_question_finds_its_explainer(question: str, lang: Lang, digest: str) -> None:
    assert heading(ask("digest", question, lang)) == shipped().digests[digest].title[lang]


@pytest.mark.parametrize("question", ["今日の天気は", "what is the weather", "asdf", "", "。？"])
def test_what_no_explainer_is_about_finds_none(question: str) -> None:
    assert answering.closest(question, shipped().digests.values()) == []


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("6月に何があった？", "ja", "年表：2025年6月"), ("what happened in June 2025?", "en", "Timeline: June 2025"),
        ("マスク", "ja", "イーロン・マスク"), ("Musk", "en", "Elon Musk"), ("2025-06-05", "en", "Timeline: Thu, 5 Jun 2025"),
        ("なぜマスクは政権を去ったのか", "ja", "マスクはなぜ政権を去ったのか"), ("マスク 関税", "ja", "年表：マスク × 関税"),
        ("why did musk leave?", "en", "Why did Musk leave the government?"),
    ],
)  # fmt: skip
def test_plain_text_is_a_question(text: str, lang: Lang, wanted: str) -> None:
    reply = asyncio.run(router().question(text, Asker("telegram", "7", lang), PLACE))
    assert reply is not None
    assert heading(reply) == wanted


JUNK = (
    "", "x" * 10_000, "？！…、。", "👨‍👩‍👧‍👦🎉", "\0\0", "\u202eמאסק\u202c", "0000-01-01", "99999年", "6月..5月", "マスク " * 50,
)  # fmt: skip


@pytest.mark.parametrize(
    "command", ["timeline", "search", "digest", "who", "story", "today", "sources", "top", "timezone"]
)
@pytest.mark.parametrize("words", JUNK)
def test_whatever_a_member_types_gets_an_answer_that_fits(command: str, words: str) -> None:
    for lang in ("ja", "en"):
        reply = ask(command, words, "ja" if lang == "ja" else "en")
        messages = telegram.messages(reply)
        assert 1 <= len(messages) <= 2
        assert all(len(message.text.encode("utf-16-le")) // 2 <= 4096 for message in messages)
