"""Counters and health: what monitors are told about deliveries, platforms and the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import errors
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.retry import Policy
from bot.delivery.standing import Backlog, Life, PlatformLife
from bot.delivery.waits import HOLD
from bot.delivery.watch import Ended, How, ended, watched
from bot.domain.ledger import Delivery
from bot.domain.ports import Store
from bot.errors import SettingsError, StoreClosed
from bot.language import catalogue
from bot.storage.memory import MemoryStore
from bot.watching import address
from bot.watching.counters import Counters
from bot.watching.looking import Look, Looking

from ..support.builders import DUE, KEY, Desk, a_delivery, a_pause, a_subscription, grace, send_due

NOW = DUE + timedelta(minutes=1)
UP = PlatformLife("telegram", True, DUE)
WELL = Look(NOW, DUE, NOW, (UP,), Backlog({"planned": 2, "unknown": 0}, DUE), None, 3, 1, 7, True)


def samples(text: bytes) -> dict[str, float]:
    """Return the values by name and labels, as `name{label=value}`; those of the process itself are left out."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return {name: value for name, value in found.items() if name.startswith("kawaraban_")}


def counted(counters: Counters, look: Look = WELL) -> dict[str, float]:
    return samples(counters.text(look))


async def delivering(script: Sequence[Any], policy: Policy = Policy(grace), **changes: Any) -> tuple[Desk, Counters]:  # noqa: B008  # a value
    """Let one edition be attempted while counters listen."""
    counters, desk = Counters("1.2.3"), Desk(script, most=1, policy=policy)
    desk.store = watched(desk.store, counters)  # type: ignore[assignment]  # the port of the same
    await desk.due(a_delivery(**changes))
    desk.dispatcher = Dispatcher(desk.store, desk.library, catalogue.words, desk.clock, policy, counters)
    desk.dispatcher.connect(desk.publisher)
    await desk.run()
    return desk, counters


async def test_what_is_sent_is_counted_with_its_attempt_and_how_long_it_took() -> None:
    _, counters = await delivering(["m1"])
    found = counted(counters)
    assert found["kawaraban_deliveries_total{platform=telegram,state=sent}"] == 1
    assert found["kawaraban_attempts_total{outcome=sent,platform=telegram}"] == 1
    assert found["kawaraban_send_duration_seconds_count{platform=telegram}"] == 1
    assert found["kawaraban_build_info{version=1.2.3}"] == 1


@pytest.mark.parametrize(
    ("error", "outcome", "also"),
    [
        (errors.NotSent("busy", 5), "not-sent", "kawaraban_retries_total{platform=telegram}"),
        (errors.Refused("no"), "refused", "kawaraban_deliveries_total{platform=telegram,state=refused}"),
        (errors.ChannelLost("kicked", "removed"), "lost", "kawaraban_retries_total{platform=telegram}"),
        (errors.Uncertain("reset"), "uncertain", "kawaraban_unknown_total{platform=telegram}"),
        (RuntimeError("a fault of ours"), "uncertain", "kawaraban_unknown_total{platform=telegram}"),
    ],
)
async def test_what_is_not_sent_is_counted_by_how_it_ended(error: Exception, outcome: str, also: str) -> None:
    _, counters = await delivering([error])
    found = counted(counters)
    assert found[f"kawaraban_attempts_total{{outcome={outcome},platform=telegram}}"] == 1
    assert found[also] == 1
    assert "kawaraban_deliveries_total{platform=telegram,state=sent}" not in found


@pytest.mark.parametrize(
    ("there", "how"), [("m7", "found"), (None, "absent"), (errors.CannotTell("nobody knows"), "skip")]
)
async def test_a_doubt_is_counted_by_how_it_was_met(there: Any, how: str) -> None:
    desk, counters = await delivering([errors.Uncertain("reset"), "m8"], Policy(grace, "skip"))
    desk.publisher.there[f"{KEY}/0"] = there
    desk.clock.forward(timedelta(minutes=2))
    await send_due(desk.dispatcher)
    assert counted(counters)[f"kawaraban_resolved_total{{how={how},platform=telegram}}"] == 1


async def test_a_repetition_under_the_same_nonce_meets_a_doubt_as_well() -> None:
    desk, counters = await delivering([errors.Uncertain("reset"), "m1"])
    desk.publisher.window = timedelta(hours=1)
    desk.clock.forward(timedelta(minutes=2))
    await send_due(desk.dispatcher)
    found = counted(counters)
    assert found["kawaraban_resolved_total{how=repeated,platform=telegram}"] == 1
    assert found["kawaraban_deliveries_total{platform=telegram,state=sent}"] == 1


async def test_a_row_that_is_missed_at_once_is_counted() -> None:
    counters = Counters("1")
    store = watched(MemoryStore(), counters)
    missed = a_delivery().ended("missed", DUE, "too late")
    assert await store.enqueue([missed]) == 1
    assert await store.enqueue([missed]) == 0
    assert counted(counters)["kawaraban_deliveries_total{platform=telegram,state=missed}"] == 1


async def test_a_change_that_has_lost_is_not_counted() -> None:
    counters = Counters("1")
    store = watched(MemoryStore(), counters)
    row = a_delivery()
    assert not await store.advance(row, row.ended("cancelled", DUE, None))
    assert not any("deliveries_total{" in name for name in counted(counters))


def test_gauges_tell_how_the_bot_is_at_the_moment() -> None:
    closed = PlatformLife("discord", False, DUE, DUE + timedelta(hours=1))
    found = counted(Counters("1"), replace(WELL, platforms=(UP, closed), hold="mika"))
    assert {name: value for name, value in found.items() if "_created" not in name and "build" not in name} == {
        "kawaraban_backlog{state=planned}": 2,
        "kawaraban_backlog{state=unknown}": 0,
        "kawaraban_backlog_age_seconds": 60,
        "kawaraban_platform_up{platform=telegram}": 1,
        "kawaraban_platform_up{platform=discord}": 0,
        "kawaraban_circuit_open{platform=telegram}": 0,
        "kawaraban_circuit_open{platform=discord}": 1,
        "kawaraban_last_tick_age_seconds": 0,
        "kawaraban_ledger_rows": 7,
        "kawaraban_subscriptions": 3,
        "kawaraban_paused_subscriptions": 1,
        "kawaraban_held": 1,
    }


def test_two_bots_in_one_process_do_not_share_their_counters() -> None:
    Counters("1").attempted("telegram", "sent", 0.1)
    assert not any("attempts_total" in name for name in counted(Counters("1")))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "sent"),
        (errors.NotSent("x"), "not-sent"),
        (errors.TooLong("x"), "refused"),
        (errors.ChannelMoved("-1"), "moved"),
        (errors.ChannelLost("x"), "lost"),
        (errors.Uncertain("x"), "uncertain"),
        (errors.DeliveryError("x"), "uncertain"),
    ],
)
def test_each_error_of_a_delivery_has_its_outcome(error: errors.DeliveryError | None, outcome: Ended) -> None:
    assert ended(error) == outcome


@pytest.mark.parametrize(
    ("look", "well"),
    [
        (WELL, True),
        (replace(WELL, hold="mika, 2026-01-15"), True),
        (replace(WELL, platforms=()), True),
        (replace(WELL, platforms=(UP, PlatformLife("discord", False, DUE))), False),
        (replace(WELL, writable=False), False),
        (replace(WELL, now=NOW + timedelta(minutes=4)), False),
        (replace(WELL, ticked=None), True),
        (replace(WELL, ticked=None, now=DUE + timedelta(minutes=4)), False),
    ],
)
def test_health_is_503_where_somebody_should_look(look: Look, well: bool) -> None:
    status, said = address.health(look)
    assert (status, said["ok"]) == ((200, True) if well else (503, False))


@dataclass
class Monitored:
    """An address that tells what `look` says."""

    look: Look = WELL
    counters: Counters = field(default_factory=lambda: Counters("1"))
    port: int = 0

    async def looking(self) -> Look:
        return self.look

    async def get(self, path: str) -> tuple[int, str, str]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, answer.headers["Content-Type"], await answer.text()


@asynccontextmanager
async def monitored() -> AsyncIterator[Monitored]:
    found = Monitored()
    async with address.serving("127.0.0.1", 0, found.looking, found.counters) as found.port:
        yield found


async def test_monitors_are_answered_by_http() -> None:
    async with monitored() as bot:
        status, kind, text = await bot.get("/health")
        assert (status, kind) == (200, "application/json; charset=utf-8")
        assert '"backlog_age_seconds": 60' in text
        status, kind, text = await bot.get("/metrics")
        assert status == 200
        assert kind.startswith("text/plain; version=0.0.4")
        assert samples(text.encode())["kawaraban_ledger_rows"] == 7
        bot.look = replace(WELL, writable=False)
        assert (await bot.get("/health"))[0] == 503
        assert (await bot.get("/"))[0] == 404


async def test_an_address_that_is_taken_is_a_wrong_setting() -> None:
    async with monitored() as bot:
        with pytest.raises(SettingsError, match=r"watch: 127\.0\.0\.1 port \d+ cannot be had"):
            async with address.serving("127.0.0.1", bot.port, bot.looking, bot.counters):
                pass


async def test_a_monitor_that_keeps_its_connection_does_not_keep_the_bot() -> None:
    async with asyncio.timeout(10):
        async with monitored() as bot:
            _, writer = await asyncio.open_connection("127.0.0.1", bot.port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n")
            await writer.drain()
        writer.close()


def life() -> Life:
    return Life(1, DUE, NOW, (UP,))


async def test_looking_reads_the_store_and_tells_whether_it_takes_anything(tmp_path: Path) -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await store.subscribe(
        a_subscription("other", channel=replace(a_subscription().channel, chat="-2"), paused=a_pause())
    )
    await store.enqueue([a_delivery()])
    await store.set_note(HOLD, "mika")
    look = await Looking(life, store, lambda: 4, lambda: NOW, tmp_path)()
    assert (look.subscriptions, look.paused, look.hold, look.writable) == (2, 1, "mika", True)
    assert look.rows == 4
    assert (look.backlog.states["planned"], look.backlog.oldest) == (1, DUE)

    class Broken(MemoryStore):
        async def subscriptions(self) -> Any:
            raise StoreClosed

    assert not (await Looking(life, Broken(), lambda: 4, lambda: NOW, tmp_path)()).writable
    assert not (await Looking(life, store, lambda: 4, lambda: NOW, tmp_path / "gone")()).writable


async def test_a_watched_store_is_the_store_in_everything_else() -> None:
    class Deaf:
        """Hears nothing."""

        def moved(self, before: Delivery | None, after: Delivery) -> None: ...

        def attempted(self, platform: str, ended: Ended, seconds: float) -> None: ...

        def resolved(self, platform: str, how: How) -> None: ...

    inner = MemoryStore()
    store: Store = watched(inner, Deaf())
    await store.set_note("a", "b")
    assert await inner.note("a") == "b"
    with pytest.raises(AttributeError):
        store.nothing_like_it  # type: ignore[attr-defined]  # noqa: B018  # that is the point
