"""What a command answers: a platform-neutral document. A platform's renderer gives it its native form.

Every text in it is data, never markup. Blocks are in reading order; a renderer may break between any two of them, and
inside one only when it alone is longer than a message.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .ask import Ask
from .text import Lang, Run, Runs, plain


@dataclass(frozen=True)
class Heading:
    """The title of a reply (`level` 1) or of a part of it (`level` 2)."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    runs: Runs


@dataclass(frozen=True)
class Bullets:
    """A list of short items."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class EntryBlock:
    """One event: `when` and `marks` (status, sensitivity, "again") above, `claims` and `credit` (its sources) below."""

    id: str
    when: str
    title: str
    summary: str
    credit: str
    marks: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """Text to be copied as it stands."""

    text: str


@dataclass(frozen=True)
class Note:
    """Small print: how far the corpus reaches, where a page stands, what to do next."""

    text: str


Block = Heading | Paragraph | Bullets | EntryBlock | Code | Note

ButtonKind = Literal[
    "person", "day", "source", "digest", "choice", "page", "confirm", "reject", "drop", "next", "entry"
]


@dataclass(frozen=True)
class Button:
    """A tap that asks `ask`; a platform may gather buttons of one kind in a select.

    `drop` leaves out a part of what was asked; `next` is what is worth asking after this answer.
    """

    label: str
    ask: Ask
    kind: ButtonKind


@dataclass(frozen=True)
class Field:
    """One field of a form; `hint` is an example of what to write, `keys` what its lines are called in text (`forms`)."""

    name: str
    label: str
    hint: str
    keys: tuple[str, ...]
    long: bool = False


@dataclass(frozen=True)
class Form:
    """Up to five fields that are filled in together: a modal, or one message with a line a field. `kind` says of what."""

    title: str
    kind: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Picture:
    """A PNG, and `alt`: up to 1,000 characters that say what it shows to those who do not see it."""

    png: bytes
    alt: str


@dataclass(frozen=True)
class Reply:
    """An answer in one language.

    `form` is there where the answer asks for a form; a platform without forms shows the blocks, which hold it as text.
    `replaces`: it takes the place of the message whose button was pressed. `private`: it is for the asker alone, where
    a platform can do that. `picture` stands above the blocks. `subjects` are what was asked about
    (`subjects.of`), to be counted.
    """

    blocks: tuple[Block, ...]
    lang: Lang
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    replaces: bool = False
    private: bool = False
    picture: Picture | None = None
    subjects: tuple[str, ...] = ()


# In code points: a family of four with its skin tones has eleven.
_LONGEST_CHARACTER = 16


def paragraph(text: str) -> Paragraph:
    """Return running text in one style."""
    return Paragraph((Run(text),))


def spacing(before: Block, after: Block) -> str:
    """Return the line ends between two blocks: a part's heading stands on its text, small print on small print or a heading."""
    match before, after:
        case (Heading(level=2), _) | (Heading() | Note(), Note()):
            return "\n"
    return "\n\n"


def pack(
    blocks: Iterable[Block],
    render: Callable[[Block], str],
    measure: Callable[[str], int],
    limit: int,
    gap: str | None = None,
) -> list[str]:
    """Render blocks into as few messages as `limit` (in units of `measure`) allows, breaking between blocks.

    Between two blocks of a message stands `gap`, or, where that is None, what `spacing` says.

    A block that alone is over the limit is broken inside, at a line, a sentence or a space where there is one; nothing
    is lost. `render` must be additive: a block's parts render to no more than the block and their own markup. `measure`
    must be subadditive: a text takes no more than its parts, so where those fit by their sum it is not measured anew.
    """
    messages: list[str] = []
    current, size = "", 0
    before: Block = Heading("")
    for block in blocks:
        for piece, rendered, own in _pieces(block, render, measure, limit):
            between = spacing(before, piece) if gap is None else gap
            before = piece
            if not current:
                current, size = rendered, own
                continue
            joined = f"{current}{between}{rendered}"
            size += measure(between) + own
            if size > limit:
                size = measure(joined)
            if size <= limit:
                current = joined
            else:
                messages.append(current)
                current, size = rendered, own
    return [*messages, current] if current else messages


def _pieces(
    block: Block, render: Callable[[Block], str], measure: Callable[[str], int], limit: int
) -> Iterator[tuple[Block, str, int]]:
    """Break a block until every piece fits; yield each as it is rendered, and its length."""
    rendered = render(block)
    size = measure(rendered)
    halves = _halve(block) if size > limit else None
    if halves is None:
        yield block, rendered, size
        return
    for half in halves:
        yield from _pieces(half, render, measure, limit)


def _halve(block: Block) -> tuple[Block, Block] | None:
    match block:
        case Bullets(items) if len(items) > 1:
            middle = len(items) // 2
            return Bullets(items[:middle]), Bullets(items[middle:])
        case Bullets((only,)):
            return _halve(Paragraph(only))
        case Paragraph(runs):
            halves = _halve_runs(runs)
            return halves and (Paragraph(halves[0]), Paragraph(halves[1]))
        case EntryBlock():
            return _halve_entry(block)
        case Heading(text) | Note(text) | Code(text):
            cut = break_point(text)
            return None if cut is None else (replace(block, text=text[:cut]), replace(block, text=text[cut:]))
    return None


def _halve_entry(entry: EntryBlock) -> tuple[Block, Block] | None:
    """Break an entry: its title and first half stay together, and the rest goes on as plain text.

    A date, marks or sources that are longer than all that become blocks of their own.
    """
    if entry.claims:
        rest = Bullets(tuple((Run(claim),) for claim in entry.claims))
        return replace(entry, claims=()), rest
    above = " · ".join(part for part in (entry.when, *entry.marks) if part)
    if len(above) + len(entry.credit) > len(entry.title) + len(entry.summary):
        if len(above) > len(entry.credit):
            return Note(above), replace(entry, when="", marks=())
        return replace(entry, credit=""), Note(entry.credit)
    if cut := break_point(entry.summary):
        return replace(entry, summary=entry.summary[:cut]), paragraph(entry.summary[cut:])
    if cut := break_point(entry.title):
        return Heading(entry.title[:cut], 2), replace(entry, title=entry.title[cut:])
    return None


def _halve_runs(runs: Runs) -> tuple[Runs, Runs] | None:
    text = plain(runs)
    cut = break_point(text)
    if cut is None:
        return None
    before: list[Run] = []
    after: list[Run] = []
    position = 0
    for run in runs:
        inside = min(max(cut - position, 0), len(run.text))
        if inside:
            before.append(replace(run, text=run.text[:inside]))
        if inside < len(run.text):
            after.append(replace(run, text=run.text[inside:]))
        position += len(run.text)
    return tuple(before), tuple(after)


def break_point(text: str) -> int | None:
    """Return where to break `text` near its middle, after a line, else a sentence, else a space; None if it is one character."""
    if len(text) < 2:
        return None
    middle = len(text) // 2
    for marks in ("\n", "。．.!?！？", " 　、,"):
        cut = max(text.rfind(mark, 1, middle) + 1 for mark in marks)
        if cut > middle // 2:
            return cut
    return next((cut for cut in range(middle, max(middle - _LONGEST_CHARACTER, 0), -1) if _begins(text, cut)), middle)


def _begins(text: str, place: int) -> bool:
    """Tell whether a character that a reader sees begins there: neither an accent nor a part of an emoji."""
    here, before = text[place], text[place - 1]
    goes_on = unicodedata.combining(here) or here in "\u200d\ufe0e\ufe0f" or "\U0001f3fb" <= here <= "\U0001f3ff"
    return not goes_on and before != "\u200d"
