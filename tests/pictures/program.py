"""The program on one morning, over the corpus that ships: the same questions give the same answers in every run."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from types import MappingProxyType

from bot import app
from bot.commands.router import Router
from bot.delivery.desk import PostDesk
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.outbox import Outbox
from bot.delivery.recovery import Recovery
from bot.delivery.retry import Policy
from bot.domain.ledger import Channel
from bot.domain.ports import Library, Platform, Publisher
from bot.domain.slots import zone
from bot.domain.text import Lang, Text
from bot.language import catalogue
from bot.settings import Settings
from bot.storage.memory import MemoryStore
from tests.support.builders import send_due

MORNING = datetime(2026, 5, 30, 9, 0)  # noqa: DTZ001  # each language has its own zone; a year before, something happened
# The id of the one subscription, which is the seed of its picks: the edition that a first run in the terminal shows, too.
SUBSCRIPTION = "demo"


_NONE = Text("", "")


@dataclasses.dataclass(frozen=True)
class Question:
    """A command with its words in each language; `option` is what Discord calls them."""

    command: str
    option: str = ""
    words: Text = _NONE

    def typed(self, lang: Lang) -> str:
        """Return the command as it is typed."""
        return f"/{self.command} {self.words[lang]}".strip()

    def options(self, lang: Lang) -> dict[str, str]:
        """Return the command's options on Discord."""
        return {self.option: self.words[lang]} if self.option else {}


# What a picture is called, and what is asked for it; beside these there is the edition.
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "timeline": Question("timeline", "when", Text("マスク 関税 2025年4月", "Musk tariffs April 2025")),
        "who": Question("who", "name", Text("マスク", "Musk")),
        "pair": Question("who", "name", Text("マスク トランプ", "Musk Trump")),
        "chart": Question("chart", "when", Text("トランプ 2025年5月〜6月", "Trump May to June 2025")),
        "search": Question("search", "words", Text("関税", "tariffs")),
        "story": Question("story"),
        "digest": Question("digest", "title", Text("マスクはなぜ辞めた？", "Why did Musk leave?")),
        "fullest": Question("timeline", "when", Text("2025年", "2025")),
        "emptiest": Question("timeline", "when", Text("アルトマン 2016年", "Altman 2016")),
    }
)


def _a_day(_: Channel) -> timedelta:
    return app.TERMINAL_GRACE


class Program:
    """Everything but the platform. It is two minutes before the edition; `dawn` is when it is due."""

    def __init__(self, lang: Lang, morning: datetime = MORNING) -> None:
        settings = Settings()
        editions = settings.editions
        self.zone = zone(editions.timezone_ja if lang == "ja" else editions.timezone_en)
        self.now = morning.replace(tzinfo=self.zone) - timedelta(minutes=2)
        self.store = MemoryStore()
        library = Library(app.load_corpus(settings))
        self.outbox = Outbox(self.store, _a_day)
        self.dispatcher = Dispatcher(self.store, library, catalogue.words, self.clock, Policy(_a_day))
        self.recovery = Recovery(self.store, catalogue.words, self.clock)
        desk = PostDesk(self.store, catalogue.words, self.clock, self.dispatcher.publisher, lambda: None)
        kit = app.kit(settings, self.store, library, desk, self.clock)
        self.router = Router(dataclasses.replace(kit, new_id=lambda: SUBSCRIPTION))

    def clock(self) -> datetime:
        return self.now

    def hour(self, moment: datetime) -> str:
        """Return an instant as a chat shows it beside a message."""
        return moment.astimezone(self.zone).strftime("%H:%M")

    async def tick(self) -> None:
        """Write down what is due and send it."""
        await self.outbox.fill(self.now)
        await send_due(self.dispatcher)

    async def dawn(self, days: int = 0) -> None:
        """Let the hour of the edition come, or of the one so many days later or earlier; nothing happens in between."""
        self.now = MORNING.replace(tzinfo=self.zone) + timedelta(days)
        await self.tick()

    async def pass_(self, **time: float) -> None:
        """Let time pass; then what is due is done."""
        self.now += timedelta(**time)
        await self.tick()

    async def sleep(self, seconds: float) -> None:
        """Sleep as the platforms do: time passes, and nobody waits."""
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def running(platform: Platform, program: Program) -> AsyncIterator[None]:
    """Run a platform from the moment that it is connected until the block is left."""
    connected = asyncio.Event()

    def up(publisher: Publisher) -> None:
        program.dispatcher.connect(publisher)
        connected.set()

    going = asyncio.ensure_future(platform.run(up, program.dispatcher.disconnect))
    waiting = asyncio.ensure_future(connected.wait())
    await asyncio.wait((going, waiting), return_when=asyncio.FIRST_COMPLETED)
    if not connected.is_set():
        waiting.cancel()
        await going
        raise RuntimeError(f"{platform.name} ended before it was connected")
    try:
        yield
    finally:
        await platform.stop()
        await going
