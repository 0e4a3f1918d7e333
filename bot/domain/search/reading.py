"""Readings: what of an entry goes into the index, read from its texts once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..content import Entry
from . import fields
from .folding import written
from .matching import FIELD, japanese_keys, japanese_of, stems

# Stands between the titles and the texts.
PARTS = FIELD + FIELD


@dataclass(frozen=True, eq=False)
class Reading:
    """An entry with the keys in its titles, those that stand only in its texts, and its Japanese, titles before texts."""

    entry: Entry
    in_title: set[str]
    in_text: set[str]
    japanese: str

    @classmethod
    def of(cls, entry: Entry) -> Reading:
        """Read an entry."""
        title, in_title = _read(fields.titles(entry))
        text, in_text = _read(fields.texts(entry))
        return cls(entry, in_title, in_text - in_title, title + PARTS + text)

    @cached_property
    def rank(self) -> fields.Rank:
        """What sorts it among others."""
        return fields.rank(self.entry)


def _read(texts: Iterable[str]) -> tuple[str, set[str]]:
    """Return the Japanese of some texts and the keys of all."""
    folded = tuple(map(written, texts))
    japanese = japanese_of(folded)
    return japanese, japanese_keys(japanese) | stems(folded)
