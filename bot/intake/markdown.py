"""Reads the Markdown of a digest: paragraphs, `- ` lists, **bold** and links; whatever else Markdown knows is a problem.

Nothing is dropped in silence: what the domain has no block for is named with its line, and a `**` that CommonMark does not
take for bold (it must not stand between a letter and a bracket, as in `は**「…」**`) is named too instead of being shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..domain.reply import Block, Bullets, Paragraph
from ..domain.text import Run, Runs

_ALLOWED = "a digest has paragraphs, lists with -, **bold** and links"
_BLOCKS = {
    "heading_open": "a heading inside the text: make it the **bold** beginning of a paragraph",
    "ordered_list_open": "a numbered list: begin its lines with -",
    "blockquote_open": "a quotation: write it as a paragraph",
    "fence": "a code block: write it as a paragraph",
    "code_block": "a code block: take the spaces before the line out",
    "html_block": "HTML: write plain words",
    "table_open": "a table: write a list with -",
    "hr": "a rule: take it out",
}
_INLINES = {
    "em_open": "emphasis with one *: write **bold**",
    "code_inline": "code: take the ` out",
    "html_inline": "HTML: write plain words",
    "image": "a picture: take it out, or make it a link",
    "hardbreak": "a line break: begin a new paragraph",
    "s_open": "struck-out text: take the ~~ out",
}


@dataclass(frozen=True)
class Problem:
    """What cannot be shown, and what to write instead; `line` counts from 1."""

    line: int
    message: str


@dataclass
class Reading:
    """A text as read: `blocks` without what the `problems` name; `body` is the Markdown below the title."""

    title: str | None = None
    body: str = ""
    blocks: tuple[Block, ...] = ()
    problems: list[Problem] = field(default_factory=list)


class _Parser(MarkdownIt):
    """Takes every link for one: what a wrong address would leave in the text as written is named instead."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  # overrides
        return True


@cache
def _parser() -> MarkdownIt:
    # Reference definitions would vanish from the text: without the rule they stay visible as written.
    return _Parser("commonmark").enable(["table", "strikethrough"]).disable("reference")


def read_text(markdown: str) -> Reading:
    """Read a text whose first line is `# Title`."""
    first, _, rest = markdown.partition("\n")
    tokens = _parser().parse(first)
    if [token.type for token in tokens] != ["heading_open", "inline", "heading_close"] or tokens[0].tag != "h1":
        reading = read_body(markdown)
        reading.problems.insert(0, Problem(1, "no title: write # and the title in the first line"))
        return reading
    reading = read_body(rest, first_line=2)
    reading.title = tokens[1].content
    if any(token.type != "text" for token in tokens[1].children or ()):
        reading.problems.insert(0, Problem(1, "marks in the title: write plain words"))
    return reading


def read_body(markdown: str, first_line: int = 1) -> Reading:
    """Read a text without a title, which begins on `first_line` of its file."""
    reading = Reading(body=markdown.strip())
    tokens = _parser().parse(markdown)
    reading.blocks = tuple(_Reader(tokens, reading.problems, first_line).blocks())
    return reading


@dataclass
class _Reader:
    """Walks the tokens of one text."""

    tokens: Sequence[Token]
    problems: list[Problem]
    first_line: int

    def blocks(self) -> Iterator[Block]:
        at = 0
        while at < len(self.tokens):
            end = self._end(at)
            token = self.tokens[at]
            if token.type == "paragraph_open":
                if runs := self._runs(self.tokens[at + 1]):
                    yield Paragraph(runs)
            elif token.type == "bullet_list_open":
                yield Bullets(tuple(self._items(at, end)))
            else:
                self._complain(token, _BLOCKS.get(token.type, f"{token.type}: {_ALLOWED}"))
            at = end + 1

    def _end(self, at: int) -> int:
        """Return where the block that begins at `at` is closed."""
        token = self.tokens[at]
        if token.nesting == 0:
            return at
        return next(
            i
            for i in range(at + 1, len(self.tokens))
            if self.tokens[i].nesting == -1 and self.tokens[i].level == token.level
        )

    def _items(self, start: int, end: int) -> Iterator[Runs]:
        at = start + 1
        while at < end:
            close = self._end(at)
            inside = self.tokens[at + 1 : close]
            if not inside:
                self._complain(self.tokens[at], "an empty list item: fill it in or take it out")
            elif [token.type for token in inside] == ["paragraph_open", "inline", "paragraph_close"]:
                if runs := self._runs(inside[1]):
                    yield runs
            else:
                self._complain(
                    self.tokens[at], "a list item of several parts: one paragraph in each, and no list inside"
                )
            at = close + 1

    def _runs(self, inline: Token) -> Runs:
        runs: list[Run] = []
        bold, link = 0, None
        line = (inline.map or [0])[0]
        children = inline.children or []
        for at, token in enumerate(children):
            match token.type:
                case "text":
                    if "**" in token.content:
                        self._complain_at(
                            line,
                            "** that does not make bold: put brackets and full stops outside of it, or spaces around it",
                        )
                    runs.append(Run(token.content, bold > 0, link))
                case "softbreak":
                    line += 1
                    runs.append(Run(_joint(children, at), bold > 0, link))
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "link_open":
                    link = self._address(str(token.attrs.get("href", "")), line)
                case "link_close":
                    link = None
                case kind if kind in _INLINES:
                    self._complain_at(line, _INLINES[kind])
                    line += kind == "hardbreak"
        return _merged(runs)

    def _address(self, href: str, line: int) -> str | None:
        if href.startswith(("https://", "http://")):
            return href
        self._complain_at(line, "a link that leads nowhere: write an address that begins with https://")
        return None

    def _complain(self, token: Token, message: str) -> None:
        self._complain_at((token.map or [0])[0], message)

    def _complain_at(self, line: int, message: str) -> None:
        self.problems.append(Problem(line + self.first_line, message))


def _joint(children: Sequence[Token], at: int) -> str:
    """Return what a line break inside a paragraph stands for: a space, but nothing between Japanese characters."""
    before = children[at - 1].content[-1:] if at else ""
    after = children[at + 1].content[:1] if at + 1 < len(children) else ""
    wide = all(c and unicodedata.east_asian_width(c) in "WF" for c in (before, after))
    return "" if wide else " "


def _merged(runs: Sequence[Run]) -> Runs:
    """Join neighbours of one style, and drop what is empty."""
    merged: list[Run] = []
    for run in runs:
        if merged and (merged[-1].bold, merged[-1].link) == (run.bold, run.link):
            merged[-1] = Run(merged[-1].text + run.text, run.bold, run.link)
        elif run.text:
            merged.append(run)
    return tuple(merged)
