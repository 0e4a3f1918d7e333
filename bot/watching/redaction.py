"""What never reaches a log: tokens, and the words of messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import quote

MARK = "[token]"
_SECRETS = re.compile(
    # a bot's token of Telegram, also in an address
    r"(?<!\d)\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}"
    # a bot's token of Discord: its id, a time and a signature
    r"|(?<![\w.-])[A-Za-z0-9_-]{18,}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{25,}"
    # an interaction's, which stands in addresses and in events
    r"|(?<=/interactions/)(?P<at>\d+/)[^/\s?'\"]+|(?<=/webhooks/)(?P<of>\d+/)[^/\s?'\"]+"
    # and in either's headers and events, by name; the quotes stay, for the line may be JSON
    r"|(?P<named>\\?[\"']?(?:token|authorization)\\?[\"']?\s*[:=]\s*(?:\\?[\"'])?(?:Bot\s+)?)[^\s,;)}\]\"'\\]+"
    r"|\baW50ZXJhY3Rpb2[A-Za-z0-9_=-]{10,}",
    re.IGNORECASE,
)
# Each of those has one of these in it; few lines have, and the search for them costs a tenth.
_LONG = re.compile(r"[A-Za-z0-9_-]{25}")
_NAMES = ("token", "authorization", "/interactions/", "/webhooks/")
# Keys under which libraries and we ourselves would have the words of a message.
WORDS = frozenset({"text", "content", "caption", "payload", "body", "update", "message_text", "parts", "embeds"})


class Redactor:
    """Takes tokens out of a line: those that the settings name, in any form, and whatever has the form of one."""

    def __init__(self, tokens: Iterable[str]) -> None:
        forms: set[str] = set()
        for token in tokens:
            secret = token.partition(":")[2]
            plain = {token, quote(token, safe="")} | ({secret} if len(secret) > 16 else set())
            quoted = plain | {repr(form)[1:-1] for form in plain}  # as a value within a value is written
            forms |= quoted | {
                json.dumps(form, ensure_ascii=ascii_)[1:-1] for form in quoted for ascii_ in (False, True)
            }
        self._forms = sorted((form for form in forms if form), key=len, reverse=True)

    def __call__(self, line: str) -> str:
        """Return the line without them."""
        for form in self._forms:
            line = line.replace(form, MARK)
        lowered = line.lower()
        if _LONG.search(line) or any(name in lowered for name in _NAMES):
            return _SECRETS.sub(_marked, line)
        return line


def _marked(found: re.Match[str]) -> str:
    return next((group for group in found.groups() if group), "") + MARK


def without_words(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the words of messages from an event: how many characters there were is all that is told."""
    for key in WORDS & event.keys():
        event[key] = f"[{len(str(event[key]))} characters]"
    return event


def one_line(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep whoever names a chat from writing lines of the log: its control characters are shown as such."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception" and not value.isprintable():
            event[key] = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
    return event


def last(render: Callable[..., str | bytes], redact: Redactor) -> Callable[..., str]:
    """Return a renderer whose finished line is redacted: nothing that stands in it can have come by another way."""
    return lambda logger, name, event: redact(str(render(logger, name, event)))
