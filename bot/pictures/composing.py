"""The layout of a chart: from what it shows to where that stands.

From the left: the chapters in a strip, the names of days, the axis with a node or a whisker for each event, the dots, and
beside each dot its label. Time flows downwards. A label stands as near to its day as the others allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal

from ..domain.chart.shape import Band, Bar, Chart, Mark
from . import breaking, scale, strips
from .breaking import Line, Piece
from .layout import MARGIN, RADII, SMALL, STRIP, WIDTH, Box, Column, Label, Layout, Legend, Metrics, Notch, Text
from .scale import Scale

TITLE, TEXT = 40, 27
NAMES = 92  # of days, between the strip and the axis
LANES = 52
BARS = 44  # and beside each of them its number
LINE, GAP = 36, 13
_SMALL_LINE = 36
_TICK_GAP = 33
_SHORTEST = 300  # the body, when there is little in it
_LOWEST = 1440  # for the end of the axis, where there is a choice
_KEY_GAP = 36
_INSET = 8
_SYMBOL = 56
_BAR = 24
_BAR_ROOM = 30
_NODE = 5
_LINES: Mapping[str, Literal["long", "short", ""]] = {"year": "long", "month": "short", "day": ""}


def lay_out(chart: Chart, metrics: Metrics) -> Layout:
    """Lay a chart out."""
    return _Composer(chart, metrics).compose()


class _Composer:
    def __init__(self, chart: Chart, metrics: Metrics) -> None:
        self._chart = chart
        self._metrics = metrics
        numbers = max((metrics.width(str(bar.count), SMALL, False) for bar in chart.bars), default=0)
        self._axis = MARGIN + STRIP + (BARS + numbers + 16 if chart.bars else 0) + NAMES + 14
        self._dots = self._axis + LANES + RADII[5]
        self._labels = self._dots + RADII[5] + 12

    def compose(self) -> Layout:
        head, y = self._head()
        texts = [self._label(mark) for mark in self._chart.marks]
        scale_ = self._scale(texts, y)
        top, bottom = scale_.heights[0], scale_.heights[-1]
        legend, foot, height = self._foot(bottom + 26)
        return Layout(
            height=height,
            head=head,
            strips=tuple(strips.strip(band, scale_, self._metrics) for band in self._chart.bands),
            notches=self._notches(scale_),
            labels=self._place(texts, scale_),
            bars=self._bars(scale_),
            legend=legend,
            foot=foot,
            axis=Box(self._axis, top, self._axis, bottom),
        )

    def _broken(self, pieces: Sequence[Piece], size: int, limit: float, most: int) -> tuple[Line, ...]:
        shown = [Piece(self._metrics.shown(piece.text), piece.bold) for piece in pieces]
        return breaking.balanced(shown, limit, most, lambda text, bold: self._metrics.width(text, size, bold))

    def _wide(self, line: Line, size: int) -> float:
        return sum(self._metrics.width(piece.text, size, piece.bold) for piece in line)

    def _text(self, pieces: Sequence[Piece], left: float, top: float, *, size: int, step: int, most: int) -> Text:
        """Return text from `left` to the right margin."""
        lines = self._broken(pieces, size, WIDTH - MARGIN - _INSET - left, most)
        right = left + max((self._wide(line, size) for line in lines), default=0)
        return Text(Box(left, top, right, top + step * len(lines)), lines, size, step)

    def _head(self) -> tuple[tuple[Text, ...], float]:
        title = self._text([Piece(self._chart.title, True)], MARGIN, MARGIN - 8, size=TITLE, step=52, most=2)
        top = title.box.bottom + 4
        note = self._text([Piece(self._chart.note)], MARGIN, top, size=SMALL, step=_SMALL_LINE, most=2)
        return (title, note), note.box.bottom + 22

    def _label(self, mark: Mark) -> Text:
        pieces = (Piece(mark.when, True), Piece(f"  {mark.title}"))
        return self._text(pieces, self._labels, 0, size=TEXT, step=LINE, most=2)

    def _scale(self, texts: Sequence[Text], top: float) -> Scale:
        chart = self._chart
        begins, ends = float(chart.first.toordinal()), float(chart.last.toordinal() + 1)
        knots = {begins, ends}
        knots |= {float(tick.day.toordinal()) for tick in chart.ticks if tick.kind != "day"}
        days = Counter(mark.at.toordinal() for mark in chart.marks if mark.symbol == "exact")
        knots |= {float(edge) for day, count in days.items() if count > 1 for edge in (day, day + 1)}
        for parts in (chart.bands, chart.bars):
            knots |= {edge for part in parts for edge in scale.edges(part)}
        needs = [(_instant(mark), _tall(text)) for mark, text in zip(chart.marks, texts, strict=True)]
        needed = sum(room for _, room in needs)
        spare = max(_SHORTEST - needed, min(max(needed * 0.12, 60), 150))
        found = scale.stretch(sorted(knots), top, needs, spare)
        for bar in chart.bars:
            found = scale.widened(found, *scale.edges(bar), _BAR_ROOM)
        # Chapters get room for their titles, those first in which something is, while the picture stays one that a phone
        # shows whole; a title without room is shortened or left out.
        for band in sorted(chart.bands, key=lambda band: not _holds(band, chart.marks)):
            wider = scale.widened(found, *scale.edges(band), strips.need(band, self._metrics))
            found = wider if wider.heights[-1] <= _LOWEST else found
        return found

    def _place(self, texts: Sequence[Text], scale_: Scale) -> tuple[Label, ...]:
        marks = self._chart.marks
        tops = self._tops(texts, scale_)
        spans = [(scale_(first), scale_(last)) for first, last in map(scale.edges, marks)]
        # What may have been in the same days shares a whisker.
        shapes = {
            n: (*spans[n], mark.symbol, mark.forecast, mark.before, mark.after)
            for n, mark in enumerate(marks)
            if mark.symbol != "exact" and mark.first != mark.last
        }
        whiskers = list(dict.fromkeys(shapes.values()))
        lane = dict(zip(whiskers, scale.lanes([(top, bottom) for top, bottom, *_ in whiskers], 6), strict=True))
        lanes = {n: lane[shape] for n, shape in shapes.items()}
        step = min(14.0, (LANES - 22) / max(len(set(lanes.values())) - 1, 1))
        found = []
        for n, (mark, text) in enumerate(zip(marks, texts, strict=True)):
            box = Box(text.box.left, tops[n], text.box.right, tops[n] + text.box.bottom)
            y = tops[n] + LINE / 2
            x = self._axis + 16 + step * lanes[n] if n in lanes else self._axis
            moved = Text(box, text.lines, text.size, text.step)
            found.append(Label(mark, moved, (self._dots, y), (x, _tie(y, *spans[n])), spans[n] if n in lanes else None))
        return tuple(found)

    def _tops(self, texts: Sequence[Text], scale_: Scale) -> list[float]:
        """Return where each label begins. The labels of a chapter stay in it."""
        times = [_instant(mark) for mark in self._chart.marks]
        edges = {scale_.times[0], scale_.times[-1]}
        edges |= {edge for band in self._chart.bands for edge in scale.edges(band)}
        tops: list[float] = []
        for first, last in pairwise(sorted(edges)):
            inside = [n for n, time in enumerate(times) if first <= time < last]
            wanted = [scale_(times[n]) - (LINE + GAP) / 2 for n in inside]
            placed = scale.spread(wanted, [_tall(texts[n]) for n in inside], scale_(first), scale_(last))
            tops += [top + GAP / 2 for top in placed]
        return tops

    def _notches(self, scale_: Scale) -> tuple[Notch, ...]:
        """Name days on the axis, those with the lowest rank first, as long as there is room."""
        chart = self._chart
        top, bottom = scale_.heights[0], scale_.heights[-1]
        named: list[float] = []

        def name(label: str, y: float, bold: bool) -> Text | None:
            place = min(max(y - _TICK_GAP / 2, top), bottom - _TICK_GAP)
            if any(abs(place - other) < _TICK_GAP for other in named):
                return None
            named.append(place)
            return self._name(label, self._axis - 18, place, bold)

        found: list[Notch] = []
        years = [scale_(tick.day.toordinal()) for tick in chart.ticks if tick.kind == "year"]
        if not years or min(years) > top + _TICK_GAP:
            found.append(Notch(top, "", name(chart.caption, top, True)))
        for tick in sorted(chart.ticks, key=lambda tick: (tick.rank, tick.day)):
            y = scale_(tick.day.toordinal())
            if tick.kind == "day":
                y = min(scale_(tick.day.toordinal() + 0.5), y + 1.6 * _TICK_GAP)
            found.append(Notch(y, _LINES[tick.kind], name(tick.label, y, tick.kind == "year")))
        return tuple(found)

    def _name(self, label: str, right: float, top: float, bold: bool) -> Text:
        """Return one line that ends at `right`."""
        shown = self._metrics.shown(label)
        box = Box(right - self._metrics.width(shown, SMALL, bold), top, right, top + _TICK_GAP)
        return Text(box, ((Piece(shown, bold),),), SMALL, _TICK_GAP)

    def _bars(self, scale_: Scale) -> tuple[Column, ...]:
        """Return the bars, all equally thick where there is room: what counts is how long they are."""
        most = max((bar.count for bar in self._chart.bars), default=1)
        left = MARGIN + STRIP + 4
        found: list[Column] = []
        free = scale_.heights[0]
        for bar in self._chart.bars:
            top, bottom = map(scale_, scale.edges(bar))
            middle, thick = (top + bottom) / 2, min(max(bottom - top - 2, 2), _BAR)
            right = left + max(BARS * bar.count / most, 3)
            count = None
            if middle - _TICK_GAP / 2 >= free:
                count = self._count(bar, right + 5, middle - _TICK_GAP / 2)
                free = count.box.bottom
            found.append(Column(Box(left, middle - thick / 2, right, middle + thick / 2), count))
        return tuple(found)

    def _count(self, bar: Bar, left: float, top: float) -> Text:
        wide = self._metrics.width(str(bar.count), SMALL, False)
        return Text(Box(left, top, left + wide, top + _TICK_GAP), ((Piece(str(bar.count)),),), SMALL, _TICK_GAP)

    def _foot(self, top: float) -> tuple[tuple[Legend, ...], Text, int]:
        found: list[Legend] = []
        x, y = float(MARGIN), top
        for key in self._chart.keys:
            text = self._text([Piece(key.text)], 0, 0, size=SMALL, step=_SMALL_LINE, most=1)
            wide = _SYMBOL + text.box.right
            if x > MARGIN and x + wide > WIDTH - MARGIN:
                x, y = float(MARGIN), y + _SMALL_LINE + 6
            box = Box(x + _SYMBOL, y, x + wide, y + _SMALL_LINE)
            found.append(Legend(key.symbol, (x, y + _SMALL_LINE / 2), Text(box, text.lines, SMALL, _SMALL_LINE)))
            x += wide + _KEY_GAP
        note = [Piece(self._chart.scale)] if self._chart.scale else []
        foot = self._text(note, MARGIN, y + _SMALL_LINE + 6, size=SMALL, step=_SMALL_LINE, most=2)
        return tuple(found), foot, round(foot.box.bottom + MARGIN - 8)


def _holds(band: Band, marks: Sequence[Mark]) -> bool:
    return any(band.first <= mark.at <= band.last for mark in marks)


def _instant(mark: Mark) -> float:
    return mark.at.toordinal() + 0.5


def _tall(text: Text) -> float:
    return text.box.bottom - text.box.top + GAP


def _tie(y: float, top: float, bottom: float) -> float:
    """Return where a leader from `y` meets a day or a whisker: any place on it is as true as any other."""
    if bottom - top < 2 * _NODE:
        return (top + bottom) / 2
    return min(max(y, top + _NODE), bottom - _NODE)
