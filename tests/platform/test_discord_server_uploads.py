"""What the loopback Discord asks of uploaded files: parts, numbers, names, sizes, and that somebody sees them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.platform.discord_server import Channel, DiscordServer, Permission

PNG = b"\x89PNG\r\n\x1a\n"
QUIET: dict[str, Any] = {"flags": 1 << 15, "allowed_mentions": {"parse": []}}
Files = dict[str, tuple[str, bytes]]


def gallery(*names: str, description: str | None = "what it shows", **more: Any) -> dict[str, Any]:
    items = [{"media": {"url": f"attachment://{name}"}, "description": description, **more} for name in names]
    return {"type": 12, "items": items}


def body(*components: dict[str, Any], attachments: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    told = {} if attachments is None else {"attachments": attachments}
    return {**QUIET, "components": list(components or (gallery("a.png"),)), **told}


def named(id_: object = "0", **more: Any) -> dict[str, Any]:
    return {"id": id_, "filename": "a.png", **more}


ONE: Files = {"files[0]": ("a.png", PNG)}
GOOD: dict[str, tuple[dict[str, Any], Files]] = {
    "not named at all": (body(), ONE),
    "named with the longest description": (body(attachments=[named(description="x" * 1024)]), ONE),
    "the longest description in the gallery": (body(gallery("a.png", description="x" * 1024)), ONE),
    "without a description": (body(gallery("a.png", description=None)), ONE),
    "two": (body(gallery("a.png", "b.png")), {**ONE, "files[1]": ("b.png", PNG)}),
}
BAD: dict[str, tuple[dict[str, Any], Files]] = {
    "no such file": (body(gallery("b.png")), ONE),
    "nothing uploaded": (body(), {"files[0]": ("b.png", PNG)}),
    "no component shows it": (body({"type": 10, "content": "t"}), ONE),
    "an unknown number": (body(attachments=[named("1")]), ONE),
    "another name": (body(attachments=[named() | {"filename": "b.png"}]), ONE),
    "description too long": (body(attachments=[named(description="x" * 1025)]), ONE),
    "description too long in the gallery": (body(gallery("a.png", description="x" * 1025)), ONE),
    "empty description": (body(gallery("a.png", description="")), ONE),
    "unknown field of an item": (body(gallery("a.png", alt="x")), ONE),
    "no address": (body({"type": 12, "items": [{"media": {"url": "a.png"}}]}), ONE),
    "numbered from one": (body(), {"files[1]": ("a.png", PNG)}),
    "not numbered": (body(), {"file": ("a.png", PNG)}),
    "two of one name": (body(), {**ONE, "files[1]": ("a.png", PNG)}),
}


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(check_schema=False) as server:
        yield server


@pytest.fixture
def channel(server: DiscordServer) -> Channel:
    return server.add_channel(server.add_guild())


async def upload(server: DiscordServer, method: str, path: str, told: Any, files: Files) -> tuple[int, Any]:
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    if told is not None:
        form.add_field("payload_json", json.dumps(told))
    for field, (name, data) in files.items():
        form.add_field(field, data, filename=name, content_type="image/png")
    headers = {"Authorization": f"Bot {server.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, server.api_url + path, data=form, headers=headers) as answer,
    ):
        return answer.status, await answer.json()


@pytest.mark.parametrize("name", GOOD)
async def test_what_is_right_is_taken(server: DiscordServer, channel: Channel, name: str) -> None:
    told, files = GOOD[name]
    status, answer = await upload(server, "POST", f"/channels/{channel.id}/messages", told, files)
    assert (status, len(answer["attachments"])) == (200, len(files))


@pytest.mark.parametrize("name", BAD)
async def test_what_is_wrong_is_refused(server: DiscordServer, channel: Channel, name: str) -> None:
    told, files = BAD[name]
    status, answer = await upload(server, "POST", f"/channels/{channel.id}/messages", told, files)
    assert (status, answer["code"]) == (400, 50035)
    assert len(server.take_violations()) == 1
    assert not server.messages(channel)


async def test_files_alone_are_no_message(server: DiscordServer, channel: Channel) -> None:
    status, _ = await upload(server, "POST", f"/channels/{channel.id}/messages", None, ONE)
    assert status == 400
    assert server.take_violations()


async def test_an_edit_keeps_what_it_names(server: DiscordServer, channel: Channel) -> None:
    path = f"/channels/{channel.id}/messages"
    _, sent = await upload(server, "POST", path, body(), ONE)
    path, old = f"{path}/{sent['id']}", sent["attachments"][0]["id"]
    _, both = await upload(
        server,
        "PATCH",
        path,
        body(gallery("a.png", "b.png"), attachments=[{"id": old}, {"id": "0"}]),
        {"files[0]": ("b.png", PNG)},
    )
    assert [item["filename"] for item in both["attachments"]] == ["a.png", "b.png"]
    status, _ = await upload(server, "PATCH", path, body({"type": 10, "content": "t"}), {})
    assert status == 400
    assert server.take_violations()
    _, none = await upload(server, "PATCH", path, body({"type": 10, "content": "t"}, attachments=[]), {})
    assert none["attachments"] == []


async def test_too_large_and_not_permitted_are_facts_of_the_world(server: DiscordServer, channel: Channel) -> None:
    path = f"/channels/{channel.id}/messages"
    server.limit_uploads(len(PNG) - 1)
    assert (await upload(server, "POST", path, body(), ONE))[0] == 413
    server.limit_uploads(len(PNG))
    server.forbid(channel, Permission.ATTACH_FILES)
    assert (await upload(server, "POST", path, body(), ONE))[0] == 403
