"""The terminal: today's edition of the demo channel, then a prompt that takes every command."""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from ...commands import completion
from ...commands.request import Asker, Place
from ...commands.router import Router
from ...domain.ledger import Channel
from ...domain.ports import Publisher, Store, Words
from ...domain.reply import Button, Reply
from ...domain.slots import zone
from ...domain.text import Lang, printable
from ...errors import Unreachable
from . import DEMO, prompt, publisher, render, saving

CHOICES = 12
_DIGITS = 3  # a longer number is a year, and a question


class TerminalPlatform:
    """Implements `Platform`. `deliver` sends what is due; it returns when the edition is out, or was before.

    Whoever sits at the terminal runs the bot, and so is an owner and manages the channel.
    """

    name = "terminal"

    def __init__(
        self,
        router: Router,
        store: Store,
        deliver: Callable[[], Awaitable[None]],
        data: Path,
        client_lang: str | None,
        console: Console | None = None,
    ) -> None:
        self._router = router
        self._store = store
        self._deliver = deliver
        self._history = data / "history"
        self._pictures = data / "pictures"
        self._asker = Asker("terminal", "local", client_lang, owner=True)
        self._place = Place(DEMO, private=True, manages=_yes)
        self._console = console or render.TerminalConsole()
        self._buttons: Sequence[Button] = ()
        self._lang: Lang = "ja"
        self._stopped = asyncio.Event()

    async def run(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> None:
        """Show the edition, then answer until the input ends. Raises Unreachable when the output cannot be written."""
        try:
            await self._run(up, down)
        except OSError as error:
            raise Unreachable(self.name, "standard output", f"it cannot be written: {error.strerror}") from error

    async def _run(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> None:
        words = await self._words()
        self._print("")  # before anything is sent: to a terminal that takes nothing, nothing shall be sent
        self._lang = words.lang
        terminal = publisher.TerminalPublisher(
            lambda edition: self._show_edition(words("terminal-sent"), edition), lambda reply: self.show(reply, words)
        )
        up(terminal)
        await self._deliver()
        if not terminal.printed:
            await self._show_earlier(words)
        self._note(words("terminal-welcome"), words)
        asking = asyncio.ensure_future(self._converse())
        stopping = asyncio.ensure_future(self._stopped.wait())
        await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
        down(self.name)
        for task in (asking, stopping):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def stop(self) -> None:
        """See Platform."""
        self._stopped.set()

    async def _show_earlier(self, words: Words) -> None:
        """Show the edition that went out earlier today, as it was sent."""
        subscription = next((s for s in await self._store.subscriptions() if s.channel == DEMO), None)
        where = zone(subscription.timezone) if subscription else None
        today = self._router.kit.clock().astimezone(where).date().isoformat()
        for row in await self._store.deliveries(DEMO, ("sent", "unknown")):
            if row.slot.startswith(today) and row.at is not None:
                for part in row.parts:
                    note = words("terminal-sent-before", moment=words.moment(row.at.astimezone(where)))
                    self._show_edition(note, publisher.read(part))
                return
        self._note(words("terminal-no-edition"), words)

    def _show_edition(self, note: str, edition: publisher.Edition) -> None:
        words = self._router.kit.wordbook(edition.lang)
        self._note(note, words)
        self._print(edition.markup, edition.lang)
        self._offer(edition.buttons, words)

    async def _converse(self) -> None:
        lines = prompt.lines(self._history, prompt.Complete(self._candidates), self._echo)
        while (message := await lines.next()) is not None:
            if message.strip():
                await self.hear(message)

    async def hear(self, message: str) -> None:
        """Answer one message: a command, the number of a button, or a question."""
        first = unicodedata.normalize("NFKC", message.strip()[:1])
        number = int(message) if message.strip().isdecimal() and len(message.strip()) <= _DIGITS else 0
        if 1 <= number <= len(self._buttons):
            button = render.in_order(self._buttons)[number - 1]
            reply = await self._router.press(button.ask.encode(), self._asker, self._place)
        elif number and self._buttons:
            words = await self._words()
            return self._note(words("terminal-no-such-button", number=message.strip()), words)
        elif first == "/":
            name, *rest = message.strip()[1:].split(maxsplit=1)[:2] or ["help"]
            reply = await self._router.command(name, rest[0] if rest else "", self._asker, self._place)
        else:
            reply = await self._router.question(message, self._asker, self._place)
        if reply is not None:
            self.show(reply, await self._words())
        return None

    def show(self, reply: Reply, words: Words) -> None:
        """Print a reply and its buttons, which can be pressed until the next reply."""
        self._print(render.markup(reply), reply.lang)
        if reply.picture and (path := self._saved(reply.picture.png)):
            self._note(f"\n{words('terminal-picture', path=str(path))}", words)
        self._lang = reply.lang
        self._offer(reply.buttons, words)

    def _offer(self, buttons: Sequence[Button], words: Words) -> None:
        self._buttons = buttons
        if buttons:
            self._print("\n" + render.menu(buttons, words))
        self._print("")

    def _saved(self, png: bytes) -> Path | None:
        """Keep a picture under a name of its own, and return the file; None if it cannot be written."""
        path = self._pictures / f"{hashlib.sha256(png).hexdigest()[:16]}.png"
        try:
            self._pictures.mkdir(parents=True, exist_ok=True)
            saving.write(path, png)
        except OSError:
            return None
        return path

    async def _words(self) -> Words:
        kit = self._router.kit
        return kit.wordbook(await self._router.lang(self._asker))

    def _note(self, text: str, words: Words) -> None:
        self._print(f"[italic]{escape(text)}[/]\n", words.lang)

    def _echo(self, message: str) -> None:
        self._print(f"[bold green]瓦版>[/] {escape(printable(message))}")

    def _print(self, markup: str, lang: Lang = "en") -> None:
        render.print_markup(self._console, markup, lang)

    def _candidates(self, before: str) -> Iterable[tuple[str, int, str]]:
        """Complete commands, then what may follow them."""
        text = unicodedata.normalize("NFKC", before)
        kit = self._router.kit
        name, space, words = text.partition(" ")
        if not space:
            names = [f"/{command.name}" for command in kit.commands]
            return [(name, len(before), name) for name in names if text and name.startswith(text)]
        command = next((c for c in kit.commands if f"/{c.name}" == name), None)
        completes = command.parameter.completes if command and command.parameter else None
        today = kit.clock().astimezone(zone(kit.defaults.timezones[self._lang])).date()
        found = completion.choices(completes, words, kit, self._lang, CHOICES, today)
        return [(choice.text or choice.value, len(words), choice.label) for choice in found]


async def _yes(channel: Channel) -> bool:  # noqa: ARG001  # see Place.manages
    return True
