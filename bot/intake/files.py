"""Loads a corpus folder: its files are read, checked, and made one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..domain import check
from ..domain.check import Finding, Pieces, Row
from ..domain.check.pieces import T
from ..domain.content import Chapter, Digest, Event, Person, Source, Story, Topic
from ..domain.corpus import Corpus
from .folder import read

_COUNTED = {
    "events": "event",
    "people": "person",
    "digests": "digest",
    "sources": "source",
    "chapters": "chapter",
    "topics": "topic",
}


@dataclass(frozen=True)
class Loaded:
    """What a folder holds. `corpus` is None exactly if there are errors; `coverage` is for whoever compares it with sources."""

    corpus: Corpus | None
    coverage: tuple[Row, ...]
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    counts: Mapping[str, int]


def load(folder: Path) -> Loaded:
    """Read and check a corpus folder. Never raises for what is in it: the findings say all that is wrong, file by file."""
    pieces, faults = read(folder)
    errors = _by_file((*faults, *check.besides(faults, check.errors(pieces))))
    return Loaded(
        corpus=None if errors else snapshot(pieces),
        coverage=tuple(row for _, row in pieces.of(Row)),
        errors=errors,
        warnings=_by_file(tuple(check.warnings(pieces))),
        counts=_counts(pieces),
    )


def snapshot(pieces: Pieces) -> Corpus:
    """Make a corpus of pieces without errors: chapters in the order of time, all else in the order of the files."""
    chapters = sorted(
        (chapter for _, chapter in pieces.of(Chapter)), key=lambda chapter: chapter.span.first or date.min
    )
    return Corpus(
        story=pieces.of(Story)[0][1],
        sources=_by_id(pieces, Source),
        people=_by_id(pieces, Person),
        topics=_by_id(pieces, Topic),
        chapters={chapter.id: chapter for chapter in chapters},
        events=_by_id(pieces, Event),
        digests=_by_id(pieces, Digest),
    )


def _by_file(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.file or ""))


def _by_id(pieces: Pieces, kind: type[T]) -> dict[str, T]:
    return {piece.id or "": item for piece, item in pieces.of(kind)}


def _counts(pieces: Pieces) -> dict[str, int]:
    """Count what is there, also what could not be read to its end."""
    kinds = [piece.kind for piece in pieces.all]
    claims = [len(event.claims) for _, event in pieces.of(Event)]
    return {
        **{name: kinds.count(kind) for name, kind in _COUNTED.items()},
        "claims": sum(claims),
        "events_with_claims": sum(count > 0 for count in claims),
        "coverage": len(pieces.of(Row)),
    }
