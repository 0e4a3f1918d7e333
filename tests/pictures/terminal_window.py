"""The terminal: what the platform printed, with its colours, in a window of 72 columns."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme

from bot import app
from bot.domain.text import Lang
from bot.platforms.terminal.platform import TerminalPlatform
from bot.settings import Settings

from .camera import Page, PictureError
from .program import QUESTIONS, Program

_COLUMNS = 72
# Half a width of the Japanese monospaced font is seven pixels at fourteen.
_WIDTH = _COLUMNS * 7 + 2 * 18
_DARK = ((40, 42, 46), (204, 102, 102), (140, 180, 100), (222, 178, 92))
_DARK_REST = ((110, 150, 190), (176, 130, 180), (110, 185, 175), (197, 200, 198))
_BRIGHT = ((90, 94, 100), (222, 120, 110), (166, 206, 120), (240, 198, 116))
_BRIGHT_REST = ((129, 162, 190), (178, 148, 187), (138, 205, 195), (255, 255, 255))
_BACK, _FRONT = (29, 31, 33), (214, 216, 211)
_THEME = TerminalTheme(_BACK, _FRONT, [*_DARK, *_DARK_REST], [*_BRIGHT, *_BRIGHT_REST])


async def scenes(lang: Lang) -> dict[str, Page]:
    """Return the pages to photograph."""
    program = Program(lang)
    console = recorder(io.StringIO())
    await program.store.subscribe(app.demo(Settings(), lang, program.now))
    with tempfile.TemporaryDirectory() as data, no_input():
        platform = TerminalPlatform(program.router, program.store, program.tick, Path(data), lang, console)
        await platform.run(program.dispatcher.connect, program.dispatcher.disconnect)
        pages = {"edition": page(lang, console)}
        for what, question in QUESTIONS.items():
            typed(console, question.typed(lang))
            await platform.hear(question.typed(lang))
            pages[what] = page(lang, console)
    return pages


def recorder(file: IO[str]) -> Console:
    """Return a terminal that remembers what was printed."""
    return Console(
        record=True,
        width=_COLUMNS,
        file=file,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        # Reversed text needs to know what to reverse: a terminal knows its own two colours.
        style=Style(color=Color.from_rgb(*_FRONT), bgcolor=Color.from_rgb(*_BACK)),
    )


def typed(console: Console, words: str) -> None:
    """Print what the person at the prompt typed, as the prompt shows it."""
    console.print(f"[bold green]瓦版>[/] {words}", highlight=False)


@contextmanager
def no_input() -> Iterator[None]:
    """Let the input be at its end."""
    before, sys.stdin = sys.stdin, io.StringIO()
    try:
        yield
    finally:
        sys.stdin = before


def page(lang: Lang, console: Console) -> Page:
    """Return what was printed since the last page. Lines that the program leaves to the terminal are broken as by one."""
    screen = console.export_html(theme=_THEME, code_format="{code}", inline_styles=True, clear=True).rstrip()
    if not screen:
        raise PictureError(f"terminal, {lang}: nothing was printed")
    bar = "<header><i></i><i></i><i></i><span>kawaraban</span></header>"
    return Page(lang, "terminal.css", _WIDTH, f"{bar}<pre>{screen}</pre>")
