"""/chart and the picture of a relation, as a member asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.commands import chart
from bot.domain.content import Chapter, Event
from bot.domain.corpus import Corpus
from bot.domain.dates import Span
from bot.domain.reply import Button, Heading, Note
from bot.domain.text import LANGUAGES, Lang, Text
from bot.language.catalogue import words
from bot.pictures.painter import PillowPainter

from ..support.builders import happened
from ..support.chat import Chat
from ..support.kit import small_corpus, small_kit, when


def chat(lang: Lang = "en", corpus: Corpus | None = None) -> Chat:
    return Chat(small_kit(corpus=corpus), lang)


def many() -> Corpus:
    """Return a corpus of 60 events in two chapters."""
    events: Sequence[Event] = [happened(f"e{n}", f"2025-{1 + n // 5:02}-{1 + n % 28:02}") for n in range(60)]
    halves = ((1, when("2025-01-01/2025-06-30").span), (2, when("2025-07-01/2025-12-31").span))
    chapters = {f"c{n}": Chapter(f"c{n}", Text(f"第{n}章", f"Part {n}"), "part", span) for n, span in halves}
    return replace(small_corpus(), events={event.id: event for event in events}, chapters=chapters)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_all_of_it_is_drawn_under_the_name_of_the_story(lang: Lang) -> None:
    reply = await chat(lang).ask("chart", "")
    assert reply.picture
    assert reply.picture.png.startswith(b"\x89PNG")
    story = small_corpus().story.title[lang]
    assert reply.blocks[0] == Heading(story)
    assert story in reply.picture.alt
    for event in small_corpus().events.values():
        assert event.title[lang] in reply.picture.alt


@pytest.mark.parametrize(("lang", "asked"), [("ja", "マスク 2025年6月"), ("en", "Elon Musk June 2025")])
async def test_the_same_words_are_understood_and_stand_in_the_heading(lang: Lang, asked: str) -> None:
    reply = await chat(lang).ask("chart", asked)
    assert reply.picture
    heading = reply.blocks[0]
    assert isinstance(heading, Heading)
    june = words(lang).span(when("2025-06").span)
    assert june in heading.text
    assert small_corpus().people["musk"].short[lang] in heading.text
    assert small_corpus().events["quarrel"].title[lang] in reply.picture.alt
    assert small_corpus().events["dinner"].title[lang] not in reply.picture.alt


async def test_the_same_question_is_not_drawn_twice() -> None:
    painter = PillowPainter()
    asking = Chat(replace(small_kit(), painter=painter))
    first, second, third = (
        await asking.ask("chart", "June 2025"),
        await asking.ask("chart", "2025-06"),
        await asking.ask("chart", "2025年6月"),
    )
    assert painter.drawn == 1
    assert first.picture == second.picture == third.picture


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_is_left_out_is_said_and_one_tap_away(lang: Lang) -> None:
    asking = chat(lang, many())
    reply = await asking.ask("chart", "")
    note = reply.blocks[1]
    assert isinstance(note, Note)
    assert "60" in note.text
    parts = [button for button in reply.buttons if button.kind == "choice"]
    assert [many().chapters[id_].title[lang] in button.label for id_, button in zip(("c1", "c2"), parts, strict=True)]
    part = await asking.press(parts[0].ask.encode())
    assert part
    assert part.picture
    assert "30" in str(part.blocks[1])
    as_list = await asking.press(reply.buttons[-1].ask.encode())
    assert as_list
    assert as_list.picture is None


@pytest.mark.parametrize("asked", ["1999", "qqqq", "2025-02-30", "2025年13月", "ブラックホール 1800年"])
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_where_there_is_nothing_to_draw_the_words_say_so(lang: Lang, asked: str) -> None:
    reply = await chat(lang).ask("chart", asked)
    assert reply.picture is None
    assert reply.blocks


@pytest.mark.parametrize(
    "asked", ["😀" * 2000, "\x00", "، مرحبا", '"' * 999, "-", "マスク " * 500, "0000", "99999", ":" * 50]
)
async def test_whatever_is_typed_gets_an_answer(asked: str) -> None:
    reply = await chat("ja").ask("chart", asked)
    assert reply.blocks
    assert reply.picture is None or len(reply.picture.alt) <= 1000


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_relation_is_drawn_from_its_button(lang: Lang) -> None:
    asking = chat(lang)
    button: Button = chart.relation_button(("musk", "trump"), words(lang))
    reply = await asking.press(button.ask.encode())
    assert reply
    assert reply.picture
    assert small_corpus().events["dinner"].title[lang] in reply.picture.alt
    assert small_corpus().events["left"].title[lang] not in reply.picture.alt
    nothing = await asking.press(chart.relation_button(("kimbal", "trump"), words(lang)).ask.encode())
    assert nothing
    assert nothing.picture is None


@pytest.mark.parametrize(
    "data",
    ["g:en:2025-02-30", "g:en:::nobody", "g:en:x", "gr:en", "gr:en:", "gr:en:musk", "gr:en:musk.nobody", "gr:en:.."],
)
async def test_a_forged_button_means_nothing(data: str) -> None:
    assert await chat().press(data) is None


async def test_a_day_without_events_is_no_picture_from_a_button_either() -> None:
    reply = await chat().press("g:en:1999")
    assert reply
    assert reply.picture is None
    assert words("en").span(Span(when("1999").span.first, when("1999").span.last)) in str(reply.blocks[0])
