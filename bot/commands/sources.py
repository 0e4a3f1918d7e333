"""/sources: what an entry rests on, and side by side what each source claims where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..domain import paging, titles
from ..domain.ask import Ask, read_cursor
from ..domain.content import Claim, Entry, Event
from ..domain.corpus import Corpus
from ..domain.names import Suggester
from ..domain.ports import Words
from ..domain.presenting import around, as_of, person_buttons, source_buttons, source_name
from ..domain.reply import Block, Bullets, Button, Heading, Note, Reply, paragraph
from ..domain.text import Run, excerpt
from . import source
from .listing import bullets, line
from .request import Kit, Request

CHOICES = 10
SUGGESTIONS = 3


@dataclass(frozen=True)
class Found:
    """The entry that was meant; else those that fit (`sure`) or that come near, likeliest first."""

    entry: Entry | None
    candidates: tuple[Entry, ...] = ()
    sure: bool = False


def find(words: str, corpus: Corpus, suggester: Suggester) -> Found:
    """Find an entry by its id or title, a part of its title, or words in it. A resemblance suggests, it never decides."""
    fitting = next(titles.find(words, corpus), ())
    if fitting:
        entries = [entry for id_ in fitting if (entry := corpus.entry(id_))]
        return Found(entries[0]) if len(entries) == 1 else Found(None, tuple(entries), sure=True)
    near = titles.suggest(words, corpus, suggester, SUGGESTIONS)
    return Found(None, tuple(entry for id_ in near if (entry := corpus.entry(id_))))


def disputed(corpus: Corpus) -> tuple[Event, ...]:
    """Return the events on which sources differ, the weightiest first, of these the newest."""
    differing = (event for event in corpus.timeline if event.claims)
    return tuple(sorted(differing, key=lambda e: (-e.importance, -e.when.place.toordinal(), e.id)))


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the sources of the entry, with a choice, or, to no words, with the entries on which sources differ."""
    corpus, say = request.corpus, request.words
    asked = excerpt(words)
    if not asked:
        return _differing(request, "")
    found = find(words, corpus, kit.suggester)
    if found.entry:
        return show(request, found.entry)
    message = "sources-several" if found.sure else "sources-similar" if found.candidates else "sources-nothing"
    return _choice(request, say(message, words=asked), found.candidates or disputed(corpus)[:SUGGESTIONS])


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: the sources of an entry, or a page of the entries on which sources differ."""
    id_, cursor = (*ask.arguments, "", "")[:2]
    if not id_:
        return _differing(request, cursor)
    entry = request.corpus.entry(id_)
    return show(request, entry) if entry else None


def button(event: Event, words: Words) -> Button:
    """Return the way to what each source claims, for an event on which they differ."""
    return Button(words("sources-compare"), Ask("e", words.lang, (event.id,)), "source")


def show(request: Request, entry: Entry) -> Reply:
    """Return what each source claims on each thing on which they differ, and what each states about itself."""
    corpus, words = request.corpus, request.words
    blocks: list[Block] = [Heading(words("sources-title", title=entry.title[words.lang]))]
    blocks += _compared(entry, corpus, words)
    for id_ in entry.sources:
        blocks.append(Heading(source_name(id_, corpus, words), 2))
        if id_ in corpus.sources:
            blocks.append(source.stated(corpus.sources[id_], words))
    return request.reply(*blocks, as_of(corpus, words), buttons=_onward(entry, corpus, words))


def _compared(entry: Entry, corpus: Corpus, words: Words) -> Iterator[Block]:
    if not isinstance(entry, Event):
        return
    yield Note(words.event_date(entry.when))
    values: dict[str, list[Claim]] = {}
    for claim in entry.claims:
        values.setdefault(claim.about[words.lang], []).append(claim)
    for about, claims in values.items():
        yield Heading(words("sources-differ", about=about), 2)
        yield Bullets(tuple(_compared_line(claim, corpus, words) for claim in claims))
    if entry.note:
        yield paragraph(words("sources-note", note=entry.note[words.lang]))
    elif not values:
        yield paragraph(words("sources-agree", count=len(entry.sources)))


def _compared_line(claim: Claim, corpus: Corpus, words: Words) -> tuple[Run, ...]:
    name = source_name(claim.source, corpus, words)
    return (Run(words("sources-claim", source=name)), Run(claim.value[words.lang], bold=True))


def _onward(entry: Entry, corpus: Corpus, words: Words) -> tuple[Button, ...]:
    if isinstance(entry, Event):
        whole = Button(entry.title[words.lang], Ask("v", words.lang, (entry.id,)), "entry")
        return (whole, *around((entry,), corpus, words))
    text = Button(entry.title[words.lang], Ask("d", words.lang, (entry.id,)), "digest")
    return (text, *person_buttons(entry.people, corpus, words), *source_buttons(entry.sources, corpus, words))


def _differing(request: Request, cursor: str) -> Reply:
    """Return a page of the entries on which sources differ."""
    corpus, words = request.corpus, request.words
    events = disputed(corpus)
    if not events:
        return request.reply(paragraph(words("sources-none-differ")), as_of(corpus, words))
    shown = paging.page(events, read_cursor(cursor), CHOICES)
    lines = [words("sources-on", line=line(e, corpus, words), about=_abouts(e, words)) for e in shown.items]
    return request.reply(
        Heading(words("sources-differing")),
        bullets(lines),
        Note(paging.shown(shown, words)),
        as_of(corpus, words),
        buttons=(
            *paging.turns(shown, words, lambda way: Ask("e", words.lang, ("", way))),
            *_buttons(shown.items, words),
        ),
        replaces=bool(cursor),
    )


def _abouts(event: Event, words: Words) -> str:
    return words("list-separator").join(dict.fromkeys(claim.about[words.lang] for claim in event.claims))


def _choice(request: Request, question: str, entries: Sequence[Entry]) -> Reply:
    corpus, words = request.corpus, request.words
    shown = entries[:CHOICES]
    blocks: list[Block] = [paragraph(question)]
    if shown:
        blocks.append(bullets(line(entry, corpus, words) for entry in shown))
    if len(shown) < len(entries):
        blocks.append(Note(words("page-place", first=1, last=len(shown), total=len(entries))))
    return request.reply(*blocks, buttons=_buttons(shown, words))


def _buttons(entries: Sequence[Entry], words: Words) -> tuple[Button, ...]:
    return tuple(Button(entry.title[words.lang], Ask("e", words.lang, (entry.id,)), "entry") for entry in entries)
