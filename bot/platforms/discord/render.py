"""Reply → Discord messages in Components V2, each within the limits; pure, as JSON that the REST API takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...domain.ports import Words
from ...domain.reply import Block, Bullets, EntryBlock, Heading, Note, Paragraph, Picture, Reply, pack, paragraph
from ...domain.text import Run, utf16_length
from ...domain.text import plain as plain_text
from . import controls, markdown

Json = dict[str, Any]

TEXT_DISPLAY, GALLERY, SEPARATOR, CONTAINER = 10, 12, 14, 17
TEXT_LIMIT = 4000
COMPONENTS = 40
# Beside the frame: what rows may take of a message with text, and what they have in one without.
ROWS_BESIDE_TEXT, ROWS_ALONE = 30, 39
SECTIONS = 12
PICTURE = "picture.png"
ALT = 1024

EPHEMERAL, SILENT, COMPONENTS_V2 = 1 << 6, 1 << 12, 1 << 15
NO_PINGS: Json = {"parse": []}
# Of bengara, the red that Edo's printers had.
ACCENT = 0xB94047
# An entry's date, marks and sources cannot be cut apart in one block; above this they become blocks of their own.
_FRAME_LIMIT = 1500
_LEFT_OUT_ROOM = 200


@dataclass(frozen=True)
class Message:
    """One message: its components, the `text` that a reader sees or hears, and the picture that a gallery in it shows."""

    components: tuple[Json, ...]
    text: str
    picture: Picture | None = None

    def body(self, *, private: bool = False, silent: bool = False) -> Json:
        """Return what the API takes as a new message."""
        flags = COMPONENTS_V2 | (EPHEMERAL if private else 0) | (SILENT if silent else 0)
        body: Json = {"flags": flags, "components": list(self.components), "allowed_mentions": NO_PINGS}
        return body | {"attachments": self._attachments()} if self.picture else body

    def edit(self) -> Json:
        """Return what the API takes as an edit: an earlier picture goes, for only what is named here stays."""
        return self.body() | {"attachments": self._attachments()}

    def _attachments(self) -> list[Json]:
        return [{"id": "0", "filename": PICTURE, "description": _alt(self.picture)}] if self.picture else []

    def told(self) -> Message:
        """Return the message with its picture in words, which take no more room: for where no file is taken."""
        if self.picture is None:
            return self
        words = {"type": TEXT_DISPLAY, "content": markdown.escape(_alt(self.picture))}

        def in_words(part: Json) -> Json:
            if "components" in part:
                return part | {"components": [in_words(child) for child in part["components"]]}
            return words if part["type"] == GALLERY else part

        return Message(tuple(map(in_words, self.components)), self.text)


def messages(reply: Reply, words: Words, more: Iterable[Json] = (), most: int | None = None) -> tuple[Message, ...]:
    """Return the messages of a reply, at least one; `more` are action rows that follow its own.

    The picture stands above the first text, the rows under the last. What they need beyond one message's components goes
    on in further messages. Where `most` are taken, the text ends earlier, and says so.
    """
    blocks = [part for block in reply.blocks for part in _parts(block) if markdown.render(part).strip()]
    limit = TEXT_LIMIT - (utf16_length(markdown.escape(_alt(reply.picture))) if reply.picture else 0)
    texts = pack(blocks, markdown.render, utf16_length, limit, markdown.GAP)
    groups = list(_fit([*controls.rows(reply.buttons, words), *more]))
    if not texts and (reply.picture or not groups):
        texts = ["" if reply.picture else "…"]
    alone = max(len(groups) - 1, 0) if texts else len(groups)
    if most is not None and len(texts) + alone > most:
        groups = groups[:most]
        texts = _shortened(blocks, limit, max(most - max(len(groups) - 1, 0), 1), words)
    last = groups.pop(0) if texts and groups else []
    shown = [_message(text, []) for text in texts[:-1]] + [_message(text, last) for text in texts[-1:]]
    made = [*shown, *(_message("", group) for group in groups)]
    if reply.picture:
        made[0] = _pictured(made[0], reply.picture)
    return tuple(made[:most])


def _shortened(blocks: list[Block], limit: int, most: int, words: Words) -> list[str]:
    """Return the first `most` texts; the last of them says how many more there would be."""
    room = limit - _LEFT_OUT_ROOM
    texts = pack(blocks, markdown.render, utf16_length, room, markdown.GAP)
    if len(texts) <= most:
        return texts
    note = markdown.render(Note(words("discord-left-out", count=len(texts) - most)))
    return [*texts[: most - 1], f"{texts[most - 1]}{markdown.GAP}{note}"]


def _alt(picture: Picture) -> str:
    return markdown.clean(picture.alt).strip()[:ALT] or "…"


def _pictured(message: Message, picture: Picture) -> Message:
    """Put a picture above everything in the frame."""
    item = {"media": {"url": f"attachment://{PICTURE}"}, "description": _alt(picture)}
    (frame,) = message.components
    inside = [{"type": GALLERY, "items": [item]}, *frame["components"]]
    text = "\n\n".join(filter(None, (_alt(picture), message.text)))
    return Message((frame | {"components": inside},), text, picture)


# As with what they are rendered to: the same events are shown again and again.
@lru_cache(maxsize=1024)
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
    pieces = markdown.sections(text) if text else []
    # Of the components, one is the frame and one may be a picture; between two sections stands a rule.
    most = min(SECTIONS, (COMPONENTS - 2 - sum(map(controls.cost, rows)) + 1) // 2)
    if len(pieces) > most:
        pieces = [*pieces[: most - 1], "\n\n".join(pieces[most - 1 :])]
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


def plain(text: str, rows: Iterable[Json] = ()) -> Message:
    """Return a message of escaped text, and of action rows below it: for where the platform refuses the full form.

    A text that may be too long is cut into `pieces` first.
    """
    return Message(({"type": TEXT_DISPLAY, "content": markdown.escape(text) if text.strip() else "…"}, *rows), text)


def pieces(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Return a text in as many pieces as plain messages of `limit` take, broken where it reads best; nothing is lost."""
    paragraphs = (paragraph(block) for block in text.split("\n\n") if block.strip())
    found = pack(paragraphs, _plain_text, _escaped_length, limit, "\n\n")
    return [piece for piece in found if piece.strip()] or [text]


def halved(message: Json, text: str) -> list[str]:
    """Return the text of a message that was found too long in pieces of half its length; one, where that cannot be."""
    if not any(part["type"] == TEXT_DISPLAY for part in _flat(message["components"])):
        return [text]
    return pieces(text, min(TEXT_LIMIT, max(_escaped_length(text) // 2, 1)))


def rows_of(message: Json) -> list[Json]:
    """Return the action rows of a message's body."""
    return [part for part in _flat(message["components"]) if part["type"] == controls.ROW]


def _flat(components: Iterable[Json]) -> Iterator[Json]:
    for part in components:
        yield part
        yield from _flat(part.get("components", ()))


def _plain_text(block: Block) -> str:
    return plain_text(block.runs) if isinstance(block, Paragraph) else ""


def _escaped_length(text: str) -> int:
    return utf16_length(markdown.escape(text))
