"""/help: every command with an example."""

from __future__ import annotations

from ..domain.presenting import as_of
from ..domain.reply import Bullets, Heading, Reply, paragraph
from ..domain.text import Run
from .request import Kit, Request


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """List what the asker may use."""
    say = request.words
    items = tuple(
        (
            Run(f"/{command.name}", bold=True),
            Run(f" {say(f'{command.name}-usage')}".rstrip() + " — "),
            Run(say(f"{command.name}-about")),
        )
        for command in kit.commands
        if request.asker.owner or not command.owners
    )
    blocks = (Heading(say("help-title")), Bullets(items), paragraph(say("help-plain-text")))
    return request.reply(*blocks, as_of(request.corpus, say))
