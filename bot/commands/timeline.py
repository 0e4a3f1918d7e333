"""/timeline: the latest events, or those of dates, people, topics and words, in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..domain import onward, paging, search, subjects
from ..domain.ask import Ask, read_cursor
from ..domain.content import Event
from ..domain.corpus import Corpus
from ..domain.dates import Span
from ..domain.names import Suggester
from ..domain.ports import Words
from ..domain.presenting import around, as_of, asked, event_block, part_name
from ..domain.query import Query, read_arguments
from ..domain.reply import Block, Button, Heading, Note, Reply, paragraph
from ..domain.text import excerpt
from ..domain.understanding import Understood, understand
from ..errors import DateError
from . import digest
from .request import Kit, Request

PAGE = 5
# So many readings of a date, people of one name, and people who may have been meant are offered.
WAYS = 3
# Of words that stand nowhere so many are told one by one.
_TOLD = 4


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the first page, or say what is no date of any calendar."""
    try:
        understood = understand(words, request.corpus, request.today, request.words.lang)
    except DateError as error:
        return impossible(request, error)
    return show_understood(request, understood, kit)


async def everything(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with all events on one page: where no button turns it. Raises DateError for a date of no calendar."""
    understood = understand(words, request.corpus, request.today, request.words.lang)
    return show_understood(request, understood, kit, len(request.corpus.events))


def impossible(request: Request, error: DateError) -> Reply:
    """Say that a date is in no calendar."""
    return request.reply(paragraph(request.words("date-impossible", date=excerpt(error.expression))))


def show_understood(request: Request, understood: Understood, kit: Kit, size: int = PAGE) -> Reply:
    """Return the first page; what was understood in one of several ways is said, and the others are offered."""
    query, say = understood.query, request.words
    notes: list[Block] = []
    ways: list[Button] = []
    if understood.others and query.span:
        notes.append(Note(say("date-taken", date=understood.date, span=say.span(query.span))))
    ways += [_button(say.span(span), replace(query, span=span), say) for span in understood.others[:WAYS]]
    for name, ids in understood.several:
        notes.append(paragraph(say("who-several", name=excerpt(name))))
        people = (request.corpus.people[id_] for id_ in ids[:WAYS])
        ways += [_button(p.name[say.lang], query.with_part(Query(people=(p.id,))), say) for p in people]
    shown = _first(request, query, kit, size) if query or not understood.several else request.reply()
    first, *rest = shown.blocks or (Heading(say("timeline-latest")),)
    return replace(shown, blocks=(first, *notes, *rest), buttons=(*ways, *shown.buttons))


def _button(label: str, query: Query, words: Words) -> Button:
    return Button(label, Ask("t", words.lang, query.arguments()), "choice")


def _first(request: Request, query: Query, kit: Kit, size: int) -> Reply:
    """Return the first page; without words that stand nowhere, if there is something else to go by."""
    corpus, say = request.corpus, request.words
    if query.run(corpus):
        return show(request, query, "", size)
    unknown = [word for word in query.words.wanted if not corpus.words.find(search.Query((word,)), 1).total]
    known = query
    for word in unknown:
        known = known.without(Query(words=search.Query((word,))))
    told = [*unknown[:_TOLD], *filter(None, [" ".join(unknown[_TOLD:])])]
    notes = [paragraph(say("word-nowhere", word=excerpt(word))) for word in told]
    meant = _meant(known, unknown, request, kit)
    if unknown and not known:
        near = digest.buttons(digest.near(" ".join(unknown), corpus)[:WAYS], say)
        return request.reply(*notes, as_of(corpus, say), buttons=(*meant, *near, newest(say)))
    shown = show(request, known, "", size)
    return replace(shown, blocks=(shown.blocks[0], *notes, *shown.blocks[1:]), buttons=(*meant, *shown.buttons))


def newest(words: Words) -> Button:
    """Return the way to the newest events, which is there where nothing else is."""
    return Button(words("timeline-latest"), Ask("t", words.lang, ("",)), "next")


def _meant(query: Query, unknown: Sequence[str], request: Request, kit: Kit) -> tuple[Button, ...]:
    """Offer the people and topics whose names resemble words that stand nowhere."""
    corpus, say = request.corpus, request.words
    parts = resembling(unknown[:WAYS], corpus, kit.suggester)
    return tuple(_button(_full_name(part, corpus, say), query.with_part(part), say) for part in parts)


def resembling(words: Sequence[str], corpus: Corpus, suggester: Suggester) -> list[Query]:
    """Return the people and topics, each as a question, whose names resemble some words; a few of each."""
    people = dict.fromkeys(id_ for word in words for id_ in corpus.names.suggest(word, suggester))
    topics = dict.fromkeys(id_ for word in words for id_ in corpus.topic_names.suggest(word, suggester))
    return [*(Query(people=(p,)) for p in [*people][:WAYS]), *(Query(topics=(t,)) for t in [*topics][:WAYS])]


def _full_name(part: Query, corpus: Corpus, words: Words) -> str:
    return corpus.people[part.people[0]].name[words.lang] if part.people else part_name(part, corpus, words)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: a question, or a page of its answer."""
    try:
        read = read_arguments(ask.arguments, request.corpus)
    except DateError:
        return None
    return show(request, *read) if read else None


def show(request: Request, query: Query, cursor: str, size: int = PAGE) -> Reply:
    """Return one page of a query, of up to `size` events; what has no span is told from the newest."""
    words, corpus = request.words, request.corpus
    found: Sequence[Event] = query.run(corpus)
    if query.span is None:
        found = corpus.newest_first(found)
    if not found:
        return _nothing(request, query)
    shown = paging.page(found, read_cursor(cursor), size)
    surely, perhaps = _parted(shown.items, query.span)
    blocks: list[Block] = [_heading(query, corpus, words)]
    if not surely and shown.first == 1:
        blocks += _beyond(query, corpus, words)
    blocks += [event_block(event, corpus, words) for event in surely]
    if perhaps:
        blocks.append(Heading(words("timeline-maybe"), 2))
        blocks += [event_block(event, corpus, words) for event in perhaps]
    blocks += [Note(paging.shown(shown, words)), as_of(corpus, words)]
    buttons = (
        *paging.turns(shown, words, lambda way: Ask("t", words.lang, query.arguments(way))),
        *_drops(query, corpus, words),
        *onward.after(query, found, corpus, words),
        *around(shown.items, corpus, words, query.span),
    )
    return request.reply(*blocks, buttons=buttons, replaces=bool(cursor), subjects=subjects.of(query))


def _heading(query: Query, corpus: Corpus, words: Words) -> Heading:
    return Heading(words("timeline-of", asked=asked(query, corpus, words)) if query else words("timeline-latest"))


def _drops(query: Query, corpus: Corpus, words: Words, *, counted: bool = False) -> tuple[Button, ...]:
    """Return a button for each part of a question of several, which leaves that part out."""
    parts = tuple(query.parts())
    found: list[Button] = []
    for part in parts if len(parts) > 1 else ():
        rest, name = query.without(part), part_name(part, corpus, words)
        count = len(rest.run(corpus)) if counted else 0
        if counted and not count:
            continue
        label = words("drop-counted", part=name, count=count) if counted else words("drop", part=name)
        found.append(Button(label, Ask("t", words.lang, rest.arguments()), "drop"))
    return tuple(found)


def _parted(events: Sequence[Event], span: Span | None) -> tuple[Sequence[Event], Sequence[Event]]:
    """Part the events that are surely in a span from those that only may be: the query has them in this order."""
    surely = [event for event in events if span is None or span.holds(event.when.span)]
    return surely, events[len(surely) :]


def _beyond(query: Query, corpus: Corpus, words: Words) -> Iterator[Block]:
    """Say until when the corpus reaches, to whoever asks for what is later."""
    end = corpus.days.last
    if query.span and query.span.first and end and query.span.first > end:
        yield paragraph(words("timeline-beyond", date=words.event_date(corpus.story.as_of)))


def _nothing(request: Request, query: Query) -> Reply:
    """Answer a question that nothing fits: with the nearest events, until when the corpus reaches, and what to leave out."""
    words, corpus = request.words, request.corpus
    nearest = query.nearest(corpus)
    several = len(tuple(query.parts())) > 1
    blocks: list[Block] = [_heading(query, corpus, words), *_beyond(query, corpus, words)]
    message = "timeline-nothing" if nearest else "timeline-together" if several else "timeline-none"
    blocks.append(paragraph(words(message)))
    blocks += [event_block(event, corpus, words) for event in nearest]
    buttons = (*_drops(query, corpus, words, counted=True), *around(nearest, corpus, words))
    return request.reply(*blocks, as_of(corpus, words), buttons=buttons)
