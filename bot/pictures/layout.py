"""What a layout is: where everything in a picture stands, in pixels, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from ..domain.chart.shape import Mark, Symbol
from .breaking import Line

WIDTH = 1080
MARGIN = 28
STRIP = 56  # of chapters
SMALL = 26
UPRIGHT = 31  # from one character of a column to the next
RADII = {1: 6.0, 2: 8.0, 3: 10.0, 4: 12.5, 5: 15.5}


class Metrics(Protocol):
    """Measures text, and says what of it can be drawn."""

    def width(self, text: str, size: int, bold: bool) -> float:
        """Return how wide a line is, in pixels."""

    def shown(self, text: str) -> str:
        """Return `text` as it can be drawn."""


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Text:
    """Lines of text, the first of which begins at the top left of `box`."""

    box: Box
    lines: tuple[Line, ...]
    size: int
    step: int


@dataclass(frozen=True)
class Strip:
    """A chapter: its rectangle over the whole width, and its title, `upright` in columns or turned by a quarter."""

    box: Box
    title: tuple[str, ...]
    upright: bool


@dataclass(frozen=True)
class Label:
    """An event: its text, its dot at (x, y), and where on the axis it is tied: `whisker` are its ends, in a lane at `tie`."""

    mark: Mark
    text: Text
    dot: tuple[float, float]
    tie: tuple[float, float]
    whisker: tuple[float, float] | None


@dataclass(frozen=True)
class Notch:
    """A place on the axis: its line, and the name of its day where there was room."""

    y: float
    line: Literal["long", "short", ""]
    name: Text | None


@dataclass(frozen=True)
class Column:
    """The bar of a time, and the number that it stands for where there was room."""

    box: Box
    count: Text | None


@dataclass(frozen=True)
class Legend:
    """A symbol in a box of its own, and what it means."""

    symbol: Symbol
    at: tuple[float, float]
    text: Text


@dataclass(frozen=True)
class Layout:
    """A chart, laid out. `axis` has no width."""

    height: int
    head: tuple[Text, ...]
    strips: tuple[Strip, ...]
    notches: tuple[Notch, ...]
    labels: tuple[Label, ...]
    bars: tuple[Column, ...]
    legend: tuple[Legend, ...]
    foot: Text
    axis: Box
