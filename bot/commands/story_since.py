"""What is new since a day: what has happened since then, and which entries were added or revised since then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ..domain import paging, telling
from ..domain.ask import Ask, Cursor
from ..domain.content import Entry, Event
from ..domain.corpus import Corpus
from ..domain.dates import Span, typed
from ..domain.ports import Words
from ..domain.presenting import as_of
from ..domain.reply import Block, Button, Heading, Note, Reply, paragraph
from .listing import bullets, line
from .request import Request

# Each part is told by so many entries; what was added or revised stands in pages of so many.
FEW, PAGE = 3, 10
CHANGES = "new"


def show(request: Request, day: date, others: Sequence[date] = ()) -> Reply:
    """Return both parts, each by its weightiest entries with a way to all, and the `others` that the day may have been."""
    corpus, words = request.corpus, request.words
    happened, changed = telling.happened_since(corpus, day), telling.changed_since(corpus, day)
    blocks: list[Block] = [Heading(words("news-title", story=corpus.story.title[words.lang], day=words.day(day)))]
    few = telling.weightiest(happened, FEW, Span(day, None))
    blocks += _happened(few, len(happened), day, corpus, words)
    blocks.append(Heading(words("news-changed", count=len(changed)), 2))
    if changed:
        blocks.append(bullets(_change(entry, corpus, words) for entry in changed[:FEW]))
    buttons = [_since(other, words) for other in others]
    if len(happened) > FEW:
        ask = Ask("t", words.lang, (typed(Span(day, None)),))
        buttons.append(Button(words("news-all-happened", count=len(happened)), ask, "choice"))
    if len(changed) > FEW:
        ask = Ask("y", words.lang, (day.isoformat(), CHANGES))
        buttons.append(Button(words("news-all-changed", count=len(changed)), ask, "choice"))
    buttons.append(Button(words("story-chapters"), Ask("y", words.lang), "choice"))
    return request.reply(*blocks, as_of(corpus, words), buttons=(*buttons, *_entries((*few, *changed[:FEW]), words)))


def _entries(entries: Iterable[Entry], words: Words) -> tuple[Button, ...]:
    once = {entry.id: entry for entry in entries}.values()
    return tuple(Button(entry.title[words.lang], Ask("v", words.lang, (entry.id,)), "entry") for entry in once)


def _happened(few: Sequence[Event], count: int, day: date, corpus: Corpus, words: Words) -> list[Block]:
    """Tell what has happened; after the end of the corpus, until when it reaches, and what may lie beyond."""
    end = corpus.story.as_of.span.last
    beyond = end is not None and day > end
    blocks: list[Block] = []
    if beyond:
        blocks.append(paragraph(words("timeline-beyond", date=words.event_date(corpus.story.as_of))))
    if few or not beyond:
        blocks.append(Heading(words("news-beyond" if beyond else "news-happened", count=count), 2))
    if few:
        blocks.append(bullets(line(event, corpus, words) for event in few))
    return blocks


def _change(entry: Entry, corpus: Corpus, words: Words) -> str:
    """Return an entry in a line, with the day on which it was added or revised."""
    revised = entry.revised is not None and entry.revised == telling.changed(entry) and entry.revised != entry.added
    day = words.day(telling.changed(entry) or date.min, short=True)
    return words("news-revised" if revised else "news-added", line=line(entry, corpus, words), day=day)


def _since(day: date, words: Words) -> Button:
    label = words("span-since", date=words.day(day, short=True))
    return Button(label, Ask("y", words.lang, (day.isoformat(),)), "choice")


def changes(request: Request, day: date, cursor: Cursor | None) -> Reply:
    """Return a page of the entries that were added or revised since a day, the weightiest first."""
    corpus, words = request.corpus, request.words
    shown = paging.page(telling.changed_since(corpus, day), cursor, PAGE)
    blocks: list[Block] = [Heading(words("news-changed-since", day=words.day(day)))]
    if shown.items:
        blocks.append(bullets(_change(entry, corpus, words) for entry in shown.items))
        blocks.append(Note(paging.shown(shown, words)))
    turns = paging.turns(shown, words, lambda way: Ask("y", words.lang, (day.isoformat(), CHANGES, way)))
    buttons = (*turns, *_entries(shown.items, words))
    return request.reply(*blocks, as_of(corpus, words), buttons=buttons, replaces=cursor is not None)
