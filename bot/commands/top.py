"""/top: what is asked most in this chat, counted without keeping who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta

from ..domain import subjects
from ..domain.ask import Ask
from ..domain.dates import Span, read_span
from ..domain.presenting import day_buttons, person_buttons
from ..domain.query import Query
from ..domain.reply import Block, Button, Heading, Note, Reply, paragraph
from ..errors import DateError
from .listing import bullets
from .request import Kit, Request

MOST = 5
DAYS = 30
# Where nothing was asked, the weightiest days among those of so many events are offered.
LATEST = 500


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the people and the days that were asked most, or, where nothing was, with those that carry the story."""
    return await _shown(request, kit)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button."""
    return await _shown(request, kit)


async def _shown(request: Request, kit: Kit) -> Reply:
    say, corpus = request.words, request.corpus
    since = request.now.astimezone(UTC).date() - timedelta(days=DAYS - 1)
    counts = await kit.store.tallies(request.place.channel, since)
    people = [(id_, count) for id_, count in _most(counts, subjects.PERSON) if id_ in corpus.people][:MOST]
    days = [(span, count) for text, count in _most(counts, subjects.DAY) if (span := _span(text))][:MOST]
    if not people and not days:
        return _nothing_yet(request)
    named = [(corpus.people[id_].name[say.lang], count) for id_, count in people]
    dated = [(say.span(span), count) for span, count in days]
    buttons = (
        *person_buttons((id_ for id_, _ in people), corpus, say),
        *(Button(say.span(span), Ask("t", say.lang, Query(span).arguments()), "day") for span, _ in days),
    )
    parts = (*_part("top-people", named, request), *_part("top-days", dated, request))
    return request.reply(Heading(say("top-title")), *parts, Note(say("top-note", days=DAYS)), buttons=buttons)


def _most(counts: Mapping[str, int], kind: str) -> list[tuple[str, int]]:
    """Return the subjects of a kind, without it, the most asked first; of two that were asked as often, by name."""
    found = [(subject.removeprefix(kind), count) for subject, count in counts.items() if subject.startswith(kind)]
    return sorted(found, key=lambda counted: (-counted[1], counted[0]))


def _span(text: str) -> Span | None:
    try:
        return read_span(text)
    except DateError:
        return None


def _part(title: str, counted: Sequence[tuple[str, int]], request: Request) -> tuple[Block, ...]:
    say = request.words
    if not counted:
        return ()
    lines = (say("top-line", name=name, count=count) for name, count in counted)
    return Heading(say(title), 2), bullets(lines)


def _nothing_yet(request: Request) -> Reply:
    """Offer the people who appear most, and the weightiest of the latest days."""
    say, corpus = request.words, request.corpus
    people = corpus.prominent[:MOST]
    weighty = sorted(corpus.newest_first(corpus.timeline)[:LATEST], key=lambda event: -event.importance)
    buttons = (
        *person_buttons(people, corpus, say),
        *day_buttons((event for event in weighty if event.when.exact), say)[:MOST],
    )
    return request.reply(Heading(say("top-title")), paragraph(say("top-nothing", days=DAYS)), buttons=buttons)
