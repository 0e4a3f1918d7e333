"""Onward: what is worth asking after an answer, from the data: an explainer, a part more, the next time when something happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from .ask import Ask
from .content import Digest, Event
from .corpus import Corpus
from .dates import parse_edtf, typed
from .ports import Words
from .presenting import part_name
from .query import Query
from .reply import Button

MOST = 3
# Of an answer of any length, so many events are looked at.
_LOOKED_AT = 500
# An explainer, or a narrower question, is worth it that concerns so many of the events.
_LEAST = 2
# Fewer events make no picture.
_LEAST_DRAWN = 3


def after(query: Query, found: Sequence[Event], corpus: Corpus, words: Words) -> tuple[Button, ...]:
    """Return up to three buttons for what to ask after the answer `found` to `query`, and one for its picture."""
    events = found[:_LOOKED_AT]
    ways = (
        _explainer(query, events, corpus, words),
        _narrower(query, events, corpus, words),
        _later(query, corpus, words),
    )
    chart = Button(words("chart-see"), Ask("g", words.lang, query.arguments()), "next")
    return (*[button for button in ways if button][:MOST], *((chart,) if len(events) >= _LEAST_DRAWN else ()))


def _explainer(query: Query, events: Sequence[Event], corpus: Corpus, words: Words) -> Button | None:
    """Offer the explainer that is about most of the events; of a whole chapter its own."""
    shown = {event.id for event in events}
    best: Digest | None = max(
        corpus.digests.values(),
        key=lambda digest: (len(shown.intersection(digest.events)), -len(digest.events)),
        default=None,
    )
    chapter = next((c for c in corpus.chapters.values() if c.span == query.span), None)
    if chapter:
        best = corpus.digest_of(chapter.id) or best
    elif best is None or len(shown.intersection(best.events)) < _LEAST:
        return None
    return Button(best.title[words.lang], Ask("d", words.lang, (best.id,)), "next") if best else None


def _narrower(query: Query, events: Sequence[Event], corpus: Corpus, words: Words) -> Button | None:
    """Offer the person or topic that most of the events have in common, but not all: the same question, and they too."""
    kinds = (
        (Query(people=(id_,)), count)
        for id_, count in Counter(chain.from_iterable(event.people for event in events)).items()
        if id_ in corpus.people and id_ not in query.people
    )
    topics = (
        (Query(topics=(id_,)), count)
        for id_, count in Counter(chain.from_iterable(event.topics for event in events)).items()
        if id_ in corpus.topics and id_ not in query.topics
    )
    fitting = [(count, part) for part, count in (*topics, *kinds) if _LEAST <= count < len(events)]
    if not fitting or not query:
        return None
    _, part = max(fitting, key=lambda pair: pair[0])
    label = words("next-narrower", part=part_name(part, corpus, words))
    return Button(label, Ask("t", words.lang, query.with_part(part).arguments()), "next")


def _later(query: Query, corpus: Corpus, words: Words) -> Button | None:
    """Offer the next day or month after a span on which something happened, as long as the one asked about."""
    span = query.span
    if span is None or span.last is None or span.first is None:
        return None
    following = [e for e in corpus.nearest(span) if e.when.span.first and e.when.span.first > span.last]
    if not following:
        return None
    event = following[0].when.span
    assert event.first is not None
    whole_month = len(typed(span)) == len("2025-06")
    then = parse_edtf(event.first.isoformat()[:7]) if whole_month else event
    if then.last is None:
        return None
    label = words("next-later", span=words.span(then))
    return Button(label, Ask("t", words.lang, Query(then).arguments()), "next")
