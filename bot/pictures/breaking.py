"""Lines: where a text may be broken, Japanese as JIS X 4051 has it (kinsoku) and English between words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

# No line begins with these, and none ends with those.
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー〜～…‥’”）〕］｝〉》」』】〗〙％℃ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ,.:;?!)]}%"
)
_NOT_LAST = frozenset("‘“（〔［｛〈《「『【〖〘￥＄([{$¥€£")
# Words of what is written with spaces hold together, and so do katakana words and compounds of kanji, as a reader takes
# them in; of all else each character stands for itself.
_UNIT = re.compile(
    r"[ァ-ヺー]{2,10}|[一-鿿々]{2,4}"
    r"|[!-~\u00a1-\u02af\u0370-\u1fff\u2010-\u2015\u2018\u2019\u201c\u201d\u20a0-\u20bf]+|\s+|.",
    re.DOTALL,
)
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Piece:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


Line = tuple[Piece, ...]
Width = Callable[[str, bool], float]
"""Measures text in a weight."""


def broken(pieces: Sequence[Piece], limit: float, most: int, width: Width) -> tuple[Line, ...]:
    """Break text into at most `most` lines of up to `limit`; what is left over is an ellipsis at the end."""
    lines: list[list[Piece]] = [[]]
    room = limit
    for unit in _units(pieces, limit, width):
        wide = width(unit.text, unit.bold)
        if wide > room and lines[-1]:
            if len(lines) == most:
                if unit.text.isspace():
                    continue
                return (*map(_line, lines[:-1]), _line(_cut(lines[-1], limit, width)))
            lines.append([])
            room = limit
        if lines[-1] or not unit.text.isspace():
            lines[-1].append(unit)
            room -= wide
    return tuple(_line(line) for line in lines if line)


def balanced(pieces: Sequence[Piece], limit: float, most: int, width: Width) -> tuple[Line, ...]:
    """Break text as `broken` does, and a little earlier where a few characters would stand alone on the last line."""
    lines = broken(pieces, limit, most, width)
    for share in (0.95, 0.9, 0.85, 0.8, 0.7, 0.6):
        if len(lines) < 2 or sum(width(piece.text, piece.bold) for piece in lines[-1]) > limit / 5:
            break
        narrower = broken(pieces, limit * share, most, width)
        if len(narrower) > len(lines) or narrower[-1][-1].text.endswith(_ELLIPSIS):
            break
        lines = narrower
    return lines


def _units(pieces: Sequence[Piece], limit: float, width: Width) -> Iterator[Piece]:
    """Yield what must not be broken; what is wider than a line comes a character at a time."""
    for piece in pieces:
        for text in _kept_together(piece.text):
            if width(text, piece.bold) <= limit:
                yield Piece(text, piece.bold)
            else:
                yield from (Piece(character, piece.bold) for character in text)


def _kept_together(text: str) -> Iterator[str]:
    held = ""
    for unit in _UNIT.findall(text):
        if held and not (held[-1] in _NOT_LAST or unit[0] in _NOT_FIRST):
            yield held
            held = ""
        held += unit
    if held:
        yield held


def _cut(line: Sequence[Piece], limit: float, width: Width) -> list[Piece]:
    """Return a line with an ellipsis at its end, and as much of itself as leaves room for that."""
    left = list(line)
    last = left[-1]
    while left and sum(width(p.text, p.bold) for p in left) + width(_ELLIPSIS, last.bold) > limit:
        left.pop()
    while left and (left[-1].text.isspace() or left[-1].text[-1] in _NOT_LAST):
        left.pop()
    return [*left, Piece(_ELLIPSIS, last.bold)]


def _line(units: Sequence[Piece]) -> Line:
    """Join the units of a line that have one weight, without spaces at its end."""
    joined: list[Piece] = []
    for unit in units:
        if joined and joined[-1].bold == unit.bold:
            joined[-1] = Piece(joined[-1].text + unit.text, unit.bold)
        else:
            joined.append(unit)
    joined[-1] = Piece(joined[-1].text.rstrip(), joined[-1].bold)
    return tuple(joined)
