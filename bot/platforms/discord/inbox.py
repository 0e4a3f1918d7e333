"""From Discord's interactions and direct messages to the router's verbs, and the reply back.

Nothing is kept between two interactions: a button, a select and a modal say in their own ids what they mean, so those of
an earlier run work as well.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import discord
from discord.http import HTTPClient, Route

from ...commands import add, completion
from ...commands.request import Asker, Command, Place
from ...commands.router import Router
from ...domain import forms
from ...domain.ledger import Channel
from ...domain.reply import Reply, paragraph
from . import controls, failures, modal, presence, render, telling, upload
from .exchange import Exchange

Json = dict[str, Any]
Interaction = discord.Interaction[Any]

log = logging.getLogger(__name__)

CHOICES, CHOICE = 25, 100
# Where the bot is only an app of the asker's, so many messages may follow the first answer.
FOLLOW_UPS = 5
# A command that was typed and sent as a text, as on a phone before the list of commands has come up.
_COMMAND = re.compile(r"[/／]([A-Za-z]{1,32})(?![^\s])[ \t　]*")
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿ｦ-ﾟ]")
_LETTERS = re.compile(r"[A-Za-z]")


class Inbox:
    """Answers interactions. One that takes longer than `defer_after` seconds of Discord's three is deferred first."""

    def __init__(self, router: Router, owners: frozenset[str], defer_after: float) -> None:
        self._router = router
        self._owners = owners
        self._defer_after = defer_after

    async def hear(self, interaction: Interaction, http: HTTPClient) -> None:
        """Answer one interaction; whatever goes wrong ends in the log, and in a word to the member if it still can."""
        exchange = Exchange(http, interaction)
        if interaction.type is discord.InteractionType.ping:
            return
        answer = self._choices if interaction.type is discord.InteractionType.autocomplete else self._reply
        try:
            await answer(interaction, exchange)
        except failures.FOREIGN as error:
            await exchange.failed(error)

    async def read(self, message: discord.Message, client: discord.Client) -> None:
        """Answer a direct message, which tells nothing of the client's language: what it is written in stands for it."""
        written = message.content.strip()
        if not written:
            return
        try:
            reply = await self._answer_text(written, message, client)
            if reply is not None:
                await self._send(reply, message, client.http)
        except failures.FOREIGN as error:
            log.warning("discord: direct message %s is not answered: %s", message.id, error)

    async def _answer_text(self, written: str, message: discord.Message, client: discord.Client) -> Reply | None:
        user = str(message.author.id)
        asker = Asker("discord", user, _language_of(written), user in self._owners)
        here = Channel("discord", str(message.channel.id))
        managed = telling.manages(client, message.author.id, self._owners, here)
        place = Place(here, private=True, manages=managed)
        command = _COMMAND.match(written)
        try:
            if command:
                return await self._router.command(command[1], written[command.end() :], asker, place)
            return await self._router.question(written, asker, place)
        except Exception:
            log.exception("discord: direct message %s", message.id)
            return await self._say("too-much", asker)

    async def _send(self, reply: Reply, asked: discord.Message, http: HTTPClient) -> None:
        """Reply below the question; the nonce makes the library's own repetitions harmless."""
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=asked.channel.id)

        async def post(message: render.Message, more: Json) -> None:
            await http.request(route, **upload.content(message.body() | more, message.picture))

        for number, message in enumerate(self._rendered(reply)):
            more: Json = {"nonce": f"{asked.id}/{number}", "enforce_nonce": True}
            if number == 0:
                more["message_reference"] = {"message_id": str(asked.id), "fail_if_not_exists": False}
            await upload.send(message, partial(post, more=more))

    def _rendered(self, reply: Reply, most: int | None = None) -> tuple[render.Message, ...]:
        """Return the messages of a reply; a form that cannot be opened at once is a button below it."""
        opens = [] if reply.form is None else [modal.opener(reply.form)]
        return render.messages(reply, self._router.kit.wordbook(reply.lang), opens, most)

    async def _reply(self, interaction: Interaction, exchange: Exchange) -> None:
        answering = asyncio.ensure_future(self._answer(interaction))
        try:
            done, _ = await asyncio.wait((answering,), timeout=self._defer_after)
            if not done:
                await exchange.defer(private=self._likely_private(interaction))
            reply = await answering
        finally:
            answering.cancel()
        if reply.form is not None and exchange.takes_modal:
            await exchange.modal(modal.build(reply.form, modal.typed_before(reply.form, interaction.message)))
            return
        most = None if presence.is_member(interaction) else FOLLOW_UPS
        await exchange.show(self._rendered(reply, most), private=reply.private, replaces=reply.replaces)

    def _likely_private(self, interaction: Interaction) -> bool:
        command = self._command(interaction)
        owners_only = command is not None and command.owners
        return owners_only or interaction.type is discord.InteractionType.modal_submit

    def _command(self, interaction: Interaction) -> Command | None:
        name = _data(interaction).get("name")
        return next((command for command in self._router.kit.commands if command.name == name), None)

    async def _answer(self, interaction: Interaction) -> Reply:
        """Ask the router; an error of ours is told as such."""
        asker, place = self._asker(interaction), presence.place(interaction, self._owners)
        command = self._command(interaction)
        try:
            if command and not command.reads and not presence.is_member(interaction):
                return await self._say("discord-no-member", asker)
            return await self._ask(interaction, asker, place)
        except Exception:
            log.exception("discord: %s %s", interaction.type.name, interaction.id)
            return await self._say("too-much", asker)

    async def _ask(self, interaction: Interaction, asker: Asker, place: Place) -> Reply:
        data = _data(interaction)
        if interaction.type is discord.InteractionType.application_command:
            words = " ".join(str(option.get("value", "")) for option in data.get("options", ()))
            reply = await self._router.command(str(data.get("name")), words, asker, place)
            # A command that was synced once and exists no longer: Discord drops it when it hears of the new ones.
            return reply or await self._say("button-stale", asker)
        custom_id = str(data.get("custom_id"))
        kind = modal.read_custom_id(custom_id)
        if kind is not None and kind not in add.KINDS:
            return await self._say("button-stale", asker)
        if interaction.type is discord.InteractionType.modal_submit:
            return await self._submit(kind or "", data, asker, place)
        if kind is not None:
            opened = await self._router.command("add", kind, asker, place)
            return opened or await self._say("button-stale", asker)
        chosen = data.get("values") or [custom_id]
        pressed = await self._router.press(str(chosen[0]), asker, place)
        return pressed or await self._say("button-stale", asker)

    async def _submit(self, kind: str, data: Mapping[str, Any], asker: Asker, place: Place) -> Reply:
        """Take a filled modal. What is wrong in it is answered with a button that opens it again, as it was filled."""
        blank = await self._router.command("add", kind, asker, place)
        if blank is None or blank.form is None:
            return blank or await self._say("button-stale", asker)
        text = forms.compose(blank.form, modal.read_values(data.get("components", [])))
        reply = await self._router.submit(kind, text, asker, place)
        return reply if reply.buttons else replace(reply, form=blank.form)

    async def _say(self, message: str, asker: Asker) -> Reply:
        """Return a word of the catalogue, for the asker alone."""
        lang = await self._router.lang(asker)
        return Reply((paragraph(self._router.kit.wordbook(lang)(message)),), lang, private=True)

    async def _choices(self, interaction: Interaction, exchange: Exchange) -> None:
        """Complete what is being typed."""
        options = _data(interaction).get("options", ())
        typed = next((str(option["value"]) for option in options if option.get("focused")), "")
        command = self._command(interaction)
        completes = command.parameter.completes if command and command.parameter else None
        place = presence.place(interaction, self._owners)
        found = await self._router.complete(completes, typed, self._asker(interaction), place, CHOICES)
        # Two of one name are told apart by what they stand for: a choice is shown once by its name.
        labels = [controls.short(choice.label, CHOICE) for choice in found]
        shown = {
            label if labels.count(label) == 1 else _told_apart(choice): choice.value
            for label, choice in zip(labels, found, strict=True)
        }
        await exchange.choices([{"name": name, "value": value} for name, value in shown.items()])

    def _asker(self, interaction: Interaction) -> Asker:
        user = str(interaction.user.id)
        return Asker("discord", user, str(interaction.locale), user in self._owners)


def _data(interaction: Interaction) -> Mapping[str, Any]:
    """Return the interaction's data as Discord sent them."""
    return interaction.data or {}


def _told_apart(choice: completion.Choice) -> str:
    told = f" ({choice.value})"
    return controls.short(choice.label, CHOICE - len(told)) + told if len(told) < CHOICE else choice.value


def _language_of(written: str) -> str | None:
    """Return the language that a text shows; a date in digits shows none."""
    if _JAPANESE.search(written):
        return "ja"
    return "en" if _LETTERS.search(written) else None
