"""Rows in columns, as a terminal shows them: a Japanese character takes two."""

from __future__ import annotations

from collections.abc import Iterable

from .domain.text import columns


def aligned(rows: Iterable[tuple[str, ...]]) -> str:
    """Write rows of equally many cells a line each, the last cell as long as it is."""
    found = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    widths = [max(map(columns, column)) for column in zip(*found, strict=True)][:-1]
    return "\n".join(
        "  ".join([*(_padded(cell, width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in found
    )


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - columns(cell))
