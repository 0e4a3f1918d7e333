"""Entries to be sent from any chat, while somebody types: what fits the words, what comes nearest, or the way to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from ..domain import paging, search, titles
from ..domain.ask import Ask, Cursor
from ..domain.content import Digest, Entry, Event
from ..domain.corpus import Corpus
from ..domain.dates import typed
from ..domain.names import fold
from ..domain.ports import Words
from ..domain.presenting import as_of, digest_blocks, event_block, marks
from ..domain.query import Query
from ..domain.reply import Block, Paragraph, Reply
from ..domain.text import Lang, excerpt, plain
from ..domain.understanding import Understood, understand
from ..errors import DateError
from .completion import choice
from .request import Kit, Request

# To no words those of the latest events are offered that weigh so much, if there are any.
LATEST, WEIGHTY = 200, 4
# Of so many hits the titles are compared with what was typed.
TITLED = 10
# So many words that stand nowhere are compared with names.
NAMES = 3
# So many events are parted into those that are surely in a span and those that only may be.
PARTED = 500


@dataclass(frozen=True)
class Result:
    """An entry in a list: `title`, and `about` in one line; `reply` is what is sent, without buttons."""

    entry: str
    title: str
    about: str
    reply: Reply


@dataclass(frozen=True)
class Found:
    """A page of entries, and the id of its last one where `more` follow.

    `hint` says why there is nothing, or nothing better; `ask` is what it leads to, if that can be asked.
    """

    lang: Lang
    results: tuple[Result, ...] = ()
    more: str | None = None
    hint: str = ""
    ask: Ask | None = None


async def results(request: Request, words: str, kit: Kit, limit: int, after: str | None = None) -> Found:
    """Return up to `limit` entries that fit what was typed, those `after` an entry on a later page."""
    corpus, say = request.corpus, request.words
    try:
        understood = understand(words, corpus, request.today, say.lang)
    except DateError as error:
        return Found(say.lang, hint=say("date-impossible", date=excerpt(error.expression)))
    query = understood.query
    if after and corpus.entry(after) is None:
        return Found(say.lang)
    titled = _called(words, corpus)
    fitting = _page(understood, corpus, limit + 1 + len(titled), after)
    page = (*(() if after else titled), *(entry for entry in fitting if entry not in titled))
    if not page and not after:
        page = _holding(words, corpus)[:limit]
    more = page[limit - 1].id if len(page) > limit else None
    if page or after:
        return Found(say.lang, _results(page[:limit], query.words, corpus, say), more)
    if near := query.nearest(corpus):
        assert query.span is not None
        days = Ask("t", say.lang, (typed(query.span),))
        return Found(say.lang, _results(near, query.words, corpus, say), hint=say("inline-near"), ask=days)
    return _nothing(query, corpus, say, kit)


def _called(words: str, corpus: Corpus) -> tuple[Entry, ...]:
    """Return the entries that are called just what was typed: word search has them among its best."""
    wanted = fold(words)
    best = _entries((words, *corpus.words.find(search.parse(words), TITLED).entries), corpus)
    return tuple(e for e in best if wanted in (e.id, fold(e.title.ja), fold(e.title.en)))


def _holding(words: str, corpus: Corpus) -> tuple[Entry, ...]:
    """Return the entries whose titles hold what was typed, as far as it has been typed."""
    return _entries(next(titles.find(words, corpus), ()), corpus)


def _entries(ids: Iterable[str], corpus: Corpus) -> tuple[Entry, ...]:
    return tuple(entry for id_ in dict.fromkeys(ids) if (entry := corpus.entry(id_)))


def _page(understood: Understood, corpus: Corpus, size: int, after: str | None) -> tuple[Entry, ...]:
    """Return what fits: to words alone the best first, else events from the newest, then explainers, which have no date."""
    query = understood.query
    if not query and not understood.several:
        latest = _latest(corpus)
        return tuple(latest[_start(latest, after) :][:size])
    if query == Query(words=query.words) and query.words and not understood.several:
        hits = corpus.words.find(query.words, size, Cursor(after) if after else None)
        return _entries(hits.entries, corpus)
    events, explainers = _fitting(understood, corpus)
    if after in corpus.digests:
        return tuple(explainers[_start(explainers, after) :][:size])
    start = _start(events, after)
    shown = events[start : start + size]
    return (*shown, *explainers[: size - len(shown)])


def _fitting(understood: Understood, corpus: Corpus) -> tuple[Sequence[Event], Sequence[Digest]]:
    query = understood.query
    events = _newest_first(query, corpus)
    held = corpus.words.ids(query.words) if query.words else corpus.digests.keys()
    explainers = () if query.span else tuple(d for d in corpus.digests.values() if d.id in held and _concerns(d, query))
    if understood.several:  # of people who bear the same name, any will do
        named = [set(ids) for _, ids in understood.several]
        events = tuple(event for event in events if all(ids.intersection(event.people) for ids in named))
        explainers = tuple(digest for digest in explainers if all(ids.intersection(digest.people) for ids in named))
    return events, explainers


def _newest_first(query: Query, corpus: Corpus) -> Sequence[Event]:
    """Return what fits from the newest; of a few those that only may lie in the span come last, as /timeline has them."""
    found, span = query.run(corpus), query.span
    if span is None or len(found) > PARTED:
        return corpus.newest_first(found)
    surely = [event for event in found if span.holds(event.when.span)]
    return (*corpus.newest_first(surely), *corpus.newest_first(found[len(surely) :]))


def _concerns(digest: Digest, query: Query) -> bool:
    return set(query.people).issubset(digest.people) and set(query.topics).issubset(digest.topics)


def _latest(corpus: Corpus) -> Sequence[Event]:
    """Return what weighs most of what came last; nothing that ought not to be shown unasked, and nothing yet to come."""
    reach = corpus.story.as_of.span.last or date.max
    newest = corpus.newest_first(corpus.timeline)[:LATEST]
    told = tuple(event for event in newest if not event.sensitive and event.when.place <= reach)
    return tuple(event for event in told if event.importance >= WEIGHTY) or told


def _start(entries: Sequence[Entry], after: str | None) -> int:
    """Return the place that follows an entry; the end where that one is no longer among them."""
    if after is None:
        return 0
    place = paging.place_of(entries, after)
    return len(entries) if place is None else place + 1


def _results(entries: Iterable[Entry], wanted: search.Query, corpus: Corpus, words: Words) -> tuple[Result, ...]:
    return tuple(_result(entry, wanted, corpus, words) for entry in entries)


def _result(entry: Entry, wanted: search.Query, corpus: Corpus, words: Words) -> Result:
    """Return an entry as it is listed and sent. What is listed says where a word was found, else what happened."""
    lang = words.lang
    part = search.snippet_of(entry, wanted, lang) if wanted else None
    blocks: tuple[Block, ...]
    if isinstance(entry, Event):
        above = " · ".join((words.event_date(entry.when), *marks(entry, corpus, words)))
        text, blocks = entry.summary[lang], (event_block(entry, corpus, words),)
    else:
        above = words(f"hit-{entry.kind}")
        text = next((plain(block.runs) for block in entry.body[lang] if isinstance(block, Paragraph)), "")
        blocks = digest_blocks(entry, corpus, words)
    about = words("inline-about", when=above, text=plain(part.runs) if part else text)
    return Result(entry.id, entry.title[lang], about, Reply((*blocks, as_of(corpus, words)), lang))


def _nothing(query: Query, corpus: Corpus, words: Words, kit: Kit) -> Found:
    """Say that nothing fits; where a name comes near, whose."""
    typed = query.words.wanted[:NAMES]
    likely = chain.from_iterable(choice.matches(corpus.names, word, kit.suggester, 1) for word in typed)
    person = next((corpus.people[id_] for id_ in likely), None)
    if person is None:
        return Found(words.lang, hint=words("inline-nothing"))
    hint = words("inline-similar", name=person.name[words.lang])
    return Found(words.lang, hint=hint, ask=Ask("w", words.lang, (person.id,)))
