"""The table of commands and of what buttons ask: everything that a member can do stands here."""

from __future__ import annotations

from collections.abc import Mapping

from . import add, digest, help, language, source, start, subscribe, timeline, unsubscribe, who  # named for its command
from .request import Command, Parameter, Tap

COMMANDS = (
    Command("start", start.answer),
    Command("help", help.answer),
    Command("timeline", timeline.answer, Parameter("when")),
    Command("who", who.answer, Parameter("name", "people")),
    Command("digest", digest.answer, Parameter("title", "digests")),
    Command("subscribe", subscribe.answer),
    Command("unsubscribe", unsubscribe.answer),
    Command("language", language.answer, Parameter("language", "languages")),
    Command("add", add.answer, Parameter("kind", "kinds"), owners=True),
)

TAPS: Mapping[str, Tap] = {
    "t": timeline.tap,
    "w": who.tap,
    "d": digest.tap,
    "k": digest.tap_kind,
    "s": source.tap,
    "l": language.tap,
    "o": subscribe.tap_offer,
    "a": add.tap,
}
