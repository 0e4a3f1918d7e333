"""The story so far by chapters, in one message, and what is new since a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import story, story_since, table
from bot.domain import telling
from bot.domain.ask import decode
from bot.domain.content import Chapter, Event
from bot.domain.corpus import Corpus
from bot.domain.dates import Span, parse_edtf
from bot.domain.reply import Bullets, Heading, Note, Paragraph, Reply
from bot.domain.text import LANGUAGES, Lang, Text, plain
from bot.errors import DateError, InputError
from bot.language import catalogue
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram

from ..support.builders import a_corpus, a_digest, happened, text
from ..support.chat import a_request, shipped
from ..support.kit import small_corpus, small_kit

NOW = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
ODD = ["", " ", "10%", "？！。", "😀" * 50, "\u202eשלום", "あ" * 4000, "since", "until 2024", "2025-02-30", "99999", "0000",
       "2025-06-11..2025-06-01", "@everyone <b>*_~|`", "2025年13月"]  # fmt: skip


def chapter(id_: str, first: str | None, last: str | None, title: str = "") -> Chapter:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    return Chapter(id_, text(title or id_), id_, Span(*days))


def told(events: Iterable[Event] = (), *chapters: Chapter) -> Corpus:
    return a_corpus(events, chapters={each.id: each for each in chapters})


def big(chapters: int = 60, events: int = 3000, title: str = "Chapter {} of the long story") -> Corpus:
    """Return a story of as many chapters of a quarter each, the last of them open, with events all over it."""
    begins = [date(2011 + n // 4, n % 4 * 3 + 1, 1) for n in range(chapters + 1)]
    made = [
        replace(
            chapter(f"c{n}", begins[n].isoformat(), (begins[n + 1] - timedelta(1)).isoformat()),
            title=Text(f"第{n}章：長い話のなかの一つの時期", title.format(n)),
        )
        for n in range(chapters)
    ]
    made[-1] = replace(made[-1], span=Span(begins[-2], None))
    days = (begins[-1] - begins[0]).days
    dated = (
        replace(
            happened(f"e{n}", (begins[0] + timedelta(n * days // events)).isoformat(), importance=n % 5 + 1),
            title=Text(
                "二人のあいだで起きた、とても長い見出しのついた出来事",
                "A matter of the two with quite a long headline *_~",
            ),
        )
        for n in range(events)
    )
    return told(dated, *made)


def texts(reply: Reply) -> str:
    lines: list[str] = []
    for block in reply.blocks:
        match block:
            case Heading(found) | Note(found):
                lines.append(found)
            case Paragraph(runs):
                lines.append(plain(runs))
            case Bullets(items):
                lines += [plain(item) for item in items]
    return "\n".join(lines)


def test_each_event_stands_in_one_chapter_or_outside_all_of_them() -> None:
    chapters = (chapter("a", "2024-01-01", "2024-06-30"), chapter("b", "2024-08-01", None))
    dates = {"early": "2023-12-31", "first": "2024-01-01", "last": "2024-06-30", "gap": "2024-07-15", "year": "2024",
             "month": "2024-06", "since": "2024-09/..", "later": "2030"}  # fmt: skip
    story_ = telling.tell(told((happened(id_, edtf) for id_, edtf in dates.items()), *chapters))
    assert [[e.id for e in each.events] for each in story_.chapters] == [
        ["first", "last", "month"],
        ["since", "year", "later"],
    ]
    assert [e.id for e in story_.outside] == ["early", "gap"]


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), max_size=30), st.dates(date(2019, 1, 1), date(2027, 1, 1))
)
def test_what_is_told_since_a_day_is_what_the_timeline_has_of_it(days: list[date], since: date) -> None:
    chapters = (chapter("a", "2020-01-01", "2021-12-31"), chapter("b", "2022-06-01", None))
    corpus = told((happened(f"e{n}", day.isoformat()) for n, day in enumerate(days)), *chapters)
    for start in (None, since):
        story_ = telling.tell(corpus, start)
        ids = [e.id for each in story_.chapters for e in each.events] + [e.id for e in story_.outside]
        wanted = corpus.timeline if start is None else corpus.events_in(Span(start, None))
        assert sorted(ids) == sorted(e.id for e in wanted)


def test_the_chapter_that_runs_at_the_end_is_the_current_one() -> None:
    ended = told([], chapter("a", "2024-01-01", "2025-12-31"))
    assert telling.current(ended) is None
    assert telling.current(told([], chapter("a", "2024-01-01", "2026-01-31"))) is None
    for last in (None, "2026-06-30"):
        running = told([], chapter("a", "2024-01-01", "2025-12-31"), chapter("b", "2026-01-01", last))
        assert telling.current(running) == running.chapters["b"]
    assert telling.current(told([], chapter("a", "2027-01-01", None))) is None


def test_the_weightiest_events_are_facts_of_the_span_itself() -> None:
    span = parse_edtf("2025-06")
    events = [
        happened("accused", "2025-06-01", importance=5, sensitive=True),
        happened("planned", "2025-06-02", importance=5, status="forecast"),
        happened("wide", "2025", importance=5),
        happened("light", "2025-06-03", importance=1),
        happened("two-sources", "2025-06-04", importance=3, sources=("techflow", "diary")),
        happened("one-source", "2025-06-01", importance=3),
    ]
    ids = [[e.id for e in telling.weightiest(events, n, span)] for n in range(7)]
    assert ids[:4] == [[], ["two-sources"], ["one-source", "two-sources"], ["one-source", "light", "two-sources"]]
    assert set(ids[4]) - set(ids[3]) == {"wide"}
    assert set(ids[5]) - set(ids[4]) == {"planned"}
    assert len(ids[6]) == 6


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "corpus",
    [shipped(), big(), big(200), big(60, 3000, "X" * 60 + "*_{}"), small_corpus(), a_corpus(), told([], chapter("a", None, None))],
    ids=["shipped", "big", "bigger", "long-titles", "no-chapters", "empty", "no-span"],
)  # fmt: skip
async def test_the_story_is_one_message_on_every_platform(corpus: Corpus, lang: Lang) -> None:
    for typed in ("", "あ" * 4000, "2020"):
        reply = await story.answer(a_request(corpus, lang), typed, small_kit(corpus=corpus))
        (message,) = telegram.messages(reply)
        assert telegram.measure(message.html) <= telegram.MAX_UNITS
        assert len(discord.messages(reply, catalogue.words(lang))) == 1
        assert message.text.endswith(
            catalogue.words(lang)("as-of", date=catalogue.words(lang).event_date(corpus.story.as_of))
        )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("corpus", [shipped(), big()], ids=["shipped", "big"])
async def test_each_chapter_has_its_title_its_count_and_a_button_that_leads_somewhere(
    corpus: Corpus, lang: Lang
) -> None:
    kit = small_kit(corpus=corpus)
    reply = story.show(a_request(corpus, lang))
    said = texts(reply)
    for each in telling.tell(corpus).chapters:
        (line,) = [
            one
            for one in said.splitlines()
            if one.startswith(f"{each.chapter.title[lang]}{'（' if lang == 'ja' else ' ('}")
        ]
        assert str(len(each.events)) in line
    for button in reply.buttons:
        ask = decode(button.ask.encode())
        assert ask is not None
        assert await table.TAPS[ask.verb](a_request(corpus, lang), ask, kit) is not None
    ways = [button for button in reply.buttons if button.kind in ("digest", "day")]
    assert [button.label for button in ways] == [each.title[lang] for each in corpus.chapters.values()]
    assert {button.kind for button in ways} == {"digest" if corpus.digests else "day"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chapter_is_told_by_its_two_weightiest_events_and_the_open_one_is_marked(lang: Lang) -> None:
    corpus = told(
        [happened("a", "2024-02-01", importance=2), happened("b", "2024-03-01"), happened("c", "2024-01-01"),
         happened("own", "2025-02-01", status="claimed", by="diary")],
        chapter("before", "2024-01-01", "2024-12-31"), chapter("now", "2025-01-01", None),
    )  # fmt: skip
    words = catalogue.words(lang)
    blocks = story.show(a_request(corpus, lang)).blocks
    titles = [block.text for block in blocks if isinstance(block, Heading)]
    lists = [[plain(item) for item in block.items] for block in blocks if isinstance(block, Bullets)]
    assert titles[2] == words(
        "story-chapter", title=corpus.chapters["now"].title[lang], count=1,
        span=words("story-open", span=words.span(corpus.chapters["now"].span)),
    )  # fmt: skip
    assert words("story-open", span="") not in titles[1]
    assert [line.removesuffix("の件")[-1] for line in lists[0]] == ["c", "b"]
    assert words("status-claimed", by=corpus.sources["diary"].short[lang]) in lists[1][0]


async def test_chapters_that_do_not_fit_are_pages_away() -> None:
    corpus = big(200, 400)
    kit = small_kit(corpus=corpus)
    reply: Reply | None = story.show(a_request(corpus))
    seen: list[list[str]] = []
    while reply:
        seen.insert(0, [button.label for button in reply.buttons if button.kind == "day"])
        turns = [button for button in reply.buttons if button.kind == "page"]
        back = next((turn for turn in turns if "<" in turn.ask.arguments[1]), None)
        forth = next((turn for turn in turns if ">" in turn.ask.arguments[1]), None)
        if len(seen) > 1:
            assert forth is not None
            later = await story.tap(a_request(corpus), forth.ask, kit)
            assert later is not None
            assert later.replaces
            assert seen[1][0] in [button.label for button in later.buttons]
        reply = await story.tap(a_request(corpus), back.ask, kit) if back else None
    assert [label for page in seen for label in page] == [each.title.en for each in corpus.chapters.values()]
    assert len(seen) > 2


@pytest.mark.parametrize(
    ("typed", "lang", "first"),
    [
        ("2025-06-01", "en", "2025-06-01"), ("since June", "en", "2025-06-01"), ("June", "en", "2025-06-01"),
        ("6月", "ja", "2025-06-01"), ("6月から", "ja", "2025-06-01"), ("2024年以降", "ja", "2024-01-01"),
        ("先週", "ja", "2026-01-05"), ("last week", "en", "2026-01-05"), ("from May to June 2025", "en", "2025-05-01"),
        ("2025-06-11..2025-06-01", "en", "2025-06-01"), ("令和7年6月", "ja", "2025-06-01"), ("昨日", "en", "2026-01-14"),
    ],
)  # fmt: skip
def test_a_day_a_month_or_a_range_means_since_its_first_day(typed: str, lang: Lang, first: str) -> None:
    since = story.since(typed, date(2026, 1, 15), small_corpus(), lang)
    assert since is not None
    assert since.day.isoformat() == first
    assert since.day not in since.others


def test_what_does_not_say_since_when_is_an_error() -> None:
    for typed in ("10%", "マスク", "until 2024", "?"):
        with pytest.raises(InputError):
            story.since(typed, date(2026, 1, 15), small_corpus(), "en")
    with pytest.raises(DateError):
        story.since("2025-02-30", date(2026, 1, 15), small_corpus(), "en")
    assert story.since(" \n", date(2026, 1, 15), small_corpus(), "en") is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("typed", ODD)
async def test_whatever_is_typed_is_answered_in_one_message(typed: str, lang: Lang) -> None:
    corpus = small_corpus()
    reply = await story.answer(a_request(corpus, lang), typed, small_kit())
    assert len(telegram.messages(reply)) == len(discord.messages(reply, catalogue.words(lang))) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_is_no_date_is_said_and_the_story_told_anyway(lang: Lang) -> None:
    corpus = shipped()
    whole = story.show(a_request(corpus, lang))
    for typed, message in (("マスク", "story-unreadable"), ("2025年13月", "date-impossible")):
        reply = await story.answer(a_request(corpus, lang), typed, small_kit(corpus=corpus))
        first, *rest = reply.blocks
        value = {"words": typed} if message == "story-unreadable" else {"date": typed}
        assert texts(reply).splitlines()[0] == catalogue.words(lang)(message, **value)
        assert isinstance(first, Paragraph)
        assert tuple(rest) == whole.blocks


def changed_corpus() -> Corpus:
    """Return a corpus in which entries were added and revised on several days."""
    events = [
        happened("old", "2025-01-01", added=date(2025, 2, 1)),
        happened("revised", "2024-01-01", added=date(2025, 2, 1), revised=date(2026, 1, 10), revision=2, importance=4),
        happened("new", "2025-12-01", added=date(2026, 1, 11)),
        happened("heavy", "2025-11-01", added=date(2026, 1, 1), importance=5),
        happened("unknown", "2025-10-01", added=None),
    ]
    return a_corpus(events, [a_digest("text", added=date(2026, 1, 12)), a_digest("undated")])


def test_new_are_entries_added_or_revised_since_the_day_the_weightiest_first() -> None:
    corpus = changed_corpus()
    ids = {day: [e.id for e in telling.changed_since(corpus, date(2026, 1, day))] for day in (1, 2, 10, 11, 12, 13)}
    assert ids[1] == ["heavy", "text", "revised", "new"]
    assert ids[2] == ids[10] == ["text", "revised", "new"]
    assert ids[11] == ["text", "new"]
    assert (ids[12], ids[13]) == (["text"], [])


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_since_a_day_there_are_two_parts_each_with_a_count_and_a_way_to_all(lang: Lang) -> None:
    corpus, words = changed_corpus(), catalogue.words(lang)
    reply = await story.answer(a_request(corpus, lang), "2025-06-01", small_kit(corpus=corpus))
    said = texts(reply)
    assert words.day(date(2025, 6, 1)) in said.splitlines()[0]
    assert words("news-happened", count=3) in said
    assert words("news-changed", count=4) in said
    assert words("news-revised", line="", day=words.day(date(2026, 1, 10), short=True)).strip() in said
    everything = [b for b in reply.buttons if b.ask.arguments[1:] == (story_since.CHANGES,)]
    page = await story.tap(a_request(corpus, lang), everything[0].ask, small_kit(corpus=corpus))
    assert page is not None
    assert all(corpus.events[id_].title[lang] in texts(page) for id_ in ("heavy", "revised", "new"))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_after_the_end_of_the_corpus_it_is_said_until_when_it_reaches_and_what_was_added(lang: Lang) -> None:
    corpus, words = changed_corpus(), catalogue.words(lang)
    now = datetime(2027, 6, 1, tzinfo=UTC)
    for typed in ("先週", "2030-01-01", "2026-02-01"):
        reply = await story.answer(a_request(corpus, lang, now), typed, small_kit(corpus=corpus))
        said = texts(reply)
        assert words("timeline-beyond", date=words.event_date(corpus.story.as_of)) in said
        assert words("news-happened", count=0) not in said
        assert words("news-changed", count=0) in said


async def test_other_days_that_may_have_been_meant_are_a_tap_away() -> None:
    corpus = small_corpus()
    reply = await story.answer(a_request(corpus), "June", small_kit(corpus=corpus))
    others = [button for button in reply.buttons if button.ask.verb == "y" and len(button.ask.arguments) == 1]
    assert others
    for button in others:
        assert await story.tap(a_request(corpus), button.ask, small_kit(corpus=corpus)) is not None


async def test_the_pages_of_what_was_added_hold_each_entry_once() -> None:
    corpus = a_corpus(happened(f"e{n}", added=date(2026, 1, 1)) for n in range(23))
    request, seen = a_request(corpus), []
    reply = story_since.changes(request, date(2025, 1, 1), None)
    while True:
        seen += [button.ask.arguments[0] for button in reply.buttons if button.kind == "entry"]
        forth = [b for b in reply.buttons if b.kind == "page" and b.ask.arguments[2].startswith(">")]
        if not forth:
            break
        turned = await story.tap(request, forth[0].ask, small_kit(corpus=corpus))
        assert turned is not None
        reply = turned
    assert sorted(seen) == sorted(corpus.events)
    assert len(seen) == 23


@pytest.mark.parametrize("data", ["y:en:nonsense", "y:en:2025-02-30", "y:ja:1/2"])
async def test_a_forged_button_means_nothing(data: str) -> None:
    ask = decode(data)
    assert ask is not None
    assert await story.tap(a_request(small_corpus()), ask, small_kit()) is None


@pytest.mark.parametrize(
    "data", ["y:en", "y:en:", "y:en::>nosuch", "y:en::x", "y:en:2025-06-01:odd", "y:en:0001-01-01:new:>x"]
)
async def test_a_button_that_is_half_understood_is_answered(data: str) -> None:
    ask = decode(data)
    assert ask is not None
    assert await story.tap(a_request(small_corpus()), ask, small_kit()) is not None
