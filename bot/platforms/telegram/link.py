"""The HTTP client under the library: it keeps the token out of error texts, and tells whether Telegram can be reached."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

from .logs import Redactor

log = logging.getLogger(__name__)


class Link:
    """Whether updates come, by the requests for them: calls `up` and `down` at each change, and logs one line an outage."""

    def __init__(self, up: Callable[[], None], down: Callable[[], None], setting: str) -> None:
        self._up = up
        self._down = down
        self._setting = setting
        self._reached: bool | None = None
        self._rivalled = False
        self.revoked = asyncio.Event()

    def answered(self, status: int) -> None:
        """Take the HTTP status of an answer."""
        if status == 200:
            self._back()
        elif status in (401, 404):
            self.revoked.set()
        elif status == 409:
            self._rival()
        elif status >= 500:
            self.broken(f"HTTP status {status}")

    def broken(self, reason: str) -> None:
        """Take a request that got no answer, or none of Telegram's."""
        before, self._reached = self._reached, False
        if before is not False:
            log.warning("telegram: cannot be reached (%s); trying again; look at %s", reason, self._setting)
        if before:
            self._down()

    def _back(self) -> None:
        self._rivalled = False
        if not self._reached:
            log.info("telegram: connected")
            self._reached = True
            self._up()

    def _rival(self) -> None:
        if not self._rivalled:
            self._rivalled = True
            log.warning("telegram: another program asks for updates with this token; look at TELEGRAM_BOT_TOKEN")


class Client(HTTPXRequest):
    """The library's client. What it passes on of a failure is without the token.

    `link` hears how each request for updates ended (`updates`), and of any request that the token is refused.
    """

    def __init__(self, redact: Redactor, link: Link, *, updates: bool = False, **settings: Any) -> None:
        super().__init__(**settings)
        self._redact = redact
        self._link = link
        self._updates = updates

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As HTTPXRequest's."""
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except TelegramError as error:
            error.message = self._redact(error.message)
            self._broken(error.__cause__ or error)
            raise
        except Exception as error:
            self._broken(error)
            raise NetworkError(self._redact(f"{type(error).__name__}: {error}")) from error
        if self._updates:
            self._link.answered(status)
        elif status == 401:  # 404 may also be a method that a server of somebody's own does not know
            self._link.revoked.set()
        return status, payload if status == 200 else self._redact(payload.decode(errors="replace")).encode()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As HTTPXRequest's; but what cannot be read goes into no log: it may hold what somebody wrote."""
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise TelegramError("Invalid server response")
        return answer

    def _broken(self, error: BaseException) -> None:
        if self._updates:
            said = self._redact(str(error))
            self._link.broken(f"{type(error).__name__}: {said}" if said else type(error).__name__)
