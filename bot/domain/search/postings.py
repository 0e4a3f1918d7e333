"""Postings: for each key the numbers of those that hold it, all in one array.

A key's holders lie in one stretch, those that hold it in a title before those that hold it only in the text, and either in
order: four bytes for each, and nothing to sort.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

Numbers = Sequence[int]
# To look one number up in a stretch costs as much as to go over so many of it.
_DEARER = 8
_NONE = array("I")


@dataclass(frozen=True, eq=False)
class Postings:
    """Of the holders of a key with place p, those in titles are `holders[bounds[2p]:bounds[2p + 1]]`.

    The others follow until `bounds[2p + 2]`.
    """

    places: dict[str, int]
    bounds: array[int]
    holders: array[int]

    @classmethod
    def of(cls, keys: Iterable[tuple[set[str], set[str]]]) -> Postings:
        """Take the keys of titles and those of texts, for each number from 0 on."""
        in_title: dict[str, array[int]] = defaultdict(partial(array, "I"))
        in_text: dict[str, array[int]] = defaultdict(partial(array, "I"))
        for number, (of_title, of_text) in enumerate(keys):
            for key in of_title:
                in_title[key].append(number)
            for key in of_text - of_title:
                in_text[key].append(number)
        places: dict[str, int] = {}
        bounds, holders = array("Q", [0]), array("I")
        for place, key in enumerate(dict.fromkeys(chain(in_title, in_text))):
            places[key] = place
            for part in (in_title, in_text):
                holders += part.pop(key, _NONE)
                bounds.append(len(holders))
        return cls(places, bounds, holders)

    def titled(self, key: str) -> array[int]:
        """Return those that hold a key in a title."""
        start, middle, _ = self._bounds(key)
        return self.holders[start:middle]

    def untitled(self, key: str) -> array[int]:
        """Return those that hold a key, but not in a title."""
        _, middle, end = self._bounds(key)
        return self.holders[middle:end]

    def count(self, keys: Iterable[str]) -> int:
        """Return how many hold each of `keys`, taken together."""
        return sum(end - start for start, _, end in map(self._bounds, keys))

    def narrowed(self, among: set[int] | None, keys: Sequence[str], *, exactly: bool) -> set[int]:
        """Return those that hold one of `keys`, `among` some or all; where not `exactly`, so few as to be seen one by one stay."""
        if among is None:
            return set(self._stretches(keys))
        if self.count(keys) < _DEARER * len(among):
            return among.intersection(self._stretches(keys))
        return {number for number in among if self._holds(number, keys)} if exactly else among

    def _stretches(self, keys: Iterable[str]) -> Iterable[int]:
        return chain.from_iterable(self.holders[start:end] for start, _, end in map(self._bounds, keys))

    def _bounds(self, key: str) -> tuple[int, int, int]:
        place = self.places.get(key)
        if place is None:
            return 0, 0, 0
        return self.bounds[2 * place], self.bounds[2 * place + 1], self.bounds[2 * place + 2]

    def _holds(self, number: int, keys: Iterable[str]) -> bool:
        for start, middle, end in map(self._bounds, keys):
            for first, last in ((start, middle), (middle, end)):
                place = bisect_left(self.holders, number, first, last)
                if place < last and self.holders[place] == number:
                    return True
        return False
