"""Blocks as Discord's Markdown. Every text is data: whatever Discord would read as markup in it is escaped.

Discord takes a backslash before any sign that is no letter, digit or space as "this sign, literally".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ...domain.reply import Block, Bullets, Code, EntryBlock, Heading, Note, Paragraph
from ...domain.text import Run, Runs, plain

# What has a meaning anywhere, and what has one at the start of a line: headings, small print, quotes, lists.
_ANYWHERE = re.compile(r"[\\*_~|`\[\]<>@]|:(?=//|[^\s:]+:)")
_LINE_START = re.compile(r"^[^\S\n]*(?:[#+-]|\d+[.)])", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Unicode's categories Cc and Cs, which no version of it changes, but for tabs and line ends.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_URL = re.compile(r"https?://[^\s<>\"\\]{1,1000}")

SECTION, GAP = "\x1e", "\n\x1d\n"
"""Stand in rendered text, and nowhere in a text of ours: before what may have a rule above it, and between two blocks."""


def clean(text: str) -> str:
    """Return `text` with one kind of line end and without control characters."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def escape(text: str) -> str:
    """Return Markdown that shows `text` literally and pings nobody."""
    cleaned = clean(text)
    return _escaped(cleaned, _signs(cleaned), 0, len(cleaned))


def _signs(text: str) -> Sequence[int]:
    """Return where `text` has signs with a meaning, in order."""
    found = [match.start() for match in _ANYWHERE.finditer(text)]
    at_start = [match.end() - 1 for match in _LINE_START.finditer(text)]
    return sorted(found + at_start) if at_start else found


def _escaped(text: str, signs: Sequence[int], start: int, end: int) -> str:
    inside = signs[bisect_left(signs, start) : bisect_left(signs, end)]
    starts, ends = [start, *inside], [*inside, end]
    return "\\".join([text[first:last] for first, last in zip(starts, ends, strict=True)])


def _line(text: str) -> str:
    """Return `text` literally and on one line, as headings, items and small print need it."""
    return escape(re.sub(r"\s*\n\s*", " ", clean(text).strip()))


def _runs(runs: Runs, *, one_line: bool = False) -> str:
    """Return styled text. Signs are found in the whole, so that none comes together from two runs."""
    cleaned = [Run(clean(run.text), run.bold, run.link) for run in runs]
    if one_line:
        cleaned = [Run(run.text.replace("\n", " "), run.bold, run.link) for run in cleaned]
    whole = plain(tuple(cleaned))
    signs, position = _signs(whole), 0
    written: list[str] = []
    for run in _joined(cleaned):
        end = position + len(run.text)
        written.append(_styled(run, _escaped(whole, signs, position, end)))
        position = end
    return "".join(written)


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Join neighbours of one style: two bold runs side by side would end each other."""
    held: Run | None = None
    for run in runs:
        if held and (held.bold, held.link) == (run.bold, run.link):
            held = Run(held.text + run.text, run.bold, run.link)
            continue
        if held:
            yield held
        held = run
    if held:
        yield held


def _styled(run: Run, escaped: str) -> str:
    if not run.text.strip():
        return escaped
    if run.link and _URL.fullmatch(run.link):
        escaped = _link(run.text, escaped, run.link)
    return f"**{escaped}**" if run.bold else escaped


def _link(text: str, escaped: str, url: str) -> str:
    """Return a link. One whose text has brackets, lines or an address in it is not shown as a link by Discord: spell it out."""
    if text == url:
        return f"<{url}>"
    if re.search(r"[\[\]\n]|://", text):
        return f"{escaped} <{url}>"
    return f"[{escaped}](<{url}>)"


# The same events are shown again and again, and each block is asked for more than once in an answer.
@lru_cache(maxsize=1024)
def render(block: Block) -> str:
    """Return one block; empty if it shows nothing. A part of the reply that may have a rule above begins with SECTION."""
    match block:
        case Heading(text, level):
            line = _line(text)
            return line and (f"## {line}" if level == 1 else f"{SECTION}### {line}")
        case Paragraph(runs):
            return _runs(runs).strip("\n")
        case Bullets(items):
            lines = (_runs(item, one_line=True).strip() for item in items)
            return "\n".join(f"- {line}" for line in lines if line)
        case EntryBlock():
            return _entry(block)
        case Code(text):
            # A zero-width space keeps three backticks of the text from ending the block; there is no escape in one.
            inside = clean(text).replace("```", "`\u200b`\u200b`").strip("\n")
            return f"```\n{inside}\n```" if inside.strip() else ""
        case Note(text):
            return _small(text)


def _small(text: str) -> str:
    line = _line(text)
    return line and f"-# {line}"


def _entry(entry: EntryBlock) -> str:
    lines = (
        _small(" · ".join(part for part in (entry.when, *entry.marks) if part.strip())),
        title and f"**{title}**" if (title := _line(entry.title)) else "",
        escape(entry.summary).strip("\n"),
        *(f"> {line}" for claim in entry.claims if (line := _line(claim))),
        _small(entry.credit),
    )
    shown = "\n".join(line for line in lines if line)
    return shown and f"{SECTION}{shown}"


def sections(message: str) -> list[str]:
    """Cut rendered blocks, joined by GAP, where a rule is drawn: around entries and before headings, but not below one."""
    found: list[str] = []
    for number, piece in enumerate(message.split(SECTION)):
        blocks = [block.strip("\n") for block in piece.split(GAP) if block.strip("\n")]
        is_entry = number > 0 and not piece.startswith("#")
        groups = (blocks[:1], blocks[1:]) if is_entry else (blocks,)
        for group in filter(None, groups):
            if found and _ends_in_heading(found[-1]):
                group = [found.pop(), *group]  # noqa: PLW2901  # what a heading announces goes on under it
            found.append(_close(group))
    return found


def _ends_in_heading(text: str) -> bool:
    return text.rsplit("\n", 1)[-1].startswith("#")


def _close(blocks: list[str]) -> str:
    """Join blocks with a blank line between them, but none below a heading nor within small print."""
    joined = blocks[0]
    for block in blocks[1:]:
        last = joined.rsplit("\n", 1)[-1]
        tight = last.startswith("#") or (last.startswith("-# ") and block.startswith("-# "))
        joined += ("\n" if tight else "\n\n") + block
    return joined


_MARKUP = re.compile(
    r"\\(?P<sign>.)"
    r"|```\n(?P<code>.*?)\n```"
    r"|\[(?P<text>(?:\\.|[^\]\\])*)\]\(<(?P<url>[^>]*)>\)"
    r"|<(?P<bare>[^>]*)>"
    r"|\*\*"
    r"|^\x1e?(?:#{2,3}|-#|>) "
    r"|^(?P<item>- )"
    r"|[\x1d\x1e]",
    re.DOTALL | re.MULTILINE,
)


def visible(markdown: str) -> str:
    """Return what a reader sees of rendered blocks; an item begins with a dot, a link shows its text."""

    def shown(match: re.Match[str]) -> str:
        if match["text"] is not None:
            return visible(match["text"])
        if match["item"]:
            return "• "
        return next((group for group in (match["sign"], match["code"], match["bare"]) if group is not None), "")

    return _MARKUP.sub(shown, markdown)
