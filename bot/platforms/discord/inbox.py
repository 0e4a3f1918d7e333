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
from typing import Any

import discord
from discord.http import HTTPClient, Route

from ...commands import add, completion
from ...commands.request import Asker, Place
from ...commands.router import Router
from ...domain import forms
from ...domain.ledger import Channel
from ...domain.reply import Reply, paragraph
from . import controls, failures, modal, render
from .exchange import Exchange

Json = dict[str, Any]
Interaction = discord.Interaction[Any]

log = logging.getLogger(__name__)

CHOICES, CHOICE = 25, 100
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

    async def read(self, message: discord.Message, http: HTTPClient) -> None:
        """Answer a direct message, which tells nothing of the client's language: what it is written in stands for it."""
        written = message.content.strip()
        if not written:
            return
        try:
            reply = await self._answer_text(written, message)
            if reply is not None:
                await self._send(reply, message, http)
        except failures.FOREIGN as error:
            log.warning("discord: direct message %s is not answered: %s", message.id, error)

    async def _answer_text(self, written: str, message: discord.Message) -> Reply | None:
        user = str(message.author.id)
        asker = Asker("discord", user, _language_of(written), user in self._owners)
        place = Place(Channel("discord", str(message.channel.id)), private=True, manages=_own)
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
        for number, message in enumerate(self._rendered(reply)):
            body = message.body() | {"nonce": f"{asked.id}/{number}", "enforce_nonce": True}
            if number == 0:
                body["message_reference"] = {"message_id": str(asked.id), "fail_if_not_exists": False}
            await http.request(route, json=body)

    def _rendered(self, reply: Reply) -> tuple[render.Message, ...]:
        """Return the messages of a reply; a form that cannot be opened at once is a button below it."""
        opens = [] if reply.form is None else [modal.opener(reply.form)]
        return render.messages(reply, self._router.kit.wordbook(reply.lang), opens)

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
        await exchange.show(self._rendered(reply), private=reply.private, replaces=reply.replaces)

    def _likely_private(self, interaction: Interaction) -> bool:
        name = _data(interaction).get("name")
        owners_only = any(command.owners for command in self._router.kit.commands if command.name == name)
        return owners_only or interaction.type is discord.InteractionType.modal_submit

    async def _answer(self, interaction: Interaction) -> Reply:
        """Ask the router; an error of ours is told as such."""
        asker, place = self._asker(interaction), _place(interaction)
        try:
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
        data = _data(interaction)
        typed = next((str(option["value"]) for option in data.get("options", ()) if option.get("focused")), "")
        kit, lang = self._router.kit, await self._router.lang(self._asker(interaction))
        command = next((command for command in kit.commands if command.name == data.get("name")), None)
        completes = command.parameter.completes if command and command.parameter else None
        ways = {"people": completion.people, "digests": completion.digests}
        found = ways[completes](typed, kit, lang, CHOICES) if completes in ways else ()
        # Two of one name are told apart by their ids: a choice is shown once by its name.
        labels = [choice.label for choice in found]
        shown = (f"{c.label} ({c.value})" if labels.count(c.label) > 1 else c.label for c in found)
        await exchange.choices(
            [
                {"name": controls.short(label, CHOICE), "value": choice.value}
                for label, choice in zip(shown, found, strict=True)
            ]
        )

    def _asker(self, interaction: Interaction) -> Asker:
        user = str(interaction.user.id)
        return Asker("discord", user, str(interaction.locale), user in self._owners)


def _data(interaction: Interaction) -> Mapping[str, Any]:
    """Return the interaction's data as Discord sent them."""
    return interaction.data or {}


def _place(interaction: Interaction) -> Place:
    private = interaction.guild_id is None
    asked_in = _channel(interaction)
    may = interaction.permissions

    async def manages(channel: Channel) -> bool:
        """Discord has computed the permissions for the channel it was asked in; elsewhere only the server's own count."""
        if private:
            return channel == asked_in
        known = interaction.client.get_channel(int(channel.chat)) if channel.chat.isdecimal() else None
        guild = getattr(known, "guild", None)
        if channel != asked_in and (guild is None or guild.id != interaction.guild_id):
            return False
        return may.administrator or may.manage_guild or (channel == asked_in and may.manage_channels)

    return Place(asked_in, private, manages)


def _channel(interaction: Interaction) -> Channel:
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return Channel("discord", str(channel.parent_id), str(channel.id))
    return Channel("discord", str(interaction.channel_id or interaction.user.id))


async def _own(_: Channel) -> bool:
    """Whoever writes in a direct message manages it."""
    return True


def _language_of(written: str) -> str | None:
    """Return the language that a text shows; a date in digits shows none."""
    if _JAPANESE.search(written):
        return "ja"
    return "en" if _LETTERS.search(written) else None
