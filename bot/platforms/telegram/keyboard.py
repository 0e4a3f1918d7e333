"""Buttons as rows of an inline keyboard that a thumb can hit and an eye can read on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.reply import Button, ButtonKind
from ...domain.text import columns

MAX_BUTTONS = 100
MAX_LABEL = 40

Rows = tuple[tuple[dict[str, str], ...], ...]

_ORDER: tuple[ButtonKind, ...] = (
    "page", "confirm", "reject", "choice", "drop", "next", "person", "day", "source", "digest", "entry",
)  # fmt: skip
# How wide labels may be, in columns, where one, two or three share a row of a phone's screen.
_ROOM = {1: MAX_LABEL, 2: 18, 3: 11}


def rows(buttons: Sequence[Button]) -> Rows:
    """Return the rows: turning pages first, then answers, people, days, sources, and explainers one a row."""
    found: list[list[Button]] = []
    for kinds in (("page",), ("confirm", "reject"), *((kind,) for kind in _ORDER[3:])):
        found += _filled([button for kind in kinds for button in buttons if button.kind == kind])
    return tuple(tuple({"text": _label(b.label), "callback_data": b.ask.encode()} for b in row) for row in found)


def _filled(buttons: Sequence[Button]) -> list[list[Button]]:
    """Fill rows in order, as far as every label in a row has room."""
    found: list[list[Button]] = []
    row: list[Button] = []
    for button in buttons:
        wider = [*row, button]
        room = -1 if button.kind in ("digest", "entry") else _ROOM.get(len(wider), -1)  # -1: not even for a blank one
        if row and any(columns(each.label) > room for each in wider):
            found.append(row)
            wider = [button]
        row = wider
    return [*found, row] if row else found


def split(all_rows: Rows) -> list[Rows]:
    """Cut a keyboard into as many as their number of buttons asks for."""
    keyboards: list[list[tuple[dict[str, str], ...]]] = []
    count = MAX_BUTTONS
    for row in all_rows:
        if count + len(row) > MAX_BUTTONS:
            keyboards.append([])
            count = 0
        keyboards[-1].append(row)
        count += len(row)
    return [tuple(each) for each in keyboards]


def _label(text: str) -> str:
    """Cut a label to what a phone shows. A button without a label is refused, so a blank one is a mark."""
    label = " ".join(text.split())
    if columns(label) > MAX_LABEL:
        while columns(label) > MAX_LABEL - 1:
            label = label[:-1]
        label = f"{label.rstrip()}…"
    return label or "…"
