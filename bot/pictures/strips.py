"""The strip of chapters: their titles, which are upright in Japanese and turned by a quarter in what is written with spaces."""

from __future__ import annotations

from ..domain.chart.shape import Band
from . import breaking
from .breaking import Piece
from .layout import MARGIN, SMALL, UPRIGHT, WIDTH, Box, Metrics, Strip
from .scale import Scale, edges

_LONGEST = 300
_STEPS = 8


def need(band: Band, metrics: Metrics) -> float:
    """Return how high a strip must be for the title of its chapter."""
    return _height(*_title(band, _LONGEST, metrics), metrics) + 16


def strip(band: Band, scale: Scale, metrics: Metrics) -> Strip:
    """Return a chapter with as much of its title as there is room for."""
    top, bottom = map(scale, edges(band))
    title: tuple[str, ...] = ()
    upright = True
    if bottom - top > UPRIGHT + 6:
        title, upright = _title(band, bottom - top - 12, metrics)
        if _height(title, upright, metrics) > bottom - top - 8:
            title = ()
    return Strip(Box(MARGIN, top, WIDTH - MARGIN, bottom), title, upright)


def _title(band: Band, limit: float, metrics: Metrics) -> tuple[tuple[str, ...], bool]:
    """Return the lines of a title, each up to `limit` long, and whether it is upright: then it is one column."""
    title = metrics.shown(band.title)
    if all(_stands(character) for character in title):
        most = int(limit // UPRIGHT)
        return (title if len(title) <= most else title[: max(most - 1, 0)] + "︙",), True
    whole = metrics.width(title, SMALL, True)
    least = max((metrics.width(word, SMALL, True) for word in title.split()), default=0)
    widths = (max(least, whole * (1 + step / _STEPS) / 2) for step in range(_STEPS + 1))
    found = (_broken(title, width, metrics) for width in widths if width <= limit)
    # The shortest lines, one or two, that hold all of it, else what goes into two as long as there is room for.
    lines = next((lines for lines in found if "".join(lines).replace(" ", "") == title.replace(" ", "")), None)
    return lines or _broken(title, limit, metrics), False


def _broken(title: str, limit: float, metrics: Metrics) -> tuple[str, ...]:
    lines = breaking.broken([Piece(title, True)], limit, 2, lambda text, bold: metrics.width(text, SMALL, bold))
    return tuple("".join(piece.text for piece in line) for line in lines)


def _height(lines: tuple[str, ...], upright: bool, metrics: Metrics) -> float:
    if upright:
        return float(UPRIGHT * max(map(len, lines), default=0))
    return max((metrics.width(line, SMALL, True) for line in lines), default=0.0)


def _stands(character: str) -> bool:
    """Tell whether a character is the same in a column: kanji and kana, but not the dash that lengthens a vowel."""
    return "぀" <= character <= "ヺ" or "一" <= character <= "鿿" or character == "々"
