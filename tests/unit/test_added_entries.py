"""Entries from chat are read and checked as if they stood in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.domain.content import Digest, Event
from bot.domain.corpus import Corpus
from bot.domain.ports import EntryReader
from bot.domain.reply import Bullets, Paragraph
from bot.domain.text import Run
from bot.errors import CorpusError
from bot.intake import files
from bot.intake.entries import Reader
from tests.support import small_corpus

AGAIN = "write the date again as the source has it"


def corpus(folder: Path) -> Corpus:
    loaded = files.load(small_corpus.write(folder))
    assert loaded.corpus is not None
    return loaded.corpus


RAW: Mapping[str, Any] = {
    "id": "found",
    "date": "2025-07-01",
    "title": {"ja": "水が出る", "en": "Water is found"},
    "summary": {"ja": "水が出た。", "en": "Water came."},
    "people": ["hana"],
    "sources": ["diary"],
    "added": "2025-07-02",
}
RAW_DIGEST: Mapping[str, Any] = {
    "id": "how-deep",
    "kind": "question",
    "title": {"ja": "どのくらい深いか", "en": "How deep is it?"},
    "text": {"ja": "**12メートル**。", "en": "- 12 metres"},
    "sources": ["diary"],
}


def findings(kind: str, raw: Mapping[str, Any], corpus: Corpus) -> tuple[str, ...]:
    with pytest.raises(CorpusError) as raised:
        Reader().read(kind, raw, corpus)
    return raised.value.findings


def test_an_event_from_chat(tmp_path: Path) -> None:
    reader: EntryReader = Reader()
    event = reader.read("event", json.loads(json.dumps(RAW)), corpus(tmp_path))
    assert isinstance(event, Event)
    assert (event.when.edtf, event.added, event.importance, event.status) == (
        "2025-07-01",
        date(2025, 7, 2),
        3,
        "reported",
    )


def test_a_digest_from_chat(tmp_path: Path) -> None:
    digest = Reader().read("digest", RAW_DIGEST, corpus(tmp_path))
    assert isinstance(digest, Digest)
    assert digest.body["ja"] == (Paragraph((Run("12メートル", bold=True), Run("。"))),)
    assert digest.body["en"] == (Bullets(((Run("12 metres"),),)),)
    assert digest.markdown["en"] == "- 12 metres"


def test_an_entry_from_chat_is_checked_like_a_file(tmp_path: Path) -> None:
    raw = {**RAW, "id": "dug", "date": "2025-02-30", "people": ["hanna"], "sources": [], "importance": "very", "x": 1}
    assert findings("event", raw, corpus(tmp_path)) == (
        "event dug: importance: very: write a whole number without quotes",
        "event dug: x: there is no such key: the keys are id, date, within, wording, title, summary, people, topics,"
        " sources, importance, status, by, sensitive, note, added, revised, revision, claim",
        f"event dug: date: 2025-02-30: there is no such date in the calendar: {AGAIN}",
        "event dug: id: dug is used already by an event: choose another",
        "event dug: sources: is missing: name at least one source",
        "event dug: people: hanna: there is no such person: did you mean hana?",
    )


def test_a_digest_from_chat_is_checked_like_a_file(tmp_path: Path) -> None:
    raw = {**RAW_DIGEST, "text": {"ja": "水\n\n1. 深い", "en": ""}, "title": {"en": "How deep?"}}
    assert findings("digest", raw, corpus(tmp_path)) == (
        "digest how-deep: text.ja, line 3: a numbered list: begin its lines with -",
        "digest how-deep: title.ja: is missing: write it in Japanese too",
        "digest how-deep: text.en: is missing: write it in English too",
    )


def test_half_a_character_from_chat_is_refused(tmp_path: Path) -> None:
    raw = json.loads(json.dumps({**RAW, "title": {"ja": "水", "en": "Water \ud83d"}}))
    assert findings("event", raw, corpus(tmp_path)) == (
        "event found: title.en: holds the control character U+D83D: take it out",
    )


def test_entries_from_chat_are_events_and_digests(tmp_path: Path) -> None:
    assert findings("person", {"id": "x"}, corpus(tmp_path)) == ("person x: kind: person: write event or digest",)
