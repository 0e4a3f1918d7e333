"""The REST endpoint: reads a request, meets planned faults, checks it, serves it, records it."""

from __future__ import annotations

import asyncio
import json
import re
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from . import schema
from .account import Account
from .calls import Call, read_call
from .errors import ApiError, Json, Problem, Violation, invalid_form
from .faults import Buckets, Dropped, Fault, Faults, Hung, RateLimited, Refused, rate_limited
from .messages import Messages
from .responses import Responses
from .waiting import Bell

BASE = "/api/v10"
# what the token in the address gives the right to, without an Authorization header
_BY_TOKEN = re.compile(r"/(interactions|webhooks)/")

Handler = Callable[[Call], Awaitable[Any]]


class Rest:
    def __init__(self, token: str, bell: Bell, *, check_schema: bool) -> None:
        self._token, self._bell, self._check_schema = token, bell, check_schema
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.faults = Faults()
        self.buckets = Buckets()
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
        self._messages = messages
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
            ("GET", command_list): account.commands,
            ("PUT", command_list): account.set_commands,
            ("GET", guild_list): account.commands,
            ("PUT", guild_list): account.set_commands,
            ("GET", channel): messages.get_channel,
            ("PATCH", channel): messages.patch_channel,
            ("POST", f"{channel}/typing"): messages.typing,
            ("POST", f"{channel}/threads"): messages.start_thread,
            ("PUT", f"{channel}/thread-members/@me"): messages.join_thread,
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

    async def _serve(self, request: web.Request) -> web.Response:
        path = request.rel_url.raw_path.removeprefix(BASE)
        template, params, handler = self._find(request.method, path) or ("", {}, None)
        call = Call(request.method, path, template, params, dict(request.query), _shown(request))
        fault = self.faults.take(call.method, call.path)
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
    ) -> web.Response:
        headers, wait = self.buckets.spend(call.method, call.template, call.path)
        try:
            await read_call(request, call)
            if isinstance(fault, Hung) and not fault.delivered:
                await fault.hold()
            if isinstance(fault, RateLimited) or wait:
                after, is_global = (
                    (fault.retry_after, fault.is_global) if isinstance(fault, RateLimited) else (wait, False)
                )
                more, body = rate_limited(after, is_global=is_global)
                return _respond(call, 429, body, headers | {"X-RateLimit-Remaining": "0"} | more)
            if isinstance(fault, Refused):
                return _respond(call, fault.status, {"message": fault.message, "code": fault.code}, headers)
            if isinstance(fault, Dropped) and not fault.delivered:
                return _cut(request)
            result = await self._handle(call, handler)
        except ApiError as error:
            if error.problems:
                self.violations.append(Violation(call.route, error.problems, call.body))
            self.on_refusal(call, error)
            return _respond(call, error.status, error.body(), headers)
        except Exception:  # a defect of this server must fail the test, not look like Discord's
            self.note(call.route, Problem((), "DEFECT_OF_THE_TEST_SERVER", traceback.format_exc()), call.body)
            return _respond(call, 500, {"message": "500: Internal Server Error", "code": 0}, headers)
        if isinstance(fault, Dropped):
            return _cut(request)
        if isinstance(fault, Hung) and fault.delivered:
            await fault.hold()
        return _respond(call, 200 if result is not None else 204, result, headers)

    async def _handle(self, call: Call, handler: Handler | None) -> Any:
        if not _BY_TOKEN.match(call.path) and call.headers.get("Authorization") != f"Bot {self._token}":
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
