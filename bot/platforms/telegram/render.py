"""A reply as Telegram messages: HTML within the limits of a message, and a keyboard under the last of them.

Limits are those of the Bot API: 4096 UTF-16 units of text once its entities are parsed, 1024 under a photo, and 100 entities.
Telegram knows no text in place of a photo, so that stands in a quotation that can be folded, under a picture frame.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ...domain.reply import Block, Bullets, Code, EntryBlock, Heading, Note, Paragraph, Reply, break_point, pack
from ...domain.text import Lang, Run, Runs, utf16_length
from . import keyboard, photos

MAX_UNITS = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100

_TAG = re.compile(r"<[^>]*>")
_BULLET: dict[Lang, str] = {"ja": "・", "en": "• "}
_WORD_JOINER = "\u2060"
_MENTION = re.compile(r"@(?=\w)")
_FRAME = "🖼 "


@dataclass(frozen=True)
class Message:
    """One message: its HTML, the `text` that a reader sees, the rows of its keyboard, and the photo that it is the caption of."""

    html: str
    text: str
    rows: keyboard.Rows = ()
    photo: bytes | None = None

    @property
    def request(self) -> dict[str, Any]:
        """The native request, without where it goes."""
        request: dict[str, Any] = {
            "text": self.html,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if self.rows:
            request["reply_markup"] = {"inline_keyboard": [list(row) for row in self.rows]}
        return request

    @property
    def in_words(self) -> Message:
        """The same without its photo."""
        return replace(self, photo=None, html=self.html or "…", text=self.text or "…")


@dataclass(frozen=True)
class _Alt(Note):
    """What a picture shows."""


def messages(reply: Reply) -> tuple[Message, ...]:
    """Render a reply. Nothing of it is lost; what is blank is left out, for Telegram takes no empty message.

    A picture is the first message, with as much below it as fits; a picture that Telegram would refuse is told in words.
    """
    picture = reply.picture
    if picture and not photos.fit(picture.png):
        return messages(in_words(reply))
    bullet = _BULLET[reply.lang]
    blocks = _showing(reply.blocks, bullet)
    texts: list[str] = []
    if picture:
        caption, blocks = _captioned(blocks, _showing((_Alt(picture.alt),), bullet), bullet)
        texts.append(caption)
    texts += [text for text in _packed(blocks, MAX_UNITS, bullet) if _shows(text)]
    keyboards = keyboard.split(keyboard.rows(reply.buttons))
    # Buttons hang on the last message; those past what one message takes get messages of their own.
    texts += ["…"] * max(len(keyboards) - len(texts), 0)
    bare = len(texts) - len(keyboards)
    return tuple(
        Message(
            text,
            visible(text),
            keyboards[index - bare] if index >= bare else (),
            picture.png if picture and index == 0 else None,
        )
        for index, text in enumerate(texts)
    )


def shorter(text: str, request: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the requests of a message that Telegram found too long, as two or more in plain text; the last has its keyboard.

    `text` is what a reader sees of it; but for blanks at the breaks nothing is cut off. Empty where it cannot be made shorter.
    """
    pieces = _halves(text.strip())
    if len(pieces) < 2:
        return ()
    found = [{**request, "text": piece, "parse_mode": None} for piece in pieces]
    return (*({k: v for k, v in each.items() if k != "reply_markup"} for each in found[:-1]), found[-1])


def _halves(text: str) -> list[str]:
    """Break a text once at least, and then until every piece fits."""
    cut = break_point(text)
    if cut is None:
        return [text] if text else []
    halves = [half for half in (text[:cut].strip(), text[cut:].strip()) if _shows(html.escape(half))]
    return [piece for half in halves for piece in (_halves(half) if utf16_length(half) > MAX_UNITS else [half])]


def in_words(reply: Reply) -> Reply:
    """Return a reply with what its picture shows in the place of the picture."""
    if reply.picture is None:
        return reply
    title, rest = _titled(reply.blocks)
    return replace(reply, picture=None, blocks=(*title, _Alt(reply.picture.alt), *rest))


def _captioned(blocks: Sequence[Block], alt: Sequence[Block], bullet: str) -> tuple[str, Sequence[Block]]:
    """Return the caption of a picture, and what is left for a message: all in one, else the title above, else nothing."""
    title, rest = _titled(blocks)
    for caption, left in (((*blocks, *alt), ()), ((*title, *alt), rest), (title, (*alt, *rest))):
        packed = _packed(caption, MAX_CAPTION, bullet)
        if len(packed) <= 1:
            return "".join(packed), left
    return "", (*title, *alt, *rest)


def _titled(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Part the heading of a reply, where it has one, from the rest."""
    place = 1 if blocks and isinstance(blocks[0], Heading) else 0
    return blocks[:place], blocks[place:]


def _showing(blocks: Iterable[Block], bullet: str) -> Sequence[Block]:
    return tuple(block for block in blocks if _shows(_block(block, bullet)))


def _packed(blocks: Iterable[Block], limit: int, bullet: str) -> list[str]:
    return pack(blocks, lambda block: _block(block, bullet), lambda text: measure(text, limit), limit)


def measure(text: str, limit: int = MAX_UNITS) -> int:
    """Return the units that HTML of this module takes; a hundredth of a message of `limit` is the least that an entity takes."""
    entities = text.count("</")
    return max(utf16_length(visible(text)), math.ceil(entities * limit / MAX_ENTITIES))


def visible(text: str) -> str:
    """Return what a reader sees of HTML of this module."""
    return html.unescape(_TAG.sub("", text))


def _shows(text: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in visible(text))


# The same events are shown again and again, and each block is asked for more than once in an answer.
@lru_cache(maxsize=1024)
def _block(block: Block, bullet: str) -> str:
    match block:
        case Heading(text, 1):
            return _tagged("b", text)
        case Heading(text, _):
            return f"<b>■ {_text(text)}</b>"
        case Paragraph(runs):
            return _runs(runs)
        case Bullets(items):
            return "\n".join(f"{bullet}{_runs(item)}" for item in items)
        case EntryBlock():
            return _entry(block, bullet)
        case Code(text):
            return f"<pre>{html.escape(text, quote=False)}</pre>"
        case _Alt(text):
            return f"<blockquote expandable>{_FRAME}{_text(text)}</blockquote>" if _shows(_text(text)) else ""
        case Note(text):
            return _tagged("i", text)


def _entry(entry: EntryBlock, bullet: str) -> str:
    """Set the date and the marks above the title, claims in a quotation, and the sources below in italics."""
    above = " · ".join([_text(entry.when), *(_tagged("i", mark) for mark in entry.marks)])
    dot = bullet if len(entry.claims) > 1 else ""
    claims = "\n".join(f"{dot}{_text(claim)}" for claim in entry.claims)
    lines = (
        above,
        _tagged("b", entry.title),
        _text(entry.summary),
        f"<blockquote expandable>{claims}</blockquote>" if claims else "",
        _tagged("i", entry.credit),
    )
    return "\n".join(line for line in lines if line)


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs if run.text)


def _run(run: Run) -> str:
    text = _tagged("b", run.text) if run.bold else _text(run.text)
    if run.link and re.fullmatch(r"https?://[^\s<>\"]+", run.link):
        return f'<a href="{html.escape(run.link)}">{text}</a>'
    return text


def _tagged(tag: str, text: str) -> str:
    return f"<{tag}>{_text(text)}</{tag}>" if text else ""


def _text(text: str) -> str:
    """Escape data. An @name gets an invisible word joiner: unbroken, Telegram would link it, and notify whom it names."""
    return html.escape(_MENTION.sub(f"@{_WORD_JOINER}", text), quote=False)
