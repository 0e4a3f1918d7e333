"""A part of the index: entries in order of rank, so that whatever lists them by their numbers has the best first."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from ..content import Entry
from . import fields
from .asking import Query
from .folding import written
from .matching import FIELD, Fragment, Term, has_japanese, japanese_keys, japanese_of, stems
from .postings import Numbers, Postings

_PARTS = FIELD + FIELD


@dataclass(frozen=True, eq=False)
class Segment:
    """Some entries and their keys. `hidden` are the numbers of those that were replaced since.

    `japanese` is what fragments are looked for in, an entry's titles before its texts; `by_id` are the numbers sorted by id.
    """

    entries: tuple[Entry, ...]
    japanese: tuple[str, ...]
    postings: Postings
    by_id: array[int]
    hidden: frozenset[int] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Segment:
        """Index entries with ids that are all different."""
        ranked = tuple(sorted(entries, key=fields.rank))
        japanese: list[str] = []

        def keys() -> Iterator[tuple[set[str], set[str]]]:
            for entry in ranked:
                title, title_keys = _read(fields.titles(entry))
                text, text_keys = _read(fields.texts(entry))
                japanese.append(title + _PARTS + text)
                yield title_keys, text_keys

        postings = Postings.of(keys())
        by_id = array("I", sorted(range(len(ranked)), key=lambda number: ranked[number].id))
        return cls(ranked, tuple(japanese), postings, by_id)

    def __len__(self) -> int:
        return len(self.entries) - len(self.hidden)

    def number_of(self, id_: str) -> int | None:
        """Return the number of the entry with this id, unless it is hidden or not here."""
        place = bisect_left(self.by_id, id_, key=lambda number: self.entries[number].id)
        number = self.by_id[place] if place < len(self.by_id) else None
        return None if number is None or number in self.hidden or self.entries[number].id != id_ else number

    def without(self, id_: str) -> Segment:
        """Return the segment with the entry of this id hidden."""
        number = self.number_of(id_)
        return self if number is None else replace(self, hidden=self.hidden | {number})

    def shown(self) -> tuple[Entry, ...]:
        """Return the entries that are not hidden."""
        return tuple(entry for number, entry in enumerate(self.entries) if number not in self.hidden)

    def find(self, query: Query) -> tuple[Numbers, ...]:
        """Return those that fit, in order of rank: first those with all terms in titles, last those with none there."""
        first, *more = query.terms
        if first.key is not None and not more and not query.barred:
            return tuple(map(self._visible, (self.postings.titled(first.key), self.postings.untitled(first.key))))
        found = self._holding(query.terms) - self.hidden
        for term in query.barred:
            found -= self._checked(term, self._candidates(term, found))
        in_titles = Counter(chain.from_iterable(self._titled(term, found) for term in query.terms))
        tiers: list[list[int]] = [[] for _ in query.terms]
        for number in sorted(in_titles):
            tiers[-in_titles[number]].append(number)
        return (*tiers, sorted(found - in_titles.keys()))

    def _holding(self, terms: Iterable[Term]) -> set[int]:
        """Return those that hold all of `terms`: the keys of each narrow them down, then each looks at those that are left."""
        found: set[int] | None = None
        for term in sorted(terms, key=lambda term: sum(min(map(self.postings.count, way)) for way in term.ways)):
            found = self._candidates(term, found)
        for term in terms:
            found = self._checked(term, found or set())
        return found or set()

    def _candidates(self, term: Term, among: set[int] | None) -> set[int]:
        """Return those, `among` some or all, that hold all keys of one of the term's ways, and perhaps a few too many."""
        found: set[int] = set()
        for way in term.ways:
            left = among
            for keys in sorted(way, key=self.postings.count):
                left = self.postings.narrowed(left, keys, exactly=term.key is not None)
                if not left:
                    break
            found |= left or set()
        return found

    def _checked(self, term: Term, among: set[int]) -> set[int]:
        if term.key is not None:
            return among
        if isinstance(term, Fragment):
            return term.held(among, self.japanese.__getitem__)
        return {number for number in among if term.is_in(self._fields(number))}

    def _titled(self, term: Term, among: set[int]) -> set[int]:
        """Return those, `among` some, that hold a term in a title."""
        near: set[int] = set()
        for way in term.ways:
            rarest = min(way, key=self.postings.count, default=None)
            near |= (
                among if rarest is None else among.intersection(chain.from_iterable(map(self.postings.titled, rarest)))
            )
        if term.key is not None:
            return near
        if isinstance(term, Fragment):
            return term.held(near, lambda number: self.japanese[number].partition(_PARTS)[0])
        return {number for number in near if term.is_in(self._fields(number, in_title=True))}

    def _fields(self, number: int, *, in_title: bool = False) -> Iterator[str]:
        """Yield the folded titles of an entry, and its texts."""
        title, _, text = self.japanese[number].partition(_PARTS)
        yield from (title if in_title else title + FIELD + text).split(FIELD)
        entry = self.entries[number]
        for field in fields.titles(entry) if in_title else (*fields.titles(entry), *fields.texts(entry)):
            if field.isascii() or not has_japanese(field):
                yield written(field)

    def _visible(self, part: array[int]) -> array[int]:
        """Return some of the holders of a key less those that are hidden, at little more than the cost of a copy."""
        kept: array[int] = array("I")
        start = 0
        for number in sorted(self.hidden):
            place = bisect_left(part, number, start)
            if place < len(part) and part[place] == number:
                kept += part[start:place]
                start = place + 1
        return kept + part[start:] if start else part


def _read(texts: Iterable[str]) -> tuple[str, set[str]]:
    """Return the Japanese of some texts and the keys of all."""
    folded = tuple(map(written, texts))
    japanese = japanese_of(folded)
    return japanese, japanese_keys(japanese) | stems(folded)
