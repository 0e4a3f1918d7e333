"""The shape of corpus files: one model a table, from which editors get their JSON Schema.

A model says which keys there are and what type each has. What a value must be beyond that (ids that exist, dates that the
calendar has, texts that fit) is the business of the domain's check, so that one entry's findings come all together; the
schema repeats the simple ones of those rules for red lines in an editor.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from .values import Aliases, Bound, Day, Edtf, Id, ShortText, Sources, SummaryText, Table, Text, TitleText, WhyNone


def _require_sources(schema: dict[str, Any]) -> None:
    """Ask an editor for sources: that an entry has none is found by the check, together with what else is wrong with it."""
    schema["required"].append("sources")


class StoryTable(Table):
    """What the corpus tells, and until when it reaches. One in a corpus."""

    id: Id = Field(description="The story's id; a-z, 0-9 and -, 24 at most.")
    title: Text = Field(description="The story's title.")
    as_of: Edtf = Field(description="Until when the corpus reaches (EDTF): a later date is a forecast.")
    note: Text | None = Field(default=None, description="Why it reaches so far and no further; for editors.")


class SourceTable(Table):
    """A cited article. What it does not state about itself is left out."""

    id: Id = Field(description="The source's id; a-z, 0-9 and -, 24 at most, unique over all kinds.")
    kind: Literal["feature", "report", "column", "blog"] = Field(description="What sort of article it is.")
    language: str = Field(description="The language that it is written in, as in ja or en.")
    short: ShortText = Field(description="What credits and buttons call it: the editor's choice, not a quotation.")
    title: str | None = Field(default=None, description="Its title as printed.")
    publisher: str | None = Field(default=None, description="Who published it.")
    date: Edtf | None = Field(default=None, description="The date that it bears (EDTF).")
    url: str | None = Field(default=None, description="Its address, beginning with https://.")
    note: Text | None = Field(default=None, description="What a reader should know of it.")
    file: str | None = Field(default=None, description="The file that was read; for editors.")


class RoleTable(Table):
    """What somebody was, with bounds where a source gives them."""

    name: Text = Field(description="What the role is called.")
    since: Edtf | None = Field(
        default=None, alias="from", description="When it began (EDTF); left out where no source says."
    )
    until: Edtf | None = Field(
        default=None, alias="to", description="When it ended (EDTF); left out where no source says."
    )
    sources: list[Id] = Field(default=[], description="Ids of the sources that say so.")


class PersonTable(Table):
    """Somebody who acts or is described."""

    id: Id = Field(description="The person's id; a-z, 0-9 and -, 24 at most, unique over all kinds.")
    name: Text = Field(description="The full name.")
    short: ShortText = Field(description="The name on a button.")
    about: Text = Field(description="Who it is, in one sentence.")
    aliases: Aliases = Field(default=Aliases(), description="Other names and spellings under which members may ask.")
    sources: list[Id] = Field(default=[], description="Ids of the sources that describe the person.")
    role: list[RoleTable] = Field(default=[], description="What the person was, and when.")


class TopicTable(Table):
    """A theme that events and digests share."""

    id: Id = Field(description="The topic's id; a-z, 0-9 and -, 24 at most, unique over all kinds.")
    name: Text = Field(description="What the theme is called.")
    aliases: Aliases = Field(default=Aliases(), description="Other words for it.")


class ChapterTable(Table):
    """A phase of the story. Chapters do not overlap."""

    id: Id = Field(description="The chapter's id; a-z, 0-9 and -, 24 at most, unique over all kinds.")
    title: Text = Field(description="The chapter's title.")
    label: str = Field(description="One word for the phase, as in honeymoon or rupture.")
    since: Bound = Field(alias="from", description="Its first day or month, as in 2025-06-01 or 2025-06.")
    until: Bound | None = Field(default=None, alias="to", description="Its last day or month; left out while it lasts.")


class ClaimTable(Table):
    """What one source says where sources differ."""

    about: Text = Field(description="What the sources differ about; the same words in each claim about it.")
    value: Text = Field(description="The figure, date or place that this source gives.")
    source: Id = Field(description="Id of the source, one of the event's own.")


class EventTable(Table):
    """A timeline entry."""

    model_config = ConfigDict(json_schema_extra=_require_sources)

    id: Id = Field(description="The event's id; a-z, 0-9 and -, 24 at most, unique over all kinds, never changed.")
    date: Edtf = Field(
        description="When it happened (EDTF), as exact as the source and no more: 2025-06-05, 2025-06, 2025, 2025-21 (spring), "
        "2025-06/.. or 2025-05-11/2025-05-20."
    )
    within: bool = Field(
        default=False, description="True if it happened some time in the interval, not during all of it."
    )
    wording: Text | None = Field(default=None, description="How the source puts an inexact date, as in mid-May.")
    title: TitleText = Field(description="What happened, as a headline.")
    summary: SummaryText = Field(description="What happened, in one to three sentences.")
    people: list[Id] = Field(default=[], description="Ids of the people concerned.")
    topics: list[Id] = Field(default=[], description="Ids of the topics.")
    sources: Sources = Field(default=[], description="Ids of the sources; at least one.")
    importance: Annotated[int, Field(ge=1, le=5)] = Field(
        default=3, description="From 1 (a detail) to 5 (a turning point); 3 if left out."
    )
    status: Literal["reported", "claimed", "disputed", "forecast"] = Field(
        default="reported",
        description="reported, claimed (by whom: see by), disputed, or forecast; reported if left out.",
    )
    by: Id | None = Field(default=None, description="Id of the person or source whose claim or forecast it is.")
    sensitive: bool = Field(
        False, description="True for an accusation: not posted unasked unless the channel allows it."
    )
    note: Text | None = Field(default=None, description="Why the entry follows this date or figure; for editors.")
    added: Day | None = Field(default=None, description="The day on which the entry was added.")
    revised: Day | None = Field(default=None, description="The day on which it was last revised.")
    revision: Annotated[int, Field(ge=1)] = Field(default=1, description="Counts the revisions, from 1.")
    claim: list[ClaimTable] = Field(default=[], description="What each source says where they differ.")


class DigestTable(Table):
    """An explainer. Its texts are texts/<id>.ja.md and texts/<id>.en.md, with # and the title in the first line."""

    model_config = ConfigDict(json_schema_extra=_require_sources)

    id: Id = Field(description="The digest's id; a-z, 0-9 and -, 24 at most, unique over all kinds, never changed.")
    kind: Literal["question", "chapter", "article"] = Field(description="What it explains.")
    about: Id | None = Field(default=None, description="Id of the chapter or the source that it explains.")
    aliases: Aliases = Field(default=Aliases(), description="Words under which members may look for it.")
    people: list[Id] = Field(default=[], description="Ids of the people concerned.")
    topics: list[Id] = Field(default=[], description="Ids of the topics.")
    events: list[Id] = Field(default=[], description="Ids of the events that it rests on.")
    sources: Sources = Field(default=[], description="Ids of the sources; at least one.")
    added: Day | None = Field(default=None, description="The day on which the entry was added.")
    revised: Day | None = Field(default=None, description="The day on which it was last revised.")
    revision: Annotated[int, Field(ge=1)] = Field(default=1, description="Counts the revisions, from 1.")


class AddedDigestTable(DigestTable):
    """An explainer that was written in chat, with its texts in it."""

    title: TitleText = Field(description="The title.")
    text: Text = Field(description="The text, in Markdown: paragraphs, lists with -, bold and links.")


class CoverageTable(Table):
    """A date expression of a source, and what became of it: events, or why none."""

    source: Id = Field(description="Id of the source.")
    line: Annotated[int, Field(ge=1)] = Field(description="The line of the source's file, from 1.")
    expression: str = Field(description="The expression as printed.")
    nth: Annotated[int, Field(ge=1)] = Field(
        default=1, description="Which of those that stand alike on the line, from 1."
    )
    events: list[Id] = Field(default=[], description="Ids of the events that it became.")
    none: WhyNone | None = Field(
        default=None, description="Why it is no event: a code of [coverage_reasons], or { ja, en }."
    )


class CorpusFile(Table):
    """A file of a corpus: any of these tables, in any order. All files of a corpus have this one form."""

    story: StoryTable | None = Field(default=None, description=StoryTable.__doc__)
    source: list[SourceTable] = Field(default=[], description=SourceTable.__doc__)
    person: list[PersonTable] = Field(default=[], description=PersonTable.__doc__)
    topic: list[TopicTable] = Field(default=[], description=TopicTable.__doc__)
    chapter: list[ChapterTable] = Field(default=[], description=ChapterTable.__doc__)
    event: list[EventTable] = Field(default=[], description=EventTable.__doc__)
    digest: list[DigestTable] = Field(default=[], description=DigestTable.__doc__)
    coverage: list[CoverageTable] = Field(default=[], description=CoverageTable.__doc__)
    coverage_reasons: dict[str, Text] = Field(
        default={}, description="Why date expressions are no events: code = { ja, en }."
    )


LISTS: Mapping[str, type[Table]] = MappingProxyType(
    {
        "source": SourceTable,
        "person": PersonTable,
        "topic": TopicTable,
        "chapter": ChapterTable,
        "event": EventTable,
        "digest": DigestTable,
        "coverage": CoverageTable,
    }
)
