"""The composition root: the one place that wires things together."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from .commands import table
from .commands.request import Defaults, Kit
from .commands.router import Router
from .control.operator import Operator
from .control.server import Control
from .delivery.desk import PostDesk
from .delivery.dispatcher import Dispatcher
from .delivery.outbox import Outbox
from .delivery.recovery import Recovery
from .delivery.resolving import settle_orphans
from .delivery.retry import Grace, Policy
from .delivery.watch import watched
from .domain.corpus import Corpus
from .domain.ledger import Channel, Subscription
from .domain.ports import Clock, Desk, Library, Platform, Store
from .domain.slots import zone
from .domain.text import Lang, of_client
from .errors import CorpusError, SettingsError
from .intake import entries, files
from .language import catalogue, fuzzy, zones
from .pictures import painter
from .platforms.terminal import DEMO
from .settings import ChannelSettings, Settings
from .storage import tinydb_store
from .version import version
from .watching.looking import Looking

if TYPE_CHECKING:
    from .running import Bot
    from .watching.counters import Counters

log = logging.getLogger(__name__)

# A terminal is read when somebody opens it: its edition stays good for the whole day.
TERMINAL_GRACE = timedelta(hours=24)


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


def kit(settings: Settings, store: Store, library: Library, desk: Desk, clock: Clock) -> Kit:
    """Return what the commands work with."""
    return Kit(
        store=store,
        library=library,
        wordbook=catalogue.words,
        suggester=fuzzy.Fuzzy(),
        gazetteer=zones.Places(),
        reader=entries.Reader(),
        painter=painter.PillowPainter(),
        desk=desk,
        clock=clock,
        new_id=lambda: secrets.token_hex(5),
        defaults=Defaults(
            settings.editions.schedule,
            {"ja": settings.editions.timezone_ja, "en": settings.editions.timezone_en},
            settings.editions.language,
        ),
        commands=table.COMMANDS,
    )


def idle_desk(store: Store, clock: Clock) -> PostDesk:
    """Return a desk for where no platform runs: what people decide is written down, and done by whoever sends next."""
    return PostDesk(store, catalogue.words, clock, lambda _: None, lambda: None)


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


def check_channels(settings: Settings, corpus: Corpus) -> None:
    """Raise SettingsError for channels that stand twice, and for filters that name nobody and nothing of the corpus."""
    findings: list[str] = []
    seen: set[Channel] = set()
    for number, channel in enumerate(settings.channels):
        place = f"channels.{number}"
        key = Channel(channel.platform, channel.chat, channel.thread)
        if key in seen:
            findings.append(f"{place}: {key.key} stands twice: a channel has one subscription, keep one of them")
        seen.add(key)
        for name, known in (("people", corpus.people), ("topics", corpus.topics)):
            for wanted in getattr(channel, name):
                if wanted not in known:
                    near = get_close_matches(wanted, known, 1)
                    hint = f"did you mean {near[0]}?" if near else "the corpus files have the ids"
                    findings.append(f"{place}.{name}: {wanted!r} is no id of the corpus; {hint}")
    if findings:
        raise SettingsError(*findings)


async def make_channels(settings: Settings, store: Store, now: datetime) -> None:
    """Subscribe the channels of the settings file, each once: afterwards the chat changes them."""
    for channel in settings.channels:
        await _make(subscription(channel, now), store, now)


async def _make(wanted: Subscription, store: Store, now: datetime) -> None:
    note = f"made/{wanted.channel.key}"
    if await store.note(note) is None:
        await store.subscribe(wanted)
        await store.set_note(note, now.isoformat())


@dataclass(frozen=True)
class Around:
    """What is put around the store and the platforms: by those who watch them, or break them on purpose."""

    store: Callable[[Store], Store] = lambda store: store
    platform: Callable[[Platform], Platform] = lambda platform: platform


AS_THEY_ARE = Around()


async def run(
    settings: Settings, clock: Clock, *, terminal: bool, client_lang: str | None, around: Around = AS_THEY_ARE
) -> int:
    """Run the bot: in the terminal, or on every platform that has a token. Return the exit status."""
    corpus = load_corpus(settings)
    check_channels(settings, corpus)
    counters = _counters(settings)
    async with tinydb_store.open_store(settings.data.dir, log.warning) as opened:
        store = around.store(watched(opened, counters) if counters else opened)
        corpus = await with_added(corpus, store)
        await asyncio.to_thread(corpus.prepare)
        keep_for_good()
        library = Library(corpus)
        policy = Policy(grace(settings), settings.editions.on_unknown)
        dispatcher = Dispatcher(store, library, catalogue.words, clock, policy, counters)
        unknown = await settle_orphans(store, clock())
        for row in unknown:
            log.warning("%s to %s: unknown whether it was sent", row.key, row.channel.key)
        await make_channels(settings, store, clock())
        from .running import Bot  # noqa: PLC0415  # APScheduler: what asks and ends needs none

        outbox, recovery = Outbox(store, policy.grace), Recovery(store, catalogue.words, clock)
        bot = Bot(store, clock, outbox, dispatcher, recovery)
        desk = PostDesk(store, catalogue.words, clock, dispatcher.publisher, bot.wake)
        works = kit(settings, store, library, desk, clock)
        platforms = [await _terminal(bot, works, settings, client_lang)] if terminal else _platforms(works, settings)
        operator = Operator(store, desk, clock, version, bot.life, outbox.next_due)
        control = Control(operator.handle).listening(settings.data.dir)
        async with control, _monitored(settings, bot, store, lambda: opened.rows, clock, counters):
            return await bot.run([around.platform(platform) for platform in platforms])


def keep_for_good() -> None:
    """Let the garbage collector pass over all that there is now: a corpus and a ledger's rows stay to the end.

    To go through them, which finds nothing, would halt everything for a fifth of a second again and again. What is not needed
    any more is given back all the same, but for cycles.
    """
    gc.collect()  # once, so that nothing is kept that is garbage already
    gc.freeze()


def _counters(settings: Settings) -> Counters | None:
    if not settings.watch.port:
        return None
    from .watching.counters import Counters  # noqa: PLC0415  # a tenth of a second, where nobody asks

    return Counters(version())


@asynccontextmanager
async def _monitored(
    settings: Settings, bot: Bot, store: Store, rows: Callable[[], int], clock: Clock, counters: Counters | None
) -> AsyncIterator[None]:
    """Answer monitors while the bot runs, where the settings say so."""
    if counters is None:
        yield
        return
    from .watching import address  # noqa: PLC0415  # aiohttp's server: half a second, where nobody asks

    look = Looking(bot.life, store, rows, clock, settings.data.dir)
    async with address.serving(settings.watch.address, settings.watch.port, look, counters) as port:
        log.info("watch: listening on %s port %d", settings.watch.address, port)
        yield


def grace(settings: Settings) -> Grace:
    """Return how late an edition may be in a channel."""
    usual = timedelta(minutes=settings.editions.grace_minutes)
    return lambda channel: TERMINAL_GRACE if channel.platform == DEMO.platform else usual


def _platforms(works: Kit, settings: Settings) -> list[Platform]:
    """Return a platform for each token; their libraries are loaded only here."""
    found: list[Platform] = []
    router, store = Router(works), works.store
    if token := settings.token("telegram"):
        from .platforms.telegram.platform import TelegramPlatform  # noqa: PLC0415  # a quarter of a second

        section = settings.telegram
        owners, api_url = frozenset(section.owners), section.api_url or None
        probe_chat = section.probe_chat or None
        found.append(TelegramPlatform(token, router, store, owners, api_url, works.clock, probe_chat=probe_chat))
    if token := settings.token("discord"):
        from .platforms.discord.platform import DiscordPlatform  # noqa: PLC0415  # a quarter of a second

        discord = settings.discord
        found.append(DiscordPlatform(token, router, store, frozenset(discord.owners), discord.api_url or None))
    return found


async def _terminal(bot: Bot, works: Kit, settings: Settings, client_lang: str | None) -> Platform:
    from .platforms.terminal.platform import TerminalPlatform  # noqa: PLC0415  # only a terminal needs a prompt

    lang = of_client(client_lang, settings.editions.language)
    await _make(demo(settings, lang, works.clock()), works.store, works.clock())
    return TerminalPlatform(Router(works), works.store, bot.deliver, settings.data.dir, client_lang)
