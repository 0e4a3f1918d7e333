"""Entries of the corpus as parts of a reply: the same words in an answer and in an edition, on every platform."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .ask import Ask
from .content import Claim, Digest, Event
from .corpus import Corpus
from .dates import Span, typed
from .ports import Words
from .query import Query
from .reply import Block, Button, EntryBlock, Heading, Note


def event_block(event: Event, corpus: Corpus, words: Words, again: date | None = None) -> EntryBlock:
    """Return an event as a reader sees it, each claim and the whole with their sources."""
    lang = words.lang
    return EntryBlock(
        id=event.id,
        when=words.event_date(event.when),
        title=event.title[lang],
        summary=event.summary[lang],
        marks=marks(event, corpus, words, again),
        claims=_claims(event.claims, corpus, words),
        credit=credit(event.sources, corpus, words),
    )


def marks(event: Event, corpus: Corpus, words: Words, again: date | None = None) -> tuple[str, ...]:
    """Return what a reader must know before the text: whose claim it is, that it is a plan, that it was shown before."""
    found: list[str] = []
    if event.status != "reported":
        # What nobody is named for is told, and so claimed or foreseen, by the source.
        by = event.by or next(iter(event.sources), None)
        found.append(words(f"status-{event.status}", by=_name(by, corpus, words)))
    if again:
        found.append(words("again", day=words.day(again)))
    return tuple(found)


def _name(id_: str | None, corpus: Corpus, words: Words) -> str:
    if id_ is None:
        return ""
    person = corpus.people.get(id_)
    return person.short[words.lang] if person else source_name(id_, corpus, words)


def _claims(claims: Iterable[Claim], corpus: Corpus, words: Words) -> tuple[str, ...]:
    """Return a line for each thing on which sources differ, with what each of them says."""
    lang = words.lang
    values: dict[str, list[str]] = {}
    for claim in claims:
        value = words("claim", value=claim.value[lang], source=source_name(claim.source, corpus, words))
        values.setdefault(claim.about[lang], []).append(value)
    separator = words("claim-separator")
    return tuple(words("claims", about=about, values=separator.join(found)) for about, found in values.items())


def source_name(id_: str, corpus: Corpus, words: Words) -> str:
    """Return what a source is called in a credit."""
    source = corpus.sources.get(id_)
    return source.short[words.lang] if source else id_


def credit(sources: Iterable[str], corpus: Corpus, words: Words) -> str:
    """Return the line that names an entry's sources."""
    names = [source_name(source, corpus, words) for source in sources]
    return words("credit", count=len(names), sources=words("list-separator").join(names))


def digest_blocks(digest: Digest, corpus: Corpus, words: Words, level: int = 1) -> tuple[Block, ...]:
    """Return a digest with its title and its sources."""
    lang = words.lang
    heading = Heading(digest.title[lang], 1 if level == 1 else 2)
    return (heading, *digest.body[lang], Note(credit(digest.sources, corpus, words)))


def as_of(corpus: Corpus, words: Words) -> Note:
    """Return the line that says until when the corpus reaches."""
    return Note(words("as-of", date=words.event_date(corpus.story.as_of)))


def part_name(part: Query, corpus: Corpus, words: Words) -> str:
    """Return how a part of a question is called: a span, a person, a topic, a word, a word that is not wanted."""
    if part.span:
        return words.span(part.span)
    names = [corpus.people[id_].short[words.lang] for id_ in part.people if id_ in corpus.people]
    names += [corpus.topics[id_].name[words.lang] for id_ in part.topics if id_ in corpus.topics]
    names += [words("part-word", word=word) for word in part.words.wanted]
    names += [words("part-unwanted", word=word) for word in part.words.unwanted]
    return words("list-separator").join(names)


def asked(query: Query, corpus: Corpus, words: Words) -> str:
    """Return what a question was understood to be, part by part."""
    return words("part-separator").join(part_name(part, corpus, words) for part in query.parts())


def person_buttons(people: Iterable[str], corpus: Corpus, words: Words) -> tuple[Button, ...]:
    """Return a button for each person, in the order given, without repeats."""
    known = (corpus.people[id_] for id_ in dict.fromkeys(people) if id_ in corpus.people)
    return tuple(Button(person.short[words.lang], Ask("w", words.lang, (person.id,)), "person") for person in known)


def day_buttons(events: Iterable[Event], words: Words, shown: Span | None = None) -> tuple[Button, ...]:
    """Return a button for each day, or each longer span, on which something happened, but the one that is `shown`."""
    spans = dict.fromkeys(event.when.span for event in events if event.when.span.first and event.when.span.last)
    others = (span for span in spans if span != shown)
    return tuple(Button(words.span(span), Ask("t", words.lang, (typed(span),)), "day") for span in others)


def source_buttons(sources: Iterable[str], corpus: Corpus, words: Words) -> tuple[Button, ...]:
    """Return a button for each source, without repeats."""
    return tuple(
        Button(source_name(id_, corpus, words), Ask("s", words.lang, (id_,)), "source")
        for id_ in dict.fromkeys(sources)
        if id_ in corpus.sources
    )


def around(events: Iterable[Event], corpus: Corpus, words: Words, span: Span | None = None) -> tuple[Button, ...]:
    """Return the ways on from a list of events, the answer to `span`: its people, its other days and its sources."""
    listed = tuple(events)
    return (
        *person_buttons((p for event in listed for p in event.people), corpus, words),
        *day_buttons(listed, words, span),
        *source_buttons((s for event in listed for s in event.sources), corpus, words),
    )
