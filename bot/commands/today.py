"""/today: on this day in the story, in any year; on a day without events the nearest anniversaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..domain import paging, telling
from ..domain.ask import Ask, read_cursor
from ..domain.content import Event
from ..domain.ports import Words
from ..domain.presenting import around, as_of, event_block
from ..domain.reply import Block, EntryBlock, Heading, Note, Reply, paragraph
from .request import Kit, Request

PAGE = 5
# Of the nearest anniversaries before and after, up to so many events are told.
NEAREST = 2


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer for the asker's today."""
    return show(request, request.today, "")


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: the asker's today, or a page of another day."""
    day, cursor = (*ask.arguments, "", "")[:2]
    try:
        return show(request, date.fromisoformat(day) if day else request.today, cursor)
    except ValueError:
        return None


def show(request: Request, day: date, cursor: str) -> Reply:
    """Return a page of what happened on this day in the years, each with how long ago it was."""
    corpus, words = request.corpus, request.words
    events = telling.on_day(corpus, day)
    if not events:
        return _nearest(request, day)
    shown = paging.page(events, read_cursor(cursor), PAGE)
    blocks: list[Block] = [Heading(words("today-title", day=words.day(day)))]
    blocks += [_block(event, day, request) for event in shown.items]
    if shown.total > len(shown.items):
        blocks.append(Note(paging.shown(shown, words)))
    turns = paging.turns(shown, words, lambda way: Ask("n", words.lang, (day.isoformat(), way)))
    buttons = (*turns, *around(shown.items, corpus, words))
    return request.reply(*blocks, as_of(corpus, words), buttons=buttons, replaces=bool(cursor))


def _block(event: Event, day: date, request: Request) -> EntryBlock:
    block = event_block(event, request.corpus, request.words)
    first = event.when.span.first or day
    return replace(block, marks=(_ago(day.year - first.year, request.words), *block.marks))


def _ago(years: int, words: Words) -> str:
    if years == 0:
        return words("today-same")
    return words("today-ago", years=years) if years > 0 else words("today-ahead", years=-years)


def _nearest(request: Request, day: date) -> Reply:
    """Say that nothing happened on this day, and tell the nearest anniversaries."""
    corpus, words = request.corpus, request.words
    before, after = telling.nearest_days(corpus, day)
    message = "today-nothing" if before or after else "today-none"
    blocks: list[Block] = [Heading(words("today-title", day=words.day(day))), paragraph(words(message))]
    shown: list[Event] = []
    for found, label in ((before, "today-before"), (after, "today-after")):
        if found:
            days = abs((found.day - day).days)
            blocks.append(Heading(words(label, day=words.day(found.day), days=days), 2))
            few = telling.weightiest(found.events, NEAREST)
            blocks += [event_block(event, corpus, words) for event in few]
            shown += few
    return request.reply(*blocks, as_of(corpus, words), buttons=around(shown, corpus, words))
