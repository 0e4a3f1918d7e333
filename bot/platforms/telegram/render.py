"""A reply as Telegram messages: HTML within the limits of a message, and a keyboard under the last of them.

Limits are those of the Bot API: 4096 UTF-16 units of text once its entities are parsed, and 100 entities.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from ...domain.reply import Block, Bullets, Code, EntryBlock, Heading, Note, Paragraph, Reply, pack
from ...domain.text import Lang, Run, Runs, utf16_length
from . import keyboard

MAX_UNITS = 4096
MAX_ENTITIES = 100

_TAG = re.compile(r"<[^>]*>")
_BULLET: dict[Lang, str] = {"ja": "・", "en": "• "}
_WORD_JOINER = "\u2060"
_MENTION = re.compile(r"@(?=\w)")


@dataclass(frozen=True)
class Message:
    """One message: its HTML, the `text` that a reader sees, and the rows of its keyboard."""

    html: str
    text: str
    rows: keyboard.Rows = ()

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


def messages(reply: Reply) -> tuple[Message, ...]:
    """Render a reply. Nothing of it is lost; what is blank is left out, for Telegram takes no empty message."""
    bullet = _BULLET[reply.lang]
    blocks = [block for block in reply.blocks if _shows(_block(block, bullet))]
    texts = [text for text in pack(blocks, lambda block: _block(block, bullet), measure, MAX_UNITS) if _shows(text)]
    keyboards = keyboard.split(keyboard.rows(reply.buttons))
    # Buttons hang on the last message; those past what one message takes get messages of their own.
    texts += ["…"] * max(len(keyboards) - len(texts), 0)
    bare = len(texts) - len(keyboards)
    return tuple(
        Message(text, visible(text), keyboards[index - bare] if index >= bare else ())
        for index, text in enumerate(texts)
    )


def measure(text: str) -> int:
    """Return the units that HTML of this module takes; a hundredth of a message is the least that an entity takes."""
    entities = text.count("</")
    return max(utf16_length(visible(text)), math.ceil(entities * MAX_UNITS / MAX_ENTITIES))


def visible(text: str) -> str:
    """Return what a reader sees of HTML of this module."""
    return html.unescape(_TAG.sub("", text))


def _shows(text: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in visible(text))


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
