"""One entry in full: an event with the ways to its neighbours in time, or an explainer."""

from __future__ import annotations

from ..domain.ask import Ask
from ..domain.content import Event
from ..domain.corpus import Corpus
from ..domain.ports import Words
from ..domain.presenting import around, as_of, event_block
from ..domain.reply import Block, Button, Reply, paragraph
from . import digest, sources
from .request import Kit, Request

# Marks the question of whoever steps from event to event: the next one takes the place of this one.
_STEP = ">"


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button that names an entry."""
    entry = request.corpus.entry(ask.arguments[0] if ask.arguments else "")
    if entry is None:
        return None
    if isinstance(entry, Event):
        return show(request, entry, replaces=ask.arguments[1:] == (_STEP,))
    return digest.show(request, entry)


def show(request: Request, event: Event, *, replaces: bool = False) -> Reply:
    """Return an event with all that is known of it, and the buttons around it."""
    corpus, words = request.corpus, request.words
    blocks: list[Block] = [event_block(event, corpus, words)]
    if event.note:
        blocks.append(paragraph(event.note[words.lang]))
    explainers = digest.buttons((d for d in corpus.digests.values() if event.id in d.events), words)
    compared = (sources.button(event, words),) if event.claims else ()
    buttons = (*_neighbours(event, corpus, words), *compared, *around((event,), corpus, words), *explainers)
    return request.reply(*blocks, as_of(corpus, words), buttons=buttons, replaces=replaces)


def _neighbours(event: Event, corpus: Corpus, words: Words) -> tuple[Button, ...]:
    """Return the ways to the event before and the event after, in order of date."""
    place = corpus.timeline.place(event.id)
    assert place is not None
    ways = (
        (corpus.timeline[place - 1 : place], "entry-before"),
        (corpus.timeline[place + 1 : place + 2], "entry-after"),
    )
    return tuple(
        Button(words(label, title=other.title[words.lang]), Ask("v", words.lang, (other.id, _STEP)), "next")
        for others, label in ways
        for other in others
    )
