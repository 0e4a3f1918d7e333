"""On this day in the story: any year, 29 February, and the nearest anniversaries where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import table, today
from bot.commands.request import Request
from bot.domain import slots, telling
from bot.domain.ask import decode
from bot.domain.corpus import Corpus
from bot.domain.dates import in_year
from bot.domain.reply import EntryBlock, Heading, Reply
from bot.domain.text import LANGUAGES, Lang
from bot.language import catalogue

from ..support.builders import a_corpus, happened
from ..support.chat import a_request
from ..support.kit import small_corpus, small_kit

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def asked(corpus: Corpus, day: date, lang: Lang = "en") -> Request:
    return a_request(corpus, lang, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def shown(reply: Reply) -> list[str]:
    return [block.id for block in reply.blocks if isinstance(block, EntryBlock)]


def test_of_any_year_are_those_whose_exact_date_has_this_month_and_day() -> None:
    dates = {"past": "2024-06-05", "same": "2026-06-05", "ahead": "2030-06-05", "month": "2025-06", "about": "2025-06-05~",
             "other": "2025-06-06", "within": "2025-06-05/2025-06-06"}  # fmt: skip
    corpus = a_corpus(happened(id_, edtf) for id_, edtf in dates.items())
    assert [event.id for event in telling.on_day(corpus, date(2026, 6, 5))] == ["past", "same", "ahead"]


@pytest.mark.parametrize(
    ("day", "kept"),
    [("2024-02-28", ["28"]), ("2024-02-29", ["29"]), ("2025-02-28", ["28", "29"]), ("2025-03-01", []),
     ("2100-02-28", ["28", "29"])],
)  # fmt: skip
def test_29_february_is_kept_on_28_february_in_common_years(day: str, kept: list[str]) -> None:
    corpus = a_corpus([happened("29", "2020-02-29"), happened("28", "2019-02-28")])
    assert [event.id for event in telling.on_day(corpus, date.fromisoformat(day))] == kept


@settings(max_examples=25)
@given(st.lists(DAYS, max_size=12), DAYS)
def test_between_the_nearest_anniversaries_there_is_no_other(days: list[date], day: date) -> None:
    corpus = a_corpus(happened(f"e{n}", each.isoformat()) for n, each in enumerate(days))
    before, after = telling.nearest_days(corpus, day)
    for found, step in ((before, -1), (after, 1)):
        if found is None:
            continue
        assert set(found.events) == set(telling.on_day(corpus, found.day))
        kept = {in_year(each, year) for each in days for year in (day.year - 1, day.year, day.year + 1)}
        assert not any((each - day) * step > timedelta() and (found.day - each) * step > timedelta() for each in kept)
    assert bool(before or after) == bool(days)


def test_at_the_ends_of_the_calendar_there_is_an_answer() -> None:
    corpus = a_corpus([happened("first", "0001-01-02"), happened("last", "9999-12-30")])
    for day in (date.min, date.max):
        before, after = telling.nearest_days(corpus, day)
        assert before or after


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_each_says_how_many_years_ago_it_was(lang: Lang) -> None:
    corpus, words = a_corpus([happened("a", "2024-06-05"), happened("b", "2026-06-05")]), catalogue.words(lang)
    reply = await today.answer(asked(corpus, date(2026, 6, 5), lang), "", small_kit(corpus=corpus))
    marks = {block.id: block.marks for block in reply.blocks if isinstance(block, EntryBlock)}
    assert marks == {"a": (words("today-ago", years=2),), "b": (words("today-same"),)}
    assert reply.blocks[0] == Heading(words("today-title", day=words.day(date(2026, 6, 5))))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_day_without_events_has_the_nearest_anniversaries(lang: Lang) -> None:
    corpus, words = small_corpus(), catalogue.words(lang)
    reply = await today.answer(asked(corpus, date(2026, 6, 1), lang), "x" * 4000, small_kit(corpus=corpus))
    headings = [block.text for block in reply.blocks if isinstance(block, Heading)]
    assert headings[1:] == [
        words("today-before", day=words.day(date(2026, 5, 28)), days=4),
        words("today-after", day=words.day(date(2026, 6, 5)), days=4),
    ]
    assert shown(reply) == ["left", "donated", "quarrel"]


async def test_one_anniversary_is_told_once_and_none_is_said() -> None:
    corpus = a_corpus([happened("only", "2025-06-05"), happened("vague", "2025-06")])
    nearest = {date(2026, 6, 4): date(2026, 6, 5), date(2026, 6, 8): date(2026, 6, 5), date(2026, 11, 1): date(2026, 6, 5),
               date(2027, 1, 1): date(2027, 6, 5), date(2026, 6, 5): date(2025, 6, 5)}  # fmt: skip
    for day, nearer in nearest.items():
        assert [each.day for each in telling.nearest_days(corpus, day) if each] == [nearer]
    empty = await today.answer(asked(a_corpus(), date(2026, 6, 5)), "", small_kit())
    assert catalogue.words("en")("today-none") in str(empty.blocks[1])


async def test_many_events_of_one_day_are_pages_that_keep_to_the_day() -> None:
    corpus = a_corpus(happened(f"e{n:02}", f"{2000 + n}-06-05") for n in range(12))
    kit, tomorrow = small_kit(corpus=corpus), asked(corpus, date(2026, 6, 6))
    reply: Reply | None = await today.answer(asked(corpus, date(2026, 6, 5)), "", kit)
    seen: list[str] = []
    while reply:
        seen += shown(reply)
        forth = [b for b in reply.buttons if b.kind == "page" and b.ask.arguments[1].startswith(">")]
        reply = await table.TAPS[forth[0].ask.verb](tomorrow, forth[0].ask, kit) if forth else None
    assert seen == sorted(corpus.events)


def test_today_is_the_askers() -> None:
    moment = datetime(2026, 6, 4, 20, 0, tzinfo=UTC)
    corpus = small_corpus()
    request = replace(a_request(corpus, "ja", moment), zone=slots.zone("Asia/Tokyo"))
    assert shown(today.show(request, request.today, "")) == ["donated", "quarrel"]


@pytest.mark.parametrize(
    ("data", "answered"), [("n:ja", True), ("n:en::>x", True), ("n:en:2026-06-05:>x", True), ("n:en:x", False)]
)
async def test_any_button_is_answered_or_means_nothing(data: str, answered: bool) -> None:
    ask = decode(data)
    assert ask is not None
    reply = await today.tap(asked(small_corpus(), date(2026, 6, 5)), ask, small_kit())
    assert (reply is not None) == answered
