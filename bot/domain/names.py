"""Names as people spell them: folding, exact look-up of aliases, and suggestions that never decide.

Folding makes one of the spellings of one name: width (NFKC), case, accents, hiragana and katakana, ヴ and the バ row, long
vowels, dots, hyphens and spaces. A full name is also known by its parts in reverse, by its initials, and by initials with
the surname. Honorifics and titles around a name are dropped only where the name is not found with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Protocol

from .resembling import Resembling

_DROPPED = re.compile(
    r"[\s・･·.,'’‐‑–—=＝゠_\-ー"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"  # invisible: joiners, marks of direction
)
_VU = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴュ": "ビュ", "ヴ": "ブ"}
_ACCENTS = re.compile(r"([A-Za-z])[\u0300-\u036f]+")  # of Latin letters alone: が is not か
_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# No name is longer, with all its titles; to look for titles in thousands of characters would hold everybody up.
_LONGEST = 200
_MOST_PARTS = 5
# So many names are compared one by one.
_FEW = 1000
_OFFICES_JA = (
    "大統領|首相|知事|市長|国務長官|国防長官|長官|大臣|上院議員|下院議員|議員|院内総務|首席補佐官|補佐官|首席戦略官|報道官|"
    "会長兼社長|会長|社長|代表|弁護士|被告|容疑者|教授|博士"
)
_TITLES_JA = rf"(?:前|元|現|新|次期|故)?(?:副|米)?(?:{_OFFICES_JA})"
_HONORIFICS = re.compile(rf"(?:氏|さん|様|さま|君|くん|ちゃん|殿|ceo|['’]s?|{_TITLES_JA})$", re.IGNORECASE)
_OFFICES_EN = (
    "mr|mrs|ms|mx|dr|prof|sir|president-elect|president|pres|vice president|vice-president|vp|prime minister|"
    "governor|gov|senator|sen|representative|congressman|congresswoman|rep|secretary|sec|chairman|ceo"
)
_PREFIXES = re.compile(
    rf"^(?:@|(?:(?:ex|former|late|then)\b[-\s]*)?(?:{_OFFICES_EN})\b\.?\s*|{_TITLES_JA})", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s・･·.,=＝゠]+")


def fold(name: str) -> str:
    """Return the form under which all spellings of a name are one."""
    text = _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", name))
    text = unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA)
    for old, new in _VU.items():
        text = text.replace(old, new)
    return _DROPPED.sub("", text)


def bare(name: str) -> str:
    """Return a name without the honorifics and titles around it."""
    text = unicodedata.normalize("NFKC", name).strip()
    while len(text) <= _LONGEST:
        shorter = _HONORIFICS.sub("", _PREFIXES.sub("", text)).strip()
        if shorter in ("", text):
            break
        text = shorter
    return text


class Suggester(Protocol):
    """Finds what somebody may have meant."""

    def closest(self, wanted: str, among: Iterable[str], limit: int) -> tuple[str, ...]:
        """Return up to `limit` of the strings that resemble `wanted`, likeliest first; none that does not."""


def variants(full: str) -> Iterator[str]:
    """Yield what a full name of several parts may be shortened or turned round to: Musk Elon, E. Musk, EM."""
    parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", full)) if part]
    if 2 <= len(parts) <= _MOST_PARTS:
        yield "".join((parts[-1], *parts[:-1]))
        yield "".join(reversed(parts))
        if full.isascii():
            initials = [part if part.isupper() else part[0] for part in parts]
            yield "".join((*initials[:-1], parts[-1]))
            yield "".join(initials)


def _alike(_: str) -> int:
    return 0


@dataclass(frozen=True)
class NameIndex:
    """Folded name → ids of those who bear it; `derived` are the variants of full names, asked second.

    The likeliest come first: those of the greatest `weight`, which is asked for at each look-up, of these those named first.
    """

    ids: Mapping[str, tuple[str, ...]]
    derived: Mapping[str, tuple[str, ...]]
    resembling: Resembling
    weight: Callable[[str], int] = _alike

    def find(self, name: str) -> tuple[str, ...]:
        """Return whoever is called so; nobody when no spelling of the name is known."""
        spellings = dict.fromkeys((fold(name), fold(bare(name))))
        ways = (known.get(spelling) for known in (self.ids, self.derived) for spelling in spellings)
        return self._weighed(next(filter(None, ways), ()))

    def beginning(self, wanted: str) -> tuple[str, ...]:
        """Return the ids of which a name begins with folded letters; with none, all."""
        return self._bearers(name for name in self.ids if name.startswith(wanted)) if wanted else self._everybody

    def holding(self, wanted: str) -> tuple[str, ...]:
        """Return the ids of which a name holds folded letters; with none, all."""
        return self._bearers(name for name in self.ids if wanted in name) if wanted else self._everybody

    def suggest(self, name: str, suggester: Suggester, limit: int = 3) -> tuple[str, ...]:
        """Return the ids of up to `limit` whose names resemble `name`.

        Of many names those that are near it are looked at, and all only where none of these resembles it.
        """
        wanted = fold(bare(name))
        closest: tuple[str, ...] = ()
        if len(self.ids) > _FEW:
            closest = suggester.closest(wanted, self.resembling.near(wanted), limit * 3)
        found: dict[str, None] = {}
        for alias in closest or suggester.closest(wanted, self.ids, limit * 3):
            found.update(dict.fromkeys(self._weighed(self.ids[alias])))
        return tuple(found)[:limit]

    def weighed_by(self, weight: Callable[[str], int]) -> NameIndex:
        """Return an index of the same names with another weight."""
        return replace(self, weight=weight)

    @cached_property
    def _everybody(self) -> tuple[str, ...]:
        return self._bearers(self.ids)

    def _bearers(self, names: Iterable[str]) -> tuple[str, ...]:
        return self._weighed(dict.fromkeys(chain.from_iterable(map(self.ids.__getitem__, names))))

    def _weighed(self, ids: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted(ids, key=self.weight, reverse=True)) if len(ids) > 1 else tuple(ids)


def index(named: Iterable[tuple[str, Iterable[str]]], full: Iterable[tuple[str, Iterable[str]]] = ()) -> NameIndex:
    """Index ids with their names, and with the variants of their full names."""
    turned = ((id_, (variant for name in names for variant in variants(name))) for id_, names in full)
    ids = _folded(named)
    return NameIndex(ids, _folded(turned), Resembling(ids))


def _folded(named: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, tuple[str, ...]]:
    ids: dict[str, dict[str, None]] = {}
    for id_, names in named:
        for name in names:
            if folded := fold(name):
                ids.setdefault(folded, {})[id_] = None
    return {name: tuple(bearers) for name, bearers in ids.items()}
