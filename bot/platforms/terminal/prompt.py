"""Where a terminal's lines come from: a prompt with history and completion, or whatever is piped in."""

from __future__ import annotations

import asyncio
import io
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout


class Lines(Protocol):
    """Messages that somebody types, one at a time."""

    async def next(self) -> str | None:
        """Return the next message; None at the end of input."""


class Complete(Completer):
    """Completes what `candidates` returns for the text before the cursor.

    Each is a text, how many characters it replaces, and how it is shown.
    """

    def __init__(self, candidates: Callable[[str], Iterable[tuple[str, int, str]]]) -> None:
        self._candidates = candidates

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """See prompt_toolkit."""
        for text, length, label in self._candidates(document.text_before_cursor):
            yield Completion(text, -length, label)


class Prompt:
    """A person at a terminal. A line that ends with a backslash goes on; pasted lines are one message."""

    def __init__(self, history: Path, completer: Completer) -> None:
        self._session: PromptSession[str] = PromptSession(history=FileHistory(str(history)), completer=completer)

    async def next(self) -> str | None:
        """See Lines; Ctrl-D and Ctrl-C end the input."""
        message = ""
        try:
            while True:
                with patch_stdout(raw=True):
                    line = await self._session.prompt_async("瓦版> " if not message else "   … ")
                if not line.endswith("\\"):
                    return message + line
                message += line[:-1] + "\n"
        except (EOFError, KeyboardInterrupt):
            return None


class Piped:
    """Lines from a pipe or a file, echoed so that the answers can be told apart.

    They are read by a daemon thread: one that waits for input must not hold up the end of the program.
    """

    def __init__(self, stream: TextIO, echo: Callable[[str], None]) -> None:
        self._echo = echo
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def read() -> None:
            with suppress(RuntimeError):  # the loop has ended before the input
                while line := stream.readline():
                    loop.call_soon_threadsafe(self._lines.put_nowait, line)
                loop.call_soon_threadsafe(self._lines.put_nowait, "")

        threading.Thread(target=read, daemon=True, name="stdin").start()

    async def next(self) -> str | None:
        """See Lines."""
        message = ""
        while line := await self._lines.get():
            message += line.rstrip("\n")
            if not message.endswith("\\"):
                self._echo(message)
                return message
            message = message[:-1] + "\n"
        return message or None


def lines(history: Path, completer: Completer, echo: Callable[[str], None]) -> Lines:
    """Return a prompt where there is a person, else the lines of standard input."""
    stdin = sys.stdin or io.StringIO()  # None where it was closed before the start
    return Prompt(history, completer) if stdin.isatty() and sys.stdout.isatty() else Piped(stdin, echo)
