"""Buttons as Discord's action rows: what turns or decides as buttons, many ways on of one kind as a select.

A button's custom id is its ask, and so is the value of a select's option: what it means is in its own data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...domain.ports import Words
from ...domain.reply import Button, ButtonKind

Json = dict[str, Any]

ROW, BUTTON, SELECT = 1, 2, 3
IN_ROW, IN_SELECT = 5, 25
BUTTON_LABEL, OPTION_LABEL = 80, 100
# The kinds that a select can gather, in the order in which they are shown.
GATHERED: tuple[ButtonKind, ...] = ("drop", "entry", "person", "day", "digest", "source", "next")
# Of these, few are always buttons, in a row of their own: what to leave out stands above the selects, what to ask next below.
_OWN_ROW: tuple[ButtonKind, ...] = ("drop", "next")
# A long title is cut in a button on a phone; a line of a select holds it.
_LONG_LABEL = 20
_STYLES: Mapping[ButtonKind, int] = {"choice": 1, "confirm": 3, "reject": 4, "next": 1}
_PLAIN_STYLE = 2
_SELECT_ID = "select:"


def rows(buttons: Sequence[Button], words: Words) -> list[Json]:
    """Return the action rows of a reply; each ask is shown once."""
    once = list({button.ask.encode(): button for button in reversed(buttons)}.values())[::-1]
    direct = [button for button in once if button.kind not in GATHERED]
    kinds = {kind: found for kind in GATHERED if (found := [button for button in once if button.kind == kind])}
    ways_on = [kind for kind in kinds if kind not in _OWN_ROW]
    for kind in ways_on:
        found = kinds[kind]
        few = len(found) <= IN_ROW and len(ways_on) == 1 and all(len(button.label) <= _LONG_LABEL for button in found)
        if few or len(found) == 1:
            direct += kinds.pop(kind)
    gathered = (row for kind, found in kinds.items() for row in _gathered(kind, found, words))
    return [*_button_rows(direct), *gathered]


def _gathered(kind: ButtonKind, buttons: Sequence[Button], words: Words) -> Iterator[Json]:
    few = kind in _OWN_ROW and len(buttons) <= IN_ROW
    return _button_rows(buttons) if few else _selects(kind, buttons, words)


def _button_rows(buttons: Sequence[Button]) -> Iterator[Json]:
    for start in range(0, len(buttons), IN_ROW):
        yield {"type": ROW, "components": [_button(button) for button in buttons[start : start + IN_ROW]]}


def _button(button: Button) -> Json:
    style = _STYLES.get(button.kind, _PLAIN_STYLE)
    return plain_button(button.label, button.ask.encode(), style)


def plain_button(label: str, custom_id: str, style: int = _PLAIN_STYLE) -> Json:
    """Return one button, which must stand in a row."""
    return {"type": BUTTON, "style": style, "label": short(label, BUTTON_LABEL), "custom_id": custom_id}


def _selects(kind: str, buttons: Sequence[Button], words: Words) -> Iterator[Json]:
    for start in range(0, len(buttons), IN_SELECT):
        options = [
            {"label": short(button.label, OPTION_LABEL), "value": button.ask.encode()}
            for button in buttons[start : start + IN_SELECT]
        ]
        select = {
            "type": SELECT,
            "custom_id": f"{_SELECT_ID}{kind}:{start // IN_SELECT}",
            "placeholder": words(f"select-{kind}"),
            "options": options,
        }
        yield {"type": ROW, "components": [select]}


def short(label: str, most: int) -> str:
    """Return a label of 1 to `most` characters, on one line."""
    line = " ".join(label.split()) or "…"
    return line if len(line) <= most else line[: most - 1] + "…"


def cost(row: Json) -> int:
    """Count the components of a row, itself included."""
    return 1 + len(row["components"])
