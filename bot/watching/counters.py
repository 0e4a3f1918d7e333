"""Counters and gauges by Prometheus' own client, in a registry of their own: told of deliveries, and asked for the rest."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from ..delivery.watch import Ended, How
from ..domain.ledger import Delivery, State
from .looking import Look

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FINAL: tuple[State, ...] = ("sent", "refused", "missed", "skipped", "cancelled", "gone")
# A send takes as long as the platform's answer: tens of milliseconds, seconds where it is busy, a minute where it hangs.
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


class Counters:
    """Implements the port `Watch`."""

    def __init__(self, version: str) -> None:
        registry = self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        Info("kawaraban_build", "Which version runs.", registry=registry).info({"version": version})
        by = ("platform",)
        self._deliveries = Counter(
            "kawaraban_deliveries", "Deliveries that came to an end, by it.", (*by, "state"), registry=registry
        )
        self._attempts = Counter(
            "kawaraban_attempts", "Attempts at one message, by outcome.", (*by, "outcome"), registry=registry
        )
        self._retries = Counter("kawaraban_retries", "Deliveries put back, to be tried again.", by, registry=registry)
        self._unknown = Counter(
            "kawaraban_unknown", "Deliveries that nobody knew the end of for a while.", by, registry=registry
        )
        self._resolved = Counter(
            "kawaraban_resolved", "Doubts met, by how that was done.", (*by, "how"), registry=registry
        )
        self._seconds = Histogram(
            "kawaraban_send_duration_seconds", "How long an attempt took.", by, registry=registry, buckets=_SECONDS
        )
        self._gauges(registry)

    def _gauges(self, registry: CollectorRegistry) -> None:
        by = ("platform",)
        self._backlog = Gauge("kawaraban_backlog", "Deliveries under way, by state.", ("state",), registry=registry)
        self._oldest = Gauge("kawaraban_backlog_age_seconds", "How late the oldest of them is.", registry=registry)
        self._up = Gauge("kawaraban_platform_up", "Whether a platform is connected.", by, registry=registry)
        self._open = Gauge("kawaraban_circuit_open", "Whether nothing is tried on it for now.", by, registry=registry)
        self._tick = Gauge("kawaraban_last_tick_age_seconds", "Since it was looked what is due.", registry=registry)
        self._rows = Gauge("kawaraban_ledger_rows", "Deliveries recorded, whatever became of them.", registry=registry)
        self._subscriptions = Gauge("kawaraban_subscriptions", "Channels that get editions.", registry=registry)
        self._paused = Gauge("kawaraban_paused_subscriptions", "Those that get none for now.", registry=registry)
        self._held = Gauge("kawaraban_held", "Whether an operator holds all posting.", registry=registry)

    def moved(self, before: Delivery | None, after: Delivery) -> None:
        """See Watch. A row that changes without a change of state counts once."""
        was = before.state if before else None
        if after.state == was:
            return
        platform = after.channel.platform
        if after.state in FINAL:
            self._deliveries.labels(platform, after.state).inc()
        elif after.state == "unknown":
            self._unknown.labels(platform).inc()
        elif after.state == "retrying":
            self._retries.labels(platform).inc()
        elif was == "unknown":
            self._resolved.labels(platform, "repeated").inc()

    def attempted(self, platform: str, ended: Ended, seconds: float) -> None:
        """See Watch."""
        self._attempts.labels(platform, ended).inc()
        self._seconds.labels(platform).observe(seconds)

    def resolved(self, platform: str, how: How) -> None:
        """See Watch."""
        self._resolved.labels(platform, how).inc()

    def text(self, look: Look) -> bytes:
        """Return everything in the form in which Prometheus asks for it."""
        for state, count in look.backlog.states.items():
            self._backlog.labels(state).set(count)
        oldest, ticked = look.backlog.oldest, look.ticked or look.started
        self._oldest.set(max((look.now - oldest).total_seconds(), 0.0) if oldest else 0.0)
        for platform in look.platforms:
            self._up.labels(platform.platform).set(platform.up)
            self._open.labels(platform.platform).set(platform.closed_until is not None)
        self._tick.set((look.now - ticked).total_seconds())
        self._rows.set(look.rows)
        self._subscriptions.set(look.subscriptions)
        self._paused.set(look.paused)
        self._held.set(look.hold is not None)
        return generate_latest(self._registry)
