"""/story: the story so far by chapters, in one message on a phone, or what is new since a day (`story_since`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from ..domain import paging, telling, when
from ..domain.ask import Ask, Cursor, read_cursor
from ..domain.content import Chapter
from ..domain.corpus import Corpus
from ..domain.dates import Span, typed
from ..domain.ports import Words
from ..domain.presenting import as_of
from ..domain.reply import Block, Bullets, Button, Heading, Note, Paragraph, Reply, paragraph
from ..domain.telling import Telling, Told
from ..domain.text import Lang, excerpt, plain, utf16_length
from ..errors import DateError, InputError
from . import story_since
from .listing import bullets, line
from .request import Kit, Request

# What one message takes on every platform: 4096 units on Telegram, 4000 characters on Discord, less some room to spare.
ROOM = 3800
# A message of Telegram takes 100 stretches in a style, and one of Discord no more chapters than these in its selects.
CHAPTERS = 75
# A chapter is told by up to so many events, a story without chapters by up to these.
LINES, LINES_ALONE = 2, 6
_OTHERS = 3
# What Discord would read as markup takes twice the room; a line, and the space between two blocks, some more.
_ESCAPED = re.compile(r"[\\*_~|`\[\]<>@:#+-]")
_LINE, _BLOCK = 3, 10


@dataclass(frozen=True)
class Since:
    """The first day of what is asked about, and other days that may have been meant, likeliest first."""

    day: date
    others: tuple[date, ...] = ()


def since(typed_words: str, today: date, corpus: Corpus, lang: Lang) -> Since | None:
    """Read since when it shall be told; None if from the beginning. A day, a month or a range means since its first day.

    `today` is the asker's. Raises DateError for an impossible date, InputError for what tells no first day.
    """
    if not typed_words.strip():
        return None
    reading = when.read(typed_words, today, corpus.days, lang)
    if reading is None or reading.span.first is None:
        asked = excerpt(typed_words)
        raise InputError(f"{asked!r} does not say since when: write 2025-06-05, since June, last week or 先週")
    firsts = dict.fromkeys(span.first for span in reading.alternatives if span.first)
    firsts.pop(reading.span.first, None)
    return Since(reading.span.first, tuple(firsts)[:_OTHERS])


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the story or with what is new; to what is no date with the story, and say so."""
    say = request.words
    try:
        start = since(words, request.today, request.corpus, say.lang)
    except DateError as error:
        return show(request, remark=say("date-impossible", date=excerpt(error.expression)))
    except InputError:
        return show(request, remark=say("story-unreadable", words=excerpt(words)))
    return story_since.show(request, start.day, start.others) if start else show(request)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: other chapters, what is new since a day, or a page of the entries that are."""
    day_text, what, cursor = (*ask.arguments, "", "", "")[:3]
    if not day_text:
        return show(request, read_cursor(what))
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        return None
    return (
        story_since.changes(request, day, read_cursor(cursor))
        if what == story_since.CHANGES
        else story_since.show(request, day)
    )


def show(request: Request, cursor: Cursor | None = None, remark: str = "") -> Reply:
    """Return the chapters, the latest of them if they are too many for a message, under a remark on what was typed.

    `cursor` is the chapter after or before which to go on.
    """
    corpus, words = request.corpus, request.words
    story = telling.tell(corpus)
    above: list[Block] = [paragraph(remark)] if remark else []
    above.append(Heading(words("story-title", story=corpus.story.title[words.lang])))
    below = [*_outside(story, corpus, words), as_of(corpus, words)]
    told, forth = _from(story.chapters, cursor)
    room = ROOM - sum(map(_size, (*above, *below)))
    parts = [_part(each, corpus, words) for each in told]
    if sum(part.size(0) for part in parts) > room:
        parts = [replace(part, bare=_shorter(each, words)) for part, each in zip(parts, told, strict=True)]
    fitting = _fitting(parts, room, forth=forth)
    shown = [part.chapter for part, _ in fitting]
    first = next((n for n, each in enumerate(story.chapters, 1) if shown and each.chapter == shown[0]), 1)
    page = paging.Page.of(shown, first, len(story.chapters))
    buttons = (
        *paging.turns(page, words, lambda way: Ask("y", words.lang, ("", way))),
        Button(words("story-all"), Ask("t", words.lang, ("",)), "choice"),
        *(_deeper(chapter, corpus, words) for chapter in shown),
    )
    return request.reply(*above, *_blocks(fitting), *below, buttons=buttons, replaces=cursor is not None)


def _outside(story: Telling, corpus: Corpus, words: Words) -> list[Block]:
    """Tell what lies in no chapter; of a story that has none, everything."""
    if story.chapters and not story.outside:
        return []
    title = words("story-outside" if story.chapters else "story-whole", count=len(story.outside))
    chosen = telling.weightiest(story.outside, LINES if story.chapters else LINES_ALONE)
    lines = [line(event, corpus, words) for event in chosen]
    return [Heading(title, 2), bullets(lines)] if lines else [paragraph(title)]


def _from(told: Sequence[Told], cursor: Cursor | None) -> tuple[Sequence[Told], bool]:
    """Return the chapters to show from, and whether those that come first go before those that come last."""
    place = next((i for i, each in enumerate(told) if cursor and each.chapter.id == cursor.entry), None)
    if cursor is None or place is None:
        return told, False
    return (told[place + 1 :], True) if cursor.forward else (told[:place], False)


@dataclass(frozen=True)
class _Part:
    """A chapter as it is told: `title` has its span and how many events it has; `lines[n]` are its n weightiest.

    Without any line it is itself a line of a list, `bare`.
    """

    chapter: Chapter
    title: str
    bare: str
    lines: tuple[tuple[str, ...], ...]

    def size(self, lines: int) -> int:
        """Return the room that it takes with so many lines."""
        if self.lines[lines]:
            return _size(Heading(self.title, 2)) + _size(bullets(self.lines[lines]))
        return _units(self.bare) + (0 if self.lines[-1] else _BLOCK)


def _part(told: Told, corpus: Corpus, words: Words) -> _Part:
    chapter = told.chapter
    span = words.span(chapter.span)
    if chapter == telling.current(corpus):
        span = words("story-open", span=span)
    title = words("story-chapter", title=chapter.title[words.lang], span=span, count=len(told.events))
    most = telling.weightiest(told.events, LINES, chapter.span)
    chosen = (telling.weightiest(most, count, chapter.span) for count in range(LINES + 1))
    return _Part(
        chapter, title, title, tuple(tuple(line(event, corpus, words) for event in events) for events in chosen)
    )


def _shorter(told: Told, words: Words) -> str:
    """Return a chapter with the day on which it begins, for one ends where the next begins."""
    first = told.chapter.span.first
    day = words.day(first, short=True) if first else ""
    return words("story-chapter-short", title=told.chapter.title[words.lang], first=day, count=len(told.events))


def _fitting(parts: Sequence[_Part], room: int, *, forth: bool) -> list[tuple[_Part, int]]:
    """Return the parts that fit, from the first of them (`forth`) or from the last, and how many lines each is told by.

    What is left of the room goes to the latest of them first.
    """
    fitting: list[_Part] = []
    for part in (parts if forth else parts[::-1])[:CHAPTERS]:
        if fitting and part.size(0) > room:
            break
        room -= part.size(0)
        fitting.append(part)
    latest_first = fitting[::-1] if forth else fitting
    lines = [0] * len(fitting)
    for count in range(1, LINES + 1):
        for place, part in enumerate(latest_first):
            room -= part.size(count) - part.size(count - 1)
            if room < 0:
                return list(zip(latest_first, lines, strict=True))[::-1]
            lines[place] = count
    return list(zip(latest_first, lines, strict=True))[::-1]


def _size(block: Block) -> int:
    match block:
        case Heading(text) | Note(text):
            return _units(text) + _BLOCK
        case Paragraph(runs):
            return _units(plain(runs)) + _BLOCK
        case Bullets(items):
            return sum(_units(plain(item)) for item in items) + _BLOCK
    raise TypeError(block)


def _units(text: str) -> int:
    """Return the most that a line takes on any platform."""
    return utf16_length(text) + len(_ESCAPED.findall(text)) + _LINE


def _blocks(parts: Iterable[tuple[_Part, int]]) -> Iterator[Block]:
    """Yield the chapters: those that are told by lines with a heading, those that are not as a list."""
    for untold, group in groupby(parts, key=lambda pair: not pair[0].lines[pair[1]]):
        if untold:
            yield bullets(part.bare for part, _ in group)
            continue
        for part, count in group:
            yield Heading(part.title, 2)
            yield bullets(part.lines[count])


def _deeper(chapter: Chapter, corpus: Corpus, words: Words) -> Button:
    """Return the way deeper into a chapter: its explainer, or else its events."""
    label = chapter.title[words.lang]
    if digest := corpus.digest_of(chapter.id):
        return Button(label, Ask("d", words.lang, (digest.id,)), "digest")
    span = typed(chapter.span) if chapter.span != Span(None, None) else ""
    return Button(label, Ask("t", words.lang, (span,)), "day")
