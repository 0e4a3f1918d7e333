"""/chart and the picture of a relation, as a member asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from bot.commands import chart
from bot.commands.request import Asker, Place
from bot.commands.router import Router
from bot.domain.content import Chapter, Event
from bot.domain.corpus import Corpus
from bot.domain.dates import Span
from bot.domain.ledger import Channel
from bot.domain.reply import Button, Heading, Note, Reply
from bot.domain.text import LANGUAGES, Lang, Text
from bot.language.catalogue import words
from bot.pictures.painter import PillowPainter

from ..support.builders import happened
from ..support.kit import small_corpus, small_kit, when


class Desk:
    """A router over the small corpus, and members who ask in private, each of them once."""

    def __init__(self, lang: Lang = "en", corpus: Corpus | None = None) -> None:
        self.painter = PillowPainter()
        self._router = Router(replace(small_kit(corpus=corpus), painter=self.painter))
        self._askers = (Asker("telegram", str(number), client_lang=lang) for number in count())
        self._place = Place(Channel("telegram", "1"), private=True, manages=self._nobody)

    @staticmethod
    async def _nobody(_: Channel) -> bool:
        return False

    async def ask(self, asked: str) -> Reply:
        reply = await self._router.command("chart", asked, next(self._askers), self._place)
        assert reply is not None
        return reply

    async def press(self, data: str) -> Reply | None:
        return await self._router.press(data, next(self._askers), self._place)


def many() -> Corpus:
    """Return a corpus of 60 events in two chapters."""
    events: Sequence[Event] = [happened(f"e{n}", f"2025-{1 + n // 5:02}-{1 + n % 28:02}") for n in range(60)]
    halves = ((1, when("2025-01-01/2025-06-30").span), (2, when("2025-07-01/2025-12-31").span))
    chapters = {f"c{n}": Chapter(f"c{n}", Text(f"第{n}章", f"Part {n}"), "part", span) for n, span in halves}
    return replace(small_corpus(), events={event.id: event for event in events}, chapters=chapters)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_all_of_it_is_drawn_under_the_name_of_the_story(lang: Lang) -> None:
    reply = await Desk(lang).ask("")
    assert reply.picture
    assert reply.picture.png.startswith(b"\x89PNG")
    story = small_corpus().story.title[lang]
    assert reply.blocks[0] == Heading(story)
    assert story in reply.picture.alt
    for event in small_corpus().events.values():
        assert event.title[lang] in reply.picture.alt


@pytest.mark.parametrize(("lang", "asked"), [("ja", "マスク 2025年6月"), ("en", "Elon Musk June 2025")])
async def test_the_same_words_are_understood_and_stand_in_the_heading(lang: Lang, asked: str) -> None:
    reply = await Desk(lang).ask(asked)
    assert reply.picture
    heading = reply.blocks[0]
    assert isinstance(heading, Heading)
    june = words(lang).span(when("2025-06").span)
    assert june in heading.text
    assert small_corpus().people["musk"].short[lang] in heading.text
    assert small_corpus().events["quarrel"].title[lang] in reply.picture.alt
    assert small_corpus().events["dinner"].title[lang] not in reply.picture.alt


async def test_the_same_question_is_not_drawn_twice() -> None:
    desk = Desk()
    first, second, third = await desk.ask("June 2025"), await desk.ask("2025-06"), await desk.ask("2025年6月")
    assert desk.painter.drawn == 1
    assert first.picture == second.picture == third.picture


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_is_left_out_is_said_and_one_tap_away(lang: Lang) -> None:
    desk = Desk(lang, many())
    reply = await desk.ask("")
    note = reply.blocks[1]
    assert isinstance(note, Note)
    assert "60" in note.text
    parts = [button for button in reply.buttons if button.kind == "choice"]
    assert [many().chapters[id_].title[lang] in button.label for id_, button in zip(("c1", "c2"), parts, strict=True)]
    part = await desk.press(parts[0].ask.encode())
    assert part
    assert part.picture
    assert "30" in str(part.blocks[1])
    as_list = await desk.press(reply.buttons[-1].ask.encode())
    assert as_list
    assert as_list.picture is None


@pytest.mark.parametrize("asked", ["1999", "qqqq", "2025-02-30", "2025年13月", "ブラックホール 1800年"])
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_where_there_is_nothing_to_draw_the_words_say_so(lang: Lang, asked: str) -> None:
    reply = await Desk(lang).ask(asked)
    assert reply.picture is None
    assert reply.blocks


@pytest.mark.parametrize(
    "asked", ["😀" * 2000, "\x00", "، مرحبا", '"' * 999, "-", "マスク " * 500, "0000", "99999", ":" * 50]
)
async def test_whatever_is_typed_gets_an_answer(asked: str) -> None:
    reply = await Desk("ja").ask(asked)
    assert reply.blocks
    assert reply.picture is None or len(reply.picture.alt) <= 1000


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_relation_is_drawn_from_its_button(lang: Lang) -> None:
    desk = Desk(lang)
    button: Button = chart.relation_button(("musk", "trump"), words(lang))
    reply = await desk.press(button.ask.encode())
    assert reply
    assert reply.picture
    assert small_corpus().events["dinner"].title[lang] in reply.picture.alt
    assert small_corpus().events["left"].title[lang] not in reply.picture.alt
    nothing = await desk.press(chart.relation_button(("kimbal", "trump"), words(lang)).ask.encode())
    assert nothing
    assert nothing.picture is None


@pytest.mark.parametrize(
    "data",
    ["g:en:2025-02-30", "g:en:::nobody", "g:en:x", "gr:en", "gr:en:", "gr:en:musk", "gr:en:musk.nobody", "gr:en:.."],
)
async def test_a_forged_button_means_nothing(data: str) -> None:
    assert await Desk().press(data) is None


async def test_a_day_without_events_is_no_picture_from_a_button_either() -> None:
    reply = await Desk().press("g:en:1999")
    assert reply
    assert reply.picture is None
    assert words("en").span(Span(when("1999").span.first, when("1999").span.last)) in str(reply.blocks[0])
