"""What a check works on, piece by piece with the file each came from, and what it finds."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from ..content import Chapter, Digest, Event, Person, Source, Story, Topic
from ..corpus import Corpus
from ..text import Text

_VALUE_LIMIT = 60


@dataclass(frozen=True)
class Finding:
    """One thing wrong. `file` is relative to the corpus folder, `entry` names kind and id, `message` ends in the remedy."""

    file: str | None
    entry: str | None
    field: str | None
    message: str

    def __str__(self) -> str:
        line = ": ".join(part for part in (self.file, self.entry, self.field, self.message) if part)
        return "".join(character if _shown(character) else f"\\u{ord(character):04x}" for character in line)


def _shown(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def quote(value: str) -> str:
    """Return a value as a finding shows it: not longer than a reader needs to recognise it."""
    return value if len(value) <= _VALUE_LIMIT else value[:_VALUE_LIMIT] + "…"


def a(kind: str) -> str:
    """Return the name of a kind with its article."""
    return f"an {kind}" if kind == "event" else f"a {kind}"


@dataclass(frozen=True)
class Row:
    """A date expression of a source: the events that it became, or why it is none (a code of the reasons, or words).

    `line` counts from 1; `nth` tells expressions apart that stand alike on one line.
    """

    source: str
    line: int
    expression: str
    nth: int = 1
    events: tuple[str, ...] = ()
    none: str | Text | None = None


@dataclass(frozen=True)
class Reason:
    """Why a date expression is no event, under a code that many rows share."""

    code: str
    wording: Text


@dataclass(frozen=True)
class Unread:
    """Something of which no more could be read; what refers to it by its id is not wrong for that."""

    kind: str
    id: str | None


Item = Story | Source | Person | Topic | Chapter | Event | Digest | Row | Reason | Unread
T = TypeVar("T", Story, Source, Person, Topic, Chapter, Event, Digest, Row, Reason, Unread)

KINDS: Mapping[type[Item], str] = {
    Story: "story",
    Source: "source",
    Person: "person",
    Topic: "topic",
    Chapter: "chapter",
    Event: "event",
    Digest: "digest",
}


@dataclass(frozen=True)
class Piece:
    """An item and the file it came from; no file where it was written in chat."""

    file: str | None
    item: Item

    @property
    def kind(self) -> str:
        """The name of the item's table."""
        return self.item.kind if isinstance(self.item, Unread) else KINDS.get(type(self.item), "coverage")

    @property
    def id(self) -> str | None:
        """The item's id, None for what has none."""
        return None if isinstance(self.item, Row | Reason) else self.item.id

    @property
    def label(self) -> str:
        """How a finding names the item."""
        match self.item:
            case Row(source, line, expression):
                return f"coverage {quote(source)} line {line} {quote(expression)}"
            case Reason(code):
                return f"coverage_reasons {quote(code)}"
            case _:
                return self.kind if not self.id else f"{self.kind} {quote(self.id)}"

    def finding(self, field: str | None, message: str) -> Finding:
        """Return a finding about this item."""
        return Finding(self.file, self.label, field, message)


@dataclass(frozen=True)
class Pieces:
    """All of a corpus, in the order of its files; not `whole` when a file could not be read at all."""

    all: tuple[Piece, ...]
    whole: bool = True

    @cached_property
    def _by_type(self) -> Mapping[type[Item], list[Piece]]:
        found: dict[type[Item], list[Piece]] = {}
        for piece in self.all:
            found.setdefault(type(piece.item), []).append(piece)
        return found

    def of(self, kind: type[T]) -> list[tuple[Piece, T]]:
        """Return the items of one type, each with its piece."""
        return [(piece, piece.item) for piece in self._by_type.get(kind, ()) if isinstance(piece.item, kind)]


@dataclass(frozen=True)
class Known:
    """The ids that an entry may refer to: kind → ids. `reasons` are the codes of the coverage."""

    ids: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, pieces: Pieces) -> Known:
        """Take the ids of all pieces."""
        return cls._gather((piece.kind, piece.id) for piece in pieces.all if piece.id is not None).with_reasons(
            reason.code for _, reason in pieces.of(Reason)
        )

    @classmethod
    def of_corpus(cls, corpus: Corpus) -> Known:
        """Take the ids of a corpus."""
        kinds: Mapping[str, Iterable[str]] = {
            "story": (corpus.story.id,),
            "source": corpus.sources,
            "person": corpus.people,
            "topic": corpus.topics,
            "chapter": corpus.chapters,
            "event": corpus.events,
            "digest": corpus.digests,
        }
        return cls._gather((kind, id_) for kind, ids in kinds.items() for id_ in ids)

    @classmethod
    def _gather(cls, ids: Iterable[tuple[str, str]]) -> Known:
        found: dict[str, set[str]] = {}
        for kind, id_ in ids:
            found.setdefault(kind, set()).add(id_)
        return cls({kind: frozenset(members) for kind, members in found.items()})

    def with_reasons(self, codes: Iterable[str]) -> Known:
        """Return the same with the codes of the coverage's reasons."""
        return Known({**self.ids, "reason": frozenset(codes)})

    def has(self, id_: str, *kinds: str) -> bool:
        """Tell whether one of `kinds` has the id."""
        return any(id_ in self.ids.get(kind, ()) for kind in kinds)

    def kind_of(self, id_: str) -> str | None:
        """Return the kind that has the id."""
        return next((kind for kind, ids in self.ids.items() if id_ in ids and kind != "reason"), None)

    def nearest(self, id_: str, *kinds: str) -> str | None:
        """Return the id of one of `kinds` that is written most like it, if any is."""
        among = sorted({known for kind in kinds for known in self.ids.get(kind, ())})
        return next(iter(difflib.get_close_matches(id_, among, 1)), None)
