"""What a corpus is made of: sources, people, topics, chapters, and the entries: events and digests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .dates import EventDate, Span
from .reply import Block
from .text import Lang, Text

Status = Literal["reported", "claimed", "disputed", "forecast"]
SourceKind = Literal["feature", "report", "column", "blog"]
DigestKind = Literal["question", "chapter", "article"]


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article. What it does not state about itself is None; `short` is the editor's name for it in a credit."""

    id: str
    kind: SourceKind
    language: str
    short: Text
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody was, from when to when; a bound is None where no source gives it."""

    name: Text
    since: EventDate | None = None
    until: EventDate | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts or is described. `short` fits a button; `aliases` are other names, in any language."""

    id: str
    name: Text
    short: Text
    about: Text
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme that events and digests share."""

    id: str
    name: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A phase of the story."""

    id: str
    title: Text
    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says where sources differ."""

    about: Text
    value: Text
    source: str


@dataclass(frozen=True, slots=True)
class Event:
    """A timeline entry. `by` is the person or source whose claim or forecast it is."""

    id: str
    when: EventDate
    title: Text
    summary: Text
    sources: tuple[str, ...]
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    importance: int = 3
    status: Status = "reported"
    by: str | None = None
    sensitive: bool = False
    note: Text | None = None
    claims: tuple[Claim, ...] = ()
    added: date | None = None
    revised: date | None = None
    revision: int = 1

    @property
    def sort_key(self) -> tuple[date, bool, int, str]:
        """Chronological; on one day the weightier first."""
        return (*self.when.sort_key, -self.importance, self.id)


@dataclass(frozen=True, slots=True)
class Digest:
    """A curated text about a question, a chapter or an article; `body` is its Markdown, read."""

    id: str
    kind: DigestKind
    title: Text
    markdown: Text
    body: Mapping[Lang, tuple[Block, ...]]
    sources: tuple[str, ...]
    about: str | None = None
    aliases: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    added: date | None = None
    revised: date | None = None
    revision: int = 1


Entry = Event | Digest


@dataclass(frozen=True, slots=True)
class Story:
    """What the corpus is about, and until when it reaches (`as_of`)."""

    id: str
    title: Text
    as_of: EventDate
    note: Text | None = None
