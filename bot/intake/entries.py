"""Reads an entry that was written in chat, by the rules of the corpus files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain import check
from ..domain.check import Finding, Known, Piece
from ..domain.check.pieces import quote
from ..domain.content import Digest, Entry
from ..domain.corpus import Corpus
from ..domain.reply import Block
from ..domain.text import LANGUAGES, Lang, Text
from ..errors import CorpusError
from . import build, markdown, shapes, tables
from .tables import Fault


class Reader:
    """The domain's EntryReader. A raw entry has the keys of an [[event]] or a [[digest]]; days are ISO text.

    A digest has besides `title` and `text`, both in two languages; its text is Markdown.
    """

    def read(self, kind: str, raw: Mapping[str, Any], corpus: Corpus) -> Entry:
        """Return the entry, which `corpus` does not have yet. Raises CorpusError with every finding."""
        id_ = raw.get("id")
        label = f"{kind} {quote(id_)}" if isinstance(id_, str) else kind
        findings: list[Finding] = []

        def fault(field: str, message: str) -> None:
            findings.append(Finding(None, label, field, message))

        entry = _entry(kind, dict(raw), fault)
        if entry is not None:
            findings += check.besides(tuple(findings), check.added(Piece(None, entry), Known.of_corpus(corpus)))
        if findings or entry is None:
            raise CorpusError(*map(str, findings))
        return entry


def _entry(kind: str, raw: dict[str, Any], fault: Fault) -> Entry | None:
    if kind == "event":
        event = tables.read(shapes.EventTable, raw, fault)
        return None if event is None else build.event(event, fault)
    if kind == "digest":
        digest = tables.read(shapes.AddedDigestTable, raw, fault)
        return None if digest is None else _digest(digest, fault)
    fault("kind", f"{quote(kind)}: write event or digest")
    return None


def _digest(table: shapes.AddedDigestTable, fault: Fault) -> Digest:
    bodies: dict[Lang, str] = {}
    blocks: dict[Lang, tuple[Block, ...]] = {}
    for lang in LANGUAGES:
        reading = markdown.read_body(table.text.ja if lang == "ja" else table.text.en)
        bodies[lang], blocks[lang] = reading.body, reading.blocks
        for problem in reading.problems:
            fault(f"text.{lang}, line {problem.line}", problem.message)
    return build.digest(table, Text(table.title.ja, table.title.en), Text(**bodies), blocks)
