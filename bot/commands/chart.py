"""/chart: the answer of /timeline as a picture, and the relation of people over time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from ..domain.ask import Ask
from ..domain.chart import build
from ..domain.chart.shape import Chart
from ..domain.content import Event
from ..domain.dates import Span
from ..domain.ports import Words
from ..domain.presenting import as_of, asked
from ..domain.query import Query, read_arguments
from ..domain.reply import Button, Heading, Note, Picture, Reply, paragraph
from ..domain.understanding import understand
from ..errors import DateError
from . import timeline
from .request import Kit, Request

# So many chapters are offered where there was no room for everything.
PARTS = 8


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the picture; where nothing was found, or it is not clear what was meant, as /timeline does."""
    try:
        understood = understand(words, request.corpus, request.today, request.words.lang)
    except DateError as error:
        return timeline.impossible(request, error)
    if understood.several or not understood.query.run(request.corpus):
        return timeline.show_understood(request, understood, kit)
    return await show(request, understood.query, kit)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: a question."""
    try:
        read = read_arguments(ask.arguments, request.corpus)
    except DateError:
        return None
    return await show(request, read[0], kit) if read else None


async def tap_relation(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: people, by their ids."""
    ids = tuple(dict.fromkeys(ask.arguments[0].split("."))) if ask.arguments else ()
    if len(ids) < 2 or not request.corpus.people.keys() >= set(ids):
        return None
    drawn = await asyncio.to_thread(build.of_relation, ids, request.corpus, request.words)
    return await _pictured(request, drawn, Query(people=ids), kit) if drawn else _nothing(request, Query(people=ids))


def relation_button(people: Sequence[str], words: Words) -> Button:
    """Return the button that asks for the picture of a relation."""
    return Button(words("chart-see"), Ask("gr", words.lang, (".".join(people),)), "next")


def title(request: Request, query: Query) -> str:
    """Return what is asked, in words; of everything it is the name of the story."""
    return asked(query, request.corpus, request.words) or request.corpus.story.title[request.words.lang]


async def show(request: Request, query: Query, kit: Kit) -> Reply:
    """Return the picture of the answer to a query, and what it leaves out; of an empty one the words alone."""
    # In a story of a million events the choice takes a while: others are answered meanwhile.
    chart = await asyncio.to_thread(drawn, request, query)
    return await _pictured(request, chart, query, kit) if chart else _nothing(request, query)


def drawn(request: Request, query: Query) -> Chart | None:
    """Return the answer to a query as it is drawn; None where it is empty."""
    found: Sequence[Event] = query.run(request.corpus)
    return build.of(found, request.corpus, request.words, title(request, query), query.span)


async def _pictured(request: Request, drawn: Chart, query: Query, kit: Kit) -> Reply:
    words = request.words
    png = await kit.painter.paint(drawn)
    ways = (*_parts(drawn, query, words), Button(words("chart-list"), Ask("t", words.lang, query.arguments()), "next"))
    reply = request.reply(Heading(drawn.title), Note(drawn.note), buttons=ways)
    return replace(reply, picture=Picture(png, drawn.alt))


def _parts(drawn: Chart, query: Query, words: Words) -> tuple[Button, ...]:
    """Offer the chapters one by one, where there was no room for everything."""
    if not drawn.left_out or len(drawn.bands) < 2:
        return ()
    return tuple(
        Button(
            words("chart-part", chapter=band.title),
            Ask("g", words.lang, replace(query, span=Span(band.first, band.last)).arguments()),
            "choice",
        )
        for band in drawn.bands[:PARTS]
    )


def _nothing(request: Request, query: Query) -> Reply:
    words = request.words
    heading, nothing = Heading(title(request, query)), paragraph(words("chart-nothing"))
    return request.reply(heading, nothing, as_of(request.corpus, words))
