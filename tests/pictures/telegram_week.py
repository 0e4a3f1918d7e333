"""Telegram in a bad week: the question in private that a lost answer leads to, and the ledger of the group."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text import Lang
from bot.language import catalogue
from bot.platforms.telegram.pacing import Pacing
from bot.platforms.telegram.platform import TelegramPlatform
from tests.platform.telegram_server import Call, Chat, Message, TelegramServer, User

from .camera import Page
from .program import Program, running
from .telegram_chat import ABOUT, GROUP, page
from .week import begun, spend


@dataclass
class _Group:
    """The group, and who manages it; see Hands."""

    server: TelegramServer
    program: Program
    admin: User
    group: Chat
    lang: Lang

    async def ask(self, command: str, holds: str = "") -> Message:
        """Say something in the group and return the answer, which is known by what it holds."""
        self.server.say(self.admin, self.group, command)
        return self.server.message((await self.server.next_call("sendMessage", where=lambda c: _is(c, holds))).result)

    async def subscribe(self) -> None:
        await self.ask("/subscribe")

    async def take_back(self) -> None:
        words = catalogue.words(self.lang)
        question = await self.ask("/takeback", words("takeback-title"))
        self.server.press(self.admin, question, question.button(words("takeback-yes")))
        await self.server.next_call("editMessageText")

    def lose(self) -> None:
        self.server.fail_next("sendMessage", status=502, chat=self.group.id)

    def find(self) -> None:
        pass

    def limit(self, seconds: int) -> None:
        self.server.fail_next("sendMessage", retry_after=seconds, chat=self.group.id)


async def scenes(lang: Lang) -> dict[str, Page]:
    """Return the pages to photograph."""
    program = begun(lang)
    async with TelegramServer(now=lambda: int(program.clock().timestamp())) as server:
        admin = server.add_user("Hana", language_code=lang)
        made = _Group(server, program, admin, server.add_chat("supergroup", GROUP[lang]), lang)
        server.set_member(made.group, admin, "creator")
        pacing = Pacing(lambda: program.clock().timestamp(), program.sleep)
        platform = TelegramPlatform(
            server.token,
            program.router,
            program.store,
            frozenset(),
            server.api_url,
            program.clock,
            pacing=pacing,
            sleep=program.sleep,
        )
        async with running(platform, program):
            await spend(program, made)
            before = len(server.transcript(made.group))
            await made.ask("/ledger", catalogue.words(lang)("ledger-here"))
        ledger, doubt = server.transcript(made.group)[before:], server.transcript(admin)
    return {
        "ledger": page(program, lang, GROUP[lang], ABOUT[lang][0], ledger),
        "doubt": page(program, lang, "Kawaraban", ABOUT[lang][1], doubt),
    }


def _is(call: Call, holds: str) -> bool:
    return call.ok and holds in call.parameters.get("text", "")
