"""Suggestions by edit distance. They are offered, never taken: a score cannot tell one person from another."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

# Two letters of a seven-letter name may be wrong; below that a "suggestion" is noise.
CUTOFF = 66.0


class Fuzzy:
    """The port `Suggester` over rapidfuzz."""

    def closest(self, wanted: str, among: Iterable[str], limit: int) -> tuple[str, ...]:
        """Return up to `limit` of the strings that resemble `wanted` by normalised indel similarity, likeliest first."""
        found = process.extract(wanted, list(among), scorer=fuzz.ratio, score_cutoff=CUTOFF, limit=limit)
        return tuple(choice for choice, _, _ in found)
