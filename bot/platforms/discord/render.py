"""Reply → Discord messages in Components V2, each within the limits; pure, as JSON that the REST API takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...domain.ports import Words
from ...domain.reply import Block, Bullets, EntryBlock, Heading, Note, Reply, pack, paragraph
from ...domain.text import Run, utf16_length
from . import controls, markdown

Json = dict[str, Any]

TEXT_DISPLAY, SEPARATOR, CONTAINER = 10, 14, 17
TEXT_LIMIT = 4000
COMPONENTS = 40
# Of the 40, one is the frame; rows get up to 16 beside text, which has 12 sections and the 11 rules between them.
ROWS_BESIDE_TEXT, ROWS_ALONE = 16, 39
SECTIONS = 12

EPHEMERAL, SILENT, COMPONENTS_V2 = 1 << 6, 1 << 12, 1 << 15
NO_PINGS: Json = {"parse": []}
# Of bengara, the red that Edo's printers had.
ACCENT = 0xB94047
# An entry's date, marks and sources cannot be cut apart in one block; above this they become blocks of their own.
_FRAME_LIMIT = 1500


@dataclass(frozen=True)
class Message:
    """One message: its components, and the `text` that a reader sees."""

    components: tuple[Json, ...]
    text: str

    def body(self, *, private: bool = False, silent: bool = False) -> Json:
        """Return what the API takes as a new message, or, without flags, as an edit."""
        flags = COMPONENTS_V2 | (EPHEMERAL if private else 0) | (SILENT if silent else 0)
        return {"flags": flags, "components": list(self.components), "allowed_mentions": NO_PINGS}


def messages(reply: Reply, words: Words, more: Iterable[Json] = ()) -> tuple[Message, ...]:
    """Return the messages of a reply, at least one; `more` are action rows that follow its own.

    The rows stand under the last text. What they need beyond one message's components goes on in further messages.
    """
    blocks = [part for block in reply.blocks for part in _parts(block) if markdown.render(part)]
    texts = pack(blocks, markdown.render, utf16_length, TEXT_LIMIT, markdown.GAP)
    groups = list(_fit([*controls.rows(reply.buttons, words), *more]))
    if not texts and not groups:
        texts = ["…"]
    last = groups.pop(0) if texts and groups else []
    shown = [_message(text, []) for text in texts[:-1]] + [_message(text, last) for text in texts[-1:]]
    return (*shown, *(_message("", group) for group in groups))


def _parts(block: Block) -> tuple[Block, ...]:
    """Return a block as it is, or an entry with an overlong frame as plain blocks, which can be broken."""
    if not isinstance(block, EntryBlock):
        return (block,)
    above = " · ".join((block.when, *block.marks))
    if utf16_length(markdown.escape(above + block.credit)) <= _FRAME_LIMIT:
        return (block,)
    claims = Bullets(tuple((Run(claim),) for claim in block.claims))
    return (Note(above), Heading(block.title, 2), paragraph(block.summary), claims, Note(block.credit))


def _fit(rows: Iterable[Json]) -> Iterator[list[Json]]:
    """Group rows by message: the first group stands beside text, the others alone."""
    group: list[Json] = []
    room = ROWS_BESIDE_TEXT
    for row in rows:
        if controls.cost(row) > room:
            yield group
            group, room = [], ROWS_ALONE
        group.append(row)
        room -= controls.cost(row)
    if group:
        yield group


def _message(text: str, rows: list[Json]) -> Message:
    pieces = markdown.sections(text)
    if len(pieces) > SECTIONS:
        pieces = [*pieces[: SECTIONS - 1], "\n\n".join(pieces[SECTIONS - 1 :])]
    inside: list[Json] = []
    for piece in pieces:
        if inside:
            inside.append({"type": SEPARATOR, "divider": True, "spacing": 1})
        inside.append({"type": TEXT_DISPLAY, "content": piece})
    seen = markdown.visible(text) if pieces else " ".join(_labels(rows))
    return Message(({"type": CONTAINER, "accent_color": ACCENT, "components": [*inside, *rows]},), seen)


def _labels(rows: Iterable[Json]) -> Iterator[str]:
    for row in rows:
        for part in row["components"]:
            yield part.get("label") or part["placeholder"]


def as_plain(text: str) -> Message:
    """Return a message of escaped text alone: for where the platform refuses the full form."""
    return Message(({"type": TEXT_DISPLAY, "content": markdown.escape(text)[:TEXT_LIMIT] or "…"},), text)
