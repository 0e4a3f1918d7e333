"""The JSON of the command line: the same words as in chat, so that every query can be scripted. Names here are fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from .commands import digest as digests
from .commands import who as people
from .delivery.outbox import Coming
from .domain import telling
from .domain.content import Claim, Digest, Entry, Event, Person
from .domain.corpus import Corpus
from .domain.dates import EventDate, Span
from .domain.ledger import Pick
from .domain.people import common_events
from .domain.query import Query
from .domain.search import Hits
from .domain.text import Lang

Json = dict[str, Any]


def source(id_: str, corpus: Corpus) -> Json:
    """SOURCE; what the article does not state is null."""
    found = corpus.sources[id_]
    return {
        "id": found.id,
        "title": found.title,
        "publisher": found.publisher,
        "date": found.date,
        "kind": found.kind,
        "url": found.url,
    }


def claim(found: Claim, lang: Lang) -> Json:
    """CLAIM."""
    return {"about": found.about[lang], "value": found.value[lang], "source": found.source}


def event(found: Event, corpus: Corpus, lang: Lang) -> Json:
    """EVENT."""
    when = found.when
    return {
        "id": found.id,
        "date": when.edtf,
        **_bounds(when.span),
        "wording": when.wording[lang] if when.wording else None,
        "title": found.title[lang],
        "summary": found.summary[lang],
        "people": list(found.people),
        "topics": list(found.topics),
        "sources": [source(id_, corpus) for id_ in found.sources],
        "importance": found.importance,
        "status": found.status,
        "sensitive": found.sensitive,
        "claims": [claim(each, lang) for each in found.claims],
    }


def _bounds(span: Span | None) -> Json:
    first, last = (span.first, span.last) if span else (None, None)
    return {"from": first.isoformat() if first else None, "to": last.isoformat() if last else None}


def person(found: Person, corpus: Corpus, lang: Lang) -> Json:
    """PERSON."""

    def edtf(when: EventDate | None) -> str | None:
        return when.edtf if when else None

    return {
        "id": found.id,
        "name": {"ja": found.name.ja, "en": found.name.en},
        "aliases": list(found.aliases),
        "roles": [{"role": r.name[lang], "from": edtf(r.since), "to": edtf(r.until)} for r in found.roles],
        "events": len(corpus.events_of(found.id)),
    }


def digest(found: Digest, corpus: Corpus, lang: Lang) -> Json:
    """DIGEST; its text is Markdown."""
    return {
        "id": found.id,
        "title": found.title[lang],
        "text": found.markdown[lang],
        "events": list(found.events),
        "people": list(found.people),
        "topics": list(found.topics),
        "sources": [source(id_, corpus) for id_ in found.sources],
        "revised": found.revised.isoformat() if found.revised else None,
    }


def timeline(query: Query, corpus: Corpus, lang: Lang) -> Json:
    """The answer of `timeline`."""
    found = query.run(corpus)
    return {
        "query": {
            **_bounds(query.span),
            "people": list(query.people),
            "topics": list(query.topics),
            "words": [*query.words.wanted, *(f"-{word}" for word in query.words.unwanted)],
        },
        "total": len(found),
        "events": [event(each, corpus, lang) for each in found],
        "nearest": [event(each, corpus, lang) for each in query.nearest(corpus)],
    }


def who(found: people.Found, corpus: Corpus, lang: Lang) -> Json:
    """The answer of `who`."""
    events = common_events([each.id for each in found.answered], corpus)
    return {
        "person": person(found.person, corpus, lang) if found.person else None,
        "people": [person(each, corpus, lang) for each in found.people],
        "candidates": [person(each, corpus, lang) for each in found.candidates],
        "total": len(events),
        "events": [event(each, corpus, lang) for each in events],
    }


def search(hits: Hits, corpus: Corpus, lang: Lang) -> Json:
    """The answer of `search`, best first."""
    return {
        "total": hits.total,
        "events": [event(corpus.events[id_], corpus, lang) for id_ in hits.entries if id_ in corpus.events],
        "digests": [digest(corpus.digests[id_], corpus, lang) for id_ in hits.entries if id_ in corpus.digests],
    }


def chart(file: str | None, alt: str, drawn: int, left_out: int) -> Json:
    """The answer of `chart`; `file` is null where there is nothing to draw."""
    return {"file": file, "alt": alt, "drawn": drawn, "left_out": left_out}


def digest_answer(found: digests.Found, corpus: Corpus, lang: Lang) -> Json:
    """The answer of `digest`."""
    return {
        "digest": digest(found.digest, corpus, lang) if found.digest else None,
        "candidates": [digest(each, corpus, lang) for each in found.candidates],
    }


def story(corpus: Corpus, lang: Lang, since: date | None) -> Json:
    """The answer of `story`; with a day the chapters have only the events since then."""
    return {
        "as_of": corpus.story.as_of.edtf,
        "chapters": [
            {
                "id": told.chapter.id,
                "title": told.chapter.title[lang],
                **_bounds(told.chapter.span),
                "events": [each.id for each in told.events],
            }
            for told in telling.tell(corpus, since).chapters
        ],
    }


def today(day: date, corpus: Corpus, lang: Lang) -> Json:
    """The answer of `today`."""
    return {"day": day.isoformat(), "events": [event(each, corpus, lang) for each in telling.on_day(corpus, day)]}


def sources(entry: Entry, corpus: Corpus, lang: Lang) -> Json:
    """The answer of `sources`: what an entry, named by its id, rests on, and what its sources claim where they differ."""
    claims = entry.claims if isinstance(entry, Event) else ()
    return {
        "entry": entry.id,
        "sources": [source(id_, corpus) for id_ in entry.sources],
        "claims": [claim(each, lang) for each in claims],
    }


def plan(coming: Iterable[Coming], explain: Callable[[Pick], str]) -> list[Json]:
    """The answer of `plan`."""
    return [
        {
            "at": each.at.isoformat(),
            "channel": each.subscription.channel.key,
            "picks": [{"entry": p.entry, "kind": p.kind, "reason": explain(p)} for p in each.picks],
        }
        for each in coming
    ]
