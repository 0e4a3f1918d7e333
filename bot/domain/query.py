"""Questions to the corpus as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import search
from .ask import quoted, unquoted
from .content import Event
from .corpus import Corpus
from .dates import Span, read_span, typed


@dataclass(frozen=True)
class Query:
    """What is asked of the timeline: events in `span` that concern all `people` and all `topics` and hold `words`.

    An empty query asks for all of it. People and topics are ids.
    """

    span: Span | None = None
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    words: search.Query = search.NOTHING

    def __bool__(self) -> bool:
        """Tell whether anything in particular is asked."""
        return self != Query()

    def run(self, corpus: Corpus) -> Sequence[Event]:
        """Return every event that fits, in order of date; those that only may lie in the span come last."""
        found = corpus.index.select(self.span, self.people, self.topics)
        if self.words:
            return found.only(corpus.words.ids(self.words))
        if self.words.unwanted:
            # Words that are not wanted, alone, leave out what holds them.
            barred = {id_ for word in self.words.unwanted for id_ in corpus.words.ids(search.Query((word,)))}
            return tuple(event for event in found if event.id not in barred)
        return found

    def nearest(self, corpus: Corpus) -> tuple[Event, ...]:
        """Return the events around a span that holds none: the last before it, the first after it, of what else is asked."""
        if self.span is None or self.run(corpus):
            return ()
        return corpus.nearest(self.span, replace(self, span=None).run(corpus))

    def parts(self) -> Iterator[Query]:
        """Yield what is asked part by part, each as a query of its own."""
        if self.span:
            yield Query(self.span)
        yield from (Query(people=(person,)) for person in self.people)
        yield from (Query(topics=(topic,)) for topic in self.topics)
        yield from (Query(words=search.Query((word,))) for word in self.words.wanted)
        yield from (Query(words=search.Query((), (word,))) for word in self.words.unwanted)

    def with_part(self, part: Query) -> Query:
        """Return the query with a part more; a span takes the place of the one there was."""
        return Query(
            part.span or self.span,
            tuple(dict.fromkeys((*self.people, *part.people))),
            tuple(dict.fromkeys((*self.topics, *part.topics))),
            search.parse(f"{self.words} {part.words}"),
        )

    def without(self, part: Query) -> Query:
        """Return the query less one of its parts."""
        words = self.words
        for word in (*part.words.wanted, *part.words.unwanted):
            words = words.without(word)
        return Query(
            None if part.span else self.span,
            tuple(person for person in self.people if person not in part.people),
            tuple(topic for topic in self.topics if topic not in part.topics),
            words,
        )

    def arguments(self, cursor: str = "") -> tuple[str, ...]:
        """Return the query, and where its page starts, as arguments of an Ask."""
        span = typed(self.span) if self.span else ""
        found = [span, cursor, ".".join(self.people), ".".join(self.topics), quoted(str(self.words))]
        while len(found) > 1 and not found[-1]:
            found.pop()
        return tuple(found)


def read_arguments(arguments: Sequence[str], corpus: Corpus) -> tuple[Query, str] | None:
    """Read what `Query.arguments` wrote: the query and the cursor; None for anything else, and for ids that are no more.

    Raises DateError for a date that no calendar has.
    """
    span_text, cursor, people, topics, words = (*arguments, "", "", "", "", "")[:5]
    span = read_span(span_text) if span_text else None
    if span_text and span is None:
        return None
    query = Query(span, _ids(people), _ids(topics), search.parse(unquoted(words)))
    known = corpus.people.keys() >= set(query.people) and corpus.topics.keys() >= set(query.topics)
    return (query, cursor) if known else None


def _ids(argument: str) -> tuple[str, ...]:
    return tuple(id_ for id_ in argument.split(".") if id_)
