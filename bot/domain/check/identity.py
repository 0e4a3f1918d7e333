"""Ids: their form, and that each stands for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .pieces import Finding, Known, Piece, Pieces, Reason, a, quote

# They must fit a Telegram button, a deep link and a Discord custom_id beside what else these carry.
ID = re.compile(r"[a-z0-9-]{1,24}", re.ASCII)
_FORM = "write 1 to 24 of a-z, 0-9 and -"


def malformed(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find ids that would not fit where ids go."""
    if piece.id is not None and not ID.fullmatch(piece.id):
        yield piece.finding("id", f"{quote(piece.id) or 'empty'}: {_FORM}")
    if isinstance(piece.item, Reason) and not ID.fullmatch(piece.item.code):
        yield piece.finding(None, f"no usable code: {_FORM}")


def twice(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find ids and codes that were given before, over all kinds."""
    first: dict[tuple[str, str], Piece] = {}
    for piece in pieces.all:
        name = ("reason", piece.item.code) if isinstance(piece.item, Reason) else ("id", piece.id or "")
        if not name[1]:
            continue
        earlier = first.setdefault(name, piece)
        if earlier is not piece:
            where = f"by {earlier.label} in {earlier.file}"
            yield piece.finding(
                name[0] if name[0] == "id" else None, f"{quote(name[1])} is used already {where}: choose another"
            )


def taken(piece: Piece, known: Known) -> Iterator[Finding]:
    """Find that a new entry has the id of something else."""
    if piece.id is not None and (kind := known.kind_of(piece.id)):
        yield piece.finding("id", f"{quote(piece.id)} is used already by {a(kind)}: choose another")


def one_story(pieces: Pieces, _known: Known) -> Iterator[Finding]:
    """Find that the corpus has no story, or several."""
    stories = [piece for piece in pieces.all if piece.kind == "story"]
    if not stories:
        yield Finding(
            None, "story", None, "is missing: write a table [story] with id, title and as_of in one of the files"
        )
    for piece in stories[1:]:
        yield piece.finding(None, f"a corpus tells one story, and {stories[0].file} has [story] already: take one out")
