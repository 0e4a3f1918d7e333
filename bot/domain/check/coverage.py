"""Coverage: what became of every date expression of the sources."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Event
from .pieces import Finding, Known, Piece, Pieces, Row, quote


def verdict(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find rows that do not say what became of the expression, or say two things."""
    if not isinstance(piece.item, Row):
        return
    if not piece.item.events and piece.item.none is None:
        yield piece.finding("events", "is missing: name the events that it became, or say in `none` why it is none")
    if piece.item.events and piece.item.none is not None:
        yield piece.finding("none", "stands beside events: keep one of the two")


def unknown_reason(piece: Piece, known: Known) -> Iterator[Finding]:
    """Find codes that stand for no reason."""
    code = piece.item.none if isinstance(piece.item, Row) else None
    if isinstance(code, str) and not known.has(code, "reason"):
        nearest = known.nearest(code, "reason")
        remedy = f"did you mean {nearest}?" if nearest else "add it to [coverage_reasons], or write { ja = …, en = … }"
        yield piece.finding("none", f"{quote(code)}: there is no such reason: {remedy}")


def same_place(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find places that have two rows."""
    first: dict[tuple[str, int, str, int], Piece] = {}
    for piece, row in pieces.of(Row):
        earlier = first.setdefault((row.source, row.line, row.expression, row.nth), piece)
        if earlier is not piece:
            yield piece.finding(
                "nth", f"{row.nth} has a row already in {earlier.file}: count with nth, or join the rows"
            )


def gaps(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find events that come from no date expression, in a corpus that keeps coverage."""
    rows = pieces.of(Row)
    covered = {event for _, row in rows for event in row.events}
    for piece, event in pieces.of(Event) if rows else ():
        if event.id not in covered:
            yield piece.finding(None, "no coverage row names it: add it to the row of the date that it was taken from")
