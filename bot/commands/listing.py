"""Entries in a line each, for lists that are to be read at a glance."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.content import Entry, Event
from ..domain.corpus import Corpus
from ..domain.ports import Words
from ..domain.presenting import marks
from ..domain.reply import Bullets
from ..domain.text import Run


def line(entry: Entry, corpus: Corpus, words: Words) -> str:
    """Return an event by its date and title, an explainer by its kind and title; whose claim or plan it is, is said."""
    title = entry.title[words.lang]
    if not isinstance(entry, Event):
        return words("line", above=words(f"digest-{entry.kind}"), title=title)
    said = words("line", above=words.event_date(entry.when, weekday=False), title=title)
    about = marks(entry, corpus, words)
    return words("line-marked", line=said, marks=words("list-separator").join(about)) if about else said


def bullets(lines: Iterable[str]) -> Bullets:
    """Return a list of lines."""
    return Bullets(tuple((Run(text),) for text in lines))
