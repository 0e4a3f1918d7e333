"""The HTTP side: a request is read, checked, perhaps made to fail, done, recorded and answered."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import faults
from .calls import POLLING, Call, Calls, Wanted
from .description import Description, Upload, best
from .errors import ApiError, bad_request
from .rates import Rates
from .stage import Stage
from .world import Chat, User

_TOKEN = re.compile(r"[1-9][0-9]{0,18}:[A-Za-z0-9_-]+")
_ATTACHED = re.compile(r"attach://([\w.-]+)")
_MESSAGES = ("send", "edit", "deleteMessage", "forward", "copy")
_MAX_BODY = 50 * 1024 * 1024


class TelegramServer(Stage):
    """A strict Telegram Bot API on a free port of 127.0.0.1, for one bot.

    What the bot does against the rules is refused and kept in `violations`; leaving `async with` raises AssertionError
    for those that a test did not take. `now` gives Unix seconds; `inline` says whether the bot's inline mode is on. With `rates`,
    a clock of seconds that never go back, the limits of messages are enforced. `chaos`, if set, is asked of every request
    that is well formed and has no fault scripted: the fault that it meets, or none.
    """

    def __init__(
        self,
        token: str = "123456:TEST",
        *,
        username: str = "KawarabanBot",
        description: Description | None = None,
        now: Callable[[], int] | None = None,
        inline: bool = True,
        rates: Callable[[], float] | None = None,
    ) -> None:
        super().__init__(User(int(token.partition(":")[0]), "Kawaraban", username, is_bot=True), now, inline=inline)
        self.token = token
        self.violations: list[str] = []
        self._description = description or best()
        self._calls = Calls()
        self._faults = faults.Faults()
        self.rates = Rates(rates) if rates else None
        self.chaos: Callable[[str, dict[str, Any]], faults.Fault | None] | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_MAX_BODY)
        app.router.add_route("*", "/{path:.*}", self._handle)
        # An abandoned long poll must not take updates from the next one: its handler ends with its connection.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        self.updates.close()
        self._faults.close()
        await self._runner.cleanup()
        if error is None and self.violations:
            raise AssertionError("the bot broke rules of Telegram:\n" + "\n".join(self.violations))

    @property
    def api_url(self) -> str:
        """The base address as the settings and the library take it: a token follows it directly."""
        return f"http://127.0.0.1:{self._port}/bot"

    # what came

    @property
    def calls(self) -> list[Call]:
        """Every request in order, those of polling too."""
        return list(self._calls.made)

    def made(self, method: str) -> list[Call]:
        return [call for call in self._calls.made if call.method == method]

    async def next_call(
        self,
        method: str | None = None,
        *,
        timeout: float = 10,  # noqa: ASYNC109  # it belongs to the test's sentence, and says what came instead
        where: Wanted | None = None,
    ) -> Call:
        """The first request, of this method if given, that was not taken by this verb before; it waits for one."""
        return await self._calls.next(method, timeout, where)

    async def wait_for(
        self,
        method: str | None = None,
        *,
        timeout: float = 10,  # noqa: ASYNC109  # as above
        where: Wanted | None = None,
    ) -> Call:
        """The first request of this method there is or will be; it stays there for `next_call`."""
        return await self._calls.wait_for(method, timeout, where)

    def take_violations(self) -> list[str]:
        taken, self.violations = self.violations, []
        return taken

    # what goes wrong

    def fail_next(
        self,
        method: str,
        *,
        status: int | None = None,
        description: str | None = None,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
        chat: int | None = None,
        delivered: bool = False,
    ) -> None:
        """The next request of this method that is well formed gets this answer; from 500 on it is an HTML page.

        `delivered`: after the method was done all the same.
        """
        answer = faults.answer(status, description, retry_after, migrate_to_chat_id, delivered=delivered)
        self._faults.add(method, chat, answer)

    def drop_next(self, method: str, *, delivered: bool, chat: int | None = None) -> None:
        """The connection is closed unanswered, after the method was done (`delivered`) or without doing it."""
        self._faults.add(method, chat, faults.Drop(delivered))

    def cut_next(self, method: str, *, delivered: bool, clean: bool = False, chat: int | None = None) -> None:
        """Half of the answer comes, and then the end of the connection; `clean`: as if it were the whole answer."""
        self._faults.add(method, chat, faults.Cut(delivered, clean))

    def hang_next(self, method: str, *, delivered: bool = False, chat: int | None = None) -> faults.Hang:
        """The request is held until `release()`; `delivered` says whether the method is done before or after."""
        hang = faults.Hang(delivered)
        self._faults.add(method, chat, hang)
        return hang

    # one request

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token, method = _address(request.path)
        call = Call(method, {}, asyncio.get_running_loop().time())
        try:
            self._check_token(token)
            response = await self._answer(request, call)
        except ApiError as error:
            if error.violation:
                self.violations.append(f"{method}: {error.description} {_short(call.parameters)}")
            response = _refusal(call, error)
        self._record(call)
        return response

    def _check_token(self, token: str | None) -> None:
        if token is None:
            raise ApiError(404, "Not Found", violation=True)
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found", violation=False)
        if token != self.token:
            raise ApiError(401, "Unauthorized", violation=False)

    async def _answer(self, request: web.Request, call: Call) -> web.StreamResponse:
        do = self._methods.find(call.method)
        if call.method not in self._description.methods:
            raise ApiError(404, "Not Found: method not found", violation=True)
        if do is None:
            raise ApiError(404, "Not Found: method not supported by the test server", violation=True)
        given, files, as_form = await _parameters(request)
        call.parameters = given
        call.parameters = _with_files(self._description.read(call.method, given, as_form=as_form), files)
        if call.method == POLLING:  # that the bot asks is worth knowing before there is an answer
            self._record(call)
        self._keep_rates(call)
        fault = self._faults.take(call.method, call.parameters.get("chat_id"))
        if fault is None and self.chaos is not None:
            fault = self.chaos(call.method, call.parameters)
        if fault is not None:
            return await self._go_wrong(fault, request, call, do)
        call.result = await do(**call.parameters)
        return _done(call)

    async def _go_wrong(
        self, fault: faults.Fault, request: web.Request, call: Call, do: Callable[..., Awaitable[Any]]
    ) -> web.StreamResponse:
        match fault:
            case faults.Answer(error, html, delivered):
                if delivered:
                    await do(**call.parameters)
                if html is None:
                    raise error
                call.status, call.description = error.status, error.description
                return web.Response(status=error.status, text=html, content_type="text/html")
            case faults.Drop(delivered):
                if delivered:
                    call.result = await do(**call.parameters)
                return _abort(request)
            case faults.Cut(delivered, clean):
                result = await do(**call.parameters) if delivered else {"message_id": 1}
                return await self._cut(request, json.dumps({"ok": True, "result": result}).encode(), clean)
            case faults.Hang(delivered) as hang:
                self._faults.hold(hang)
                call.result = await do(**call.parameters) if delivered else None
                self._record(call)
                await hang.hold()
                if not delivered:
                    call.result = await do(**call.parameters)
            case faults.Delay(before, after):
                await asyncio.sleep(before)
                call.result = await do(**call.parameters)
                await asyncio.sleep(after)
        return _done(call)

    async def _cut(self, request: web.Request, body: bytes, clean: bool) -> web.StreamResponse:
        half = body[: len(body) // 2]
        if clean:
            return web.Response(body=half, content_type="application/json")
        response = web.StreamResponse(headers={"Content-Length": str(len(body)), "Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(half)
        return _abort(request)

    def _keep_rates(self, call: Call) -> None:
        """Refuse what comes too early; the bot is to blame for it."""
        if self.rates is None or not call.method.startswith(_MESSAGES) or "chat_id" not in call.parameters:
            return
        try:
            chat: Chat | None = self._world.find(call.parameters["chat_id"])
        except ApiError:  # it counts all the same
            chat = None
        if early := self.rates.take(chat):
            wait, limit = early
            self.violations.append(f"{call.method}: more than {limit} {_short(call.parameters)}")
            words = f"Too Many Requests: retry after {wait}"
            raise ApiError(429, words, parameters={"retry_after": wait}, violation=False)

    def _record(self, call: Call) -> None:
        """Once, when the world has changed and before the answer is on its way."""
        if call in self._calls.made:
            self._calls.notify()
        else:
            self._calls.add(call)


def _address(path: str) -> tuple[str | None, str]:
    """Token and method; without a token it is no address of the Bot API."""
    match = re.fullmatch(r"/bot([^/]*)/([^/]+)", path)
    return (match[1], match[2]) if match else (None, path)


async def _parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload], bool]:
    """As given, the files that came along under names of their own, and whether in a form, where all but a file is a string.

    A query string counts as a form.
    """
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected")
        return given | body, {}, False
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file:
                given[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            given[name] = value
    attached = {name for value in given.values() if isinstance(value, str) for name in _ATTACHED.findall(value)}
    files = {name: value for name, value in given.items() if name in attached and isinstance(value, Upload)}
    given = {name: value for name, value in given.items() if name not in files}
    return {name: _attached(value, files) for name, value in given.items()}, files, True


def _with_files(value: Any, files: dict[str, Upload]) -> Any:
    """The files in the places that name them, in objects too."""
    match value:
        case dict():
            return {name: _with_files(item, files) for name, item in value.items()}
        case list():
            return [_with_files(item, files) for item in value]
    return _attached(value, files)


def _attached(value: Any, files: dict[str, Upload]) -> Any:
    if isinstance(value, str) and (match := _ATTACHED.fullmatch(value)):
        if match[1] not in files:
            raise bad_request(f"there is no file {match[1]!r} in the request")
        return files[match[1]]
    return value


def _done(call: Call) -> web.Response:
    call.status = 200
    return web.json_response({"ok": True, "result": call.result})


def _abort(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _refusal(call: Call, error: ApiError) -> web.Response:
    call.status, call.description = error.status, error.description
    return web.json_response(error.as_json(), status=error.status)


def _short(parameters: dict[str, Any]) -> str:
    words = repr({name: "file" if isinstance(value, Upload) else value for name, value in parameters.items()})
    return words if len(words) <= 300 else words[:300] + "…"
