"""A part of the index: entries in order of rank, so that whatever lists them by their numbers has the best first."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ..content import Entry
from . import fields
from .asking import Query
from .folding import written
from .listed import Listed
from .matching import FIELD, Fragment, Term, has_japanese
from .postings import Numbers, Postings
from .reading import PARTS, Reading


@dataclass(frozen=True, eq=False)
class Segment:
    """Some entries and their keys. `hidden` are the numbers of those that were replaced since.

    `japanese` is what fragments are looked for in, an entry's titles before its texts; `by_id` are the numbers sorted by id.
    """

    entries: tuple[Entry, ...]
    japanese: tuple[str, ...]
    postings: Postings | Listed
    by_id: array[int]
    hidden: frozenset[int] = frozenset()

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Segment:
        """Index what was read, in order of rank and with ids that are all different."""
        entries: list[Entry] = []
        japanese: list[str] = []

        def kept() -> Iterator[Reading]:
            for reading in readings:
                entries.append(reading.entry)
                japanese.append(reading.japanese)
                yield reading

        postings = Postings.of(kept())
        return cls(tuple(entries), tuple(japanese), postings, _by_id(entries))

    @classmethod
    def listed(cls, readings: Sequence[Reading]) -> Segment:
        """Return the same of only a few, which takes little time to make."""
        entries = tuple(reading.entry for reading in readings)
        return cls(entries, tuple(reading.japanese for reading in readings), Listed(readings), _by_id(entries))

    @classmethod
    def merged(cls, segments: Sequence[Segment]) -> Segment:
        """Return one segment with what several show, none of them a listed one; no text is read again."""
        shown = ((part, number) for part, segment in enumerate(segments) for number in segment.numbers())
        order = sorted(shown, key=lambda place: fields.rank(segments[place[0]].entries[place[1]]))
        become = [array("l", [-1]) * len(segment.entries) for segment in segments]
        for number, (part, old) in enumerate(order):
            become[part][old] = number
        entries = tuple(segments[part].entries[old] for part, old in order)
        japanese = tuple(segments[part].japanese[old] for part, old in order)
        built = [segment.postings for segment in segments if isinstance(segment.postings, Postings)]
        return cls(entries, japanese, Postings.merged([*zip(built, become, strict=True)]), _by_id(entries))

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

    def numbers(self) -> Iterable[int]:
        """Return the numbers of those that are not hidden."""
        numbers = range(len(self.entries))
        return (number for number in numbers if number not in self.hidden) if self.hidden else numbers

    def find(self, query: Query) -> tuple[Numbers, ...]:
        """Return those that fit, in order of rank: first those with all terms in titles, last those with none there."""
        first, *more = query.terms
        if not more and not query.barred:
            if first.key is not None:
                return self._titled_and_not((first.key,))
            if isinstance(first, Fragment) and len(first.ways) == 1:
                return self._standing(first)
        found = self._holding(query.terms) - self.hidden
        for term in query.barred:
            found -= self._checked(term, self._candidates(term, found))
        in_titles = Counter(chain.from_iterable(self._titled(term, found) for term in query.terms))
        tiers: list[list[int]] = [[] for _ in query.terms]
        for number in sorted(in_titles):
            tiers[-in_titles[number]].append(number)
        return (*tiers, sorted(found - in_titles.keys()))

    def _titled_and_not(self, keys: Iterable[str]) -> tuple[Numbers, Numbers]:
        """Return those that hold one of `keys` in a title, and the others that hold one."""
        postings = self.postings
        held = [key for key in keys if postings.count((key,))]
        if len(held) < 2:
            key = held[0] if held else ""
            return self._visible(postings.titled(key)), self._visible(postings.untitled(key))
        titled = set(chain.from_iterable(map(postings.titled, held))) - self.hidden
        untitled = set(chain.from_iterable(map(postings.untitled, held))) - self.hidden - titled
        return sorted(titled), sorted(untitled)

    def _standing(self, fragment: Fragment) -> tuple[Numbers, Numbers]:
        """Return those that hold a fragment in a title, and the others that hold it: whoever holds its rarest key is looked at."""
        titled, untitled = self._titled_and_not(min(fragment.ways[0], key=self.postings.count))
        in_title = fragment.held(titled, self._japanese_title)
        others = sorted({*titled}.difference(in_title)) if len(in_title) < len(titled) else []
        return in_title, fragment.held(sorted((*others, *untitled)), self.japanese.__getitem__)

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
            return set(term.held(among, self.japanese.__getitem__))
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
            return set(term.held(near, self._japanese_title))
        return {number for number in near if term.is_in(self._fields(number, in_title=True))}

    def _japanese_title(self, number: int) -> str:
        return self.japanese[number].partition(PARTS)[0]

    def _fields(self, number: int, *, in_title: bool = False) -> Iterator[str]:
        """Yield the folded titles of an entry, and its texts."""
        title, _, text = self.japanese[number].partition(PARTS)
        yield from (title if in_title else title + FIELD + text).split(FIELD)
        entry = self.entries[number]
        for field in fields.titles(entry) if in_title else (*fields.titles(entry), *fields.texts(entry)):
            if field.isascii() or not has_japanese(field):
                yield written(field)

    def _visible(self, part: array[int]) -> array[int]:
        """Return some of the holders of a key less those that are hidden, at little more than the cost of a copy."""
        if not self.hidden:
            return part
        kept: array[int] = array("I")
        start = 0
        for number in sorted(self.hidden):
            place = bisect_left(part, number, start)
            if place < len(part) and part[place] == number:
                kept += part[start:place]
                start = place + 1
        return kept + part[start:] if start else part


def _by_id(entries: Sequence[Entry]) -> array[int]:
    ids = [entry.id for entry in entries]
    return array("I", sorted(range(len(ids)), key=ids.__getitem__))
