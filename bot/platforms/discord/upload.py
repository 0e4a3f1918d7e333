"""Messages with a picture: uploaded as multipart, and told in words where the file is refused."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from ...domain.reply import Picture
from . import failures, render

Json = dict[str, Any]

log = logging.getLogger(__name__)


def content(body: Json, picture: Picture | None) -> dict[str, Any]:
    """Return a request's body as the library's `request` takes it, with the picture as file 0 where there is one."""
    if picture is None:
        return {"json": body}
    file = discord.File(io.BytesIO(picture.png), render.PICTURE)
    part = {"name": "files[0]", "value": file.fp, "filename": render.PICTURE, "content_type": "image/png"}
    return {"form": [{"name": "payload_json", "value": json.dumps(body)}, part], "files": [file]}


async def send(message: render.Message, attempt: Callable[[render.Message], Awaitable[None]]) -> None:
    """Make an attempt with the message, and, where its picture is refused, one with the same in words."""
    try:
        await attempt(message)
    except discord.HTTPException as error:
        if message.picture is None or not failures.refuses_picture(error):
            raise
        log.info("discord: the picture is told in words, for it was refused: %s", error)
        await attempt(message.told())
