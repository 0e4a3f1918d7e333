"""What /timeline, /search, /digest and plain text answer over the shipped corpus, in both languages, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.commands.request import Asker
from bot.domain import answering
from bot.domain.reply import Block, EntryBlock, Heading, Note, Paragraph, Reply
from bot.domain.text import Lang, plain
from bot.language import catalogue
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram

from ..support.chat import Chat, shipped
from ..support.kit import BlankPainter, TurnedClock, small_kit

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def chat(lang: Lang) -> Chat:
    kit = small_kit(corpus=shipped(), clock=TurnedClock(NOW))
    return Chat(replace(kit, painter=BlankPainter()), lang)


async def ask(command: str, words: str, lang: Lang = "ja") -> Reply:
    return await chat(lang).ask(command, words)


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
async def test_the_heading_says_what_was_understood(words: str, lang: Lang, wanted: str) -> None:
    assert heading(await ask("timeline", words, lang)) == wanted


async def test_each_part_can_be_left_out_with_a_tap() -> None:
    reply = await ask("timeline", "マスク 関税 2025年4月")
    drops = {button.label: button.ask.encode() for button in reply.buttons if button.kind == "drop"}
    assert list(drops) == ["✕ 2025年4月", "✕ マスク", "✕ 関税"]
    rest = await chat("ja").press(drops["✕ 関税"])
    assert rest is not None
    assert heading(rest) == "年表：2025年4月 × マスク"


async def test_a_date_read_in_one_of_several_ways_says_so_and_offers_the_others() -> None:
    reply = await ask("timeline", "トランプ 6月")
    assert "「6月」は2025年6月として読みました。" in texts(reply)
    assert [b.label for b in reply.buttons if b.kind == "choice"] == ["2026年6月", "2024年6月"]


async def test_a_word_that_stands_nowhere_is_said_and_left_out() -> None:
    reply = await ask("timeline", "マスク うにょうにょ")
    assert heading(reply) == "年表：マスク"
    assert "「うにょうにょ」はどの項目にも出てきません。" in texts(reply)


async def test_a_misspelt_name_is_offered_and_never_taken() -> None:
    reply = await ask("timeline", "Trupm 2025-06", "en")
    assert heading(reply) == "Timeline: June 2025"
    assert [b.label for b in reply.buttons if b.kind == "choice"][:1] == ["Donald Trump"]


async def test_what_nothing_fits_shows_the_nearest_and_what_to_leave_out() -> None:
    reply = await ask("timeline", "アルトマン 関税 2024年2月")
    drops = [button.label for button in reply.buttons if button.kind == "drop"]
    assert drops
    assert all("件）" in label for label in drops)


async def test_after_the_end_of_the_corpus_it_says_until_when_it_reaches() -> None:
    assert "収録しているのは2026年1月までです。" in texts(await ask("timeline", "2026年5月 アルトマン"))


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
async def test_every_button_of_an_answer_has_an_answer_on_both_platforms(command: str, words: str, lang: Lang) -> None:
    asked = chat(lang)
    reply = await asked.ask(command, words)
    assert telegram.messages(reply)
    assert discord.messages(reply, catalogue.words(lang))
    for button in reply.buttons:
        tapped = await asked.press(button.ask.encode())
        assert tapped is not None, button
        assert tapped.lang == lang


@pytest.mark.parametrize(
    ("words", "lang", "first"),
    [("関税", "ja", "マスク、関税の撤回をトランプに重ねて訴える"), ("tariffs", "en", None), ("tariff", "en", None)],
)
async def test_search_shows_the_hit_in_its_sentence(words: str, lang: Lang, first: str | None) -> None:
    reply = await ask("search", words, lang)
    hits = [block for block in reply.blocks if isinstance(block, Paragraph)]
    assert hits
    assert first is None or first in plain(hits[0].runs)
    assert any(run.bold and run.text.casefold().startswith(words[:6]) for hit in hits for run in hit.runs)


async def test_trump_is_no_trumpet() -> None:
    assert "trumpet" not in texts(await ask("search", "trumpet", "en")).split("\n", 1)[1].casefold()


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
async def test_a_question_finds_its_explainer(question: str, lang: Lang, digest: str) -> None:
    assert heading(await ask("digest", question, lang)) == shipped().digests[digest].title[lang]


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
async def test_plain_text_is_a_question(text: str, lang: Lang, wanted: str) -> None:
    assert heading(await chat(lang).say(text)) == wanted


JUNK = (
    "", "x" * 10_000, "？！…、。", "👨‍👩‍👧‍👦🎉", "\0\0", "\u202eמאסק\u202c", "0000-01-01", "99999年", "6月..5月", "マスク " * 50,
)  # fmt: skip


@pytest.mark.parametrize(
    "command", ["timeline", "search", "digest", "who", "story", "today", "sources", "top", "timezone"]
)
@pytest.mark.parametrize("words", JUNK)
async def test_whatever_a_member_types_gets_an_answer_that_fits(command: str, words: str) -> None:
    for lang in ("ja", "en"):
        reply = await ask(command, words, "ja" if lang == "ja" else "en")
        messages = telegram.messages(reply)
        assert 1 <= len(messages) <= 2
        assert all(len(message.text.encode("utf-16-le")) // 2 <= 4096 for message in messages)


@pytest.mark.parametrize(
    ("words", "lang", "way"),
    [
        ("tarrifs", "en", "Tariffs"), ("トランブ", "ja", "ドナルド・トランプ"), ("トランブは何をした", "ja", "ドナルド・トランプ"),
        ("G7", "ja", "最新の出来事"), ("zzz", "en", "Latest events"), ("何で仲が悪いの", "ja", "決裂　2025年6月初め"),
    ],
)  # fmt: skip
async def test_what_stands_nowhere_leads_on_all_the_same(words: str, lang: Lang, way: str) -> None:
    reply = await ask("timeline", words, lang)
    assert way in [button.label for button in reply.buttons]


async def test_many_words_that_stand_nowhere_are_told_in_a_few_lines() -> None:
    reply = await ask("timeline", " ".join(f"zz{number}" for number in range(60)), "en")
    assert texts(reply).count("stands in no entry") == 5


@pytest.mark.parametrize("words", ["昨日", "2027年", "明日"])
async def test_what_may_lie_beyond_the_end_of_the_corpus_is_told_with_where_it_ends(words: str) -> None:
    assert "収録しているのは2026年1月までです。" in texts(await ask("timeline", words))


async def test_within_its_reach_the_end_of_the_corpus_is_not_in_the_way() -> None:
    assert "収録しているのは" not in texts(await ask("timeline", "2025年7月"))


@pytest.mark.parametrize(
    ("words", "lang", "way"),
    [("tarrifs", "en", "Topic: Tariffs"), ("南", "ja", "最新の出来事"), ("なぜ仲が悪い", "ja", "決裂　2025年6月初め")],
)
async def test_a_search_without_a_hit_leads_on(words: str, lang: Lang, way: str) -> None:
    reply = await ask("search", words, lang)
    assert way in [button.label for button in reply.buttons]


async def test_of_one_word_it_is_not_said_that_all_are_wanted() -> None:
    assert "すべて" not in texts(await ask("search", "南"))
    assert "all of these" not in texts(await ask("search", "zzz", "en"))


async def test_whom_a_word_of_the_story_resembles_is_not_asked() -> None:
    reply = await ask("search", "why did they fall zzz", "en")
    assert [button.label for button in reply.buttons if button.kind == "person"] == []


@pytest.mark.parametrize("words", ["tariff bill", "trump -musk", "関税"])
async def test_a_search_offers_its_events_by_date_if_it_has_any(words: str) -> None:
    asking = chat("en")
    reply = await asking.ask("search", words)
    for button in (button for button in reply.buttons if button.label == "In order of date"):
        found = await asking.press(button.ask.data)
        assert found is not None
        assert any(isinstance(block, EntryBlock) for block in found.blocks)


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("6月5日", "ja", "年表：2025年6月5日(木)"), ("なぜ喧嘩した？", "ja", "決裂　2025年6月初め"),
        ("why did they fall out?", "en", "The break: early June 2025"),
        ("musk trump relationship", "en", "Elon Musk × Donald Trump"),
    ],
)  # fmt: skip
async def test_plain_text_is_taken_for_what_it_is_likeliest_to_ask(text: str, lang: Lang, wanted: str) -> None:
    assert heading(await chat(lang).say(text)) == wanted


@pytest.mark.parametrize("text", ["こんにちは", "ありがとう", "おはよう"])
async def test_a_greeting_is_not_taken_for_a_question_to_one_explainer(text: str) -> None:
    reply = await chat("ja").say(text)
    assert len([button for button in reply.buttons if button.kind == "digest"]) > 3


@pytest.mark.parametrize(("typed", "lang"), [("6/5", "ja"), ("June 5 2025", "en")])
async def test_inline_has_first_what_is_surely_of_the_day(typed: str, lang: Lang) -> None:
    member = Asker("telegram", "7", client_lang=lang)
    found = await chat(lang).router.inline(typed, member, 50)
    exact = [shipped().events[result.entry].when.exact for result in found.results]
    assert exact[0]
    assert exact == sorted(exact, reverse=True)
