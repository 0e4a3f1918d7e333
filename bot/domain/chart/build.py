"""From events to a chart: which of them, on which axis, with which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from ..content import Event
from ..corpus import Corpus
from ..dates import EventDate, Span
from ..ports import Words
from ..presenting import marks as status_marks
from ..query import Query
from ..text import printable
from . import axis
from .choice import choose
from .shape import Band, Chart, Key, Mark, Symbol

# With the title and the note it fits the caption of a photo on Telegram (1,024 units).
MAX_ALT = 800
# How wide the line of a label is, in em, and how many of them make a picture that a phone shows whole: without bars beside
# the axis, and with them.
_WIDE, _NARROW = (27.8, 33.5), (24.2, 27.0)
_LONGEST_TITLE = 120
_LONGEST_LABEL = 200
_SYMBOLS: tuple[Symbol, ...] = ("exact", "lasting", "inexact", "forecast", "importance", "bar")


def of(events: Sequence[Event], corpus: Corpus, words: Words, title: str, span: Span | None = None) -> Chart | None:
    """Return the chart of the events that answer a question, or None if there are none.

    `title` says what was asked; `span` is the time that was asked about: the axis goes no farther.
    """
    return _chart(events, corpus, words, title, span, _WIDE) if events else None


def _chart(
    events: Sequence[Event], corpus: Corpus, words: Words, title: str, span: Span | None, paper: tuple[float, float]
) -> Chart:
    chosen = choose(events, lambda event: f"{_when(event, corpus, words)} {_title(event, words)}", *paper)
    first, last = axis.extent(chosen, span)
    found = sorted((_mark(event, corpus, words, first, last) for event in chosen), key=_place)
    chapters = axis.bands(corpus, words, first, last)
    left_out = len(events) - len(chosen)
    title = _clean(title, _LONGEST_TITLE)
    return Chart(
        lang=words.lang,
        title=title,
        note=_note(len(events), left_out, corpus, words),
        first=first,
        last=last,
        caption=axis.caption(first, words),
        marks=tuple(found),
        bands=chapters,
        ticks=axis.ticks(found, words, first, last),
        keys=_keys(found, words),
        scale=words("chart-scale") if first < last else "",
        left_out=left_out,
        alt=_alt(title, found, chapters, left_out, words),
    )


def of_relation(people: Sequence[str], corpus: Corpus, words: Words) -> Chart | None:
    """Return the chart of what concerns all of some people: the phases, and how much happened in each month.

    None if nothing concerns them all. Raises KeyError for an id that the corpus has not.
    """
    together = Query(people=tuple(people)).run(corpus)
    names = words("part-separator").join(corpus.people[id_].short[words.lang] for id_ in people)
    if not together:
        return None
    chart = _chart(together, corpus, words, words("chart-relation", people=names), None, _NARROW)
    bars, years = axis.bars(together, chart.first, chart.last)
    if not bars:
        return chart
    key = words("chart-key-years", years=years) if years else words("chart-key-months")
    return replace(chart, bars=bars, keys=(*chart.keys, Key("bar", key)))


def _mark(event: Event, corpus: Corpus, words: Words, first: date, last: date) -> Mark:
    span = event.when.span
    begins, ends = max(span.first or first, first), min(span.last or last, last)
    begins, ends = min(begins, last), max(ends, first)
    return Mark(
        id=event.id,
        when=_when(event, corpus, words),
        title=_title(event, words),
        at=date.fromordinal((begins.toordinal() + ends.toordinal()) // 2),
        first=begins,
        last=ends,
        symbol=_symbol(event.when),
        importance=min(max(event.importance, 1), 5),
        forecast=event.status == "forecast",
        before=span.first is None or span.first < first,
        after=span.last is None or span.last > last,
    )


def _place(mark: Mark) -> tuple[date, bool, int, str]:
    return mark.at, mark.symbol != "exact", -mark.importance, mark.id


def _symbol(when: EventDate) -> Literal["exact", "lasting", "inexact"]:
    if when.exact:
        return "exact"
    # An interval without "within" was all of it; a month, a season or a year means some time in it.
    return "lasting" if "/" in when.edtf and not when.within and not when.qualifier else "inexact"


def _when(event: Event, corpus: Corpus, words: Words) -> str:
    """Return the date without the wording of its source, which has no room here, and whose claim the event is."""
    when = words.event_date(replace(event.when, within=False, wording=None), weekday=False)
    told = status_marks(event, corpus, words) if event.status in ("claimed", "disputed") else ()
    return _clean(words("chart-when", date=when, mark=told[0]) if told else when, _LONGEST_LABEL)


def _title(event: Event, words: Words) -> str:
    return _clean(event.title[words.lang], _LONGEST_LABEL)


def _clean(text: str, longest: int) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _note(total: int, left_out: int, corpus: Corpus, words: Words) -> str:
    reach = words.event_date(corpus.story.as_of, weekday=False)
    if left_out:
        return words("chart-some", drawn=total - left_out, total=total, left=left_out, date=reach)
    return words("chart-all", total=total, date=reach)


def _keys(found: Sequence[Mark], words: Words) -> tuple[Key, ...]:
    """Return the legend of what there is."""
    there: set[Symbol] = {"importance"}
    there |= {"forecast" if mark.forecast else mark.symbol for mark in found}
    return tuple(Key(symbol, words(f"chart-key-{symbol}")) for symbol in _SYMBOLS if symbol in there)


def _alt(title: str, found: Sequence[Mark], chapters: Sequence[Band], left_out: int, words: Words) -> str:
    """Say what the chart shows, as much of it as fits: what it is, the chapters, the events, what is left out."""
    beginning = words("chart-alt", title=title, count=len(found))
    if chapters:
        names = words("list-separator").join(band.title for band in chapters)
        beginning += words("chart-alt-chapters", chapters=_clean(names, 200))
    end = "\n" + words("chart-alt-left", count=left_out) if left_out else ""
    text = beginning
    for line in _lines(found, words):
        if len(text) + len(line) + len(end) > MAX_ALT - 2:
            text += " …"
            break
        text += line
    return text + end


def _lines(found: Sequence[Mark], words: Words) -> Iterator[str]:
    for mark in found:
        yield "\n" + words("chart-alt-event", date=mark.when, title=mark.title)
