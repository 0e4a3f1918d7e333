"""Discord's Markdown as HTML, as far as its clients show it in a message: for drawing, so what is wrong looks wrong."""

from __future__ import annotations

import html
import re

# An escaped sign is set apart as a private character until all markup has been found.
_SET_APART = 0xE000
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_APART = re.compile("[\ue021-\ue07e]")

_FENCE = re.compile(r"```(?:[a-z]*\n)?(.*?)\n?```\n?", re.DOTALL)
_LINES = (
    (re.compile(r"(#{1,3}) +(.+)"), "heading"),
    (re.compile(r"-# +(.+)"), "small"),
    (re.compile(r" *[-*] +(.+)"), "item"),
    (re.compile(r">>? (.*)"), "quote"),
)
_INLINE = (
    (re.compile(r"`([^`]+)`"), "code"),
    (re.compile(r"\*\*(.+?)\*\*"), "b"),
    (re.compile(r"__(.+?)__"), "u"),
    (re.compile(r"\*([^*\s](?:[^*]*[^*\s])?)\*"), "i"),
    (re.compile(r"\b_([^_]+)_\b"), "i"),
    (re.compile(r"~~(.+?)~~"), "s"),
)
_LINK = re.compile(r"\[([^\]]+)\]\(&lt;?(?:https?://.+?)(?:&gt;)?\)|&lt;(https?://.+?)&gt;")


def as_html(text: str) -> str:
    """Return the lines of one text as HTML blocks."""
    apart = _ESCAPED.sub(lambda match: chr(_SET_APART + ord(match[1])), text)
    written: list[str] = []
    # Every second piece is the inside of a fence.
    for index, piece in enumerate(_FENCE.split(apart)):
        if index % 2:
            written.append(f"<pre>{html.escape(piece)}</pre>")
        elif piece:
            written += map(_line, piece.split("\n"))
    return _APART.sub(lambda match: html.escape(chr(ord(match[0]) - _SET_APART)), "".join(written))


def _line(line: str) -> str:
    for pattern, kind in _LINES:
        if match := pattern.fullmatch(line):
            if kind == "heading":
                level = len(match[1])
                return f"<h{level}>{_inline(match[2])}</h{level}>"
            return f'<div class="{kind}">{_inline(match[1])}</div>'
    return f"<div>{_inline(line)}</div>" if line.strip() else '<div class="blank"></div>'


def _inline(text: str) -> str:
    written = html.escape(text, quote=False)
    written = _LINK.sub(lambda match: f"<a>{match[1] or match[2]}</a>", written)
    for pattern, tag in _INLINE:
        written = pattern.sub(rf"<{tag}>\1</{tag}>", written)
    return written
