"""Pictures: where everything stands, what is drawn, and that it is drawn once and off the event loop."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.chart import build
from bot.domain.chart.shape import Chart
from bot.domain.content import Chapter, Event
from bot.domain.dates import Span, parse_edtf
from bot.domain.text import LANGUAGES, Lang, Text
from bot.errors import InputError
from bot.language.catalogue import words
from bot.pictures import breaking, drawing, scale
from bot.pictures.breaking import Piece
from bot.pictures.composing import lay_out
from bot.pictures.fonts import Fonts
from bot.pictures.layout import WIDTH, Box, Layout
from bot.pictures.painter import PillowPainter
from bot.platforms.terminal import saving

from ..support.builders import a_corpus, happened
from ..support.chat import shipped
from ..support.kit import small_corpus

TALLEST = 1700
FONTS = Fonts()
CHAPTERS = {
    "one": Chapter("one", Text("始まり", "The beginning of it all"), "one", Span(date(1900, 1, 1), date(2024, 12, 31))),
    "two": Chapter("two", Text("ラグナロク", "Rupture"), "two", Span(date(2025, 1, 1), date(2025, 6, 10))),
    "three": Chapter("three", Text("", "…"), "three", Span(date(2025, 6, 12), None)),
}
TITLES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["長い題名、" * 30, "word " * 80, "Supercalifragilistic" * 20, "絵文字😀🎉の題👨‍👩‍👧‍👦", "「」。、", "مرحبا"]
    ),
)
DATES = st.one_of(
    st.dates(date(1890, 1, 1), date(2030, 1, 1)).map(date.isoformat),
    st.dates(date(2025, 5, 25), date(2025, 6, 20)).map(date.isoformat),
    st.sampled_from(
        ["2025", "2025-06", "2025-06-05", "2025-06-01/2025-06-10", "2025-06-05~", "190X", "2026/..", "../1950"]
    ),
)
EVENTS = st.lists(
    st.tuples(DATES, TITLES, st.integers(1, 5), st.sampled_from(["reported", "forecast", "claimed"])), max_size=40
)


def chart_of(events: Sequence[Event], lang: Lang = "en", title: str = "Asked") -> Chart:
    chart = build.of(events, a_corpus(events, chapters=CHAPTERS), words(lang), title)
    assert chart
    return chart


def overlap(one: Box, other: Box) -> bool:
    apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
    return not apart


def hold(layout: Layout) -> None:
    """Hold a layout to its promises."""
    texts = [label.text.box for label in layout.labels]
    texts += [text.box for text in (*layout.head, layout.foot, *(key.text for key in layout.legend))]
    texts += [notch.name.box for notch in layout.notches if notch.name]
    texts += [column.count.box for column in layout.bars if column.count]
    for one, other in itertools.combinations(texts, 2):
        assert not overlap(one, other)
    for box in texts:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= WIDTH
        assert box.bottom <= layout.height
    for label in layout.labels:
        x, y = label.dot
        assert x < label.text.box.left
        assert layout.axis.top <= label.tie[1] <= layout.axis.bottom
        assert label.text.box.top <= y <= label.text.box.bottom
    assert layout.height <= TALLEST


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(found=EVENTS.filter(bool), title=TITLES)
def test_labels_never_overlap_and_lie_inside(lang: Lang, found: list[tuple[str, str, int, str]], title: str) -> None:
    events = [
        happened(f"e{n}", edtf, title=Text(name, name), importance=importance, status=status)
        for n, (edtf, name, importance, status) in enumerate(found)
    ]
    chart = chart_of(events, lang, title)
    layout = lay_out(chart, FONTS)
    hold(layout)
    assert [label.mark for label in layout.labels] == list(chart.marks)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_corpus_that_ships_is_drawn_as_a_phone_shows_it(lang: Lang) -> None:
    corpus = shipped()
    spoken = words(lang)
    day = Span(date(2025, 6, 5), date(2025, 6, 5))
    charts = (
        build.of(tuple(corpus.timeline), corpus, spoken, "Everything"),
        build.of(tuple(corpus.events_in(day)), corpus, spoken, "A day", day),
        build.of_relation(("musk", "trump"), corpus, spoken),
    )
    for chart in charts:
        assert chart
        layout = lay_out(chart, FONTS)
        hold(layout)
        assert layout.height <= 1600
        png = drawing.draw(chart)
        with Image.open(io.BytesIO(png)) as picture:
            assert (picture.format, picture.size) == ("PNG", (WIDTH, layout.height))
        assert len(png) < 500_000
        assert drawing.draw(chart) == png


def test_labels_of_a_chapter_stand_in_it() -> None:
    events = [happened(f"e{n}", f"2025-06-{n:02}") for n in range(1, 15)]
    layout = lay_out(chart_of(events), FONTS)
    for label in layout.labels:
        band = next((s.box for s in layout.strips if s.box.top <= label.tie[1] <= s.box.bottom), None)
        if band and label.mark.at != date(2025, 6, 11):
            assert band.top <= label.text.box.top
            assert label.text.box.bottom <= band.bottom


@given(st.lists(st.tuples(st.floats(-50, 900), st.floats(1, 60)), max_size=30))
def test_things_are_pushed_apart_no_farther_than_they_must(things: list[tuple[float, float]]) -> None:
    things.sort()
    sizes = [size for _, size in things]
    begins = scale.spread([place for place, _ in things], sizes, 0, 2000)
    for begin, size, following in zip(begins, sizes, begins[1:], strict=False):
        assert begin + size <= following + 1e-6
    for begin, (place, size) in zip(begins, things, strict=True):
        assert -1e-6 <= begin <= 2000 - size + 1e-6
        if len(things) == 1:
            assert begin == max(place, 0)


@given(st.sets(st.integers(0, 10_000), min_size=2, max_size=20), st.lists(st.integers(0, 10_000), max_size=20))
def test_time_never_runs_backwards(knots: set[int], needs: list[int]) -> None:
    found = scale.stretch(sorted(map(float, knots)), 100, [(float(need), 40.0) for need in needs], 200)
    heights = [found(time) for time in range(-10, 10_100, 97)]
    assert heights == sorted(heights)
    assert found.heights[-1] - 100 == pytest.approx(200 + 40 * len(needs))


@pytest.mark.parametrize(
    "text",
    [
        "マスク、トランプに「非常に失望している」と言われる。",
        "あ、い。う」え（お）ーか" * 9,
        "word, another (word) again. " * 9,
    ],
)
def test_lines_begin_and_end_as_they_should(text: str) -> None:
    def width(part: str, bold: bool) -> float:
        return FONTS.width(part, 27, bold)

    for limit in range(120, 400, 13):
        lines = ["".join(piece.text for piece in line) for line in breaking.broken([Piece(text)], limit, 99, width)]
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(width(line, False) <= limit + 1 for line in lines)
        assert not [line for line in lines[1:] if line[0] in "、。」）ー,."]
        assert not [line for line in lines[:-1] if line[-1] in "「（("]


def test_what_the_font_lacks_is_one_mark() -> None:
    assert Fonts().shown("絵文字😀🎉の題👨‍👩‍👧‍👦") == "絵文字□の題□"
    assert Fonts().shown("한국어, 漢字, ABC – “é”") == "한국어, 漢字, ABC – “é”"


async def test_the_same_chart_is_not_drawn_twice() -> None:
    painter = PillowPainter()
    one, same, other = chart_of([happened("a")]), chart_of([happened("a")]), chart_of([happened("b")])
    pngs = await asyncio.gather(*(painter.paint(chart) for chart in (one, same, other, one)))
    assert painter.drawn == 2
    assert pngs[0] is pngs[1] is pngs[3]
    assert pngs[0] != pngs[2]
    assert await painter.paint(same) is pngs[0]
    assert painter.drawn == 2


async def test_pictures_are_kept_up_to_so_many_bytes() -> None:
    charts = [chart_of([happened(f"e{n}")]) for n in range(3)]
    size = len(await PillowPainter().paint(charts[0]))
    painter = PillowPainter(most_bytes=int(size * 2.5))
    for chart in charts:
        await painter.paint(chart)
    await painter.paint(charts[2])
    assert painter.drawn == 3
    await painter.paint(charts[0])
    assert painter.drawn == 4


async def test_the_event_loop_goes_on_while_a_picture_is_drawn() -> None:
    painting = asyncio.ensure_future(PillowPainter().paint(chart_of([happened(f"e{n}") for n in range(20)])))
    turns = 0
    while not painting.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 3
    assert (await painting).startswith(b"\x89PNG")


async def test_who_waits_no_longer_takes_the_picture_from_nobody() -> None:
    painter = PillowPainter()
    chart = chart_of([happened("a")])
    hasty = asyncio.ensure_future(painter.paint(chart))
    patient = asyncio.ensure_future(painter.paint(chart))
    await asyncio.sleep(0)
    hasty.cancel()
    assert (await patient).startswith(b"\x89PNG")
    assert painter.drawn == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    saving.save(path, b"one")
    saving.save(path, b"two")
    assert path.read_bytes() == b"two"
    for bad in (tmp_path, tmp_path / "none" / "x.png", path / "x.png", tmp_path / ("x" * 300), Path("/dev/null")):
        with pytest.raises(InputError):
            saving.save(bad, b"three")
    assert [child.name for child in tmp_path.iterdir()] == ["chart.png"]


@pytest.mark.parametrize("count", [40, 400, 5000])
def test_a_relation_of_many_years_stays_readable(count: int) -> None:
    events = [happened(f"e{n}", f"{1900 + n % 120}-0{1 + n % 9}-11", people=("musk", "trump")) for n in range(count)]
    corpus = replace(small_corpus(), events={event.id: event for event in events}, chapters=CHAPTERS)
    for lang in LANGUAGES:
        chart = build.of_relation(("musk", "trump"), corpus, words(lang))
        assert chart
        hold(lay_out(chart, FONTS))


def test_a_story_of_many_long_titled_chapters_is_no_longer_than_another() -> None:
    months = [(year, month) for year in range(2020, 2025) for month in range(1, 13)]
    chapters = {
        f"c{year}-{month}": Chapter(
            f"c{year}-{month}",
            Text("とても長い題名の章" * 5, "A chapter with a title of very many words"),
            "part",
            parse_edtf(f"{year}-{month:02}"),
        )
        for year, month in months
    }
    events = [happened(f"e{year}-{month}", f"{year}-{month:02}-03") for year, month in months]
    for lang in LANGUAGES:
        chart = build.of(events, a_corpus(events, chapters=chapters), words(lang), "Many")
        assert chart
        layout = lay_out(chart, FONTS)
        hold(layout)
        for strip in layout.strips:
            tall = sum(31 for _ in strip.title[0]) if strip.upright and strip.title else 0
            assert tall <= strip.box.bottom - strip.box.top
            if not strip.upright:
                wide = max(FONTS.width(line, 26, True) for line in strip.title)
                assert wide <= strip.box.bottom - strip.box.top
