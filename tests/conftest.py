"""What holds for every test: a clean environment, and no connection that leaves this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# A busy machine is no reason to fail: nothing in the tests is judged by the clock. Each run draws other examples, so that
# many short ones see more than a few long ones.
settings.register_profile("kawaraban", deadline=None, max_examples=40)
settings.load_profile("kawaraban")


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: what waits for a platform, a program or a disk leaves a core to others for half of its time."""
    return 2 * len(os.sched_getaffinity(0))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own tokens and settings out of the tests."""
    for name in list(os.environ):
        if name.startswith("KAWARABAN_") or name.endswith("_BOT_TOKEN") or name in ("LANG", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(name)
    # python-telegram-bot warns of its old form of RetryAfter until it is told which one is wanted.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class LeavesThisMachine(AssertionError):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Fail whoever connects to, or looks up, anything but loopback."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
            raise LeavesThisMachine(address)
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in (None, "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1", ""):
            raise LeavesThisMachine(host)
        return look_up(host, *args, **kwargs)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()
