"""Names as people spell them: folding, exact look-up of aliases, and suggestions that never decide.

Folding makes one of the spellings of one name: width (NFKC), case, hiragana and katakana, ヴ and the バ row, long vowels,
dots, hyphens and spaces. Honorifics and titles around a name are dropped only where the name is not found with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

_DROPPED = re.compile(
    r"[\s・･·.,'’‐‑–—=＝゠_\-ー"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"  # invisible: joiners, marks of direction
)
_VU = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴュ": "ビュ", "ヴ": "ブ"}
_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# No name is longer, with all its titles; to look for titles in thousands of characters would hold everybody up.
_LONGEST = 200
_TITLES_JA = (
    "大統領|副大統領|前大統領|元大統領|次期大統領|知事|長官|国務長官|議員|上院議員|下院議員|会長|社長|被告|元被告"
)
_HONORIFICS = re.compile(rf"(?:氏|さん|様|さま|君|くん|ちゃん|殿|ceo|{_TITLES_JA})$", re.IGNORECASE)
_PREFIXES = re.compile(
    rf"^(?:(?:mr|mrs|ms|dr|sir|president|vice president|gov|governor|sen|senator|rep|secretary)\b\.?\s*|(?:{_TITLES_JA}))",
    re.IGNORECASE,
)


def fold(name: str) -> str:
    """Return the form under which all spellings of a name are one."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_HIRAGANA)
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


@dataclass(frozen=True)
class NameIndex:
    """Folded name → ids of those who bear it, likeliest first."""

    ids: Mapping[str, tuple[str, ...]]

    def find(self, name: str) -> tuple[str, ...]:
        """Return whoever is called so; nobody when no spelling of the name is known."""
        return self.ids.get(fold(name)) or self.ids.get(fold(bare(name))) or ()

    def suggest(self, name: str, suggester: Suggester, limit: int = 3) -> tuple[str, ...]:
        """Return the ids of up to `limit` whose names resemble `name`."""
        found: dict[str, None] = {}
        for alias in suggester.closest(fold(bare(name)), self.ids, limit * 3):
            found.update(dict.fromkeys(self.ids[alias]))
        return tuple(found)[:limit]


def index(named: Iterable[tuple[str, Iterable[str]]]) -> NameIndex:
    """Index ids with their names; where several bear one name, those named first come first."""
    ids: dict[str, dict[str, None]] = {}
    for id_, names in named:
        for name in names:
            if folded := fold(name):
                ids.setdefault(folded, {})[id_] = None
    return NameIndex({name: tuple(bearers) for name, bearers in ids.items()})
