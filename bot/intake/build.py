"""Makes the domain's objects of tables.

A date that no calendar has is reported, and an open one stands in for it: it contradicts nothing, so the rest of the
entry can be checked. A corpus with anything reported is never used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..domain.check import Reason, Row
from ..domain.check.pieces import quote
from ..domain.content import Chapter, Claim, Digest, Event, Person, Role, Source, Story, Topic
from ..domain.dates import EventDate, Span, parse_edtf
from ..domain.reply import Block
from ..domain.text import Lang, Text
from ..errors import DateError
from . import shapes
from .tables import Fault
from .values import BOUND_PATTERN, Aliases, Localised

_OPEN = Span(None, None)


def _text(words: Localised) -> Text:
    return Text(words.ja, words.en)


def _note(words: Localised | None) -> Text | None:
    return None if words is None else _text(words)


def _aliases(aliases: Aliases) -> tuple[str, ...]:
    return (*aliases.ja, *aliases.en)


def _span(edtf: str, field: str, fault: Fault) -> Span:
    try:
        return parse_edtf(edtf)
    except DateError as error:
        remedy = "" if error.reason.startswith("write") else ": write the date again as the source has it"
        fault(field, f"{quote(edtf)}: {error.reason}{remedy}")
        return _OPEN


def _date(edtf: str, field: str, fault: Fault) -> EventDate:
    return EventDate(edtf, _span(edtf, field, fault))


def story(table: shapes.StoryTable, fault: Fault) -> Story:
    """Make the story."""
    return Story(table.id, _text(table.title), _date(table.as_of, "as_of", fault), _note(table.note))


def source(table: shapes.SourceTable, fault: Fault) -> Source:
    """Make a source."""
    if table.date is not None:
        _span(table.date, "date", fault)
    return Source(
        table.id,
        table.kind,
        table.language,
        _text(table.short),
        table.title,
        table.publisher,
        table.date,
        table.url,
        _note(table.note),
    )


def person(table: shapes.PersonTable, fault: Fault) -> Person:
    """Make a person with roles."""
    roles = []
    for n, role in enumerate(table.role, start=1):
        since = None if role.since is None else _date(role.since, f"role {n}, from", fault)
        until = None if role.until is None else _date(role.until, f"role {n}, to", fault)
        roles.append(Role(_text(role.name), since, until, tuple(role.sources)))
    return Person(
        table.id,
        _text(table.name),
        _text(table.short),
        _text(table.about),
        _aliases(table.aliases),
        tuple(roles),
        tuple(table.sources),
    )


def topic(table: shapes.TopicTable, _fault: Fault) -> Topic:
    """Make a topic."""
    return Topic(table.id, _text(table.name), _aliases(table.aliases))


def chapter(table: shapes.ChapterTable, fault: Fault) -> Chapter:
    """Make a chapter."""
    first = _bound(table.since, "from", fault).first
    last = None if table.until is None else _bound(table.until, "to", fault).last
    if first and last and last < first:
        fault("to", f"{table.until} is before {table.since}: exchange from and to, or mend one")
        first = last = None
    return Chapter(table.id, _text(table.title), table.label, Span(first, last))


def _bound(edtf: str, field: str, fault: Fault) -> Span:
    if not re.fullmatch(BOUND_PATTERN, edtf, re.ASCII):
        fault(field, f"{quote(edtf)}: write a day or a month, as in 2025-06-01 or 2025-06")
        return _OPEN
    return _span(edtf, field, fault)


def event(table: shapes.EventTable, fault: Fault) -> Event:
    """Make an event."""
    span = _span(table.date, "date", fault)
    when = EventDate(table.date if span != _OPEN else "../..", span, table.within, _note(table.wording))
    return Event(
        id=table.id,
        when=when,
        title=_text(table.title),
        summary=_text(table.summary),
        sources=tuple(table.sources),
        people=tuple(table.people),
        topics=tuple(table.topics),
        importance=table.importance,
        status=table.status,
        by=table.by,
        sensitive=table.sensitive,
        note=_note(table.note),
        claims=tuple(Claim(_text(claim.about), _text(claim.value), claim.source) for claim in table.claim),
        added=table.added,
        revised=table.revised,
        revision=table.revision,
    )


def digest(table: shapes.DigestTable, title: Text, markdown: Text, body: Mapping[Lang, tuple[Block, ...]]) -> Digest:
    """Make a digest of its table and its texts."""
    return Digest(
        id=table.id,
        kind=table.kind,
        title=title,
        markdown=markdown,
        body=body,
        sources=tuple(table.sources),
        about=table.about,
        aliases=_aliases(table.aliases),
        people=tuple(table.people),
        topics=tuple(table.topics),
        events=tuple(table.events),
        added=table.added,
        revised=table.revised,
        revision=table.revision,
    )


def row(table: shapes.CoverageTable, _fault: Fault) -> Row:
    """Make a row of the coverage."""
    none = _text(table.none) if isinstance(table.none, Localised) else table.none
    return Row(table.source, table.line, table.expression, table.nth, tuple(table.events), none)


def reason(code: str, words: Localised) -> Reason:
    """Make a reason of the coverage."""
    return Reason(code, _text(words))
