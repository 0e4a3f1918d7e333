"""Drawing a layout with Pillow. Shapes are drawn at twice the size and made smaller, which smooths them; text is drawn as it is."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

from ..domain.chart.shape import Chart, Mark, Symbol
from .composing import lay_out
from .fonts import Fonts
from .layout import MARGIN, RADII, SMALL, STRIP, UPRIGHT, WIDTH, Label, Layout, Strip, Text

_TWICE = 2
_COLOURS = 128
# Paper of its own, so that it reads the same in a light chat and in a dark one. Each text has a contrast of 4.5 at least (WCAG AA).
PAPER, BORDER, INK, SOFT, RED, BLUE = "#fdfbf5", "#b5a98f", "#201c17", "#595146", "#9a2a18", "#1d4a73"
BANDS = ("#f5ecd8", "#e6edf1")
STRIPS = ("#ead9b3", "#cbd9e2")
LEADER, BAR = "#8d8474", "#9c7636"


def draw(chart: Chart) -> bytes:
    """Draw a chart and return it as a PNG: the same bytes for the same chart."""
    fonts = Fonts()
    layout = lay_out(chart, fonts)
    shapes = Image.new("RGB", (WIDTH * _TWICE, layout.height * _TWICE), PAPER)
    _shapes(_Pen(ImageDraw.Draw(shapes)), layout)
    picture = shapes.reduce(_TWICE)
    shapes.close()
    _words(picture, layout, fonts)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    few = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


class _Pen:
    """Draws at the doubled size what is given in pixels of the picture."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        self._canvas = canvas

    def box(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        """Fill a rectangle."""
        self._canvas.rectangle(
            [round(v * _TWICE) for v in (left, top)] + [round(v * _TWICE) - 1 for v in (right, bottom)], fill
        )

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str, width: float) -> None:
        """Draw a line."""
        self._canvas.line([v * _TWICE for v in (x0, y0, x1, y1)], colour, round(width * _TWICE))

    def dashes(self, x: float, top: float, bottom: float, colour: str, width: float) -> None:
        """Draw a dashed upright line."""
        y = top
        while y < bottom:
            self.line(x, y, x, min(y + 7, bottom), colour, width)
            y += 12

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a circle."""
        self._canvas.ellipse(self._round(x, y, radius), colour)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        """Draw a circle that is paper inside."""
        self._canvas.ellipse(self._round(x, y, radius), PAPER, colour, round(width * _TWICE))

    def dashed_ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        """Draw a circle in dashes."""
        self._canvas.ellipse(self._round(x, y, radius), PAPER)
        dashes = max(6, round(2 * math.pi * radius / 9))
        for number in range(dashes):
            begin = 360 * number / dashes
            self._canvas.arc(self._round(x, y, radius), begin, begin + 210 / dashes, colour, round(width * _TWICE))

    def triangle(self, x: float, y: float, down: bool, colour: str) -> None:
        """Draw the point of an arrow."""
        tall = 9 if down else -9
        points = [(x - 6, y - tall), (x + 6, y - tall), (x, y)]
        self._canvas.polygon([(px * _TWICE, py * _TWICE) for px, py in points], colour)

    def _round(self, x: float, y: float, radius: float) -> list[float]:
        return [v * _TWICE for v in (x - radius, y - radius, x + radius, y + radius)]


def _shapes(pen: _Pen, layout: Layout) -> None:
    pen.box(0, 0, WIDTH, layout.height, BORDER)
    pen.box(3, 3, WIDTH - 3, layout.height - 3, PAPER)
    for number, strip in enumerate(layout.strips):
        left, top, right, bottom = strip.box
        pen.box(left, top, right, bottom, BANDS[number % 2])
        pen.box(left, top, left + STRIP, bottom, STRIPS[number % 2])
    for bar in layout.bars:
        pen.box(*bar.box, BAR)
    axis = layout.axis
    pen.line(axis.left, axis.top, axis.left, axis.bottom, SOFT, 3)
    for notch in layout.notches:
        if notch.line:
            long = notch.line == "long"
            pen.line(axis.left - (14 if long else 8), notch.y, axis.left, notch.y, SOFT, 3 if long else 2)
    for label in layout.labels:
        pen.line(*label.tie, *label.dot, LEADER, 1.5)
    for label in layout.labels:
        _tie(pen, label)
        _dot(pen, label.mark, *label.dot, RADII[label.mark.importance])
    for key in layout.legend:
        _symbol(pen, key.symbol, *key.at)


def _tie(pen: _Pen, label: Label) -> None:
    x, y = label.tie
    if label.whisker is None:
        pen.disc(x, y, 5, RED if label.mark.symbol == "exact" else BLUE)
        return
    top, bottom = label.whisker
    _whisker(pen, label.mark, x, top, bottom)


def _whisker(pen: _Pen, mark: Mark, x: float, top: float, bottom: float) -> None:
    colour = RED if mark.symbol == "lasting" else BLUE
    if mark.forecast:
        pen.dashes(x, top, bottom, BLUE, 3)
    elif mark.symbol == "lasting":
        pen.line(x, top, x, bottom, colour, 8)
    else:
        pen.line(x, top, x, bottom, colour, 3)
    for y, goes_on, down in ((top, mark.before, False), (bottom, mark.after, True)):
        if goes_on:
            pen.triangle(x, y, down, colour)
        elif mark.symbol != "lasting":
            pen.line(x - 5, y, x + 5, y, colour, 3)


def _dot(pen: _Pen, mark: Mark, x: float, y: float, radius: float) -> None:
    if mark.forecast:
        pen.dashed_ring(x, y, radius, BLUE, 3.5)
    elif mark.symbol == "inexact":
        pen.ring(x, y, radius, BLUE, 3.5)
    else:
        pen.disc(x, y, radius, RED)


def _symbol(pen: _Pen, symbol: Symbol, x: float, y: float) -> None:
    """Draw a symbol of the legend from `x` on."""
    match symbol:
        case "exact":
            pen.disc(x + 26, y, 10, RED)
        case "lasting":
            pen.line(x + 10, y - 14, x + 10, y + 14, RED, 8)
            pen.disc(x + 30, y, 10, RED)
        case "inexact":
            pen.line(x + 10, y - 14, x + 10, y + 14, BLUE, 3)
            pen.line(x + 5, y - 14, x + 15, y - 14, BLUE, 3)
            pen.line(x + 5, y + 14, x + 15, y + 14, BLUE, 3)
            pen.ring(x + 30, y, 10, BLUE, 3.5)
        case "forecast":
            pen.dashed_ring(x + 26, y, 11, BLUE, 3.5)
        case "importance":
            pen.disc(x + 6, y, RADII[1], SOFT)
            pen.disc(x + 30, y, RADII[5], SOFT)
        case "bar":
            pen.box(x + 4, y - 8, x + 42, y + 8, BAR)


def _words(picture: Image.Image, layout: Layout, fonts: Fonts) -> None:
    canvas = ImageDraw.Draw(picture)
    _text(canvas, layout.head[0], fonts, INK, INK)
    for text in (*layout.head[1:], layout.foot, *(key.text for key in layout.legend)):
        _text(canvas, text, fonts, SOFT, SOFT)
    for notch in layout.notches:
        if notch.name:
            _text(canvas, notch.name, fonts, SOFT, INK)
    for bar in layout.bars:
        if bar.count:
            _text(canvas, bar.count, fonts, SOFT, SOFT)
    for label in layout.labels:
        _text(
            canvas, label.text, fonts, INK, RED if label.mark.symbol != "inexact" and not label.mark.forecast else BLUE
        )
    for strip in layout.strips:
        _title(picture, strip, fonts)


def _text(canvas: ImageDraw.ImageDraw, text: Text, fonts: Fonts, colour: str, bold_colour: str) -> None:
    for number, line in enumerate(text.lines):
        x, baseline = text.box.left, text.box.top + text.step * number + text.step / 2 + text.size * 0.36
        for piece in line:
            font = fonts.font(text.size, piece.bold)
            canvas.text(
                (round(x), round(baseline)), piece.text, bold_colour if piece.bold else colour, font, anchor="ls"
            )
            x += fonts.width(piece.text, text.size, piece.bold)


def _title(picture: Image.Image, strip: Strip, fonts: Fonts) -> None:
    """Write the title of a chapter into its strip: upright in a column, or from below to above."""
    if not strip.title:
        return
    font = fonts.font(SMALL, True)
    middle = MARGIN + STRIP / 2
    if strip.upright:
        canvas = ImageDraw.Draw(picture)
        for number, character in enumerate(strip.title[0]):
            canvas.text((middle, strip.box.top + 8 + UPRIGHT * (number + 0.5)), character, INK, font, anchor="mm")
        return
    wide, step = round(max(font.getlength(line) for line in strip.title)) + 2, 29
    mask = Image.new("L", (wide, step * len(strip.title)), 0)
    canvas = ImageDraw.Draw(mask)
    for number, line in enumerate(strip.title):
        canvas.text((wide, step * (number + 0.78)), line, 255, font, anchor="rs")
    turned = mask.rotate(90, expand=True)
    place = (round(middle - turned.width / 2), round(strip.box.top + 8))
    picture.paste(INK, place, turned)
