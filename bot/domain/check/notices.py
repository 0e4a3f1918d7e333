"""What is allowed and yet worth an editor's look."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Event, Person, Source
from ..names import fold, index
from .pieces import Finding, Known, Pieces, Row
from .references import references


def shared_names(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """List names that point to several people: whoever asks for one is asked back."""
    people = pieces.of(Person)
    files = {person.id: piece for piece, person in people}
    spellings = {person.id: _names(person) for _, person in people}
    for folded, bearers in index(spellings.items()).ids.items():
        if len(bearers) > 1:
            name = next(name for name in spellings[bearers[0]] if fold(name) == folded)
            message = f"{name} is also called {', '.join(bearers[1:])}: who asks for it is asked back; take it out if not meant"
            yield files[bearers[0]].finding("aliases", message)


def _names(person: Person) -> tuple[str, ...]:
    return (person.name.ja, person.name.en, person.short.ja, person.short.en, *person.aliases)


def uncited_sources(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find sources from which nothing was taken."""
    cited = {
        id_
        for piece in pieces.all
        if not isinstance(piece.item, Row)
        for reference in references(piece.item)
        if "source" in reference.kinds
        for id_ in reference.ids
    }
    for piece, source in pieces.of(Source):
        if source.id not in cited:
            yield piece.finding(None, "nothing cites it: name it in the sources of what comes from it, or take it out")


def idle_people(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find people who are in no event: who asks for them gets an empty list."""
    acting = {person for _, event in pieces.of(Event) for person in event.people}
    for piece, person in pieces.of(Person):
        if person.id not in acting:
            yield piece.finding(None, "is in no event: add the id to the people of those that concern them")


def uncredited_coverage(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find events that came from a date in a source which they do not name."""
    sources = {event.id: event.sources for _, event in pieces.of(Event)}
    for piece, row in pieces.of(Row):
        for id_ in row.events:
            if id_ in sources and row.source not in sources[id_]:
                yield piece.finding("events", f"{id_} does not name {row.source}: add it to the sources of the event")
