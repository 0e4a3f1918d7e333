"""Dates: worded where they are inexact, in order, inside a chapter and not beyond what the corpus knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from ..content import Chapter, Event, Person, Story
from .pieces import Finding, Known, Piece, Pieces, quote


def wording(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find inexact dates that do not say how the source puts them."""
    if not isinstance(piece.item, Event):
        return
    when = piece.item.when
    if when.within and "/" not in when.edtf:
        yield piece.finding("within", f"{when.edtf} is no interval: write 2025-05-11/2025-05-20, or take `within` out")
    if when.wording is None and (when.within or when.edtf[-1:] in ("?", "~", "%")):
        remedy = 'write how the source puts it, as in { ja = "5月中旬", en = "mid-May" }'
        yield piece.finding("wording", f"is missing for the inexact date {when.edtf}: {remedy}")


def roles(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find roles that end before they begin."""
    if not isinstance(piece.item, Person):
        return
    for n, role in enumerate(piece.item.roles, start=1):
        since, until = role.since, role.until
        if since and until and since.span.first and until.span.last and until.span.last < since.span.first:
            yield piece.finding(
                f"role {n}, to", f"{until.edtf} is before {since.edtf}: exchange from and to, or mend one"
            )


def _ordered(pieces: Pieces) -> list[tuple[Piece, Chapter]]:
    return sorted(pieces.of(Chapter), key=lambda found: found[1].span.first or date.min)


def overlapping_chapters(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find days that two chapters have."""
    for (_, earlier), (piece, later) in combinations(_ordered(pieces), 2):
        if earlier.span.first and later.span.first and earlier.span.touches(later.span):
            until = f"ends on {earlier.span.last}" if earlier.span.last else "has no end"
            message = f"{later.span.first} is in chapter {quote(earlier.id)} too, which {until}: end that one before"
            yield piece.finding("from", message)


def outside_chapters(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find events that no chapter tells. What is expected for later has its chapter when it has come."""
    chapters = pieces.of(Chapter)
    if not chapters:
        return
    for piece, event in pieces.of(Event):
        told = any(chapter.span.touches(event.when.span) for _, chapter in chapters)
        if not told and event.status != "forecast":
            yield piece.finding("date", f"{event.when.edtf} is in no chapter: move a chapter's from or to, or add one")


def beyond_the_story(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find events that would have happened after the day until which the corpus knows."""
    as_of = next((story.as_of for _, story in pieces.of(Story)), None)
    if as_of is None or as_of.span.last is None:
        return
    for piece, event in pieces.of(Event):
        first = event.when.span.first
        if event.status != "forecast" and first is not None and first > as_of.span.last:
            remedy = 'write status = "forecast", or move as_of'
            yield piece.finding("date", f"{event.when.edtf} is later than the story's as_of {as_of.edtf}: {remedy}")
