"""The terminal in a bad week: its ledger."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console

from bot import app
from bot.domain.ports import Publisher
from bot.domain.text import Lang
from bot.platforms.terminal.platform import TerminalPlatform
from bot.settings import Settings

from .camera import Page
from .program import Program
from .terminal_window import no_input, page, recorder, typed
from .week import begun, spend


class _Output(io.StringIO):
    """What a terminal prints to; where it is `broken`, the next write is lost."""

    broken = False

    def write(self, text: str) -> int:
        if self.broken:
            self.broken = False
            raise OSError("the pipe is broken")
        return super().write(text)


@dataclass
class _Window:
    """The terminal, and who sits there; see Hands."""

    program: Program
    platform: TerminalPlatform
    output: _Output
    publishers: list[Publisher] = field(default_factory=list)

    async def subscribe(self) -> None:
        with no_input():
            await self.platform.run(self.publishers.append, lambda _: None)
        self.program.dispatcher.connect(self.publishers[-1])

    async def take_back(self) -> None:
        await self.platform.hear("/takeback")
        await self.platform.hear("2")

    def lose(self) -> None:
        self.output.broken = True

    def find(self) -> None:
        pass

    def limit(self, seconds: int) -> None:
        """A terminal has no limits."""


async def scenes(lang: Lang) -> dict[str, Page]:
    """Return the pages to photograph."""
    program = begun(lang)
    demo = app.demo(Settings(), lang, program.now)
    await program.store.subscribe(replace(demo, schedule=Settings().editions.schedule))
    output = _Output()
    console: Console = recorder(output)
    with tempfile.TemporaryDirectory() as data:
        platform = TerminalPlatform(program.router, program.store, program.tick, Path(data), lang, console)
        await spend(program, _Window(program, platform, output))
        console.export_text(clear=True)
        typed(console, "/ledger")
        await platform.hear("/ledger")
    return {"ledger": page(lang, console)}
