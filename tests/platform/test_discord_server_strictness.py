"""Every limit that the loopback Discord holds: one example that is refused, and the largest that is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.platform.discord_server import (
    SPEC_FILE,
    Channel,
    DiscordServer,
    Interaction,
    Refused,
    schema_available,
)

needs_schema = pytest.mark.skipif(not schema_available(), reason=f"no {SPEC_FILE.name} beside the repository")

QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}


def embeds(*several: dict[str, Any]) -> dict[str, Any]:
    return {"embeds": list(several), **QUIET}


def row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"content": "x", "components": [{"type": 1, "components": list(children)}], **QUIET}


def button(custom_id: str | None = "a", label: str = "b", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": label, **({"custom_id": custom_id} if custom_id else {}), **more}


def select(*options: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "s", "options": list(options), **more}


def option(value: str = "v", **more: Any) -> dict[str, Any]:
    return {"label": "l", "value": value, **more}


def layout(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": 1 << 15, "components": list(children), **QUIET, **more}


def text(content: str = "t") -> dict[str, Any]:
    return {"type": 10, "content": content}


BIG = {"description": "x" * 4000}
BAD_MESSAGES: dict[str, tuple[dict[str, Any], str]] = {
    "content too long": ({"content": "x" * 2001, **QUIET}, "content"),
    "content of another type": ({"content": ["x"], **QUIET}, "content"),
    "nothing in it": (QUIET, "body"),
    "only blanks": ({"content": " \n", **QUIET}, "body"),
    "unknown field": ({"content": "x", "parse_mode": "HTML", **QUIET}, "parse_mode"),
    "unknown flag": ({"content": "x", "flags": 1, **QUIET}, "flags"),
    "no word on pings": ({"content": "@everyone"}, "allowed_mentions"),
    "pings allowed": ({"content": "x", "allowed_mentions": {"parse": ["everyone"]}}, "allowed_mentions"),
    "reply that pings": ({"content": "x", "allowed_mentions": {"parse": [], "replied_user": True}}, "allowed_mentions"),
    "nonce too long": ({"content": "x", "nonce": "n" * 26, "enforce_nonce": True, **QUIET}, "nonce"),
    "nothing to enforce": ({"content": "x", "enforce_nonce": True, **QUIET}, "nonce"),
    "11 embeds": (embeds(*[{"title": "t"}] * 11), "embeds"),
    "empty embed": (embeds({"color": 1}), "embeds.0.description"),
    "embed title": (embeds({"title": "x" * 257}), "embeds.0.title"),
    "embed description": (embeds({"description": "x" * 4097}), "embeds.0.description"),
    "embed footer": (embeds({"title": "t", "footer": {"text": "x" * 2049}}), "embeds.0.footer.text"),
    "embed author": (embeds({"title": "t", "author": {"name": "x" * 257}}), "embeds.0.author.name"),
    "embed fields": (embeds({"fields": [{"name": "n", "value": "v"}] * 26}), "embeds.0.fields"),
    "field name": (embeds({"fields": [{"name": "x" * 257, "value": "v"}]}), "embeds.0.fields.0.name"),
    "field value": (embeds({"fields": [{"name": "n", "value": "x" * 1025}]}), "embeds.0.fields.0.value"),
    "empty field": (embeds({"fields": [{"name": "n", "value": ""}]}), "embeds.0.fields.0.value"),
    "embeds together": (embeds(BIG, BIG), "embeds"),
    "embed link": (embeds({"title": "t", "url": "ftp://x"}), "embeds.0.url"),
    "embed picture": (embeds({"title": "t", "image": {"url": "attachment://a.png"}}), "embeds.0.image.url"),
    "embed timestamp": (embeds({"title": "t", "timestamp": "soon"}), "embeds.0.timestamp"),
    "unknown embed field": (embeds({"title": "t", "text": "x"}), "embeds.0.text"),
    "6 rows": (
        {"content": "x", "components": [{"type": 1, "components": [button(str(n))]} for n in range(6)], **QUIET},
        "components",
    ),
    "6 buttons": (row(*[button(str(n)) for n in range(6)]), "components.0.components"),
    "empty row": (row(), "components.0.components"),
    "button outside a row": ({"content": "x", "components": [button()], **QUIET}, "components.0.type"),
    "button and select": (row(button(), select(option())), "components.0.components"),
    "button label": (row(button(label="x" * 81)), "components.0.components.0.label"),
    "button without label": (row(button(label="")), "components.0.components.0.label"),
    "button without custom_id": (row(button(None)), "components.0.components.0.custom_id"),
    "button style": (row(button(style=9)), "components.0.components.0.style"),
    "link with custom_id": (row(button(style=5, url="https://example.com")), "components.0.components.0.url"),
    "custom_id too long": (row(button("x" * 101)), "components.0.components.0.custom_id"),
    "custom_id twice": (row(button("a"), button("a")), "components.0.components.0.custom_id"),
    "unknown component field": (row(button(tooltip="x")), "components.0.components.0.tooltip"),
    "26 options": (row(select(*[option(str(n)) for n in range(26)])), "components.0.components.0.options"),
    "no options": (row(select()), "components.0.components.0.options"),
    "option label": (row(select(option(label="x" * 101))), "components.0.components.0.options.0.label"),
    "option value": (row(select(option("x" * 101))), "components.0.components.0.options.0.value"),
    "option description": (
        row(select(option(description="x" * 101))),
        "components.0.components.0.options.0.description",
    ),
    "option twice": (row(select(option(), option())), "components.0.components.0.options.0.value"),
    "more choices than options": (row(select(option(), max_values=2)), "components.0.components.0.options"),
    "placeholder": (row(select(option(), placeholder="x" * 151)), "components.0.components.0.placeholder"),
    "newer component without its flag": ({"components": [text()], **QUIET}, "components.0.type"),
    "flag with content": (layout(text(), content="x"), "flags"),
    "flag with embeds": (layout(text(), embeds=[{"title": "t"}]), "flags"),
    "41 components": (layout(*[text()] * 41), "components"),
    "4001 characters of text": (layout(text("x" * 4000), text("x")), "components"),
    "empty text": (layout(text("")), "components.0.content"),
    "container in a container": (
        layout({"type": 17, "components": [{"type": 17, "components": [text()]}]}),
        "components.0.components.0.type",
    ),
    "section without accessory": (layout({"type": 9, "components": [text()]}), "components.0"),
    "gallery of nothing": (layout({"type": 12, "items": []}), "components.0.items"),
    "thumbnail that was not sent": (
        layout({"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}),
        "components.0",
    ),
}


GOOD_MESSAGES: dict[str, dict[str, Any]] = {
    "content": {"content": "あ" * 2000, "nonce": "n" * 25, "enforce_nonce": True, **QUIET},
    "suppressed and silent": {"content": "x", "flags": (1 << 2) | (1 << 12), **QUIET},
    "10 embeds": embeds(*[{"title": "x" * 256}] * 10),
    "one long embed": embeds({"description": "x" * 4096, "fields": [{"name": "n", "value": "x" * 1024}]}),
    "25 fields": embeds({"fields": [{"name": "n" * 100, "value": "x" * 100}] * 25}),
    "author and footer": embeds({"author": {"name": "x" * 256}, "footer": {"text": "x" * 2048}}),
    "25 buttons": {
        "components": [
            {"type": 1, "components": [button(f"{n}.{m}".ljust(100, "x"), "x" * 80) for m in range(5)]}
            for n in range(5)
        ],
        **QUIET,
    },
    "a link and an emoji": row(button(None, style=5, url="https://example.com"), button("b", "", emoji={"name": "🗞"})),
    "25 options": row(select(*[option(str(n).ljust(100, "x"), description="x" * 100) for n in range(25)])),
    "any number": row(select(option("a"), option("b"), min_values=0, max_values=2)),
    "40 components": layout({"type": 17, "components": [text("x" * 100)] * 39}),
    "4000 characters of text": layout(text("x" * 2000), {"type": 14}, text("x" * 2000)),
    "section": layout({"type": 9, "components": [text()] * 3, "accessory": button()}),
}


class Raw:
    """Requests as no library would make them."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session

    async def __call__(self, method: str, path: str, body: Any = None, *, token: str = "TEST.TOKEN") -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {token}"}
        async with self.session.request(method, self.server.api_url + path, json=body, headers=headers) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def refused(self, method: str, path: str, body: Any, where: str, code: int = 50035) -> None:
        status, answer = await self(method, path, body)
        assert (status >= 400, answer["code"]) == (True, code)
        (violation,) = self.server.take_violations()
        found = [".".join(map(str, problem.path)) or "body" for problem in violation.problems]
        assert where in found, violation
        if code == 50035:
            assert answer["errors"]


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running_server:
        yield running_server


@pytest.fixture
async def raw(server: DiscordServer) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(server, session)


@pytest.fixture
async def plain() -> AsyncIterator[Raw]:
    """Without the API description: the limits that are built in."""
    async with DiscordServer(check_schema=False) as server, aiohttp.ClientSession() as session:
        yield Raw(server, session)


@pytest.mark.parametrize("name", BAD_MESSAGES)
async def test_a_bad_message_is_refused_and_recorded(plain: Raw, name: str) -> None:
    body, where = BAD_MESSAGES[name]
    channel = plain.server.add_channel(plain.server.add_guild())
    code = 50006 if where == "body" else 50035
    await plain.refused("POST", f"/channels/{channel.id}/messages", body, where, code)
    assert plain.server.messages(channel) == []


@pytest.mark.parametrize("name", GOOD_MESSAGES)
async def test_the_largest_that_fits_is_accepted(raw: Raw, name: str) -> None:
    channel = raw.server.add_channel(raw.server.add_guild())
    status, answer = await raw("POST", f"/channels/{channel.id}/messages", GOOD_MESSAGES[name])
    assert status == 200, answer
    (shown,) = raw.server.transcript(channel)
    assert shown["content"] == GOOD_MESSAGES[name].get("content", "")


@pytest.mark.parametrize("name", ["content too long", "no word on pings", "embeds together"])
async def test_the_same_limits_hold_for_edits_posts_and_answers(plain: Raw, name: str) -> None:
    server, (body, where) = plain.server, BAD_MESSAGES[name]
    guild = server.add_guild()
    channel, forum = server.add_channel(guild), server.add_channel(guild, kind="forum")
    status, message = await plain("POST", f"/channels/{channel.id}/messages", {"content": "x", **QUIET})
    assert status == 200
    await plain.refused("PATCH", f"/channels/{channel.id}/messages/{message['id']}", body, where)
    await plain.refused("POST", f"/channels/{forum.id}/threads", {"name": "t", "message": body}, where)
    asked = begin(server, channel)
    callback = f"/interactions/{asked.id}/{asked.token}/callback"
    await plain.refused("POST", callback, {"type": 4, "data": body}, where)
    assert (await plain("POST", callback, {"type": 5}))[0] == 204
    webhook = f"/webhooks/{server.application_id}/{asked.token}"
    await plain.refused("PATCH", f"{webhook}/messages/@original", body, where)
    await plain.refused("POST", webhook, body, where)


def begin(server: DiscordServer, channel: Channel, kind: int = 2) -> Interaction:
    """An interaction without a client at the gateway."""
    data = {"id": "1", "name": "x", "type": 1, "options": []}
    return server.interactions.begin(kind, server.owner, channel, data)


def command(**changed: Any) -> dict[str, Any]:
    return {"name": "timeline", "description": "d", "type": 1, **changed}


def choice(name: str = "n") -> dict[str, Any]:
    return {"name": name, "value": "v"}


def argument(name: str = "date", **changed: Any) -> dict[str, Any]:
    return {"name": name, "description": "d", "type": 3, **changed}


BAD_COMMANDS: dict[str, tuple[dict[str, Any], str]] = {
    "capital letter": (command(name="Timeline"), "0.name"),
    "blank in a name": (command(name="time line"), "0.name"),
    "name too long": (command(name="x" * 33), "0.name"),
    "no description": (command(description=""), "0.description"),
    "description too long": (command(description="x" * 101), "0.description"),
    "unknown locale": (command(name_localizations={"jp": "年表"}), "0.name_localizations.jp"),
    "bad localized name": (command(name_localizations={"ja": "年 表"}), "0.name_localizations.ja"),
    "long localized description": (
        command(description_localizations={"ja": "x" * 101}),
        "0.description_localizations.ja",
    ),
    "26 options": (command(options=[argument(f"o{n}") for n in range(26)]), "0.options"),
    "option twice": (command(options=[argument(), argument()]), "0.options.0.name"),
    "required after optional": (command(options=[argument("a"), argument("b", required=True)]), "0.options.1"),
    "26 choices": (command(options=[argument(choices=[choice(str(n)) for n in range(26)])]), "0.options.0.choices"),
    "choices and autocomplete": (
        command(options=[argument(choices=[choice()], autocomplete=True)]),
        "0.options.0.choices",
    ),
    "choice of another type": (command(options=[argument(type=4, choices=[choice()])]), "0.options.0.choices.0.value"),
    "unknown field": (command(help="x"), "0.help"),
}


@pytest.mark.parametrize("name", BAD_COMMANDS)
async def test_a_bad_command_is_refused_and_recorded(plain: Raw, name: str) -> None:
    body, where = BAD_COMMANDS[name]
    await plain.refused("PUT", f"/applications/{plain.server.application_id}/commands", [body], where)
    assert plain.server.commands == []


async def test_two_commands_of_one_name_are_refused(plain: Raw) -> None:
    path = f"/applications/{plain.server.application_id}/commands"
    await plain.refused("PUT", path, [command(), command()], "0.name")


def label(component: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"type": 18, "label": "l", "component": component, **changed}


def field(**changed: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": "t", "style": 1, **changed}


def modal(*parts: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"title": "t", "custom_id": "m", "components": list(parts), **changed}


BAD_MODALS: dict[str, tuple[dict[str, Any], str]] = {
    "title too long": (modal(label(field()), title="x" * 46), "title"),
    "no custom_id": (modal(label(field()), custom_id=""), "custom_id"),
    "6 parts": (modal(*[label(field(custom_id=str(n))) for n in range(6)]), "components"),
    "no parts": (modal(), "components"),
    "label too long": (modal(label(field(), label="x" * 46)), "components.0.label"),
    "description too long": (modal(label(field(), description="x" * 101)), "components.0.description"),
    "placeholder too long": (modal(label(field(placeholder="x" * 101))), "components.0.component.placeholder"),
    "length": (modal(label(field(max_length=4001))), "components.0.component.max_length"),
    "preset longer than allowed": (modal(label(field(value="xx", max_length=1))), "components.0.component.value"),
    "custom_id twice": (modal(label(field()), label(field())), "components.0.component.custom_id"),
    "button in a label": (modal(label(button())), "components.0.component"),
    "bare input": (modal(field()), "components.0.type"),
}


@pytest.mark.parametrize("name", BAD_MODALS)
async def test_a_bad_modal_is_refused_and_recorded(plain: Raw, name: str) -> None:
    body, where = BAD_MODALS[name]
    asked = begin(plain.server, plain.server.add_channel(plain.server.add_guild()))
    await plain.refused("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 9, "data": body}, where)
    assert asked.callback is None


async def test_too_many_choices_are_refused(plain: Raw) -> None:
    asked = begin(plain.server, plain.server.add_channel(plain.server.add_guild()), kind=4)
    body = {"type": 8, "data": {"choices": [choice(str(n)) for n in range(26)]}}
    await plain.refused("POST", f"/interactions/{asked.id}/{asked.token}/callback", body, "data.choices")


async def test_an_interaction_is_answered_once_and_fittingly(raw: Raw) -> None:
    channel = raw.server.add_channel(raw.server.add_guild())
    asked = begin(raw.server, channel)
    path = f"/interactions/{asked.id}/{asked.token}/callback"
    await raw.refused("POST", path, {"type": 6}, "type")
    await raw.refused(
        "PATCH", f"/webhooks/{raw.server.application_id}/{asked.token}/messages/@original", QUIET, "body", 10015
    )
    assert (await raw("POST", path, {"type": 5}))[0] == 204
    await raw.refused("POST", path, {"type": 9, "data": modal(label(field()))}, "body", 40060)
    submitted = begin(raw.server, channel, kind=5)
    again = {"type": 9, "data": modal(label(field()))}
    await raw.refused("POST", f"/interactions/{submitted.id}/{submitted.token}/callback", again, "type")
    asked.expire_token()
    status, answer = await raw(
        "PATCH", f"/webhooks/{raw.server.application_id}/{asked.token}/messages/@original", QUIET
    )
    assert (status, answer["code"]) == (401, 50027)
    assert (await raw("POST", f"/interactions/1/{asked.token}/callback", {"type": 4}))[1]["code"] == 10062


async def test_what_is_not_there_is_no_violation(raw: Raw) -> None:
    channel = raw.server.add_channel(raw.server.add_guild())
    body = {"content": "x", **QUIET}
    assert (await raw("PATCH", f"/channels/{channel.id}/messages/1", body))[1]["code"] == 10008
    assert (await raw("GET", "/channels/1"))[1]["code"] == 10003
    assert (await raw("GET", "/users/@me", token="OTHER"))[0] == 401


async def test_what_the_server_does_not_serve_is_told(raw: Raw) -> None:
    await raw.refused("POST", "/guilds", {"name": "x"}, "body", 0)


async def test_the_flag_of_the_newer_components_cannot_be_unset(raw: Raw) -> None:
    channel = raw.server.add_channel(raw.server.add_guild())
    _, message = await raw("POST", f"/channels/{channel.id}/messages", layout(text()))
    path = f"/channels/{channel.id}/messages/{message['id']}"
    await raw.refused("PATCH", path, {"flags": 0, "components": [text("u")], **QUIET}, "flags")
    await raw.refused("PATCH", path, {"content": "x", "components": [], **QUIET}, "flags")


async def test_a_nonce_of_another_channel_is_refused(raw: Raw) -> None:
    guild = raw.server.add_guild()
    first, second = raw.server.add_channel(guild), raw.server.add_channel(guild)
    body = {"content": "x", "nonce": "k", "enforce_nonce": True, **QUIET}
    assert (await raw("POST", f"/channels/{first.id}/messages", body))[0] == 200
    await raw.refused("POST", f"/channels/{second.id}/messages", body, "body")


async def test_the_message_of_another_cannot_be_edited(raw: Raw) -> None:
    channel = raw.server.add_channel(raw.server.add_guild())
    message = raw.server.say(raw.server.owner, channel, "mine")
    path = f"/channels/{channel.id}/messages/{message.id}"
    await raw.refused("PATCH", path, {"content": "x", **QUIET}, "body", 50005)


SCHEMA_ONLY: dict[str, tuple[dict[str, Any], str]] = {
    "type": ({"content": "x", "tts": "no", **QUIET}, "tts"),
    "nested unknown field": (embeds({"title": "t", "footer": {"text": "t", "link": "x"}}), "embeds.0.footer"),
    "colour out of range": (embeds({"title": "t", "color": 1 << 24}), "embeds.0.color"),
}


@needs_schema
@pytest.mark.parametrize("name", SCHEMA_ONLY)
async def test_the_api_description_is_held(raw: Raw, name: str) -> None:
    body, where = SCHEMA_ONLY[name]
    channel = raw.server.add_channel(raw.server.add_guild())
    await raw.refused("POST", f"/channels/{channel.id}/messages", body, where)


async def test_violations_and_unmet_faults_fail_the_test_that_leaves_them() -> None:
    with pytest.raises(AssertionError, match="body: Cannot send an empty message"):
        async with DiscordServer() as server, aiohttp.ClientSession() as session:
            channel = server.add_channel(server.add_guild())
            await Raw(server, session)("POST", f"/channels/{channel.id}/messages", QUIET)
    with pytest.raises(AssertionError, match="never met"):
        async with DiscordServer() as server:
            server.fault("GET", "/gateway", Refused(500))
