"""The rules of a corpus that a shape cannot tell: what each entry must say, and how entries fit together.

Two tables of rules: an *error* keeps the corpus from being used, a *warning* is for the editor to look at. Every rule takes
the pieces and yields what it finds, so that an editor sees all of it at once. An entry that is added later is checked
against a corpus by the rules for single entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from . import coverage, dates, identity, notices, references, texts
from .pieces import Finding, Known, Piece, Pieces, Reason, Row, Unread

__all__ = ["Finding", "Known", "Piece", "Pieces", "Reason", "Row", "Unread", "added", "besides", "errors", "warnings"]

Rule = Callable[[Pieces, Known], Iterator[Finding]]
SingleRule = Callable[[Piece, Known], Iterator[Finding]]

# What an entry must be by itself.
SINGLE_RULES: tuple[SingleRule, ...] = (
    identity.malformed,
    texts.missing,
    texts.too_long,
    texts.control_characters,
    texts.addresses,
    references.repeated,
    references.unsourced,
    references.claims,
    references.without_author,
    references.about,
    dates.wording,
    dates.roles,
    coverage.verdict,
)
# What it must find elsewhere.
REFERENCE_RULES: tuple[SingleRule, ...] = (references.unknown, coverage.unknown_reason)
ERROR_RULES: tuple[Rule, ...] = (
    identity.twice,
    identity.one_story,
    dates.overlapping_chapters,
    dates.outside_chapters,
    dates.beyond_the_story,
    coverage.same_place,
    coverage.gaps,
)
WARNING_RULES: tuple[Rule, ...] = (
    notices.shared_names,
    notices.uncited_sources,
    notices.idle_people,
    notices.uncredited_coverage,
)


def errors(pieces: Pieces) -> Iterator[Finding]:
    """Yield why the corpus cannot be used. Of pieces that are not whole, entries are checked only each by itself."""
    known = Known.of(pieces)
    for piece in pieces.all:
        for single in (*SINGLE_RULES, *(REFERENCE_RULES if pieces.whole else ())):
            yield from single(piece, known)
    for rule in ERROR_RULES if pieces.whole else (identity.twice,):
        yield from rule(pieces, known)


def warnings(pieces: Pieces) -> Iterator[Finding]:
    """Yield what an editor should look at, once all files can be read."""
    known = Known.of(pieces)
    for rule in WARNING_RULES if pieces.whole else ():
        yield from rule(pieces, known)


def added(piece: Piece, known: Known) -> Iterator[Finding]:
    """Yield why an entry cannot be added to a corpus whose ids are `known`.

    What concerns a corpus as a whole (how far it reaches, its chapters, its coverage) does not bind an addition: the
    story goes on.
    """
    yield from identity.taken(piece, known)
    for rule in (*SINGLE_RULES, *REFERENCE_RULES):
        yield from rule(piece, known)


def besides(faults: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what was found, without what only follows from a fault in reading the same field: a list of a wrong form is empty."""
    spoilt = {(fault.file, fault.entry, re.split(r"[ .,]", fault.field or "")[0]) for fault in faults}
    for finding in found:
        if (finding.file, finding.entry, finding.field) not in spoilt:
            yield finding
