"""The REST endpoint: reads a request, meets planned faults, checks it, serves it, records it."""

from __future__ import annotations

import asyncio
import json
import re
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from . import schema
from .account import Account
from .buckets import Buckets, Spent, rate_limited
from .calls import Call, read_call
from .errors import ApiError, Json, Problem, Violation, invalid_form
from .faults import Delayed, Dropped, Fault, Faults, Hung, RateLimited, Refused, Truncated
from .messages import Messages
from .responses import Responses
from .threads import Threads
from .waiting import Bell

BASE = "/api/v10"
# what the token in the address gives the right to, without an Authorization header
_BY_TOKEN = re.compile(r"/(interactions|webhooks)/")

Handler = Callable[[Call], Awaitable[Any]]


class Rest:
    def __init__(self, token: str, bell: Bell, now: Callable[[], datetime], *, check_schema: bool) -> None:
        self.token, self.now = token, now
        self._bell, self._check_schema = bell, check_schema
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.faults = Faults()
        self.buckets = Buckets()
        self.chaos: Callable[[str, str], Fault | None] | None = None
        self.on_refusal: Callable[[Call, ApiError], None] = lambda *_: None
        self._routes: dict[tuple[str, str], Handler] = {}
        self._messages: Messages | None = None
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def up(self) -> None:
        app = web.Application(client_max_size=1 << 26)
        app.router.add_get("/attachments/{file_id}/{name}", self._attachment)
        app.router.add_route("*", "/{anything:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def down(self) -> None:
        self.faults.release()
        if self._runner is not None:
            await self._runner.cleanup()

    def serve(self, account: Account, messages: Messages, responses: Responses) -> None:
        """The table of everything that is served; the names in the addresses are those of Discord's description."""
        self._messages, threads = messages, Threads(messages)
        self.on_refusal = responses.note_refusal
        command_list = "/applications/{application_id}/commands"
        guild_list = "/applications/{application_id}/guilds/{guild_id}/commands"
        channel, message = "/channels/{channel_id}", "/channels/{channel_id}/messages/{message_id}"
        webhook = "/webhooks/{webhook_id}/{webhook_token}"
        self._routes = {
            ("GET", "/gateway"): account.gateway,
            ("GET", "/gateway/bot"): account.gateway_bot,
            ("GET", "/users/@me"): account.me,
            ("GET", "/users/{user_id}"): account.user,
            ("POST", "/users/@me/channels"): account.open_dm,
            ("GET", "/applications/@me"): account.application,
            ("GET", "/oauth2/applications/@me"): account.application,
            ("GET", "/guilds/{guild_id}"): account.guild,
            ("GET", "/guilds/{guild_id}/channels"): account.guild_channels,
            ("GET", "/guilds/{guild_id}/members/{user_id}"): account.member,
            ("GET", "/guilds/{guild_id}/threads/active"): threads.active,
            ("GET", command_list): account.commands,
            ("PUT", command_list): account.set_commands,
            ("GET", guild_list): account.commands,
            ("PUT", guild_list): account.set_commands,
            ("GET", channel): messages.get_channel,
            ("PATCH", channel): messages.patch_channel,
            ("POST", f"{channel}/typing"): messages.typing,
            ("POST", f"{channel}/threads"): threads.start,
            ("GET", f"{channel}/threads/archived/public"): threads.archived,
            ("PUT", f"{channel}/thread-members/@me"): threads.join,
            ("GET", f"{channel}/messages"): messages.list_messages,
            ("POST", f"{channel}/messages"): messages.post_message,
            ("GET", message): messages.get_message,
            ("PATCH", message): messages.patch_message,
            ("DELETE", message): messages.delete_message,
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): responses.callback,
            ("POST", webhook): responses.followup,
            ("GET", f"{webhook}/messages/@original"): responses.get,
            ("PATCH", f"{webhook}/messages/@original"): responses.patch,
            ("DELETE", f"{webhook}/messages/@original"): responses.delete,
            ("GET", f"{webhook}/messages/{{message_id}}"): responses.get,
            ("PATCH", f"{webhook}/messages/{{message_id}}"): responses.patch,
            ("DELETE", f"{webhook}/messages/{{message_id}}"): responses.delete,
        }

    def note(self, route: str, problem: Problem, body: Any) -> None:
        self.violations.append(Violation(route, (problem,), body))

    def _find(self, method: str, path: str) -> tuple[str, dict[str, str], Handler] | None:
        for (served, template), handler in self._routes.items():
            form = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
            if served == method and (found := re.fullmatch(form, path)):
                return template, found.groupdict(), handler
        return None

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path.removeprefix(BASE)
        template, params, handler = self._find(request.method, path) or ("", {}, None)
        call = Call(request.method, path, template, params, dict(request.query), _shown(request))
        fault = self.faults.take(call.method, call.path)
        if fault is None and self.chaos is not None:
            fault = self.chaos(call.method, call.path)
        try:
            return await self._answer(request, call, handler, fault)
        except asyncio.CancelledError:
            call.status = None
            raise
        finally:
            self.calls.append(call)
            self._bell.ring()

    async def _answer(
        self, request: web.Request, call: Call, handler: Handler | None, fault: Fault | None
    ) -> web.StreamResponse:
        spent = self.buckets.spend(call.method, call.template, call.path)
        spent.headers["Date"] = format_datetime(self.now().astimezone(UTC), usegmt=True)
        try:
            await read_call(request, call)
            early = await self._before(request, call, fault, spent)
            if early is not None:
                return early
            result = await self._handle(call, handler)
        except ApiError as error:
            if error.problems:
                self.violations.append(Violation(call.route, error.problems, call.body))
            self.on_refusal(call, error)
            return _respond(call, error.status, error.body(), spent.headers)
        except Exception:  # a defect of this server must fail the test, not look like Discord's
            self.note(call.route, Problem((), "DEFECT_OF_THE_TEST_SERVER", traceback.format_exc()), call.body)
            return _respond(call, 500, {"message": "500: Internal Server Error", "code": 0}, spent.headers)
        return await _after(request, call, fault, result, spent.headers)

    async def _before(
        self, request: web.Request, call: Call, fault: Fault | None, spent: Spent
    ) -> web.StreamResponse | None:
        """What is answered before the request takes effect; None if it is to be served."""
        if spent.broken:
            self.note(call.route, Problem((), "RATE_LIMIT_BROKEN", spent.broken), None)
        match fault:
            case Hung(delivered=False):
                await fault.hold()
            case RateLimited(retry_after=wait, is_global=is_global):
                return _wait(call, wait, spent.headers, is_global=is_global)
            case Refused(delivered=False):
                return _respond(call, fault.status, fault.body(), spent.headers)
            case Dropped(delivered=False):
                return _cut(request)
        return _wait(call, spent.wait, spent.headers, is_global=spent.is_global) if spent.wait else None

    async def _handle(self, call: Call, handler: Handler | None) -> Any:
        if not _BY_TOKEN.match(call.path) and call.headers.get("Authorization") != f"Bot {self.token}":
            raise ApiError(401, 0, "401: Unauthorized")
        if handler is None:
            raise ApiError(404, 0, "404: Not Found", [Problem((), "NOT_SERVED", "This route is not served here.")])
        if self._check_schema and call.method in ("POST", "PUT", "PATCH") and call.body is not None:
            problems = list(schema.schema_problems(call.method, call.template, call.body))
            if problems:
                raise invalid_form(problems)
        return await handler(call)

    async def _attachment(self, request: web.Request) -> web.Response:
        data = self._messages.files.get(int(request.match_info["file_id"])) if self._messages else None
        return web.Response(body=data) if data is not None else web.Response(status=404)


def _shown(request: web.Request) -> dict[str, str]:
    return dict(request.headers)


async def _after(
    request: web.Request, call: Call, fault: Fault | None, result: Any, headers: dict[str, str]
) -> web.StreamResponse:
    """The answer to a request that has taken effect."""
    response = _respond(call, 200 if result is not None else 204, result, headers)
    match fault:
        case Dropped():
            call.status = None
            return _cut(request)
        case Refused():
            return _respond(call, fault.status, fault.body(), headers)
        case Truncated():
            return await _half(request, response)
        case Delayed():
            await asyncio.sleep(fault.seconds)
        case Hung(delivered=True):
            await fault.hold()
    return response


async def _half(request: web.Request, whole: web.Response) -> web.StreamResponse:
    body = whole.body if isinstance(whole.body, bytes) else b""
    half = web.StreamResponse(status=whole.status, headers=whole.headers)
    half.content_length = len(body)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    _cut(request)
    return half


def _wait(call: Call, seconds: float, headers: dict[str, str], *, is_global: bool) -> web.Response:
    more, body = rate_limited(seconds, is_global=is_global)
    return _respond(call, 429, body, headers | {"X-RateLimit-Remaining": "0"} | more)


def _respond(call: Call, status: int, body: Json | list[Json] | None, headers: dict[str, str]) -> web.Response:
    call.status, call.answer = status, body
    if body is None:
        return web.Response(status=status, headers=headers)
    # exactly this type, without a charset: the client library compares it
    headers = headers | {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body, ensure_ascii=False).encode(), status=status, headers=headers)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
