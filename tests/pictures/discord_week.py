"""Discord in a bad week: the question in a direct message that a lost answer leads to, and the ledger of the channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text import Lang
from bot.language import catalogue
from bot.platforms.discord.platform import DiscordPlatform
from tests.platform.discord_server import Channel, DiscordServer, Message, Permission, RateLimited, Refused, User

from .camera import Page
from .discord_chat import CHANNEL, LOCALES, page, shown
from .program import running
from .week import begun, spend

# How often a post goes out under one nonce before it is looked for, which is not allowed then.
_ATTEMPTS = 2


@dataclass
class _Server:
    """The channel, and who manages it; see Hands."""

    server: DiscordServer
    admin: User
    channel: Channel
    lang: Lang

    async def ask(self, command: str) -> Message:
        """Send a command in the channel and return the answer."""
        return await (await self.server.slash(self.admin, self.channel, command)).answer()

    async def subscribe(self) -> None:
        await self.ask("subscribe")

    async def take_back(self) -> None:
        question = await self.ask("takeback")
        [yes] = _ids(question, catalogue.words(self.lang)("takeback-yes"))
        await (await self.server.click(self.admin, question, yes)).answer()

    def lose(self) -> None:
        self.server.forbid(self.channel, Permission.READ_MESSAGE_HISTORY)
        for _ in range(_ATTEMPTS):
            self.server.fault("POST", f"/channels/{self.channel.id}/messages", Refused(502))

    def find(self) -> None:
        self.server.permit(self.channel, Permission.READ_MESSAGE_HISTORY)

    def limit(self, seconds: int) -> None:
        self.server.fault("POST", f"/channels/{self.channel.id}/messages", RateLimited(seconds))


def _ids(message: Message, label: str) -> list[str]:
    rows = [row for each in message.components for row in (each, *(each.get("components") or []))]
    buttons = [button for row in rows for button in (row.get("components") or [])]
    return [button["custom_id"] for button in buttons if button.get("label") == label]


async def scenes(lang: Lang) -> dict[str, Page]:
    """Return the pages to photograph."""
    program = begun(lang)
    async with DiscordServer(now=program.clock) as server:
        guild = server.add_guild("Readers", locale=LOCALES[lang])
        guild.owner.name, guild.owner.locale = "Hana", LOCALES[lang]
        made = _Server(server, guild.owner, server.add_channel(guild, CHANNEL[lang]), lang)
        platform = DiscordPlatform(server.token, program.router, program.store, frozenset(), server.api_url)
        async with running(platform, program):
            await spend(program, made)
            ledger = shown(server, await made.ask("ledger"))
        own = [
            channel
            for channel in server.world.channels.values()
            if channel.guild is None and channel.owner is made.admin
        ]
        doubt = [shown(server, message) for channel in own for message in server.messages(channel)]
    return {
        "ledger": page(program, lang, CHANNEL[lang], [ledger]),
        "doubt": page(program, lang, "Kawaraban", doubt, sign="@"),
    }
