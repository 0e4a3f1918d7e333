"""/timeline: the latest events, or those of a date as people write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ..domain import when
from ..domain.ask import Ask, read_cursor
from ..domain.content import Event
from ..domain.corpus import Corpus
from ..domain.dates import Span, read_span, typed
from ..domain.ports import Words
from ..domain.presenting import around, as_of, event_block
from ..domain.query import Page, Query, page
from ..domain.reply import Block, Button, Heading, Note, Reply, paragraph
from ..domain.text import Lang
from ..errors import DateError, InputError
from .request import Kit, Request

PAGE = 5


def read(words: str, corpus: Corpus, day: date, lang: Lang) -> tuple[Query, tuple[Span, ...]]:
    """Read what was typed after the command; return the query and other readings of the date, likeliest first.

    `day` is the asker's today. Raises InputError for what is no date, DateError for an impossible one.
    """
    if not words.strip():
        return Query(), ()
    reading = when.read(words, day, reach(corpus), lang)
    if reading is None:
        raise InputError(f"{words.strip()[:60]!r} is no date: write 2025-06-05, June 2025, last week or 2025年6月5日")
    return Query(reading.span), reading.alternatives


def reach(corpus: Corpus) -> Span:
    """Return the days that the corpus covers: a date without a year is the latest one in them."""
    first = min((event.when.span.first for event in corpus.timeline if event.when.span.first), default=None)
    return Span(first, corpus.story.as_of.span.last)


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the first page, or say what would be a date."""
    try:
        query, others = read(words, request.corpus, request.today, request.words.lang)
    except DateError as error:
        return request.reply(paragraph(request.words("date-impossible", date=error.expression[:60])))
    except InputError:
        people = request.corpus.names.find(words)
        button = tuple(
            Button(request.corpus.people[p].name[request.words.lang], Ask("w", request.words.lang, (p,)), "person")
            for p in people
        )
        return request.reply(paragraph(request.words("date-unreadable", words=words.strip()[:60])), buttons=button)
    shown = show(request, query, "")
    ways = tuple(Button(request.words.span(s), Ask("t", request.words.lang, (typed(s),)), "choice") for s in others)
    return replace(shown, buttons=(*ways, *shown.buttons))


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: a day, or a page of a span."""
    span_text, cursor = (*ask.arguments, "", "")[:2]
    span = _read_bounds(span_text)
    if span_text and span is None:
        return None
    return show(request, Query(span), cursor)


def _read_bounds(text: str) -> Span | None:
    try:
        return read_span(text) if text else None
    except DateError:
        return None


def show(request: Request, query: Query, cursor: str) -> Reply:
    """Return one page of a query; what has no span is told from the newest."""
    words = request.words
    found = query.run(request.corpus)
    if query.span is None:
        found = request.corpus.newest_first(found)
    if not found:
        return _nothing(request, query)
    shown = page(found, read_cursor(cursor), PAGE)
    title = words("timeline-latest") if query.span is None else words("timeline-of", span=words.span(query.span))
    blocks: list[Block] = [Heading(title)]
    surely, perhaps = _parted(shown.events, query.span)
    blocks += [event_block(event, request.corpus, words) for event in surely]
    if perhaps:
        blocks.append(Heading(words("timeline-maybe"), 2))
        blocks += [event_block(event, request.corpus, words) for event in perhaps]
    blocks.append(Note(place(shown, words)))
    blocks.append(as_of(request.corpus, words))
    target = (typed(query.span) if query.span else "",)
    buttons = (*turns(shown, "t", target, words), *around(shown.events, request.corpus, words, query.span))
    return request.reply(*blocks, buttons=buttons, replaces=bool(cursor))


def _parted(events: Sequence[Event], span: Span | None) -> tuple[Sequence[Event], Sequence[Event]]:
    """Part the events that are surely in a span from those that only may be: the query has them in this order."""
    surely = [event for event in events if span is None or span.holds(event.when.span)]
    return surely, events[len(surely) :]


def _nothing(request: Request, query: Query) -> Reply:
    """Answer a span that holds no event with the nearest ones."""
    words, corpus = request.words, request.corpus
    span = query.span or Span(None, None)
    nearest = query.nearest(corpus)
    blocks: list[Block] = [Heading(words("timeline-of", span=words.span(span))), paragraph(words("timeline-nothing"))]
    blocks += [event_block(event, corpus, words) for event in nearest]
    return request.reply(*blocks, as_of(corpus, words), buttons=around(nearest, corpus, words))


def place(shown: Page, words: Words) -> str:
    """Say which of how many are shown."""
    return words("page-place", first=shown.first, last=shown.first + len(shown.events) - 1, total=shown.total)


def turns(shown: Page, verb: str, target: tuple[str, ...], words: Words) -> tuple[Button, ...]:
    """Return the buttons that turn the page."""
    ways = ((shown.back, "page-back"), (shown.forth, "page-forth"))
    return tuple(
        Button(words(label), Ask(verb, words.lang, (*target, cursor.encode())), "page")
        for cursor, label in ways
        if cursor
    )
