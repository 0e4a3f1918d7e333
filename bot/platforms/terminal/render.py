"""A reply as lines for a terminal: rich's console markup, which is styled there and plain everywhere else."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.markup import escape

from ...domain.ports import Words
from ...domain.reply import Block, Bullets, Button, Code, EntryBlock, Heading, Note, Paragraph, Reply, pack
from ...domain.text import Lang, Runs, plain


class TerminalConsole(Console):
    """rich's console, without codes for emoji; a reader who has left is an OSError, where rich would end the program."""

    def __init__(self) -> None:
        super().__init__(highlight=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """See rich."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def print_markup(console: Console, text: str, lang: Lang) -> None:
    """Print console markup, broken into lines as the language is: English between words, Japanese anywhere.

    The terminal itself breaks anywhere; what goes to a pipe is not broken at all.
    """
    console.print(text, soft_wrap=lang == "ja" or not console.is_terminal, highlight=False)


_KINDS = ("page", "choice", "confirm", "reject", "drop", "next", "entry", "digest", "person", "day", "source")


def markup(reply: Reply) -> str:
    """Return a reply as console markup, its picture told in words."""
    seen = f"[italic]{escape(reply.picture.alt)}[/]\n\n" if reply.picture else ""
    return seen + _join(reply, _block)


def text(reply: Reply) -> str:
    """Return the same as plain text."""
    return (f"{reply.picture.alt}\n\n" if reply.picture else "") + _join(reply, _plain)


def _join(reply: Reply, render: Callable[[Block], str]) -> str:
    return "".join(pack(reply.blocks, render, len, sys.maxsize))


def _block(block: Block) -> str:
    match block:
        case Heading(title, 1):
            return f"[bold reverse] {escape(title)} [/]"
        case Heading(title):
            return f"[bold underline]{escape(title)}[/]"
        case Paragraph(runs):
            return _runs(runs)
        case Bullets(items):
            return "\n".join(f"• {_runs(item)}" for item in items)
        case Code(content):
            return escape(content)
        case Note(content):
            return f"[dim]{escape(content)}[/]"
        case EntryBlock():
            return _entry(block)


def _entry(entry: EntryBlock) -> str:
    marks = "".join(f"  [yellow]\\[{escape(mark)}][/]" for mark in entry.marks)
    lines = [f"[cyan]{escape(entry.when)}[/]{marks}", f"[bold]{escape(entry.title)}[/]", escape(entry.summary)]
    lines += [f"  ≠ {escape(claim)}" for claim in entry.claims]
    return "\n".join([*lines, f"[dim]{escape(entry.credit)}[/]"])


def _runs(runs: Runs) -> str:
    return "".join(f"[bold]{escape(run.text)}[/]" if run.bold else escape(run.text) for run in runs)


def _plain(block: Block) -> str:
    match block:
        case Heading(title) | Code(title) | Note(title):
            return title
        case Paragraph(runs):
            return plain(runs)
        case Bullets(items):
            return "\n".join(f"• {plain(item)}" for item in items)
        case EntryBlock():
            marks = "".join(f"  [{mark}]" for mark in block.marks)
            claims = [f"  ≠ {claim}" for claim in block.claims]
            return "\n".join([f"{block.when}{marks}", block.title, block.summary, *claims, block.credit])


def in_order(buttons: Sequence[Button]) -> tuple[Button, ...]:
    """Return buttons as they are numbered: those that turn the page first, then by kind."""
    return tuple(sorted(buttons, key=lambda button: _KINDS.index(button.kind)))


def menu(buttons: Sequence[Button], words: Words) -> str:
    """Return the numbered choices, a line a kind, as console markup."""
    lines: dict[str, list[str]] = {}
    for number, button in enumerate(in_order(buttons), 1):
        lines.setdefault(button.kind, []).append(f"[bold cyan]{number}[/] {escape(button.label)}")
    sep = {"digest": "\n", "entry": "\n"}
    shown = [sep.get(kind, "   ").join(items) for kind, items in lines.items()]
    return "\n".join([*shown, f"[dim]({escape(words('terminal-choose'))})[/]"])
