"""One interaction and what it is answered: acknowledged in time, and exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

import discord
from discord.http import HTTPClient, Route
from discord.webhook.async_ import async_context

from ...domain.reply import Picture
from . import failures, pacing, render, upload

Json = dict[str, Any]

log = logging.getLogger(__name__)

# Discord takes a first answer for three seconds; the library goes on trying, and so it is ended.
CALL_BACK_SECONDS = 30.0
_REPLY, _DEFER_REPLY, _DEFER_UPDATE, _UPDATE, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9


class Exchange:
    """Answers one interaction. After `defer` the answer goes out by the interaction's token, which lives for 15 minutes.

    The body of a message is the renderer's own JSON: it passes by discord.py's views, which would be kept in memory for
    buttons that are understood without them.
    """

    def __init__(self, http: HTTPClient, interaction: discord.Interaction[Any]) -> None:
        self._http = http
        self._interaction = interaction
        self._pressed = interaction.type is discord.InteractionType.component
        self._pressed_private = interaction.message is not None and interaction.message.flags.ephemeral
        self._deferred: int | None = None
        self._deferred_private = False
        self._shown: tuple[Sequence[render.Message], bool] = ((), True)

    @property
    def takes_modal(self) -> bool:
        """Whether a modal may be the answer: not to a modal, and not after `defer`."""
        return self._deferred is None and self._interaction.type is not discord.InteractionType.modal_submit

    async def defer(self, *, private: bool) -> None:
        """Say that an answer comes; `private` is a guess that `show` puts right.

        A press is deferred without a word: the answer may be an edit as well as a message.
        """
        self._deferred, self._deferred_private = _DEFER_UPDATE if self._pressed else _DEFER_REPLY, private
        data = {"flags": render.EPHEMERAL} if private and not self._pressed else None
        await self._call_back(self._deferred, data)

    async def choices(self, choices: Sequence[Json]) -> None:
        """Answer an autocomplete."""
        await self._call_back(_CHOICES, {"choices": list(choices)})

    async def modal(self, modal: Json) -> None:
        """Open a modal, where one may be the answer."""
        await self._call_back(_MODAL, modal)

    async def show(self, messages: Sequence[render.Message], *, private: bool, replaces: bool) -> None:
        """Answer with messages: the first in place of the pressed one if it `replaces` it, the rest below.

        What all may see is not replaced by what is for the asker alone.
        """
        self._shown = messages, private
        in_place = self._pressed and replaces and (self._pressed_private or not private)
        first, *rest = [self._uploadable(message) for message in messages]
        if self._deferred is None:
            kind = _UPDATE if in_place else _REPLY
            await upload.send(first, partial(self._answer, kind, private=private))
        elif in_place or (self._deferred == _DEFER_REPLY and private == self._deferred_private):
            await upload.send(first, self._edit)
        else:
            if self._deferred == _DEFER_REPLY:
                # Whether all may see it was fixed when it was deferred, so another message takes its place.
                await self._by_token("DELETE", "/messages/@original")
            rest = [first, *rest]
        for message in rest:
            await upload.send(message, partial(self._follow_up, private=private))

    def _uploadable(self, message: render.Message) -> render.Message:
        """Return a message whose picture is not larger than what is taken here."""
        fits = message.picture is None or len(message.picture.png) <= self._interaction.filesize_limit
        return message if fits else message.told()

    async def _answer(self, kind: int, message: render.Message, *, private: bool) -> None:
        body = message.edit() if kind == _UPDATE else message.body(private=private)
        await self._call_back(kind, body, message.picture)

    async def _edit(self, message: render.Message) -> None:
        await self._by_token("PATCH", "/messages/@original", **upload.content(message.edit(), message.picture))

    async def _follow_up(self, message: render.Message, *, private: bool) -> None:
        """Send another message. It takes no nonce, so it is not repeated."""
        told = upload.content(message.body(private=private), message.picture)
        with pacing.once():
            await self._by_token("POST", "", **told, raise_for_status=failures.once)

    async def _call_back(self, kind: int, data: Json | None, picture: Picture | None = None) -> None:
        route = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=self._interaction.id,
            webhook_token=self._interaction.token,
        )
        body: Json = {"type": kind} if data is None else {"type": kind, "data": data}
        told = upload.content(body, picture)
        # As the library answers itself: `HTTPClient.request` would keep a rate limit for each interaction, for five minutes,
        # and look through all of them at each new one.
        async with asyncio.timeout(CALL_BACK_SECONDS):
            await async_context.get().request(
                route,
                self._interaction._session,
                payload=told.get("json"),
                multipart=told.get("form"),
                files=told.get("files"),
                proxy=self._http.proxy,
                proxy_auth=self._http.proxy_auth,
            )

    async def _by_token(self, method: str, path: str, **options: Any) -> None:
        route = Route(
            method,
            "/webhooks/{webhook_id}/{webhook_token}" + path,
            webhook_id=self._interaction.application_id,
            webhook_token=self._interaction.token,
        )
        await self._http.request(route, **options)

    async def failed(self, error: Exception) -> None:
        """Log what became of the answer; one whose form was refused goes out once more as plain text."""
        told = f"{self._interaction.type.name} {self._interaction.id}: {error}"
        if failures.code(error) in (failures.UNKNOWN_INTERACTION, failures.ALREADY_ANSWERED):
            log.info("discord: answered too late (%s)", told)
            return
        log.warning("discord: not answered (%s)", told)
        messages, private = self._shown
        if failures.code(error) != failures.INVALID_FORM or not messages:
            return
        try:
            plain = [render.plain(piece) for message in messages for piece in render.pieces(message.text)]
            await self.show(plain, private=private, replaces=False)
        except failures.FOREIGN as again:
            log.warning("discord: nor as plain text (%s)", again)
