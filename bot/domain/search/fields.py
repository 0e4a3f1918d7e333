"""What of an entry is searched, and how entries rank that hold a word in the same place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..content import Digest, Entry, Event
from ..reply import Block, Bullets, Code, EntryBlock, Heading, Note, Paragraph
from ..text import LANGUAGES, Lang, plain

# What an event is worth of which nothing else is said.
_DIGEST_IMPORTANCE = 3

Rank = tuple[int, int, str]


def titles(entry: Entry) -> tuple[str, ...]:
    """Return the titles of an entry, in every language."""
    return tuple(entry.title[lang] for lang in LANGUAGES)


def texts(entry: Entry) -> tuple[str, ...]:
    """Return the summary of an event or the text of a digest, in every language."""
    return tuple(text_of(entry, lang) for lang in LANGUAGES)


def text_of(entry: Entry, lang: Lang) -> str:
    """Return the summary of an event or the text of a digest, a line for each of its paragraphs."""
    return entry.summary[lang] if isinstance(entry, Event) else "\n".join(_lines(entry.body.get(lang, ())))


def rank(entry: Entry) -> Rank:
    """Return what sorts entries: the weightier first, then the newer, then by id."""
    if isinstance(entry, Digest):
        return -_DIGEST_IMPORTANCE, -(entry.revised or entry.added or date.min).toordinal(), entry.id
    return -entry.importance, -entry.when.place.toordinal(), entry.id


def _lines(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        match block:
            case Heading(text=text) | Note(text=text) | Code(text=text):
                yield text
            case Paragraph(runs):
                yield plain(runs)
            case Bullets(items):
                yield from map(plain, items)
            case EntryBlock():
                yield from (block.title, block.summary)
