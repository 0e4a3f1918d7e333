"""/search: words in titles and texts of events and explainers, best first, each hit in its sentence."""

from __future__ import annotations

from ..domain import paging, search
from ..domain.ask import Ask, quoted, read_cursor, unquoted
from ..domain.content import Entry, Event
from ..domain.corpus import Corpus
from ..domain.ports import Words
from ..domain.presenting import as_of, credit, marks
from ..domain.query import Query
from ..domain.reply import Block, Button, Heading, Note, Paragraph, Reply, paragraph
from ..domain.text import Run, excerpt
from . import digest, timeline
from .request import Kit, Request

PAGE = 6
# Topics that are offered to whoever types no word.
EXAMPLES = 8
LONGEST = 300


def found(words: str, corpus: Corpus) -> search.Hits:
    """Return all entries that hold the words, best first."""
    return corpus.words.find(read(words))


def read(words: str) -> search.Query:
    """Return what was typed as a query; nobody types more by hand."""
    return search.parse(words[:LONGEST])


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the first page; with nothing found, what the parts of the question find alone."""
    query = read(words)
    if not query:
        return _examples(request)
    return show(request, query, "") or _nothing(request, query, kit)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: words, or a page of what they find."""
    words, cursor = (*ask.arguments, "", "")[:2]
    query = search.parse(unquoted(words))
    return show(request, query, cursor) or _nothing(request, query, kit) if query else None


def show(request: Request, query: search.Query, cursor: str) -> Reply | None:
    """Return one page of what words find; None where they find nothing."""
    corpus, words = request.corpus, request.words
    hits = corpus.words.find(query, PAGE, read_cursor(cursor))
    entries = [entry for id_ in hits.entries if (entry := corpus.entry(id_))]
    if not entries:
        return None
    blocks: list[Block] = [Heading(words("search-of", words=str(query)))]
    blocks += [_hit(entry, query, corpus, words) for entry in entries]
    shown = paging.Page.of(entries, hits.first, hits.total)
    blocks.append(Note(paging.shown(shown, words)))
    buttons = (
        *paging.turns(shown, words, lambda way: _ask(query, words, way)),
        *_drops(query, words),
        *_onward(query, corpus, words),
        *(Button(entry.title[words.lang], Ask("v", words.lang, (entry.id,)), "entry") for entry in entries),
    )
    return request.reply(*blocks, as_of(corpus, words), buttons=buttons, replaces=bool(cursor))


def _hit(entry: Entry, query: search.Query, corpus: Corpus, words: Words) -> Paragraph:
    """Return an entry in three lines: when and what it is, the sentence with the hit, its sources."""
    lang = words.lang
    if isinstance(entry, Event):
        above = " · ".join((words.event_date(entry.when), *marks(entry, corpus, words)))
    else:
        above = words(f"hit-{entry.kind}")
    part = search.snippet_of(entry, query, lang)
    return Paragraph(
        (
            Run(f"{above}\n"),
            Run(entry.title[lang], bold=True),
            # A hit in the title is seen there.
            *((Run("\n"), *part.runs) if part and part.text != entry.title[lang] else ()),
            Run(f"\n{credit(entry.sources, corpus, words)}"),
        )
    )


def _ask(query: search.Query, words: Words, *cursor: str) -> Ask:
    return Ask("f", words.lang, (quoted(str(query)), *cursor))


def _drops(query: search.Query, words: Words) -> tuple[Button, ...]:
    parts = (*query.wanted, *query.unwanted)
    labels = [
        *(words("part-word", word=word) for word in query.wanted),
        *(words("part-unwanted", word=word) for word in query.unwanted),
    ]
    rests = [query.without(part) for part in parts]
    pairs = [(label, rest) for label, rest in zip(labels, rests, strict=True) if rest]
    return tuple(Button(words("drop", part=label), _ask(rest, words), "drop") for label, rest in pairs)


def _onward(query: search.Query, corpus: Corpus, words: Words) -> tuple[Button, ...]:
    """Offer the same words as a timeline, and the story's own topics that they name."""
    named = [corpus.topics[id_] for id_ in corpus.topic_names.find(" ".join(query.wanted))][:1]
    dated = Query(words=query)
    asks = [(words("search-timeline"), dated)] if dated.run(corpus) else []
    asks += [(words("search-topic", topic=topic.name[words.lang]), Query(topics=(topic.id,))) for topic in named]
    return tuple(Button(label, Ask("t", words.lang, asked.arguments()), "next") for label, asked in asks)


def _nothing(request: Request, query: search.Query, kit: Kit) -> Reply:
    """Say which words stand nowhere, what the others find, and who may have been meant."""
    corpus, words = request.corpus, request.words
    unknown = [word for word in query.wanted if not corpus.words.find(search.Query((word,)), 1).total]
    several = len(query.wanted) + len(query.unwanted) > 1
    nothing = "search-nothing" if several else "search-nothing-one"
    blocks: list[Block] = [Heading(words("search-of", words=str(query))), paragraph(words(nothing))]
    blocks += [paragraph(words("word-nowhere", word=excerpt(word))) for word in unknown[: timeline.WAYS] if several]
    alone = [search.Query((word,)) for word in query.wanted] if len(query.wanted) > 1 else []
    asks = [*alone, *(query.without(word) for word in query.unwanted)]
    counted = [(one, corpus.words.find(one, 1).total) for one in dict.fromkeys(asks)]
    buttons = [
        Button(words("search-counted", words=str(one), count=count), _ask(one, words), "choice")
        for one, count in counted
        if count
    ]
    for part in timeline.resembling(unknown, corpus, kit.suggester):
        if part.people:
            name = corpus.people[part.people[0]].name[words.lang]
            buttons.append(Button(name, Ask("w", words.lang, part.people), "person"))
        else:
            label = words("search-topic", topic=corpus.topics[part.topics[0]].name[words.lang])
            buttons.append(Button(label, Ask("t", words.lang, part.arguments()), "choice"))
    near = digest.near(" ".join(query.wanted), corpus)[: timeline.WAYS]
    buttons += digest.buttons(near, words)
    if not buttons:
        buttons.append(timeline.newest(words))
    return request.reply(*blocks, as_of(corpus, words), buttons=tuple(buttons))


def _examples(request: Request) -> Reply:
    """Say what can be searched, with the story's topics to begin with."""
    words, corpus = request.words, request.corpus
    topics = [topic.name[words.lang] for topic in corpus.topics.values()]
    asks = [(topic, search.parse(topic)) for topic in topics]
    fitting = [(topic, query) for topic, query in asks if corpus.words.find(query, 1).total][:EXAMPLES]
    buttons = tuple(Button(topic, _ask(query, words), "choice") for topic, query in fitting)
    return request.reply(paragraph(words("search-how")), buttons=buttons)
