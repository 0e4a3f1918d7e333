"""References: what an entry names must be there, and what an entry says must name who says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..content import Digest, Event, Person
from .pieces import Finding, Item, Known, Piece, Row, a, quote


class Reference(NamedTuple):
    """The ids in a field, and the kinds that they may belong to."""

    field: str
    ids: tuple[str, ...]
    kinds: tuple[str, ...]


_ABOUT: Mapping[str, tuple[str, ...]] = {
    "chapter": ("chapter",),
    "article": ("source",),
    "question": ("chapter", "source", "topic", "person", "event"),
}


def references(item: Item) -> Iterator[Reference]:
    """Yield each field of an item that names others."""
    match item:
        case Event():
            yield Reference("people", item.people, ("person",))
            yield Reference("topics", item.topics, ("topic",))
            yield Reference("sources", item.sources, ("source",))
            yield Reference("by", (item.by,) if item.by is not None else (), ("person", "source"))
            for n, claim in enumerate(item.claims, start=1):
                yield Reference(f"claim {n}, source", (claim.source,), ("source",))
        case Digest():
            yield Reference("about", (item.about,) if item.about is not None else (), _ABOUT[item.kind])
            yield Reference("people", item.people, ("person",))
            yield Reference("topics", item.topics, ("topic",))
            yield Reference("events", item.events, ("event",))
            yield Reference("sources", item.sources, ("source",))
        case Person():
            yield Reference("sources", item.sources, ("source",))
            for n, role in enumerate(item.roles, start=1):
                yield Reference(f"role {n}, sources", role.sources, ("source",))
        case Row():
            yield Reference("source", (item.source,), ("source",))
            yield Reference("events", item.events, ("event",))


def unknown(piece: Piece, known: Known) -> Iterator[Finding]:
    """Find ids that nothing has, or something of another kind."""
    for reference in references(piece.item):
        for id_ in reference.ids:
            if not known.has(id_, *reference.kinds):
                yield piece.finding(reference.field, _unknown(id_, reference.kinds, known))


def _unknown(id_: str, kinds: tuple[str, ...], known: Known) -> str:
    wanted = " or ".join(kinds)
    if kind := known.kind_of(id_):
        return f"{quote(id_)} is {a(kind)}: name {a(wanted)}"
    if nearest := known.nearest(id_, *kinds):
        return f"{quote(id_)}: there is no such {wanted}: did you mean {nearest}?"
    return f"{quote(id_)}: there is no such {wanted}: write its id as its own table has it, or add it"


def repeated(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find ids that one field names twice."""
    for reference in references(piece.item):
        for id_, count in Counter(reference.ids).items():
            if count > 1:
                yield piece.finding(reference.field, f"{quote(id_)} stands there {count} times: name it once")


def unsourced(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find entries that name no source."""
    if isinstance(piece.item, Event | Digest) and not piece.item.sources:
        yield piece.finding("sources", "is missing: name at least one source")


def claims(piece: Piece, known: Known) -> Iterator[Finding]:
    """Find claims that stand against no other, and claims of a source that the entry does not name."""
    if not isinstance(piece.item, Event):
        return
    subjects = Counter(claim.about for claim in piece.item.claims)
    alone = [claim.about for claim in piece.item.claims if subjects[claim.about] == 1]
    for about in alone:
        yield piece.finding(
            "claim", f"{quote(about.en or about.ja)}: one claim differs from nothing: give another with it, or a note"
        )
    for n, claim in enumerate(piece.item.claims, start=1):
        if claim.source not in piece.item.sources and known.has(claim.source, "source"):
            yield piece.finding(f"claim {n}, source", f"{quote(claim.source)}: add it to the sources of the event too")


def without_author(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find claims, accusations above all, that are nobody's."""
    if isinstance(piece.item, Event) and piece.item.status == "claimed" and piece.item.by is None:
        does = "accuses" if piece.item.sensitive else "claims it"
        yield piece.finding("by", f"is missing: name the person or source that {does}")


def about(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find explainers of a chapter or an article that do not say which."""
    if isinstance(piece.item, Digest) and piece.item.kind != "question" and piece.item.about is None:
        yield piece.finding("about", f"is missing: name the {_ABOUT[piece.item.kind][0]} that it explains")
