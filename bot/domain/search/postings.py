"""Postings: for each key the numbers of those that hold it, in order, those that hold it in a title apart from the others.

An array for either: four bytes a number, nothing to sort, and whoever asks for a key gets it without a copy.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from .reading import Reading

Numbers = Sequence[int]
# To look one number up in a stretch costs as much as to go over so many of it.
_DEARER = 8
_NONE = array("I")


@dataclass(frozen=True, eq=False)
class Postings:
    """Of each key the numbers of those that hold it in a title, and of those that hold it only in the text."""

    in_title: Mapping[str, array[int]]
    in_text: Mapping[str, array[int]]

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Postings:
        """Take the keys of what was read, numbered from 0 on."""
        in_title: dict[str, array[int]] = defaultdict(partial(array, "I"))
        in_text: dict[str, array[int]] = defaultdict(partial(array, "I"))
        for number, reading in enumerate(readings):
            for key in reading.in_title:
                in_title[key].append(number)
            for key in reading.in_text:
                in_text[key].append(number)
        return cls(dict(in_title), dict(in_text))

    @classmethod
    def merged(cls, parts: Sequence[tuple[Postings, Sequence[int]]]) -> Postings:
        """Take the keys of several, and for each what its numbers become, or -1 for those that go."""
        in_title = _merged([(postings.in_title, become) for postings, become in parts])
        return cls(in_title, _merged([(postings.in_text, become) for postings, become in parts]))

    def titled(self, key: str) -> array[int]:
        """Return those that hold a key in a title; nobody may change it."""
        return self.in_title.get(key, _NONE)

    def untitled(self, key: str) -> array[int]:
        """Return those that hold a key, but not in a title; nobody may change it."""
        return self.in_text.get(key, _NONE)

    def count(self, keys: Iterable[str]) -> int:
        """Return how many hold each of `keys`, taken together."""
        return sum([len(self.titled(key)) + len(self.untitled(key)) for key in keys])

    def narrowed(self, among: set[int] | None, keys: Sequence[str], *, exactly: bool) -> set[int]:
        """Return those that hold one of `keys`, `among` some or all; where not `exactly`, so few as to be seen one by one stay."""
        stretches = [part for key in keys for part in (self.titled(key), self.untitled(key))]
        if among is None:
            return set(chain.from_iterable(stretches))
        if sum(map(len, stretches)) < _DEARER * len(among):
            return among.intersection(chain.from_iterable(stretches))
        return {number for number in among if any(_holds(part, number) for part in stretches)} if exactly else among


def _holds(part: array[int], number: int) -> bool:
    place = bisect_left(part, number)
    return place < len(part) and part[place] == number


def _merged(parts: Iterable[tuple[Mapping[str, array[int]], Sequence[int]]]) -> dict[str, array[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for holders, become in parts:
        for key, numbers in holders.items():
            if kept := [number for old in numbers if (number := become[old]) >= 0]:
                found[key] += kept
    return {key: array("I", sorted(found.pop(key))) for key in tuple(found)}
