"""The composition root: the one place that wires things together, and what runs for as long as the bot does."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .commands import table
from .commands.request import Defaults, Kit
from .commands.router import Router
from .delivery import outbox
from .delivery.dispatcher import Dispatcher, settle_orphans
from .domain.corpus import Corpus
from .domain.ledger import Channel, Subscription
from .domain.ports import Clock, Library, Platform, Publisher, Store
from .domain.slots import zone
from .domain.text import Lang
from .errors import CorpusError, PlatformError, Unauthorised
from .intake import entries, files
from .language import catalogue, fuzzy
from .scheduling.tick import Ticker
from .settings import ChannelSettings, Settings
from .storage import tinydb_store

log = logging.getLogger(__name__)

DEMO = Channel("terminal", "demo")
# A terminal is read when somebody opens it: its edition stays good for the whole day.
TERMINAL_GRACE = timedelta(hours=24)
STOP_SECONDS = 4.0


def resource(name: str) -> Path:
    """Return a folder that comes with Kawaraban: beside the package in the installed wheel, above it in a checkout."""
    package = Path(__file__).parent
    return package / name if (package / name).is_dir() else package.parent / name


def corpus_folder(settings: Settings) -> Path:
    """Return the folder of the story that is told."""
    return Path(settings.corpus.dir) if settings.corpus.dir else resource("digests")


def load_corpus(settings: Settings) -> Corpus:
    """Read the corpus. Raises CorpusError with every finding."""
    loaded = files.load(corpus_folder(settings))
    if loaded.corpus is None:
        raise CorpusError(*map(str, loaded.errors))
    return loaded.corpus


async def with_added(corpus: Corpus, store: Store) -> Corpus:
    """Return the corpus with the entries that were added in chat; one that fits no longer is left out, and said so."""
    reader = entries.Reader()
    for draft in await store.added():
        try:
            corpus = corpus.with_entry(reader.read(draft.kind, draft.raw, corpus))
        except CorpusError as error:
            log.warning("added entry %s is left out: %s", draft.raw.get("id"), error)
    return corpus


def kit(settings: Settings, store: Store, library: Library, clock: Clock) -> Kit:
    """Return what the commands work with."""
    return Kit(
        store=store,
        library=library,
        wordbook=catalogue.words,
        suggester=fuzzy.Fuzzy(),
        reader=entries.Reader(),
        clock=clock,
        new_id=lambda: secrets.token_hex(5),
        defaults=Defaults(
            settings.editions.schedule,
            {"ja": settings.editions.timezone_ja, "en": settings.editions.timezone_en},
            settings.editions.language,
        ),
        commands=table.COMMANDS,
    )


def subscription(channel: ChannelSettings, created: datetime) -> Subscription:
    """Return a channel of the settings file as a subscription."""
    return Subscription(
        id=secrets.token_hex(5),
        channel=Channel(channel.platform, channel.chat, channel.thread),
        schedule=channel.schedule,
        timezone=channel.timezone,
        language=channel.language,
        created=created,
        mode=channel.mode,
        people=channel.people,
        topics=channel.topics,
        sensitive=channel.sensitive,
    )


def demo(settings: Settings, lang: Lang, now: datetime) -> Subscription:
    """Return the terminal's own channel: an edition a day, from the midnight that has just been."""
    timezone = settings.editions.timezone_ja if lang == "ja" else settings.editions.timezone_en
    midnight = now.astimezone(zone(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    created = (midnight - timedelta(seconds=1)).astimezone(UTC)
    # The id is the seed of the picks: the same everywhere, so that a first run shows everybody the same edition.
    return Subscription("demo", DEMO, "0 0 * * *", timezone, lang, created)


async def make_channels(settings: Settings, store: Store, now: datetime) -> None:
    """Subscribe the channels of the settings file, each once: afterwards the chat changes them."""
    for channel in settings.channels:
        wanted = subscription(channel, now)
        note = f"made/{wanted.channel.key}"
        if await store.note(note) is None:
            await store.subscribe(wanted)
            await store.set_note(note, now.isoformat())


class Bot:
    """Everything that runs: platforms, the tick and the dispatcher, over one store."""

    def __init__(self, settings: Settings, store: Store, corpus: Corpus, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        library = Library(corpus)
        self.kit = kit(settings, store, library, clock)
        self.router = Router(self.kit)
        self._dispatcher = Dispatcher(store, library, catalogue.words, clock, self._grace)
        self._ticker = Ticker(self.tick)
        self._begun: set[asyncio.Task[None]] = set()

    def _grace(self, channel: Channel) -> timedelta:
        return (
            TERMINAL_GRACE
            if channel.platform == "terminal"
            else timedelta(minutes=self._settings.editions.grace_minutes)
        )

    async def tick(self) -> None:
        """Write down what is due and begin to send it. A platform that hangs holds up neither the tick nor the others."""
        await outbox.fill(self._store, self._clock(), self._grace)
        for platform in self._dispatcher.platforms:
            self._soon(self._send(platform))

    async def deliver(self) -> None:
        """Write down what is due and send it; return when that is done."""
        await outbox.fill(self._store, self._clock(), self._grace)
        await asyncio.gather(*(self._send(platform) for platform in self._dispatcher.platforms))

    async def _send(self, platform: str) -> None:
        await self._dispatcher.run(platform)
        if again := await self._dispatcher.next_wake():
            wait = max(again - self._clock(), timedelta(seconds=1))
            self._ticker.wake(datetime.now(UTC) + wait)

    def up(self, publisher: Publisher) -> None:
        """Send on a platform from now on, and at once what waits for it."""
        self._dispatcher.connect(publisher)
        log.info("%s: connected", publisher.platform)
        if publisher.platform != DEMO.platform:  # the terminal asks for its edition itself, and waits for it
            self._soon(self.tick())

    def _soon(self, work: Coroutine[None, None, None]) -> None:
        """Begin something that nobody waits for, and keep it from being forgotten half-way."""
        task = asyncio.ensure_future(work)
        self._begun.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._begun.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a delivery ended", exc_info=error)

    async def run(self, platforms: Sequence[Platform]) -> int:
        """Run until a platform that is alone ends, or a signal comes. Return the exit status."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        async with self._ticker:
            running = {asyncio.ensure_future(self._guard(platform)): platform for platform in platforms}
            stopping = asyncio.ensure_future(stop.wait())
            ended = asyncio.gather(*running)
            await asyncio.wait((ended, stopping), return_when=asyncio.FIRST_COMPLETED)
            await self._end(running)
            stopping.cancel()
        refused = [task for task in running if task.done() and not task.cancelled() and task.result() is not None]
        return 2 if len(refused) == len(running) else 0

    async def _guard(self, platform: Platform) -> PlatformError | None:
        """Run one platform; what ends it must not end the others. Return why it never worked, if so."""
        try:
            await platform.run(self.up, self._dispatcher.disconnect)
        except Unauthorised as error:
            log.error("%s", error)  # noqa: TRY400  # one line: the token is wrong, not the program
            return error
        except Exception:
            log.exception("%s: ended; the other platforms go on", platform.name)
        return None

    async def _end(self, running: dict[asyncio.Task[PlatformError | None], Platform]) -> None:
        """Finish what is in flight, deliveries first: they need their platform."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._dispatcher.stop()
        for platform in running.values():
            await platform.stop()
        _, late = await asyncio.wait(running, timeout=STOP_SECONDS)
        for task in (*late, *self._begun):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def run(settings: Settings, clock: Clock, *, terminal: bool, client_lang: str | None) -> int:
    """Run the bot: in the terminal, or on every platform that has a token. Return the exit status."""
    corpus = load_corpus(settings)
    async with tinydb_store.open_store(settings.data.dir, log.warning) as store:
        bot = Bot(settings, store, await with_added(corpus, store), clock)
        unknown = await settle_orphans(store, clock())
        for row in unknown:
            log.warning("%s to %s: unknown whether it was sent; it is not sent again", row.key, row.channel.key)
        await make_channels(settings, store, clock())
        if terminal:
            return await bot.run([await _terminal(bot, settings, store, client_lang, len(unknown))])
        return await bot.run(_platforms(bot, settings, store, clock))


def _platforms(bot: Bot, settings: Settings, store: Store, clock: Callable[[], datetime]) -> list[Platform]:
    """Return a platform for each token; their libraries are loaded only here."""
    found: list[Platform] = []
    if token := settings.token("telegram"):
        from .platforms.telegram.platform import TelegramPlatform  # noqa: PLC0415  # a quarter of a second

        section = settings.telegram
        found.append(
            TelegramPlatform(token, bot.router, store, frozenset(section.owners), section.api_url or None, clock)
        )
    if token := settings.token("discord"):
        from .platforms.discord.platform import DiscordPlatform  # noqa: PLC0415  # a quarter of a second

        section = settings.discord
        found.append(DiscordPlatform(token, bot.router, store, frozenset(section.owners), section.api_url or None))
    return found


async def _terminal(bot: Bot, settings: Settings, store: Store, client_lang: str | None, unknown: int) -> Platform:
    from .platforms.terminal.platform import TerminalPlatform  # noqa: PLC0415  # only a terminal needs a prompt

    lang: Lang = "en" if (client_lang or settings.editions.language).startswith("en") else "ja"
    await store.subscribe(demo(settings, lang, bot.kit.clock()))
    return TerminalPlatform(bot.router, store, bot.deliver, settings.data.dir, client_lang, unknown=unknown)
